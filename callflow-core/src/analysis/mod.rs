//! Questions answered from a graph.

mod async_stats;

pub use async_stats::{AsyncFunction, AsyncStats, CurvePoint, get_async_stats};
