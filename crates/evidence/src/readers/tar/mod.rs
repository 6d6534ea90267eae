#[cfg(test)]
mod tests;

use dunant_vocabulary::Span;

use super::inflating::{Budget, Inflated, Stop};
use crate::reading::Member;
use crate::{Context, Reader, Reading, Reason, Source};

/// tar archives (POSIX ustar and pax, GNU, the seventh edition's). Paths are data: nothing is ever written under them.
pub(super) struct Tar;

const BLOCK: usize = 512;

impl Reader for Tar {
    fn format(&self) -> &'static str {
        "tar"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.bytes.get(..BLOCK).is_some_and(is_header)
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let mut budget = Budget::new(context.limits);
        let mut archive = ::tar::Archive::new(source.bytes);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return reading.lose(format!("the archive cannot be read: {error}"), None, WHOLE),
        };
        let mut members = 0_u64;
        for entry in entries {
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let what = format!("the archive is damaged or cut short: {error}; what stood before was unpacked");
                    return reading.lose(what, None, WHOLE);
                }
            };
            members += 1;
            if members > context.limits.members {
                let limit = context.limits.members;
                let what = format!(
                    "the archive has more members than the limit `members` ({limit}); the rest was not unpacked"
                );
                return reading.lose(what, None, Some("raise it with `--limit members=N`"));
            }
            let name = name_of(&entry.path_bytes());
            let kind = entry.header().entry_type();
            if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) {
                // A link is another name of a file, and holds nothing of its own.
                if kind.is_hard_link() || kind.is_symlink() {
                    let span = Span::item(0, source.bytes.len());
                    reading.set_aside(Reason::Repeated, format!("the link `{name}`"), span, "");
                }
                continue;
            }
            let mut bytes = Vec::new();
            match budget.inflate(&mut entry, &mut bytes) {
                Inflated::Whole if (bytes.len() as u64) < entry.size() => {
                    let what = format!("member `{name}` is cut short; what stood before was unpacked");
                    reading.lose(what, None, WHOLE);
                }
                Inflated::Whole => {}
                Inflated::Damaged(error) => {
                    let what =
                        format!("member `{name}` is damaged or cut short: {error}; what stood before was unpacked");
                    reading.lose(what, None, WHOLE);
                }
                // A part of a member has a digest of its own, which would name a file that never was.
                Inflated::Stopped(limit) => {
                    let spent = matches!(limit, Stop::Total(_));
                    let rest = if spent { ", nor was what follows it" } else { "" };
                    let what = format!("member `{name}` was not unpacked{rest}: it goes beyond {limit}");
                    reading.lose(what, None, Some(&limit.help()));
                    if spent {
                        return;
                    }
                    continue;
                }
            }
            if !bytes.is_empty() {
                reading.members.push(Member { name, bytes });
            }
        }
    }
}

const WHOLE: Option<&str> = Some("get the whole archive");

/// Whether a block is a header: its checksum is the sum of its bytes, its own field taken as blanks.
fn is_header(block: &[u8]) -> bool {
    let (Some(name), Some(field)) = (block.first(), block.get(148..156)) else { return false };
    let written = String::from_utf8_lossy(field);
    let written = written.trim_matches(['\0', ' ']);
    let Ok(stated) = u32::from_str_radix(written, 8) else { return false };
    let sum: u32 =
        block.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) }).sum();
    *name != 0 && stated == sum
}

/// A member's path as text. One that is not UTF-8 has its other bytes replaced.
fn name_of(raw: &[u8]) -> String {
    const LONGEST: usize = 4096;
    String::from_utf8_lossy(raw.get(..LONGEST).unwrap_or(raw)).into_owned()
}
