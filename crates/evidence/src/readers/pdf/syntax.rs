/// A value of PDF syntax (ISO 32000-1, section 7.3), or an operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Value>),
    Dict(Dict),
    /// `12 0 R`; the generation is not kept.
    Reference(u32),
    /// A bare word: `true`, `BT`, `endobj`.
    Word(Vec<u8>),
}

/// A dictionary, in the order written.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Dict(Vec<(Vec<u8>, Value)>);

impl Dict {
    pub(super) fn get(&self, key: &[u8]) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The same dictionary with each value as `change` makes it.
    pub(super) fn map(&self, change: &dyn Fn(&Value) -> Value) -> Self {
        Self(self.0.iter().map(|(name, value)| (name.clone(), change(value))).collect())
    }

    /// Whether the entry `key` is the name `name`.
    pub(super) fn is(&self, key: &[u8], name: &[u8]) -> bool {
        self.get(key).and_then(Value::name) == Some(name)
    }
}

impl Value {
    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The number of the object that it refers to.
    pub(super) fn reference(&self) -> Option<u32> {
        if let Self::Reference(number) = self { Some(*number) } else { None }
    }

    pub(super) fn dict(&self) -> Option<&Dict> {
        if let Self::Dict(dict) = self { Some(dict) } else { None }
    }

    pub(super) fn array(&self) -> Option<&[Value]> {
        if let Self::Array(array) = self { Some(array) } else { None }
    }

    /// The number as a count or an index.
    pub(super) fn index(&self) -> Option<usize> {
        let number = self.number().filter(|number| (0.0..1e15).contains(number))?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be small and not negative"
        )]
        Some(number as usize)
    }
}

/// Reads values one after another.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'b> {
    bytes: &'b [u8],
    /// Where it reads next.
    pub(super) at: usize,
    /// Values that it may still make: what it reads is larger in memory than in the file.
    room: usize,
}

/// Containers within each other. Real documents stay below ten.
const DEPTH: usize = 48;

/// Values of one object. Real ones hold some ten thousand at most.
const VALUES: usize = 400_000;

enum Part {
    Value(Value),
    CloseArray,
    CloseDict,
}

impl<'b> Lexer<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at, room: VALUES }
    }

    /// The next value; `None` at the end, or where a value nests too deep or is too large.
    pub(super) fn value(&mut self) -> Option<Value> {
        loop {
            // A bracket that closes nothing is passed over.
            if let Part::Value(value) = self.part(DEPTH)? {
                return Some(value);
            }
        }
    }

    /// Gives the lexer room anew: for operators, which are dropped once they ran.
    pub(super) fn refill(&mut self) {
        self.room = VALUES;
    }

    pub(super) fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(super) fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.iter().take_while(|byte| is_blank(**byte)).count();
            if self.rest().first() != Some(&b'%') {
                return;
            }
            let rest = self.rest();
            self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        }
    }

    fn part(&mut self, depth: usize) -> Option<Part> {
        self.skip_blanks();
        self.room = self.room.checked_sub(1)?;
        let rest = self.rest();
        let value = match rest {
            [] => return None,
            [b'<', b'<', ..] => {
                self.at += 2;
                Value::Dict(self.dict(depth.checked_sub(1)?)?)
            }
            [b'>', b'>', ..] => {
                self.at += 2;
                return Some(Part::CloseDict);
            }
            [b'<', ..] => self.hex(),
            [b'(', ..] => self.literal(),
            [b'[', ..] => {
                self.at += 1;
                Value::Array(self.array(depth.checked_sub(1)?)?)
            }
            [b']', ..] => {
                self.at += 1;
                return Some(Part::CloseArray);
            }
            [b'/', ..] => self.name(),
            [b'{' | b'}' | b')' | b'>', ..] => {
                self.at += 1;
                Value::Null
            }
            _ => self.word(),
        };
        Some(Part::Value(value))
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        loop {
            match self.part(depth)? {
                Part::Value(value) => push(&mut values, value),
                Part::CloseArray => return Some(values),
                Part::CloseDict => {}
            }
        }
    }

    fn dict(&mut self, depth: usize) -> Option<Dict> {
        let mut values = Vec::new();
        loop {
            match self.part(depth)? {
                Part::Value(Value::Word(word)) if word == b"stream" || word == b"endobj" => {
                    // The closing brackets were lost; what was read still counts.
                    self.at -= word.len();
                    break;
                }
                Part::Value(value) => push(&mut values, value),
                Part::CloseDict => break,
                Part::CloseArray => {}
            }
        }
        let mut entries = Vec::new();
        let mut values = values.into_iter().peekable();
        while let Some(key) = values.next() {
            let Value::Name(name) = key else { continue };
            if let Some(value) = values.next() {
                entries.push((name, value));
            }
        }
        Some(Dict(entries))
    }

    fn name(&mut self) -> Value {
        self.at += 1;
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| is_regular(**byte)).count();
        self.at += length;
        let written = rest.get(..length).unwrap_or_default();
        let mut name = Vec::with_capacity(length);
        let mut bytes = written.iter();
        while let Some(byte) = bytes.next() {
            let escaped = (*byte == b'#').then_some(bytes.as_slice()).and_then(|rest| match rest {
                [high, low, ..] => Some(hex_digit(*high)? << 4 | hex_digit(*low)?),
                _ => None,
            });
            if let Some(escaped) = escaped {
                name.push(escaped);
                bytes.nth(1);
            } else {
                name.push(*byte);
            }
        }
        Value::Name(name)
    }

    fn word(&mut self) -> Value {
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| is_regular(**byte)).count().max(1);
        self.at += length;
        let word = rest.get(..length).unwrap_or_default();
        if word.first().is_some_and(|byte| byte.is_ascii_digit() || b"+-.".contains(byte))
            && let Some(number) = number(word)
        {
            return Value::Number(number);
        }
        if word == b"null" { Value::Null } else { Value::Word(word.get(..128).unwrap_or(word).to_vec()) }
    }

    fn literal(&mut self) -> Value {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.rest().first().copied() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        Value::Text(text)
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let rest = self.rest();
        let octal = rest.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(*byte));
        let digits = octal.clone().count();
        if digits > 0 {
            let code = octal.fold(0_u32, |code, digit| code * 8 + u32::from(digit - b'0'));
            text.push((code & 0xff) as u8);
            self.at += digits;
            return;
        }
        let Some(byte) = rest.first().copied() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => self.at += usize::from(self.rest().first() == Some(&b'\n')),
            b'\n' => {}
            other => text.push(other),
        }
    }

    fn hex(&mut self) -> Value {
        self.at += 1;
        let rest = self.rest();
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        self.at += (end + 1).min(rest.len());
        Value::Text(hex_bytes(rest.get(..end).unwrap_or_default()))
    }
}

