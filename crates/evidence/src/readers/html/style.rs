//! What the styles of a page say of an element: that it is not shown, or struck out. Nothing is fetched: of a style sheet that
//! stands elsewhere nothing is known.

use std::collections::HashMap;

use super::page::Tag;

/// A colour: red, green, blue.
pub(super) type Color = [u8; 3];

/// The declarations that hold for one element, the last of each name.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    declared: Vec<(String, String)>,
    /// Its element is hidden by an attribute.
    hidden: bool,
}

impl Style {
    /// The style that declarations give: `display: none; color: #fff`.
    #[cfg(test)]
    pub(super) fn of(declarations: &str) -> Self {
        let mut style = Self::default();
        style.declare(declarations);
        style
    }

    fn declare(&mut self, declarations: &str) {
        const LONGEST: usize = 60;
        for (name, value) in declarations.split(';').filter_map(|one| one.split_once(':')) {
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
            let value = value.trim_end_matches("!important").trim().to_owned();
            if value.len() <= LONGEST && OF_INTEREST.contains(&name.as_str()) {
                self.set(name, value);
            }
        }
    }

    fn set(&mut self, name: String, value: String) {
        self.declared.retain(|(held, _)| *held != name);
        self.declared.push((name, value));
    }

    fn get(&self, name: &str) -> &str {
        self.declared.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value)
    }

    /// The colour behind the element's words, where it has one of its own.
    pub(super) fn background(&self) -> Option<Color> {
        let declared = [self.get("background-color"), self.get("background")];
        declared.iter().find_map(|value| color(value).or_else(|| value.split_whitespace().find_map(color)))
    }

    /// Whether whoever looks at the page sees nothing of the element's words, before this background.
    pub(super) fn hides(&self, background: Option<Color>) -> bool {
        if self.hidden {
            return true;
        }
        if self.declared.is_empty() {
            return false;
        }
        let is = |name: &str, values: &[&str]| values.contains(&self.get(name));
        let nought = |name: &str| is_nought(self.get(name));
        let small = |name: &str| nought(name) || self.get(name) == "1px";
        let away = |name: &str| length(self.get(name)).is_some_and(|length| length <= -500.0);
        is("display", &["none"])
            || is("visibility", &["hidden", "collapse"])
            || is("content-visibility", &["hidden"])
            || is("mso-hide", &["all"])
            || is("color", &["transparent"])
            || nought("opacity")
            || nought("font-size")
            || self.get("transform").replace(' ', "").starts_with("scale(0)")
            || is("clip-path", &["inset(50%)", "inset(100%)", "circle(0)"])
            || self.get("clip").starts_with("rect(") && is("position", &["absolute", "fixed"])
            || (small("width") || small("height") || small("max-height")) && is("overflow", &["hidden", "clip"])
            || ["left", "top", "right", "margin-left", "margin-top", "text-indent"].iter().any(|name| away(name))
            || color(self.get("color")).is_some_and(|color| Some(color) == background)
    }

    /// Whether the element's words are struck out.
    pub(super) fn strikes(&self) -> bool {
        ["text-decoration", "text-decoration-line"].iter().any(|name| self.get(name).contains("line-through"))
    }
}

/// The rules of a page's own style sheets that may hide or strike out, by what they are for.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Declarations by `tag`, `.class`, `#id` or `tag.class`: the last of each name, with the number of its rule.
    rules: HashMap<String, Vec<(u64, String, String)>>,
    /// Rules read so far.
    count: u64,
}

impl Styles {
    /// Reads the style sheets that stand in a page.
    pub(super) fn of_page(page: &str) -> Self {
        let mut styles = Self::default();
        let mut rest = page;
        while let Some(at) = tag_at(rest, "<style") {
            rest = rest.get(at..).unwrap_or_default();
            let Some(begin) = rest.find('>') else { break };
            rest = rest.get(begin + 1..).unwrap_or_default();
            let end = tag_at(rest, "</style").unwrap_or(rest.len());
            styles.read(&without_comments(rest.get(..end).unwrap_or_default()));
            rest = rest.get(end..).unwrap_or_default();
        }
        styles
    }

    /// Rules of one selector each, or of a list of such; those within `@media print` and of several elements are passed over.
    fn read(&mut self, sheet: &str) {
        let mut rest = sheet;
        while let Some((selectors, behind)) = rest.split_once('{') {
            let selectors = selectors.rsplit(['}', ';']).next().unwrap_or_default().trim();
            if let Some(media) = selectors.strip_prefix('@') {
                // What holds on every screen is read as if it stood outside.
                let everywhere = ["media screen", "media all"].iter().any(|all| media.eq_ignore_ascii_case(all));
                rest = if everywhere { behind } else { behind_block(behind) };
                continue;
            }
            let (declarations, next) = behind.split_once('}').unwrap_or((behind, ""));
            let mut style = Style::default();
            style.declare(declarations);
            if !style.declared.is_empty() {
                for selector in selectors.split(',').map(str::trim).filter(|selector| is_simple(selector)) {
                    self.add(selector, &style);
                }
            }
            rest = next;
        }
    }

    fn add(&mut self, selector: &str, style: &Style) {
        self.count += 1;
        let held = self.rules.entry(selector.to_owned()).or_default();
        for (name, value) in &style.declared {
            held.retain(|(_, held, _)| held != name);
            held.push((self.count, name.clone(), value.clone()));
        }
    }

