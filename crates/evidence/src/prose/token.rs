use std::ops::Range;

use dunant_vocabulary::{AttackId, AttackIdKind, CveId};

use super::Finder;
use super::coin::is_bitcoin_address;
use super::host::{Run, is_shared_host};
use super::layout::{Segment, Setting};
use super::link::Link;
use super::path;
use crate::observable::has_public_suffix;
use crate::{HashAlgorithm, Mention, Observable, ObservableKind, Observed};

impl Finder<'_, '_> {
    /// Reads one segment of a line: its paths first, because they hold white space, then its tokens.
    pub(super) fn segment(&mut self, segment: &Segment) {
        let content = self.cut(segment.range.clone());
        let mut paths = Vec::new();
        if memchr::memchr(b'\\', content.as_bytes()).is_some() {
            paths = path::find(self.text, segment);
            for (range, kind) in &paths {
                self.keep_unescaped(*kind, range.clone());
            }
        }
        if content.len() >= 3 {
            self.mutexes(segment);
        }
        if segment.setting == Setting::Literal && self.literal(segment, content) {
            return;
        }
        let mut at = segment.range.start;
        let mut paths = paths.iter().peekable();
        while at < segment.range.end {
            while paths.peek().is_some_and(|(range, _)| range.end <= at) {
                paths.next();
            }
            if let Some((range, _)) = paths.peek()
                && range.start <= at
            {
                at = range.end;
                continue;
            }
            let stop = paths.peek().map_or(segment.range.end, |(range, _)| range.start);
            let (token, next) = next_token(self.cut(at..stop), at);
            at = next.max(at + 1);
            if token.len() >= 4 {
                self.token(token, segment);
            }
        }
    }

    /// Keeps the trace that `range` spells. Source code and JSON write every backslash twice.
    fn keep_unescaped(&mut self, kind: ObservableKind, range: Range<usize>) {
        let single = self.cut(range.clone()).replace("\\\\", "\\");
        if let Ok(trace) = Observable::parse(kind, &single) {
            self.hide(range.clone());
            self.keep(range, Observed::Observable(trace));
        }
    }

    /// A code span may be a path of Unix, or a file name with white space in it, as a whole: says whether it was.
    fn literal(&mut self, segment: &Segment, content: &str) -> bool {
        let marks = |c: char| c == '+' || c == '"' || c.is_whitespace();
        let core = content.trim_matches(marks);
        if core.len() > 260 {
            return false;
        }
        let start = segment.range.start + content.len() - content.trim_start_matches(marks).len();
        let range = start..start + core.len();
        if path::is_unix_path(core) && !core.contains(' ') {
            self.keep_trace(ObservableKind::FilePath, range);
            return true;
        }
        if core.contains(' ') && core.split(' ').count() <= 5 && !core.contains(['\\', '/', '=', '"', '(', ':', ',']) {
            let last = core.rsplit(' ').next().unwrap_or_default();
            let program = |run: Run| run.range.end == last.len() && run.is_program_name();
            let others = core.split(' ').rev().skip(1).all(|word| !word.contains('.') && !word.starts_with('-'));
            // `cmd.exe` behind words may be a command's end; a name's words begin with capitals.
            let capitals =
                core.split(' ').all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
            if others && capitals && Run::at(last, 0).is_ok_and(program) {
                self.keep_trace(ObservableKind::FileName, range);
                return true;
            }
        }
        false
    }

    /// A quoted or marked name near the word "mutex" is a mutex's name.
    fn mutexes(&mut self, segment: &Segment) {
        const NEAR: usize = 80;
        if self.mutex_line.0 != segment.line.start {
            let line = self.cut(segment.line.clone());
            self.mutex_line = (segment.line.start, line.len() <= 2000 && contains_mutex(line));
        }
        if !self.mutex_line.1 {
            return;
        }
        let content = self.cut(segment.range.clone());
        let mut names: Vec<Range<usize>> = Vec::new();
        if segment.setting == Setting::Literal {
            names.push(segment.range.clone());
        } else {
            for (open, close) in [('"', '"'), ('“', '”'), ('‘', '’')] {
                let mut from = 0;
                while let Some(start) = content.get(from..).and_then(|rest| rest.find(open)) {
                    let start = from + start + open.len_utf8();
                    let Some(length) = content.get(start..).and_then(|rest| rest.find(close)) else { break };
                    names.push(segment.range.start + start..segment.range.start + start + length);
                    from = start + length + close.len_utf8();
                }
            }
        }
        for name in names {
            let written = self.cut(name.clone());
            let before = floor(self.text, name.start.saturating_sub(NEAR).max(segment.line.start));
            let after = floor(self.text, (name.end + NEAR / 2).min(segment.line.end));
            let near = contains_mutex(self.cut(before..name.start)) || contains_mutex(self.cut(name.end..after));
            let plausible = (3..=120).contains(&written.len()) && !contains_mutex(written) && !written.contains("://");
            let trace = Observable::guess(written).is_some_and(|o| !matches!(o.kind(), ObservableKind::FileHash(_)));
            if near && plausible && !trace && written.trim() == written {
                self.keep_unescaped(ObservableKind::Mutex, name);
            }
        }
    }

