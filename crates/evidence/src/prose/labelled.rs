//! Values that are told by the label before them alone, and those that are written so that they cannot be read: hashes in groups.

use std::ops::Range;

use super::layout::Segment;
use super::{Finder, cut};
use crate::{Observable, ObservableKind, Observed, Reason};

/// What the label at the start of a line makes of the rest of it.
enum Labelled {
    Trace(ObservableKind),
    /// A value that nothing is compared by.
    NotCompared,
}

fn named(label: &str) -> Option<Labelled> {
    Some(match label {
        "mutex"
        | "mutexes"
        | "mutex name"
        | "mutex names"
        | "mutant"
        | "互斥体"
        | "互斥量"
        | "互斥锁"
        | "互斥體"
        | "ミューテックス"
        | "뮤텍스"
        | "мьютекс"
        | "мьютексы" => Labelled::Trace(ObservableKind::Mutex),
        "user agent" | "useragent" => Labelled::Trace(ObservableKind::UserAgent),
        "asn" | "as number" | "autonomous system" => Labelled::Trace(ObservableKind::AutonomousSystem),
        "service name" | "windows service" => Labelled::Trace(ObservableKind::WindowsService),
        "telegram" | "telegram handle" | "tox" | "tox id" | "jabber id" | "phone" | "telephone" | "scheduled task"
        | "task name" | "session id" | "ja4" | "pgp fingerprint" => Labelled::NotCompared,
        _ => return None,
    })
}

impl Finder<'_, '_> {
    /// Reads the line of `segment` where its label says what it holds: `Mutex: Global\Example`, `User-Agent: Example/1.0`.
    pub(super) fn labelled_line(&mut self, segment: &Segment) {
        const LONGEST_LABEL: usize = 40;
        let line = self.cut(segment.line.clone());
        let head = cut(line, 0..line.floor_char_boundary(LONGEST_LABEL));
        let Some(colon) = head.find(": ").or_else(|| head.find('：')) else { return };
        let label =
            cut(head, 0..colon).trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace(['-', '_'], " ");
        let Some(labelled) = named(&label) else { return };
        let marks = |c: char| c.is_whitespace() || "*_|".contains(c);
        let width = if cut(head, colon..head.len()).starts_with(':') { 1 } else { '：'.len_utf8() };
        let behind = cut(line, colon + width..line.len());
        let value = behind.trim_matches(marks);
        let start = segment.line.start + colon + width + (behind.len() - behind.trim_start_matches(marks).len());
        let range = start..start + value.len();
        // What stands between marks of code is read as that.
        if value.is_empty() || value.len() > 300 || value.contains(['`', '"', '“', '|']) {
            return;
        }
        match labelled {
            Labelled::NotCompared => self.set_aside(Reason::Description, range),
            Labelled::Trace(ObservableKind::Mutex) if value.contains([',', ';']) => {
                let mut at = start;
                for part in value.split_inclusive([',', ';']) {
                    let name = part.trim_matches(|c: char| c.is_whitespace() || ",;.".contains(c));
                    let from = at + (part.len() - part.trim_start().len());
                    at += part.len();
                    if name.len() >= 3 && !name.contains(' ') {
                        self.keep_trace(ObservableKind::Mutex, from..from + name.len());
                    }
                }
            }
            Labelled::Trace(kind) => {
                let one = kind == ObservableKind::UserAgent || !value.contains(' ');
                if one && Observable::parse(kind, value).is_ok() {
                    self.keep_trace(kind, range);
                }
            }
        }
    }

    /// Reads the hash that a segment holds in groups with blanks between, as `certutil` prints it, where the words before it or the line above
    /// name its algorithm. Says where it stands.
    pub(super) fn spaced_hash(&mut self, segment: &Segment) -> Option<Range<usize>> {
        /// A line above that names an algorithm.
        const LABEL: usize = 160;
        let content = self.cut(segment.range.clone());
        let mut run: Option<(Range<usize>, usize, usize)> = None;
        let mut at = 0;
        let mut found = None;
        for word in content.split(' ').chain(std::iter::once("")) {
            let range = at..at + word.len();
            at = range.end + 1;
            let hex = matches!(word.len(), 2 | 4 | 8) && word.bytes().all(|byte| byte.is_ascii_hexdigit());
            match &mut run {
                Some((whole, width, count)) if hex && *width == word.len() => {
                    whole.end = range.end;
                    *count += 1;
                }
                Some((whole, width, count)) if [32, 40, 64, 128].contains(&(*width * *count)) && *count > 3 => {
                    found = Some(whole.clone());
                    break;
                }
                _ => run = hex.then_some((range, word.len(), 1)),
            }
        }
        let found = found?;
        let range = segment.range.start + found.start..segment.range.start + found.end;
        let digits: String = self.cut(range.clone()).chars().filter(|c| *c != ' ').collect();
        let before = self.cut(self.text.ceil_char_boundary(range.start.saturating_sub(LABEL))..range.start);
        let mut lines = before.rsplit('\n');
        let label = [lines.next(), lines.next()].into_iter().flatten().find(|line| !line.trim().is_empty())?;
        if !super::names_algorithm(label, digits.len()) {
            return None;
        }
        let hash = Observable::guess(&digits)?;
        self.hide(range.clone());
        self.keep(range.clone(), Observed::Observable(hash));
        Some(range)
    }

    /// Takes note of a token that may be one group of a hash: `275a 021b bfb6 …`.
    pub(super) fn group(&mut self, token: &Range<usize>) {
        let written = self.cut(token.clone());
        let width = written.len();
        let hex = (width == 4 || width == 8) && written.bytes().all(|byte| byte.is_ascii_hexdigit());
        let follows = self.groups.range.end + 1 == token.start && self.groups.width == width;
        if hex && follows {
            self.groups.range.end = token.end;
            self.groups.count += 1;
            return;
        }
        self.end_groups();
        if hex {
            self.groups = Groups { range: token.clone(), width, count: 1 };
        }
        self.hyphened_groups(token);
    }

    /// Says that groups of digits which together have the length of a hash are none that is read. 32 digits are left out: that is a
    /// line of a dump of memory.
    pub(super) fn end_groups(&mut self) {
        let Groups { range, width, count } = std::mem::take(&mut self.groups);
        if count >= 5 && [40, 64, 128].contains(&(width * count)) {
            self.lose_groups(range);
        }
    }

    fn hyphened_groups(&mut self, token: &Range<usize>) {
        const LONGEST: usize = 170;
        let written = self.cut(token.clone());
        if !(39..=LONGEST).contains(&written.len()) {
            return;
        }
        let mut groups = written.split('-');
        let Some(width) = groups.next().map(str::len).filter(|width| [2, 4, 8, 16].contains(width)) else { return };
        let hex = |group: &str| group.len() == width && group.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = written.bytes().filter(|byte| *byte != b'-').count();
        if written.split('-').all(hex) && [32, 40, 64, 128].contains(&digits) {
            self.lose_groups(token.clone());
        }
    }

    fn lose_groups(&mut self, range: Range<usize>) {
        let what = format!("`{}` may be a hash that is written in groups", super::shorten(self.cut(range.clone())));
        self.lose(what, range, "give the hash without blanks or hyphens");
    }
}

/// Groups of hexadecimal digits of one width with a blank between them.
#[derive(Debug, Default)]
pub(super) struct Groups {
    range: Range<usize>,
    width: usize,
    count: usize,
}
