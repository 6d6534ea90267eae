use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use dunant_attribution::{Assessment, Material, Note, Profiles, Question, Victim, assess_with, before_incident};
use dunant_convention::{CaseFacts, Verdict};
use dunant_evidence::{Item, SourceGroup, SourceItem, independent_sources};
use dunant_exchange::{
    CaseSummary, Digests, Document, IntrusionAssessment, ItemSummary, LeftOutCount, ProposedFact, PublicClaim, SCHEMA,
};
use dunant_vocabulary::{AdmiraltyGrade, Date, Sha256Digest, Tlp};

use crate::reading::{Kept, read_inputs};
use crate::setup::joined;
use crate::{Case, CaseFile, Error, Input, Setup, beside, known_lists, other_times, proposal, titles};

/// Examines a case: reads its evidence, assesses who did it, and holds it against the promises.
///
/// # Errors
/// A file that cannot be opened. What can be opened but not read is said in the document.
pub fn examine(case: &Case, setup: &Setup) -> Result<Document, Error> {
    examine_with_progress(case, setup, &|_| {})
}

/// The same, telling how many of the case's inputs have been read.
///
/// # Errors
/// As [`examine`].
pub fn examine_with_progress(case: &Case, setup: &Setup, progress: &(dyn Fn(usize) + Sync)) -> Result<Document, Error> {
    let file = case.file.as_ref();
    let settings = setup.settings();
    let incident = file.and_then(|file| file.incident);
    let day_before = incident.filter(|_| settings.as_of.is_none()).map(|incident| incident.earliest());
    let (read, profiles, before) = thread::scope(|scope| {
        let profiles = scope.spawn(|| setup.profiles());
        let before = day_before.map(|day| scope.spawn(move || setup.profiles_as_of(day)));
        let read = read_inputs(&case.inputs, &setup.context_of_readers(), setup.threads().get(), progress);
        (read, joined(profiles), before.map(joined))
    });
    let mut read = read?;
    known_lists::withhold(&mut read, setup.pack());
    other_times::set_apart(&mut read, &case.inputs, file);
    titles::give(&mut read, &case.inputs, file);
    beside::heed(&mut read, &case.inputs, file);
    let evidence = digest_of(read.iter().flatten());
    let items = by_input(case, &read);
    let question = Question {
        incident,
        as_of: settings.as_of,
        victim: victim(file),
        context: settings.context,
        sources: sources(&items, file),
        grades: grades(&items, file, setup),
        limits: setup.limits().clone(),
    };
    let assess_intrusion = |intrusion: Option<&str>| {
        let material = material_of(intrusion, &items, file);
        let of_the_day_before =
            |before: &Profiles| before_incident(&material, setup.pack(), before, setup.model(), &question);
        let (mut assessment, outcome) = thread::scope(|scope| {
            let outcome = before.as_deref().map(|before| scope.spawn(|| of_the_day_before(before)));
            (assess_with(&material, setup.pack(), &profiles, setup.model(), &question), outcome.map(joined))
        });
        if let Some(outcome) = outcome {
            assessment.tradecraft.pivotal.before_incident = outcome;
        }
        write_out(&mut assessment, &words_of(intrusion, &items, file));
        IntrusionAssessment { intrusion: intrusion.map(str::to_owned), assessment }
    };
    let intrusions = intrusions(file);
    let assessments = if intrusions.is_empty() {
        vec![assess_intrusion(None)]
    } else {
        intrusions.into_iter().map(|intrusion| assess_intrusion(Some(intrusion))).collect()
    };
    let (verdicts, instruments) = evaluate(file, setup);
    let mut summaries: Vec<ItemSummary> =
        items.iter().map(|(input, kept)| item_summary(input, kept, file, setup)).collect();
    let proposed_facts = proposed(file, &items, &summaries, setup);
    // Nothing else needs the observations any more; there can be many, so they move.
    for (summary, kept) in summaries.iter_mut().zip(read.into_iter().flatten()) {
        summary.observations = kept.item.reading.into_observations();
    }

    Ok(Document {
        schema: SCHEMA,
        digests: Digests {
            evidence,
            case: file.and_then(CaseFile::digest),
            pack: setup.pack().digest(),
            model: setup.model().digest(),
            instruments,
            settings: settings.digest(),
        },
        settings: settings.clone(),
        case: summarise(case),
        items: summaries,
        left_out: LeftOutCount::of(&case.left_out),
        assessments,
        verdicts,
        proposed_facts,
        public_claims: file.map(|file| claims(file, settings.as_of)).unwrap_or_default(),
    })
}

