//! A name alone names nobody: short texts that doubt, plan, teach, sell, repeat, deny or merely state the name of one program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use dunant_attribution::{
    Assessment, Conclusion, FeatureKey, Material, Model, Profiles, Question, Subject, UnmetRule, assess_with,
};
use dunant_evidence::{Context, Item, Lexicon, Vocabulary, read_item};
use dunant_knowledge::{Pack, SoftwareKind, lexicon, vocabulary};

/// Names that are asked about.
const NAMES: usize = 40;

static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::shipped().unwrap());
static MODEL: LazyLock<Model> = LazyLock::new(Model::shipped);
static PROFILES: LazyLock<Profiles> = LazyLock::new(|| Profiles::build(&PACK, &MODEL, None));

static NAMES_KNOWN: LazyLock<Lexicon> = LazyLock::new(|| lexicon(&PACK).unwrap());
static TERMS: LazyLock<Vocabulary> = LazyLock::new(|| vocabulary(&PACK));

fn read(text: &str) -> Vec<Item> {
    let context = Context { lexicon: &NAMES_KNOWN, vocabulary: &TERMS, ..Context::default() };
    read_item("note.txt", text.as_bytes(), &context)
}

/// What a text does with the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    /// States that it was there.
    States,
    /// Speaks of it in another way.
    Mentions,
    /// Says that it was not there.
    Denies,
}

const TEXTS: [(&str, Does, &str); 9] = [
    (
        "the vague mail",
        Does::Mentions,
        "Hi all,\n\nit looks like X to us, but we are not sure. Could you have a look?\n\nRegards\nJo\n",
    ),
    (
        "the exercise",
        Does::Mentions,
        "Tuesday is the X exercise. Please bring your laptops and read the rules before.\n",
    ),
    (
        "the plain mention",
        Does::States,
        "X has been used in the attack on our network. The servers are being restored.\n",
    ),
    (
        "a newsletter",
        Does::Mentions,
        "Security newsletter 12\n\nIn this issue: passwords, and what X did to a bank abroad.\n\nTo unsubscribe, write to us.\n",
    ),
    (
        "a press review",
        Does::Mentions,
        "Press review\n\nAccording to the evening paper, X hit a hospital. The ministry made no statement.\n",
    ),
    (
        "a training slide",
        Does::Mentions,
        "Training slide 4\n\n- X comes by mail\n- X steals passwords and sends them out\n- Call the help desk\n",
    ),
    (
        "an advertisement",
        Does::Mentions,
        "Our product protects you from X and other threats. Request a demo today, the first month is free.\n",
    ),
    ("a denial", Does::Denies, "We searched all hosts with the published rules. X was not found on any of them.\n"),
    ("another denial", Does::Denies, "There is no trace of X in the logs, and the vendor ruled out X as well.\n"),
];

const HEADERS: &str =
    "From: Jo <jo@example.com>\nTo: all@example.com\nSubject: a question\nDate: Mon, 2 Mar 2020 09:00:00 +0000\n\n";

/// Malware of ATT&CK that one or two actors are known to use, under names that are no words, spread over the pack.
fn names() -> Vec<String> {
    let telling = |at: u32| {
        let software = &PACK.software[at as usize];
        let users = PROFILES.index.known_in(FeatureKey::Software(at));
        let clear = software.names.iter().any(|claim| claim.name == software.name && !claim.ordinary);
        (software.kind == SoftwareKind::Malware
            && software.id.starts_with('S')
            && software.same_as.is_none()
            && clear
            && (1..=2).contains(&users))
        .then(|| software.name.clone())
    };
    let all: Vec<String> = (0..u32::try_from(PACK.software.len()).unwrap()).filter_map(telling).collect();
    let step = all.len() / NAMES;
    assert!(step > 0, "{} names", all.len());
    all.into_iter().step_by(step).take(NAMES).collect()
}

