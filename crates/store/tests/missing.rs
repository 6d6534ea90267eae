//! One lost or damaged blob is found, and named with its case, its place and its item.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod world;

use std::fs;

use dunant_store::{Blobs as _, Held, Loss, Missing, NewDocument, NewItem, PosixBlobs, Store, Transaction, missing};
use dunant_vocabulary::Sha256Digest;
use tempfile::TempDir;
use world::{digest, over_each};

#[test]
fn every_lost_and_every_damaged_blob_is_named_and_no_other() {
    over_each(async |location| {
        let place = TempDir::new().unwrap();
        let blobs = PosixBlobs::open(place.path().join("blobs")).unwrap();
        let store = Store::open(location).await.unwrap();
        let sealed: Vec<Vec<u8>> = (0..20).map(|number| format!("sealed {number}").into_bytes()).collect();
        let names = blobs.put_many(&sealed).unwrap();
        let mut transaction = Transaction::default();
        for (number, blob) in names.iter().enumerate().skip(1) {
            let (case, digest) = (format!("case {}", number % 2), digest(&number.to_string()));
            transaction.items.push(NewItem { case, digest, blob: *blob, size: 1 });
        }
        let case_file = NewDocument { case: "case 0".into(), name: "case.toml".into(), blob: names[0] };
        transaction.documents.push(case_file);
        store.commit(&transaction).await.unwrap();
        assert_eq!(missing(&store, &blobs).await.unwrap(), []);

        let file = |name: &Sha256Digest| blobs.root().join(&name.to_string()[..2]).join(name.to_string());
        blobs.remove(&names[0]).unwrap();
        blobs.remove(&names[7]).unwrap();
        fs::write(file(&names[8]), b"sealed 9").unwrap();
        fs::remove_file(file(&names[13])).unwrap();
        fs::create_dir(file(&names[13])).unwrap();
        let mut found = missing(&store, &blobs).await.unwrap();
        let Loss::Unreadable(why) = found[2].loss.clone() else { unreachable!("{found:?}") };
        assert!(why.contains(&names[13].to_string()), "{why}");
        let lost = |case: &str, place, number: usize, loss| Missing {
            case: case.to_owned(),
            held: Held::Item { place, digest: digest(&number.to_string()) },
            blob: names[number],
            loss,
        };
        assert_eq!(found.remove(2), lost("case 1", 6, 13, Loss::Unreadable(why)));
        let document = Missing {
            case: "case 0".into(),
            held: Held::Document { name: "case.toml".into() },
            blob: names[0],
            loss: Loss::Absent,
        };
        assert_eq!(found, [lost("case 0", 3, 8, Loss::Damaged), lost("case 1", 3, 7, Loss::Absent), document]);
        assert_eq!(
            found[1].to_string(),
            format!("item 3 of the case `case 1`, `{}`: its blob `{}` is missing", digest("7"), names[7])
        );
    });
}
