mod lines;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::hosts::is_nobody;
use crate::plain::{Plain, Scope};
use crate::prose::{Genre, read_prose_of};
use crate::readers::table::{by_form, is_like_a_value, parts_of};
use crate::readers::whole_values;
use crate::verdict::{self, Said};
use crate::{Context, ObservableKind, Observed, Reader, Reading, Reason, Source};
use lines::{Line, Names};

/// Lists with one indicator a line: hashes (as `sha256sum` prints them, too), domains, addresses, URLs, names of files or processes.
pub(super) struct List;

/// Lines looked at to tell a list; they drop nothing.
const SAMPLE: usize = 200;
/// A longer list of single words is not taken for one of processes.
const LONGEST_OF_WORDS: usize = 1 << 16;

impl Reader for List {
    fn format(&self) -> &'static str {
        "indicator list"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().and_then(names_of).is_some()
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let Some(text) = source.text() else { return };
        let Some(mut names) = names_of(text) else { return };
        if names == Names::Processes && names_software(text, context) {
            names = Names::None;
        }
        let plain = Plain::new(text, Scope::Text);
        let of_versions = lines::is_of_versions(plain.text());
        // What a heading or a comment says of the lines under it.
        let mut block = Said::Evidence;
        // Whether an entry stood below it.
        let mut filled = false;
        for (number, (start, line)) in lines::split(plain.text()).enumerate() {
            let written = plain.place(start..start + line.len());
            let row = Row { source, context, start: written.start, path: format!("line {}", number + 1), of_versions };
            let defanged = plain.is_defanged(start..start + line.len());
            // Nobody defangs the name of a file.
            let names = match names {
                Names::Mixed if defanged => Names::Any,
                Names::Any if !defanged && lines::is_usual_file(line.trim()) => Names::Files,
                names => names,
            };
            let parsed = lines::parse(line, names);
            // `# whitelisted: a.example.com` is said of that value.
            let value = line.rsplit_once([':', '：']).and_then(|(_, value)| whole_values::guess(value.trim()));
            if value.is_none() && (parsed == Line::Empty || parsed == Line::Other && !lines::is_prose(line)) {
                let said = verdict::of_heading(line);
                // A remark right below a heading is of it: `# Benign`, `# as seen by the resolver`.
                let is_heading = lines::is_heading_within(line) && filled;
                if said != Said::Evidence || is_heading {
                    (block, filled) = (said, false);
                }
            }
            let said = verdict::of_line(line).map_or(Said::Evidence, |(said, _)| said).stronger(block);
            let mark = reading.mark();
            match parsed {
                Line::Empty => row.remark(text.get(written).unwrap_or_default(), 0, reading),
                Line::Entry(found) => {
                    filled = true;
                    let place = |range: Range<usize>| plain.place(start + range.start..start + range.end);
                    row.entry(&found, &place, text, written, reading);
                }
                Line::Other if number == 0 && (of_versions || lines::is_heading(line)) => {}
                Line::Other => row.other(text, written, line, names, reading),
            }
            if let Some((reason, bearing)) = said.consequence() {
                if let Some(reason) = reason {
                    let is_evidence = |added: &crate::Observation| !verdict::sets_aside(reason, &added.observed);
                    reading.set_aside_observed_since(&mark, reason, is_evidence);
                }
                reading.bear_since(&mark, bearing);
            }
        }
    }
}

/// One line, as written.
struct Row<'s, 'b> {
    source: &'s Source<'b>,
    context: &'s Context<'s>,
    /// Where it begins.
    start: usize,
    path: String,
    /// Whether the list is a column of versions, whose four numbers are no address.
    of_versions: bool,
}

impl Row<'_, '_> {
    /// Observes what a line holds, and reads the remark behind it. `place` says where a part of the line is written.
    fn entry(
        &self,
        found: &[(Observed, Range<usize>)],
        place: &dyn Fn(Range<usize>) -> Range<usize>,
        text: &str,
        written: Range<usize>,
        reading: &mut Reading,
    ) {
        reading.record("line", None, self.source.span(written.start, written.end));
        let last = found.iter().map(|(_, range)| range.clone()).max_by_key(|range| range.end).unwrap_or_default();
        let end = place(last).end.clamp(written.start, written.end);
        self.remark(text.get(end..written.end).unwrap_or_default(), end - written.start, reading);
        for (observed, range) in found {
            let range = place(range.clone());
            let span = self.source.span(range.start, range.end);
            let address = match observed {
                Observed::Observable(trace) if trace.kind() == ObservableKind::Ipv4Addr => trace.value().parse().ok(),
                _ => None,
            };
            if address.is_some_and(|address| self.of_versions || is_nobody(address)) {
                reading.set_aside(Reason::NotATrace, observed.to_string(), span, self.path.as_str());
            } else {
                reading.observe(observed.clone(), span, self.path.as_str());
            }
        }
    }

    /// Reads what a comment names. Traces in comments are left alone: there they are mostly where the list was published.
    fn remark(&self, text: &str, offset: usize, reading: &mut Reading) {
        let before = reading.observations().len();
        let start = self.start + offset;
        let place = |range: Range<usize>| self.source.span(start + range.start, start + range.end);
        read_prose_of(Genre::Report, text, &place, &self.path, self.context, reading);
        reading.set_aside_since(before, Reason::Citation, |added| !matches!(added.observed, Observed::Observable(_)));
    }

