use std::fmt::Write as _;

use dunant_record::CosignerSecretKey;
use proptest::prelude::*;

use super::*;

fn key(name: &str, seed: u8) -> SignerKey {
    SignerKey::from_seed(name.parse().unwrap(), &[seed; 32])
}

fn signer(number: u8) -> SignerKey {
    key(&format!("signer-{number}.example"), 40 + number)
}

/// A trust file of version 1, 2 of signers 1 to 3.
fn text() -> String {
    let mut witnesses = String::new();
    for number in 1..=4_u8 {
        let name = format!("witness.example/w{number}").parse().unwrap();
        let witness = CosignerSecretKey::from_seed(name, &[20 + number; 32]);
        writeln!(witnesses, "witness w{number} {}", witness.public()).unwrap();
    }
    let keys =
        |keys: &[SignerKey]| keys.iter().map(|key| format!("\"{}\"", key.public())).collect::<Vec<_>>().join(", ");
    format!(
        "schema = \"dunant.trust/1\"\nversion = 1\nexpires = \"2027-11-25T00:00:00Z\"\nbody = \"example.org\"\nearlier = []\n\n\
         [heads]\nevery = 21600\nlag = 43200\nskew = 300\nlogs = [{}]\n\n\
         [record]\nlogs = [{}]\n\n[lodging]\nlogs = [{}]\n\n\
         [witnesses]\npolicy = \"\"\"\n{witnesses}group enough 3 w1 w2 w3 w4\nquorum enough\n\"\"\"\n\n\
         [[secretariat]]\nkey = \"{}\"\nfirst = 0\n\n\
         [[rules]]\nsha256 = \"{}\"\nfirst = 0\n\n\
         [appointers]\nkeys = [{}]\nneeded = 2\n\n[signers]\nkeys = [{}]\nneeded = 2\n",
        keys(&[key("example.org/heads", 1)]),
        keys(&[key("example.org/record", 2)]),
        keys(&[key("other.example/log", 3)]),
        key("example.org/secretariat", 4).public(),
        Sha256Digest::of(b"rules"),
        keys(&[key("a.example", 31), key("b.example", 32), key("c.example", 33)]),
        keys(&[signer(1), signer(2), signer(3)]),
    )
}

fn of(text: &str) -> Trust {
    Trust::parse(text).unwrap()
}

fn signed(text: &str, signers: &[u8]) -> TrustFile {
    let keys: Vec<SignerKey> = signers.iter().map(|number| signer(*number)).collect();
    TrustFile::sign(of(text), &keys).unwrap()
}

/// The next version of `before`.
fn next(before: &TrustFile) -> String {
    let trust = before.trust();
    let earlier: Vec<String> =
        trust.earlier.iter().chain([&trust.digest()]).map(|digest| format!("\"{digest}\"")).collect();
    let line = |name: &str| trust.text().lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    trust
        .text()
        .replace(&line("version"), &format!("version = {}", trust.version() + 1))
        .replace(&line("earlier"), &format!("earlier = [{}]", earlier.join(", ")))
}