    fn token(&mut self, token: Range<usize>, segment: &Segment) {
        let (mut digit, mut dot, mut at, mut slash, mut bracket, mut colons) =
            (false, false, false, false, false, 0_usize);
        for byte in self.cut(token.clone()).bytes() {
            match byte {
                b'0'..=b'9' => digit = true,
                b'.' => dot = true,
                b'@' => at = true,
                b'/' => slash = true,
                b'[' | b'(' => bracket = true,
                b':' => colons += 1,
                _ => {}
            }
        }
        if !(digit || dot || at || slash || bracket) {
            return;
        }
        let mut rest = token.clone();
        while slash && let Some(link) = Link::first_in(self.text, rest.clone()) {
            self.plain_token(rest.start..link.range.start, segment, dot, at);
            rest.start = link.range.end.max(rest.start + 1);
            self.link(link, segment);
        }
        if colons >= 2 && digit && rest == token {
            self.ipv6(&token);
        }
        self.plain_token(rest, segment, dot || bracket, at || bracket);
    }

    /// Reads a token, or the part of one, that holds no URL.
    fn plain_token(&mut self, token: Range<usize>, segment: &Segment, hosts: bool, emails: bool) {
        if token.len() < 4 {
            return;
        }
        let mut from = token.start;
        while emails && let Some(end) = self.email(from..token.end) {
            from = end;
        }
        while hosts && from < token.end {
            let Some(skipped) = self.cut(from..token.end).find(|c: char| c.is_alphanumeric()) else { break };
            from += skipped;
            match Run::at(self.cut(0..token.end), from) {
                Err(next) => from = next,
                Ok(run) => {
                    from = run.range.end;
                    self.host(&run, segment);
                }
            }
        }
        self.words(&token);
    }

    fn link(&mut self, link: Link, segment: &Segment) {
        self.hide(link.range.clone());
        let Some(host) = link.host else { return };
        if host.clean.eq_ignore_ascii_case("attack.mitre.org") {
            self.words(&link.range);
        }
        let address = host.ipv4();
        if address.is_none() && !host.has_host_form() || address.is_some_and(is_nobody) {
            return;
        }
        let shared = is_shared_host(&host.clean);
        let literal = matches!(segment.setting, Setting::Literal | Setting::Cell)
            || segment.setting == Setting::Alone && segment.network;
        // A link that can be clicked, in a sentence, is a citation.
        if !(link.defanged || !link.web || address.is_some() || literal && !shared) {
            return;
        }
        self.keep_trace(ObservableKind::Url, link.range);
        if address.is_some() {
            self.keep_trace(ObservableKind::Ipv4Addr, host.range);
        } else if !shared {
            self.keep_trace(ObservableKind::DomainName, host.range);
        }
    }

    /// Keeps the address, domain or file name that a run spells.
    fn host(&mut self, run: &Run, segment: &Segment) {
        let before = self.before(run.range.start);
        let after = self.after(run.range.end);
        if let Some(address) = run.ipv4() {
            let joined = before.is_some_and(|c| c == '/' || c == '-' || c == '.' || c == '_');
            if !is_nobody(address) && (run.defanged || !joined && !self.is_version(run.range.start, address)) {
                let end = run.range.end + prefix_length(after);
                self.keep_trace(ObservableKind::Ipv4Addr, run.range.start..end);
            }
            return;
        }
        if path::ends_with_pdb(&run.clean) && !run.defanged {
            let start = run.range.start;
            if before != Some('\\') {
                self.keep_trace(ObservableKind::PdbPath, start..run.range.end);
            }
            return;
        }
        let within = before.is_some_and(|c| "/\\@$#&%.~".contains(c));
        let call = after.starts_with('(') && !after.starts_with("(1") && !after.starts_with("(2");
        let code = call || after.starts_with("::") || after.starts_with('\\') || after.starts_with('@');
        if (run.defanged || !within && !code) && run.counts_as_domain(segment.setting, segment.network) {
            self.keep_trace(ObservableKind::DomainName, run.range.clone());
            return;
        }
        let set_apart = matches!(segment.setting, Setting::Literal | Setting::Cell);
        if set_apart && !within && !code && run.is_program_name() {
            self.keep_trace(ObservableKind::FileName, run.range.clone());
        }
    }

