//! Outlook messages (MS-OXMSG): the fields of the message's own headers, its bodies, its attachments.
//!
//! A message that was sent from within an organisation has no headers; then sender and recipients are taken from its properties.

#[cfg(test)]
mod tests;

use mail_parser::MessageParser;

use super::compound::{Compound, names};
use super::inflating::Budget;
use super::mail::addresses::Own;
use super::mail::body::{self, Body};
use super::mail::cover;
use super::mail::headers::Fields;
use super::parts::{Form, Parts};
use super::rtf;
use crate::reading::Member;
use crate::{Context, Reader, Reading, Source};

pub(super) struct Outlook;

/// Properties of a message (MS-OXPROPS), as the names of their streams say them.
mod property {
    pub(super) const SUBJECT: u16 = 0x0037;
    pub(super) const HEADERS: u16 = 0x007d;
    pub(super) const SENDER: [u16; 4] = [0x5d01, 0x5d02, 0x0c1f, 0x0065];
    pub(super) const RECIPIENT: [u16; 2] = [0x39fe, 0x3003];
    pub(super) const BODY: u16 = 0x1000;
    pub(super) const RICH_TEXT: u16 = 0x1009;
    pub(super) const HTML: u16 = 0x1013;
    pub(super) const ATTACHED: u16 = 0x3701;
    pub(super) const FILE_NAME: [u16; 3] = [0x3707, 0x3704, 0x3001];
}

impl Reader for Outlook {
    fn format(&self) -> &'static str {
        "Outlook mail"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        names(source.bytes, "__properties_version1.0")
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let file = match Compound::open(source.bytes) {
            Ok(file) => file,
            Err(error) => {
                let help = "turn it into .eml with `msgconvert FILE`, or get the whole file";
                return reading.lose(format!("the message cannot be read: {error}"), None, Some(help));
            }
        };
        let parts = Parts::new(source, context);
        let mut message = MessageReading { file, budget: Budget::new(context.limits), source, context, parts, reading };
        message.read("/", context.limits.nesting);
    }
}

struct MessageReading<'a, 'r> {
    file: Compound<'a>,
    budget: Budget<'a>,
    source: &'a Source<'a>,
    context: &'a Context<'a>,
    parts: Parts<'a>,
    reading: &'r mut Reading,
}

impl MessageReading<'_, '_> {
    /// Reads the message whose storage is `at`, and those attached to it, `left` deep.
    fn read(&mut self, at: &str, left: u64) {
        let headers = self.headers(at);
        let subject = self.text(at, property::SUBJECT);
        if self.reading.title.is_none() {
            self.reading.title.clone_from(&subject);
        }
        let parsed = MessageParser::default().parse_headers(headers.as_bytes());
        let own = parsed.as_ref().map(Own::of).unwrap_or_default();
        if let Some(message) = &parsed {
            let space = self.parts.next("headers", headers.len(), self.reading);
            let part = Source::part_of(self.source, &headers, space);
            Fields { source: &part, space, context: self.context, own: &own }.read(message, self.reading);
        }
        self.bodies(at, &own);
        self.attachments(at, left);
    }

    /// The headers that the message came with, or as many as its properties give.
    fn headers(&mut self, at: &str) -> String {
        let mut headers = self.text(at, property::HEADERS).unwrap_or_default();
        // Exchange writes a line of its own before them.
        if let Some(rest) = headers.strip_prefix("Microsoft Mail Internet Headers Version 2.0") {
            headers = rest.trim_start().to_owned();
        }
        let lower = headers.to_lowercase();
        let mut add = |name: &str, value: &str| {
            let line = value.replace(['\r', '\n'], " ");
            headers = format!("{name}: {line}\r\n{headers}");
        };
        let has = |name: &str| lower.starts_with(name) || lower.contains(&format!("\n{name}"));
        if !has("to:") {
            let storages = self.file.storages(at, "__recip_version1.0_");
            for storage in storages {
                let path = format!("{at}{storage}/");
                if let Some(address) = self.first_text(&path, &property::RECIPIENT, "@") {
                    add("To", &format!("<{address}>"));
                }
            }
        }
        if !has("from:")
            && let Some(address) = self.first_text(at, &property::SENDER, "@")
        {
            add("From", &format!("<{address}>"));
        }
        if !has("subject:")
            && let Some(subject) = self.text(at, property::SUBJECT)
        {
            add("Subject", &subject);
        }
        headers
    }

