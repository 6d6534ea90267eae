use crate::{Context, Cue, Entry, Item, Lexicon, Limits, Meaning, Reason, read_item};

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>The Bear &amp; the Bees</title>\n\
<meta property=\"article:published_time\" content=\"2021-06-10T08:00:00Z\">\n\
<style>p { background: url(hxxp://style.example[.]com) }</style></head>\n\
<body><script>var c2 = \"script.example[.]com\";</script>\n\
<h1>Bears</h1><p>It calls evil&#46;example[.]com and\n Cobalt\n Strike, says <a href=\"https://blog.example.com/x\">a blog</a>.</p>\
<h2>C&amp;C servers</h2><ul><li>honey.example.org</li></ul>\
<table><tr><th>File</th><th>Host</th></tr><tr><td><p>bear.exe</p></td><td>https://c2.example.net/a?b=1&amp;c=2</td></tr></table>\
<pre>203.0.113.7\n203.0.113.8</pre><p>done.In <code>cave.info</code></p></body></html>";

fn read(page: &str) -> Item {
    let entry = Entry { name: "Cobalt Strike".into(), meaning: Meaning::Software(None), cue: Cue::None };
    let lexicon = Lexicon::new(vec![entry]).unwrap();
    let context = Context { lexicon: &lexicon, limits: &Limits::DEFAULT, ..Context::default() };
    read_item("page", page.as_bytes(), &context).swap_remove(0)
}

#[test]
fn a_page_gives_its_words_with_spans_of_its_own_bytes() {
    let item = read(PAGE);
    assert_eq!(item.format, Some("HTML"));
    assert_eq!(item.reading.title.as_deref(), Some("The Bear & the Bees"));
    assert_eq!(item.reading.dated.map(|date| date.to_string()).as_deref(), Some("2021-06-10"));
    let found: Vec<(String, &str)> = (item.reading.observations().iter())
        .map(|o| (o.observed.to_string(), &PAGE[o.span.start as usize..o.span.end as usize]))
        .collect();
    let expected = [
        ("evil.example.com", "evil&#46;example[.]com"),
        ("Cobalt Strike", "Cobalt\n Strike"),
        ("honey.example.org", "honey.example.org"),
        ("bear.exe", "bear.exe"),
        ("https://c2.example.net/a?b=1&c=2", "https://c2.example.net/a?b=1&amp;c=2"),
        ("c2.example.net", "https://c2.example.net/a?b=1&amp;c=2"),
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.8", "203.0.113.8"),
        ("cave.info", "cave.info"),
    ];
    assert_eq!(found, expected.map(|(value, written)| (value.to_owned(), written)));
    assert_eq!(item.reading.observations()[7].span.line, 9);
}

