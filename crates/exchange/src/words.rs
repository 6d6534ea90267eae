mod advice;
mod contribution;
mod limits;
mod naming;
mod pivotal;
mod prior;

use std::collections::BTreeMap;

use dunant_attribution::{
    Assessment, Conclusion, DissentingItem, FeatureClass, Hypothesis, Place, ReportReference, StateClaim, Subject,
};
use dunant_evidence::Bearing;
use dunant_vocabulary::{Country, DateRange, Likelihood, Probability, Sha256Digest, Tlp};

pub(crate) use advice::{advice, kinship};
pub(crate) use contribution::{discounted, matrix_row, notes, part};
pub(crate) use limits::{aspect, caution, limit};
pub(crate) use naming::{measured, unmet};
pub(crate) use pivotal::pivotal;
pub(crate) use prior::{prior_note, prior_remark};

use crate::document::Part;
use crate::{Document, ItemSummary};

/// U+00A0: keeps a number and its unit on one line.
const NO_BREAK: char = '\u{a0}';

/// The answer in sentences, likelihood and confidence apart: ICD 203 (D.6.e(2)(c)) bars one sentence from holding both.
pub(crate) struct Answer {
    /// Who, or that nobody can be named.
    pub headline: String,
    /// What the headline rests on, or why nobody can be named.
    pub grounds: Vec<String>,
    /// How good the basis is.
    pub confidence: String,
    /// What limits the basis.
    pub limits: Vec<String>,
}

/// The answer of one assessment.
pub(crate) fn answer(part: Part<'_>) -> Answer {
    let assessment = part.assessment;
    let deed =
        part.intrusion.map_or_else(|| "this attack".to_owned(), |intrusion| format!("the intrusion “{intrusion}”"));
    let confidence = format!("Confidence in this judgement is {}.", assessment.confidence.level);
    let limits = assessment.confidence.reasons.iter().map(limit).collect();
    let (headline, grounds) = match &assessment.conclusion {
        Conclusion::Inconclusive { reasons } => {
            ("No actor can be named.".to_owned(), reasons.iter().map(unmet).collect())
        }
        Conclusion::Supported { actor, id, measured: trials } => match lead(assessment, id) {
            Some(lead) => (
                format!("{} ({}) that {actor} carried out {deed}.", opening(lead.likelihood), percent(lead.posterior)),
                vec![
                    format!(
                        "Before the evidence this was held {} probable; what was read is {} {} probable if {actor} did it \
                         than if somebody not known did.",
                        percent(lead.prior),
                        times(lead.log_likelihood_ratio),
                        if lead.log_likelihood_ratio < 0.0 { "less" } else { "more" },
                    ),
                    measured(trials),
                ],
            ),
            None => (format!("{actor} is named."), vec![measured(trials)]),
        },
    };
    Answer { headline, grounds, confidence, limits }
}

/// What an answer that names nobody adds: ranks are no accusation.
pub(crate) const RANKS_ACCUSE_NOBODY: &str =
    "The hypotheses below are ranked so that the reasons can be examined. A rank accuses nobody.";

/// What an answer adds where nothing could be compared.
pub(crate) const ADD_EVIDENCE: &str =
    "Add evidence that says what was done and with what: techniques, programs, addresses.";

/// What an answer that names somebody adds.
pub(crate) const PEOPLE_DECIDE: &str =
    "This is a computed assessment for people to examine. It is not a finding, and it says nothing of intent or guilt.";

/// What stands over the limits of an [`Answer`].
pub(crate) const WHAT_LIMITS_IT: &str = "What limits it:";

/// What an answer adds where there are cautions.
pub(crate) const CAUTIONS_FOLLOW: &str = "Read the cautions at the end before using this result.";

