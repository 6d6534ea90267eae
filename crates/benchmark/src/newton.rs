/// A function at a point: its value, its slope, and how it bends.
#[derive(Debug, Clone)]
pub(crate) struct Curve<const N: usize> {
    pub(crate) value: f64,
    slope: [f64; N],
    bend: [[f64; N]; N],
}

impl<const N: usize> Default for Curve<N> {
    fn default() -> Self {
        Self { value: 0.0, slope: [0.0; N], bend: [[0.0; N]; N] }
    }
}

impl<const N: usize> Curve<N> {
    /// Adds `by` times `along` to the slope.
    pub(crate) fn tilt(&mut self, along: &[f64; N], by: f64) {
        for (slope, along) in self.slope.iter_mut().zip(along) {
            *slope += by * along;
        }
    }

    /// Adds `by` times the outer product of `along` with itself to the bend.
    pub(crate) fn bend(&mut self, along: &[f64; N], by: f64) {
        for (row, one) in self.bend.iter_mut().zip(along) {
            for (cell, other) in row.iter_mut().zip(along) {
                *cell += by * one * other;
            }
        }
    }

    /// Adds half of `strength` times the square of the number at `n`, which is `value`.
    pub(crate) fn pull(&mut self, n: usize, value: f64, strength: f64) {
        self.value += 0.5 * strength * value * value;
        if let Some(slope) = self.slope.get_mut(n) {
            *slope += strength * value;
        }
        if let Some(cell) = self.bend.get_mut(n).and_then(|row| row.get_mut(n)) {
            *cell += strength;
        }
    }
}

/// The point at which a convex function is least, from the origin on, by Newton's method with steps halved until they help.
pub(crate) fn minimise<const N: usize>(curve: &dyn Fn(&[f64; N]) -> Curve<N>) -> [f64; N] {
    const STEPS: usize = 60;
    const HALVINGS: usize = 30;
    let mut at = [0.0; N];
    let mut here = curve(&at);
    for _ in 0..STEPS {
        let step = solve(&here.bend, &here.slope);
        let mut length = 1.0;
        let mut moved = false;
        for _ in 0..HALVINGS {
            let next: [f64; N] = std::array::from_fn(|n| {
                at.get(n).copied().unwrap_or(0.0) - length * step.get(n).copied().unwrap_or(0.0)
            });
            let there = curve(&next);
            if there.value < here.value - 1e-10 {
                (at, here, moved) = (next, there, true);
                break;
            }
            length /= 2.0;
        }
        if !moved {
            break;
        }
    }
    at
}

/// Solves `bend · x = slope` for a positive definite matrix, by Cholesky's decomposition.
fn solve<const N: usize>(bend: &[[f64; N]; N], slope: &[f64; N]) -> [f64; N] {
    let cell = |matrix: &[[f64; N]; N], row: usize, column: usize| {
        matrix.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0.0)
    };
    let mut lower = [[0.0; N]; N];
    for row in 0..N {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| cell(&lower, row, k) * cell(&lower, column, k)).sum();
            let rest = cell(bend, row, column) - known;
            let value = if row == column { rest.max(1e-12).sqrt() } else { rest / cell(&lower, column, column) };
            if let Some(cell) = lower.get_mut(row).and_then(|row| row.get_mut(column)) {
                *cell = value;
            }
        }
    }
    let mut forward = [0.0; N];
    for row in 0..N {
        let known: f64 = (0..row).map(|k| cell(&lower, row, k) * forward.get(k).copied().unwrap_or(0.0)).sum();
        if let (Some(value), Some(right)) = (forward.get_mut(row), slope.get(row)) {
            *value = (right - known) / cell(&lower, row, row);
        }
    }
    let mut found = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|k| cell(&lower, k, row) * found.get(k).copied().unwrap_or(0.0)).sum();
        if let (Some(value), Some(right)) = (found.get_mut(row), forward.get(row)) {
            *value = (right - known) / cell(&lower, row, row);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bowl_is_least_at_its_bottom() {
        let bowl = |at: &[f64; 2]| {
            let mut curve = Curve::default();
            curve.pull(0, at[0] - 3.0, 2.0);
            curve.pull(1, at[1] + 1.0, 5.0);
            curve
        };
        let found = minimise(&bowl);
        assert!((found[0] - 3.0).abs() < 1e-4 && (found[1] + 1.0).abs() < 1e-4, "{found:?}");
    }
}
