use std::collections::{BTreeMap, BTreeSet, HashMap};

use dunant_vocabulary::{Date, NameKey, Sha256Digest};

use crate::dating::date_report;
use crate::lexicon::lexicon;
use crate::ordinary::OrdinaryWords;
use crate::wording::{Part, Texts, Wording, count};
use crate::{
    Actor, Campaign, Dating, Indicator, KnowledgeSource, Link, NameClaim, Object, Pack, Relation, Report, Software,
    Subject, Technique,
};

/// Makes a [`Pack`] out of sources, one after the other.
///
/// The same sources in the same order give the same bytes. A source that cannot be read leaves what was added before untouched.
#[derive(Debug, Clone, Default)]
pub struct Builder {
    pub(crate) sources: Vec<KnowledgeSource>,
    pub(crate) reports: Vec<Report>,
    pub(crate) actors: Vec<Actor>,
    pub(crate) campaigns: Vec<Campaign>,
    pub(crate) software: Vec<Software>,
    pub(crate) techniques: Vec<Technique>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) words: OrdinaryWords,
    pub(crate) texts: Texts,
    /// UUIDs that sources give their entries, for links between sources.
    pub(crate) by_uuid: HashMap<String, Entity>,
    /// Links whose other end may be in a source that is not read yet.
    pub(crate) pending: Vec<PendingLink>,
    pub(crate) skipped: BTreeMap<String, u32>,
    report_by_key: HashMap<String, u32>,
}

/// What a UUID of a source stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entity {
    Actor(u32),
    Campaign(u32),
    Software(u32),
    Technique(u32),
}

/// A link that a source makes by UUID.
#[derive(Debug, Clone)]
pub(crate) struct PendingLink {
    pub(crate) from: Entity,
    pub(crate) to: String,
    pub(crate) kind: String,
    pub(crate) likelihood: Option<String>,
    pub(crate) by: u32,
}

/// What an import came to, for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Summary {
    pub sources: usize,
    pub reports: usize,
    pub dated_reports: usize,
    pub actors: usize,
    pub names: usize,
    pub shared_names: usize,
    pub links: usize,
    pub campaigns: usize,
    pub software: usize,
    pub techniques: usize,
    pub relations: usize,
    pub indicators: usize,
    /// What was left out, by reason, with how often.
    pub skipped: Vec<(String, u32)>,
}

impl Builder {
    /// A builder that has read nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The pack of everything added, and what it came to.
    #[must_use]
    pub fn finish(mut self) -> (Pack, Summary) {
        self.resolve_links();
        self.mark_ordinary_names();
        self.match_software();
        let segments = self.sort_relations();
        self.indicators.sort();
        self.indicators.dedup();
        let mut pack = Pack {
            sources: self.sources,
            reports: self.reports,
            actors: self.actors,
            campaigns: self.campaigns,
            software: self.software,
            techniques: self.techniques,
            relations: self.relations,
            indicators: self.indicators,
            wording: Wording::default(),
            digest: None,
        };
        match lexicon(&pack) {
            Ok(names) => pack.wording = count(&pack, &segments, &self.texts, &names),
            // Without the names to mask, the counts would hold them.
            Err(error) => *self.skipped.entry(format!("terms of all texts: {error}")).or_default() += 1,
        }
        let summary = summarise(&pack, &self.skipped);
        pack.digest = Some(Sha256Digest::of(&pack.to_bytes()));
        (pack, summary)
    }

    pub(crate) fn add_source(
        &mut self,
        name: &str,
        file: &str,
        bytes: &[u8],
        newest: Option<Date>,
        terms: &str,
    ) -> u32 {
        self.sources.push(KnowledgeSource {
            name: name.to_owned(),
            file: file.to_owned(),
            digest: Sha256Digest::of(bytes),
            newest,
            terms: terms.to_owned(),
        });
        position(self.sources.len() - 1)
    }

    /// The report with this key or address, added when it is new. Two sources that cite one address share one report.
    pub(crate) fn report(&mut self, key: &str, citation: &str, url: Option<&str>) -> u32 {
        let address = url.map(address_key);
        let known = self.report_by_key.get(key).or_else(|| self.report_by_key.get(address.as_ref()?)).copied();
        if let Some(known) = known {
            return known;
        }
        let (published, dating) = date_report(citation, key, url);
        self.add_report(Report {
            key: key.to_owned(),
            citation: citation.to_owned(),
            url: url.map(str::to_owned),
            published,
            dating,
        })
    }

    pub(crate) fn add_report(&mut self, report: Report) -> u32 {
        let place = position(self.reports.len());
        if let Some(url) = &report.url {
            self.report_by_key.entry(address_key(url)).or_insert(place);
        }
        self.report_by_key.insert(report.key.clone(), place);
        self.reports.push(report);
        place
    }

    pub(crate) fn skip(&mut self, reason: impl Into<String>) {
        *self.skipped.entry(reason.into()).or_default() += 1;
    }

    /// Positions of the actors that some source calls `name`, or that have it as their identifier.
    pub(crate) fn actors_named(&self, name: &str) -> Vec<u32> {
        let key = NameKey::of(name);
        let fits = |actor: &Actor| {
            actor.id.eq_ignore_ascii_case(name) || actor.names.iter().any(|claim| NameKey::of(&claim.name) == key)
        };
        self.actors.iter().enumerate().filter(|(_, actor)| fits(actor)).map(|(index, _)| position(index)).collect()
    }

