use std::collections::BTreeMap;

use super::encoding::{Base, glyph, utf16};
use super::file::File;
use super::filter;
use super::syntax::{Dict, Lexer, Value};
use crate::readers::inflating::Budget;

/// What the codes of a font stand for, and how wide they are drawn.
#[derive(Debug)]
pub(super) struct Font {
    unicode: Option<ToUnicode>,
    coding: Coding,
    /// Widths in thousandths of the font's size; a code not listed has the last one.
    widths: BTreeMap<u32, f64>,
    usual_width: f64,
}

#[derive(Debug)]
enum Coding {
    /// One byte a code, each with its letters.
    Simple(Vec<String>),
    /// Two bytes a code, UTF-16 themselves.
    Utf16,
    /// Two bytes a code, numbers of glyphs.
    Glyphs,
}

/// What a code shows.
pub(super) enum Shown {
    /// Letters, mostly one.
    Letters(String),
    /// Something that the font does not spell out.
    Unknown,
}

impl Font {
    /// A font of which nothing is known.
    pub(super) fn plain() -> Self {
        let letters = (0..=u8::MAX).map(|code| Base::Windows.character(code)).collect();
        Self { unicode: None, coding: Coding::Simple(letters), widths: BTreeMap::new(), usual_width: 500.0 }
    }

    pub(super) fn read(file: &File<'_>, dict: &Dict, budget: &mut Budget<'_>) -> Self {
        let unicode = match dict.get(b"ToUnicode") {
            Some(Value::Reference(number)) => file
                .stream(*number)
                .map(|(stream, data)| ToUnicode::parse(&filter::decode(file, &stream, &data, budget).bytes)),
            _ => None,
        };
        let unicode = unicode.filter(|map| !map.ranges.is_empty());
        if dict.is(b"Subtype", b"Type0") {
            return Self::composite(file, dict, unicode);
        }
        let encoding = dict.get(b"Encoding").and_then(|encoding| file.resolve(encoding));
        let type1 = dict.is(b"Subtype", b"Type1");
        let unnamed = if type1 { Base::Standard } else { Base::Windows };
        let (base, differences) = match &encoding {
            Some(Value::Name(name)) => (Base::named(name), None),
            Some(Value::Dict(dict)) => {
                let base = dict.get(b"BaseEncoding").and_then(Value::name).map_or(unnamed, Base::named);
                (base, dict.get(b"Differences").and_then(|list| file.resolve(list)))
            }
            _ => (unnamed, None),
        };
        let mut letters: Vec<String> = (0..=u8::MAX).map(|code| base.character(code)).collect();
        let mut code = 0;
        for entry in differences.as_ref().and_then(Value::array).unwrap_or_default() {
            match entry {
                Value::Number(_) => code = entry.index().unwrap_or(256),
                Value::Name(name) => {
                    if let Some(place) = letters.get_mut(code) {
                        *place = glyph(name).unwrap_or_default();
                    }
                    code += 1;
                }
                _ => {}
            }
        }
        let first = dict.get(b"FirstChar").and_then(Value::index).unwrap_or(0);
        let widths = dict.get(b"Widths").and_then(|widths| file.resolve(widths));
        let widths = widths.as_ref().and_then(Value::array).unwrap_or_default();
        let numbers = widths.iter().take(256).map(|width| width.number().unwrap_or(500.0));
        let widths =
            (first..).zip(numbers).filter_map(|(code, width)| Some((u32::try_from(code).ok()?, width))).collect();
        Self { unicode, coding: Coding::Simple(letters), widths, usual_width: 500.0 }
    }

    fn composite(file: &File<'_>, dict: &Dict, unicode: Option<ToUnicode>) -> Self {
        let name = dict.get(b"Encoding").and_then(Value::name).unwrap_or_default();
        let holds = |part: &[u8]| memchr::memmem::find(name, part).is_some();
        let coding = if name.starts_with(b"Uni") && (holds(b"UCS2") || holds(b"UTF16")) {
            Coding::Utf16
        } else {
            Coding::Glyphs
        };
        let below = dict.get(b"DescendantFonts").and_then(|fonts| file.resolve(fonts));
        let below =
            below.as_ref().and_then(Value::array).and_then(<[Value]>::first).and_then(|font| file.resolve(font));
        let mut widths = BTreeMap::new();
        let mut usual_width = 1000.0;
        if let Some(Value::Dict(below)) = below {
            usual_width = below.get(b"DW").and_then(Value::number).unwrap_or(1000.0);
            let list = below.get(b"W").and_then(|list| file.resolve(list));
            let mut list = list.as_ref().and_then(Value::array).unwrap_or_default();
            // `first [a b c]` or `first last width`.
            while let [first, second, rest @ ..] = list {
                let first = first.index().and_then(|first| u32::try_from(first).ok()).unwrap_or(u32::MAX);
                if let Some(each) = second.array() {
                    widths.extend((first..).zip(each.iter().filter_map(Value::number)));
                    list = rest;
                } else {
                    let [width, rest @ ..] = rest else { break };
                    let last = second.index().and_then(|last| u32::try_from(last).ok()).unwrap_or(first);
                    if let Some(width) = width.number() {
                        widths.extend(
                            (first..=last.min(first.saturating_add(0xffff))).take(0x1_0000).map(|code| (code, width)),
                        );
                    }
                    list = rest;
                }
                if widths.len() > 0x2_0000 {
                    break;
                }
            }
        }
        Self { unicode, coding, widths, usual_width }
    }

