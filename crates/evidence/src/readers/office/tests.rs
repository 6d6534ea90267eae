use std::io::{Cursor, Write};

use ::zip::write::{SimpleFileOptions, ZipWriter};

use crate::{Context, Item, Limits, Reason, read_item};

pub(super) const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
                 xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";

pub(super) fn package(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let stored = *name == "mimetype";
        let method = if stored { ::zip::CompressionMethod::Stored } else { ::zip::CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) fn document(body: &str) -> Vec<u8> {
    package(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document_xml(body))])
}

pub(super) fn document_xml(body: &str) -> String {
    format!("<?xml version=\"1.0\"?><w:document {W}><w:body>{body}</w:body></w:document>")
}

pub(super) fn paragraph(runs: &[&str]) -> String {
    let runs: String = runs.iter().map(|run| format!("<w:r><w:t xml:space=\"preserve\">{run}</w:t></w:r>")).collect();
    format!("<w:p>{runs}</w:p>")
}

pub(super) fn read(bytes: &[u8]) -> Item {
    read_item("a", bytes, &Context::default()).swap_remove(0)
}

pub(super) fn values(item: &Item) -> Vec<String> {
    item.reading.observations().iter().map(|o| o.observed.to_string()).collect()
}

fn places(item: &Item) -> Vec<String> {
    item.reading.observations().iter().map(|o| format!("{} @ {}", o.observed, o.path)).collect()
}

fn set_aside(item: &Item, reason: Reason) -> Vec<&str> {
    item.reading
        .values_set_aside()
        .iter()
        .filter(|aside| aside.reason == reason)
        .map(|aside| aside.what.as_str())
        .collect()
}

#[test]
fn a_value_that_runs_split_is_one_value() {
    let item = read(&document(&paragraph(&["The host docx-", "one[.]example[.]com and 203.0.", "113.24 were used."])));
    assert_eq!(item.format, Some("office file"));
    assert_eq!(values(&item), ["docx-one.example.com", "203.0.113.24"]);
    assert!(item.reading.losses().is_empty(), "{:?}", item.reading.losses());
    assert_eq!(item.reading.observations()[0].span.to_string(), "part 1, bytes 9-33");
}

#[test]
fn the_schemas_of_a_file_are_no_traces() {
    let item = read(&document(&paragraph(&["nothing"])));
    assert_eq!(values(&item), Vec::<String>::new());
}

#[test]
fn deleted_text_is_set_aside_and_a_text_box_counts_once() {
    let inner = paragraph(&["box[.]example[.]com"]);
    let boxed = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{inner}</w:txbxContent></mc:Choice>\
         <mc:Fallback><w:txbxContent>{inner}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    let body = format!(
        "<w:p><w:del><w:r><w:delText>old[.]example[.]com</w:delText></w:r></w:del>\
         <w:ins><w:r><w:t>new[.]example[.]com</w:t></w:r></w:ins></w:p>{boxed}"
    );
    let item = read(&document(&body));
    assert_eq!(values(&item), ["new.example.com", "box.example.com"]);
    assert_eq!(set_aside(&item, Reason::Withdrawn), ["old[.]example[.]com"]);
}

#[test]
fn struck_and_hidden_runs_are_set_aside() {
    let run = |properties: &str, words: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{words} </w:t></w:r>")
    };
    let body = format!(
        "<w:p><w:pPr><w:rPr><w:strike/></w:rPr></w:pPr>{}{}{}{}</w:p>",
        run("<w:strike/>", "struck[.]example[.]com"),
        run("<w:vanish/>", "hidden[.]example[.]com"),
        run("<w:b/><w:dstrike w:val=\"false\"/>", "bold[.]example[.]com"),
        run("", "plain[.]example[.]com")
    );
    let item = read(&document(&body));
    assert_eq!(values(&item), ["bold.example.com", "plain.example.com"]);
    assert_eq!(set_aside(&item, Reason::Withdrawn), ["struck[.]example[.]com "]);
    assert_eq!(set_aside(&item, Reason::Hidden), ["hidden[.]example[.]com "]);
    let open = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:style=\"s\"><office:automatic-styles>\
        <style:style style:name=\"T1\"><style:text-properties style:text-line-through-style=\"solid\"/></style:style>\
        <style:style style:name=\"P1\"><style:text-properties text:display=\"none\"/></style:style></office:automatic-styles>\
        <office:body><office:text><text:p>a[.]example[.]com <text:span text:style-name=\"T1\">b[.]example[.]com</text:span> \
        <text:span>c[.]example[.]com</text:span></text:p><text:p text:style-name=\"P1\">d[.]example[.]com</text:p>\
        </office:text></office:body></office:document-content>";
    let item = read(&package(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", open)]));
    assert_eq!(values(&item), ["a.example.com", "c.example.com"]);
    assert_eq!(set_aside(&item, Reason::Withdrawn), ["b[.]example[.]com"]);
    assert_eq!(set_aside(&item, Reason::Hidden), ["d[.]example[.]com"]);
}

#[test]
fn a_table_of_indicators_is_read_by_its_columns() {
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph(&[cell]))).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let body = format!(
        "<w:tbl>{}{}{}</w:tbl>",
        row(&["Domain", "Comment"]),
        row(&["one.example.com", "first stage"]),
        row(&["two.example.com", "second stage"])
    );
    let item = read(&document(&body));
    assert_eq!(
        places(&item),
        ["one.example.com @ word/document.xml table 1!A2", "two.example.com @ word/document.xml table 1!A3"]
    );
}

