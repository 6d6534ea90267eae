//! Whose a place is because of how it came into a text: headers of quoted and forwarded mails, signatures, lines that say whom to
//! report to, and the reporter's own servers.
//!
//! What somebody defanged is never taken for his own. Nor are contact and signature of a letter that is evidence itself, or of a
//! text that demands a ransom: they are the attacker's. The sender of a forwarded mail is its writer's own where the mail is one of a conversation (`Re:`, `FW:`, `>`);
//! else he may be whom the case is about.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::readers::{is_everybodys, registrable};
use crate::reading::Voice;
use crate::verdict::folded;
use crate::{Observable, ObservableKind};

/// The places of a text that are the reporter's or the victim's own.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// In order: where own places are named.
    ranges: Vec<Range<usize>>,
    addresses: BTreeSet<String>,
    domains: BTreeSet<String>,
}

/// Names of mail headers that name who received it, who sent it, and others.
#[rustfmt::skip]
const TO: [&str; 24] = [
    "to", "cc", "bcc", "an", "kopie", "a", "para", "aan", "do", "dw", "kime", "bilgi", "кому", "копия", "копія", "收件人", "抄送", "宛先", "받는 사람", "참조", "الى",
    "delivered to", "destinataire", "copie",
];
#[rustfmt::skip]
const FROM: [&str; 15] = [
    "from", "von", "de", "da", "van", "od", "kimden", "от", "від", "发件人", "差出人", "보낸 사람", "من", "reply to", "expediteur",
];
#[rustfmt::skip]
const OTHERS: [&str; 34] = [
    "subject", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp", "temat", "тема", "konu", "主题", "件名", "제목", "الموضوع", "date", "datum",
    "fecha", "data", "дата", "tarih", "日期", "日時", "날짜", "التاريخ", "sent", "gesendet", "envoye", "enviado", "inviato", "verzonden", "wyslano",
    "отправлено", "надіслано", "gonderildi",
];

/// What the subject of an answer or of a forwarded mail begins with.
const ANSWERS: [&str; 18] = [
    "re", "aw", "antw", "sv", "vs", "odp", "ynt", "fw", "fwd", "wg", "tr", "rv", "i", "doorst", "enc", "res", "回复",
    "转发",
];

/// Words of a line above a quotation: `On Monday, Joe <joe@example.com> wrote:`.
#[rustfmt::skip]
const WROTE: [&str; 22] = [
    "wrote", "writes", "schrieb", "schrieb am", "a ecrit", "escribio", "ha scritto", "escreveu", "schreef", "napisal", "napisala", "pisze", "пишет",
    "написал", "написала", "написав", "пише", "yazdi", "写道", "寫道", "のメール", "작성",
];

/// What stands before whom to turn to.
#[rustfmt::skip]
const CONTACTS: [&str; 22] = [
    "contact", "contact us", "contact person", "report to", "please report to", "email us", "e mail us", "point of contact", "poc", "kontakt",
    "ansprechpartner", "ansprechpartnerin", "meldung an", "meldungen an", "melden an", "contacto", "contatto", "contato", "контакт", "контакты",
    "iletisim", "联系人",
];

/// What ends a mail, and is followed by who wrote it.
#[rustfmt::skip]
const GREETINGS: [&str; 26] = [
    "best", "best regards", "kind regards", "regards", "with kind regards", "sincerely", "yours sincerely", "many thanks", "cheers",
    "mit freundlichen grussen", "mit freundlichem gruss", "viele grusse", "beste grusse", "freundliche grusse", "mfg", "cordialement",
    "bien cordialement", "saludos", "un saludo", "cordiali saluti", "atenciosamente", "met vriendelijke groet", "z powazaniem", "с уважением",
    "з повагою", "saygilarimla",
];