    /// Whether the four numbers at `start` are a version: the word before says so, or a program's name stands there.
    fn is_version(&self, start: usize, address: std::net::Ipv4Addr) -> bool {
        let from = floor(self.text, start.saturating_sub(40));
        let line = self.cut(from..start);
        let line = line.rsplit('\n').next().unwrap_or_default();
        let mut words = line.split(|c: char| c.is_whitespace() || c == '(').rev().filter(|word| !word.is_empty());
        let before = words.next().unwrap_or_default();
        let word = before.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
        const WORDS: [&str; 12] = [
            "build", "client", "firmware", "player", "release", "update", "v", "ver", "version", "versions",
            "revision", "sp",
        ];
        if WORDS.contains(&word.as_str()) || before.ends_with('/') {
            return true;
        }
        let [_, second, third, _] = address.octets();
        let capital = before.starts_with(|c: char| c.is_uppercase()) && before.len() > 3;
        second == 0 && third == 0 && capital && before.ends_with(|c: char| c.is_alphanumeric())
    }

    /// Keeps the first e-mail address of `token`, and says where it ends.
    fn email(&mut self, token: Range<usize>) -> Option<usize> {
        let written = self.cut(token.clone());
        let sign = |at: usize| {
            let rest = written.get(at..)?;
            let forms = ["@", "[@]", "(@)", "[at]", "(at)", "[AT]", "(AT)"];
            forms.iter().find(|form| rest.starts_with(**form)).map(|form| (at, form.len()))
        };
        let (at, length) = memchr::memchr3_iter(b'@', b'[', b'(', written.as_bytes()).find_map(sign)?;
        let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
        let head = written.as_bytes().get(..at)?;
        let local = head.iter().rev().take(65).take_while(|byte| is_local(byte)).count();
        let name = written.get(at - local..at)?.trim_start_matches(['.', '+', '-']);
        let host = Run::at(self.cut(0..token.end), token.start + at + length).ok()?;
        if name.is_empty() || host.ipv4().is_some() || !has_public_suffix(&host.clean.to_lowercase()) {
            return None;
        }
        self.keep_trace(ObservableKind::EmailAddr, token.start + at - name.len()..host.range.end);
        Some(host.range.end)
    }

    fn ipv6(&mut self, token: &Range<usize>) {
        let written = self.cut(token.clone());
        let is_part = |c: char| c.is_ascii_hexdigit() || c == ':';
        let Some(offset) = written.find(|c: char| c.is_ascii_hexdigit()) else { return };
        let core = written.get(offset..).unwrap_or_default();
        let core =
            core.get(..core.find(|c| !is_part(c)).unwrap_or(core.len())).unwrap_or_default().trim_end_matches(':');
        let Ok(address) = core.parse::<std::net::Ipv6Addr>() else { return };
        // Global unicast alone: `ab::cd` in code parses as an address too.
        if matches!(address.segments(), [0x2000..=0x3fff, ..]) {
            let start = token.start + offset;
            self.keep_trace(ObservableKind::Ipv6Addr, start..start + core.len());
        }
    }