#[test]
fn headers_notes_comments_and_what_a_file_loads_are_read() {
    let part = |text: &str| format!("<w:x {W}>{}</w:x>", paragraph(&[text]));
    let rels = "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/attachedTemplate\" \
                Target=\"hxxp://template.example.com/a.dotm\" TargetMode=\"External\"/></Relationships>";
    let bytes = package(&[
        ("word/document.xml", &document_xml(&paragraph(&["body[.]example[.]com"]))),
        ("word/header1.xml", &part("head[.]example[.]com")),
        ("word/footnotes.xml", &part("note[.]example[.]com")),
        ("word/comments.xml", &part("comment[.]example[.]com")),
        ("word/_rels/settings.xml.rels", rels),
        ("word/vbaProject.bin", "macro"),
        ("word/media/image1.png", "picture"),
    ]);
    let item = read(&bytes);
    for host in ["head", "body", "note", "comment", "template"] {
        assert!(values(&item).contains(&format!("{host}.example.com")), "{host} of {:?}", values(&item));
    }
    let lost: Vec<&str> = item.reading.losses().iter().map(|loss| loss.what.as_str()).collect();
    assert_eq!(lost, ["macros were not read", "pictures in the file were not read"]);
}

#[test]
fn the_target_of_a_link_is_read_where_its_words_hide_it() {
    let rels = "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/hyperlink\" \
                Target=\"hxxp://hidden.example.com/a\" TargetMode=\"External\"/></Relationships>";
    let link = "<w:p><w:hyperlink r:id=\"rId1\"><w:r><w:t>click here</w:t></w:r></w:hyperlink></w:p>\
                <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> HYPERLINK \
                \"hxxp://field.example.com/\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
                <w:r><w:t>or here</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
    let bytes = package(&[("word/document.xml", &document_xml(link)), ("word/_rels/document.xml.rels", rels)]);
    let found = values(&read(&bytes));
    assert!(
        found.contains(&"hidden.example.com".to_owned()) && found.contains(&"field.example.com".to_owned()),
        "{found:?}"
    );
}

fn workbook() -> Vec<u8> {
    let margin = "<headerFooter><oddHeader>&amp;C&amp;KFF0000&amp;B&amp;14TLP:AMBER</oddHeader></headerFooter>";
    let sheet =
        |rows: &str, more: &str| format!("<worksheet xmlns:r=\"r\"><sheetData>{rows}</sheetData>{more}</worksheet>");
    let first = sheet(
        "<row r=\"1\"><c r=\"B1\" t=\"s\"><v>0</v></c><c r=\"D1\" t=\"inlineStr\"><is><t>First seen</t></is></c></row>\
         <row r=\"2\"><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"D2\" s=\"1\"><v>44197</v></c></row>\
         <row r=\"3\"><c r=\"B3\" t=\"s\"><v>2</v></c><c r=\"D3\" s=\"1\"><v>44198</v></c></row>",
        margin,
    );
    let second = sheet(
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><f>HYPERLINK(\"hxxp://formula.example.com/\",\"x\")</f><v>x</v></c></row>\
         <row r=\"9\"><c r=\"A9\" t=\"inlineStr\"><is><t>hidden-sheet[.]example[.]com</t></is></c></row>",
        "",
    );
    package(&[
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Hidden\" state=\"hidden\" r:id=\"rId2\"/>\
             <sheet name=\"Indicators\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>\
             <Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>",
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>Domain</t></si><si><t>one.example.com</t></si><si><r><t>two.</t></r><r><t>example.com</t></r></si></sst>",
        ),
        ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ("xl/worksheets/sheet1.xml", &first),
        ("xl/worksheets/sheet2.xml", &second),
        (
            "xl/comments1.xml",
            "<comments><commentList><comment ref=\"A1\"><text><r><t>see comment[.]example[.]com</t></r></text></comment></commentList></comments>",
        ),
    ])
}

