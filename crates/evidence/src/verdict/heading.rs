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
        if is_of_the_victim(&part) {
            return Said::Own;
        }
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

/// Whether a heading, folded, is of systems that are the victim's: "affected hosts", "our systems", "betroffene Systeme".
fn is_of_the_victim(heading: &str) -> bool {
    /// Said of a system by whoever was attacked. What is "compromised" may be somebody else's server that served the attack.
    #[rustfmt::skip]
    const WHOSE: [&str; 44] = [
        "affected", "impacted", "internal", "our", "own", "victim", "victim s", "victims", "affektierte", "betroffene", "betroffener", "betroffenes", "eigene", "unsere",
        "interne", "affecte", "affectes", "affectees", "touche", "touches", "touchees", "impactes", "nos", "afectados", "afectadas", "nuestros", "nuestras", "colpiti",
        "interessati", "interni", "nostri", "afetados", "afetadas", "nossos", "getroffen", "onze", "eigen", "dotkniete", "zaatakowane", "затронутые", "пострадавшие",
        "наши", "уражені", "постраждалі",
    ];
    #[rustfmt::skip]
    const SYSTEMS: [&str; 52] = [
        "address", "addresses", "assets", "clients", "computers", "devices", "endpoints", "host", "hosts", "ips", "ip addresses", "machines", "network", "networks", "server",
        "servers", "system", "systems", "workstations", "infrastructure", "it assets", "adressen", "gerate", "hosts und server", "netz", "netze", "rechner", "serversysteme",
        "systeme", "arbeitsplatze", "hotes", "ordinateurs", "postes", "reseaux", "serveurs", "systemes", "equipos", "sistemas", "servidores", "redes", "sistemi", "macchine",
        "apparaten", "systemen", "systemy", "komputery", "системы", "узлы", "хосты", "системи", "вузли", "серверы",
    ];
    /// By itself.
    #[rustfmt::skip]
    const ALONE: [&str; 16] = [
        "opfersysteme", "opfer", "victims", "victim", "patient zero", "受影响主机", "受影响的主机", "受影响系统", "受害主机", "受害主機", "被害端末", "被害ホスト", "影響を受けた端末",
        "影響を受けたシステム", "피해 시스템", "피해 호스트",
    ];
    if ALONE.contains(&heading) {
        return true;
    }
    let heading =
        ["list of ", "all ", "the "].iter().fold(heading, |rest, lead| rest.strip_prefix(lead).unwrap_or(rest));
    let pair = |whose: &str, systems: &str| WHOSE.contains(&whose) && SYSTEMS.contains(&systems);
    heading.split_once(' ').is_some_and(|(first, rest)| pair(first, rest))
        || heading.rsplit_once(' ').is_some_and(|(rest, last)| pair(last, rest) || pair(rest, last))
}
