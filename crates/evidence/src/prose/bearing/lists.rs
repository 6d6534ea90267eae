/// Whether a sentence only lists: it has three commas, and nobody in it does anything with what it names. A bullet or a cell is
/// no sentence.
pub(super) fn only_lists(sentence: &str) -> bool {
    const DEEDS: [&str; 68] = [
        "abus",
        "access",
        "attach",
        "beacon",
        "call",
        "carri",
        "chang",
        "communicat",
        "compromis",
        "connect",
        "contain",
        "creat",
        "deliver",
        "deploy",
        "disguis",
        "download",
        "drop",
        "dump",
        "employ",
        "encrypt",
        "execut",
        "exfiltrat",
        "exploit",
        "follow",
        "found",
        "had",
        "held",
        "hid",
        "implant",
        "includ",
        "infect",
        "inject",
        "install",
        "kill",
        "launch",
        "lead",
        "leverag",
        "load",
        "made",
        "mov",
        "observ",
        "open",
        "persist",
        "plant",
        "push",
        "ran",
        "receiv",
        "run",
        "scrap",
        "search",
        "seen",
        "send",
        "sent",
        "serv",
        "shar",
        "sprea",
        "stag",
        "start",
        "steal",
        "stol",
        "stor",
        "target",
        "turn",
        "us",
        "utiliz",
        "via",
        "with",
        "writ",
    ];
    const ENDS: [&str; 17] =
        ["", "s", "e", "es", "ed", "d", "ing", "ning", "ping", "ped", "es", "n", "te", "ten", "ting", "ved", "e's"];
    let sentence = sentence.trim_start();
    let list = sentence.starts_with(|c: char| c.is_uppercase()) && sentence.trim_end().ends_with('.');
    if !list || sentence.matches(',').count() < 3 {
        return false;
    }
    let lower = sentence.to_ascii_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_deed = |word: &str| DEEDS.iter().any(|deed| word.strip_prefix(deed).is_some_and(|end| ENDS.contains(&end)));
    words().count() >= 8 && !words().any(is_deed)
}
