//! What a store promises, written once and run over each database.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

mod world;

use std::collections::{BTreeMap, BTreeSet};

use dunant_store::{Location, NewLink, Store, StoreError, Transaction};
use world::{digest, document, item, link, over_each, worlds};

async fn open(location: &Location) -> Store {
    Store::open(location).await.unwrap()
}

fn links(links: impl IntoIterator<Item = NewLink>) -> Transaction {
    Transaction { links: links.into_iter().collect(), ..Transaction::default() }
}

#[test]
fn a_chain_is_read_as_it_was_written() {
    over_each(async |location| {
        let store = open(location).await;
        assert_eq!(store.chain("case/a").await.unwrap(), Vec::<String>::new());
        assert_eq!(store.head("case/a").await.unwrap(), None);
        store.commit(&links([link("case/a", 0), link("case/b", 0), link("case/a", 1)])).await.unwrap();
        store.commit(&links((2..12).map(|number| link("case/a", number)))).await.unwrap();
        let notes: Vec<String> = (0..12).map(|number| format!("case/a {number}\n")).collect();
        assert_eq!(store.chain("case/a").await.unwrap(), notes);
        assert_eq!(store.head("case/a").await.unwrap(), Some((11, "case/a 11\n".to_owned())));
        let heads = store.heads(&["case/b", "case/c", "case/a", "case/a"]).await.unwrap();
        let expected = [("case/a", (11, "case/a 11\n")), ("case/b", (0, "case/b 0\n"))];
        assert_eq!(heads, BTreeMap::from(expected.map(|(s, (n, note))| (s.to_owned(), (n, note.to_owned())))));
    });
}

#[test]
fn subjects_are_found_by_their_prefix_in_the_order_of_bytes() {
    over_each(async |location| {
        let store = open(location).await;
        let subjects = ["case/a", "case/a/item/1", "case/B", "case/é", "case/_", "case/%", "members", "case"];
        store.commit(&links(subjects.map(|subject| link(subject, 0)))).await.unwrap();
        store.commit(&links([link("case/a", 1)])).await.unwrap();
        let found = store.subjects("case/").await.unwrap();
        assert_eq!(found, ["case/%", "case/B", "case/_", "case/a", "case/a/item/1", "case/é"]);
        assert_eq!(store.subjects("case/_").await.unwrap(), ["case/_"], "no sign of a prefix stands for others");
        assert_eq!(store.subjects("").await.unwrap().len(), subjects.len());
        assert_eq!(store.subjects("Case").await.unwrap(), Vec::<String>::new());
    });
}

#[test]
fn a_link_that_does_not_follow_the_last_is_refused_and_nothing_is_written() {
    over_each(async |location| {
        let store = open(location).await;
        store.commit(&links([link("a", 0), link("a", 1)])).await.unwrap();
        for wrong in [link("a", 0), link("a", 1), link("a", 3), link("b", 1), link("b", u64::MAX)] {
            let refused = Transaction {
                links: vec![link("c", 0), wrong.clone()],
                items: vec![item("case", "content")],
                documents: vec![document("case", "case.toml", "text")],
            };
            let error = store.commit(&refused).await.unwrap_err();
            let StoreError::Conflict { subject, number } = error else { panic!("{error}") };
            assert_eq!((subject, number), (wrong.subject, wrong.number));
        }
        let error = store.commit(&links([link("a", 2), link("a", 2)])).await.unwrap_err();
        assert!(matches!(error, StoreError::Conflict { number: 2, .. }), "{error}");
        assert_eq!(store.subjects("").await.unwrap(), ["a"]);
        assert_eq!(store.head("a").await.unwrap().unwrap().0, 1);
        assert_eq!(store.items("case").await.unwrap(), []);
        assert!(store.documents("case").await.unwrap().is_empty());
    });
}