/// The assessment of one text that somebody graded B2, so that its basis suffices.
fn assessed(text: &str) -> Assessment {
    let items: Vec<Item> = read(text);
    let grades: BTreeMap<_, _> = items.iter().map(|item| (item.digest, "B2".parse().unwrap())).collect();
    let material = Material {
        observations: items.iter().flat_map(|item| item.reading.observations()).collect(),
        passages: items.iter().flat_map(|item| &item.reading.passages).collect(),
    };
    assess_with(&material, &PACK, &PROFILES, &MODEL, &Question { grades, ..Question::default() })
}

/// The highest posterior of an actor.
fn highest(assessment: &Assessment) -> f64 {
    let actors = assessment.hypotheses.iter().filter(|hypothesis| matches!(hypothesis.subject, Subject::Actor { .. }));
    actors.map(|hypothesis| hypothesis.posterior.get()).fold(0.0, f64::max)
}

#[test]
fn forty_names_in_nine_texts_name_nobody_with_and_without_the_headers_of_a_mail() {
    let names = names();
    assert_eq!(names.len(), NAMES);
    let (mut named, mut probable, mut read) = (Vec::new(), Vec::new(), 0);
    for (kind, does, text) in TEXTS {
        for (at, name) in names.iter().enumerate() {
            let with_headers = at % 2 == 1;
            let text = if with_headers { format!("{HEADERS}{text}") } else { text.to_owned() };
            let assessment = assessed(&text.replace('X', name));
            if matches!(assessment.conclusion, Conclusion::Supported { .. }) {
                named.push(format!("{name} in {kind}"));
            }
            if does != Does::States && highest(&assessment) >= 0.5 {
                probable.push(format!("{name} in {kind}: {:.2}", highest(&assessment)));
            }
            let stated = assessment.basis.software > 0;
            assert_eq!(stated, does == Does::States, "{name} in {kind}: {:?}", assessment.basis);
            read += usize::from(stated || !assessment.basis.mentioned.is_empty());
        }
    }
    assert_eq!(named, Vec::<String>::new());
    assert_eq!(probable, Vec::<String>::new());
    assert_eq!(read, NAMES * TEXTS.len(), "every name is read, and shown with how the text speaks of it");
}

#[test]
fn an_ungraded_single_text_can_lead_and_is_never_named_upon() {
    let text = "The intruders deployed Industroyer and GreyEnergy, and then KillDisk and Exaramel for Windows. They came in with \
        spearphishing mails, used T1078, T1021.002 and T1570, and wiped disks (T1561.002) with T1485.";
    let items = read(text);
    let material = Material {
        observations: items.iter().flat_map(|item| item.reading.observations()).collect(),
        passages: items.iter().flat_map(|item| &item.reading.passages).collect(),
    };
    let with = |grade: Option<&str>| {
        let grades = grade.map(|grade| (items[0].digest, grade.parse().unwrap())).into_iter().collect();
        assess_with(&material, &PACK, &PROFILES, &MODEL, &Question { grades, ..Question::default() })
    };
    for grade in [None, Some("F6"), Some("E5"), Some("D1"), Some("A4")] {
        let assessment = with(grade);
        assert_eq!(assessment.tradecraft.pivotal.lead.as_ref().unwrap().name, "Sandworm Team");
        let Conclusion::Inconclusive { reasons } = &assessment.conclusion else { panic!("named with {grade:?}") };
        assert!(matches!(reasons[..], [UnmetRule::UngradedSources { .. }]), "{grade:?}: {reasons:?}");
    }
    for grade in ["A1", "B2", "C3"] {
        assert!(
            matches!(with(Some(grade)).conclusion, Conclusion::Supported { .. }),
            "{grade}: {:?}",
            with(Some(grade)).naming
        );
    }
}

#[test]
fn one_program_beside_what_everybody_does_names_nobody() {
    let text = "The intruders deployed X on two of our servers and worked with PsExec and Mimikatz. They came in with spearphishing mails \
        (T1566.001), used PowerShell (T1059.001) and valid accounts (T1078), fetched files (T1105) and hid them (T1027).";
    let named: Vec<String> = (names().into_iter())
        .filter(|name| matches!(assessed(&text.replace('X', name)).conclusion, Conclusion::Supported { .. }))
        .collect();
    assert_eq!(named, Vec::<String>::new());
}
