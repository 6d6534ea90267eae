use std::collections::BTreeMap;

use dunant_attribution::Model;
use dunant_knowledge::{Object, Pack};
use dunant_vocabulary::Date;
use serde::{Deserialize, Serialize};

use crate::Figure;
use crate::measure::mean_of;
use crate::parallel::in_parallel;
use crate::text::{Readers, half_year};

/// How well a technique is read out of one sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentenceResult {
    /// Sentences: the `uses technique` relations of groups, campaigns and software whose first report was published from 2014 on.
    pub sentences: usize,
    /// Share of sentences whose technique is first.
    pub top_1: Option<Figure>,
    /// Among the first five.
    pub top_5: Option<Figure>,
    /// Share whose technique, or one of the same family, is first.
    pub family_top_1: Option<Figure>,
}

/// Where the true technique of one sentence stood.
struct Placed {
    rank: usize,
    family: bool,
}

/// Each sentence is read by what was learnt of sentences published before the half-year of its first report.
#[must_use]
pub fn sentences(pack: &Pack, model: &Model) -> SentenceResult {
    let mut asked: BTreeMap<u32, (u32, Date, BTreeMap<u32, u32>)> = BTreeMap::new();
    for sentence in &pack.wording.sentences {
        let Some(relation) = pack.relations.get(sentence.relation as usize) else { continue };
        let Object::Technique(technique) = relation.object else { continue };
        let days = relation.reports.iter().filter_map(|at| pack.report(*at)?.published).map(|date| date.earliest());
        let Some(day) = days.min().filter(|day| day.year() >= 2014) else { continue };
        let (_, _, bag) = asked.entry(sentence.relation).or_insert_with(|| (technique, day, BTreeMap::new()));
        for (term, count) in &sentence.terms {
            *bag.entry(*term).or_default() += count;
        }
    }
    let asked: Vec<_> = asked.into_values().collect();
    let readers = Readers::of(pack, model, asked.iter().map(|(_, day, _)| *day));
    let starts: Vec<_> = readers.iter().collect();
    let placed = in_parallel(starts.len(), |at| {
        let Some((start, reader)) = starts.get(at) else { return Vec::new() };
        let of_half = asked.iter().filter(|(_, day, _)| half_year(*day) == Some(*start));
        let place = |(technique, _, bag): &(u32, Date, BTreeMap<u32, u32>)| {
            let terms: Vec<u32> =
                bag.iter().flat_map(|(term, count)| std::iter::repeat_n(*term, *count as usize)).collect();
            let ranked = reader.ranked(&terms);
            let first = ranked.first().map(|(technique, _)| *technique)?;
            let family = |at: u32| pack.techniques.get(at as usize).map(|technique| technique.id.parent());
            let rank = ranked.iter().position(|(found, _)| found == technique).map_or(usize::MAX, |at| at + 1);
            Some(Placed { rank, family: family(first) == family(*technique) })
        };
        of_half.filter_map(place).collect()
    });
    let placed: Vec<Placed> = placed.into_iter().flatten().collect();
    let share = |of: fn(&Placed) -> bool| mean_of(&placed, |placed| Some(f64::from(u8::from(of(placed)))));
    SentenceResult {
        sentences: placed.len(),
        top_1: share(|placed| placed.rank == 1),
        top_5: share(|placed| placed.rank <= 5),
        family_top_1: share(|placed| placed.family),
    }
}
