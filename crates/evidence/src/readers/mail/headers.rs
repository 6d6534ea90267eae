use dunant_vocabulary::{Space, Span};
use mail_parser::{Header, HeaderValue, Host, Message, Received};

use super::addresses::{Own, RECIPIENTS, addresses, is_everybodys, registrable};
use super::relays::{Side, Way, is_local};
use crate::prose::read_prose;
use crate::readers::whole_values;
use crate::set_aside::Reason;
use crate::{Bearing, Context, Observable, ObservableKind, Observed, Reading, Source, Vocabulary};

/// The headers of one message, each a field of its own.
pub(in crate::readers) struct Fields<'a> {
    pub(in crate::readers) source: &'a Source<'a>,
    /// What the places of headers count in.
    pub(in crate::readers) space: Space,
    pub(in crate::readers) context: &'a Context<'a>,
    pub(in crate::readers) own: &'a Own,
}

/// Headers that name who sent the message.
const SENDERS: [&str; 9] = [
    "from",
    "reply-to",
    "return-path",
    "sender",
    "x-sender",
    "envelope-from",
    "x-envelope-from",
    "resent-from",
    "disposition-notification-to",
];

/// Headers with the address from which the message was written.
const ORIGINS: [&str; 7] = [
    "x-originating-ip",
    "x-sender-ip",
    "x-source-ip",
    "x-client-ip",
    "x-remote-ip",
    "x-sending-ip",
    "x-forefront-antispam-report-untrusted-ip",
];

