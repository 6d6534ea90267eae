//! Instruments: typical cases by hand, and what a person who writes one is told.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test that fails should stop the test")]

use dunant_convention::{CaseFacts, Convention, Gap, Instrument, Outcome, Standing, Truth, Verdict};

const US_CHINA: &str = include_str!("../../../instruments/us-china-2015.toml");

fn facts(entries: &[(&str, &str)]) -> CaseFacts {
    let entry = |(name, value): &(&str, &str)| {
        format!("[[fact]]\nname = \"{name}\"\nvalue = {value}\nsource = \"s\"\nauthor = \"A. Person\"\n")
    };
    CaseFacts::parse(&entries.iter().map(entry).collect::<String>()).unwrap_or_else(|error| panic!("{error}"))
}

fn held_against(instrument: &str, clause: &str, facts: &CaseFacts) -> Verdict {
    let verdicts = Convention::shipped().unwrap().evaluate(facts);
    verdicts.into_iter().find(|one| one.instrument.id == instrument && one.clause.id == clause).unwrap()
}

const THEFT: &[(&str, &str)] = &[
    ("actor.country", "\"CN\""),
    ("actor.state-responsibility", "\"state-organ\""),
    ("incident.date", "2016-03-01"),
    ("incident.type", "\"data-theft\""),
    ("data.kind", "[\"trade-secret\"]"),
];

#[test]
fn theft_for_companies_by_a_party_is_consistent_with_breach_once_a_person_says_that_it_was_meant() {
    let mut entries = THEFT.to_vec();
    entries.push(("purpose", "\"commercial-advantage\""));
    let verdict = held_against("us-china-2015", "ip-theft", &facts(&entries));
    assert_eq!(verdict.outcome, Outcome::Undetermined);
    let words: Vec<_> = verdict.missing.iter().map(|set| set.words()).collect();
    assert_eq!(
        words,
        [
            "would be consistent with breach if `intent` is intended",
            "would be not a breach if `intent` is anything but intended",
        ]
    );
    entries.push(("intent", "\"intended\""));
    let verdict = held_against("us-china-2015", "ip-theft", &facts(&entries));
    assert_eq!(verdict.outcome, Outcome::ConsistentWithBreach);
    assert_eq!(verdict.parties()[0].standing, Standing::Bound);
    assert_eq!(
        verdict.sentence(),
        "US-China commitment of 2015, Cybersecurity, second point: consistent with breach \
         (a political commitment, not a treaty)."
    );
    assert!(verdict.missing.is_empty());
    assert_eq!(verdict.facts().len(), 7);
}

#[test]
fn support_counts_when_it_was_known_and_not_when_it_was_not() {
    let mut entries = THEFT.to_vec();
    entries[1] = ("actor.state-responsibility", "\"supported\"");
    entries.extend([("purpose", "\"commercial-advantage\""), ("intent", "\"intended\"")]);
    let verdict = held_against("us-china-2015", "ip-theft", &facts(&entries));
    assert_eq!(verdict.missing[0].words(), "would be consistent with breach if `knowledge` is knew");
    entries.push(("knowledge", "\"did-not-know\""));
    assert_eq!(held_against("us-china-2015", "ip-theft", &facts(&entries)).outcome, Outcome::NotABreach);
}

#[test]
fn another_state_an_earlier_day_and_a_criminal_are_each_outside_the_text_for_their_own_reason() {
    let sentence = |entries: &[(&str, &str)]| held_against("us-china-2015", "ip-theft", &facts(entries)).sentence();
    let mut other = THEFT.to_vec();
    other[0] = ("actor.country", "\"KP\"");
    assert!(
        sentence(&other).contains("not applicable: this party (North Korea is not a party)"),
        "{}",
        sentence(&other)
    );
    let mut early = THEFT.to_vec();
    early[2] = ("incident.date", "\"2015-06\"");
    assert!(sentence(&early).contains("this date (nobody named was bound on 2015-06;"), "{}", sentence(&early));
    let mut criminal = THEFT.to_vec();
    criminal[1] = ("actor.state-responsibility", "\"none\"");
    assert!(sentence(&criminal).contains("this actor (`actor.state-responsibility` is none)"));
}

#[test]
fn a_year_that_straddles_the_first_day_leaves_the_date_open_and_says_why() {
    let mut entries = THEFT.to_vec();
    entries[2] = ("incident.date", "\"2015\"");
    entries.extend([("purpose", "\"commercial-advantage\""), ("intent", "\"intended\"")]);
    let verdict = held_against("us-china-2015", "ip-theft", &facts(&entries));
    assert_eq!(verdict.outcome, Outcome::Undetermined);
    let need = &verdict.missing[0].needs[0];
    assert_eq!((need.now, need.words().as_str()), (Gap::TooCoarse, "`incident.date` is not before 2015-09-25"));
    assert_eq!(verdict.parties()[0].standing, Standing::Unknown);
}

