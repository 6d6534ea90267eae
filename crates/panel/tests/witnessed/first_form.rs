//! A finding of the first form still loads, and says what it does not prove: with the secretariat's key alone it can be made to leave a dissent
//! out, and then too nothing fails.

use dunant_custody::chain::{Chain, Subject};
use dunant_panel::finding::witnessed::Reader;
use dunant_panel::finding::{Body, Code, Finding, PublishedFinding, Report, SCHEMA};
use dunant_panel::proceeding::PanelEvent;
use dunant_panel::step::{SignedStep, Step, StepKind};
use dunant_panel::{Enrolment, MemberEvent, Proceeding};
use dunant_vocabulary::Moment;

use crate::house::*;

type Events = Vec<(Moment, PanelEvent)>;

/// The honest case as it would stand in the first form, signed by the same keys.
fn in_first_form(house: &House) -> (Vec<String>, Events, Body) {
    let mut members = Chain::new(Subject::Members);
    let enrolled = crate::house::members().into_iter().map(|one| MemberEvent::Enrolled(Box::new(one)));
    let members_notes: Vec<String> =
        enrolled.map(|event| members.append(event, at(0), &secretariat()).unwrap()).collect();
    let keys = [secretariat(), accused(), member(1), member(2), member(3), member(4)];
    let enrolment = Enrolment::of(&members).unwrap();
    let mut case_now = Proceeding::new(case(), policy(), Some(enrolment));
    let mut all: Events = Vec::new();
    let mut drafted: Option<Body> = None;
    for (time, event) in events(&house.notes) {
        let PanelEvent::Step { note } = event else { continue };
        let second = SignedStep::parse(&note).unwrap();
        let mut step = second.step().clone();
        // Digests of steps are others in this form.
        let freeze = case_now.round().and_then(|round| round.freeze_digest());
        match &mut step {
            Step::Commitment(step) => {
                step.freeze = freeze.unwrap();
                let number = (1..=4).find(|n| member(*n).name() == second.by()).unwrap();
                let salt = dunant_panel::Salt::new([number; 32]);
                step.seal = position(number).seal(&case(), second.by(), &step.freeze, &salt);
            }
            Step::Reveal(step) => step.freeze = freeze.unwrap(),
            Step::Question(step) => step.freeze = freeze.unwrap(),
            Step::Draft(step) => {
                step.freeze = freeze.unwrap();
                let body = house.body.as_ref().unwrap();
                let matter = dunant_panel::finding::Matter {
                    evidence: body.evidence.clone(),
                    disclosures: crate::house::released(vec![]),
                    conclusion: crate::house::released(body.conclusion.clone()),
                    program: body.program.clone(),
                    names_held_back: None,
                    assessment: crate::house::released(body.assessment.clone()),
                };
                let body = Body::assemble(&case_now, matter).unwrap();
                step.body = body.digest().unwrap();
                drafted = Some(body);
            }
            Step::Vote(step) => step.draft = drafted.as_ref().unwrap().digest().unwrap(),
            Step::Decision(step) => step.draft = drafted.as_ref().unwrap().digest().unwrap(),
            _ => {}
        }
        let key = keys.iter().find(|key| key.name() == second.by()).unwrap();
        let note = SignedStep::sign(case(), step, key).unwrap().to_string();
        let submitted = case_now.submit(&note, time, &secretariat()).unwrap();
        submitted.result.unwrap_or_else(|refused| panic!("{refused}"));
        all.push((time, PanelEvent::Step { note }));
    }
    (members_notes, all, drafted.unwrap())
}

fn finding(members: &[String], events: &Events, body: &Body) -> (Finding, Report) {
    let (members, body) = (members.to_vec(), body.clone());
    let policy = policy().text().to_owned();
    let steps = signed_again(events).unwrap();
    let finding = Finding { schema: SCHEMA.into(), body, policy, members, steps };
    let json = finding.to_json().unwrap();
    let published = PublishedFinding::parse(json.as_bytes()).unwrap();
    assert_eq!(published, PublishedFinding::First(Box::new(finding.clone())));
    let (report, _) = published.check(json.as_bytes(), Some(&crate::house::policy()), &Reader::new(&[], at(0)));
    (finding, report)
}

#[test]
fn a_finding_of_the_first_form_holds_as_far_as_it_goes_and_says_how_far() {
    let (members, events, body) = in_first_form(&House::decided());
    let (_, report) = finding(&members, &events, &body);
    assert!(report.holds());
    assert_eq!(report.unchecked().collect::<Vec<_>>(), [Code::FirstForm]);
}

#[test]
fn a_dissent_that_the_secretariat_dropped_fails_nothing_there_and_so_it_is_never_wholly_checked() {
    let (members, mut events, body) = in_first_form(&House::decided());
    let place = events.iter().position(|(_, event)| is_step(event, StepKind::Vote, &member(3))).unwrap();
    events.remove(place);
    let last = events.last_mut().unwrap();
    last.0 = last.0.plus_days(5);
    let PanelEvent::Step { note } = &last.1 else { unreachable!() };
    let Step::Decision(mut decision) = SignedStep::parse(note).unwrap().step().clone() else { unreachable!() };
    decision.tally.against = 0;
    let brazil = dunant_vocabulary::Country::region(crate::house::members()[2].nationalities[0]);
    decision.tally.regions.retain(|counted| counted.region != brazil);
    last.1 = PanelEvent::Step {
        note: SignedStep::sign(case(), Step::Decision(decision), &secretariat()).unwrap().to_string(),
    };
    let (_, report) = finding(&members, &events, &body);
    assert!(report.holds(), "that is why there is a second form");
    assert_eq!(report.unchecked().collect::<Vec<_>>(), [Code::FirstForm]);
}

#[test]
fn findings_of_both_forms_are_read_by_their_own_and_others_by_none() {
    let json = House::decided().finding().to_json().unwrap();
    assert!(matches!(PublishedFinding::parse(json.as_bytes()), Ok(PublishedFinding::Witnessed(_))));
    let other = json.replacen("dunant.finding/2", "dunant.finding/3", 1);
    assert!(PublishedFinding::parse(other.as_bytes()).is_err());
    let relabelled = json.replacen("dunant.finding/2", "dunant.finding/1", 1);
    assert!(PublishedFinding::parse(relabelled.as_bytes()).is_err());
}
