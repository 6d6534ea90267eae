use std::future::Future;
use std::io;
use std::sync::Arc;

use dunant_record::tiles::Tile;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut};
use object_store::path::Path;
use object_store::{Attribute, Attributes, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use super::{Storage, StorageError};

/// Tiles written at the same time.
const WRITERS: usize = 16;

/// Public files in a bucket of S3, or of a server that speaks its protocol.
///
/// A write that succeeds is durable, since S3 answers after it has stored an object on several devices. It is not for the lock:
/// who may write is decided by the lock of the log's directory, and only there.
pub struct S3Storage {
    inner: Arc<Inner>,
}

struct Inner {
    store: Box<dyn ObjectStore>,
    prefix: Path,
    url: String,
    create_only: CreateOnly,
    /// Its own threads, so that a caller may run on any thread, one of another runtime too. None only while it is dropped.
    runtime: Option<Runtime>,
}

/// Who refuses to write over a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateOnly {
    /// The server, asked with `If-None-Match: *`: AWS S3, Cloudflare R2, MinIO. Two writers cannot overwrite each other's tiles.
    Server,
    /// This program: every tile is looked for before it is written. For servers that ignore the condition; it holds for the one
    /// writer that the log's lock allows, and not against a second one.
    Reading,
}

impl S3Storage {
    /// The files below `url`, like `s3://bucket/path`.
    ///
    /// Settings are those of the crate `object_store`, such as `endpoint`, `region`, `access_key_id`; the others come from the
    /// environment (`AWS_REGION`). Nothing is read or written yet.
    ///
    /// # Errors
    /// A URL that does not name a bucket, a setting that does not exist, and settings that are missing.
    pub fn open<'s>(
        url: &str,
        settings: impl IntoIterator<Item = (&'s str, &'s str)>,
        create_only: CreateOnly,
    ) -> Result<Self, StorageError> {
        let failed = |source: io::Error| StorageError::Io { doing: "open", file: url.to_owned(), source };
        let form = || failed(io::Error::other("not of the form `s3://bucket/path`"));
        let place = url.strip_prefix("s3://").ok_or_else(form)?;
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        if bucket.is_empty() {
            return Err(form());
        }
        let prefix = Path::parse(prefix).map_err(|error| failed(io::Error::other(error)))?;
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        for (name, value) in settings {
            let key: AmazonS3ConfigKey = name.parse().map_err(|error: Error| failed(io::Error::other(error)))?;
            builder = builder.with_config(key, value);
        }
        let conditional = match create_only {
            CreateOnly::Server => S3ConditionalPut::ETagMatch,
            CreateOnly::Reading => S3ConditionalPut::Disabled,
        };
        let store =
            builder.with_conditional_put(conditional).build().map_err(|error| failed(io::Error::other(error)))?;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(failed)?;
        let inner = Inner { store: Box::new(store), prefix, url: url.to_owned(), create_only, runtime: Some(runtime) };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs `work` on the threads of the storage, and waits for it.
    fn wait<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, StorageError>> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (answer, waiting) = std::sync::mpsc::channel();
        if let Some(runtime) = &self.inner.runtime {
            runtime.spawn(async move {
                // Whoever waits does so until it is answered.
                let _ = answer.send(work.await);
            });
        }
        let gone = |_| io::Error::other("its threads are gone");
        waiting.recv().map_err(gone).map_err(|source| self.inner.failed("reach", "", source))?
    }
}

impl Storage for S3Storage {
    fn create(&mut self, tiles: &[(Tile, Vec<u8>)]) -> Result<(), StorageError> {
        for some in tiles.chunks(WRITERS) {
            let (inner, some) = (Arc::clone(&self.inner), some.to_vec());
            self.wait(async move {
                let mut writes = JoinSet::new();
                for (place, (tile, bytes)) in some.into_iter().enumerate() {
                    let inner = Arc::clone(&inner);
                    writes.spawn(async move { (place, inner.create(tile, bytes).await) });
                }
                let mut outcomes = writes.join_all().await;
                outcomes.sort_by_key(|(place, _)| *place);
                outcomes.into_iter().try_for_each(|(_, outcome)| outcome)
            })?;
        }
        Ok(())
    }