#[test]
fn a_dispute_counts_as_unknown_and_is_shown_as_a_dispute() {
    let text = r#"
        [[fact]]
        name = "context"
        value = "peace"
        source = "s"
        [[fact]]
        name = "supply-chain"
        value = "backdoor-inserted"
        source = "s"
        [[fact]]
        name = "supply-chain.product"
        value = "mass-market"
        source = "s"
        [[fact]]
        name = "actor.state-responsibility"
        status = "disputed"
        values = [
          { value = "state-organ", source = "one", url = "https://example.com/one" },
          { value = "none", source = "two", url = "https://example.com/two" },
        ]
    "#;
    let verdict = held_against("digital-geneva-convention", "backdoors", &CaseFacts::parse(text).unwrap());
    assert_eq!(verdict.outcome, Outcome::Undetermined);
    assert_eq!(verdict.disputed().len(), 1);
    assert_eq!(verdict.explanation().breach.truth, Truth::True);
    assert_eq!(verdict.missing[0].needs[0].now, Gap::Disputed);
    assert_eq!(verdict.still_possible, [Outcome::ConsistentWithBreach, Outcome::NotApplicable]);
    let json = serde_json::to_value(&verdict).unwrap();
    assert_eq!(json["outcome"], "undetermined");
    assert_eq!(json["disputed"][0]["status"], "disputed");
    assert_eq!(json["disputed"][0]["claims"][1]["value"], "none");
    assert_eq!(json["explanation"]["actor"]["gap"], "disputed");
}

#[test]
fn a_clause_that_the_case_says_nothing_of_is_not_concerned() {
    let case = facts(&[("response.obstructed", "true"), ("context", "\"peace\"")]);
    let concerned: Vec<_> =
        Convention::shipped().unwrap().evaluate(&case).into_iter().filter(|one| one.concerned()).collect();
    let names: Vec<_> = concerned.iter().map(|one| (one.clause.id.as_str(), one.outcome)).collect();
    assert_eq!(names, [("assistance", Outcome::ConsistentWithBreach)]);
}

#[test]
fn no_verdict_on_anything_speaks_of_guilt() {
    let mut entries = THEFT.to_vec();
    entries.extend([("purpose", "\"commercial-advantage\""), ("intent", "\"intended\"")]);
    for case in [facts(&entries), CaseFacts::default()] {
        let json = serde_json::to_string(&Convention::shipped().unwrap().evaluate(&case)).unwrap().to_lowercase();
        for word in ["guilt", "violat", "culprit", "perpetrator", "illegal", "crime "] {
            assert!(!json.contains(word), "{word}");
        }
    }
}

#[test]
fn a_mistake_in_an_instrument_names_file_line_and_the_nearest_word() {
    let refusal = |from: &str, to: &str| {
        let text = US_CHINA.replacen(from, to, 1);
        assert_ne!(text, US_CHINA, "{from}");
        Convention::parse([("mine.toml", text.as_str())]).unwrap_err().to_string()
    };
    let line = |wanted: &str| 1 + US_CHINA.lines().position(|line| line.contains(wanted)).unwrap();
    assert_eq!(
        refusal("\"purpose\", is", "\"purpos\", is"),
        format!(
            "`mine.toml` line {}: `purpos` is not a fact of the vocabulary; did you mean `purpose`?",
            line("\"purpose\"")
        )
    );
    assert_eq!(
        refusal("is = \"knew\"", "is = \"new\""),
        format!("`mine.toml` line {}: `new` is not a value of `knowledge`; did you mean `knew`?", line("\"knew\""))
    );
    assert_eq!(
        refusal("summary =", "sumary ="),
        format!("`mine.toml` line {}: `sumary` is not a part of this file; did you mean `summary`?", line("summary ="))
    );
    assert_eq!(
        refusal("kind = \"political", "kind = \"politcal"),
        format!(
            "`mine.toml` line {}: `politcal-commitment` is not a kind of instrument; did you mean `political-commitment`?",
            line("kind =")
        )
    );
    assert!(
        refusal("is = \"knew\"", "before = 2015-01-01")
            .contains("cannot be tested with `before`; test it with `is` or `in`")
    );
    assert!(refusal("{ any = [", "{ unless = [").contains("`unless` is not a part of a condition"));
    assert!(refusal("country = \"CN\"", "country = \"Chna\"").contains("did you mean `China`?"));
    assert!(refusal("bound = \"actor.country\"", "bound = \"purpose\"").contains("`purpose` names no countries"));
    assert!(refusal("kind = \"political-commitment\"", "kind = \"proposal\"").contains("a proposal binds nobody"));
    assert!(
        refusal("since = 2015-09-25", "since = \"2015-09\"")
            .contains(&format!("line {}: `since` must be one day", line("since =")))
    );
}

