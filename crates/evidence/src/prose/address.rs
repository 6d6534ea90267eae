//! Addresses of IPv4 and IPv6, told from versions, sections, masks, times and fingerprints.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::host::Run;
use super::layout::{Segment, Setting};
use super::{Finder, cut};
use crate::hosts::is_nobody;
use crate::observable::mask_length;
use crate::{Observable, ObservableKind, Reason};

/// Words before four numbers that are no address.
const NUMBERED: [&str; 57] = [
    "abschnitt",
    "agent",
    "annex",
    "appendix",
    "article",
    "build",
    "builds",
    "chapter",
    "clause",
    "client",
    "figure",
    "firmware",
    "item",
    "kapitel",
    "library",
    "mask",
    "netmask",
    "oid",
    "package",
    "para",
    "paragraph",
    "patch",
    "player",
    "plugin",
    "rel",
    "firmware",
    "framework",
    "kernel",
    "release",
    "requirement",
    "revision",
    "rule",
    "schema",
    "sec",
    "section",
    "sections",
    "sección",
    "sp",
    "spec",
    "standard",
    "step",
    "subnet-mask",
    "table",
    "toolkit",
    "update",
    "v",
    "ver",
    "versie",
    "versión",
    "version",
    "versions",
    "versão",
    "wersja",
    "версии",
    "версия",
    "§",
    "версію",
];

/// Words of several languages before the number of a part of a text, as they are written short. A number that no version and no section
/// has is an address all the same.
#[rustfmt::skip]
const PARTS: [&str; 42] = [
    "abb", "abs", "absatz", "anh", "anhang", "anlage", "anl", "app", "art", "artikel", "artículo", "articolo", "artigo", "bild", "cap", "capítulo",
    "chap", "chapitre", "ch", "fig", "figur", "figura", "kap", "lit", "nr", "num", "nummer", "núm", "par", "pkt", "punkt", "randnummer", "rdnr", "rn",
    "rz", "tab", "tabelle", "tabla", "tableau", "tbl", "ziff", "ziffer",
];

/// Programs of everybody's whose versions have four numbers.
const PRODUCTS: [&str; 57] = [
    "acrobat",
    "adc",
    "anydesk",
    "apache",
    "chrome",
    "chromium",
    "citrix",
    "coldfusion",
    "confluence",
    "connectwise",
    "edge",
    "exchange",
    "firefox",
    "flash",
    "fortios",
    "gateway",
    "ghostscript",
    "gitlab",
    "goanywhere",
    "ivanti",
    "java",
    "jboss",
    "log4j",
    "moveit",
    "mysql",
    "netscaler",
    "nginx",
    "office",
    "openssl",
    "outlook",
    "php",
    "reader",
    "screenconnect",
    "sharepoint",
    "skype",
    "sonicwall",
    "teamviewer",
    "tomcat",
    "winrar",
    "zimbra",
    "asa",
    "esxi",
    "ios",
    "ios-xe",
    "ios-xr",
    "iosxe",
    "junos",
    "nx-os",
    "nxos",
    "pan-os",
    "routeros",
    "vcenter",
    "busybox",
    "libcurl",
    "perl",
    "python",
    "samba",
];

/// Words with a capital that stand before addresses and are no program's name.
const PLACES: [&str; 24] = [
    "Address",
    "Addresses",
    "And",
    "Attacker",
    "At",
    "By",
    "Destination",
    "For",
    "From",
    "Hosts",
    "Host",
    "Node",
    "Proxy",
    "Remote",
    "Server",
    "Servers",
    "Source",
    "Target",
    "The",
    "To",
    "Victim",
    "Via",
    "With",
    "Relay",
];

