use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::{Sha256Digest, Span, Tlp};
use serde_json::Value;

use super::{NotPublishable, Publication};
pub(super) use crate::names::Withheld;
use crate::names::{NAME_FROM, Term, Terms, by_digest, is_telling, written};

/// What may not be shown: items, and what gives away what they hold.
pub(super) struct Restricted {
    /// Items by digest.
    items: BTreeMap<String, Tlp>,
    /// Disclosed places of them.
    disclosed: BTreeSet<(String, Span, String)>,
    /// Words that name an item or stand in one alone.
    terms: Terms,
    title: Option<Withheld>,
}

impl Restricted {
    /// # Errors
    /// More names and traces than can be looked for at once.
    pub(super) fn of(document: &Value, publication: &Publication<'_>) -> Result<Self, NotPublishable> {
        let items = markings(document, publication.restricted);
        let disclosed = publication.disclosed.iter();
        let disclosed = disclosed.map(|place| (place.item.to_string(), place.span, place.path.clone())).collect();
        let mut restricted = Self { items, disclosed, terms: Terms::new(BTreeMap::new())?, title: None };
        let mut terms: BTreeMap<String, Term> = BTreeMap::new();
        let said_openly = restricted.said_openly(document);
        for item in list(document, "items") {
            let Some(items) = restricted.item(text(item, "digest")) else { continue };
            let source = Some(text(item, "source")).filter(|source| is_telling(source, &said_openly));
            for name in [Some(text(item, "name")), Some(text(item, "title")), source].into_iter().flatten() {
                for term in written(name) {
                    terms.entry(term.to_ascii_lowercase()).or_insert(Term { items: items.clone(), names_item: true });
                }
            }
        }
        for (value, items) in restricted.traces(document) {
            terms.entry(value.to_ascii_lowercase()).or_insert(Term { items, names_item: false });
        }
        let first = list(document, "items").next().map(|item| text(item, "digest"));
        let case_file = document.get("digests").and_then(|digests| digests.get("case")).is_some_and(Value::is_string);
        restricted.title = first.filter(|_| !case_file).and_then(|digest| restricted.item(digest));
        restricted.terms = Terms::new(terms)?;
        Ok(restricted)
    }

    /// Why the item is restricted; none where it is not.
    pub(super) fn item(&self, digest: &str) -> Option<Withheld> {
        let marking = *self.items.get(digest)?;
        Some(Withheld { marking, items: BTreeSet::from([digest.to_owned()]) })
    }

    /// Why a place is withheld; none where its item is open, or it was disclosed.
    pub(super) fn place(&self, place: &Value) -> Option<Withheld> {
        self.place_in(text(place, "item"), place)
    }

    /// The same for a place that stands within its item.
    pub(super) fn place_in(&self, item: &str, place: &Value) -> Option<Withheld> {
        let withheld = self.item(item)?;
        let span = place.get("span").and_then(|span| serde_json::from_value::<Span>(span.clone()).ok());
        let disclosed =
            span.is_some_and(|span| self.disclosed.contains(&(item.to_owned(), span, text(place, "path").to_owned())));
        (!disclosed).then_some(withheld)
    }

