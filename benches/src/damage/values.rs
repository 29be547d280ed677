//! What is stored: a small model of all kinds of data, arrays, and what is made to take much stack or much memory.

use std::collections::{BTreeMap, BTreeSet};

use super::formats::{Format, deep_safetensors, every, safetensors};
use crate::arrays::model::{Model, Tensor};

/// A value, in each of the formats that can hold it.
pub struct Subject {
    /// The name in the report and for child processes.
    pub name: &'static str,
    /// The formats.
    pub formats: Vec<Format>,
}

/// All values: the small model, the arrays, chains of growing depth, and what takes more memory than its file.
pub fn subjects() -> Vec<Subject> {
    let subject = |name, formats| Subject { name, formats };
    let mut arrays = every(weights, |model| *model == weights());
    arrays.push(safetensors(weights));
    let mut deepest = every(|| Link::chain(1_000_000), |link| link.len() == 1_000_000);
    deepest.push(deep_safetensors(1_000_000));
    // Only of those that compress, a file of zeros is small.
    let mut zeros = every(zeros, are_zeros);
    zeros.retain(|format| ["persist, zstd", "savefile, bzip2"].contains(&format.name));
    vec![
        subject("model", every(Fitted::sample, |model| *model == Fitted::sample())),
        subject("arrays", arrays),
        subject("depth 10³", every(|| Link::chain(1_000), |link| link.len() == 1_000)),
        subject("depth 10⁴", every(|| Link::chain(10_000), |link| link.len() == 10_000)),
        subject("depth 10⁵", every(|| Link::chain(100_000), |link| link.len() == 100_000)),
        subject("depth 10⁶", deepest),
        subject("absent", every(Absent::sample, Absent::is_whole)),
        subject("zeros", zeros),
    ]
}

/// A type of a value, with what each format derives for it.
macro_rules! stored {
    ($item:item) => {
        #[derive(
            PartialEq,
            persist_core::Persist,
            rkyv::Archive,
            rkyv::Serialize,
            rkyv::Deserialize,
            savefile::prelude::Savefile,
            serde::Serialize,
            serde::Deserialize,
        )]
        $item
    };
}

stored! {
    /// A small fitted model.
    #[derive(bincode::Encode, bincode::Decode)]
    struct Fitted {
        name: String,
        kind: Kind,
        weights: Vec<f32>,
        classes: BTreeMap<String, u32>,
        bias: Option<Option<f64>>,
        tree: Link,
        marks: Vec<()>,
        flags: BTreeSet<()>,
        seed: u64,
        sparse: bool,
    }
}

stored! {
    /// One of several things.
    #[derive(bincode::Encode, bincode::Decode)]
    enum Kind {
        Linear,
        Logistic { classes: u16, penalty: f64 },
        Named(String),
    }
}

impl Fitted {
    /// No float is zero, whose sign would not be missed, and none is NaN.
    fn sample() -> Self {
        let classes = [("setosa", 50), ("versicolor", 300), ("virginica", 70_000)];
        Fitted {
            name: "iris, logistic regression".to_owned(),
            kind: Kind::Logistic { classes: 3, penalty: 0.25 },
            weights: (1..=12_u8).map(|number| f32::from(number) * 0.37 - 2.1).collect(),
            classes: classes.map(|(name, count)| (name.to_owned(), count)).into(),
            bias: Some(Some(-1.5)),
            tree: Link::chain(3),
            marks: vec![(); 5],
            flags: BTreeSet::from([()]),
            seed: 3_141_592_653,
            sparse: true,
        }
    }
}

/// A link of a chain: what is nested as deep as the chain is long.
#[derive(
    persist_core::Persist,
    bincode::Encode,
    bincode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    savefile::prelude::Savefile,
    serde::Serialize,
    serde::Deserialize,
)]
#[rkyv(
    serialize_bounds(
        __S: rkyv::ser::Writer + rkyv::ser::Allocator,
        __S::Error: rkyv::rancor::Source,
    ),
    deserialize_bounds(__D::Error: rkyv::rancor::Source),
    bytecheck(bounds(
        __C: rkyv::validation::ArchiveContext,
        __C::Error: rkyv::rancor::Source,
    ))
)]
struct Link {
    #[rkyv(omit_bounds)]
    next: Option<Box<Link>>,
}

impl Link {
    fn chain(links: usize) -> Self {
        (1..links).fold(Link { next: None }, |link, _| Link { next: Some(Box::new(link)) })
    }

    fn len(&self) -> usize {
        std::iter::successors(Some(self), |link| link.next.as_deref()).count()
    }
}

/// One link after the other, as is what is dropped: only the formats are to be charged for depth.
impl PartialEq for Link {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let mut rest = self.next.take();
        while let Some(mut link) = rest {
            rest = link.next.take();
        }
    }
}

stored! {
    /// Many values that take a byte each in a compact file, and in memory as much as if they were there.
    #[derive(bincode::Encode, bincode::Decode)]
    struct Absent {
        list: Vec<Option<[[u64; 32]; 8]>>,
    }
}

impl Absent {
    const COUNT: usize = 1 << 17;

    fn sample() -> Self {
        Absent { list: vec![None; Self::COUNT] }
    }

    fn is_whole(&self) -> bool {
        self.list.len() == Self::COUNT && self.list.iter().all(Option::is_none)
    }
}

/// Two tensors, of numbers that can be compressed.
fn weights() -> Model {
    let numbers = |count: u16| (0..count).map(|number| f32::from(number % 7) * 0.25 + 0.125);
    let tensor = |name: &str, shape: [u64; 2]| Tensor {
        name: name.to_owned(),
        shape: shape.to_vec(),
        values: numbers(shape.iter().product::<u64>() as u16).collect(),
    };
    Model { tensors: vec![tensor("layers.0.weight", [12, 8]), tensor("layers.1.weight", [8, 3])] }
}

/// How many zeros there are: 256 MiB, which compress to next to nothing.
const ZEROS: usize = 1 << 26;

fn zeros() -> Model {
    let (len, values) = (ZEROS as u64, vec![0.0; ZEROS]);
    Model { tensors: vec![Tensor { name: "zeros".to_owned(), shape: vec![len], values }] }
}

/// Takes no memory, which would count as the format's.
fn are_zeros(model: &Model) -> bool {
    let [tensor] = &model.tensors[..] else { return false };
    tensor.values.len() == ZEROS && tensor.values.iter().all(|&value| value == 0.0)
}