#[test]
fn a_tree_that_nobody_reads_is_refused() {
    let deep = format!("{}{{ fact = \"context\", is = \"peace\" }}{}", "{ not = ".repeat(20), " }".repeat(20));
    let text = US_CHINA.replace("{ fact = \"purpose\", is = \"commercial-advantage\" }", &deep);
    assert!(Instrument::parse(&text).unwrap_err().message.contains("more than 12 levels"));
    let wide = "{ fact = \"context\", is = \"peace\" }, ".repeat(80);
    let text = US_CHINA
        .replace("{ fact = \"purpose\", is = \"commercial-advantage\" }, ", &wide)
        .replace("{ fact = \"purpose\", is = \"commercial-advantage\" },", &wide);
    assert!(Instrument::parse(&text).unwrap_err().message.contains("tests"));
}

fn outcome(instrument: &str, clause: &str, entries: &[(&str, &str)]) -> Outcome {
    held_against(instrument, clause, &facts(entries)).outcome
}

/// The entries, with those of `changes` in place of theirs or beside them.
fn changed<'e>(entries: &[(&'e str, &'e str)], changes: &[(&'e str, &'e str)]) -> Vec<(&'e str, &'e str)> {
    let kept = entries.iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes).copied().collect()
}

const BLACKOUT: &[(&str, &str)] = &[
    ("actor.country", "\"RU\""),
    ("actor.state-responsibility", "\"state-organ\""),
    ("incident.date", "2016-12-17"),
    ("victim.critical", "true"),
    ("effect.kind", "[\"interruption\"]"),
    ("intent", "\"intended\""),
    ("act.contrary-to-obligations", "true"),
];

#[test]
fn a_grid_switched_off_on_purpose_is_consistent_with_a_breach_once_a_person_has_read_the_law() {
    let grid =
        |changes: &[(&str, &str)]| outcome("un-norms-2015", "critical-infrastructure", &changed(BLACKOUT, changes));
    assert_eq!(grid(&[]), Outcome::ConsistentWithBreach);
    assert_eq!(grid(&[("act.contrary-to-obligations", "false")]), Outcome::NotABreach);
    assert_eq!(grid(&[("effect.kind", "[\"disclosure\", \"publication\"]")]), Outcome::NotABreach, "espionage");
    assert_eq!(grid(&[("victim.critical", "false")]), Outcome::NotABreach);
    assert_eq!(
        grid(&[("incident.date", "2015-07-23")]),
        Outcome::NotApplicable,
        "after the report, before the Assembly"
    );
    assert_eq!(grid(&[("actor.state-responsibility", "\"none\"")]), Outcome::NotApplicable);
    assert_eq!(grid(&[("actor.state-responsibility", "\"supported\"")]), Outcome::Undetermined);
    let blind = [("actor.state-responsibility", "\"supported\""), ("knowledge", "\"did-not-know\"")];
    assert_eq!(grid(&blind), Outcome::NotABreach);
    let without_a_lawyer: Vec<_> = BLACKOUT[..6].to_vec();
    let verdict = held_against("un-norms-2015", "critical-infrastructure", &facts(&without_a_lawyer));
    assert_eq!(verdict.missing[0].words(), "would be consistent with breach if `act.contrary-to-obligations` is yes");
}

#[test]
fn what_was_altered_counts_where_it_bears_on_what_the_proposal_protects() {
    let held = |clause: &str, system: &str, effect: &str| {
        let changes = [("context", "\"peace\""), ("system.kind", system), ("effect.kind", effect)];
        outcome("digital-geneva-convention", clause, &changed(BLACKOUT, &changes))
    };
    let altered = "[\"alteration\"]";
    assert_eq!(held("civilian-safety", "[\"industrial-control\"]", altered), Outcome::ConsistentWithBreach);
    assert_eq!(held("civilian-safety", "[\"workplace\"]", altered), Outcome::NotABreach);
    assert_eq!(held("civilian-safety", "[\"workplace\"]", "[\"interruption\"]"), Outcome::ConsistentWithBreach);
    assert_eq!(held("global-economy", "[\"payment\"]", altered), Outcome::ConsistentWithBreach);
    assert_eq!(held("global-economy", "[\"cloud-service\"]", altered), Outcome::NotABreach);
    let down = held("global-economy", "[\"cloud-service\"]", "[\"interruption\"]");
    assert_eq!(down, Outcome::ConsistentWithBreach);
}

