use dunant::convention::{Alignment, Codes, EnteredBy, FactAlignment, FactKind, FactName, Scheme, UnknownFact};
use dunant::exchange::page::{Page, faint, plain, strong};
use serde::Serialize;

use super::render_list;
use crate::arguments::{Format, Terminal};
use crate::complaint::Complaint;

#[derive(Serialize)]
struct ListedFact {
    name: FactName,
    kind: FactKind,
    entered_by: EnteredBy,
    meaning: &'static str,
    /// What it and its words are called elsewhere; left out of the plain list.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    mapping: Option<FactAlignment>,
}

/// Every fact of the vocabulary, a few lines each.
pub(super) fn list(format: Format, terminal: &Terminal) -> Result<String, Complaint> {
    let facts: Vec<ListedFact> = FactName::ALL.iter().map(|fact| listed(*fact, None)).collect();
    render_list(super::SCHEMA, &facts, format, terminal, |page| {
        facts.iter().for_each(|fact| head(page, fact));
        page.blank();
        page.paragraph(
            0,
            &[faint("The words of one, and what they are called elsewhere: `dunant convention facts FACT`.")],
        );
    })
}

/// One fact, or all, with their words and what those are called elsewhere.
pub(super) fn mapping(name: Option<&str>, format: Format, terminal: &Terminal) -> Result<String, Complaint> {
    let alignment = Alignment::shipped().map_err(dunant::Error::from)?;
    let names = match name {
        Some(name) => vec![FactName::named(name)?],
        None => FactName::ALL.to_vec(),
    };
    let facts: Vec<ListedFact> = names.into_iter().map(|fact| listed(fact, Some(alignment.of(fact)))).collect();
    render_list(super::SCHEMA, &facts, format, terminal, |page| {
        for (number, fact) in facts.iter().enumerate() {
            if number > 0 {
                page.blank();
            }
            head(page, fact);
            fact.mapping.iter().for_each(|mapping| words(page, mapping));
        }
    })
}

fn listed(name: FactName, mapping: Option<FactAlignment>) -> ListedFact {
    ListedFact { name, kind: name.kind(), entered_by: name.entered_by(), meaning: name.meaning(), mapping }
}

fn head(page: &mut Page, fact: &ListedFact) {
    let kind = match fact.kind {
        FactKind::OneWord => "one word",
        FactKind::AllWords => "all words that apply",
        FactKind::YesNo => "true or false",
        FactKind::Date => "a date",
        FactKind::Number => "a number",
    };
    let by = match fact.entered_by {
        EnteredBy::Anyone => "anyone may enter it",
        EnteredBy::NamedPerson => "only a named person may enter it",
    };
    page.paragraph(0, &[strong(fact.name.key()), faint(format!(" ({kind}; {by})"))]);
    page.paragraph(2, &[plain(fact.meaning)]);
}

fn words(page: &mut Page, mapping: &FactAlignment) {
    if let Some(follows) = &mapping.follows {
        page.paragraph(2, &[plain(format!("after {follows}"))]);
    }
    if mapping.words.is_empty() || !mapping.codes.is_empty() {
        codes(page, 2, &mapping.codes);
    }
    // Two hundred countries are their own codes: one shows how.
    let own_codes = |codes: &Codes| codes.keys().eq([&Scheme::Iso]);
    if let Some(first) = mapping.words.first().filter(|_| mapping.words.iter().all(|word| own_codes(&word.codes))) {
        let count = mapping.words.len();
        page.bullet(2, &[plain(format!("{count} codes of countries, such as {} ({})", first.word, first.meaning))]);
        return;
    }
    for word in &mapping.words {
        page.bullet(2, &[strong(word.word), plain(format!(": {}", word.meaning))]);
        codes(page, 4, &word.codes);
    }
}

/// The codes of a fact or word, a line a scheme; `-` where nothing elsewhere says the same.
fn codes(page: &mut Page, indent: usize, codes: &Codes) {
    if codes.is_empty() {
        page.paragraph(indent, &[faint("-")]);
    }
    for (scheme, codes) in codes {
        page.hanging(indent, &format!("{:<11}", scheme.title()), &[plain(codes.join("; "))]);
    }
}

impl From<UnknownFact> for Complaint {
    fn from(unknown: UnknownFact) -> Self {
        let help = match unknown.near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`dunant convention facts` lists them all".to_owned(),
        };
        Self::new(unknown.to_string()).with_help(help)
    }
}
