//! Values that no script, mark, escape or line end cuts: all of one is read, or a loss says so, and its rest is never a value of its own.

use super::spelt::{losses, of, values};
use super::*;

#[test]
fn a_letter_that_is_written_as_a_base_and_its_marks_is_that_letter() {
    for (decomposed, composed) in [
        ("mu\u{308}ller-evil1.example.com", "müller-evil1.example.com"),
        ("bo\u{308}se9.com", "böse9.com"),
        ("vie\u{302}\u{323}t-evil.vn", "việt-evil.vn"),
        ("\u{1112}\u{1161}\u{11ab}.kr", "한.kr"),
    ] {
        let text = format!("Seen {decomposed} there.");
        let read = read(&text, &Lexicon::empty());
        let written = |span: Span| &text[span.start as usize..span.end as usize];
        let found: Vec<_> = read.observations().iter().map(|o| (o.observed.to_string(), written(o.span))).collect();
        assert_eq!(found, [(composed.to_owned(), decomposed)], "{composed}");
    }
    assert_eq!(
        values("hxxp://ba\u{308}d[.]evil4.com/a\u{308} info@mu\u{308}ller-evil5.de"),
        ["http://bäd.evil4.com/ä", "bäd.evil4.com", "info@müller-evil5.de"]
    );
}

#[test]
fn a_label_of_another_script_before_a_hyphen_is_of_its_host() {
    for host in [
        "例え-bad.jp",
        "пример-bad.ru",
        "bad-例え.jp",
        "bad-пример.ru",
        "हिन्दी-evil.com",
        "தமிழ்-evil.com",
        "คลินิก-evil.com",
        "σελίδα-bad.gr",
        "a.пример-bad.ru",
    ] {
        assert_eq!(values(&format!("C2 was {host}, it says.")), [host]);
        assert_eq!(
            values(&format!("Mail from info@{host} and hxxp://{host}/x")).first().unwrap(),
            &format!("info@{host}")
        );
    }
    // What may be a sentence and a host is neither.
    let sentence = "该恶意软件连接到域名-bad.jp。";
    assert_eq!(values(sentence), Vec::<String>::new());
    assert!(losses(sentence).contains("letters of two scripts"), "{}", losses(sentence));
}

#[test]
fn a_host_in_a_sentence_of_another_script_is_still_found() {
    for (text, host) in [
        ("域名:bad.jp 端口", "bad.jp"),
        ("доменevil-g6.ru,", "evil-g6.ru"),
        ("evil6.ru-он", "evil6.ru"),
        ("以evil-g3.com下载", "evil-g3.com"),
        ("Хост - bad.ru.", "bad.ru"),
        ("เซิร์ฟเวอร์evil-g7.comถูกใช้", "evil-g7.com"),
    ] {
        assert_eq!(values(text), [host], "{text}");
    }
}

#[test]
fn an_escape_within_a_host_is_undone() {
    for (text, host) in [
        ("C2 evil\\-md8\\.com now", "evil-md8.com"),
        ("C2 evil\\_md9.com now", "evil_md9.com"),
        ("C2 &#101;vil-en9.com now", "evil-en9.com"),
        ("C2 evil&#45;eo1.com now", "evil-eo1.com"),
        ("C2 evil-eo2&period;com now", "evil-eo2.com"),
        ("C2 \\u0065vil-eo4.com now", "evil-eo4.com"),
        ("C2 evil-eo6\\u002ecom now", "evil-eo6.com"),
    ] {
        assert_eq!(values(text), [host], "{text}");
    }
    for path in ["C:\\users\\u0065vil.exe", "C:\\x\\_y\\-z.com", "HKLM\\Software\\_a.com"] {
        assert_eq!(values(&format!("It wrote {path}\n")), [path]);
    }
    let apart = "dir\\_private\\a.exe and a\\-b and AT&T &copy; x&y;z";
    assert_eq!(Plain::new(apart, Scope::Text).text(), apart);
}

#[test]
fn the_full_stop_of_a_language_without_blanks_parts_two_hosts() {
    assert_eq!(values("evil-h2.com。evil-h3.com、evil-h4.com。"), ["evil-h2.com", "evil-h3.com", "evil-h4.com"]);
    assert_eq!(values("a1。example。com"), ["a1.example.com"]);
}

const SHA256: &str = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

