//! What the comment of an attribute says of it as a whole: `false positive, benign CDN`, `victim's own domain`.

use std::collections::BTreeSet;

use super::event::listed;
use crate::json::Node;
use crate::prose::{self, Stand};
use crate::readers::remarks::is_closed;
use crate::verdict::{Said, of_any_cell};
use crate::{Bearing, Observed, Reason};

/// Bytes of a comment that is a remark and not a report.
const LONGEST: usize = 120;

/// Why an attribute is no evidence by its own comment, where one part of it says so and nothing more.
pub(in crate::readers) fn doubt(comment: &str) -> Option<Reason> {
    let comment = comment.trim();
    if comment.is_empty() || comment.len() > LONGEST {
        return None;
    }
    let lower = comment.to_lowercase();
    // `not a false positive`, `was thought benign`.
    let otherwise =
        ["not a false", "no false", "thought", "until", "kein fehlalarm", "not benign", "not legit", "mimic", "?"];
    if otherwise.iter().any(|words| lower.contains(words)) {
        return None;
    }
    let mut parts = lower.split([',', ';', '.', ':', '(', ')', '/']).map(str::trim);
    if parts.any(|part| matches!(of_any_cell(part), Said::Harmless | Said::Absent) || ruled_out(part)) {
        return Some(Reason::CalledBenign);
    }
    is_own(&lower).then_some(Reason::Own)
}

/// How a remark speaks of what its attribute or object is tagged with, the families `carried`: denied, doubted, asked or planned; where it is not
/// closed, it lists them.
pub(super) fn bearing(comment: &str, carried: &BTreeSet<Observed>) -> Bearing {
    const LONGEST: usize = 600;
    if comment.is_empty() || comment.len() > LONGEST {
        return Bearing::Stated;
    }
    match prose::strongest(comment) {
        Bearing::Denied => prose::of_remark(comment),
        said @ (Bearing::Hedged | Bearing::Asked | Bearing::Planned) => said,
        _ if prose::is_framed(comment, Stand::Above) => Bearing::Listed,
        _ if !is_closed(comment, &|word| is_name(word, carried)) => Bearing::Listed,
        _ => Bearing::Stated,
    }
}

/// Whether the notes and opinions of analysts (a `Note` or an `Opinion` of MISP's, or a list of them) take nothing back: an opinion is of 50 or
/// more in a hundred, and what they write is closed.
pub(super) fn analysts_agree(said: Node<'_>) -> bool {
    const HALF: f64 = 50.0;
    let agrees = |one: Node<'_>| {
        let text = |name: &str| one.get(name).and_then(Node::as_str).unwrap_or_default();
        let opinion = one.get("opinion").and_then(Node::as_scalar).and_then(|text| text.as_str().parse::<f64>().ok());
        opinion.is_none_or(|opinion| opinion >= HALF)
            && is_closed(&text("note"), &|_| false)
            && is_closed(&text("comment"), &|_| false)
    };
    if said.is_object() && listed(said).next().is_none() { agrees(said) } else { listed(said).all(agrees) }
}

/// Whether `word`, in small letters, is of the name of a family that is carried.
pub(super) fn is_name(word: &str, carried: &BTreeSet<Observed>) -> bool {
    carried.iter().any(|family| match family {
        Observed::Software(mention) => mention.name.to_lowercase().split_whitespace().any(|part| part == word),
        _ => false,
    })
}

/// Whether a part of a remark says that the thing was looked for and not found.
fn ruled_out(part: &str) -> bool {
    const RULED_OUT: [&str; 18] = [
        "ruled out",
        "excluded",
        "not found",
        "not seen",
        "not present",
        "not detected",
        "not related",
        "unrelated",
        "no hits",
        "no match",
        "ausgeschlossen",
        "nicht gefunden",
        "exclu",
        "non trouvé",
        "descartado",
        "no encontrado",
        "исключено",
        "не обнаружено",
    ];
    RULED_OUT.contains(&part)
}

/// Whether a remark says that the thing is the reporter's or the victim's.
fn is_own(remark: &str) -> bool {
    const WHOSE: [&str; 10] = [
        "victim's own",
        "victims own",
        "victim’s own",
        "own",
        "our",
        "our own",
        "victim",
        "customer",
        "client",
        "eigene",
    ];
    const WHAT: [&str; 14] = [
        "domain",
        "domains",
        "server",
        "servers",
        "host",
        "address",
        "ip",
        "mail server",
        "website",
        "proxy",
        "resolver",
        "network",
        "dns server",
        "mail address",
    ];
    let words: Vec<&str> =
        remark.split(|c: char| !(c.is_alphanumeric() || "'’".contains(c))).filter(|w| !w.is_empty()).collect();
    let words = words.join(" ");
    let words = words.strip_prefix("the ").unwrap_or(&words);
    WHOSE.iter().any(|whose| {
        words.strip_prefix(whose).is_some_and(|rest| rest.starts_with(' ') && WHAT.contains(&rest.trim_start()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_that_doubts_or_claims_the_value_is_told_from_a_report() {
        for (remark, reason) in [
            ("false positive, benign CDN", Some(Reason::CalledBenign)),
            ("Benign", Some(Reason::CalledBenign)),
            ("ruled out", Some(Reason::CalledBenign)),
            ("checked: not found", Some(Reason::CalledBenign)),
            ("victim's own domain", Some(Reason::Own)),
            ("our mail server", Some(Reason::Own)),
            ("not a false positive", None),
            ("C2 of the loader", None),
            ("first thought benign, then seen as C2", None),
            ("sent to our mail server from the C2", None),
            ("lookalike of the victim's own domain", None),
            ("", None),
        ] {
            assert_eq!(doubt(remark), reason, "{remark}");
        }
    }
}
