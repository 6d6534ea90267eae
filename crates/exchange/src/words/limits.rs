//! What limits an assessment, and what to know before using it.

use dunant_attribution::{Aspect, Caution, ConfidenceReason};

use super::count;

/// What limits the confidence, without a full stop.
pub(crate) fn limit(reason: &ConfidenceReason) -> String {
    match reason {
        ConfidenceReason::NothingKnown => "no item carries anything that the knowledge pack knows".to_owned(),
        ConfidenceReason::OneSource => "one independent source carries everything; nothing corroborates it".to_owned(),
        ConfidenceReason::NothingSpeaksForLead => "no part of the evidence supports the lead".to_owned(),
        ConfidenceReason::OneAspect { aspect: of } => {
            format!("one aspect of the attack alone supports the lead: {}", aspect(*of))
        }
        ConfidenceReason::OnlyImitable => "only evidence that anyone could imitate supports the lead".to_owned(),
        ConfidenceReason::HangsOnFew => "the lead hangs on a few features".to_owned(),
        ConfidenceReason::MostlyPostdated => {
            "most of what ties the lead to the evidence was published after the incident, \
             and may describe this very incident"
                .to_owned()
        }
        ConfidenceReason::PublishedKnowledgeOnly => {
            "behaviour, software, wording and published traces are compared; raw logs, \
             control of infrastructure and intelligence are not"
                .to_owned()
        }
        // A limit that a later engine adds.
        _ => "the basis has a further limit".to_owned(),
    }
}

/// A caution in sentences.
pub(crate) fn caution(caution: &Caution) -> String {
    match caution {
        Caution::MostlyPostdated { incident } => format!(
            "The reports that tie the lead to the evidence are mostly later than the incident ({incident}). They may describe \
             this very incident, and then the comparison is circular. `--as-of {}` leaves them out.",
            incident.earliest()
        ),
        Caution::TiedPerhapsLater { as_of } => format!(
            "Only what was published before {as_of} was used. A report's day is not the day on which somebody tied it to the actor: \
             the tie may be later."
        ),
        Caution::ItemsNameActors => {
            "Items name actors. That is what their sources say; it is not evidence of the deed and was not scored."
                .to_owned()
        }
        Caution::NamedButNotStated { names } => format!(
            "Of what the items name, {} are not stated as something that was there, but denied, doubted, asked about, planned, \
             compared or repeated. These were not compared.",
            count(*names as usize, "thing")
        ),
        Caution::SentencesNotRead { sentences } => format!(
            "The case has more prose than is searched for techniques: {} were compared by their wording alone. Leave out what is \
             not about the attack, or raise the bound with `--limit sentences=N`.",
            count(*sentences as usize, "sentence")
        ),
        Caution::NothingRecognised => {
            "Nothing in the evidence is a technique, software or trace that the knowledge pack knows. \
             Malware names, ATT&CK technique identifiers and behaviour described in a report would help most."
                .to_owned()
        }
        // A caution that a later engine adds.
        _ => "There is a further caution in the JSON document.".to_owned(),
    }
}

/// An aspect of an intrusion in a few words.
pub(crate) fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Malware => "malware",
        Aspect::Infrastructure => "infrastructure",
        Aspect::ControlServer => "control server",
        Aspect::Telemetry => "behaviour at the victim's",
        Aspect::Intelligence => "intelligence",
        Aspect::WhoGains => "who gains",
    }
}
