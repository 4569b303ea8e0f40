//! Comparisons of graphs whose numbers are chosen.

mod causes;
mod comparability;
mod gates;
mod hostile;
mod laws;
mod scene;
mod simulation;
mod verdicts;
