//! An export holds every row once, in one order whatever the database; and what is no export is not imported.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

mod world;

use dunant_store::portable::{PortableError, Rows};
use dunant_store::{Location, NewLink, Store, StoreError, Transaction};
use world::{document, item, link, over_each, worlds};

async fn open(location: &Location) -> Store {
    Store::open(location).await.unwrap()
}

async fn export(store: &Store) -> String {
    let mut bytes = Vec::new();
    store.export(&mut bytes).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

async fn import(store: &Store, text: &str) -> Result<Rows, PortableError> {
    store.import(&mut text.as_bytes()).await
}

/// Rows in no order, some with signs that JSON or a collation treats apart.
fn rows() -> Transaction {
    let odd = NewLink { subject: "case/é\n".into(), number: 0, note: "\"\\\u{1}\u{10ffff}\n".into() };
    Transaction {
        links: vec![link("members", 0), link("case/b", 0), odd, link("case/B", 0), link("case/b", 1)],
        items: vec![item("b", "z"), item("B", "z"), item("b", "a")],
        documents: vec![document("b", "secret", "s"), document("b", "case.toml", "t"), document("_", "x", "u")],
    }
}

#[test]
fn an_export_is_the_same_text_from_every_database() {
    let mut texts: Vec<String> = Vec::new();
    for world in worlds() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        texts.push(runtime.block_on(async {
            let store = open(&world.location).await;
            store.commit(&rows()).await.unwrap();
            export(&store).await
        }));
    }
    let first = texts.first().unwrap();
    assert!(texts.iter().all(|text| text == first), "{texts:?}");
    let short: Vec<String> = first.lines().map(|line| line.chars().take(54).collect()).collect();
    assert_eq!(
        short,
        [
            r#"{"format":"dunant-store/v1"}"#,
            r#"{"link":{"subject":"case/B","number":0,"note":"case/B "#,
            r#"{"link":{"subject":"case/b","number":0,"note":"case/b "#,
            r#"{"link":{"subject":"case/b","number":1,"note":"case/b "#,
            r#"{"link":{"subject":"case/é\n","number":0,"note":"\"\\\"#,
            r#"{"link":{"subject":"members","number":0,"note":"member"#,
            r#"{"item":{"case":"B","place":0,"digest":"594e519ae49931"#,
            r#"{"item":{"case":"b","place":0,"digest":"594e519ae49931"#,
            r#"{"item":{"case":"b","place":1,"digest":"ca978112ca1bbd"#,
            r#"{"document":{"case":"_","name":"x","blob":"0bfe935e70c"#,
            r#"{"document":{"case":"b","name":"case.toml","blob":"e3b"#,
            r#"{"document":{"case":"b","name":"secret","blob":"043a71"#,
            r#"{"end":{"links":5,"items":3,"documents":3}}"#,
        ]
    );
}

#[test]
fn what_was_exported_is_imported_into_every_database() {
    over_each(async |from| {
        let store = open(from).await;
        store.commit(&rows()).await.unwrap();
        let text = export(&store).await;
        for world in worlds() {
            let other = open(&world.location).await;
            assert_eq!(import(&other, &text).await.unwrap(), Rows { links: 5, items: 3, documents: 3 });
            assert_eq!(export(&other).await, text);
            other.commit(&Transaction { links: vec![link("case/b", 2)], ..Transaction::default() }).await.unwrap();
            let again = import(&other, &text).await.unwrap_err();
            assert!(matches!(again, PortableError::NotEmpty(_)), "{again}");
        }
    });
}

