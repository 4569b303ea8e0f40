//! Layered layout after Sugiyama, Tagawa and Toda (1981): break cycles, assign layers, order each layer so
//! that few edges cross, then place the layers' members as straight below their neighbours as they fit.

/// Where everything stands: layers count from the left, places from the top.
pub(super) struct Layout {
    /// The layer of every box.
    pub(super) layer: Vec<usize>,
    /// The middle of every box, downwards from 0.
    pub(super) middle: Vec<f64>,
    /// For every edge the points it passes between its ends: layer and height.
    pub(super) bends: Vec<Vec<(usize, f64)>>,
    /// Whether an edge runs against the layers because it closes a cycle; such edges have no bends.
    pub(super) is_back: Vec<bool>,
    /// The number of layers.
    pub(super) layers: usize,
    /// The height of everything.
    pub(super) height: f64,
}

/// Heights that a layout keeps.
#[derive(Clone, Copy)]
pub(super) struct Spacing {
    /// The height of a box with the gap to the next.
    pub(super) step: f64,
    /// The gap around an edge that passes between boxes.
    pub(super) lane: f64,
}

/// An edge over more layers than this is drawn straight: bends would cost more than they show.
const LONGEST_BENT: usize = 12;
/// Sweeps over all layers, for the order and again for the heights.
const SWEEPS: usize = 8;

/// Lays out boxes `0..boxes`, the most important first, joined by `edges`; an edge from a box to itself has no
/// influence.
pub(super) fn layout(boxes: usize, edges: &[(usize, usize)], spacing: Spacing) -> Layout {
    let is_back = back_edges(boxes, edges);
    let forward: Vec<(usize, usize)> = edges
        .iter()
        .zip(&is_back)
        .filter(|&(edge, back)| !back && edge.0 != edge.1)
        .map(|(edge, _)| *edge)
        .collect();
    let layer = layers(boxes, &forward);
    let mut plan = Plan::new(boxes, &layer, edges, &is_back);
    plan.reduce_crossings();
    let y = plan.heights(boxes, spacing);
    let top = plan.extent(&y, boxes, spacing, f64::min, -0.5);
    let bottom = plan.extent(&y, boxes, spacing, f64::max, 0.5);
    let bends = plan
        .chains
        .iter()
        .map(|chain| chain.iter().map(|&point| (plan.layer[point], y[point] - top)).collect());
    Layout {
        middle: (0..boxes).map(|member| y[member] - top).collect(),
        bends: bends.collect(),
        layers: plan.members.len(),
        height: bottom - top,
        layer,
        is_back,
    }
}

