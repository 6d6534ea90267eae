use std::io::{Read, Write};

use flate2::{Compression, GzBuilder, write::GzEncoder};

use crate::{Context, Limits, read_item};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// `size` zeros, packed without ever being held.
fn packed_zeros(size: u64) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut std::io::repeat(0).take(size), &mut encoder).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn members_one_behind_the_other_are_one_file() {
    let mut both = packed(b"example.com\n");
    both.extend(packed(b"example.org\n"));
    both.extend([0; 512]);
    let items = read_item("list.txt.gz", &both, &Context::default());
    assert_eq!(items[0].format, Some("gzip"));
    assert_eq!(items[1].name, "list.txt.gz!list.txt");
    assert_eq!(items[1].size, 24);
    assert!(items[0].reading.losses().is_empty(), "{:?}", items[0].reading.losses());
}

#[test]
fn the_name_within_goes_before_the_name_without() {
    let mut encoder = GzBuilder::new().filename("../../inner.csv").write(Vec::new(), Compression::fast());
    encoder.write_all(b"example.com").unwrap();
    let items = read_item("a.gz", &encoder.finish().unwrap(), &Context::default());
    assert_eq!(items[1].container.as_ref().unwrap().member, "../../inner.csv");
}

#[test]
fn a_file_cut_at_any_byte_gives_what_stood_before_and_says_so() {
    let text = b"example.com\nexample.org\n203.0.113.7\n";
    let whole = packed(text);
    for cut in 3..whole.len() {
        let items = read_item("x.gz", &whole[..cut], &Context::default());
        assert!(items[0].reading.losses().iter().any(|loss| loss.what.contains("cut short")), "cut at {cut}");
        assert!(items.len() == 1 || items[1].size <= text.len() as u64);
    }
    let most = read_item("x.gz", &whole[..whole.len() - 4], &Context::default());
    assert_eq!(most[1].size, text.len() as u64);
}

#[test]
fn what_follows_the_data_is_said() {
    let mut bytes = packed(b"example.com");
    bytes.extend(b"trailing");
    let items = read_item("x.gz", &bytes, &Context::default());
    assert_eq!(items[0].reading.losses()[0].what, "8 bytes behind the gzip data are not gzip");
    assert_eq!(items[1].size, 11);
}

#[test]
fn a_bomb_is_stopped_at_the_limit_and_the_limit_is_named() {
    // Ten gibibytes of zeros are ten megabytes of gzip; packed once more, they are a mail attachment.
    let bomb = packed(&packed_zeros(16 << 20).repeat(640));
    assert!(bomb.len() < 1 << 20);
    let items = read_item("bomb.gz", &bomb, &Context::default());
    assert_eq!(items.len(), 2);
    let loss = &items[1].reading.losses()[0];
    assert_eq!(loss.what, "unpacking stopped: the file holds more than the limit `item-bytes` (67108864 bytes)");
    assert_eq!(loss.help.as_deref(), Some("raise it with `--limit item-bytes=N`"));
    // Where the system tells the most memory that this process ever held, hold it to the promise of `Limits`.
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kibibytes: u64 = most.trim().trim_end_matches(" kB").parse().unwrap();
        println!("most memory held: {kibibytes} KiB");
        assert!(kibibytes < 1 << 20);
    }
}

#[test]
fn many_members_are_stopped_at_the_total() {
    let limits = Limits { item_bytes: 1 << 20, unpacked_bytes: 1 << 16, ..Limits::DEFAULT };
    let bytes = packed_zeros(1 << 10).repeat(100);
    let items = read_item("x.gz", &bytes, &Context { limits: &limits, ..Context::default() });
    assert!(items[0].reading.losses()[0].what.contains("the limit `unpacked-bytes` (65536 bytes)"));
    assert_eq!(items.len(), 1);
}