#[test]
fn an_empty_store_and_a_large_one_come_back() {
    over_each(async |location| {
        let store = open(location).await;
        let empty = export(&store).await;
        assert_eq!(import(&store, &empty).await.unwrap(), Rows::default());
        let contents: Vec<String> = (0..1_000).map(|number| format!("content {number}")).collect();
        let longest = NewLink { note: "\u{1}".repeat(NewLink::LONGEST_NOTE), ..link("longest", 0) };
        let large = Transaction {
            links: contents.iter().map(|content| link(content, 0)).chain([longest]).collect(),
            items: contents.iter().map(|content| item("case", content)).collect(),
            documents: contents.iter().map(|content| document("case", content, content)).collect(),
        };
        store.commit(&large).await.unwrap();
        let text = export(&store).await;
        for world in worlds() {
            let other = open(&world.location).await;
            import(&other, &text).await.unwrap();
            assert_eq!(export(&other).await, text);
        }
    });
}

#[test]
fn an_export_is_of_one_moment() {
    over_each(async |location| {
        let store = open(location).await;
        let one = |number| Transaction {
            links: vec![link("a", number)],
            items: vec![item("case", &number.to_string())],
            ..Transaction::default()
        };
        store.commit(&one(0)).await.unwrap();
        // The writer of the export is what lets another write in between.
        struct Meanwhile<'w>(Vec<u8>, Box<dyn FnMut() + Send + 'w>);
        impl std::io::Write for Meanwhile<'_> {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                if self.0.ends_with(b"\"}}\n") || bytes.starts_with(b"{\"link\"") {
                    (self.1)();
                }
                self.0.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut written = 1;
        let write = || {
            let location = location.clone();
            let number = written;
            written += 1;
            let other = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async { open(&location).await.commit(&one(number)).await.unwrap() });
            });
            other.join().unwrap();
        };
        let mut to = Meanwhile(Vec::new(), Box::new(write));
        let rows = store.export(&mut to).await.unwrap();
        drop(to);
        assert_eq!(rows, Rows { links: 1, items: 1, documents: 0 });
        assert!(
            written > 1 && store.chain("a").await.unwrap().len() as u64 == written,
            "others have written meanwhile"
        );
    });
}

#[test]
fn what_is_no_whole_export_is_refused_with_its_line_and_leaves_nothing() {
    over_each(async |location| {
        let store = open(location).await;
        store.commit(&rows()).await.unwrap();
        let text = export(&store).await;
        store.close().await;
        let lines: Vec<&str> = text.lines().collect();
        let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        for world in worlds() {
            let store = open(&world.location).await;
            for gone in 0..lines.len() {
                let mut fewer = lines.clone();
                fewer.remove(gone);
                assert!(import(&store, &joined(&fewer)).await.is_err(), "line {gone} is missing");
            }
            for place in 0..lines.len() - 1 {
                let mut swapped = lines.clone();
                swapped.swap(place, place + 1);
                let error = import(&store, &joined(&swapped)).await.unwrap_err();
                assert!(matches!(error, PortableError::Line { .. }), "lines {place} and the next are swapped: {error}");
                let mut twice = lines.clone();
                twice.insert(place, lines[place]);
                assert!(import(&store, &joined(&twice)).await.is_err(), "line {place} is there twice");
            }
            for end in 0..text.len() {
                if let Some(cut) = text.get(..end) {
                    assert!(import(&store, cut).await.is_err(), "it is cut at {end}");
                }
            }
            assert!(import(&store, &format!("{text}\n")).await.is_err());
            let later = text.replace("dunant-store/v1", "dunant-store/v2");
            let error = import(&store, &later).await.unwrap_err().to_string();
            assert_eq!(
                error,
                "line 1 of the export: its format is `dunant-store/v2`, and this version reads `dunant-store/v1`"
            );
            let unknown = text.replace(r#""links":5"#, r#""links":5,"more":1"#);
            assert!(import(&store, &unknown).await.is_err());

            let (first, second) = (item("b", "z").digest.to_string(), item("b", "a").digest.to_string());
            let error = import(&store, &text.replace(&second, &first)).await.unwrap_err();
            assert!(matches!(error, PortableError::Store(StoreError::Duplicate { .. })), "{error}");
            assert!(store.subjects("").await.unwrap().is_empty() && store.blobs().await.unwrap().is_empty());
            import(&store, &text).await.unwrap();
        }
    });
}