#[test]
fn items_have_the_places_in_which_they_were_taken_in() {
    over_each(async |location| {
        let store = open(location).await;
        assert_eq!(store.items("one").await.unwrap(), []);
        let taken_in = [
            [item("one", "z"), item("two", "z"), item("one", "a")],
            [item("one", "m"), item("two", "a"), item("two", "b")],
        ];
        for items in taken_in {
            store.commit(&Transaction { items: items.to_vec(), ..Transaction::default() }).await.unwrap();
        }
        for (case, contents) in [("one", ["z", "a", "m"]), ("two", ["z", "a", "b"])] {
            let items = store.items(case).await.unwrap();
            assert_eq!(items.len(), 3);
            for (place, (found, content)) in (0..).zip(items.into_iter().zip(contents)) {
                let expected = item(case, content);
                assert_eq!(
                    (found.place, found.digest, found.blob, found.size),
                    (place, expected.digest, expected.blob, 1)
                );
            }
        }
    });
}

#[test]
fn an_item_stands_once_in_a_case() {
    over_each(async |location| {
        let store = open(location).await;
        let taking_in = |items: Vec<_>| Transaction { items, ..Transaction::default() };
        store.commit(&taking_in(vec![item("one", "a"), item("two", "a")])).await.unwrap();
        for items in [vec![item("one", "b"), item("one", "a")], vec![item("one", "b"), item("one", "b")]] {
            let expected = items.last().unwrap().digest;
            let error = store.commit(&taking_in(items)).await.unwrap_err();
            let StoreError::Duplicate { case, digest } = error else { panic!("{error}") };
            assert_eq!((case.as_str(), digest), ("one", expected));
        }
        assert_eq!(store.items("one").await.unwrap().len(), 1);
        store.commit(&taking_in(vec![item("one", "b")])).await.unwrap();
        assert_eq!(store.items("one").await.unwrap().last().unwrap().place, 1, "a refused item takes no place");
    });
}

#[test]
fn the_newest_document_of_a_name_stands() {
    over_each(async |location| {
        let store = open(location).await;
        let putting = |documents: Vec<_>| Transaction { documents, ..Transaction::default() };
        store.commit(&putting(vec![document("one", "case.toml", "1"), document("one", "secret", "s")])).await.unwrap();
        store
            .commit(&putting(vec![document("one", "case.toml", "2"), document("one", "case.toml", "3")]))
            .await
            .unwrap();
        assert_eq!(store.document("one", "case.toml").await.unwrap(), Some(digest("3")));
        assert_eq!(store.document("two", "case.toml").await.unwrap(), None);
        let all = [("case.toml".to_owned(), digest("3")), ("secret".to_owned(), digest("s"))];
        assert_eq!(store.documents("one").await.unwrap(), BTreeMap::from(all));
        assert_eq!(store.blobs().await.unwrap(), BTreeSet::from([digest("3"), digest("s")]));
        store
            .commit(&Transaction { items: vec![item("one", "a"), item("two", "a")], ..Transaction::default() })
            .await
            .unwrap();
        assert_eq!(store.blobs().await.unwrap(), BTreeSet::from([digest("3"), digest("s"), digest("sealed a")]));
    });
}

#[test]
fn what_one_database_cannot_keep_neither_takes() {
    over_each(async |location| {
        let store = open(location).await;
        let mut long = link("a", 0);
        long.note = "\u{1}".repeat(NewLink::LONGEST_NOTE + 1);
        let mut huge = item("case", "a");
        huge.size = 1 << 63;
        let name = "n".repeat(Transaction::LONGEST_NAME + 1);
        for refused in [
            links([link("a\0", 0)]),
            links([long.clone()]),
            links([link(&name, 0)]),
            Transaction { items: vec![huge.clone()], ..Transaction::default() },
            Transaction { items: vec![item("a\0", "a")], ..Transaction::default() },
            Transaction { documents: vec![document("a", "b\0", "c")], ..Transaction::default() },
            Transaction { documents: vec![document("a", &name, "c")], ..Transaction::default() },
        ] {
            let error = store.commit(&refused).await.unwrap_err();
            assert!(matches!(error, StoreError::Unstorable { .. }), "{error}");
        }
        long.note.pop();
        huge.size -= 1;
        let name = &name[1..];
        let taken = Transaction {
            links: vec![long.clone(), link(name, 0)],
            items: vec![huge],
            documents: vec![document(name, name, "c")],
        };
        store.commit(&taken).await.unwrap();
        assert_eq!(store.chain("a").await.unwrap(), [long.note]);
        assert_eq!(store.items("case").await.unwrap().first().unwrap().size, (1 << 63) - 1);
    });
}

