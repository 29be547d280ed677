//! What differs between two files, without their types: schemas by the rules of evolution, values by their paths.
//!
//! Both values become trees of few bytes for each part ([`tree`]), without their blocks, which are compared chunk by
//! chunk ([`arrays`]). Fields, variants and keys are matched by name, so that files of different schemas can be
//! compared, and values that evolution reads as the same are the same ([`compare`]).

mod arrays;
mod budget;
mod build;
mod compare;
mod elements;
mod entries;
mod judge;
mod outcome;
mod pointers;
mod renames;
#[cfg(feature = "serde")]
mod serialize;
mod shown;
mod todo;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

pub use outcome::{
    ArrayDifference, Diff, Difference, DifferenceKind, LargestDifference, MetadataDifference,
};

use self::budget::Budget;
use self::compare::Compare;
use self::judge::Judge;
use self::renames::Renames;
use self::tree::{Names, Tree};
use super::archive::Archive;
use super::probes::Tolerance;
use crate::error::{Error, Result};
use crate::evolution::compat;
use crate::schema::Schema;
use crate::value::seek;
use crate::wire::Limits;

/// What [`Archive::diff`] compares, and when two numbers count as one.
///
/// # Example
///
/// ```
/// use persist_core::{Archive, DiffOptions, Tolerance};
///
/// let old = Archive::from_bytes(persist_core::to_bytes(&vec![1.0f64, 2.0])?)?;
/// let new = Archive::from_bytes(persist_core::to_bytes(&vec![1.0f64, 2.0 + 1e-12])?)?;
/// assert!(!old.diff(&new, &DiffOptions::new())?.is_equal());
/// let near = DiffOptions::new().tolerance(Tolerance::relative(1e-9));
/// assert!(old.diff(&new, &near)?.is_equal());
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DiffOptions {
    path: String,
    tolerance: Option<Tolerance>,
    metadata: bool,
    values: bool,
    most: usize,
}

impl DiffOptions {
    /// Differences that are kept, unless the options say otherwise.
    const MOST: usize = 1000;

    /// The whole values, numbers by value, and no metadata.
    pub const fn new() -> Self {
        DiffOptions {
            path: String::new(),
            tolerance: None,
            metadata: false,
            values: true,
            most: Self::MOST,
        }
    }

    /// Compares the parts that this path leads to in both files. Default: the whole values.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// How far apart two numbers may be that count as one, where one of them is a float; the old one is the one that is
    /// expected. Integers have to be equal.
    ///
    /// By default numbers are compared by value: all NaN are one, and 0.0 is -0.0. [`Tolerance::exact`] compares floats
    /// by their bits.
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Whether to compare metadata. Default: no, as it tells when and where a file was written.
    pub fn metadata(mut self, metadata: bool) -> Self {
        self.metadata = metadata;
        self
    }

    /// Whether to compare values, not only schemas. Default: yes.
    pub fn values(mut self, values: bool) -> Self {
        self.values = values;
        self
    }

    /// How many differing values are kept, the first ones; all are counted. Default: 1000.
    pub fn max_differences(mut self, count: usize) -> Self {
        self.most = count;
        self
    }
}

impl Default for DiffOptions {
    fn default() -> Self {
        DiffOptions::new()
    }
}

