//! A real proceeding edited in every way, the secretariat's key signing again what it can: what the check accepts can be explained by an honest run.

use dunant_panel::finding::WitnessedFinding;
use dunant_panel::proceeding::PanelEvent;
use dunant_panel::step::SignedStep;
use dunant_vocabulary::{Moment, Sha256Digest};
use proptest::prelude::*;

use crate::house::*;

/// Something that a secretariat does to a chain.
#[derive(Debug, Clone)]
enum Edit {
    Drop(prop::sample::Index),
    Swap(prop::sample::Index),
    Move(prop::sample::Index, prop::sample::Index),
    Repeat(prop::sample::Index),
    Redate(prop::sample::Index, i64),
    RedateFrom(prop::sample::Index, i64),
    Refuse(prop::sample::Index),
    Cut(prop::sample::Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    use prop::sample::Index;
    let seconds = || prop_oneof![-400_i64..400, -90_000_i64..90_000, -9_000_000_i64..9_000_000];
    prop_oneof![
        any::<Index>().prop_map(Edit::Drop),
        any::<Index>().prop_map(Edit::Swap),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Move(from, to)),
        any::<Index>().prop_map(Edit::Repeat),
        (any::<Index>(), seconds()).prop_map(|(at, by)| Edit::Redate(at, by)),
        (any::<Index>(), seconds()).prop_map(|(at, by)| Edit::RedateFrom(at, by)),
        any::<Index>().prop_map(Edit::Refuse),
        any::<Index>().prop_map(Edit::Cut),
    ]
}

type Events = Vec<(Moment, PanelEvent)>;

fn moved(moment: Moment, seconds: i64) -> Moment {
    Moment::from_seconds(moment.seconds().saturating_add_signed(seconds)).unwrap()
}

fn apply(events: &mut Events, edit: &Edit) {
    let count = events.len();
    if count < 2 {
        return;
    }
    match edit {
        Edit::Drop(at) => {
            events.remove(at.index(count));
        }
        Edit::Swap(at) => {
            let at = at.index(count - 1);
            let (one, other) = (events[at].1.clone(), events[at + 1].1.clone());
            (events[at].1, events[at + 1].1) = (other, one);
        }
        Edit::Move(from, to) => {
            let (_, event) = events.remove(from.index(count));
            let to = to.index(count);
            let time = events[to.min(count - 2)].0;
            events.insert(to, (time, event));
        }
        Edit::Repeat(at) => {
            let at = at.index(count);
            events.insert(at, events[at].clone());
        }
        Edit::Redate(at, by) => {
            let at = at.index(count);
            events[at].0 = moved(events[at].0, *by);
        }
        Edit::RedateFrom(at, by) => {
            events.iter_mut().skip(at.index(count)).for_each(|(time, _)| *time = moved(*time, *by));
        }
        Edit::Refuse(at) => {
            let at = at.index(count);
            if let PanelEvent::Step { note } = &events[at].1 {
                let by = SignedStep::parse(note).ok().map(|signed| signed.by().clone());
                let (code, reason) = ("late".to_owned(), "too late".to_owned());
                events[at].1 = PanelEvent::Refused { note: Sha256Digest::of(note.as_bytes()), by, code, reason };
            }
        }
        Edit::Cut(at) => events.truncate(1 + at.index(count)),
    }
}

/// When each step was really signed, and what its author saw: from the honest run.
fn signed_when(house: &House) -> Vec<(String, Moment)> {
    let steps = events(&house.notes).into_iter().filter_map(|(time, event)| match event {
        PanelEvent::Step { note } => Some((note, time)),
        _ => None,
    });
    steps.collect()
}

