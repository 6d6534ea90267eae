use super::tests::{W, document, document_xml, package, paragraph, read, values};

fn run(properties: &str, words: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{words}</w:t></w:r>")
}

#[test]
fn a_raised_mark_is_no_part_of_the_value_beside_it() {
    let raised = "<w:vertAlign w:val=\"superscript\"/>";
    let body = format!(
        "<w:p>{}{}{}{}{}</w:p><w:p>{}{}{}{}</w:p>",
        run("", "It called 203.0.113.1"),
        run(raised, "2"),
        run("", " and used CVE-2021-4422"),
        run("<w:vertAlign w:val=\"subscript\"/>", "8"),
        run("<w:b/>", "."),
        run("<w:position w:val=\"6\"/>", "9"),
        run("", "bad[.]exam"),
        run("<w:vertAlign w:val=\"baseline\"/>", "ple[.]com"),
        run(raised, "1")
    );
    assert_eq!(values(&read(&document(&body))), ["203.0.113.1", "CVE-2021-4422", "bad.example.com"]);
}

#[test]
fn a_style_may_raise_a_mark_and_a_note_may_stand_behind_a_value() {
    let styles = format!(
        "<w:styles {W}><w:style w:styleId=\"Mark\"><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style>\
         <w:style w:styleId=\"Own\"><w:basedOn w:val=\"Mark\"/></w:style></w:styles>"
    );
    let body = format!(
        "<w:p>{}{}</w:p><w:p>{}<w:r><w:footnoteReference w:id=\"1\"/></w:r>{}</w:p>",
        run("", "It called 203.0.113.1"),
        run("<w:rStyle w:val=\"Own\"/>", "2"),
        run("", "Then CVE-2021-4422"),
        run("", "8 times.")
    );
    let bytes = package(&[("word/document.xml", &document_xml(&body)), ("word/styles.xml", &styles)]);
    assert_eq!(values(&read(&bytes)), ["203.0.113.1", "CVE-2021-4422"]);
}

#[test]
fn a_raised_mark_on_a_slide_is_no_part_of_a_value() {
    let slide = "<p:sld><a:p><a:r><a:rPr baseline=\"0\"/><a:t>It called 203.0.113.1</a:t></a:r><a:r><a:rPr baseline=\"30000\"/>\
                 <a:t>2</a:t></a:r><a:r><a:t> and 203.0.</a:t></a:r><a:r><a:t>113.77</a:t></a:r></a:p></p:sld>";
    assert_eq!(values(&read(&package(&[("ppt/slides/slide1.xml", slide)]))), ["203.0.113.1", "203.0.113.77"]);
}

#[test]
fn marks_and_notes_of_an_open_document_stand_apart() {
    let styles = "<office:document-styles><style:style style:name=\"Up\"><style:text-properties style:text-position=\"super 58%\"/>\
                  </style:style></office:document-styles>";
    let text = "<office:document-content><office:automatic-styles><style:style style:name=\"T1\" style:parent-style-name=\"Up\">\
        <style:text-properties fo:color=\"red\"/></style:style><style:style style:name=\"T2\"><style:text-properties \
        style:text-position=\"-33% 80%\"/></style:style></office:automatic-styles><office:body><office:text>\
        <text:p>It called 203.0.113.1<text:span text:style-name=\"T1\">2</text:span> and 203.0.113.5<text:span \
        text:style-name=\"T2\">6</text:span>.</text:p><text:p>Then CVE-2021-4422<text:note><text:note-citation>7\
        </text:note-citation><text:note-body><text:p>bad[.]example[.]com</text:p></text:note-body></text:note>8 times.</text:p>\
        </office:text></office:body></office:document-content>";
    let bytes = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", text),
        ("styles.xml", styles),
    ]);
    assert_eq!(values(&read(&bytes)), ["203.0.113.1", "203.0.113.5", "CVE-2021-4422", "bad.example.com"]);
}

#[test]
fn a_raised_mark_in_a_cell_is_no_part_of_its_value() {
    let rich = "<r><t>203.0.113.1</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t>2</t></r>";
    let shared = format!("<sst><si><t>ip</t></si><si>{rich}</si></sst>");
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>note</t></is></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" t=\"inlineStr\"><is><r><t>see bad[.]exam</t></r><r><t>ple[.]com</t></r>\
         <r><rPr><vertAlign val=\"superscript\"/></rPr><t>3</t></r></is></c></row></sheetData></worksheet>";
    let bytes = package(&[
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", &shared),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    let found = values(&read(&bytes));
    assert!(found.contains(&"203.0.113.1".to_owned()) && found.contains(&"bad.example.com".to_owned()), "{found:?}");
    assert!(!found.contains(&"203.0.113.12".to_owned()), "{found:?}");
    let sheets = "<office:document-content><style:style style:name=\"T1\"><style:text-properties style:text-position=\"super 58%\"/>\
        </style:style><office:spreadsheet><table:table table:name=\"S\"><table:table-row><table:table-cell><text:p>It called \
        203.0.113.1<text:span text:style-name=\"T1\">2</text:span></text:p></table:table-cell></table:table-row></table:table>\
        </office:spreadsheet></office:document-content>";
    let bytes = package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", sheets)]);
    assert_eq!(values(&read(&bytes)), ["203.0.113.1"]);
}

#[test]
fn words_of_equal_height_stay_one_value() {
    assert_eq!(values(&read(&document(&paragraph(&["203.0.", "113.1", "2"])))), ["203.0.113.12"]);
}
