use std::ops::Range;

use super::beside::{Beside, is_no_path};
use super::citation::{self, Role};
use super::encoded::Encoded;
use super::host::Run;
use super::layout::{Segment, Setting};
use super::link::{self, Link};
use super::mutex::{contains_mutex, is_called_a_mutex, unquoted_mutexes};
use super::pipe::named_pipes;
use super::{Finder, glued, path};
use crate::hosts::{is_hidden_service, is_nobody, is_shared_host};
use crate::observable::address_in_one_number;
use crate::plain::is_label;
use crate::rewritten;
use crate::{HashAlgorithm, Observable, ObservableKind, Observed, Reason};

impl Finder<'_, '_> {
    /// Reads one segment of a line: its paths first, because they hold white space, then its tokens.
    pub(super) fn segment(&mut self, segment: &Segment) {
        self.enter(segment);
        let content = self.cut(segment.range.clone());
        let mut paths = Vec::new();
        if memchr::memchr(b'\\', content.as_bytes()).is_some() {
            for pipe in named_pipes(content) {
                let range = segment.range.start + pipe.start..segment.range.start + pipe.end;
                let what = format!("`{}` is a named pipe, and these are not compared", self.cut(range.clone()));
                self.lose(what, range, "weigh it by hand: who judges the case sees it here");
            }
            for path in path::find(self.text, segment) {
                if self.is_cut_path(&path.range) {
                    self.hide(path.range.clone());
                } else if path.may_be_cut {
                    self.hide(path.range.clone());
                    let what = format!("the path `{}` may continue after the space", self.cut(path.range.clone()));
                    self.lose(what, path.range.clone(), "give the path in quotation marks, or alone on its line");
                } else {
                    self.keep_unescaped(path.kind, path.range.clone());
                }
                paths.push((path.range, path.kind));
            }
        }
        if memchr::memchr2(b'"', b'\'', content.as_bytes()).is_some() || content.contains(['“', '‘', '«']) {
            let quoted = path::find_quoted(self.text, segment);
            for range in &quoted {
                self.keep_trace(ObservableKind::FilePath, range.clone());
            }
            if !quoted.is_empty() {
                paths.extend(quoted.into_iter().map(|range| (range, ObservableKind::FilePath)));
                paths.sort_by_key(|(range, _)| range.start);
            }
        }
        if content.len() >= 3 {
            self.mutexes(segment);
        }
        if self.hashes_in_parts(segment) {
            return;
        }
        if segment.setting == Setting::Literal && self.literal(segment, content) {
            return;
        }
        if content.len() >= 39
            && let Some(range) = self.spaced_hash(segment)
        {
            paths.push((range, ObservableKind::FileHash(HashAlgorithm::Md5)));
            paths.sort_by_key(|(range, _)| range.start);
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
            let short = || ["cve", "asn", "asn:"].iter().any(|word| self.cut(token.clone()).eq_ignore_ascii_case(word));
            if token.len() >= 4 || short() {
                self.token(token, segment);
            }
        }
        self.end_groups();
    }

