//! An invented pack and case for unit tests: small enough to set every number that a decision rests on.

use dunant_evidence::{Bearing, Limits, Mention, Observation, Observed};
use dunant_knowledge::{
    Actor, Builder, KnowledgeSource, Link, Object, Pack, Relation, Software, SoftwareKind, Subject as User, Technique,
};
use dunant_vocabulary::{Sha256Digest, Span};

use crate::tradecraft::{Grounds, count};
use crate::{Circumstances, Evidence, FeatureKey, Hypothesis, Inquiry, Material, Model, Profiles, Question, Ranking};

/// The techniques of every pack made here, by position.
pub(crate) const TECHNIQUES: [&str; 4] = ["T9001", "T9002", "T9003", "T9004"];

/// A pack of actors `G9000`, `G9001`, … by position, named as in `names`. Each is known for a program of its own, so that each
/// is a candidate at its own position.
pub(crate) fn pack(names: &[&str]) -> Pack {
    let (mut pack, _) = Builder::new().finish();
    pack.sources.push(KnowledgeSource {
        name: "Example Labs".into(),
        file: "example.json".into(),
        digest: Sha256Digest::of(b"example"),
        newest: None,
        terms: String::new(),
    });
    for (at, id) in TECHNIQUES.iter().enumerate() {
        let name = format!("Method {at}");
        pack.techniques.push(Technique { id: id.parse().unwrap(), name, tactics: Vec::new(), by: 0 });
    }
    for (at, name) in names.iter().enumerate() {
        let actor = actor(&mut pack, &format!("G{}", 9000 + at), name);
        let own = program(&mut pack, SoftwareKind::Malware);
        uses(&mut pack, actor, own);
    }
    pack
}

/// Adds an actor of whom nothing is known.
pub(crate) fn actor(pack: &mut Pack, id: &str, name: &str) -> u32 {
    pack.actors.push(Actor {
        id: id.into(),
        name: name.into(),
        by: 0,
        names: Vec::new(),
        countries: Vec::new(),
        targets: Vec::new(),
        links: Vec::new(),
        reports: Vec::new(),
    });
    count(pack.actors.len() - 1)
}

/// Adds a program that nobody uses yet: `S9000`, `S9001`, … by position.
pub(crate) fn program(pack: &mut Pack, kind: SoftwareKind) -> Object {
    let at = pack.software.len();
    let id = format!("S{}", 9000 + at);
    pack.software.push(Software { name: id.clone(), id, by: 0, kind, names: Vec::new(), same_as: None });
    Object::Software(count(at))
}

/// Records that an actor uses something.
pub(crate) fn uses(pack: &mut Pack, actor: u32, object: Object) {
    let subject = User::Actor(actor);
    pack.relations.push(Relation { subject, object, by: 0, reports: Vec::new(), recorded: None });
}

/// Records that a source links two actors, in the words of `kind`.
pub(crate) fn link(pack: &mut Pack, from: u32, to: u32, kind: &str) {
    let link = Link { to, by: 0, kind: kind.into(), likelihood: None };
    pack.actors[from as usize].links.push(link);
}

/// What an item names: techniques and programs by identifier.
pub(crate) fn observed(item: &str, ids: &[&str]) -> Vec<Observation> {
    let observed = |(place, id): (usize, &&str)| Observation {
        item: Sha256Digest::of(item.as_bytes()),
        span: Span::item(place, place + 1),
        path: "".into(),
        observed: if id.starts_with('T') {
            Observed::Technique(Mention::identified(id.parse().unwrap()))
        } else {
            Observed::Software(Mention::identified(id.parse().unwrap()))
        },
        when: None,
        bearing: Bearing::Stated,
    };
    ids.iter().enumerate().map(observed).collect()
}

/// A ranking with these posteriors; the unknown actor has the rest.
pub(crate) fn ranking(posteriors: &[f64]) -> Ranking {
    Ranking {
        log_likelihood_ratios: vec![0.0; posteriors.len()],
        priors: vec![0.0; posteriors.len()],
        unknown_prior: 0.5,
        posteriors: posteriors.to_vec(),
        unknown_posterior: 1.0 - posteriors.iter().sum::<f64>(),
        imitations: Vec::new(),
    }
}

/// What an assessment would rest on, with posteriors that are set instead of computed.
pub(crate) struct Case<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) model: Model,
    pub(crate) observations: Vec<Observation>,
    pub(crate) posteriors: &'a [f64],
    pub(crate) question: Question,
    pub(crate) hypotheses: Vec<Hypothesis>,
}

impl<'a> Case<'a> {
    /// A case without evidence.
    pub(crate) fn of(pack: &'a Pack, posteriors: &'a [f64]) -> Self {
        Self {
            pack,
            model: Model::shipped(),
            observations: Vec::new(),
            posteriors,
            question: Question::default(),
            hypotheses: Vec::new(),
        }
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&Grounds<'_>) -> T) -> T {
        let profiles = Profiles::build(self.pack, &self.model, None);
        let material = Material { observations: self.observations.iter().collect(), passages: Vec::new() };
        let evidence = Evidence::gather(&material, self.pack, &profiles, &Limits::DEFAULT);
        let inquiry = Inquiry {
            evidence: &evidence,
            passages: &[],
            profiles: &profiles,
            model: &self.model,
            reference: None,
            circumstances: Circumstances::default(),
        };
        let scorer = inquiry.whole();
        let ranking = ranking(self.posteriors);
        let mut order: Vec<usize> = (0..self.posteriors.len()).collect();
        order.sort_by(|a, b| self.posteriors[*b].total_cmp(&self.posteriors[*a]));
        let keys: Vec<FeatureKey> = evidence.features.iter().map(|feature| feature.key).collect();
        assert_eq!(profiles.index.candidates.len(), self.posteriors.len(), "each candidate has a posterior");
        look(&Grounds {
            pack: self.pack,
            index: &profiles.index,
            model: &self.model,
            observations: &material.observations,
            evidence: &evidence,
            keys: &keys,
            question: &self.question,
            inquiry: &inquiry,
            reference: None,
            scorer: &scorer,
            ranking: &ranking,
            order: &order,
            hypotheses: &self.hypotheses,
            name: &|key| format!("{key:?}"),
            cite: &|_| Vec::new(),
        })
    }
}
