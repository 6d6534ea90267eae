//! Who was bound by what, and when.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test that fails should stop the test")]

use dunant_convention::{
    ApplicabilityPart, CaseFacts, Convention, Outcome, PartyName, PartyStatus, ReservationEffect, Standing, Verdict,
};
use dunant_vocabulary::Date;

/// A treaty of two clauses. Chile signed late and was bound later; China withdrew, and came back; the United Kingdom reserved one
/// clause for a time, Japan the other from the first day, and France changed what the first says; the United States signed alone.
const TREATY: &str = r#"
id = "example"
title = "An example"
short = "Example"
kind = "treaty"
adopted = 2000-01-01
summary = "An example."
source = { title = "t", publisher = "p", url = "https://example.com/", date = 2000-01-01 }
party = [
  { country = "CL", signed = 2001-05-01, since = 2003-01-01 },
  { country = "CN", since = 2001-01-01, until = 2010-01-01 },
  { country = "CN", since = 2015-01-01 },
  { country = "GB", since = 2001-01-01, reserved = [
    { clauses = ["one"], effect = "excludes", words = "it does not apply it.", since = 2005-01-01, until = 2008-01-01 },
  ] },
  { country = "JP", since = 2001-01-01, reserved = [{ clauses = ["two"], effect = "excludes", words = "not this" }] },
  { country = "FR", since = 2001-01-01, reserved = [{ clauses = ["one"], effect = "modifies", words = "with care" }] },
  { country = "US", signed = 2000-06-01 },
]
[[clause]]
id = "one"
locator = "1"
title = "t"
words = "w"
bound = "actor.country"
breach = { fact = "context", is = "peace" }
say = { consistent = "c", not-a-breach = "n", undetermined = "u" }
[[clause]]
id = "two"
locator = "2"
title = "t"
words = "w"
bound = "actor.country"
breach = { fact = "context", is = "peace" }
say = { consistent = "c", not-a-breach = "n", undetermined = "u" }
"#;

fn verdict(clause: &str, country: &str, date: &str) -> Verdict {
    let facts = format!(
        "[[fact]]\nname = \"actor.country\"\nvalue = \"{country}\"\nsource = \"s\"\n\
         [[fact]]\nname = \"incident.date\"\nvalue = \"{date}\"\nsource = \"s\"\n\
         [[fact]]\nname = \"context\"\nvalue = \"peace\"\nsource = \"s\"\n"
    );
    let convention = Convention::parse([("example.toml", TREATY)]).unwrap_or_else(|error| panic!("{error}"));
    let verdicts = convention.evaluate(&CaseFacts::parse(&facts).unwrap());
    verdicts.into_iter().find(|verdict| verdict.clause.id == clause).unwrap()
}

/// The verdict on the first clause, and how the state stood to it.
fn stood(country: &str, date: &str) -> (Outcome, Standing) {
    let verdict = verdict("one", country, date);
    (verdict.outcome, verdict.parties().first().unwrap().standing)
}

#[test]
fn a_state_is_bound_from_the_day_of_entry_into_force_and_not_by_its_signature() {
    assert_eq!(stood("CL", "2001-04-30"), (Outcome::NotApplicable, Standing::NotYetBound));
    assert_eq!(stood("CL", "2002-06-01"), (Outcome::NotApplicable, Standing::SignedNotBound));
    assert_eq!(stood("CL", "2003-01-01"), (Outcome::ConsistentWithBreach, Standing::Bound));
    assert_eq!(stood("CL", "2002-12"), (Outcome::NotApplicable, Standing::SignedNotBound));
    assert_eq!(stood("CL", "2002-12..2003-01"), (Outcome::Undetermined, Standing::Unknown));
    assert_eq!(stood("US", "2020-01-01"), (Outcome::NotApplicable, Standing::SignedNotBound));
    assert_eq!(stood("US", "2000-05-31"), (Outcome::NotApplicable, Standing::NotAParty));
    let signed = verdict("one", "US", "2020-01-01");
    assert!(signed.sentence().contains("this party (United States is not a party; it signed on 2000-06-01"));
    let before = verdict("one", "CL", "2002-06-01").not_applicable_because();
    assert_eq!(before.iter().map(|reason| reason.this).collect::<Vec<_>>(), [ApplicabilityPart::Date]);
}

#[test]
fn a_state_that_withdrew_is_bound_again_from_the_day_it_came_back() {
    assert_eq!(stood("CN", "2009-12-31"), (Outcome::ConsistentWithBreach, Standing::Bound));
    assert_eq!(stood("CN", "2010-01-01"), (Outcome::NotApplicable, Standing::NoLongerBound));
    assert_eq!(stood("CN", "2014-12-31"), (Outcome::NotApplicable, Standing::NoLongerBound));
    assert_eq!(stood("CN", "2015-01-01"), (Outcome::ConsistentWithBreach, Standing::Bound));
    assert_eq!(stood("CN", "2009"), (Outcome::ConsistentWithBreach, Standing::Bound));
    assert_eq!(stood("CN", "2009-06..2010-06"), (Outcome::Undetermined, Standing::Unknown));
}

