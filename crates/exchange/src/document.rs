use std::borrow::Cow;
use std::collections::BTreeMap;

use dunant_attribution::{Assessment, SourceClaim, Tradecraft, Unlisted};
use dunant_convention::Verdict;
use dunant_evidence::{Item, Loss, Observation, Refusal, SetAside};
use dunant_vocabulary::{AdmiraltyGrade, Country, Date, DateRange, Pap, Probability, Sector, Sha256Digest, Tlp};
use serde::{Deserialize, Serialize};

use crate::{LeftOutCount, ProposedFact, Settings, values, words};

/// The name and version of the schema that [`Document`] serialises to. A change that a reader could notice makes a new version.
pub const SCHEMA: &str = "dunant.assessment/2";

/// One examined case: everything that `dunant assess` says, in the order in which it says it.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What the result was computed from. Same digests, same bytes.
    pub digests: Digests,
    /// What was chosen for the examination; `digests` has its SHA-256.
    pub settings: Settings,
    /// The case as its file describes it.
    pub case: CaseSummary,
    /// What was read of each file, in the order given, members of archives behind their archive.
    pub items: Vec<ItemSummary>,
    /// What stands in the directories given and was not read, counted by kind: hidden files, links, pipes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOutCount>,
    /// Who did it, how sure, and why: one assessment, or one for each intrusion that the case tells apart.
    pub assessments: Vec<IntrusionAssessment>,
    /// Which promises the case concerns; clauses that it does not concern stand last.
    pub verdicts: Vec<Verdict>,
    /// What the case file and the evidence suggest beyond the facts that the case states. No verdict rests on it.
    pub proposed_facts: Vec<ProposedFact>,
    /// Attribution claimed by others, as the case lists it. Never evidence.
    pub public_claims: Vec<PublicClaim>,
}

/// The assessment of one intrusion.
#[derive(Debug, Clone, Serialize)]
pub struct IntrusionAssessment {
    /// The case's name for the intrusion; none where the case tells none apart.
    pub intrusion: Option<String>,
    /// Who did it, how sure, and why.
    pub assessment: Assessment,
}

/// The digests that name the inputs of a [`Document`].
#[derive(Debug, Clone, Serialize)]
pub struct Digests {
    /// Of the evidence as a whole: SHA-256 over sorted lines, each once: of a file that was given its digest; of a file within one the
    /// digest of what holds it, a blank and its own. In lower case.
    pub evidence: Sha256Digest,
    /// Of the case file, where there is one.
    pub case: Option<Sha256Digest>,
    /// Of the knowledge pack's file.
    pub pack: Sha256Digest,
    /// Of the model's parameters.
    pub model: Sha256Digest,
    /// Of the instruments.
    pub instruments: Sha256Digest,
    /// Of the settings: see [`Settings::digest`].
    pub settings: Sha256Digest,
}

/// The case in a few lines.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CaseSummary {
    /// Its title; the name of the first file where there is no case file.
    pub title: String,
    /// What happened, in a sentence or two.
    pub summary: Option<String>,
    /// When.
    pub incident: Option<DateRange>,
    /// To whom.
    pub victim: Option<Victim>,
}

/// To whom it happened, as `[victim]` of a case file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Victim {
    /// The name; may be withheld.
    pub name: Option<String>,
    /// Where.
    pub country: Option<Country>,
    /// In which sector.
    pub sector: Option<Sector>,
    /// What kind of victim, as the case writes it: `company`, `ngo`, …
    pub kind: Option<String>,
}

/// One file, and what was read of it.
#[derive(Debug, Clone, Serialize)]
pub struct ItemSummary {
    /// SHA-256.
    pub digest: Sha256Digest,
    /// Its name; a member of an archive has the archive's name, `!`, and its own path.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// The format it was read as; `None` when it was refused.
    pub format: Option<&'static str>,
    /// Where it came from, as the case or the item says.
    pub source: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<DateRange>,
    /// How far it may be shared: the closer of what the case and the item say.
    pub tlp: Option<Tlp>,
    /// Which actions the item itself permits, where it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pap: Option<Pap>,
    /// Reliability of the source and credibility of the information, by the case.
    pub admiralty: Option<AdmiraltyGrade>,
    /// Records by kind, most frequent first.
    pub records: Vec<(String, u32)>,
    /// Number of values read by kind, most frequent first.
    pub observed: Vec<(String, u32)>,
    /// Every value read, in the order of the item. Empty until the case is assessed, and where nobody asked for them.
    #[serde(serialize_with = "values::each")]
    pub observations: Vec<Observation>,
    /// Every value that was read and is no evidence of this case, and why.
    pub set_aside: Vec<SetAside>,
    /// What could not be read, and where.
    pub losses: Vec<Loss>,
    /// Why nothing was read.
    pub refusal: Option<Refusal>,
}

/// A public attribution of the case by somebody, as `[[claim]]` of a case file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicClaim {
    /// Who claims.
    pub by: String,
    /// Whom they name.
    pub names: String,
    /// When.
    pub date: Option<Date>,
    /// On what ground.
    pub basis: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Who contests it, and how.
    pub contested: Option<String>,
}

