use super::*;

fn text_of(bytes: &[u8]) -> (String, &'static str, u64) {
    let source = Source::new("", bytes);
    (source.text().unwrap_or("none").to_owned(), source.encoding().name().unwrap_or("none"), source.undecoded())
}

#[test]
fn encodings_are_told_apart_by_content() {
    assert_eq!(Source::new("", "naïve".as_bytes()).encoding(), Encoding::Utf8);
    assert_eq!(text_of(b"\xff\xfea\0b\0"), ("ab".into(), "UTF-16LE", 0));
    assert_eq!(text_of(b"\xfe\xff\0a\0b"), ("ab".into(), "UTF-16BE", 0));
    assert_eq!(text_of(b"\xff\xfe\0\0a\0\0\0b\0\0\0"), ("ab".into(), "UTF-32", 0));
    assert_eq!(text_of(b"na\xefve").0, "naïve");
    assert_eq!(text_of(b"\x7fELF\0\0\0").0, "none");
}

#[test]
fn utf_16_without_a_mark_is_read_in_either_order() {
    for line in ["indicator\ttype\r\nc2.example.com\tdomain\r\n", "Обнаружен c2.example.com в сети\n", "é.example.com"]
    {
        let little: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = line.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text_of(&little), (line.to_owned(), "UTF-16LE", 0));
        assert_eq!(text_of(&big), (line.to_owned(), "UTF-16BE", 0));
    }
}

#[test]
fn programs_and_images_are_not_text() {
    let mut elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0".to_vec();
    elf.extend((0..4000_u32).flat_map(|n| (n * 977).to_le_bytes()));
    assert_eq!(Source::new("", &elf).encoding(), Encoding::Binary);
    assert_eq!(Source::new("", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0").encoding(), Encoding::Binary);
}

#[test]
fn legacy_encodings_are_told_by_their_statistics() {
    use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, KOI8_R, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
    for (charset, line) in [
        (WINDOWS_1251, "Адрес управления c2.example.com использовался злоумышленниками для загрузки."),
        (KOI8_R, "Адрес управления c2.example.com использовался злоумышленниками для загрузки."),
        (WINDOWS_1252, "Le serveur de contrôle c2.example.com a été utilisé par les attaquants."),
        (SHIFT_JIS, "攻撃者はc2.example.comという通信先を使用しました。"),
        (EUC_JP, "攻撃者はc2.example.comという通信先を使用しました。"),
        (EUC_KR, "공격자는 c2.example.com 서버를 사용하여 악성코드를 유포했습니다."),
        (GB18030, "攻击者使用了c2.example.com作为控制服务器，并下载了恶意程序。"),
        (BIG5, "攻擊者使用了c2.example.com作為控制伺服器，並下載了惡意程式。"),
    ] {
        let (bytes, _, _) = charset.encode(line);
        assert_eq!(text_of(&bytes).0, line, "{}", charset.name());
    }
}

#[test]
fn a_declared_encoding_is_believed_where_the_bytes_are_not_utf_8() {
    let word = b"\xcf\xf0\xe8\xe2\xe5\xf2";
    for head in [
        "<!doctype html><meta charset=windows-1251>",
        "<html><head><META http-equiv='Content-Type' content='text/html; charset=windows-1251'></head>",
        "<?xml version=\"1.0\" encoding='windows-1251'?><a/>",
        "<meta name=x content=y><meta charset = \"CP1251\">",
    ] {
        let (text, name, lost) = text_of(&[head.as_bytes(), word].concat());
        assert!(text.ends_with("Привет"), "{text}");
        assert_eq!((name, lost), ("windows-1251", 0));
    }
    assert_eq!(Source::labelled("", word, " cp1251 ").text(), Some("Привет"));
    assert_eq!(Source::labelled("", "Привет".as_bytes(), "cp1251").encoding(), Encoding::Utf8);
    let (latin, ..) = text_of(b"<meta charset=nonsense>caf\xe9");
    assert!(latin.ends_with("café"));
}

#[test]
fn mail_from_japan_is_decoded_though_it_is_ascii_to_look_at() {
    let (text, name, _) = text_of(b"\x1b$B967b\x1b(Bc2.example.com\n");
    assert_eq!(name, "ISO-2022-JP");
    assert!(text.contains("攻撃c2.example.com"), "{text}");
    assert_eq!(Source::new("", b"\x1b[31mred\x1b[0m c2.example.com").encoding(), Encoding::Utf8);
}

#[test]
fn a_code_page_of_dos_keeps_its_letters_and_windows_keeps_its_quotation_marks() {
    let (text, name, lost) = text_of(b"Gr\x94\xe1e der Datei m\x81ller-bank.example.com\r\n");
    assert_eq!((text.as_str(), name, lost), ("Größe der Datei müller-bank.example.com\r\n", "IBM850", 0));
    assert_eq!(text_of(b"the \x93quoted\x94 word\x85 it\x92s caf\xe9 \x84x\x93").1, "windows-1252");
    assert!(text_of(b"le\x9ea na\x9aa, \xe8e\x9aka").1.starts_with("windows"));
}

#[test]
fn text_in_ebcdic_is_no_text() {
    // "THE HOST IS EVIL.EXAMPLE.COM AGAIN"
    let bytes = b"\xe3\xc8\xc5\x40\xc8\xd6\xe2\xe3\x40\xc9\xe2\x40\xc5\xe5\xc9\xd3\x4b\xc5\xe7\xc1\xd4\xd7\xd3\xc5\x4b\xc3\xd6\xd4\x40\xc1\xc7\xc1\xc9\xd5\x15";
    assert_eq!(Source::new("", bytes).encoding(), Encoding::Binary);
}

#[test]
fn damaged_utf_8_stays_utf_8_and_its_losses_are_counted() {
    let cut = "éèàü".as_bytes();
    assert_eq!(text_of(&cut[..7]), ("éèà\u{fffd}".into(), "UTF-8", 1));
    let (text, name, lost) = text_of("Größe, Übung, Straße \u{1}".replace('\u{1}', "").as_bytes());
    assert_eq!((text.as_str(), name, lost), ("Größe, Übung, Straße ", "UTF-8", 0));
    let mixed = ["Größe, Übung, Straße, Äpfel ".as_bytes(), b"caf\xe9 c2.example.com"].concat();
    assert_eq!(text_of(&mixed).2, 1);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_decoded_or_binary(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let source = Source::new("", &bytes);
            prop_assert_eq!(source.text().is_none(), source.encoding() == Encoding::Binary);
        }

        #[test]
        fn ascii_survives_whatever_stands_around_it(around in "[А-я]{4,40}", big in any::<bool>()) {
            let line = format!("{around} c2.example.com {around}");
            let units = line.encode_utf16();
            let bytes: Vec<u8> = if big { units.flat_map(u16::to_be_bytes).collect() } else { units.flat_map(u16::to_le_bytes).collect() };
            let source = Source::new("", &bytes);
            prop_assert_eq!(source.text(), Some(line.as_str()));
        }
    }
}
