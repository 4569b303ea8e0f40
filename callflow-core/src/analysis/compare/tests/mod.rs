//! Comparisons of graphs whose numbers are chosen.

mod causes;
mod comparability;
mod gates;
mod hostile;
mod json;
mod laws;
mod markdown;
mod scene;
mod simulation;
mod verdicts;
