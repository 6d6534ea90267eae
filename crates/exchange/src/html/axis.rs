/// A position along a drawing, as SVG takes it: drawings are as wide as the page lets them be, so nothing is in pixels.
pub(super) fn at(share: f64) -> String {
    format!("{:.2}%", share.clamp(0.0, 1.0) * 100.0)
}

/// A straight scale from values to the width of a drawing, with a margin on either side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    low: f64,
    high: f64,
}

const MARGIN: f64 = 0.03;

impl Axis {
    /// The scale over `values`; at least `least` wide.
    pub(super) fn over(values: impl IntoIterator<Item = f64>, least: f64) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (0.0, 0.0);
        }
        if high - low < least {
            let missing = (least - (high - low)) / 2.0;
            (low, high) = (low - missing, high + missing);
        }
        Self { low, high }
    }

    /// Where `value` stands, from 0 to 1; what is off the scale stands at its end.
    pub(super) fn share(self, value: f64) -> f64 {
        let inner = if value.is_nan() { 0.0 } else { (value - self.low) / (self.high - self.low) };
        MARGIN + inner.clamp(0.0, 1.0) * (1.0 - 2.0 * MARGIN)
    }

    /// Whole multiples of `step` on the scale; the step doubles until there are at most `most`.
    pub(super) fn ticks(self, step: f64, most: usize) -> Vec<f64> {
        let mut step = step;
        loop {
            let first = (self.low / step).ceil();
            let last = (self.high / step).floor();
            #[expect(clippy::cast_precision_loss, reason = "a handful")]
            if last - first < most as f64 {
                let mut ticks = Vec::new();
                let mut index = first;
                while index <= last {
                    ticks.push(index * step);
                    index += 1.0;
                }
                return ticks;
            }
            step *= 2.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_few_and_on_the_scale() {
        let axis = Axis::over([0.0, 9.3], 1.0);
        assert_eq!(axis.ticks(1.0, 6), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(Axis::over([], 2.0).ticks(1.0, 6), [-1.0, 0.0, 1.0]);
        assert!(Axis::over([-1e300, 1e300], 1.0).ticks(1.0, 6).len() <= 6);
    }

    #[test]
    fn nothing_stands_outside_the_drawing() {
        let axis = Axis::over([0.0, 1.0], 1.0);
        assert_eq!(at(axis.share(f64::NAN)), "3.00%");
        assert_eq!(at(axis.share(f64::INFINITY)), "97.00%");
    }
}
