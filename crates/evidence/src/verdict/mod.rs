//! What a table or a list says of its own rows: malicious, benign, looked for and not found, withdrawn.
//!
//! The words are in [`words`], language by language. A word that no list holds is [`Said::Unknown`]: the caller has to say so,
//! because in a language that is not known it may deny.

mod heading;
mod line;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

pub(crate) use self::heading::of_heading;
pub(crate) use self::line::{is_affirmed, of_line};

use crate::{Bearing, ObservableKind, Observed, Reason};

/// What a column asks of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Verdict {
    /// A word: `malicious`, `benign`.
    Word,
    /// Yes or no to a question whose "yes" is harmless: `false positive`, `whitelisted`.
    HarmlessWhenTrue,
    /// Yes or no to a question whose "no" is harmless: `malicious`.
    HarmlessWhenFalse,
    /// How sure the table is: nought is not at all.
    Confidence,
    /// Whether it was found, or how often: `result`, `hits`, `detected`.
    Found,
    /// A number or an answer that says so of names alone: of a hash, `detections` are those of other people's scanners.
    Count,
    /// What a scanner calls it: a name, or that it is clean.
    Detection,
    /// Yes or no to a question whose "no" switches the row off: `active`, `enabled`, `valid`.
    DisabledWhenFalse,
    /// Yes or no, or the day, to a question whose "yes" takes the row back: `revoked`, `withdrawn`.
    RevokedWhenTrue,
    /// Yes or no to the same, of what has no day: `deprecated`, `disabled`.
    WithdrawnWhenTrue,
    /// Yes or no to a question that a row answers of itself or of what it is about: `deleted`, `expired`.
    GoneWhenTrue,
}

/// What a cell says of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// Nothing against it.
    Evidence,
    /// The places in it are the victim's.
    Own,
    /// It is harmless.
    Harmless,
    /// It was looked for, and is not there.
    Absent,
    /// It is to be looked for, or nobody has.
    Open,
    Withdrawn,
    Disabled,
    /// A word that no list holds.
    Unknown,
}

impl Said {
    /// Why a trace so called is no evidence, and how a name so called is spoken of; `None` where it may be evidence.
    pub(crate) fn consequence(self) -> Option<(Option<Reason>, Bearing)> {
        Some(match self {
            Self::Evidence | Self::Unknown => return None,
            Self::Own => (Some(Reason::Own), Bearing::Stated),
            Self::Harmless => (Some(Reason::CalledBenign), Bearing::Denied),
            Self::Absent => (None, Bearing::Denied),
            Self::Open => (None, Bearing::Asked),
            Self::Withdrawn => (Some(Reason::Withdrawn), Bearing::Denied),
            Self::Disabled => (Some(Reason::Disabled), Bearing::Denied),
        })
    }

