//! What is sealed is opened by its recipients alone, and by other programs that speak the format age.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use dunant_store::sealing::{
    ExposeSecret as _, Identities, Recipient, Recipients, SealingError, decrypt, encrypt, encrypt_many,
};
use tempfile::TempDir;

/// A key pair for tests, made by age-keygen.
const PUBLIC: &str = "age1cza4th49y6cfkf9dr4ryhc4nlmm2dh4g55l95mx606snrhmtgusszm5qck";
const SECRET: &str = "AGE-SECRET-KEY-16N9YEVJ5Q3L2LYGRSA3ESTH7K3KW3737S5WNDR90RLPW8775L4EQR35CX9";

fn both(one: &Identities, other: &Identities) -> Recipients {
    Recipients::try_new(one.recipients().iter().chain(other.recipients().iter()).cloned()).unwrap()
}

#[test]
fn each_recipient_decrypts_and_nobody_else() {
    let [one, other, stranger] = [(); 3].map(|()| Identities::generate());
    for bytes in [Vec::new(), b"a".to_vec(), vec![7; 64 << 10], vec![8; (64 << 10) + 1], vec![9; 300_000]] {
        let sealed = encrypt(&bytes, &both(&one, &other)).unwrap();
        for identities in [&one, &other] {
            assert_eq!(decrypt(&sealed, identities, bytes.len()).unwrap(), bytes);
        }
        assert_eq!(decrypt(&sealed, &stranger, bytes.len()), Err(SealingError::NotARecipient));
    }
}

#[test]
fn the_same_bytes_are_never_sealed_twice_alike() {
    let recipients = Identities::generate().recipients();
    assert_ne!(encrypt(b"same", &recipients).unwrap(), encrypt(b"same", &recipients).unwrap());
}

#[test]
fn many_are_sealed_in_their_order() {
    let identities = Identities::generate();
    let many: Vec<Vec<u8>> = (0..50).map(|number| vec![number; usize::from(number)]).collect();
    let sealed = encrypt_many(&many, &identities.recipients()).unwrap();
    let opened: Vec<Vec<u8>> = sealed.iter().map(|one| decrypt(one, &identities, 100).unwrap()).collect();
    assert_eq!(opened, many);
}

#[test]
fn every_changed_or_missing_byte_is_noticed() {
    let identities = Identities::generate();
    let sealed = encrypt(b"what was received", &identities.recipients()).unwrap();
    for place in 0..sealed.len() {
        let mut changed = sealed.clone();
        *changed.get_mut(place).unwrap() ^= 1;
        assert!(decrypt(&changed, &identities, 100).is_err(), "byte {place} is changed");
        assert!(decrypt(sealed.get(..place).unwrap(), &identities, 100).is_err(), "only {place} bytes are there");
    }
    let longer = [sealed.as_slice(), b"x"].concat();
    assert!(decrypt(&longer, &identities, 100).is_err());
    assert!(decrypt(b"no age file", &identities, 100).is_err());
}

#[test]
fn what_is_longer_than_allowed_is_not_given() {
    let identities = Identities::generate();
    let sealed = encrypt(&[0; 1_000], &identities.recipients()).unwrap();
    assert_eq!(decrypt(&sealed, &identities, 999), Err(SealingError::TooLong { limit: 999 }));
    assert_eq!(decrypt(&sealed, &identities, 1_000).unwrap().len(), 1_000);
    assert_eq!(decrypt(&sealed, &identities, usize::MAX).unwrap().len(), 1_000);
}

#[test]
fn an_identity_file_is_read_as_age_keygen_writes_it() {
    let text = format!("# created: 2026-11-25T03:41:07Z\n# public key: {PUBLIC}\n{SECRET}\r\n\n");
    let identities = Identities::parse(&text).unwrap();
    assert_eq!(identities.recipients().iter().map(Recipient::to_string).collect::<Vec<_>>(), [PUBLIC]);
    let written = identities.to_file();
    assert_eq!(written.expose_secret(), format!("# public key: {PUBLIC}\n{SECRET}\n"));
    let generated = Identities::generate();
    let again = Identities::parse(generated.to_file().expose_secret()).unwrap();
    assert_eq!(again.recipients(), generated.recipients());
}

#[test]
fn recipients_stand_once_in_their_order() {
    let other = Identities::generate().recipients().iter().next().unwrap().to_string();
    let recipients = Recipients::parse([PUBLIC, &other, PUBLIC]).unwrap();
    assert_eq!(recipients.iter().map(Recipient::to_string).collect::<Vec<_>>(), [PUBLIC, &other]);
    assert_eq!(Recipients::parse::<&str>([]), Err(SealingError::NoRecipient));
    let error = Recipients::parse([PUBLIC, "age1nonsense"]).unwrap_err();
    assert_eq!(error.to_string(), "`age1nonsense` is no recipient: expected a public key that begins with `age1`");
}

#[test]
fn no_error_and_no_debug_text_shows_a_secret() {
    let identities = Identities::parse(SECRET).unwrap();
    // One sign at the end is another: the checksum does not hold.
    let mistyped = match SECRET.strip_suffix('Q') {
        Some(rest) => format!("{rest}P"),
        None => format!("{}Q", SECRET.get(..SECRET.len() - 1).unwrap()),
    };
    let secret = SECRET.get(16..40).unwrap();
    let mut shown = vec![format!("{identities:?} {:?}", identities.to_file())];
    for text in [mistyped.clone(), format!("{PUBLIC}\n{mistyped}"), format!(" {SECRET}")] {
        let error = Identities::parse(&text).unwrap_err();
        shown.push(format!("{error} {error:?}"));
    }
    for text in [SECRET.to_owned(), mistyped.to_lowercase(), format!(" {SECRET}\n")] {
        let error = text.parse::<Recipient>().unwrap_err();
        assert_eq!(error, SealingError::SecretGiven);
        shown.push(format!("{error} {error:?}"));
    }
    for text in shown {
        let text = text.to_uppercase();
        assert!(!text.contains(secret), "{text}");
    }
    assert_eq!(Identities::parse("# nothing\n").unwrap_err(), SealingError::NoIdentity);
}

/// The program `age` of another implementation (Debian: apt-get install age), both ways.
#[test]
fn another_program_decrypts_what_is_sealed_and_seals_what_is_decrypted() {
    let place = TempDir::new().unwrap();
    let file = |name: &str| place.path().join(name);
    let age = |arguments: &[&Path]| Command::new("age").args(arguments).output();
    if let Err(error) = age(&[Path::new("--version")]) {
        let line =
            format!("\nNOT TESTED: interoperation with another implementation of age: there is none here ({error})\n");
        return std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    let identities = Identities::generate();
    fs::write(file("identity"), identities.to_file().expose_secret()).unwrap();
    let bytes = vec![5; 200_000];

    fs::write(file("ours"), encrypt(&bytes, &both(&Identities::generate(), &identities)).unwrap()).unwrap();
    let opened = age(&[Path::new("-d"), Path::new("-i"), &file("identity"), &file("ours")]).unwrap();
    assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
    assert_eq!(opened.stdout, bytes);

    fs::write(file("plain"), &bytes).unwrap();
    let recipient = identities.recipients().iter().next().unwrap().to_string();
    let sealed = age(&[Path::new("-r"), Path::new(PUBLIC), Path::new("-r"), Path::new(&recipient), &file("plain")]);
    let sealed = sealed.unwrap();
    assert!(sealed.status.success(), "{}", String::from_utf8_lossy(&sealed.stderr));
    assert_eq!(decrypt(&sealed.stdout, &identities, bytes.len()).unwrap(), bytes);
}