#[test]
fn every_sheet_is_read_as_a_table_and_places_are_cells() {
    let item = read(&workbook());
    let found = places(&item);
    assert!(found.contains(&"one.example.com @ Indicators!B2".to_owned()), "{found:?}");
    assert!(found.contains(&"two.example.com @ Indicators!B3".to_owned()), "{found:?}");
    assert!(found.contains(&"hidden-sheet.example.com @ Hidden!A9".to_owned()), "{found:?}");
    assert!(found.iter().any(|place| place.starts_with("formula.example.com @ Hidden!A1")), "{found:?}");
    assert!(found.contains(&"comment.example.com @ xl/comments1.xml".to_owned()), "{found:?}");
    assert_eq!(item.reading.tlp, Some(dunant_vocabulary::Tlp::Amber));
    let dated = item.reading.observations().iter().find(|o| o.path.as_ref() == "Indicators!B2").and_then(|o| o.when);
    assert_eq!(dated.map(|day| day.to_string()).as_deref(), Some("2021-01-01"));
}

#[test]
fn more_cells_than_the_limit_are_said() {
    let limits = Limits { cells: 3, ..Limits::DEFAULT };
    let item = read_item("a", &workbook(), &Context { limits: &limits, ..Context::default() }).swap_remove(0);
    let loss = item.reading.losses().iter().find(|loss| loss.what.contains("limit `cells`"));
    assert_eq!(loss.map(|loss| loss.count), Some(5));
}

