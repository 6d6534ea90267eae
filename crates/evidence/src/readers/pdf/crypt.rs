//! The standard security handler (ISO 32000-2, section 7.6.4): RC4, AES-128 and AES-256, opened with a user's or an owner's password.
//!
//! Most encrypted reports open without a password: they forbid printing, and no more.

use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit, StreamCipher};
use aes::{Aes128, Aes256, Block};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

use super::syntax::{Dict, Value};

/// The key of a document, and the methods of its streams and strings.
#[derive(Debug, Clone)]
pub(super) struct Decryption {
    key: Vec<u8>,
    streams: Method,
    strings: Method,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Identity,
    Rc4,
    Aes128,
    Aes256,
}

/// Why a document stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// No password that is known opens it.
    Password,
    /// It is encrypted in a way that is not read: for certificates, or by a handler of somebody's own.
    Handler,
}

/// What stands in for a password's missing bytes (algorithm 2).
const PAD: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00,
    0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

/// What the encryption dictionary says.
struct Stated {
    revision: usize,
    owner: Vec<u8>,
    user: Vec<u8>,
    owner_key: Vec<u8>,
    user_key: Vec<u8>,
    permissions: [u8; 4],
    /// Bytes of the key.
    length: usize,
    metadata: bool,
    id: Vec<u8>,
}

impl Decryption {
    /// Opens a document with the first password that does; gives that password's number too.
    ///
    /// `encrypt` is the document's encryption dictionary, its values resolved; `id` the first of the trailer's identifiers.
    pub(super) fn open<'p>(
        encrypt: &Dict,
        id: &[u8],
        passwords: impl Iterator<Item = &'p str>,
    ) -> Result<(Self, usize), Closed> {
        let version = encrypt.get(b"V").and_then(Value::index).unwrap_or(0);
        if !encrypt.is(b"Filter", b"Standard") || !matches!(version, 1 | 2 | 4 | 5) {
            return Err(Closed::Handler);
        }
        let text = |key: &[u8]| match encrypt.get(key) {
            Some(Value::Text(bytes)) => bytes.clone(),
            _ => Vec::new(),
        };
        let permissions = encrypt.get(b"P").and_then(Value::number).unwrap_or(0.0);
        #[expect(clippy::cast_possible_truncation, reason = "32 bits, which some write without their sign")]
        let permissions = (permissions as i64 as i32).to_le_bytes();
        let bits = encrypt.get(b"Length").and_then(Value::index).unwrap_or(40);
        let length = match version {
            1 => 5,
            4 => 16,
            // Some write bytes where bits belong.
            _ if bits < 40 => bits.clamp(5, 16),
            _ => (bits / 8).clamp(5, 16),
        };
        let stated = Stated {
            revision: encrypt.get(b"R").and_then(Value::index).unwrap_or(2),
            owner: text(b"O"),
            user: text(b"U"),
            owner_key: text(b"OE"),
            user_key: text(b"UE"),
            permissions,
            length,
            metadata: encrypt.get(b"EncryptMetadata") != Some(&Value::Word(b"false".to_vec())),
            id: id.to_vec(),
        };
        let method = |key: &[u8]| match version {
            1 | 2 => Method::Rc4,
            _ => named_method(encrypt, key),
        };
        let (streams, strings) = (method(b"StmF"), method(b"StrF"));
        let opened = passwords.enumerate().find_map(|(number, password)| {
            let key = if stated.revision >= 5 { stated.new_key(password) } else { stated.old_key(password) };
            key.map(|key| (key, number))
        });
        let (key, number) = opened.ok_or(Closed::Password)?;
        Ok((Self { key, streams, strings }, number))
    }

    /// The bytes of the stream of object `number`.
    pub(super) fn stream(&self, number: u32, generation: u16, data: &[u8]) -> Vec<u8> {
        self.decrypt(self.streams, number, generation, data)
    }

    /// The bytes of a string in object `number`.
    pub(super) fn string(&self, number: u32, generation: u16, data: &[u8]) -> Vec<u8> {
        self.decrypt(self.strings, number, generation, data)
    }

    fn decrypt(&self, method: Method, number: u32, generation: u16, data: &[u8]) -> Vec<u8> {
        match method {
            Method::Identity => data.to_vec(),
            Method::Rc4 => rc4(&self.object_key(number, generation, b""), data),
            Method::Aes128 => unpadded::<Aes128>(&self.object_key(number, generation, b"sAlT"), data),
            Method::Aes256 => unpadded::<Aes256>(&self.key, data),
        }
    }

    /// The key of one object (algorithm 1).
    fn object_key(&self, number: u32, generation: u16, salt: &[u8]) -> Vec<u8> {
        let mut hash = Md5::new();
        hash.update(&self.key);
        hash.update(number.to_le_bytes().get(..3).unwrap_or_default());
        hash.update(generation.to_le_bytes());
        hash.update(salt);
        let length = (self.key.len() + 5).min(16);
        hash.finalize().iter().take(length).copied().collect()
    }
}