#[test]
fn a_transaction_may_be_larger_than_a_statement() {
    over_each(async |location| {
        let store = open(location).await;
        let contents: Vec<String> = (0..9_000).map(|number| format!("content {number}")).collect();
        let taken = Transaction {
            links: contents.iter().map(|content| link(content, 0)).collect(),
            items: contents.iter().map(|content| item("case", content)).collect(),
            documents: contents.iter().map(|content| document("case", content, content)).collect(),
        };
        store.commit(&taken).await.unwrap();
        assert_eq!(store.heads(&contents).await.unwrap().len(), 9_000);
        let found: Vec<_> = store.items("case").await.unwrap().into_iter().map(|item| item.digest).collect();
        assert_eq!(found, contents.iter().map(|content| digest(content)).collect::<Vec<_>>());
        let again = Transaction { items: vec![item("case", "content 8999")], ..Transaction::default() };
        assert!(matches!(store.commit(&again).await.unwrap_err(), StoreError::Duplicate { .. }));
    });
}

#[test]
fn what_was_committed_stands_when_it_is_opened_again() {
    over_each(async |location| {
        let store = open(location).await;
        store.commit(&links([link("a", 0)])).await.unwrap();
        let second = open(location).await;
        assert_eq!(second.chain("a").await.unwrap(), ["a 0\n"]);
        second.commit(&links([link("a", 1)])).await.unwrap();
        assert_eq!(store.head("a").await.unwrap().unwrap().0, 1, "and another that has it open sees it");
        store.close().await;
        second.close().await;
        assert_eq!(open(location).await.chain("a").await.unwrap().len(), 2);
    });
}

#[test]
fn of_many_who_append_the_same_link_one_does() {
    for world in worlds() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let stores = [open(&world.location).await, open(&world.location).await].map(std::sync::Arc::new);
            let mut tasks = tokio::task::JoinSet::new();
            for task in 0..8_usize {
                let store = std::sync::Arc::clone(&stores[task % 2]);
                tasks.spawn(async move {
                    let mut appended = 0;
                    for number in 0..20 {
                        let taken = Transaction {
                            links: vec![link("a", number)],
                            items: vec![item("case", &format!("{task} {number}"))],
                            ..Transaction::default()
                        };
                        match store.commit(&taken).await {
                            Ok(()) => appended += 1,
                            Err(StoreError::Conflict { .. }) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                    appended
                });
            }
            let appended: usize = tasks.join_all().await.into_iter().sum();
            let [store, _] = &stores;
            let links = store.chain("a").await.unwrap().len();
            assert_eq!(links, appended, "{}", world.name);
            assert!(links > 0);
            let places: Vec<u64> = store.items("case").await.unwrap().into_iter().map(|item| item.place).collect();
            assert_eq!(places, (0..links as u64).collect::<Vec<_>>());
        });
    }
}

#[test]
fn a_store_that_many_open_at_once_is_made_once() {
    for world in worlds() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut tasks = tokio::task::JoinSet::new();
            for task in 0..8 {
                let location = world.location.clone();
                tasks.spawn(async move {
                    let store = Store::open(&location).await.unwrap();
                    store.commit(&links([link(&format!("{task}"), 0)])).await.unwrap();
                });
            }
            tasks.join_all().await;
            assert_eq!(open(&world.location).await.subjects("").await.unwrap().len(), 8, "{}", world.name);
        });
    }
}

