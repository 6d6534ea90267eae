use dunant_vocabulary::Span;
use serde::Serialize;

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// What, in the user's words, lower case: ``object 14 has no `type` ``.
    pub what: String,
    /// Where, as far as it is known.
    pub span: Option<Span>,
    /// What the user can do about it.
    pub help: Option<String>,
    /// Number of values that this loss stands for, at least 1.
    #[serde(skip_serializing_if = "is_one")]
    pub count: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(count: &u64) -> bool {
    *count == 1
}

/// The losses of one item: at most `losses` of them listed, all of them counted.
#[derive(Debug, Default)]
pub(crate) struct Losses {
    list: Vec<Loss>,
    /// Losses added one by one, those of a bound left out; the limit holds for them.
    listed: u64,
    /// The entry that counts what is past the limit.
    unlisted: Option<usize>,
    /// The entry of each bound that was reached, by the name of its limit.
    bounds: Vec<(&'static str, usize)>,
}

impl Losses {
    /// Adds a loss of `count` values. Past `limit` only their number grows, in one entry that says so.
    pub(crate) fn add(&mut self, limit: u64, count: u64, what: String, span: Option<Span>, help: Option<&str>) {
        let count = count.max(1);
        if self.listed < limit {
            self.listed += 1;
            self.list.push(Loss { what, span, help: help.map(Into::into), count });
        } else if let Some(rest) = self.unlisted.and_then(|at| self.list.get_mut(at)) {
            rest.count = rest.count.saturating_add(count);
        } else {
            self.unlisted = Some(self.list.len());
            let help = Some("raise it with `--limit losses=N`".to_owned());
            self.list.push(Loss {
                what: format!("more than {limit} losses; the rest is not listed"),
                span,
                help,
                count,
            });
        }
    }

    /// Adds `count` values that the limit `name` cost: said once, with the number of values so far and the place of the first.
    pub(crate) fn bound(&mut self, name: &'static str, count: u64, span: Option<Span>, what: impl FnOnce() -> String) {
        let held = self.bounds.iter().find(|(held, _)| *held == name).map(|(_, at)| *at);
        if let Some(loss) = held.and_then(|at| self.list.get_mut(at)) {
            loss.count = loss.count.saturating_add(count);
            return;
        }
        self.bounds.push((name, self.list.len()));
        let help = Some(format!("raise it with `--limit {name}=N`"));
        self.list.push(Loss { what: what(), span, help, count });
    }

    pub(crate) fn list(&self) -> &[Loss] {
        &self.list
    }

    pub(crate) fn into_list(self) -> Vec<Loss> {
        self.list
    }

    pub(crate) fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        self.list.iter_mut().filter_map(|loss| loss.span.as_mut())
    }

    /// Number of values that the losses stand for.
    pub(crate) fn count(&self) -> u64 {
        self.list.iter().fold(0, |sum, loss| sum.saturating_add(loss.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_the_limit_losses_are_counted_and_no_longer_listed() {
        let mut losses = Losses::default();
        losses.bound("observations", 1, None, || "too many".into());
        for number in 0..10 {
            losses.add(2, 3, format!("loss {number}"), None, None);
            losses.bound("observations", 1, None, || "too many".into());
        }
        let said: Vec<_> = losses.list().iter().map(|loss| (loss.what.as_str(), loss.count)).collect();
        let rest = "more than 2 losses; the rest is not listed";
        assert_eq!(said, [("too many", 11), ("loss 0", 3), ("loss 1", 3), (rest, 24)]);
        assert_eq!(losses.count(), 41);
    }
}