/// What stands before a place that belongs to who writes.
#[rustfmt::skip]
const OURS: [&str; 15] = [
    "our", "unser", "unsere", "unserem", "unseren", "unserer", "notre", "nuestro", "nuestra", "nostro", "nostra", "nosso", "onze", "nasz", "наш",
];
#[rustfmt::skip]
const PLACES: [&str; 44] = [
    "server", "servers", "mailserver", "webserver", "domain", "domains", "network", "gateway", "firewall", "host", "hosts", "site", "website", "address",
    "ip", "proxy", "router", "vpn", "serveur", "servidor", "serwer", "сервер", "netz", "netzwerk", "webseite", "domane", "adresse",
    "relay", "relays", "mailrelay", "mta", "mx", "dns", "resolver", "resolvers", "scanner", "exchange", "smtp", "relais", "mailer", "resolveur", "rele",
    "passerelle", "pare feu",
];

/// What may stand between "our server" and its name.
#[rustfmt::skip]
const BETWEEN: [&str; 14] = [
    "at", "is", "the", "ip", "address", "named", "on", "unter", "mail", "messagerie", "correo", "posta", "email", "courriel",
];

/// What stands between "our" and a place that is not ours: "our logs from host 203.0.113.7".
#[rustfmt::skip]
const ENDS: [&str; 31] = [
    "from", "by", "to", "with", "and", "against", "von", "aus", "durch", "mit", "und", "zu", "par", "depuis", "vers", "avec", "desde", "por", "hacia", "con",
    "da", "dal", "dalla", "van", "met", "z", "od", "przez", "от", "из", "с",
];

/// Whether the name of a place of ours may still come behind `plain`. Some words also say where something comes from, or who it
/// speaks with: they count where the next word tells (`servidor de correo`, "server with the IP").
fn goes_on(plain: &str, next: Option<&str>, one_was_named: bool) -> bool {
    let next = next.map(folded).unwrap_or_default();
    match plain {
        "" => true,
        "de" | "di" => matches!(next.as_str(), "messagerie" | "correo" | "posta" | "mail" | "email" | "courriel"),
        "with" | "mit" => matches!(next.as_str(), "ip" | "address" | "adresse" | "ip adresse" | "the"),
        "and" => one_was_named,
        _ => BETWEEN.contains(&plain) || PLACES.contains(&plain),
    }
}

impl Owners {
    /// The own places of `text`, in which this voice speaks.
    pub(super) fn of(text: &str, voice: Voice) -> Self {
        let mut own = Self::default();
        let is_strange = voice == Voice::Letter || is_ransom_note(text);
        let mut walk = Walk { own: &mut own, text, block: Vec::new(), signature: 0, is_strange };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            walk.line(line, at);
            at += line.len();
        }
        walk.end_block();
        own.ranges.sort_by_key(|range| range.start);
        own
    }

    /// Whether a trace that is written at `range` is the reporter's or the victim's own.
    pub(super) fn have(&self, trace: &Observable, range: &Range<usize>) -> bool {
        let behind = self.ranges.partition_point(|held| held.start <= range.start);
        let within =
            behind.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|held| held.end > range.start);
        let of_domain = |host: &str| registrable(host).is_some_and(|domain| self.domains.contains(&domain));
        match trace.kind() {
            ObservableKind::EmailAddr => {
                let address = trace.value().to_lowercase();
                within
                    || self.addresses.contains(&address)
                    || address.rsplit_once('@').is_some_and(|(_, host)| of_domain(host))
            }
            ObservableKind::DomainName => within || of_domain(trace.value()),
            ObservableKind::Url => trace.host().is_some_and(|host| of_domain(host.value())),
            ObservableKind::Ipv4Addr | ObservableKind::Ipv6Addr => within,
            _ => false,
        }
    }

    fn add(&mut self, address: &str) {
        let address = address.to_lowercase();
        let Some((_, host)) = address.rsplit_once('@') else { return };
        if let Some(domain) = registrable(host).filter(|domain| !is_everybodys(domain)) {
            self.domains.insert(domain);
        }
        self.addresses.insert(address);
    }
}