/// The bytes that hexadecimal digits spell; other bytes are passed over, and an odd last digit is followed by a zero.
pub(super) fn hex_bytes(written: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = written.iter().filter_map(|byte| hex_digit(*byte)).collect();
    digits.chunks(2).map(|pair| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

pub(super) fn is_blank(byte: u8) -> bool {
    b" \t\n\r\0\x0c".contains(&byte)
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !b"()<>[]{}/%".contains(&byte)
}

fn hex_digit(byte: u8) -> Option<u8> {
    (byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn number(word: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(word).ok().filter(|text| text.len() <= 40)?;
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte)) {
        return None;
    }
    // Some writers give `--5` or `0.-3`: the first sign counts.
    text.parse().ok().or_else(|| {
        let digits: String = text.chars().filter(|c| !"+-".contains(*c)).collect();
        let value: f64 = digits.parse().ok()?;
        Some(if text.starts_with('-') { -value } else { value })
    })
}

/// Adds `value`; the word `R` behind two numbers makes them a reference.
fn push(values: &mut Vec<Value>, value: Value) {
    if value == Value::Word(b"R".to_vec())
        && let [.., object @ Value::Number(_), Value::Number(_)] = values.as_slice()
    {
        let number = object.index().and_then(|number| u32::try_from(number).ok());
        values.truncate(values.len() - 2);
        values.push(number.map_or(Value::Null, Value::Reference));
        return;
    }
    values.push(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Value> {
        Lexer::new(text.as_bytes(), 0).value()
    }

    #[test]
    fn values_are_read_as_the_standard_writes_them() {
        let Some(Value::Dict(dict)) =
            read("<< /A#42 [1 -.5 (a\\(b\\051 \\n) <414>] /B 12 0 R % note\n /C << /D null >> >>")
        else {
            panic!("no dictionary");
        };
        let expected =
            vec![Value::Number(1.0), Value::Number(-0.5), Value::Text(b"a(b) \n".into()), Value::Text(b"A@".into())];
        assert_eq!(dict.get(b"AB"), Some(&Value::Array(expected)));
        assert_eq!(dict.get(b"B"), Some(&Value::Reference(12)));
    }

    #[test]
    fn depth_and_size_have_an_end() {
        assert_eq!(read(&"[".repeat(1_000_000)), None);
        assert_eq!(read(&"<<".repeat(1_000_000)), None);
        assert_eq!(read(&format!("[{}]", "0 ".repeat(VALUES + 1))), None);
        assert!(read(&format!("{}{}", "(".repeat(100_000), ")".repeat(100_000))).is_some());
    }
}
