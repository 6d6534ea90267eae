//! States: every claim beside an actor is of that actor, and of no cluster that merely resembles it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that fails says where"
)]

use std::collections::{BTreeMap, BTreeSet};

use dunant_attribution::{Index, Model, state_claims};
use dunant_knowledge::{Identities, Pack};

/// Of each actor of the shipped pack that can be a hypothesis: its identifier, name and claims.
fn all() -> Vec<(String, String, Vec<dunant_attribution::StateClaim>)> {
    let pack = Pack::shipped().unwrap();
    let index = Index::build(&pack, &Model::shipped(), None);
    (index.candidates.iter())
        .map(|candidate| {
            let actor = pack.actor(candidate.actor).unwrap();
            (actor.id.clone(), actor.name.clone(), state_claims(&pack, candidate))
        })
        .collect()
}

#[test]
fn no_actor_bears_a_state_from_another_cluster() {
    let identities = Identities::shipped();
    let same: BTreeSet<(&str, &str)> =
        identities.rows().iter().map(|row| (row.cluster.as_str(), row.group.as_str())).collect();
    let mut strange = Vec::new();
    for (id, name, claims) in &all() {
        for claim in claims {
            let link = claim.link.as_deref().unwrap_or("its own entry");
            println!(
                "{id:14.14} {name:24.24} {} {} ({}) through {link}: {}",
                claim.country, claim.role, claim.by, claim.of
            );
            if claim.of != *id && !same.contains(&(claim.of.as_str(), id.as_str())) {
                strange.push(format!("{name} ({id}): {} of {}, {link}", claim.country, claim.of));
            }
        }
    }
    assert!(strange.is_empty(), "{}", strange.join("\n"));
}

#[test]
fn actors_whom_sources_tie_to_a_state_bear_it_whichever_state_it_is() {
    let all = all();
    let states = |name: &str| -> BTreeSet<&str> {
        let of = all.iter().find(|(_, held, _)| held == name).unwrap_or_else(|| panic!("{name} is no candidate"));
        of.2.iter().map(|claim| claim.country.as_str()).collect()
    };
    for (name, expected) in [
        ("APT28", "RU"),
        ("APT29", "RU"),
        ("APT32", "VN"),
        ("APT37", "KP"),
        ("APT38", "KP"),
        ("APT41", "CN"),
        ("Andariel", "KP"),
        ("Gamaredon Group", "RU"),
        ("Kimsuky", "KP"),
        ("Lazarus Group", "KP"),
        ("Leviathan", "CN"),
        ("MuddyWater", "IR"),
        ("OilRig", "IR"),
        ("Sandworm Team", "RU"),
        ("Stealth Falcon", "AE"),
        ("Equation", "US"),
        ("Transparent Tribe", "PK"),
        ("Turla", "RU"),
        ("Volt Typhoon", "CN"),
    ] {
        assert_eq!(states(name), BTreeSet::from([expected]), "{name}");
    }
    for nobody in ["Carbanak", "Windigo", "LazyScripter"] {
        assert!(states(nobody).is_empty(), "{nobody}");
    }
}

#[test]
fn how_many_groups_of_each_state_bear_it() {
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let groups = all().into_iter().filter(|(id, ..)| id.starts_with('G') && !id.contains(':'));
    for (.., claims) in groups {
        let countries = |described: bool| -> BTreeSet<String> {
            let by = claims.iter().filter(|claim| !described || claim.link.is_none());
            by.map(|claim| claim.country.clone()).collect()
        };
        for country in countries(false) {
            counts.entry(country).or_default().0 += 1;
        }
        for country in countries(true) {
            counts.entry(country).or_default().1 += 1;
        }
    }
    println!("state: groups that bear it, of them by their own description");
    for (country, (borne, described)) in &counts {
        println!("{country}: {borne}, {described}");
        assert!(borne >= described);
    }
    let described: u32 = counts.values().map(|(_, described)| described).sum();
    assert!(described >= 80, "{described} groups' descriptions say whose they are");
}
