use crate::{Context, Item, Reason, read_item};

fn read(text: &str) -> Vec<Item> {
    read_item("a.eml", text.as_bytes(), &Context::default())
}

fn values(item: &Item) -> Vec<String> {
    item.reading.observations().iter().map(|o| format!("{} @ {}", o.observed, o.path)).collect()
}

fn stated(item: &Item) -> Vec<String> {
    let stated = item.reading.observations().iter().filter(|o| o.bearing.is_stated());
    stated.map(|o| o.observed.to_string()).collect()
}

fn set_aside(item: &Item, reason: Reason) -> Vec<&str> {
    item.reading
        .values_set_aside()
        .iter()
        .filter(|aside| aside.reason == reason)
        .map(|aside| aside.what.as_str())
        .collect()
}

const LURE: &str = "Received: from mx.hospital.example.org (mx.hospital.example.org [10.1.2.3]) by store.hospital.example.org; x\r\n\
Received: from relay.evil.example.com (unknown [203.0.113.47]) by mx.hospital.example.org for <victim@hospital.example.org>; x\r\n\
Received: from [198.51.100.9] (helo=laptop) by relay.evil.example.com; x\r\n\
From: \"Payroll\" <payroll@pay.example.net>\r\n\
To: Victim <victim@hospital.example.org>\r\n\
Cc: other@hospital.example.org\r\n\
Reply-To: drop@example.com\r\n\
Subject: =?utf-8?B?SW52b2ljZQ==?= of March\r\n\
Date: Mon, 1 Mar 2021 10:00:00 +0000\r\n\
Message-ID: <1@mailer.example.net>\r\n\
X-Originating-IP: [192.0.2.77]\r\n\
X-Mailer: Invented Mailer 3\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=b1\r\n\
\r\n\
--b1\r\n\
Content-Type: multipart/alternative; boundary=b2\r\n\
\r\n\
--b2\r\n\
Content-Type: text/plain; charset=utf-8\r\n\
Content-Transfer-Encoding: quoted-printable\r\n\
\r\n\
Open http://lure.example.net/login?a=3D1 now, or ask at http://intranet.hospital.exa=\r\n\
mple.org/help\r\n\
--b2\r\n\
Content-Type: text/html; charset=iso-8859-1\r\n\
Content-Transfer-Encoding: base64\r\n\
\r\n\
PHA+T3BlbiA8YSBocmVmPSJodHRwOi8vbHVyZS5leGFtcGxlLm5ldC9sb2dpbj9hPTEiPm5vdzwvYT48\r\n\
L3A+\r\n\
--b2--\r\n\
--b1\r\n\
Content-Type: text/csv; name=iocs.csv\r\n\
Content-Disposition: attachment; filename=iocs.csv\r\n\
\r\n\
domain,comment\r\n\
attached.example.com,x\r\n\
--b1\r\n\
Content-Type: message/rfc822\r\n\
\r\n\
From: inner@inner.example.com\r\n\
To: victim@hospital.example.org\r\n\
Subject: inner\r\n\
\r\n\
text\r\n\
--b1--\r\n";

#[test]
fn who_sent_it_is_a_trace_and_who_received_it_is_not() {
    let items = read(LURE);
    let mail = &items[0];
    assert_eq!(mail.format, Some("mail"));
    assert_eq!(mail.reading.title.as_deref(), Some("Invoice of March"));
    assert_eq!(mail.reading.dated.map(|day| day.to_string()).as_deref(), Some("2021-03-01"));
    let stated = stated(mail);
    for trace in ["payroll@pay.example.net", "drop@example.com", "203.0.113.47", "192.0.2.77", "relay.evil.example.com"]
    {
        assert!(stated.contains(&trace.to_owned()), "{trace} of {stated:?}");
    }
    let all = values(mail);
    assert!(!all.iter().any(|value| value.contains("hospital.example.org")), "{all:?}");
    let own = set_aside(mail, Reason::Own);
    for value in ["victim@hospital.example.org", "other@hospital.example.org", "mx.hospital.example.org", "10.1.2.3"] {
        assert!(own.contains(&value), "{value} of {own:?}");
    }
}

#[test]
fn a_relay_that_only_the_sender_speaks_of_is_beside_the_matter() {
    let items = read(LURE);
    let claimed = items[0].reading.observations().iter().find(|o| o.observed.to_string() == "198.51.100.9").unwrap();
    assert!(!claimed.bearing.is_stated());
}

#[test]
fn bodies_are_decoded_and_two_that_say_the_same_count_once() {
    let items = read(LURE);
    let links = stated(&items[0]).into_iter().filter(|value| value.contains("lure.example.net/login?a=1")).count();
    assert_eq!(links, 1, "{:?}", values(&items[0]));
    assert!(set_aside(&items[0], Reason::Own).contains(&"http://intranet.hospital.example.org/help"));
    assert!(set_aside(&items[0], Reason::Repeated).iter().any(|value| value.contains("lure.example.net")));
}

#[test]
fn attachments_and_messages_within_are_items() {
    let items = read(LURE);
    let names: Vec<&str> = items.iter().filter_map(|item| Some(item.container.as_ref()?.member.as_str())).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(names[0], "iocs.csv");
    assert_eq!(stated(&items[1]), ["attached.example.com"]);
    assert_eq!(items[2].format, Some("mail"));
    assert!(stated(&items[2]).contains(&"inner@inner.example.com".to_owned()));
}