/// The hash in lines as wide as the numbers say, one after the other until it ends.
fn in_lines(widths: &[usize]) -> String {
    let (mut lines, mut rest) = (String::new(), SHA256);
    for width in widths.iter().cycle() {
        if rest.is_empty() {
            return lines;
        }
        let (line, tail) = rest.split_at((*width).min(rest.len()));
        lines = lines + line + "\n";
        rest = tail;
    }
    lines
}

#[test]
fn a_hash_that_breaks_cut_at_any_width_is_whole_and_never_another_hash() {
    for width in 4..64 {
        for text in [
            format!("Hash\n{}a.exe\n", in_lines(&[width])),
            format!("The SHA-256 is {} or so.\n", in_lines(&[width]).trim_end()),
            format!("Hash\n{0}a.exe\n{0}b.exe\n", in_lines(&[width])),
        ] {
            // Two lines of 32 digits are two MD5, where nothing says otherwise.
            if width == 32 && !text.contains("SHA") {
                continue;
            }
            let hashes: BTreeSet<_> = values(&text).into_iter().filter(|value| value.len() >= 32).collect();
            assert_eq!(hashes, BTreeSet::from([SHA256.to_owned()]), "{text}");
        }
    }
    let uneven = format!("Hash\n{}a.exe\n", in_lines(&[13, 14, 12, 14, 13]));
    assert_eq!(values(&uneven).first().map(String::as_str), Some(SHA256));
}

#[test]
fn lines_of_digits_that_make_hashes_in_more_ways_than_one_are_a_loss() {
    let lines = in_lines(&[16]) + &in_lines(&[16]).replace('a', "b");
    let text = format!("Files:\n{lines}The end.\n");
    assert_eq!(values(&text), Vec::<String>::new());
    assert!(losses(&text).contains("8 lines of digits may be hashes that line ends cut"), "{}", losses(&text));
    let named = format!("MD5 of the files:\n{lines}The end.\n");
    assert_eq!(values(&named).len(), 4, "{:?}", values(&named));
}

#[test]
fn columns_of_whole_hashes_numbers_and_dates_are_as_they_stand() {
    let (one, other) = SHA256.split_at(32);
    assert_eq!(values(&format!("MD5:\n{one}\n{other}\n")), [one, other]);
    assert_eq!(values(&format!("{one}\n20210305\n")), [one]);
    for text in ["0011aabb\n1122ccdd\n2233eeff\n", "507f1f77bcf86cd799439011\n507f191e810c19729de860ea\n"] {
        assert_eq!((values(text), losses(text)), (Vec::new(), String::new()), "{text}");
    }
}

#[test]
fn a_hash_in_the_parts_of_a_narrow_cell_is_whole_or_a_loss() {
    for width in [8, 16, 20, 24, 30, 40, 63] {
        let cell = in_lines(&[width]).trim_end().replace('\n', " ");
        assert_eq!(values(&format!("| Hash | Name |\n|---|---|\n| {cell} | a |\n")), [SHA256], "{cell}");
    }
    let (one, other) = SHA256.split_at(32);
    let table = |header: &str| format!("| {header} | Name |\n|---|---|\n| {one} {other} | a |\n");
    assert_eq!(values(&table("SHA256")), [SHA256]);
    assert_eq!(values(&table("MD5")), [one, other]);
    assert_eq!(values(&table("Hash")), Vec::<String>::new());
    assert!(losses(&table("Hash")).contains("may be"), "{}", losses(&table("Hash")));
}

#[test]
fn a_value_that_a_line_end_cuts_at_a_mark_is_whole() {
    for (text, value) in [
        ("then evil-br3.\ncom plus", "evil-br3.com"),
        ("then evil-br4[.]\ncom plus", "evil-br4.com"),
        ("then evil-br5\n[.]com plus", "evil-br5.com"),
        ("Address 185.220.\n105.1 and", "185.220.105.1"),
        ("Address 185.220[.]105\n[.]2 and", "185.220.105.2"),
        ("from user@\nevil-br6.com and", "user@evil-br6.com"),
        ("They used T1059.\n001 and", "T1059.001"),
    ] {
        assert_eq!(values(text), [value], "{text}");
    }
    for text in
        ["The version is 2.5.\n3.1 is next.", "It is Crane_1.\ncom objects", "T1059.\n100 hosts were hit", "a.\n[.]"]
    {
        assert!(values(text).iter().all(|value| value == "T1059"), "{text}: {:?}", values(text));
    }
}

