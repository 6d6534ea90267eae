use super::{Asides, lines};
use crate::Reason;

/// The parts of YARA rules that hold no evidence: who wrote them, where they were published, what a condition negates.
pub(super) fn asides(text: &str) -> Asides {
    const OWN: [&str; 6] = ["author", "authors", "copyright", "contact", "email", "maintainer"];
    const CITED: [&str; 8] = ["blog", "link", "ref", "reference", "references", "report", "source", "url"];
    let mut asides = Asides::new();
    let mut section = "";
    // Bytes that a rule looks for are no hash, however many they are: `$a = { 4D 5A … }`, over several lines.
    let mut in_bytes = false;
    for (start, line) in lines(text) {
        let bare = line.trim();
        for known in ["meta", "strings", "condition"] {
            if bare.strip_prefix(known).is_some_and(|rest| rest.trim_start().starts_with(':')) {
                section = known;
            }
        }
        if section == "strings" {
            let opens =
                bare.split_once('=').filter(|(name, rest)| name.starts_with('$') && rest.trim_start().starts_with('{'));
            if in_bytes || opens.is_some() {
                asides.push((start..start + line.len() + 1, Reason::Description));
                in_bytes = !bare.contains('}');
                continue;
            }
        }
        if section == "meta"
            && let Some((key, _)) = bare.split_once('=')
        {
            let key = key.trim().to_ascii_lowercase();
            let bare = key.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
            let reason = if OWN.contains(&bare) {
                Reason::Own
            } else if CITED.contains(&bare) {
                Reason::Citation
            } else {
                continue;
            };
            asides.push((start..start + line.len() + 1, reason));
        } else if section == "condition" {
            let mut at = 0;
            // What is behind `not`, up to the end of its clause.
            while let Some(found) = line.get(at..).and_then(|rest| rest.find("not ")) {
                let from = at + found;
                let rest = line.get(from..).unwrap_or_default();
                let length = [" and ", " or "].iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
                asides.push((start + from..start + from + length, Reason::Excluded));
                at = from + length.max(4);
            }
        }
    }
    asides
}
