/// Probabilities corrected for being several, in their order: a set of tests that calls everything below `alpha`
/// significant is wrong about any true null hypothesis with probability at most `alpha`, however the tests depend
/// on each other.
///
/// Holm, S. (1979), *A simple sequentially rejective multiple test procedure*, Scandinavian Journal of Statistics 6.
pub(in super::super) fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut corrected = vec![1.0; p_values.len()];
    let mut so_far = 0.0_f64;
    for (place, &test) in order.iter().enumerate() {
        let remaining = (p_values.len() - place) as f64;
        so_far = so_far.max((remaining * p_values[test]).min(1.0));
        corrected[test] = so_far;
    }
    corrected
}

#[cfg(test)]
mod tests {
    #[test]
    fn corrections_step_down() {
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
        let corrected = super::holm(&[0.01, 0.04, 0.03, 0.005]);
        for (got, expected) in corrected.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((got - expected).abs() < 1e-12, "{corrected:?}");
        }
        assert!(super::holm(&[]).is_empty());
    }
}
