//! Numbers of networks of the Internet.

use std::ops::Range;

use super::{Finder, cut};
use crate::ObservableKind;

impl Finder<'_, '_> {
    /// The number of a network of the Internet: `AS64496`, `ASN 64496`. Shorter numbers behind `AS` are those of machines and standards
    /// (`AS400`, `AS2`).
    pub(super) fn autonomous_system(&mut self, range: Range<usize>) {
        let word = self.cut(range.clone());
        let digits = |text: &str| text.bytes().take(11).take_while(u8::is_ascii_digit).count();
        let number = cut(word, 2..word.len());
        let range = match word {
            "ASN" => {
                let tail = self.after(range.end);
                let behind = tail.trim_start_matches([' ', ':', '#', '=']);
                let apart = tail.len() - behind.len();
                let behind = behind.strip_prefix("AS").unwrap_or(behind);
                let length = digits(behind);
                let start = self.text.len() - behind.len();
                let ends = !cut(behind, length..behind.len()).starts_with(|c: char| c.is_alphanumeric() || c == '-')
                    && !cut(behind, length..behind.len())
                        .strip_prefix('.')
                        .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
                if !(1..=3).contains(&apart) || !(2..=10).contains(&length) || !ends || start > range.end + apart {
                    return;
                }
                start..start + length
            }
            _ if (4..=10).contains(&number.len()) && digits(number) == number.len() => range,
            _ => return,
        };
        // The label of its line has given it.
        if self.found.iter().rev().take(4).any(|(found, ..)| found.end == range.end) {
            return;
        }
        let joined = |c: char| "-_./\\@".contains(c);
        if !self.before(range.start).is_some_and(joined) && !self.after(range.end).starts_with(['-', '_', '\\']) {
            self.keep_trace(ObservableKind::AutonomousSystem, range);
        }
    }
}
