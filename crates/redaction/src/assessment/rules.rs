//! What becomes of the text of every field of `dunant.assessment/2`.

use self::Rule::{
    As, Assessment, Case, Coded, Contribution, FeatureName, Item, Keep, List, NullWhenMarked, NullableSpan, Numbers,
    Object, OneOrMany, OnlyWhereAllIsOpen, Own, PlaceIn, Placed, Proposal, Public, RecordKind, SetAside, Source,
    SpanIn, Suggested, Title, Unplaced, Value, Values, WordOr,
};

/// What becomes of a part of the document. Numbers, truth values and nulls of a field that has a rule always stay.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// Digests, dates, identifiers and words of a closed vocabulary: stays.
    Keep,
    /// Text of the pack, the instruments and this program: personal data is held back.
    Public,
    /// Text of the case file, or text that may repeat it: also what names a restricted item, or a trace that stands in one alone.
    Case,
    /// Who states a fact: withheld whole where it names a restricted item, for it tells what was read there.
    Source,
    /// The case's title, which is a file's name where there is no case file.
    Title,
    /// Text that comes from the item or the places that it stands with: withheld where these are, otherwise as [`Case`]; and what
    /// it is called in the list of what was held back.
    Own(&'static str),
    /// Becomes null where text would be withheld.
    NullWhenMarked(&'static str),
    /// The format's own word for a record: in a restricted item only a word that every reader knows.
    RecordKind,
    /// The name of a feature without its places: shown where the assessment has it at an open one.
    FeatureName,
    /// Something read, whose place is not said: withheld where any item is restricted, unless the assessment has it at an open one.
    Unplaced(&'static str),
    /// A word of a proposed fact: shown where an open ground suggests it.
    Suggested,
    /// An object of numbers under names that this program gives, such as the limits.
    Numbers,
    /// An object with these fields, and no others.
    Object(Fields),
    /// A list of these.
    List(&'static Self),
    /// A list as the rule says; empty where any item is restricted.
    OnlyWhereAllIsOpen(&'static Self),
    /// One of these, or a list of them.
    OneOrMany(&'static Self),
    /// A word of a closed vocabulary, or an object.
    WordOr(Fields),
    /// As another rule says.
    As(&'static Self),
    /// A list of values read from the item around, each with its place: where the item is restricted, only those disclosed stay.
    Values(&'static Self),
    /// An object: a value read. An account's name is personal data, whatever its form.
    Value(Fields),
    /// An object: a value set aside. What belongs to the reporter or the victim is personal data.
    SetAside(Fields),
    /// An object: an item.
    Item(Fields),
    /// An object: an assessment, within which its features are looked up.
    Assessment(Fields),
    /// An object with `places`: what is its own is withheld where all of them are.
    Placed(Fields),
    /// An object: a part of a likelihood ratio.
    Contribution(Fields),
    /// An object: a proposed fact.
    Proposal(Fields),
    /// An object: a code with its values. Where it is withheld, a marker stands for the code and the values are left out.
    Coded(Fields),
    /// An object: a place in an item.
    PlaceIn(Fields),
    /// An object: the span of a place. Empty, at 0, where the place is withheld.
    SpanIn(Fields),
    /// An object: a span that may be null, and is where the item is restricted.
    NullableSpan(Fields),
}

/// The fields of an object, each with its rule.
pub(super) type Fields = &'static [(&'static str, Rule)];

/// The whole document.
pub(super) static DOCUMENT: Rule = Object(&[
    ("schema", Keep),
    (
        "digests",
        Object(&[
            ("evidence", Keep),
            ("case", Keep),
            ("pack", Keep),
            ("model", Keep),
            ("instruments", Keep),
            ("settings", Keep),
        ]),
    ),
    (
        "settings",
        Object(&[("as_of", Keep), ("context", Keep), ("unknown_prior", Keep), ("grade", Keep), ("limits", Numbers)]),
    ),
    (
        "case",
        Object(&[
            ("title", Title),
            ("summary", Case),
            ("incident", Keep),
            ("victim", Object(&[("name", Case), ("country", Keep), ("sector", Keep), ("kind", Case)])),
        ]),
    ),
    ("items", List(&ITEM)),
    ("left_out", List(&Object(&[("what", Keep), ("count", Keep)]))),
    ("assessments", List(&Object(&[("intrusion", Case), ("assessment", ASSESSMENT)]))),
    ("verdicts", List(&VERDICT)),
    ("proposed_facts", List(&PROPOSAL)),
    (
        "public_claims",
        List(&Object(&[
            ("by", Case),
            ("names", Case),
            ("date", Keep),
            ("basis", Case),
            ("url", Case),
            ("contested", Case),
        ])),
    ),
]);

static ITEM: Rule = Item(&[
    ("digest", Keep),
    ("name", Own("file name")),
    ("size", Keep),
    ("format", Keep),
    ("source", Own("source")),
    ("title", Own("title")),
    ("published", NullWhenMarked("date of publication")),
    ("tlp", Keep),
    ("pap", Keep),
    ("admiralty", Keep),
    ("records", List(&List(&RecordKind))),
    ("observed", List(&List(&Keep))),
    (
        "observations",
        Values(&Value(&[
            ("kind", Keep),
            ("value", Case),
            ("id", Keep),
            ("role", Keep),
            ("span", Object(SPAN)),
            ("path", Case),
            ("bearing", Keep),
            ("when", Keep),
        ])),
    ),
    (
        "set_aside",
        Values(&SetAside(&[("what", Case), ("reason", Keep), ("span", Object(SPAN)), ("path", Case), ("count", Keep)])),
    ),
    (
        "losses",
        List(&Object(&[("what", Own("loss")), ("span", NullableSpan(SPAN)), ("help", Own("loss")), ("count", Keep)])),
    ),
    ("refusal", Object(&[("reason", Own("refusal")), ("help", Own("refusal"))])),
]);

const PLACES: Rule = List(&PlaceIn(&[("item", Keep), ("span", SpanIn(SPAN)), ("path", Own("place"))]));

const SPAN: Fields = &[("space", SPACE), ("start", Keep), ("end", Keep), ("line", Keep)];

/// `item`, `text` or an object.
const SPACE: Rule = WordOr(&[("page", Keep), ("part", Keep)]);

/// Reports of the pack that speak of a feature: which they are tells which feature it is.
const REPORTS: Rule = List(&Object(&[
    ("citation", Own("report")),
    ("url", NullWhenMarked("report")),
    ("published", NullWhenMarked("report")),
]));

const WHO: Rule = Object(&[("id", Keep), ("name", Public)]);
static STATE_CLAIM: Rule =
    Object(&[("country", Keep), ("by", Public), ("role", Public), ("of", Keep), ("link", Public)]);

const ASSESSMENT: Rule = Assessment(&[
    (
        "conclusion",
        Object(&[
            ("result", Keep),
            ("actor", Public),
            ("id", Keep),
            ("measured", Object(&[("reports", TRIAL), ("texts", TRIAL)])),
            ("reasons", List(&UNMET)),
        ]),
    ),
    (
        "naming",
        Object(&[
            ("graded_source", Keep),
            ("tests", List(&Object(&[("code", Keep), ("value", Keep), ("needed", Keep), ("met", Keep)]))),
        ]),
    ),
    ("confidence", Object(&[("level", Keep), ("reasons", List(&Object(&[("code", Keep), ("aspect", Keep)])))])),
    ("hypotheses", List(&HYPOTHESIS)),
    ("unlisted", Object(&[("count", Keep), ("posterior", Keep)])),
    ("basis", BASIS),
    (
        "prior_basis",
        Object(&[
            ("context", Keep),
            ("day", Keep),
            ("victim", Object(&[("country", Keep), ("sector", Keep)])),
            ("remarks", List(&Object(&[("code", Keep)]))),
        ]),
    ),
    ("claims", List(&Placed(&[("name", Own("name of an actor")), ("bearing", Own("feature")), ("places", PLACES)]))),
    // What an item says by itself is what a reader must not learn of a restricted one.
    (
        "dissenting_items",
        OnlyWhereAllIsOpen(&List(&Object(&[("item", Keep), ("id", Keep), ("name", Public), ("posterior", Keep)]))),
    ),
    (
        "cautions",
        List(&Object(&[("code", Keep), ("incident", Keep), ("names", Keep), ("as_of", Keep), ("sentences", Keep)])),
    ),
    ("matrix", MATRIX),
    ("pivotal", PIVOTAL),
    ("look_for_next", List(&NEXT)),
    ("aspects", List(&Object(&[("aspect", Keep), ("observations", Keep), ("share", Keep)]))),
    ("tiers", TIERS),
    ("levels", LEVELS),
]);

static HYPOTHESIS: Rule = Object(&[
    (
        "subject",
        Object(&[
            ("kind", Keep),
            ("id", Keep),
            ("name", Public),
            ("of", Keep),
            ("most_like", Public),
            ("linked", List(&Object(&[("id", Keep), ("name", Public), ("by", Public)]))),
            ("state_claims", List(&STATE_CLAIM)),
        ]),
    ),
    ("log_likelihood_ratio", Keep),
    ("prior", Keep),
    ("prior_contributions", List(&Object(&[("what", Keep), ("log_factor", Keep), ("note", PRIOR_NOTE)]))),
    ("posterior", Keep),
    ("likelihood", Keep),
    ("among_known", Object(&[("share", Keep), ("rank", Keep), ("of", Keep)])),
    (
        "contributions",
        List(&Contribution(&[
            ("feature", Own("feature")),
            ("class", Keep),
            ("log_likelihood_ratio", Keep),
            ("known_in", List(&Keep)),
            ("places", PLACES),
            ("reports", REPORTS),
            ("public_since", NullWhenMarked("report")),
            ("notes", List(&NOTE)),
        ])),
    ),
]);

/// How well the rules of naming did.
const TRIAL: Rule =
    Object(&[("asked", Keep), ("named", Keep), ("right", Keep), ("new_groups", Keep), ("new_groups_named", Keep)]);

/// A code with its numbers; the actor is the pack's.
static UNMET: Rule = Object(&[
    ("software", Keep),
    ("code", Keep),
    ("known", Keep),
    ("needed", Keep),
    ("posterior", Keep),
    ("ratio", Keep),
    ("log_likelihood_ratio", Keep),
    ("removed", Keep),
    ("rank", Keep),
    ("of", Keep),
    ("items", Keep),
    ("actor", Unplaced("actor to whom an item alone points")),
    ("sources", Keep),
    ("feature", FeatureName),
    ("needed_rank", Keep),
]);

static NOTE: Rule = Coded(&[
    ("code", Keep),
    ("certainty", Keep),
    ("terms", List(&Public)),
    ("trace", Keep),
    ("days", Keep),
    ("kept", Keep),
    ("actors", Keep),
    ("actor", Public),
]);

const PRIOR_NOTE: Rule = Object(&[
    ("code", Keep),
    ("days", Keep),
    ("day", Keep),
    ("reports", Keep),
    ("same", Keep),
    ("all", Keep),
    ("name", Public),
]);

const DISCOUNTED: Rule = Coded(&[("code", Keep), ("what", Public), ("actors", Keep)]);

static KINSHIP: Rule =
    Object(&[("code", Keep), ("kind", Public), ("by", Public), ("shared", Keep), ("of", Keep), ("and", Keep)]);

const BASIS: Rule = Object(&[
    ("techniques", Keep),
    ("software", Keep),
    ("indicators", Keep),
    (
        "discounted",
        List(&Placed(&[("kind", Own("trace")), ("value", Own("trace")), ("why", DISCOUNTED), ("places", PLACES)])),
    ),
    ("novel", List(&Unplaced("feature"))),
    ("unrecognised", List(&Unplaced("name that the pack does not know"))),
    ("mentioned", List(&Placed(&[("name", Own("feature")), ("bearing", Own("feature")), ("places", PLACES)]))),
    ("candidates", Keep),
    ("items", Keep),
    ("items_given", Keep),
    ("same_source", List(&Object(&[("items", List(&Keep)), ("reasons", List(&Keep))]))),
    ("as_of", Keep),
]);

const MATRIX: Rule = Object(&[
    (
        "columns",
        List(&Object(&[
            ("who", WHO),
            ("posterior", Keep),
            ("log_likelihood_ratio", Keep),
            ("inconsistency", Keep),
            ("place", Keep),
        ])),
    ),
    (
        "rows",
        List(&Object(&[
            ("feature", FeatureName),
            ("class", Keep),
            ("known_in", List(&Keep)),
            ("cells", List(&Object(&[("log_likelihood_ratio", Keep), ("consistency", Keep)]))),
            ("diagnosticity", Keep),
        ])),
    ),
    ("rest", List(&Keep)),
    ("left_out", Keep),
]);

/// What would be said without something.
const WITHOUT: Fields = &[
    ("item", Keep),
    ("items", List(&Keep)),
    ("day", Keep),
    ("named", WHO),
    ("lead", WHO),
    ("posterior", Keep),
    ("lead_posterior", Keep),
];

/// What would be said without an item tells what the others hold. So nothing of it is shown where any item is restricted.
const PIVOTAL: Rule = Object(&[
    ("lead", WHO),
    ("items", OnlyWhereAllIsOpen(&List(&Object(WITHOUT)))),
    ("sources", OnlyWhereAllIsOpen(&List(&Object(WITHOUT)))),
    ("items_left_out", Keep),
    ("before_incident", Object(WITHOUT)),
    (
        "features",
        OnlyWhereAllIsOpen(&List(&Object(&[("feature", FeatureName), ("then", WHO), ("lead_posterior", Keep)]))),
    ),
    ("features_tried", Keep),
    ("features_left_out", Keep),
]);

/// What the evidence does not hold comes from the pack.
static NEXT: Rule = Object(&[
    ("feature", Public),
    ("attack_id", Keep),
    ("class", Keep),
    ("known_in", List(&Keep)),
    ("expected_gain", Keep),
    ("effects", List(&Object(&[("who", WHO), ("log_likelihood_ratio", Keep)]))),
    ("tactics", List(&Keep)),
    ("look_in", List(&Keep)),
    ("reports", REPORTS),
]);

const TOTALS: Rule = Object(&[("who", WHO), ("imitable", Keep), ("hard_to_imitate", Keep), ("secret", Keep)]);

const TIERS: Rule = Object(&[
    ("totals", List(&TOTALS)),
    ("disagreement", Object(&[("imitable", TOTALS), ("hard_to_imitate", TOTALS)])),
]);

const LEVELS: Rule = Object(&[
    (
        "families",
        List(&Object(&[
            ("of", WHO),
            ("alone", Keep),
            ("members", List(&Object(&[("who", WHO), ("posterior", Keep), ("because", List(&KINSHIP))]))),
            ("posterior", Keep),
            ("supported", Keep),
        ])),
    ),
    (
        "states",
        List(&Object(&[
            ("country", Keep),
            ("posterior", Keep),
            ("actors", List(&Object(&[("who", WHO), ("claims", List(&STATE_CLAIM))]))),
        ])),
    ),
]);

static VERDICT: Rule = Object(&[
    (
        "instrument",
        Object(&[
            ("id", Keep),
            ("title", Public),
            ("short", Public),
            ("kind", Keep),
            ("adopted", Keep),
            ("source", Object(&[("title", Public), ("publisher", Public), ("url", Public), ("date", Keep)])),
        ]),
    ),
    ("clause", Object(&[("id", Keep), ("locator", Public), ("title", Public), ("words", Public)])),
    ("outcome", Keep),
    ("words", Case),
    ("caveat", Public),
    ("not_applicable_because", List(&Object(&[("this", Keep), ("words", Case)]))),
    (
        "parties",
        List(&Object(&[
            ("country", Keep),
            ("company", Case),
            ("standing", Keep),
            ("words", Case),
            (
                "reservations",
                List(&Object(&[
                    ("clauses", List(&Keep)),
                    ("effect", Keep),
                    ("words", Public),
                    ("since", Keep),
                    ("until", Keep),
                ])),
            ),
        ])),
    ),
    ("facts", List(&FACT)),
    ("weakest_standard", Keep),
    (
        "missing",
        List(&Object(&[
            ("outcome", Keep),
            (
                "needs",
                List(&Object(&[
                    ("name", Keep),
                    ("meaning", Public),
                    ("now", Keep),
                    ("entered_by", Keep),
                    ("words", Public),
                    ("any_of", List(&List(&Keep))),
                    ("none_of", List(&Keep)),
                ])),
            ),
            ("words", Public),
        ])),
    ),
    ("missing_is_complete", Keep),
    ("still_possible", List(&Keep)),
    ("disputed", List(&FACT)),
    ("concerned", Keep),
    (
        "explanation",
        Object(&[
            ("actor", As(&NODE)),
            ("party", As(&NODE)),
            ("date", As(&NODE)),
            ("context", As(&NODE)),
            ("breach", As(&NODE)),
            ("unless", List(&NODE)),
        ]),
    ),
    ("rule", Keep),
]);

/// A value is a word, a list of words, a number or yes and no.
const VALUE: Rule = OneOrMany(&Case);

static FACT: Rule = Object(&[
    ("name", Keep),
    ("meaning", Public),
    ("status", Keep),
    ("value", VALUE),
    ("sources", List(&FACT_SOURCE)),
    ("claims", List(&Object(&[("value", VALUE), ("sources", List(&FACT_SOURCE))]))),
]);

static FACT_SOURCE: Rule = Object(&[
    ("source", Source),
    ("standard", Keep),
    ("url", Case),
    ("published", Keep),
    ("as_of", Keep),
    ("author", Case),
    ("contested", Case),
]);

/// A node of a tree, with the nodes below it.
static NODE: Rule = Object(&[
    ("truth", Keep),
    ("kind", Keep),
    ("branches", List(&NODE)),
    ("branch", As(&NODE)),
    ("name", Keep),
    ("names", List(&Keep)),
    ("words", Case),
    ("value", Case),
    ("gap", Keep),
    ("parties", List(&Object(&[("country", Keep), ("bound", List(&Object(&[("since", Keep), ("until", Keep)])))]))),
]);

static PROPOSAL: Rule = Proposal(&[
    ("name", Keep),
    ("meaning", Public),
    ("value", List(&Suggested)),
    ("standard", Keep),
    ("case_says", Case),
    (
        "grounds",
        List(&Placed(&[
            ("read", Own("feature")),
            ("suggests", List(&Own("fact"))),
            ("because", Own("feature")),
            ("check", Own("feature")),
            ("places", PLACES),
        ])),
    ),
]);

/// Kinds of record that readers name themselves or that a standard names: STIX 2.1, MISP, STIX 1, OpenIOC.
pub(super) const RECORD_KINDS: [&str; 69] = [
    "Attribute",
    "Campaign",
    "Event",
    "EventReport",
    "ExploitTarget",
    "Galaxy",
    "GalaxyCluster",
    "Incident",
    "Indicator",
    "IndicatorItem",
    "Object",
    "Observable",
    "Report",
    "Tag",
    "Threat_Actor",
    "TTP",
    "artifact",
    "attack-pattern",
    "autonomous-system",
    "campaign",
    "course-of-action",
    "directory",
    "domain-name",
    "email-addr",
    "email-message",
    "file",
    "grouping",
    "heading",
    "identity",
    "incident",
    "indicator",
    "infrastructure",
    "intrusion-set",
    "ioc",
    "ipv4-addr",
    "ipv6-addr",
    "language-content",
    "line",
    "list",
    "location",
    "mac-addr",
    "malware",
    "malware-analysis",
    "marking-definition",
    "mutex",
    "network-traffic",
    "note",
    "object",
    "observed-data",
    "opinion",
    "page",
    "paragraph",
    "part",
    "process",
    "relationship",
    "report",
    "row",
    "section",
    "sighting",
    "software",
    "table",
    "text",
    "threat-actor",
    "title",
    "tool",
    "url",
    "user-account",
    "vulnerability",
    "windows-registry-key",
];
