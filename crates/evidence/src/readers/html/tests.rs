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
        "<span style=\"color:red; Display: None !important\"><b style='display:block'>{}</b></span>",
        "<template><template></template>{}</template>",
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
    let long = format!("<td rowspan=65534>{}", "a".repeat(400));
    for (cells, rows) in [
        (long.clone(), 4000),
        ("<td colspan=1000 rowspan=65534>a".repeat(200), 2000),
        ("<td colspan=1000 rowspan=65534>".repeat(200), 2000),
        ("<td rowspan=65534>".repeat(4000), 4000),
        ("<td colspan=1000 rowspan=65534>a".repeat(20_000), 1),
        ("<table><tr><td rowspan=0>a".repeat(10_000), 2000),
    ] {
        let page = format!("<!doctype html><table><tr>{cells}{}</table>", "<tr><td>b".repeat(rows));
        let begun = std::time::Instant::now();
        let mut seen = super::page::Page::new(&page, 50);
        assert_eq!(super::tokenize(&page, 0, &mut seen), None);
        seen.finish();
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}: {}", begun.elapsed(), &page[..80]);
        assert!(seen.text.as_str().len() <= 4 * page.len(), "{}: {}", seen.text.as_str().len(), &page[..80]);
        assert!(rows == 1 || seen.spans.left_out > 0, "{}", &page[..80]);
    }
    let item = read(&format!("<!doctype html><table><tr>{long}{}</table>", "<tr>".repeat(20_000)));
    assert!(item.reading.losses().iter().any(|loss| loss.what.contains("several rows")));
}

fn text_of(page: &str) -> String {
    let mut seen = super::page::Page::new(page, 50);
    super::tokenize(page, 0, &mut seen);
    seen.finish();
    seen.text.as_str().to_owned()
}

#[test]
fn cells_are_written_in_the_columns_that_a_browser_shows_them_in() {
    for (rows, expected) in [
        ("<tr><td rowspan=2>a<td>b<tr><td>c", "| a| b\n| a || c"),
        ("<tr><td>a<td rowspan=2>b<tr><td>c", "| a| b\n| c| b |"),
        ("<tr><td>a<td>b<td rowspan=2>c<tr><td>d", "| a| b| c\n| d|  || c |"),
        ("<tr><td colspan=2>a<td>b", "| a|  || b"),
        ("<tr><td colspan=1000>a<tr><td>b", "| a\n| b"),
        ("<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c", "| a| | | b\n| a ||  || c"),
        ("<thead><tr><th rowspan=9>a<tbody><tr><td>b", "| a\n| b"),
        ("<tr><td rowspan=0>a<tr><td>b<tr><td>c", "| a\n| a || b\n| a || c"),
        ("<tr><td colspan='2 px'>a<td>b", "| a|  || b"),
        ("<tr><td hidden rowspan=2>a<td>b<tr><td>c", "| b\n| c"),
        ("<tr><td style='text-decoration:line-through' rowspan=2>a<td>b<tr><td>c", "|  || b\n|  || c"),
        ("<tr><td rowspan=2>a<td>b<tr hidden><td>c<tr><td>d<tr><td>e", "| a| b\n| a || d\n| e"),
        (
            "<tr><td rowspan=3>a<td>b<tr style='text-decoration:line-through'><td>c<tr><td>d<tr><td>e",
            "| a| b\n| a || d\n| e",
        ),
        (
            "<tr><td rowspan=2><table><tr><td rowspan=2>x<td>y<tr><td>z</table><td>b<tr><td>c",
            "| \n| x| y\n| x || z\n| b\n|  || c",
        ),
    ] {
        let text = text_of(&format!("<!doctype html><table>{rows}</table>"));
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let plain = |text: &str| text.replace(' ', "");
        assert_eq!(plain(&lines.join("\n")), plain(expected), "{rows}");
    }
}

#[test]
fn a_hidden_cell_repeats_no_other_text() {
    let page = "<!doctype html><html><body><p>203.0.113.99</p><table><tr><th>A</th><th>Domain</th><th>Verdict</th></tr>\
        <tr><td hidden rowspan=2>q</td><td>two.example.com</td><td>malicious</td></tr>\
        <tr><td>three.example.com</td><td>malicious</td></tr></table></body></html>";
    let item = read(page);
    let places = item.reading.observations().iter().filter(|o| o.observed.to_string() == "203.0.113.99").count();
    assert_eq!(places, 1);
    assert!(item.reading.values_set_aside().iter().all(|aside| aside.what != "203.0.113.99"));
    let page = "<!doctype html><html><body><table><tr><th>A</th><th>Domain</th><th>Verdict</th></tr>\
        <tr><td>x</td><td>one.example.com</td><td>benign</td></tr>\
        <tr><td hidden rowspan=2>q</td><td>two.example.com</td><td>malicious</td></tr>\
        <tr><td>three.example.com</td><td>malicious</td></tr></table></body></html>";
    let item = read(page);
    let aside: Vec<_> = item.reading.values_set_aside().iter().filter(|a| a.what == "one.example.com").collect();
    assert!(matches!(&aside[..], [one] if one.count == 1), "{aside:?}");
}

