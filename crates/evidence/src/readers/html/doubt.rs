//! Whether an element's style may keep its words from whoever reads the page.
//!
//! Only a browser knows the whole cascade, so nothing is taken for hidden by this (decision record 24): all that stands there is read. But a
//! name that may be hidden is not stated: no report hides what it found.

use std::collections::HashSet;

use super::characters::decode;
use super::tag::Tag;

/// Classes and identifiers of a page to which one of its own style sheets gives such a style.
#[derive(Debug, Default)]
pub(super) struct Doubt {
    /// With their mark: `.tab`, `#answer`.
    selectors: HashSet<String>,
}

impl Doubt {
    /// What the style sheets within `page` hide by class or identifier.
    pub(super) fn of(page: &str) -> Self {
        let mut doubt = Self::default();
        let lower = page.to_ascii_lowercase();
        let mut rest = lower.as_str();
        while let Some((_, sheet)) = rest.split_once("<style") {
            let (sheet, behind) = sheet.split_once("</style").unwrap_or((sheet, ""));
            doubt.add_sheet(sheet.split_once('>').map_or("", |(_, rules)| rules));
            rest = behind;
        }
        doubt
    }

    fn add_sheet(&mut self, sheet: &str) {
        // Within `@media { … }` a rule begins behind the first brace.
        for rule in sheet.split('}') {
            let Some((head, declarations)) = rule.rsplit_once('{') else { continue };
            if !declarations.split(';').any(hides) && !hides_by_colour(declarations) {
                continue;
            }
            let head = head.rsplit(['{', ';', '/']).next().unwrap_or_default();
            for selector in head.split(',') {
                let last = selector.split_whitespace().next_back().unwrap_or_default();
                let from = last.rfind(['.', '#']).unwrap_or(last.len());
                let name = last.get(from..).unwrap_or_default().split([':', '[']).next().unwrap_or_default();
                if name.len() > 1 {
                    self.selectors.insert(name.to_owned());
                }
            }
        }
    }

    /// Whether the words of the element that `tag` opens may be hidden.
    pub(super) fn may_hide(&self, tag: &Tag) -> bool {
        let style = tag.get("style").map(decode).unwrap_or_default().to_ascii_lowercase();
        let named = |attribute: &str, mark: char| {
            let names = tag.get(attribute).unwrap_or_default().to_ascii_lowercase();
            names.split_whitespace().any(|name| self.selectors.contains(&format!("{mark}{name}")))
        };
        style.split(';').any(hides)
            || hides_by_colour(&style)
            || !self.selectors.is_empty() && (named("class", '.') || named("id", '#'))
            || tag.get("aria-hidden").is_some_and(|hidden| hidden.eq_ignore_ascii_case("true"))
            || tag.name == "dialog" && tag.get("open").is_none()
    }
}

/// Whether one declaration alone may hide: nothing is shown, or it is shown where nobody looks.
fn hides(declaration: &str) -> bool {
    let Some((property, value)) = declaration.split_once(':') else { return false };
    let value = value.trim().trim_end_matches("!important").trim();
    let is_nought = || {
        let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
        number.parse::<f64>().is_ok_and(|number| number.abs() < 0.05)
    };
    // Farther out than any page is wide.
    let is_far_off =
        || value.strip_prefix('-').is_some_and(|out| out.chars().take_while(char::is_ascii_digit).count() >= 3);
    match property.trim() {
        "display" => value == "none",
        "visibility" => matches!(value, "hidden" | "collapse"),
        "opacity" => is_nought(),
        "text-indent" | "left" | "right" | "top" | "margin-left" | "margin-top" => is_far_off(),
        "clip" => value.starts_with("rect(0") || value.starts_with("rect(1px"),
        "clip-path" => {
            value.starts_with("inset(50%") || value.starts_with("inset(100%") || value.starts_with("circle(0")
        }
        "transform" => value.contains("scale(0)") || value.contains("translate(-9"),
        "mso-hide" => value == "all",
        // A sheet that strikes words out takes them back.
        "text-decoration" | "text-decoration-line" => value.contains("line-through"),
        _ => false,
    }
}

/// Whether letters have the colour of what is behind them, as far as both are said in the same words.
fn hides_by_colour(declarations: &str) -> bool {
    let of = |wanted: &[&str]| {
        let pairs = declarations.split(';').filter_map(|one| one.split_once(':'));
        pairs
            .filter(|(property, _)| wanted.contains(&property.trim()))
            .map(|(_, value)| value.trim().to_owned())
            .next_back()
    };
    let (letters, behind) = (of(&["color"]), of(&["background", "background-color"]));
    letters.as_deref() == Some("transparent") || letters.is_some() && letters == behind
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str, attributes: &[(&str, &str)]) -> Tag {
        let mut tag = Tag::new(name.to_owned(), 0);
        for (name, value) in attributes {
            tag.keep_bare(name);
            tag.keep(name, value.as_bytes());
        }
        tag
    }

    #[test]
    fn a_style_of_its_own_or_of_its_class_may_hide() {
        let sheet = "<style>.q{display:none}@media screen{.p , div #x9:hover {color:red; opacity:0}}.w{color:#fff;background:#fff}</style>";
        let doubt = Doubt::of(sheet);
        for (name, attributes) in [
            ("p", &[("style", "visibility:hidden")][..]),
            ("p", &[("style", "opacity:0")]),
            ("p", &[("style", "position:absolute;left:-9999px")]),
            ("p", &[("style", "text-indent: -9999px")]),
            ("p", &[("style", "clip:rect(0,0,0,0);position:absolute")]),
            ("p", &[("style", "transform:scale(0)")]),
            ("p", &[("style", "color:#fff;background:#fff")]),
            ("div", &[("class", "wide q")]),
            ("div", &[("class", "p")]),
            ("div", &[("id", "X9")]),
            ("div", &[("class", "w")]),
            ("p", &[("aria-hidden", "true")]),
            ("dialog", &[]),
        ] {
            assert!(doubt.may_hide(&tag(name, attributes)), "{name} {attributes:?}");
        }
        for (name, attributes) in [
            ("p", &[("style", "opacity:0.9")][..]),
            ("p", &[("style", "opacity:1")]),
            ("p", &[("style", "color:#fff;background:navy")]),
            ("p", &[("style", "left:-2px")]),
            ("p", &[("style", "font-size:0px")]),
            ("div", &[("class", "quiet")]),
            ("dialog", &[("open", "")]),
        ] {
            assert!(!doubt.may_hide(&tag(name, attributes)), "{name} {attributes:?}");
        }
        assert!(!Doubt::of("<style>body{opacity:0}").may_hide(&tag("body", &[])));
    }
}
