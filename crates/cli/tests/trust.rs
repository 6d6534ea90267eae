//! A real body from its making to its first case: witnesses elsewhere, a trust file, members, epochs (docs/trust.md).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod place;

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use place::Place;

/// Witnesses that answer, until they are dropped.
struct Serving(Vec<Child>);

impl Drop for Serving {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Addresses that nobody uses now.
fn free(count: usize) -> Vec<String> {
    let bound: Vec<TcpListener> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    bound.iter().map(|listener| listener.local_addr().unwrap().to_string()).collect()
}

fn serve(place: &Place, addresses: &[String], logs: &[String]) -> Serving {
    let start = |(number, address): (usize, &String)| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dunant"))
            .args(["witness", "serve", &format!("w{number}"), "--listen", address])
            .args(logs.iter().flat_map(|log| ["--log", log]))
            .current_dir(place.path())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It says where it answers once it does.
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut String::new()).unwrap();
        child
    };
    Serving(addresses.iter().enumerate().map(start).collect())
}

#[test]
fn a_body_begins_with_witnesses_founders_and_a_trust_file_and_refuses_what_comes_too_early() {
    let place = Place::new();
    let addresses = free(4);
    let mut init = vec!["init".to_owned(), "body".into(), "--name".into(), "example.org".into()];
    init.extend(["--quorum".into(), "3".into()]);
    for (number, address) in addresses.iter().enumerate() {
        let directory = format!("w{number}");
        let key = place.out(&["witness", "init", &directory, "--name", &format!("w{number}.example/w")]);
        init.extend(["--witness".into(), format!("w{number} {} http://{address}/", key.trim())]);
    }
    place.out(&init.iter().map(String::as_str).collect::<Vec<_>>());
    let log = |name: &str| {
        let policy = std::fs::read_to_string(place.path().join(format!("body/{name}/policy"))).unwrap();
        policy.lines().next().unwrap().strip_prefix("log ").unwrap().to_owned()
    };
    let mut serving = serve(&place, &addresses, &[log("heads"), log("record")]);

    let lodging = place.out(&["record", "init", "lodging", "--origin", "lodging.example/log"]);
    let founder = |number: u8| {
        let (file, name) = (format!("f{number}.key"), format!("founder-{number}.example"));
        place.out(&["panel", "key", &file, "--name", &name]).trim().to_owned()
    };
    let founders = [founder(1), founder(2), founder(3)];
    let mut draft = vec!["trust", "draft", "--home", "body", "--lodging", lodging.trim()];
    founders.iter().for_each(|key| draft.extend(["--appointer", key]));
    let text = place.out(&draft);
    std::fs::write(place.path().join("first.trust"), text).unwrap();
    place.out(&["trust", "sign", "first.trust", "--key", "f1.key"]);
    let adopt = ["trust", "adopt", "first.trust", "--home", "body"];
    assert!(place.refusal(1, &adopt).contains("2 are needed"), "one founder is too few");
    place.out(&["trust", "sign", "first.trust", "--key", "f2.key"]);
    place.out(&adopt);
    assert!(place.out(&["trust", "show", "body/trust/1.trust"]).contains("1 lying witness is survived"));

    for number in 1..=3 {
        let (key, note) = (format!("m{number}.key"), format!("m{number}.note"));
        place.out(&["panel", "key", &key, "--name", &format!("example.org/panel/member-{number}")]);
        let declare = ["panel", "member", "declare", &note, "--body", "example.org", "--key", &key];
        place.out(&[declare.as_slice(), &["--nationality", "CH", "--affiliation", "a university"]].concat());
        let enter = ["panel", "member", "enter", &note, "--home", "body"];
        assert!(place.refusal(1, &enter).contains("not admitted by the appointers"), "nobody has admitted it");
        place.out(&["panel", "member", "admit", &note, "--key", "f1.key"]);
        place.out(&["panel", "member", "admit", &note, "--key", "f3.key"]);
        place.out(&enter);
    }

    let about = ["--title", "t", "--question", "Who?", "--referred-by", "a CERT", "--accused", "Freedonia"];
    let new = [["case", "new", "c-1", "--home", "body"].as_slice(), &about].concat();
    assert!(place.refusal(1, &new).contains("stands in no epoch of the heads log yet"));
    // Two of four witnesses are too few; with three that epoch is finished, and the next has what came meanwhile.
    serving.0.drain(..2).for_each(|mut child| drop((child.kill(), child.wait())));
    assert!(place.refusal(1, &["heads", "tick", "--home", "body"]).contains("too few witnesses cosigned"));
    let _again = serve(&place, &addresses[..1], &[log("heads"), log("record")]);
    assert_eq!(place.out(&["heads", "tick", "--home", "body"]).trim(), "1");
    assert_eq!(place.out(&["heads", "tick", "--home", "body"]), "", "the next is not due");
    place.out(&new);
}

#[test]
fn a_heads_log_follows_on_another_by_three_commands_and_the_epochs_go_over_by_themselves() {
    let place = Place::new();
    place.out(&["init", "body", "--name", "example.org", "--exercise", "--every", "1"]);
    let home = ["--home", "body"];
    let tick = || place.out(&[["heads", "tick"].as_slice(), &home].concat());
    let epochs = || place.out(&[["heads", "list"].as_slice(), &home].concat()).lines().count() as u64;
    assert_eq!(tick().trim(), "0");
    let key = place.out(&[["heads", "succeed", "--after", "2"].as_slice(), &home].concat());
    assert!(key.starts_with("example.org/heads-2+"), "{key}");
    let draft = place.out(&[["trust", "draft"].as_slice(), &home].concat());
    assert!(draft.contains(key.trim()) && draft.contains("begins = [0, 3]\n"), "{draft}");
    std::fs::write(place.path().join("next.trust"), draft).unwrap();
    for founder in ["1", "2"] {
        let key = format!("body/exercise/founder-{founder}.key");
        place.out(&["trust", "sign", "next.trust", "--secret-key", &key]);
    }
    place.out(&["trust", "adopt", "next.trust", "--home", "body"]);
    let shown = place.out(&["trust", "show", "next.trust"]);
    assert!(shown.contains("Heads log: example.org/heads from epoch 0 on."), "{shown}");
    assert!(shown.contains("Heads log: example.org/heads-2 from epoch 3 on."), "{shown}");
    while epochs() < 5 {
        std::thread::sleep(std::time::Duration::from_millis(300));
        let _ = tick();
    }
    let size = |log: &str| {
        let checkpoint = std::fs::read_to_string(place.path().join(format!("body/{log}/public/checkpoint"))).unwrap();
        checkpoint.lines().nth(1).unwrap().to_owned()
    };
    assert_eq!((size("heads").as_str(), size("heads-2").as_str()), ("3", "2"));
    // A body whose heads log is lost says what to do, and not that an epoch is to come.
    std::fs::remove_dir_all(place.path().join("body/heads-2")).unwrap();
    place.out(&["panel", "key", "m.key", "--name", "example.org/panel/m"]);
    let said = place.refusal(
        1,
        &["case", "new", "c-1", "--home", "body", "--title", "t", "--question", "Who?", "--referred-by", "a CERT"],
    );
    assert!(!said.contains("panicked"), "{said}");
}
