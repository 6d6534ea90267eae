//! Boxes of a form that are not ticked: `[ ] the attackers used X`, `☐ yes ☑ no`, `X was found | ☐`.

use std::ops::Range;

use super::super::{cut, layout};
use super::Part;
use crate::Bearing;
use crate::verdict::{is_no, is_yes};

/// A box, and whether it is ticked.
#[derive(Debug, Clone)]
struct Ticked {
    range: Range<usize>,
    is: Tick,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tick {
    On,
    Off,
    /// The answer is no: `[n]`, and ☒ where ☑ is yes.
    No,
}

/// Boxes that are always boxes.
const BOXES: [(&str, Tick); 27] = [
    ("[ ]", Tick::Off),
    ("[]", Tick::Off),
    ("[_]", Tick::Off),
    ("[__]", Tick::Off),
    ("[-]", Tick::Off),
    ("[?]", Tick::Off),
    ("[\u{a0}]", Tick::Off),
    ("( )", Tick::Off),
    ("(_)", Tick::Off),
    ("☐", Tick::Off),
    ("🗌", Tick::Off),
    ("[x]", Tick::On),
    ("[X]", Tick::On),
    ("[✓]", Tick::On),
    ("[✔]", Tick::On),
    ("(x)", Tick::On),
    ("(X)", Tick::On),
    ("(•)", Tick::On),
    ("(*)", Tick::On),
    ("☑", Tick::On),
    ("🗹", Tick::On),
    ("☒", Tick::On),
    ("[n]", Tick::No),
    ("[N]", Tick::No),
    ("[no]", Tick::No),
    ("[No]", Tick::No),
    ("[NO]", Tick::No),
];

/// Signs that are bullets elsewhere, and boxes where a ticked one of their kind is in the text.
const SQUARES: [&str; 12] = ["□", "◻", "◽", "⬜", "▢", "❏", "❑", "❐", "❒", "\u{f0a8}", "\u{f06f}", "\u{f0a3}"];
const SQUARES_ON: [&str; 10] = ["☑", "☒", "🗹", "✅", "⊠", "■", "◼", "⬛", "\u{f0fe}", "\u{f078}"];
const CIRCLES: [&str; 4] = ["○", "◯", "⚪", "🔘"];
const CIRCLES_ON: [&str; 3] = ["◉", "⦿", "⊙"];

/// What a text has for boxes.
struct Signs {
    signs: Vec<(&'static str, Tick)>,
    /// Bytes with which one of them begins.
    first: [bool; 256],
}

impl Signs {
    fn of(text: &str) -> Self {
        let any = |list: &[&str]| list.iter().any(|sign| text.contains(sign));
        let mut signs: Vec<(&'static str, Tick)> = BOXES.into();
        let add = |signs: &mut Vec<(&'static str, Tick)>, list: &[&'static str], is| {
            signs.extend(list.iter().filter(|sign| text.contains(**sign)).map(|sign| (*sign, is)));
        };
        if any(&SQUARES_ON) {
            add(&mut signs, &SQUARES, Tick::Off);
            add(&mut signs, &SQUARES_ON, Tick::On);
        }
        if any(&CIRCLES_ON) {
            add(&mut signs, &CIRCLES, Tick::Off);
            add(&mut signs, &CIRCLES_ON, Tick::On);
        }
        // Where ☑ is yes, ☒ is no; elsewhere Word ticks with it.
        if text.contains('☑') {
            for (_, is) in signs.iter_mut().filter(|(sign, _)| *sign == "☒") {
                *is = Tick::No;
            }
        }
        let mut first = [false; 256];
        for byte in signs.iter().filter_map(|(sign, _)| sign.bytes().next()) {
            if let Some(first) = first.get_mut(usize::from(byte)) {
                *first = true;
            }
        }
        Self { signs, first }
    }

    /// The boxes of a line that begins at `from`; each stands by itself, as no index or call does.
    fn boxes(&self, line: &str, from: usize) -> Vec<Ticked> {
        const MOST: usize = 64;
        let mut found: Vec<Ticked> = Vec::new();
        for (at, byte) in line.bytes().enumerate() {
            if !self.first.get(usize::from(byte)).is_some_and(|first| *first) || found.len() >= MOST {
                continue;
            }
            let Some(rest) = line.get(at..) else { continue };
            if found.last().is_some_and(|last| last.range.end > from + at) {
                continue;
            }
            let Some((sign, is)) = self.signs.iter().find(|(sign, _)| rest.starts_with(sign)) else { continue };
            let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_-](\"'".contains(c));
            let before = line.get(..at).and_then(|head| head.chars().next_back());
            let behind = rest.get(sign.len()..).and_then(|tail| tail.chars().next());
            // `argv[]` and `main()` are code, `[x](…)` is a link.
            if sign.is_ascii() && (joined(before) || joined(behind)) {
                continue;
            }
            found.push(Ticked { range: from + at..from + at + sign.len(), is: *is });
        }
        found
    }
}

/// Adds what stands at boxes that are not ticked.
pub(super) fn find(text: &str, parts: &mut Vec<Part>) {
    if text.is_ascii() && !text.contains(['[', '(']) {
        return;
    }
    let signs = Signs::of(text);
    // What the cells of the open table's header ask: yes or no.
    let mut header: Option<Vec<String>> = None;
    // The entry whose box is not ticked: how far it is set in, how it is spoken of, and whether its sentence goes on.
    let mut open: Option<(usize, Bearing, bool)> = None;
    for line in layout::lines(text) {
        let written = cut(text, line.clone());
        let words = written.trim();
        let boxes = signs.boxes(written, line.start);
        if words.starts_with('|') {
            open = None;
            row(text, &line, &boxes, &mut header, parts);
            continue;
        }
        // The rows of a page's table are apart.
        if !words.is_empty() {
            header = None;
        }
        let depth = written.len() - written.trim_start().len();
        if boxes.is_empty() {
            if let Some((held, bearing, goes_on)) = open {
                if words.is_empty() {
                    open = Some((held, bearing, false));
                } else if depth > held || goes_on && !is_an_entry(words) {
                    parts.push((line.clone(), bearing));
                    open = Some((held, bearing, goes_on && !ends_a_sentence(words)));
                } else {
                    open = None;
                }
            }
            continue;
        }
        open = None;
        if let Some(bearing) = entry(text, &line, &boxes, parts) {
            open = Some((depth, bearing, !ends_a_sentence(words)));
        }
    }
}

/// Adds what the boxes of one line govern. Gives how its last box governs what follows it, where it is not ticked.
fn entry(text: &str, line: &Range<usize>, boxes: &[Ticked], parts: &mut Vec<Part>) -> Option<Bearing> {
    let (first, last) = (boxes.first()?, boxes.last()?);
    let behind = |at: usize| {
        let start = boxes.get(at).map_or(line.end, |one| one.range.end);
        start..boxes.get(at + 1).map_or(line.end, |next| next.range.start)
    };
    // `X was found: [ ] yes [x] no`: the one that is ticked answers for the line.
    let answers: Vec<Option<bool>> = (0..boxes.len()).map(|at| answer(cut(text, behind(at)))).collect();
    if boxes.len() >= 2 && answers.iter().filter(|answer| answer.is_some()).count() == boxes.len() {
        let chosen = boxes.iter().zip(&answers).filter(|(one, _)| one.is == Tick::On).filter_map(|(_, answer)| *answer);
        let chosen: Vec<bool> = chosen.collect();
        if !chosen.contains(&true) {
            parts.push((line.clone(), if chosen.is_empty() { Bearing::Asked } else { Bearing::Denied }));
        } else if chosen.contains(&false) {
            parts.push((line.clone(), Bearing::Asked));
        }
        return None;
    }
    let leads = !cut(text, line.start..first.range.start).contains(is_a_word);
    let trails = !cut(text, last.range.end..line.end).contains(is_a_word);
    if trails && !leads {
        let mut start = line.start;
        for one in boxes {
            parts.extend(bearing(one.is).map(|bearing| (start..one.range.start, bearing)));
            start = one.range.end;
        }
        return None;
    }
    for (at, one) in boxes.iter().enumerate() {
        parts.extend(bearing(one.is).map(|bearing| (behind(at), bearing)));
    }
    bearing(last.is)
}

/// Adds a row of a table whose boxes say that it is not so.
fn row(text: &str, line: &Range<usize>, boxes: &[Ticked], header: &mut Option<Vec<String>>, parts: &mut Vec<Part>) {
    let cells = super::claims::cells(text, line);
    if header.is_none() {
        *header = Some(cells.iter().map(|cell| cut(text, cell.clone()).trim().to_owned()).collect());
    }
    // A box with words beside it in its cell is that cell's.
    let alone = |cell: &Range<usize>| {
        let mut within = boxes.iter().filter(|one| cell.start <= one.range.start && one.range.end <= cell.end);
        let one = within.next()?;
        let rest = [cell.start..one.range.start, one.range.end..cell.end];
        (within.next().is_none() && !rest.into_iter().any(|rest| cut(text, rest).contains(is_a_word))).then_some(one.is)
    };
    let (mut on, mut off, mut no) = (false, false, false);
    for (at, cell) in cells.iter().enumerate() {
        let Some(is) = alone(cell) else {
            let within: Vec<Ticked> = (boxes.iter())
                .filter(|one| cell.start <= one.range.start && one.range.end <= cell.end)
                .cloned()
                .collect();
            entry(text, cell, &within, parts);
            continue;
        };
        let asks = header.as_ref().and_then(|header| header.get(at)).map_or("", String::as_str);
        match (is, is_no(asks)) {
            (Tick::On, true) | (Tick::No, false) => no = true,
            (Tick::On, false) => on = true,
            (Tick::Off, _) | (Tick::No, true) => off = true,
        }
    }
    if no || off && !on {
        parts.push((line.clone(), if no { Bearing::Denied } else { Bearing::Asked }));
    }
}

/// How a text speaks of what stands at such a box; `None` where it says so.
fn bearing(is: Tick) -> Option<Bearing> {
    match is {
        Tick::On => None,
        Tick::Off => Some(Bearing::Asked),
        Tick::No => Some(Bearing::Denied),
    }
}

/// Whether the words behind a box are yes or no.
fn answer(words: &str) -> Option<bool> {
    let words = words.trim().trim_end_matches(['.', ',', ';', '/', '|']);
    if is_yes(words) {
        Some(true)
    } else if is_no(words) {
        Some(false)
    } else {
        None
    }
}

fn is_a_word(c: char) -> bool {
    c.is_alphabetic()
}

/// Whether a line begins an entry of a list, or a heading.
fn is_an_entry(words: &str) -> bool {
    words.starts_with(['-', '*', '•', '+', '#', '=', '·', '–']) || words.starts_with(|c: char| c.is_ascii_digit())
}

fn ends_a_sentence(words: &str) -> bool {
    words.ends_with(['.', '!', '?', ':', ';', '。', ']', ')', '☐', '☑', '☒'])
}
