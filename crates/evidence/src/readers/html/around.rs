//! What a page says of itself around its words: its description, the kind of work that it declares, labels of its parts, what its style
//! sheets write before them.

use super::tag::Tag;
use crate::surroundings::frames_a_page;

/// Kinds of works (schema.org) that a page with a report on it declares, and what else stands in such a declaration.
#[rustfmt::skip]
const KINDS: [&str; 34] = [
    "aggregaterating", "article", "blog", "blogposting", "breadcrumblist", "contactpoint", "corporation", "creativework", "discussionforumposting", "entrypoint", "governmentorganization", "imageobject",
    "interactioncounter", "listitem", "newsarticle", "newsmediaorganization", "ngo", "organization", "person", "place", "postaladdress", "propertyvaluespecification", "report", "scholarlyarticle", "searchaction", "socialmediaposting", "sitenavigationelement", "speakablespecification",
    "techarticle", "thing", "webpage", "website", "wpheader", "wpfooter",
];

/// Names of `<meta>` whose content tells what the page is.
const DESCRIPTIONS: [&str; 8] = [
    "description",
    "og:title",
    "og:description",
    "og:site_name",
    "twitter:title",
    "twitter:description",
    "keywords",
    "genre",
];

/// Whether a tag says that the page, or a part of it, is of a course, an exercise or a story.
pub(super) fn is_framing(tag: &Tag) -> bool {
    let labels = || ["aria-label", "title", "alt"].into_iter().filter_map(|name| tag.get(name)).any(frames_a_page);
    match tag.name.as_str() {
        "meta" => {
            let name = ["property", "name", "itemprop"].into_iter().find_map(|key| tag.get(key)).unwrap_or_default();
            DESCRIPTIONS.contains(&name.to_ascii_lowercase().as_str()) && tag.get("content").is_some_and(frames_a_page)
        }
        "article" | "body" | "div" | "figure" | "html" | "main" | "section" | "table" => labels(),
        _ => false,
    }
}

/// Whether the declarations and style sheets of a page say so: `"@type": "Course"`, `content: "EXERCISE"`.
pub(super) fn is_declared_apart(page: &str) -> bool {
    let declared = between(page, "application/ld+json", "</script").any(|json| {
        let kinds = quoted_behind(json, "\"@type\"").any(|kind| !KINDS.contains(&kind.to_lowercase().as_str()));
        let names =
            ["\"genre\"", "\"headline\"", "\"name\"", "\"about\"", "\"description\"", "\"learningResourceType\""];
        kinds || names.iter().any(|name| quoted_behind(json, name).any(frames_a_page))
    });
    declared || between(page, "<style", "</style").any(|sheet| quoted_behind(sheet, "content").any(frames_a_page))
}

/// What stands between each `start` and the `end` behind it.
fn between<'p>(page: &'p str, start: &'static str, end: &'static str) -> impl Iterator<Item = &'p str> {
    page.split(start).skip(1).map(move |rest| rest.split_once(end).map_or(rest, |(inner, _)| inner))
}

/// The quoted text right behind each `name` and a colon.
fn quoted_behind<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(name).skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix(':')?.trim_start().trim_start_matches(['[', ' ']);
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_declares_what_it_is() {
        assert!(is_declared_apart("<script type=\"application/ld+json\">{\"@type\": \"Course\"}</script>"));
        assert!(is_declared_apart("<style>p::before{content:\"EXERCISE: \"}</style>"));
        assert!(!is_declared_apart(
            "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Attack on a hospital\"}</script><style>p::before{content:\"\u{2022}\"}</style>"
        ));
    }

    /// Whether a program is stated on a page with this head and this body, in which `DEED` stands for a report.
    fn states(head: &str, body: &str) -> bool {
        use crate::{Context, Cue, Entry, Lexicon, Meaning, Observed, read_item};
        let entry = Entry { name: "GreyHeron".into(), meaning: Meaning::Software(None), cue: Cue::None };
        let lexicon = Lexicon::new(vec![entry]).unwrap();
        let deed = "<p>On 12 January attackers broke into our network.</p><p>The attackers deployed GreyHeron on the domain controller.</p>";
        let page = format!(
            "<!DOCTYPE html><html><head><title>Incident report</title>{head}</head><body><h1>Incident report</h1>{}</body></html>",
            body.replace("DEED", deed)
        );
        let item = read_item("r.html", page.as_bytes(), &Context { lexicon: &lexicon, ..Context::default() }).remove(0);
        item.reading
            .observations()
            .iter()
            .any(|one| matches!(one.observed, Observed::Software(_)) && one.bearing.is_stated())
    }

    #[test]
    fn a_page_is_framed_by_what_stands_around_its_words() {
        for (head, body) in [
            ("", "DEED"),
            ("<meta name=\"description\" content=\"How attackers broke into our network\">", "DEED"),
            ("", "<nav>Home Blog About us</nav>DEED<footer>Example Agency, Bern</footer>"),
            (
                "",
                "<section aria-label=\"Report\">DEED</section><figure><img src=\"a.png\"><figcaption>The network</figcaption></figure>",
            ),
            ("<style>.gone{text-decoration:line-through}</style>", "DEED"),
        ] {
            assert!(states(head, body), "{head}{body}");
        }
        for (head, body) in [
            ("", "<blockquote>DEED</blockquote>"),
            ("", "<q>The attackers deployed GreyHeron on the domain controller.</q>"),
            ("", "<nav>Home &gt; Courses &gt; Incident response &gt; Lesson 3</nav>DEED"),
            ("", "DEED<footer>Part of the course on incident response.</footer>"),
            ("", "<figure>DEED<figcaption>Text of the exercise</figcaption></figure>"),
            ("", "DEED<table><caption>Machines of the lab</caption><tr><td>a</td></tr></table>"),
            ("<meta name=\"description\" content=\"A fictional incident report for training\">", "DEED"),
            ("<meta property=\"og:title\" content=\"Exercise: agency\">", "DEED"),
            ("<script type=\"application/ld+json\">{\"@type\":\"Course\"}</script>", "DEED"),
            ("<style>.gone{text-decoration:line-through}</style>", "<div class=\"gone\">DEED</div>"),
            ("<style>p::before{content:\"EXERCISE: \"}</style>", "DEED"),
            ("", "<article aria-label=\"Exercise text\">DEED</article>"),
            ("", "<article title=\"fictional\">DEED</article>"),
        ] {
            assert!(!states(head, body), "{head}{body}");
        }
    }
}
