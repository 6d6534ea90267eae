use std::collections::BTreeMap;

use dunant_vocabulary::Sha256Digest;
use serde::Deserialize;

use crate::builder::position;
use crate::{Builder, Link};

/// The words of a [`Link`] that a reviewed table makes: both clusters are one actor.
pub(crate) const SAME_ACTOR: &str = "same actor";

/// A reviewed table of which cluster of a galaxy is which ATT&CK group: `knowledge/identities.toml`.
///
/// What a source says of a cluster counts for a group only by such a row. A link that a source calls "similar" does not make two
/// clusters one: it once put another state's name beside Turla.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identities {
    rows: Vec<Identity>,
    text: &'static str,
}

/// One row: a cluster that is a group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The group's identifier: `G0032`.
    pub group: String,
    /// The cluster's identifier in a pack: the galaxy's type, `:`, and the cluster's UUID.
    pub cluster: String,
    /// The names of the group and of the cluster when the row was reviewed. Under other names, it no longer holds.
    pub called: [String; 2],
    /// What ties the two, besides names.
    pub because: Vec<IdentityGround>,
    /// Up to three names that both claim, and no other group and no other cluster of the galaxy does.
    pub shared: Vec<String>,
}

/// What ties a cluster to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityGround {
    /// The cluster's own name is the group's own name.
    OwnName,
    /// The cluster gives the group's identifier as a name.
    Identifier,
    /// The cluster gives the group's page as a reference.
    Reference,
}

/// A table that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIdentities {
    /// It is no TOML of the table's form.
    #[error("the table of identities cannot be read: {reason}")]
    Malformed {
        /// What is wrong, with line and column.
        reason: String,
    },
    /// A cluster is two groups.
    #[error("the cluster `{cluster}` stands twice in the table of identities; one actor has one row a cluster")]
    Twice {
        /// The cluster.
        cluster: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    identity: Vec<Identity>,
}

impl Identities {
    /// The table that ships with this build.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the file is part of the build, and a test reads it")]
    pub fn shipped() -> Self {
        Self::parse(include_str!("../../../knowledge/identities.toml")).expect("the shipped table is well formed")
    }

    /// Reads a table.
    ///
    /// # Errors
    /// [`InvalidIdentities`] when it is of another form, or gives one cluster to two groups.
    pub fn parse(text: &'static str) -> Result<Self, InvalidIdentities> {
        let table: Table =
            toml::from_str(text).map_err(|error| InvalidIdentities::Malformed { reason: error.to_string() })?;
        let mut seen: BTreeMap<&str, &Identity> = BTreeMap::new();
        for row in &table.identity {
            if seen.insert(&row.cluster, row).is_some() {
                return Err(InvalidIdentities::Twice { cluster: row.cluster.clone() });
            }
        }
        Ok(Self { rows: table.identity, text })
    }

    /// Its rows, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[Identity] {
        &self.rows
    }

    /// SHA-256 of its file.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.text.as_bytes())
    }
}

impl Builder {
    /// Links clusters to the groups that they are by a reviewed table; call it behind the sources of both.
    ///
    /// A row whose group or cluster was not added is left out, and one whose group or cluster has another name than it was reviewed
    /// with is left out and counted.
    pub fn add_identities(&mut self, identities: &Identities) {
        let place = |builder: &Self, id: &str| builder.actors.iter().position(|actor| actor.id == id);
        let mut links = Vec::new();
        for row in identities.rows() {
            let (Some(cluster), Some(group)) = (place(self, &row.cluster), place(self, &row.group)) else { continue };
            let name = |at: usize| self.actors.get(at).map(|actor| actor.name.as_str());
            let [group_called, cluster_called] = &row.called;
            if name(group) != Some(group_called) || name(cluster) != Some(cluster_called) {
                self.skip("identity of a group or cluster that has another name now; review it");
                continue;
            }
            links.push((cluster, position(group)));
        }
        if links.is_empty() {
            return;
        }
        let by = self.add_source(
            "reviewed identities",
            "identities.toml",
            identities.text.as_bytes(),
            None,
            "Dunant: Apache-2.0 OR MIT",
        );
        for (cluster, to) in links {
            if let Some(actor) = self.actors.get_mut(cluster) {
                actor.links.push(Link { to, by, kind: SAME_ACTOR.into(), likelihood: None });
            }
        }
    }
}

impl Link {
    /// Whether a reviewed table makes it: both clusters are one actor.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.kind == SAME_ACTOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_reads_and_every_row_says_why() {
        let shipped = Identities::shipped();
        assert!(shipped.rows().len() > 150);
        for row in shipped.rows() {
            let both =
                row.because.contains(&IdentityGround::Identifier) && row.because.contains(&IdentityGround::Reference);
            let named = row.because.contains(&IdentityGround::OwnName) || !row.shared.is_empty();
            assert!(named || both, "{} {:?}", row.group, row.called);
        }
    }

    #[test]
    fn one_cluster_is_never_two_groups() {
        let twice = "identity = [\n\
            { group = \"G9998\", cluster = \"threat-actor:a\", called = [\"A\", \"A\"], because = [\"own-name\"], shared = [] },\n\
            { group = \"G9999\", cluster = \"threat-actor:a\", called = [\"B\", \"A\"], because = [], shared = [\"A\"] },\n]\n";
        assert_eq!(Identities::parse(twice), Err(InvalidIdentities::Twice { cluster: "threat-actor:a".into() }));
        assert!(matches!(Identities::parse("identity = 1"), Err(InvalidIdentities::Malformed { .. })));
    }
}
