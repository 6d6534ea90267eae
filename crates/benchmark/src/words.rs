use crate::{Band, Figure, Gain, ProtocolResult};

impl Figure {
    /// `0.470 (0.410-0.530)`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{:.3} ({})", self.value, self.interval())
    }

    /// `0.410-0.530`.
    pub(crate) fn interval(&self) -> String {
        format!("{:.3}-{:.3}", self.low, self.high)
    }

    /// A difference: `+0.065 (-0.010 to +0.110)`.
    pub(crate) fn signed(&self) -> String {
        format!("{:+.3} ({:+.3} to {:+.3})", self.value, self.low, self.high)
    }
}

/// How many items were asked about.
pub(crate) fn items(result: &ProtocolResult) -> String {
    let mut text = format!("{} items of known groups", result.known);
    if result.unknown > 0 {
        text.push_str(&format!(", {} of groups that the knowledge does not hold", result.unknown));
    }
    if result.undated > 0 {
        text.push_str(&format!("; {} without a date left out", result.undated));
    }
    text
}

/// The gain over another ranker in a clause, and whether chance could explain it.
pub(crate) fn gain(gain: &Gain) -> Option<String> {
    let figure = gain.top_1?;
    let verdict = match (figure.low > 0.0, figure.high < 0.0) {
        (true, _) => "",
        (_, true) => ", worse",
        _ => ", not beyond chance",
    };
    Some(format!("{}{verdict}", figure.signed()))
}

/// `20-45 %`.
pub(crate) fn range(band: &Band) -> String {
    format!("{:.0}-{:.0} %", band.range.0 * 100.0, band.range.1 * 100.0)
}

/// What false flags and echoes did, in sentences.
pub(crate) fn trials(result: &ProtocolResult) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(decoy) = &result.decoy {
        let percent = |share: f64| format!("{:.1} %", share * 100.0);
        sentences.push(format!(
            "The decoy comes first in {} of items; by cosine in {}.",
            percent(decoy.first),
            percent(decoy.first_by_cosine)
        ));
        sentences.push(format!(
            "First with a probability of one half or more in {}; named in {}.",
            percent(decoy.probable),
            percent(decoy.named)
        ));
    }
    if let Some((mean, greatest)) = result.echo {
        sentences.push(format!(
            "The lead's probability moves by {:.2} points in the mean, {:.2} at most.",
            mean * 100.0,
            greatest * 100.0
        ));
    }
    sentences
}
