//! Which elements of a page are open, and whether whoever reads the page sees what is in them.

use crate::readers::shown::Shown;

/// The elements that are open at one place of a page, the outermost first.
///
/// They are opened and closed as a browser does (HTML, section 13.2.6) as far as it decides what is hidden: end tags that are left
/// out are implied, and an end tag that nothing opened, or that would close a table from within a cell, closes nothing.
#[derive(Debug)]
pub(super) struct Elements {
    open: Vec<Element>,
    /// How many elements are kept.
    deepest: usize,
}

#[derive(Debug)]
struct Element {
    name: String,
    shown: Shown,
    /// Whether its style, or that of what is around it, may hide it.
    doubted: bool,
    /// Whether it, or what is around it, quotes somebody.
    quoted: bool,
}

impl Elements {
    /// Keeps track of `deepest` elements within each other. One that is deeper takes the place of the innermost, as in browsers, which
    /// stop at some hundred, too.
    pub(super) fn new(deepest: u64) -> Self {
        Self { open: Vec::new(), deepest: usize::try_from(deepest).unwrap_or(usize::MAX) }
    }

    /// How the text at this place is shown.
    pub(super) fn shown(&self) -> Shown {
        self.open.last().map_or(Shown::Plainly, |element| element.shown)
    }

    /// Whether the text at this place may be hidden.
    pub(super) fn doubted(&self) -> bool {
        self.open.last().is_some_and(|element| element.doubted)
    }

    /// Whether the text at this place is somebody else's.
    pub(super) fn quoted(&self) -> bool {
        self.open.last().is_some_and(|element| element.quoted)
    }

    /// Whether the text at this place labels a table or a figure, or opens what is folded.
    pub(super) fn is_label(&self) -> bool {
        self.open.iter().any(|element| matches!(element.name.as_str(), "caption" | "figcaption" | "legend" | "summary"))
    }

    /// The element `name` begins, which is shown as `own` by its own tag. Gives whether its text is shown otherwise than what is
    /// around it. With `may_hide` its style may hide it.
    pub(super) fn open(&mut self, name: &str, own: Shown, may_hide: bool) -> bool {
        self.end_implied(name);
        if VOID.contains(&name) {
            return false;
        }
        // Neither can be undone by what is within: `display: none` takes the whole tree away, and a line goes through all of it.
        let around = self.shown();
        let shown = around.max(own);
        let doubted = may_hide || self.doubted();
        let quoted = matches!(name, "blockquote" | "q") || self.quoted();
        if self.open.len() >= self.deepest {
            self.open.pop();
        }
        self.open.push(Element { name: name.to_owned(), shown, doubted, quoted });
        shown != around
    }

    /// The end tag of `name`.
    pub(super) fn close(&mut self, name: &str) {
        if VOID.contains(&name) || ["body", "html"].contains(&name) {
            return;
        }
        let of_table = TABLE.contains(&name);
        for (at, element) in self.open.iter().enumerate().rev() {
            if element.name == name {
                self.open.truncate(at);
                return;
            }
            let bars = element.name == "table"
                || element.name == "template"
                || !of_table && ["td", "th", "caption"].contains(&element.name.as_str());
            if bars {
                return;
            }
        }
    }

    /// Closes the elements whose end tag may be left out before `next`.
    fn end_implied(&mut self, next: &str) {
        let (ends, within): (&[&str], &[&str]) = match next {
            "a" => (&["a"], &ENDS_PARAGRAPH),
            "li" => (&["li", "p"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd", "p"], &["dl"]),
            "option" | "optgroup" => (&["option"], &["select", "datalist"]),
            "td" | "th" => (&["td", "th"], &["table"]),
            "tr" => (&["td", "th", "tr"], &["table"]),
            "tbody" | "thead" | "tfoot" => (&["td", "th", "tr", "tbody", "thead", "tfoot"], &["table"]),
            next if ENDS_PARAGRAPH.contains(&next) => (&["p"], &["table", "td", "th", "caption", "button"]),
            _ => return,
        };
        let mut kept = self.open.len();
        for (at, element) in self.open.iter().enumerate().rev() {
            let name = element.name.as_str();
            if ends.contains(&name) {
                kept = at;
            } else if within.contains(&name) || name == "template" {
                break;
            }
        }
        self.open.truncate(kept);
    }
}

/// Elements whose content no reader of the page sees.
pub(super) const SKIPPED: [&str; 8] = ["head", "iframe", "noembed", "noframes", "noscript", "script", "style", "svg"];

/// Elements that frame a page: what they name is the publisher's own.
pub(super) const FRAMES: [&str; 2] = ["footer", "nav"];

pub(super) fn heading_level(name: &str) -> Option<usize> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(usize::from(digit - b'0')),
        _ => None,
    }
}

/// Elements that have no end.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

const TABLE: [&str; 8] = ["caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// Elements before which a paragraph ends (HTML, section 13.1.2.4).
const ENDS_PARAGRAPH: [&str; 31] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "dialog",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Elements that end a sentence.
pub(super) const BLOCKS: [&str; 31] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "section",
    "summary",
    "tbody",
    "textarea",
    "tr",
    "ul",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tags: &[&str]) -> Shown {
        let mut elements = Elements::new(20);
        for tag in tags {
            match (tag.strip_prefix('/'), tag.strip_prefix('!')) {
                (Some(end), _) => elements.close(end),
                (_, Some(hidden)) => drop(elements.open(hidden, Shown::Hidden, false)),
                _ => drop(elements.open(tag, if *tag == "del" { Shown::Struck } else { Shown::Plainly }, false)),
            }
        }
        elements.shown()
    }

    #[test]
    fn what_is_hidden_ends_where_a_browser_ends_it() {
        for tags in [
            &["!div", "/div"][..],
            &["!p", "p"],
            &["div", "!p", "/div"],
            &["ul", "!li", "li"],
            &["table", "tr", "!td", "td"],
            &["table", "!tr", "td", "tr"],
            &["p", "!span", "/p"],
            &["!template", "template", "/template", "/template"],
            &["!br"],
        ] {
            assert_eq!(shown(tags), Shown::Plainly, "{tags:?}");
        }
        for tags in [
            &["!div", "div", "/div"][..],
            &["!div", "/section"],
            &["!div", "table", "tr", "td", "/div"],
            &["ul", "!li", "ul", "li"],
            &["!p", "span"],
            &["!template", "/div"],
        ] {
            assert_eq!(shown(tags), Shown::Hidden, "{tags:?}");
        }
        assert_eq!(shown(&["p", "del", "b"]), Shown::Struck);
    }

    #[test]
    fn what_is_deeper_than_is_kept_is_hidden_all_the_same() {
        let deep = vec!["div"; 30];
        let hidden = [deep, vec!["!span"]].concat();
        assert_eq!(shown(&[hidden.clone(), vec!["div"; 30]].concat()), Shown::Hidden);
        assert_eq!(shown(&[hidden, vec!["/span"]].concat()), Shown::Plainly);
    }
}
