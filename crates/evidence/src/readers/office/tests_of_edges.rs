//! What stands at the edges of a document or a workbook and is said of all of it.

use super::tests::{document_xml, package};
use super::tests_of_hiding::states;

const BODY: &str = "<w:p><w:r><w:t>The attackers deployed GreyHeron on a server.</w:t></w:r></w:p>";

#[test]
fn the_head_or_the_foot_of_each_page_is_said_of_all_pages() {
    let with = |part: &str, words: &str| {
        let margin = format!("<w:hdr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:hdr>");
        states(&package(&[("word/document.xml", &document_xml(BODY)), (part, &margin)]))
    };
    for words in [
        "EXERCISE EXERCISE EXERCISE",
        "Tabletop exercise, inject 3",
        "fictional scenario for training",
        "SAMPLE REPORT",
    ] {
        assert_eq!(with("word/header1.xml", words), [false], "{words}");
        assert_eq!(with("word/footer1.xml", words), [false], "{words}");
    }
    for words in ["TLP:AMBER", "Example Hospital, incident report, page 1 of 9", "Confidential"] {
        assert_eq!(with("word/header1.xml", words), [true], "{words}");
    }
}

#[test]
fn a_style_of_quotations_quotes() {
    for style in ["Quote", "IntenseQuote", "Zitat"] {
        let quoted = BODY.replace("<w:p>", &format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"));
        assert_eq!(states(&package(&[("word/document.xml", &document_xml(&quoted))])), [false], "{style}");
    }
}

#[test]
fn the_first_slide_the_notes_and_a_hidden_slide_frame_a_deck() {
    let slide = |show: &str, words: &[&str]| {
        let paragraphs: String =
            words.iter().map(|words| format!("<a:p><a:r><a:t>{words}</a:t></a:r></a:p>")).collect();
        format!("<p:sld {show}>{paragraphs}</p:sld>")
    };
    let deed = "The attackers deployed GreyHeron on a server.";
    let deck = |first: &[&str], show: &str, note: &str| {
        states(&package(&[
            ("ppt/presentation.xml", "<p:presentation/>"),
            ("ppt/slides/slide1.xml", &slide("", first)),
            ("ppt/slides/slide2.xml", &slide(show, &[deed])),
            ("ppt/notesSlides/notesSlide2.xml", &slide("", &[note])),
        ]))
    };
    let title: &[&str] = &["Incident report: Example Agency, January 2024", "Example Responders"];
    assert_eq!(deck(title, "", "Thank the team."), [true]);
    assert_eq!(deck(title, "show=\"0\"", ""), [false]);
    assert_eq!(deck(title, "", "This is the fictional case, let the class guess the actor"), [false]);
    for first in [
        &["Incident response training", "Module 3"][..],
        &["Tabletop exercise", "12 January 2024"],
        &["Sales deck", "ExampleGuard"],
        &["Threat landscape 2023", "Review"],
        &["Our honeypots in 2023", "SOC meeting"],
        &["Case studies", "How others were attacked"],
    ] {
        assert_eq!(deck(first, "", ""), [false], "{first:?}");
    }
}

/// A workbook of one sheet; the rows of `struck` have a font that strikes out.
fn workbook(name: &str, struck: &str) -> Vec<u8> {
    let cell = |row: u32, column: char, value: &str, style: &str| {
        format!("<c r=\"{column}{row}\" t=\"inlineStr\" {style}><is><t>{value}</t></is></c>")
    };
    let row = |number: u32, cells: [&str; 4], style: &str| {
        let cells: String = cells.iter().zip('A'..).map(|(value, column)| cell(number, column, value, style)).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let sheet = format!(
        "<worksheet><sheetData>{}{}{}</sheetData></worksheet>",
        row(1, ["Host", "Path", "Malware", "Found"], ""),
        row(2, ["SRV-01", "C:\\Windows\\Temp\\a.exe", "GreyHeron", "yes"], struck),
        row(3, ["SRV-02", "C:\\Windows\\Temp\\b.exe", "BlueHeron", "yes"], ""),
    );
    package(&[
        ("xl/workbook.xml", &format!("<workbook><sheets><sheet name=\"{name}\" r:id=\"r1\"/></sheets></workbook>")),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        (
            "xl/styles.xml",
            "<styleSheet><fonts><font/><font><strike/></font></fonts><cellXfs><xf fontId=\"0\"/><xf fontId=\"1\"/></cellXfs></styleSheet>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

#[test]
fn the_name_of_a_sheet_is_a_title() {
    for name in ["Sheet1", "Findings", "Hosts", "Indicators"] {
        assert_eq!(states(&workbook(name, "")), [true, true], "{name}");
    }
    for name in ["Exercise injects", "Expected results", "Other customers", "Red team", "Template"] {
        assert_eq!(states(&workbook(name, "")), [false, false], "{name}");
    }
}

#[test]
fn a_cell_whose_font_strikes_it_out_is_withdrawn() {
    assert_eq!(states(&workbook("Sheet1", "s=\"1\"")), [true]);
    let item = super::tests_of_hiding::with_names(&workbook("Sheet1", "s=\"1\""));
    let aside = item.reading.values_set_aside();
    assert!(aside.iter().any(|held| held.reason == crate::Reason::Withdrawn
        && held.what.contains("GreyHeron")
        && &*held.path == "Sheet1!C2"));
}