/// What is stated of a page that holds `matter` in this form.
fn stated_in(form: &str) -> Vec<String> {
    let matter = form.replace("{}", "The intruders deployed Cobalt Strike. C2: evil[.]example[.]com");
    let item = read(&format!("<!doctype html><html><body><p>On 3 May it began.</p>{matter}</body></html>"));
    let stated = item.reading.observations().iter().filter(|o| o.bearing.is_stated());
    stated.map(|o| o.observed.to_string()).collect()
}

#[test]
fn colours_sizes_and_style_sheets_hide_nothing() {
    for form in [
        "<table><tr><td style='background:navy;color:white'>{}</td></tr></table>",
        "<div style='color:#fff'><div style='background:#222'>{}</div></div>",
        "<div style='color:#fff'><span style='color:#000'>{}</span></div>",
        "<td style='font-size:0px'><div style='font-size:13px'>{}</div></td>",
        "<p style='background:var(--dark);color:#fff'>{}</p>",
        "<p style='background:linear-gradient(#000,#111);color:#fff'>{}</p>",
        "<p style='background:hsl(0,0%,0%);color:white'>{}</p>",
        "<style>.dark p{background:#000} .w{color:white}</style><div class=dark><p class=w>{}</p></div>",
        "<style>body{opacity:0}</style><div>{}</div>",
        "<font color=white>{}</font>",
        "<table><tr><td style='direction:ltr;font-size:0px;padding:20px 0'><div style='font-size:0px;display:inline-block;width:100%'>\
            <table><tr><td style='font-size:0px;word-break:break-word'><div style='font-size:16px;color:#000000'>{}</div></td></tr></table>\
            </div></td></tr></table>",
    ] {
        let stated = stated_in(form);
        for wanted in ["Cobalt Strike", "evil.example.com"] {
            assert!(stated.iter().any(|value| value == wanted), "{form}: {stated:?}");
        }
    }
}

#[test]
fn what_a_style_may_hide_is_read_and_its_programs_are_listed() {
    for form in [
        "<p style='visibility:hidden'><b style='visibility:visible'>{}</b></p>",
        "<style>.tab{display:none} .tab.active{display:block}</style><div class='tab active'>{}</div>",
        "<style>.aos{opacity:0} @keyframes a{from{opacity:0}}</style><div class=aos>{}</div>",
        "<p style='position:absolute;left:-9999px'>{}</p>",
        "<p style='color:#fff;background:#fff'>{}</p>",
        "<dialog>{}</dialog>",
    ] {
        assert_eq!(stated_in(form), ["evil.example.com"], "{form}");
    }
}

#[test]
fn values_that_only_hidden_text_holds_are_said_aloud() {
    let losses = |body: &str| {
        let item = read(&format!("<!doctype html><html><body>{body}</body></html>"));
        let losses = item.reading.losses().iter().filter(|loss| loss.what.contains("hides"));
        losses.map(|loss| (loss.count, loss.help.clone().unwrap_or_default())).collect::<Vec<_>>()
    };
    let said = losses(
        "<p>x[.]example[.]com</p><div style='display:none'>x[.]example[.]com y[.]example[.]com y[.]example[.]com</div>",
    );
    assert!(matches!(&said[..], [(1, help)] if help.contains("as PDF")), "{said:?}");
    assert_eq!(losses("<p>x[.]example[.]com</p><div hidden>x[.]example[.]com</div><div hidden>Menu</div>"), []);
    let field = "<p>x[.]example[.]com</p><form><input type=hidden value='203.0.113[.]9'><input type=text></form>";
    assert_eq!(losses(field), []);
    let item = read(&format!("<!doctype html><html><body>{field}</body></html>"));
    assert!(item.reading.values_set_aside().iter().any(|a| a.what == "203.0.113.9" && a.reason == Reason::Hidden));
}

#[test]
fn what_attributes_hold_that_nobody_sees_is_set_aside_by_its_name() {
    let page = "<!doctype html><html><head><meta name=description content='C2 203.0.113.8'></head><body onload=\"go('http://heron77[.]com/x')\">\
        <p>x</p><img src='a.png' alt='C2 address 203.0.113.5'><a href='x' title='crane77.example.com'>t</a>\
        <input value='203.0.113.9'><input type=password value='203.0.113.10'></body></html>";
    let item = read(page);
    let aside: Vec<&str> = item
        .reading
        .values_set_aside()
        .iter()
        .filter(|a| a.reason == Reason::Hidden)
        .map(|a| a.what.as_str())
        .collect();
    for value in ["203.0.113.8", "203.0.113.5", "crane77.example.com", "http://heron77.com/x"] {
        assert!(aside.contains(&value), "{value}: {aside:?}");
    }
    let read: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(read, ["203.0.113.9"]);
}