/// How [`factor`]s are to be read.
pub(crate) const HOW_TO_READ_FACTORS: &str = "Evidence is a likelihood ratio: ×12 says that what was read is 12 times as \
     probable if this actor did it as if it was an actor of whom nothing is known; ÷12, that it is 12 times less probable; ×10\u{a0}000+, more than 10,000 times. \
     Before and After are the probability without and with the evidence.";

fn lead<'d>(assessment: &'d Assessment, wanted: &str) -> Option<&'d Hypothesis> {
    assessment
        .hypotheses
        .iter()
        .find(|hypothesis| matches!(&hypothesis.subject, Subject::Actor { id, .. } if id == wanted))
}

fn opening(likelihood: Likelihood) -> &'static str {
    match likelihood {
        Likelihood::AlmostNoChance => "There is almost no chance",
        Likelihood::VeryUnlikely => "It is very unlikely",
        Likelihood::Unlikely => "It is unlikely",
        Likelihood::RoughlyEvenChance => "There is a roughly even chance",
        Likelihood::Likely => "It is likely",
        Likelihood::VeryLikely => "It is very likely",
        Likelihood::AlmostCertain => "It is almost certain",
    }
}

/// A probability in percent, unbroken by line ends.
pub(crate) fn percent(probability: Probability) -> String {
    probability.to_string().replace(' ', &NO_BREAK.to_string())
}

/// The ratio whose natural logarithm is `log`, to two digits: `×1 200`, `÷33`; `×10 000+` from ten thousand on.
pub(crate) fn factor(log: f64) -> String {
    if !log.is_finite() {
        return "unbounded".to_owned();
    }
    let size = log.abs();
    let ratio = size.exp();
    if ratio < 1.05 {
        return "×1.0".to_owned();
    }
    let sign = if log < 0.0 { '÷' } else { '×' };
    if ratio < 9.95 {
        return format!("{sign}{ratio:.1}");
    }
    if ratio < 99.5 {
        return format!("{sign}{ratio:.0}");
    }
    let mut exponent = (size / std::f64::consts::LN_10).floor();
    let mut mantissa = (size - exponent * std::f64::consts::LN_10).exp();
    if mantissa >= 9.95 {
        exponent += 1.0;
        mantissa = 1.0;
    }
    if exponent < 4.0 {
        let rounded = (mantissa * 10.0).round() * 10_f64.powf(exponent - 1.0);
        return format!("{sign}{}", grouped(&format!("{rounded:.0}")));
    }
    // Beyond this the number says no more to a reader, and a model is not as exact as its digits.
    format!("{sign}{}+", grouped("10000"))
}

/// Two ratios that two digits show alike, with as many digits as tell them apart.
pub(crate) fn told_apart(one: f64, other: f64) -> (String, String) {
    let shown = |log: f64, digits: usize| format!("×{:.digits$}", log.exp());
    let digits = (2..6).find(|digits| shown(one, *digits) != shown(other, *digits)).unwrap_or(6);
    (shown(one, digits), shown(other, digits))
}

/// How many times as probable: `250 times`, `more than 10,000 times`.
pub(crate) fn times(log: f64) -> String {
    let ratio = log.abs().exp();
    if ratio >= 9_950.0 {
        return "more than 10,000 times".to_owned();
    }
    format!("{} times", factor(log.abs()).trim_start_matches('×'))
}

/// Ten to a whole power: `×1 000`, `÷10`, `×10⁶`.
pub(crate) fn power_of_ten(power: f64) -> String {
    let sign = if power < 0.0 { '÷' } else { '×' };
    let size = power.abs().round();
    if size < 4.0 {
        return format!("{sign}{}", grouped(&format!("{:.0}", 10_f64.powf(size))));
    }
    format!("{sign}10{}", superscript(&format!("{size:.0}")))
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(NO_BREAK);
        }
        out.push(digit);
    }
    out
}

fn superscript(digits: &str) -> String {
    digits
        .chars()
        .map(|digit| match digit {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            other => other,
        })
        .collect()
}

