use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::file::{File, Page};
use super::filter;
use super::font::{Font, Shown};
use super::lines::Lines;
use super::syntax::{Dict, Lexer, Value, is_blank};
use crate::Limits;
use crate::readers::inflating::Budget;

/// Draws pages, and keeps the words that are drawn.
pub(super) struct Drawing<'f, 'b, 'l, 'm> {
    file: &'f File<'b>,
    budget: &'m mut Budget<'l>,
    /// Bytes of drawing instructions that may still run, those that run again counted again.
    work: u64,
    /// Bytes of objects that may be parsed.
    parsing: u64,
    /// Bytes of text that may still be kept.
    room: usize,
    fonts: BTreeMap<u32, Rc<Font>>,
    /// Stands in for a font that is missing.
    plain: Font,
    /// Where links of the page drawn last lead, those left out that its text shows.
    pub(super) links: Vec<String>,
    /// What was lost on the page drawn last.
    pub(super) losses: Vec<PageLoss>,
    /// What notes and form fields of the page drawn last say.
    pub(super) notes: Vec<String>,
    /// What the page drawn last shows beside its text.
    pub(super) shows: Shows,
}

/// Something on a page that could not be read.
pub(super) struct PageLoss {
    pub(super) what: String,
    pub(super) help: Option<&'static str>,
}

/// What a page shows that is no text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shows {
    pub(super) pictures: u32,
    /// Part of the page that its largest picture covers, from 0 to 1.
    pub(super) covered: f64,
    /// Lines and areas drawn: letters may be drawn so.
    pub(super) shapes: u32,
}

impl Shows {
    /// Shapes below which a page is taken for an empty one with lines on it.
    const FEW: u32 = 50;
    /// Letters below which a page that a picture covers is taken for a scan with a line of text stamped on it.
    const STAMPED: usize = 300;

    /// Whether words may stand in what is shown, beside the `letters` that are text.
    pub(super) fn may_hold_words(&self, letters: usize) -> bool {
        letters == 0 && (self.pictures > 0 || self.shapes >= Self::FEW)
            || letters < Self::STAMPED && self.covered >= 0.3
    }
}

/// Drawings within drawings. Real documents have two or three.
const DEPTH: usize = 8;

/// Links of a page that are looked at. Real pages have some dozens.
const LINKS: usize = 2_000;

/// What running one drawing costs beside its bytes: finding and unpacking it.
const STARTING: u64 = 2_000;

const RAISE: Option<&str> = Some("raise it with `--limit unpacked-bytes=N`");

const ANEW: Option<&str> = Some("get the file anew from its source; the values of this page may be wrong or cut");

/// Where the pen is: six numbers of an affine map.
type Matrix = [f64; 6];

#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    leading: f64,
    between_letters: f64,
    between_words: f64,
    stretch: f64,
    /// How far letters stand above the line.
    rise: f64,
}

/// What one page gathers while it is drawn.
struct Sheet {
    lines: Lines,
    unknown: usize,
    letters: usize,
    /// Letters whose font is missing, taken as the plain characters that they look like.
    guessed: usize,
    losses: BTreeSet<&'static str>,
    /// What of it is damaged or missing.
    damage: BTreeSet<&'static str>,
    shows: Shows,
    /// The page's area, in its own units.
    area: f64,
}

impl<'f, 'b, 'l, 'm> Drawing<'f, 'b, 'l, 'm> {
    pub(super) fn new(file: &'f File<'b>, limits: &Limits, budget: &'m mut Budget<'l>) -> Self {
        let room = usize::try_from(limits.item_bytes).unwrap_or(usize::MAX);
        let (work, parsing) = (limits.unpacked_bytes, file.parsed().saturating_add(limits.unpacked_bytes));
        Self {
            file,
            budget,
            work,
            parsing,
            room,
            fonts: BTreeMap::new(),
            plain: Font::plain(),
            links: Vec::new(),
            losses: Vec::new(),
            notes: Vec::new(),
            shows: Shows::default(),
        }
    }

    /// Whether a limit keeps it from drawing more.
    pub(super) fn is_spent(&self) -> bool {
        self.work == 0 || self.room == 0 || self.budget.is_spent() || self.file.parsed() > self.parsing
    }

