use std::collections::BTreeSet;
use std::net::IpAddr;

use mail_parser::{Address, HeaderName, HeaderValue, Message};

use crate::hosts::is_shared_host;

/// What belongs to those who received the message.
#[derive(Debug, Default)]
pub(in crate::readers) struct Own {
    addresses: BTreeSet<String>,
    /// Registrable domains of the recipients and of the server that took the message in.
    domains: BTreeSet<String>,
}

/// Headers that name who received the message.
pub(super) const RECIPIENTS: [&str; 12] = [
    "to",
    "cc",
    "bcc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "apparently-to",
    "x-forwarded-to",
    "resent-to",
    "x-rcpt-to",
];

impl Own {
    pub(in crate::readers) fn of(message: &Message<'_>) -> Self {
        let mut own = Self::default();
        for header in message.headers() {
            if RECIPIENTS.contains(&header.name().to_ascii_lowercase().as_str()) {
                for address in addresses(&header.value) {
                    own.add(&address);
                }
            }
        }
        if own.is_report(message) {
            for header in message.headers().iter().filter(|header| header.name == HeaderName::From) {
                for address in addresses(&header.value) {
                    own.add(&address);
                }
            }
        }
        let received = message.headers().iter().find(|header| header.name == HeaderName::Received);
        if let Some(HeaderValue::Received(received)) = received.map(|header| &header.value) {
            if let Some(recipient) = &received.for_ {
                own.add(recipient.trim_matches(['<', '>', ';']));
            }
            // The newest line is written by the server that took the message in.
            if let Some(mail_parser::Host::Name(host)) = &received.by {
                own.add_domain(host);
            }
        }
        own
    }

    /// Whether the message reports: it is written to a desk that takes reports, is marked, or hands another message on.
    fn is_report(&self, message: &Message<'_>) -> bool {
        const DESKS: [&str; 13] = [
            "abuse",
            "cert",
            "csirt",
            "cyber",
            "incident",
            "incidents",
            "isac",
            "meldestelle",
            "phishing",
            "psirt",
            "report",
            "soc",
            "spoc",
        ];
        const HANDED_ON: [&str; 8] = ["fw", "fwd", "wg", "tr", "rv", "i", "doorst", "转发"];
        let is_desk = |address: &String| {
            address.split(['@', '.', '-', '_']).any(|part| DESKS.contains(&part) || part.starts_with("cert"))
        };
        let subject = message.subject().unwrap_or_default();
        let bare = match subject.trim_start().strip_prefix('[') {
            Some(rest) => rest.split_once(']').map_or(rest, |(_, rest)| rest),
            None => subject,
        };
        let first =
            bare.split(':').next().filter(|first| first.len() < bare.len()).unwrap_or_default().trim().to_lowercase();
        let holds_message = || message.parts.iter().any(|part| matches!(part.body, mail_parser::PartType::Message(_)));
        let body = || message.body_text(0).unwrap_or_default();
        let quotes_headers = || {
            ["\nFrom: ", "\nVon: ", "\nDe : ", "\nDe: ", "\nOd: ", "\nОт: ", "\nDa: ", "\nVan: "]
                .iter()
                .any(|from| body().contains(from))
        };
        // `Fwd` and nothing else, above a message that is handed on.
        let alone = HANDED_ON.contains(&bare.trim().to_lowercase().as_str());
        self.addresses.iter().any(is_desk)
            || holds_message() && (alone || body().trim().is_empty())
            || subject.contains("TLP:")
            || HANDED_ON.contains(&first.as_str()) && (holds_message() || quotes_headers())
    }

    fn add(&mut self, address: &str) {
        let address = address.to_lowercase();
        if let Some((_, host)) = address.rsplit_once('@') {
            self.add_domain(host);
            self.addresses.insert(address.clone());
        }
    }

    fn add_domain(&mut self, host: &str) {
        if let Some(domain) = registrable(host).filter(|domain| !is_everybodys(domain)) {
            self.domains.insert(domain);
        }
    }

    /// Whether an address is a recipient's, or of a recipient's domain.
    pub(super) fn has_address(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        self.addresses.contains(&address) || address.rsplit_once('@').is_some_and(|(_, host)| self.has_host(host))
    }

    /// Whether a host is of a recipient's domain.
    pub(super) fn has_host(&self, host: &str) -> bool {
        registrable(host).is_some_and(|domain| self.domains.contains(&domain))
    }
}

/// The addresses that a header holds.
pub(super) fn addresses(value: &HeaderValue<'_>) -> Vec<String> {
    let list = |list: &[mail_parser::Addr<'_>]| -> Vec<String> {
        list.iter().filter_map(|address| address.address.as_deref().map(str::to_owned)).collect()
    };
    let found = match value {
        HeaderValue::Address(Address::List(addresses)) => list(addresses),
        HeaderValue::Address(Address::Group(groups)) => {
            groups.iter().flat_map(|group| list(&group.addresses)).collect()
        }
        HeaderValue::Text(text) => text.split([',', ';', ' ', '\t', '<', '>']).map(str::to_owned).collect(),
        HeaderValue::TextList(texts) => texts.iter().map(|text| text.to_string()).collect(),
        _ => Vec::new(),
    };
    found
        .into_iter()
        .map(|address| address.trim_matches(['<', '>', '"', '\'', ' ']).to_owned())
        .filter(|a| a.contains('@'))
        .collect()
}

/// The domain that somebody registered: `example.org` of `mx.hospital.example.org`, as the public suffix list has it.
pub(crate) fn registrable(host: &str) -> Option<String> {
    let host = host.trim().trim_matches(['[', ']', '.', '<', '>']).to_lowercase();
    if host.parse::<IpAddr>().is_ok() {
        return None;
    }
    psl::domain_str(&host).map(str::to_owned)
}

/// Whether a domain is a mail service that everybody uses, so that it tells neither sender nor recipient.
pub(crate) fn is_everybodys(domain: &str) -> bool {
    is_shared_host(domain) || SERVICES.contains(&domain)
}

/// Mail services: mailboxes that anybody can have, and those that send for others.
const SERVICES: [&str; 58] = [
    "163.com",
    "126.com",
    "21cn.com",
    "amazonses.com",
    "aol.com",
    "barracudanetworks.com",
    "bk.ru",
    "bluewin.ch",
    "comcast.net",
    "emailsrvr.com",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.de",
    "gmx.net",
    "googlegroups.com",
    "googlemail.com",
    "hotmail.com",
    "hushmail.com",
    "icloud.com",
    "inbox.lv",
    "inbox.ru",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.com",
    "mail.com",
    "mail.ru",
    "mailchimp.com",
    "mailgun.net",
    "mailgun.org",
    "mandrillapp.com",
    "me.com",
    "messagelabs.com",
    "mimecast.com",
    "msn.com",
    "naver.com",
    "onmicrosoft.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "pphosted.com",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "sendgrid.net",
    "sina.com",
    "t-online.de",
    "tuta.io",
    "tutanota.com",
    "ukr.net",
    "web.de",
    "yahoo.com",
    "yandex.ru",
    "zoho.com",
];
