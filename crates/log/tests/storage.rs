//! What every storage promises, written once and run over each: directories, and S3 with `--features s3-test-server`.

#![expect(clippy::unwrap_used, reason = "a helper of a test that fails should stop the test")]

use std::fs;

use dunant_log::mirror::mirror;
use dunant_log::storage::{PosixStorage, Storage, StorageError};
use dunant_log::{Log, LogDirectory, NoCosigners, StoredLog};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use dunant_record::tiles::{RightEdge, Tile};
use tempfile::TempDir;

/// An empty storage, and what it needs to live.
trait Backend {
    fn storage(&self) -> Box<dyn Storage>;
}

struct Directory(TempDir);

impl Backend for Directory {
    fn storage(&self) -> Box<dyn Storage> {
        Box::new(PosixStorage::open(self.0.path()).unwrap())
    }
}

/// Runs a test over every storage.
fn over_each(test: impl Fn(&dyn Backend)) {
    test(&Directory(TempDir::new().unwrap()));
    #[cfg(feature = "s3-test-server")]
    for create_only in [dunant_log::storage::CreateOnly::Server, dunant_log::storage::CreateOnly::Reading] {
        test(&s3::Bucket::new(create_only));
    }
}

fn tile(path: &str) -> Tile {
    path.parse().unwrap()
}

#[test]
fn what_was_written_is_read_and_what_was_not_is_nothing() {
    over_each(|backend| {
        let mut storage = backend.storage();
        let tiles = ["tile/entries/000", "tile/0/000", "tile/0/x001/234", "tile/1/000.p/7"];
        for path in tiles {
            assert_eq!(storage.read(tile(path)).unwrap(), None);
        }
        storage.create(&tiles.map(|path| (tile(path), path.as_bytes().to_vec()))).unwrap();
        for path in tiles {
            assert_eq!(storage.read(tile(path)).unwrap().unwrap(), path.as_bytes());
        }
        assert_eq!(storage.read(tile("tile/1/000")).unwrap(), None);
        storage.create(&[]).unwrap();
    });
}

#[test]
fn a_tile_is_written_again_only_with_the_same_bytes() {
    over_each(|backend| {
        let mut storage = backend.storage();
        storage.create(&[(tile("tile/0/000.p/3"), b"one".to_vec())]).unwrap();
        storage.create(&[(tile("tile/0/000.p/3"), b"one".to_vec())]).unwrap();
        for other in [b"two".as_slice(), b"", b"one more"] {
            let refused = storage.create(&[(tile("tile/0/000.p/3"), other.to_vec())]).unwrap_err();
            assert!(
                matches!(&refused, StorageError::Differs { file } if file.ends_with("tile/0/000.p/3")),
                "{refused}"
            );
        }
        assert_eq!(storage.read(tile("tile/0/000.p/3")).unwrap().unwrap(), b"one");
    });
}

#[test]
fn a_full_tile_stands_for_a_partial_one_that_is_gone() {
    over_each(|backend| {
        let mut storage = backend.storage();
        storage.create(&[(tile("tile/0/000"), b"full".to_vec())]).unwrap();
        assert_eq!(storage.read(tile("tile/0/000.p/9")).unwrap().unwrap(), b"full");
        storage.create(&[(tile("tile/0/000.p/9"), b"part".to_vec())]).unwrap();
        assert_eq!(storage.read(tile("tile/0/000.p/9")).unwrap().unwrap(), b"part");
        assert_eq!(storage.read(tile("tile/0/001.p/9")).unwrap(), None);
    });
}

#[test]
fn the_checkpoint_is_replaced_by_each_that_is_published() {
    over_each(|backend| {
        let mut storage = backend.storage();
        assert_eq!(storage.checkpoint().unwrap(), None);
        for text in ["first\n", "second, and longer\n", "3\n"] {
            storage.publish(text).unwrap();
            assert_eq!(storage.checkpoint().unwrap().unwrap(), text.as_bytes());
        }
    });
}

#[test]
fn a_handle_sees_what_another_wrote() {
    over_each(|backend| {
        let mut storage = backend.storage();
        let handle = storage.handle();
        storage.create(&[(tile("tile/0/000"), b"full".to_vec())]).unwrap();
        storage.publish("text\n").unwrap();
        let read = std::thread::spawn(move || (handle.read(tile("tile/0/000")).unwrap(), handle.checkpoint().unwrap()));
        assert_eq!(read.join().unwrap(), (Some(b"full".to_vec()), Some(b"text\n".to_vec())));
        assert_eq!(backend.storage().checkpoint().unwrap().unwrap(), b"text\n", "and so does one that is opened later");
    });
}

#[test]
fn several_threads_write_the_same_and_other_tiles() {
    over_each(|backend| {
        let storage = backend.storage();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let mut handle = storage.handle();
                scope.spawn(move || {
                    for number in 0..20 {
                        let own = tile(&format!("tile/{thread}/{number:03}"));
                        handle.create(&[(own, own.to_string().into_bytes())]).unwrap();
                    }
                });
            }
        });
        for (thread, number) in (0..4).flat_map(|thread| (0..20).map(move |number| (thread, number))) {
            let own = tile(&format!("tile/{thread}/{number:03}"));
            assert_eq!(storage.read(own).unwrap().unwrap(), own.to_string().into_bytes());
        }
        let mut storage = storage;
        let all: Vec<_> = (0..4)
            .flat_map(|thread| (0..20).map(move |number| tile(&format!("tile/{thread}/{number:03}"))))
            .map(|tile| (tile, tile.to_string().into_bytes()))
            .collect();
        storage.create(&all).unwrap();
    });
}