#[test]
fn services_that_everybody_uses_are_no_traces() {
    let mail = "Received: from mail-1.google.com (mail-1.google.com [192.0.2.4]) by mx.example.org; x\n\
                DKIM-Signature: v=1; d=gmail.com; s=x\nFrom: somebody.odd@gmail.com\nTo: us@example.org\n\
                Message-ID: <a@mail.gmail.com>\n\nHello\n";
    let items = read(mail);
    assert_eq!(values(&items[0]), ["somebody.odd@gmail.com @ From"]);
}

#[test]
fn a_sender_who_takes_the_recipients_name_is_not_the_recipient_s_trace() {
    let items = read("From: boss@example.org\nTo: us@example.org\nReply-To: boss@example.net\n\nPay at once.\n");
    assert_eq!(values(&items[0]), ["boss@example.net @ Reply-To", "example.net @ Reply-To"]);
}

#[test]
fn a_mailbox_is_its_messages() {
    let one = "From a@example.com Mon Mar  1 10:00:00 2021\nFrom: a@one.example.com\nTo: us@example.org\n\nText\n>From here on\n\n";
    let two = "From b@example.com Mon Mar  1 10:00:00 2021\nFrom: b@two.example.com\nTo: us@example.org\n\nText\n";
    let items = read(&format!("{one}{two}"));
    assert_eq!(items[0].format, Some("mailbox"));
    assert_eq!(items.len(), 3);
    assert!(stated(&items[1]).contains(&"a@one.example.com".to_owned()));
    assert!(stated(&items[2]).contains(&"b@two.example.com".to_owned()));
}

#[test]
fn a_message_cut_at_any_byte_is_read_as_far_as_it_goes() {
    for cut in 1..LURE.len() {
        for item in read(&LURE[..cut]) {
            for o in item.reading.observations() {
                assert!(o.span.start <= o.span.end, "cut at {cut}");
            }
        }
    }
}

#[test]
fn own_addresses_in_signature_and_quotation_are_no_traces() {
    let text = "From: Anna <anna@clinic.example.org>\r\nTo: desk@cert.example.net\r\nCc: it@clinic.example.org\r\nSubject: AW: incident\r\nDate: Fri, 1 Mar 2024 10:00:00 +0100\r\n\
        MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee bad[.]example[.]com please.\r\n\r\nAnna | anna@clinic.example.org | www.clinic.example.org\r\n\r\n\
        > Am 29.02.2024 schrieb Bert <bert@other.example.net>:\r\n> Look at 203.0.113.60 today\r\n>> Von: soc@isac.example.edu\r\n\r\n\
        -----Original Message-----\r\nFrom: Carl <carl@vendor.example.com>\r\nSent: Thursday\r\nTo: bert@other.example.net\r\nSubject: FW: IOCs\r\n\r\nThe lure came from attacker@evil.example.biz today.\r\n";
    let item = read(text).remove(0);
    let read = stated(&item);
    for wanted in ["bad.example.com", "203.0.113.60", "attacker@evil.example.biz"] {
        assert!(read.iter().any(|value| value == wanted), "{wanted}: {read:?}");
    }
    for own in [
        "anna@clinic.example.org",
        "www.clinic.example.org",
        "bert@other.example.net",
        "carl@vendor.example.com",
        "soc@isac.example.edu",
    ] {
        assert!(!read.iter().any(|value| value == own), "{own}: {read:?}");
    }
}

#[test]
fn the_sender_of_a_report_is_no_trace_and_that_of_a_lure_is() {
    let head = "Date: Fri, 1 Mar 2024 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee bad[.]example[.]com please.\r\n";
    for (to, subject) in [("desk@cert.example.net", "incident"), ("joe@example.net", "[TLP:AMBER] what we saw")] {
        let text = format!("From: anna@clinic.example.org\r\nTo: {to}\r\nSubject: {subject}\r\n{head}");
        assert_eq!(stated(&read(&text).remove(0)), ["bad.example.com"], "{to} {subject}");
    }
    let lure = format!("From: pay@evil.example.com\r\nTo: anna@clinic.example.org\r\nSubject: your invoice\r\n{head}");
    assert!(stated(&read(&lure).remove(0)).contains(&"pay@evil.example.com".to_owned()));
}

#[test]
fn who_hands_a_message_on_without_a_word_is_no_sender_of_it() {
    let inner = "From: pay@evil.example.com\r\nTo: joe@example.net\r\nSubject: your invoice\r\n\r\nhi\r\n";
    let handed = |subject: &str, body: &str| {
        let text = format!(
            "From: anna@desk.example.org\r\nTo: joe@example.net\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{body}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n"
        );
        stated(&read(&text).remove(0)).contains(&"anna@desk.example.org".to_owned())
    };
    assert!(!handed("Fwd", "as attached"));
    assert!(!handed("strange mail", ""));
    assert!(handed("your invoice", "please open the attached message"));
}

#[test]
fn words_that_pretend_to_be_a_link_to_elsewhere_are_no_trace() {
    let text = "From: pay@evil.example.com\r\nTo: joe@example.net\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p><a href=\"http://lure997.example.org/login\">https://www.bank.example.net/login</a> and http://plain77.example.info/x</p>\r\n";
    let item = read(text).remove(0);
    let read = stated(&item);
    assert!(read.contains(&"http://lure997.example.org/login".to_owned()), "{read:?}");
    assert!(read.contains(&"http://plain77.example.info/x".to_owned()), "{read:?}");
    assert!(!read.contains(&"https://www.bank.example.net/login".to_owned()), "{read:?}");
    assert_eq!(set_aside(&item, Reason::Citation), ["https://www.bank.example.net/login"]);
}