/// Every clause held against the facts of the case file as they were known by the settings' day, those that it concerns first, and
/// the digest of the instruments.
pub(crate) fn evaluate(file: Option<&CaseFile>, setup: &Setup) -> (Vec<Verdict>, Sha256Digest) {
    let mut facts = file.map(|file| Cow::Borrowed(file.facts())).unwrap_or_default();
    if let Some(day) = setup.settings().as_of {
        facts = Cow::Owned(facts.as_of(day));
    }
    let mut verdicts = setup.convention().evaluate(&facts);
    let instruments = instruments_digest(&verdicts);
    verdicts.sort_by_key(|verdict| !verdict.concerned());
    (verdicts, instruments)
}

/// What others said by the end of a day. What has no date stays.
fn claims(file: &CaseFile, as_of: Option<Date>) -> Vec<PublicClaim> {
    let said = |claim: &&PublicClaim| !matches!((claim.date, as_of), (Some(said), Some(day)) if said > day);
    file.claim.iter().filter(said).cloned().collect()
}

/// What a case suggests beyond the facts that it states.
#[derive(Debug)]
pub struct Proposals {
    /// The facts, in the vocabulary's order. None counts until a person accepts it.
    pub facts: Vec<ProposedFact>,
    /// The items that they were read from.
    pub items: Vec<ItemSummary>,
}

/// Reads what a case suggests beyond the facts that it states, as [`examine`] does, without an assessment.
///
/// # Errors
/// As [`examine`].
pub fn propose(case: &Case, setup: &Setup) -> Result<Proposals, Error> {
    let mut read = read_inputs(&case.inputs, &setup.context_of_readers(), setup.threads().get(), &|_| {})?;
    known_lists::withhold(&mut read, setup.pack());
    let file = case.file.as_ref();
    let items = by_input(case, &read);
    let summaries: Vec<ItemSummary> =
        items.iter().map(|(input, kept)| item_summary(input, kept, file, setup)).collect();
    Ok(Proposals { facts: proposed(file, &items, &summaries, setup), items: summaries })
}

pub(crate) fn by_input<'c>(case: &'c Case, read: &'c [Vec<Kept>]) -> Vec<(&'c Input, &'c Kept)> {
    case.inputs.iter().zip(read).flat_map(|(input, items)| items.iter().map(move |kept| (input, kept))).collect()
}

/// The facts that the case file and the items suggest; nothing of the assessment goes in. An item that stands in the case twice
/// speaks once.
fn proposed(
    file: Option<&CaseFile>,
    items: &[(&Input, &Kept)],
    summaries: &[ItemSummary],
    setup: &Setup,
) -> Vec<ProposedFact> {
    let no_facts = CaseFacts::default();
    let mut spoken = BTreeSet::new();
    let once = items.iter().filter(|(_, kept)| spoken.insert(kept.item.digest));
    let anybody_could_read = |(input, summary): &(&Input, &ItemSummary)| {
        let entry = file.and_then(|file| file.evidence.iter().find(|entry| entry.file == input.name()));
        entry.is_some_and(|entry| entry.url.is_some()) && summary.tlp.is_none_or(|tlp| tlp == Tlp::Clear)
    };
    let material = proposal::Material {
        incident: file.and_then(|file| file.incident),
        victim: file.and_then(|file| file.victim.as_ref()),
        facts: file.map_or(&no_facts, CaseFile::facts),
        observations: once.flat_map(|(_, kept)| kept.item.reading.observations()).collect(),
        public: (items.iter().map(|(input, _)| *input).zip(summaries).filter(anybody_could_read))
            .filter_map(|(_, summary)| Some((summary.digest, summary.published?)))
            .collect(),
        as_of: setup.settings().as_of,
    };
    proposal::propose(&material, setup.pack())
}

