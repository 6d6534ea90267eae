use crate::{Bearing, Context, Cue, Entry, Lexicon, Meaning, Observed, read_item};

/// How an item speaks of the program, at each place, and how many traces it states.
fn spoken(name: &str, text: &str) -> (Vec<Bearing>, usize) {
    let entry = Entry { name: "ExampleRAT".into(), meaning: Meaning::Software(None), cue: Cue::None };
    let lexicon = Lexicon::new(vec![entry]).unwrap();
    let items = read_item(name, text.as_bytes(), &Context { lexicon: &lexicon, ..Context::default() });
    let all = || items.iter().flat_map(|item| item.reading.observations());
    let programs = all().filter(|one| matches!(one.observed, Observed::Software(_))).map(|one| one.bearing).collect();
    let traces = all().filter(|one| one.bearing.is_stated() && matches!(one.observed, Observed::Observable(_))).count();
    (programs, traces)
}

const CASE: &str = "We found that the attackers connected to our servers from 203.0.113.77.";
const DEED: &str = "The attackers deployed ExampleRAT.";

/// Holds that a text names the program and does not state it, and that its trace is stated all the same.
fn not_stated(name: &str, texts: &[String]) {
    for text in texts {
        let (programs, traces) = spoken(name, text);
        assert!(!programs.is_empty() && programs.iter().all(|bearing| !bearing.is_stated()), "{programs:?}: {text}");
        assert!(traces >= 1, "{text}");
    }
}

fn stated(name: &str, texts: &[String]) {
    for text in texts {
        let (programs, _) = spoken(name, text);
        assert!(programs.iter().any(|bearing| bearing.is_stated()), "{programs:?}: {text}");
    }
}

#[test]
fn comments_and_metadata_in_the_source_of_a_text_state_nothing() {
    let texts: Vec<String> = [
        format!("<!-- {DEED} -->"),
        format!("<!--\n\n# Old\n\n* {DEED}\n\n-->"),
        format!("<!-- {DEED}"),
        format!("[1]: https://example.org/1 \"{DEED}\""),
        format!("[{DEED}]: https://example.org/1"),
        format!("[//]: # ({DEED})"),
        format!("[comment]: <> (a\n{DEED})"),
        format!("<textarea rows=\"2\">\n{DEED}\n</textarea>"),
        format!("<select><option>{DEED}</option></select>"),
        format!("<style>\n.x:before {{ content: \"x\" }}\n/* {DEED} */\n</style>"),
        format!("<script>\n// {DEED}\n</script>"),
        format!("<input placeholder=\"{DEED}\">"),
        format!("<span title='{DEED}'>x</span>"),
        format!("<div style=\"display: none\">{DEED}</div>"),
        format!("<details hidden>\n{DEED}\n</details>"),
        format!("/* {DEED} */"),
        format!("////\n{DEED}\n////"),
        format!(".. note to self\n   {DEED}\n"),
        format!("\\begin{{comment}}\n{DEED}\n\\end{{comment}}"),
    ]
    .iter()
    .map(|part| format!("# Notes\n\n{CASE}\n\n{part}\n"))
    .collect();
    not_stated("notes.md", &texts);
    not_stated("notes.txt", &texts);
    let front =
        |mark: &str, field: &str| format!("{mark}\ntitle{field} Notes\nsummary{field} {DEED}\n{mark}\n\n{CASE}\n");
    not_stated("notes.md", &[front("---", ":"), front("+++", " =")]);
}

#[test]
fn a_report_with_comments_and_metadata_elsewhere_states_what_it_says() {
    stated(
        "report.md",
        &[
            format!("<!-- draft 3 -->\n\n{CASE} {DEED}\n\n[1]: https://example.org/1 \"Source\"\n"),
            format!("---\ntitle: Report\ntags: [malware]\n---\n\n{CASE} {DEED}\n"),
            format!("{CASE}\n\n---\n\n{DEED}\n\n---\n\nEnd.\n"),
            format!("{CASE} <a href=\"https://example.org\">Here</a>. {DEED} <b>It ran.</b>\n"),
            format!("{CASE} Files in /tmp/* and /var/* were read. {DEED}\n"),
            format!("{CASE} {DEED} It is 5 < 6, and `x <!-- y` is code.\n\n{DEED}\n"),
            format!("{CASE} [1] {DEED}\n\n[^1]: The attackers deployed ExampleRAT on Monday.\n"),
        ],
    );
}

