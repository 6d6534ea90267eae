//! The parts of a likelihood ratio in words.

use dunant_attribution::{Contribution, FeatureClass, Lasting, MatrixRow, Note, WhyDiscounted};

/// What a part of a ratio is called.
pub(crate) fn part(contribution: &Contribution) -> String {
    let name = contribution.feature.as_deref().unwrap_or("a feature");
    match contribution.class {
        FeatureClass::Exclusivity => format!("{name} is known of this actor alone"),
        FeatureClass::Association => format!("{name} is described in reports about this actor"),
        FeatureClass::Planted => format!("{name} as if planted"),
        FeatureClass::Resemblance if contribution.reports.is_empty() => {
            "likeness to what the source says of the actor".to_owned()
        }
        class => whole(class).map_or_else(|| name.to_owned(), str::to_owned),
    }
}

/// What a row of the matrix is called.
pub(crate) fn matrix_row(row: &MatrixRow) -> String {
    match (&row.feature, whole(row.class)) {
        (Some(feature), _) => feature.clone(),
        (None, Some(words)) => words.to_owned(),
        (None, None) => "a feature".to_owned(),
    }
}

/// What is judged as a whole; none for a class of single features.
fn whole(class: FeatureClass) -> Option<&'static str> {
    Some(match class {
        FeatureClass::Resemblance => "likeness to the nearest earlier report",
        FeatureClass::SoftwareResemblance => "malware in common with the nearest earlier report",
        FeatureClass::Wording => "wording like that of reports about the actor",
        FeatureClass::Imitation => "rare features stand alone",
        FeatureClass::Chance => "evidence of this amount",
        FeatureClass::Cap => "what anyone can imitate counts only so far",
        FeatureClass::Rest => "the rest as anybody else's",
        FeatureClass::Technique
        | FeatureClass::Malware
        | FeatureClass::Tool
        | FeatureClass::Indicator
        | FeatureClass::Exclusivity
        | FeatureClass::Association
        | FeatureClass::Planted => return None,
    })
}

/// What changes how a part should be read; `None` where nothing does.
pub(crate) fn notes(contribution: &Contribution) -> Option<String> {
    let general = match contribution.class {
        FeatureClass::Imitation => {
            Some("what few actors show is what an imitator would plant; the rest of the evidence does not bear it out")
        }
        FeatureClass::Chance => Some("so well would somebody of whom nothing is known fit it by chance"),
        FeatureClass::Cap => Some("techniques, public tools and wording can be imitated; they cannot convict alone"),
        FeatureClass::Association => Some("no source says that the actor uses it"),
        _ => None,
    };
    let notes: Vec<String> =
        general.map(str::to_owned).into_iter().chain(contribution.notes.iter().map(note)).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

fn note(note: &Note) -> String {
    match note {
        Note::Listed => "only its name is listed; it counts as a public tool does".to_owned(),
        Note::NamedOnce { certainty } => format!("named once in a long text; counts {}", counted(*certainty)),
        Note::ReadOut { certainty } => {
            format!("read out of a sentence that does not name it; counts {}", counted(*certainty))
        }
        Note::OfItsSoftware => "known of the actor's software, not of the actor itself".to_owned(),
        Note::NotKnownOfActor => "not known of this actor".to_owned(),
        Note::StrongestTerms { terms } => format!("strongest words: {}", terms.join(", ")),
        Note::Faded { trace, days, kept } => {
            let little = if *kept < 0.25 { "little" } else { "less" };
            let direction = if *days < 0 { "later" } else { "earlier" };
            let (trace, span) = (lasting(*trace), span(days.unsigned_abs()));
            format!("{trace} seen {span} {direction} counts {little}: {} of a fresh one", counted(*kept))
        }
        Note::Undated { kept } => {
            format!("when it was tied to the actor, or seen, is not known: counts {} of a fresh one", counted(*kept))
        }
        Note::Shared { actors } => format!("{actors} actors share it: its weight is divided among them"),
        Note::TraceLimit => "all traces together count only so far".to_owned(),
        Note::CouldBePlanted { actor } => {
            format!("known of hardly anybody but {actor}; anyone who read of it could plant it")
        }
        Note::RestFits { actor: Some(actor) } => format!("{actor} fits it best"),
        Note::RestFits { actor: None } => "no known actor fits it better than an unknown one".to_owned(),
        // A note that a later engine adds.
        _ => "see the JSON document".to_owned(),
    }
}

/// Why a trace counts for nothing.
pub(crate) fn discounted(why: &WhyDiscounted) -> String {
    match why {
        WhyDiscounted::PublicService { what } => format!("{what}: counts nothing, regardless of who used it"),
        WhyDiscounted::ManyCustomers => "a network of many customers: counts nothing".to_owned(),
        WhyDiscounted::Shared { actors } => format!("{actors} actors share it: counts nothing"),
        // A reason that a later engine adds.
        _ => "counts nothing".to_owned(),
    }
}

fn lasting(lasting: Lasting) -> &'static str {
    match lasting {
        Lasting::Own => "a trace",
        Lasting::Name => "a domain",
        Lasting::Address => "an address",
    }
}

/// `12 days`, `5 months`, `4 years`.
pub(crate) fn span(days: u32) -> String {
    match days {
        0..60 => format!("{days} days"),
        60..730 => format!("{:.0} months", f64::from(days) / 30.44),
        _ => format!("{:.0} years", f64::from(days) / 365.25),
    }
}

fn counted(share: f64) -> String {
    if share < 0.01 { "less than 1 %".to_owned() } else { format!("{:.0} %", (share * 100.0).floor()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_trace_says_how_old_and_how_little_is_left() {
        let faded = Note::Faded { trace: Lasting::Address, days: 1461, kept: 1e-7 };
        assert_eq!(note(&faded), "an address seen 4 years earlier counts little: less than 1 % of a fresh one");
        assert_eq!([59, 60, 729, 730].map(span), ["59 days", "2 months", "24 months", "2 years"]);
    }
}
