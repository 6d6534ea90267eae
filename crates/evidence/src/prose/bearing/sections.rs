//! The kind of a text, as its title tells, and the section that a line stands in, as its heading tells.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::super::cut;
use super::super::layout::{Segment, Setting};
use super::is_apart;
use crate::Bearing;

/// The kind of a text, and the section that its lines stand in.
#[derive(Debug, Default)]
pub(in crate::prose) struct Sections {
    /// How the text as a whole speaks: an exercise, a newsletter, an advertisement.
    kind: Bearing,
    /// Whether it says of itself that nothing of it happened.
    invented: bool,
    /// The headers and signatures of mails in it, in order.
    frames: Vec<Range<usize>>,
    /// The first of them that the text has not passed.
    frame: usize,
    /// How the line last seen speaks because of where it stands: in a frame, in a quotation.
    line: Bearing,
    /// The heading's depth, where it opens a section that states nothing, and how that section speaks; labels of plain text lie
    /// deepest.
    aside: Option<(usize, Bearing)>,
    /// Whether a heading in the form of plain text may open or end a section: not in a text whose headings are marked.
    marked: bool,
}

/// The depth of a heading that only its shape tells.
const PLAIN: usize = 7;

impl Sections {
    /// The sections of `text`.
    pub(in crate::prose) fn of(text: &str) -> Self {
        let frames = frames(text);
        let invented = is_invented(text);
        let kind = if invented { kind(text, &frames).max(Bearing::Planned) } else { kind(text, &frames) };
        Self { kind, invented, frames, ..Self::default() }
    }

    /// Takes note of a heading.
    pub(in crate::prose) fn see(&mut self, text: &str, segment: &Segment) {
        let start = segment.range.start;
        while self.frames.get(self.frame).is_some_and(|frame| frame.end <= start) {
            self.frame += 1;
        }
        let framed = self.frames.get(self.frame).is_some_and(|frame| frame.contains(&start));
        let quoted = cut(text, segment.line.clone()).trim_start().starts_with('>');
        self.line = if quoted {
            Bearing::Reported
        } else if framed {
            Bearing::Aside
        } else {
            Bearing::Stated
        };
        if !segment.opens || matches!(segment.setting, Setting::Cell | Setting::Literal) {
            return;
        }
        let line = cut(text, segment.line.clone()).trim();
        let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
        let equals = line.bytes().take_while(|byte| *byte == b'=').count();
        let marks = hashes.max(equals);
        let depth = if (1..=6).contains(&marks) && line.as_bytes().get(marks).is_some_and(u8::is_ascii_whitespace) {
            self.marked = true;
            marks
        } else if !self.marked && is_plain_heading(text, line, segment) {
            PLAIN
        } else {
            return;
        };
        match of_section(line) {
            Some(bearing) if self.aside.is_none_or(|(held, _)| depth <= held) => self.aside = Some((depth, bearing)),
            Some(_) => {}
            None if self.aside.is_some_and(|(held, _)| depth <= held) => self.aside = None,
            None => {}
        }
    }

    /// How the text speaks of what stands in the line last seen.
    pub(in crate::prose) fn bearing(&self) -> Bearing {
        let section = self.aside.map_or(Bearing::Stated, |(_, bearing)| bearing);
        self.kind.max(section).max(self.line)
    }

    /// How the text as a whole speaks of the traces in it. A title says nothing of them: the sender of a lure writes its first line.
    pub(in crate::prose) fn of_traces(&self) -> Bearing {
        if self.invented { Bearing::Planned } else { Bearing::Stated }
    }
}

/// What a title, or a mail's subject, says of the kind of its text.
const TITLES: [(Bearing, &[&str]); 5] = [
    (
        Bearing::Planned,
        &[
            "adversary emulation",
            "assignment",
            "awareness training",
            "capture the flag",
            "case study",
            "course material",
            "course notes",
            "course:",
            "ctf",
            "drill",
            "emulation plan",
            "exam",
            "examination",
            "exercise",
            "lesson",
            "penetration test",
            "pentest",
            "purple team",
            "quiz",
            "red team",
            "table-top",
            "tabletop",
            "training course",
            "training day",
            "training deck",
            "training material",
            "training session",
            "training slide",
            "training slides",
            "training:",
            "ttx",
            "wargame",
            "war game",
            "webinar",
            "workshop",
            "planspiel",
            "schulung",
            "übung",
            "exercice",
            "ejercicio",
            "simulacro",
            "учения",
            "учение",
        ],
    ),
    (
        Bearing::Reported,
        &[
            "daily digest",
            "headlines",
            "in the news",
            "media monitoring",
            "media review",
            "news digest",
            "news roundup",
            "newsletter",
            "press clippings",
            "press digest",
            "press review",
            "pressespiegel",
            "revue de presse",
            "roundup",
            "this week in",
            "weekly digest",
        ],
    ),
    (
        Bearing::Advertised,
        &[
            "brochure",
            "data sheet",
            "datasheet",
            "discount",
            "free trial",
            "job advertisement",
            "job description",
            "stellenanzeige",
            "vacancy",
            "we are hiring",
            "limited offer",
            "price list",
            "product sheet",
            "special offer",
        ],
    ),
    (Bearing::Hedged, &["correction", "obsolete", "retraction", "superseded", "unverified", "withdrawal", "withdrawn"]),
    (Bearing::Reference, &["dictionary", "encyclopaedia", "encyclopedia", "glossary"]),
];