#[test]
fn the_state_of_the_territory_answers_for_what_it_knew_and_left_and_not_for_the_act() {
    let territory = &[
        ("territory.country", "\"NL\""),
        ("incident.date", "2017-06-27"),
        ("act.contrary-to-obligations", "true"),
        ("knowledge", "\"knew\""),
        ("territory.measures", "\"none-taken\""),
    ];
    let held = |changes: &[(&str, &str)]| outcome("un-norms-2015", "territory", &changed(territory, changes));
    assert_eq!(held(&[]), Outcome::ConsistentWithBreach);
    assert_eq!(held(&[("knowledge", "\"should-have-known\"")]), Outcome::NotABreach);
    assert_eq!(held(&[("territory.measures", "\"taken\"")]), Outcome::NotABreach);
    assert_eq!(held(&[("territory.measures", "\"beyond-its-means\"")]), Outcome::NotABreach);
}

#[test]
fn a_response_team_is_neither_to_be_harmed_nor_to_be_used() {
    let state =
        &[("actor.country", "\"US\""), ("actor.state-responsibility", "\"directed\""), ("incident.date", "2018-01-01")];
    let held = |changes: &[(&str, &str)]| outcome("un-norms-2015", "response-teams", &changed(state, changes));
    let harmed = [
        ("victim.protected", "[\"incident-response\"]"),
        ("effect.kind", "[\"interruption\"]"),
        ("intent", "\"intended\""),
    ];
    assert_eq!(held(&harmed), Outcome::ConsistentWithBreach);
    let used = [("actor.response-team", "true"), ("incident.type", "[\"data-theft\"]")];
    assert_eq!(held(&used), Outcome::ConsistentWithBreach);
    let neither = [("actor.response-team", "false"), ("victim.protected", "[\"none\"]")];
    assert_eq!(held(&neither), Outcome::NotABreach);
}

#[test]
fn duties_of_conduct_are_decided_by_what_a_named_person_says() {
    let conduct = |clause: &str, kind: &str| {
        let kind = format!("[\"{kind}\"]");
        let entries = [
            ("conduct.country", "\"FR\""),
            ("incident.date", "2019-01-01"),
            ("victim.critical", "true"),
            ("conduct.kind", &*kind),
        ];
        outcome("un-norms-2015", clause, &entries)
    };
    for (clause, kind) in [
        ("cooperation", "cooperation-refused"),
        ("all-information", "blamed-without-inquiry"),
        ("crime-and-terrorism", "exchange-refused"),
        ("own-infrastructure", "own-critical-unprotected"),
    ] {
        assert_eq!(conduct(clause, kind), Outcome::ConsistentWithBreach, "{clause}");
        assert_eq!(conduct(clause, "none"), Outcome::NotABreach, "{clause}");
    }
    let asked = [
        ("response.country", "\"FR\""),
        ("incident.date", "2019-01-01"),
        ("victim.critical", "true"),
        ("response.assistance", "\"refused\""),
    ];
    assert_eq!(outcome("un-norms-2015", "requests", &asked), Outcome::ConsistentWithBreach);
    let given = changed(&asked, &[("response.assistance", "\"given\"")]);
    assert_eq!(outcome("un-norms-2015", "requests", &given), Outcome::NotABreach);
}

#[test]
fn a_telephone_of_a_defender_is_a_matter_of_human_rights_and_not_of_critical_infrastructure() {
    let telephone = &[
        ("actor.country", "\"AE\""),
        ("actor.state-responsibility", "\"directed\""),
        ("incident.date", "2016-08-10"),
        ("system.kind", "[\"personal-device\"]"),
        ("victim.role", "[\"activist\"]"),
        ("effect.kind", "[\"disclosure\"]"),
    ];
    assert_eq!(outcome("un-norms-2015", "critical-infrastructure", telephone), Outcome::NotABreach);
    assert_eq!(outcome("un-norms-2015", "human-rights", telephone), Outcome::Undetermined);
    let found = changed(telephone, &[("act.contrary-to-obligations", "true")]);
    assert_eq!(outcome("un-norms-2015", "human-rights", &found), Outcome::ConsistentWithBreach);
    let at_random =
        [("victim.role", "[\"customer\"]"), ("effect.kind", "[\"destruction\"]"), ("purpose", "[\"financial-gain\"]")];
    let home = changed(&found, &at_random);
    assert_eq!(outcome("un-norms-2015", "human-rights", &home), Outcome::NotABreach, "a computer locked at random");
    let read = changed(&home, &[("effect.kind", "[\"disclosure\"]"), ("data.kind", "[\"private-communications\"]")]);
    assert_eq!(outcome("un-norms-2015", "human-rights", &read), Outcome::ConsistentWithBreach);
}

