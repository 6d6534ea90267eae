use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::restricted::{Restricted, Withheld, list, text};
use super::rules::{DOCUMENT, Fields, RECORD_KINDS, Rule};
use super::tally::Tally;
use crate::Marker;
use crate::personal::{Kind, Known, hold_back_and_tell};

/// Goes through a document with the tree of rules.
pub(super) struct Walk<'a> {
    restricted: &'a Restricted,
    known: &'a Known,
    tally: &'a mut Tally,
}

/// Where in the document the walk is.
#[derive(Clone, Default)]
struct Here<'v> {
    /// The item in which it is.
    item: Option<&'v str>,
    /// Why what comes from the item or the places around is withheld.
    withheld: Option<Withheld>,
    /// The features of the assessment around, by name.
    features: Rc<BTreeMap<&'v str, Option<Withheld>>>,
    /// The words of the proposed fact around that an open ground suggests.
    suggested: Rc<BTreeSet<&'v str>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(restricted: &'a Restricted, known: &'a Known, tally: &'a mut Tally) -> Self {
        Self { restricted, known, tally }
    }

    pub(super) fn document(&mut self, document: &Value) -> Value {
        self.value(document, &DOCUMENT, &Here::default()).unwrap_or(Value::Null)
    }

    /// What `value` becomes; none where it has not the shape that the rule is for.
    fn value<'v>(&mut self, value: &'v Value, rule: &'static Rule, here: &Here<'v>) -> Option<Value> {
        match (rule, value) {
            (Rule::As(rule), _) => self.value(value, rule, here),
            (Rule::OnlyWhereAllIsOpen(rule), _) => match self.restricted.anything() {
                Some(withheld) if value.as_array().is_some_and(|list| !list.is_empty()) => {
                    self.tally.marked(&withheld.items, withheld.marking, "what would be said without an item");
                    Some(Value::Array(Vec::new()))
                }
                _ => self.value(value, rule, here),
            },
            (Rule::NullWhenMarked(what), _) => Some(self.null_when_marked(value, what, here)),
            (_, Value::Null) => Some(Value::Null),
            (Rule::List(rule) | Rule::OneOrMany(rule), Value::Array(values)) => {
                Some(Value::Array(values.iter().filter_map(|value| self.kept(value, rule, here)).collect()))
            }
            (Rule::Values(rule), Value::Array(values)) => Some(Value::Array(self.values(values, rule, here))),
            (Rule::OneOrMany(rule), _) => self.value(value, rule, here),
            (Rule::Numbers, Value::Object(fields)) => fields.values().all(Value::is_number).then(|| value.clone()),
            (_, Value::Object(fields)) => self.object(value, fields, rule, here),
            (Rule::WordOr(_), Value::String(text)) => ["item", "text"].contains(&text.as_str()).then(|| value.clone()),
            (_, Value::String(text)) => Some(Value::String(self.text(text, rule, here)?)),
            (rule, Value::Bool(_) | Value::Number(_)) => rule.fields().is_none().then(|| value.clone()),
            (_, Value::Array(_)) => None,
        }
    }

    /// The same, and counts what is left out.
    fn kept<'v>(&mut self, value: &'v Value, rule: &'static Rule, here: &Here<'v>) -> Option<Value> {
        let kept = self.value(value, rule, here);
        if kept.is_none() {
            self.tally.without_rule();
        }
        kept
    }

    /// Values of an item: of a restricted one those that were disclosed.
    fn values<'v>(&mut self, values: &'v [Value], rule: &'static Rule, here: &Here<'v>) -> Vec<Value> {
        let mut kept = Vec::new();
        for value in values {
            match self.restricted.place_in(here.item.unwrap_or_default(), value) {
                Some(withheld) => self.tally.marked(&withheld.items, withheld.marking, "value"),
                None => {
                    let open = Here { withheld: None, ..here.clone() };
                    kept.extend(self.kept(value, rule, &open));
                }
            }
        }
        kept
    }

    /// The same fields of a value, one of them as personal data where it is that whatever its form.
    fn personal_field(&mut self, value: &Value, field: &str, rule: &Rule, here: &Here<'_>) -> Option<Value> {
        let kind = match rule {
            Rule::Value(_) if field == "value" && text(value, "kind").starts_with("user-account") => Kind::UserName,
            Rule::SetAside(_) if field == "what" && text(value, "reason") == "own" => Kind::Name,
            _ => return None,
        };
        self.tally.personal(here.item, kind);
        Some(Value::String(Marker::Personal(kind).text().to_owned()))
    }

    fn object<'v>(
        &mut self,
        value: &'v Value,
        fields: &'v Map<String, Value>,
        rule: &'static Rule,
        around: &Here<'v>,
    ) -> Option<Value> {
        let rules = rule.fields()?;
        let mut here = around.clone();
        match rule {
            Rule::Item(_) => {
                here.item = Some(text(value, "digest"));
                here.withheld = self.restricted.item(text(value, "digest"));
            }
            Rule::PlaceIn(_) => {
                here.item = Some(text(value, "item"));
                here.withheld = self.restricted.place(value);
            }
            Rule::Coded(_) => {
                if let Some(withheld) = here.withheld.clone() {
                    let code = Value::String(self.marker(&withheld, "remark"));
                    return Some(Value::Object(Map::from_iter([("code".to_owned(), code)])));
                }
            }
            // Counted with the path beside it.
            Rule::SpanIn(_) if here.withheld.is_some() => return Some(no_span()),
            Rule::NullableSpan(_) => {
                if let Some(withheld) = &here.withheld {
                    self.tally.marked(&withheld.items, withheld.marking, "place");
                    return Some(Value::Null);
                }
            }
            Rule::Placed(_) | Rule::Contribution(_) => here.withheld = self.restricted.all_of(list(value, "places")),
            Rule::Assessment(_) => here.features = Rc::new(features(value, self.restricted)),
            Rule::Proposal(_) => {
                let open =
                    list(value, "grounds").filter(|ground| self.restricted.all_of(list(ground, "places")).is_none());
                here.suggested =
                    Rc::new(open.flat_map(|ground| list(ground, "suggests")).filter_map(Value::as_str).collect());
                let all = list(value, "grounds").flat_map(|ground| list(ground, "places"));
                here.withheld = self.restricted.any_of(all);
            }
            _ => {}
        }
        let mut kept = BTreeMap::new();
        for (name, value_of) in fields {
            let Some((_, rule_of)) = rules.iter().find(|(field, _)| field == name) else {
                self.tally.without_rule();
                continue;
            };
            if let Some(personal) = self.personal_field(value, name, rule, &here) {
                kept.insert(name.clone(), personal);
                continue;
            }
            let within = if matches!(rule, Rule::Contribution(_)) {
                contribution(value, name, &here, self.restricted)
            } else {
                here.clone()
            };
            if let Some(value) = self.kept(value_of, rule_of, &within) {
                kept.insert(name.clone(), value);
            }
        }
        // In the order of the alphabet, whatever order the library's maps keep.
        Some(Value::Object(kept.into_iter().collect()))
    }

    /// What a text becomes; none where the rule is for something else.
    fn text(&mut self, text: &str, rule: &'static Rule, here: &Here<'_>) -> Option<String> {
        Some(match rule {
            Rule::Keep => text.to_owned(),
            Rule::Public => self.without_personal_data(text, here),
            Rule::Case => self.open(text, here),
            Rule::Source => match self.restricted.named_in(text) {
                Some(withheld) => self.marker(&withheld, "source of a fact"),
                None => self.open(text, here),
            },
            Rule::Title => match self.restricted.title() {
                Some(withheld) => self.marker(withheld, "file name"),
                None => self.open(text, here),
            },
            Rule::Own(what) => match &here.withheld {
                Some(withheld) => self.marker(withheld, what),
                None => self.open(text, here),
            },
            Rule::RecordKind => match &here.withheld {
                Some(withheld) if !RECORD_KINDS.contains(&text) => self.marker(withheld, "kind of record"),
                _ => self.open(text, here),
            },
            Rule::FeatureName => match here.features.get(text) {
                Some(None) => self.open(text, here),
                Some(Some(withheld)) => self.marker(withheld, "feature"),
                None => self.unplaced(text, "feature", here),
            },
            Rule::Unplaced(what) => match here.features.get(text) {
                Some(None) => self.open(text, here),
                _ => self.unplaced(text, what, here),
            },
            Rule::Suggested => match &here.withheld {
                Some(withheld) if !here.suggested.contains(text) => self.marker(withheld, "fact"),
                _ => self.open(text, here),
            },
            _ => return None,
        })
    }

    fn null_when_marked(&mut self, value: &Value, what: &'static str, here: &Here<'_>) -> Value {
        match (value, &here.withheld) {
            (Value::Null, _) => Value::Null,
            (_, Some(withheld)) => {
                self.tally.marked(&withheld.items, withheld.marking, what);
                Value::Null
            }
            (Value::String(text), None) => Value::String(self.open(text, here)),
            (_, None) => Value::Null,
        }
    }

    fn unplaced(&mut self, text: &str, what: &'static str, here: &Here<'_>) -> String {
        match self.restricted.anything() {
            Some(withheld) => self.marker(&withheld, what),
            None => self.open(text, here),
        }
    }

    /// Text that may be shown, but for what in it is of restricted items and for personal data.
    fn open(&mut self, text: &str, here: &Here<'_>) -> String {
        let tally = &mut *self.tally;
        let without = self.restricted.without_terms(text, &mut |withheld, names_item| {
            tally.marked(&withheld.items, withheld.marking, if names_item { "file name" } else { "trace" });
        });
        self.without_personal_data(&without, here)
    }

    fn without_personal_data(&mut self, text: &str, here: &Here<'_>) -> String {
        let tally = &mut *self.tally;
        hold_back_and_tell(text, self.known, &mut |kind| tally.personal(here.item, kind)).into_owned()
    }

    fn marker(&mut self, withheld: &Withheld, what: &'static str) -> String {
        self.tally.marked(&withheld.items, withheld.marking, what);
        Marker::Marking(withheld.marking).text().to_owned()
    }
}