#[test]
fn a_value_that_a_line_end_cuts_elsewhere_is_a_loss_and_its_end_no_value() {
    let long = format!("http://bad[.]example[.]com/{}", "a".repeat(60));
    for text in [
        "hxxp://evil-\nbr2.com/gate and".to_owned(),
        "http://evil-\ny3.com/a".to_owned(),
        "evil-very-long-domain-n\name-number-one\nsting-wrap.example-evil\n-pd1.com\n".to_owned(),
        format!("It called {long}\naaaaaaaa/end.php and"),
        "It wrote HKLM\\Software\\Micro\nsoft\\Run and".to_owned(),
        "It wrote C:\\Users\\\nPublic\\a.exe and".to_owned(),
    ] {
        assert_eq!(values(&text), Vec::<String>::new(), "{text}");
        assert!(losses(&text).contains("line"), "{text}: {}", losses(&text));
    }
}

#[test]
fn values_below_each_other_are_whole() {
    let wide = format!("http://bad[.]example[.]com/{}", "a".repeat(60));
    for (text, count) in [
        ("IOCs:\n-evil-k1.com\n-evil-k2.com\n".to_owned(), 2),
        (format!("{wide}\n{wide}b\n"), 4),
        (format!("It called {wide}\nand/or more.\n"), 2),
        (format!("It called {wide}\nevil.example.com/a too\n"), 3),
        ("C:\\a\\b.exe\nC:\\c\\d.exe\nHKLM\\Software\\A\nHKCU\\Software\\B\n".to_owned(), 4),
        ("loader-of-the-first-stage\nevil.example.com\n".to_owned(), 0),
        ("names\nevil.example.com\n".to_owned(), 1),
    ] {
        assert_eq!(values(&text).len(), count, "{text}: {:?} {}", values(&text), losses(&text));
    }
}

#[test]
fn versions_behind_a_program_and_behind_each_other_are_no_addresses() {
    let text = "We run Citrix 13.1.49.13, Log4j 2.14.1.0, TeamViewer (15.42.8.0); sections 1.2.3.4 and 1.2.3.5 say so.";
    assert_eq!((values(text), losses(text)), (Vec::new(), String::new()));
    for address in
        ["From AsyncRAT 5.2.69.50.", "In Amsterdam 5.2.69.50.", "Citrix 203.0.113.7", "203.0.113.7 and 5.2.69.50"]
    {
        assert!(!values(address).is_empty(), "{address}");
    }
    assert_eq!(values("It is TLP.RED, and tlp.red was seen."), Vec::<String>::new());
}

#[test]
fn the_number_of_a_request_or_a_device_is_no_hash() {
    let md5 = "e4d909c290d0fb1ca068ffaddf22cbd0";
    for label in ["trace-id", "tracking ID:", "device serial number", "session id"] {
        assert_eq!(values(&format!("{label} {md5}")), Vec::<String>::new(), "{label}");
    }
    assert_eq!(values(&format!("certificate serial number {md5}")), [md5]);
    assert_eq!(values(&format!("the MD5 is {md5}")), [md5]);
}

