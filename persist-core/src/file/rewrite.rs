//! Files rewritten without their types: other metadata, another codec. No value is decoded for it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::iter;
use std::path::Path;

use persist_history::closest;

use super::archive::{Archive, Bytes};
use super::atomic::{self, Durability};
use super::storage::Disk;
use crate::container::{Compression, Progress, Rewrite, Threads, Watcher, WriteOptions, room_for};
use crate::error::{Error, ErrorKind, Result, SaveOutcome};
use crate::wire::Limits;

/// Keys that a message lists at most.
const SHOWN_KEYS: usize = 12;

/// How to rewrite files of any type, whose types are not at hand: their metadata and their compression can change.
///
/// Producer, schema, value and probes stay as they are. Without [`compression`](Self::compression) the stored bytes are
/// copied, compressed or not, which takes no codec; with it, the file becomes what a save with that compression would have
/// written. Either way each chunk of the file is compared with its checksum first, so a damaged file is refused and stays.
/// From file to file, it takes a few MiB of memory and as much again as the header, however large the file is.
///
/// # Example
///
/// ```
/// use persist_core::{Archive, RewriteOptions, SaveOptions};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("weights.persist");
/// let options = SaveOptions::new().metadata("data", "iris").metadata("draft", true);
/// options.save(&vec![0.25, -1.5, 3.0], &path)?;
///
/// let edit = RewriteOptions::new().metadata("accuracy", 0.98).remove_metadata("draft");
/// assert!(edit.rewrite_file(&path)?);
///
/// let archive = Archive::open(&path)?;
/// assert_eq!(archive.metadata().collect::<Vec<_>>(), [("accuracy", "0.98"), ("data", "iris")]);
/// assert_eq!(persist_core::load::<Vec<f64>>(&path)?, [0.25, -1.5, 3.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct RewriteOptions {
    /// By key, the new value; `None` for an entry that is to go.
    edits: BTreeMap<String, Option<String>>,
    /// Whether the compression of `file` is that of the new file; else sections stay as they are stored.
    recompress: bool,
    durability: Durability,
    limits: Limits,
    file: WriteOptions,
}

impl RewriteOptions {
    /// The defaults: everything stays as it is.
    pub fn new() -> Self {
        RewriteOptions::default()
    }

    /// Adds an entry to the file's metadata, or gives another value to the one with this key. What is said last of a key
    /// holds.
    pub fn metadata(mut self, key: impl Into<String>, value: impl ToString) -> Self {
        self.edits.insert(key.into(), Some(value.to_string()));
        self
    }