/// A whole number, its thousands apart.
pub(crate) fn number(number: u64) -> String {
    grouped(&number.to_string())
}

/// `1 item`, `3 items`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1{NO_BREAK}{noun}"),
        _ => format!("{}{NO_BREAK}{noun}s", grouped(&number.to_string())),
    }
}

/// Bytes for people: `812 bytes`, `14 KiB`, `3.2 MiB`.
pub(crate) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown to two digits")]
    let number = bytes as f64;
    match bytes {
        0..1_024 => format!("{bytes}{NO_BREAK}bytes"),
        1_024..1_048_576 => format!("{:.0}{NO_BREAK}KiB", number / 1_024.0),
        _ => format!("{:.1}{NO_BREAK}MiB", number / 1_048_576.0),
    }
}

/// A kind of feature in a word or two.
pub(crate) fn class(class: FeatureClass) -> &'static str {
    match class {
        FeatureClass::Technique => "technique",
        FeatureClass::Malware => "malware",
        FeatureClass::Tool => "tool",
        FeatureClass::Indicator => "exact trace of an earlier incident",
        FeatureClass::Resemblance => "resemblance",
        FeatureClass::SoftwareResemblance => "resemblance in malware",
        FeatureClass::Wording => "wording",
        FeatureClass::Association => "software of reports about it",
        FeatureClass::Exclusivity => "software known of no other actor",
        FeatureClass::Imitation => "possible imitation",
        FeatureClass::Chance => "chance resemblance",
        FeatureClass::Cap => "limit of imitable evidence",
        FeatureClass::Planted => "planted",
        FeatureClass::Rest => "the rest",
    }
}

/// What stands over exact matches that count for nothing.
pub(crate) const COUNT_FOR_NOTHING: &str = "Exact matches that count for nothing";

/// What to say of a hypothesis that has no reasons.
pub(crate) fn no_reasons(subject: &Subject) -> &'static str {
    match subject {
        Subject::Unknown => {
            "Every ratio here is against it, so its own is one: its place follows from what was believed before, and from how \
             the others fare."
        }
        Subject::Actor { .. } | Subject::Imitator { .. } => "Nothing in the evidence speaks for or against it.",
    }
}

/// How rare a feature is among the actors compared; empty for what no single feature accounts for.
pub(crate) fn known_in((with, of): (u32, u32)) -> String {
    if with == 0 || of == 0 { String::new() } else { format!("known of {with} of {of} actors") }
}

/// Names of items by digest, so that a place can be named in words.
pub(crate) struct ItemNames<'d>(BTreeMap<Sha256Digest, &'d str>);

impl<'d> ItemNames<'d> {
    /// The names that `document` gives its items.
    pub(crate) fn of(document: &'d Document) -> Self {
        Self::among(&document.items)
    }

    /// The names of `items`.
    pub(crate) fn among(items: &'d [ItemSummary]) -> Self {
        let mut names = BTreeMap::new();
        for item in items {
            names.entry(item.digest).or_insert(&*item.name);
        }
        Self(names)
    }

    /// The name of an item; one that the document does not list keeps its digest.
    pub(crate) fn named(&self, item: Sha256Digest) -> String {
        self.0.get(&item).map_or_else(|| format!("item {}", item.short()), |name| (*name).to_owned())
    }

    /// The name of the item that holds `place`.
    pub(crate) fn item(&self, place: &Place) -> String {
        self.named(place.item)
    }

    /// `us-cert.json, line 14, bytes 812-830`.
    pub(crate) fn place(&self, place: &Place) -> String {
        format!("{}, {}", self.item(place), place.span)
    }
}

/// A date against the days of the incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Against {
    /// Every day it may be lies before the incident's first.
    Before,
    /// It may be one of the incident's days.
    During,
    /// Every day it may be lies after the incident's last.
    After,
    /// One of the two is not known.
    Unknown,
}

