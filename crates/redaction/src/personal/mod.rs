//! Personal data in text: found, and held back from everything that leaves a case.
//!
//! Victims' people and machines are named in evidence, and none of that belongs into what is published. Each recogniser reads one
//! kind of data by its form, one file a kind; what has no form (a name in a sentence) is found only where the caller names it in
//! [`Known`]. E-mail addresses and internal addresses lean towards being found; the rest leans towards leaving the page readable.
//!
//! ```
//! use dunant_redaction::personal::{Known, hold_back};
//!
//! let known = Known::default().host("FS01").domain("clinic.org");
//! let text = "joe@clinic.org on FS01 (10.0.0[.]5) opened http://evil.net/a from C:\\Users\\joe\\Downloads";
//! assert_eq!(
//!     hold_back(text, &known),
//!     "[withheld: e-mail address] on [withheld: internal host name] ([withheld: internal address]) opened http://evil.net/a \
//!      from C:\\Users\\[withheld: user name]\\Downloads"
//! );
//! ```

mod address;
mod email;
mod home;
mod host;
mod iban;
mod known;
mod list;
mod phone;
mod user;
mod written;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::Marker;
use crate::marker::pieces;
pub use known::Known;
pub use list::InvalidList;

/// The kinds of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An e-mail address, with the password where a URL holds one before it. Names that RFC 2606 reserves for examples are none.
    EmailAddress,
    /// An address of a network that is nobody else's: private (RFC 1918, RFC 4193), shared (RFC 6598), link-local, loopback.
    InternalAddress,
    /// A host under a name that only an internal network resolves or that the caller names, or a host in a UNC path.
    InternalHostName,
    /// The account in a home directory, in `DOMAIN\user` or in `user@HOST`, or one that the caller names.
    UserName,
    /// Any other name that the caller gives.
    Name,
    /// A telephone number in international form (ITU-T E.164).
    PhoneNumber,
    /// An international bank account number (ISO 13616) whose check digits hold.
    Iban,
}

/// Personal data in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its bytes; both ends are boundaries of characters.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// The personal data of `text`, in order and without overlap. Where two recognisers meet, what either found is found.
///
/// Time grows with the length of the text. What a [`Marker`] says is no personal data, and nothing is read across one.
#[must_use]
pub fn find(text: &str, known: &Known) -> Vec<Found> {
    let mut all = Vec::new();
    for piece in pieces(text) {
        all.extend(in_piece(text.get(piece.clone()).unwrap_or_default(), known).into_iter().map(|found| Found {
            span: found.span.start + piece.start..found.span.end + piece.start,
            kind: found.kind,
        }));
    }
    all
}

/// `text` with a [`Marker`] in the place of all personal data: [`find`] finds nothing in it, and doing it again changes nothing.
#[must_use]
pub fn hold_back<'t>(text: &'t str, known: &Known) -> Cow<'t, str> {
    hold_back_and_tell(text, known, &mut |_| {})
}

/// The same, and `tell` is called with the kind of each that was held back.
#[must_use]
pub fn hold_back_and_tell<'t>(text: &'t str, known: &Known, tell: &mut dyn FnMut(Kind)) -> Cow<'t, str> {
    let mut text = Cow::Borrowed(text);
    // What stands beside a marker is read anew, for it may be personal data now that its neighbour is gone. Twice is the most that
    // was seen; a text made to take longer loses what stands between two markers whole.
    for pass in 0..=PASSES {
        let mut found = find(&text, known);
        if found.is_empty() {
            break;
        }
        if pass == PASSES {
            found = whole_pieces(&text, &found);
        }
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for Found { span, kind } in &found {
            tell(*kind);
            out.push_str(text.get(from..span.start).unwrap_or_default());
            out.push_str(Marker::Personal(*kind).text());
            from = span.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        text = Cow::Owned(out);
    }
    text
}

/// Times that a text is read anew.
const PASSES: usize = 8;

fn in_piece(text: &str, known: &Known) -> Vec<Found> {
    let mut found = Vec::new();
    email::find(text, known, &mut found);
    address::find(text, &mut found);
    host::find(text, known, &mut found);
    user::find(text, known, &mut found);
    phone::find(text, &mut found);
    iban::find(text, &mut found);
    known.find(text, &mut found);
    joined(found)
}

/// What overlaps becomes one, of the kind that begins first.
fn joined(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| (found.span.start, std::cmp::Reverse(found.span.end), found.kind));
    let mut apart: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        match apart.last_mut() {
            Some(last) if next.span.start < last.span.end => last.span.end = last.span.end.max(next.span.end),
            _ => apart.push(next),
        }
    }
    apart
}

/// The pieces between markers that hold anything, each as a whole.
fn whole_pieces(text: &str, found: &[Found]) -> Vec<Found> {
    let mut whole = Vec::new();
    let mut found = found.iter().peekable();
    for span in pieces(text) {
        if let Some(first) = found.peek().filter(|found| found.span.start < span.end) {
            let kind = first.kind;
            while found.next_if(|found| found.span.start < span.end).is_some() {}
            whole.push(Found { span, kind });
        }
    }
    whole
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::EmailAddress,
        Self::InternalAddress,
        Self::InternalHostName,
        Self::UserName,
        Self::Name,
        Self::PhoneNumber,
        Self::Iban,
    ];

    /// The kind in words: `e-mail address`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::EmailAddress => "e-mail address",
            Self::InternalAddress => "internal address",
            Self::InternalHostName => "internal host name",
            Self::UserName => "user name",
            Self::Name => "name",
            Self::PhoneNumber => "telephone number",
            Self::Iban => "bank account number",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

#[cfg(test)]
mod tests;
