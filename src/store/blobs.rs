//! Sealed documents in a folder or an S3-compatible bucket.
//!
//! Invariant: bytes are durable before the row that names them; what comes here is sealed already.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt};
use uuid::Uuid;

use super::error::StoreError;

/// How to reach a bucket; the secret comes from the environment.
#[derive(Debug, Clone, Default)]
pub struct BucketAccess {
    /// Endpoint URL of an S3-compatible store; empty for AWS itself.
    pub endpoint: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Access key id.
    pub key_id: Option<String>,
    /// Secret access key.
    pub secret: Option<secrecy::SecretString>,
}

/// Opens `s3://bucket/prefix`.
///
/// # Errors
/// [`StoreError::Setup`] for a URL of another form; the client's otherwise.
pub fn bucket(url: &str, access: &BucketAccess) -> Result<Arc<dyn ObjectStore>, StoreError> {
    use secrecy::ExposeSecret;
    let rest =
        url.strip_prefix("s3://").ok_or_else(|| StoreError::Setup("a bucket URL begins with s3://".to_owned()))?;
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let mut builder = AmazonS3Builder::new().with_bucket_name(name);
    builder = builder.with_region(access.region.as_deref().unwrap_or("us-east-1"));
    if let Some(endpoint) = &access.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    if let (Some(id), Some(secret)) = (&access.key_id, &access.secret) {
        builder = builder.with_access_key_id(id).with_secret_access_key(secret.expose_secret());
    }
    Ok(Arc::new(PrefixStore::new(builder.build()?, prefix)))
}

/// The store of sealed documents and page images.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    folder: Option<Folder>,
    runtime: tokio::runtime::Handle,
}

/// A folder that many files are written to at once: they are synced together.
#[derive(Debug, Clone)]
struct Folder {
    unsynced: Arc<LocalFileSystem>,
    path: PathBuf,
}

impl Blobs {
    /// A folder, made if it is not there; every file is synced before its row is written.
    ///
    /// # Errors
    /// The system's.
    pub fn folder(path: &Path, runtime: tokio::runtime::Handle) -> Result<Self, StoreError> {
        std::fs::create_dir_all(path)?;
        let store = LocalFileSystem::new_with_prefix(path)?;
        let folder = Folder { unsynced: Arc::new(store.clone()), path: path.to_owned() };
        Ok(Self { store: Arc::new(store.with_fsync(true)), folder: Some(folder), runtime })
    }

    /// A bucket.
    pub fn bucket(store: Arc<dyn ObjectStore>, runtime: tokio::runtime::Handle) -> Self {
        Self { store, folder: None, runtime }
    }

    /// Writes sealed bytes under an id and a part (`original`, `page-1`). Call it on a blocking thread.
    ///
    /// # Errors
    /// The place's.
    pub fn put(&self, id: Uuid, part: &str, sealed: Vec<u8>) -> Result<(), StoreError> {
        self.runtime.block_on(self.store.put(&path(id, part), sealed.into()))?;
        Ok(())
    }

    /// Writes many parts side by side; all of them are durable afterwards. One alone waits for no other's bytes.
    ///
    /// # Errors
    /// The place's.
    pub fn put_all(&self, parts: Vec<(Uuid, &str, Vec<u8>)>) -> Result<(), StoreError> {
        use futures_util::{StreamExt, TryStreamExt, stream};
        let parts = match <[(Uuid, &str, Vec<u8>); 1]>::try_from(parts) {
            Ok([(id, part, sealed)]) => return self.put(id, part, sealed),
            Err(parts) => parts,
        };
        let store: &dyn ObjectStore = self.folder.as_ref().map_or(&*self.store, |folder| &*folder.unsynced);
        let puts = parts.into_iter().map(|(id, part, sealed)| {
            let location = path(id, part);
            async move { store.put(&location, sealed.into()).await.map(|_| ()) }
        });
        // Failures to write back are told to who had the folder open when they happened.
        let opened = self.folder.as_ref().map(|folder| std::fs::File::open(&folder.path)).transpose()?;
        self.runtime.block_on(stream::iter(puts).buffer_unordered(32).try_collect::<()>())?;
        if let Some(opened) = opened {
            rustix::fs::syncfs(opened).map_err(std::io::Error::from)?;
        }
        Ok(())
    }

    /// Reads sealed bytes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if there are none; the place's otherwise.
    pub fn get(&self, id: Uuid, part: &str) -> Result<Vec<u8>, StoreError> {
        let location = path(id, part);
        let read = async { self.store.get(&location).await?.bytes().await };
        match self.runtime.block_on(read) {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(object_store::Error::NotFound { .. }) => Err(StoreError::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a part; that it is gone already is no error.
    ///
    /// # Errors
    /// The place's.
    pub fn remove(&self, id: Uuid, part: &str) -> Result<(), StoreError> {
        match self.runtime.block_on(self.store.delete(&path(id, part))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Goes through every (id, part) that is stored, some at a time, in no order.
    ///
    /// # Errors
    /// The place's, or what `see` answers.
    pub fn each_batch(
        &self,
        size: usize,
        mut see: impl FnMut(Vec<(Uuid, String)>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        use futures_util::{StreamExt, TryStreamExt};
        let named = |object: object_store::ObjectMeta| named(object.location.as_ref());
        let mut batches =
            self.store.list(None).try_filter_map(move |it| std::future::ready(Ok(named(it)))).chunks(size);
        while let Some(batch) = self.runtime.block_on(batches.next()) {
            see(batch.into_iter().collect::<Result<_, object_store::Error>>()?)?;
        }
        Ok(())
    }

    /// Every (id, part) that is stored, at once.
    ///
    /// # Errors
    /// The place's.
    pub fn list(&self) -> Result<Vec<(Uuid, String)>, StoreError> {
        let mut all = Vec::new();
        self.each_batch(1_000, |batch| {
            all.extend(batch);
            Ok(())
        })?;
        Ok(all)
    }

    /// Whether nothing is stored at all.
    ///
    /// # Errors
    /// The place's.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        use futures_util::TryStreamExt;
        Ok(self.runtime.block_on(self.store.list(None).try_next())?.is_none())
    }

    /// The id of the database that this store belongs to, if it is marked.
    ///
    /// # Errors
    /// The place's.
    pub fn mark(&self) -> Result<Option<String>, StoreError> {
        let read = async { self.store.get(&MARK.into()).await?.bytes().await };
        match self.runtime.block_on(read) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Marks the store with the id of its database.
    ///
    /// # Errors
    /// The place's.
    pub fn put_mark(&self, id: &str) -> Result<(), StoreError> {
        self.runtime.block_on(self.store.put(&MARK.into(), id.to_owned().into_bytes().into()))?;
        Ok(())
    }
}

/// The object that says which database the store belongs to.
const MARK: &str = "saiyo-file-store";

/// Blobs spread over 256 folders by the end of their id, since the start of a UUIDv7 is the time. A document has no
/// folder of its own: that would take as much room again as most originals.
fn path(id: Uuid, part: &str) -> object_store::path::Path {
    let [.., last] = *id.as_bytes();
    format!("{last:02x}/{id}.{part}").into()
}

fn named(location: &str) -> Option<(Uuid, String)> {
    let (id, part) = location.rsplit('/').next()?.split_once('.')?;
    Some((id.parse().ok()?, part.to_owned()))
}