/// One assessment and the case around it: what the parts of a page are written from.
#[derive(Clone, Copy)]
pub(crate) struct Part<'d> {
    /// The whole.
    pub document: &'d Document,
    /// The assessment.
    pub assessment: &'d Assessment,
    /// The intrusion it is of, where the case tells several apart.
    pub intrusion: Option<&'d str>,
    /// Its place among the assessments.
    pub index: usize,
}

impl Document {
    /// The assessments, in order.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.assessments.iter().enumerate().map(|(index, part)| Part {
            document: self,
            assessment: &part.assessment,
            intrusion: part.intrusion.as_deref(),
            index,
        })
    }

    /// The document as pages show it: an assessment that compared nothing ranks nobody, since each name would stand where it stood
    /// before there was evidence. Values are left out where it is copied; no page shows them.
    pub(crate) fn as_shown(&self) -> Cow<'_, Self> {
        if !self.assessments.iter().any(|part| part.assessment.compared_nothing()) {
            return Cow::Borrowed(self);
        }
        let mut shown = Self {
            schema: self.schema,
            digests: self.digests.clone(),
            settings: self.settings.clone(),
            case: self.case.clone(),
            items: self.items.iter().map(ItemSummary::without_values).collect(),
            left_out: self.left_out.clone(),
            assessments: self.assessments.clone(),
            verdicts: self.verdicts.clone(),
            proposed_facts: self.proposed_facts.clone(),
            public_claims: self.public_claims.clone(),
        };
        for assessment in shown.assessments.iter_mut().map(|part| &mut part.assessment) {
            if assessment.compared_nothing() {
                assessment.hypotheses.clear();
                assessment.unlisted = Unlisted { count: 0, posterior: Probability::ZERO };
                assessment.dissenting_items.clear();
                assessment.tradecraft = Tradecraft::default();
            }
        }
        Cow::Owned(shown)
    }

    /// What a reader must know before using any of the assessments, each once, with the intrusion it is of.
    pub(crate) fn cautions(&self) -> Vec<String> {
        let mut cautions: Vec<String> = Vec::new();
        for part in self.parts() {
            for text in part.assessment.cautions.iter().map(words::caution) {
                let caution = part.intrusion.map_or_else(|| text.clone(), |intrusion| format!("{intrusion}: {text}"));
                if !cautions.contains(&caution) {
                    cautions.push(caution);
                }
            }
        }
        cautions
    }

    /// Actors that items name, over all assessments.
    pub(crate) fn source_claims(&self) -> Vec<&SourceClaim> {
        let claims = self.parts().flat_map(|part| &part.assessment.claims);
        let mut seen: BTreeMap<&str, &SourceClaim> = BTreeMap::new();
        for claim in claims {
            let widest = seen.entry(&claim.name).or_insert(claim);
            if claim.places.len() > widest.places.len() {
                *widest = claim;
            }
        }
        seen.into_values().collect()
    }
}

impl Part<'_> {
    /// A heading, with the intrusion where there are several.
    pub(crate) fn heading(self, text: &str) -> String {
        self.intrusion.map_or_else(|| text.to_owned(), |intrusion| format!("{text}: {intrusion}"))
    }

    /// An identifier of HTML, unique among the assessments.
    pub(crate) fn id(self, name: &str) -> String {
        if self.index == 0 { name.to_owned() } else { format!("{name}-{}", self.index + 1) }
    }
}

impl ItemSummary {
    /// The same without its values, of which there can be many.
    fn without_values(&self) -> Self {
        Self {
            digest: self.digest,
            name: self.name.clone(),
            size: self.size,
            format: self.format,
            source: self.source.clone(),
            title: self.title.clone(),
            published: self.published,
            tlp: self.tlp,
            pap: self.pap,
            admiralty: self.admiralty,
            records: self.records.clone(),
            observed: self.observed.clone(),
            observations: Vec::new(),
            set_aside: self.set_aside.clone(),
            losses: self.losses.clone(),
            refusal: self.refusal.clone(),
        }
    }

    /// What there is to say of `item` from its own bytes, but for the values themselves: [`ItemSummary::observations`] is filled when
    /// nothing else needs them any more, for there can be many. The case adds source and grade.
    #[must_use]
    pub fn of(item: &Item) -> Self {
        let reading = &item.reading;
        Self {
            digest: item.digest,
            name: item.name.clone(),
            size: item.size,
            format: item.format,
            source: None,
            title: reading.title.clone(),
            published: reading.dated,
            tlp: reading.tlp,
            pap: reading.pap,
            admiralty: None,
            records: by_frequency(reading.records.iter().map(|record| &*record.kind)),
            observed: by_frequency(reading.observations().iter().map(|o| o.observed.kind())),
            observations: Vec::new(),
            set_aside: reading.values_set_aside().to_vec(),
            losses: reading.losses().to_vec(),
            refusal: item.refusal.clone(),
        }
    }
}

fn by_frequency<'k>(kinds: impl Iterator<Item = &'k str>) -> Vec<(String, u32)> {
    let mut counts = BTreeMap::<&str, u32>::new();
    for kind in kinds {
        *counts.entry(kind).or_default() += 1;
    }
    let mut rows: Vec<(String, u32)> = counts.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    rows
}
