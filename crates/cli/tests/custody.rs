//! A custody document held against a finding: whatever the secretariat does to it afterwards, with its own key, is found by its code.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::path::Path;
use std::process::Command;

use dunant_custody::{Chain, CustodyDocument, CustodyEvent, ItemChain, Link, Subject};
use dunant_record::{Note, SignerKey};
use dunant_vocabulary::Moment;

/// The exit code of what holds wholly.
const BEST: i32 = 0;

/// The demonstration, and the custody document of its case.
struct Place {
    directory: tempfile::TempDir,
    honest: CustodyDocument,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_dunant"));
            assert!(command.args(arguments).current_dir(directory.path()).output().unwrap().status.success());
        };
        run(&["demo", "--dir", "demo"]);
        let write = ["case", "custody", "example-hospital", "--home", "demo", "--out", "custody.json"];
        run(&[write.as_slice(), &["--up-to", "red", "--with-personal-data"]].concat());
        let honest = CustodyDocument::parse(&fs::read(directory.path().join("custody.json")).unwrap()).unwrap();
        Self { directory, honest }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn secretariat(&self) -> SignerKey {
        let text = fs::read_to_string(self.path().join("demo/keys/secretariat.key")).unwrap();
        SignerKey::parse(text.trim_end()).unwrap()
    }

    /// What `dunant verify` says of this text against the demonstration's finding.
    fn verify(&self, text: &str) -> (i32, String) {
        fs::write(self.path().join("changed.json"), text).unwrap();
        let finding = "demo/published/example-hospital/1/finding.json";
        let mut command = Command::new(env!("CARGO_BIN_EXE_dunant"));
        let arguments = ["verify", "changed.json", "--finding", finding, "--trust", "demo/trust/1.trust"];
        let output = command.args(arguments).current_dir(self.path()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[track_caller]
    fn is_found(&self, chains: Vec<ItemChain>, code: &str) {
        let (exit, said) = self.verify(&self.document(chains));
        assert_eq!(exit, 3, "{code}: {said}");
        assert!(said.contains(&format!("[-] {code}: ")), "{code}: {said}");
    }

    /// The document of these chains, with the epochs of the honest one.
    fn document(&self, chains: Vec<ItemChain>) -> String {
        let (epochs, checkpoints) = (self.honest.epochs().to_vec(), self.honest.checkpoints().to_vec());
        CustodyDocument::witnessed(self.honest.case().clone(), chains, epochs, checkpoints).unwrap().to_json().unwrap()
    }

    /// The chains, one of them changed.
    fn with(&self, change: impl FnOnce(&mut Vec<ItemChain>)) -> Vec<ItemChain> {
        let mut chains = self.honest.items().to_vec();
        change(&mut chains);
        chains
    }

    /// The chain written anew by the secretariat, of these events and dates.
    fn again(&self, chain: &ItemChain, events: Vec<(Moment, CustodyEvent)>) -> ItemChain {
        let mut written = Chain::new(Subject::Item(self.honest.case().clone(), chain.digest));
        let key = self.secretariat();
        let links = events.into_iter().map(|(time, event)| written.append(event, time, &key).unwrap()).collect();
        ItemChain { digest: chain.digest, links, heads: chain.heads.clone() }
    }
}

fn events(chain: &ItemChain) -> Vec<(Moment, CustodyEvent)> {
    let read = |note: &String| {
        let link = Link::<CustodyEvent>::parse(Note::parse(note.as_bytes()).unwrap().text()).unwrap();
        (link.time, link.event)
    };
    chain.links.iter().map(read).collect()
}

#[test]
fn the_custody_of_a_case_is_what_its_finding_fixed() {
    let place = Place::new();
    let (exit, said) = place.verify(&place.honest.to_json().unwrap());
    assert_eq!(exit, BEST, "{said}");
    assert!(said.contains("[+] other-case: the custody is of the finding's case"), "{said}");
    assert_eq!(said.matches("is the one that the finding fixed: links 0 to").count(), 3, "{said}");
    assert!(said.contains("[+] epoch-head: each item has one chain in the heads log, and it is this one"), "{said}");
    assert!(said.contains("[+] date: what is recorded of each item is dated near to when witnesses saw it"), "{said}");
}

#[test]
fn what_happened_after_the_freeze_is_neither_dropped_nor_dated_anew() {
    let place = Place::new();
    // The observation that was disclosed.
    let shown = |chain: &&ItemChain| matches!(events(chain).last(), Some((_, CustodyEvent::Redacted { .. })));
    let at = place.honest.items().iter().position(|chain| shown(&chain)).unwrap();
    place.is_found(place.with(|chains| drop(chains[at].links.pop())), "epoch-head");
    let mut told = events(&place.honest.items()[at]);
    told.last_mut().unwrap().0 = "2026-06-01T00:00:00Z".parse().unwrap();
    let last = place.again(&place.honest.items()[at], told).links.pop().unwrap();
    place.is_found(place.with(|chains| *chains[at].links.last_mut().unwrap() = last), "epoch-head");
    // A document without places, as older versions wrote it, leaves the dates to the secretariat's word.
    let chains = place.honest.items().iter().map(|chain| ItemChain { heads: None, ..chain.clone() });
    let first_form = CustodyDocument::new(place.honest.case().clone(), chains).unwrap().to_json().unwrap();
    assert!(first_form.contains("dunant.custody/1"), "{first_form}");
    let (exit, said) = place.verify(&first_form);
    assert_eq!(exit, 4, "{said}");
    assert!(said.contains("[?] date: not checked") && said.contains("secretariat's word"), "{said}");
}

#[test]
fn what_a_reader_may_not_have_is_left_out_and_said_to_be_unchecked() {
    let place = Place::new();
    let write = ["case", "custody", "example-hospital", "--home", "demo", "--out", "open.json"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunant"));
    assert!(command.args(write).current_dir(place.path()).output().unwrap().status.success());
    let open = fs::read_to_string(place.path().join("open.json")).unwrap();
    let document = CustodyDocument::parse(open.as_bytes()).unwrap();
    assert!(document.withheld() > 0 && document.items().len() < place.honest.items().len());
    let (exit, said) = place.verify(&open);
    assert_eq!(exit, 4, "{said}");
    assert!(said.contains("[?] item-missing: not checked"), "{said}");
    // Without its word the same is a fraud.
    let (exit, said) = place.verify(&document.withholding(0).to_json().unwrap());
    assert!(exit == 3 && said.contains("says of none that it leaves it out"), "{said}");
}

#[test]
fn an_item_is_neither_left_out_nor_added() {
    let place = Place::new();
    place.is_found(place.with(|chains| drop(chains.remove(1))), "item-missing");
    let says_so = |chains: Vec<ItemChain>| {
        CustodyDocument::parse(place.document(chains).as_bytes()).unwrap().withholding(1).to_json().unwrap()
    };
    let (exit, said) = place.verify(&says_so(place.with(|chains| drop(chains.drain(1..)))));
    assert!(exit == 3 && said.contains("no chain of 2 items, and says that it leaves out 1"), "{said}");
    let strange = |time: &str| {
        let digest = dunant_vocabulary::Sha256Digest::of(b"another file");
        let event = events(&place.honest.items()[0]).remove(0).1;
        let chain = ItemChain { digest, links: vec![], heads: None };
        place.again(&chain, vec![(time.parse().unwrap(), event)])
    };
    place.is_found(place.with(|chains| chains.push(strange("2026-04-01T00:00:00Z"))), "item-added");
    // What came in after the freeze is of a later round: nothing is wrong, and the finding says nothing of it.
    let chains = place.with(|chains| chains.push(strange("2027-04-01T00:00:00Z")));
    let (exit, said) = place.verify(&place.document(chains));
    assert_eq!(exit, 4, "{said}");
    assert!(said.contains("[?] item-added: not checked"), "{said}");
}

#[test]
fn a_chain_is_neither_cut_nor_dated_back_nor_written_anew() {
    let place = Place::new();
    place.is_found(place.with(|chains| chains[1].links.truncate(1)), "cut");
    let back: Moment = "2019-01-01T00:00:00Z".parse().unwrap();
    let dated = |chain: &ItemChain| {
        let left = |(_, event): &(Moment, CustodyEvent)| !matches!(event, CustodyEvent::Exported { .. });
        place.again(chain, events(chain).into_iter().filter(left).map(|(_, event)| (back, event)).collect())
    };
    place.is_found(place.with(|chains| chains[1] = dated(&chains[1])), "rewritten");
    // The receipt is left as it is, and what followed on it is told otherwise.
    let told_otherwise = |chain: &ItemChain| {
        let mut all = events(chain);
        let access = CustodyEvent::Accessed { by: "nobody".into(), purpose: "nothing".into() };
        all.insert(1, (all[0].0, access));
        place.again(chain, all)
    };
    place.is_found(place.with(|chains| chains[1] = told_otherwise(&chains[1])), "rewritten");
}

#[test]
fn chains_that_are_swapped_of_another_case_or_twice_there_do_not_hold() {
    let place = Place::new();
    let swapped = place.with(|chains| {
        let links = chains[0].links.clone();
        chains[0].links = std::mem::replace(&mut chains[1].links, links);
    });
    place.is_found(swapped, "chain");
    let text = place.honest.to_json().unwrap();
    let (exit, said) = place.verify(&text.replacen("\"case\": \"example-hospital\"", "\"case\": \"another\"", 1));
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains("[-] chain: "), "{said}");
    let twice = text.replacen("\"items\": [", &format!("\"items\": [{},", first_item(&text)), 1);
    for changed in [twice, text.replace('\n', "\r\n"), text[..text.len() / 2].to_owned()] {
        let (exit, said) = place.verify(&changed);
        assert_eq!(exit, 3, "{said}");
        assert!(said.contains("[-] form: "), "{said}");
    }
}

fn first_item(text: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    value["items"][0].to_string()
}

#[test]
fn a_custody_document_of_another_case_that_is_whole_is_told_from_the_finding_s() {
    let place = Place::new();
    let case: dunant_custody::CaseId = "another".parse().unwrap();
    let key = place.secretariat();
    let chains = place.honest.items().iter().map(|chain| {
        let mut written = Chain::new(Subject::Item(case.clone(), chain.digest));
        let links = events(chain).into_iter().map(|(time, event)| written.append(event, time, &key).unwrap()).collect();
        ItemChain { digest: chain.digest, links, heads: None }
    });
    let document = CustodyDocument::new(case.clone(), chains).unwrap();
    let (exit, said) = place.verify(&document.to_json().unwrap());
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains("[-] other-case: ") && said.contains("does not hold (other-case)"), "{said}");
}

#[test]
fn a_finding_that_does_not_hold_vouches_for_no_custody() {
    let place = Place::new();
    let file = place.path().join("demo/published/example-hospital/1/finding.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("could name anybody", "could name everybody", 1)).unwrap();
    let (exit, said) = place.verify(&place.honest.to_json().unwrap());
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains("[-] vote: ") && !said.contains("is the one that the finding fixed"), "{said}");
}