    /// Calls `show` for each code of `text` with what it shows, its width in thousandths of the font's size, and the code.
    pub(super) fn codes(&self, text: &[u8], show: &mut dyn FnMut(Shown, f64, u32)) {
        let usual = if matches!(self.coding, Coding::Simple(_)) { 1 } else { 2 };
        let mut rest = text;
        while !rest.is_empty() {
            let length = self.unicode.as_ref().and_then(|map| map.code_length(rest)).unwrap_or(usual).min(rest.len());
            let (code_bytes, tail) = rest.split_at(length);
            rest = tail;
            let code = code_bytes.iter().fold(0_u32, |code, byte| code << 8 | u32::from(*byte));
            let width = self.widths.get(&code).copied().unwrap_or(self.usual_width);
            let spelled = self.unicode.as_ref().and_then(|map| map.letters(code));
            let letters = spelled.or_else(|| match &self.coding {
                Coding::Simple(letters) => letters.get(code as usize).filter(|letters| !letters.is_empty()).cloned(),
                Coding::Utf16 => Some(utf16(code_bytes)),
                Coding::Glyphs => None,
            });
            show(letters.map_or(Shown::Unknown, Shown::Letters), width, code);
        }
    }
}

/// The map from codes to Unicode that a font carries (ISO 32000-1, section 9.10.3).
#[derive(Debug, Default)]
struct ToUnicode {
    /// By first code: the last one, and what the first shows; the next codes show the characters behind it.
    ranges: BTreeMap<u32, (u32, Vec<u8>)>,
    /// Lengths of codes: bytes, first, last.
    lengths: Vec<(usize, u32, u32)>,
}

/// Entries of one map; a font of 65,536 glyphs needs no more.
const ENTRIES: usize = 70_000;

impl ToUnicode {
    fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes, 0);
        let mut held: Vec<Value> = Vec::new();
        while let Some(value) = lexer.value() {
            lexer.refill();
            let Value::Word(word) = value else {
                held.push(value);
                if held.len() > 3 * ENTRIES {
                    break;
                }
                continue;
            };
            match word.as_slice() {
                b"endcodespacerange" => {
                    for pair in held.chunks(2) {
                        if let [Value::Text(first), Value::Text(last)] = pair
                            && map.lengths.len() < 64
                        {
                            map.lengths.push((first.len().clamp(1, 4), code(first), code(last)));
                        }
                    }
                }
                b"endbfchar" => {
                    for pair in held.chunks(2) {
                        if let [Value::Text(from), Value::Text(to)] = pair {
                            map.add(code(from), code(from), to);
                        }
                    }
                }
                b"endbfrange" => {
                    for triple in held.chunks(3) {
                        match triple {
                            [Value::Text(first), Value::Text(last), Value::Text(to)] => {
                                map.add(code(first), code(last), to)
                            }
                            [Value::Text(first), Value::Text(_), Value::Array(each)] => {
                                for (code, to) in (code(first)..).zip(each) {
                                    if let Value::Text(to) = to {
                                        map.add(code, code, to);
                                    }
                                }
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
            held.clear();
        }
        map.lengths.sort_unstable();
        map
    }

    fn add(&mut self, first: u32, last: u32, to: &[u8]) {
        // The longest that the standard allows for one code.
        if self.ranges.len() < ENTRIES && (1..=512).contains(&to.len()) {
            self.ranges.insert(first, (last.max(first), to.to_vec()));
        }
    }

    /// The length of the code that `bytes` begin with, where the map says.
    fn code_length(&self, bytes: &[u8]) -> Option<usize> {
        self.lengths.iter().find_map(|(length, first, last)| {
            let code = code(bytes.get(..*length)?);
            (*first..=*last).contains(&code).then_some(*length)
        })
    }

    fn letters(&self, code: u32) -> Option<String> {
        let (first, (last, to)) = self.ranges.range(..=code).next_back()?;
        if code > *last {
            return None;
        }
        let shown = utf16(to);
        let offset = code - first;
        if offset == 0 {
            return Some(shown).filter(|shown| !shown.contains('\0'));
        }
        let mut letters: Vec<char> = shown.chars().collect();
        let next = letters.pop()?;
        letters.push(char::from_u32(u32::from(next).checked_add(offset)?)?);
        Some(letters.into_iter().collect())
    }
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}
