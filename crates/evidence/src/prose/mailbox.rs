//! E-mail addresses within a token.

use std::ops::Range;

use super::host::Run;
use super::layout::{Segment, Setting};
use super::{Finder, cut};
use crate::hosts::{has_public_suffix, is_mail_provider, is_shared_host};
use crate::{Observable, ObservableKind, Observed, Reason};

impl Finder<'_, '_> {
    /// Keeps the e-mail addresses of a token, and says where they are.
    pub(super) fn emails(&mut self, token: &Range<usize>, segment: &Segment) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let written = self.cut(token.clone());
        for at in memchr::memchr_iter(b'@', written.as_bytes()) {
            let floor = found.last().map_or(token.start, |last| last.end);
            if token.start + at >= floor
                && let Some(email) = self.email(floor..token.end, token.start + at, segment)
            {
                found.push(email);
            }
        }
        found
    }

    /// Where the name begins that a quotation mark at `end` closes, of a mailbox such as `"heron"@example.com` (RFC 5322, 3.4.1).
    fn quoted_local(&self, end: usize) -> Option<usize> {
        const LONGEST: usize = 64;
        let head = self.cut(self.text.ceil_char_boundary(end.saturating_sub(LONGEST))..end);
        let open = head.rfind(['"', '\n'])?;
        let name = cut(head, open + 1..head.len());
        let whole =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte));
        whole.then(|| end - name.len())
    }

    /// Keeps or sets aside the e-mail address around the sign at `at`, and says where it is.
    fn email(&mut self, token: Range<usize>, at: usize, segment: &Segment) -> Option<Range<usize>> {
        let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
        let mut sign = at;
        let mut floor = token.start;
        match self.before(at) {
            // `heron\@example.com`, as source code and LaTeX write it.
            Some('\\') => sign = at - 1,
            // `"heron"@example.com`: the mark before parts the tokens.
            Some('"') => {
                sign = at - 1;
                floor = self.quoted_local(sign)?;
            }
            _ => {}
        }
        let head = self.cut(floor..sign);
        let local = head.bytes().rev().take(65).take_while(|byte| is_local(byte)).count();
        let name = cut(head, head.len() - local..head.len()).trim_start_matches(['.', '+', '-']);
        let start = sign - name.len();
        if name.is_empty() {
            return None;
        }
        let Ok(host) = Run::at(self.cut(0..token.end), at + 1) else {
            // `admin@localhost`
            let behind = self.cut(at + 1..token.end);
            let label = behind.bytes().take(64).take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
            if (1..64).contains(&label) {
                self.set_aside(Reason::NotATrace, start..at + 1 + label);
                return Some(start..at + 1 + label);
            }
            return None;
        };
        let host = if host.has_host_form() { host } else { host.without_what_follows().unwrap_or(host) };
        let email = start..host.range.end;
        if host.ipv4().is_some() {
            return None;
        }
        if !has_public_suffix(&host.clean.to_lowercase()) {
            self.set_aside(Reason::NotATrace, email.clone());
        } else if segment.setting == Setting::Running
            && !segment.listed
            && is_shared_host(&host.clean)
            && !is_mail_provider(&host.clean)
        {
            // The desk of a publisher or an authority, a repository's address.
            self.set_aside(Reason::Own, email.clone());
        } else if sign < at {
            let whole = format!("{name}@{}", host.clean);
            if let Ok(mailbox) = Observable::parse(ObservableKind::EmailAddr, &whole) {
                self.hide(email.clone());
                self.keep(email.clone(), Observed::Observable(mailbox));
            }
        } else {
            self.keep_or_lose(ObservableKind::EmailAddr, email.clone());
        }
        Some(email)
    }
}
