use std::collections::{BTreeMap, BTreeSet};

use dunant::knowledge::{
    Actor, CountryRole, NameClaim, Object, Pack, Relation, Report, Software, SoftwareKind, Subject, Target, Technique,
};
use dunant::vocabulary::NameKey;
use serde::Serialize;

use crate::arguments::Format;
use crate::complaint::Complaint;
use crate::output::Headed;

/// Everything that has `name`: actors, software, techniques. Several entries where sources disagree.
pub(super) fn show(pack: &Pack, name: &str, format: Format) -> Result<String, Complaint> {
    let mut entries: Vec<Entry> = Vec::new();
    entries.extend(pack.find_actors(name).into_iter().map(|actor| actor_entry(pack, actor)));
    entries.extend(pack.find_software(name).into_iter().map(|software| software_entry(pack, software)));
    entries.extend(pack.find_techniques(name).into_iter().map(|technique| technique_entry(pack, technique)));
    if entries.is_empty() {
        let complaint = Complaint::new(format!("the pack knows nothing called `{name}`"));
        let near = pack.nearest_names(name, 4);
        return Err(if near.is_empty() {
            complaint
        } else {
            complaint.with_help(format!("did you mean {}?", near.join(", ")))
        });
    }
    if format == Format::Json {
        let headed: Vec<_> = entries.iter().map(|entry| Headed::new("dunant.knowledge/1", entry)).collect();
        let json = serde_json::to_string_pretty(&headed).map_err(|error| Complaint::new(error.to_string()))?;
        return Ok(json + "\n");
    }
    Ok(entries.iter().map(Entry::text).collect::<Vec<_>>().join("\n"))
}

/// One entry of a pack, every line of it with who says so.
#[derive(Serialize)]
struct Entry {
    kind: &'static str,
    id: String,
    name: String,
    by: String,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    title: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    what: String,
    /// Reports, newest first; empty where the source speaks for itself.
    reports: Vec<String>,
}

/// Reports shown of one line of text; JSON has all.
const REPORTS_SHOWN: usize = 2;

impl Entry {
    fn text(&self) -> String {
        let mut text = format!("{} {} ({})\n  by {}\n", self.id, self.name, self.kind, self.by);
        for section in self.sections.iter().filter(|section| !section.lines.is_empty()) {
            text.push_str(&format!("\n  {}\n", section.title));
            for line in &section.lines {
                text.push_str(&format!("    {}\n", line.what));
                for report in line.reports.iter().take(REPORTS_SHOWN) {
                    text.push_str(&format!("      {}\n", shorten(report, 72)));
                }
                let more = line.reports.len().saturating_sub(REPORTS_SHOWN);
                if more > 0 {
                    text.push_str(&format!("      and {more} more\n"));
                }
            }
        }
        text
    }
}

fn actor_entry(pack: &Pack, actor: &Actor) -> Entry {
    let at = pack.actors.iter().position(|other| std::ptr::eq(other, actor)).and_then(|at| u32::try_from(at).ok());
    let mut elsewhere = Vec::new();
    for claim in &actor.names {
        let key = NameKey::of(&claim.name);
        for other in &pack.actors {
            let same = !std::ptr::eq(other, actor) && other.names.iter().any(|held| NameKey::of(&held.name) == key);
            if same {
                let what = format!(
                    "`{}` is also a name of {} {} ({})",
                    claim.name,
                    other.id,
                    other.name,
                    pack.source_name(other.by)
                );
                elsewhere.push(plain(what));
            }
        }
    }
    let links = actor.links.iter().filter_map(|link| {
        let other = pack.actor(link.to)?;
        let likely = link.likelihood.as_ref().map(|word| format!(", {word}")).unwrap_or_default();
        Some(plain(format!("{} {} ({}{likely}) by {}", other.id, other.name, link.kind, pack.source_name(link.by))))
    });
    let countries = actor.countries.iter().map(|claim| {
        let role = match claim.role {
            CountryRole::Origin => "country",
            CountryRole::SuspectedSponsor => "suspected state sponsor",
        };
        plain(format!("{} ({role})", claim.country.name()))
    });
    let targets: Vec<String> = actor
        .targets
        .iter()
        .map(|target| match target {
            Target::Country(country) => country.name().to_owned(),
            Target::Sector(sector) => sector.word().to_owned(),
        })
        .collect();
    let campaigns: Vec<(u32, Line)> = (0_u32..)
        .zip(&pack.campaigns)
        .filter_map(|(place, campaign)| {
            let laid = campaign.attributed_to.iter().find(|a| Some(a.actor) == at)?;
            let active = campaign.active.map(|active| format!(", {active}")).unwrap_or_default();
            Some((
                place,
                Line { what: format!("{} {}{active}", campaign.id, campaign.name), reports: cite(pack, &laid.reports) },
            ))
        })
        .collect();
    let subjects: BTreeSet<Subject> = at
        .map(Subject::Actor)
        .into_iter()
        .chain(campaigns.iter().map(|(place, _)| Subject::Campaign(*place)))
        .collect();
    let used = |software: bool| uses(pack, &subjects, software);
    let indicators = pack.indicators.iter().filter(|indicator| Some(indicator.actor) == at);
    Entry {
        kind: "actor",
        id: actor.id.clone(),
        name: actor.name.clone(),
        by: pack.source_name(actor.by).to_owned(),
        sections: vec![
            section("names", names(pack, &actor.names)),
            section("names that others claim too", elsewhere),
            section("linked clusters", links.collect()),
            section("state claims", countries.collect()),
            section("said to target", if targets.is_empty() { Vec::new() } else { wrap(&targets) }),
            section("campaigns", campaigns.into_iter().map(|(_, line)| line).collect()),
            section("software", used(true)),
            section("techniques", used(false)),
            section(
                "traces of past incidents",
                indicators
                    .map(|i| Line { what: format!("{} {}", i.kind, i.value), reports: cite(pack, &[i.report]) })
                    .collect(),
            ),
        ],
    }
}

