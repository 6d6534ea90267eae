//! How few things would change the published answer: what a panel is told before it votes on a sentence about restricted items (docs/redaction.md).

use std::collections::{BTreeMap, BTreeSet};

use dunant_attribution::{Conclusion, Subject};
use dunant_exchange::Document;
use dunant_knowledge::{Object, Pack, Subject as User};

use crate::open::open_case;
use crate::{Case, Error, EvidenceEntry, OpenPart, Setup, examine};

/// The most features that are added. Where more are needed, many sets of them would do, and the sentence tells of none.
const MOST: usize = 8;
/// How many of the actors that lead are tried.
const ACTORS: usize = 6;
/// How many more are tried: those of whom the pack has most that it has of nobody else.
const DISTINCT: usize = 3;

/// How few features of the pack would make "the restricted items change the answer" true.
///
/// Of "they do not change it" the number is 0: it is true of items that hold nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FewFeatures {
    /// Whom the published assessment names, of each intrusion; nothing where nobody can be named.
    pub answer: Vec<Option<String>>,
    /// The fewest that were found to change it; nothing where eight of no actor did.
    pub fewest: Option<Fewest>,
    /// How many actors were tried: those that lead in the published assessment, and three of whom the pack has most of their own.
    pub tried: usize,
}

/// Features that would change the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fewest {
    /// How many there are.
    pub features: usize,
    /// The actors of whom so few are enough.
    pub actors: Vec<String>,
}

/// Adds to the open items what the pack says of each actor that leads, and of some that are most distinct, the rarest software and techniques first, as two well graded sources of their
/// own would state them, until the answer is another. What it finds is enough; that fewer would not be is shown of no other choice of features.
///
/// # Errors
/// A case file with a mistake.
pub fn few_features(part: &OpenPart, setup: &Setup) -> Result<FewFeatures, Error> {
    let (case, document, _) = open_case(part, setup)?;
    let answer = answer(&document);
    let rarest = Rarest::of(setup.pack());
    let mut actors = leading(&document);
    let distinct: Vec<String> = rarest.distinct().filter(|name| !actors.contains(name)).take(DISTINCT).collect();
    actors.extend(distinct);
    let mut fewest: Option<Fewest> = None;
    for actor in &actors {
        let features = rarest.features(actor);
        // One more than the fewest so far is of no interest.
        let most = fewest.as_ref().map_or(MOST, |found| found.features).min(features.len());
        for count in 1..=most {
            let added = with(&case, features.get(..count).unwrap_or_default());
            if self::answer(&examine(&added, setup)?) == answer {
                continue;
            }
            match &mut fewest {
                Some(found) if found.features == count => found.actors.push(actor.clone()),
                _ => fewest = Some(Fewest { features: count, actors: vec![actor.clone()] }),
            }
            break;
        }
    }
    Ok(FewFeatures { answer, fewest, tried: actors.len() })
}

/// Whom an assessment names, of each intrusion.
fn answer(document: &Document) -> Vec<Option<String>> {
    let named = |conclusion: &Conclusion| match conclusion {
        Conclusion::Supported { actor, .. } => Some(actor.clone()),
        Conclusion::Inconclusive { .. } => None,
    };
    document.assessments.iter().map(|of| named(&of.assessment.conclusion)).collect()
}

/// The names of the actors that lead, of all intrusions, each once.
fn leading(document: &Document) -> Vec<String> {
    let mut names = Vec::new();
    for of in &document.assessments {
        for hypothesis in &of.assessment.hypotheses {
            if let Subject::Actor { name, .. } = &hypothesis.subject
                && !names.contains(name)
            {
                names.push(name.clone());
            }
        }
    }
    names.truncate(ACTORS);
    names
}

