use super::*;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    words: String,
}

impl Event for Said {}

fn key(seed: u8) -> SignerKey {
    SignerKey::from_seed("example.org/secretariat".parse().unwrap(), &[seed; 32])
}

fn at(second: u64) -> Moment {
    Moment::from_seconds(1_800_000_000 + second).unwrap()
}

fn subject() -> Subject {
    Subject::Case("2026-1".parse().unwrap())
}

/// Three links, and their notes.
fn said() -> (Chain<Said>, Vec<String>) {
    let mut chain = Chain::new(subject());
    let words = ["one", "two\nlines", "three"];
    let notes = words
        .iter()
        .enumerate()
        .map(|(second, words)| chain.append(Said { words: (*words).to_owned() }, at(second as u64), &key(1)).unwrap());
    let notes = notes.collect();
    (chain, notes)
}

fn refused(notes: &[String]) -> ChainError {
    Chain::<Said>::read(subject(), notes, &[key(1).public()]).unwrap_err()
}

#[test]
fn a_chain_is_read_as_it_was_written() {
    let (chain, notes) = said();
    assert_eq!(Chain::read(subject(), &notes, &[key(1).public()]), Ok(chain.clone()));
    assert_eq!(
        chain.head(),
        Some(Sha256Digest::of(notes[2].split("\n\n").next().map(|t| format!("{t}\n")).unwrap().as_bytes()))
    );
    assert!(notes[0].starts_with(
        "dunant-chain/v1 case/2026-1\nnumber 0\nprevious none\ntime 2027-01-15T08:00:00Z\nevent {\"words\":\"one\"}\n\n— "
    ));
}

#[test]
fn a_link_left_out_moved_repeated_or_taken_from_another_chain_is_refused_with_its_number() {
    let (_, notes) = said();
    let [one, two, three] = [&notes[0], &notes[1], &notes[2]].map(Clone::clone);
    assert_eq!(refused(&[one.clone(), three.clone()]).reason, Broken::Number(2));
    assert_eq!(refused(&[one.clone(), one.clone()]).reason, Broken::Number(0));
    assert_eq!(refused(&[two.clone(), one.clone()]).number, 0);
    let mut other = Chain::new(Subject::Case("2026-2".parse().unwrap()));
    let elsewhere = other.append(Said { words: "one".into() }, at(0), &key(1)).unwrap();
    assert!(matches!(refused(&[elsewhere]).reason, Broken::Subject(_)));
    // The same number and subject, on another beginning.
    let mut forked = Chain::new(subject());
    forked.append(Said { words: "other".into() }, at(0), &key(1)).unwrap();
    let fork = forked.append(Said { words: "two".into() }, at(1), &key(1)).unwrap();
    let error = refused(&[one, fork]);
    assert_eq!((error.number, error.reason), (1, Broken::Previous));
}

#[test]
fn a_changed_byte_is_refused_wherever_it_stands() {
    let (_, notes) = said();
    for place in 0..notes[1].len() {
        let mut bytes = notes[1].clone().into_bytes();
        bytes[place] ^= 1;
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        let read = Chain::<Said>::read(subject(), [&notes[0], &changed, &notes[2]], &[key(1).public()]);
        assert!(read.is_err(), "byte {place}");
    }
}

#[test]
fn a_link_by_another_key_is_refused() {
    let mut chain = Chain::new(subject());
    let note = chain.append(Said { words: "one".into() }, at(0), &key(2)).unwrap();
    assert!(matches!(refused(&[note]).reason, Broken::Signature(_)));
}

#[test]
fn a_clock_set_back_is_refused_in_writing_and_in_reading() {
    let (mut chain, mut notes) = said();
    let error = chain.append(Said { words: "four".into() }, at(1), &key(1)).unwrap_err();
    assert_eq!(error.reason, Broken::Clock { time: at(1), last: at(2) });
    assert_eq!(chain.len(), 3, "nothing was appended");
    let link = Link {
        subject: subject(),
        number: 3,
        previous: chain.head(),
        time: at(1),
        event: Said { words: "four".into() },
    };
    notes.push(Note::sign(link.text().unwrap(), &key(1)).unwrap().to_string());
    assert_eq!(refused(&notes), error);
    assert!(error.to_string().contains("the clock was set back"), "{error}");
}

#[test]
fn a_link_has_one_spelling() {
    let (chain, _) = said();
    let text = chain.links()[1].text().unwrap();
    assert_eq!(Link::parse(&text), Ok(chain.links()[1].clone()));
    for (from, to) in [
        ("number 1", "number 01"),
        ("event {", "event  {"),
        ("\"words\":", "\"words\": "),
        ("previous ", "previous none "),
        ("Z\n", ".0Z\n"),
        ("case/2026-1", "case/2026-1/"),
    ] {
        assert!(Link::<Said>::parse(&text.replacen(from, to, 1)).is_err(), "{to}");
    }
    assert!(Link::<Said>::parse(&format!("{text}more\n")).is_err());
}

#[test]
fn subjects_and_names_of_cases_have_one_spelling() {
    let digest = Sha256Digest::of(b"x");
    for subject in [Subject::Members, subject(), Subject::Item("a".parse().unwrap(), digest)] {
        assert_eq!(subject.to_string().parse(), Ok(subject));
    }
    assert!(format!("case/a/item/{}", digest.to_string().to_uppercase()).parse::<Subject>().is_err());
    for name in ["", "-a", "a-", "A", "a b", "a/b", "ä", &"a".repeat(65)] {
        assert!(name.parse::<CaseId>().is_err(), "{name}");
    }
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Mended {
    links: Vec<u64>,
}

impl Event for Mended {
    fn mends(&self) -> &[u64] {
        &self.links
    }
}

#[test]
fn a_wrong_date_holds_nobody_up_once_a_link_says_so() {
    let mut chain = Chain::new(subject());
    let mut notes = Vec::new();
    let mut append = |chain: &mut Chain<Mended>, links: Vec<u64>, second: u64| {
        let note = chain.append(Mended { links }, at(second), &key(1)).map_err(|error| error.reason)?;
        notes.push(note);
        Ok::<_, Broken>(())
    };
    append(&mut chain, vec![], 10).unwrap();
    append(&mut chain, vec![], 900_000).unwrap();
    let (time, last) = (at(20), at(900_000));
    assert_eq!(append(&mut chain, vec![], 20), Err(Broken::Clock { time, last }));
    for wrong in [vec![2], vec![1, 1], vec![1, 0]] {
        assert_eq!(append(&mut chain, wrong, 20), Err(Broken::Mended));
    }
    let (time, last) = (at(9), at(10));
    assert_eq!(append(&mut chain, vec![1], 9), Err(Broken::Clock { time, last }), "the right date before it holds");
    append(&mut chain, vec![1], 20).unwrap();
    append(&mut chain, vec![], 30).unwrap();
    assert!(chain.is_misdated(1) && !chain.is_misdated(0) && chain.last_time() == Some(at(30)));
    assert_eq!(Chain::read(subject(), &notes, &[key(1).public()]), Ok(chain));
}