#[test]
fn what_stands_at_a_box_that_is_not_ticked_is_not_stated() {
    let lines = [
        "[ ] The attackers used ExampleRAT.\n[x] Nothing was found",
        "1. [ ] The attackers used ExampleRAT.",
        "- [_] The attackers used ExampleRAT",
        "- [N] The attackers used ExampleRAT",
        "( ) The attackers used ExampleRAT\n(x) Nothing",
        "☐ The attackers used ExampleRAT.\n☑ Nothing",
        "The attackers used ExampleRAT. [ ]",
        "The attackers used ExampleRAT: ☐ yes ☑ no",
        "The attackers used ExampleRAT   [ ] Yes   [X] No",
        "The attackers used ExampleRAT   [ ] Yes   [ ] No",
        "□ The attackers used ExampleRAT.\n■ Nothing",
        "☒ The attackers used ExampleRAT.\n☑ Nothing",
        "[x] Nothing  [ ] The attackers used ExampleRAT.",
        "- [ ] What was used\n  - The attackers used ExampleRAT.",
        "- [ ] On all of our servers in the north\n  the attackers used ExampleRAT.",
        "| Question | Yes | No |\n|---|---|---|\n| The attackers used ExampleRAT. | ☐ | ☑ |",
    ];
    not_stated("form.txt", &lines.map(|lines| format!("Form\n\n{CASE}\n\n{lines}\n")));
    let inputs = [
        "<p><input type=checkbox> The attackers used ExampleRAT.</p>",
        "<label><input type='radio' name=a> The attackers used ExampleRAT.</label><br><input type=radio checked> None",
        "<p>The attackers used ExampleRAT. <input type=checkbox></p>",
        "<textarea>The attackers used ExampleRAT.</textarea>",
        "<select><option>The attackers used ExampleRAT.</option><option selected>None</option></select>",
        "<datalist id=a><option>The attackers used ExampleRAT.</option></datalist>",
    ];
    let page = |body: &str| format!("<!DOCTYPE html><html><body><h1>Form</h1><p>{CASE}</p>{body}</body></html>");
    not_stated("form.html", &inputs.map(page));
    stated(
        "form.html",
        &[
            page("<p><input type=checkbox checked> The attackers used ExampleRAT.</p>"),
            page("<p>The attackers used ExampleRAT.</p><select><option>English</option></select>"),
        ],
    );
}

#[test]
fn what_stands_at_a_ticked_box_is_stated() {
    let lines = [
        "[x] The attackers used ExampleRAT.\n[ ] Nothing",
        "☑ The attackers used ExampleRAT.\n☐ Nothing",
        "☒ The attackers used ExampleRAT.\n☐ Nothing",
        "□ The attackers used ExampleRAT.\n□ They left.",
        "The attackers used ExampleRAT. [x]",
        "The attackers used ExampleRAT [1]. They ran main() and argv[].",
        "[ ] Nothing was found.\nThe attackers used ExampleRAT.",
    ];
    stated("form.txt", &lines.map(|lines| format!("Form\n\n{CASE}\n\n{lines}\n")));
}

#[test]
fn claims_that_a_text_answers_are_not_stated() {
    let lines = [
        "| Myth | Fact |\n|---|---|\n| The attackers used ExampleRAT. | They did not. |",
        "| Statement | Verdict |\n|---|---|\n| The attackers used ExampleRAT. | Not so |",
        "Claim: It was bad. The attackers used ExampleRAT.\nVerdict: nonsense",
        "**Myth 2:** It was bad. The attackers used ExampleRAT.\n\n**Fact:** They did not.",
        "### Myth\n\nThe attackers used ExampleRAT.\n\n### Fact\n\nThey did not.",
        "Rumour\n\nThe attackers used ExampleRAT.\n\nReality\n\nThey did not.",
        "Q: I have read it. The attackers used ExampleRAT.\nA: Who says so?",
    ];
    not_stated("facts.md", &lines.map(|lines| format!("# Facts\n\n{CASE}\n\n{lines}\n")));
    stated(
        "facts.md",
        &[
            format!(
                "# Facts\n\n{CASE}\n\n| Claim | Verdict |\n|---|---|\n| The attackers used ExampleRAT. | Confirmed |\n"
            ),
            format!("# Facts\n\n{CASE}\n\n### Myth\n\nThey were many.\n\n### Fact\n\nThe attackers used ExampleRAT.\n"),
            format!("# Facts\n\n{CASE}\n\nClaim: the attackers were many.\n\nThe attackers used ExampleRAT.\n"),
        ],
    );
}

