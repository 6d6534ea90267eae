//! Members by their local headers (APPNOTE 4.3.7), for archives whose directory is damaged or was never downloaded.

use std::collections::BTreeSet;

use flate2::bufread::DeflateDecoder;

use super::super::inflating::Inflated;
use super::{Unpacking, name_of};
use crate::Reading;

const SIGNATURE: &[u8] = b"PK\x03\x04";
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Unpacks every member whose local header can be found and was not `done` before.
pub(super) fn read(unpacking: &mut Unpacking<'_>, done: &BTreeSet<u64>, reading: &mut Reading) {
    let bytes = unpacking.source.bytes;
    let finder = memchr::memmem::Finder::new(SIGNATURE);
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| finder.find(rest)).map(|found| from + found) {
        let Some(header) = Header::parse(bytes, at) else { break };
        if done.contains(&(at as u64)) {
            from = at + SIGNATURE.len();
            continue;
        }
        if !unpacking.admits(reading) {
            break;
        }
        from = header.data + member(&header, unpacking, reading);
    }
}

/// Unpacks one member; the number of packed bytes it took.
fn member(header: &Header, unpacking: &mut Unpacking<'_>, reading: &mut Reading) -> usize {
    let rest = unpacking.source.bytes.get(header.data..).unwrap_or_default();
    let declared = rest.get(..header.packed.min(rest.len())).unwrap_or_default();
    if header.encrypted {
        unpacking.lose_encrypted(&header.name, reading);
        return declared.len();
    }
    let mut bytes = Vec::new();
    let (outcome, taken) = match header.method {
        STORED if header.streamed && header.packed == 0 => {
            let what =
                format!("member `{}` has no length of its own and cannot be told from what follows it", header.name);
            reading.lose(what, None, Some("get the whole archive"));
            return 0;
        }
        STORED => {
            let outcome = match unpacking.budget.inflate(&mut &*declared, &mut bytes) {
                Inflated::Whole if declared.len() < header.packed => {
                    Inflated::Damaged(std::io::Error::from(std::io::ErrorKind::UnexpectedEof))
                }
                outcome => outcome,
            };
            (outcome, declared.len())
        }
        DEFLATED => {
            // Deflated data ends by itself, so that a length that comes only behind it is not missed.
            let packed = if header.streamed { rest } else { declared };
            let mut decoder = DeflateDecoder::new(packed);
            let outcome = unpacking.budget.inflate(&mut decoder, &mut bytes);
            (outcome, usize::try_from(decoder.total_in()).unwrap_or(packed.len()))
        }
        method => {
            unpacking.lose_unsupported(&header.name, &method.to_string(), reading);
            return declared.len();
        }
    };
    if !header.name.ends_with('/') {
        unpacking.keep(header.name.clone(), bytes, outcome, reading);
    }
    taken
}

struct Header {
    name: String,
    method: u16,
    encrypted: bool,
    /// Lengths follow the data.
    streamed: bool,
    /// Packed length, as declared.
    packed: usize,
    /// Where the data starts.
    data: usize,
}

impl Header {
    fn parse(bytes: &[u8], at: usize) -> Option<Self> {
        let head = bytes.get(at..at.checked_add(30)?)?;
        let short = |from: usize| head.get(from..from + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes);
        let long = |from: usize| head.get(from..from + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
        let flags = short(6)?;
        let name_end = at + 30 + usize::from(short(26)?);
        Some(Self {
            name: name_of(bytes.get(at + 30..name_end)?),
            method: short(8)?,
            encrypted: flags & 1 != 0,
            streamed: flags & 8 != 0,
            packed: usize::try_from(long(18)?).ok()?,
            data: name_end + usize::from(short(28)?),
        })
    }
}