    fn read(&self, tile: Tile) -> Result<Option<Vec<u8>>, StorageError> {
        let inner = Arc::clone(&self.inner);
        self.wait(async move {
            match inner.get(&tile.to_string()).await? {
                None if tile.is_partial() => inner.get(&tile.full().to_string()).await,
                read => Ok(read),
            }
        })
    }

    fn publish(&mut self, checkpoint: &str) -> Result<(), StorageError> {
        let (inner, checkpoint) = (Arc::clone(&self.inner), checkpoint.to_owned());
        self.wait(async move {
            // tlog-tiles, "Checkpoints".
            let about = [(Attribute::ContentType, "text/plain; charset=utf-8"), (Attribute::CacheControl, "no-cache")];
            let written = inner.put("checkpoint", checkpoint.into_bytes(), PutMode::Overwrite, about).await;
            written.map_err(|error| inner.failed("write", "checkpoint", io::Error::other(error)))
        })
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StorageError> {
        let inner = Arc::clone(&self.inner);
        self.wait(async move { inner.get("checkpoint").await })
    }

    fn handle(&self) -> Box<dyn Storage> {
        Box::new(Self { inner: Arc::clone(&self.inner) })
    }
}

impl Inner {
    async fn create(&self, tile: Tile, bytes: Vec<u8>) -> Result<(), StorageError> {
        let name = tile.to_string();
        let mode = match self.create_only {
            CreateOnly::Server => PutMode::Create,
            CreateOnly::Reading if self.stands(&name, &bytes).await? => return Ok(()),
            CreateOnly::Reading => PutMode::Overwrite,
        };
        // tlog-tiles, "Merkle Tree": a tile never changes.
        let about = [
            (Attribute::ContentType, "application/octet-stream"),
            (Attribute::CacheControl, "public, max-age=604800, immutable"),
        ];
        match self.put(&name, bytes.clone(), mode, about).await {
            Ok(()) => Ok(()),
            // A write whose answer was lost and that was tried again meets itself.
            Err(Error::AlreadyExists { .. }) if self.stands(&name, &bytes).await? => Ok(()),
            Err(error) => Err(self.failed("write", &name, io::Error::other(error))),
        }
    }

    /// Whether the object stands with these bytes.
    ///
    /// # Errors
    /// It stands with others, or cannot be read.
    async fn stands(&self, name: &str, bytes: &[u8]) -> Result<bool, StorageError> {
        match self.get(name).await? {
            None => Ok(false),
            Some(stands) if stands == bytes => Ok(true),
            Some(_) => Err(StorageError::Differs { file: self.name(name) }),
        }
    }

    async fn put(
        &self,
        name: &str,
        bytes: Vec<u8>,
        mode: PutMode,
        about: [(Attribute, &'static str); 2],
    ) -> Result<(), Error> {
        let options = PutOptions { mode, attributes: Attributes::from_iter(about), ..PutOptions::default() };
        self.store.put_opts(&self.path(name), PutPayload::from(bytes), options).await.map(drop)
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
        let read = async { self.store.get(&self.path(name)).await?.bytes().await };
        match read.await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed("read", name, io::Error::other(error))),
        }
    }

    fn path(&self, name: &str) -> Path {
        Path::from_iter(self.prefix.parts().chain(name.split('/').map(Into::into)))
    }

    fn name(&self, name: &str) -> String {
        format!("{}/{name}", self.url.trim_end_matches('/'))
    }

    fn failed(&self, doing: &'static str, name: &str, source: io::Error) -> StorageError {
        StorageError::Io { doing, file: self.name(name), source }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // A runtime may not be waited for on a thread of another one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
