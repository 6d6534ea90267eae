//! The STIX patterning language (STIX 2.1, section 9): the comparisons that a pattern makes, as far as it can be read.

use std::borrow::Cow;
use std::ops::Range;

mod token;

use self::token::{Token, TokenKind, Tokens};
use crate::{Observable, ObservableKind};

/// One constant that a pattern compares an object path with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comparison<'p> {
    /// The object's type: `file`.
    pub object: Cow<'p, str>,
    /// The path within it, without list indices: `hashes`, `SHA-256`.
    pub steps: Vec<Cow<'p, str>>,
    /// How it is compared.
    pub operator: Operator,
    /// Whether a match needs it or its absence.
    pub sense: Sense,
    /// The constant, without quotation marks or escapes. A set gives one comparison for each of its members.
    pub constant: Cow<'p, str>,
    /// The bytes of the constant in the pattern, without quotation marks.
    pub range: Range<usize>,
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Like,
    Matches,
    IsSubset,
    IsSuperset,
}

/// Whether a match needs a comparison to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// It must hold.
    Sought,
    /// It stands under a NOT, or is `!=`: what it names is what the pattern leaves out.
    Excluded,
}

/// Where and why a pattern cannot be read further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PatternDamage {
    /// What is wrong.
    pub what: String,
    /// What the user can do about it.
    pub help: &'static str,
    /// The byte in the pattern.
    pub at: usize,
}

impl Operator {
    /// The value that `constant` names, and whether it is whole; `None` where it is a bound, a mask or an expression.
    ///
    /// LIKE without a wildcard is an equality, and so is MATCHES with an expression that has anchors at both ends and no
    /// other sign. One without anchors names a part of the value.
    pub(super) fn value<'c>(self, constant: &'c str) -> Option<(Cow<'c, str>, Part)> {
        match self {
            Self::Equal | Self::In | Self::IsSubset => Some((Cow::Borrowed(constant), Part::Whole)),
            Self::Like if !constant.contains(['%', '_']) => Some((Cow::Borrowed(constant), Part::Whole)),
            Self::Matches => literal(constant),
            _ => None,
        }
    }
}

impl Operator {
    /// The host of a URL of which a mask leaves only the path open: `LIKE 'http://c2.example.com/%'`, `MATCHES '^http://c2\\.example\\.com/'`.
    pub(super) fn host_of_mask(self, constant: &str) -> Option<Observable> {
        let certain: Cow<'_, str> = match self {
            Self::Like => Cow::Borrowed(constant.split(['%', '_']).next()?),
            Self::Matches => Cow::Owned(beginning(constant.strip_prefix('^').unwrap_or(constant))),
            _ => return None,
        };
        let (scheme, rest) = certain.split_once("://")?;
        let (host, _) = rest.split_once('/')?;
        Observable::parse(ObservableKind::Url, &format!("{scheme}://{host}/")).ok()?.host()
    }
}

/// The text with which every match of a regular expression begins.
fn beginning(expression: &str) -> String {
    let mut text = String::new();
    let mut characters = expression.chars().peekable();
    while let Some(character) = characters.next() {
        let literal = match character {
            '\\' => characters.next().filter(|next| !next.is_alphanumeric()),
            '.' | '*' | '+' | '?' | '[' | ']' | '(' | ')' | '{' | '}' | '|' | '^' | '$' => None,
            other => Some(other),
        };
        // What may be repeated or left out is no part of every match.
        let Some(literal) = literal.filter(|_| !matches!(characters.peek(), Some('*' | '+' | '?' | '{'))) else {
            break;
        };
        text.push(literal);
    }
    // One of two expressions begins otherwise.
    if expression.contains('|') { String::new() } else { text }
}

/// How much of a value a constant names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// A part.
    Some,
}

/// The text that a regular expression stands for, where it stands for one text alone.
fn literal(expression: &str) -> Option<(Cow<'_, str>, Part)> {
    let from = expression.strip_prefix('^');
    let inner = from.unwrap_or(expression);
    let to = inner.strip_suffix('$').filter(|inner| !inner.ends_with('\\'));
    let inner = to.unwrap_or(inner);
    let part = if from.is_some() && to.is_some() { Part::Whole } else { Part::Some };
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push(characters.next().filter(|next| !next.is_alphanumeric())?),
            '.' | '*' | '+' | '?' | '[' | ']' | '(' | ')' | '{' | '}' | '|' | '^' | '$' => return None,
            other => text.push(other),
        }
    }
    Some((Cow::Owned(text), part))
}