#[test]
fn a_clause_does_not_bind_who_has_reserved_it_while_the_reservation_lasts() {
    assert_eq!(stood("GB", "2004-12-31"), (Outcome::ConsistentWithBreach, Standing::Bound));
    assert_eq!(stood("GB", "2005-01-01"), (Outcome::NotApplicable, Standing::Reserved));
    assert_eq!(stood("GB", "2007-12-31"), (Outcome::NotApplicable, Standing::Reserved));
    assert_eq!(stood("GB", "2008-01-01"), (Outcome::ConsistentWithBreach, Standing::Bound));
    assert_eq!(stood("GB", "2004-12..2005-01"), (Outcome::Undetermined, Standing::Unknown));
    assert_eq!(verdict("two", "GB", "2006-01-01").outcome, Outcome::ConsistentWithBreach, "it reserved another clause");
    let reserved = verdict("one", "GB", "2006-01-01");
    let reasons: Vec<_> = reserved.not_applicable_because().iter().map(|reason| reason.this).collect();
    assert_eq!(reasons, [ApplicabilityPart::Party], "it was a party on that day, and not to this clause");
    assert!(
        reserved.sentence().contains("not by this clause: `one`, it does not apply it."),
        "{}",
        reserved.sentence()
    );
    assert_eq!(verdict("two", "JP", "2020-01-01").outcome, Outcome::NotApplicable);
    assert_eq!(stood("JP", "2020-01-01"), (Outcome::ConsistentWithBreach, Standing::Bound));
}

#[test]
fn a_reservation_that_changes_what_a_clause_says_leaves_the_state_bound_and_is_told() {
    let verdict = verdict("one", "FR", "2020-01-01");
    assert_eq!((verdict.outcome, verdict.parties()[0].standing), (Outcome::ConsistentWithBreach, Standing::Bound));
    assert_eq!(verdict.parties()[0].reservations[0].effect, ReservationEffect::Modifies);
    assert!(verdict.parties()[0].words.ends_with("otherwise than as written: `one`, with care"));
}

fn shipped(party: &str, instrument: &str, day: Date) -> PartyStatus {
    let convention = Convention::shipped().unwrap();
    let name = convention.party_named(party).unwrap_or_else(|error| panic!("{error}"));
    let place = convention.places_of(&name).into_iter().find(|place| place.instrument.id == instrument).unwrap();
    place.instrument.standing_of(&name, day)
}

#[test]
fn the_shipped_lists_answer_as_of_any_day() {
    let on =
        |party, instrument, (year, month, day)| shipped(party, instrument, Date::constant(year, month, day)).standing;
    assert_eq!(on("US", "budapest-convention", (2001, 11, 22)), Standing::NotYetBound);
    assert_eq!(on("US", "budapest-convention", (2006, 12, 31)), Standing::SignedNotBound);
    assert_eq!(on("United States", "budapest-convention", (2007, 1, 1)), Standing::Bound);
    assert_eq!(on("Ireland", "budapest-convention", (2020, 1, 1)), Standing::SignedNotBound);
    assert_eq!(on("Russia", "budapest-convention", (2020, 1, 1)), Standing::NotAParty);
    assert_eq!(on("Kenya", "budapest-convention", (2020, 1, 1)), Standing::Unknown);
    assert_eq!(on("Germany", "geneva-convention-4", (1955, 3, 2)), Standing::NotYetBound);
    assert_eq!(on("Germany", "geneva-convention-4", (1955, 3, 3)), Standing::Bound);
    assert_eq!(on("Iran", "additional-protocol-1", (2022, 1, 1)), Standing::SignedNotBound);
    assert_eq!(on("Russia", "additional-protocol-1", (2022, 2, 24)), Standing::Bound, "it ended article 90 alone");
    let kingdom = shipped("GB", "additional-protocol-1", Date::constant(2003, 3, 20));
    assert_eq!((kingdom.standing, kingdom.reservations.len()), (Standing::Bound, 2));
    assert_eq!(on("US", "paris-call", (2021, 11, 9)), Standing::NotYetBound);
    assert_eq!(on("US", "paris-call", (2021, 11, 10)), Standing::Bound);
}

#[test]
fn a_company_has_its_place_in_pledges_and_where_it_supports_what_states_promised() {
    let convention = Convention::shipped().unwrap();
    let places = |party: &str| -> Vec<String> {
        let places = convention.places_of(&convention.party_named(party).unwrap());
        places.iter().map(|place| place.instrument.id.clone()).collect()
    };
    assert_eq!(places("microsoft"), ["paris-call", "tech-accord"]);
    assert_eq!(places("Telefónica"), ["tech-accord"]);
    let launched = Date::constant(2018, 4, 17);
    assert_eq!(shipped("Microsoft", "tech-accord", launched.yesterday().unwrap()).standing, Standing::NotYetBound);
    assert_eq!(shipped("Microsoft", "tech-accord", launched).standing, Standing::Bound);
    assert_eq!(shipped("Siemens", "tech-accord", launched).standing, Standing::Unknown, "the list is incomplete");
    let unknown = convention.party_named("Microsft").unwrap_err();
    assert_eq!(unknown.near.as_deref(), Some("Microsoft"));
    assert_eq!(convention.party_named("Germny").unwrap_err().near.as_deref(), Some("Germany"));
    assert_eq!(convention.party_named("Germany").unwrap(), PartyName::Country("DE".parse().unwrap()));
}