fn said(from: &str, to: &str) -> String {
    let text = text();
    assert!(text.contains(from), "{from}");
    Trust::parse(&text.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn a_trust_file_says_whom_to_believe_and_how_many_witnesses_may_lie() {
    let file = signed(&text(), &[1, 3]);
    assert_eq!(TrustFile::parse(file.to_string().as_bytes()).unwrap(), file);
    let trust = file.trust();
    assert_eq!((trust.version(), trust.every(), trust.lag(), trust.skew()), (1, 21_600, 43_200, 300));
    assert_eq!((trust.liars(), trust.appointers().needed()), (Some(1), 2));
    assert_eq!(trust.heads().logs().len(), 1);
    let rules = Sha256Digest::of(b"rules");
    assert!(trust.has_rules(&rules, 0) && !trust.has_rules(&Sha256Digest::of(b"others"), 0));
    assert!(!trust.is_expired("2027-11-24T23:59:59Z".parse().unwrap()));
    assert!(trust.is_expired("2027-11-25T00:00:00Z".parse().unwrap()), "never silently");
    assert!(file.reaches(1, &trust.digest()) && !file.reaches(1, &rules) && !file.reaches(0, &trust.digest()));
}

#[test]
fn a_key_counts_for_links_of_its_epochs_alone() {
    let closed = text().replace("first = 0\n\n[[rules]]", "first = 3\nlast = 7\n\n[[rules]]");
    let trust = of(&closed);
    let office = &trust.secretariat()[0];
    let of: Vec<u64> = (0..10).filter(|epoch| office.is_of(*epoch)).collect();
    assert_eq!(of, [3, 4, 5, 6, 7]);
}

#[test]
fn too_few_signatures_one_of_another_text_and_one_key_twice_do_not_do() {
    let trust = of(&text());
    let few = TrustError::Signed(TooFewSigned::Few { signed: 1, needed: 2 });
    assert_eq!(TrustFile::sign(trust.clone(), &[signer(1)]), Err(few.clone()));
    assert_eq!(TrustFile::sign(trust.clone(), &[signer(1), signer(1)]), Err(few.clone()), "each key once");
    assert_eq!(TrustFile::sign(trust, &[signer(1), signer(9)]), Err(few), "a stranger counts for nothing");
    let forged = signed(&text(), &[1, 2]).to_string().replace("lag = 43200", "lag = 86400");
    assert!(matches!(TrustFile::parse(forged.as_bytes()), Err(TrustError::Signed(TooFewSigned::Signature(_)))));
}

#[test]
fn the_next_version_needs_enough_signers_of_both() {
    let first = signed(&text(), &[1, 2]);
    // Signers 2, 4 and 5 take over.
    let keys = |numbers: [u8; 3]| numbers.map(|number| format!("\"{}\"", signer(number).public())).join(", ");
    let others = next(&first).replace(&keys([1, 2, 3]), &keys([2, 4, 5]));
    let second = first.followed_by(signed(&others, &[1, 2, 4])).unwrap();
    assert_eq!(second.trust().version(), 2);
    assert!(second.reaches(1, &first.trust().digest()) && !first.reaches(2, &second.trust().digest()));
    let of_the_new_alone = first.followed_by(signed(&others, &[4, 5]));
    let few = TooFewSigned::Few { signed: 0, needed: 2 };
    assert_eq!(of_the_new_alone, Err(NotFollowed::Signed { of: 1, because: few }));
    let of_the_old_alone = TrustFile::sign(of(&others), &[signer(1), signer(2), signer(3)]);
    assert!(matches!(of_the_old_alone, Err(TrustError::Signed(TooFewSigned::Few { signed: 1, needed: 2 }))));
}

#[test]
fn no_version_is_taken_back_left_out_or_replaced() {
    let first = signed(&text(), &[1, 2]);
    let second = first.followed_by(signed(&next(&first), &[1, 2])).unwrap();
    let third = second.followed_by(signed(&next(&second), &[2, 3])).unwrap();
    assert_eq!(second.followed_by(first.clone()), Err(NotFollowed::Version { here: 2, there: 1 }));
    assert_eq!(second.followed_by(second.clone()), Err(NotFollowed::Version { here: 2, there: 2 }));
    assert_eq!(first.followed_by(third.clone()), Err(NotFollowed::Version { here: 1, there: 3 }));
    // Another first version, under the same signatures.
    let other = signed(&text().replace("skew = 300", "skew = 301"), &[1, 2]);
    assert_eq!(other.followed_by(second.clone()), Err(NotFollowed::Earlier { version: 1 }));
    assert!(!third.reaches(1, &other.trust().digest()) && third.reaches(1, &first.trust().digest()));
    let elsewhere = signed(&next(&first).replace("body = \"example.org\"", "body = \"example.net\""), &[1, 2]);
    assert!(matches!(first.followed_by(elsewhere), Err(NotFollowed::Body { .. })));
}

#[test]
fn a_stolen_key_is_closed_and_never_opened_again_or_forgotten() {
    let first = signed(&text(), &[1, 2]);
    let new =
        format!("[[secretariat]]\nkey = \"{}\"\nfirst = 8\n\n[[rules]]", key("example.org/secretariat", 5).public());
    let closed = next(&first).replace("first = 0\n\n[[rules]]", &format!("first = 0\nlast = 7\n\n{new}"));
    let second = first.followed_by(signed(&closed, &[1, 2])).unwrap();
    let reopened = next(&second).replace("last = 7\n", "");
    let name: KeyName = "example.org/secretariat".parse().unwrap();
    assert_eq!(second.followed_by(signed(&reopened, &[1, 2])), Err(NotFollowed::KeyReopened(name.clone())));
    let longer = next(&second).replace("last = 7\n", "last = 8\n");
    assert_eq!(second.followed_by(signed(&longer, &[1, 2])), Err(NotFollowed::KeyReopened(name.clone())));
    let earlier = next(&second).replace("last = 7\n", "last = 6\n");
    assert!(second.followed_by(signed(&earlier, &[1, 2])).is_ok(), "stolen before it was noticed");
    let moved = next(&second).replace("first = 8", "first = 6");
    assert_eq!(second.followed_by(signed(&moved, &[1, 2])), Err(NotFollowed::KeyLost(name)));
}

/// The line of the heads logs, with a second that begins with this epoch.
fn two_logs(begins: &str) -> (String, String) {
    let first = format!("\"{}\"", key("example.org/heads", 1).public());
    let both = format!("{first}, \"{}\"]\nbegins = {begins}", key("example.org/heads-2", 11).public());
    (format!("{first}]"), both)
}

#[test]
fn a_heads_log_comes_behind_the_others_and_keeps_its_epochs() {
    let first = signed(&text(), &[1, 2]);
    let (one, both) = two_logs("[0, 40]");
    let second = first.followed_by(signed(&next(&first).replace(&one, &both), &[1, 2])).unwrap();
    let logs = second.trust().logs();
    assert_eq!((logs.index(39), logs.index(40)), (Some(39), Some(0)));
    assert_eq!(logs.of(40).map(|log| log.key.name().as_str()), Some("example.org/heads-2"));
    assert_eq!(first.trust().logs().all().len(), 1);
    // Written by a draft, it is read again.
    let draft = TrustDraft::after(second.trust()).to_string();
    assert!(draft.contains("begins = [0, 40]\n"), "{draft}");
    assert_eq!(of(&draft).logs(), logs);
    let refused = |text: String| second.followed_by(signed(&text, &[1, 2])).unwrap_err();
    let name = |text: &str| text.parse::<KeyName>().unwrap();
    let moved = next(&second).replace("[0, 40]", "[0, 41]");
    assert_eq!(refused(moved), NotFollowed::LogMoved(name("example.org/heads-2")));
    let dropped = next(&second).replace(&both, &one);
    assert_eq!(refused(dropped), NotFollowed::LogMoved(name("example.org/heads-2")));
    let (other, another) = (key("example.org/heads-2", 11).public(), key("example.org/heads-2", 12).public());
    let replaced = next(&second).replace(&other.to_string(), &another.to_string());
    assert_eq!(refused(replaced), NotFollowed::LogMoved(name("example.org/heads-2")));
}

#[test]
fn two_heads_logs_without_their_epochs_are_no_trust_file() {
    let said = |begins: &str| {
        let (one, both) = two_logs(begins);
        said(&one, both.strip_suffix("\nbegins = ").unwrap_or(&both))
    };
    assert_says(&said(""), "`logs` names 2 heads logs, and `begins` the first epoch of 0");
    assert_says(&said("[0]"), "`logs` names 2 heads logs, and `begins` the first epoch of 1");
    assert_says(&said("[1, 40]"), "the first heads log begins with epoch 1");
    assert_says(&said("[0, 0]"), "`example.org/heads-2` begins with epoch 0, and can begin with 1 at the earliest");
    assert_says(&said("[0, -1]"), "`begins` holds what is no whole number from 0 to");
    assert_says(&said("40"), "`begins` is not a list");
}

#[test]
fn every_mistake_is_said_with_its_line_and_what_would_be_right() {
    assert_says(&said("version = 1", "version = 0"), "line 2: `version` is not a whole number from 1 to 2000");
    assert_says(&said("earlier = []", "earlier = [\"x\"]"), "line 5: `earlier`: `x` is not a SHA-256 digest");
    assert_says(&said("version = 1", "version = 2"), "line 5: `earlier` names 0 versions, and this is version 2");
    assert_says(
        &said("dunant.trust/1", "dunant.trust/9"),
        "line 1: `schema` is `dunant.trust/9`, and this version reads",
    );
    assert_says(&said("lag = 43200", "lag = 60"), "line 9: `lag` is 60, less than the 21600 of `every`");
    assert_says(&said("quorum enough", "quorum others"), "`policy`: line 6: `others` is defined on no earlier line");
    assert_says(
        &said("[record]", "[records]"),
        "there is no `[record]`; add `[record]` as docs/schema/trust-1.md has it",
    );
    assert_says(&said("needed = 2", "needed = 4"), "`needed` is not a whole number from 1 to 3");
    assert_says(&said("first = 0", "first = 0\nuntil = 4"), "`until` is not a part of `[secretariat]`");
    assert_says(&said("first = 0", "first = 9\nlast = 4"), "`last` is 4, before the 9 of `first`");
    let log = format!("log {}\nquorum enough", key("x.example", 99).public());
    assert_says(&said("quorum enough", &log), "`policy` names a log");
    let office = format!("\"{}\"", key("founder.example", 4).public());
    let appointer = format!("\"{}\"", key("a.example", 31).public());
    assert_says(&said(&appointer, &office), "`keys` has the secretariat's key `founder.example`");
    let (lodging, heads) = (key("other.example/log", 3).public(), key("other.example/log", 1).public());
    assert_says(
        &said(&lodging.to_string(), &heads.to_string()),
        "`logs` has `other.example/log`, a key of the body itself",
    );
    let twice = format!("\"{}\"", key("b.example", 34).public());
    assert_says(&said(&appointer, &twice), "`keys` has two keys named `b.example`");
}

/// The message is of a trust file, and says this.
fn assert_says(said: &str, part: &str) {
    assert!(said.starts_with("the trust file, line ") && said.contains(part), "{said}\n  lacks: {part}");
}

proptest! {
    /// No edit of a signed file is believed, but one that leaves its text as it is.
    #[test]
    fn no_edit_of_the_text_keeps_its_signatures(at in any::<prop::sample::Index>(), byte in 32_u8..127) {
        let file = signed(&text(), &[1, 2]).to_string();
        let length = of(&text()).text().len();
        let at = at.index(length);
        let mut edited = file.clone().into_bytes();
        edited[at] = byte;
        match TrustFile::parse(&edited) {
            Ok(read) => prop_assert_eq!(read.to_string(), file),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,300}") {
        let _ = Trust::parse(&text);
        let _ = TrustFile::parse(text.as_bytes());
    }
}

#[test]
fn a_draft_writes_what_a_trust_file_reads_and_the_next_version_follows() {
    let first = signed(&text(), &[1, 2]);
    let draft = TrustDraft::after(first.trust());
    let text = draft.to_string();
    let next = TrustFile::sign(of(&text), &[signer(2), signer(3)]).unwrap();
    let next = first.followed_by(next).unwrap();
    assert_eq!(next.trust().version(), 2);
    // Written again, what was read says the same of everything but its version.
    let again = TrustDraft::after(next.trust());
    let unversioned = |draft: &TrustDraft| TrustDraft { version: 0, earlier: vec![], ..draft.clone() };
    assert_eq!(unversioned(&again), unversioned(&draft));
    assert_eq!(again.earlier, [first.trust().digest(), next.trust().digest()]);
    assert!(
        text.starts_with("schema = \"dunant.trust/1\"\nversion = 2\nexpires = \"2027-11-25T00:00:00Z\"\n"),
        "{text}"
    );
}

#[test]
fn signers_sign_one_after_the_other() {
    let text = text();
    let one = countersign(text.as_bytes(), &signer(1)).unwrap();
    assert!(matches!(TrustFile::parse(one.to_string().as_bytes()), Err(TrustError::Signed(_))));
    let two = countersign(one.to_string().as_bytes(), &signer(2)).unwrap();
    assert_eq!(TrustFile::parse(two.to_string().as_bytes()).unwrap(), signed(&text, &[1, 2]));
    // Whoever is no signer is told before anything is written.
    assert!(matches!(countersign(text.as_bytes(), &key("a.example", 31)), Err(TrustError::NoSigner(_))));
    assert!(matches!(countersign(b"version = 1", &signer(1)), Err(TrustError::File(_))));
}
