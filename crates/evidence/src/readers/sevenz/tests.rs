use std::io::Cursor;

use sevenz_rust2::Error;

use super::*;
use crate::{Item, Limits, read_item};

/// `iocs.txt` with `seven.example.com`, made by `7z a -mx=0`: a 7z archive that stores its bytes.
///
/// Written out by hand: signature, the start header, the packed bytes, the header (7zFormat.txt).
fn stored(name: &str, text: &str) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum().to_le_bytes()
    };
    let size = u8::try_from(text.len()).unwrap();
    assert!(size < 0x80);
    let mut header = vec![0x01, 0x04, 0x06, 0, 1, 0x09, size, 0];
    header.extend([0x07, 0x0b, 1, 0, 1, 0x01, 0x00, 0x0c, size, 0x0a, 1]);
    header.extend(crc(text.as_bytes()));
    header.extend([0, 0x08, 0, 0, 0x05, 1, 0x11]);
    let mut names = vec![0];
    names.extend(name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    header.push(u8::try_from(names.len()).unwrap());
    header.extend(names);
    header.extend([0, 0]);
    let mut start = (text.len() as u64).to_le_bytes().to_vec();
    start.extend((header.len() as u64).to_le_bytes());
    start.extend(crc(&header));
    let mut bytes = b"7z\xbc\xaf\x27\x1c\0\x04".to_vec();
    bytes.extend(crc(&start));
    bytes.extend(start);
    bytes.extend(text.bytes());
    bytes.extend(header);
    bytes
}

fn read(bytes: &[u8]) -> Vec<Item> {
    read_item("a.7z", bytes, &Context::default())
}

#[test]
fn members_are_items() {
    let bytes = stored("a/iocs.txt", "seven.example.com\n");
    let reader = ArchiveReader::new(Cursor::new(bytes.as_slice()), Password::empty());
    assert!(reader.is_ok(), "{:?}", reader.err().map(|error: Error| error.to_string()));
    let items = read(&bytes);
    assert_eq!(items[0].format, Some("7z"));
    assert!(items[0].reading.losses().is_empty(), "{:?}", items[0].reading.losses());
    assert_eq!(items[1].name, "a.7z!a/iocs.txt");
    assert_eq!(items[1].reading.observations()[0].observed.to_string(), "seven.example.com");
}

#[test]
fn an_archive_cut_at_any_byte_says_so() {
    let bytes = stored("iocs.txt", "seven.example.com\n");
    for cut in 6..bytes.len() {
        let items = read(&bytes[..cut]);
        assert!(!items[0].reading.losses().is_empty(), "cut at {cut}");
    }
}

#[test]
fn limits_are_named() {
    let bytes = stored("iocs.txt", "seven.example.com\n");
    let limits = Limits { item_bytes: 200, unpacked_bytes: 4, ..Limits::DEFAULT };
    let items = read_item("a.7z", &bytes, &Context { limits: &limits, ..Context::default() });
    assert_eq!(items.len(), 1);
    assert!(items[0].reading.losses()[0].what.contains("`unpacked-bytes`"), "{:?}", items[0].reading.losses());
}

#[test]
fn archives_of_another_program_are_read_and_encrypted_ones_opened() {
    let archives: [(&[u8], usize); 3] = [
        (include_bytes!("fixtures/lzma2.7z"), 0),
        (include_bytes!("fixtures/encrypted.7z"), 1),
        (include_bytes!("fixtures/encrypted-names.7z"), 1),
    ];
    for (number, (bytes, said)) in archives.into_iter().enumerate() {
        let items = read(bytes);
        assert!(items[0].reading.losses().is_empty(), "{number}: {:?}", items[0].reading.losses());
        assert_eq!(items[1].reading.observations()[0].observed.to_string(), "seven.example.com", "{number}");
        assert_eq!(items[0].reading.values_set_aside().len(), said, "{number}");
    }
}

#[test]
fn a_password_that_nobody_gave_is_asked_for() {
    let bytes: &[u8] = include_bytes!("fixtures/unknown-password.7z");
    let items = read(bytes);
    assert!(items[0].reading.losses()[0].what.contains("no password that is known opens it"));
    let passwords = ["of nobody".to_owned()];
    let items = read_item("a.7z", bytes, &Context { passwords: &passwords, ..Context::default() });
    assert_eq!(items.len(), 2, "{:?}", items[0].reading.losses());
}