struct Walk<'o, 't> {
    own: &'o mut Owners,
    text: &'t str,
    /// The headers of a mail that are being read: name, place of the value, whether the line is quoted.
    block: Vec<(String, Range<usize>, bool)>,
    /// Lines that a signature may still have.
    signature: u32,
    /// Whether the writer may be the attacker: his contact and signature are no reporter's.
    is_strange: bool,
}

impl Walk<'_, '_> {
    fn line(&mut self, line: &str, at: usize) {
        /// Lines that a signature has at most.
        const SIGNATURE: u32 = 10;
        let bare = line.trim_start_matches(['>', ' ', '\t', '*']);
        let (quoted, start) = (line.trim_start().starts_with('>'), at + (line.len() - bare.len()));
        let bare = bare.trim_end();
        if let Some((name, value)) = header(bare) {
            let from = start + (bare.len() - value.len());
            return self.block.push((name, from..start + bare.len(), quoted));
        }
        self.end_block();
        if bare.is_empty() {
            self.signature = self.signature.saturating_sub(1);
            return;
        }
        let words = folded(bare.get(..bare.floor_char_boundary(400)).unwrap_or_default());
        if bare.ends_with([':', '：']) && bare.contains('@') && WROTE.iter().any(|wrote| words.contains(wrote)) {
            return self.take(start..start + bare.len());
        }
        if self.is_strange {
            return;
        }
        if line.trim_end() == "--" || line.trim_end() == "-- " || GREETINGS.contains(&words.as_str()) {
            self.signature = SIGNATURE;
            return;
        }
        if quoted || bare.starts_with("--") || bare.starts_with("__") {
            self.signature = 0;
        }
        if self.signature > 0 {
            self.signature -= 1;
            // A sentence is none of a signature.
            if bare.split_whitespace().count() <= 14 {
                return self.take(start..start + bare.len());
            }
        }
        self.contacts(bare, start);
        self.ours(bare, start);
        // A mail server's log names who received.
        for (at, mark) in bare.match_indices(" to=<").take(8) {
            let from = at + mark.len();
            let length = bare.get(from..).and_then(|rest| rest.find('>')).unwrap_or(0);
            self.take(start + from..start + from + length);
        }
    }

    /// The places behind a label that says whom to turn to, up to the end of the line.
    fn contacts(&mut self, line: &str, start: usize) {
        for (colon, _) in line.match_indices([':', '：']).take(8) {
            let before = line.get(..colon).unwrap_or_default();
            let label = before.rsplit(['.', ';', '|', '(', ',']).next().unwrap_or(before);
            let words = folded(label);
            let is_contact = CONTACTS.contains(&words.as_str())
                || words.strip_prefix("contact ").is_some_and(|whom| {
                    // `Contact BSI:`; but `Contact email:` is a field of the owner of a domain.
                    let field = ["address", "e mail", "email", "id", "mail", "name", "organization", "phone"];
                    whom.split(' ').count() <= 2 && !field.contains(&whom)
                });
            if is_contact {
                let length = line.len();
                return self.take(start + colon..start + length);
            }
        }
    }

    /// The places that directly follow what is said to be the writer's own: `our mail server 192.0.2.1 (mail.example.com)`.
    fn ours(&mut self, line: &str, start: usize) {
        let words: Vec<&str> = line.split_inclusive(char::is_whitespace).collect();
        let mut since: Option<usize> = None;
        let mut place: Option<usize> = None;
        let mut one_was_named = false;
        let mut at = 0;
        for (number, word) in words.iter().enumerate() {
            let begin = at;
            at += word.len();
            let plain = folded(word);
            // `Mail-Relay`
            let last = plain.rsplit(' ').next().unwrap_or_default();
            if place.is_some_and(|_| word.contains(['.', '@']) && plain.contains(' ')) {
                self.take(start + begin..start + at);
                one_was_named = true;
            } else if place.is_some() && goes_on(&plain, words.get(number + 1).copied(), one_was_named) {
                // The name is still to come.
            } else if OURS.contains(&plain.as_str()) {
                (since, place, one_was_named) = (Some(begin), None, false);
            } else if since.is_some_and(|since| begin - since <= 40)
                && (PLACES.contains(&plain.as_str()) || word.contains('-') && PLACES.contains(&last))
            {
                place = Some(begin);
            } else if place.is_some() || ENDS.contains(&plain.as_str()) {
                // Behind "our server from" no place is ours.
                (since, place) = (None, None);
            }
        }
    }