#[test]
fn a_state_that_hides_a_function_or_keeps_a_flaw_falls_short_of_the_norms_on_products() {
    let product = &[
        ("actor.country", "\"CN\""),
        ("actor.state-responsibility", "\"state-organ\""),
        ("incident.date", "2020-06-01"),
        ("supply-chain", "[\"update-tampered\"]"),
        ("tool.country", "\"RU\""),
        ("tool.maker", "\"criminal-group\""),
        ("vulnerability.country", "\"CN\""),
        ("vulnerability.holder", "\"state\""),
        ("vulnerability.handling", "[\"withheld\"]"),
    ];
    assert_eq!(outcome("un-norms-2015", "supply-chain", product), Outcome::ConsistentWithBreach);
    assert_eq!(outcome("un-norms-2015", "vulnerabilities", product), Outcome::ConsistentWithBreach);
    let entered_through_a_supplier = changed(product, &[("supply-chain", "[\"provider-compromised\"]")]);
    assert_eq!(outcome("un-norms-2015", "supply-chain", &entered_through_a_supplier), Outcome::NotABreach);
    let known = changed(product, &[("vulnerability.handling", "[\"already-public\"]")]);
    assert_eq!(outcome("un-norms-2015", "vulnerabilities", &known), Outcome::NotABreach);
    let proposed = changed(&known, &[("context", "\"peace\""), ("vulnerability.policy", "\"no-policy\"")]);
    assert_eq!(outcome("digital-geneva-convention", "vulnerabilities", &proposed), Outcome::NotABreach);
    let late = |policy: &str| {
        let told_when_lost =
            changed(product, &[("vulnerability.handling", "[\"reported-late\"]"), ("vulnerability.policy", policy)]);
        outcome("un-norms-2015", "vulnerabilities", &told_when_lost)
    };
    assert_eq!(late("\"no-mandate\""), Outcome::ConsistentWithBreach);
    assert_eq!(late("\"mandate-to-report\""), Outcome::NotABreach, "the rule was to report");
}

#[test]
fn a_state_that_the_file_does_not_list_is_never_said_to_be_no_party() {
    let election = &[
        ("actor.country", "\"NZ\""),
        ("actor.state-responsibility", "\"state-organ\""),
        ("incident.date", "2020-01-01"),
        ("purpose", "[\"election-interference\"]"),
        ("intent", "\"intended\""),
    ];
    let held = |changes: &[(&str, &str)]| held_against("paris-call", "elections", &facts(&changed(election, changes)));
    let open = held(&[]);
    assert_eq!((open.outcome, open.parties()[0].standing), (Outcome::Undetermined, Standing::Unknown));
    assert_eq!(open.missing[0].words(), "would be consistent with breach if `party.confirmed` includes paris-call");
    let confirmed = held(&[("party.confirmed", "[\"paris-call\"]")]);
    assert_eq!((confirmed.outcome, confirmed.parties()[0].standing), (Outcome::ConsistentWithBreach, Standing::Bound));
    let looked_up_in_vain = held(&[("party.confirmed", "[\"none\"]")]);
    assert_eq!(looked_up_in_vain.outcome, Outcome::NotApplicable);
    assert_eq!(held(&[("actor.country", "\"FR\"")]).outcome, Outcome::ConsistentWithBreach);
    assert_eq!(held(&[("actor.country", "\"RU\"")]).parties()[0].standing, Standing::NotAParty);
    let confirmed = [("victim.country", "\"KE\""), ("party.confirmed", "[\"budapest-convention\"]")];
    let access = |day| outcome("budapest-convention", "access", &changed(&confirmed, &[("incident.date", day)]));
    assert_eq!(access("2004-06-30"), Outcome::NotApplicable, "adopted, and not yet in force for anybody");
    assert_eq!(access("2004-07-01"), Outcome::Undetermined);
    let early = held(&[("actor.country", "\"US\""), ("party.confirmed", "[\"paris-call\"]")]);
    assert_eq!(early.outcome, Outcome::NotApplicable, "it joined in November 2021, whatever is confirmed");
}

