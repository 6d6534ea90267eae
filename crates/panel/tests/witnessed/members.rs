//! Who may judge: each member by its own signature and those of the appointers, before the case.

use dunant_panel::finding::Code;
use dunant_panel::member::{KeyChange, Leaving, MemberStatement};
use dunant_panel::step::Salt;
use dunant_panel::{Enrolment, Member, MemberEvent, MemberNote};
use dunant_record::note::SignerKey;

use crate::house::*;

fn note(what: MemberStatement, signers: &[SignerKey]) -> MemberEvent {
    MemberEvent::Signed { note: MemberNote::sign(body(), what, signers).unwrap().to_string() }
}

fn declared(number: u8, signers: &[SignerKey]) -> MemberEvent {
    MemberEvent::Signed { note: declaration(&members()[usize::from(number) - 1], signers) }
}

/// What a finding of a body whose members were enrolled so comes to.
fn failure(events: Vec<MemberEvent>) -> Option<Code> {
    let honest = House::decided();
    let house = House::with(events);
    // The members' chain is the forged one, and stood in the log from its first epoch on.
    let mut finding = honest.finding();
    finding.members.clone_from(&house.member_notes);
    let mut log = HeadsLog::default();
    let members = house.members.head().map(|digest| dunant_heads::Head { number: house.members.len() - 1, digest });
    let cases = replayed(&honest);
    for (place, case) in cases.iter().enumerate() {
        log.tick(members, *case, at((place as u64 + 1) * EVERY));
    }
    finding.heads = log.course(finding.steps.len() as u64 - 1);
    honest.check(&finding).report.failure()
}

/// Where the case of an honest house stood in each of its epochs.
pub fn replayed(house: &House) -> Vec<Option<dunant_heads::Head>> {
    house.log.ticks.iter().map(Tick::case).collect()
}

fn all(but: impl Fn(u8) -> Option<MemberEvent>) -> Vec<MemberEvent> {
    (1..=4).filter_map(|n| but(n).or_else(|| Some(declared(n, &[member(n), appointer(1), appointer(2)])))).collect()
}

#[test]
fn members_who_signed_and_were_admitted_judge() {
    assert_eq!(failure(all(|_| None)), None);
}

#[test]
fn a_declaration_that_was_changed_or_never_signed_is_no_enrolment() {
    // The secretariat writes a conflict into an awkward member's declaration; the appointers cannot tell.
    let changed = Member { conflicts: vec!["Ruritania".into()], ..members()[2].clone() };
    let forged = MemberEvent::Signed { note: declaration(&changed, &[appointer(1), appointer(2)]) };
    assert_eq!(failure(all(|n| (n == 3).then(|| forged.clone()))), Some(Code::NotSelfSigned));
}

#[test]
fn puppets_need_the_appointers() {
    let puppet = |n: u8| Some(declared(n, &[member(n)]));
    assert_eq!(failure(all(puppet)), Some(Code::NotAppointed));
    let one = |n: u8| Some(declared(n, &[member(n), appointer(1)]));
    assert_eq!(failure(all(one)), Some(Code::NotAppointed));
    let twice = |n: u8| Some(declared(n, &[member(n), appointer(1), appointer(1)]));
    assert_eq!(failure(all(twice)), Some(Code::NotAppointed), "one appointer twice");
    let strangers = |n: u8| Some(declared(n, &[member(n), appointer(8), appointer(9)]));
    assert_eq!(failure(all(strangers)), Some(Code::NotAppointed));
    let by_secretariat = |n: u8| Some(MemberEvent::Enrolled(Box::new(members()[usize::from(n) - 1].clone())));
    assert_eq!(failure(all(by_secretariat)), Some(Code::RetiredByAnother));
}

#[test]
fn the_secretariat_takes_nobody_off() {
    let mut events = all(|_| None);
    let leaving = MemberStatement::Leaving(Leaving { key: member(3).public(), reason: "Awkward.".into() });
    for forged in [
        MemberEvent::Retired { key: member(3).name().clone(), reason: "Awkward.".into() },
        note(leaving.clone(), &[secretariat()]),
        note(leaving.clone(), &[appointer(1)]),
    ] {
        events.push(forged);
        assert_eq!(failure(events.clone()), Some(Code::RetiredByAnother));
        events.pop();
    }
    // By itself, or by the appointers: then the panel of this case is another.
    for honest in [note(leaving.clone(), &[member(3)]), note(leaving, &[appointer(1), appointer(3)])] {
        events.push(honest);
        assert_eq!(failure(events.clone()), Some(Code::PanelDiffers));
        events.pop();
    }
}

#[test]
fn a_new_key_is_signed_by_itself_and_by_the_old_one_or_the_appointers() {
    let appointers = House::new().trust.trust().appointers().clone();
    let new = key("example.org/panel/member-3", 99);
    let change = MemberStatement::Key(KeyChange { old: member(3).public(), new: new.public() });
    let chain = House::new().members;
    let enrolment = Enrolment::admitted_by(appointers).follow_all(chain.links()).unwrap();
    let takes = |signers: &[SignerKey]| {
        let mut enrolment = enrolment.clone();
        enrolment.take(note(change.clone(), signers), at(1)).map(|()| enrolment.enrolled()[2].key.clone())
    };
    assert_eq!(takes(&[new.clone_for_test(), member(3)]), Ok(new.public()));
    assert_eq!(takes(&[new.clone_for_test(), appointer(1), appointer(3)]), Ok(new.public()));
    for wrong in [vec![member(3)], vec![new.clone_for_test()], vec![appointer(1), appointer(2)], vec![secretariat()]] {
        assert!(takes(&wrong).is_err());
    }
}

/// Secret keys are not copied but by who has the seed.
trait CloneForTest {
    fn clone_for_test(&self) -> SignerKey;
}

impl CloneForTest for SignerKey {
    fn clone_for_test(&self) -> SignerKey {
        SignerKey::parse(&self.to_secret_text()).unwrap()
    }
}

#[test]
fn members_enrolled_in_the_first_form_enrol_anew() {
    let mut enrolment = Enrolment::admitted_by(House::new().trust.trust().appointers().clone());
    enrolment.take(MemberEvent::Enrolled(Box::new(members()[0].clone())), at(0)).unwrap();
    assert!(enrolment.consider(&declared(2, &[member(2), appointer(1), appointer(2)])).is_err(), "it has not begun");
    enrolment.take(MemberEvent::Begun { nonce: Salt::new([1; 32]), body: body() }, at(1)).unwrap();
    assert!(enrolment.enrolled().is_empty());
    enrolment.take(declared(1, &[member(1), appointer(1), appointer(2)]), at(2)).unwrap();
    assert_eq!(enrolment.enrolled(), &members()[..1]);
}