    fn resolve_links(&mut self) {
        for link in std::mem::take(&mut self.pending) {
            let Some(to) = self.by_uuid.get(&link.to).copied() else {
                self.skip(format!("link `{}` to an entry of a source that was not imported", link.kind));
                continue;
            };
            let user = |actor| (Subject::Actor(actor), link.kind.as_str());
            match (link.from, to) {
                (Entity::Actor(from), Entity::Actor(to)) if from != to => {
                    if let Some(actor) = self.actors.get_mut(from as usize) {
                        actor.links.push(Link { to, by: link.by, kind: link.kind, likelihood: link.likelihood });
                    }
                }
                (Entity::Actor(actor), Entity::Software(software)) if matches!(user(actor).1, "uses" | "deploys") => {
                    self.relate(user(actor).0, Object::Software(software), link.by);
                }
                (Entity::Software(software), Entity::Actor(actor))
                    if matches!(user(actor).1.trim(), "used-by" | "is-deployed-by") =>
                {
                    self.relate(user(actor).0, Object::Software(software), link.by);
                }
                (Entity::Software(from), Entity::Software(to)) if link.kind == "similar" && from != to => {
                    let attack = |at: u32| self.software.get(at as usize).is_some_and(|s| is_attack_id(&s.id));
                    let stands_for_itself = attack(from) || !attack(to);
                    if let Some(software) = self.software.get_mut(from as usize).filter(|_| !stands_for_itself) {
                        software.same_as.get_or_insert(to);
                    }
                }
                _ => self.skip(format!("link `{}` that says nothing of use to attribution", link.kind.trim())),
            }
        }
        for actor in &mut self.actors {
            actor.links.sort();
            actor.links.dedup();
        }
    }

    fn relate(&mut self, subject: Subject, object: Object, by: u32) {
        self.relations.push(Relation { subject, object, by, reports: Vec::new(), recorded: None });
    }

    /// Sorts the relations, and gives the texts of each by its new position.
    fn sort_relations(&mut self) -> Vec<Vec<Part>> {
        let texts = &mut self.texts.relations;
        let mut told: Vec<(Relation, Vec<Part>)> = (0..)
            .zip(std::mem::take(&mut self.relations))
            .map(|(place, relation)| (relation, texts.remove(&place).unwrap_or_default()))
            .collect();
        told.sort_by(|(a, _), (b, _)| {
            (a.subject, a.object, a.by, &a.reports).cmp(&(b.subject, b.object, b.by, &b.reports))
        });
        let (relations, segments) = told.into_iter().unzip();
        self.relations = relations;
        segments
    }

    fn mark_ordinary_names(&mut self) {
        let actors = self.actors.iter_mut().map(|actor| &mut actor.names);
        let software = self.software.iter_mut().map(|software| &mut software.names);
        for claim in actors.chain(software).flatten() {
            claim.ordinary = self.words.is_ordinary(&claim.name);
        }
    }

    /// Lets software of other sources stand for the ATT&CK entry with the same name, where only one has it.
    fn match_software(&mut self) {
        let mut attack: BTreeMap<NameKey, BTreeSet<u32>> = BTreeMap::new();
        for (index, software) in self.software.iter().enumerate().filter(|(_, software)| is_attack_id(&software.id)) {
            for claim in &software.names {
                attack.entry(NameKey::of(&claim.name)).or_default().insert(position(index));
            }
        }
        for software in self.software.iter_mut().filter(|software| !is_attack_id(&software.id)) {
            let same_name: BTreeSet<u32> = software
                .names
                .iter()
                .filter_map(|claim| attack.get(&NameKey::of(&claim.name)))
                .flatten()
                .copied()
                .collect();
            if let (None, [only]) = (software.same_as, same_name.iter().copied().collect::<Vec<_>>().as_slice()) {
                software.same_as = Some(*only);
            }
        }
    }
}

/// A name that its source claims on `reports`.
pub(crate) fn name_claim(name: &str, reports: Vec<u32>) -> NameClaim {
    NameClaim { name: name.to_owned(), reports, ordinary: false }
}

/// A position in a table. Tables hold far fewer than 2^32 entries: sources are bounded at import.
pub(crate) fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn is_attack_id(id: &str) -> bool {
    id.parse::<dunant_vocabulary::AttackId>().is_ok()
}

/// An address without what does not change where it leads.
fn address_key(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_ascii_lowercase()
}

fn summarise(pack: &Pack, skipped: &BTreeMap<String, u32>) -> Summary {
    let mut holders: BTreeMap<NameKey, BTreeSet<(u32, usize)>> = BTreeMap::new();
    for (index, actor) in pack.actors.iter().enumerate() {
        for claim in &actor.names {
            holders.entry(NameKey::of(&claim.name)).or_default().insert((actor.by, index));
        }
    }
    let shared_within_a_source = |holders: &BTreeSet<(u32, usize)>| {
        let sources: BTreeSet<u32> = holders.iter().map(|(by, _)| *by).collect();
        sources.len() < holders.len()
    };
    Summary {
        sources: pack.sources.len(),
        reports: pack.reports.len(),
        dated_reports: pack.reports.iter().filter(|report| report.dating < Dating::Retrieved).count(),
        actors: pack.actors.len(),
        names: pack.actors.iter().map(|actor| actor.names.len()).sum(),
        shared_names: holders.values().filter(|holders| shared_within_a_source(holders)).count(),
        links: pack.actors.iter().map(|actor| actor.links.len()).sum(),
        campaigns: pack.campaigns.len(),
        software: pack.software.len(),
        techniques: pack.techniques.len(),
        relations: pack.relations.len(),
        indicators: pack.indicators.len(),
        skipped: skipped.iter().map(|(reason, count)| (reason.clone(), *count)).collect(),
    }
}