/// The victim, as far as it bears on who did it.
fn victim(file: Option<&CaseFile>) -> Victim {
    let victim = file.and_then(|file| file.victim.as_ref());
    victim.map(|victim| Victim { country: victim.country, sector: victim.sector }).unwrap_or_default()
}

/// The items by source: those that copy each other, that say they have it from each other, or that the case says were published at
/// one address, are one.
fn sources(items: &[(&Input, &Kept)], file: Option<&CaseFile>) -> Vec<SourceGroup> {
    let of_the_case =
        |input: &Input| file.and_then(|file| file.evidence.iter().find(|entry| entry.file == input.name()));
    let items: Vec<SourceItem<'_>> = (items.iter())
        .map(|(input, kept)| SourceItem {
            digest: kept.item.digest,
            url: of_the_case(input).and_then(|entry| entry.url.as_deref()),
            source: of_the_case(input).and_then(|entry| entry.source.as_deref()),
            quotes: &kept.item.reading.quotes,
            observations: kept.item.reading.observations(),
            passages: &kept.item.reading.passages,
            container: kept.item.container.as_ref().map(|container| container.digest),
        })
        .collect();
    independent_sources(&items)
}

/// The grades of the items: what the case says of a file, which holds for what it contains, else what the settings say of all.
/// The same bytes under two names have the worse grade of the two.
fn grades(items: &[(&Input, &Kept)], file: Option<&CaseFile>, setup: &Setup) -> BTreeMap<Sha256Digest, AdmiraltyGrade> {
    let mut grades: BTreeMap<Sha256Digest, AdmiraltyGrade> = BTreeMap::new();
    for (input, kept) in items {
        let entry = file.and_then(|file| file.evidence.iter().find(|entry| entry.file == input.name()));
        let Some(grade) = entry.and_then(|entry| entry.admiralty).or(setup.settings().grade) else { continue };
        let held = grades.entry(kept.item.digest).or_insert(grade);
        held.reliability = held.reliability.max(grade.reliability);
        held.credibility = held.credibility.max(grade.credibility);
    }
    grades
}

/// The intrusions that the case tells apart, in the order in which it names them.
fn intrusions(file: Option<&CaseFile>) -> Vec<&str> {
    let mut intrusions: Vec<&str> = Vec::new();
    for entry in file.into_iter().flat_map(|file| &file.evidence) {
        if let Some(intrusion) = entry.intrusion.as_deref().filter(|intrusion| !intrusions.contains(intrusion)) {
            intrusions.push(intrusion);
        }
    }
    intrusions
}

/// The digest of the evidence: a line for each file that was given, its digest, and for each file within one the digests of what holds
/// it and its own; sorted, each once. What a password opens adds lines.
fn digest_of<'k>(read: impl Iterator<Item = &'k Kept>) -> Sha256Digest {
    let line = |kept: &Kept| match &kept.item.container {
        None => format!("{}\n", kept.item.digest),
        Some(container) => format!("{} {}\n", container.digest, kept.item.digest),
    };
    Sha256Digest::of(read.map(line).collect::<BTreeSet<_>>().into_iter().collect::<String>().as_bytes())
}

