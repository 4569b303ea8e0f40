use callflow_core::Comparison;

/// The numbers by which the page knows functions: their places in order of their names, so that the table can be
/// sorted by name.
pub(super) struct Numbers(Vec<usize>);

impl Numbers {
    pub(super) fn of(comparison: &Comparison) -> Self {
        let rows = &comparison.node_comparisons;
        let mut by_name: Vec<usize> = (0..rows.len()).collect();
        by_name.sort_unstable_by_key(|&row| &rows[row].name);
        let mut numbers = vec![0; rows.len()];
        for (number, row) in by_name.into_iter().enumerate() {
            numbers[row] = number;
        }
        Self(numbers)
    }

    /// The number of the function at a place of the comparison.
    pub(super) fn of_row(&self, row: usize) -> usize {
        self.0[row]
    }
}