impl Archive {
    /// What differs from this file, the old one, to another one: in their schemas, by the rules of evolution, and in
    /// their values, by path.
    ///
    /// - Fields and variants are matched by name, former names included, entries of maps by key, elements of lists by
    ///   their number. What only one file has is removed or added.
    /// - What evolution reads as the same value is no difference: `5u8` and `5.0f64`, `x` and `Some(x)`, a list and a set
    ///   of the same elements, a value that is shared and one that is not.
    /// - Arrays are compared chunk by chunk, so that memory is taken for what stands beside them; structs and tuples in
    ///   them part by part. Their differences are counted and measured, not listed.
    /// - A weak pointer differs if what it points at does, and is not compared elsewhere with the same other value.
    ///
    /// Producers, codecs and probes are not compared.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchPart`](crate::ErrorKind::NoSuchPart) for a path that leads nowhere in one of them,
    /// [`ErrorKind::Caller`](crate::ErrorKind::Caller) for a tolerance that is none, damage, and values beyond the
    /// limits: what a comparison takes is charged to the [allocation](crate::Limits::allocation) of both files.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, DiffOptions, Persist};
    ///
    /// mod before {
    ///     #[derive(persist_core::Persist)]
    ///     pub struct Model { pub rate: f32, pub weights: Vec<f32>, pub name: String }
    /// }
    ///
    /// #[derive(Persist)]
    /// struct Model { rate: f64, weights: Vec<f32>, name: Option<String> }
    ///
    /// let old = before::Model { rate: 0.5, weights: vec![0.0; 100_000], name: "a".into() };
    /// let mut new = Model { rate: 0.5, weights: vec![0.0; 100_000], name: Some("b".into()) };
    /// new.weights[17] = 0.25;
    ///
    /// let [old, new] = [old.to_bytes()?, new.to_bytes()?].map(Archive::from_bytes);
    /// let diff = old?.diff(&new?, &DiffOptions::new())?;
    /// assert_eq!(
    ///     diff.to_string(),
    ///     "~ Model.rate: widened, f32 -> f64 (backward, minor)\n\
    ///      ~ Model.name: made `Some`, str -> Option<str> (full, minor)\n\
    ///      ~ weights: 1 of 100000 f32 differ, at most by 0.25 at [17], 2.5e-6 on average\n\
    ///      ~ name: \"a\" -> \"b\""
    /// );
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn diff(&self, new: &Archive, options: &DiffOptions) -> Result<Diff> {
        let judge = Judge::new(options.tolerance)?;
        let [old_schema, new_schema] = [
            self.schema_at(&options.path).map_err(in_old)?,
            new.schema_at(&options.path).map_err(in_new)?,
        ];
        let mut diff = Diff {
            versions: [&old_schema, &new_schema].map(|schema| schema.root_def()?.version.clone()),
            schema: compat::check(&old_schema, &new_schema)?,
            metadata: Vec::new(),
            values: Vec::new(),
            count: 0,
        };
        if options.metadata {
            diff.metadata = metadata(self, new);
        }
        if options.values {
            let renames = Renames::of(self.schema(), new.schema());
            let (mut names, budgets) = (Names::default(), [self, new].map(budget));
            let [mut old_left, mut new_left] = budgets.map(Budget::new);
            let trees = [
                build::read(self, &options.path, &mut names, &mut old_left).map_err(in_old)?,
                build::read(new, &options.path, &mut names, &mut new_left).map_err(in_new)?,
            ];
            let mut compare = Compare::new(
                [self.schema(), new.schema()],
                names,
                &renames,
                judge,
                [budgets, [self, new].map(time)]
                    .map(|[old, new]| Budget::new(old.saturating_add(new))),
                (self.limits().depth.max(new.limits().depth), options.most),
                &options.path,
            );
            let [old_root, new_root] = trees.each_ref().map(Tree::root);
            compare.values(old_root, new_root)?;
            (diff.values, diff.count) = (compare.found, compare.count);
        }
        Ok(diff)
    }

    /// The schema of the part that a path leads to.
    fn schema_at(&self, path: &str) -> Result<Schema> {
        match path {
            "" => Ok(self.schema().clone()),
            _ => self.within(|context, body| {
                Ok(self.schema().part(seek(self.schema(), context, body, path)?.ty))
            }),
        }
    }
}

fn in_old(error: Error) -> Error {
    error.of("in the old file")
}

fn in_new(error: Error) -> Error {
    error.of("in the new file")
}

/// What a file's tree may take, in bytes.
fn budget(archive: &Archive) -> u64 {
    archive.limits().allocation_for(archive.uncompressed_len())
}

/// Bytes of a file that may be looked at, each several times; a limit of memory alone does not bound what takes none.
fn time(archive: &Archive) -> u64 {
    budget(archive).max(Limits::new().allocation_for(archive.uncompressed_len()))
}

/// The entries that differ, by key.
fn metadata(old: &Archive, new: &Archive) -> Vec<MetadataDifference> {
    let [old, new] = [old, new].map(|archive| archive.metadata().collect::<BTreeMap<_, _>>());
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
    let differing = keys.into_iter().filter(|key| old.get(key) != new.get(key));
    let text = |value: Option<&&str>| value.map(|text| (*text).to_owned());
    differing
        .map(|key| MetadataDifference {
            key: key.to_owned(),
            old: text(old.get(key)),
            new: text(new.get(key)),
        })
        .collect()
}
