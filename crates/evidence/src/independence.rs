use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use dunant_vocabulary::Sha256Digest;
use serde::Serialize;

use crate::{Observation, Observed, Passage, Quote};

/// One item, as far as telling sources apart needs it.
#[derive(Debug, Clone, Copy)]
pub struct SourceItem<'a> {
    /// The item's SHA-256.
    pub digest: Sha256Digest,
    /// Where it was published, as the case says.
    pub url: Option<&'a str>,
    /// Who published it, as the case says.
    pub source: Option<&'a str>,
    /// Whom its prose says that it has something from.
    pub quotes: &'a [Quote],
    /// What was read from it.
    pub observations: &'a [Observation],
    /// The sentences of its prose.
    pub passages: &'a [Passage],
    /// The item that it was unpacked from: an archive, or the mail to which it was attached.
    pub container: Option<Sha256Digest>,
}

/// Items that are one source: they corroborate nothing that one of them says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SourceGroup {
    /// The items' digests, sorted.
    pub items: Vec<Sha256Digest>,
    /// Why they count as one; none for an item that stands alone.
    pub reasons: Vec<SameSource>,
    /// Whether the case says who published one of them: only then can it be told from another source.
    #[serde(skip)]
    pub is_stated: bool,
}

/// Why two items are one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SameSource {
    /// The same bytes.
    SameBytes,
    /// The case gives the same address for both.
    SameAddress,
    /// They say nearly the same: of all values read from either, or of all sentences, at least 80 % were read from both (Jaccard's
    /// index), with at least five in each; of short items, all values and all sentences.
    NearlySameContent,
    /// At least 95 % of what was read from one, and at least ten values or sentences, stands in the other too: an indicator list
    /// beside its report, a text quoted whole. Of a short text, every value and every sentence.
    Contained,
    /// One came within the other, or both within a third: a mail and what was attached to it, the members of an archive. Whoever
    /// packed them is one source.
    SameContainer,
    /// The prose of one says that it has something from the source of the other, as the case names it ("according to …"), and of the
    /// values of the smaller at least half, and at least two, stand in both.
    Quoted,
    /// The case gives the same source for both.
    SamePublisher,
}

impl SameSource {
    /// The reason in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SameBytes => "the same bytes",
            Self::SameAddress => "the same address",
            Self::NearlySameContent => "nearly the same content",
            Self::Contained => "what one holds stands in the other",
            Self::SameContainer => "they came together, in one archive or mail",
            Self::Quoted => "one says that it has it from the other",
            Self::SamePublisher => "the case gives the same source for both",
        }
    }
}

/// Jaccard's index from which two items say nearly the same.
const ALIKE: f64 = 0.8;
/// Values that each must hold for that.
const ALIKE_FROM: usize = 5;
/// Share of an item's values that must stand in the other for it to be contained.
const CONTAINED: f64 = 0.95;
/// Values that it must hold for that.
const CONTAINED_FROM: usize = 10;
/// Terms from which on a sentence tells one text from another.
const SENTENCE_FROM: usize = 5;
/// Share of the smaller item's values that must stand in both where one quotes the other.
const QUOTED: f64 = 0.5;
/// Values that must stand in both for that: a public tool that two reports name binds nobody.
const QUOTED_FROM: usize = 2;

/// Groups `items` by source, so that sources which copy each other count once; every item stands in exactly one group.
///
/// The groups do not depend on the order of `items`; they are sorted by their first digest. An item given twice counts as given
/// once, with the reason [`SameSource::SameBytes`]. What an item says of itself ("according to …") is not enough: a text can say so
/// falsely, or quote another for one thing and have the rest from its own work. It counts where the content bears it out.
///
/// Items of one source that the case states are one group. That two items hold different values does not make them two sources: one author
/// can write both. A group says whether its source is stated, and only such groups are independent of each other.
#[must_use]
pub fn independent_sources(items: &[SourceItem<'_>]) -> Vec<SourceGroup> {
    let mut held: BTreeMap<Sha256Digest, Content<'_>> = BTreeMap::new();
    let mut doubled = BTreeSet::new();
    for item in items {
        let content = held.entry(item.digest).or_default();
        if content.seen {
            doubled.insert(item.digest);
        }
        content.seen = true;
        // What lies in two archives binds them no more than a text that two newspapers print.
        content.container = content.container.into_iter().chain(item.container).min();
        content.addresses.extend(item.url.map(address).filter(|address| !address.is_empty()));
        content.sources.extend(item.source.map(words).filter(|name| !name.is_empty()));
        content.quotes.extend(item.quotes.iter().map(|quote| quote.of.as_str()));
        let sentences = item.passages.iter().map(|passage| &*passage.terms);
        content.sentences.extend(sentences.filter(|terms| terms.len() >= SENTENCE_FROM));
        content.values.extend(item.observations.iter().map(|observation| &observation.observed).filter(|o| tells(o)));
    }
    let digests: Vec<Sha256Digest> = held.keys().copied().collect();
    let contents: Vec<Content<'_>> = held.into_values().collect();
    let mut union = Union::of(contents.len());
    join_addresses(&contents, &mut union);
    join_contents(&contents.iter().map(|content| &content.values).collect::<Vec<_>>(), &mut union);
    join_contents(&contents.iter().map(|content| &content.sentences).collect::<Vec<_>>(), &mut union);
    join_short(&contents, &mut union);
    join_containers(&digests, &contents, &mut union);
    join_quotes(&contents, &mut union);
    join_publishers(&contents, &mut union);
    let mut groups: BTreeMap<usize, SourceGroup> = BTreeMap::new();
    for (at, digest) in digests.iter().enumerate() {
        let group = groups.entry(union.root(at)).or_default();
        group.items.push(*digest);
        group.is_stated |= contents.get(at).is_some_and(|content| !content.sources.is_empty());
        if doubled.contains(digest) {
            group.reasons.push(SameSource::SameBytes);
        }
    }
    for (at, reason) in std::mem::take(&mut union.joined) {
        groups.entry(union.root(at)).or_default().reasons.push(reason);
    }
    let mut groups: Vec<SourceGroup> = groups.into_values().collect();
    for group in &mut groups {
        group.reasons.sort_unstable();
        group.reasons.dedup();
    }
    groups.sort_by(|a, b| a.items.cmp(&b.items));
    groups
}

/// What is known of one digest.
#[derive(Default)]
struct Content<'a> {
    seen: bool,
    container: Option<Sha256Digest>,
    addresses: BTreeSet<String>,
    sources: BTreeSet<String>,
    quotes: BTreeSet<&'a str>,
    values: BTreeSet<&'a Observed>,
    /// Sentences, as the terms of each.
    sentences: BTreeSet<&'a [u32]>,
}

