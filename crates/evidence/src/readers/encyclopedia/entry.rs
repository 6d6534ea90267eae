//! One entry: a page or a text about one actor, program or campaign.

/// How much of a text is looked at.
const HEAD: usize = 512 << 10;

/// Lines that begin with the name that is defined, from which on a text is an entry.
const SUBJECTS: usize = 8;

/// Lines of ATT&CK's table of techniques, from which on a text has one.
const LISTED: usize = 5;

/// What a page of HTML is, by its title and its text.
pub(super) fn of_page(page: &str) -> Option<String> {
    let head = page.get(..page.floor_char_boundary(HEAD))?;
    let text = without_tags(head);
    title(head).and_then(|title| of_title(&title)).or_else(|| of_text(&text))
}

/// What a text is.
pub(super) fn of_text(text: &str) -> Option<String> {
    let head = text.get(..text.floor_char_boundary(HEAD))?;
    let lines = || head.lines().map(str::trim).filter(|line| !line.is_empty());
    if let Some(title) = lines().take(40).find_map(of_title) {
        return Some(title);
    }
    let (mut techniques_used, mut associated, mut header, mut listed, mut card) = (false, false, false, 0, 0);
    for line in lines() {
        let line = line.trim_matches(|c: char| c.is_whitespace() || "#*_:|".contains(c));
        listed += usize::from(is_listed(line));
        if line.len() > 120 {
            continue;
        }
        let lower = line.to_ascii_lowercase();
        techniques_used |= lower == "techniques used";
        associated |= matches!(
            &*lower,
            "associated group descriptions"
                | "associated software descriptions"
                | "associated groups"
                | "associated software"
                | "groups that use this software"
        );
        header |=
            lower.split(['|', '\t', ' ', ',']).filter(|word| !word.is_empty()).eq(["domain", "id", "name", "use"]);
        card += usize::from(is_of_card(line));
    }
    let subject = subject(head);
    if techniques_used && (associated || header || listed >= LISTED || subject.is_some()) || card >= 4 {
        let of = subject.or_else(|| lines().next().map(str::to_owned)).unwrap_or_default();
        return Some(format!("the entry of an encyclopedia about `{}`", shorten(&of)));
    }
    subject.map(|of| format!("the description of `{}` as an actor", shorten(&of)))
}

/// What a title of a page says that it is: `Example Bear, Group G9999 | MITRE ATT&CK`.
fn of_title(title: &str) -> Option<String> {
    const ENDS: [&str; 9] = [
        "(malware family)",
        "(threat actor)",
        "- wikipedia",
        "– wikipedia",
        "— wikipedia",
        "– wikipédia",
        "— википедия",
        "- threat group cards: a threat actor encyclopedia",
        "| malpedia",
    ];
    if title.len() > 200 {
        return None;
    }
    let lower = title.to_lowercase();
    let of_attack = lower.contains("| mitre att&ck")
        && [", group g", ", software s", ", campaign c", ", technique t", "groups |", "software |", "campaigns |"]
            .iter()
            .any(|part| lower.contains(part));
    let shown = || format!("the page `{}`", shorten(title));
    (of_attack || ENDS.iter().any(|end| lower.ends_with(end))).then(shown)
}

/// A line of ATT&CK's table of techniques: `Enterprise T1059.001 …`.
fn is_listed(line: &str) -> bool {
    let mut words = line.split(['|', '\t', ' ', ',']).filter(|word| !word.is_empty());
    matches!(words.next(), Some("Enterprise" | "Mobile" | "ICS"))
        && words.next().is_some_and(|id| {
            id.strip_prefix('T')
                .is_some_and(|digits| digits.len() >= 4 && digits.starts_with(|c: char| c.is_ascii_digit()))
        })
}

