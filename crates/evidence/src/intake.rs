use std::collections::HashSet;

use dunant_vocabulary::{Pap, Sha256Digest, Span, Tlp};
use serde::Serialize;

use crate::{Context, READERS, Reading, Reason, Refusal, Source, unread};

/// One item, and what was read of it.
#[derive(Debug)]
pub struct Item {
    /// SHA-256 of its bytes.
    pub digest: Sha256Digest,
    /// What it was called where it was found. A member of an archive has the archive's name, `!`, and its own path.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The archive it was unpacked from.
    pub container: Option<Container>,
    /// The format it was read as; `None` when it was refused.
    pub format: Option<&'static str>,
    /// What was read.
    pub reading: Reading,
    /// Why nothing was read.
    pub refusal: Option<Refusal>,
}

/// The archive that an item was unpacked from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Container {
    /// SHA-256 of the archive.
    pub digest: Sha256Digest,
    /// The item's path within it.
    pub member: String,
}

/// Reads one file, and every file within it. The first item is the file itself.
///
/// Never fails: what cannot be read is a [`Refusal`] or a [`crate::Loss`] in the item it concerns. A member whose bytes were
/// already read is not read again.
#[must_use]
pub fn read_item(name: &str, bytes: &[u8], context: &Context<'_>) -> Vec<Item> {
    let mut intake = Intake { context, items: Vec::new(), seen: HashSet::from([Sha256Digest::of(bytes)]), unpacked: 0 };
    intake.read(name.to_owned(), bytes, None, None, 0);
    intake.items
}

/// How far the item that carries another may be shared.
#[derive(Debug, Clone, Copy)]
struct Marked {
    tlp: Option<Tlp>,
    pap: Option<Pap>,
}

struct Intake<'c> {
    context: &'c Context<'c>,
    items: Vec<Item>,
    /// Digests of all that was read or is being read.
    seen: HashSet<Sha256Digest>,
    unpacked: u64,
}

impl Intake<'_> {
    fn read(
        &mut self,
        name: String,
        bytes: &[u8],
        container: Option<Container>,
        carrier: Option<Marked>,
        nesting: u64,
    ) {
        let limits = self.context.limits;
        let source = Source::new(&name, bytes);
        let mut reading = Reading::new(&source, limits);
        let mut format = None;
        let refusal = if bytes.is_empty() {
            Some(Refusal { reason: "the file is empty".into(), help: None })
        } else if bytes.len() as u64 > limits.item_bytes {
            Some(Refusal {
                reason: format!("{} bytes are more than the limit `item-bytes` ({})", bytes.len(), limits.item_bytes),
                help: Some("raise it with `--limit item-bytes=N`".into()),
            })
        } else if let Some(refusal) = unread::certain(&source) {
            Some(refusal)
        } else if let Some(reader) = READERS.iter().find(|reader| reader.recognise(&source)) {
            format = Some(reader.format());
            reader.read(&source, self.context, &mut reading);
            crate::markings::of_source(&source, &mut reading);
            crate::markings::of_name(&name, &mut reading);
            reading.set_aside_unknown_ids(self.context.lexicon);
            reading.finish(&source);
            let refusal = reading.refusal.take();
            if refusal.is_some() {
                format = None;
            }
            refusal
        } else {
            Some(unread::likely(&source))
        };
        let members = std::mem::take(&mut reading.members);
        // What is attached to a mail or embedded in a document is shared no further than that.
        if let Some(carrier) = carrier {
            carrier.tlp.into_iter().for_each(|tlp| reading.restrict(tlp));
            carrier.pap.into_iter().for_each(|pap| reading.restrict_actions(pap));
        }
        let marked = Marked { tlp: reading.tlp, pap: reading.pap };
        let digest = source.digest;
        let size = bytes.len() as u64;
        let item_name = name.clone();
        let index = self.items.len();
        let disowns_members = reading.disowns_members;
        self.items.push(Item { digest, name: item_name, size, container, format, reading, refusal });
        for member in members {
            self.unpacked = self.unpacked.saturating_add(member.bytes.len() as u64);
            let refused = if nesting >= limits.nesting {
                Some(("nesting", limits.nesting))
            } else if self.unpacked > limits.unpacked_bytes {
                Some(("unpacked-bytes", limits.unpacked_bytes))
            } else {
                None
            };
            if let Some((limit, value)) = refused {
                if let Some(item) = self.items.get_mut(index) {
                    item.reading.lose(
                        format!("member `{}` was not read: the limit `{limit}` ({value}) is reached", member.name),
                        None,
                        Some(&format!("raise it with `--limit {limit}=N`")),
                    );
                }
                continue;
            }
            // The same bytes once more say nothing new; that they are there is said.
            if !self.seen.insert(Sha256Digest::of(&member.bytes)) {
                if let Some(item) = self.items.get_mut(index) {
                    let span = Span::item(0, bytes.len());
                    item.reading.set_aside(Reason::Repeated, format!("member `{}`", member.name), span, "");
                }
                continue;
            }
            let container = Container { digest, member: member.name.clone() };
            self.read(format!("{name}!{}", member.name), &member.bytes, Some(container), Some(marked), nesting + 1);
        }
        if disowns_members {
            for within in self.items.iter_mut().skip(index + 1) {
                within.reading.take_names_back();
            }
        }
    }
}