impl Finder<'_, '_> {
    /// Keeps or sets aside the address that a run spells, and says where to look on; `None` where it spells none.
    pub(super) fn address(&mut self, run: &Run, segment: &Segment, token_end: usize) -> Option<usize> {
        let end = run.range.end;
        let Some(address) = run.ipv4() else {
            return self.near_address(run, segment, token_end);
        };
        let before = self.before(run.range.start);
        // The second address of a range is behind a digit and a hyphen.
        let range = self
            .cut(0..run.range.start)
            .strip_suffix('-')
            .is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()));
        let joined = !run.defanged && !range && before.is_some_and(|c| c == '-' || c == '.' || c == '_');
        let version =
            !run.defanged && (self.is_version(run.range.start, address) || self.follows_a_version(run.range.start));
        if version {
            self.version_to = end;
        }
        // `6.0.0.0` is a version, or a network of which nobody has all.
        let class = matches!(address.octets(), [_, 0, 0, 0]) && prefix_length(self.after(end)) == 0;
        if is_nobody(address) || joined || version || class {
            self.set_aside(Reason::NotATrace, run.range.clone());
            return Some(end);
        }
        let block = prefix_length(self.cut(end..self.text.len()));
        if block == 0
            && let Some(url) = self.url_end(run, token_end)
        {
            // A fraction or a share, such as `203.0.113.7/24/x`, is no URL.
            let apart = matches!(segment.setting, Setting::Cell | Setting::Literal) || url > end + 2;
            if apart && self.keep_trace(ObservableKind::Url, run.range.start..url) {
                return Some(url);
            }
        }
        self.keep_trace(ObservableKind::Ipv4Addr, run.range.start..end + block);
        Some(end + block)
    }

    /// What begins with an address or looks like one: a range of addresses, a longer number.
    fn near_address(&mut self, run: &Run, segment: &Segment, token_end: usize) -> Option<usize> {
        if run.is_numbers() {
            if let Some(length) = self.address_before_a_port(run) {
                self.keep_trace(ObservableKind::Ipv4Addr, run.range.start..run.range.start + length);
                return Some(run.range.end);
            }
            // Logs fill numbers up with zeros: `203.000.113.007`.
            let padded = Observable::parse(ObservableKind::Ipv4Addr, &run.clean);
            let address = padded.ok().and_then(|address| address.value().parse::<Ipv4Addr>().ok());
            if address.is_some_and(|address| !is_nobody(address)) && !self.is_version_word(run.range.start) {
                self.keep_trace(ObservableKind::Ipv4Addr, run.range.clone());
            } else {
                self.set_aside(Reason::NotATrace, run.range.clone());
            }
            return Some(run.range.end);
        }
        let length = run.clean.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let mark = run.clean.get(length..)?.chars().next()?;
        let head = run.clean.get(..length)?;
        // `203.0.113.1-203.0.113.9`, `203.0.113.7_8080`, and what a log writes behind an address.
        let address = head.parse::<Ipv4Addr>().ok().filter(|_| "-_".contains(mark))?;
        if is_like_a_version(address) && !run.defanged {
            return None;
        }
        let first =
            Run { range: run.range.start..run.range.start + length, clean: head.to_owned(), defanged: run.defanged };
        self.address(&first, segment, token_end)?;
        // `203.0.113.10-20`: the addresses between are not written.
        let rest = run.clean.get(length + 1..).unwrap_or_default();
        if mark == '-'
            && rest.len() <= 3
            && rest.parse::<u8>().is_ok_and(|last| address.octets().last().is_some_and(|first| last > *first))
        {
            let what = format!("`{}` is a range of addresses, of which the first alone is read", run.clean);
            self.lose(what, run.range.clone(), "give each address, or the block as `203.0.113.0/28`");
            return Some(run.range.end);
        }
        Some(run.range.start + length + 1)
    }

    /// The length of the address at the start of five numbers of which the last is a port, as tcpdump and the netstat of BSD write it:
    /// `IP 10.1.1.1.50123 > 203.0.113.7.443`, `tcp4 0 0 10.1.1.1.50123 203.0.113.7.443 ESTABLISHED`.
    fn address_before_a_port(&self, run: &Run) -> Option<usize> {
        const LONGEST: usize = 400;
        let (address, port) = run.clean.rsplit_once('.')?;
        let is_port = port.parse::<u16>().is_ok_and(|number| number > 0) && !port.starts_with('0');
        let length = address
            .parse::<Ipv4Addr>()
            .ok()
            .filter(|address| is_port && !is_nobody(*address))
            .map(|_| address.len())?;
        let behind = self.after(run.range.end);
        let head = self.cut(self.text.floor_char_boundary(run.range.start.saturating_sub(LONGEST))..run.range.start);
        let head = head.rsplit('\n').next().unwrap_or_default();
        let arrow =
            behind.starts_with(" > ") || head.ends_with(" > ") || behind.starts_with(" -> ") || head.ends_with(" -> ");
        let protocol = head.trim_start().get(..3).is_some_and(|word| ["tcp", "udp"].contains(&word));
        (arrow || protocol).then_some(length)
    }

    fn word_before(&self, start: usize) -> &str {
        let from = self.text.floor_char_boundary(start.saturating_sub(40));
        let line = self.cut(from..start);
        let line = line.rsplit('\n').next().unwrap_or_default();
        line.split(|c: char| c.is_whitespace() || c == '(' || c == '=' || c == ':')
            .rev()
            .find(|word| !word.is_empty())
            .and_then(|word| word.rsplit('|').next())
            .unwrap_or_default()
    }

    /// Whether the word before `start` is one of versions and sections.
    fn is_version_word(&self, start: usize) -> bool {
        let before = self.word_before(start);
        let word = before.trim_matches(|c: char| !c.is_alphanumeric() && c != '§').to_lowercase();
        let glued =
            ["版本", "版", "バージョン", "버전", "第", "เวอร์ชัน", "الإصدار"].iter().any(|form| before.ends_with(form));
        NUMBERED.contains(&word.as_str()) || glued
    }

    /// Whether the four numbers at `start` are a version or a section: the word before says so, or a program's name is there.
    fn is_version(&self, start: usize, address: Ipv4Addr) -> bool {
        if self.is_version_word(start) || self.is_in_a_head_of_an_event(start) {
            return true;
        }
        let before = self.word_before(start);
        if is_like_a_version(address) && PARTS.contains(&before.trim_end_matches('.').to_lowercase().as_str()) {
            return true;
        }
        if calls_an_address(before) {
            return false;
        }
        let stroke = self.before(start) == Some('/');
        if stroke {
            // `Chrome/96.0.1.2` is a version; `HIER_DIRECT/203.0.113.7` and `\\\\203.0.113.7` are none.
            let name = before.split('/').next().unwrap_or_default();
            let product = name.starts_with(|c: char| c.is_ascii_uppercase())
                && name.bytes().any(|byte| byte.is_ascii_lowercase())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let product = product || CLIENTS.contains(&name);
            return product || is_like_a_version(address) && before.starts_with(|c: char| c.is_alphabetic());
        }
        if self.bounds_versions(start) || is_small(address) && self.heads_a_section(start) {
            return true;
        }
        if before.ends_with(['.', ',', ';', ':', '-', '–', '>']) {
            return false;
        }
        if PRODUCTS.contains(&before.to_lowercase().as_str())
            && address.octets().first().is_some_and(|first| *first <= 40)
        {
            return true;
        }
        let capital = before.starts_with(|c: char| c.is_uppercase()) && before.len() > 3;
        let letters = before.ends_with(|c: char| c.is_alphanumeric());
        let [_, second, third, _] = address.octets();
        let mixed = before.chars().skip(1).any(char::is_uppercase) && before.contains(char::is_lowercase);
        // "See 4.2.1.1" names a section.
        let reference = matches!(before, "See" | "see" | "cf" | "under" | "in") && is_small(address);
        reference
            || capital
                && letters
                && !PLACES.contains(&before)
                && (second == 0 && third == 0 || mixed && is_like_a_version(address) || is_small(address))
    }

    /// Whether a field at `start` belongs to the head of an event as ArcSight and QRadar write it, before its extension:
    /// `CEF:0|Vendor|Product|10.1.2.3|100|worm|10|src=…`, `LEEF:1.0|Vendor|Product|4.0.0.1|17|src=…`.
    fn is_in_a_head_of_an_event(&self, start: usize) -> bool {
        const LONGEST: usize = 400;
        const FIELDS: usize = 3;
        let head = self.cut(self.text.floor_char_boundary(start.saturating_sub(LONGEST))..start);
        let line = head.rsplit('\n').next().unwrap_or_default();
        let event = ["CEF:", "LEEF:"].iter().find_map(|name| line.rfind(name)).and_then(|at| line.get(at..));
        event.is_some_and(|event| event.ends_with('|') && event.matches('|').count() == FIELDS)
    }

    /// Whether the numbers at `start` go on a list of versions or sections: "sections 1.2.3.4 and 1.2.3.5".
    fn follows_a_version(&self, start: usize) -> bool {
        const BETWEEN: [&str; 14] =
            [",", "and", "or", "to", "through", ", and", ", or", "-", "–", "und", "bis", "oder", "&", "/"];
        const FARTHEST: usize = 12;
        self.version_to > 0
            && start.checked_sub(self.version_to).is_some_and(|apart| apart <= FARTHEST)
            && BETWEEN.contains(&self.cut(self.version_to..start).trim())
    }

    /// Whether the numbers at `start` end or begin a range of versions: "1.2.3.10 and earlier", "update to 9.1.2.3".
    fn bounds_versions(&self, start: usize) -> bool {
        const BEHIND: [&str; 14] = [
            "and above",
            "and below",
            "and earlier",
            "and later",
            "and lower",
            "and newer",
            "and older",
            "and prior",
            "or above",
            "or earlier",
            "or higher",
            "or later",
            "or newer",
            "or older",
        ];
        const UPDATES: [&str; 10] = [
            "patch",
            "patched",
            "patching",
            "update",
            "updated",
            "updating",
            "upgrade",
            "upgraded",
            "upgrades",
            "upgrading",
        ];
        let behind = self.after(start).trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
        let behind = behind.get(..behind.floor_char_boundary(16)).unwrap_or_default().to_ascii_lowercase();
        let head = self.cut(self.text.floor_char_boundary(start.saturating_sub(40))..start).trim_end();
        let mut words = head.rsplit(|c: char| !c.is_alphanumeric());
        let to = words.next().is_some_and(|word| word.eq_ignore_ascii_case("to"));
        let update = words.next().is_some_and(|word| UPDATES.contains(&word.to_ascii_lowercase().as_str()));
        BEHIND.iter().any(|words| behind.starts_with(words)) || to && update
    }

    /// Whether numbers begin a line and a word in capitals follows on it: `1.1.1.2 Introduction`.
    fn heads_a_section(&self, start: usize) -> bool {
        let line = self.cut(0..start).rsplit('\n').next().unwrap_or_default();
        let behind = self.after(start).trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let word = behind.strip_prefix([' ', '\t']).unwrap_or_default().trim_start_matches([' ', '\t']);
        let mut letters = word.chars();
        line.trim().is_empty()
            && letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase)
    }

    /// Keeps the address of IPv6 that `token` holds, and says whether all of it is one or something that looks like one.
    pub(super) fn ipv6(&mut self, token: &Range<usize>) -> bool {
        let written = self.cut(token.clone());
        let is_part = |c: char| c.is_ascii_hexdigit() || c == ':';
        let mut from = 0;
        let mut found = false;
        while let Some(skipped) = written.get(from..).and_then(|rest| rest.find(is_part)) {
            let start = from + skipped;
            let rest = written.get(start..).unwrap_or_default();
            let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            from = start + length.max(1);
            let whole = rest.get(..length).unwrap_or_default();
            let core = if whole.ends_with("::") { whole } else { whole.trim_end_matches(':') };
            let glued = written
                .get(..start)
                .is_some_and(|head| head.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-'))
                || rest.get(length..).is_some_and(|tail| {
                    // The full stop of a sentence is glued to every address.
                    let label = tail.strip_prefix('.').unwrap_or(tail);
                    label.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                });
            let pairs = core.split(':').filter(|pair| pair.len() == 2).count();
            if core.split(':').count() == pairs && pairs >= 6 {
                // An address of a network card, or a fingerprint: of a certificate where the words before it say so.
                let range = token.start + start..token.start + start + core.len();
                let near = self.cut(self.text.floor_char_boundary(range.start.saturating_sub(80))..range.start);
                let near = near.rsplit('\n').next().unwrap_or_default().to_ascii_lowercase();
                let named =
                    ["cert", "ssl", "tls", "x509", "x.509", "thumbprint"].iter().any(|word| near.contains(word));
                if matches!(pairs, 16 | 20 | 32) && named {
                    self.keep_trace(ObservableKind::X509Certificate, range);
                } else {
                    self.set_aside(if pairs > 8 { Reason::Description } else { Reason::NotATrace }, range);
                }
                found = true;
                continue;
            }
            let core = core.strip_prefix(':').filter(|_| !core.starts_with("::")).unwrap_or(core);
            let Ok(address) = core.parse::<Ipv6Addr>() else {
                if !glued && is_part_of_an_ipv6_address(core) {
                    let what = format!("`{core}` may be a part of an IPv6 address that a line end cuts");
                    let at = token.start + start + whole.find(core).unwrap_or_default();
                    self.lose(what, at..at + core.len(), "give the address on one line");
                    found = true;
                }
                continue;
            };
            let at = token.start + start + whole.find(core).unwrap_or_default();
            let range = at..at + core.len();
            // Global unicast alone: `ab::cd` in code parses as an address too.
            if !glued && matches!(address.segments(), [0x2000..=0x3fff, ..]) {
                let block = block_length(self.cut(range.end..token.end));
                found |= self.keep_trace(ObservableKind::Ipv6Addr, range.start..range.end + block);
            } else if !glued && core.contains(|c: char| c.is_ascii_digit()) && core.len() > 4 {
                self.set_aside(Reason::NotATrace, range);
                found = true;
            }
        }
        // `[2001:db8::1]:443` and nothing else; other values may stand beside it.
        found && !written.contains(['.', '@'])
    }
}