/// Countries and sectors stand in every report about a region; they do not tell one report from another.
fn tells(observed: &Observed) -> bool {
    !matches!(observed, Observed::Country { .. } | Observed::Sector { .. })
}

/// An address without what does not change where it leads: scheme, `www.`, fragment, a slash at the end.
fn address(url: &str) -> String {
    let url = url.trim();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let url = url.split('#').next().unwrap_or_default().trim_end_matches('/');
    let (host, path) = url.split_once('/').map_or((url, None), |(host, path)| (host, Some(path)));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    path.map_or_else(|| host.to_owned(), |path| format!("{host}/{path}"))
}

fn join_addresses(contents: &[Content<'_>], union: &mut Union) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, content) in contents.iter().enumerate() {
        for address in &content.addresses {
            let held = *first.entry(address).or_insert(at);
            if held != at {
                union.join(held, at, SameSource::SameAddress);
            }
        }
    }
}

/// Joins items that say nearly the same, or of which one contains the other.
///
/// Two sets that share so much must share one of the few rarest values of either, so only items that do are compared (prefix
/// filtering: Bayardo, Ma and Srikant, Scaling Up All Pairs Similarity Search, WWW 2007).
fn join_contents<T: Copy + Ord + Hash>(contents: &[&BTreeSet<T>], union: &mut Union) {
    let mut holders: HashMap<T, Vec<usize>> = HashMap::new();
    for (at, content) in contents.iter().enumerate() {
        for value in *content {
            holders.entry(*value).or_default().push(at);
        }
    }
    let spread = |value: &T| holders.get(value).map_or(0, Vec::len);
    for (at, content) in contents.iter().enumerate().filter(|(_, content)| content.len() >= ALIKE_FROM) {
        let mut rarest: Vec<T> = content.iter().copied().collect();
        rarest.sort_by_key(|value| (spread(value), *value));
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "sizes"
        )]
        let prefix = ((1.0 - ALIKE) * rarest.len() as f64).floor() as usize + 1;
        let near: BTreeSet<usize> =
            rarest.iter().take(prefix).filter_map(|value| holders.get(value)).flatten().copied().collect();
        for other in near.into_iter().filter(|other| *other != at) {
            // copies of copies need no second comparison
            if union.root(at) == union.root(other) {
                continue;
            }
            if let Some(reason) = contents.get(other).and_then(|other| sameness(content, other)) {
                union.join(at, other, reason);
            }
        }
    }
}

