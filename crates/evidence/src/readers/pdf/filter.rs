use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::file::File;
use super::syntax::{Dict, Value, hex_bytes, is_blank};
use crate::readers::inflating::{Budget, Inflated, Stop};

/// A stream after its filters.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    /// The limit that cut it, if one did.
    pub(super) stopped: Option<Stop>,
    /// Whether its packed bytes are damaged: what stands behind the damage is missing.
    pub(super) damaged: bool,
}

/// Filters of one stream; real ones have one or two.
const FILTERS: usize = 6;

/// Undoes the filters of a stream (ISO 32000-1, section 7.4). Damage ends the bytes; an image's filter leaves none.
pub(super) fn decode(file: &File<'_>, dict: &Dict, data: &[u8], budget: &mut Budget<'_>) -> Decoded {
    let list = |key: &[u8], short: &[u8]| {
        let value = dict.get(key).or(dict.get(short)).and_then(|value| file.resolve(value));
        match value {
            Some(Value::Array(values)) => values.iter().filter_map(|value| file.resolve(value)).collect(),
            Some(value) => vec![value],
            None => Vec::new(),
        }
    };
    let filters = list(b"Filter", b"F");
    let parameters = list(b"DecodeParms", b"DP");
    if filters.is_empty() {
        return Decoded { bytes: data.to_vec(), ..Decoded::default() };
    }
    let mut decoded = Decoded::default();
    let mut input: std::borrow::Cow<'_, [u8]> = data.into();
    for (index, filter) in filters.iter().enumerate().take(FILTERS + 1) {
        let parameters = parameters.get(index).and_then(Value::dict);
        let output = match filter.name() {
            _ if index == FILTERS => Vec::new(),
            Some(b"FlateDecode" | b"Fl") => unpredict(inflate(&input, budget, &mut decoded), parameters),
            Some(b"LZWDecode" | b"LZW") => {
                let early = parameters.and_then(|p| p.get(b"EarlyChange")).and_then(Value::index) != Some(0);
                let early = if early { EarlyChange::Yes } else { EarlyChange::No };
                unpredict(unpack_lzw(&input, early, Metered::new(budget), &mut decoded.stopped), parameters)
            }
            Some(b"ASCIIHexDecode" | b"AHx") => hex_bytes(input.split(|byte| *byte == b'>').next().unwrap_or_default()),
            // Undone where the stream was taken out of the file.
            Some(b"Crypt") => input.to_vec(),
            Some(b"ASCII85Decode" | b"A85") => from_ascii85(&input),
            Some(b"RunLengthDecode" | b"RL") => from_run_lengths(&input, Metered::new(budget), &mut decoded.stopped),
            _ => Vec::new(),
        };
        input = output.into();
    }
    decoded.bytes = input.into_owned();
    decoded
}

fn inflate(data: &[u8], budget: &mut Budget<'_>, decoded: &mut Decoded) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut ended = budget.inflate(&mut ZlibDecoder::new(data), &mut bytes);
    if bytes.is_empty() && !data.is_empty() && !matches!(ended, Inflated::Stopped(_)) {
        // Some writers leave out the header.
        let bare = budget.inflate(&mut DeflateDecoder::new(data), &mut bytes);
        if !bytes.is_empty() || matches!(ended, Inflated::Whole) {
            ended = bare;
        }
    }
    match ended {
        Inflated::Whole => {}
        Inflated::Stopped(stop) => decoded.stopped = Some(stop),
        Inflated::Damaged(_) => decoded.damaged |= !lacks_only_its_sum(data, bytes.len()),
    }
    bytes
}

/// Whether packed bytes go to their end, and only the sum behind them is cut off, as some writers leave it. `length` bytes came
/// out of them, so that they are bounded already.
fn lacks_only_its_sum(data: &[u8], length: usize) -> bool {
    let mut bare = DeflateDecoder::new(data.get(2..).unwrap_or_default());
    let whole = std::io::copy(&mut bare, &mut std::io::sink()).is_ok_and(|copied| copied == length as u64);
    whole && bare.total_in() + 6 > data.len() as u64
}

/// Undoes the predictors of PNG (ISO 32000-1, section 7.4.4.4); the one of TIFF serves images alone.
fn unpredict(data: Vec<u8>, parameters: Option<&Dict>) -> Vec<u8> {
    let number = |key: &[u8], usual: usize| parameters.and_then(|p| p.get(key)).and_then(Value::index).unwrap_or(usual);
    if number(b"Predictor", 1) < 10 {
        return data;
    }
    let bits = number(b"Colors", 1).clamp(1, 64) * number(b"BitsPerComponent", 8).clamp(1, 32);
    let step = bits.div_ceil(8);
    let row_length = (bits * number(b"Columns", 1).clamp(1, 1 << 20)).div_ceil(8);
    let mut above = vec![0_u8; row_length];
    let mut plain = Vec::with_capacity(data.len());
    for row in data.chunks(row_length + 1) {
        let Some((kind, row)) = row.split_first() else { break };
        let mut current = vec![0_u8; row_length];
        for (at, byte) in row.iter().enumerate() {
            let left = at.checked_sub(step).and_then(|at| current.get(at)).copied().unwrap_or(0);
            let up = above.get(at).copied().unwrap_or(0);
            let corner = at.checked_sub(step).and_then(|at| above.get(at)).copied().unwrap_or(0);
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            if let Some(place) = current.get_mut(at) {
                *place = byte.wrapping_add(guess);
            }
        }
        plain.extend_from_slice(current.get(..row.len()).unwrap_or_default());
        above = current;
    }
    plain
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let far = |byte: u8| (guess - i16::from(byte)).abs();
    if far(left) <= far(up) && far(left) <= far(corner) {
        left
    } else if far(up) <= far(corner) {
        up
    } else {
        corner
    }
}