#[test]
fn the_convention_on_cybercrime_entered_into_force_for_each_on_the_first_of_a_month() {
    let convention = Convention::shipped().unwrap();
    let budapest = convention.instruments().iter().find(|one| one.id == "budapest-convention").unwrap();
    assert!(budapest.parties.len() > 60);
    let first = Date::constant(2004, 7, 1);
    for party in &budapest.parties {
        for period in &party.bound {
            assert!(period.since >= first && period.since.to_string().ends_with("-01"), "{}", party.name);
        }
    }
    let geneva = convention.instruments().iter().find(|one| one.id == "geneva-convention-4").unwrap();
    let earliest = geneva.parties.iter().filter_map(dunant_convention::Party::first_bound).min();
    assert_eq!(earliest, Some(Date::constant(1950, 10, 21)));
}

#[test]
fn an_incomplete_list_says_what_it_leaves_out() {
    use dunant_convention::PartyList;
    for instrument in Convention::shipped().unwrap().instruments() {
        let incomplete = instrument.party_list == PartyList::Incomplete;
        assert_eq!(incomplete, instrument.party_list_notes.left_out.is_some(), "{}", instrument.id);
    }
}

#[test]
fn a_mistake_in_a_list_names_file_line_and_the_nearest_word() {
    let list = "instrument = \"example\"\nsource = { title = \"t\", publisher = \"p\", url = \"https://example.com/\", \
                date = 2000-01-01 }\nparty = [\n  { country = \"CL\", since = 2001-01-01, reserved = [\n    \
                { clauses = [\"one\"], effect = \"excludes\", words = \"w\" },\n  ] },\n]\n";
    let start = TREATY.find("party = [").unwrap();
    let instrument = format!("{}{}", &TREATY[..start], &TREATY[TREATY.find("[[clause]]").unwrap()..]);
    let parse = |list: &str| Convention::parse([("list.toml", list), ("example.toml", instrument.as_str())]);
    assert_eq!(parse(list).unwrap().instruments().first().unwrap().parties.len(), 1);
    let refusal = |from: &str, to: &str| {
        let changed = list.replacen(from, to, 1);
        assert_ne!(changed, list, "{from}");
        parse(&changed).unwrap_err().to_string()
    };
    assert_eq!(
        refusal("\"CL\"", "\"Chle\""),
        "`list.toml` line 4: `Chle` is not a country; write its ISO 3166-1 code (`US`, `USA`) or its English name; \
         did you mean `Chile`?"
    );
    assert_eq!(
        refusal("[\"one\"]", "[\"onne\"]"),
        "`list.toml` line 5: no clause is called `onne`; did you mean `one`?"
    );
    assert!(
        refusal("\"excludes\"", "\"exclude\"").contains("line 5: `exclude` is not an effect of a reservation; did you")
    );
    assert!(refusal("since", "sinse").contains("`list.toml` line 4: `sinse` is not a part of a party; did you mean"));
    assert!(
        refusal("\"example\"", "\"exampel\"").contains("`list.toml` line 1: no instrument is called `exampel`; did")
    );
    assert!(refusal("since = 2001", "since = 1999").contains("is bound before the text was adopted"));
    assert!(refusal("since =", "signed = 2001-01-02, since =").contains("`Chile` signed after it was bound"));
    assert!(refusal("since = 2001-01-01,", "signed = 2001-01-01,").contains("never bound changes nothing"));
    assert!(refusal("party = [", "party-list = \"incomplete\"\nparty = [").contains("does not say what is left out"));
    let both = Convention::parse([("list.toml", list), ("example.toml", TREATY)]).unwrap_err();
    assert!(both.to_string().contains("the parties of `example` stand in `list.toml` too"), "{both}");
    let twice = Convention::parse([("a.toml", list), ("b.toml", list), ("example.toml", instrument.as_str())]);
    assert!(twice.unwrap_err().to_string().contains("`b.toml` line 1: there are two lists of the parties"));
}

#[test]
fn a_rule_has_another_digest_once_a_party_reserves_or_signs() {
    let rule = |text: &str| Convention::parse([("t.toml", text)]).unwrap().clause("example", "two").unwrap().1.rule;
    let first = rule(TREATY);
    assert_eq!(first, rule(&TREATY.replace("{ country = \"US\", signed", "{ countries = [\"US\"], signed")));
    for (from, to) in [("2000-06-01", "2000-06-02"), ("not this", "not that"), ("modifies", "excludes")] {
        assert_ne!(first, rule(&TREATY.replace(from, to)), "{from}");
    }
}
