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
}

/// Items that are one source: they corroborate nothing that one of them says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SourceGroup {
    /// The items' digests, sorted.
    pub items: Vec<Sha256Digest>,
    /// Why they count as one; none for an item that stands alone.
    pub reasons: Vec<SameSource>,
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
    /// index), with at least five in each.
    NearlySameContent,
    /// At least 95 % of what was read from one, and at least ten values or sentences, stands in the other too: an indicator list
    /// beside its report, a text quoted whole.
    Contained,
    /// The prose of one says that it has something from the source of the other, as the case names it ("according to …"), and of the
    /// values of the smaller at least half, and at least two, stand in both.
    Quoted,
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
            Self::Quoted => "one says that it has it from the other",
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
    join_quotes(&contents, &mut union);
    let mut groups: BTreeMap<usize, SourceGroup> = BTreeMap::new();
    for (at, digest) in digests.iter().enumerate() {
        let group = groups.entry(union.root(at)).or_default();
        group.items.push(*digest);
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
mod tests {
    use dunant_vocabulary::Span;

    use super::*;
    use crate::Mention;

    type Read = (Sha256Digest, Vec<Observation>);

    fn read(item: &str, values: std::ops::Range<usize>) -> Read {
        let item = Sha256Digest::of(item.as_bytes());
        let observed = |n: usize| Observed::Software(Mention::named(format!("program {n}")));
        let one = |n| Observation {
            item,
            span: Span::item(n, n + 1),
            path: "".into(),
            observed: observed(n),
            when: None,
            bearing: crate::Bearing::Stated,
        };
        (item, values.map(one).collect())
    }

    fn groups(items: &[(&Read, Option<&str>)]) -> Vec<(usize, Vec<SameSource>)> {
        let given: Vec<SourceItem<'_>> = items
            .iter()
            .map(|((digest, observations), url)| SourceItem {
                digest: *digest,
                url: *url,
                source: None,
                quotes: &[],
                observations,
                passages: &[],
            })
            .collect();
        let found = independent_sources(&given);
        let reversed: Vec<SourceItem<'_>> = given.iter().rev().copied().collect();
        assert_eq!(found, independent_sources(&reversed), "the order of the items changes nothing");
        let mut found: Vec<_> = found.into_iter().map(|group| (group.items.len(), group.reasons)).collect();
        found.sort();
        found
    }

    #[test]
    fn the_same_bytes_given_ten_times_are_one_source() {
        let item = read("a", 0..3);
        assert_eq!(groups(&[(&item, None); 10]), [(1, vec![SameSource::SameBytes])]);
    }

    #[test]
    fn one_address_is_one_source_however_it_is_written() {
        let (a, b, c) = (read("a", 0..3), read("b", 10..13), read("c", 20..23));
        let found = groups(&[
            (&a, Some("https://www.example.com/report/")),
            (&b, Some("http://Example.com/report#top")),
            (&c, Some("https://example.com/another")),
        ]);
        assert_eq!(found, [(1, vec![]), (2, vec![SameSource::SameAddress])]);
    }

    #[test]
    fn near_copies_are_one_source_and_a_shared_few_are_not() {
        let (a, copy, other) = (read("a", 0..20), read("b", 1..21), read("c", 15..40));
        assert_eq!(
            groups(&[(&a, None), (&copy, None), (&other, None)]),
            [(1, vec![]), (2, vec![SameSource::NearlySameContent])]
        );
        let (short, same) = (read("d", 0..4), read("e", 0..4));
        assert_eq!(groups(&[(&short, None), (&same, None)]), [(1, vec![]), (1, vec![])], "four values tell too little");
    }

    #[test]
    fn a_list_of_a_reports_indicators_is_no_second_source() {
        let (report, list) = (read("a", 0..100), read("b", 30..45));
        assert_eq!(groups(&[(&list, None), (&report, None)]), [(2, vec![SameSource::Contained])]);
        let few = read("c", 30..39);
        assert_eq!(groups(&[(&few, None), (&report, None)]), [(1, vec![]), (1, vec![])], "nine values tell too little");
    }

    #[test]
    fn a_copy_of_a_copy_belongs_to_the_first() {
        let chain: Vec<_> = (0..6).map(|n| read(&n.to_string(), n..n + 30)).collect();
        let items: Vec<_> = chain.iter().map(|item| (item, None)).collect();
        assert_eq!(groups(&items), [(6, vec![SameSource::NearlySameContent])]);
    }

    fn quotes(of: &[&str]) -> Vec<Quote> {
        of.iter().map(|of| Quote { of: (*of).to_owned(), span: Span::item(0, 1) }).collect()
    }

    /// Why `report`, published by `source`, and an item that has these words beside a cue are one source.
    fn joined(report: &Read, source: &str, other: &Read, quoted: &[&str]) -> Vec<SameSource> {
        let quoted = quotes(quoted);
        let first = SourceItem {
            digest: report.0,
            url: None,
            source: Some(source),
            quotes: &[],
            observations: &report.1,
            passages: &[],
        };
        let second = SourceItem {
            digest: other.0,
            url: None,
            source: Some("A newspaper"),
            quotes: &quoted,
            observations: &other.1,
            passages: &[],
        };
        let found = independent_sources(&[first, second]);
        assert_eq!(found, independent_sources(&[second, first]), "the order of the items changes nothing");
        found.into_iter().flat_map(|group| group.reasons).collect()
    }

    #[test]
    fn an_item_that_quotes_another_and_shares_half_its_values_is_no_second_source() {
        let (report, retold) = (read("a", 0..20), read("b", 16..24));
        assert_eq!(joined(&report, "Example Labs", &retold, &["researchers at Example Labs"]), [SameSource::Quoted]);
        assert_eq!(joined(&report, "Example Labs", &retold, &[]), [], "the shared half alone joins nothing");
        assert_eq!(joined(&report, "The Example-Labs", &retold, &["EXAMPLE LABS’s"]), [SameSource::Quoted]);
        assert_eq!(joined(&report, "Example Labs", &retold, &["Example", "Labs", "Examples Labs"]), []);
    }

    #[test]
    fn a_source_that_is_only_mentioned_joins_nothing() {
        let (report, own, fewer) = (read("a", 0..20), read("b", 30..40), read("c", 17..25));
        assert_eq!(joined(&report, "Example Labs", &own, &["Example Labs"]), []);
        assert_eq!(joined(&report, "Example Labs", &fewer, &["Example Labs"]), [], "three of eight are less than half");
        let (empty, one, same) = (read("d", 0..0), read("e", 0..1), read("f", 0..1));
        assert_eq!(joined(&report, "Example Labs", &empty, &["Example Labs"]), []);
        assert_eq!(joined(&one, "Example Labs", &same, &["Example Labs"]), [], "one value tells too little");
    }

    #[test]
    fn who_retells_two_reports_is_one_source_with_both_and_who_only_names_them_with_neither() {
        let (first, second, retold) = (read("a", 0..4), read("b", 10..14), read("c", 2..12));
        let quoted = quotes(&["Example Labs", "Other Labs"]);
        let items = [
            SourceItem {
                digest: first.0,
                url: None,
                source: Some("Example Labs"),
                quotes: &[],
                observations: &first.1,
                passages: &[],
            },
            SourceItem {
                digest: second.0,
                url: None,
                source: Some("Other Labs"),
                quotes: &[],
                observations: &second.1,
                passages: &[],
            },
            SourceItem {
                digest: retold.0,
                url: None,
                source: None,
                quotes: &quoted,
                observations: &retold.1,
                passages: &[],
            },
        ];
        let sizes: BTreeSet<usize> = independent_sources(&items).into_iter().map(|group| group.items.len()).collect();
        assert_eq!(sizes, BTreeSet::from([3]));
        let (stranger, quoted) = (read("d", 90..99), quotes(&["Example Labs", "Other Labs"]));
        let last = SourceItem {
            digest: stranger.0,
            url: None,
            source: None,
            quotes: &quoted,
            observations: &stranger.1,
            passages: &[],
        };
        assert_eq!(independent_sources(&[items[0], items[1], last]).len(), 3);
    }

    #[test]
    fn a_text_that_repeats_another_with_a_sentence_of_its_own_is_one_source_with_it() {
        let passages = |of: &str, first: u32, count: u32| -> Vec<Passage> {
            let item = Sha256Digest::of(of.as_bytes());
            let sentence = |n: u32| Passage {
                item,
                span: Span::item(0, 1),
                terms: (n * 10..n * 10 + 6).collect(),
                bearing: crate::Bearing::Stated,
            };
            (first..first + count).map(sentence).collect()
        };
        let (report, copy, other) = (passages("a", 0, 12), passages("b", 0, 11), passages("c", 50, 12));
        let given = [&report, &copy, &other].map(|passages| SourceItem {
            digest: passages[0].item,
            url: None,
            source: None,
            quotes: &[],
            observations: &[],
            passages,
        });
        let mut found: Vec<_> =
            independent_sources(&given).into_iter().map(|group| (group.items.len(), group.reasons)).collect();
        found.sort();
        assert_eq!(found, [(1, vec![]), (2, vec![SameSource::NearlySameContent])]);
    }
}