#[test]
fn sections_tables_and_code_are_records() {
    let parts: Vec<String> = (read(PAGE).reading.records.iter())
        .map(|record| format!("{} {}", record.kind, record.id.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(parts, ["section Bears", "section C&C servers", "table -", "code -"]);
}

#[test]
fn other_markup_is_not_taken_for_a_page() {
    for text in ["<?xml version='1.0'?><stix><p>x</p></stix>", "<ioc><a /></ioc>", "a <p> b <br> c <div>", "<b>x</b>"] {
        assert_ne!(read(text).format, Some("HTML"), "{text}");
    }
    assert_eq!(read("<!-- x --><div><p>a <a href=x>b</a></p></div>").format, Some("HTML"));
}

#[test]
fn a_page_cut_anywhere_gives_what_stood_before() {
    let mut last = 0;
    for end in 16..PAGE.len() {
        let item = read(&PAGE[..end]);
        let count = item.reading.observations().len();
        for o in item.reading.observations() {
            assert!(o.span.end as usize <= end);
        }
        last = count;
    }
    assert_eq!(last, 9);
}

#[test]
fn characters_that_nobody_sees_part_no_value() {
    let page = "<html><p>shy-&shy;one[.]exam&shy;ple[.]com, zero\u{200b}-two[.]example\u{200b}[.]com, <code>wbr-<wbr>three.<wbr>example.com</code>, \
        nj&zwnj;-four[.]example[.]com, bom\u{feff}-five[.]example[.]com, 0123456789abcdef&#173;0123456789abcde0</p>";
    let item = read(page);
    let found: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    let expected = [
        "shy-one.example.com",
        "zero-two.example.com",
        "wbr-three.example.com",
        "nj-four.example.com",
        "bom-five.example.com",
        "0123456789abcdef0123456789abcde0",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_frames_a_page_is_its_publishers_and_links_are_citations() {
    let page = "<html><head><script>var u=\"http://js.example.net/a\"</script><!-- by comment[.]example[.]net --></head><body>\
        <nav><ul><li><a href=\"https://shop.example.net/\">Cobalt Strike</a></li><li>x</li></ul></nav>\
        <p>It used real[.]example[.]com, <a href=\"https://vendor.example.net/report\">says a vendor</a>, and \
        <a href=\"http://same.example.org/\">hxxp://same[.]example[.]org/</a>.</p>\
        <footer>Contact press@footer.example.net <a href='mailto:a@footer.example.net'>us</a></footer></body></html>";
    let item = read(page);
    let found: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert!(
        found.contains(&"real.example.com".to_owned()) && found.contains(&"http://same.example.org/".to_owned()),
        "{found:?}"
    );
    assert!(!found.iter().any(|value| value.contains("example.net") || value == "Cobalt Strike"), "{found:?}");
    let aside: Vec<(Reason, &str)> = item.reading.values_set_aside().iter().map(|a| (a.reason, &*a.what)).collect();
    for expected in [
        (Reason::Own, "comment.example.net"),
        (Reason::Own, "Cobalt Strike"),
        (Reason::Own, "press@footer.example.net"),
        (Reason::Citation, "https://vendor.example.net/report"),
    ] {
        assert!(aside.contains(&expected), "{expected:?} in {aside:?}");
    }
    assert!(!aside.iter().any(|(_, what)| what.contains("same.example.org")));
}

#[test]
fn a_frame_that_is_left_open_ends_where_the_page_begins() {
    let item = read("<html><body><nav><a href=x>Home</a><div><h1>Report</h1><p>It used real[.]example[.]com.</p>");
    assert_eq!(item.reading.observations().len(), 1);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn spans_are_of_the_page(body in "(<[a-z/!]{0,6}[ >]|&[a-z#0-9]{0,5};?|[a-z]{1,6}\\[?\\.\\]?com|é|\r\n|`|<pre>|</pre>|<td>| ){0,40}") {
            let page = format!("<html>{body}");
            let item = read(&page);
            for o in item.reading.observations() {
                let written = page.get(o.span.start as usize..o.span.end as usize);
                prop_assert!(written.is_some_and(|written| !written.is_empty()), "{} {:?}", page, o);
            }
        }
    }
}

#[test]
fn a_tag_of_endless_attributes_costs_that_tag_alone() {
    for (tag, attribute) in [("<a", " b=\"c\""), ("<a", " b='c'"), ("</a", " b=\"c\"")] {
        let page = format!("<!doctype html><p>Emotet</p>{tag}{}><p>203.0.113[.]7</p>", attribute.repeat(30_000));
        let item = crate::read_item("page", page.as_bytes(), &Context::default()).swap_remove(0);
        assert!(
            item.reading.observations().iter().any(|o| o.observed.to_string() == "203.0.113.7"),
            "{tag}{attribute}"
        );
        assert!(item.reading.losses().iter().any(|loss| loss.what.contains("100 attributes")), "{tag}{attribute}");
    }
}

#[test]
fn where_a_page_sends_a_password_is_a_trace_and_what_it_loads_is_named() {
    let lure = "<!doctype html><html><head><meta http-equiv=refresh content=\"9;url=http://next.example.com/b\"></head><body><p>Sign in</p>\
        <form action=\"https://evil.example.com/post.php\"><input type=password></form><img src=\"https://pictures.example.net/a.png\">\
        <footer><a href=\"https://frame.example.org/\">us</a></footer></body></html>";
    let item = read(lure);
    let values: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    for wanted in ["https://evil.example.com/post.php", "evil.example.com", "http://next.example.com/b"] {
        assert!(values.iter().any(|value| value == wanted), "{wanted}: {values:?}");
    }
    let aside =
        |what: &str, reason| item.reading.values_set_aside().iter().any(|a| a.what == what && a.reason == reason);
    assert!(aside("https://pictures.example.net/a.png", Reason::Citation));
    assert!(aside("https://frame.example.org/", Reason::Own), "{:?}", item.reading.values_set_aside());
    let report = "<!doctype html><html><body><p>Report</p><form action=\"https://vendor.example.net/search\"><input type=text></form></body></html>";
    assert_eq!(read(report).reading.observations(), []);
}

#[test]
fn a_table_of_a_page_is_heard_where_it_denies() {
    let page = "<!doctype html><html><body><p>Hunt</p><table><tr><th>Tool</th><th>Result</th></tr>\
        <tr><td><p>Cobalt Strike</p></td><td><p>not found</p></td></tr><tr><td>good.example.com</td><td>false positive</td></tr></table></body></html>";
    let item = read(page);
    let stated: Vec<String> =
        item.reading.observations().iter().filter(|o| o.bearing.is_stated()).map(|o| o.observed.to_string()).collect();
    assert_eq!(stated, Vec::<String>::new());
}

#[test]
fn what_a_page_hides_or_strikes_out_it_does_not_state() {
    let hidden = [
        "<div style='display:none'>{}</div>",
        "<p hidden>{}<p>next",
        "<span style=\"visibility: hidden\"><b>{}</b></span>",
        "<template><template></template>{}</template>",
        "<style>.x{opacity:0}</style><p class=x>{}</p>",
        "<font color=white>{}</font>",
        "<table><tr hidden><td>{}</td></tr></table>",
    ];
    let struck =
        ["<del>{}</del>", "<p><s>{}</s></p>", "<strike>{}</strike>", "<u style='text-decoration:line-through'>{}</u>"];
    let forms =
        hidden.map(|form| (form, Reason::Hidden)).into_iter().chain(struck.map(|form| (form, Reason::Withdrawn)));
    for (form, reason) in forms {
        let matter = form.replace("{}", "It used bad[.]example[.]com. The intruders deployed Emotet.");
        let item = read(&format!(
            "<!doctype html><html><body><p>On 3 May it used seen[.]example[.]com.</p>{matter}</body></html>"
        ));
        let found: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
        assert_eq!(found, ["seen.example.com"], "{form}");
        let aside: Vec<(Reason, &str)> = item.reading.values_set_aside().iter().map(|a| (a.reason, &*a.what)).collect();
        assert!(aside.contains(&(reason, "bad.example.com")), "{form}: {aside:?}");
        assert!(aside.iter().any(|(why, what)| *why == reason && what.starts_with("text that")), "{form}: {aside:?}");
    }
}

#[test]
fn what_stands_beside_hidden_or_struck_text_is_read() {
    let page = "<!doctype html><html><body><div hidden><div>a</div></section>b</div><p>one[.]example[.]com<del> is no C2</del>\
        <ins> is a C2</ins></p><p style='display:block'>two[.]example[.]com</p><details>three[.]example[.]com</details></body></html>";
    let found: Vec<String> = read(page).reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(found, ["one.example.com", "two.example.com", "three.example.com"]);
}

#[test]
fn cells_that_reach_over_rows_and_columns_shift_no_other() {
    let page = "<!doctype html><html><body><table><tr><th>Verdict</th><th>Note</th><th>Domain</th></tr>\
        <tr><td rowspan=2>benign</td><td>a</td><td>good.example.com</td></tr>\
        <tr><td>b</td><td>fine.example.com</td></tr>\
        <tr><td>malicious</td><td>c</td><td>bad.example.com</td></tr>\
        <tr><td colspan=2>malicious</td><td>worse.example.com</td></tr></table></body></html>";
    let item = read(page);
    let found: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(found, ["bad.example.com", "worse.example.com"]);
    let aside: Vec<(Reason, &str)> = item.reading.values_set_aside().iter().map(|a| (a.reason, &*a.what)).collect();
    for name in ["good.example.com", "fine.example.com"] {
        assert!(aside.contains(&(Reason::CalledBenign, name)), "{aside:?}");
    }
}

#[test]
fn endless_spans_cost_no_more_than_the_page() {
    let row = format!("<tr><td rowspan=65534>{}</td>", "a".repeat(400));
    let page = format!("<!doctype html><table>{row}{}</table>", "<tr>".repeat(20_000));
    let item = read(&page);
    assert!(item.reading.losses().iter().any(|loss| loss.what.contains("several rows")));
}