    /// Takes the places in `range` for own, and the domains of its addresses.
    fn take(&mut self, range: Range<usize>) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        for address in addresses(text) {
            self.own.add(address);
        }
        self.own.ranges.push(range);
    }

    /// Ends a block of headers: of two at least, or of one that is quoted.
    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        let is_one = block.len() >= 2 || block.iter().any(|(_, value, quoted)| *quoted && self.holds_address(value));
        if !is_one {
            return;
        }
        let in_a_conversation = block.iter().any(|(name, value, quoted)| {
            let subject = OTHERS.iter().take(14).any(|known| known == name);
            let words = self.text.get(value.clone()).unwrap_or_default().trim_start();
            // A marking may stand before it: `[TLP:RED] AW: …`.
            let words = words.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(words, |(_, rest)| rest);
            let first = words.split([':', '：']).next().filter(|first| first.len() < words.len()).map(folded);
            *quoted || subject && first.is_some_and(|first| ANSWERS.contains(&first.as_str()))
        });
        for (name, value, _) in block {
            if TO.contains(&name.as_str()) || FROM.contains(&name.as_str()) && in_a_conversation {
                self.take(value);
            }
        }
    }

    fn holds_address(&self, range: &Range<usize>) -> bool {
        self.text.get(range.clone()).is_some_and(|value| addresses(value).next().is_some())
    }
}

/// A line of a mail's header: its name and its value.
fn header(line: &str) -> Option<(String, &str)> {
    const LONGEST: usize = 40;
    let (name, value) = line.split_once([':', '：'])?;
    if name.len() > LONGEST || value.starts_with("//") {
        return None;
    }
    let name = folded(name);
    let known = TO.contains(&name.as_str()) || FROM.contains(&name.as_str()) || OTHERS.contains(&name.as_str());
    known.then_some((name, value))
}

/// The mail addresses that stand in a text as they are.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let around = |c: char| c.is_whitespace() || "<>()[]\"',;|".contains(c);
    text.split(around).filter_map(|word| {
        let word = word.trim_start_matches("mailto:").trim_end_matches(['.', ':', '!', '?']);
        let (name, host) = word.split_once('@')?;
        (!name.is_empty() && host.contains('.') && !host.contains('@')).then_some(word)
    })
}

/// Whether a text demands a ransom: then the addresses in it are the attacker's.
fn is_ransom_note(text: &str) -> bool {
    const MARKS: [&str; 12] = [
        "decrypt",
        "bitcoin",
        "ransom",
        "your files",
        "all your data",
        "tor browser",
        "btc",
        "encrypted",
        "entschlüssel",
        "verschlüsselt",
        "расшифров",
        "выкуп",
    ];
    /// Bytes that are looked at: a note is short.
    const HEAD: usize = 16 << 10;
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or_default().to_lowercase();
    MARKS.iter().filter(|mark| head.contains(**mark)).count() >= 2
}

#[cfg(test)]
mod tests {
    use crate::{Context, Reason, read_item};

    /// What is read, and what is set aside as own.
    fn sorted(text: &str) -> (Vec<String>, Vec<String>) {
        let item = read_item("notes.txt", text.as_bytes(), &Context::default()).remove(0);
        let read = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
        let own = item.reading.values_set_aside().iter().filter(|a| a.reason == Reason::Own);
        (read, own.map(|a| a.what.clone()).collect())
    }