/// What says at the head of a text that it tells of nothing that happened.
const INVENTED: [&str; 29] = [
    "april fool",
    "capture the flag",
    "closed as a false positive",
    "closed as false positive",
    "closed as invalid",
    "exercise exercise",
    "fictional scenario",
    "for exercise purposes",
    "for training purposes",
    "it was a red team",
    "no attacker was involved",
    "no real incident",
    "not a real incident",
    "our testers played the attackers",
    "red team engagement",
    "red team exercise",
    "the above is wrong",
    "the above was wrong",
    "the report is withdrawn",
    "there was no attack",
    "there was no incident",
    "this is a drill",
    "this is a simulation",
    "this is an exercise",
    "this is only a drill",
    "this is only a test",
    "this is only an exercise",
    "this report is withdrawn",
    "was a penetration test",
];

/// How the text as a whole speaks, by its title or by what it says of itself.
fn kind(text: &str, frames: &[Range<usize>]) -> Bearing {
    static TITLE: LazyLock<Option<(AhoCorasick, Vec<Bearing>)>> = LazyLock::new(|| {
        let phrases = || TITLES.iter().flat_map(|(bearing, held)| held.iter().map(move |phrase| (*bearing, *phrase)));
        let search = AhoCorasick::builder().ascii_case_insensitive(true).build(phrases().map(|(_, p)| p)).ok()?;
        Some((search, phrases().map(|(bearing, _)| bearing).collect()))
    });
    let of_title = |title: &str| {
        let (search, bearings) = TITLE.as_ref()?;
        let found = search.find_overlapping_iter(title).filter(|found| begins_and_ends(title, &found.range()));
        found.filter_map(|found| bearings.get(found.pattern().as_usize())).copied().max()
    };
    let head = frames.first().filter(|frame| cut(text, 0..frame.start).trim().is_empty());
    let (header, body) = text.split_at(head.map_or(0, |frame| frame.end));
    subject(header).and_then(of_title).max(first_line(body).and_then(of_title)).unwrap_or_default()
}

/// Whether one of the first lines, or any of a short text, says that nothing of the text happened, as the messages of an exercise do.
fn is_invented(text: &str) -> bool {
    const LINES: usize = 12;
    // A longer text says such a thing of one host among others.
    const SHORT: usize = 2_000;
    static SAID: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(INVENTED).ok());
    let says = |line: &str| {
        let said = SAID.as_ref().into_iter().flat_map(|search| search.find_iter(line));
        said.map(|found| found.range()).any(|range| is_apart(line, &range))
    };
    let lines = if text.len() <= SHORT { usize::MAX } else { LINES };
    text.lines().filter(|line| !line.trim().is_empty()).take(lines).any(says)
}

/// Whether the phrase at `range` is whole words; one that ends with a mark ends anywhere.
fn begins_and_ends(title: &str, range: &Range<usize>) -> bool {
    is_apart(title, range) || cut(title, range.clone()).ends_with(':') && is_apart(title, &(range.start..range.end - 1))
}

/// The subject among the headers of a mail.
fn subject(header: &str) -> Option<&str> {
    header.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        ["subject", "betreff", "objet", "asunto", "тема"].contains(&name.to_lowercase().as_str()).then_some(value)
    })
}

/// The first line of a text, where it may be a title and not a paragraph; of a paragraph what stands before its first colon, as in
/// "Correction: the report of Monday is withdrawn."
fn first_line(body: &str) -> Option<&str> {
    const LONGEST: usize = 120;
    const LABEL: usize = 40;
    let line = body.lines().map(str::trim).find(|line| !line.is_empty())?;
    if line.len() <= LONGEST {
        return Some(line);
    }
    line.split_once(':').map(|(label, _)| label).filter(|label| label.len() <= LABEL)
}

/// Names of the headers of a mail.
const HEADERS: [&str; 26] = [
    "an",
    "bcc",
    "cc",
    "content-type",
    "date",
    "datum",
    "delivered-to",
    "fecha",
    "from",
    "gesendet",
    "importance",
    "message-id",
    "mime-version",
    "para",
    "priority",
    "received",
    "reply-to",
    "return-path",
    "sender",
    "sent",
    "subject",
    "to",
    "von",
    "x-mailer",
    "betreff",
    "objet",
];

