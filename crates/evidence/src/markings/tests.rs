use dunant_vocabulary::{Pap, Space};

use super::*;
use crate::{Limits, Reading, Source};

fn read(text: &str) -> Reading {
    let source = Source::new("test", text.as_bytes());
    let mut reading = Reading::new(&source, &Limits::DEFAULT);
    of_text(text, &|range| Span::within(Space::Item, range.start, range.end), &mut reading);
    reading
}

fn tlp(text: &str) -> Option<Tlp> {
    read(text).tlp
}

#[test]
fn a_line_that_is_a_marking_marks_in_every_spelling() {
    for (text, wanted) in [
        ("TLP:AMBER+STRICT", Tlp::AmberStrict),
        ("TLP AMBER", Tlp::Amber),
        ("TLP: amber", Tlp::Amber),
        ("[TLP:RED]", Tlp::Red),
        ("tlp:green", Tlp::Green),
        ("** TLP: CLEAR **", Tlp::Clear),
        ("TLP:WHITE", Tlp::Clear),
        ("TLPv2:AMBER", Tlp::Amber),
        ("TLP 2.0: AMBER+STRICT", Tlp::AmberStrict),
        ("TLP - RED", Tlp::Red),
        ("TLP-AMBER", Tlp::Amber),
        ("Traffic Light Protocol: AMBER", Tlp::Amber),
        ("Classification: TLP:RED", Tlp::Red),
        ("Subject: [TLP:RED] Intrusion at the clinic", Tlp::Red),
        ("# TLP:GREEN", Tlp::Green),
        ("Example CERT | TLP:AMBER | Report 2021-07 | page 3 of 10", Tlp::Amber),
        ("TLP:ROUGE", Tlp::Red),
        ("TLP:AMBRE", Tlp::Amber),
        ("TLP:ROT", Tlp::Red),
        ("TLP:AMBER STRICT", Tlp::AmberStrict),
        ("Traffic light: red", Tlp::Red),
        ("TLP:R E D", Tlp::Red),
        ("TLP: A M B E R", Tlp::Amber),
        ("NfD", Tlp::Amber),
        ("CUI//SP-CTI", Tlp::Amber),
    ] {
        assert_eq!(tlp(text), Some(wanted), "{text}");
        let below = format!("{}{text}\nMore text follows.\n", "A line of the report.\n".repeat(30));
        assert_eq!(tlp(&below), Some(wanted), "in the middle: {text}");
    }
}

#[test]
fn a_sentence_at_the_top_that_marks_its_text_marks() {
    for (text, wanted) in [
        ("This report is TLP:AMBER and must stay with your organisation and its clients.", Tlp::Amber),
        ("Ce document est TLP:AMBER, merci de ne pas le diffuser en dehors de votre organisation.", Tlp::Amber),
        ("Dieser Bericht ist TLP:AMBER+STRICT eingestuft und bleibt in der eigenen Organisation.", Tlp::AmberStrict),
        (
            "The information below is shared under TLP:RED with the persons on copy, and with nobody beside them.",
            Tlp::Red,
        ),
        ("Este informe es TLP:ROJO y no se puede compartir con nadie fuera de la reunión de hoy.", Tlp::Red),
    ] {
        assert_eq!(tlp(text), Some(wanted), "{text}");
    }
}

#[test]
fn a_mention_in_prose_does_not_mark() {
    for text in [
        "TLP:RED is for named recipients only and cannot be shared further, which is why we avoid it.",
        "Under the protocol, TLP:RED means that nobody else may know.",
        "They asked us whether a TLP:AMBER version of the report exists, and we said that it does not.",
        "Read the TLP white paper of the association.",
        "TLP:RED, TLP:AMBER, TLP:GREEN and TLP:CLEAR are the levels.",
        "The group deployed a template engine; its tlp_red function is unrelated.",
        "An attacker who saw the TLP:RED mail of last week knew what we knew.",
    ] {
        assert_eq!(tlp(text), None, "{text}");
        let below = format!("{}{text}\n", "A line of the report.\n".repeat(30));
        assert_eq!(tlp(&below), None, "in the middle: {text}");
    }
}

#[test]
fn a_legend_of_the_levels_marks_nothing_and_the_head_still_does() {
    let legend = "TLP:RED - not for disclosure\nTLP:AMBER - limited disclosure\nTLP:GREEN - the community\nTLP:CLEAR - no limit\n";
    let body = "A line of the report.\n".repeat(20);
    assert_eq!(tlp(&format!("{body}{legend}")), None);
    assert_eq!(tlp(&format!("TLP:GREEN\n{body}{legend}")), Some(Tlp::Green));
}

