use dunant_vocabulary::Sha256Digest;

/// Whether `word` is a Bitcoin address, its checksum included, so that no random word is one.
pub(super) fn is_bitcoin_address(word: &str) -> bool {
    match word.as_bytes() {
        [b'1' | b'3', ..] if (26..=35).contains(&word.len()) => has_base58_checksum(word),
        [b'b' | b'B', b'c' | b'C', b'1', ..] if (42..=62).contains(&word.len()) => has_bech32_checksum(word),
        _ => false,
    }
}

/// Base58Check: 25 bytes, the last four of which begin the double SHA-256 of the rest.
fn has_base58_checksum(word: &str) -> bool {
    const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0_u8; 25];
    for letter in word.bytes() {
        let Some(digit) = DIGITS.iter().position(|digit| *digit == letter) else { return false };
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

/// BIP 173 and BIP 350: the polynomial over the human-readable part `bc` and the data gives 1 (bech32) or a constant (bech32m).
fn has_bech32_checksum(word: &str) -> bool {
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
    for value in [3, 3, 0, 2, 3] {
        feed(value);
    }
    for letter in word.bytes().skip(3) {
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
        assert!(is_bitcoin_address("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"));
        assert!(is_bitcoin_address("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
        assert!(!is_bitcoin_address("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"));
        assert!(!is_bitcoin_address("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"));
        assert!(!is_bitcoin_address("1111111111111111111111111111"));
        assert!(!is_bitcoin_address("3"));
    }
}