/// Whether groups of hexadecimal digits look like some of the eight of an address: three or more, of which one has four digits and one a letter.
/// The pairs of a time, of a network card and of a fingerprint have two each.
fn is_part_of_an_ipv6_address(core: &str) -> bool {
    let groups: Vec<&str> = core.split(':').collect();
    (3..=7).contains(&groups.len())
        && groups.iter().all(|group| (1..=4).contains(&group.len()))
        && groups.iter().filter(|group| group.len() == 4).count() >= 2
        && core.contains(|c: char| c.is_ascii_alphabetic())
}

/// Programs that name themselves in small letters where they ask for a page.
const CLIENTS: [&str; 10] =
    ["aria2", "curl", "httpie", "libcurl", "lighttpd", "nginx", "okhttp", "python-requests", "python-urllib", "wget"];

/// Whether a word is put together of others and the last of them says that an address follows: `X-Forwarded-For`, `RemoteIP`,
/// `client_addr`.
fn calls_an_address(word: &str) -> bool {
    const LAST: [&str; 16] = [
        "addr",
        "address",
        "client",
        "destination",
        "dest",
        "dst",
        "for",
        "from",
        "host",
        "hosts",
        "ip",
        "ips",
        "ipv4",
        "peer",
        "source",
        "src",
    ];
    let is_capital = |c: char| c.is_ascii_uppercase();
    let tail = word.rsplit(['-', '_', '.']).next().unwrap_or_default();
    let joined = tail.len() < word.len();
    // `RemoteIp`, `RemoteIP`: the last capital, or the first of several.
    let last = tail.trim_end_matches(|c: char| !is_capital(c)).trim_end_matches(is_capital);
    let last = cut(tail, last.len()..tail.len());
    let is_last = |part: &str| LAST.contains(&part.to_ascii_lowercase().as_str());
    let camel = !last.is_empty() && last.len() < tail.len();
    !word.to_ascii_lowercase().ends_with("voip") && (joined && is_last(tail) || camel && is_last(last))
}