#[test]
fn of_many_tiles_the_one_that_differs_is_named() {
    over_each(|backend| {
        let mut storage = backend.storage();
        let mut tiles: Vec<_> = (0..40).map(|number| (tile(&format!("tile/0/{number:03}")), vec![number])).collect();
        storage.create(&tiles).unwrap();
        tiles.iter_mut().filter(|(tile, _)| [21, 30].contains(&tile.index())).for_each(|(_, bytes)| bytes.push(0));
        let refused = storage.create(&tiles).unwrap_err();
        assert!(matches!(&refused, StorageError::Differs { file } if file.ends_with("tile/0/021")), "{refused}");
    });
}

#[test]
fn a_log_writes_to_it_starts_again_from_it_and_is_mirrored_out_of_it() {
    over_each(|backend| {
        let place = TempDir::new().unwrap();
        let key = SignerKey::from_seed("example.org/record".parse().unwrap(), &[7; 32]);
        let policy = Policy::parse(format!("log {}\nquorum none\n", key.public()).as_bytes()).unwrap();
        let directory = LogDirectory::new(place.path().join("log"));
        Log::create(&directory, &key, &policy).unwrap();
        for entries in [0..300_u64, 300..310] {
            let log = Log::open_with(&directory, backend.storage(), Box::new(NoCosigners)).unwrap();
            let waiting: Vec<_> = entries.map(|number| log.append(number.to_be_bytes().to_vec())).collect();
            waiting.into_iter().for_each(|one| drop(one.wait().unwrap()));
            log.prove(17).unwrap().verify(&policy, &17_u64.to_be_bytes()).unwrap();
        }
        let copy = TempDir::new().unwrap();
        let mut to = PosixStorage::open(copy.path()).unwrap();
        mirror(&mut StoredLog(backend.storage()), &mut to, &policy, place.path()).unwrap();
        assert!(dunant_log::fsck::check_public(copy.path(), &policy).is_sound());
        let mut expected = RightEdge::new();
        let entries: Vec<[u8; 8]> = (0..310_u64).map(u64::to_be_bytes).collect();
        expected.append(entries.iter().map(<[u8; 8]>::as_slice)).unwrap();
        let shown = fs::read_to_string(copy.path().join("checkpoint")).unwrap();
        assert!(shown.contains(&format!("\n310\n{}\n", expected.head().root)));
    });
}

#[cfg(feature = "s3-test-server")]
mod s3 {
    //! A server that speaks S3, with its objects in a directory.

    use std::net::SocketAddr;

    use dunant_log::storage::{CreateOnly, S3Storage, Storage};
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use hyper_util::server::conn::auto::Builder;
    use s3s::auth::SimpleAuth;
    use s3s::service::S3ServiceBuilder;
    use tempfile::TempDir;

    pub struct Bucket {
        _objects: TempDir,
        address: SocketAddr,
        create_only: CreateOnly,
        /// Stops the server when it is dropped.
        _server: tokio::runtime::Runtime,
    }

    impl Bucket {
        pub fn new(create_only: CreateOnly) -> Self {
            let objects = TempDir::new().unwrap();
            std::fs::create_dir(objects.path().join("records")).unwrap();
            let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(objects.path()).unwrap());
            service.set_auth(SimpleAuth::from_single("somebody", "a secret"));
            let service = service.build();
            let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            let listener = server.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
            let address = listener.local_addr().unwrap();
            server.spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let service = service.clone();
                    tokio::spawn(async move {
                        let _ =
                            Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
                    });
                }
            });
            Self { _objects: objects, address, create_only, _server: server }
        }

        pub fn open(&self, key: &str) -> S3Storage {
            let endpoint = format!("http://{}", self.address);
            let settings = [
                ("endpoint", endpoint.as_str()),
                ("allow_http", "true"),
                ("region", "us-east-1"),
                ("access_key_id", "somebody"),
                ("secret_access_key", key),
            ];
            S3Storage::open("s3://records/a/log", settings, self.create_only).unwrap()
        }
    }

    impl super::Backend for Bucket {
        fn storage(&self) -> Box<dyn Storage> {
            Box::new(self.open("a secret"))
        }
    }

    #[test]
    fn what_the_server_refuses_is_an_error_and_no_absent_tile() {
        let bucket = Bucket::new(CreateOnly::Server);
        let storage = bucket.open("another secret");
        let refused = storage.checkpoint().unwrap_err().to_string();
        assert!(refused.contains("s3://records/a/log/checkpoint"), "{refused}");
    }

    #[test]
    fn it_is_read_from_within_another_runtime() {
        let bucket = Bucket::new(CreateOnly::Server);
        let mut storage = bucket.open("a secret");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async move {
            storage.publish("text\n").unwrap();
            assert_eq!(storage.checkpoint().unwrap().unwrap(), b"text\n");
            drop(storage);
        });
    }

    #[test]
    fn a_setting_that_does_not_exist_is_refused() {
        assert!(S3Storage::open("s3://records", [("endpiont", "x")], CreateOnly::Server).is_err());
        assert!(S3Storage::open("records", [], CreateOnly::Server).is_err());
    }
}
