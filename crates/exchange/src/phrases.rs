//! Short phrases of the first screen and of the head of the page.

use dunant_attribution::{
    Conclusion, ConfidenceReason, Contribution, FeatureClass, Hypothesis, Outcome, Subject, UnmetRule, Who, WithoutItem,
};
use dunant_vocabulary::{DateRange, Likelihood, Probability, Sha256Digest};

use crate::coverage::Coverage;
use crate::document::Part;
use crate::words::{self, count, number};
use crate::{Document, left_out_in_words};

/// What stands below ranked hypotheses.
pub(crate) const A_RANK_ACCUSES_NOBODY: &str = "  A rank accuses nobody.";

/// The whole answer where nothing could be compared.
pub(crate) const NOTHING_COMPARED: &str =
    "Nobody: nothing in the evidence can be compared with what is known of any group.";

/// That nobody is named, and on what.
pub(crate) fn nobody(document: &Document) -> String {
    let coverage = document.coverage();
    if coverage.unread.is_empty() {
        return "Nobody can be named on this evidence.".to_owned();
    }
    let read = count(coverage.files - coverage.unread.len(), "file");
    format!("Nobody can be named on what was read ({read}).")
}

/// What there is to say of a case without a case file.
pub(crate) fn without_a_case(document: &Document) -> String {
    let mut lacks = vec!["No case file", "no date", "no victim"];
    if document.items.iter().all(|item| item.tlp.is_none()) {
        lacks.push("no marking");
    }
    if document.items.iter().all(|item| item.admiralty.is_none()) {
        lacks.push("no grade");
    }
    let tlp = document.items.iter().filter_map(|item| item.tlp).max();
    let marked = tlp.map(|tlp| format!(" · {tlp}")).unwrap_or_default();
    format!("{} · {}{marked}", lacks.join(", "), files_read(&document.coverage()))
}

/// `2 of 2 files read`.
pub(crate) fn files_read(coverage: &Coverage<'_>) -> String {
    if coverage.files == 0 {
        return "no evidence was given".to_owned();
    }
    let read = coverage.files - coverage.unread.len();
    format!("{} of {} read", number(read as u64), count(coverage.files, "file"))
}

/// `7 of 11 files were not read`; none where all were.
pub(crate) fn files_unread(coverage: &Coverage<'_>) -> Option<String> {
    let unread = coverage.unread.len();
    let verb = if unread == 1 { "was" } else { "were" };
    (unread > 0).then(|| format!("{} of {} {verb} not read", number(unread as u64), count(coverage.files, "file")))
}

/// `4 hidden files, 1 pipe. …`; none where nothing was left out.
pub(crate) fn left_out(document: &Document) -> Option<String> {
    let words = left_out_in_words(&document.left_out)?;
    Some(format!("{words} beside the files that were given. dunant read lists them."))
}

/// `12 values of excel.csv could not be read.`
pub(crate) fn lost_in_part(coverage: &Coverage<'_>) -> String {
    let values = count(usize::try_from(coverage.lost_values).unwrap_or(usize::MAX), "value");
    match coverage.in_part.as_slice() {
        [only] => format!("{values} of {} could not be read.", only.name),
        several => format!("{values} of {} could not be read.", count(several.len(), "file")),
    }
}

/// `24 February 2022`, `February 2022`, or the days from and to.
pub(crate) fn long_date(range: DateRange) -> String {
    let text = range.to_string();
    if let Some((first, last)) = text.split_once("..") {
        let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), long_date);
        return format!("{} to {}", day(first), day(last));
    }
    let mut parts = text.split('-');
    let (Some(year), month, day, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else { return text };
    let month = month.and_then(|month| month.parse::<usize>().ok()).and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let day = day.and_then(|day| day.parse::<u8>().ok());
    match (month, day) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        (None, _) => text,
    }
}

/// `24 Feb 2022`.
pub(crate) fn short_date(date: impl std::fmt::Display) -> String {
    let text = date.to_string();
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else { return text };
    let name = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    match (name.and_then(|name| name.get(..3)), day.parse::<u8>()) {
        (Some(month), Ok(day)) => format!("{day} {month} {year}"),
        _ => text,
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A probability in whole percent, never rounded to a certainty.
pub(crate) fn whole_percent(p: Probability) -> String {
    let percent = p.get() * 100.0;
    if percent <= 0.0 {
        "0 %".to_owned()
    } else if percent < 1.0 {
        "<1 %".to_owned()
    } else if percent > 99.0 && percent < 100.0 {
        ">99 %".to_owned()
    } else {
        format!("{percent:.0} %")
    }
}

/// Whom a hypothesis names, as short as a line needs.
pub(crate) fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Unknown => "somebody not known".to_owned(),
        Subject::Actor { name, .. } => name.clone(),
        Subject::Imitator { name, .. } => name.replacen("somebody who imitates", "imitator of", 1),
    }
}

