//! What every place for blobs promises, written once and run over each: directories, and S3 with `--features s3-test-server`.

#![expect(clippy::unwrap_used, reason = "a helper of a test that fails should stop the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dunant_store::{BlobError, Blobs, PosixBlobs};
use dunant_vocabulary::Sha256Digest;
use tempfile::TempDir;

/// An empty place, and what it needs to live.
trait Backend {
    fn blobs(&self) -> Box<dyn Blobs>;
    /// The file that a blob is in.
    fn file(&self, name: &Sha256Digest) -> PathBuf;
}

struct Directory(TempDir);

impl Backend for Directory {
    fn blobs(&self) -> Box<dyn Blobs> {
        Box::new(PosixBlobs::open(self.0.path().join("blobs")).unwrap())
    }

    fn file(&self, name: &Sha256Digest) -> PathBuf {
        below(&self.0.path().join("blobs"), name)
    }
}

fn below(root: &Path, name: &Sha256Digest) -> PathBuf {
    let name = name.to_string();
    root.join(name.get(..2).unwrap()).join(name)
}

/// Runs a test over every place.
fn over_each(test: impl Fn(&dyn Backend)) {
    test(&Directory(TempDir::new().unwrap()));
    #[cfg(feature = "s3-test-server")]
    test(&s3::Bucket::new());
}

fn some(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|number| format!("blob {number}").into_bytes()).collect()
}

#[test]
fn a_blob_has_the_digest_of_its_bytes_as_its_name() {
    over_each(|backend| {
        let blobs = backend.blobs();
        let all = [some(40), vec![Vec::new(), vec![0; 300_000]]].concat();
        let names = blobs.put_many(&all).unwrap();
        assert_eq!(names, all.iter().map(|bytes| Sha256Digest::of(bytes)).collect::<Vec<_>>());
        for (name, bytes) in names.iter().zip(&all) {
            assert_eq!(blobs.get(name).unwrap(), *bytes);
        }
        assert_eq!(backend.blobs().list().unwrap(), names.into_iter().collect::<BTreeSet<_>>());
        assert_eq!(blobs.put_many(&[]).unwrap(), []);
    });
}

#[test]
fn a_blob_that_is_put_again_stands_once() {
    over_each(|backend| {
        let blobs = backend.blobs();
        let twice = [some(3), some(3)].concat();
        assert_eq!(blobs.put_many(&twice).unwrap().len(), 6);
        blobs.put_many(&some(1)).unwrap();
        assert_eq!(blobs.list().unwrap().len(), 3);
    });
}

#[test]
fn an_absent_blob_and_a_damaged_one_are_told_apart_and_named() {
    over_each(|backend| {
        let blobs = backend.blobs();
        let names = blobs.put_many(&some(3)).unwrap();
        let (gone, changed) = (names.first().unwrap(), names.last().unwrap());
        fs::remove_file(backend.file(gone)).unwrap();
        let error = blobs.get(gone).unwrap_err();
        assert!(matches!(error, BlobError::Absent(name) if name == *gone), "{error}");
        assert!(error.to_string().contains(&gone.to_string()));
        for damage in [b"blob 3".as_slice(), b"blob", b"", b"blob 2 and more"] {
            fs::write(backend.file(changed), damage).unwrap();
            let error = blobs.get(changed).unwrap_err();
            assert!(matches!(error, BlobError::Damaged(name) if name == *changed), "{error}");
        }
        blobs.put_many(&some(3)).unwrap();
        assert_eq!(blobs.get(changed).unwrap(), b"blob 2", "what is put again is whole again");
    });
}

#[test]
fn a_removed_blob_is_gone_and_may_be_removed_again() {
    over_each(|backend| {
        let blobs = backend.blobs();
        let names = blobs.put_many(&some(2)).unwrap();
        let (one, other) = (names.first().unwrap(), names.last().unwrap());
        blobs.remove(one).unwrap();
        blobs.remove(one).unwrap();
        blobs.remove(&Sha256Digest::of(b"never there")).unwrap();
        assert!(matches!(blobs.get(one), Err(BlobError::Absent(_))));
        assert_eq!(blobs.list().unwrap(), BTreeSet::from([*other]));
    });
}

#[test]
fn several_threads_put_the_same_and_other_blobs() {
    over_each(|backend| {
        let blobs = backend.blobs();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let blobs = &blobs;
                scope.spawn(move || {
                    let own = (0..20).map(|number| format!("blob {thread} {number}").into_bytes());
                    blobs.put_many(&[own.collect(), some(20)].concat()).unwrap();
                });
            }
        });
        let names = blobs.list().unwrap();
        assert_eq!(names.len(), 100);
        names.iter().for_each(|name| drop(blobs.get(name).unwrap()));
    });
}

