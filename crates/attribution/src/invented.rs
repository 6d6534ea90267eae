//! An invented pack and case for unit tests: small enough to set every number that a decision rests on.

use dunant_evidence::{Bearing, Limits, Mention, Observation, Observed, Passage};
use dunant_knowledge::{
    Actor, Bag, Builder, KnowledgeSource, Link, Object, Pack, Relation, Sentence, Software, SoftwareKind,
    Subject as User, Technique, Term,
};
use dunant_vocabulary::{Sha256Digest, Span};

use crate::model::UnknownFit;
use crate::tradecraft::{Grounds, count};
use crate::{
    Circumstances, Evidence, FeatureKey, Hypothesis, Inquiry, Material, Model, Profiles, Question, Ranking, Weights,
};

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

/// Gives each actor of a pack a word of its own, at the actor's position, which a sentence about the actor holds four times; and
/// describes two clusters with the words of all, so that there is something to compare with.
pub(crate) fn word_each(pack: &mut Pack) {
    let actors = count(pack.actors.len());
    let text = |at| Term { text: format!("word{at}"), real: 0 };
    pack.wording.terms = (0..actors).map(text).collect();
    for at in 0..actors {
        let relation = pack.relations.iter().position(|relation| relation.subject == User::Actor(at)).unwrap();
        let sentence = Sentence { relation: count(relation), reports: Vec::new(), terms: vec![(at, 4)] };
        pack.wording.sentences.push(sentence);
    }
    actor(pack, "cluster one", "cluster one");
    actor(pack, "cluster two", "cluster two");
    let (even, odd): (Bag, Bag) = (0..actors).map(|at| (at, 1)).partition(|(at, _)| at % 2 == 0);
    pack.wording.actors = (0..actors).map(|_| Bag::new()).chain([even, odd]).collect();
    pack.wording.techniques = vec![Bag::new(); TECHNIQUES.len()];
    pack.wording.technique_names = vec![Bag::new(); TECHNIQUES.len()];
}

/// A sentence of an item, in the words of [`word_each`].
pub(crate) fn passage(item: &str, words: &[u32], bearing: Bearing) -> Passage {
    let item = Sha256Digest::of(item.as_bytes());
    Passage { item, span: Span::item(1_000, 1_001), terms: words.into(), bearing }
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

/// Weights under which nothing says anything.
pub(crate) fn mute_weights() -> Weights {
    Weights {
        technique: 0.0,
        malware: 0.0,
        tool: 0.0,
        resemblance: 0.0,
        resemblance_in_software: 0.0,
        exclusivity: 0.0,
        association: 0.0,
        imitation: 0.0,
        named_software: 0.0,
        wording: 0.0,
        activity: 0.0,
        reports: 0.0,
        unknown: UnknownFit { base: 0.0, features: 0.0, novelty: 0.0 },
    }
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
    pub(crate) passages: Vec<Passage>,
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
            passages: Vec::new(),
            posteriors,
            question: Question::default(),
            hypotheses: Vec::new(),
        }
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&Grounds<'_>) -> T) -> T {
        let profiles = Profiles::build(self.pack, &self.model, None);
        let material =
            Material { observations: self.observations.iter().collect(), passages: self.passages.iter().collect() };
        let evidence = Evidence::gather(&material, self.pack, &profiles, &Limits::DEFAULT);
        let inquiry = Inquiry {
            evidence: &evidence,
            passages: &material.passages,
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