    #[test]
    fn who_writes_and_who_is_written_to_is_no_trace() {
        let text = "Von: Anna [mailto:anna@hospital.example.org]\nAn: desk@cert.example.net\nBetreff: WG: Vorfall\n\nWe saw bad[.]example[.]com today, and a call to 203.0.113.7 as well.\n\n\
            -- \nAnna\nanna@hospital.example.org\nwww.hospital.example.org\n\n";
        let (read, own) = sorted(text);
        assert_eq!(read, ["bad.example.com", "203.0.113.7"], "{own:?}");
        assert!(own.iter().any(|own| own == "anna@hospital.example.org"), "{own:?}");
    }

    #[test]
    fn contacts_and_own_servers_are_no_traces_and_a_ransom_note_has_none() {
        let text = "Our mail server 198.51.100.2 (mail.clinic.example.org) was hit from 203.0.113.5 in the night.\n\nReport to: report@agency.example.net or by phone. Visit www.agency.example.net too.\n";
        let (read, own) = sorted(text);
        assert_eq!(read, ["203.0.113.5"], "{own:?}");
        let note =
            "All your files are encrypted. To decrypt them pay in bitcoin.\n\nContact: rescue@evil.example.com\n";
        assert!(sorted(note).0.contains(&"rescue@evil.example.com".to_owned()));
    }

    #[test]
    fn where_an_attack_on_our_server_comes_from_is_not_our_server() {
        for text in [
            "Angriffe auf unseren Server von 203.0.113.7 wurden in der Nacht gesehen.",
            "Angriffe auf unseren Server von IP 203.0.113.7 wurden in der Nacht gesehen.",
            "Vimos conexiones a nuestro servidor de 203.0.113.7 por la noche.",
            "Vimos ataques a nuestro servidor del host 203.0.113.7 por la noche.",
            "Attacchi al nostro server di 203.0.113.7 sono stati visti nella notte.",
            "We saw attacks on our server from IP 203.0.113.7 in the night.",
            "We found in our logs from host 203.0.113.7 what it had done.",
            "There was traffic between our server and 203.0.113.7 in the night.",
            "There was traffic of our server with 203.0.113.7 in the night.",
        ] {
            let (read, own) = sorted(text);
            assert_eq!(read, ["203.0.113.7"], "{text} {own:?}");
        }
        for text in [
            "Notre serveur de messagerie 192.0.2.1 a été touché par 203.0.113.7 dans la nuit.",
            "Nuestro servidor de correo 192.0.2.1 fue atacado por 203.0.113.7 en la noche.",
            "Il nostro server di posta 192.0.2.1 è stato colpito da 203.0.113.7 nella notte.",
            "Our server with the IP 192.0.2.1 was hit from 203.0.113.7 in the night.",
            "Our servers 192.0.2.1 and 192.0.2.1 were hit from 203.0.113.7 in the night.",
            "Unser Mail-Server unter 192.0.2.1 wurde von 203.0.113.7 angegriffen.",
        ] {
            let (read, own) = sorted(text);
            assert_eq!(read, ["203.0.113.7"], "{text}");
            assert!(own.contains(&"192.0.2.1".to_owned()), "{text} {own:?}");
        }
    }

    #[test]
    fn the_sender_of_a_mail_that_was_handed_on_is_kept() {
        let text = "We got this mail in the morning and did not open what came with it.\n\nFrom: Parcel <parcel@evil.example.com>\nSent: Monday\nTo: anna@hospital.example.org\nSubject: Your parcel\n\nOpen the file.\n";
        let (read, own) = sorted(text);
        assert!(read.contains(&"parcel@evil.example.com".to_owned()), "{read:?} {own:?}");
        assert!(own.contains(&"anna@hospital.example.org".to_owned()));
        let (read, _) = sorted(
            "See below, it says what we know about all of it so far.\n\nAm 29.02.2024 schrieb Bert <bert@cert.example.net>:\n> please look at bad[.]example[.]com\n",
        );
        assert_eq!(read, ["bad.example.com"]);
    }
}