#[test]
fn what_a_sentence_says_was_contacted_is_a_host_whatever_its_ending() {
    assert_eq!(
        values("The malware contacted ikomek.info, mailverify.live and beaconed to update.center."),
        ["ikomek.info", "mailverify.live", "update.center"]
    );
    for text in
        ["It contacted setup.exe and foo.py.", "See ikomek.info. They contacted the vendor", "the word.live of it"]
    {
        assert_eq!(values(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_was_not_contacted_or_is_ones_own_or_clean_is_not_stated() {
    let read = of("The domain evil-ng1.com was not contacted. The domain evil-ng2.com was seen.");
    let stated: Vec<_> =
        read.observations().iter().filter(|o| o.bearing.is_stated()).map(|o| o.observed.to_string()).collect();
    assert_eq!(stated, ["evil-ng2.com"]);
    for text in ["185.220.117.1 is our VPN gateway.", "Hash d41d8cd98f00b204e9800998ecf84291 is clean."] {
        assert_eq!(values(text), Vec::<String>::new(), "{text}");
        assert_eq!(of(text).values_set_aside().len(), 1, "{text}");
    }
    assert_eq!(values("185.220.117.1 is our main suspect."), ["185.220.117.1"]);
}

#[test]
fn a_rewritten_link_is_the_link_within_it() {
    for text in [
        "They clicked https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fbad.example.com%2Fx&data=05 twice",
        "The malicious URL https://urldefense.com/v3/__http://bad.example.com/x__;!!abc twice",
        "The malicious URL https://www.google.com/url?q=http://bad.example.com/x&sa=D twice",
        "The malicious URL hxxp%3A%2F%2Fbad.example.com%2Fx twice",
    ] {
        assert_eq!(values(text), ["http://bad.example.com/x", "bad.example.com"], "{text}");
    }
    let closed = "The malicious URL https://protect-eu.mimecast.com/s/abc twice";
    assert_eq!(values(closed), Vec::<String>::new());
    assert!(losses(closed).contains("rewrote"), "{}", losses(closed));
}

#[test]
fn links_alone_on_their_lines_are_a_list_though_a_sentence_stands_beside_them() {
    let links = "http://evil-l1.com/gate.php\nhttps://evil-l2.com/b\nhttp://evil-l4.com/x\n";
    let found = values(&format!("{links}Seen on Monday by Peter, so please block all of these on the proxy today!\n"));
    assert_eq!(found.iter().filter(|value| value.starts_with("http")).count(), 3, "{found:?}");
    assert_eq!(values(&format!("References\n\n{links}")), Vec::<String>::new());
}

#[test]
fn hashes_that_a_label_or_a_mark_is_glued_to_are_read() {
    let (md5, sha1) = ("1c27c8492a75e228c9c4fdfd64231f47", "827892d28d86cde023476a1d73479f1c4ddd3bc7");
    assert_eq!(values(&format!("MD5{md5}SHA1{sha1}SHA256{SHA256}")), [md5, sha1, SHA256]);
    assert_eq!(values(&format!("MD5:{md5}SHA1:{sha1}SHA256:{SHA256}")), [md5, sha1, SHA256]);
    for text in [format!("0x{SHA256}"), format!("sha256_{SHA256}"), format!("file_{SHA256}_evil")] {
        assert_eq!(values(&text), [SHA256], "{text}");
    }
    let word = "some_name_of_a_function_that_is_long_enough_to_be_a_hash";
    assert_eq!((values(word), losses(word)), (Vec::new(), String::new()));
    let hyphens = "MD5 6D-93-80-C6-94-91-DB-E1-CD-93-B9-35-60-4D-71-67";
    assert!(losses(hyphens).contains("in groups"), "{}", losses(hyphens));
}

#[test]
fn a_range_of_addresses_is_its_first_and_a_loss() {
    assert_eq!(values("from 185.220.101.10-20 came"), ["185.220.101.10"]);
    assert!(losses("from 185.220.101.10-20 came").contains("a range of addresses"));
    assert_eq!(losses("203.0.113.1-203.0.113.9"), "");
}

#[test]
fn a_value_that_a_narrow_cell_cuts_is_a_loss_and_its_end_is_no_value() {
    for text in [
        "very-long-evil-hostname-f\nor-hospital77.update-servi\nce-microsoftonline.com\n",
        "a-very-long-mail-address.f\nor.phishing@evil-mailhost\n79-service.com\n",
        "http://long-evil-host78.upd\nate-service.com/path/to/so\n",
        "C:\\Users\\Public\\Document\ns\\longdirectory\\evil_payloa\nd77.exe\n",
        "2a02:1d9e:184e:1234:567\n8:9abc:def0:1ee6\n",
        "The implant resolved ember-ma\nple925.ru every hour.",
    ] {
        let reading = read(text, &Lexicon::empty());
        let found: Vec<_> = reading.observations().iter().map(|one| one.observed.to_string()).collect();
        assert_eq!(found, Vec::<String>::new(), "{text}");
        assert!(!losses(text).is_empty(), "{text}");
    }
    // Whole values below each other, and a word with a hyphen above one.
    assert_eq!(values("a-long-host-name.example.com\nother.example.com\n").len(), 2);
    assert_eq!(values("It went to the follow-up\nexample925.ru every hour."), ["example925.ru"]);
}
