use encoding_rs::Encoding;

use crate::readers::office::height::{Border, Height};

/// The words of a document in Rich Text Format.
#[derive(Debug, Default)]
pub(in crate::readers) struct Document {
    pub(in crate::readers) text: String,
    /// Title, subject, keywords and comment that the document gives itself, a paragraph each.
    pub(in crate::readers) about: String,
    /// What is struck out or deleted, and what is hidden.
    pub(in crate::readers) struck: String,
    pub(in crate::readers) hidden: String,
    /// The HTML that a mail program wrapped into it (MS-OXRTFEX), where it did.
    pub(in crate::readers) html: Option<String>,
    pub(in crate::readers) objects: u64,
    pub(in crate::readers) pictures: u64,
    /// Whether it ends before its groups do.
    pub(in crate::readers) cut: bool,
}

/// What a group's words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Words,
    /// Markup of the HTML that it wraps.
    HtmlTag,
    /// The instruction of a field: `HYPERLINK "http://…"`.
    Instruction,
    /// What the document says of itself.
    About,
    Nothing,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    destination: Destination,
    /// Characters that stand in for each `\u`.
    skip: u32,
    /// Words that stand in for markup of the wrapped HTML.
    html_rtf: bool,
    struck: bool,
    hidden: bool,
    height: Height,
    /// Whether its words are beside the text: a note, a header, a text box.
    beside: bool,
}

/// Groups within each other. Real documents stay below fifty.
const DEPTH: usize = 1_000;

struct Parser<'b> {
    bytes: &'b [u8],
    at: usize,
    limit: usize,
    groups: Vec<Group>,
    now: Group,
    encoding: &'static Encoding,
    /// Bytes in the document's encoding that are not decoded yet.
    pending: Vec<u8>,
    /// Characters still to pass over behind `\u`.
    passing: u32,
    /// Halves of a character beyond the first plane.
    high: Option<u16>,
    instruction: String,
    wraps_html: bool,
    html: String,
    border: Border,
    /// How deep the group of what the document says of itself stands; 0 where none was met.
    in_information: usize,
    /// Words beside the text, whose groups are open.
    beside: Vec<String>,
    /// Words beside the text that follow the paragraph at hand.
    held: Vec<String>,
    document: Document,
}

impl Document {
    /// Reads a document, and at most `limit` bytes of words.
    pub(in crate::readers) fn parse(bytes: &[u8], limit: usize) -> Self {
        let now = Group {
            destination: Destination::Words,
            skip: 1,
            html_rtf: false,
            struck: false,
            hidden: false,
            height: Height::Line,
            beside: false,
        };
        let mut parser = Parser {
            bytes,
            at: 0,
            limit,
            groups: Vec::new(),
            now,
            encoding: encoding_rs::WINDOWS_1252,
            pending: Vec::new(),
            passing: 0,
            high: None,
            instruction: String::new(),
            wraps_html: false,
            html: String::new(),
            border: Border::default(),
            in_information: 0,
            beside: Vec::new(),
            held: Vec::new(),
            document: Self::default(),
        };
        parser.run();
        parser.flush();
        parser.end_paragraph();
        let mut document = parser.document;
        document.cut = !parser.groups.is_empty();
        document.html = parser.wraps_html.then_some(parser.html);
        document
    }
}

