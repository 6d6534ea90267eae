//! Every row of `knowledge/identities.toml`, held against what the shipped pack's sources say.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that fails says where"
)]

use std::collections::BTreeSet;

use dunant_knowledge::{Actor, Identities, Identity, IdentityGround, Pack};
use dunant_vocabulary::NameKey;

fn keys(actor: &Actor) -> BTreeSet<NameKey> {
    actor.names.iter().map(|claim| NameKey::of(&claim.name)).collect()
}

fn is_group(actor: &Actor) -> bool {
    actor.id.starts_with('G') && !actor.id.contains(':')
}

fn by_id<'p>(pack: &'p Pack, id: &str) -> &'p Actor {
    pack.actors.iter().find(|actor| actor.id == id).unwrap_or_else(|| panic!("`{id}` is not in the shipped pack"))
}

fn gives_page(pack: &Pack, cluster: &Actor, group: &str) -> bool {
    let urls = cluster.reports.iter().filter_map(|at| pack.report(*at)?.url.as_deref());
    urls.map(str::to_lowercase)
        .any(|url| url.contains("attack.mitre.org") && url.split('/').any(|part| part.eq_ignore_ascii_case(group)))
}

/// Names of both that no other group and no other cluster of the same galaxy claims.
fn unique_names(pack: &Pack, group: &Actor, cluster: &Actor) -> BTreeSet<NameKey> {
    let others: BTreeSet<NameKey> = (pack.actors.iter())
        .filter(|actor| actor.id != group.id && actor.id != cluster.id)
        .filter(|actor| is_group(actor) || actor.by == cluster.by)
        .flat_map(keys)
        .collect();
    keys(group).intersection(&keys(cluster)).filter(|key| !others.contains(*key)).cloned().collect()
}

fn faults(pack: &Pack, row: &Identity) -> Vec<String> {
    let (group, cluster) = (by_id(pack, &row.group), by_id(pack, &row.cluster));
    let mut faults = Vec::new();
    if [group.name.as_str(), cluster.name.as_str()] != [row.called[0].as_str(), row.called[1].as_str()] {
        faults.push("the names are others".to_owned());
    }
    let own_name = NameKey::of(&group.name) == NameKey::of(&cluster.name);
    let page = gives_page(pack, cluster, &row.group);
    let unique = unique_names(pack, group, cluster);
    for ground in &row.because {
        let holds = match ground {
            IdentityGround::OwnName => own_name,
            IdentityGround::Reference => page,
            IdentityGround::Identifier => cluster.links.iter().any(|link| {
                link.kind == "same identifier" && pack.actor(link.to).is_some_and(|actor| actor.id == row.group)
            }),
        };
        if !holds {
            faults.push(format!("{ground:?} is not so"));
        }
    }
    if let Some(name) = row.shared.iter().find(|name| !unique.contains(&NameKey::of(name))) {
        faults.push(format!("`{name}` is not theirs alone"));
    }
    if !row.because.contains(&IdentityGround::OwnName) {
        // Of all groups, names tie it to this one alone.
        let tied: Vec<&str> = (pack.actors.iter().filter(|actor| is_group(actor)))
            .filter(|actor| !keys(actor).is_disjoint(&keys(cluster)))
            .map(|actor| actor.id.as_str())
            .collect();
        let by_number =
            row.because.contains(&IdentityGround::Identifier) && row.because.contains(&IdentityGround::Reference);
        let named_after =
            keys(group).contains(&NameKey::of(&cluster.name)) || keys(cluster).contains(&NameKey::of(&group.name));
        let tie = named_after || !row.because.is_empty();
        match tied.as_slice() {
            [only] if *only == row.group && !unique.is_empty() && tie => {}
            [] if by_number => {}
            _ => faults.push(format!("tied to {tied:?}, {} unique names", unique.len())),
        }
    }
    faults
}

#[test]
fn every_identity_rests_on_what_the_sources_say() {
    let pack = Pack::shipped().unwrap();
    let all: Vec<String> = (Identities::shipped().rows().iter())
        .flat_map(|row| faults(&pack, row).into_iter().map(|fault| format!("{} {:?}: {fault}", row.group, row.called)))
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn the_shipped_pack_holds_every_row_as_a_link() {
    let pack = Pack::shipped().unwrap();
    for row in Identities::shipped().rows() {
        let links = by_id(&pack, &row.cluster).links.iter().filter(|link| link.is_identity());
        let groups: Vec<&str> = links.map(|link| pack.actor(link.to).unwrap().id.as_str()).collect();
        assert_eq!(groups, [row.group.as_str()], "{:?}", row.called);
    }
}
