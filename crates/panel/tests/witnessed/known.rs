//! A member's own tool: what it has verified of a case, and what it then signs nothing on.

use dunant_heads::History;
use dunant_panel::known::{Contradicted, Followed, Known, Shown};
use dunant_panel::step::Choice;
use dunant_panel::{Proceeding, Salt};
use dunant_vocabulary::Sha256Digest;

use crate::house::{House, member};

/// What somebody is shown of a house, all of which can be exchanged.
struct Showing {
    house: House,
    case: Proceeding,
    members: Vec<Sha256Digest>,
    history: History,
    epochs: u64,
}

impl Showing {
    /// The house as it is, with its epochs from `from` on.
    fn of(house: &House, from: u64) -> Self {
        let members = house.members.links().iter().map(|link| link.digest().unwrap()).collect();
        let history = house.log.history_from(usize::try_from(from).unwrap());
        let epochs = house.log.ticks.len() as u64;
        Self { house: house.clone(), case: house.proceeding.clone(), members, history, epochs }
    }

    fn follow(&self, known: Option<&Known>) -> Result<Followed, Contradicted> {
        let trust = [self.house.trust.clone()];
        let nonce = Salt::new([crate::house::MEMBERS_NONCE; 32]);
        let Self { case, members, history, epochs, .. } = self;
        Known::follow(known, Shown { trust: &trust, case, members, members_nonce: &nonce, history, epochs: *epochs })
    }
}

fn vote(house: &mut House, number: u8, choice: Choice) {
    house.must(house.vote(choice), &member(number));
}

/// A house with a draft, and what a member's tool knows of it.
fn known() -> (House, Known) {
    let mut house = House::drafted();
    house.tick();
    let followed = Showing::of(&house, 0).follow(None).unwrap();
    assert_eq!(followed.known.newest_in_an_epoch(), Some(house.notes.len() as u64 - 1));
    (house, followed.known)
}

#[test]
fn it_goes_on_where_it_ended_and_is_kept_in_one_spelling() {
    let (mut house, first) = known();
    let text = first.to_string();
    assert_eq!(text.parse::<Known>().as_ref(), Ok(&first));
    for wrong in [text.trim_end().to_owned(), format!("{text}\n"), text.replacen("case ", "case  ", 1), String::new()] {
        assert!(wrong.parse::<Known>().is_err(), "{wrong}");
    }
    // Nothing is new.
    assert_eq!(Showing::of(&house, first.next()).follow(Some(&first)).unwrap().known, first);
    vote(&mut house, 1, Choice::For);
    house.ticks(3);
    let next = Showing::of(&house, first.next()).follow(Some(&first)).unwrap();
    assert_eq!(next.epoch_of(house.notes.len() as u64 - 1), Some(first.next()));
    assert_eq!(next.known, Showing::of(&house, 0).follow(None).unwrap().known);
}

#[test]
fn it_refuses_a_case_that_is_another_in_any_epoch_between() {
    let (house, known) = known();
    // One vote stood in an epoch; then the secretariat goes back and shows a case without it, or with another in its place.
    let mut voted = house.clone();
    vote(&mut voted, 1, Choice::Against);
    voted.tick();
    let mut shown = Showing::of(&voted, known.next());
    shown.case = house.proceeding.clone();
    assert!(matches!(shown.follow(Some(&known)), Err(Contradicted::HeldBack { .. })));
    let mut other = house.clone();
    vote(&mut other, 2, Choice::For);
    shown.case = other.proceeding.clone();
    assert!(matches!(shown.follow(Some(&known)), Err(Contradicted::Forked { .. })));

    // It puts the first chain back in a later epoch: the newest head is right, and what stood between is not.
    let mut back = house.clone();
    let head = |house: &House| house.log.ticks.last().unwrap().case();
    let (good, bad) = (head(&voted), {
        other.tick();
        head(&other)
    });
    back.log = voted.log.clone();
    let later = voted.log.ticks.last().unwrap().at.plus_days(1);
    back.log.enter([bad, None], later);
    back.log.enter([good, None], later.plus_days(1));
    let mut shown = Showing::of(&back, known.next());
    shown.case = voted.proceeding.clone();
    assert!(shown.follow(Some(&known)).is_err());
    // To whoever knew nothing of it, too.
    let mut shown = Showing::of(&back, 0);
    shown.case = voted.proceeding.clone();
    assert!(shown.follow(None).is_err());
}

#[test]
fn it_refuses_what_goes_back_behind_what_it_knows_and_epochs_that_are_left_out() {
    let (mut house, known) = known();
    let earlier = House::drafted();
    let shown = Showing::of(&earlier, 0);
    assert!(matches!(shown.follow(Some(&known)), Err(Contradicted::Fewer { .. })));

    vote(&mut house, 1, Choice::For);
    house.ticks(2);
    let mut shown = Showing::of(&house, known.next());
    shown.history.epochs.remove(0);
    assert!(matches!(shown.follow(Some(&known)), Err(Contradicted::Gap { .. })));
    shown.epochs -= 1;
    assert!(matches!(shown.follow(Some(&known)), Err(Contradicted::History(_))));

    // Other links than those it saw, though no epoch is new.
    let mut shown = Showing::of(&house, known.next());
    let mut before = House::new();
    before.begin();
    before.open();
    shown.case = before.proceeding;
    assert!(matches!(shown.follow(Some(&known)), Err(Contradicted::Link { .. })));
    let mut shown = Showing::of(&house, known.next());
    *shown.members.last_mut().unwrap() = Sha256Digest::of(b"a puppet");
    assert!(matches!(shown.follow(Some(&known)), Err(Contradicted::Members { .. })));
    let mut shown = Showing::of(&house, 0);
    shown.members.push(Sha256Digest::of(b"a puppet"));
    assert!(matches!(shown.follow(None), Err(Contradicted::Members { .. })));
}