    /// Reads a line that is no single entry: as written it may be one all the same; else what its words hold is read.
    fn other(&self, text: &str, written: Range<usize>, line: &str, names: Names, reading: &mut Reading) {
        let whole = text.get(written.clone()).unwrap_or_default();
        let value = Plain::new(whole, Scope::Value);
        if value.text() != line
            && let Line::Entry(found) = lines::parse(value.text(), names)
        {
            let place = |range: Range<usize>| {
                let range = value.place(range);
                written.start + range.start..written.start + range.end
            };
            self.entry(&found, &place, text, written.clone(), reading);
        } else {
            self.prose(whole, reading);
        }
    }

    /// Reads the words of a line. What has the form of a value and was read as nothing is a loss, and so is a line that holds
    /// nothing at all.
    fn prose(&self, text: &str, reading: &mut Reading) {
        const HELP: &str = "where it is a trace, give it with its type, such as `domain,example.org`";
        let (before, mark) = (reading.outcomes(), reading.mark());
        let place = |range: Range<usize>| self.source.span(self.start + range.start, self.start + range.end);
        read_prose_of(Genre::Indicators, text, &place, &self.path, self.context, reading);
        if reading.outcomes() == before {
            let shown: String = text.trim().chars().take(60).collect();
            return reading.lose(format!("`{shown}` is no indicator"), Some(place(0..text.len())), Some(HELP));
        }
        let covered = reading.covered_since(&mark);
        for part in parts_of(text) {
            let (span, value) = (place(part.clone()), text.get(part).unwrap_or_default());
            let seen = by_form(value).is_some_and(|observed| reading.was_seen(&observed));
            if !seen && is_like_a_value(value) && !covered.touches(&span) {
                reading.account(value, span, &self.path, |_| {});
            }
        }
    }
}

/// What the words of a list are taken for; `None` where the text is no list.
fn names_of(text: &str) -> Option<Names> {
    // The first lines and as many comments at most.
    let head = memchr::memchr_iter(b'\n', text.as_bytes()).nth(SAMPLE * 4).map_or(text.len(), |end| end + 1);
    let plain = Plain::new(text.get(..head).unwrap_or_default(), Scope::Text);
    let length = text.len();
    let text = plain.text();
    let (mut either, mut named) = (0_usize, 0_usize);
    let (mut all, mut entries, mut files, mut domains) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut processes, mut coined) = (0_usize, 0_usize);
    for (number, (_, line)) in lines::split(text).enumerate() {
        if all == SAMPLE {
            break;
        }
        if number == 0 && (lines::is_heading(line) || lines::is_of_versions(text)) {
            continue;
        }
        let found = lines::parse(line, Names::None);
        if let Line::Empty = found {
            continue;
        }
        all += 1;
        // A report that lists its indicators is a report.
        if found == Line::Other && lines::is_prose(line) {
            return None;
        }
        if let Line::Entry(found) = &found {
            entries += 1;
            let is_domain = |observed: &Observed| matches!(observed, Observed::Observable(o) if o.kind() == ObservableKind::DomainName);
            domains += usize::from(found.iter().any(|(observed, _)| is_domain(observed)));
        }
        let word = line.trim();
        either += usize::from(lines::is_file_or_host(word));
        named += usize::from(found == Line::Other && matches!(lines::parse(line, Names::Any), Line::Entry(_)));
        files += usize::from(matches!(lines::parse(line, Names::Files), Line::Entry(found) if found.len() == 1
            && matches!(&found.first(), Some((Observed::Observable(o), _))
                if matches!(o.kind(), ObservableKind::FileName | ObservableKind::FilePath))));
        processes += usize::from(lines::is_program_name(line.trim()));
        coined += usize::from(lines::is_coined(line.trim()));
    }
    // `archive.zip` is a file among files, and a domain among domains.
    if all > 0 && files == all && domains < all {
        return Some(Names::Files);
    }
    if entries > 0 && (entries + named) * 5 >= all * 4 {
        // Among names of files, what may be either is a file; among hosts it is a host.
        let mixed = either > 0 && named > 0 && named >= domains.saturating_sub(either);
        return Some(if mixed { Names::Mixed } else { Names::Any });
    }
    // Single words say little: a handful may be anything, and thousands are a dictionary. Programs are not named from one.
    let few = length <= LONGEST_OF_WORDS;
    (few && all >= 5 && processes == all && coined * 10 >= all).then_some(Names::Processes)
}

/// Whether most words of the list are names that the lexicon knows: then it lists malware, not processes.
fn names_software(text: &str, context: &Context<'_>) -> bool {
    let (mut all, mut known) = (0_usize, 0_usize);
    for (_, line) in lines::split(text).take(SAMPLE) {
        let word = line.trim();
        if word.is_empty() {
            continue;
        }
        all += 1;
        known += usize::from(context.lexicon.find(word).any(|found| found.start == 0 && found.end == word.len()));
    }
    known * 2 > all
}
