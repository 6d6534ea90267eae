//! The encoding that a text names itself.

use encoding_rs::Encoding;

/// Bytes looked at for a declaration. Only looked at: nothing is dropped by it. HTML demands it within the first 1024.
const HEAD: usize = 4096;

/// The encoding that the beginning of `bytes` declares: an XML declaration, `<meta charset>`, `<meta … content="…charset=…">`.
pub(super) fn encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let label = xml(head).or_else(|| meta(head))?;
    usable(Encoding::for_label(label)?)
}

/// What bytes that are not UTF-16 may be in. A declaration that can be read byte by byte is not itself in UTF-16.
pub(super) fn usable(encoding: &'static Encoding) -> Option<&'static Encoding> {
    (encoding.is_ascii_compatible() || encoding == encoding_rs::ISO_2022_JP).then_some(encoding)
}

/// `<?xml version="1.0" encoding="…"?>` (XML 1.0, 4.3.3).
fn xml(head: &[u8]) -> Option<&[u8]> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = find(declaration, b"?>").unwrap_or(declaration.len());
    value_of(declaration.get(..end)?, b"encoding")
}

/// The `charset` in the first `meta` that has one (HTML, 13.2.3.2).
fn meta(head: &[u8]) -> Option<&[u8]> {
    let mut rest = head;
    loop {
        let tag = rest.get(find(rest, b"<meta")? + 5..)?;
        let end = find(tag, b">").unwrap_or(tag.len());
        if let Some(label) = value_of(tag.get(..end)?, b"charset") {
            return Some(label);
        }
        rest = tag;
    }
}

/// The value behind `name` and `=`, with or without quotes.
fn value_of<'h>(text: &'h [u8], name: &[u8]) -> Option<&'h [u8]> {
    let after = text.get(find(text, name)? + name.len()..)?.trim_ascii_start();
    let value = after.strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|byte| b"\"'; />".contains(byte)).unwrap_or(value.len());
    value.get(..end).filter(|label| !label.is_empty())
}

/// Where `needle`, in small letters, stands in `text`, whatever the case there.
fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}
