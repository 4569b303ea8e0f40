/// Twice the midranks of the values, in their order; whole numbers even where values tie.
///
/// Equal values share the mean of the ranks they take up together.
pub(super) fn doubled(values: &[i128]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|&place| values[place]);
    let mut ranks = vec![0; values.len()];
    let mut first = 0;
    for tie in order.chunk_by(|&a, &b| values[a] == values[b]) {
        // Ranks first + 1 to first + len; twice their mean.
        let rank = (2 * first + tie.len() + 1) as u32;
        for &place in tie {
            ranks[place] = rank;
        }
        first += tie.len();
    }
    ranks
}

/// The same of so many values of which no two are equal, ascending.
pub(super) fn untied(values: usize) -> Vec<u32> {
    (1..=values as u32).map(|rank| 2 * rank).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn ties_share_their_mean_rank() {
        assert_eq!(super::doubled(&[30, 10, 20, 20]), [8, 2, 5, 5]);
        assert!(super::doubled(&[]).is_empty());
        assert_eq!(super::doubled(&[1, 5, 7]), super::untied(3));
    }
}
