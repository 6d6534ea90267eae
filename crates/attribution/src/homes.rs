use std::collections::BTreeSet;

use dunant_knowledge::{CountryRole, Link, Pack};
use dunant_vocabulary::AttackId;

use crate::{Candidate, Linked, StateClaim};

/// Of each actor, the one that its claims are counted for: the ATT&CK group that it is, where a reviewed table says so, or that
/// it gives the identifier of; else itself. Clusters that a source calls similar stay apart: likeness is no identity.
pub(crate) fn homes(pack: &Pack) -> Vec<u32> {
    (0_u32..).zip(&pack.actors).map(|(at, actor)| identity(pack, &actor.links).map_or(at, |link| link.to)).collect()
}

/// The link that makes a cluster an ATT&CK group. None where links of the better kind lead to several.
fn identity<'l>(pack: &Pack, links: &'l [Link]) -> Option<&'l Link> {
    let is_group = |link: &&Link| pack.actor(link.to).is_some_and(|actor| actor.id.parse::<AttackId>().is_ok());
    let reviewed = |link: &&Link| link.is_identity();
    let identifier = |link: &&Link| link.kind == "same identifier";
    let only = |links: Vec<&'l Link>| -> Option<&'l Link> {
        let groups: BTreeSet<u32> = links.iter().map(|link| link.to).collect();
        links.into_iter().next().filter(|_| groups.len() == 1)
    };
    let table: Vec<&Link> = links.iter().filter(reviewed).filter(is_group).collect();
    if !table.is_empty() {
        return only(table);
    }
    only(links.iter().filter(identifier).filter(is_group).collect())
}

/// The clusters of other sources that are counted with a candidate, and who says that they are it.
pub(crate) fn linked(pack: &Pack, candidate: &Candidate) -> Vec<Linked> {
    let pooled = candidate.pooled.iter().filter_map(|at| pack.actor(*at));
    let mut linked: Vec<Linked> = pooled
        .map(|entry| Linked {
            id: entry.id.clone(),
            name: entry.name.clone(),
            by: pack.source_name(identity(pack, &entry.links).map_or(entry.by, |link| link.by)).to_owned(),
        })
        .collect();
    linked.sort_by(|a, b| (&a.id, &a.name, &a.by).cmp(&(&b.id, &b.name, &b.by)));
    linked
}

/// The states that sources tie a candidate to: the actor's own entry, and those of clusters that are it. Nothing else.
#[must_use]
pub fn state_claims(pack: &Pack, candidate: &Candidate) -> Vec<StateClaim> {
    let mut claims = Vec::new();
    for at in std::iter::once(candidate.actor).chain(candidate.pooled.iter().copied()) {
        let Some(entry) = pack.actor(at) else { continue };
        let link = identity(pack, &entry.links).filter(|_| at != candidate.actor);
        let described = entry.id.parse::<AttackId>().is_ok();
        claims.extend(entry.countries.iter().map(|claim| {
            StateClaim {
                country: claim.country.code().to_owned(),
                by: pack.source_name(entry.by).to_owned(),
                role: match (claim.role, described) {
                    (CountryRole::Origin, true) => "country, by its description",
                    (CountryRole::SuspectedSponsor, true) => "state, by its description",
                    (CountryRole::Origin, false) => "country",
                    (CountryRole::SuspectedSponsor, false) => "suspected state sponsor",
                }
                .to_owned(),
                of: entry.id.clone(),
                link: link.map(|link| format!("{}, says {}", link.kind, pack.source_name(link.by))),
            }
        }));
    }
    claims.sort();
    claims.dedup();
    claims
}