/// What must be so of every finding that is accepted (properties P1 and P2), told without the check's own code.
fn assert_explained(house: &House, finding: &WitnessedFinding, epochs: &[(usize, Moment)]) {
    let events = events(&finding.steps);
    let digests: Vec<Sha256Digest> = finding
        .steps
        .iter()
        .map(|note| Sha256Digest::of(note.split("\n\n— ").next().map(|text| format!("{text}\n")).unwrap().as_bytes()))
        .collect();
    let real = signed_when(house);
    for (number, (time, event)) in events.iter().enumerate() {
        // Witnesses saw it within the lag.
        let (_, seen) = epochs.iter().find(|(links, _)| *links > number).expect("stands in no epoch");
        assert!(time.seconds() <= seen.seconds() + 300, "dated after it was seen");
        assert!(time.seconds() + LAG + 300 >= seen.seconds(), "dated long before it was seen");
        let PanelEvent::Step { note } = event else { continue };
        let signed = SignedStep::parse(note).unwrap();
        if let Some(place) = signed.statement().place.as_ref().and_then(|place| place.seen) {
            assert_eq!(digests.get(usize::try_from(place.number).unwrap()), Some(&place.digest), "behind another past");
            assert!(place.number < number as u64);
        }
        if signed.by() != secretariat().name() {
            let (_, at) = real.iter().find(|(real, _)| real == note).expect("nobody signed this");
            assert!(time.seconds() + LAG + 300 >= at.seconds(), "dated before it was signed");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    /// After the epochs were made: nothing but the case as it was.
    #[test]
    fn no_edit_of_a_case_that_stands_in_the_heads_log_is_accepted(
        edits in proptest::collection::vec(edit(), 1..4),
        logs in 1..=2_usize,
    ) {
        let house = honest(logs);
        let mut edited = events(&house.notes);
        edits.iter().for_each(|edit| apply(&mut edited, edit));
        for candidate in [edited.clone(), adjusted(&edited)] {
            let Some(steps) = signed_again(&candidate) else { continue };
            let same = steps == house.notes;
            let finding = house.finding_of(steps);
            let accepted = house.check(&finding).report.failure().is_none();
            prop_assert_eq!(accepted, same, "{:?}", edits);
        }
    }

    /// From the start, the heads log having the edited case all along: what is accepted can be explained.
    #[test]
    fn what_is_accepted_of_an_edited_case_can_be_explained_by_an_honest_run(
        edits in proptest::collection::vec(edit(), 1..4),
        merge in proptest::option::of(any::<prop::sample::Index>()),
        logs in 1..=2_usize,
    ) {
        let house = honest(logs);
        let mut edited = events(&house.notes);
        edits.iter().for_each(|edit| apply(&mut edited, edit));
        let mut course = epochs(house);
        if let Some(merge) = merge {
            let at = 1 + merge.index(course.len() - 2);
            course[at].0 = course[at - 1].0;
        }
        // The last epoch has all that there is.
        if let Some(last) = course.last_mut() {
            last.0 = edited.len();
        }
        let edited = adjusted(&edited);
        if let Some(finding) = rigged(house, &edited, &course) {
            if finding.steps.is_empty() {
                return Ok(());
            }
            if house.check(&finding).report.failure().is_none() {
                assert_explained(house, &finding, &course);
            }
        }
    }

    /// Any one byte of a published finding.
    #[test]
    fn no_byte_of_a_finding_can_be_changed(at in any::<prop::sample::Index>(), byte in 32_u8..127, logs in 1..=2_usize) {
        let house = honest(logs);
        let json = house.finding().to_json().unwrap();
        let mut bytes = json.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        if let Ok(finding) = WitnessedFinding::parse(&bytes) {
            let outcome = check(&finding, std::slice::from_ref(&house.trust));
            prop_assert!(outcome.report.failure().is_some(), "byte {} as {:?}", at, char::from(byte));
        }
    }
}

/// The honest case, made once: in one heads log, or in two that follow one another.
fn honest(logs: usize) -> &'static House {
    static HONEST: [std::sync::OnceLock<House>; 2] = [const { std::sync::OnceLock::new() }; 2];
    HONEST[logs - 1].get_or_init(|| match logs {
        1 => House::decided(),
        _ => House::succeeded_at(4).comes_to_a_decision(House::vote_all),
    })
}

/// The walks above do come to findings that are accepted: a date within the lag, a link that nobody had to see. Otherwise they would show nothing.
#[test]
fn some_edits_from_the_start_are_accepted() {
    let house = honest(1);
    let mut edited = events(&house.notes);
    let last = edited.last_mut().unwrap();
    last.0 = moved(last.0, 300);
    let course = epochs(house);
    let finding = rigged(house, &adjusted(&edited), &course).unwrap();
    assert_eq!(house.check(&finding).report.failure(), None);
    assert_explained(house, &finding, &course);
}
