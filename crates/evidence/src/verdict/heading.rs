use super::{ABSENT, HARMLESS, Said, folded};

/// What a heading says of all that is listed under it: `False positives / do not block`, `Whitelisted domains:`, `Not found`.
///
/// [`Said::Evidence`] where it says nothing of the kind, as of `False positives removed`.
pub(crate) fn of_heading(heading: &str) -> Said {
    const LONGEST: usize = 100;
    /// What is listed, in words that say nothing of it.
    const LISTED: [&str; 34] = [
        "addresses",
        "adressen",
        "artefacts",
        "artifacts",
        "domain",
        "domains",
        "domanen",
        "domaines",
        "dominios",
        "entries",
        "file",
        "files",
        "dateien",
        "findings",
        "hashes",
        "hosts",
        "indicators",
        "indikatoren",
        "indicateurs",
        "indicadores",
        "iocs",
        "ips",
        "ip",
        "items",
        "list",
        "liste",
        "names",
        "objects",
        "sites",
        "urls",
        "values",
        "домены",
        "items found",
        "samples",
    ];
    let heading = heading.trim().trim_start_matches(['#', ';', '/', '=', '*', ' ']).trim_end();
    if heading.is_empty() || heading.len() > LONGEST {
        return Said::Evidence;
    }
    // `Heron: clean` is an entry, `False positives - do not block` is none.
    let is_marked = heading.ends_with([':', '：']);
    if let Some((_, subject)) = super::of_line(heading).filter(|_| !is_marked)
        && heading.get(subject).is_some_and(|subject| of_heading(subject) == Said::Evidence)
    {
        return Said::Evidence;
    }
    let marks = ['(', ')', '[', ']', ':', ';', ',', '/', '|', '.', '!', '–', '—', '（', '）', '：', '、', '，', '・'];
    let parts = heading.split(marks).flat_map(|part| part.split(" - ")).map(folded);
    for part in parts {
        let mut bare = part.as_str();
        while let Some(rest) =
            ["list of ", "all ", "known ", "confirmed ", "the ", "our "].iter().find_map(|lead| bare.strip_prefix(lead))
        {
            // "known good" is a verdict; what is "known" otherwise is not.
            if HARMLESS.holds(bare) {
                break;
            }
            bare = rest;
        }
        let end = [" are ", " is ", " were ", " was ", " sind ", " sont ", " son "]
            .iter()
            .filter_map(|verb| bare.rfind(verb).map(|at| at + verb.len()))
            .max();
        if let Some(end) = end {
            bare = bare.get(end..).unwrap_or_default();
        }
        loop {
            if HARMLESS.holds(bare) || ["clean", "safe", "excluded", "exclusions"].contains(&bare) {
                return Said::Harmless;
            }
            if ABSENT.holds(bare) {
                return Said::Absent;
            }
            let Some((rest, last)) = bare.rsplit_once(' ') else { break };
            if !LISTED.contains(&last) {
                break;
            }
            bare = rest;
        }
    }
    Said::Evidence
}