/// The method that the crypt filter named by `key` uses (section 7.6.6).
fn named_method(encrypt: &Dict, key: &[u8]) -> Method {
    let name = encrypt.get(key).and_then(Value::name).unwrap_or(b"Identity");
    let filter = encrypt.get(b"CF").and_then(Value::dict).and_then(|filters| filters.get(name)).and_then(Value::dict);
    match filter.and_then(|filter| filter.get(b"CFM")).and_then(Value::name) {
        Some(b"V2") => Method::Rc4,
        Some(b"AESV2") => Method::Aes128,
        Some(b"AESV3") => Method::Aes256,
        _ => Method::Identity,
    }
}

impl Stated {
    /// The key of revisions 2 to 4, where `password` is the user's or the owner's (algorithms 2, 6 and 7).
    fn old_key(&self, password: &str) -> Option<Vec<u8>> {
        let given = padded(latin(password).as_slice());
        self.user_key_of(&given).or_else(|| self.user_key_of(&padded(&self.user_password(&given))))
    }

    fn user_key_of(&self, password: &[u8; 32]) -> Option<Vec<u8>> {
        let mut hash = Md5::new();
        hash.update(password);
        hash.update(self.owner.get(..32)?);
        hash.update(self.permissions);
        hash.update(&self.id);
        if self.revision >= 4 && !self.metadata {
            hash.update([0xff; 4]);
        }
        let mut key = hash.finalize().to_vec();
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(key.get(..self.length)?).to_vec();
            }
        }
        key.truncate(self.length);
        let (proof, compared) = if self.revision == 2 {
            (rc4(&key, &PAD), 32)
        } else {
            let mut hash = Md5::new();
            hash.update(PAD);
            hash.update(&self.id);
            let mut proof = hash.finalize().to_vec();
            for turn in 0..20_u8 {
                proof = rc4(&key.iter().map(|byte| byte ^ turn).collect::<Vec<u8>>(), &proof);
            }
            (proof, 16)
        };
        (self.user.get(..compared)? == proof.get(..compared)?).then_some(key)
    }

    /// The user's password, which the owner's password hides (algorithm 7).
    fn user_password(&self, owner: &[u8; 32]) -> Vec<u8> {
        let mut key = Md5::digest(owner).to_vec();
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(&key).to_vec();
            }
        }
        key.truncate(self.length);
        let mut password = self.owner.get(..32).unwrap_or_default().to_vec();
        let turns = if self.revision == 2 { 1_u8 } else { 20 };
        for turn in (0..turns).rev() {
            password = rc4(&key.iter().map(|byte| byte ^ turn).collect::<Vec<u8>>(), &password);
        }
        password
    }

    /// The key of revisions 5 and 6 (algorithm 2.A).
    fn new_key(&self, password: &str) -> Option<Vec<u8>> {
        let password = password.as_bytes().get(..127).unwrap_or(password.as_bytes());
        let user = self.user.get(..48)?;
        let tries: [(&[u8], &[u8], &[u8]); 2] = [(user, &[], &self.user_key), (&self.owner, user, &self.owner_key)];
        tries.into_iter().find_map(|(stated, with, wrapped)| {
            let proof = self.hash(password, stated.get(32..40)?, with);
            if stated.get(..32)? != proof.as_slice() {
                return None;
            }
            let key = self.hash(password, stated.get(40..48)?, with);
            Some(cbc_decrypted::<Aes256>(&key, &[0; 16], wrapped.get(..32)?))
        })
    }

    /// The hash of revision 5 (SHA-256 alone), and that of revision 6 (algorithm 2.B).
    fn hash(&self, password: &[u8], salt: &[u8], with: &[u8]) -> Vec<u8> {
        let mut key = Sha256::digest([password, salt, with].concat()).to_vec();
        if self.revision == 5 {
            return key;
        }
        let mut round = 0_u32;
        loop {
            let block = [password, &key, with].concat().repeat(64);
            let (cipher_key, start) = (key.get(..16).unwrap_or_default(), key.get(16..32).unwrap_or_default());
            let Ok(mut cipher) = cbc::Encryptor::<Aes128>::new_from_slices(cipher_key, start) else {
                return Vec::new();
            };
            let mut encrypted = Vec::with_capacity(block.len());
            for chunk in block.chunks_exact(16) {
                let Ok(mut block) = Block::try_from(chunk) else { return Vec::new() };
                cipher.encrypt_block(&mut block);
                encrypted.extend_from_slice(&block);
            }
            let rest = encrypted.iter().take(16).map(|byte| u32::from(*byte)).sum::<u32>() % 3;
            key = match rest {
                0 => Sha256::digest(&encrypted).to_vec(),
                1 => Sha384::digest(&encrypted).to_vec(),
                _ => Sha512::digest(&encrypted).to_vec(),
            };
            round += 1;
            let last = encrypted.last().copied().map_or(0, u32::from);
            // It ends by itself: the last byte is at most 255.
            if round >= 64 && last + 32 <= round {
                key.truncate(32);
                return key;
            }
        }
    }
}