/// The share of a hypothesis among the known actors; none for somebody not known and for an imitator.
pub(crate) fn among_known(hypothesis: &Hypothesis) -> Option<Probability> {
    hypothesis.among_known.map(|among| among.share)
}

/// The share among the known actors of all but `shown`; none where no known actor was compared.
pub(crate) fn rest_among_known<'h>(shown: impl Iterator<Item = &'h Hypothesis>) -> Option<Probability> {
    let mut shown = shown.filter_map(among_known).map(Probability::get).peekable();
    shown.peek()?;
    Probability::try_new((1.0 - shown.sum::<f64>()).clamp(0.0, 1.0)).ok()
}

/// The first known actor.
pub(crate) fn first_known(part: Part<'_>) -> Option<(&Hypothesis, &str)> {
    part.assessment.hypotheses.iter().find_map(|one| match &one.subject {
        Subject::Actor { name, .. } => Some((one, name.as_str())),
        Subject::Unknown | Subject::Imitator { .. } => None,
    })
}

/// The hypothesis that it was somebody not known.
pub(crate) fn not_known(part: Part<'_>) -> Option<&Hypothesis> {
    part.assessment.hypotheses.iter().find(|one| one.subject == Subject::Unknown)
}

/// The hypothesis that somebody imitates an actor, where it is the most probable of all.
pub(crate) fn leading_imitator(part: Part<'_>) -> Option<&Hypothesis> {
    let first = part.assessment.hypotheses.first()?;
    matches!(first.subject, Subject::Imitator { .. }).then_some(first)
}

/// Whom a hypothesis has somebody imitate.
pub(crate) fn imitated(hypothesis: &Hypothesis) -> String {
    subject(&hypothesis.subject).replacen("imitator of ", "", 1)
}

/// The word of ICD 203; of a known actor that it would make improbable beside 190 others its rank among them: sharing one half among
/// so many leaves little to each, the right one included.
pub(crate) fn standing(hypothesis: &Hypothesis) -> String {
    match hypothesis.among_known {
        Some(among) if hypothesis.likelihood <= Likelihood::VeryUnlikely && among.of > 1 => {
            format!("{} of {} known", ordinal(among.rank), among.of)
        }
        _ => hypothesis.likelihood.word().to_owned(),
    }
}

fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

/// The word of ICD 203 and the numbers that it covers: `very likely, 85 % (the words cover 80 to 95 %)`.
pub(crate) fn likelihood(p: Probability) -> String {
    let (low, high) = Likelihood::of(p).bounds();
    format!(
        "{}, {} (the words cover {:.0} to {:.0} %)",
        word(Likelihood::of(p)),
        whole_percent(p),
        low * 100.0,
        high * 100.0
    )
}

/// A word of ICD 203 within a sentence.
pub(crate) fn word(likelihood: Likelihood) -> &'static str {
    match likelihood {
        Likelihood::RoughlyEvenChance => "about even",
        other => other.word(),
    }
}

/// The answer of one of several intrusions, in a sentence.
pub(crate) fn in_a_sentence(part: Part<'_>) -> String {
    match (&part.assessment.conclusion, first_known(part)) {
        (Conclusion::Supported { actor, .. }, Some((lead, _))) => {
            format!("{} that it was {actor}, {}.", word(lead.likelihood), whole_percent(lead.posterior))
        }
        (Conclusion::Supported { actor, .. }, None) => format!("{actor} is named."),
        (Conclusion::Inconclusive { .. }, Some((lead, name))) => {
            format!("nobody can be named; the closest known group is {name}, {}.", whole_percent(lead.posterior))
        }
        (Conclusion::Inconclusive { .. }, None) => "nobody can be named: nothing could be compared.".to_owned(),
    }
}

