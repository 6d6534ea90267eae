use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use dunant_knowledge::{Bag, Object, Pack};
use dunant_vocabulary::Date;

use super::direction;

use crate::index::families;
use crate::sentences::usable;
use crate::sparse::{Accumulator, Row, at_unit_length};

/// How often each term stands in a text, as the pack holds it.
type Counts = [(u32, u32)];

/// What sources wrote of techniques: sentences in which somebody uses them, descriptions and names, as counts of terms.
#[derive(Debug)]
pub(super) struct Training<'p> {
    /// The size of the vocabulary.
    pub(super) terms: usize,
    /// The techniques that some source says somebody used, by position in the pack.
    pub(super) techniques: Vec<u32>,
    /// Of each, which family it is of.
    pub(super) families: Vec<u32>,
    family_count: usize,
    /// What was written of one use: position in `techniques`, and counts. By technique.
    pub(super) sentences: Vec<(u32, Cow<'p, Counts>)>,
    /// Of each technique.
    pub(super) descriptions: Vec<&'p Counts>,
    /// Of each technique.
    pub(super) names: Vec<&'p Counts>,
}

impl<'p> Training<'p> {
    pub(super) fn gather(pack: &'p Pack, as_of: Option<Date>, left_out: &BTreeSet<u32>) -> Self {
        let wording = &pack.wording;
        let used = |relation: &dunant_knowledge::Relation| match relation.object {
            Object::Technique(at) => Some(at),
            Object::Software(_) => None,
        };
        let techniques: Vec<u32> =
            pack.relations.iter().filter_map(used).collect::<BTreeSet<u32>>().into_iter().collect();
        let place: BTreeMap<u32, u32> = techniques.iter().copied().zip(0_u32..).collect();
        let of_families = families(pack);
        let heads: Vec<u32> =
            techniques.iter().map(|at| of_families.get(*at as usize).copied().unwrap_or(*at)).collect();
        let distinct: BTreeSet<u32> = heads.iter().copied().collect();
        let of_head: BTreeMap<u32, u32> = distinct.iter().copied().zip(0_u32..).collect();
        let mut texts: BTreeMap<(u32, u32), Vec<&Counts>> = BTreeMap::new();
        for sentence in &wording.sentences {
            let relation = pack.relations.get(sentence.relation as usize);
            let Some(technique) = relation.and_then(used).and_then(|at| place.get(&at)) else { continue };
            if !sentence.terms.is_empty() && usable(pack, sentence, as_of, left_out).is_some() {
                texts.entry((*technique, sentence.relation)).or_default().push(&sentence.terms);
            }
        }
        let sentences = texts.into_iter().map(|((technique, _), bags)| (technique, together(&bags))).collect();
        let bag = |bags: &'p [Bag], at: u32| bags.get(at as usize).map_or(&[][..], Vec::as_slice);
        Self {
            terms: wording.terms.len(),
            families: heads.iter().filter_map(|head| of_head.get(head)).copied().collect(),
            family_count: distinct.len(),
            sentences,
            descriptions: techniques.iter().map(|at| bag(&wording.techniques, *at)).collect(),
            names: techniques.iter().map(|at| bag(&wording.technique_names, *at)).collect(),
            techniques,
        }
    }

    /// The document of each technique: its sentences, its description, and each term of its name `name` times.
    pub(super) fn documents(&self, name: f64, sums: &mut Accumulator) -> Vec<Row> {
        let mut sentences = self.sentences.iter().peekable();
        let texts = (0_u32..).zip(self.descriptions.iter().zip(&self.names));
        let document = |(at, (description, names)): (u32, (&&Counts, &&Counts))| {
            while let Some((_, bag)) = sentences.next_if(|(technique, _)| *technique == at) {
                sums.add_counts(bag, 1.0);
            }
            sums.add_counts(description, 1.0);
            names.iter().for_each(|(term, _)| sums.add(*term, name));
            sums.take()
        };
        texts.map(document).collect()
    }

    /// The documents of each family's techniques together.
    pub(super) fn family_documents(&self, documents: &[Row], sums: &mut Accumulator) -> Vec<Row> {
        let mut members: Vec<Vec<&Row>> = vec![Vec::new(); self.family_count];
        for (family, document) in self.families.iter().zip(documents) {
            if let Some(members) = members.get_mut(*family as usize) {
                members.push(document);
            }
        }
        let together = |members: Vec<&Row>| {
            members.iter().for_each(|row| sums.add_row(row, 1.0));
            sums.take()
        };
        members.into_iter().map(together).collect()
    }

    /// The direction in which the sentences (with these `directions`) and the description of each technique point together.
    pub(super) fn centres(&self, directions: &[Row], inverse_frequencies: &[f64], sums: &mut Accumulator) -> Vec<Row> {
        let mut sentences = self.sentences.iter().zip(directions).peekable();
        let centre = |(at, description): (u32, &&Counts)| {
            while let Some((_, row)) = sentences.next_if(|((technique, _), _)| *technique == at) {
                sums.add_row(row, 1.0);
            }
            sums.add_row(&direction(description, inverse_frequencies), 1.0);
            at_unit_length(sums.take())
        };
        (0_u32..).zip(&self.descriptions).map(centre).collect()
    }
}

/// The counts of several bags together.
fn together<'p>(bags: &[&'p Counts]) -> Cow<'p, Counts> {
    let [one] = bags else {
        let mut sums: BTreeMap<u32, u32> = BTreeMap::new();
        for (term, count) in bags.iter().copied().flatten() {
            *sums.entry(*term).or_default() += count;
        }
        return sums.into_iter().collect();
    };
    Cow::Borrowed(one)
}
