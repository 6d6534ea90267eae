//! Words that are told by their form: hashes, CVE and ATT&CK identifiers, payment addresses.

use std::ops::Range;

use dunant_vocabulary::{AttackId, AttackIdKind, CveId};

use super::coin::is_payment_address;
use super::label::{self, Labelled};
use super::{Finder, cut};
use crate::{HashAlgorithm, Mention, Observable, ObservableKind, Observed, Reason};

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
            let word = self.cut(range.clone());
            if word.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("cve")) {
                self.cve(range.clone());
            }
            if word.starts_with("AS") {
                self.autonomous_system(range.clone());
            }
            if length >= 4 && self.is_unclear(range.start) {
                continue;
            }
            match length {
                5 => self.attack_id(range),
                // `T1059_001` is one word.
                9 if word.as_bytes().get(5) == Some(&b'_') => self.attack_id(range.start..range.start + 5),
                6 => self.catalogue_id(range),
                32 | 40 | 56 | 62 | 64 | 70 | 72 | 96 | 128 => self.hash(range),
                7..=31 => self.short_digits(range),
                33..=144 if self.glued_hashes(&range) => {}
                33..=144 => self.labelled_hash(range),
                145..=400 => {
                    self.glued_hashes(&range);
                }
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

    /// A CVE id however its parts are joined: `CVE-2021-26855`, `CVE 2021-26855`, `CVE: 2012-0158`, `CVE-ID 2013-0422`, `cve/2016-4117`,
    /// with any dash, over a line end; and the numbers that a list leaves to it: `CVE-2021-26855, -26857`.
    fn cve(&mut self, range: Range<usize>) {
        let tail = self.after(range.start + 3);
        let digits = |text: &str| text.bytes().take(8).take_while(u8::is_ascii_digit).count();
        let behind_word = join(tail);
        let behind_word = behind_word.strip_prefix("ID").map_or(behind_word, join);
        let Some(year) = behind_word.get(..4).filter(|year| digits(year) == 4) else { return };
        let rest = cut(behind_word, 4..behind_word.len());
        // `CVE 2022 30190`
        let blank = rest.strip_prefix(' ').filter(|number| (4..=7).contains(&digits(number)));
        let Some(inner) = rest.strip_prefix(|c: char| c == '_' || is_dash(c)).or(blank) else { return };
        let broken = inner.trim_start_matches(['\r', '\n', ' ']);
        let inner = if inner.len() - broken.len() <= 4 { broken } else { inner };
        let number = digits(inner);
        let end = self.text.len() - inner.len() + number;
        let placeholder = number == 0 && inner.starts_with(['X', 'x', 'N', 'n']);
        let form = format!("CVE-{year}-{}", cut(inner, 0..number));
        let glued = cut(inner, number..inner.len()).starts_with(|c: char| c.is_ascii_alphanumeric());
        match form.parse::<CveId>() {
            Ok(cve) if !glued => {
                self.keep(range.start..end, Observed::Vulnerability(cve));
                self.further_cves(year, end);
            }
            _ if placeholder || glued => self.set_aside(Reason::NotATrace, range.start..end.max(range.end)),
            _ => {
                let what = format!("`{form}` is no whole CVE id");
                self.lose(what, range.start..end.max(range.end), "write the id with its year and number");
            }
        }
    }

    /// The ids that a list writes by their last part alone: `, -26857, -26858 and -27065`, `/45046`. A number without a hyphen or stroke may be
    /// anything.
    fn further_cves(&mut self, year: &str, mut from: usize) {
        loop {
            let tail = self.after(from);
            let mut rest = tail.trim_start();
            let comma = rest.strip_prefix([',', ';', '&']).map(str::trim_start);
            let word = comma.unwrap_or(rest);
            let and = ["and ", "und ", "et ", "y ", "or "].iter().find_map(|and| word.strip_prefix(*and));
            let listed = comma.is_some() || and.is_some();
            rest = and.unwrap_or(word).trim_start();
            let Some(number) = rest.strip_prefix(|c: char| listed && is_dash(c) || !listed && c == '/') else { return };
            let number = number.trim_start_matches(' ');
            let digits = number.bytes().take(8).take_while(u8::is_ascii_digit).count();
            let start = self.text.len() - number.len();
            let ends = !cut(number, digits..number.len()).starts_with(|c: char| c.is_alphanumeric() || is_dash(c));
            let form = format!("CVE-{year}-{}", cut(number, 0..digits));
            let Ok(cve) = form.parse::<CveId>() else { return };
            if !ends {
                return;
            }
            self.keep(start..start + digits, Observed::Vulnerability(cve));
            from = start + digits;
        }
    }

    /// Ids of ATT&CK that nothing is compared by: tactics, data sources.
    fn catalogue_id(&mut self, range: Range<usize>) {
        let word = self.cut(range.clone());
        let number = word.get(2..).unwrap_or_default();
        let known =
            (word.starts_with("TA00") || word.starts_with("DS00")) && number.bytes().all(|b| b.is_ascii_digit());
        if known && !self.before(range.start).is_some_and(|c| "-.\\".contains(c)) {
            self.set_aside(Reason::Description, range);
        } else {
            self.short_digits(range);
        }
    }

    fn attack_id(&mut self, range: Range<usize>) {
        let written = self.cut(range.clone());
        // Sigma writes `attack.t1003.001` and `attack.s0002`.
        let tag = self
            .cut(self.text.floor_char_boundary(range.start.saturating_sub(7))..range.start)
            .to_ascii_lowercase()
            .ends_with("attack.");
        let upper = written.to_ascii_uppercase();
        let word = if tag { upper.as_str() } else { written };
        if !word.get(1..).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            return;
        }
        if !tag && self.before(range.start).is_some_and(|c| "-.\\".contains(c)) {
            return;
        }
        if word.starts_with(['M', 'C', 't', 's', 'g']) {
            // Mitigations and campaigns are compared by nothing; in small letters it is as often a part number.
            if self.before(range.start).is_none_or(|c| !c.is_alphanumeric() && c != '/') && is_in_use(&upper) {
                self.set_aside(
                    if word.starts_with(['M', 'C']) { Reason::Description } else { Reason::NotATrace },
                    range,
                );
            }
            return;
        }
        if !word.starts_with(['T', 'S', 'G']) {
            return;
        }
        if !tag && is_of_something_else(self.cut(0..range.start)) {
            return self.set_aside(Reason::NotATrace, range);
        }
        let sub = if word.starts_with('T') { subtechnique(self.after(range.end)) } else { None };
        let end = range.end + sub.map_or(0, |(length, _)| length);
        let whole = sub.map_or(upper.clone(), |(_, digits)| format!("{upper}.{digits}"));
        let Ok(id) = whole.parse::<AttackId>() else { return };
        let number = word.get(1..).and_then(|digits| digits.parse::<u16>().ok()).unwrap_or_default();
        let mention = Mention::identified(id);
        // The numbers in use: other words of this form are products and part numbers.
        let observed = match id.kind() {
            AttackIdKind::Technique if matches!(number, 800..=899 | 1001..=1999) => Observed::Technique(mention),
            AttackIdKind::Software if matches!(number, 1..=1999 | 3001..=3999 | 9000..=9999) => {
                Observed::Software(mention)
            }
            AttackIdKind::Group if matches!(number, 1..=1999) => Observed::ActorClaim(mention),
            AttackIdKind::Technique | AttackIdKind::Software | AttackIdKind::Group => {
                return self.set_aside(Reason::NotKnown, range.start..end);
            }
            _ => return,
        };
        self.keep(range.start..end, observed);
    }

    /// The digits below a hash that are the rest of it, where a cell of a table is too narrow for it: together they have the length of the
    /// algorithm that the text names above, and no text names the one of which the first part would be.
    fn rest_in_the_cell_below(&self, range: &Range<usize>) -> Option<Range<usize>> {
        const NEAR: usize = 4_000;
        // A row is short: a line of hashes that goes on and on is none.
        let near = |from: usize| self.cut(from..self.text.floor_char_boundary((from + NEAR).min(self.text.len())));
        let behind = near(range.end);
        let line_end = range.end + memchr::memchr(b'\n', behind.as_bytes())?;
        let next = near(line_end + 1).split('\n').next().unwrap_or_default();
        let head = self.cut(self.text.floor_char_boundary(range.start.saturating_sub(NEAR))..range.start);
        // Hashes under each other, each alone on its line, are several.
        let alone = head.rsplit('\n').next().unwrap_or_default().trim().is_empty() && behind.starts_with(['\n', '\r']);
        if alone {
            return None;
        }
        let mut at = line_end + 1;
        for part in next.split(|c: char| c.is_whitespace() || c == '|').take(8) {
            let (from, whole) = (at, range.len() + part.len());
            at += part.len() + 1;
            let hex = part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
            if hex && whole > range.len() && matches!(whole, 40 | 64 | 96 | 128) {
                let named = super::names_algorithm(head, whole) && !super::names_algorithm(head, range.len());
                return named.then_some(from..from + part.len());
            }
        }
        None
    }

    pub(super) fn hash(&mut self, range: Range<usize>) {
        // The rest of a hash that was joined, or lost as a whole.
        if range.start < self.lost_to {
            return;
        }
        let word = self.cut(range.clone());
        let tlsh = word.len() == 72 && word.starts_with("T1");
        let digits = word.strip_prefix("T1").filter(|_| tlsh).unwrap_or(word);
        if !looks_random(digits) {
            if word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                self.set_aside(Reason::NotATrace, range);
            }
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
        if let Some(whole) = self.abbreviated(&range) {
            return self.lose_cut_hash(whole);
        }
        if let Some(rest) = self.rest_in_the_cell_below(&range) {
            let what =
                format!("`{word}` and `{}` are one hash that is cut in a cell of a table", self.cut(rest.clone()));
            self.lost_to = rest.end;
            return self.lose(what, range.start..rest.end, "give the hash on one line");
        }
        if word.len() == 32 && self.is_of_a_password(&range) {
            return self.set_aside(Reason::NotATrace, range);
        }
        let said = label::of(self.cut(0..range.start), self.after(range.end));
        match (said, algorithm) {
            (Some(Labelled::Nothing), _) => self.set_aside(Reason::NotATrace, range),
            (Some(Labelled::Trace(kind)), _) if self.keep_trace(kind, range.clone()) => {}
            (_, Some(_)) if self.is_half_of_a_hash(&range) => {
                let what = format!("`{word}` is a part of a hash that a line end cuts, and the rest is not told apart");
                self.lose(what, range, "give the hash on one line");
            }
            (_, Some(algorithm)) => {
                if !self.is_called_longer(&range, algorithm) {
                    self.keep_trace(ObservableKind::FileHash(algorithm), range);
                }
            }
            _ => self.no_whole_hash(range),
        }
    }

    /// Joins a hash that its label calls longer than its digits are with those that follow, over blanks, line breaks and bars; where
    /// they do not make it whole, the loss is said. Gives whether the label calls it longer.
    fn is_called_longer(&mut self, range: &Range<usize>, algorithm: HashAlgorithm) -> bool {
        const FARTHEST: usize = 120;
        let Some(called) = label::algorithm(self.cut(0..range.start)) else { return false };
        let digits = range.len();
        let (wanted, name) = match called {
            HashAlgorithm::Sha1 => (40, "SHA-1"),
            HashAlgorithm::Sha256 => (64, "SHA-256"),
            HashAlgorithm::Sha512 => (128, "SHA-512"),
            _ => return false,
        };
        if wanted <= digits || called == algorithm {
            return false;
        }
        let mut hash = self.cut(range.clone()).to_owned();
        let mut end = range.end;
        while hash.len() < wanted {
            let tail = self.after(end);
            let more = tail.trim_start_matches(|c: char| c.is_whitespace() || "|│┃║".contains(c));
            let run = more.bytes().take_while(u8::is_ascii_hexdigit).count();
            let apart = tail.len() - more.len();
            if run < 8 || apart == 0 || apart > FARTHEST {
                break;
            }
            hash.push_str(cut(more, 0..run));
            end += apart + run;
        }
        let ends = !self.after(end).starts_with(char::is_alphanumeric);
        match Observable::parse(ObservableKind::FileHash(called), &hash) {
            Ok(joined) if ends && hash.len() == wanted => {
                self.lost_to = end;
                self.keep(range.start..end, Observed::Observable(joined));
            }
            _ => {
                let word = self.cut(range.clone());
                let what = format!("`{word}` is called a {name} and has {digits} digits: a part of one");
                self.lose(what, range.clone(), "give the hash whole, on one line");
            }
        }
        true
    }

    /// A word of as many digits as no hash has.
    fn labelled_hash(&mut self, range: Range<usize>) {
        if !looks_random(self.cut(range.clone())) {
            return;
        }
        if let Some(whole) = self.abbreviated(&range) {
            return self.lose_cut_hash(whole);
        }
        match label::of(self.cut(0..range.start), self.after(range.end)) {
            Some(Labelled::Trace(kind)) if self.keep_trace(kind, range.clone()) => {}
            Some(Labelled::Nothing) => self.set_aside(Reason::NotATrace, range),
            _ => self.no_whole_hash(range),
        }
    }

    /// Digits of no length that a hash has: a hash that is misspelt or has something glued to it, where a label calls them one
    /// or they have the length of two; else a number like others.
    fn no_whole_hash(&mut self, range: Range<usize>) {
        let word = self.cut(range.clone());
        if [32, 40, 64, 128].contains(&word.len()) {
            return self.set_aside(Reason::NotATrace, range);
        }
        let two = [72, 104, 136].contains(&word.len());
        // One or a few digits are missing, or are too many.
        let near = matches!(word.len(), 33 | 36..=39 | 41 | 63 | 65 | 127 | 129);
        if two || near || label::calls_a_hash(self.cut(0..range.start)) {
            let what = format!("`{word}` has {} digits, as no hash has", word.len());
            self.lose(what, range, "give each hash whole and on its own");
        } else {
            self.set_aside(Reason::NotATrace, range);
        }
    }

    /// Few hexadecimal digits: a hash that is written short, or one that a label calls a hash.
    fn short_digits(&mut self, range: Range<usize>) {
        let word = self.cut(range.clone());
        if !word.bytes().all(|byte| byte.is_ascii_hexdigit()) || !has_digits_and_letters(word) {
            return;
        }
        if let Some(whole) = self.abbreviated(&range) {
            self.lose_cut_hash(whole);
        } else if word.len() >= 16 && looks_random(word) && label::calls_a_hash(self.cut(0..range.start)) {
            self.no_whole_hash(range);
        }
    }

    /// The whole of a hash that is written short: dots stand for digits behind it or before it (`275a02…51fd0f`).
    fn abbreviated(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let dots = |text: &str| {
            ["[...]", "[…]", "(...)", "....", "...", "…", "..", "***"]
                .iter()
                .find(|form| text.starts_with(**form))
                .map(|form| form.len())
        };
        let hex = |byte: &u8| byte.is_ascii_hexdigit();
        let tail = self.after(range.end);
        if let Some(length) = dots(tail) {
            let behind = cut(tail, length..tail.len());
            let more = behind.bytes().take(64).take_while(hex).count();
            let ends = !cut(behind, more..behind.len()).starts_with(|c: char| c.is_alphanumeric());
            // A sentence may end in dots behind a word of six letters.
            let short = range.len() < 16 && more < 4;
            return (!short).then_some(range.start..range.end + length + if ends { more } else { 0 });
        }
        let head = self.cut(0..range.start);
        let cut_before = head.ends_with("...") || head.ends_with('…') || head.ends_with("…]") || head.ends_with("...]");
        (cut_before && range.len() >= 16).then(|| range.clone())
    }

    fn lose_cut_hash(&mut self, whole: Range<usize>) {
        // The digits behind the dots are of the same hash.
        if whole.start < self.lost_to {
            return;
        }
        self.lost_to = whole.end;
        let what = format!("`{}` is a hash with digits left out", self.cut(whole.clone()));
        self.lose(what, whole, "look it up where it is written whole, and give that");
    }

    /// Whether 32 digits are the hash of a password: `name:500:LM:NT:::`, as tools dump them.
    fn is_of_a_password(&self, range: &Range<usize>) -> bool {
        let hex = |byte: &u8| byte.is_ascii_hexdigit();
        let behind = self
            .after(range.end)
            .strip_prefix(':')
            .is_some_and(|tail| tail.bytes().take(33).take_while(hex).count() == 32 || tail.starts_with("::"));
        let before = self.cut(0..range.start).strip_suffix(':').is_some_and(|head| {
            let digits = head.bytes().rev().take(33).take_while(hex).count();
            digits == 32 || (1..=10).contains(&digits) && cut(head, 0..head.len() - digits).ends_with(':')
        });
        behind && before
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

/// A text without what joins the word CVE to a year.
fn join(text: &str) -> &str {
    const MOST: usize = 3;
    let is_join = |c: char| "_ :/.\r\n".contains(c) || is_dash(c);
    let joined = text.chars().take(MOST).take_while(|c| is_join(*c)).map(char::len_utf8).sum();
    cut(text, joined..text.len())
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// The number of a sub-technique that `tail` begins with, behind its full stop or what people write for one (`T1003-001`, the stroke
/// of a link), and the length of both.
fn subtechnique(tail: &str) -> Option<(usize, &str)> {
    let stop = tail.chars().next().filter(|c| ".-/_:‐‑–".contains(*c))?;
    let width = stop.len_utf8();
    let behind = tail.get(width..)?;
    // A line end behind the full stop: `T1059.⏎001`.
    let rest = if stop == '.' && behind.starts_with(['\r', '\n']) { behind.trim_start() } else { behind };
    let broken = behind.len() - rest.len();
    let width = width + broken;
    let length = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let digits = rest
        .get(..length)
        .filter(|digits| digits.len() == 3 && (stop == '.' && broken == 0 || digits.starts_with('0')))?;
    let ends = !rest.get(length..)?.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (ends || matches!(stop, '.' | '/')).then_some((width + length, digits))
}

/// Whether an id in capital letters has a number that ATT&CK uses.
fn is_in_use(id: &str) -> bool {
    let number = id.get(1..).and_then(|digits| digits.parse::<u16>().ok()).unwrap_or_default();
    match id.as_bytes().first() {
        Some(b'T' | b'M') => matches!(number, 800..=999 | 1001..=1999),
        Some(b'S' | b'G' | b'C') => matches!(number, 1..=1999),
        _ => false,
    }
}

/// Whether the word before an id says that it is the number of something else: `ticket T1234`, `gate G0007`.
fn is_of_something_else(head: &str) -> bool {
    const OTHERS: [&str; 28] = [
        "article", "batch", "box", "building", "bus", "code", "drawer", "flight", "floor", "gate", "hall", "invoice",
        "locker", "model", "nr", "order", "platform", "po", "raum", "rechnung", "room", "route", "seat", "serial",
        "shelf", "sku", "terminal", "ticket",
    ];
    let head = head.get(head.ceil_char_boundary(head.len().saturating_sub(24))..).unwrap_or_default();
    let head = head.trim_end_matches([' ', '#', '.', ':']);
    let word = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    OTHERS.iter().any(|other| word.eq_ignore_ascii_case(other))
}

fn has_digits_and_letters(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic())
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