/// A reason in a few words.
pub(crate) fn reason(contribution: &Contribution) -> String {
    let name = without_id(contribution.feature.as_deref().unwrap_or("a feature"));
    match contribution.class {
        FeatureClass::Wording => "wording like reports on it".to_owned(),
        FeatureClass::Resemblance => "likeness to an earlier report".to_owned(),
        FeatureClass::SoftwareResemblance => "malware in common with a report".to_owned(),
        FeatureClass::Imitation => "may be imitated".to_owned(),
        FeatureClass::Chance => "chance".to_owned(),
        FeatureClass::Cap => "easy to imitate".to_owned(),
        FeatureClass::Planted => format!("{name} as if planted"),
        FeatureClass::Rest => "the rest".to_owned(),
        FeatureClass::Association => format!("{name} in reports on it"),
        FeatureClass::Exclusivity => format!("{name} of it alone"),
        FeatureClass::Technique | FeatureClass::Malware | FeatureClass::Tool | FeatureClass::Indicator => {
            name.to_owned()
        }
    }
}

/// Why nobody is named, in a short sentence.
pub(crate) fn unmet(rule: &UnmetRule) -> String {
    match rule {
        UnmetRule::PosteriorTooLow { needed, .. } => format!("A name needs {:.0} %.", needed * 100.0),
        UnmetRule::TooLittleHardToImitate { log_likelihood_ratio, needed } => {
            let (has, needs) = (words::factor(log_likelihood_ratio.max(0.0)), words::factor(*needed));
            if *log_likelihood_ratio < 1.05_f64.ln() {
                format!("Nothing that is hard to imitate speaks for it ({has}; a name needs {needs}).")
            } else if has == needs {
                let (has, needs) = words::told_apart(*log_likelihood_ratio, *needed);
                format!("What is hard to imitate speaks for it by {has}; a name needs {needs}.")
            } else {
                format!("What is hard to imitate speaks for it by {has}; a name needs {needs}.")
            }
        }
        UnmetRule::UngradedSources { sources, needed } => format!(
            "{} for it, ungraded; a name needs {needed} independent sources, each with its `source` in the case file, or a grade (--grade B2).",
            match sources {
                0 => "No usable source speaks".to_owned(),
                1 => "Only one source speaks".to_owned(),
                more => format!("Only {more} sources speak"),
            }
        ),
        other => format!("{}.", words::sentence(&words::unmet(other))),
    }
}

/// What the answer rests on: without which items, and on which day, it would be another.
pub(crate) fn rests_on(part: Part<'_>) -> Option<String> {
    let pivotal = &part.assessment.tradecraft.pivotal;
    let lead = pivotal.lead.as_ref()?;
    let named = matches!(part.assessment.conclusion, Conclusion::Supported { .. }).then_some(lead);
    let changing: Vec<&WithoutItem> =
        pivotal.items.iter().filter(|without| without.outcome.changes(named, lead)).collect();
    let mut said: Vec<String> = Vec::new();
    if changing.is_empty() {
        said.push(match pivotal.items.as_slice() {
            [] => return None,
            [_] => "the one item that was compared.".to_owned(),
            several => nothing_single(several, named, lead),
        });
    } else {
        said.push(format!("{} of {}.", changing.len(), count(pivotal.items.len(), "item")));
        for without in changing.iter().take(WITHOUT) {
            said.push(format!("Without {}: {}.", item(part, without.item), outcome(&without.outcome, lead)));
        }
    }
    if let Some(before) = &pivotal.before_incident {
        said.push(format!("With what was public before the attack: {}.", outcome(&before.outcome, lead)));
    }
    Some(said.join(" "))
}

/// Items without which the answer is another that a screen names.
const WITHOUT: usize = 2;

/// From which difference on a posterior hangs on which items are there, though the answer does not.
const UNSTEADY: f64 = 0.25;

fn nothing_single(items: &[WithoutItem], named: Option<&Who>, lead: &Who) -> String {
    let own = items.iter().filter_map(|without| without.outcome.lead_posterior);
    let low = own.clone().fold(Probability::ONE, |low, p| if p < low { p } else { low });
    let high = own.fold(Probability::ZERO, |high, p| if p > high { p } else { high });
    let same = match named {
        Some(_) => format!("{} is named", lead.name),
        None => format!("nobody is named, and {} stays the closest", lead.name),
    };
    let tried = count(items.len(), "item");
    let range = format!("{} to {}", whole_percent(low), whole_percent(high));
    if named.is_none() && high.get() - low.get() >= UNSTEADY {
        return format!(
            "each item: as one or another of {tried} is left out, {} has {range}, and nobody is named.",
            lead.name
        );
    }
    format!("nothing single. Whichever of {tried} is left out, {same} ({range}).")
}