#[test]
fn pap_is_read_beside_tlp() {
    let reading = read("TLP:AMBER PAP:RED\n\nAn intrusion.");
    assert_eq!((reading.tlp, reading.pap), (Some(Tlp::Amber), Some(Pap::Red)));
    assert_eq!(read("PAP: GREEN").pap, Some(Pap::Green));
    assert_eq!(read("A pap smear was taken.").pap, None);
}

#[test]
fn an_unknown_marking_is_a_loss_and_counts_as_amber() {
    for text in [
        "TLP:ORANGE",
        "CONFIDENTIAL",
        "Classification: internal use only",
        "VS-NfD",
        "*** Strictly confidential ***",
        "Confidential",
    ] {
        let reading = read(text);
        assert_eq!(reading.tlp, Some(Tlp::Amber), "{text}");
        assert_eq!(reading.losses().len(), 1, "{text}");
        assert!(reading.losses()[0].what.contains(text.trim_matches(['*', ' '])), "{:?}", reading.losses());
    }
    for text in ["internal", "The secret was leaked.", "Secret", "Restricted Stock Units were stolen"] {
        assert_eq!(tlp(text), None, "{text}");
    }
}

#[test]
fn labels_are_markings_where_they_start_with_the_protocol() {
    let span = Span::within(Space::Item, 0, 1);
    for (label, wanted) in [
        ("tlp:amber+strict", Some(Tlp::AmberStrict)),
        ("TLP:AMBER", Some(Tlp::Amber)),
        ("tlp:ex:chr", Some(Tlp::Amber)),
        ("tlp-amber", Some(Tlp::Amber)),
        ("not-tlp:red", None),
    ] {
        let mut reading = read("");
        of_label(label, span, &mut reading);
        assert_eq!(reading.tlp, wanted, "{label}");
    }
}

#[test]
fn a_notice_of_copyright_is_no_limit_of_sharing() {
    assert!(is_copyright("Copyright 2015-2022, Example Corporation. All rights reserved."));
    assert!(is_copyright("CC BY-SA 4.0"));
    assert!(!is_copyright("Copyright Example. For members only."));
    assert!(!is_copyright("For members of the group"));
}

#[test]
fn of_the_rows_of_a_table_the_closest_marking_holds() {
    let table = "indicator,type,TLP\na.example.com,domain,white\nb.example.com,domain,green\nc.example.com,domain,TLP:AMBER+STRICT\n";
    let source = Source::new("test", table.as_bytes());
    let mut reading = Reading::new(&source, &Limits::DEFAULT);
    of_source(&source, &mut reading);
    assert_eq!((reading.tlp, reading.losses().len()), (Some(Tlp::AmberStrict), 0));
}

#[test]
fn headers_far_apart_all_hold_and_only_a_legend_of_consecutive_lines_marks_nothing() {
    let filler = "A line of the report.\n".repeat(30);
    let apart = format!("{filler}TLP:GREEN\n{filler}TLP:AMBER\n{filler}TLP:RED\n{filler}");
    assert_eq!(tlp(&apart), Some(Tlp::Red));
    let unknown = format!("{filler}TLP:GREEN\n{filler}TLP:AMBER\n{filler}TLP:ORANGE\n{filler}");
    assert_eq!((tlp(&unknown), read(&unknown).losses().len()), (Some(Tlp::Amber), 1));
    let legend =
        format!("{filler}TLP:RED\nNot for disclosure.\nTLP:AMBER\nLimited disclosure.\nTLP:GREEN\nThe community.\n");
    let reading = read(&legend);
    assert_eq!(reading.tlp, None);
    assert_eq!(reading.values_set_aside()[0].what, "TLP:RED, TLP:AMBER, TLP:GREEN");
    assert_eq!(tlp(&format!("{legend}{filler}TLP:AMBER\n")), Some(Tlp::Amber));
}

#[test]
fn a_full_stop_may_part_protocol_and_level() {
    assert_eq!(tlp("TLP.AMBER"), Some(Tlp::Amber));
    assert_eq!(tlp("They read about TLP. Red was the colour of the door, and nobody closed it."), None);
}