/// The blocks of mail headers in `text` (two or more in a row), and a signature at its end.
fn frames(text: &str) -> Vec<Range<usize>> {
    const SIGNATURE: usize = 1_500;
    let mut frames = Vec::new();
    let (mut start, mut held, mut at) = (0, 0_usize, 0);
    for line in text.split_inclusive('\n') {
        let continues = held > 0 && line.starts_with([' ', '\t']) && !line.trim().is_empty();
        if is_header(line) || continues {
            if held == 0 {
                start = at;
            }
            held += 1;
        } else {
            if held >= 2 {
                frames.push(start..at);
            }
            held = 0;
        }
        at += line.len();
    }
    if held >= 2 {
        frames.push(start..at);
    }
    if let Some(signature) = text.rfind("\n-- \n").filter(|found| text.len() - found <= SIGNATURE) {
        frames.push(signature..text.len());
    }
    frames
}

fn is_header(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| {
        name.len() <= 20
            && (HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known))
                || name.starts_with("X-") && !name.contains(' '))
    })
}

/// A short line by itself that begins with a capital and ends without a mark.
fn is_plain_heading(text: &str, line: &str, segment: &Segment) -> bool {
    let words = line.split_whitespace().take(8).count();
    let alone = |rest: &str| rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n') || rest.is_empty();
    let after = cut(text, segment.line.end..text.len());
    let before = cut(text, 0..segment.line.start);
    let known = is_beside_the_matter(line);
    let apart = alone(after.strip_prefix('\n').unwrap_or(after))
        && (before.is_empty() || before.trim_end_matches([' ', '\t', '\r']).ends_with("\n\n"));
    (1..=7).contains(&words)
        && line.len() <= 70
        && line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !line.contains(['|', '`', '\t'])
        && (line.ends_with(|c: char| c.is_alphanumeric() || c == ')') || known && line.ends_with(':'))
        && (known || apart)
}

/// How the section below a heading speaks, where it states nothing: it denies what it lists, or is beside the matter.
fn of_section(heading: &str) -> Option<Bearing> {
    const DENIES: [&str; 22] = [
        "clean",
        "excluded",
        "false positives",
        "no findings",
        "no hits",
        "not detected",
        "not found",
        "not observed",
        "not present",
        "not seen",
        "nothing found",
        "ruled out",
        "ausgeschlossen",
        "nicht gefunden",
        "non trouvés",
        "no encontrados",
        "disproved",
        "dismissed",
        "not connected",
        "rejected",
        "unrelated",
        "verworfen",
    ];
    let lower = heading.to_lowercase();
    let denies = |phrase: &&str| lower.find(*phrase).is_some_and(|at| is_apart(&lower, &(at..at + phrase.len())));
    if DENIES.iter().any(denies) {
        return Some(Bearing::Denied);
    }
    is_beside_the_matter(heading).then_some(Bearing::Aside)
}

/// Whether a heading opens what is not the report's own matter: advice, detection, advertisement, thanks, sources.
pub(in crate::prose) fn is_beside_the_matter(heading: &str) -> bool {
    const ALONE: [&str; 44] = [
        "about",
        "about the author",
        "about the authors",
        "about us",
        "acknowledgements",
        "acknowledgments",
        "best practices",
        "contact",
        "contact us",
        "copyright",
        "countermeasures",
        "defense",
        "detection and mitigation",
        "disclaimer",
        "further reading",
        "how to protect yourself",
        "legal notice",
        "mitigation",
        "mitigations",
        "mitigations and recommendations",
        "prevention",
        "protection",
        "protections",
        "recommendation",
        "recommendations",
        "references",
        "related reading",
        "remediation",
        "security recommendations",
        "what to do",
        "who it was not",
        "workaround",
        "workarounds",
        "actor profile",
        "background",
        "glossary",
        "history",
        "profile",
        "rumors",
        "rumours",
        "threat landscape",
        "antecedentes",
        "hintergrund",
        "背景",
    ];
    // What is told under "About …": the report's matter, not its publisher.
    const MATTER: [&str; 12] = [
        "actor",
        "attack",
        "attackers",
        "backdoor",
        "campaign",
        "group",
        "incident",
        "intrusion",
        "malware",
        "operation",
        "ransomware",
        "threat",
    ];
    let numbered = |c: char| c.is_ascii_digit() || "#=.:) ".contains(c);
    let words = heading.trim_matches(numbered).to_lowercase();
    if ALONE.contains(&words.as_str()) {
        return true;
    }
    let Some(about) = words.strip_prefix("about ") else { return false };
    // "About the group" is the report's matter, "About Example Group" is a profile.
    let of_the_case = ["the ", "this ", "our "].iter().any(|word| about.starts_with(word));
    about.split_whitespace().count() <= 3
        && !(of_the_case && about.split([' ', '-']).any(|word| MATTER.contains(&word)))
}
