use super::*;

fn plain(text: &str) -> String {
    Plain::new(text, Scope::Text).text().to_owned()
}

#[test]
fn dots_of_every_writing_become_plain() {
    for written in [
        "a1[.]example[.]com",
        "a1(.)example(.)com",
        "a1{.}example{.}com",
        "a1[dot]example[dot]com",
        "a1(dot)example(DOT)com",
        "a1<.>example<.>com",
        "a1\\.example\\.com",
        "a1.example[.com",
        "a1.example.]com",
        "a1[.]example.[com]",
        "a1。example。com",
        "a1．example．com",
        "a1 [.] example [.] com",
        "a1 dot example dot com",
        "a1 [dot] example [dot] com",
        "a1[。]example[。]com",
        "a1[.example[.com",
        "a1|.|example|.|com",
        "a1%2eexample%2Ecom",
        "a1[[.]]example[[.]]com",
        "a1[d0t]example[punkt]com",
        "a1.[.]example[.].com",
    ] {
        assert_eq!(plain(written), "a1.example.com", "{written}");
    }
}

#[test]
fn schemes_of_every_writing_become_plain() {
    for written in [
        "hxxp://x",
        "hXXp://x",
        "h**p://x",
        "hxtp://x",
        "htxp://x",
        "hxxx://x",
        "http__//x",
        "h__p://x",
        "hxxp//x",
        "http[:]//x",
        "hxxp[:]//x",
        "hxxp:[//]x",
        "hxxp[://]x",
        "[http]://x",
        "h[tt]p://x",
        "htt[p]://x",
        "http(:)//x",
        "hxxp[:]\\\\x",
        "hxxp:\\\\x",
        "meow://x",
        "http:\\/\\/x",
    ] {
        assert_eq!(plain(written), "http://x", "{written}");
    }
    assert_eq!(plain("hxxps[:]//x[.]com[:]8080[/]a"), "https://x.com:8080/a");
    assert_eq!(plain("(ftx://x"), "(ftp://x");
    assert_eq!(plain("http:// x.example.com/a"), "http://x.example.com/a");
}

#[test]
fn text_that_keeps_nothing_from_being_clicked_is_left_as_it_is() {
    for text in [
        "See [http://example.com](http://example.org) and array[.5] or list[:].",
        "It matches [.] and (.) in a pattern, then {.}.",
        "the red dot on the map, and a dot com company",
        "It uses the .NET framework. Then it left.",
        "C:\\new\\temp\\.ssh and HKLM\\Software\\test",
        "// a comment, /* another */ and a//b",
        "ACME\\nadmin logged in",
        "a meeting (at) noon",
        "deadbeef\ncafebabe\n",
        "Visit http://example.com/\nfoo bar",
        "naïve · über",
    ] {
        assert_eq!(plain(text), text);
    }
}

#[test]
fn what_nobody_sees_vanishes_and_places_lead_back() {
    let written = "\u{feff}C2 zero\u{200b}-six[.]exam\u{ad}ple[.]com now";
    let text = Plain::new(written, Scope::Text);
    assert_eq!(text.text(), "\u{feff}C2 zero-six.example.com now");
    let at = text.text().find("zero").unwrap();
    let place = text.place(at..at + "zero-six.example.com".len());
    assert_eq!(&written[place], "zero\u{200b}-six[.]exam\u{ad}ple[.]com");
    assert!(text.is_defanged(at..at + 20) && !text.is_defanged(0..at));
    let now = text.text().find("now").unwrap();
    assert_eq!(&written[text.place(now..now + 3)], "now");
}

#[test]
fn a_hash_that_a_line_end_cuts_is_whole() {
    let sha256 = "ad1a64057f9ab34fecfe3f4ee78660bb0316dbda9370581ffbeb1e8bddf3d598";
    for (first, between) in [(40, "\n"), (36, "-\n"), (24, "\r\n  "), (50, "\n> "), (40, " |\n| ")] {
        let (head, tail) = sha256.split_at(first);
        assert_eq!(plain(&format!("It is {head}{between}{tail} here")), format!("It is {sha256} here"), "{between:?}");
    }
    let in_three = format!("{}\n{}\n{}\n", &sha256[..26], &sha256[26..52], &sha256[52..]);
    assert_eq!(plain(&in_three), format!("{sha256}\n"));
    let halves = format!("{}\n{}\n", &sha256[..32], &sha256[32..]);
    assert_eq!(plain(&format!("SHA256:\n{halves}")), format!("SHA256:\n{sha256}\n"));
    for apart in [format!("MD5:\n{halves}"), format!("{halves}{halves}"), halves.clone()] {
        assert_eq!(plain(&apart), apart);
    }
}

#[test]
fn escaped_line_breaks_end_a_value() {
    assert_eq!(plain("http://x.example.com:1/a\\n203.0.113.9,b"), "http://x.example.com:1/a\n203.0.113.9,b");
    assert_eq!(plain("203.0.113.9\\n203.0.113.8\\r\\n"), "203.0.113.9\n203.0.113.8 \n");
}