/// The edges that lead back to a box still open in a walk along the edges.
fn back_edges(boxes: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let mut outgoing = vec![Vec::new(); boxes];
    let mut has_caller = vec![false; boxes];
    for (index, &(from, to)) in edges.iter().enumerate() {
        outgoing[from].push(index);
        has_caller[to] |= from != to;
    }
    let mut is_back = vec![false; edges.len()];
    let mut state = vec![State::New; boxes];
    let sources = (0..boxes).filter(|&member| !has_caller[member]);
    for start in sources.chain(0..boxes) {
        if state[start] != State::New {
            continue;
        }
        state[start] = State::Open;
        let mut walk = vec![(start, 0)];
        while let Some((member, next)) = walk.last_mut() {
            if let Some(&edge) = outgoing[*member].get(*next) {
                *next += 1;
                let to = edges[edge].1;
                match state[to] {
                    State::New => {
                        state[to] = State::Open;
                        walk.push((to, 0));
                    }
                    State::Open => is_back[edge] = edges[edge].0 != to,
                    State::Done => {}
                }
            } else {
                state[*member] = State::Done;
                walk.pop();
            }
        }
    }
    is_back
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// The longest way from a source, with sources drawn as near to their targets as they can be.
fn layers(boxes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut outgoing = vec![Vec::new(); boxes];
    let mut waiting = vec![0_usize; boxes];
    for &(from, to) in edges {
        outgoing[from].push(to);
        waiting[to] += 1;
    }
    let is_source: Vec<bool> = waiting.iter().map(|&callers| callers == 0).collect();
    let mut ready: Vec<usize> = (0..boxes).filter(|&member| is_source[member]).collect();
    let mut layer = vec![0; boxes];
    while let Some(member) = ready.pop() {
        for &to in &outgoing[member] {
            layer[to] = layer[to].max(layer[member] + 1);
            waiting[to] -= 1;
            if waiting[to] == 0 {
                ready.push(to);
            }
        }
    }
    for member in 0..boxes {
        let nearest = outgoing[member].iter().map(|&to| layer[to]).min();
        if let Some(nearest) = nearest.filter(|_| is_source[member]) {
            layer[member] = nearest - 1;
        }
    }
    layer
}

/// Boxes and bends by layer; bends have the numbers after the boxes.
struct Plan {
    layer: Vec<usize>,
    /// The members of every layer from top to bottom.
    members: Vec<Vec<usize>>,
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
    /// The bends of every edge.
    chains: Vec<Vec<usize>>,
}

impl Plan {
    fn new(boxes: usize, box_layer: &[usize], edges: &[(usize, usize)], is_back: &[bool]) -> Self {
        let layers = box_layer.iter().max().map_or(0, |last| last + 1);
        let mut plan = Self {
            layer: box_layer.to_vec(),
            members: vec![Vec::new(); layers],
            left: vec![Vec::new(); boxes],
            right: vec![Vec::new(); boxes],
            chains: Vec::with_capacity(edges.len()),
        };
        for (&(from, to), &back) in edges.iter().zip(is_back) {
            let mut chain = Vec::new();
            if !back && from != to {
                let between = box_layer[from] + 1..box_layer[to];
                if between.len() < LONGEST_BENT {
                    for layer in between {
                        chain.push(plan.layer.len());
                        plan.layer.push(layer);
                        plan.left.push(Vec::new());
                        plan.right.push(Vec::new());
                    }
                }
                let ends = [&[from], chain.as_slice(), &[to]].concat();
                for pair in ends.windows(2) {
                    plan.right[pair[0]].push(pair[1]);
                    plan.left[pair[1]].push(pair[0]);
                }
            }
            plan.chains.push(chain);
        }
        plan.seat();
        plan
    }

    /// A first order: callees stand in the order of their callers.
    fn seat(&mut self) {
        let mut seated = vec![false; self.layer.len()];
        let sources = (0..self.layer.len()).filter(|&member| self.left[member].is_empty());
        let mut walk: Vec<usize> = sources.collect();
        walk.reverse();
        while let Some(member) = walk.pop() {
            if !std::mem::replace(&mut seated[member], true) {
                self.members[self.layer[member]].push(member);
                walk.extend(self.right[member].iter().rev());
            }
        }
    }

    /// Sorts every layer by the mean place of its members' neighbours, to and fro, and keeps the best order.
    fn reduce_crossings(&mut self) {
        let mut best = self.members.clone();
        let mut fewest = self.crossings();
        for sweep in 0..SWEEPS {
            if fewest == 0 {
                break;
            }
            let rightwards = sweep % 2 == 0;
            let mut place = self.places();
            for step in 0..self.members.len() {
                let layer = if rightwards { step } else { self.members.len() - 1 - step };
                let neighbours = if rightwards { &self.left } else { &self.right };
                let wish = |member: usize| {
                    mean(neighbours[member].iter().map(|&other| place[other])).unwrap_or(place[member])
                };
                let mut wishes: Vec<(f64, usize)> =
                    self.members[layer].iter().map(|&member| (wish(member), member)).collect();
                wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
                self.members[layer] = wishes.into_iter().map(|(_, member)| member).collect();
                for (seat, &member) in self.members[layer].iter().enumerate() {
                    place[member] = seat as f64;
                }
            }
            let crossings = self.crossings();
            if crossings < fewest {
                fewest = crossings;
                best.clone_from(&self.members);
            }
        }
        self.members = best;
    }

    fn places(&self) -> Vec<f64> {
        let mut place = vec![0.0; self.layer.len()];
        for members in &self.members {
            for (seat, &member) in members.iter().enumerate() {
                place[member] = seat as f64;
            }
        }
        place
    }

    /// Pairs of edges between neighbouring layers that cross.
    fn crossings(&self) -> usize {
        let place = self.places();
        let count = |members: &Vec<usize>| {
            let mut ends: Vec<f64> = Vec::new();
            let mut crossings = 0;
            for &member in members {
                let before = ends.len();
                for &to in &self.right[member] {
                    crossings += ends[..before].iter().filter(|&&end| end > place[to]).count();
                    ends.push(place[to]);
                }
            }
            crossings
        };
        self.members.iter().map(count).sum()
    }

    /// The height of every member: near its neighbours, never nearer to the next than the spacing.
    fn heights(&self, boxes: usize, spacing: Spacing) -> Vec<f64> {
        let size = |member: usize| if member < boxes { spacing.step } else { spacing.lane };
        let mut y = vec![0.0; self.layer.len()];
        for members in &self.members {
            let mut bottom = 0.0;
            for &member in members {
                y[member] = bottom + size(member) / 2.0;
                bottom += size(member);
            }
        }
        for sweep in 0..SWEEPS {
            let rightwards = sweep % 2 == 0;
            for step in 0..self.members.len() {
                let layer = if rightwards { step } else { self.members.len() - 1 - step };
                let neighbours = if rightwards { &self.left } else { &self.right };
                let members = &self.members[layer];
                let wishes = members.iter().map(|&member| {
                    mean(neighbours[member].iter().map(|&other| y[other])).unwrap_or(y[member])
                });
                let sizes: Vec<f64> = members.iter().map(|&member| size(member)).collect();
                for (&member, height) in members.iter().zip(spread(&wishes.collect::<Vec<_>>(), &sizes)) {
                    y[member] = height;
                }
            }
        }
        y
    }

    fn extent(&self, y: &[f64], boxes: usize, spacing: Spacing, pick: fn(f64, f64) -> f64, side: f64) -> f64 {
        let edge =
            |member: usize| y[member] + side * if member < boxes { spacing.step } else { spacing.lane };
        (0..self.layer.len()).map(edge).reduce(pick).unwrap_or(0.0)
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}

/// The places nearest to the wishes (least squares) that keep their order and leave every member its size:
/// isotonic regression by pooling adjacent violators.
fn spread(wishes: &[f64], sizes: &[f64]) -> Vec<f64> {
    let mut offsets = Vec::with_capacity(sizes.len());
    let mut bottom = 0.0;
    for &size in sizes {
        offsets.push(bottom + size / 2.0);
        bottom += size;
    }
    // Runs of members that touch: the sum of what they wish for, and how many they are.
    let mut runs: Vec<(f64, usize)> = Vec::new();
    for (&wish, &offset) in wishes.iter().zip(&offsets) {
        let mut run = (wish - offset, 1);
        while let Some(&(sum, count)) = runs.last() {
            if sum / count as f64 <= run.0 / run.1 as f64 {
                break;
            }
            runs.pop();
            run = (run.0 + sum, run.1 + count);
        }
        runs.push(run);
    }
    let starts = runs.iter().flat_map(|&(sum, count)| std::iter::repeat_n(sum / count as f64, count));
    starts.zip(offsets).map(|(start, offset)| start + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACING: Spacing = Spacing { step: 10.0, lane: 4.0 };

    #[test]
    fn a_diamond_has_three_layers_and_no_crossing() {
        let layout = layout(4, &[(0, 1), (0, 2), (1, 3), (2, 3), (0, 3)], SPACING);
        assert_eq!(layout.layer, [0, 1, 1, 2]);
        assert_eq!(layout.bends.iter().map(Vec::len).collect::<Vec<_>>(), [0, 0, 0, 0, 1]);
        assert_eq!(layout.layers, 3);
    }

    #[test]
    fn cycles_and_loops_end() {
        let layout = layout(3, &[(0, 1), (1, 2), (2, 0), (1, 1)], SPACING);
        assert_eq!(layout.layer, [0, 1, 2]);
        assert_eq!(layout.is_back, [false, false, true, false]);
        assert_eq!(super::layout(0, &[], SPACING).layers, 0);
    }

    #[test]
    fn boxes_of_a_layer_never_overlap() {
        let edges: Vec<_> = (1..60).map(|to| (to / 7, to)).chain((20..50).map(|to| (3, to))).collect();
        let layout = layout(60, &edges, SPACING);
        for a in 0..60 {
            for b in 0..a {
                let apart = (layout.middle[a] - layout.middle[b]).abs();
                assert!(layout.layer[a] != layout.layer[b] || apart > 9.99, "{a} {b}");
            }
            assert!(layout.middle[a] >= 4.99 && layout.middle[a] <= layout.height - 4.99);
        }
    }

    #[test]
    fn what_touches_shares_the_mean_of_its_wishes() {
        assert_eq!(spread(&[5.0, 5.0], &[10.0, 10.0]), [0.0, 10.0]);
        assert_eq!(spread(&[0.0, 50.0], &[10.0, 10.0]), [0.0, 50.0]);
    }
}