    /// Keeps the trace that `range` spells. Source code and JSON write every backslash twice.
    fn keep_unescaped(&mut self, kind: ObservableKind, range: Range<usize>) {
        let single = self.cut(range.clone()).replace("\\\\", "\\");
        let Ok(trace) = Observable::parse(kind, &single) else { return };
        self.hide(range.clone());
        if self.called_benign(&range) {
            self.set_aside(Reason::CalledBenign, range);
        } else {
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
        const NEAR: usize = 200;
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
            for (open, close) in [('"', '"'), ('“', '”'), ('‘', '’'), ('«', '»'), ('「', '」'), ('『', '』')]
            {
                let mut from = 0;
                while let Some(start) = content.get(from..).and_then(|rest| rest.find(open)) {
                    let start = from + start + open.len_utf8();
                    let Some(length) = content.get(start..).and_then(|rest| rest.find(close)) else { break };
                    names.push(segment.range.start + start..segment.range.start + start + length);
                    from = start + length + close.len_utf8();
                }
            }
        }
        if segment.setting != Setting::Literal {
            for name in unquoted_mutexes(content) {
                self.keep_unescaped(
                    ObservableKind::Mutex,
                    segment.range.start + name.start..segment.range.start + name.end,
                );
            }
        }
        for name in names {
            let written = self.cut(name.clone());
            let before = floor(self.text, name.start.saturating_sub(NEAR).max(segment.line.start));
            let after = floor(self.text, (name.end + NEAR).min(segment.line.end));
            let near = is_called_a_mutex(self.cut(before..name.start), self.cut(name.end..after));
            let plausible = (3..=120).contains(&written.len()) && !contains_mutex(written) && !written.contains("://");
            let trace = Observable::guess(written).is_some_and(|o| !matches!(o.kind(), ObservableKind::FileHash(_)));
            if near && plausible && !trace && written.trim() == written {
                self.keep_unescaped(ObservableKind::Mutex, name);
            }
        }
    }

    fn token(&mut self, token: Range<usize>, segment: &Segment) {
        self.group(&token);
        match self.encoded_command(&token) {
            Encoded::Not => self.plain_or_link(token, segment),
            Encoded::Taken => {}
            // What only looks as if it were encoded may be a path or a hash.
            Encoded::NoText(written) => {
                let before = (self.found.len(), self.reading.outcomes());
                self.plain_or_link(token, segment);
                if (self.found.len(), self.reading.outcomes()) == before {
                    self.lose_command(written);
                }
            }
        }
    }

    /// Reads a token as what it shows.
    fn plain_or_link(&mut self, token: Range<usize>, segment: &Segment) {
        let (mut digit, mut dot, mut at, mut slash, mut colons) = (false, false, false, false, 0_usize);
        for byte in self.cut(token.clone()).bytes() {
            match byte {
                b'0'..=b'9' => digit = true,
                b'.' => dot = true,
                b'@' => at = true,
                b'/' => slash = true,
                b':' => colons += 1,
                _ => {}
            }
        }
        let cve = matches!(token.len(), 3..=7)
            && self.cut(token.clone()).get(..3).is_some_and(|word| word.eq_ignore_ascii_case("cve"));
        let cve = cve || self.cut(token.clone()).trim_end_matches(':') == "ASN";
        if token.len() == 3 || cve && !digit {
            return self.words(&token);
        }
        if !(digit || dot || at || slash) || colons == 2 && self.fuzzy_hash(&token) {
            return;
        }
        let mut rest = token.clone();
        while slash
            && colons > 0
            && let Some(link) = Link::first_in(self.text, rest.clone())
        {
            self.plain_token(rest.start..link.range.start, segment, dot, at);
            rest.start = link.range.end.max(rest.start + 1);
            self.link(link, segment);
        }
        if slash && rest == token && self.unix_path(&token) {
            return;
        }
        if colons >= 2 && digit && rest == token && self.ipv6(&token) {
            return;
        }
        self.plain_token(rest, segment, dot, at);
    }

    /// Reads a token, or the part of one, that holds no URL.
    fn plain_token(&mut self, token: Range<usize>, segment: &Segment, hosts: bool, emails: bool) {
        if token.len() < 4 {
            return;
        }
        let emails = if emails { self.emails(&token, segment) } else { Vec::new() };
        if hosts {
            let mut from = token.start;
            for email in emails.into_iter().chain(std::iter::once(token.end..token.end)) {
                self.hosts(from..email.start, segment);
                from = email.end;
            }
        }
        self.words(&token);
    }

    /// Reads the hosts, addresses and file names of a part of a token.
    fn hosts(&mut self, part: Range<usize>, segment: &Segment) {
        let mut from = part.start;
        while from < part.end {
            let Some(skipped) = self.cut(from..part.end).find(|c: char| c.is_alphanumeric()) else { break };
            from += skipped;
            match Run::at(self.cut(0..part.end), from) {
                Err(next) => from = next,
                Ok(run) => {
                    let run = Run { defanged: self.plain.is_defanged(run.range.clone()), ..run };
                    let start = run.range.start;
                    from = self.host(run, segment, part.end).max(start + 1);
                }
            }
        }
    }