/// Whether the numbers are as small as those of versions are.
fn is_like_a_version(address: Ipv4Addr) -> bool {
    let [first, second, third, fourth] = address.octets();
    first <= 150 && second <= 30 && third <= 30 && fourth <= 60 || second == 0 && third == 0
}

/// Whether all four numbers have one digit or two, the last ones one, as the numbers of no server are that anybody rents.
fn is_small(address: Ipv4Addr) -> bool {
    let [first, second, third, fourth] = address.octets();
    first <= 30 && second < 10 && third < 10 && fourth < 10
}

/// The length of `/24` where `after` begins with it and no path follows.
fn prefix_length(after: &str) -> usize {
    prefix(after, 8..=32)
}

fn block_length(after: &str) -> usize {
    prefix(after, 8..=128)
}

fn prefix(after: &str, lengths: std::ops::RangeInclusive<u8>) -> usize {
    let Some(rest) = after.strip_prefix('/') else { return 0 };
    let mask = rest.bytes().take(15).take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    if *lengths.end() == 32 && rest.get(..mask).is_some_and(|mask| mask_length(mask).is_some()) {
        return mask + 1;
    }
    let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let tail = rest.get(digits..).unwrap_or_default();
    // A full stop ends the sentence, where no label follows it.
    let stop = tail.strip_prefix('.').is_some_and(|next| !next.starts_with(|c: char| c.is_alphanumeric()));
    let ends = stop || !tail.starts_with(|c: char| c.is_ascii_alphanumeric() || "/.-_?".contains(c));
    let valid =
        rest.get(..digits).and_then(|number| number.parse::<u8>().ok()).is_some_and(|length| lengths.contains(&length));
    if valid && ends { digits + 1 } else { 0 }
}
