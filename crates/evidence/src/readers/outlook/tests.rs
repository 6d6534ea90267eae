use std::io::{Cursor, Write};

use crate::{Context, Item, Reason, read_item};

/// A message of these properties: the streams' paths and what they hold.
fn message(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/__properties_version1.0").unwrap();
    for (path, bytes) in streams {
        if let Some((folder, _)) = path.rsplit_once('/').filter(|(folder, _)| !folder.is_empty()) {
            file.create_storage_all(folder).unwrap();
        }
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn lure() -> Vec<u8> {
    message(&[
        ("/__substg1.0_0037001F", &wide("Invoice of March")),
        ("/__substg1.0_5D01001F", &wide("payroll@pay.example.net")),
        ("/__substg1.0_1000001F", &wide("Open http://lure.example.net/login now")),
        ("/__substg1.0_10130102", b"<p>Open <a href=\"http://lure.example.net/login\">now</a> or <a href='http://more.example.net/'>there</a></p>"),
        ("/__recip_version1.0_#00000000/__substg1.0_39FE001F", &wide("victim@hospital.example.org")),
        ("/__attach_version1.0_#00000000/__substg1.0_3707001F", &wide("iocs.csv")),
        ("/__attach_version1.0_#00000000/__substg1.0_37010102", b"domain,comment\nattached.example.com,x\n"),
        ("/__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_5D01001F", &wide("inner@inner.example.com")),
        ("/__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001F", &wide("inner body[.]example[.]com")),
    ])
}

fn values(item: &Item) -> Vec<String> {
    item.reading.observations().iter().map(|o| o.observed.to_string()).collect()
}

#[test]
fn sender_links_and_attachments_are_read_and_the_recipient_is_none() {
    let items = read_item("mail.msg", &lure(), &Context::default());
    assert_eq!(items[0].format, Some("Outlook mail"));
    assert_eq!(items[0].reading.title.as_deref(), Some("Invoice of March"));
    let found = values(&items[0]);
    for trace in [
        "payroll@pay.example.net",
        "http://lure.example.net/login",
        "http://more.example.net/",
        "inner@inner.example.com",
        "body.example.com",
    ] {
        assert!(found.contains(&trace.to_owned()), "{trace} of {found:?}");
    }
    assert_eq!(found.iter().filter(|value| value.as_str() == "http://lure.example.net/login").count(), 1);
    let own = items[0].reading.values_set_aside().iter().filter(|aside| aside.reason == Reason::Own);
    assert_eq!(own.map(|aside| aside.what.as_str()).collect::<Vec<_>>(), ["victim@hospital.example.org"]);
    assert_eq!(items[1].name, "mail.msg!iocs.csv");
    assert_eq!(values(&items[1]), ["attached.example.com"]);
}

#[test]
fn rich_text_is_unpacked_where_there_is_nothing_else() {
    let mut packed = vec![0; 4];
    let rtf = b"{\\rtf1\\ansi The host evil[.]example[.]com\\par}";
    packed.extend((rtf.len() as u32).to_le_bytes());
    packed.extend(b"MELA\0\0\0\0");
    packed.extend(rtf);
    let items = read_item("m", &message(&[("/__substg1.0_10090102", &packed)]), &Context::default());
    assert_eq!(values(&items[0]), ["evil.example.com"]);
}

#[test]
fn a_message_cut_or_bent_anywhere_never_panics() {
    let bytes = lure();
    for at in (0..bytes.len()).step_by(61) {
        let _ = read_item("m", &bytes[..at], &Context::default());
        let mut bent = bytes.clone();
        bent[at] ^= 0x15;
        let _ = read_item("m", &bent, &Context::default());
    }
}

#[test]
fn a_message_with_html_alone_is_read_and_its_nested_message_too() {
    let html = b"<html><body><p>Open <a href=\"http://lure.example.net/login\">this</a></p></body></html>";
    let bytes = message(&[
        ("/__substg1.0_0037001F", &wide("TLP:RED Invoice")),
        ("/__substg1.0_10130102", html),
        ("/__attach_version1.0_#00000000/__substg1.0_3707001F", &wide("notes.txt")),
        ("/__attach_version1.0_#00000000/__substg1.0_37010102", b"C2 was attached.example.com\n"),
        (
            "/__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_10130102",
            b"<p>inner http://inner.example.net/x</p>",
        ),
    ]);
    let items = read_item("mail.msg", &bytes, &Context::default());
    let found = values(&items[0]);
    for trace in ["http://lure.example.net/login", "http://inner.example.net/x"] {
        assert!(found.contains(&trace.to_owned()), "{trace} of {found:?}");
    }
    assert_eq!(values(&items[1]), ["attached.example.com"]);
    assert_eq!(items[0].reading.tlp, Some(dunant_vocabulary::Tlp::Red));
}