    fn link(&mut self, link: Link, segment: &Segment) {
        self.hide(link.range.clone());
        if self.is_cut_link(&link.range) {
            return;
        }
        // What a gateway rewrote is read as the link within it.
        let rewritten = rewritten::target(self.cut(link.range.clone())).is_some();
        let shared = !rewritten && link.host.as_ref().is_some_and(|host| is_shared_host(&host.clean));
        if link.host.as_ref().is_some_and(|host| host.clean.eq_ignore_ascii_case("attack.mitre.org")) {
            let before = self.found.len();
            self.words(&link.range);
            if self.found.len() == before {
                self.set_aside(Reason::Citation, link.range);
            }
            return;
        }
        let defanged = self.plain.is_defanged(link.range.clone());
        let in_one_number = || {
            let (_, rest) = self.cut(link.range.clone()).split_once("://")?;
            address_in_one_number(rest.split(['/', '?', '#', ':']).next()?)
        };
        let address = link.host.as_ref().map_or_else(in_one_number, Run::ipv4);
        if address.is_some_and(is_nobody) {
            return self.set_aside(Reason::NotATrace, link.range);
        }
        let named = link.host.as_ref().is_some_and(Run::has_host_form);
        let ipv6 = self.cut(link.range.clone()).contains("://[");
        if !(named || address.is_some() || ipv6 || defanged && link.host.is_some()) {
            return self.set_aside(Reason::NotATrace, link.range);
        }
        // No hidden service is a source of a report.
        let hidden = link.host.as_ref().is_some_and(|host| is_hidden_service(&host.clean));
        let trace = defanged || !link.web || address.is_some() || ipv6 || hidden;
        if trace
            || self.is_of_a_list_of_links(segment, link.host.as_ref().map(|host| &*host.clean), shared)
            || citation::role(self.text, segment, &link, shared) == Role::Trace
        {
            if !self.keep_trace(ObservableKind::Url, link.range.clone()) {
                self.set_aside(Reason::NotATrace, link.range);
            }
        } else {
            self.set_aside(Reason::Citation, link.range);
        }
    }

    /// Whether a link stands alone on its line in a text that is above all such links: a list with a remark.
    fn is_of_a_list_of_links(&mut self, segment: &Segment, host: Option<&str>, shared: bool) -> bool {
        if shared || segment.setting != Setting::Alone || segment.sources || host.is_some_and(is_of_certificates) {
            return false;
        }
        if let Some(told) = self.lists_links {
            return told;
        }
        const FEWEST: usize = 3;
        let filled = || self.text.lines().map(str::trim).filter(|line| !line.is_empty());
        let links =
            filled().filter(|line| line.contains("://") && line.split(' ').count() <= 3 && line.starts_with("http"));
        let (links, all) = (links.count(), filled().count());
        let told = links >= FEWEST && links * 2 > all || holds_a_program(self.text);
        self.lists_links = Some(told);
        told
    }