impl Against {
    /// Where `date` lies against `incident`.
    pub(crate) fn of(date: Option<DateRange>, incident: Option<DateRange>) -> Self {
        match (date, incident) {
            (Some(date), Some(incident)) if date.latest() < incident.earliest() => Self::Before,
            (Some(date), Some(incident)) if date.earliest() > incident.latest() => Self::After,
            (Some(_), Some(_)) => Self::During,
            _ => Self::Unknown,
        }
    }

    /// The same in words; empty where it is not known.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Before => "before the incident",
            Self::During => "in the time of the incident",
            Self::After => "after the incident",
            Self::Unknown => "",
        }
    }
}

/// When a report was published: its date, and what to say of it: `2013-06` and `, before the incident`.
pub(crate) fn published(report: &ReportReference, incident: Option<DateRange>) -> (String, String) {
    let Some(date) = report.published else { return ("no date known".to_owned(), String::new()) };
    let against = match Against::of(Some(date), incident).words() {
        "" => String::new(),
        words => format!(", {words}"),
    };
    (date.to_string(), against)
}

/// Who ties an actor to which state: `North Korea, by the 2019 register (country)`.
pub(crate) fn state_claim(claim: &StateClaim) -> String {
    let country =
        claim.country.parse::<Country>().map_or_else(|_| claim.country.clone(), |known| known.name().to_owned());
    format!("{country}, says {} (as {})", claim.by, claim.role)
}

/// To whom it happened, in one line; `None` where nothing is known.
pub(crate) fn victim(document: &Document) -> Option<String> {
    let victim = document.case.victim.as_ref()?;
    let mut parts = Vec::new();
    match (&victim.name, &victim.kind) {
        (Some(name), Some(kind)) => parts.push(format!("{name} ({kind})")),
        (Some(name), None) => parts.push(name.clone()),
        (None, Some(kind)) => parts.push(format!("name not given ({kind})")),
        (None, None) => parts.push("name not given".to_owned()),
    }
    parts.extend(victim.sector.map(|sector| sector.word().to_owned()));
    parts.extend(victim.country.map(|country| country.name().to_owned()));
    Some(parts.join(", "))
}

/// The closest marking of the items: how far the page as a whole may go. With the number of items that carry none.
pub(crate) fn sharing(document: &Document) -> (Option<Tlp>, usize) {
    let closest = document.items.iter().filter_map(|item| item.tlp).max();
    let unmarked = document.items.iter().filter(|item| item.tlp.is_none()).count();
    (closest, unmarked)
}

/// What to say beside the marking of a page.
pub(crate) fn about_sharing(document: &Document) -> String {
    match sharing(document) {
        (None, _) => "No item carries a sharing marking.".to_owned(),
        (Some(_), 0) => "The closest marking among the items.".to_owned(),
        (Some(_), 1) => "The closest marking among the items; one carries none.".to_owned(),
        (Some(_), n) => format!("The closest marking among the items; {n} carry none."),
    }
}

/// What the evidence came to, in sentences.
pub(crate) fn basis(assessment: &Assessment) -> Vec<String> {
    let basis = &assessment.basis;
    let mut lines = vec![format!(
        "{}, {} and {} were compared with {}. {} at least one of these features.",
        count(basis.techniques as usize, "technique"),
        match basis.software {
            1 => format!("1{NO_BREAK}piece of software"),
            n => format!("{n}{NO_BREAK}pieces of software"),
        },
        count(basis.indicators as usize, "exact indicator"),
        count(basis.candidates as usize, "known actor"),
        sources(basis.items, basis.items_given),
    )];
    lines.push(match basis.as_of {
        Some(day) => format!("Only knowledge published before {day} was used."),
        None => "All knowledge in the pack was used, whenever it was published.".to_owned(),
    });
    if !basis.discounted.is_empty() {
        let values: Vec<String> = basis.discounted.iter().map(|discounted| discounted.value.clone()).collect();
        lines.push(format!("Exact matches that count for nothing: {}.", listed(&values, 4)));
    }
    if !basis.novel.is_empty() {
        lines.push(format!("Known of no actor: {}.", listed(&basis.novel, 12)));
    }
    if !basis.unrecognised.is_empty() {
        lines.push(format!("Names that the knowledge pack does not hold: {}.", listed(&basis.unrecognised, 12)));
    }
    lines
}

