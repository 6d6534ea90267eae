use std::io::Write;

use crate::{Context, Item, Limits, read_item};

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// `one.example.com` in an xz file, as `xz --check=crc32` writes it: one LZMA2 block that stores its bytes.
fn stored_xz(text: &str) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum().to_le_bytes()
    };
    let mut bytes = b"\xfd7zXZ\0\0\x01".to_vec();
    bytes.extend(crc(&[0, 1]));
    let mut header = vec![2, 0, 0x21, 1, 0, 0, 0, 0];
    header.extend(crc(&header));
    bytes.extend(&header);
    let mut data = vec![1];
    data.extend((text.len() as u16 - 1).to_be_bytes());
    data.extend(text.bytes());
    data.push(0);
    let unpadded = header.len() + data.len() + 4;
    data.resize(data.len().next_multiple_of(4), 0);
    bytes.extend(&data);
    bytes.extend(crc(text.as_bytes()));
    let mut index = vec![0, 1, unpadded as u8, text.len() as u8];
    index.resize(index.len().next_multiple_of(4), 0);
    index.extend(crc(&index));
    bytes.extend(&index);
    let mut footer = (index.len() as u32 / 4 - 1).to_le_bytes().to_vec();
    footer.extend([0, 1]);
    bytes.extend(crc(&footer));
    bytes.extend(footer);
    bytes.extend(b"YZ");
    bytes
}

fn read(name: &str, bytes: &[u8]) -> Vec<Item> {
    read_item(name, bytes, &Context::default())
}

#[test]
fn what_is_packed_is_an_item_under_the_name_it_had() {
    for (name, format, bytes) in
        [("a.txt.bz2", "bzip2", packed("one.example.com\n")), ("a.txt.xz", "xz", stored_xz("one.example.com\n"))]
    {
        let items = read(name, &bytes);
        assert_eq!(items[0].format, Some(format));
        assert!(items[0].reading.losses().is_empty(), "{:?}", items[0].reading.losses());
        assert_eq!(items[1].name, format!("{name}!a.txt"));
        assert_eq!(items[1].reading.observations()[0].observed.to_string(), "one.example.com");
    }
}

#[test]
fn data_cut_at_any_byte_is_said() {
    for bytes in [packed("one.example.com\n"), stored_xz("one.example.com\n")] {
        for cut in 12..bytes.len() {
            let items = read("a", &bytes[..cut]);
            assert!(!items[0].reading.losses().is_empty(), "cut at {cut} of {}", bytes.len());
        }
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let limits = Limits { item_bytes: 1000, ..Limits::DEFAULT };
    let items = read_item("a", &packed(&" ".repeat(100_000)), &Context { limits: &limits, ..Context::default() });
    assert!(items[0].reading.losses()[0].what.contains("`item-bytes`"));
    assert_eq!(items.len(), 1);
}
