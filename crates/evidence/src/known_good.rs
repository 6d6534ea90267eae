//! Values that every machine and every case has, so that they say nothing of any: hashes of nothing, public resolvers.

use crate::{HashAlgorithm, Observable, ObservableKind, Observed};

/// Hashes of the empty file, and those of the empty password that dumps of Windows credentials show for every unused account.
const OF_NOTHING: [&str; 11] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    "3::",
    "aad3b435b51404eeaad3b435b51404ee",
    "31d6cfe0d16ae931b73c59d7e0c089c0",
    // Of a single line break, as `echo` writes it.
    "68b329da9893e34099c7d8ad5cb9c940",
    "adc83b19e793491b1c6ea0fd8b46cd9f32e592fc",
];

/// Resolvers of DNS that anybody may ask, as their operators publish them.
const RESOLVERS: [&str; 22] = [
    "1.0.0.1",
    "1.1.1.1",
    "4.2.2.1",
    "4.2.2.2",
    "8.8.4.4",
    "8.8.8.8",
    "8.20.247.20",
    "8.26.56.26",
    "9.9.9.9",
    "64.6.64.6",
    "77.88.8.8",
    "94.140.14.14",
    "114.114.114.114",
    "149.112.112.112",
    "208.67.220.220",
    "208.67.222.222",
    "223.5.5.5",
    "2001:4860:4860::8844",
    "2001:4860:4860::8888",
    "2606:4700:4700::1001",
    "2606:4700:4700::1111",
    "2620:fe::fe",
];

/// Whether a trace is one that every machine and every case may have.
pub(crate) fn is_everybodys(observed: &Observed) -> bool {
    let Observed::Observable(trace) = observed else { return false };
    is_known_good(trace)
}

fn is_known_good(trace: &Observable) -> bool {
    match trace.kind() {
        ObservableKind::FileHash(
            HashAlgorithm::Md5
            | HashAlgorithm::Sha1
            | HashAlgorithm::Sha224
            | HashAlgorithm::Sha256
            | HashAlgorithm::Sha384
            | HashAlgorithm::Sha512
            | HashAlgorithm::Ssdeep,
        ) => OF_NOTHING.contains(&trace.value()),
        ObservableKind::Ipv4Addr | ObservableKind::Ipv6Addr => RESOLVERS.contains(&trace.value()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_nothing_and_public_resolvers_are_everybodys_and_their_neighbours_are_not() {
        for text in OF_NOTHING.iter().filter(|text| ![56, 96, 3].contains(&text.len())).chain(&RESOLVERS) {
            let trace = Observable::guess(text).unwrap();
            assert!(is_known_good(&trace), "{text}");
        }
        for text in ["d41d8cd98f00b204e9800998ecf8427f", "8.8.8.9", "2606:4700:4700::1112", "8.8.8.0/24"] {
            assert!(!is_known_good(&Observable::guess(text).unwrap()), "{text}");
        }
    }
}
