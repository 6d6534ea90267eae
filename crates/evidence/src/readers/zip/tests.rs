use std::io::{Cursor, Read, Write};

use ::zip::CompressionMethod;
use ::zip::unstable::write::FileOptionsExt as _;
use ::zip::write::{SimpleFileOptions, ZipWriter};

use crate::{Context, Item, Limits, read_item};

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, options()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

fn read(bytes: &[u8]) -> Vec<Item> {
    read_item("a.zip", bytes, &Context::default())
}

fn members(items: &[Item]) -> Vec<(&str, u64)> {
    items.iter().filter_map(|item| Some((item.container.as_ref()?.member.as_str(), item.size))).collect()
}

fn losses(items: &[Item]) -> Vec<&str> {
    items[0].reading.losses().iter().map(|loss| loss.what.as_str()).collect()
}

/// Sets a field of two bytes in every local header and every directory entry.
fn patch(bytes: &mut [u8], local: usize, directory: usize, value: u16) {
    for at in 0..bytes.len().saturating_sub(4) {
        let field = match &bytes[at..at + 4] {
            b"PK\x03\x04" => at + local,
            b"PK\x01\x02" => at + directory,
            _ => continue,
        };
        bytes[field..field + 2].copy_from_slice(&value.to_le_bytes());
    }
}

#[test]
fn members_are_unpacked_and_their_paths_are_data() {
    let items = read(&archive(&[("../../etc/passwd", b"example.com"), ("C:\\x", b"example.org"), ("empty", b"")]));
    assert_eq!(items[0].format, Some("zip"));
    assert_eq!(members(&items), [("../../etc/passwd", 11), ("C:\\x", 11)]);
    assert!(losses(&items).is_empty());
}

#[test]
fn members_of_one_name_are_all_kept() {
    let mut bytes = archive(&[("aaa", b"one.example"), ("aab", b"two.example"), ("dir/", b"")]);
    for at in 0..bytes.len() - 3 {
        if &bytes[at..at + 3] == b"aab" {
            bytes[at + 2] = b'a';
        }
    }
    assert_eq!(members(&read(&bytes)), [("aaa", 11), ("aaa", 11)]);
}

#[test]
fn encrypted_and_unsupported_members_are_losses_that_name_them() {
    let mut encrypted = archive(&[("secret.txt", b"example.com")]);
    patch(&mut encrypted, 6, 8, 1);
    assert_eq!(losses(&read(&encrypted)), ["member `secret.txt` is encrypted, and no password that is known opens it"]);
    let mut odd = archive(&[("odd.txt", b"example.com")]);
    patch(&mut odd, 8, 10, 14);
    let items = read(&odd);
    assert!(losses(&items)[0].starts_with("member `odd.txt` is packed by a method"), "{:?}", losses(&items));
    let cut = odd.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let items = read(&odd[..cut]);
    assert!(losses(&items).contains(&"member `odd.txt` is packed by a method that is not supported (14)"));
}

#[test]
fn an_archive_cut_at_any_byte_gives_the_members_before_the_cut() {
    let bytes = archive(&[("one.txt", b"one.example.com\n"), ("two.txt", b"two.example.com\n")]);
    let second = bytes.windows(4).rposition(|window| window == b"PK\x03\x04").unwrap();
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    for cut in 4..bytes.len() {
        let items = read(&bytes[..cut]);
        assert!(
            losses(&items).iter().any(|loss| loss.contains("the archive's directory cannot be read")),
            "cut at {cut}"
        );
        let found = members(&items);
        if cut >= second {
            assert_eq!(found[0], ("one.txt", 16), "cut at {cut}");
        }
        if cut >= directory {
            assert_eq!(found, [("one.txt", 16), ("two.txt", 16)], "cut at {cut}");
        }
    }
}