#[test]
fn a_marking_in_the_frame_the_comments_or_the_title_of_a_page_holds_for_the_page() {
    for (page, wanted) in [
        ("<html><body><p>We saw 203.0.113.7.</p><footer>TLP:RED</footer></body></html>", Tlp::Red),
        ("<html><body><nav>TLP:AMBER</nav><p>We saw 203.0.113.7.</p></body></html>", Tlp::Amber),
        ("<html><head><title>TLP:RED Report</title></head><body><p>We saw 203.0.113.7.</p></body></html>", Tlp::Red),
        ("<html><body><p>We saw 203.0.113.7.</p><footer>TLP:ORANGE</footer></body></html>", Tlp::Amber),
    ] {
        let page = format!("<!doctype html>{page}");
        let item = crate::read_item("page", page.as_bytes(), &crate::Context::default()).remove(0);
        assert_eq!((item.format, item.reading.tlp), (Some("HTML"), Some(wanted)), "{page}");
    }
}

#[test]
fn a_marking_is_read_in_other_languages_and_with_a_word_for_its_level() {
    for text in [
        "TLP：红色",
        "TLP：赤",
        "TLP红",
        "TLP: 빨강",
        "TLP: Красный",
        "TLP: أحمر",
        "TLP level: RED",
        "TLP colour: RED",
        "Traffic Light Protocol (TLP): RED",
        "TLP Red",
        "Classification: TLP-RED",
        "Classification: Red",
        "| TLP | RED |",
        "TLP,RED",
        "☐ TLP:CLEAR ☐ TLP:AMBER ☒ TLP:RED",
    ] {
        assert_eq!(tlp(text), Some(Tlp::Red), "{text}");
    }
    for text in ["no TLP", "TLP: none", "TLP: n/a", "We know TLP, red is the closest level", "☐ TLP:RED"] {
        assert_eq!(tlp(text), None, "{text}");
    }
}

#[test]
fn national_markings_are_a_loss_with_caveats_and_pages_beside_them() {
    for text in [
        "VS-NUR FÜR DEN DIENSTGEBRAUCH",
        "NATO RESTRICTED",
        "OFFICIAL-SENSITIVE",
        "OFFICIAL: SENSITIVE",
        "Classification: EU RESTRICTED",
        "Diffusion Restreinte",
        "SECRET//NOFORN",
        "CONFIDENTIAL//REL TO USA, GBR",
        "UNCLASSIFIED//FOUO",
        "Для служебного пользования",
        "社外秘",
        "Example CERT | VS-NfD | page 3 of 10",
        "PROTECTED",
    ] {
        let reading = read(text);
        assert_eq!((reading.tlp, reading.losses().len()), (Some(Tlp::Amber), 1), "{text}");
    }
    for text in [
        "UNCLASSIFIED",
        "Classification: Malware",
        "Confidentiality: High",
        "The network is restricted to staff.",
        "US SECRET SERVICE",
        "| Stolen documents | confidential |",
    ] {
        assert_eq!(tlp(text), None, "{text}");
    }
}

#[test]
fn a_title_above_a_legend_marks_and_the_legend_does_not() {
    let legend = "TLP:RED - not for disclosure\nTLP:AMBER - limited\nTLP:GREEN - the community\nTLP:CLEAR - no limit\n";
    assert_eq!(tlp(&format!("Incident report\n\n{legend}")), None);
    assert_eq!(tlp(&format!("Report TLP:GREEN\n\nLegend\n{legend}")), Some(Tlp::Green));
    assert_eq!(tlp(&format!("Cover title\n\nTLP:RED\n\nLegend\n{legend}")), Some(Tlp::Red));
}

#[test]
fn the_name_of_an_item_marks_it() {
    let named = |name: &str| {
        let mut reading = read("");
        of_name(name, &mut reading);
        reading.tlp
    };
    for (name, wanted) in [
        ("report_TLP_RED.pdf", Some(Tlp::Red)),
        ("TLPRED-report.txt", Some(Tlp::Red)),
        ("[TLP-AMBER] notes.docx", Some(Tlp::Amber)),
        ("x_tlp-amber+strict_y.txt", Some(Tlp::AmberStrict)),
        ("TLP_RED.zip!notes.txt", Some(Tlp::Red)),
        ("VS-NfD_Lage.pdf", Some(Tlp::Amber)),
        ("report-CONFIDENTIAL.txt", Some(Tlp::Amber)),
        ("helped-reduce.txt", None),
        ("TLP_white_paper.pdf", None),
        ("tlp_red_amber_green_explained.pdf", Some(Tlp::Red)),
        ("secret.txt", None),
    ] {
        assert_eq!(named(name), wanted, "{name}");
    }
}