/// A line of the card beside an entry of ATT&CK: `ID: G9999`, `Contributors: …`, `Last Modified: …`.
fn is_of_card(line: &str) -> bool {
    let Some((name, value)) = line.split_once(':') else { return false };
    let value = value.trim();
    match name.trim() {
        "ID" => {
            value.len() == 5 && value.starts_with(['G', 'S', 'C']) && value.bytes().skip(1).all(|b| b.is_ascii_digit())
        }
        "Associated Groups" | "Associated Software" | "Contributors" | "Version Permalink" | "Live Version" => true,
        "Version" => value.contains('.') && value.len() <= 5,
        "Created" | "Last Modified" => !value.is_empty() && value.len() <= 20,
        _ => false,
    }
}

/// The actor that a text defines near its start and of which most of its lines tell: "X is a threat group that …", "X has
/// used …", "X has scanned …".
fn subject(text: &str) -> Option<String> {
    const ACTORS: [&str; 24] = [
        "group",
        "groups",
        "actor",
        "actors",
        "adversary",
        "team",
        "unit",
        "cluster",
        "gang",
        "syndicate",
        "collective",
        "operation",
        "operator",
        "apt",
        "crew",
        "organization",
        "organisation",
        "activity",
        "espionage",
        "gruppe",
        "groupe",
        "grupo",
        "группа",
        "группировка",
    ];
    const DEFINED_BY: usize = 12;
    /// What defines, and within how many words behind it the kind stands. Without an article anything may follow.
    const DEFINES: [(&str, usize); 8] = [
        (" is a ", 30),
        (" is an ", 30),
        (" is the ", 30),
        (" ist eine ", 30),
        (" est un ", 30),
        (" es un ", 30),
        (" — это ", 30),
        (" is ", 3),
    ];
    let lines = || text.lines().map(str::trim).filter(|line| line.split_whitespace().count() >= 4);
    let name = lines().take(DEFINED_BY).find_map(|line| {
        let (name, rest, near) = DEFINES
            .iter()
            .filter_map(|(is, near)| line.split_once(is).map(|(name, rest)| (name, rest, *near)))
            .min_by_key(|(name, ..)| name.len())?;
        let sentence = rest.split(". ").next().unwrap_or_default();
        let is_name =
            name.split_whitespace().count() <= 5 && name.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let is_actor = sentence
            .split(|c: char| !c.is_alphanumeric())
            .take(near)
            .any(|word| ACTORS.iter().any(|actor| word.to_lowercase() == *actor));
        (is_name && is_actor).then_some(name)
    })?;
    let (mut about, mut all) = (0, 0);
    for sentence in
        lines().flat_map(|line| line.split(". ")).filter(|sentence| sentence.split_whitespace().count() >= 4)
    {
        all += 1;
        // A row of a table has the technique's name before.
        let told = sentence.get(..sentence.floor_char_boundary(100 + name.len())).unwrap_or_default();
        about += usize::from(told.contains(name) && is_apart(told, name));
    }
    (about >= SUBJECTS && about * 2 >= all).then(|| name.to_owned())
}

fn is_apart(text: &str, name: &str) -> bool {
    let Some(at) = text.find(name) else { return false };
    let before = text.get(..at).and_then(|head| head.chars().next_back());
    let after = text.get(at + name.len()..).and_then(|tail| tail.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// The content of the first `<title>`.
fn title(page: &str) -> Option<String> {
    let head = page.get(..page.floor_char_boundary(64 << 10))?;
    let lower = head.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower.get(start..)?.find('>')? + 1;
    let end = start + lower.get(start..)?.find("</title")?;
    let title = head.get(start..end)?.replace("&amp;", "&").replace("&#174;", "®").replace("&reg;", "®");
    Some(title.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The words of a page, a line for each block and row.
fn without_tags(page: &str) -> String {
    const INLINE: [&str; 11] = ["a", "b", "i", "em", "strong", "code", "span", "sup", "sub", "u", "font"];
    let mut text = String::with_capacity(page.len() / 2);
    let mut rest = page;
    while let Some((before, tail)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        text.push_str(match &*name {
            "td" | "th" => " ",
            name if INLINE.contains(&name) => "",
            _ => "\n",
        });
        rest = after;
    }
    text.push_str(rest);
    text
}

fn shorten(name: &str) -> String {
    name.chars().take(80).collect()
}
