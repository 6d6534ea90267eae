use crate::{Context, Item, Limits, read_item};

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn read(bytes: &[u8]) -> Vec<Item> {
    read_item("a.tar", bytes, &Context::default())
}

fn members(items: &[Item]) -> Vec<&str> {
    items.iter().filter_map(|item| Some(item.container.as_ref()?.member.as_str())).collect()
}

#[test]
fn members_are_items_under_their_whole_path() {
    let long = format!("{}/iocs.txt", "folder/".repeat(30));
    let items = read(&archive(&[("a/one.txt", b"one.example.com\n"), (&long, b"two.example.com\n")]));
    assert_eq!(items[0].format, Some("tar"));
    assert_eq!(members(&items), ["a/one.txt", long.as_str()]);
    assert!(items[0].reading.losses().is_empty(), "{:?}", items[0].reading.losses());
}

#[test]
fn an_archive_cut_at_any_byte_gives_the_members_before_the_cut_and_says_the_rest() {
    let bytes = archive(&[("one.txt", &[b'a'; 700]), ("two.txt", b"two.example.com\n")]);
    for cut in 512..bytes.len() - 1024 {
        let items = read(&bytes[..cut]);
        let said = !items[0].reading.losses().is_empty();
        assert!(said || cut == 512 + 1024 || cut >= 512 * 5, "cut at {cut}");
        if cut >= 512 + 700 {
            assert_eq!(members(&items)[0], "one.txt", "cut at {cut}");
        }
    }
}

#[test]
fn limits_end_the_unpacking_aloud() {
    let bytes = archive(&[("one.txt", &[b'a'; 5000]), ("two.txt", b"b"), ("three.txt", b"c")]);
    for (limits, words, left) in [
        (Limits { members: 1, ..Limits::DEFAULT }, "limit `members` (1)", 1),
        (Limits { unpacked_bytes: 100, ..Limits::DEFAULT }, "nor was what follows it", 0),
    ] {
        let items = read_item("a.tar", &bytes, &Context { limits: &limits, ..Context::default() });
        assert!(items[0].reading.losses()[0].what.contains(words), "{:?}", items[0].reading.losses());
        assert_eq!(items.len() - 1, left);
    }
}