    /// Keeps the address, URL, domain or file name that a run spells, and says where to look on.
    fn host(&mut self, run: Run, segment: &Segment, token_end: usize) -> usize {
        let before = self.before(run.range.start);
        let end = run.range.end;
        // The rest of a value that was lost as a whole.
        if run.range.start < self.cut_to {
            return end;
        }
        if let Some(why) = self.is_the_rest_of_a_host(&run) {
            let what = format!("`{}` stands behind {why}: it may be the rest of another host", run.clean);
            self.lose(what, run.range.clone(), "give the host as it is spelt in the log");
            return end;
        }
        if let Some(end) = self.address(&run, segment, token_end) {
            return end;
        }
        if path::ends_with_pdb(&run.clean) && !run.defanged {
            if before != Some('\\') {
                self.keep_or_lose(ObservableKind::PdbPath, run.range);
            }
            return end;
        }
        let Some(run) = self.without_mask(run) else { return end };
        let run = if run.has_host_form() { run } else { run.without_what_follows().unwrap_or(run) };
        // `的IP203.0.113.7`, in a language that writes no blank there.
        if let Some(length) = glued::label_of_an_address(&run.clean) {
            self.keep_trace(ObservableKind::Ipv4Addr, run.range.start + length..run.range.end);
            return run.range.end;
        }
        if !run.has_host_form()
            && let Some(host) = glued::host_in(&run.clean).or_else(|| glued::address_in(&run.clean))
        {
            let what = format!("`{}` is `{host}` with a word glued to it, or a name of its own", run.clean);
            self.lose(what, run.range.clone(), "put a space between the word and the value");
            return run.range.end;
        }
        if run.has_host_form() && self.is_cut_by_a_line_end(&run) {
            return run.range.end;
        }
        if run.has_host_form() && run.joins_scripts() && !self.is_a_word(&run) {
            let what = format!("`{}` is one host with letters of two scripts, or a word and a host", run.clean);
            self.lose(
                what,
                run.range.clone(),
                "put a space between the word and the host, or give the host in Punycode",
            );
            return run.range.end;
        }
        let beside = Beside::of(self, &run, segment);
        if beside.fits(&run) && run.counts_as_domain(&beside) {
            return self.domain(run, segment, token_end, &beside);
        }
        let set_apart = beside.set_apart || matches!(segment.setting, Setting::Literal | Setting::Cell);
        let file = !beside.within && !beside.code && run.is_file_name();
        if file && (set_apart && run.is_program_name() || beside.named_a_file) {
            self.keep_or_lose(ObservableKind::FileName, run.range.clone());
        } else if !beside.within && !beside.code && is_shared_host(&run.clean) && !run.has_capitals() {
            self.set_aside(Reason::Citation, run.range.clone());
            return self.url_end(&run, token_end).unwrap_or(end);
        } else if !run.has_host_form() && file && run.is_program_name() {
            self.set_aside(Reason::InPassing, run.range.clone());
        } else if run.has_host_form() && !run.is_code() || run.is_near_an_address(self.after(run.range.end)) {
            self.set_aside(Reason::NotATrace, run.range.clone());
        }
        run.range.end
    }

    /// Keeps the domain, or the URL without a scheme, that a run begins, and says where to look on.
    fn domain(&mut self, run: Run, segment: &Segment, token_end: usize, beside: &Beside) -> usize {
        let url = self.url_end(&run, token_end);
        let port = self.cut(run.range.end..token_end).starts_with(':');
        let literal = beside.set_apart || run.defanged || port || segment.listed || segment.network;
        if let Some(url) = url.filter(|_| literal)
            && self.keep_trace(ObservableKind::Url, run.range.start..url)
        {
            return url;
        }
        self.keep_or_lose(ObservableKind::DomainName, run.range.clone());
        url.unwrap_or(run.range.end)
    }

    /// A run without the label that a mask ends with: `%d.example.com` is any of many hosts below `example.com`.
    fn without_mask(&mut self, run: Run) -> Option<Run> {
        let first = run.clean.split('.').next().unwrap_or_default();
        let mask = match self.before(run.range.start) {
            Some('$') => true,
            Some('%') => {
                let code = first.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2 && first.len() > 3;
                !code
            }
            _ => false,
        };
        if !mask {
            return Some(run);
        }
        let whole = run.range.start - 1..run.range.end;
        let zone = run.without_first_label().filter(Run::has_host_form);
        if zone.is_none() && run.has_host_form() {
            self.set_aside(Reason::NotATrace, whole);
        }
        zone
    }

    /// Whether the dot before `start` ends a mask: `*.`, `{N}.`, `<random>.`
    pub(super) fn is_behind_a_mask(&self, start: usize) -> bool {
        self.cut(0..start)
            .strip_suffix('.')
            .is_some_and(|head| head.ends_with(['*', '}', '>', ']', ')', '%', '?', '#']))
            || self
                .cut(0..start)
                .strip_suffix('.')
                .is_some_and(|head| head.is_empty() || head.ends_with(char::is_whitespace))
    }

