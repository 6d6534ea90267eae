mod comment;
mod local;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io::Cursor;

use ::zip::read::{OwnedZipFileEntry, ZipFileEntry};
use ::zip::unstable::read::ZipIterable;
use ::zip::{CompressionMethod, ZipReadOptions};

use super::inflating::{Budget, Inflated, Stop};
use crate::passwords::said_opened;
use crate::reading::Member;
use crate::{Context, Reader, Reading, Source};

/// zip archives. Members are taken from the central directory; where that is damaged or missing, from the headers before the
/// members themselves. Paths are data: nothing is ever written under them.
pub(super) struct Zip;

impl Reader for Zip {
    fn format(&self) -> &'static str {
        "zip"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.bytes.starts_with(b"PK\x03\x04") || source.bytes.starts_with(b"PK\x05\x06")
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let mut unpacking = Unpacking {
            source,
            context,
            budget: Budget::new(context.limits),
            members: 0,
            stopped: false,
            opened: false,
        };
        let mut done = BTreeSet::new();
        comment::read(source, context, reading);
        if let Err(error) = unpacking.by_directory(&mut done, reading) {
            let what =
                format!("the archive's directory cannot be read: {error}; its members were looked for one by one");
            reading.lose(what, None, Some("get the whole archive"));
            local::read(&mut unpacking, &done, reading);
        }
    }
}

struct Unpacking<'a> {
    source: &'a Source<'a>,
    context: &'a Context<'a>,
    budget: Budget<'a>,
    /// Members looked at.
    members: u64,
    /// A limit was reached that ends all unpacking.
    stopped: bool,
    /// A password opened a member.
    opened: bool,
}

impl Unpacking<'_> {
    /// Walks the central directory, entry by entry: its length is the archive's own claim.
    fn by_directory(&mut self, done: &mut BTreeSet<u64>, reading: &mut Reading) -> Result<(), ::zip::result::ZipError> {
        let mut archive = ZipIterable::try_new(Cursor::new(self.source.bytes), ::zip::read::Config::default())?;
        let mut body = Cursor::new(self.source.bytes);
        for entry in archive.files()? {
            let entry = entry?;
            if !self.admits(reading) {
                break;
            }
            done.insert(entry.header_start());
            self.entry(entry, &mut body, reading);
        }
        Ok(())
    }

    fn entry(&mut self, entry: ZipFileEntry<'static>, body: &mut Cursor<&[u8]>, reading: &mut Reading) {
        let name = name_of(entry.name_raw());
        if entry.is_dir() {
            return;
        }
        if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return self.lose_unsupported(&name, &entry.compression().to_string(), reading);
        }
        if entry.encrypted() {
            return self.encrypted(&name, &OwnedZipFileEntry::from(entry), body, reading);
        }
        let mut bytes = Vec::new();
        let outcome = match entry.with_reader(body, ZipReadOptions::new()) {
            Ok(mut file) => self.budget.inflate(&mut file, &mut bytes),
            Err(error) => return reading.lose(format!("member `{name}` cannot be unpacked: {error}"), None, None),
        };
        self.keep(name, bytes, outcome, reading);
    }

    /// Tries every password. The first that gives the member whole, its checksum or authentication code right, opens it.
    fn encrypted(&mut self, name: &str, entry: &OwnedZipFileEntry, body: &mut Cursor<&[u8]>, reading: &mut Reading) {
        for password in self.context.passwords() {
            let options = ZipReadOptions::new().password(Some(password.as_bytes()));
            let Ok(mut file) = entry.as_ref().with_reader(body, options) else { continue };
            let mut bytes = Vec::new();
            let outcome = self.budget.inflate(&mut file, &mut bytes);
            if matches!(outcome, Inflated::Damaged(_)) {
                continue;
            }
            if !std::mem::replace(&mut self.opened, true) {
                said_opened(reading);
            }
            return self.keep(name.to_owned(), bytes, outcome, reading);
        }
        self.lose_encrypted(name, reading);
    }

    /// Whether one more member may be looked at; says so once where not.
    fn admits(&mut self, reading: &mut Reading) -> bool {
        let limit = self.context.limits.members;
        self.members += 1;
        if !self.stopped && self.members > limit {
            self.stopped = true;
            let what =
                format!("the archive has more members than the limit `members` ({limit}); the rest was not unpacked");
            reading.lose(what, None, Some("raise it with `--limit members=N`"));
        }
        !self.stopped
    }

    fn keep(&mut self, name: String, bytes: Vec<u8>, outcome: Inflated, reading: &mut Reading) {
        match outcome {
            Inflated::Whole => {}
            Inflated::Damaged(error) => {
                let what = format!("member `{name}` is damaged or cut short: {error}; what stood before was unpacked");
                reading.lose(what, None, Some("get the whole archive"));
                if bytes.is_empty() {
                    return;
                }
            }
            // A part of a member has a digest of its own, which would name a file that never was.
            Inflated::Stopped(limit) => {
                self.stopped = matches!(limit, Stop::Total(_));
                let rest = if self.stopped { ", nor was what follows it" } else { "" };
                let what = format!("member `{name}` was not unpacked{rest}: it goes beyond {limit}");
                return reading.lose(what, None, Some(&limit.help()));
            }
        }
        if !bytes.is_empty() {
            reading.members.push(Member { name, bytes });
        }
    }

    fn lose_unsupported(&self, name: &str, method: &str, reading: &mut Reading) {
        let what = format!("member `{name}` is packed by a method that is not supported ({method})");
        reading.lose(what, None, Some("unpack it, and pass what it holds"));
    }

    fn lose_encrypted(&self, name: &str, reading: &mut Reading) {
        let help = "give its password with `--password`, or unpack it and pass what it holds";
        let what = format!("member `{name}` is encrypted, and no password that is known opens it");
        reading.lose(what, None, Some(help));
    }
}

/// A member's path as text. One that is not UTF-8 has its other bytes replaced.
fn name_of(raw: &[u8]) -> String {
    const LONGEST: usize = 4096;
    String::from_utf8_lossy(raw.get(..LONGEST).unwrap_or(raw)).into_owned()
}