/// Whether code lengths grow one code early, as they do unless a stream says otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EarlyChange {
    Yes,
    No,
}

/// Unpacked bytes that are counted against the budget in large pieces.
struct Metered<'m, 'l> {
    bytes: Vec<u8>,
    pending: Vec<u8>,
    budget: &'m mut Budget<'l>,
    stopped: Option<Stop>,
}

impl<'m, 'l> Metered<'m, 'l> {
    fn new(budget: &'m mut Budget<'l>) -> Self {
        Self { bytes: Vec::new(), pending: Vec::new(), budget, stopped: None }
    }

    /// Adds `run`, and says whether more may follow.
    fn add(&mut self, run: &[u8]) -> bool {
        self.pending.extend_from_slice(run);
        if self.pending.len() >= 1 << 15 {
            self.flush();
        }
        self.stopped.is_none()
    }

    fn flush(&mut self) {
        if let Inflated::Stopped(stop) = self.budget.inflate(&mut self.pending.as_slice(), &mut self.bytes) {
            self.stopped = Some(stop);
        }
        self.pending.clear();
    }

    fn finish(mut self, stopped: &mut Option<Stop>) -> Vec<u8> {
        self.flush();
        *stopped = self.stopped.or(*stopped);
        self.bytes
    }
}

/// A chain is a chain of bytes told by its last byte and the chain before it.
fn unpack_lzw(data: &[u8], early: EarlyChange, mut out: Metered<'_, '_>, stopped: &mut Option<Stop>) -> Vec<u8> {
    unpack_lzw_to(data, early, &mut out);
    out.finish(stopped)
}

fn unpack_lzw_to(data: &[u8], early: EarlyChange, out: &mut Metered<'_, '_>) {
    const CLEAR: u16 = 256;
    const END: u16 = 257;
    let mut chains: Vec<(u16, u8)> = Vec::new();
    let mut chain = Vec::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    let mut previous: Option<u16> = None;
    let mut input = data.iter();
    loop {
        let next = 258 + chains.len() + usize::from(previous.is_some());
        let reach = next + usize::from(early == EarlyChange::Yes);
        let width = if reach >= 2048 {
            12
        } else if reach >= 1024 {
            11
        } else if reach >= 512 {
            10
        } else {
            9
        };
        while bits < width {
            let Some(byte) = input.next() else { return };
            held = held << 8 | u32::from(*byte);
            bits += 8;
        }
        bits -= width;
        let code = (held >> bits & ((1 << width) - 1)) as u16;
        held &= (1 << bits) - 1;
        if code == END {
            return;
        }
        if code == CLEAR {
            chains.clear();
            previous = None;
            continue;
        }
        // A code not yet known is the previous chain with its own first byte behind it.
        let known = usize::from(code) < 258 + chains.len();
        let Some(start) = (if known { Some(code) } else { previous }) else { return };
        chain.clear();
        let mut link = start;
        while link > END {
            let Some((before, byte)) = chains.get(usize::from(link) - 258) else { return };
            chain.push(*byte);
            link = *before;
        }
        let first = (link & 0xff) as u8;
        chain.push(first);
        chain.reverse();
        if !known {
            chain.push(first);
        }
        if let Some(previous) = previous
            && chains.len() < 4096 - 258
        {
            chains.push((previous, first));
        }
        previous = Some(code);
        if !out.add(&chain) {
            return;
        }
    }
}

fn from_ascii85(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() / 5 * 4);
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let emit = |group: &[u8], bytes: &mut Vec<u8>| {
        let mut value = 0_u32;
        for at in 0..5 {
            value = value.wrapping_mul(85).wrapping_add(u32::from(group.get(at).copied().unwrap_or(84)));
        }
        bytes.extend(value.to_be_bytes().iter().take(group.len().saturating_sub(1)));
    };
    for byte in data {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => bytes.extend([0; 4]),
            b'!'..=b'u' => {
                group.push(byte - b'!');
                if group.len() == 5 {
                    emit(&group, &mut bytes);
                    group.clear();
                }
            }
            _ if is_blank(*byte) => {}
            _ => break,
        }
    }
    emit(&group, &mut bytes);
    bytes
}

fn from_run_lengths(data: &[u8], mut out: Metered<'_, '_>, stopped: &mut Option<Stop>) -> Vec<u8> {
    let mut rest = data;
    while let Some((length, tail)) = rest.split_first() {
        let goes_on = match length {
            128 => break,
            0..128 => {
                let (run, tail) = tail.split_at(tail.len().min(usize::from(*length) + 1));
                rest = tail;
                out.add(run)
            }
            _ => {
                let Some((byte, tail)) = tail.split_first() else { break };
                rest = tail;
                out.add(&vec![*byte; 257 - usize::from(*length)])
            }
        };
        if !goes_on {
            break;
        }
    }
    out.finish(stopped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    #[test]
    fn text_filters_give_back_what_went_in() {
        assert_eq!(from_ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        let budget = &mut Budget::new(&Limits::DEFAULT);
        assert_eq!(
            from_run_lengths(&[2, b'a', b'b', b'c', 254, b'd', 128, b'x'], Metered::new(budget), &mut None),
            b"abcddd"
        );
        // The example of ISO 32000-1, section 7.4.4.2.
        let packed = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(
            unpack_lzw(&packed, EarlyChange::Yes, Metered::new(budget), &mut None),
            [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]
        );
    }
}
