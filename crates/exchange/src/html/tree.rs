use dunant_convention::Truth;
use maud::{Markup, html};

use super::prose;
use crate::articles::{self, Article, Kind, Node};

/// How a truth value looks: its word, its sign and the class that gives it a line of its own kind. Colour only repeats them.
struct Look {
    word: &'static str,
    sign: &'static str,
    class: &'static str,
}

impl Look {
    fn of(truth: Truth) -> Self {
        match truth {
            Truth::True => Self { word: "true", sign: "✔", class: "true" },
            Truth::False => Self { word: "false", sign: "✘", class: "false" },
            Truth::Unknown => Self { word: "unknown", sign: "?", class: "unknown" },
        }
    }
}

/// How the trees are to be read.
pub(super) fn key() -> Markup {
    let meanings = [
        (Truth::True, "solid line: the facts say so"),
        (Truth::False, "dashed line: the facts say otherwise"),
        (Truth::Unknown, "dotted line: the facts do not say"),
    ];
    html! {
        ul.truths aria-label="how the trees are to be read" {
            @for (truth, meaning) in meanings {
                li class=(Look::of(truth).class) { span.condition { (sign(truth)) } " " (meaning) }
            }
        }
    }
}

/// A clause as trees: to whom and when it speaks, what it forbids, its exceptions.
///
/// Lists within lists, so that it reads without style as well; the style draws the lines between them.
pub(super) fn drawing(article: &Article<'_>) -> Markup {
    html! {
        ul.tree aria-label={ "The rule of " (article.name) } { @for part in &article.tree { (branch(part)) } }
    }
}

/// Bounded in depth where the tree is made.
fn branch(node: &Node) -> Markup {
    html! {
        li class=(Look::of(node.truth).class) {
            div.condition {
                (sign(node.truth)) " " (label(node))
                @if let Some(says) = says(node) { span.says { (says) } }
            }
            @if !node.children.is_empty() { ul { @for child in &node.children { (branch(child)) } } }
        }
    }
}

fn sign(truth: Truth) -> Markup {
    let look = Look::of(truth);
    html! { span.truth { span aria-hidden="true" { (look.sign) } " " (look.word) } }
}

fn label(node: &Node) -> Markup {
    html! {
        @match node.kind {
            Kind::Part => { strong { (node.words) } }
            Kind::All => { b.kind { "all" } " of these" }
            Kind::Any => { b.kind { "any" } " of these" }
            Kind::Not => { b.kind { "not" } " this" }
            Kind::Test => { b.kind { "test" } " " bdi { (prose(&node.words)) } }
        }
    }
}

/// What the case says of the fact that is tested, and why that does not decide.
fn says(node: &Node) -> Option<String> {
    match (&node.case_says, node.gap) {
        (Some(value), None) => Some(format!("the case says {value}")),
        (Some(value), Some(gap)) => Some(format!("the case says {value}: {}", articles::why_undecided(gap))),
        (None, Some(gap)) => Some(articles::why_undecided(gap).to_owned()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use dunant_convention::{CaseFacts, Convention, Gap};

    use super::*;

    fn leaf(words: &str, truth: Truth) -> Node {
        Node { kind: Kind::Test, words: words.to_owned(), case_says: None, truth, gap: None, children: Vec::new() }
    }

    fn count(node: &Node) -> usize {
        1 + node.children.iter().map(count).sum::<usize>()
    }

    #[test]
    fn every_truth_value_has_a_word_a_sign_and_a_line_of_its_own() {
        let css = include_str!("page.css");
        let all = [Truth::True, Truth::False, Truth::Unknown].map(Look::of);
        for (place, look) in all.iter().enumerate() {
            for other in all.iter().skip(place + 1) {
                assert!(look.word != other.word && look.sign != other.sign && look.class != other.class);
            }
        }
        for line in [".true{--line:solid;", ".false{--line:dashed;", ".unknown{--line:dotted;"] {
            assert!(css.contains(line), "{line}");
        }
    }

    #[test]
    fn a_tree_is_lists_within_lists_that_say_their_truth_in_words() {
        let node = Node {
            kind: Kind::Any,
            truth: Truth::Unknown,
            children: vec![
                Node { case_says: Some("peace".into()), ..leaf("`context` is peace", Truth::True) },
                Node { gap: Some(Gap::Disputed), ..leaf("`purpose` includes coercion", Truth::Unknown) },
                Node {
                    kind: Kind::Not,
                    truth: Truth::False,
                    children: vec![leaf("`intent` is intended", Truth::True)],
                    ..leaf("", Truth::False)
                },
            ],
            ..leaf("", Truth::Unknown)
        };
        insta::assert_snapshot!(branch(&node).into_string().replace("<li", "\n<li").replace("</ul>", "\n</ul>"));
    }

    #[test]
    fn no_text_of_a_tree_is_taken_for_markup() {
        let hostile = Node { case_says: Some("</ul><script>x</script>".into()), ..leaf("<b>`<i>`</b>", Truth::True) };
        let page = branch(&hostile).into_string();
        assert!(!page.contains("<script") && !page.contains("<i>") && !page.contains("</b>`"), "{page}");
        assert!(page.contains("&lt;script&gt;"));
    }

    #[test]
    fn every_node_of_every_shipped_clause_is_drawn_with_its_word() {
        let facts = CaseFacts::parse("[[fact]]\nname = \"context\"\nvalue = \"peace\"\nsource = \"x\"\n").unwrap();
        for verdict in &Convention::shipped().unwrap().evaluate(&facts) {
            let article = Article::of(verdict);
            let nodes: usize = article.tree.iter().map(count).sum();
            let page = drawing(&article).into_string();
            assert_eq!(page.matches("<li ").count(), nodes);
            assert_eq!(page.matches("class=\"truth\"").count(), nodes);
        }
    }
}