impl Fields<'_> {
    pub(in crate::readers) fn read(&self, message: &Message<'_>, reading: &mut Reading) {
        let mut way = Way::default();
        for header in message.headers() {
            let name = header.name().to_owned();
            let lower = name.to_ascii_lowercase();
            let span = Span::within(self.space, header.offset_field as usize, header.offset_end as usize);
            reading.record("header", Some(&name), span);
            match &header.value {
                _ if RECIPIENTS.contains(&lower.as_str()) => self.recipients(header, &name, span, reading),
                _ if SENDERS.contains(&lower.as_str()) => self.senders(header, &name, span, reading),
                HeaderValue::Received(received) => {
                    let side = way.step(received, self.own);
                    self.relay(received, side, &name, span, reading);
                }
                _ if lower == "subject" => self.subject(message, span, reading),
                _ if lower == "message-id" => self.message_id(message, &name, span, reading),
                _ if ORIGINS.contains(&lower.as_str()) => self.origin(header, &name, span, reading),
                _ if matches!(lower.as_str(), "x-mailer" | "user-agent") => self.mailer(header, &name, span, reading),
                _ if lower == "dkim-signature" => self.signature(header, &name, span, reading),
                _ if lower == "list-unsubscribe" => self.links(header, &name, span, reading),
                _ => self.other(header, &name, span, reading),
            }
        }
    }

    fn raw(&self, header: &Header<'_>) -> String {
        let bytes = self.source.bytes.get(header.offset_start as usize..header.offset_end as usize).unwrap_or_default();
        String::from_utf8_lossy(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn recipients(&self, header: &Header<'_>, name: &str, span: Span, reading: &mut Reading) {
        let found = addresses(&header.value);
        if found.is_empty() {
            return reading.set_aside(Reason::Description, self.raw(header), span, name);
        }
        for address in found {
            reading.set_aside(Reason::Own, address, span, name);
        }
    }

    fn senders(&self, header: &Header<'_>, name: &str, span: Span, reading: &mut Reading) {
        let found = addresses(&header.value);
        if found.is_empty() {
            return reading.set_aside(Reason::Description, self.raw(header), span, name);
        }
        for address in found {
            if self.own.has_address(&address) {
                reading.set_aside(Reason::Own, address, span, name);
                continue;
            }
            let host = address.rsplit_once('@').map(|(_, host)| host.to_owned()).unwrap_or_default();
            self.observe(ObservableKind::EmailAddr, &address, Bearing::Stated, name, span, reading);
            if registrable(&host).is_some_and(|domain| !is_everybodys(&domain)) {
                self.observe(ObservableKind::DomainName, &host, Bearing::Stated, name, span, reading);
            }
        }
    }

    /// A relay's address and name. Only the relay that handed the message over is known not to be made up.
    fn relay(&self, received: &Received<'_>, side: Side, name: &str, span: Span, reading: &mut Reading) {
        let mut values: Vec<(ObservableKind, String)> = Vec::new();
        for host in [received.from.as_ref(), received.helo.as_ref()].into_iter().flatten() {
            match host {
                Host::Name(host) => values.push((ObservableKind::DomainName, host.to_string())),
                Host::IpAddr(address) => values.push(address_value(address)),
            }
        }
        values.extend(received.from_iprev.iter().map(|host| (ObservableKind::DomainName, host.to_string())));
        values.extend(received.from_ip.iter().map(address_value));
        values.dedup();
        if let Some(Host::Name(by)) = &received.by {
            let reason = if self.own.has_host(by) || side == Side::Handing { Reason::Own } else { Reason::Description };
            reading.set_aside(reason, by.to_string(), span, name);
        }
        let mut kept: Vec<(ObservableKind, String)> = Vec::new();
        for (kind, value) in values {
            if kept.iter().any(|held| held.0 == kind && held.1 == value) {
                continue;
            }
            let local = value.parse().is_ok_and(|address| is_local(&address));
            match side {
                Side::Own => reading.set_aside(Reason::Own, value.clone(), span, name),
                _ if local || self.own.has_host(&value) => reading.set_aside(Reason::Own, value.clone(), span, name),
                Side::Everybodys => reading.set_aside(Reason::KnownGood, value.clone(), span, name),
                Side::Handing => self.observe(kind, &value, Bearing::Stated, name, span, reading),
                Side::Claimed => self.observe(kind, &value, Bearing::Aside, name, span, reading),
            }
            kept.push((kind, value));
        }
    }

    /// The subject: its values count, its wording is a field's and not prose.
    fn subject(&self, message: &Message<'_>, span: Span, reading: &mut Reading) {
        static NO_TERMS: std::sync::LazyLock<Vocabulary> = std::sync::LazyLock::new(Vocabulary::empty);
        let subject = message.subject().unwrap_or_default();
        let context = Context { vocabulary: &NO_TERMS, ..*self.context };
        let before = reading.mark();
        read_prose(subject, &|_| span, "Subject", &context, reading);
        if reading.observed_since(&before).is_empty() {
            reading.set_aside(Reason::Description, subject, span, "Subject");
        }
    }

    fn message_id(&self, message: &Message<'_>, name: &str, span: Span, reading: &mut Reading) {
        let id = message.message_id().unwrap_or_default();
        let host = id.rsplit_once('@').map_or("", |(_, host)| host);
        let telling = registrable(host).is_some_and(|domain| !is_everybodys(&domain)) && !self.own.has_host(host);
        if telling && crate::hosts::has_public_suffix(host) {
            self.observe(ObservableKind::DomainName, host, Bearing::Aside, name, span, reading);
        } else {
            reading.set_aside(Reason::Description, id, span, name);
        }
    }

    fn origin(&self, header: &Header<'_>, name: &str, span: Span, reading: &mut Reading) {
        let raw = self.raw(header);
        let address = raw.trim_matches(['[', ']', '(', ')', ' ']);
        match address.parse() {
            Ok(address) if !is_local(&address) => {
                let (kind, value) = address_value(&address);
                self.observe(kind, &value, Bearing::Stated, name, span, reading);
            }
            _ => reading.set_aside(Reason::Own, raw, span, name),
        }
    }

    fn mailer(&self, header: &Header<'_>, name: &str, span: Span, reading: &mut Reading) {
        self.observe(ObservableKind::UserAgent, &self.raw(header), Bearing::Stated, name, span, reading);
    }

    /// The domain that signed the message (RFC 6376, section 3.5).
    fn signature(&self, header: &Header<'_>, name: &str, span: Span, reading: &mut Reading) {
        let raw = self.raw(header);
        let domain = raw.split(';').find_map(|tag| tag.trim().strip_prefix("d=")).unwrap_or_default().replace(' ', "");
        let telling = registrable(&domain).is_some_and(|domain| !is_everybodys(&domain));
        if !telling || self.own.has_host(&domain) {
            let reason = if self.own.has_host(&domain) { Reason::Own } else { Reason::KnownGood };
            return reading.set_aside(reason, if domain.is_empty() { raw } else { domain }, span, name);
        }
        self.observe(ObservableKind::DomainName, &domain, Bearing::Stated, name, span, reading);
    }

    fn links(&self, header: &Header<'_>, name: &str, span: Span, reading: &mut Reading) {
        let raw = self.raw(header);
        for part in raw.split(['<', '>', ',', ' ']).filter(|part| part.contains("://") || part.starts_with("mailto:")) {
            super::body::link(part, self.own, span, name, reading);
        }
    }

    /// Any other field. One that holds nothing but an address or a host says something of the way; it is kept beside the matter.
    fn other(&self, header: &Header<'_>, name: &str, span: Span, reading: &mut Reading) {
        let raw = self.raw(header);
        crate::markings::of_field(name, &raw, span, reading);
        match whole_values::guess(raw.trim_matches(['[', ']', '<', '>'])) {
            Some(trace) if self.may_tell(&trace) => {
                reading.observe_as(Observed::Observable(trace), span, name, Bearing::Aside);
            }
            _ => reading.set_aside(Reason::Description, raw, span, name),
        }
    }

    fn may_tell(&self, trace: &Observable) -> bool {
        match trace.kind() {
            ObservableKind::Ipv4Addr | ObservableKind::Ipv6Addr => trace.value().parse().is_ok_and(|ip| !is_local(&ip)),
            ObservableKind::EmailAddr => !self.own.has_address(trace.value()),
            ObservableKind::DomainName => {
                !self.own.has_host(trace.value())
                    && registrable(trace.value()).is_some_and(|domain| !is_everybodys(&domain))
            }
            _ => false,
        }
    }

    fn observe(
        &self,
        kind: ObservableKind,
        value: &str,
        bearing: Bearing,
        name: &str,
        span: Span,
        reading: &mut Reading,
    ) {
        let named = kind != ObservableKind::DomainName || crate::hosts::has_public_suffix(value);
        match Observable::parse(kind, value) {
            Ok(trace) if named => reading.observe_as(Observed::Observable(trace), span, name, bearing),
            // The name by which a machine greets may be any word.
            _ => reading.set_aside(Reason::NotATrace, value, span, name),
        }
    }
}

fn address_value(address: &std::net::IpAddr) -> (ObservableKind, String) {
    let kind = if address.is_ipv4() { ObservableKind::Ipv4Addr } else { ObservableKind::Ipv6Addr };
    (kind, address.to_string())
}

/// Whether bytes begin as a message does: lines of headers, among them the sender or the way, and another of a message's own.
pub(super) fn begins_with_headers(bytes: &[u8]) -> bool {
    const HEAD: usize = 1 << 16;
    const MARKS: [&str; 12] = [
        "date",
        "to",
        "subject",
        "message-id",
        "mime-version",
        "content-type",
        "received",
        "return-path",
        "delivered-to",
        "from",
        "reply-to",
        "cc",
    ];
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let (mut came, mut marks) = (false, 0);
    for (number, line) in head.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return number > 0 && came && marks >= 2;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            if number == 0 {
                return false;
            }
            continue;
        }
        let Some(name) = memchr::memchr(b':', line).and_then(|at| line.get(..at)) else { return false };
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        came |= matches!(name.as_str(), "from" | "received" | "return-path" | "delivered-to");
        marks += usize::from(MARKS.contains(&name.as_str()));
    }
    came && marks >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_told_from_notes() {
        assert!(begins_with_headers(b"From: a@example.com\r\nTo: b@example.org\r\n\r\nHello"));
        assert!(begins_with_headers(b"Received: from a\n by b\nDate: today\nFrom: a\n\nx"));
        assert!(!begins_with_headers(b"From: the desk\n\nWe saw 203.0.113.7."));
        assert!(!begins_with_headers(b"Date: 2021-01-01\nSubject: notes\n\nx"));
        assert!(!begins_with_headers(b"C2: http://example.com\nTo: block\nFrom here on all is well\n\nx"));
        assert!(!begins_with_headers(b""));
    }
}