impl Rule {
    fn fields(&self) -> Option<Fields> {
        match self {
            Self::Object(fields)
            | Self::WordOr(fields)
            | Self::Item(fields)
            | Self::Value(fields)
            | Self::SetAside(fields)
            | Self::Assessment(fields)
            | Self::Placed(fields)
            | Self::Contribution(fields)
            | Self::Proposal(fields)
            | Self::Coded(fields)
            | Self::PlaceIn(fields)
            | Self::SpanIn(fields)
            | Self::NullableSpan(fields) => Some(fields),
            _ => None,
        }
    }
}

/// The features of an assessment by name, each with why it is withheld.
fn features<'v>(assessment: &'v Value, restricted: &Restricted) -> BTreeMap<&'v str, Option<Withheld>> {
    let mut features = BTreeMap::new();
    for contribution in list(assessment, "hypotheses").flat_map(|hypothesis| list(hypothesis, "contributions")) {
        if SINGLE.contains(&text(contribution, "class")) {
            let withheld = restricted.all_of(list(contribution, "places"));
            // Two features of one name: shown where both may be.
            let held = features.entry(text(contribution, "feature")).or_insert_with(|| withheld.clone());
            if withheld.is_some() {
                *held = withheld;
            }
        }
    }
    features
}

/// Classes of a contribution that is one feature under its own name.
const SINGLE: [&str; 4] = ["technique", "malware", "tool", "indicator"];

/// Classes of a contribution whose words are the same whatever was read.
const GENERAL: [&str; 7] = ["cap", "chance", "imitation", "resemblance", "rest", "software-resemblance", "wording"];

/// Where the walk is in one field of a contribution.
fn contribution<'v>(value: &'v Value, field: &str, here: &Here<'v>, restricted: &Restricted) -> Here<'v> {
    let mut within = here.clone();
    within.withheld = match (field, text(value, "class")) {
        ("feature", class) if GENERAL.contains(&class) => None,
        // It names several features, each with its first place alone.
        ("feature", "planted") => restricted.any_of(list(value, "places")),
        // Terms of passages, not all of which are among its places.
        ("notes", "wording") => restricted.anything(),
        _ => within.withheld,
    };
    within
}

/// The empty span.
fn no_span() -> Value {
    Value::Object(Map::from_iter([
        ("end".to_owned(), 0.into()),
        ("line".to_owned(), 0.into()),
        ("space".to_owned(), "item".into()),
        ("start".to_owned(), 0.into()),
    ]))
}