/// The case with two items more, which state these features and nothing else.
fn with(case: &Case, features: &[String]) -> Case {
    let mut case = case.clone();
    let texts = [
        features.iter().map(|feature| format!("The intruders used {feature}.\n\n")).collect::<String>(),
        features.iter().map(|feature| format!("We saw that {feature} was used by them.\n\n")).collect(),
    ];
    for (number, text) in (1..).zip(texts) {
        let name = format!("added-{number}.md");
        if let Some(file) = &mut case.file {
            file.evidence.push(EvidenceEntry {
                file: name.clone(),
                intrusion: None,
                source: Some(format!("added source {number}")),
                title: None,
                url: None,
                published: None,
                tlp: None,
                admiralty: "A1".parse().ok(),
            });
        }
        case.add_bytes(name, text);
    }
    case
}

/// What the pack says that actors use, by how many of them use it.
struct Rarest<'p> {
    pack: &'p Pack,
    users: BTreeMap<Object, BTreeSet<u32>>,
}

impl<'p> Rarest<'p> {
    fn of(pack: &'p Pack) -> Self {
        let mut users: BTreeMap<Object, BTreeSet<u32>> = BTreeMap::new();
        for relation in &pack.relations {
            if let User::Actor(actor) = relation.subject {
                users.entry(relation.object).or_default().insert(actor);
            }
        }
        Self { pack, users }
    }

    /// The names of all actors, those first who use most that nobody else does.
    fn distinct(&self) -> impl Iterator<Item = String> {
        let mut own: BTreeMap<u32, usize> = BTreeMap::new();
        for users in self.users.values().filter(|users| users.len() == 1) {
            users.iter().for_each(|user| *own.entry(*user).or_default() += 1);
        }
        let mut actors: Vec<(usize, u32)> = own.into_iter().map(|(actor, count)| (count, actor)).collect();
        actors.sort_by_key(|(count, actor)| (std::cmp::Reverse(*count), *actor));
        actors.into_iter().filter_map(|(_, actor)| Some(self.pack.actor(actor)?.name.clone()))
    }

    /// What the actor of this name uses, as sentences name it, the rarest first.
    fn features(&self, name: &str) -> Vec<String> {
        let is_it = |actor: &u32| self.pack.actor(*actor).is_some_and(|actor| actor.name == name);
        let mut used: Vec<(usize, String)> = Vec::new();
        for (object, users) in self.users.iter().filter(|(_, users)| users.iter().any(is_it)) {
            let named = match object {
                Object::Software(at) => self.pack.software.get(*at as usize).map(|software| software.name.clone()),
                Object::Technique(at) => (self.pack.techniques.get(*at as usize))
                    .map(|technique| format!("{} ({})", technique.name, technique.id)),
            };
            used.extend(named.map(|named| (users.len(), named)));
        }
        used.sort();
        let mut seen = BTreeSet::new();
        used.into_iter().map(|(_, named)| named).filter(|named| seen.insert(named.clone())).take(MOST).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OpenItem;
    use std::sync::LazyLock;

    static SETUP: LazyLock<Setup> = LazyLock::new(|| Setup::shipped().unwrap());

    fn part(text: &str) -> OpenPart {
        let case_file = "title = \"A case\"\nincident = \"2026-03-14\"\n".to_owned();
        OpenPart { case_file, items: vec![OpenItem::read("open.md", text.into())], ..OpenPart::default() }
    }

    #[test]
    fn a_few_things_that_one_actor_alone_uses_change_the_answer_and_what_is_said_to_be_enough_is() {
        let part = part("Mimikatz and PsExec were used.\n");
        let few = few_features(&part, &SETUP).unwrap();
        assert_eq!(few.answer, [None], "public tools name nobody");
        let fewest = few.fewest.unwrap();
        assert!(fewest.features > 1, "nobody is named upon one thing: {fewest:?}");
        let (case, ..) = open_case(&part, &SETUP).unwrap();
        for actor in &fewest.actors {
            let features = Rarest::of(SETUP.pack()).features(actor);
            let changed =
                |count: usize| answer(&examine(&with(&case, &features[..count]), &SETUP).unwrap()) != few.answer;
            assert!(changed(fewest.features), "{actor}");
            assert!(!changed(fewest.features - 1), "{actor}");
        }
    }
}