/// Gives each comparison of `pattern` to `found`, in order, up to the first damage, which is returned.
///
/// Nesting beyond `depth` is a damage. Recursion is not used: a hostile pattern may be all brackets.
pub(super) fn parse<'p>(pattern: &'p str, depth: u64, found: &mut dyn FnMut(Comparison<'p>)) -> Option<PatternDamage> {
    let mut parser = Parser { tokens: Tokens::new(pattern), open: Vec::new(), excluding: 0, depth, found };
    parser.pattern().err()
}

/// Steps of a path that are kept.
const LONGEST_PATH: usize = 16;

/// A bracket that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `(` around observations.
    Observations,
    /// `[`.
    Observation,
    /// `(` around comparisons.
    Comparisons,
    /// The same behind a NOT.
    Excluded,
}

struct Parser<'p, 'f> {
    tokens: Tokens<'p>,
    open: Vec<Open>,
    /// How many of `open` are [`Open::Excluded`].
    excluding: usize,
    depth: u64,
    found: &'f mut dyn FnMut(Comparison<'p>),
}

impl<'p> Parser<'p, '_> {
    fn pattern(&mut self) -> Result<(), PatternDamage> {
        loop {
            self.operand()?;
            if !self.connective()? {
                return Ok(());
            }
        }
    }

    /// Reads opening brackets up to a whole comparison.
    fn operand(&mut self) -> Result<(), PatternDamage> {
        let mut negated = false;
        loop {
            let within = self.open.last().is_some_and(|open| *open != Open::Observations);
            let token = self.tokens.next()?;
            match (within, &token.kind) {
                (false, TokenKind::Symbol("(")) => self.push(Open::Observations, &token)?,
                (false, TokenKind::Symbol("[")) => self.push(Open::Observation, &token)?,
                (true, TokenKind::Symbol("(")) => {
                    let open = if negated { Open::Excluded } else { Open::Comparisons };
                    negated = false;
                    self.push(open, &token)?;
                }
                (true, kind) if kind.is_word("NOT") => negated = true,
                (true, kind) if kind.is_word("EXISTS") => {
                    let token = self.tokens.next()?;
                    self.path(token)?;
                    return Ok(());
                }
                (true, TokenKind::Word(_) | TokenKind::Text(_)) => return self.comparison(token, negated),
                (true, _) => return Err(token.unexpected("an object path such as `file:name`")),
                (false, _) => return Err(token.unexpected("`[`")),
            }
        }
    }

    /// Reads closing brackets and qualifiers up to the next AND, OR or FOLLOWEDBY; `false` at the end of the pattern.
    fn connective(&mut self) -> Result<bool, PatternDamage> {
        loop {
            let token = self.tokens.next()?;
            let top = self.open.last().copied();
            let within = top.is_some_and(|open| open != Open::Observations);
            match &token.kind {
                TokenKind::End if top.is_none() => return Ok(false),
                kind if kind.is_word("AND") || kind.is_word("OR") => return Ok(true),
                kind if kind.is_word("FOLLOWEDBY") && !within => return Ok(true),
                TokenKind::Symbol("]") if top == Some(Open::Observation) => {
                    self.open.pop();
                }
                TokenKind::Symbol(")") if !matches!(top, None | Some(Open::Observation)) => {
                    self.open.pop();
                    if top == Some(Open::Excluded) {
                        self.excluding -= 1;
                    }
                }
                kind if !within && kind.is_word("START") => {
                    self.constant()?;
                    self.expect_word("STOP")?;
                    self.constant()?;
                }
                kind if !within && kind.is_word("WITHIN") => {
                    self.constant()?;
                    self.expect_word("SECONDS")?;
                }
                kind if !within && kind.is_word("REPEATS") => {
                    self.constant()?;
                    self.expect_word("TIMES")?;
                }
                _ if within => return Err(token.unexpected("AND, OR or a closing bracket")),
                _ => return Err(token.unexpected("AND, OR, FOLLOWEDBY, a qualifier or the end")),
            }
        }
    }

    fn comparison(&mut self, first: Token<'p>, negated: bool) -> Result<(), PatternDamage> {
        let (object, steps) = self.path(first)?;
        let mut negated = negated || self.excluding > 0;
        let mut token = self.tokens.next()?;
        if token.kind.is_word("NOT") {
            negated = true;
            token = self.tokens.next()?;
        }
        let operator = match &token.kind {
            TokenKind::Symbol("=" | "==") => Operator::Equal,
            TokenKind::Symbol("!=" | "<>") => Operator::NotEqual,
            TokenKind::Symbol("<") => Operator::Less,
            TokenKind::Symbol("<=") => Operator::LessOrEqual,
            TokenKind::Symbol(">") => Operator::Greater,
            TokenKind::Symbol(">=") => Operator::GreaterOrEqual,
            kind if kind.is_word("IN") => Operator::In,
            kind if kind.is_word("LIKE") => Operator::Like,
            kind if kind.is_word("MATCHES") => Operator::Matches,
            kind if kind.is_word("ISSUBSET") => Operator::IsSubset,
            kind if kind.is_word("ISSUPERSET") => Operator::IsSuperset,
            _ => return Err(token.unexpected("a comparison operator")),
        };
        let sense = if negated || operator == Operator::NotEqual { Sense::Excluded } else { Sense::Sought };
        let comparison =
            Comparison { object, steps, operator, sense, constant: Cow::Borrowed(""), range: token.range.clone() };
        if operator != Operator::In {
            let (constant, range) = self.constant()?;
            (self.found)(Comparison { constant, range, ..comparison });
            return Ok(());
        }
        self.expect_symbol("(")?;
        loop {
            let (constant, range) = self.constant()?;
            (self.found)(Comparison { constant, range, ..comparison.clone() });
            let token = self.tokens.next()?;
            match &token.kind {
                TokenKind::Symbol(",") => {}
                TokenKind::Symbol(")") => return Ok(()),
                _ => return Err(token.unexpected("`,` or `)` in the set")),
            }
        }
    }

    fn path(&mut self, first: Token<'p>) -> Result<(Cow<'p, str>, Vec<Cow<'p, str>>), PatternDamage> {
        let object = first.name("an object type such as `file`")?;
        self.expect_symbol(":")?;
        let token = self.tokens.next()?;
        let mut steps = vec![token.name("a property such as `name`")?];
        loop {
            let token = self.tokens.peek()?;
            match &token.kind {
                TokenKind::Symbol(".") => {
                    self.tokens.next()?;
                    let token = self.tokens.next()?;
                    let step = token.name("a property")?;
                    // No known path is as long; a hostile one must not fill the memory.
                    if steps.len() < LONGEST_PATH {
                        steps.push(step);
                    }
                }
                TokenKind::Symbol("[") => {
                    self.tokens.next()?;
                    let token = self.tokens.next()?;
                    match token.kind {
                        TokenKind::Symbol("*") | TokenKind::Literal(_) => {}
                        // `hashes['MD5']` is no STIX, and can mean one thing alone.
                        TokenKind::Text(step) if steps.len() < LONGEST_PATH => steps.push(step),
                        _ => return Err(token.unexpected("a list index or `*`")),
                    }
                    self.expect_symbol("]")?;
                }
                _ => return Ok((object, steps)),
            }
        }
    }

    fn constant(&mut self) -> Result<(Cow<'p, str>, Range<usize>), PatternDamage> {
        let token = self.tokens.next()?;
        match token.kind {
            TokenKind::Text(value) => Ok((value, token.range)),
            TokenKind::Literal(value) => Ok((Cow::Borrowed(value), token.range)),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") => {
                Ok((Cow::Borrowed(word), token.range))
            }
            _ => Err(token.unexpected("a constant such as `'text'` or `5`")),
        }
    }

    fn expect_word(&mut self, word: &str) -> Result<(), PatternDamage> {
        let token = self.tokens.next()?;
        if token.kind.is_word(word) { Ok(()) } else { Err(token.unexpected(word)) }
    }

    fn expect_symbol(&mut self, symbol: &'static str) -> Result<(), PatternDamage> {
        let token = self.tokens.next()?;
        if token.kind == TokenKind::Symbol(symbol) { Ok(()) } else { Err(token.unexpected(&format!("`{symbol}`"))) }
    }

    fn push(&mut self, open: Open, token: &Token<'_>) -> Result<(), PatternDamage> {
        if self.open.len() as u64 >= self.depth {
            return Err(PatternDamage {
                what: format!("brackets are nested deeper than the limit `depth` ({})", self.depth),
                help: "raise it with `--limit depth=N`",
                at: token.range.start,
            });
        }
        self.excluding += usize::from(open == Open::Excluded);
        self.open.push(open);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
