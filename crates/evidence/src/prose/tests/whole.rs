//! Values that no script, mark, escape or line end cuts: all of one is read, or a loss says so, and its rest is never a value of its own.

use super::spelt::{losses, values};
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
        let found: Vec<_> =
            read.observations().iter().map(|o| (o.observed.to_string(), written(o.span))).collect();
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
        assert_eq!(values(&format!("Mail from info@{host} and hxxp://{host}/x")).first().unwrap(), &format!("info@{host}"));
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
