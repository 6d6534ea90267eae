//! Whether an element's own tag hides its words or strikes them out. Style sheets are not looked at: see decision record 24.

use super::characters::decode;
use super::tag::Tag;
use crate::readers::shown::Shown;

/// Elements whose words are taken back.
const STRUCK: [&str; 3] = ["del", "s", "strike"];

/// Elements whose words stand there for a browser that cannot show them otherwise (HTML, sections 4.8 and 4.10).
const INSTEAD: [&str; 5] = ["audio", "canvas", "meter", "progress", "video"];

/// How an element is shown by its tag alone, whatever is around it.
pub(super) fn shown(tag: &Tag) -> Shown {
    let (display, decoration) = declared(tag.get("style").map(decode).as_deref().unwrap_or_default());
    // A template that becomes a shadow tree is shown (HTML, section 4.12.3).
    let is_template = tag.name == "template" && tag.get("shadowrootmode").is_none();
    // The attribute is no more than a style of the browser's, which the element's own goes before.
    let is_hidden = display.map_or(tag.get("hidden").is_some(), |display| display == "none");
    if is_template || is_hidden || INSTEAD.contains(&tag.name.as_str()) {
        Shown::Hidden
    } else if decoration.map_or(STRUCK.contains(&tag.name.as_str()), |line| line.contains("line-through")) {
        Shown::Struck
    } else {
        Shown::Plainly
    }
}

/// The values of `display` and `text-decoration` that hold among the declarations of a `style` attribute, in small letters.
fn declared(declarations: &str) -> (Option<String>, Option<String>) {
    let mut display = Declared::default();
    let mut decoration = Declared::default();
    for (name, value) in declarations.split(';').filter_map(|one| one.split_once(':')) {
        match name.trim().to_ascii_lowercase().as_str() {
            "display" => display.declare(value),
            "text-decoration" | "text-decoration-line" => decoration.declare(value),
            _ => {}
        }
    }
    (display.value, decoration.value)
}

/// The declared value of one property: the last, or the last that is important (CSS Cascading 4, section 6.1).
#[derive(Default)]
struct Declared {
    value: Option<String>,
    is_important: bool,
}

impl Declared {
    fn declare(&mut self, value: &str) {
        let value = value.trim().to_ascii_lowercase();
        let (value, is_important) = match value.split_once('!') {
            Some((value, mark)) => (value.trim().to_owned(), mark.trim() == "important"),
            None => (value, false),
        };
        if is_important || !self.is_important {
            (self.value, self.is_important) = (Some(value), is_important);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, attributes: &[(&str, &str)]) -> Shown {
        let mut tag = Tag::new(name.to_owned(), 0);
        for (name, value) in attributes {
            tag.keep_bare(name);
            tag.keep(name, value.as_bytes());
        }
        shown(&tag)
    }

    #[test]
    fn an_elements_own_style_decides_by_its_last_word() {
        for (style, expected) in [
            ("display:none", Shown::Hidden),
            ("DISPLAY : None !important", Shown::Hidden),
            ("color:red; display: none;", Shown::Hidden),
            ("display:none ! important;display:block", Shown::Hidden),
            ("display:none;display:block", Shown::Plainly),
            ("display:&#110;one", Shown::Hidden),
            ("text-decoration: red line-through", Shown::Struck),
            ("text-decoration-line:line-through", Shown::Struck),
            ("text-decoration:line-through;text-decoration:none", Shown::Plainly),
            ("display:block", Shown::Plainly),
            ("", Shown::Plainly),
        ] {
            assert_eq!(of("p", &[("style", style)]), expected, "{style}");
        }
    }

    #[test]
    fn what_needs_the_whole_cascade_hides_nothing() {
        for style in [
            "visibility:hidden",
            "opacity:0",
            "font-size:0px",
            "color:white",
            "color:#fff;background:white",
            "position:absolute;left:-9999px",
            "height:0;overflow:hidden",
            "mso-hide:all",
        ] {
            assert_eq!(of("p", &[("style", style)]), Shown::Plainly, "{style}");
        }
    }

    #[test]
    fn attributes_and_elements_yield_to_the_style() {
        assert_eq!(of("p", &[("hidden", "")]), Shown::Hidden);
        assert_eq!(of("p", &[("hidden", "until-found")]), Shown::Hidden);
        assert_eq!(of("p", &[("hidden", ""), ("style", "display:block")]), Shown::Plainly);
        assert_eq!(of("s", &[]), Shown::Struck);
        assert_eq!(of("s", &[("style", "text-decoration:none")]), Shown::Plainly);
        assert_eq!(of("template", &[]), Shown::Hidden);
        assert_eq!(of("template", &[("shadowrootmode", "open")]), Shown::Plainly);
        assert_eq!(of("dialog", &[]), Shown::Plainly);
    }
}
