use std::ops::Range;

/// What stands before and behind words that are struck out: in Markdown, in HTML within it, in AsciiDoc and in forums.
const MARKS: [(&str, &str); 6] = [
    ("~~", "~~"),
    ("<del>", "</del>"),
    ("<s>", "</s>"),
    ("<strike>", "</strike>"),
    ("[s]", "[/s]"),
    ("[.line-through]#", "#"),
];

/// The words of a text that are struck out, in order: somebody took them back and left them to be seen. Each is within a paragraph.
pub(super) fn struck(text: &str) -> Vec<Range<usize>> {
    let mut struck: Vec<Range<usize>> = MARKS.iter().flat_map(|(open, close)| between(text, open, close)).collect();
    struck.sort_by_key(|range| range.start);
    struck
}

fn between(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = text.get(at..).and_then(|rest| memchr::memmem::find(rest.as_bytes(), open.as_bytes())) {
        let start = at + begin + open.len();
        at = start;
        let rest = text.get(start..).unwrap_or_default();
        // A fence is a line of tildes; a mark has words right behind it.
        if rest.starts_with(|c: char| c.is_whitespace() || c == '~') {
            at += rest.bytes().take_while(|byte| *byte == b'~').count();
            continue;
        }
        let paragraph = memchr::memmem::find(rest.as_bytes(), b"\n\n").unwrap_or(rest.len());
        let Some(length) = rest.get(..paragraph).and_then(|words| words.find(close)) else {
            // Nothing of this paragraph is closed, whatever else opens in it.
            at = start + paragraph;
            continue;
        };
        found.push(start..start + length);
        at = start + length + close.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::{Context, Reason, read_item};

    #[test]
    fn what_is_struck_out_in_text_is_set_aside() {
        for form in ["~~{}~~", "<del>{}</del>", "<s>{}</s>", "[s]{}[/s]", "[.line-through]#{}#"] {
            let text = format!(
                "# Report\n\nIt used one[.]example[.]com. {} It is over.\n",
                form.replace("{}", "It used two[.]example[.]com.")
            );
            let reading = read_item("r.md", text.as_bytes(), &Context::default()).swap_remove(0).reading;
            let found: Vec<String> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
            assert_eq!(found, ["one.example.com"], "{form}");
            assert_eq!(reading.values_set_aside()[0].reason, Reason::Withdrawn, "{form}");
        }
        let fenced =
            "~~~\nhttp://one.example.com/a\n~~~\n\nand ~~ two[.]example[.]com ~~ too, ~/three[.]example[.]com~~\n";
        let reading = read_item("r.md", fenced.as_bytes(), &Context::default()).swap_remove(0).reading;
        assert!(reading.observations().len() >= 3, "{:?}", reading.observations());
    }
}