/// A password's bytes as documents of that time write them.
fn latin(password: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(password).0.into_owned()
}

fn padded(password: &[u8]) -> [u8; 32] {
    let mut whole = [0; 32];
    for (place, byte) in whole.iter_mut().zip(password.iter().chain(&PAD)) {
        *place = *byte;
    }
    whole
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut data = data.to_vec();
    if let Ok(mut cipher) = rc4::Rc4::new_from_slice(key) {
        cipher.apply_keystream(&mut data);
    }
    data
}

/// Decrypts data that begins with its initial vector, and takes off the padding where it is right.
fn unpadded<C>(key: &[u8], data: &[u8]) -> Vec<u8>
where
    C: KeyInit + aes::cipher::BlockCipherDecrypt + aes::cipher::BlockSizeUser<BlockSize = aes::cipher::consts::U16>,
{
    let Some((start, rest)) = data.split_at_checked(16) else { return Vec::new() };
    let mut plain = cbc_decrypted::<C>(key, start, rest);
    if let Some(padding) = plain.last().map(|last| usize::from(*last)).filter(|padding| (1..=16).contains(padding)) {
        plain.truncate(plain.len().saturating_sub(padding));
    }
    plain
}

fn cbc_decrypted<C>(key: &[u8], start: &[u8], data: &[u8]) -> Vec<u8>
where
    C: KeyInit + aes::cipher::BlockCipherDecrypt + aes::cipher::BlockSizeUser<BlockSize = aes::cipher::consts::U16>,
{
    let mut plain = Vec::with_capacity(data.len());
    let Ok(mut cipher) = cbc::Decryptor::<C>::new_from_slices(key, start) else { return plain };
    // What is left behind the last whole block is damage.
    for chunk in data.chunks_exact(16) {
        let Ok(mut block) = Block::try_from(chunk) else { break };
        cipher.decrypt_block(&mut block);
        plain.extend_from_slice(&block);
    }
    plain
}