/// How the stems of an intrusion's prose are written, whatever the order of its items.
fn words_of<'i>(
    intrusion: Option<&str>,
    items: &[(&Input, &'i Kept)],
    file: Option<&CaseFile>,
) -> BTreeMap<&'i str, &'i str> {
    let mut words = BTreeMap::new();
    for item in items_of(intrusion, items, file) {
        for (stem, word) in &item.reading.words {
            let held: &mut &str = words.entry(&**stem).or_insert(word);
            *held = (*held).min(word);
        }
    }
    words
}

/// Writes the strongest words as the evidence has them; a stem is no word for a reader.
fn write_out(assessment: &mut Assessment, words: &BTreeMap<&str, &str>) {
    let contributions = assessment.hypotheses.iter_mut().flat_map(|hypothesis| &mut hypothesis.contributions);
    for note in contributions.flat_map(|contribution| &mut contribution.notes) {
        let Note::StrongestTerms { terms } = note else { continue };
        for term in terms.iter_mut() {
            let written: Vec<&str> = term.split(' ').map(|stem| words.get(stem).copied().unwrap_or(stem)).collect();
            *term = written.join(" ");
        }
    }
}

/// What the evidence holds of one intrusion.
fn material_of<'i>(intrusion: Option<&str>, items: &[(&Input, &'i Kept)], file: Option<&CaseFile>) -> Material<'i> {
    let mut material = Material::default();
    for item in items_of(intrusion, items, file) {
        material.observations.extend(item.reading.observations());
        material.passages.extend(&item.reading.passages);
    }
    material
}

/// The items that the case lays to an intrusion, and those that it lays to none. An item that stands in the case twice speaks once.
fn items_of<'i>(intrusion: Option<&str>, items: &[(&Input, &'i Kept)], file: Option<&CaseFile>) -> Vec<&'i Item> {
    let laid_to = |input: &Input| {
        let entry = file.and_then(|file| file.evidence.iter().find(|entry| entry.file == input.name()));
        entry.and_then(|entry| entry.intrusion.as_deref())
    };
    let mut spoken = BTreeSet::new();
    let concerns = |input: &Input| laid_to(input).is_none() || laid_to(input) == intrusion;
    (items.iter())
        .filter(|(input, Kept { item, .. })| concerns(input) && item.refusal.is_none() && spoken.insert(item.digest))
        .map(|(_, kept)| &kept.item)
        .collect()
}

fn summarise(case: &Case) -> CaseSummary {
    let Some(file) = &case.file else {
        let title = match case.inputs.as_slice() {
            [] => "nothing".to_owned(),
            [only] => only.name().to_owned(),
            [first, rest @ ..] => format!("{} and {} more", first.name(), rest.len()),
        };
        return CaseSummary { title, ..CaseSummary::default() };
    };
    CaseSummary {
        title: file.title.clone(),
        summary: file.summary.clone(),
        incident: file.incident,
        victim: file.victim.clone(),
    }
}

/// What the item says of itself, with what the case says of the file it came from on top.
pub(crate) fn item_summary(input: &Input, kept: &Kept, file: Option<&CaseFile>, setup: &Setup) -> ItemSummary {
    let mut summary = kept.summary.clone();
    summary.admiralty = setup.settings().grade;
    let entry = file.and_then(|file| file.evidence.iter().find(|entry| entry.file == input.name()));
    if let Some(entry) = entry {
        summary.source.clone_from(&entry.source);
        summary.admiralty = entry.admiralty.or(summary.admiralty);
        summary.tlp = summary.tlp.max(entry.tlp);
        if kept.item.container.is_none() {
            summary.title = entry.title.clone().or(summary.title);
            summary.published = entry.published.or(summary.published);
        }
    }
    summary
}

/// One digest for all rules that the case was held against: a line each of instrument, clause and the rule's digest.
fn instruments_digest(verdicts: &[Verdict]) -> Sha256Digest {
    let line = |verdict: &Verdict| format!("{} {} {}\n", verdict.instrument.id, verdict.clause.id, verdict.clause.rule);
    Sha256Digest::of(verdicts.iter().map(line).collect::<String>().as_bytes())
}