    /// Why what stands at `places` is withheld; none where one of them is open, or there is none.
    pub(super) fn all_of<'v>(&self, places: impl Iterator<Item = &'v Value>) -> Option<Withheld> {
        let mut all: Option<Withheld> = None;
        for place in places {
            let withheld = self.place(place)?;
            all = Some(join(all, withheld));
        }
        all
    }

    /// Why what stands at `places` is withheld, where one of them is.
    pub(super) fn any_of<'v>(&self, places: impl Iterator<Item = &'v Value>) -> Option<Withheld> {
        places.filter_map(|place| self.place(place)).fold(None, |all, withheld| Some(join(all, withheld)))
    }

    /// The closest marking of all; none where nothing is restricted.
    pub(super) fn anything(&self) -> Option<Withheld> {
        Some(Withheld { marking: *self.items.values().max()?, items: BTreeSet::new() })
    }

    /// Why the case's title is withheld.
    pub(super) fn title(&self) -> Option<&Withheld> {
        self.title.as_ref()
    }

    /// Why `text` is withheld whole, where it names a restricted item.
    pub(super) fn named_in(&self, text: &str) -> Option<Withheld> {
        if let Some(digest) = by_digest(self.items.keys(), text) {
            return self.item(digest);
        }
        let named = self.terms.found(text).find(|(.., term)| term.names_item);
        named.map(|(.., term)| term.items.clone())
    }

    /// `text` with a marker in the place of what names a restricted item or stands in one alone.
    pub(super) fn without_terms(&self, text: &str, tell: &mut dyn FnMut(&Withheld, bool)) -> String {
        self.terms.without(text, &mut |term| tell(&term.items, term.names_item))
    }

    /// Who is openly named: the victim, the sources of open items, who claims what of whom, and whoever stated a fact that says where it can be
    /// read.
    fn said_openly(&self, document: &Value) -> BTreeSet<String> {
        let open = |item: &&Value| self.item(text(item, "digest")).is_none();
        let items = list(document, "items").filter(open).map(|item| text(item, "source"));
        let claims = list(document, "public_claims").flat_map(|claim| [text(claim, "by"), text(claim, "names")]);
        let facts =
            list(document, "verdicts").flat_map(|verdict| list(verdict, "facts").chain(list(verdict, "disputed")));
        let claimed = |fact| list(fact, "sources").chain(list(fact, "claims").flat_map(|claim| list(claim, "sources")));
        let public = facts.flat_map(claimed).filter(|source| !text(source, "url").is_empty());
        let case = document.get("case");
        let case = case
            .into_iter()
            .flat_map(|case| [Some(text(case, "title")), case.get("victim").map(|victim| text(victim, "name"))]);
        let said = items.chain(claims).chain(public.map(|source| text(source, "source"))).chain(case.flatten());
        said.map(str::to_lowercase).collect()
    }

    /// Traces that stand in restricted items alone, with the items.
    fn traces(&self, document: &Value) -> Vec<(String, Withheld)> {
        let mut traces: BTreeMap<&str, Option<Withheld>> = BTreeMap::new();
        let mut see = |value, withheld: Option<Withheld>| {
            // Open in one assessment is open.
            let held = traces.entry(value).or_insert_with(|| withheld.clone());
            *held = held.take().zip(withheld).map(|(held, withheld)| join(Some(held), withheld));
        };
        for part in list(document, "assessments").filter_map(|part| part.get("assessment")) {
            let discounted = part.get("basis").into_iter().flat_map(|basis| list(basis, "discounted"));
            for trace in discounted {
                see(text(trace, "value"), self.all_of(list(trace, "places")));
            }
            for contribution in list(part, "hypotheses").flat_map(|hypothesis| list(hypothesis, "contributions")) {
                if text(contribution, "class") == "indicator" {
                    see(text(contribution, "feature"), self.all_of(list(contribution, "places")));
                }
            }
        }
        traces.retain(|value, _| value.len() >= NAME_FROM);
        traces.into_iter().filter_map(|(value, withheld)| Some((value.to_owned(), withheld?))).collect()
    }
}

fn join(all: Option<Withheld>, one: Withheld) -> Withheld {
    match all {
        None => one,
        Some(mut all) => {
            all.marking = all.marking.max(one.marking);
            all.items.extend(one.items);
            all
        }
    }
}

/// The restricted items with the closest marking that the document, the caller or the archive around them gives.
fn markings(document: &Value, given: &BTreeMap<Sha256Digest, Tlp>) -> BTreeMap<String, Tlp> {
    let mut items: BTreeMap<String, Tlp> = BTreeMap::new();
    let mut mark = |digest: &str, marking: Tlp| {
        if marking > Tlp::Clear {
            let held = items.entry(digest.to_owned()).or_insert(marking);
            *held = marking.max(*held);
        }
    };
    for (digest, marking) in given {
        mark(&digest.to_string(), *marking);
    }
    let given: BTreeMap<String, Tlp> = given.iter().map(|(digest, marking)| (digest.to_string(), *marking)).collect();
    // Members stand behind their archive and are named after it.
    let mut archives: Vec<(String, Tlp)> = Vec::new();
    for item in list(document, "items") {
        let (digest, name) = (text(item, "digest"), text(item, "name"));
        let own: Option<Tlp> = text(item, "tlp").parse().ok();
        while archives.last().is_some_and(|(archive, _)| !name.starts_with(archive.as_str())) {
            archives.pop();
        }
        let around = archives.last().map(|(_, marking)| *marking);
        let Some(marking) = own.max(given.get(digest).copied()).max(around) else { continue };
        mark(digest, marking);
        archives.push((format!("{name}!"), marking));
    }
    items
}

/// The elements of a list of an object.
pub(super) fn list<'v>(object: &'v Value, field: &str) -> impl Iterator<Item = &'v Value> {
    object.get(field).and_then(Value::as_array).into_iter().flatten()
}

/// The text of a field; empty where there is none.
pub(super) fn text<'v>(object: &'v Value, field: &str) -> &'v str {
    object.get(field).and_then(Value::as_str).unwrap_or_default()
}
