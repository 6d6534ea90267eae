use std::borrow::Cow;
use std::collections::BTreeMap;

use super::markup::{Markup, Step};
use crate::readers::zip;
use crate::reading::Member;
use crate::{Context, Reader, Reading, Source};

/// The files of an office document (ECMA-376, part 2; OpenDocument 1.3, part 2), unpacked.
pub(super) struct Package {
    /// In the archive's order.
    pub(super) members: Vec<Member>,
}

/// What a part refers to, by the identifier that it uses for it.
pub(super) type Relations = BTreeMap<String, Relation>;

/// A reference of a part to another, or to something outside the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// The last word of its type: `hyperlink`, `attachedTemplate`.
    pub(super) kind: String,
    pub(super) target: String,
    /// Whether the target is outside.
    pub(super) external: bool,
}

impl Package {
    /// Unpacks the document; what cannot be unpacked is a loss.
    pub(super) fn open(source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) -> Self {
        zip::Zip.read(source, context, reading);
        Self { members: std::mem::take(&mut reading.members) }
    }

    /// The text of the file at `path`, in any case.
    pub(super) fn text(&self, path: &str) -> Option<Cow<'_, str>> {
        let path = path.trim_start_matches('/');
        let member = self.members.iter().find(|member| member.name.eq_ignore_ascii_case(path))?;
        Some(decoded(&member.bytes))
    }

    /// Names of the files whose path begins with `start` and ends with `.xml`, those with the lower number first.
    pub(super) fn numbered(&self, start: &str) -> Vec<&str> {
        let mut names: Vec<&str> = (self.members.iter().map(|member| member.name.as_str()))
            .filter(|name| name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)))
            .filter(|name| name.ends_with(".xml"))
            .collect();
        names.sort_by_key(|name| {
            let digits: String =
                name.get(start.len()..).unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
            (digits.parse::<u64>().unwrap_or(0), *name)
        });
        names
    }

    /// The references of the part at `path`.
    pub(super) fn relations(&self, path: &str) -> Relations {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let at = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
        self.text(&at).map(|text| relations(&text)).unwrap_or_default()
    }
}

/// The path of what a part in `folder` refers to: `../notesSlides/notesSlide1.xml`, `/word/header1.xml`.
pub(super) fn path_of(folder: &str, target: &str) -> String {
    let start = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in start.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The references that a file of relationships lists.
pub(super) fn relations(text: &str) -> Relations {
    let mut markup = Markup::new(text, 8);
    let mut found = Relations::new();
    while let Some(step) = markup.next() {
        let Step::Open(tag) = step else { continue };
        if tag.name() != "Relationship" {
            continue;
        }
        let (Some(id), Some(target)) = (tag.attribute("Id"), tag.attribute("Target")) else { continue };
        let kind = tag.attribute("Type").unwrap_or_default();
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        let external = tag.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("External"));
        found.insert(id, Relation { kind, target, external });
    }
    found
}

/// XML as text: UTF-16 where its mark says so, else UTF-8.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None => String::from_utf8_lossy(bytes),
    }
}
