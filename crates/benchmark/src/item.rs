use std::collections::{BTreeMap, BTreeSet};

use dunant_attribution::FeatureKey;
use dunant_knowledge::{Object, Pack, Subject};
use dunant_vocabulary::DateRange;

/// Techniques that an item must show to be asked about.
const TECHNIQUES: usize = 5;

/// One question with a known answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestItem {
    /// The report or campaign, for people.
    pub name: String,
    /// The group's identifier in the pack.
    pub actor: String,
    /// Identifiers of the techniques and software that it shows.
    pub features: BTreeSet<String>,
    /// When it was published, or took place.
    pub date: Option<DateRange>,
    /// Positions of the reports that must be left out of the knowledge.
    pub reports: BTreeSet<u32>,
}

/// Whose `uses` relations make a report an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speakers {
    /// Groups'.
    Groups,
    /// Groups', and campaigns' for the groups that they are attributed to.
    GroupsAndCampaigns,
}

/// The reports that ATT&CK cites for `uses` relations of exactly one group, with at least five techniques. Reports that a
/// relation of `known` already cites are left out, where it is given.
#[must_use]
pub fn report_items(pack: &Pack, known: Option<&Pack>, speakers: Speakers) -> Vec<TestItem> {
    let old: BTreeSet<&str> = known.into_iter().flat_map(cited_keys).collect();
    let mut cited: BTreeMap<u32, (BTreeSet<u32>, BTreeSet<String>)> = BTreeMap::new();
    for relation in &pack.relations {
        let actors: Vec<u32> = match (relation.subject, speakers) {
            (Subject::Actor(actor), _) => vec![actor],
            (Subject::Campaign(at), Speakers::GroupsAndCampaigns) => {
                let campaign = pack.campaigns.get(at as usize);
                campaign.into_iter().flat_map(|campaign| &campaign.attributed_to).map(|laid| laid.actor).collect()
            }
            _ => continue,
        };
        let Some(feature) = feature(pack, relation.object).filter(|_| !actors.is_empty()) else { continue };
        for report in &relation.reports {
            let entry = cited.entry(*report).or_default();
            entry.0.extend(&actors);
            entry.1.insert(feature.clone());
        }
    }
    let mut items = Vec::new();
    for (at, (actors, features)) in cited {
        let (Some(report), Some(actor)) = (pack.report(at), actors.first().and_then(|actor| pack.actor(*actor))) else {
            continue;
        };
        if actors.len() == 1 && enough(&features) && !old.contains(report.key.as_str()) {
            items.push(TestItem {
                name: report.key.clone(),
                actor: actor.id.clone(),
                features,
                date: report.published,
                reports: BTreeSet::from([at]),
            });
        }
    }
    items
}

/// The campaigns that ATT&CK attributes to exactly one group, with at least five techniques; all their reports are left out.
#[must_use]
pub fn campaign_items(pack: &Pack) -> Vec<TestItem> {
    let mut items = Vec::new();
    for (at, campaign) in (0_u32..).zip(&pack.campaigns) {
        let [laid] = campaign.attributed_to.as_slice() else { continue };
        let Some(actor) = pack.actor(laid.actor) else { continue };
        let own = pack.relations.iter().filter(|relation| relation.subject == Subject::Campaign(at));
        let (mut features, mut reports) = (BTreeSet::new(), BTreeSet::new());
        for relation in own {
            features.extend(feature(pack, relation.object));
            reports.extend(&relation.reports);
        }
        if enough(&features) {
            let (name, actor) = (format!("{} {}", campaign.id, campaign.name), actor.id.clone());
            items.push(TestItem { name, actor, features, date: campaign.active, reports });
        }
    }
    items
}

/// The keys of the reports that some relation cites.
fn cited_keys(pack: &Pack) -> impl Iterator<Item = &str> {
    let cited = pack.relations.iter().flat_map(|relation| &relation.reports);
    cited.filter_map(|at| pack.report(*at)).map(|report| report.key.as_str())
}

fn feature(pack: &Pack, object: Object) -> Option<String> {
    match object {
        Object::Technique(at) => pack.techniques.get(at as usize).map(|technique| technique.id.to_string()),
        Object::Software(at) => pack.software.get(at as usize).map(|software| software.id.clone()),
    }
}

fn enough(features: &BTreeSet<String>) -> bool {
    features.iter().filter(|feature| feature.starts_with('T')).count() >= TECHNIQUES
}

/// The pack's positions of the identifiers that items use.
pub(crate) struct Keys {
    by_id: BTreeMap<String, FeatureKey>,
}

impl Keys {
    pub(crate) fn of(pack: &Pack) -> Self {
        let techniques = (0_u32..).zip(&pack.techniques).map(|(at, t)| (t.id.to_string(), FeatureKey::Technique(at)));
        let software =
            (0_u32..).zip(&pack.software).map(|(at, s)| (s.id.clone(), FeatureKey::Software(s.same_as.unwrap_or(at))));
        Self { by_id: techniques.chain(software).collect() }
    }

    /// The features of an item, in the order of the pack, and how many things it shows that the pack has no entry for.
    pub(crate) fn features(&self, item: &TestItem) -> (Vec<FeatureKey>, u32) {
        let held: BTreeSet<FeatureKey> = item.features.iter().filter_map(|id| self.by_id.get(id)).copied().collect();
        let foreign = item.features.iter().filter(|id| !self.by_id.contains_key(*id)).count();
        (held.into_iter().collect(), u32::try_from(foreign).unwrap_or(u32::MAX))
    }
}
