//! An item that is repeated says nothing new.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use dunant::attribution::Assessment;
use dunant::vocabulary::Sha256Digest;
use dunant::{Case, Setup, examine};

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
    for item in &mut assessment.tradecraft.pivotal.items {
        item.items.clear();
    }
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
