use serde::Serialize;

/// Points that a curve is drawn through.
const POINTS: usize = 200;

/// Log likelihood ratios (base 10) of candidates that did it and of candidates that did not, each as ascending quantiles: what a
/// Tippett plot is drawn from.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Ratios {
    /// Of the true candidate of each item whose group is known.
    pub of_true: Vec<f64>,
    /// Of all other candidates of all items.
    pub of_false: Vec<f64>,
}

impl Ratios {
    pub(crate) fn of<'a>(items: impl Iterator<Item = (Option<f64>, &'a [f64])>) -> Self {
        let (mut of_true, mut of_false) = (Vec::new(), Vec::new());
        for (truth, others) in items {
            of_true.extend(truth);
            of_false.extend_from_slice(others);
        }
        Self { of_true: quantiles(of_true), of_false: quantiles(of_false) }
    }
}

/// At most [`POINTS`] + 1 values, from the least to the greatest, evenly spaced by rank.
fn quantiles(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let steps = POINTS.min(last);
    let place = |step: usize| (step * last).checked_div(steps).unwrap_or(0);
    let base_10 = |at: usize| values.get(at).map(|value| value / std::f64::consts::LN_10);
    (0..=steps).filter_map(|step| base_10(place(step))).collect()
}