#[test]
fn the_paris_call_asks_whether_a_supporter_did_what_it_promised_to_prevent() {
    let state = &[
        ("actor.country", "\"FR\""),
        ("actor.state-responsibility", "\"state-organ\""),
        ("territory.country", "\"FR\""),
        ("tool.country", "\"FR\""),
        ("incident.date", "2022-01-01"),
        ("intent", "\"intended\""),
    ];
    let held = |clause: &str, changes: &[(&str, &str)]| outcome("paris-call", clause, &changed(state, changes));
    let broad = [("effect.kind", "[\"interruption\"]"), ("victim.critical", "true")];
    assert_eq!(held("people-and-infrastructure", &broad), Outcome::ConsistentWithBreach);
    let cables = [
        ("system.kind", "[\"internet-core\"]"),
        ("effect.kind", "[\"interruption\"]"),
        ("effect.scope", "\"several-countries\""),
    ];
    assert_eq!(held("internet", &cables), Outcome::ConsistentWithBreach);
    assert_eq!(held("internet", &changed(&cables, &[("effect.scope", "\"one-organisation\"")])), Outcome::NotABreach);
    assert_eq!(held("lifecycle", &[("supply-chain", "[\"backdoor-required\"]")]), Outcome::ConsistentWithBreach);
    let sold =
        [("tool.maker", "\"company\""), ("tool.distribution", "[\"sold\"]"), ("tool.distribution-permitted", "true")];
    assert_eq!(held("proliferation", &sold), Outcome::ConsistentWithBreach);
    let back = [("incident.hack-back", "true"), ("knowledge", "\"knew\""), ("territory.measures", "\"none-taken\"")];
    assert_eq!(held("hack-back", &back), Outcome::ConsistentWithBreach);
    assert_eq!(held("hack-back", &[("incident.hack-back", "false")]), Outcome::NotABreach);
}

#[test]
fn a_supporter_of_the_paris_call_falls_short_of_its_two_duties_by_working_against_them() {
    let held = |clause: &str, country: &str, kind: &str| {
        let entries = [("conduct.country", country), ("incident.date", "2019-01-01"), ("conduct.kind", kind)];
        outcome("paris-call", clause, &entries)
    };
    for (clause, kind) in [("hygiene", "[\"hygiene-hindered\"]"), ("norms", "[\"norms-rejected\"]")] {
        assert_eq!(held(clause, "\"FR\"", kind), Outcome::ConsistentWithBreach, "{clause}");
        assert_eq!(held(clause, "\"FR\"", "[\"none\"]"), Outcome::NotABreach, "{clause}");
        assert_eq!(held(clause, "\"CN\"", kind), Outcome::NotApplicable, "{clause}");
    }
}

#[test]
fn a_pledge_of_companies_speaks_to_those_that_had_made_it() {
    let helped = &[("incident.date", "2020-01-01"), ("company.conduct", "[\"attack-helped\"]")];
    let held = |changes: &[(&str, &str)]| held_against("tech-accord", "no-attacks", &facts(&changed(helped, changes)));
    assert_eq!(held(&[]).outcome, Outcome::Undetermined);
    let joined = held(&[("signatory.confirmed", "[\"tech-accord\"]")]);
    assert_eq!((joined.outcome, joined.parties()[0].standing), (Outcome::ConsistentWithBreach, Standing::Bound));
    assert!(joined.sentence().ends_with("(a pledge of companies, not law)."), "{}", joined.sentence());
    let other = held(&[("signatory.confirmed", "[\"none\"]")]);
    assert_eq!(other.outcome, Outcome::NotApplicable);
    assert!(other.sentence().contains("this party (`signatory.confirmed` is none)"), "{}", other.sentence());
    let of_a_state = held(&[("party.confirmed", "[\"none\"]")]);
    assert_eq!(of_a_state.outcome, Outcome::Undetermined, "what binds a state says nothing of a company");
    let innocent = held(&[("signatory.confirmed", "[\"tech-accord\"]"), ("company.conduct", "[\"none\"]")]);
    assert_eq!(innocent.outcome, Outcome::NotABreach);
    let early = held(&[("signatory.confirmed", "[\"tech-accord\"]"), ("incident.date", "2018-04-16")]);
    assert_eq!(early.outcome, Outcome::NotApplicable);
    assert_eq!(outcome("neutral-technology-2017", "no-aid", helped), Outcome::ConsistentWithBreach);
}

#[test]
fn the_leaders_of_twenty_promised_the_same_of_theft_without_asking_what_a_helper_knew() {
    let supported = changed(
        THEFT,
        &[
            ("actor.state-responsibility", "\"supported\""),
            ("purpose", "\"commercial-advantage\""),
            ("intent", "\"intended\""),
        ],
    );
    assert_eq!(outcome("g20-2015", "ip-theft", &supported), Outcome::ConsistentWithBreach);
    let espionage = changed(&supported, &[("purpose", "\"espionage\"")]);
    assert_eq!(outcome("g20-2015", "ip-theft", &espionage), Outcome::NotABreach);
    let other = changed(&supported, &[("actor.country", "\"KP\"")]);
    assert_eq!(outcome("g20-2015", "ip-theft", &other), Outcome::NotApplicable);
}

const HOSPITAL: &[(&str, &str)] = &[
    ("actor.country", "\"RU\""),
    ("actor.state-responsibility", "\"state-organ\""),
    ("incident.date", "2022-03-01"),
    ("context", "\"armed-conflict\""),
    ("conflict.kind", "\"international\""),
    ("victim.protected", "[\"medical\"]"),
    ("effect.kind", "[\"interruption\"]"),
    ("intent", "\"intended\""),
    ("special-protection", "\"kept\""),
];