#[test]
fn a_header_of_a_mail_marks_it_and_makes_nobody_a_trace() {
    for (header, wanted) in [
        ("Sensitivity: Company-Confidential", Some(Tlp::Amber)),
        ("X-TLP: RED", Some(Tlp::Red)),
        ("X-Classification: VS-NfD", Some(Tlp::Amber)),
        (
            "X-Protective-Marking: VER=2018.4, NS=gov.au, SEC=PROTECTED, ORIGIN=jane@agency.example.org",
            Some(Tlp::Amber),
        ),
        ("Sensitivity: Normal", None),
        ("X-Priority: 1", None),
    ] {
        let mail = format!(
            "From: Analyst <analyst@cert.example.org>\nTo: me@hospital.example.org\nSubject: indicators\n{header}\n\nWe saw evil[.]example[.]com.\n"
        );
        let item = crate::read_item("mail.eml", mail.as_bytes(), &crate::Context::default()).remove(0);
        assert_eq!(item.reading.tlp, wanted, "{header}");
        let found: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
        assert_eq!(found, ["evil.example.com"], "{header}");
        assert!(item.reading.losses().len() <= 1, "{:?}", item.reading.losses());
    }
}

#[test]
fn a_table_of_markings_below_a_title_marks() {
    let table = "# Report\n\n| TLP | PAP | Date |\n|---|---|---|\n| RED | AMBER | 2024-01-01 |\n\nText.\n";
    let source = Source::new("test", table.as_bytes());
    let mut reading = Reading::new(&source, &Limits::DEFAULT);
    of_source(&source, &mut reading);
    assert_eq!((reading.tlp, reading.pap), (Some(Tlp::Red), Some(Pap::Amber)));
    let legend =
        "# Report\n\n| TLP | Meaning |\n|---|---|\n| RED | no |\n| AMBER | some |\n| GREEN | many |\n| CLEAR | all |\n";
    let source = Source::new("test", legend.as_bytes());
    let mut reading = Reading::new(&source, &Limits::DEFAULT);
    of_source(&source, &mut reading);
    assert_eq!(reading.tlp, None);
}

#[test]
fn markings_of_odd_forms_restrict_no_less_than_they_say() {
    for (text, wanted) in [
        ("TLP:RED+STRICT", Tlp::Red),
        ("TLP:GREEN/AMBER", Tlp::Amber),
        ("TLP: AMBER / RED", Tlp::Red),
        ("T L P : R E D", Tlp::Red),
        ("TLP:\nRED", Tlp::Red),
        ("TLP: <RED>", Tlp::Red),
        ("TLPRED", Tlp::Red),
        ("TLP→RED", Tlp::Red),
        ("TLP:?", Tlp::Amber),
        ("TLP: A", Tlp::Amber),
        ("This document is marked TLP:AMBER. If you need, we can downgrade to TLP:GREEN.", Tlp::Amber),
        ("Please treat this as TLP red. C2 is known.", Tlp::Red),
        ("TLP:RED applies to section 3", Tlp::Red),
        ("Company confidential – do not distribute", Tlp::Amber),
        ("Company confidential - do not distribute", Tlp::Amber),
        ("Verteiler: nur intern, nicht weitergeben!", Tlp::Amber),
        ("Nur intern", Tlp::Amber),
        ("Do not share outside the hospital.", Tlp::Amber),
    ] {
        assert_eq!(tlp(&format!("{text}\n\nThe server answered.\n")), Some(wanted), "{text}");
    }
    for text in [
        "TLP:AMBER applies to information that may be shared.",
        "Do not share passwords.",
        "The talk was held intern, nicht weiter.",
        "TLP stands for Traffic Light Protocol; TLP:RED is the strictest.",
        "a TLP:\nthe next line",
    ] {
        assert_eq!(tlp(&format!("{text}\n\nThe server answered.\n")), None, "{text}");
    }
}

#[test]
fn what_a_marked_mail_carries_is_marked_as_it_is() {
    let mail = "Subject: TLP:AMBER\nFrom: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: \
                text/plain\n\nHello.\n--b\nContent-Type: text/csv; name=a.csv\nContent-Disposition: attachment; \
                filename=a.csv\n\ntype,value\ndomain,evil.example.com\n--b--\n";
    let items = crate::read_item("m.eml", mail.as_bytes(), &crate::Context::default());
    let marked: Vec<_> = items.iter().map(|item| item.reading.tlp).collect();
    assert_eq!(marked, [Some(Tlp::Amber), Some(Tlp::Amber)]);
}
