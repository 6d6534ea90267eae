//! Mail: single messages (RFC 5322, MIME) and mailboxes (mbox, RFC 4155).
//!
//! Headers are fields, never prose: a sender is a trace, a recipient is the victim's own. Bodies are decoded and read as text or as
//! HTML; what two alternatives of one body both say counts once. Attachments and messages within the message are items of their own.

pub(super) mod addresses;
pub(super) mod body;
pub(super) mod cover;
pub(super) mod headers;
mod relays;
#[cfg(test)]
mod tests;

use dunant_vocabulary::{Space, Span};
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use self::addresses::Own;
pub(crate) use self::addresses::{is_everybodys, registrable};
use self::headers::Fields;
use super::parts::Parts;
use super::written_dates;
use crate::reading::Member;
use crate::{Context, Reader, Reading, Source};

/// One message.
pub(super) struct Mail;

/// Messages one behind the other.
pub(super) struct Mailbox;

impl Reader for Mail {
    fn format(&self) -> &'static str {
        "mail"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        headers::begins_with_headers(source.bytes)
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let Some(message) = MessageParser::default().parse(source.bytes) else {
            return reading.lose("no header of the message can be read", None, Some("save the message anew, as .eml"));
        };
        reading.title =
            message.subject().map(|subject| subject.trim().to_owned()).filter(|subject| !subject.is_empty());
        reading.dated = message
            .date()
            .and_then(|date| written_dates::parse(&format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)));
        let own = Own::of(&message);
        Fields { source, space: Space::Item, context, own: &own }.read(&message, reading);
        let mut parts = Parts::new(source, context);
        let bodies = body::of(&message);
        body::read_bodies(&bodies, &own, &mut parts, reading);
        let is_of_no_case = cover::is_of_no_case(&message);
        if is_of_no_case {
            reading.lower_names();
        }
        reading.disowns_members = is_of_no_case || cover::disowns_members(reading.title.as_deref(), &bodies);
        members(&message, context, reading);
    }
}

/// Attachments and messages within the message.
fn members(message: &Message<'_>, context: &Context<'_>, reading: &mut Reading) {
    let bodies: Vec<u32> = message.text_body.iter().chain(&message.html_body).copied().collect();
    let mut left = context.limits.unpacked_bytes;
    for (number, part) in message.parts.iter().enumerate() {
        let is_body = bodies.iter().any(|body| *body as usize == number);
        let (bytes, usual): (&[u8], &str) = match &part.body {
            PartType::Multipart(_) => continue,
            PartType::Text(_) | PartType::Html(_) if is_body => continue,
            PartType::Text(text) => (text.as_bytes(), "text.txt"),
            PartType::Html(text) => (text.as_bytes(), "page.html"),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => (bytes, "attachment"),
            PartType::Message(inner) => (inner.raw_message(), "message.eml"),
        };
        let stated = part.attachment_name().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        let name = stated.unwrap_or_else(|| format!("part {} {usual}", number + 1));
        if part.is_encoding_problem {
            let what = format!("the encoding of `{name}` is damaged; what could be decoded was read");
            reading.lose(what, Some(span_of(part)), Some("get the message as it was received"));
        }
        left = match left.checked_sub(bytes.len() as u64) {
            Some(left) => left,
            None => {
                let what = format!("`{name}` was not unpacked: the limit `unpacked-bytes` is reached");
                reading.lose(what, Some(span_of(part)), Some("raise it with `--limit unpacked-bytes=N`"));
                continue;
            }
        };
        if !bytes.is_empty() {
            reading.members.push(Member { name, bytes: bytes.to_vec() });
        }
    }
}

fn span_of(part: &mail_parser::MessagePart<'_>) -> Span {
    Span::item(part.offset_body as usize, part.offset_end as usize)
}

impl Reader for Mailbox {
    fn format(&self) -> &'static str {
        "mailbox"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.bytes.starts_with(b"From ")
            && memchr::memchr(b'\n', source.bytes)
                .and_then(|end| source.bytes.get(end + 1..))
                .is_some_and(headers::begins_with_headers)
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let limit = context.limits.members;
        let mut starts: Vec<usize> = memchr::memmem::find_iter(source.bytes, b"\nFrom ")
            .map(|at| at + 1)
            .filter(|at| blank_before(source.bytes, *at))
            .collect();
        starts.insert(0, 0);
        starts.push(source.bytes.len());
        for (number, pair) in (1_u64..).zip(starts.windows(2)) {
            let [start, end] = pair else { continue };
            if number > limit {
                let what =
                    format!("the mailbox has more messages than the limit `members` ({limit}); the rest was not read");
                return reading.lose(
                    what,
                    Some(Span::item(*start, source.bytes.len())),
                    Some("raise it with `--limit members=N`"),
                );
            }
            let raw = source.bytes.get(*start..*end).unwrap_or_default();
            let body = memchr::memchr(b'\n', raw).and_then(|line| raw.get(line + 1..)).unwrap_or_default();
            reading.record("object", Some(&number.to_string()), Span::item(*start, *end));
            if !body.is_empty() {
                reading.members.push(Member { name: format!("message {number}.eml"), bytes: unquoted(body) });
            }
        }
    }
}

/// Whether the line before `at` is empty, as it is before a message and not before a sentence that begins with "From".
fn blank_before(bytes: &[u8], at: usize) -> bool {
    let head = bytes.get(..at).unwrap_or_default();
    head.ends_with(b"\n\n") || head.ends_with(b"\r\n\r\n")
}

/// The message without the marks that keep its own lines from looking like the start of another (`>From`).
fn unquoted(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let marks = line.iter().take_while(|byte| **byte == b'>').count();
        let quoted = marks > 0 && line.get(marks..).is_some_and(|rest| rest.starts_with(b"From "));
        plain.extend_from_slice(line.get(usize::from(quoted)..).unwrap_or_default());
    }
    plain
}
