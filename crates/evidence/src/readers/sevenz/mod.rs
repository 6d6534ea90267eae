#[cfg(test)]
mod tests;

use std::io::Cursor;

use sevenz_rust2::{ArchiveEntry, ArchiveReader, EntryDecision, Error, Password};

use super::inflating::{Budget, Inflated, Stop};
use crate::passwords::said_opened;
use crate::reading::Member;
use crate::{Context, Reader, Reading, Source};

/// 7z archives, encrypted ones included where a password is known. Paths are data: nothing is ever written under them.
///
/// Defences: dictionaries and headers may take no more memory than `unpacked-bytes`; what is unpacked is counted, whatever sizes the
/// archive declares; keys whose derivation is made dearer than 7-Zip makes it are refused by the library.
pub(super) struct SevenZ;

impl Reader for SevenZ {
    fn format(&self) -> &'static str {
        "7z"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.bytes.starts_with(b"7z\xbc\xaf\x27\x1c")
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let mut asked = false;
        let mut stopped = None;
        for password in context.passwords() {
            let mut unpacking = Unpacking::new(context);
            // What a wrong password unpacks must cost the right one nothing.
            let outcome = unpacking.read(source, password, &mut Budget::new(context.limits));
            let refused = matches!(outcome, Err(Error::PasswordRequired | Error::MaybeBadPassword(_)));
            // A wrong password decrypts to noise, which is damage of any kind, or goes on without end.
            let noise = asked && unpacking.members.is_empty() && (outcome.is_err() || unpacking.stopped);
            if refused || noise {
                if unpacking.stopped {
                    stopped = stopped.or(Some((unpacking, outcome)));
                }
                asked = true;
                continue;
            }
            if asked || unpacking.encrypted {
                said_opened(reading);
            }
            return unpacking.tell(outcome, reading);
        }
        // It may have been the right one all the same.
        if let Some((unpacking, outcome)) = stopped {
            return unpacking.tell(outcome, reading);
        }
        let what = "the archive is encrypted, and no password that is known opens it";
        reading.lose(what, None, Some("give its password with `--password`, or unpack it and pass what it holds"));
    }
}

struct Unpacking<'a> {
    context: &'a Context<'a>,
    members: Vec<Member>,
    losses: Vec<(String, String)>,
    encrypted: bool,
    /// A limit ended the unpacking.
    stopped: bool,
}

impl<'a> Unpacking<'a> {
    fn new(context: &'a Context<'a>) -> Self {
        Self { context, members: Vec::new(), losses: Vec::new(), encrypted: false, stopped: false }
    }

    fn read(&mut self, source: &Source<'_>, password: &str, budget: &mut Budget<'_>) -> Result<(), Error> {
        let memory = usize::try_from(self.context.limits.unpacked_bytes / 1024).unwrap_or(usize::MAX);
        let password = Password::from(password);
        let mut reader = ArchiveReader::new_with_memory_limit(Cursor::new(source.bytes), password, memory)?;
        reader.set_thread_count(1);
        let archive = reader.archive();
        self.encrypted = (0..archive.files.len()).any(|index| archive.is_file_encrypted(index));
        let mut seen = 0_u64;
        let outcome = reader.for_each_entries_with_decision(|entry, data| {
            seen += 1;
            self.entry(seen, entry, data, budget)
        });
        match outcome {
            Err(error) if self.encrypted && self.members.is_empty() => {
                Err(Error::MaybeBadPassword(std::io::Error::other(error.to_string())))
            }
            other => other,
        }
    }

    fn entry(
        &mut self,
        seen: u64,
        entry: &ArchiveEntry,
        mut data: &mut dyn std::io::Read,
        budget: &mut Budget<'_>,
    ) -> Result<EntryDecision, Error> {
        let limits = self.context.limits;
        if seen > limits.members {
            self.stopped = true;
            self.losses.push((
                format!(
                    "the archive has more members than the limit `members` ({}); the rest was not unpacked",
                    limits.members
                ),
                "raise it with `--limit members=N`".to_owned(),
            ));
            return Ok(EntryDecision::Stop);
        }
        if entry.is_directory() || !entry.has_stream() {
            return Ok(EntryDecision::Continue);
        }
        let name: String = entry.name().chars().take(4096).collect();
        let mut bytes = Vec::new();
        match budget.inflate(&mut data, &mut bytes) {
            Inflated::Whole => {}
            Inflated::Damaged(error) => return Err(Error::Io(error, "".into())),
            Inflated::Stopped(limit) => {
                let spent = matches!(limit, Stop::Total(_));
                let rest = if spent { ", nor was what follows it" } else { "" };
                let what = format!("member `{name}` was not unpacked{rest}: it goes beyond {limit}");
                self.losses.push((what, limit.help()));
                self.stopped = spent;
                // What is left of a member that is too large is unpacked to be thrown away: its block ends here instead.
                return Ok(if spent { EntryDecision::Stop } else { EntryDecision::SkipBlock });
            }
        }
        self.members.push(Member { name, bytes });
        Ok(EntryDecision::Continue)
    }

    fn tell(self, outcome: Result<(), Error>, reading: &mut Reading) {
        for (what, help) in self.losses {
            reading.lose(what, None, Some(&help));
        }
        match outcome {
            Ok(()) => {}
            Err(Error::MaxMemLimited { .. }) => {
                let what =
                    "the archive needs more memory than the limit `unpacked-bytes` to unpack; it was not unpacked";
                reading.lose(what, None, Some("raise it with `--limit unpacked-bytes=N`, or unpack it with `7z x`"));
            }
            Err(Error::UnsupportedCompressionMethod(method)) => {
                let what = format!("the archive is packed by a method that is not supported ({method})");
                reading.lose(what, None, Some("unpack it with `7z x`, and pass what it holds"));
            }
            Err(error) => {
                let what = format!("the archive is damaged or cut short: {error}; what stood before was unpacked");
                reading.lose(what, None, Some("get the whole archive"));
            }
        }
        reading.members.extend(self.members.into_iter().filter(|member| !member.bytes.is_empty()));
    }
}
