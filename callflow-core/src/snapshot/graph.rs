use std::{fmt, time::Duration};

use super::{
    metadata::Metadata,
    node::{Edge, Node},
    timeline::Timeline,
    tree::{CallTree, Path},
};
use crate::{
    nanos::Nanos,
    reading::{CallReading, Reading},
};

/// What a scope recorded: functions, who called whom, every call path, and the async timeline.
///
/// A graph is plain data: it never changes, whatever the program does next. [`Display`](fmt::Display) prints
/// its functions as a table; the formatter's width is the table's (`format!("{graph:120}")`), 80 without one.
#[derive(Debug, Clone, PartialEq)]
pub struct CallGraph {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    pub(super) paths: Vec<Path>,
    pub(super) roots: Vec<usize>,
    pub(super) calls: Vec<CallReading>,
    pub(super) top_total: Nanos,
    pub(super) top_active: Nanos,
    pub(super) wall: Duration,
    pub(super) metadata: Metadata,
}

impl CallGraph {
    /// The graph of what a scope's recorder held.
    #[doc(hidden)]
    pub fn from_reading(reading: Reading) -> Self {
        super::collect::graph(reading)
    }

    /// Every function, by full name.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Every pair of caller and callee, by their names.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Every call path.
    pub fn call_tree(&self) -> CallTree<'_> {
        CallTree { graph: self }
    }

    /// The async calls that were kept one by one.
    pub fn timeline(&self) -> Timeline<'_> {
        Timeline { graph: self }
    }

    /// What was recorded, how, and what was left out.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The scope's life: from its making to its end, or to the snapshot.
    pub fn wall_time(&self) -> Duration {
        self.wall
    }

    /// Σ self time of all functions as it was measured: the time threads spent in traced calls.
    pub fn busy_time(&self) -> Duration {
        self.nodes.iter().map(|node| node.sums.own).sum::<Nanos>().into()
    }

    /// Σ [`self_time`](Node::self_time) of all functions: what of the busy time is not the probes' own cost. Percentages
    /// of self times are percentages of this.
    pub fn self_time(&self) -> Duration {
        self.nodes.iter().map(|node| node.sums.own_net).sum::<Nanos>().into()
    }

    /// The ended calls of all functions of the program; this library's own nodes are left out.
    pub fn calls(&self) -> u64 {
        self.nodes.iter().filter(|node| !node.is_library()).map(Node::calls).sum()
    }

    /// The function of that full name, or the only one whose full name ends in `::` and `name`.
    ///
    /// `None` where there is none or more than one; [`find`](Self::find) says which.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.find(name).ok()
    }

    /// The function of that full name, or the only one whose full name ends in `::` and `name`.
    ///
    /// # Errors
    /// [`LookupError::NotFound`] with similar names, or [`LookupError::Ambiguous`] with every function that
    /// would fit.
    pub fn find(&self, name: &str) -> Result<&Node, LookupError> {
        look_up(self.nodes.iter().map(|node| (node.full_name.as_str(), node)), name)
    }

    /// Σ durations and Σ segments of the top-level async calls.
    pub(crate) fn top_level_async(&self) -> (Nanos, Nanos) {
        (self.top_total, self.top_active)
    }
}

/// What goes by that full name, or the only one whose full name ends in `::` and `name`.
pub(crate) fn look_up<'n, T>(
    named: impl Iterator<Item = (&'n str, T)> + Clone,
    name: &str,
) -> Result<T, LookupError> {
    let ends_so = |full: &str| full.strip_suffix(name).is_some_and(|rest| rest.ends_with("::"));
    if let Some((_, found)) = named.clone().find(|(full, _)| *full == name) {
        return Ok(found);
    }
    let mut candidates: Vec<(&str, T)> = named.clone().filter(|(full, _)| ends_so(full)).collect();
    match candidates.len() {
        1 => Ok(candidates.remove(0).1),
        0 => Err(LookupError::NotFound {
            name: name.to_owned(),
            similar: similar(named.map(|(full, _)| full), name),
        }),
        _ => Err(LookupError::Ambiguous {
            name: name.to_owned(),
            candidates: candidates.iter().map(|(full, _)| (*full).to_owned()).collect(),
        }),
    }
}

/// Up to five names that share the last part of `name`, or contain it or are contained in it.
fn similar<'n>(names: impl Iterator<Item = &'n str>, name: &str) -> Vec<String> {
    let last = name.rsplit("::").next().unwrap_or(name).to_lowercase();
    let alike = |full: &&str| {
        let own = full.rsplit("::").next().unwrap_or_default().to_lowercase();
        !last.is_empty() && !own.is_empty() && (own.contains(&last) || last.contains(&own))
    };
    names.filter(alike).take(5).map(str::to_owned).collect()
}

/// Why a name gave no function.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LookupError {
    /// No function of that name was called.
    NotFound {
        /// What was asked for.
        name: String,
        /// Full names that look alike.
        similar: Vec<String>,
    },
    /// More than one function ends in that name.
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The full names of all of them.
        candidates: Vec<String>,
    },
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { name, similar } if similar.is_empty() => {
                write!(f, "no function `{name}` was called in this scope")
            }
            Self::NotFound { name, similar } => {
                write!(f, "no function `{name}` was called in this scope; similar: {}", similar.join(", "))
            }
            Self::Ambiguous { name, candidates } => {
                write!(f, "`{name}` could be any of {}", candidates.join(", "))
            }
        }
    }
}

impl std::error::Error for LookupError {}

#[cfg(test)]
mod tests {
    use super::look_up;

    #[test]
    fn a_name_that_is_not_there_is_told_with_those_like_it() {
        let told = |names: &[&str], name: &str| {
            look_up(names.iter().map(|full| (*full, ())), name).unwrap_err().to_string()
        };
        assert_eq!(
            told(&["shop::cart", "shop::cart_total", "shop::pay"], "web::Cart"),
            "no function `web::Cart` was called in this scope; similar: shop::cart, shop::cart_total"
        );
        // Every name contains an empty one, which is like none.
        for (there, name) in [("shop::pay", "web::cart"), ("shop::pay", "web::"), ("shop::", "web::cart")] {
            assert_eq!(told(&[there], name), format!("no function `{name}` was called in this scope"));
        }
    }
}