#[test]
fn a_later_format_and_the_tables_of_others_are_refused() {
    over_each(async |location| {
        open(location).await.close().await;
        execute(location, "UPDATE format SET number = 7").await;
        let error = Store::open(location).await.unwrap_err();
        assert!(matches!(error, StoreError::Format { found: 7, .. }), "{error}");
        assert!(
            error.to_string().ends_with("has format 7, and this version reads format 1: use a later version"),
            "{error}"
        );

        execute(location, "DROP TABLE format").await;
        let error = Store::open(location).await.unwrap_err();
        assert!(matches!(error, StoreError::Foreign { .. }), "{error}");
    });
}

#[test]
fn a_store_whose_format_moves_on_while_it_is_open_is_no_longer_written() {
    over_each(async |location| {
        let store = open(location).await;
        execute(location, "UPDATE format SET number = 2").await;
        let error = store.commit(&links([link("a", 0)])).await.unwrap_err();
        assert!(matches!(error, StoreError::Format { found: 2, .. }), "{error}");
    });
}

#[test]
fn a_row_that_nobody_writes_is_damage_that_is_named() {
    over_each(async |location| {
        let store = open(location).await;
        execute(location, "INSERT INTO item VALUES ('case', 0, 'no digest', 'no blob', 1)").await;
        let error = store.items("case").await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains("`no digest`"), "{error}");
    });
}

#[test]
fn every_sign_in_the_path_of_a_file_is_itself() {
    let files = tempfile::TempDir::new().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for name in ["100%41 sure", "what?mode=memory", "a#b", "é", ":memory:", "a\nb", "sqlite:", "a'b\"c"] {
        let file = files.path().join(name);
        runtime.block_on(async {
            open(&Location::Sqlite(file.clone())).await.close().await;
        });
        assert!(file.is_file(), "{name:?}");
    }
    let names: Vec<_> = std::fs::read_dir(files.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 8, "{names:?}");
}

#[test]
fn a_file_that_cannot_be_a_store_is_named() {
    let files = tempfile::TempDir::new().unwrap();
    let text = files.path().join("text");
    std::fs::write(
        &text,
        "this is no database, and it is longer than the header of one would be: 100 bytes, or a bit more",
    )
    .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for file in [text, files.path().join("no/such/directory"), files.path().to_owned()] {
        let error = runtime.block_on(Store::open(&Location::Sqlite(file.clone()))).unwrap_err().to_string();
        assert!(error.contains(file.to_str().unwrap()), "{error}");
    }
}

#[test]
#[cfg(not(feature = "postgres"))]
fn postgres_without_its_feature_is_refused_with_what_to_do() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let Ok(location) = "postgres://me:hunter2@localhost/cases".parse();
    let error = runtime.block_on(Store::open(&location)).unwrap_err();
    assert!(matches!(error, StoreError::NoPostgres), "{error}");
}

#[test]
#[cfg(feature = "postgres")]
fn no_error_shows_the_password_of_a_database() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for url in [
        "postgres://me:hunter2@127.0.0.1:1/cases",
        "postgres://me:hunter2@127.0.0.1:port/cases",
        "postgres://me:hunter2@127.0.0.1:1/cases?sslmode=no-such-mode",
        "postgres://me:hunter2@[::/cases",
        "postgres://me:a/hunter2@127.0.0.1:1/cases",
        "postgres://127.0.0.1:1/cases?user=me&password=hunter2&port=hunter2",
    ] {
        let Ok(location) = url.parse();
        let error = runtime.block_on(Store::open(&location)).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{url}: {error} {error:?}");
    }
}

/// Runs a statement past the store.
async fn execute(location: &Location, sql: &'static str) {
    match location {
        Location::Sqlite(file) => {
            use sqlx::{Connection as _, SqliteConnection};
            let mut connection = SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
            sqlx::query(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
        #[cfg(feature = "postgres")]
        Location::Postgres(url) => {
            use sqlx::{Connection as _, PgConnection};
            let mut connection = PgConnection::connect(url.expose()).await.unwrap();
            sqlx::query(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
        #[cfg(not(feature = "postgres"))]
        Location::Postgres(_) => unreachable!("no PostgreSQL in this build"),
    }
}