    /// What is declared for an element.
    pub(super) fn for_tag(&self, tag: &Tag) -> Style {
        let mut style = Style::default();
        let classes = tag.get("class").unwrap_or_default();
        if !self.rules.is_empty() {
            let name = tag.name.as_str();
            let mut names = vec![name.to_owned()];
            names.extend(
                classes
                    .split_whitespace()
                    .take(CLASSES)
                    .flat_map(|class| [format!(".{class}"), format!("{name}.{class}")]),
            );
            names.extend(tag.get("id").into_iter().flat_map(|id| [format!("#{id}"), format!("{name}#{id}")]));
            let mut rules: Vec<_> = names.iter().filter_map(|name| self.rules.get(name)).flatten().collect();
            rules.sort_by_key(|(order, ..)| *order);
            rules.iter().for_each(|(_, name, value)| style.set(name.clone(), value.clone()));
        }
        if let Some(color) = tag.get("bgcolor") {
            style.set("background-color".to_owned(), color.trim().to_ascii_lowercase());
        }
        if let Some(color) = tag.get("color").filter(|_| tag.name == "font") {
            style.set("color".to_owned(), color.trim().to_ascii_lowercase());
        }
        if let Some(declarations) = tag.get("style") {
            style.declare(&super::page::decode(declarations));
        }
        style.hidden = tag.get("hidden").is_some() || tag.name == "dialog" && tag.get("open").is_none();
        style
    }
}

/// Declarations that may hide or strike out, alone or together.
const OF_INTEREST: [&str; 25] = [
    "background",
    "background-color",
    "clip",
    "clip-path",
    "color",
    "content-visibility",
    "display",
    "font-size",
    "height",
    "left",
    "margin-left",
    "margin-top",
    "max-height",
    "mso-hide",
    "opacity",
    "overflow",
    "position",
    "right",
    "text-decoration",
    "text-decoration-line",
    "text-indent",
    "top",
    "transform",
    "visibility",
    "width",
];

/// Whether a selector is a name, a class or an identifier and no more.
fn is_simple(selector: &str) -> bool {
    !selector.is_empty()
        && selector.len() <= 80
        && selector.chars().all(|c| c.is_alphanumeric() || "-_.#".contains(c))
        && selector.matches(['.', '#']).count() <= 1
}

/// Classes of one element that are looked at.
const CLASSES: usize = 10;

/// Where a tag begins, in letters of either case.
fn tag_at(text: &str, tag: &str) -> Option<usize> {
    let is_there = |at: &usize| text.get(*at..at + tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag));
    memchr::memchr_iter(b'<', text.as_bytes()).find(is_there)
}

fn without_comments(css: &str) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    plain
}

/// What follows the block that is open.
fn behind_block(css: &str) -> &str {
    let mut depth = 1_u32;
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => depth = depth.saturating_add(1),
            b'}' if depth == 1 => return css.get(at + 1..).unwrap_or_default(),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    ""
}

/// A length in CSS, by its number.
fn length(value: &str) -> Option<f64> {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse().ok()
}

fn is_nought(value: &str) -> bool {
    length(value).is_some_and(|length: f64| length == 0.0)
}

/// A colour, of the forms in which people write black, white and what is between.
fn color(value: &str) -> Option<Color> {
    const NAMES: [(&str, Color); 8] = [
        ("black", [0, 0, 0]),
        ("blue", [0, 0, 255]),
        ("gray", [128, 128, 128]),
        ("green", [0, 128, 0]),
        ("grey", [128, 128, 128]),
        ("red", [255, 0, 0]),
        ("white", [255, 255, 255]),
        ("yellow", [255, 255, 0]),
    ];
    if let Some((_, color)) = NAMES.iter().find(|(name, _)| *name == value) {
        return Some(*color);
    }
    if let Some(digits) = value.strip_prefix('#') {
        let digit = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok();
        return match digits.len() {
            3 => Some([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17]),
            6 => {
                let pair = |at: usize| Some(digit(at)? * 16 + digit(at + 1)?);
                Some([pair(0)?, pair(2)?, pair(4)?])
            }
            _ => None,
        };
    }
    let parts = value.strip_prefix("rgb(")?.strip_suffix(')')?;
    let mut parts = parts.split(',').map(|part| part.trim().parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_told_however_it_is_written() {
        for hiding in [
            "display:none",
            "DISPLAY : None !important",
            "color:red; visibility: hidden",
            "opacity:0.0",
            "font-size:0px",
            "position:absolute; left:-9999px",
            "text-indent: -1000em",
            "height:0;overflow:hidden",
            "position:absolute;clip:rect(0 0 0 0)",
            "color:#fff;background:white",
            "color:rgb(0, 0, 0); background-color:#000000",
            "mso-hide:all",
        ] {
            let style = Style::of(hiding);
            assert!(style.hides(style.background()), "{hiding}");
        }
        for showing in ["display:block", "color:#fff", "opacity:0.5", "left:-4px", "height:0", "visibility:visible", ""]
        {
            let style = Style::of(showing);
            assert!(!style.hides(style.background()), "{showing}");
        }
        assert!(Style::of("display:none").hides(None));
        assert!(!Style::of("display:none;display:block").hides(None));
        assert!(Style::of("text-decoration: red line-through").strikes());
    }

    #[test]
    fn rules_of_a_page_are_for_what_they_name() {
        let page =
            "<STYLE>/* a { */ .x, #y { Display:none } @media print { .z { display:none } } s.w{opacity:0}</Style>";
        let styles = Styles::of_page(page);
        let tag = |name: &str, key: &str, value: &str| Tag::new(name, &[(key, value)]);
        assert!(styles.for_tag(&tag("p", "class", "a x")).hides(None));
        assert!(styles.for_tag(&tag("p", "id", "y")).hides(None));
        assert!(styles.for_tag(&tag("s", "class", "w")).hides(None));
        assert!(!styles.for_tag(&tag("p", "class", "z")).hides(None));
        assert!(!styles.for_tag(&tag("p", "class", "y")).hides(None));
    }
}