    fn bodies(&mut self, at: &str, own: &Own) {
        let mut bodies = Vec::new();
        if let Some(text) = self.text(at, property::BODY) {
            bodies.push(Body { name: "body".into(), text: text.into(), form: Form::Text });
        }
        let html = self.stream(at, property::HTML, 0x0102).map(|bytes| decoded_html(&bytes));
        if let Some(html) = html.or_else(|| self.text(at, property::HTML)) {
            bodies.push(Body { name: "body (HTML)".into(), text: html.into(), form: Form::Html });
        }
        let has_html = bodies.iter().any(|body| body.form == Form::Html);
        if !has_html && let Some(packed) = self.stream(at, property::RICH_TEXT, 0x0102) {
            let limit = usize::try_from(self.context.limits.item_bytes).unwrap_or(usize::MAX);
            match rtf::compressed::unpack(&packed, limit) {
                Some(plain) => {
                    let document = rtf::text::Document::parse(&plain, limit);
                    rtf::say_rest(&document, self.reading);
                    match document.html {
                        Some(html) => {
                            bodies.push(Body { name: "body (HTML)".into(), text: html.into(), form: Form::Html })
                        }
                        None if bodies.is_empty() => {
                            bodies.push(Body { name: "body".into(), text: document.text.into(), form: Form::Text });
                        }
                        None => {}
                    }
                }
                None => self.reading.lose(
                    "the rich text of the message cannot be unpacked",
                    None,
                    Some("turn it into .eml with `msgconvert FILE`, and pass that"),
                ),
            }
        }
        body::read_bodies(&bodies, own, &mut self.parts, self.reading);
        self.reading.disowns_members |= cover::disowns_members(self.reading.title.as_deref(), &bodies);
    }

    fn attachments(&mut self, at: &str, left: u64) {
        for (number, storage) in (1_u64..).zip(self.file.storages(at, "__attach_version1.0_")) {
            if number > self.context.limits.members {
                let what = format!("more attachments than the limit `members` ({})", self.context.limits.members);
                return self.reading.lose(what, None, Some("raise it with `--limit members=N`"));
            }
            let path = format!("{at}{storage}/");
            let inner = format!("{path}__substg1.0_3701000D/");
            if self.file.holds(inner.trim_end_matches('/')) {
                match left.checked_sub(1) {
                    Some(left) => self.read(&inner, left),
                    None => self.reading.lose(
                        "a message within the message was not read: the limit `nesting` is reached",
                        None,
                        Some("raise it with `--limit nesting=N`"),
                    ),
                }
                continue;
            }
            let name =
                self.first_text(&path, &property::FILE_NAME, "").unwrap_or_else(|| format!("attachment {number}"));
            match self.stream(&path, property::ATTACHED, 0x0102) {
                Some(bytes) if !bytes.is_empty() => self.reading.members.push(Member { name, bytes }),
                Some(_) => {}
                None => self.reading.lose(
                    format!("the attachment `{name}` is not in the file, or goes beyond a limit"),
                    None,
                    Some("save it from the mail program, and add it as an item of its own"),
                ),
            }
        }
    }

    fn stream(&mut self, at: &str, property: u16, kind: u16) -> Option<Vec<u8>> {
        self.file.stream(&format!("{at}__substg1.0_{property:04X}{kind:04X}"), &mut self.budget)
    }

    /// A property that is text, in UTF-16 or in the encoding of the machine that wrote it.
    fn text(&mut self, at: &str, property: u16) -> Option<String> {
        let wide = self.stream(at, property, 0x001f).map(|bytes| encoding_rs::UTF_16LE.decode(&bytes).0.into_owned());
        let text = wide.or_else(|| {
            let bytes = self.stream(at, property, 0x001e)?;
            Some(String::from_utf8(bytes).unwrap_or_else(|error| {
                encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned()
            }))
        });
        text.map(|text| text.trim_end_matches('\0').to_owned()).filter(|text| !text.trim().is_empty())
    }

    /// The first of several properties that holds `what`.
    fn first_text(&mut self, at: &str, properties: &[u16], what: &str) -> Option<String> {
        properties.iter().find_map(|property| self.text(at, *property).filter(|text| text.contains(what)))
    }
}

/// HTML as the message keeps it: bytes in the encoding that the page names.
fn decoded_html(bytes: &[u8]) -> String {
    Source::new("", bytes).text().map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), str::to_owned)
}