fn software_entry(pack: &Pack, software: &Software) -> Entry {
    let at = pack.software.iter().position(|other| std::ptr::eq(other, software)).and_then(|at| u32::try_from(at).ok());
    let stands_for = software.same_as.and_then(|other| pack.software.get(other as usize));
    let own: BTreeSet<Subject> = at.map(Subject::Software).into_iter().collect();
    Entry {
        kind: match software.kind {
            SoftwareKind::Malware => "malware",
            SoftwareKind::Tool => "tool",
        },
        id: software.id.clone(),
        name: software.name.clone(),
        by: pack.source_name(software.by).to_owned(),
        sections: vec![
            section("names", names(pack, &software.names)),
            section(
                "compared as",
                stands_for.map(|other| plain(format!("{} {}", other.id, other.name))).into_iter().collect(),
            ),
            section("used by", at.map(|at| users(pack, Object::Software(at))).unwrap_or_default()),
            section("techniques", uses(pack, &own, false)),
        ],
    }
}

fn technique_entry(pack: &Pack, technique: &Technique) -> Entry {
    let at =
        pack.techniques.iter().position(|other| std::ptr::eq(other, technique)).and_then(|at| u32::try_from(at).ok());
    Entry {
        kind: "technique",
        id: technique.id.to_string(),
        name: technique.name.clone(),
        by: pack.source_name(technique.by).to_owned(),
        sections: vec![
            section("tactics", technique.tactics.iter().cloned().map(plain).collect()),
            section("used by", at.map(|at| users(pack, Object::Technique(at))).unwrap_or_default()),
        ],
    }
}

fn section(title: &str, lines: Vec<Line>) -> Section {
    Section { title: title.to_owned(), lines }
}

fn plain(what: String) -> Line {
    Line { what, reports: Vec::new() }
}

fn names(pack: &Pack, names: &[NameClaim]) -> Vec<Line> {
    names.iter().map(|claim| Line { what: claim.name.clone(), reports: cite(pack, &claim.reports) }).collect()
}

fn uses(pack: &Pack, subjects: &BTreeSet<Subject>, software: bool) -> Vec<Line> {
    let mut held: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for relation in pack.relations.iter().filter(|relation| subjects.contains(&relation.subject)) {
        let what = match relation.object {
            Object::Software(at) if software => pack.software.get(at as usize).map(|s| format!("{} {}", s.id, s.name)),
            Object::Technique(at) if !software => {
                pack.techniques.get(at as usize).map(|t| format!("{} {}", t.id, t.name))
            }
            _ => None,
        };
        if let Some(what) = what {
            held.entry(what).or_default().extend(&relation.reports);
        }
    }
    held.into_iter()
        .map(|(what, reports)| Line { what, reports: cite(pack, &reports.into_iter().collect::<Vec<_>>()) })
        .collect()
}

fn users(pack: &Pack, object: Object) -> Vec<Line> {
    let line = |relation: &Relation| {
        let what = match relation.subject {
            Subject::Actor(at) => pack.actor(at).map(|actor| format!("{} {}", actor.id, actor.name)),
            Subject::Campaign(at) => pack.campaigns.get(at as usize).map(|c| format!("{} {}", c.id, c.name)),
            Subject::Software(at) => pack.software.get(at as usize).map(|s| format!("{} {}", s.id, s.name)),
        };
        Line { what: what.unwrap_or_default(), reports: cite(pack, &relation.reports) }
    };
    pack.relations.iter().filter(|relation| relation.object == object).map(line).collect()
}

/// Reports as people cite them, newest first, each with its date.
fn cite(pack: &Pack, reports: &[u32]) -> Vec<String> {
    let mut held: Vec<&Report> = reports.iter().filter_map(|at| pack.report(*at)).collect();
    let latest = |report: &Report| report.published.map(|published| published.latest());
    held.sort_by(|a, b| latest(b).cmp(&latest(a)).then_with(|| a.key.cmp(&b.key)));
    held.iter()
        .map(|report| {
            let date = report.published.map_or_else(|| "undated".into(), |published| published.to_string());
            let title = if report.citation.is_empty() { &report.key } else { &report.citation };
            format!("{date}  {title}")
        })
        .collect()
}

/// Words in lines of some 70 columns.
fn wrap(words: &[String]) -> Vec<Line> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() + 2 <= 70 => {
                line.push_str(", ");
                line.push_str(word);
            }
            _ => lines.push(word.clone()),
        }
    }
    lines.into_iter().map(plain).collect()
}

fn shorten(text: &str, columns: usize) -> String {
    if text.chars().count() <= columns {
        return text.to_owned();
    }
    let mut shown: String = text.chars().take(columns - 1).collect();
    shown.push('…');
    shown
}