    /// Of several cells of one row, the one that decides.
    pub(crate) fn stronger(self, other: Self) -> Self {
        let rank = |said: Self| match said {
            Self::Evidence => 0,
            Self::Unknown => 1,
            Self::Own => 2,
            Self::Open => 3,
            Self::Disabled => 4,
            Self::Withdrawn => 5,
            Self::Absent => 6,
            Self::Harmless => 7,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// Whether what is set aside for `reason` under a heading or in a row is set aside of this, too. A name never is; of what stands on the
/// victim's systems only the places are the victim's: a hash that was found there is evidence.
pub(crate) fn sets_aside(reason: Reason, observed: &Observed) -> bool {
    let Observed::Observable(trace) = observed else { return false };
    reason != Reason::Own
        || matches!(
            trace.kind(),
            ObservableKind::Ipv4Addr
                | ObservableKind::Ipv6Addr
                | ObservableKind::MacAddr
                | ObservableKind::DomainName
                | ObservableKind::EmailAddr
                | ObservableKind::Url
        )
}

/// What `value` says in a column that asks this.
pub(crate) fn of(verdict: Verdict, value: &str) -> Said {
    let value = value.trim();
    let is_nought = is_nought(value);
    match verdict {
        Verdict::Confidence if is_nought => Said::Harmless,
        Verdict::Confidence => Said::Evidence,
        Verdict::Detection => match by_words(value, Strength::Column) {
            Some(said @ (Said::Harmless | Said::Absent)) => said,
            _ if is_one_of(words::NO, &folded(value)) => Said::Absent,
            _ => Said::Evidence,
        },
        Verdict::Count
            if is_one_of(words::ABSENT_AS_ANSWER, &folded(value))
                || by_words(value, Strength::Anywhere) == Some(Said::Absent) =>
        {
            if value.contains('/') {
                Said::Evidence
            } else {
                Said::Absent
            }
        }
        Verdict::Count => {
            if is_nought && !value.contains('/') {
                Said::Absent
            } else {
                Said::Evidence
            }
        }
        Verdict::Found => found(value, is_nought),
        Verdict::DisabledWhenFalse => switched_off(value),
        Verdict::RevokedWhenTrue if is_day(value) => Said::Withdrawn,
        Verdict::RevokedWhenTrue | Verdict::WithdrawnWhenTrue | Verdict::GoneWhenTrue => taken_back(value),
        Verdict::Word => word(value),
        Verdict::HarmlessWhenTrue | Verdict::HarmlessWhenFalse => {
            let words = folded(value);
            let (yes, no) = (
                is_one_of(words::YES, &words) || marked(value, &words::TICKS),
                is_one_of(words::NO, &words) || marked(value, &words::CROSSES),
            );
            let harmless = if verdict == Verdict::HarmlessWhenTrue { yes } else { no };
            match word(value) {
                _ if harmless => Said::Harmless,
                _ if yes || no => Said::Evidence,
                // The question is answered in other words, or with a number.
                Said::Unknown => Said::Evidence,
                said => said,
            }
        }
    }
}

/// Whether a status says that something was removed: a row from its list, or a file from the machine on which it was found.
pub(crate) fn is_removed(value: &str) -> bool {
    is_one_of(words::REMOVED, &folded(value))
}

/// Whether a status may be that of the thing itself: a file is deleted, a certificate is invalid, a domain expires.
pub(crate) fn is_of_the_thing(value: &str) -> bool {
    let words = folded(value);
    is_one_of(words::REMOVED, &words) || is_one_of(words::GONE, &words)
}

/// Whether the row is switched off, in answer to a question.
fn switched_off(value: &str) -> Said {
    let words = folded(value);
    if is_one_of(words::NO, &words) || marked(value, &words::CROSSES) || is_one_of(words::SWITCHED_OFF, &words) {
        return Said::Disabled;
    }
    match word(value) {
        said @ (Said::Withdrawn | Said::Disabled | Said::Harmless) => said,
        _ => Said::Evidence,
    }
}

/// Whether a text is a yes, in one of the languages that are known, and nothing more.
pub(crate) fn is_yes(text: &str) -> bool {
    is_one_of(words::YES, &folded(text))
}

/// Whether a text is a no.
pub(crate) fn is_no(text: &str) -> bool {
    is_one_of(words::NO, &folded(text))
}

/// Whether an answer is a day: the day on which a row was taken back says that it was.
fn is_day(value: &str) -> bool {
    value.len() >= 8 && value.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the row is taken back, in answer to a question.
fn taken_back(value: &str) -> Said {
    if is_one_of(words::YES, &folded(value)) || marked(value, &words::TICKS) {
        return Said::Withdrawn;
    }
    match word(value) {
        said @ (Said::Withdrawn | Said::Disabled) => said,
        _ => Said::Evidence,
    }
}

/// What a cell says by itself in a column that asks for no verdict.
pub(crate) fn of_any_cell(value: &str) -> Said {
    if value.len() > 60 {
        return Said::Evidence;
    }
    match by_words(value, Strength::Anywhere) {
        Some(said @ (Said::Harmless | Said::Absent)) => said,
        _ => Said::Evidence,
    }
}

/// The answer to the question whether something was found.
fn found(value: &str, is_nought: bool) -> Said {
    if value.is_empty() {
        return Said::Open;
    }
    // A dash, a cross, a nought.
    let dash = value.chars().all(|c| "-–—−_".contains(c));
    if dash || is_nought || marked(value, &words::CROSSES) {
        return Said::Absent;
    }
    if marked(value, &words::TICKS) {
        return Said::Evidence;
    }
    if value.chars().all(|c| c.is_ascii_punctuation()) {
        return Said::Open;
    }
    let words = folded(value);
    if is_one_of(words::ABSENT_AS_ANSWER, &words) {
        return Said::Absent;
    }
    if is_one_of(words::OPEN, &words) {
        return Said::Open;
    }
    if is_one_of(words::YES, &words)
        || value.contains(|c: char| c.is_ascii_digit()) && by_words(value, Strength::Column).is_none()
    {
        return Said::Evidence;
    }
    match by_words(value, Strength::Column) {
        // Where something is sought, "clean" says that it is not there.
        Some(Said::Harmless) if !is_said(&HARMLESS, value) => Said::Absent,
        Some(said) => said,
        None => in_a_sentence(&words),
    }
}

fn word(value: &str) -> Said {
    if value.is_empty() || value.chars().all(|c| c.is_ascii_digit() || c.is_ascii_punctuation() || c.is_whitespace()) {
        return Said::Evidence;
    }
    if marked(value, &words::CROSSES) {
        return Said::Absent;
    }
    if marked(value, &words::TICKS) {
        return Said::Evidence;
    }
    let words = folded(value);
    if let Some(said) = by_words(value, Strength::Column) {
        return said;
    }
    if is_one_of(words::ABSENT_AS_ANSWER, &words) {
        return Said::Absent;
    }
    if is_one_of(words::OPEN, &words) || is_one_of(words::YES, &words) {
        return Said::Evidence;
    }
    in_a_sentence(&words)
}

/// What more than a word says: a phrase within a sentence, or nothing that is known.
fn in_a_sentence(words: &str) -> Said {
    const WORD: usize = 4;
    const SENTENCE: usize = 40;
    if words.split(' ').count() <= WORD {
        return Said::Unknown;
    }
    let parts: Vec<&str> = words.split(' ').take(SENTENCE).collect();
    // A phrase of several words is a phrase wherever it is; "absent" alone is not.
    for start in 0..parts.len() {
        for length in 2..=4 {
            let Some(phrase) = parts.get(start..start + length) else { break };
            let phrase = phrase.join(" ");
            if ABSENT.holds(&phrase) {
                return Said::Absent;
            }
        }
    }
    Said::Evidence
}

/// How much a word must say by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// The column asks for a verdict.
    Column,
    /// The column may be about anything.
    Anywhere,
}

/// What the words of `value`, or those before a remark, say by themselves.
fn by_words(value: &str, strength: Strength) -> Option<Said> {
    // `benign (CDN)`, `false positive: shared hosting`, `clean/benign`.
    let head = value
        .split(['(', '[', ':', ';', ',', '/', '|', '.', '!', '（', '：', '，', '、', '；', '。', '／', '،'])
        .next()
        .unwrap_or(value);
    let head = [" - ", " – ", " — "].iter().fold(head, |head, mark| head.split(mark).next().unwrap_or(head));
    let said = [value, head].into_iter().find_map(|text| {
        let words = folded(text);
        let bare = without_lead(&words);
        [words.as_str(), bare].into_iter().find_map(|words| said_by(words, strength))
    });
    if !matches!(said, None | Some(Said::Evidence)) || value.len() > LONGEST {
        return said;
    }
    // `closed - FP`, `scanner, benign`; `benign after analysis`.
    let parts = || value.split(SEPARATORS).flat_map(|part| part.split(" - ")).flat_map(|part| part.split(" – "));
    let words = folded(value);
    let begins = || {
        let mut ends = words.match_indices(' ').map(|(at, _)| at).take(3);
        let rest = |end: usize| words.get(end..).unwrap_or_default().split(' ').filter(|word| !word.is_empty());
        let bare = without_lead(&words);
        bare.len() == words.len()
            && ends.any(|end| {
                words.get(..end).is_some_and(|head| HARMLESS.holds(head))
                    && !rest(end).any(|word| NO_DENIAL.holds(word))
            })
            || bare.len() < words.len()
                && bare.split(' ').next().is_some_and(|first| HARMLESS.holds(first))
                && !bare.split(' ').any(|word| NO_DENIAL.holds(word))
    };
    if parts().any(|part| is_said(&HARMLESS, part)) || strength == Strength::Column && begins() {
        return Some(Said::Harmless);
    }
    said
}

/// What parts a verdict from a remark.
const SEPARATORS: [char; 16] = ['(', ')', '[', ']', ':', ';', ',', '/', '|', '.', '!', '（', '：', '，', '、', '；'];
/// A longer text is no verdict with a remark.
const LONGEST: usize = 120;

fn said_by(words: &str, strength: Strength) -> Option<Said> {
    if words.is_empty() {
        return None;
    }
    let column = strength == Strength::Column;
    if HARMLESS.holds(words) || column && HARMLESS_AS_VERDICT.holds(words) {
        return Some(Said::Harmless);
    }
    if ABSENT.holds(words) {
        return Some(Said::Absent);
    }
    if !column {
        return None;
    }
    if is_one_of(words::WITHDRAWN, words) {
        return Some(Said::Withdrawn);
    }
    if is_one_of(words::SWITCHED_OFF, words) && words != "inactive" {
        return Some(Said::Disabled);
    }
    let mut denied = words::NEGATIONS.iter().filter_map(|negation| words.strip_prefix(negation));
    let is_evidence =
        NO_DENIAL.holds(words) || denied.any(|rest| HARMLESS.holds(rest) || HARMLESS_AS_VERDICT.holds(rest));
    is_evidence.then_some(Said::Evidence)
}

fn is_said(list: &LazyLock<Phrases>, value: &str) -> bool {
    let words = folded(value);
    list.holds(&words) || list.holds(without_lead(&words))
}

fn without_lead(words: &str) -> &str {
    words::LEADS.iter().fold(words, |rest, lead| rest.strip_prefix(lead).unwrap_or(rest))
}

fn is_nought(value: &str) -> bool {
    let number = value.split('/').next().unwrap_or(value).trim().trim_end_matches('%');
    number.trim().parse::<f64>() == Ok(0.0)
}

/// Whether a cell is nothing but one of these marks.
fn marked(value: &str, marks: &[char]) -> bool {
    let mut characters = value.chars().filter(|c| *c != '\u{fe0f}' && !c.is_whitespace());
    characters.next().is_some_and(|c| marks.contains(&c)) && characters.all(|c| marks.contains(&c))
}

fn is_one_of(list: &[&str], words: &str) -> bool {
    list.iter().any(|entry| match entry.strip_suffix('*') {
        Some(stem) => words.strip_prefix(stem).is_some_and(is_ending),
        None => *entry == words,
    })
}

fn is_ending(rest: &str) -> bool {
    rest.chars().count() <= words::ENDING && rest.chars().all(char::is_alphabetic)
}

/// Phrases, made ready to be looked up.
struct Phrases {
    whole: HashMap<&'static str, ()>,
    /// Those with any ending, by their first character.
    stems: HashMap<char, Vec<&'static str>>,
}

static HARMLESS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(words::HARMLESS));
static HARMLESS_AS_VERDICT: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(words::HARMLESS_AS_VERDICT));
static ABSENT: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(words::ABSENT));
static NO_DENIAL: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(words::NO_DENIAL));