#[test]
fn a_hospital_loses_its_protection_only_after_a_warning_and_only_in_war_does_the_convention_speak() {
    let held = |changes: &[(&str, &str)]| outcome("geneva-convention-4", "hospitals", &changed(HOSPITAL, changes));
    assert_eq!(held(&[]), Outcome::ConsistentWithBreach);
    assert_eq!(held(&[("special-protection", "\"ended-without-warning\"")]), Outcome::ConsistentWithBreach);
    assert_eq!(held(&[("special-protection", "\"ended-after-warning\"")]), Outcome::NotABreach);
    assert_eq!(held(&[("context", "\"peace\"")]), Outcome::NotApplicable);
    assert_eq!(held(&[("conflict.kind", "\"internal\"")]), Outcome::NotApplicable);
    let staff = [("victim.role", "[\"medical-staff\"]"), ("effect.kind", "[\"harm-to-people\"]")];
    let staff = changed(HOSPITAL, &staff);
    assert_eq!(outcome("geneva-convention-4", "hospital-staff", &staff), Outcome::ConsistentWithBreach);
    let occupied = |need: &'static str| {
        let property =
            [("territory.occupied", "true"), ("effect.kind", "[\"destruction\"]"), ("military-necessity", need)];
        outcome("geneva-convention-4", "occupied-property", &changed(HOSPITAL, &property))
    };
    assert_eq!((occupied("false"), occupied("true")), (Outcome::ConsistentWithBreach, Outcome::NotABreach));
}

#[test]
fn the_first_protocol_speaks_of_attacks_and_not_to_those_who_never_ratified_it() {
    let held = |clause: &str, changes: &[(&str, &str)]| {
        held_against("additional-protocol-1", clause, &facts(&changed(HOSPITAL, changes)))
    };
    let breach = |clause: &str, changes: &[(&str, &str)]| held(clause, changes).outcome;
    let object = [("target.status", "[\"civilian-object\"]"), ("effect.kind", "[\"destruction\"]")];
    assert_eq!(breach("civilian-objects", &object), Outcome::ConsistentWithBreach);
    assert_eq!(breach("civilian-objects", &[("target.status", "[\"civilian-object\"]")]), Outcome::NotABreach);
    let objective = changed(&object, &[("target.status", "[\"military-objective\"]")]);
    assert_eq!(breach("civilian-objects", &objective), Outcome::NotABreach);
    let states = changed(&object, &[("actor.country", "\"US\"")]);
    assert_eq!(
        held("civilian-objects", &states).parties()[0].words,
        "United States is not a party; it signed on 1977-12-12 and was not bound by that"
    );
    assert_eq!(breach("civilian-objects", &states), Outcome::NotApplicable);
    let people = [("target.status", "[\"civilian-people\"]"), ("effect.kind", "[\"harm-to-people\"]")];
    assert_eq!(breach("civilians", &people), Outcome::ConsistentWithBreach);
    let wild = [("target.status", "[\"without-distinction\"]"), ("effect.kind", "[\"destruction\"]")];
    assert_eq!(breach("indiscriminate", &wild), Outcome::ConsistentWithBreach);
    let aimed = [("target.status", "[\"military-objective\"]"), ("tool.properties", "[\"indiscriminate\"]")];
    assert_eq!(breach("indiscriminate", &changed(&wild, &aimed)), Outcome::NotABreach, "harm beside the objective");
    let service = changed(&wild, &[("effect.kind", "[\"interruption\"]")]);
    assert_eq!(breach("indiscriminate", &service), Outcome::NotABreach, "no violence");
    let nature = [("target.status", "[\"natural-environment\"]")];
    assert_eq!(breach("environment", &nature), Outcome::ConsistentWithBreach);
    assert_eq!(breach("environment", &aimed), Outcome::NotABreach);
    assert_eq!(breach("environment", &changed(&nature, &[("context", "\"peace\"")])), Outcome::NotApplicable);
    let water = [("target.status", "[\"indispensable-to-survival\"]")];
    assert_eq!(breach("indispensable-objects", &water), Outcome::ConsistentWithBreach);
    let dam = [
        ("victim.protected", "[\"dangerous-forces\"]"),
        ("target.status", "[\"release-of-dangerous-forces\"]"),
        ("effect.kind", "[\"physical-damage\"]"),
    ];
    assert_eq!(breach("dangerous-forces", &dam), Outcome::ConsistentWithBreach);
    let ended = changed(&dam, &[("special-protection", "\"ended-after-warning\"")]);
    assert_eq!(breach("dangerous-forces", &ended), Outcome::NotABreach);
}

