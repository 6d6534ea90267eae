use dunant::CaseFile;
use dunant::convention::{CaseFacts, FactName};
use dunant::exchange::page::{Page, plain, strong};
use dunant::vocabulary::{Date, Sha256Digest};
use serde::Serialize;

use crate::arguments::CaseOptions;
use crate::complaint::Complaint;

/// A case as clauses are held against it.
pub(super) struct Held {
    pub(super) title: String,
    /// SHA-256 of the case file.
    pub(super) digest: Option<Sha256Digest>,
    as_of: Option<AsOf>,
    pub(super) facts: CaseFacts,
}

/// Of a case, what stands above its verdicts.
#[derive(Serialize)]
pub(super) struct Heading<'c> {
    title: &'c str,
    facts: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<&'c AsOf>,
}

/// What a day leaves out.
#[derive(Serialize)]
struct AsOf {
    day: Date,
    /// Facts of which nothing was known yet.
    left_out: Vec<FactName>,
    /// Facts of which less was known.
    known_otherwise: Vec<FactName>,
    /// Facts that rest on a source without a date, which stays.
    undated: Vec<FactName>,
}

impl Held {
    pub(super) fn read(options: &CaseOptions) -> Result<Self, Complaint> {
        let file = CaseFile::read(&options.case)?;
        let all = file.facts();
        if all.is_empty() {
            return Err(Complaint::new(format!("`{}` states no facts", options.case.display()))
                .with_help("add `[[fact]]` tables to the case file; `docs/case-file.md` shows how"));
        }
        let Some(day) = options.as_of else {
            return Ok(Self { title: file.title.clone(), digest: file.digest(), as_of: None, facts: all.clone() });
        };
        let facts = all.as_of(day);
        let names =
            |wanted: &dyn Fn(FactName) -> bool| all.iter().map(|(name, _)| name).filter(|n| wanted(*n)).collect();
        let as_of = AsOf {
            day,
            left_out: names(&|name| facts.get(name).is_none()),
            known_otherwise: names(&|name| facts.get(name).is_some_and(|state| Some(state) != all.get(name))),
            undated: names(&|name| {
                facts.get(name).is_some_and(|state| {
                    state.sources().any(|source| source.published.is_none() && source.as_of.is_none())
                })
            }),
        };
        Ok(Self { title: file.title.clone(), digest: file.digest(), as_of: Some(as_of), facts })
    }

    pub(super) fn heading(&self) -> Heading<'_> {
        Heading { title: &self.title, facts: self.facts.len(), as_of: self.as_of.as_ref() }
    }

    /// The title, and what was left out.
    pub(super) fn write(&self, page: &mut Page) {
        page.paragraph(0, &[strong(&self.title)]);
        let mut remarks = self.remarks().into_iter();
        if let Some(known) = remarks.next() {
            page.paragraph(0, &[plain(known)]);
        }
        remarks.for_each(|left_out| page.bullet(0, &[plain(left_out)]));
    }

    /// Which day was looked at, then what that left out, a sentence each; nothing where no day was given.
    pub(super) fn remarks(&self) -> Vec<String> {
        let Some(as_of) = &self.as_of else { return Vec::new() };
        let mut remarks = vec![format!("What was known by {}: {} facts.", as_of.day, self.facts.len())];
        let lines = [
            ("Left out, as published or true only later", &as_of.left_out),
            ("Fewer sources than now", &as_of.known_otherwise),
            ("Kept, as a source has no date", &as_of.undated),
        ];
        for (what, names) in lines.into_iter().filter(|(_, names)| !names.is_empty()) {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            remarks.push(format!("{what}: {}.", names.join(", ")));
        }
        remarks
    }
}