/// `3 items of 2 independent sources carry`
fn sources(sources: u32, items: u32) -> String {
    let verb = if items == 1 { "carries" } else { "carry" };
    format!("{} of {} {verb}", count(items as usize, "item"), count(sources as usize, "independent source"))
}

/// The first `most` of `names`, and how many more there are.
pub(crate) fn listed(names: &[String], most: usize) -> String {
    let mut line = names.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    if let Some(more) = names.len().checked_sub(most).filter(|more| *more > 0) {
        line.push_str(&format!(" and {more} more"));
    }
    line
}

/// A text that a sentence takes up, without the full stop it may end with.
pub(crate) fn unstopped(text: &str) -> &str {
    text.trim_end().trim_end_matches('.')
}

/// A clause as the beginning of a sentence: its first letter a capital.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// Items that by themselves point elsewhere, a sentence each.
pub(crate) fn dissent(part: Part<'_>) -> Vec<String> {
    let names = ItemNames::of(part.document);
    let line = |dissent: &DissentingItem| {
        format!(
            "Read alone, {} points to {} ({}).",
            names.named(dissent.item),
            dissent.name,
            percent(dissent.posterior)
        )
    };
    part.assessment.dissenting_items.iter().map(line).collect()
}

/// How the items speak of an actor that they name, behind their names; nothing where one states it.
pub(crate) fn spoken(bearing: Bearing) -> String {
    if bearing.is_stated() { String::new() } else { format!(", which {}", bearing.words()) }
}

/// The hypotheses that are not listed, in a sentence; `None` where all are.
pub(crate) fn unlisted(assessment: &Assessment) -> Option<String> {
    let unlisted = assessment.unlisted;
    match unlisted.count {
        0 => None,
        1 => Some(format!("1 further hypothesis, not listed, has {}.", percent(unlisted.posterior))),
        n => Some(format!("{n} further hypotheses, not listed, have {} together.", percent(unlisted.posterior))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_read_in_two_digits_and_keep_their_direction() {
        let shown = |ratio: f64| factor(ratio.ln()).replace(NO_BREAK, " ");
        assert_eq!(shown(1.0), "×1.0");
        assert_eq!(shown(0.98), "×1.0");
        assert_eq!(shown(3.44), "×3.4");
        assert_eq!(shown(9.96), "×10");
        assert_eq!(shown(1.0 / 33.0), "÷33");
        assert_eq!(shown(99.7), "×100");
        assert_eq!(shown(1_234.0), "×1 200");
        assert_eq!(shown(9_900.0), "×9 900");
        assert_eq!(shown(999_400.0), "×10 000+");
        assert_eq!(shown(1.0 / 4.9e12), "÷10 000+");
        assert_eq!(times(4.9e8_f64.ln()), "more than 10,000 times");
        assert_eq!(times(250.0_f64.ln()), "250 times");
        assert_eq!(factor(f64::INFINITY), "unbounded");
    }

    #[test]
    fn a_date_is_before_or_after_only_when_all_its_days_are() {
        let range = |text: &str| Some(text.parse::<DateRange>().unwrap());
        let incident = range("2014-11-24");
        assert_eq!(Against::of(range("2013"), incident), Against::Before);
        assert_eq!(Against::of(range("2014"), incident), Against::During);
        assert_eq!(Against::of(range("2014-12"), incident), Against::After);
        assert_eq!(Against::of(None, incident), Against::Unknown);
    }
}
