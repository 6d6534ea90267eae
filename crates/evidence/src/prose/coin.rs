use dunant_vocabulary::Sha256Digest;
use sha3::{Digest as _, Keccak256};

/// Whether `word` is the address of a payment, its checksum included, so that no random word is one: Bitcoin and what was made
/// after it (Litecoin, Dogecoin, Dash, Zcash, Tron), Ethereum, Monero.
pub(super) fn is_payment_address(word: &str) -> bool {
    match word.as_bytes() {
        [b'1' | b'3' | b'L' | b'M' | b'D' | b'A' | b'X' | b'T' | b'9', ..] if (26..=35).contains(&word.len()) => {
            has_base58_checksum(word)
        }
        [b'b' | b'B', b'c' | b'C', b'1', ..] if (42..=62).contains(&word.len()) => has_bech32_checksum(word, "bc"),
        [b'l' | b'L', b't' | b'T', b'c' | b'C', b'1', ..] if (43..=63).contains(&word.len()) => {
            has_bech32_checksum(word, "ltc")
        }
        [b'0', b'x', digits @ ..] if digits.len() == 40 => is_ethereum(digits),
        [b'4' | b'8', ..] if word.len() == 95 => is_monero(word),
        _ => false,
    }
}

/// EIP-55: the case of each letter is a bit of the Keccak-256 of the digits. Digits in one case carry no checksum.
fn is_ethereum(digits: &[u8]) -> bool {
    if !digits.iter().all(u8::is_ascii_hexdigit) || digits.iter().all(|digit| *digit == b'0') {
        return false;
    }
    let (upper, lower) = (digits.iter().any(u8::is_ascii_uppercase), digits.iter().any(u8::is_ascii_lowercase));
    if !(upper && lower) {
        return upper || lower;
    }
    let digest = Keccak256::digest(digits.to_ascii_lowercase());
    digits.iter().enumerate().filter(|(_, digit)| digit.is_ascii_alphabetic()).all(|(at, digit)| {
        let nibble = digest.get(at / 2).map_or(0, |byte| if at % 2 == 0 { byte >> 4 } else { byte & 0x0f });
        (nibble >= 8) == digit.is_ascii_uppercase()
    })
}

/// 69 bytes in blocks of 11 letters for 8 bytes, the last four of which begin the Keccak-256 of the rest.
fn is_monero(word: &str) -> bool {
    let mut bytes = Vec::with_capacity(69);
    for block in word.as_bytes().chunks(11) {
        let size = if block.len() == 11 { 8 } else { 5 };
        let mut value = 0_u128;
        for letter in block {
            let Some(digit) = BASE58.iter().position(|digit| digit == letter) else { return false };
            value = value * 58 + digit as u128;
        }
        if value >> (8 * size) != 0 {
            return false;
        }
        bytes.extend(value.to_be_bytes().iter().skip(16 - size));
    }
    let Some((payload, checksum)) = bytes.split_last_chunk::<4>() else { return false };
    Keccak256::digest(payload).starts_with(checksum)
}

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Base58Check: 25 bytes, the last four of which begin the double SHA-256 of the rest.
fn has_base58_checksum(word: &str) -> bool {
    let mut bytes = [0_u8; 25];
    for letter in word.bytes() {
        let Some(digit) = BASE58.iter().position(|digit| *digit == letter) else { return false };
        let mut carry = digit;
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return false;
        }
    }
    let Some((payload, checksum)) = bytes.split_last_chunk::<4>() else { return false };
    let digest = Sha256Digest::of(Sha256Digest::of(payload).as_bytes());
    digest.as_bytes().starts_with(checksum)
}

/// BIP 173 and BIP 350: the polynomial over the human-readable `part` and the data gives 1 (bech32) or a constant (bech32m).
fn has_bech32_checksum(word: &str, part: &str) -> bool {
    const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const BECH32M: u32 = 0x2bc8_30a3;
    const GENERATORS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    if word.bytes().any(|b| b.is_ascii_uppercase()) && word.bytes().any(|b| b.is_ascii_lowercase()) {
        return false;
    }
    let mut sum = 1_u32;
    let mut feed = |value: u32| {
        let top = sum >> 25;
        sum = (sum & 0x01ff_ffff) << 5 ^ value;
        for (bit, generator) in GENERATORS.iter().enumerate() {
            if top >> bit & 1 == 1 {
                sum ^= generator;
            }
        }
    };
    for letter in part.bytes() {
        feed(u32::from(letter >> 5));
    }
    feed(0);
    for letter in part.bytes() {
        feed(u32::from(letter & 31));
    }
    for letter in word.bytes().skip(part.len() + 1) {
        let Some(digit) = DIGITS.iter().position(|digit| *digit == letter.to_ascii_lowercase()) else { return false };
        feed(digit as u32);
    }
    sum == 1 || sum == BECH32M
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_with_a_right_checksum_are_addresses() {
        // The genesis block's address, and the example of BIP 173.
        assert!(is_payment_address("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"));
        assert!(is_payment_address("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
        assert!(!is_payment_address("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"));
        assert!(!is_payment_address("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"));
        assert!(!is_payment_address("1111111111111111111111111111"));
        assert!(!is_payment_address("3"));
        // The examples of EIP-55: mixed case, all capitals.
        assert!(is_payment_address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
        assert!(is_payment_address("0x52908400098527886E0F7030069857D2E4169EE7"));
        assert!(is_payment_address("0xde709f2102306220921060314715629080e2fb77"));
        assert!(!is_payment_address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed"));
    }
}