    /// Removes an entry from the file's metadata. A file without it is refused, by an error of kind
    /// [`ErrorKind::Caller`].
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, ErrorKind, RewriteOptions, SaveOptions};
    ///
    /// let bytes = SaveOptions::new().metadata("accuracy", 0.98).to_bytes(&0.5)?;
    /// let edit = RewriteOptions::new().remove_metadata("acuracy");
    /// let error = edit.to_bytes(&Archive::from_bytes(bytes)?).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Caller);
    /// assert!(error.to_string().contains("did you mean `accuracy`?"));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn remove_metadata(mut self, key: impl Into<String>) -> Self {
        self.edits.insert(key.into(), None);
        self
    }

    /// How the content is to be compressed: body, shared values, probes and blocks are restored and written with another
    /// codec, or with none. Default: they stay exactly as they are stored.
    ///
    /// # Example
    ///
    /// ```
    /// # #[cfg(feature = "zstd")] {
    /// use persist_core::{Compression, RewriteOptions, SaveOptions};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("pixels.persist");
    /// let pixels = vec![0u8; 100_000];
    /// persist_core::save(&pixels, &path)?;
    /// RewriteOptions::new().compression(Compression::zstd(3)).rewrite_file(&path)?;
    /// let saved = SaveOptions::new().compression(Compression::zstd(3)).to_bytes(&pixels)?;
    /// assert!(std::fs::read(&path)? == saved);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compression(mut self, compression: Compression) -> Self {
        self.recompress = true;
        self.file.compression = compression;
        self
    }

    /// What a rewrite at a path promises about power cuts. Default: [`Durability::Full`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// What reading the file of [`rewrite_file`](Self::rewrite_file) may cost; an [`Archive`] has limits of its own.
    /// Default: [`Limits::new`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Most threads that compress: see [`SaveOptions::threads`](crate::SaveOptions::threads).
    pub fn threads(mut self, count: usize) -> Self {
        self.file.threads = Threads::at_most(count);
        self
    }

    /// Tells `progress` how far the writing has come, in bytes of content as they are without compression: after each MiB
    /// or less, on the thread that rewrites.
    pub fn progress(mut self, progress: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.file.watcher = Watcher::new(progress);
        self
    }

    /// Rewrites a file in its place, atomically as a [save](crate::save), and says whether it was replaced.
    ///
    /// A file that would not change is not touched, and not read beyond its header: its metadata are as they are to be,
    /// and what is compressed of it has the codec already. Zstd has levels, which are in no file: it always compresses
    /// anew.
    ///
    /// Nobody else may save to the path meanwhile.
    ///
    /// # Errors
    ///
    /// A file that cannot be opened, is no persist file, is damaged or goes beyond the limits, a key to be removed that it
    /// does not have, more metadata than a header holds, with a compression a codec that the program is built without, and
    /// failures of the file system. [`Error::save_outcome`] says which file is there.
    pub fn rewrite_file(&self, path: impl AsRef<Path>) -> Result<bool> {
        let path = path.as_ref();
        let named = |error: Error| error.with_file("rewrite", path);
        let rewritten = Archive::open_with(path, &self.limits).and_then(|archive| {
            if !self.changes(&archive)? {
                return Ok(false);
            }
            self.rewritten(&archive, |rewrite| {
                atomic::replace(&Disk, path, self.durability, |out| {
                    rewrite.write(&self.file, out).map_err(named)
                })
            })?;
            Ok(true)
        });
        rewritten.map_err(|error| named(error).with_save_outcome(SaveOutcome::NotReplaced))
    }

    /// Saves an archive, so changed, to a file: atomically, as a [save](crate::save). Without any change it is a checked
    /// copy.
    ///
    /// # Errors
    ///
    /// As [`rewrite_file`](Self::rewrite_file), but that the archive is open.
    pub fn save(&self, archive: &Archive, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let saved = self.rewritten(archive, |rewrite| {
            atomic::replace(&Disk, path, self.durability, |out| {
                rewrite.write(&self.file, out).map_err(|error| match error.kind() {
                    // Not of the path, which is named in front of it.
                    ErrorKind::Damaged | ErrorKind::Unsupported => error.of("the archive"),
                    _ => error,
                })
            })
        });
        saved.map_err(|error| {
            error.with_file("save", path).with_save_outcome(SaveOutcome::NotReplaced)
        })
    }

    /// The bytes of an archive's file, so changed.
    ///
    /// # Errors
    ///
    /// As [`rewrite_file`](Self::rewrite_file), but that the archive is open and nothing is written.
    pub fn to_bytes(&self, archive: &Archive) -> Result<Vec<u8>> {
        self.rewritten(archive, |rewrite| {
            let mut bytes = room_for(rewrite.encoded_len())?;
            rewrite.write(&self.file, &mut bytes)?;
            bytes.shrink_to_fit();
            Ok(bytes)
        })
    }

    /// Writes an archive's file, so changed, to any writer. With [`compression`](Self::compression) by a codec, the
    /// compressed file is held in memory meanwhile.
    ///
    /// # Errors
    ///
    /// As [`to_bytes`](Self::to_bytes), and errors of the writer. What has been written by then is part of a file, which
    /// loads refuse.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, RewriteOptions};
    ///
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&0.5)?)?;
    /// let mut out = Vec::new();
    /// RewriteOptions::new().metadata("unit", "cm").write_to(&archive, &mut out)?;
    /// assert_eq!(Archive::from_bytes(out)?.metadata().next(), Some(("unit", "cm")));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn write_to(&self, archive: &Archive, mut writer: impl Write) -> Result<()> {
        self.rewritten(archive, |rewrite| rewrite.write_forward(&self.file, &mut writer))
    }

    /// Whether a rewritten file is another one.
    fn changes(&self, archive: &Archive) -> Result<bool> {
        self.check_removed(archive)?;
        let made = archive.metadata().filter(|(key, value)| {
            self.edits.get(*key).is_some_and(|edit| edit.as_deref() == Some(*value))
        });
        let metadata = made.count() != self.edits.len();
        let compression = self.recodes(archive);
        Ok(metadata || compression)
    }

    fn recodes(&self, archive: &Archive) -> bool {
        self.recompress && !archive.container.is_stored_as(self.file.compression)
    }

    /// Checks that the file has all entries that are to go.
    fn check_removed(&self, archive: &Archive) -> Result<()> {
        let removed = self.edits.iter().filter(|(_, edit)| edit.is_none());
        let mut lacking: BTreeSet<&str> = removed.map(|(key, _)| key.as_str()).collect();
        archive.metadata().for_each(|(key, _)| {
            lacking.remove(key);
        });
        lacking.first().map_or(Ok(()), |key| Err(no_entry(key, archive)))
    }

    fn rewritten<R>(
        &self,
        archive: &Archive,
        use_it: impl FnOnce(&Rewrite<'_, Bytes>) -> Result<R>,
    ) -> Result<R> {
        self.check_removed(archive)?;
        let metadata = edited(archive.metadata(), &self.edits);
        archive.container.rewritten(metadata, self.recodes(archive), use_it)
    }
}

/// The metadata with all edits made, in ascending order of the keys. There is no map of them: it could take many times
/// the memory of the file's header.
fn edited<'m>(
    file: impl Iterator<Item = (&'m str, &'m str)>,
    edits: &'m BTreeMap<String, Option<String>>,
) -> impl Iterator<Item = (&'m str, &'m str)> {
    let (mut file, mut edits) = (file.peekable(), edits.iter().peekable());
    iter::from_fn(move || {
        loop {
            let next = match (file.peek(), edits.peek()) {
                (None, None) => return None,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((key, _)), Some((edited, _))) => (*key).cmp(edited.as_str()),
            };
            match next {
                Ordering::Less => return file.next(),
                Ordering::Equal => drop(file.next()),
                Ordering::Greater => {}
            }
            if let Some((key, Some(value))) = edits.next() {
                return Some((key.as_str(), value.as_str()));
            }
        }
    })
}

fn no_entry(key: &str, archive: &Archive) -> Error {
    let keys = || archive.metadata().map(|(key, _)| key);
    let help = match closest(key, keys()) {
        Some(meant) => format!("did you mean `{}`?", meant.escape_debug()),
        None => {
            let shown = keys().take(SHOWN_KEYS).map(|key| format!("`{}`", key.escape_debug()));
            let shown: Vec<_> = shown.collect();
            match keys().count().saturating_sub(shown.len()) {
                0 if shown.is_empty() => "the file has no metadata".to_owned(),
                0 => format!("the file has {}", shown.join(", ")),
                more => format!("the file has {} and {more} more", shown.join(", ")),
            }
        }
    };
    let message = format!("there is no `{}` in the metadata", key.escape_debug());
    Error::new(ErrorKind::Caller, message).with_help(help)
}
