use std::collections::BTreeSet;

use dunant_evidence::{Item, Observed};
use dunant_vocabulary::{DateRange, Sha256Digest};

use crate::builder::{name_claim, position};
use crate::{Actor, Builder, Dating, ImportError, Indicator, KnowledgeSource, Object, Relation, Report, Subject};

/// A past incident that somebody has laid to an actor: what turns its traces into knowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// The actor, by a name or identifier that the pack knows; a new name makes a new cluster of this source.
    pub actor: String,
    /// Who lays it to the actor.
    pub source: String,
    /// The report's title.
    pub title: String,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published.
    pub published: DateRange,
    /// Under which terms the traces may be used.
    pub terms: String,
}

impl Builder {
    /// Adds a labelled incident: what was read of its files becomes indicators and relations of the actor, on this report.
    ///
    /// # Errors
    /// [`ImportError::AmbiguousActor`] when the name fits several clusters, [`ImportError::EmptyIncident`] when there is
    /// nothing to learn; nothing is then added.
    pub fn add_incident(&mut self, incident: &Incident, items: &[Item]) -> Result<(), ImportError> {
        let observations = || items.iter().flat_map(|item| item.reading.observations());
        let useful = |observed: &Observed| {
            matches!(observed, Observed::Observable(_) | Observed::Software(_) | Observed::Technique(_))
        };
        if !observations().any(|observation| useful(&observation.observed)) {
            return Err(ImportError::EmptyIncident { title: incident.title.clone() });
        }
        let known = self.incident_actor(&incident.actor)?;
        let digests: Vec<u8> = items.iter().flat_map(|item| format!("{}\n", item.digest).into_bytes()).collect();
        self.sources.push(KnowledgeSource {
            name: incident.source.clone(),
            file: items.first().map(|item| item.name.clone()).unwrap_or_default(),
            digest: Sha256Digest::of(&digests),
            newest: Some(incident.published.latest()),
            terms: incident.terms.clone(),
        });
        let by = position(self.sources.len() - 1);
        let report = self.add_report(Report {
            key: format!("{}: {}", incident.source, incident.title),
            citation: format!("{}. ({}). {}.", incident.source, incident.published, incident.title),
            url: incident.url.clone(),
            published: Some(incident.published),
            dating: Dating::Given,
        });
        let actor = known.unwrap_or_else(|| {
            self.actors.push(Actor {
                id: format!("incident:{}", dunant_vocabulary::NameKey::of(&incident.actor)),
                name: incident.actor.clone(),
                by,
                names: vec![name_claim(&incident.actor, vec![report])],
                countries: Vec::new(),
                targets: Vec::new(),
                links: Vec::new(),
                reports: vec![report],
            });
            position(self.actors.len() - 1)
        });
        let mut objects = BTreeSet::new();
        for observation in observations() {
            match &observation.observed {
                Observed::Observable(observable) => self.indicators.push(Indicator {
                    kind: observable.kind().stix_path().to_owned(),
                    value: observable.value().to_owned(),
                    actor,
                    report,
                }),
                Observed::Software(mention) => {
                    let found = self.software.iter().position(|software| {
                        let id = mention.id.map(|id| id.to_string());
                        id.as_ref() == Some(&software.id)
                            || software.names.iter().any(|claim| claim.name == mention.name)
                    });
                    objects.extend(found.map(|at| Object::Software(position(at))));
                }
                Observed::Technique(mention) => {
                    let found = self.techniques.iter().position(|technique| {
                        mention.id == Some(technique.id) || mention.id.is_none() && technique.name == mention.name
                    });
                    objects.extend(found.map(|at| Object::Technique(position(at))));
                }
                _ => {}
            }
        }
        for object in objects {
            let recorded = Some(incident.published.latest());
            self.relations.push(Relation {
                subject: Subject::Actor(actor),
                object,
                by,
                reports: vec![report],
                recorded,
            });
        }
        Ok(())
    }

    /// The one cluster that a label means: by identifier, else ATT&CK's where one of its clusters has the name, else the only
    /// one with it. `None` when nobody has named such a cluster.
    fn incident_actor(&self, name: &str) -> Result<Option<u32>, ImportError> {
        let found = self.actors_named(name);
        let id_of = |at: &u32| self.actors.get(*at as usize).map(|actor| actor.id.as_str()).unwrap_or_default();
        let attack: Vec<u32> =
            found.iter().copied().filter(|at| id_of(at).parse::<dunant_vocabulary::AttackId>().is_ok()).collect();
        match (attack.as_slice(), found.as_slice()) {
            ([only], _) | ([], [only]) => Ok(Some(*only)),
            (_, []) => Ok(None),
            _ => Err(ImportError::AmbiguousActor {
                actor: name.to_owned(),
                candidates: found.iter().map(|at| id_of(at).to_owned()).collect(),
            }),
        }
    }
}
