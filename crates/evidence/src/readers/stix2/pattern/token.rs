use std::borrow::Cow;
use std::ops::Range;

use super::PatternDamage;

/// The tokens of a pattern, one at a time.
pub(super) struct Tokens<'p> {
    text: &'p str,
    at: usize,
    peeked: Option<Token<'p>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'p> {
    pub kind: TokenKind<'p>,
    /// Its bytes in the pattern; of a text, those between the quotation marks.
    pub range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind<'p> {
    /// A keyword, an object type, a property, `true` or `false`.
    Word(&'p str),
    /// A string, escapes resolved.
    Text(Cow<'p, str>),
    /// A number, or what stands in the quotation marks of `t'…'`, `h'…'` and `b'…'`.
    Literal(&'p str),
    /// A bracket, operator or separator.
    Symbol(&'static str),
    /// The end of the pattern.
    End,
}

/// Longest first, so that `<=` is not taken for `<`.
const SYMBOLS: [&str; 18] =
    ["==", "!=", "<>", "<=", ">=", "=", "<", ">", "[", "]", "(", ")", ",", ":", ".", "*", "+", "-"];

impl<'p> Tokens<'p> {
    pub(super) fn new(text: &'p str) -> Self {
        Self { text, at: 0, peeked: None }
    }

    /// The next token, taken; [`TokenKind::End`] for ever at the end.
    pub(super) fn next(&mut self) -> Result<Token<'p>, PatternDamage> {
        match self.peeked.take() {
            Some(token) => Ok(token),
            None => self.read(),
        }
    }

    /// The next token, not taken.
    pub(super) fn peek(&mut self) -> Result<&Token<'p>, PatternDamage> {
        let token = self.next()?;
        Ok(self.peeked.insert(token))
    }

    fn read(&mut self) -> Result<Token<'p>, PatternDamage> {
        self.skip_space();
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            return Ok(Token { kind: TokenKind::End, range: start..start });
        };
        if first == '\'' {
            return self.text(start + 1);
        }
        if matches!(first, 't' | 'h' | 'b') && rest.get(1..2) == Some("'") {
            let inner = start + 2;
            let Some(length) = self.text.get(inner..).and_then(|rest| rest.find('\'')) else {
                return Err(open_quote(start));
            };
            self.at = inner + length + 1;
            let range = inner..inner + length;
            return Ok(Token { kind: TokenKind::Literal(self.slice(&range)), range });
        }
        let signed = rest.strip_prefix(['-', '+']).unwrap_or(rest);
        if signed.starts_with(|c: char| c.is_ascii_digit()) {
            let signed_length = signed.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(signed.len());
            return Ok(self.take(rest.len() - signed.len() + signed_length, TokenKind::Literal));
        }
        if first.is_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
            return Ok(self.take(length, TokenKind::Word));
        }
        let Some(symbol) = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol)) else {
            return Err(PatternDamage {
                what: format!("`{first}` has no meaning here"),
                help: "correct the pattern; the comparisons before it were kept",
                at: start,
            });
        };
        self.at += symbol.len();
        Ok(Token { kind: TokenKind::Symbol(symbol), range: start..self.at })
    }

    fn take(&mut self, length: usize, kind: fn(&'p str) -> TokenKind<'p>) -> Token<'p> {
        let range = self.at..self.at + length;
        self.at = range.end;
        Token { kind: kind(self.slice(&range)), range }
    }

    /// Reads a string whose inside starts at `inner`: a backslash stands before a quotation mark or a backslash.
    fn text(&mut self, inner: usize) -> Result<Token<'p>, PatternDamage> {
        let bytes = self.text.as_bytes();
        let mut at = inner;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(next) = memchr::memchr2(b'\'', b'\\', rest) else { return Err(open_quote(inner - 1)) };
            at += next;
            if bytes.get(at) == Some(&b'\'') {
                break;
            }
            at += 2;
        }
        self.at = at + 1;
        let range = inner..at;
        let raw = self.slice(&range);
        let value = if raw.contains('\\') { Cow::Owned(unescape(raw)) } else { Cow::Borrowed(raw) };
        Ok(Token { kind: TokenKind::Text(value), range })
    }

    fn skip_space(&mut self) {
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let comment = if trimmed.starts_with("//") {
                trimmed.find('\n').unwrap_or(trimmed.len())
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                return;
            };
            self.at += comment;
        }
    }

    fn slice(&self, range: &Range<usize>) -> &'p str {
        self.text.get(range.clone()).unwrap_or_default()
    }
}

impl<'p> Token<'p> {
    /// The damage that this token stands where `expected` should.
    pub(super) fn unexpected(&self, expected: &str) -> PatternDamage {
        let found = match &self.kind {
            TokenKind::End => "the pattern ends".to_owned(),
            TokenKind::Word(text) | TokenKind::Literal(text) => format!("found `{}`", shorten(text)),
            TokenKind::Text(text) => format!("found `'{}'`", shorten(text)),
            TokenKind::Symbol(symbol) => format!("found `{symbol}`"),
        };
        PatternDamage {
            what: format!("expected {expected}, {found}"),
            help: "correct the pattern; the comparisons before it were kept",
            at: self.range.start,
        }
    }

    /// A part of an object path, quoted or not.
    pub(super) fn name(self, expected: &str) -> Result<Cow<'p, str>, PatternDamage> {
        match self.kind {
            TokenKind::Word(word) => Ok(Cow::Borrowed(word)),
            TokenKind::Text(text) => Ok(text),
            _ => Err(self.unexpected(expected)),
        }
    }
}

impl TokenKind<'_> {
    /// Whether it is this keyword, in any case.
    pub(super) fn is_word(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }
}

fn open_quote(at: usize) -> PatternDamage {
    PatternDamage {
        what: "a quotation mark is not closed".to_owned(),
        help: "correct the pattern; the comparisons before it were kept",
        at,
    }
}

fn unescape(raw: &str) -> String {
    let mut value = String::with_capacity(raw.len());
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    value
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}