#[test]
fn open_documents_are_read() {
    let text = "<office:document-content><office:body><office:text><text:tracked-changes><text:deletion><text:p>gone.example.com\
                </text:p></text:deletion></text:tracked-changes><text:p>The host odt-<text:span>one[.]example</text:span>[.]com\
                <text:s/>and <text:a xlink:href=\"hxxp://link.example.com/\">this</text:a></text:p></office:text></office:body>\
                </office:document-content>";
    let item = read(&package(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", text)]));
    let found = values(&item);
    assert!(
        found.contains(&"odt-one.example.com".to_owned()) && found.contains(&"link.example.com".to_owned()),
        "{found:?}"
    );
    assert_eq!(set_aside(&item, Reason::Withdrawn), ["gone.example.com"]);
    let sheets = "<office:spreadsheet><table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"4\">\
                  <table:table-cell table:number-columns-repeated=\"1000\"/></table:table-row><table:table-row>\
                  <table:table-cell table:number-columns-repeated=\"2\"/><table:table-cell><text:p>ods-one.example.com</text:p>\
                  </table:table-cell></table:table-row></table:table></office:spreadsheet>";
    let item =
        read(&package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", sheets)]));
    assert_eq!(places(&item), ["ods-one.example.com @ S!C5"]);
}

#[test]
fn slides_and_their_notes_are_read() {
    let slide =
        |text: &str| format!("<p:sld><p:txBody><a:p><a:r><a:rPr/><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sld>");
    let bytes = package(&[
        ("ppt/slides/slide1.xml", &slide("slide[.]example[.]com")),
        ("ppt/notesSlides/notesSlide1.xml", &slide("notes[.]example[.]com")),
    ]);
    assert_eq!(values(&read(&bytes)), ["slide.example.com", "notes.example.com"]);
}

#[test]
fn a_file_cut_at_any_byte_gives_whole_values_or_none() {
    let body: String = (0..40).map(|n| paragraph(&[&format!("host{n}[.]exam"), "ple[.]com was used."])).collect();
    let bytes = document(&body);
    let mut most = 0;
    for cut in 31..bytes.len() {
        let item = read(&bytes[..cut]);
        for value in values(&item) {
            assert!(value.ends_with(".example.com"), "{value} of a file cut at {cut}");
        }
        most = most.max(values(&item).len());
        assert!(
            cut == bytes.len() || !item.reading.losses().is_empty() || item.format != Some("office file"),
            "cut at {cut}"
        );
    }
    assert_eq!(most, 40);
}

#[test]
fn deep_xml_and_entities_of_its_own_do_no_harm() {
    let deep = format!("{}x{}", "<w:p>".repeat(100_000), "</w:p>".repeat(100_000));
    let item = read(&document(&deep));
    assert!(
        item.reading.losses().iter().any(|loss| loss.what.contains("limit `depth`")),
        "{:?}",
        item.reading.losses()
    );
    let bomb = format!("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]>{}", document_xml(&paragraph(&["&a;&a;"])));
    assert!(read(&package(&[("word/document.xml", &bomb)])).reading.observations().is_empty());
}

/// A workbook whose one sheet has this data, and whose cells share these texts.
fn workbook_of(sheet: &str, strings: Option<&str>) -> Vec<u8> {
    let book = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"IOCs\" r:id=\"rId1\"/></sheets></workbook>";
    let rels = "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let sheet = format!("<worksheet>{sheet}</worksheet>");
    let mut files = vec![
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", rels),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ];
    files.extend(strings.map(|strings| ("xl/sharedStrings.xml", strings)));
    package(&files)
}

fn inline_rows(rows: &[&[&str]]) -> String {
    let cell = |value: &&str| match value.strip_prefix('=') {
        Some(formula) => format!("<c><f>{formula}</f><v></v></c>"),
        None => format!("<c t=\"inlineStr\"><is><t>{value}</t></is></c>"),
    };
    let rows = rows.iter().map(|row| format!("<row>{}</row>", row.iter().map(cell).collect::<String>()));
    format!("<sheetData>{}</sheetData>", rows.collect::<String>())
}

#[test]
fn a_verdict_that_reaches_over_several_rows_is_one_of_each() {
    let rows = inline_rows(&[
        &["Verdict", "Domain"],
        &["benign", "good.example.com"],
        &["", "better.example.com"],
        &["malicious", "bad.example.com"],
        &["", "worse.example.com"],
    ]);
    let sheet = format!("{rows}<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"A4:A5\"/></mergeCells>");
    assert_eq!(values(&read(&workbook_of(&sheet, None))), ["bad.example.com", "worse.example.com"]);
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(&[text]));
    let row = |first: String, domain: &str| format!("<w:tr>{first}{}</w:tr>", cell("", domain));
    let body = format!(
        "<w:tbl>{}{}{}{}</w:tbl>",
        row(cell("", "Verdict"), "Domain"),
        row(cell("<w:vMerge w:val=\"restart\"/>", "benign"), "good.example.com"),
        row(cell("<w:vMerge/>", ""), "better.example.com"),
        row(cell("", "malicious"), "bad.example.com"),
    );
    assert_eq!(values(&read(&document(&body))), ["bad.example.com"]);
}

#[test]
fn cells_whose_text_or_result_is_not_in_the_file_are_a_loss() {
    let shared = "<sheetData><row><c t=\"s\"><v>0</v></c></row><row><c t=\"s\"><v>1</v></c></row></sheetData>";
    for strings in [None, Some("<sst><si><t>Domain</t></si><si><t>a.exam")] {
        let item = read(&workbook_of(shared, strings));
        let lost = item.reading.losses().iter().find(|loss| loss.what.contains("missing or damaged"));
        assert_eq!(
            lost.map(|loss| loss.count),
            Some(if strings.is_none() { 2 } else { 1 }),
            "{:?}",
            item.reading.losses()
        );
    }
    let rows =
        inline_rows(&[&["Domain", "Note"], &["a.example.com", "x"], &["=CONCATENATE(\"b\",\".example.com\")", "y"]]);
    let item = read(&workbook_of(&rows, None));
    assert!(item.reading.losses().iter().any(|loss| loss.what.contains("formula")), "{:?}", item.reading.losses());
}

#[test]
fn a_sheet_named_as_harmless_is_set_aside() {
    let bytes = workbook_of(
        &inline_rows(&[&["Domain", "Note"], &["good.example.com", "x"], &["better.example.com", "y"]]),
        None,
    );
    assert_eq!(values(&read(&bytes)).len(), 2);
    let book = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"False positives\" r:id=\"rId1\"/></sheets></workbook>";
    let rels = "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let sheet = format!(
        "<worksheet>{}</worksheet>",
        inline_rows(&[&["Domain", "Note"], &["good.example.com", "x"], &["better.example.com", "y"]])
    );
    let item = read(&package(&[
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", rels),
        ("xl/worksheets/sheet1.xml", &sheet),
    ]));
    assert_eq!(values(&item), Vec::<String>::new());
    assert_eq!(set_aside(&item, Reason::CalledBenign), ["good.example.com", "better.example.com"]);
}

#[test]
fn the_whole_rows_of_a_table_that_is_cut_are_kept() {
    let row =
        |first: &str| format!("<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>", paragraph(&[first]), paragraph(&["x"]));
    let body = format!(
        "<w:tbl>{}{}{}<w:tr><w:tc><w:p><w:r><w:t>three.exa",
        row("Domain"),
        row("one.example.com"),
        row("two.example.com")
    );
    let cut = format!("<?xml version=\"1.0\"?><w:document {W}><w:body>{body}");
    let item = read(&package(&[("word/document.xml", &cut)]));
    assert_eq!(values(&item), ["one.example.com", "two.example.com"]);
    assert_eq!(item.reading.losses().len(), 1);
}

#[test]
fn comments_shapes_and_page_headers_of_an_open_sheet_are_read() {
    let content = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:draw=\"d\"><table:table table:name=\"S\">\
        <table:shapes><draw:frame><draw:text-box><text:p>see box[.]example[.]com</text:p></draw:text-box></draw:frame></table:shapes>\
        <table:table-row><table:table-cell><text:p>Domain</text:p></table:table-cell><table:table-cell><text:p>Date</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell><text:p>a.example.com</text:p></table:table-cell><table:table-cell office:value-type=\"date\" office:date-value=\"2024-01-02\">\
        <office:annotation><text:p>also note[.]example[.]com</text:p></office:annotation><text:p>2 Jan</text:p></table:table-cell></table:table-row></table:table></office:document-content>";
    let styles = "<office:document-styles xmlns:office=\"o\" xmlns:style=\"s\" xmlns:text=\"x\"><style:header><text:p>TLP:RED</text:p></style:header></office:document-styles>";
    let bytes = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
        ("styles.xml", styles),
    ]);
    let item = read(&bytes);
    for host in ["box", "a", "note"] {
        assert!(values(&item).contains(&format!("{host}.example.com")), "{host} of {:?}", values(&item));
    }
    assert_eq!(item.reading.tlp.map(|tlp| tlp.to_string()).as_deref(), Some("TLP:RED"));
}