#[test]
fn a_streamed_archive_without_its_directory_is_still_read() {
    let mut writer = ZipWriter::new_stream(Vec::new());
    for (name, text) in [("one.txt", "one.example.com"), ("two.txt", "two.example.com")] {
        writer.start_file(name, options()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    assert_eq!(members(&read(&bytes)), [("one.txt", 15), ("two.txt", 15)]);
    assert_eq!(members(&read(&bytes[..directory])), [("one.txt", 15), ("two.txt", 15)]);
}

#[test]
fn a_damaged_member_gives_what_stood_before_the_damage() {
    let text: String = (0..2000).map(|n| format!("host{n}.example.com\n")).collect();
    let mut bytes = archive(&[("a.txt", text.as_bytes()), ("b.txt", b"b.example.com")]);
    bytes[2000..2010].fill(0xff);
    let items = read(&bytes);
    assert!(losses(&items)[0].starts_with("member `a.txt` is damaged or cut short"), "{:?}", losses(&items));
    assert_eq!(members(&items).last(), Some(&("b.txt", 13)));
}

#[test]
fn a_bomb_is_stopped_at_the_limit_and_other_members_are_kept() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("bomb", options()).unwrap();
    std::io::copy(&mut std::io::repeat(0).take(100 << 20), &mut writer).unwrap();
    writer.start_file("note.txt", options()).unwrap();
    writer.write_all(b"example.com").unwrap();
    let items = read(&writer.finish().unwrap().into_inner());
    assert_eq!(
        losses(&items),
        ["member `bomb` was not unpacked: it goes beyond the limit `item-bytes` (67108864 bytes)"]
    );
    assert_eq!(members(&items), [("note.txt", 11)]);
}

#[test]
fn members_that_share_their_bytes_are_stopped_at_the_total() {
    // One packed member, listed two hundred times: the work, not the file, is what grows.
    let one = archive(&[("x", &vec![7; 1 << 16])]);
    let directory = one.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let end = one.windows(4).position(|window| window == b"PK\x05\x06").unwrap();
    let mut bytes = one[..directory].to_vec();
    for _ in 0..200 {
        bytes.extend(&one[directory..end]);
    }
    let mut tail = one[end..].to_vec();
    tail[8..10].copy_from_slice(&200_u16.to_le_bytes());
    tail[10..12].copy_from_slice(&200_u16.to_le_bytes());
    tail[12..16].copy_from_slice(&(200 * (end - directory) as u32).to_le_bytes());
    bytes.extend(tail);
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::DEFAULT };
    let items = read_item("a.zip", &bytes, &Context { limits: &limits, ..Context::default() });
    assert!(losses(&items)[0].contains("nor was what follows it: it goes beyond the limit `unpacked-bytes` (1048576"));
    let limits = Limits { members: 3, ..Limits::DEFAULT };
    let items = read_item("a.zip", &bytes, &Context { limits: &limits, ..Context::default() });
    assert!(losses(&items)[0].contains("more members than the limit `members` (3)"), "{:?}", losses(&items));
}

fn encrypted(password: &str, way: Way) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = match way {
        Way::Aes => options().with_aes_encryption(::zip::AesMode::Aes256, password),
        Way::Old => options().with_deprecated_encryption(password.as_bytes()).unwrap(),
    };
    for (name, text) in [("one.txt", "one.example.com"), ("two.txt", "two.example.com")] {
        writer.start_file(name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[derive(Debug, Clone, Copy)]
enum Way {
    Aes,
    Old,
}

#[test]
fn samples_packed_with_the_trade_s_password_are_opened_and_it_is_not_told() {
    for way in [Way::Aes, Way::Old] {
        let items = read(&encrypted("infected", way));
        assert_eq!(members(&items), [("one.txt", 15), ("two.txt", 15)], "{way:?} {:?}", losses(&items));
        let said: Vec<&str> = items[0].reading.values_set_aside().iter().map(|aside| aside.what.as_str()).collect();
        assert_eq!(said, ["opened with a password"]);
        let closed = encrypted("of nobody", way);
        assert_eq!(losses(&read(&closed)).len(), 2);
        let passwords = ["of nobody".to_owned()];
        let items = read_item("a.zip", &closed, &Context { passwords: &passwords, ..Context::default() });
        assert_eq!(members(&items).len(), 2);
    }
}

#[test]
fn the_comment_of_an_archive_is_read() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("a.txt", options()).unwrap();
    writer.write_all(b"nothing").unwrap();
    writer.set_comment("found on 203.0.113.66").unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let items = read(&bytes);
    let found = &items[0].reading.observations()[0];
    assert_eq!(found.observed.to_string(), "203.0.113.66");
    assert_eq!(&bytes[found.span.start as usize..found.span.end as usize], b"203.0.113.66");
}
