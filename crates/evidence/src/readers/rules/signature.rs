use super::{Asides, lines};
use crate::Reason;

/// Whether a line is a rule of Snort or Suricata, switched off or not.
pub(super) fn is_rule(line: &str) -> bool {
    const ACTIONS: [&str; 9] =
        ["alert", "block", "drop", "log", "pass", "reject", "rejectboth", "rejectdst", "rejectsrc"];
    let bare = line.trim_start().trim_start_matches(['#', ' ']);
    let first = bare.split_whitespace().next().unwrap_or_default();
    ACTIONS.contains(&first) && (bare.contains("->") || bare.contains("<>")) && bare.contains("sid:")
}

/// The parts of the rules that hold no evidence: rules that are switched off or let through, what is negated, where a rule was
/// published, and digests that are none of a file.
pub(super) fn asides(text: &str) -> Asides {
    let mut asides = Asides::new();
    for (start, line) in lines(text) {
        if !is_rule(line) {
            continue;
        }
        let bare = line.trim_start();
        if bare.starts_with('#') {
            asides.push((start..start + line.len(), Reason::Disabled));
            continue;
        }
        if bare.starts_with("pass") {
            asides.push((start..start + line.len(), Reason::Excluded));
            continue;
        }
        // In the header: `!192.0.2.1`, `![192.0.2.1,192.0.2.2]`. In the options: `content:!"example.com"`.
        let mut from = 0;
        while let Some(found) = line.get(from..).and_then(|rest| rest.find('!')) {
            let at = from + found;
            let rest = line.get(at + 1..).unwrap_or_default();
            let length = match rest.as_bytes().first() {
                Some(b'[') => rest.find(']'),
                Some(b'"') => rest.get(1..).and_then(|rest| rest.find('"')).map(|end| end + 1),
                _ => rest.find([',', ']', ' ', ';']),
            };
            from = at + 1 + length.unwrap_or(rest.len());
            asides.push((start + at..start + from, Reason::Excluded));
        }
        let mut fingerprint = false;
        let options = line.find('(').map_or(line.len(), |at| at + 1);
        let mut at = options;
        for option in line.get(options..).unwrap_or_default().split(';') {
            let range = start + at..start + at + option.len();
            at += option.len() + 1;
            let option = option.trim();
            if option.starts_with("content:") {
                asides.extend(bytes_of(text, range.clone()).map(|bytes| (bytes, Reason::Description)));
            }
            // `http.host` names what is looked at.
            if !option.contains([':', '"']) {
                asides.push((range.clone(), Reason::Description));
            }
            if option.starts_with("reference:url") {
                asides.push((range, Reason::Citation));
            } else if fingerprint && option.starts_with("content:") {
                asides.push((range, Reason::Description));
                fingerprint = false;
            } else if option.starts_with("ja3") || option.starts_with("ja4") {
                fingerprint = true;
            }
        }
    }
    asides
}

/// The bytes between bars of a content: `content:"|4d 5a 90 00|"`.
fn bytes_of(text: &str, option: std::ops::Range<usize>) -> impl Iterator<Item = std::ops::Range<usize>> {
    let bars: Vec<usize> =
        text.get(option.clone()).unwrap_or_default().match_indices('|').map(|(at, _)| option.start + at).collect();
    let pairs: Vec<_> = bars.chunks(2).filter_map(|pair| Some(*pair.first()?..*pair.get(1)? + 1)).collect();
    pairs.into_iter()
}
