//! Files packed by bzip2 or xz: one file each, most often a tar archive.

#[cfg(test)]
mod tests;

use std::io::Read;

use super::inflating::{Budget, Inflated};
use crate::reading::Member;
use crate::{Context, Reader, Reading, Source};

/// bzip2 files, streams one behind the other read as one file, as `bzip2 -d` does.
pub(super) struct Bzip2;

/// xz files. A dictionary larger than the limit `unpacked-bytes` is refused before it is made.
pub(super) struct Xz;

impl Reader for Bzip2 {
    fn format(&self) -> &'static str {
        "bzip2"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.bytes.starts_with(b"BZh") && source.bytes.get(4..10).is_some_and(|mark| mark == b"1AY&SY" || mark == END)
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let mut decoder = bzip2::bufread::MultiBzDecoder::new(source.bytes);
        unpack(&mut decoder, source, "bz2", context, reading);
    }
}

/// What follows the header of an empty bzip2 file.
const END: &[u8] = &[0x17, 0x72, 0x45, 0x38, 0x50, 0x90];

impl Reader for Xz {
    fn format(&self) -> &'static str {
        "xz"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.bytes.starts_with(b"\xfd7zXZ\0")
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let most = u32::try_from(context.limits.unpacked_bytes / 1024).unwrap_or(u32::MAX);
        let mut decoder = lzma_rust2::XzReader::new_mem_limit(source.bytes, true, most);
        unpack(&mut decoder, source, "xz", context, reading);
    }
}

fn unpack(decoder: &mut impl Read, source: &Source<'_>, ending: &str, context: &Context<'_>, reading: &mut Reading) {
    let mut bytes = Vec::new();
    match Budget::new(context.limits).inflate(decoder, &mut bytes) {
        Inflated::Whole => {}
        Inflated::Damaged(error) => {
            let what = format!("the {ending} data is damaged or cut short: {error}; what stood before was unpacked");
            reading.lose(what, None, Some("get the whole file"));
        }
        Inflated::Stopped(limit) => {
            let what = format!("unpacking stopped: the file holds more than {limit}");
            return reading.lose(what, None, Some(&limit.help()));
        }
    }
    if !bytes.is_empty() {
        reading.members.push(Member { name: unpacked_name(source.name, ending), bytes });
    }
}

/// What a program that unpacks would call the file.
fn unpacked_name(name: &str, ending: &str) -> String {
    let last = name.rsplit(['/', '\\', '!']).next().unwrap_or(name);
    match last.rsplit_once('.') {
        Some((stem, found)) if found.eq_ignore_ascii_case(ending) && !stem.is_empty() => stem.to_owned(),
        Some((stem, "tbz" | "tbz2" | "txz")) if !stem.is_empty() => format!("{stem}.tar"),
        _ => "unpacked".to_owned(),
    }
}