    /// The words of a page.
    pub(super) fn page(&mut self, page: &Page) -> String {
        let (dict, resources) = self.file.page(*page);
        let mut sheet = Sheet {
            lines: Lines::default(),
            unknown: 0,
            letters: 0,
            guessed: 0,
            losses: BTreeSet::new(),
            damage: BTreeSet::new(),
            shows: Shows::default(),
            area: self.area(&dict),
        };
        let contents = match dict.get(b"Contents") {
            Some(contents @ Value::Reference(_)) => match self.file.resolve(contents) {
                Some(Value::Array(parts)) => parts,
                _ => vec![contents.clone()],
            },
            Some(Value::Array(parts)) => parts.clone(),
            _ => Vec::new(),
        };
        // The parts of a page are one stream, cut anywhere between two words.
        let mut instructions = Vec::new();
        for part in contents {
            let Value::Reference(number) = part else { continue };
            let whole = sheet.damage.len();
            match self.unpacked(number, &mut sheet) {
                Some(bytes) => {
                    instructions.extend_from_slice(&bytes);
                    instructions.push(b'\n');
                }
                None if !self.is_spent() => {
                    sheet.damage.insert("its drawing instructions are not in the file, or cannot be found in it");
                }
                None => {}
            }
            // What follows a gap would be drawn at a wrong place.
            if sheet.damage.len() > whole {
                break;
            }
            if instructions.len() > self.room {
                sheet.losses.insert("its drawing instructions pass the limit `item-bytes`");
                break;
            }
        }
        let state = State {
            page: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            font: None,
            size: 1.0,
            leading: 0.0,
            between_letters: 0.0,
            between_words: 0.0,
            stretch: 1.0,
            rise: 0.0,
        };
        self.run(&instructions, &resources, state, DEPTH, &mut sheet);
        let mut text = sheet.lines.finish();
        if !sheet.damage.is_empty() {
            // Half a value is another value.
            let kept = text.trim_end().rfind(char::is_whitespace).unwrap_or(0);
            text.truncate(kept);
        }
        self.shows = sheet.shows;
        self.links = self.file.links(&dict, LINKS);
        let notes = self.file.notes(&dict, LINKS).into_iter().map(|note| super::encoding::document_text(&note));
        // A note's words may be drawn as well.
        self.notes = notes.filter(|note| !note.trim().is_empty() && !text.contains(note.trim())).collect();
        // What the page shows is read there.
        self.links.retain(|link| !text.contains(link.trim_end_matches('/')));
        self.room = self.room.saturating_sub(text.len());
        for what in sheet.losses {
            self.losses.push(PageLoss { what: what.to_owned(), help: RAISE });
        }
        for what in sheet.damage {
            self.losses.push(PageLoss { what: what.to_owned(), help: ANEW });
        }
        if sheet.guessed > 0 {
            self.losses.push(PageLoss {
                what: format!("a font is missing; {} letters were taken as they stand", sheet.guessed),
                help: None,
            });
        }
        if sheet.unknown > 0 {
            let all = sheet.unknown + sheet.letters;
            self.losses.push(PageLoss {
                what: format!("{} of {all} letters have no Unicode in their font; they were left out", sheet.unknown),
                help: Some("recognise the page's text (OCR) and add that as an item of its own"),
            });
        }
        text
    }

    /// The area of a page; that of a sheet of A4 where the page does not say.
    fn area(&self, page: &Dict) -> f64 {
        const A4: f64 = 595.0 * 842.0;
        let Some(Value::Array(sides)) = page.get(b"MediaBox").and_then(|sides| self.file.resolve(sides)) else {
            return A4;
        };
        let at = |index: usize| sides.get(index).and_then(Value::number).unwrap_or(0.0);
        let area = ((at(2) - at(0)) * (at(3) - at(1))).abs();
        if area.is_finite() && area > 1.0 { area } else { A4 }
    }

    /// The instructions of a stream; `None` when it is not there or a limit is reached.
    fn unpacked(&mut self, number: u32, sheet: &mut Sheet) -> Option<Vec<u8>> {
        if self.is_spent() {
            return None;
        }
        let (dict, data) = self.file.stream(number)?;
        let decoded = filter::decode(self.file, &dict, &data, self.budget);
        if decoded.stopped.is_some() {
            sheet.losses.insert("its drawing instructions were cut by a limit (`item-bytes` or `unpacked-bytes`)");
        }
        if decoded.damaged {
            sheet.damage.insert("its drawing instructions are damaged; what stands before the damage was read");
        }
        self.work = self.work.saturating_sub(decoded.bytes.len() as u64 + STARTING);
        Some(decoded.bytes)
    }