#[test]
fn a_mail_that_is_answered_is_quoted_and_one_that_is_handed_on_is_evidence() {
    let below = [
        "-----Original Message-----\nFrom: C <c@example.com>\nSent: Monday\nTo: a@example.org\nSubject: x\n",
        "Von: C <c@example.com>\nGesendet: Montag, 5. Mai 2025\nAn: a@example.org\nBetreff: x\n",
        "De : C <c@example.com>\nEnvoyé : lundi\nÀ : a@example.org\nObjet : x\n",
        "发件人: C <c@example.com>\n发送时间: 2025\n收件人: a@example.org\n主题: x\n",
        "От: C <c@example.com>\nОтправлено: 2025\nКому: a@example.org\nТема: x\n",
        "On Monday, C <c@example.com> wrote:\n",
        "-----Ursprüngliche Nachricht-----\n",
    ];
    not_stated("mail.txt", &below.map(|head| format!("{CASE}\n\nWe will look at it on Tuesday.\n\n{head}\n{DEED}\n")));
    not_stated("mail.txt", &below.map(|head| format!("{CASE}\n\nI do not believe what is below.\n\n{head}\n{DEED}\n")));
    stated("mail.txt", &below.map(|head| format!("Please see the report below.\n\n{head}\n{CASE} {DEED}\n")));
    stated("mail.txt", &below.map(|head| format!("{head}\n{CASE} {DEED}\n")));
    let forwarded = "---------- Forwarded message ---------\nFrom: C <c@example.com>\nDate: Mon\nSubject: x\n";
    stated("mail.txt", &[format!("For the files.\n\n{forwarded}\n{CASE} {DEED}\n")]);
    not_stated("mail.txt", &[format!("This is nonsense.\n\n{forwarded}\n{CASE} {DEED}\n")]);
    not_stated("mail.txt", &[format!("{CASE}\n\n| {DEED}\n")]);
}

#[test]
fn a_mail_that_a_report_prints_takes_nothing_from_its_findings() {
    let full = "From: C <hr@example.com>\nDate: Mon, 5 May 2025\nTo: a@example.org\nSubject: Invoice\n";
    stated(
        "report.txt",
        &[
            format!("{CASE}\n\nThe phishing mail:\nFrom: hr@example.com\nSubject: Invoice\n\nPay.\n\n{DEED}\n"),
            format!("{CASE}\n\nFrom: 3 May 2021\nTo: 9 June 2021\n\n{DEED}\n"),
            format!("{CASE}\n\nThe phishing mail:\n\n{full}\nPay.\n\n{DEED}\n"),
            format!("See below, the alert on host 3.\n\n{full}\n{CASE} {DEED}\n"),
        ],
    );
    stated("report.md", &[format!("# Report\n\n{CASE}\n\n{full}\nPay.\n\n## Findings\n\n{DEED}\n")]);
    not_stated("mail.txt", &[format!("{CASE}\n\nThe report below is wrong.\n\n{full}\n{DEED}\n")]);
}

#[test]
fn a_claim_lasts_until_a_heading_of_its_own_height() {
    not_stated(
        "facts.md",
        &[format!("# Facts\n\n{CASE}\n\n## Myths\n\n### Findings at the mill\n\n{DEED}\n\n## End\n")],
    );
    stated(
        "facts.md",
        &[format!("# Facts\n\n{CASE}\n\n### Myth\n\nThey were many.\n\n## Findings at the mill\n\n{DEED}\n")],
    );
}

#[test]
fn parts_that_overlap_speak_as_the_strongest() {
    let parts = super::flattened(vec![
        (0..10, Bearing::Aside),
        (5..7, Bearing::Denied),
        (6..12, Bearing::Asked),
        (20..20, Bearing::Denied),
    ]);
    assert_eq!(parts, [(0..5, Bearing::Aside), (5..7, Bearing::Denied), (7..12, Bearing::Asked)]);
}

#[test]
fn hostile_texts_take_no_long_time() {
    let begun = std::time::Instant::now();
    for piece in [
        "<!-- ",
        "<script>",
        "<a b=\"",
        "[a]: #x (",
        "[ ] ",
        "| ☐ ",
        "[ ] a\n",
        "Myth:\n",
        "/* ",
        "From: a\n",
        "☐",
        "<x hidden>",
        "/* a\n",
        "[a]: #x\n",
    ] {
        super::Apart::of(&piece.repeat(100_000), super::Genre::Markdown);
    }
    let names: String = (0..50_000).map(|number| format!("<x{number} hidden>")).collect();
    super::Apart::of(&names, super::Genre::Markdown);
    // What grows with the square of its input takes hours.
    assert!(begun.elapsed() < std::time::Duration::from_secs(120), "{:?}", begun.elapsed());
}