/// How a document speaks of the program in it: `None` where it is set aside.
fn spoken(files: &[(&str, &str)]) -> Vec<crate::Bearing> {
    use crate::{Cue, Entry, Lexicon, Meaning, Observed};
    let entry = Entry { name: "ExampleRAT".into(), meaning: Meaning::Software(None), cue: Cue::None };
    let lexicon = Lexicon::new(vec![entry]).unwrap();
    let item =
        read_item("a.docx", &package(files), &Context { lexicon: &lexicon, ..Context::default() }).swap_remove(0);
    let all = item.reading.observations().iter();
    all.filter(|one| matches!(one.observed, Observed::Software(_))).map(|one| one.bearing).collect()
}

#[test]
fn what_a_document_moved_commented_or_left_unticked_is_not_stated() {
    let case = paragraph(&["We found that the attackers came from 203.0.113.7."]);
    let run = |words: &str| format!("<w:r><w:t>{words}</w:t></w:r>");
    let deed = run("The attackers used ExampleRAT.");
    let of = |body: &str| {
        let text = document_xml(&format!("{case}{body}"));
        spoken(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &text)])
    };
    assert_eq!(of(&format!("<w:p>{deed}</w:p>")), [crate::Bearing::Stated]);
    assert_eq!(of(&format!("<w:p><w:moveTo>{deed}</w:moveTo></w:p>")), [crate::Bearing::Stated]);
    for body in [
        format!("<w:p><w:moveFrom>{deed}</w:moveFrom></w:p>"),
        format!("<w:p><w:del>{deed}</w:del></w:p>"),
        format!("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>{deed}</w:p></w:sdtContent></w:sdt>"),
    ] {
        assert_eq!(of(&body), Vec::<crate::Bearing>::new(), "{body}");
    }
    let tick = |inner: &str| {
        format!(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox>{inner}</w:checkBox></w:ffData></w:fldChar></w:r>\
             <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>{deed}</w:p>"
        )
    };
    assert_eq!(of(&tick("<w:default w:val=\"0\"/>")), [crate::Bearing::Asked]);
    assert_eq!(of(&tick("<w:default w:val=\"0\"/><w:checked/>")), [crate::Bearing::Stated]);
    let comment = format!("<w:comments {W}><w:comment><w:p>{deed}</w:p></w:comment></w:comments>");
    let text = document_xml(&case);
    let beside =
        spoken(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &text), ("word/comments.xml", &comment)]);
    assert_eq!(beside, [crate::Bearing::Aside]);
}