/// Joins short items that say the very same, and a short text with one that holds it whole: too little for an index, yet a
/// sentence is written once.
fn join_short(contents: &[Content<'_>], union: &mut Union) {
    /// Items that hold a sentence too and are compared: a sentence of many is a form's.
    const COMPARED: usize = 50;
    let is_short =
        |content: &Content<'_>| content.values.len() < CONTAINED_FROM && content.sentences.len() < CONTAINED_FROM;
    let mut same: HashMap<(&BTreeSet<&Observed>, &BTreeSet<&[u32]>), usize> = HashMap::new();
    let mut holders: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for (at, content) in contents.iter().enumerate() {
        for sentence in &content.sentences {
            holders.entry(sentence).or_default().push(at);
        }
        // One value that two name is what corroboration looks like.
        let tells = content.values.len() + content.sentences.len() >= 2;
        if is_short(content) && tells {
            let first = *same.entry((&content.values, &content.sentences)).or_insert(at);
            if first != at {
                union.join(first, at, SameSource::NearlySameContent);
            }
        }
    }
    for (at, content) in contents.iter().enumerate().filter(|(_, content)| is_short(content)) {
        let rarest =
            content.sentences.iter().filter_map(|sentence| holders.get(sentence)).min_by_key(|held| held.len());
        for other in rarest.into_iter().flatten().copied().filter(|other| *other != at).take(COMPARED) {
            let Some(whole) = contents.get(other) else { continue };
            let holds = content.sentences.is_subset(&whole.sentences) && content.values.is_subset(&whole.values);
            if holds && union.root(at) != union.root(other) {
                union.join(at, other, SameSource::Contained);
            }
        }
    }
}

/// Joins what came in one archive or mail.
fn join_containers(digests: &[Sha256Digest], contents: &[Content<'_>], union: &mut Union) {
    let at: HashMap<Sha256Digest, usize> = digests.iter().copied().zip(0..).collect();
    let mut first: HashMap<Sha256Digest, usize> = HashMap::new();
    for (member, content) in contents.iter().enumerate() {
        let Some(container) = content.container else { continue };
        let with = at.get(&container).copied().unwrap_or_else(|| *first.entry(container).or_insert(member));
        if union.root(with) != union.root(member) {
            union.join(with, member, SameSource::SameContainer);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of values read from an item")]
fn sameness<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> Option<SameSource> {
    let shared = one.intersection(other).count() as f64;
    let (fewer, more) = (one.len().min(other.len()), one.len().max(other.len()));
    let together = (fewer + more) as f64 - shared;
    if fewer >= ALIKE_FROM && shared >= ALIKE * together {
        return Some(SameSource::NearlySameContent);
    }
    (fewer >= CONTAINED_FROM && shared >= CONTAINED * fewer as f64).then_some(SameSource::Contained)
}

/// A name without what does not change whom it names: case, marks, `the`.
fn words(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "the");
    // `Example Labs's` is `Example Labs`.
    words.filter(|word| *word != "s").collect::<Vec<_>>().join(" ")
}

/// Joins an item with those of a source that it quotes, where their contents bear it out.
fn join_quotes(contents: &[Content<'_>], union: &mut Union) {
    let mut published: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, content) in contents.iter().enumerate() {
        for source in &content.sources {
            published.entry(source).or_default().push(at);
        }
    }
    if published.is_empty() {
        return;
    }
    for (at, content) in contents.iter().enumerate() {
        let mut quoted = BTreeSet::new();
        for quote in &content.quotes {
            let quote = words(quote);
            for source in runs(&quote) {
                quoted.extend(published.get(source).into_iter().flatten().copied());
            }
        }
        for other in quoted.into_iter().filter(|other| *other != at) {
            let values = contents.get(other).map(|other| &other.values);
            if union.root(at) != union.root(other) && values.is_some_and(|values| bears_out(&content.values, values)) {
                union.join(at, other, SameSource::Quoted);
            }
        }
    }
}

/// Joins the items of one stated source.
fn join_publishers(contents: &[Content<'_>], union: &mut Union) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, content) in contents.iter().enumerate() {
        for source in &content.sources {
            let held = *first.entry(source).or_insert(at);
            if union.root(held) != union.root(at) {
                union.join(held, at, SameSource::SamePublisher);
            }
        }
    }
}

/// Every run of words in `text`, which has a space between words and no other.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let starts = std::iter::once(0).chain(text.match_indices(' ').map(|(at, _)| at + 1));
    starts.flat_map(move |start| {
        let rest = text.get(start..).unwrap_or_default();
        let ends = rest.match_indices(' ').map(|(at, _)| at).chain(std::iter::once(rest.len()));
        ends.filter_map(move |end| rest.get(..end))
    })
}

/// Whether two items share as much as one must that has it from the other.
#[expect(clippy::cast_precision_loss, reason = "numbers of values read from an item")]
fn bears_out(one: &BTreeSet<&Observed>, other: &BTreeSet<&Observed>) -> bool {
    let shared = one.intersection(other).count();
    shared >= QUOTED_FROM && shared as f64 >= QUOTED * one.len().min(other.len()) as f64
}

/// Disjoint sets, the smallest member of each its root, and why any two members were joined.
struct Union {
    parents: Vec<usize>,
    joined: Vec<(usize, SameSource)>,
}

impl Union {
    fn of(len: usize) -> Self {
        Self { parents: (0..len).collect(), joined: Vec::new() }
    }

    /// The root of `at`; shortens the way to it.
    fn root(&mut self, mut at: usize) -> usize {
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(held) = self.parents.get_mut(at) {
                *held = above;
            }
            at = parent;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize, reason: SameSource) {
        self.joined.push((one, reason));
        let (one, other) = (self.root(one), self.root(other));
        if let Some(parent) = self.parents.get_mut(one.max(other)) {
            *parent = one.min(other);
        }
    }
}

#[cfg(test)]
mod tests;
