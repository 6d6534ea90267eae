mod lines;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::prose::read_prose;
use crate::{Context, ObservableKind, Observed, Reader, Reading, Reason, Source};
use lines::{Line, Names};

/// Lists with one indicator a line: hashes (as `sha256sum` prints them, too), domains, addresses, URLs, names of files or processes.
pub(super) struct List;

/// Lines looked at to tell a list.
const SAMPLE: usize = 200;
/// A longer list of single words is not taken for one of processes.
const LONGEST_OF_WORDS: usize = 1 << 16;
/// Lines that are not read are listed up to this number.
const LISTED: usize = 10;

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
        let mut unread = 0_usize;
        for (number, (start, line)) in lines::split(text).enumerate() {
            let span = source.span(start, start + line.len());
            match lines::parse(line, names) {
                Line::Empty => remark(line, start, number, source, context, reading),
                Line::Entry(found) => {
                    reading.record("line", None, span);
                    let end = found.iter().map(|(_, range)| range.end).max().unwrap_or_default();
                    let rest = line.get(end..).unwrap_or_default();
                    remark(rest, start + end, number, source, context, reading);
                    for (observed, range) in found {
                        let span = source.span(start + range.start, start + range.end);
                        reading.observe(observed, span, format!("line {}", number + 1));
                    }
                }
                Line::Other if number == 0 && lines::is_heading(line) => {}
                Line::Other => {
                    let before = reading.observations().len();
                    let place = |range: Range<usize>| source.span(start + range.start, start + range.end);
                    read_prose(line, &place, &format!("line {}", number + 1), context, reading);
                    if reading.observations().len() > before {
                        continue;
                    }
                    unread += 1;
                    if unread <= LISTED {
                        let shown: String = line.trim().chars().take(60).collect();
                        reading.lose(format!("`{shown}` is no indicator"), Some(span), None);
                    }
                }
            }
        }
        if unread > LISTED {
            reading.lose(format!("{} more lines are no indicators", unread - LISTED), None, None);
        }
    }
}

/// Reads what a comment names. Traces in comments are left alone: there they are mostly where the list was published.
fn remark(text: &str, start: usize, number: usize, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
    let before = reading.observations().len();
    let place = |range: Range<usize>| source.span(start + range.start, start + range.end);
    read_prose(text, &place, &format!("line {}", number + 1), context, reading);
    reading.set_aside_since(before, Reason::Citation, |added| !matches!(added.observed, Observed::Observable(_)));
}

/// What the words of a list are taken for; `None` where the text is no list.
fn names_of(text: &str) -> Option<Names> {
    let (mut all, mut entries, mut files, mut domains) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut processes, mut coined) = (0_usize, 0_usize);
    for (number, (_, line)) in lines::split(text).enumerate() {
        if all == SAMPLE {
            break;
        }
        if number == 0 && lines::is_heading(line) {
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
    if entries > 0 && entries * 5 >= all * 4 {
        return Some(Names::None);
    }
    // Single words say little: a handful may be anything, and thousands are a dictionary. Programs are not named from one.
    let few = text.len() <= LONGEST_OF_WORDS;
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