impl Phrases {
    fn new(list: &'static [&'static str]) -> Self {
        let (mut whole, mut stems) = (HashMap::new(), HashMap::<char, Vec<&'static str>>::new());
        for entry in list {
            match entry.strip_suffix('*') {
                Some(stem) => stems.entry(stem.chars().next().unwrap_or(' ')).or_default().push(stem),
                None => drop(whole.insert(*entry, ())),
            }
        }
        Self { whole, stems }
    }

    fn holds(&self, words: &str) -> bool {
        let Some(first) = words.chars().next() else { return false };
        self.whole.contains_key(words)
            || self
                .stems
                .get(&first)
                .is_some_and(|stems| stems.iter().any(|stem| words.strip_prefix(stem).is_some_and(is_ending)))
    }
}

/// Words in small letters without accents, everything else between them as one blank. Arabic letters that are written in
/// several ways are written in one.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        // Accents and vowel signs that are characters of their own, and the bar that stretches an Arabic word.
        if matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}') {
            continue;
        }
        if !c.is_alphanumeric() {
            blank = true;
            continue;
        }
        if blank && !folded.is_empty() {
            folded.push(' ');
        }
        blank = false;
        match c {
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            c => folded.push(plain_letter(c)),
        }
    }
    folded
}

fn plain_letter(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'đ' | 'ď' => 'd',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ı' | 'ī' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ť' => 't',
        'ù'..='ü' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ё' => 'е',
        'أ' | 'إ' | 'آ' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ى' => 'ي',
        'ة' => 'ه',
        c => c,
    }
}
