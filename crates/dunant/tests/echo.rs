//! An item that is repeated says nothing new.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::path::Path;

use dunant::attribution::Assessment;
use dunant::evidence::SameSource;
use dunant::vocabulary::Sha256Digest;
use dunant::{Case, CaseFile, Setup, examine};

const REPORT: &str = "The intruders used Industroyer, KillDisk and GreyEnergy. They wiped disks (T1561.002), destroyed data \
    (T1485), moved over SMB shares (T1021.002) and used valid accounts (T1078). One server was 203.0.113.7.\n";
const OTHER: &str = "We found Olympic Destroyer, PsExec and Mimikatz; passwords were dumped (T1003.001) and logs cleared (T1070.001).\n";

fn assessed(items: &[String]) -> Assessment {
    let mut case = Case::default();
    for (number, text) in items.iter().enumerate() {
        case.add_bytes(format!("{number}.txt"), text.as_bytes());
    }
    examine(&case, &Setup::shipped().unwrap()).unwrap().assessments.remove(0).assessment
}

/// The assessment without the number of items and without their digests, for these alone may differ.
fn without_items(mut assessment: Assessment) -> Assessment {
    for contribution in assessment.hypotheses.iter_mut().flat_map(|hypothesis| &mut hypothesis.contributions) {
        contribution.places.clear();
    }
    assessment.tradecraft.pivotal.items.clear();
    assessment.tradecraft.pivotal.sources.clear();
    for item in &mut assessment.dissenting_items {
        item.item = Sha256Digest::of(b"any");
    }
    assessment.basis.items_given = 0;
    assessment.basis.same_source.clear();
    assessment
}

#[test]
fn an_item_repeated_ten_times_changes_nothing_but_the_number_of_items() {
    let once = assessed(&[REPORT.into(), OTHER.into()]);
    // Each copy differs in a byte, so that none is the same item.
    let copies = (1..10).map(|n| format!("{REPORT}{}", " ".repeat(n)));
    let items: Vec<String> = [REPORT.to_owned(), OTHER.to_owned()].into_iter().chain(copies).collect();
    let echoed = assessed(&items);
    assert_eq!((once.basis.items, once.basis.items_given), (2, 2));
    assert_eq!((echoed.basis.items, echoed.basis.items_given), (2, 11));
    assert_eq!(echoed.basis.same_source.len(), 1);
    assert_eq!(without_items(echoed), without_items(once));
}

#[test]
fn copies_of_one_report_do_not_corroborate_it() {
    let alone = assessed(&[REPORT.into()]);
    let copied = assessed(&[REPORT.into(), format!("{REPORT}\n")]);
    assert_eq!(copied.confidence, alone.confidence);
    assert_eq!(copied.basis.items, 1);
}

/// The assessment of a report of Example Labs, and of what a newspaper writes.
fn retold(newspaper: &str) -> Assessment {
    let mut case = Case::default();
    case.add_bytes("report.txt", REPORT.as_bytes());
    case.add_bytes("newspaper.txt", newspaper.as_bytes());
    let file = r#"
        title = "A report, and a newspaper"
        [[evidence]]
        file = "report.txt"
        source = "Example Labs"
        [[evidence]]
        file = "newspaper.txt"
        source = "The Example Times"
    "#;
    case.file = Some(CaseFile::parse(Path::new("case.toml"), file).unwrap());
    examine(&case, &Setup::shipped().unwrap()).unwrap().assessments.remove(0).assessment
}

#[test]
fn what_a_newspaper_has_from_a_report_is_no_second_source() {
    let newspaper = "According to researchers at Example Labs, the intruders used Industroyer and KillDisk. A power company spoke of \
        damage; PsExec (T1569.002) was found there.";
    let assessment = retold(newspaper);
    assert_eq!((assessment.basis.items, assessment.basis.items_given), (1, 2));
    assert_eq!(assessment.basis.same_source[0].reasons, [SameSource::Quoted]);
    let unsaid = retold(&newspaper.replace("According to researchers at Example Labs, the", "The"));
    assert_eq!((unsaid.basis.items, unsaid.basis.items_given), (2, 2), "who does not say so is a source");
}

#[test]
fn a_newspaper_that_only_mentions_a_source_stays_a_source() {
    let assessment = retold(
        "We found Mimikatz and PsExec; passwords were dumped (T1003.001) and logs cleared (T1070.001). According to Example Labs, \
        the company was warned.",
    );
    assert_eq!((assessment.basis.items, assessment.basis.items_given), (2, 2));
    assert!(assessment.basis.same_source.is_empty());
}