    /// The words of a token that are told by their form: hashes, CVE and ATT&CK identifiers, Bitcoin addresses.
    fn words(&mut self, token: &Range<usize>) {
        let bytes = self.cut(token.clone()).as_bytes();
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = rest.iter().take_while(|byte| is_word(byte)).count();
            if length == 0 {
                at += 1;
                continue;
            }
            let range = token.start + at..token.start + at + length;
            at += length;
            match length {
                3 => self.cve(range),
                5 => self.attack_id(range),
                32 | 40 | 64 | 128 => self.hash(range),
                _ => {}
            }
            if (26..=62).contains(&length) {
                let range = token.start + at - length..token.start + at;
                if is_bitcoin_address(self.cut(range.clone())) {
                    self.keep_trace(ObservableKind::CryptocurrencyAddress, range);
                }
            }
        }
    }

    fn cve(&mut self, range: Range<usize>) {
        if !self.cut(range.clone()).eq_ignore_ascii_case("cve") {
            return;
        }
        let tail = self.after(range.end);
        let length = tail.bytes().take(26).take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
        let form = self.cut(range.start..range.end + length).trim_end_matches('-');
        if let Ok(cve) = form.parse::<CveId>() {
            self.keep(range.start..range.start + form.len(), Observed::Vulnerability(cve));
        }
    }

    fn attack_id(&mut self, range: Range<usize>) {
        let word = self.cut(range.clone());
        if !word.starts_with(['T', 'S', 'G']) || self.before(range.start).is_some_and(|c| "-.\\".contains(c)) {
            return;
        }
        let tail = self.after(range.end);
        // A link has a stroke where the identifier has a full stop.
        let sub =
            tail.strip_prefix(['.', '/']).map_or(0, |rest| rest.bytes().take(4).take_while(u8::is_ascii_digit).count());
        let end = if sub == 3 && word.starts_with('T') { range.end + 4 } else { range.end };
        let Ok(id) = self.cut(range.start..end).replace('/', ".").parse::<AttackId>() else { return };
        let number = word.get(1..).and_then(|digits| digits.parse::<u16>().ok()).unwrap_or_default();
        let mention = Mention::identified(id);
        // The numbers in use: other words of this form are products and part numbers.
        let observed = match id.kind() {
            AttackIdKind::Technique if matches!(number, 800..=899 | 1001..=1999) => Observed::Technique(mention),
            AttackIdKind::Software if matches!(number, 1..=1999 | 3001..=3999 | 9000..=9999) => {
                Observed::Software(mention)
            }
            AttackIdKind::Group if matches!(number, 1..=1999) => Observed::ActorClaim(mention),
            _ => return,
        };
        self.keep(range.start..end, observed);
    }

    fn hash(&mut self, range: Range<usize>) {
        let word = self.cut(range.clone());
        if !looks_random(word) || self.is_half_of_a_hash(&range) {
            return;
        }
        let algorithm = match word.len() {
            32 => HashAlgorithm::Md5,
            40 => HashAlgorithm::Sha1,
            64 => HashAlgorithm::Sha256,
            _ => HashAlgorithm::Sha512,
        };
        self.keep_trace(ObservableKind::FileHash(algorithm), range);
    }

    /// Whether a line break cut a longer hash here: the next line, or the one before, holds digits that no hash is made of by
    /// themselves, and together they have a hash's length.
    fn is_half_of_a_hash(&self, range: &Range<usize>) -> bool {
        let hex = |byte: &u8| byte.is_ascii_hexdigit();
        let odd = |length: usize| {
            length >= 8 && ![32, 40, 64, 128].contains(&length) && [64, 128].contains(&(length + range.len()))
        };
        let tail = self.after(range.end);
        let below = tail.strip_prefix("\r\n").or(tail.strip_prefix('\n')).map_or(0, |rest| {
            let rest = rest.trim_start_matches(' ').as_bytes();
            rest.iter().take(128).take_while(|byte| hex(byte)).count()
        });
        let head = self.cut(0..range.start).trim_end_matches(' ');
        let above = head.strip_suffix('\n').map_or(0, |rest| {
            rest.trim_end_matches(['\r', ' ']).as_bytes().iter().rev().take(128).take_while(|byte| hex(byte)).count()
        });
        odd(below) || odd(above)
    }
}

/// The next token of `text`, whose first byte is at `offset`, and where to look on.
fn next_token(text: &str, offset: usize) -> (Range<usize>, usize) {
    let mut length = 0;
    for (at, c) in text.char_indices() {
        let separates = match c {
            '<' | '>' | '"' | '|' => true,
            _ if c.is_ascii() => c <= ' ' || c == '\x7f',
            _ => !c.is_alphanumeric(),
        };
        if separates {
            return (offset..offset + at, offset + at + c.len_utf8());
        }
        length = at + c.len_utf8();
    }
    (offset..offset + length, offset + length)
}

/// Addresses that are nobody's: unspecified, loopback, broadcast.
fn is_nobody(address: std::net::Ipv4Addr) -> bool {
    address.is_unspecified() || address.is_loopback() || address.is_broadcast()
}

/// The length of `/24` where `after` begins with it and no path follows.
fn prefix_length(after: &str) -> usize {
    let Some(rest) = after.strip_prefix('/') else { return 0 };
    let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let ends =
        !rest.get(digits..).is_some_and(|more| more.starts_with(|c: char| c.is_alphanumeric() || "/.-_?".contains(c)));
    let valid = rest
        .get(..digits)
        .and_then(|number| number.parse::<u8>().ok())
        .is_some_and(|length| (8..=32).contains(&length));
    if valid && ends { digits + 1 } else { 0 }
}

/// Hexadecimal digits that a hash function may have given: letters and digits, many of them different.
fn looks_random(word: &str) -> bool {
    let mut seen = 0_u32;
    for byte in word.bytes() {
        let Some(value) = (byte as char).to_digit(16) else { return false };
        seen |= 1 << value;
    }
    let (digits, letters) = (seen & 0x03ff, seen & 0xfc00);
    digits != 0 && letters != 0 && seen.count_ones() >= 6
}

fn contains_mutex(text: &str) -> bool {
    memchr::memchr2_iter(b'm', b'M', text.as_bytes())
        .any(|at| text.get(at..at + 5).is_some_and(|word| word.eq_ignore_ascii_case("mutex")))
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