    /// Where the URL without a scheme ends that begins with `run`: a port, and a path.
    pub(super) fn url_end(&self, run: &Run, token_end: usize) -> Option<usize> {
        let tail = self.cut(run.range.end..token_end);
        let port = tail.strip_prefix(':').map_or(0, |rest| rest.bytes().take(5).take_while(u8::is_ascii_digit).count());
        let port = if port > 0 { port + 1 } else { 0 };
        let path = tail.get(port..)?.strip_prefix('/')?;
        let begins = path.starts_with(|c: char| c.is_ascii_alphanumeric() || "~?%._-#".contains(c));
        let end = link::end_of(self.cut(0..token_end), run.range.end + port);
        if is_no_path(self.cut(run.range.end + port + 1..end)) {
            return None;
        }
        (begins && end > run.range.end + port + 1).then_some(end)
    }

    /// Keeps a path of Linux, macOS or Android that is written without quotes, and says whether it did.
    fn unix_path(&mut self, token: &Range<usize>) -> bool {
        let written = self.cut(token.clone());
        let opening = |c: char| "(['`=,:*".contains(c);
        let start = written.find('/').unwrap_or_default();
        if start > 0 && !written.get(..start).unwrap_or_default().ends_with(opening) {
            return false;
        }
        let core = written.get(start..).unwrap_or_default();
        let core = core
            .get(..core.find(['`', '\'', '(', ')', ',', ';', '*', '?', '=', '&', ':']).unwrap_or(core.len()))
            .unwrap_or_default();
        let core = core.trim_end_matches(['.', '!', ']', '/', '-']);
        if !path::is_unix_path(core) || !path::is_told_by_itself(core) || self.is_requested(token.start + start) {
            return false;
        }
        let range = token.start + start..token.start + start + core.len();
        if path::is_everybodys(core) {
            self.set_aside(Reason::NotATrace, range);
            return true;
        }
        self.keep_trace(ObservableKind::FilePath, range)
    }

    /// Whether the path at `start` is one of a request: `GET /home/x`.
    fn is_requested(&self, start: usize) -> bool {
        let head = self.cut(floor(self.text, start.saturating_sub(12))..start);
        let word = head.trim_end_matches([' ', '"', '\'', '`']).rsplit([' ', '"', '\'']).next().unwrap_or_default();
        ["GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "uri", "URI"].contains(&word)
    }
}

/// Whether a text is what `strings` prints of a program: whoever wrote the program wrote its links.
fn holds_a_program(text: &str) -> bool {
    const STUBS: [&str; 3] =
        ["program cannot be run in DOS mode", "program must be run under Win32", "/lib64/ld-linux"];
    text.lines().take(200).any(|line| line.len() <= 80 && STUBS.iter().any(|stub| line.contains(stub)))
}

/// Whether a host publishes certificates and what was revoked of them, as the signature of every program names it.
fn is_of_certificates(host: &str) -> bool {
    const FIRST: [&str; 9] = ["aia", "cacerts", "certificates", "crl", "crt", "ocsp", "pki", "schemas", "ts-ocsp"];
    let first = host.split('.').next().unwrap_or_default().to_ascii_lowercase();
    FIRST.contains(&first.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// The next token of `text`, whose first byte is at `offset`, and where to look on.
fn next_token(text: &str, offset: usize) -> (Range<usize>, usize) {
    let mut length = 0;
    for (at, c) in text.char_indices() {
        let separates = match c {
            '<' | '>' | '"' | '|' => true,
            _ if c.is_ascii() => c <= ' ' || c == '\x7f',
            _ => !is_label(c),
        };
        if separates {
            return (offset..offset + at, offset + at + c.len_utf8());
        }
        length = at + c.len_utf8();
    }
    (offset..offset + length, offset + length)
}

/// The nearest character boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