/// `nobody named (26 %)`, `the same name (93 %)`, `APT28 first (12 %)`.
fn outcome(outcome: &Outcome, lead: &Who) -> String {
    let own = outcome.lead_posterior.or(outcome.posterior).map(whole_percent).unwrap_or_default();
    match (&outcome.named, &outcome.lead) {
        (Some(named), _) if named == lead => format!("the same name ({own})"),
        (Some(named), _) => {
            format!("{} named ({})", named.name, outcome.posterior.map(whole_percent).unwrap_or_default())
        }
        (None, Some(then)) if then != lead => format!("nobody named, {} first ({} has {own})", then.name, lead.name),
        (None, Some(_)) => format!("nobody named ({own})"),
        (None, None) => "nothing to compare".to_owned(),
    }
}

/// An item by its publisher, where the case names one, else by its name.
fn item(part: Part<'_>, digest: Sha256Digest) -> String {
    let item = part.document.items.iter().find(|item| item.digest == digest);
    let source =
        item.and_then(|item| item.source.as_deref()).map(|source| source.split([',', '(']).next().unwrap_or(source));
    match (source, item) {
        (Some(source), _) if source.chars().count() <= 40 => format!("{}’s", source.trim()),
        (_, Some(item)) => item.name.clone(),
        (_, None) => format!("item {}", digest.short()),
    }
}

/// What limits the confidence, as short as a screen needs.
pub(crate) fn limit(reason: &ConfidenceReason, lead: &str) -> String {
    match reason {
        ConfidenceReason::MostlyPostdated => {
            format!("most of what ties {lead} to this was published after the attack and may describe this very attack")
        }
        ConfidenceReason::PublishedKnowledgeOnly => {
            "raw logs, control of servers and intelligence were not compared".to_owned()
        }
        ConfidenceReason::OnlyImitable => "only what anyone could imitate supports the closest group".to_owned(),
        other => words::limit(other),
    }
}

/// `Data Destruction` of `T1485 Data Destruction`.
pub(crate) fn without_id(feature: &str) -> &str {
    let Some((id, name)) = feature.split_once(' ') else { return feature };
    let digits = id.strip_prefix(['T', 'S']).unwrap_or_default();
    let is_id = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_id { name } else { feature }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_people_write_them() {
        let long = |text: &str| long_date(text.parse().unwrap());
        assert_eq!(long("2022-02-24"), "24 February 2022");
        assert_eq!(long("2022-02"), "February 2022");
        assert_eq!(long("2022"), "2022");
        assert_eq!(long("2015-06-01..2016-10-31"), "1 June 2015 to 31 October 2016");
        assert_eq!(short_date("2014-12-19"), "19 Dec 2014");
        assert_eq!(short_date("soon"), "soon");
    }

    #[test]
    fn an_identifier_is_not_part_of_a_name() {
        assert_eq!(without_id("T1561.002 Disk Structure Wipe"), "Disk Structure Wipe");
        assert_eq!(without_id("Tor Browser"), "Tor Browser");
        assert_eq!(without_id("Mimikatz"), "Mimikatz");
    }

    #[test]
    fn what_falls_short_by_less_than_two_digits_show_has_more_digits() {
        let said =
            |log_likelihood_ratio| unmet(&UnmetRule::TooLittleHardToImitate { log_likelihood_ratio, needed: 2.0 });
        assert_eq!(said(1.998), "What is hard to imitate speaks for it by ×7.37; a name needs ×7.39.");
        assert_eq!(said(1.5), "What is hard to imitate speaks for it by ×4.5; a name needs ×7.4.");
    }

    #[test]
    fn ranks_are_written_as_people_write_them() {
        assert_eq!([1, 2, 3, 4, 11, 21, 112].map(ordinal), ["1st", "2nd", "3rd", "4th", "11th", "21st", "112th"]);
    }

    #[test]
    fn no_probability_is_rounded_to_a_certainty() {
        let shown = |p: f64| whole_percent(Probability::try_new(p).unwrap());
        assert_eq!(
            [shown(0.0), shown(0.004), shown(0.848), shown(0.997), shown(1.0)],
            ["0 %", "<1 %", "85 %", ">99 %", "100 %"]
        );
    }
}
