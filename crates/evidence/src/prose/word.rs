//! Words that are told by their form: hashes, CVE and ATT&CK identifiers, payment addresses.

use std::ops::Range;

use dunant_vocabulary::{AttackId, AttackIdKind, CveId};

use super::Finder;
use super::coin::is_payment_address;
use super::label::{self, Labelled};
use crate::{HashAlgorithm, Mention, ObservableKind, Observed, Reason};

impl Finder<'_, '_> {
    /// Reads the words of a token.
    pub(super) fn words(&mut self, token: &Range<usize>) {
        let bytes = self.cut(token.clone()).as_bytes();
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = rest.iter().take_while(|byte| is_word(byte)).count();
            if length == 0 {
                at += 1;
                continue;
            }
            let range = token.start + at..token.start + at + length;
            at += length;
            match length {
                3 => self.cve(range),
                5 => self.attack_id(range),
                32 | 40 | 56 | 62 | 64 | 70 | 72 | 96 | 128 => self.hash(range),
                33..=144 => self.labelled_hash(range),
                _ => {}
            }
            if (26..=63).contains(&length) || length == 95 {
                let range = token.start + at - length..token.start + at;
                if is_payment_address(self.cut(range.clone())) {
                    self.keep_trace(ObservableKind::CryptocurrencyAddress, range);
                }
            }
        }
    }

    fn cve(&mut self, range: Range<usize>) {
        if !self.cut(range.clone()).eq_ignore_ascii_case("cve") {
            return;
        }
        let tail = self.after(range.end);
        let length = tail.bytes().take(26).take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
        let form = self.cut(range.start..range.end + length).trim_end_matches('-');
        if let Ok(cve) = form.parse::<CveId>() {
            self.keep(range.start..range.start + form.len(), Observed::Vulnerability(cve));
        }
    }

    fn attack_id(&mut self, range: Range<usize>) {
        let word = self.cut(range.clone());
        if !word.starts_with(['T', 'S', 'G']) || self.before(range.start).is_some_and(|c| "-.\\".contains(c)) {
            return;
        }
        let tail = self.after(range.end);
        // A link has a stroke where the identifier has a full stop.
        let sub =
            tail.strip_prefix(['.', '/']).map_or(0, |rest| rest.bytes().take(4).take_while(u8::is_ascii_digit).count());
        let end = if sub == 3 && word.starts_with('T') { range.end + 4 } else { range.end };
        let Ok(id) = self.cut(range.start..end).replace('/', ".").parse::<AttackId>() else { return };
        let number = word.get(1..).and_then(|digits| digits.parse::<u16>().ok()).unwrap_or_default();
        let mention = Mention::identified(id);
        // The numbers in use: other words of this form are products and part numbers.
        let observed = match id.kind() {
            AttackIdKind::Technique if matches!(number, 800..=899 | 1001..=1999) => Observed::Technique(mention),
            AttackIdKind::Software if matches!(number, 1..=1999 | 3001..=3999 | 9000..=9999) => {
                Observed::Software(mention)
            }
            AttackIdKind::Group if matches!(number, 1..=1999) => Observed::ActorClaim(mention),
            _ => return,
        };
        self.keep(range.start..end, observed);
    }

    fn hash(&mut self, range: Range<usize>) {
        let word = self.cut(range.clone());
        let tlsh = word.len() == 72 && word.starts_with("T1");
        if !looks_random(word.strip_prefix("T1").filter(|_| tlsh).unwrap_or(word)) {
            return;
        }
        if tlsh {
            self.keep_trace(ObservableKind::FileHash(HashAlgorithm::Tlsh), range);
            return;
        }
        let algorithm = match word.len() {
            32 => Some(HashAlgorithm::Md5),
            40 => Some(HashAlgorithm::Sha1),
            64 => Some(HashAlgorithm::Sha256),
            128 => Some(HashAlgorithm::Sha512),
            _ => None,
        };
        match (label::of(self.cut(0..range.start), self.after(range.end)), algorithm) {
            (Some(Labelled::Nothing), _) => self.set_aside(Reason::NotATrace, range),
            (Some(Labelled::Trace(kind)), _) if self.keep_trace(kind, range.clone()) => {}
            (_, Some(_)) if self.is_half_of_a_hash(&range) => {
                let span = (self.place)(range);
                let what = format!("`{word}` is a part of a hash that a line end cuts, and the rest is not told apart");
                self.reading.lose(what, Some(span), Some("give the hash on one line"));
            }
            (_, Some(algorithm)) => {
                self.keep_trace(ObservableKind::FileHash(algorithm), range);
            }
            _ => self.set_aside(Reason::NotATrace, range),
        }
    }

    /// A longer word that a label calls a hash.
    fn labelled_hash(&mut self, range: Range<usize>) {
        if !looks_random(self.cut(range.clone())) {
            return;
        }
        // A hash of no length that one has is one with something glued to it.
        match label::of(self.cut(0..range.start), self.after(range.end)) {
            Some(Labelled::Trace(kind)) if self.keep_trace(kind, range.clone()) => {}
            _ if range.len() > 40 => self.set_aside(Reason::NotATrace, range),
            _ => {}
        }
    }

    /// Whether a line break cut a longer hash here that the two lines do not make whole: the next line, or the one before,
    /// holds digits that no hash is made of by themselves, and together they have a hash's length.
    fn is_half_of_a_hash(&self, range: &Range<usize>) -> bool {
        let hex = |byte: &u8| byte.is_ascii_hexdigit();
        let odd = |length: usize| {
            length >= 8 && ![32, 40, 64, 128].contains(&length) && [64, 128].contains(&(length + range.len()))
        };
        let tail = self.after(range.end);
        let below = tail.strip_prefix("\r\n").or(tail.strip_prefix('\n')).map_or(0, |rest| {
            let rest = rest.trim_start_matches(' ').as_bytes();
            rest.iter().take(128).take_while(|byte| hex(byte)).count()
        });
        let head = self.cut(0..range.start).trim_end_matches(' ');
        let above = head.strip_suffix('\n').map_or(0, |rest| {
            rest.trim_end_matches(['\r', ' ']).as_bytes().iter().rev().take(128).take_while(|byte| hex(byte)).count()
        });
        odd(below) || odd(above)
    }

    /// Keeps the ssdeep hash that a token is: a block size, and two signatures; says whether it did.
    pub(super) fn fuzzy_hash(&mut self, token: &Range<usize>) -> bool {
        let written = self.cut(token.clone());
        let core = written.trim_end_matches(['.', ',', ';', ')', '"', '\'', ']']);
        let opening = |c: char| "(\"'`[=".contains(c);
        let bare = core.rsplit(opening).next().unwrap_or_default();
        let bare = bare.split(',').next().unwrap_or_default();
        let mut parts = bare.split(':');
        let (Some(size), Some(first), Some(second), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let signature = |part: &str, least: usize| {
            (least..=64).contains(&part.len())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
        };
        let blocks = size.parse::<u32>().is_ok_and(|size| size >= 3 && size % 3 == 0 && (size / 3).is_power_of_two());
        let start = token.start + written.find(bare).unwrap_or_default();
        let said = label::of(self.cut(0..start), "");
        let kind = match said {
            Some(Labelled::Trace(kind @ ObservableKind::FileHash(HashAlgorithm::Ssdeep | HashAlgorithm::Impfuzzy))) => {
                kind
            }
            _ => ObservableKind::FileHash(HashAlgorithm::Ssdeep),
        };
        let fits = if said.is_some() {
            signature(first, 3) && signature(second, 3)
        } else {
            blocks && signature(first, 12) && signature(second, 6)
        };
        fits && self.keep_trace(kind, start..start + bare.len())
    }
}

/// Hexadecimal digits that a hash function may have given: letters and digits, many of them different.
fn looks_random(word: &str) -> bool {
    let mut seen = 0_u32;
    for byte in word.bytes() {
        let Some(value) = (byte as char).to_digit(16) else { return false };
        seen |= 1 << value;
    }
    let (digits, letters) = (seen & 0x03ff, seen & 0xfc00);
    digits != 0 && letters != 0 && seen.count_ones() >= 6
}
