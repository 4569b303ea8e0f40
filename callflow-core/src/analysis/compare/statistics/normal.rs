//! The normal distribution, for more runs than are worth counting.

/// The probability of a distance from the mean of at least `distance`, on either side.
pub(super) fn two_sided(distance: f64, variance: f64) -> f64 {
    if variance > 0.0 { (2.0 * upper_tail(distance / variance.sqrt())).min(1.0) } else { 1.0 }
}

/// The value below which a standard normal variable stays with probability `p`, for `0.5 < p < 1`, by bisection
/// of its tail.
pub(super) fn quantile(p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if upper_tail(middle) > 1.0 - p { low = middle } else { high = middle }
    }
    low
}

/// The probability that a standard normal variable exceeds `z ≥ 0`, with full relative accuracy in the tail: a power
/// series near the middle (Abramowitz and Stegun, 26.2.11) and Laplace's continued fraction farther out (26.2.14).
fn upper_tail(z: f64) -> f64 {
    let density = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
    if z < 3.0 {
        let (mut term, mut sum) = (z, z);
        for k in 1..60 {
            term *= z * z / f64::from(2 * k + 1);
            sum += term;
        }
        0.5 - density * sum
    } else {
        density / (1..60).rev().fold(z, |fraction, k| z + f64::from(k) / fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_vary_is_no_evidence() {
        for (distance, variance) in [(0.0, 0.0), (3.0, 0.0), (0.0, 4.0)] {
            assert!((two_sided(distance, variance) - 1.0).abs() < 1e-9, "{distance} {variance}");
        }
        assert!((two_sided(1.959_963_984_540_054 * 2.0, 4.0) - 0.05).abs() < 1e-9);
    }

    #[test]
    fn tails_are_those_of_the_tables() {
        for (z, tail) in [
            (0.0, 0.5),
            (1.0, 0.158_655_253_931_457),
            (1.959_963_984_540_054, 0.025),
            (2.999_999, 0.001_349_902_463_243_25),
            (3.0, 0.001_349_898_031_630_09),
            (6.0, 9.865_876_450_377e-10),
        ] {
            let got = upper_tail(z);
            assert!((got / tail - 1.0).abs() < 1e-9, "{z}: {got}");
        }
        assert!((quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-9);
    }
}