    fn run(&mut self, instructions: &[u8], resources: &Dict, start: State, depth: usize, sheet: &mut Sheet) {
        let fonts = self.file.dict_at(resources, b"Font").unwrap_or_default();
        let drawings = self.file.dict_at(resources, b"XObject").unwrap_or_default();
        let mut lexer = Lexer::new(instructions, 0);
        let mut operands: Vec<Value> = Vec::new();
        let mut state = start;
        let mut saved: Vec<State> = Vec::new();
        let (mut line, mut pen) = (IDENTITY, IDENTITY);
        while let Some(value) = lexer.value() {
            lexer.refill();
            let Value::Word(operator) = value else {
                // More operands than any operator takes are noise; the last ones count.
                if operands.len() >= 64 {
                    operands.remove(0);
                }
                operands.push(value);
                continue;
            };
            let number = |at: usize| operands.get(at).and_then(Value::number).filter(|n| n.is_finite()).unwrap_or(0.0);
            let matrix = || [number(0), number(1), number(2), number(3), number(4), number(5)];
            match operator.as_slice() {
                b"q" if saved.len() < 256 => saved.push(state.clone()),
                b"Q" => state = saved.pop().unwrap_or(state),
                b"cm" => state.page = multiply(matrix(), state.page),
                b"BT" => (line, pen) = (IDENTITY, IDENTITY),
                b"Tf" => {
                    state.size = number(1);
                    let name = operands.first().and_then(Value::name).unwrap_or_default();
                    state.font = fonts.get(name).and_then(|font| self.font(font));
                }
                b"TL" => state.leading = number(0),
                b"Tc" => state.between_letters = number(0),
                b"Tw" => state.between_words = number(0),
                b"Tz" => state.stretch = number(0) / 100.0,
                b"Td" | b"TD" => {
                    if operator == b"TD" {
                        state.leading = -number(1);
                    }
                    line = multiply([1.0, 0.0, 0.0, 1.0, number(0), number(1)], line);
                    pen = line;
                }
                b"Tm" => {
                    line = matrix();
                    pen = line;
                }
                b"T*" | b"'" | b"\"" => {
                    if operator == b"\"" {
                        (state.between_words, state.between_letters) = (number(0), number(1));
                    }
                    line = multiply([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    pen = line;
                    if let Some(Value::Text(text)) = operands.last() {
                        self.show(text, &state, &mut pen, sheet);
                    }
                }
                b"Tj" => {
                    if let Some(Value::Text(text)) = operands.last() {
                        self.show(text, &state, &mut pen, sheet);
                    }
                }
                b"TJ" => {
                    for part in operands.last().and_then(Value::array).unwrap_or_default() {
                        match part {
                            Value::Text(text) => self.show(text, &state, &mut pen, sheet),
                            Value::Number(back) => {
                                let right = -back / 1000.0 * state.size * state.stretch;
                                pen = multiply([1.0, 0.0, 0.0, 1.0, right, 0.0], pen);
                            }
                            _ => {}
                        }
                    }
                }
                b"Do" => {
                    let name = operands.first().and_then(Value::name).unwrap_or_default();
                    if let Some(Value::Reference(number)) = drawings.get(name) {
                        self.form(*number, resources, &state, depth, sheet);
                    }
                }
                b"ID" => {
                    sheet.picture(&state);
                    skip_image(&mut lexer);
                }
                b"Ts" => state.rise = number(0),
                b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*" | b"sh" => {
                    sheet.shows.shapes = sheet.shows.shapes.saturating_add(1);
                }
                _ => {}
            }
            operands.clear();
            if sheet.lines.len() > self.room {
                sheet.losses.insert("its text passes the limit `item-bytes`");
                break;
            }
            if self.is_spent() {
                break;
            }
        }
    }

    /// Draws a form; an image has no words.
    fn form(&mut self, number: u32, resources: &Dict, state: &State, depth: usize, sheet: &mut Sheet) {
        let Some(depth) = depth.checked_sub(1) else {
            sheet.losses.insert("drawings within drawings within drawings were not read");
            return;
        };
        self.work = self.work.saturating_sub(STARTING);
        if self.is_spent() {
            return;
        }
        let Some((dict, _)) = self.file.stream(number) else { return };
        if dict.is(b"Subtype", b"Image") {
            sheet.picture(state);
        }
        if !dict.is(b"Subtype", b"Form") {
            return;
        }
        let Some(instructions) = self.unpacked(number, sheet) else { return };
        let mut state = state.clone();
        if let Some(Value::Array(numbers)) = dict.get(b"Matrix") {
            let at = |index: usize| numbers.get(index).and_then(Value::number).unwrap_or(0.0);
            state.page = multiply([at(0), at(1), at(2), at(3), at(4), at(5)], state.page);
        }
        let own = self.file.dict_at(&dict, b"Resources");
        self.run(&instructions, own.as_ref().unwrap_or(resources), state, depth, sheet);
    }

    fn font(&mut self, font: &Value) -> Option<Rc<Font>> {
        /// Fonts kept at a time; a document that has more reads some of them twice.
        const KEPT: usize = 200;
        let Value::Reference(number) = font else {
            return Some(Rc::new(Font::read(self.file, font.dict()?, self.budget)));
        };
        if let Some(font) = self.fonts.get(number) {
            return Some(Rc::clone(font));
        }
        let Some(Value::Dict(dict)) = self.file.resolve(font) else { return None };
        let font = Rc::new(Font::read(self.file, &dict, self.budget));
        if self.fonts.len() >= KEPT {
            self.fonts.clear();
        }
        self.fonts.insert(*number, Rc::clone(&font));
        Some(font)
    }

    fn show(&self, text: &[u8], state: &State, pen: &mut Matrix, sheet: &mut Sheet) {
        let font = match &state.font {
            Some(font) => font,
            // Codes of glyphs are small numbers; codes that all are printable are most likely letters.
            None if text.iter().all(|byte| (b' '..=b'~').contains(byte)) => {
                sheet.guessed += text.len();
                &self.plain
            }
            None => {
                sheet.unknown += text.len();
                return;
            }
        };
        font.codes(text, &mut |shown, width, code| {
            let drawn = multiply(multiply([1.0, 0.0, 0.0, 1.0, 0.0, state.rise], *pen), state.page);
            let [a, b, c, d, x, y] = drawn;
            let height = state.size.abs() * c.hypot(d);
            let gap = state.between_letters + if code == 32 { state.between_words } else { 0.0 };
            let right = (width / 1000.0 * state.size + gap) * state.stretch;
            match shown {
                // Text that runs upwards is laid out as if it ran to the right.
                Shown::Letters(letters) if sheet.lines.len() <= self.room => {
                    sheet.letters += 1;
                    let along = a.hypot(b);
                    let (x, y) = if a.abs() >= b.abs() { (x, y) } else { (y, -x) };
                    sheet.lines.add(&letters, x, y, height, width / 1000.0 * state.size.abs() * along * state.stretch);
                }
                Shown::Letters(_) => {}
                Shown::Unknown => sheet.unknown += 1,
            }
            *pen = multiply([1.0, 0.0, 0.0, 1.0, right, 0.0], *pen);
        });
    }
}

impl Sheet {
    /// Takes note of a picture, which fills the unit square of the page's map.
    fn picture(&mut self, state: &State) {
        let [a, b, c, d, ..] = state.page;
        let covered = (a * d - b * c).abs() / self.area;
        self.shows.pictures = self.shows.pictures.saturating_add(1);
        if covered.is_finite() {
            self.shows.covered = self.shows.covered.max(covered.min(1.0));
        }
    }
}

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `one`, then `other`.
fn multiply(one: Matrix, other: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = one;
    let [g, h, i, j, k, l] = other;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/// Passes over the bytes of an image that stands among the instructions, up to its closing `EI`.
fn skip_image(lexer: &mut Lexer<'_>) {
    let rest = lexer.rest();
    let ends = memchr::memmem::find_iter(rest, b"EI").find(|at| {
        let before = at.checked_sub(1).and_then(|before| rest.get(before)).is_none_or(|byte| is_blank(*byte));
        before && rest.get(at + 2).is_none_or(|byte| is_blank(*byte))
    });
    lexer.at += ends.map_or(rest.len(), |at| at + 2);
}
