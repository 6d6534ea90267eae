/// Unpacks the rich text of an Outlook message (MS-OXRTFCP), at most `limit` bytes. `None` where it is not packed so.
pub(in crate::readers) fn unpack(packed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let long = |at: usize| packed.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    let stated = usize::try_from(long(4)?).ok()?;
    let body = packed.get(16..)?;
    match long(8)? {
        STORED => Some(body.get(..stated.min(body.len()))?.to_vec()),
        PACKED => Some(inflate(body, stated.min(limit))),
        _ => None,
    }
}

const PACKED: u32 = 0x7546_5a4c;
const STORED: u32 = 0x414c_454d;

/// What the window holds before anything was unpacked (section 2.1.2.1).
const START: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

fn inflate(body: &[u8], most: usize) -> Vec<u8> {
    const WINDOW: usize = 4096;
    let mut window = vec![b' '; WINDOW];
    for (place, byte) in window.iter_mut().zip(START) {
        *place = *byte;
    }
    let mut at = START.len();
    let mut plain = Vec::new();
    let mut input = body.iter().copied();
    let mut put = |byte: u8, plain: &mut Vec<u8>, window: &mut Vec<u8>| {
        plain.push(byte);
        if let Some(place) = window.get_mut(at) {
            *place = byte;
        }
        at = (at + 1) % WINDOW;
        at
    };
    let mut here = START.len();
    while let Some(control) = input.next() {
        for bit in 0..8 {
            if plain.len() >= most {
                return plain;
            }
            if control >> bit & 1 == 0 {
                let Some(byte) = input.next() else { return plain };
                here = put(byte, &mut plain, &mut window);
                continue;
            }
            let (Some(high), Some(low)) = (input.next(), input.next()) else { return plain };
            let reference = usize::from(high) << 8 | usize::from(low);
            let (from, length) = (reference >> 4, (reference & 15) + 2);
            if from == here {
                return plain;
            }
            for step in 0..length {
                let byte = window.get((from + step) % WINDOW).copied().unwrap_or(b' ');
                here = put(byte, &mut plain, &mut window);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of MS-OXRTFCP, section 4.1.1.
    #[test]
    fn the_example_of_the_specification_is_unpacked() {
        let packed = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72,
            0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
            0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        assert_eq!(
            unpack(&packed, 1000).as_deref(),
            Some(b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".as_slice())
        );
        assert_eq!(unpack(&packed, 5).map(|plain| plain.len() < 25), Some(true));
        for cut in 0..packed.len() {
            let _ = unpack(&packed[..cut], 1000);
        }
    }
}