impl Parser<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            let Document { text, struck, hidden, .. } = &self.document;
            if text.len() + struck.len() + hidden.len() > self.limit || self.html.len() > self.limit {
                return;
            }
            self.at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    if self.groups.len() < DEPTH {
                        self.groups.push(self.now);
                        self.now.beside = false;
                    }
                }
                b'}' => {
                    self.flush();
                    if self.now.destination == Destination::Instruction && !self.instruction.is_empty() {
                        self.end_instruction();
                    }
                    let within = self.groups.last().is_some_and(|outer| outer.destination == Destination::About);
                    if self.now.destination == Destination::About && !within {
                        self.document.about.push_str("\n\n");
                    }
                    if self.now.beside {
                        self.end_beside();
                    }
                    if let Some(outer) = self.groups.pop() {
                        self.now = outer;
                    }
                    if self.groups.is_empty() {
                        return;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte),
            }
        }
    }

    fn control(&mut self) {
        let Some(first) = self.bytes.get(self.at).copied() else { return };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return self.symbol(first);
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let letters = rest.iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = String::from_utf8_lossy(rest.get(..letters).unwrap_or_default()).into_owned();
        let rest = rest.get(letters..).unwrap_or_default();
        let digits = rest.iter().enumerate().take(11);
        let digits = digits.take_while(|(at, byte)| byte.is_ascii_digit() || *at == 0 && **byte == b'-').count();
        let number: Option<i64> =
            std::str::from_utf8(rest.get(..digits).unwrap_or_default()).ok().and_then(|digits| digits.parse().ok());
        self.at += letters + digits;
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        self.word(&word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'~' => self.words(" "),
            b'_' => self.words("-"),
            b'\r' | b'\n' => self.words("\n"),
            // An unknown destination is passed over; those that are known say so behind it.
            b'*' if self.now.destination == Destination::Words => self.now.destination = Destination::Nothing,
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        match word {
            "ansicpg" => self.encoding = code_page(number.unwrap_or(1252)),
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            "fromhtml" => self.wraps_html = number != Some(0),
            "uc" => self.now.skip = u32::try_from(number.unwrap_or(1)).unwrap_or(1).min(16),
            "u" => self.unicode(number.unwrap_or(0)),
            "bin" => {
                let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
                self.at = self.at.saturating_add(length).min(self.bytes.len());
            }
            "par" | "sect" | "page" | "row" => {
                self.words("\n\n");
                if self.beside.is_empty() {
                    self.end_paragraph();
                }
            }
            "super" | "sub" | "nosupersub" | "up" | "dn" => {
                self.flush();
                let off = number == Some(0);
                self.now.height = match word {
                    "super" | "up" if !off => Height::Raised,
                    "sub" | "dn" if !off => Height::Lowered,
                    _ => Height::Line,
                };
            }
            // The number of a note is drawn here, and is not in the file.
            "chftn" | "chatn" => {
                self.flush();
                self.border.set();
            }
            "line" | "softline" => self.words("\n"),
            "tab" | "cell" | "nestcell" => self.words("\t"),
            "emdash" => self.words("\u{2014}"),
            "endash" => self.words("\u{2013}"),
            "lquote" | "rquote" => self.words("'"),
            "ldblquote" | "rdblquote" => self.words("\""),
            "htmlrtf" => {
                self.flush();
                self.now.html_rtf = number != Some(0);
            }
            "strike" | "striked" | "deleted" | "v" | "plain" => {
                self.flush();
                let on = number != Some(0);
                match word {
                    "v" => self.now.hidden = on,
                    "plain" => {
                        (self.now.struck, self.now.hidden, self.now.height) = (false, false, Height::Line);
                    }
                    _ => self.now.struck = on,
                }
            }
            "htmltag" => self.now.destination = Destination::HtmlTag,
            "fldinst" => {
                self.now.destination = Destination::Instruction;
                self.instruction.clear();
            }
            "shptxt" | "footnote" | "annotation" | "header" | "headerf" | "headerl" | "headerr" | "footer"
            | "footerf" | "footerl" | "footerr"
                if self.wraps_html =>
            {
                self.now.destination = Destination::Words;
                self.words("\n\n");
            }
            "shptxt" | "footnote" | "annotation" | "header" | "headerf" | "headerl" | "headerr" | "footer"
            | "footerf" | "footerl" | "footerr" => {
                self.now.destination = Destination::Words;
                self.now.height = Height::Line;
                if !std::mem::replace(&mut self.now.beside, true) {
                    self.beside.push(String::new());
                }
            }
            "nesttableprops" => {
                self.now.destination = Destination::Words;
                self.words("\n\n");
            }
            "title" | "subject" | "keywords" | "doccomm" | "category" | "hlinkbase"
                if self.now.destination == Destination::Nothing && self.in_information > 0 =>
            {
                self.now.destination = Destination::About;
            }
            "objdata" => {
                self.document.objects += 1;
                self.now.destination = Destination::Nothing;
            }
            "pict" => {
                self.document.pictures += 1;
                self.now.destination = Destination::Nothing;
            }
            "info" => {
                self.now.destination = Destination::Nothing;
                self.in_information = self.groups.len();
            }
            "fonttbl" | "colortbl" | "stylesheet" | "themedata" | "datastore" | "listtable" | "rsidtbl"
            | "generator" | "xmlnstbl" | "nonshppict" | "fldtype" | "datafield" => {
                self.now.destination = Destination::Nothing;
            }
            _ => {}
        }
    }

    /// A character by its number, which stands before what an old reader shows for it.
    fn unicode(&mut self, number: i64) {
        self.flush();
        let unit = u16::try_from(number.rem_euclid(65_536)).unwrap_or(0);
        self.passing = 0;
        let character = match (self.high.take(), unit) {
            (_, 0xd800..=0xdbff) => {
                self.high = Some(unit);
                None
            }
            (Some(high), 0xdc00..=0xdfff) => char::decode_utf16([high, unit]).next().and_then(Result::ok),
            _ => char::from_u32(u32::from(unit)),
        };
        if let Some(character) = character {
            self.words(character.encode_utf8(&mut [0; 4]));
        }
        self.passing = self.now.skip;
    }

    fn byte(&mut self, byte: u8) {
        if self.passing > 0 {
            self.passing -= 1;
            return;
        }
        if self.now.destination != Destination::Nothing {
            self.pending.push(byte);
        }
    }

    fn flush(&mut self) {
        self.passing = 0;
        if !self.pending.is_empty() {
            let bytes = std::mem::take(&mut self.pending);
            let (words, _) = self.encoding.decode_without_bom_handling(&bytes);
            self.put(&words);
        }
    }

    fn words(&mut self, words: &str) {
        self.flush();
        self.put(words);
    }

    fn put(&mut self, words: &str) {
        match self.now.destination {
            Destination::Words => {
                let shown = match self.now {
                    Group { hidden: true, .. } => &mut self.document.hidden,
                    Group { struck: true, .. } => &mut self.document.struck,
                    _ => self.beside.last_mut().unwrap_or(&mut self.document.text),
                };
                self.border.at(self.now.height);
                self.border.add(shown, words);
                if self.wraps_html && !self.now.html_rtf {
                    self.html.push_str(&words.replace('&', "&amp;").replace('<', "&lt;"));
                }
            }
            Destination::HtmlTag => self.html.push_str(words),
            Destination::Instruction => self.instruction.push_str(words),
            Destination::About => self.document.about.push_str(words),
            Destination::Nothing => {}
        }
    }

    /// Ends a group whose words are beside the text: they follow the paragraph that it stands in.
    fn end_beside(&mut self) {
        self.border.set();
        if let Some(words) = self.beside.pop().filter(|words| !words.trim().is_empty()) {
            self.held.push(words);
            let between = self.document.text.is_empty() || self.document.text.ends_with("\n\n");
            if between && self.beside.is_empty() {
                self.end_paragraph();
            }
        }
    }

    /// Writes what follows the paragraph that ends.
    fn end_paragraph(&mut self) {
        for words in std::mem::take(&mut self.held) {
            let text = &mut self.document.text;
            if !text.is_empty() && !text.ends_with("\n\n") {
                text.push_str("\n\n");
            }
            text.push_str(words.trim());
            text.push_str("\n\n");
        }
    }

    /// A link's target stands behind nothing yet: it is written before the words that show it.
    fn end_instruction(&mut self) {
        let instruction = std::mem::take(&mut self.instruction);
        if let Some(target) = crate::readers::office::place_in(&instruction) {
            self.beside.last_mut().unwrap_or(&mut self.document.text).push_str(&format!(" <{target}> "));
        }
    }
}

/// The encoding that Windows gives this number.
fn code_page(number: i64) -> &'static Encoding {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 => "windows-874".to_owned(),
        65001 => "utf-8".to_owned(),
        other => format!("windows-{other}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252)
}
