/// A part of a description: the text before a run of citations, cleaned, and the keys of the reports that it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) text: String,
    pub(crate) reports: Vec<String>,
}

const CITATION: &str = "(Citation: ";

/// Cuts the description of a relation behind each run of citations. What a part does not cite of `reports` it does not rest on;
/// a part that cites none of them rests on all.
pub(crate) fn segments(description: &str, reports: &[&str]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let resting_on = |cited: &[&str]| -> Vec<String> {
        let mut own: Vec<&str> = reports.iter().copied().filter(|key| cited.contains(key)).collect();
        if own.is_empty() {
            own = reports.to_vec();
        }
        own.sort_unstable();
        own.dedup();
        own.into_iter().map(str::to_owned).collect()
    };
    let mut rest = description;
    while let Some((before, cited, after)) = next_citations(rest) {
        segments.push(Segment { text: clean(before).trim().to_owned(), reports: resting_on(&cited) });
        rest = after;
    }
    let tail = clean(rest).trim().to_owned();
    match segments.last_mut() {
        Some(last) if tail.contains(|c: char| !matches!(c, ' ' | '.')) => {
            last.text.push(' ');
            last.text.push_str(&tail);
        }
        Some(_) => {}
        None => segments.push(Segment { text: tail, reports: resting_on(&[]) }),
    }
    segments
}

/// Adds the name of the software that a relation is about to the first segment, if the description does not name it.
pub(crate) fn name_software(segments: &mut [Segment], description: &str, name: &str, reports: &[&str]) {
    let Some(first) = segments.first_mut() else { return };
    if !clean(description).to_lowercase().contains(&name.to_lowercase()) {
        first.text = format!("{}\n{name}.", first.text).trim().to_owned();
        first.reports = reports.iter().map(|key| (*key).to_owned()).collect();
        first.reports.sort_unstable();
        first.reports.dedup();
    }
}

/// The text before the next run of citations, their keys, and the text behind.
fn next_citations(text: &str) -> Option<(&str, Vec<&str>, &str)> {
    let (before, mut rest) = text.split_at_checked(text.find(CITATION)?)?;
    let mut keys = Vec::new();
    while let Some(inner) = rest.trim_start().strip_prefix(CITATION)
        && let Some((key, after)) = inner.split_once(')')
    {
        keys.push(key.trim());
        rest = after.strip_prefix(['.', ',', ';']).unwrap_or(after);
    }
    (!keys.is_empty()).then_some((before, keys, rest))
}

/// A description without its marks: citations and tags dropped, links as their text.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['(', '[', '<', '`']) {
        let (before, mark) = rest.split_at(at);
        cleaned.push_str(before);
        rest = if let Some((_, after)) = mark.strip_prefix(CITATION).and_then(|inner| inner.split_once(')')) {
            cleaned.push(' ');
            after
        } else if let Some((shown, after)) = link(mark) {
            cleaned.push_str(shown);
            after
        } else if let Some(after) = TAGS.iter().find_map(|tag| mark.strip_prefix(tag)) {
            cleaned.push(' ');
            after
        } else {
            let length = mark.chars().next().map_or(0, char::len_utf8);
            let (sign, after) = mark.split_at(length);
            cleaned.push_str(sign);
            after
        };
    }
    cleaned.push_str(rest);
    cleaned
}

const TAGS: [&str; 5] = ["<code>", "</code>", "<br>", "</br>", "`"];

/// `[shown](address)`: what is shown, and the text behind.
fn link(text: &str) -> Option<(&str, &str)> {
    let (shown, behind) = text.strip_prefix('[')?.split_once(']')?;
    let (_, after) = behind.strip_prefix('(')?.split_once(')')?;
    Some((shown, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(description: &str) -> Vec<(String, String)> {
        let segments = segments(description, &["A", "B"]);
        segments.into_iter().map(|segment| (segment.text, segment.reports.join(" "))).collect()
    }

    fn part(text: &str, reports: &str) -> (String, String) {
        (text.into(), reports.into())
    }

    #[test]
    fn each_part_rests_on_the_reports_that_it_cites_and_on_all_where_it_cites_none() {
        assert_eq!(
            of("It did this.(Citation: B) Then that.(Citation: A)(Citation: B), (Citation: A)"),
            [part("It did this.", "B"), part("Then that.", "A B")]
        );
        assert_eq!(of("One.(Citation: Z) And more"), [part("One. And more", "A B")]);
        assert_eq!(of("One.(Citation: A)."), [part("One.", "A")]);
        assert_eq!(of("No citation"), [part("No citation", "A B")]);
        assert_eq!(of("Open (Citation: A"), [part("Open (Citation: A", "A B")]);
    }

    #[test]
    fn marks_are_cleaned_away() {
        let text = "[APT0](https://attack.mitre.org/groups/G9999) ran <code>a.exe</code> [x] (y) `z`(Citation: A).";
        assert_eq!(clean(text), "APT0 ran  a.exe  [x] (y)  z  .");
    }

    #[test]
    fn software_that_a_text_does_not_name_is_added_to_it() {
        let mut parts = segments("used [X](u) here(Citation: A) and(Citation: B)", &["A", "B"]);
        name_software(&mut parts, "used [X](u) here", "x", &["A", "B"]);
        assert_eq!(parts[0].text, "used X here");
        name_software(&mut parts, "used [X](u) here", "Wiper", &["A", "B"]);
        assert_eq!((parts[0].text.as_str(), parts[0].reports.len()), ("used X here\nWiper.", 2));
    }
}