#[test]
fn what_a_killed_process_left_is_no_blob_and_is_swept_at_the_next_opening() {
    let place = TempDir::new().unwrap();
    let root = place.path().join("blobs");
    let left = root.join("incoming/4711-0");
    {
        let first = PosixBlobs::open(&root).unwrap();
        fs::write(&left, b"half a bl").unwrap();
        assert!(first.list().unwrap().is_empty());
        // Somebody who is alive may still be writing it.
        PosixBlobs::open(&root).unwrap();
        assert!(left.exists());
    }
    PosixBlobs::open(&root).unwrap();
    assert!(!left.exists());
}

#[test]
fn files_that_are_no_blobs_are_not_listed() {
    let place = TempDir::new().unwrap();
    let blobs = PosixBlobs::open(place.path()).unwrap();
    let name = blobs.put_many(&some(1)).unwrap().remove(0);
    let file = below(place.path(), &name);
    fs::write(file.with_file_name("note.txt"), b"").unwrap();
    fs::create_dir(place.path().join("zz")).unwrap();
    fs::copy(&file, place.path().join("zz").join(name.to_string())).unwrap();
    fs::write(place.path().join("xy"), b"").unwrap();
    assert_eq!(blobs.list().unwrap(), BTreeSet::from([name]));
}

#[test]
fn a_directory_whose_parent_is_missing_is_not_made() {
    let place = TempDir::new().unwrap();
    let error = PosixBlobs::open(place.path().join("no/blobs")).unwrap_err().to_string();
    assert!(error.contains("no/blobs"), "{error}");
}

#[cfg(feature = "s3-test-server")]
mod s3 {
    //! A server that speaks S3, with its objects in a directory.

    use std::net::SocketAddr;
    use std::path::PathBuf;

    use dunant_store::blobs::S3Blobs;
    use dunant_store::{BlobError, Blobs};
    use dunant_vocabulary::Sha256Digest;
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use hyper_util::server::conn::auto::Builder;
    use s3s::auth::SimpleAuth;
    use s3s::service::S3ServiceBuilder;
    use tempfile::TempDir;

    pub struct Bucket {
        objects: TempDir,
        address: SocketAddr,
        /// Stops the server when it is dropped.
        _server: tokio::runtime::Runtime,
    }

    impl Bucket {
        pub fn new() -> Self {
            let objects = TempDir::new().unwrap();
            std::fs::create_dir(objects.path().join("evidence")).unwrap();
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
            Self { objects, address, _server: server }
        }

        fn open(&self, key: &str) -> S3Blobs {
            let endpoint = format!("http://{}", self.address);
            let settings = [
                ("endpoint", endpoint.as_str()),
                ("allow_http", "true"),
                ("region", "us-east-1"),
                ("access_key_id", "somebody"),
                ("secret_access_key", key),
            ];
            S3Blobs::open("s3://evidence/a/home", settings).unwrap()
        }
    }

    impl super::Backend for Bucket {
        fn blobs(&self) -> Box<dyn Blobs> {
            Box::new(self.open("a secret"))
        }

        fn file(&self, name: &Sha256Digest) -> PathBuf {
            super::below(&self.objects.path().join("evidence/a/home"), name)
        }
    }

    #[test]
    fn what_the_server_refuses_is_an_error_and_no_absent_blob() {
        let bucket = Bucket::new();
        let blobs = bucket.open("another secret");
        let name = Sha256Digest::of(b"blob");
        let refused = blobs.get(&name).unwrap_err();
        assert!(
            matches!(&refused, BlobError::Io { file, .. } if file.starts_with("s3://evidence/a/home/")),
            "{refused}"
        );
        assert!(blobs.put_many(&[b"blob".to_vec()]).is_err() && blobs.list().is_err() && blobs.remove(&name).is_err());
    }

    #[test]
    fn it_is_used_from_within_another_runtime() {
        let bucket = Bucket::new();
        let blobs = bucket.open("a secret");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async move {
            let name = blobs.put_many(&[b"blob".to_vec()]).unwrap().remove(0);
            assert_eq!(blobs.get(&name).unwrap(), b"blob");
            drop(blobs);
        });
    }

    #[test]
    fn a_setting_that_does_not_exist_is_refused() {
        assert!(S3Blobs::open("s3://evidence", [("endpiont", "x")]).is_err());
        assert!(S3Blobs::open("evidence", []).is_err());
    }
}
