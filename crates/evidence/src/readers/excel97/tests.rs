use std::io::{Cursor, Write};

use crate::{Context, Item, read_item};

fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let mut record = kind.to_le_bytes().to_vec();
    record.extend((bytes.len() as u16).to_le_bytes());
    record.extend(bytes);
    record
}

fn narrow(text: &str) -> Vec<u8> {
    let mut bytes = (text.len() as u16).to_le_bytes().to_vec();
    bytes.push(0);
    bytes.extend(text.bytes());
    bytes
}

fn cell(kind: u16, row: u16, column: u16, style: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = [row, column, style].iter().flat_map(|number| number.to_le_bytes()).collect();
    bytes.extend(value);
    record(kind, &bytes)
}

fn stream() -> Vec<u8> {
    let mut stream = record(0x0809, &[0, 6, 5, 0]);
    let mut sheet = vec![0, 0, 0, 0, 0, 0, 4, 0];
    sheet.extend(b"IOCs");
    stream.extend(record(0x0085, &sheet));
    stream.extend(record(0x00e0, &[0, 0, 0, 0]));
    stream.extend(record(0x00e0, &[0, 0, 14, 0]));
    // The third string is cut by the end of its record, and goes on in the next, two bytes a character.
    let mut strings = vec![4, 0, 0, 0, 4, 0, 0, 0];
    strings.extend(narrow("Domain"));
    strings.extend(narrow("First seen"));
    strings.extend([15, 0, 0]);
    strings.extend(b"one.exa");
    stream.extend(record(0x00fc, &strings));
    let mut more = vec![1];
    more.extend("mple.com".encode_utf16().flat_map(u16::to_le_bytes));
    more.extend(narrow("two.example.com"));
    stream.extend(record(0x003c, &more));
    stream.extend(record(0x000a, &[]));
    stream.extend(record(0x0809, &[0, 6, 16, 0]));
    for (row, column, index) in [(0_u16, 0_u16, 0_u32), (0, 1, 1), (1, 0, 2), (2, 0, 3)] {
        stream.extend(cell(0x00fd, row, column, 0, &index.to_le_bytes()));
    }
    stream.extend(cell(0x0203, 1, 1, 1, &44197.0_f64.to_le_bytes()));
    stream.extend(cell(0x027e, 2, 1, 1, &((44198_u32 << 2) | 2).to_le_bytes()));
    let mut link: Vec<u8> = [3_u16, 3, 0, 0].iter().flat_map(|number| number.to_le_bytes()).collect();
    link.extend("http://linked.example.net/a".encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    stream.extend(record(0x01b8, &link));
    stream.extend(record(0x01b6, &[0; 18]));
    let mut note = vec![0];
    note.extend(b"see noted[.]example[.]com");
    stream.extend(record(0x003c, &note));
    stream.extend(record(0x000a, &[]));
    stream
}

fn workbook(stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn read(bytes: &[u8]) -> Item {
    read_item("a.xls", bytes, &Context::default()).swap_remove(0)
}

#[test]
fn cells_links_and_comments_are_read() {
    let item = read(&workbook(&stream()));
    assert_eq!(item.format, Some("Excel 97 workbook"));
    let found: Vec<String> =
        item.reading.observations().iter().map(|o| format!("{} @ {}", o.observed, o.path)).collect();
    for wanted in [
        "one.example.com @ IOCs!A2",
        "two.example.com @ IOCs!A3",
        "http://linked.example.net/a @ IOCs!A4",
        "noted.example.com @ comments and text boxes",
    ] {
        assert!(found.iter().any(|place| place == wanted), "{wanted} of {found:?}, {:?}", item.reading.losses());
    }
    let days: Vec<String> =
        item.reading.observations().iter().filter_map(|o| o.when).map(|day| day.to_string()).take(2).collect();
    assert_eq!(days, ["2021-01-01", "2021-01-02"]);
}

#[test]
fn a_stream_cut_at_any_byte_gives_whole_values_and_says_so() {
    let stream = stream();
    for cut in 0..stream.len() {
        let item = read(&workbook(&stream[..cut]));
        for o in item.reading.observations() {
            let value = o.observed.to_string();
            assert!(value.contains(".example."), "{value}, cut at {cut}");
        }
    }
}

#[test]
fn a_raised_mark_in_a_cell_is_no_part_of_its_value() {
    let mut stream = record(0x0809, &[0, 6, 5, 0]);
    for height in [0, 0, 0, 0, 1] {
        stream.extend(record(0x0031, &[200, 0, 0, 0, 0, 0, 144, 1, height, 0]));
    }
    // Letters 11 and on are in the font that is numbered 5, the fifth.
    let mut strings = vec![1, 0, 0, 0, 1, 0, 0, 0, 12, 0, 8, 1, 0];
    strings.extend(b"203.0.113.12");
    strings.extend([11, 0, 5, 0]);
    stream.extend(record(0x00fc, &strings));
    stream.extend(record(0x000a, &[]));
    stream.extend(record(0x0809, &[0, 6, 16, 0]));
    stream.extend(cell(0x00fd, 0, 0, 0, &0_u32.to_le_bytes()));
    stream.extend(cell(0x0203, 1, 0, 0, &1.234_567_890_123_45e31_f64.to_le_bytes()));
    stream.extend(record(0x000a, &[]));
    let item = read(&workbook(&stream));
    let found: Vec<_> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(found, ["203.0.113.1"]);
    let lost: Vec<_> = item.reading.losses().iter().map(|loss| loss.what.as_str()).collect();
    assert_eq!(lost, ["1 cells hold a number of more than 15 digits, of which the file keeps the first 15 alone"]);
}

#[test]
fn an_encrypted_workbook_says_what_to_do() {
    let mut stream = record(0x0809, &[0, 6, 5, 0]);
    stream.extend(record(0x002f, &[1, 0]));
    assert!(read(&workbook(&stream)).reading.losses()[0].what.contains("encrypted"));
}
