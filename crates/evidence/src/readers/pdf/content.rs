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
}

/// Something on a page that could not be read.
pub(super) struct PageLoss {
    pub(super) what: String,
    pub(super) help: Option<&'static str>,
}

/// Drawings within drawings. Real documents have two or three.
const DEPTH: usize = 8;

/// Links of a page that are looked at. Real pages have some dozens.
const LINKS: usize = 2_000;

/// What running one drawing costs beside its bytes: finding and unpacking it.
const STARTING: u64 = 2_000;

const RAISE: Option<&str> = Some("raise it with `--limit unpacked-bytes=N`");

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
}

/// What one page gathers while it is drawn.
struct Sheet {
    lines: Lines,
    unknown: usize,
    letters: usize,
    /// Letters whose font is missing, taken as the plain characters that they look like.
    guessed: usize,
    losses: BTreeSet<&'static str>,
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
        }
    }

    /// Whether a limit keeps it from drawing more.
    pub(super) fn is_spent(&self) -> bool {
        self.work == 0 || self.room == 0 || self.budget.is_spent() || self.file.parsed() > self.parsing
    }

    /// The words of a page.
    pub(super) fn page(&mut self, page: &Page) -> String {
        let (dict, resources) = self.file.page(*page);
        let mut sheet = Sheet { lines: Lines::default(), unknown: 0, letters: 0, guessed: 0, losses: BTreeSet::new() };
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
            if let Value::Reference(number) = part
                && let Some(bytes) = self.unpacked(number, &mut sheet)
            {
                instructions.extend_from_slice(&bytes);
                instructions.push(b'\n');
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
        };
        self.run(&instructions, &resources, state, DEPTH, &mut sheet);
        let text = sheet.lines.finish();
        self.links = self.file.links(&dict, LINKS);
        // What the page shows is read there.
        self.links.retain(|link| !text.contains(link.trim_end_matches('/')));
        self.room = self.room.saturating_sub(text.len());
        for what in sheet.losses {
            self.losses.push(PageLoss { what: what.to_owned(), help: RAISE });
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
                b"ID" => skip_image(&mut lexer),
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
        let Some((dict, _)) = self.file.stream(number).filter(|(dict, _)| dict.is(b"Subtype", b"Form")) else { return };
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
            let drawn = multiply(*pen, state.page);
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
