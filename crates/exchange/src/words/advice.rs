//! What a responder can look for, in words; and why actors are one family.

use dunant_attribution::{FeatureClass, Kinship, LookIn, NextObservation};

/// What to look for and where, as sentences.
pub(crate) fn advice(next: &NextObservation) -> String {
    let places: Vec<&str> = next.look_in.iter().map(|place| look_in(*place)).collect();
    let places = if places.is_empty() { String::new() } else { format!(" Look in {}.", places.join(", ")) };
    format!("{}{places}", what_to_look_for(next))
}

fn look_in(place: LookIn) -> &'static str {
    match place {
        LookIn::Mail => "mail",
        LookIn::HostLogs => "logs of hosts",
        LookIn::SignInLogs => "logs of sign-ins",
        LookIn::NetworkLogs => "network logs",
        LookIn::Samples => "samples",
        LookIn::Memory => "memory images",
        LookIn::DiskImages => "disk images",
    }
}

fn what_to_look_for(next: &NextObservation) -> String {
    let name = &next.feature;
    match next.class {
        FeatureClass::Technique => {
            let questions: Vec<&str> = next.tactics.iter().map(|tactic| question(tactic)).take(2).collect();
            format!("Find out {}, and whether it was {name}.", questions.join(" or "))
        }
        FeatureClass::Tool => format!("Look for traces of {name}, and for what it was used for."),
        _ => format!("Look for traces of {name}."),
    }
}

/// What a tactic of ATT&CK asks of a responder.
fn question(tactic: &str) -> &'static str {
    match tactic {
        "initial-access" => "how the intruders came in",
        "execution" => "what they ran and how",
        "persistence" => "how they stayed",
        "privilege-escalation" => "how they gained rights",
        "defense-evasion" | "stealth" | "defense-impairment" => "how they hid",
        "credential-access" => "how they took passwords and keys",
        "discovery" => "what they looked around for",
        "lateral-movement" => "how they moved between hosts",
        "collection" => "what they gathered",
        "command-and-control" => "how they kept contact",
        "exfiltration" => "how data left",
        "impact" => "what they destroyed or changed",
        _ => "what they did",
    }
}

/// Why two actors are counted as one family.
pub(crate) fn kinship(because: &[Kinship]) -> String {
    let one = |kinship: &Kinship| match kinship {
        Kinship::Linked { kind, by } => format!("{kind}, says {by}"),
        Kinship::SharedMalware { shared, of, and } => format!("{shared} programs shared, of {of} and {and}"),
        // A tie that a later engine adds.
        _ => "linked".to_owned(),
    };
    because.iter().map(one).collect::<Vec<_>>().join("; ")
}
