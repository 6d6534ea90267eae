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
        // Double and typographic quotation marks are no STIX, and written all the same.
        match first {
            '\'' | '"' => return self.text(start + 1, first),
            '‘' | '’' => return self.text(start + first.len_utf8(), '’'),
            '“' | '”' => return self.text(start + first.len_utf8(), '”'),
            _ => {}
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

    /// Reads a string whose inside starts at `inner` and which `mark` closes. A backslash stands before a quotation mark or a
    /// backslash (STIX 2.1, section 9.2); before anything else it is itself, as in the paths that many producers write.
    fn text(&mut self, inner: usize, mark: char) -> Result<Token<'p>, PatternDamage> {
        let mut at = inner;
        let mut lone = false;
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            let Some(next) = rest.find([mark, '\\']) else { return Err(open_quote(inner - 1)) };
            at += next;
            let mut behind = self.text.get(at..).unwrap_or_default().chars();
            if behind.next() == Some(mark) {
                break;
            }
            match behind.next() {
                // `'C:\Users\'` is written without escapes, and its last backslash is none.
                Some(next) if next == mark && lone && ends_comparison(behind.as_str()) => {
                    at += 1;
                    break;
                }
                Some(next) if next == mark || next == '\\' => at += 1 + next.len_utf8(),
                _ => {
                    lone = true;
                    at += 1;
                }
            }
        }
        self.at = at + mark.len_utf8();
        let range = inner..at;
        let raw = self.slice(&range);
        let value = if raw.contains('\\') { Cow::Owned(unescape(raw, mark)) } else { Cow::Borrowed(raw) };
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

fn unescape(raw: &str, mark: char) -> String {
    let mut value = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some(next)) if *next == mark || *next == '\\' => value.extend(characters.next()),
            (other, _) => value.push(other),
        }
    }
    value
}

/// Whether what stands behind a quotation mark is what stands behind a whole comparison.
fn ends_comparison(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty()
        || rest.starts_with([']', ')', ','])
        || ["AND ", "OR ", "FOLLOWEDBY "]
            .iter()
            .any(|word| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}