#[test]
fn who_is_bound_is_said_in_one_way_or_the_file_is_refused() {
    const PARIS: &str = include_str!("../../../instruments/paris-call.toml");
    const TREATY: &str = include_str!("../../../instruments/budapest-convention.toml");
    const ACCORD: &str = include_str!("../../../instruments/tech-accord.toml");
    let refusal = |text: &str, from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        Instrument::parse(&changed).unwrap_err().to_string()
    };
    let list = "party-list = \"incomplete\"\n";
    assert!(refusal(PARIS, list, "").contains("`not-party` goes with `party-list = \"incomplete\"`"));
    assert!(refusal(PARIS, "\"incomplete\"", "\"incomplet\"").contains("did you mean `incomplete`?"));
    assert!(refusal(PARIS, "[\"CN\", ", "[\"FR\", ").contains("`France` is named as a party and as none"));
    assert!(refusal(PARIS, "\"ES\", \"FR\"", "\"FR\", \"FR\"").contains("`France` is a party twice"));
    assert!(
        refusal(PARIS, "id = \"paris-call\"", "id = \"lyon-call\"").contains("is not a value of `party.confirmed`")
    );
    assert!(refusal(ACCORD, "companies =", "compnies =").contains("did you mean `companies`?"));
    let in_force = "party-list = \"incomplete\"\nin-force = 2019-01-01\n";
    assert!(refusal(PARIS, list, in_force).contains("only a treaty enters into force"));
    assert!(refusal(TREATY, "in-force = 2004", "in-force = 2001").contains("and adopted only on 2001-11-23"));
    let with_a_state = "[[party]]\ncountry = \"FR\"\nsince = 2018-04-17\n\n[source]";
    assert!(refusal(ACCORD, "[source]", with_a_state).contains("a pledge binds companies"));
}

#[test]
fn a_list_of_two_hundred_countries_is_counted_and_not_read_out() {
    let verdict = held_against("un-norms-2015", "territory", &facts(&[("incident.date", "2019-01-01")]));
    assert!(
        verdict.missing[0].words().contains("includes any of AD, AE, AF … (193 in all)"),
        "{}",
        verdict.missing[0].words()
    );
}

#[test]
fn an_offence_is_for_referral_and_never_a_breach_by_a_state() {
    let entered = &[
        ("victim.country", "\"US\""),
        ("tool.distribution-country", "\"US\""),
        ("incident.date", "2016-04-18"),
        ("incident.type", "[\"data-theft\"]"),
        ("effect.kind", "[\"alteration\", \"interruption\"]"),
        ("tool.distribution", "[\"sold\"]"),
        ("tool.distribution-intent", "\"for-offences\""),
        ("tool.distribution-without-right", "true"),
        ("incident.intercepted", "true"),
        ("intent", "\"intended\""),
        ("act.without-right", "true"),
    ];
    let held = |clause: &str, changes: &[(&str, &str)]| {
        held_against("budapest-convention", clause, &facts(&changed(entered, changes)))
    };
    for clause in ["access", "interception", "data", "systems", "tools"] {
        assert_eq!(held(clause, &[]).outcome, Outcome::ForReferral, "{clause}");
        let by_right = held(clause, &[("act.without-right", "false"), ("tool.distribution-without-right", "false")]);
        assert_eq!(by_right.outcome, Outcome::NothingToRefer, "{clause}");
        assert!(held(clause, &[]).words().contains("and no breach by a state"));
        let elsewhere = held(clause, &[("victim.country", "\"RU\""), ("tool.distribution-country", "\"RU\"")]);
        assert_eq!(elsewhere.outcome, Outcome::NotApplicable, "{clause}");
    }
    let thief = [("tool.distribution", "[\"stolen\"]"), ("intent", "\"not-intended\"")];
    assert_eq!(held("tools", &thief).outcome, Outcome::ForReferral, "what its user meant is not asked");
    let kept = held("tools", &[("tool.distribution", "[\"kept\"]")]);
    assert_eq!(kept.outcome, Outcome::NothingToRefer);
    let for_tests = held("tools", &[("tool.distribution-intent", "\"for-defence\"")]);
    assert_eq!(for_tests.outcome, Outcome::NothingToRefer);
    let open = held("access", &[("act.without-right", "false"), ("intent", "\"not-intended\"")]);
    assert_eq!(open.outcome, Outcome::NothingToRefer);
    let unasked: Vec<_> = entered.iter().filter(|(name, _)| *name != "act.without-right").copied().collect();
    let verdict = held_against("budapest-convention", "access", &facts(&unasked));
    assert_eq!(verdict.still_possible, [Outcome::ForReferral, Outcome::NothingToRefer]);
    assert_eq!(verdict.missing[0].words(), "would be for referral if `act.without-right` is yes");
    assert_eq!(serde_json::to_value(held("access", &[]).outcome).unwrap(), "for-referral");
}
