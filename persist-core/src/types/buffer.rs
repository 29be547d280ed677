//! [`Buffer`]: an array that may stay in its file.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::error::Result;
use crate::evolution::{Form, Kind, Node, Plan};
use crate::persist::Persist;
use crate::schema::{Registry, Ty};
use crate::types::array::stride;
use crate::types::plain::decode_array;
use crate::types::resolve::{elements, is_own};
use crate::wire::{ArrayHead, MappedBlock, Plain, Reader, Writer, to_u64};

/// An array of values, as a slice that can be shared: in memory of its own, or in a file that is mapped.
///
/// In files it is what a `Vec<T>` is: either can be loaded as the other. Loading with `LoadOptions::map` (feature
/// `mmap`) leaves large arrays in the file, as long as they are stored as they are and lie there as they do in memory:
/// numbers, and structs, tuples and arrays of them without padding, in declared order (which `#[repr(C)]` keeps), on a
/// little-endian system. All others are copied, as a `Vec` is: [`is_mapped`](Self::is_mapped) tells.
///
/// A clone shares the values, on other threads as well (a buffer is `Send` and `Sync` where `T` is both).
/// [`to_mut`](Self::to_mut) copies them first, if they are shared or mapped.
///
/// # Example
///
/// ```
/// use persist_core::{Buffer, Persist};
///
/// #[derive(Persist)]
/// struct Embedding {
///     dim: u32,
///     weights: Buffer<f32>,
/// }
///
/// let embedding = Embedding { dim: 2, weights: vec![0.5, -1.0, 2.0, 8.5].into() };
/// let mut back = Embedding::from_bytes(&embedding.to_bytes()?)?;
/// let row = &back.weights[2..4];
/// assert_eq!(row, [2.0, 8.5]);
/// back.weights.to_mut()[0] = 0.0;
/// # Ok::<(), persist_core::Error>(())
/// ```
pub struct Buffer<T> {
    values: Values<T>,
}

enum Values<T> {
    Owned(Arc<Vec<T>>),
    /// Bytes that have been found to be values.
    Mapped(Arc<dyn MappedBlock>, Plain<T>),
}

impl<T> Buffer<T> {
    /// An empty one.
    pub fn new() -> Self {
        Buffer::default()
    }

    /// The values, of type `T`.
    pub fn as_slice(&self) -> &[T] {
        match &self.values {
            Values::Owned(values) => values,
            Values::Mapped(block, plain) => plain.values_in(block.bytes()).unwrap_or_default(),
        }
    }

    /// Whether the values are in a file that is mapped, and not in memory of their own.
    pub fn is_mapped(&self) -> bool {
        matches!(self.values, Values::Mapped(..))
    }

    /// Compares values that are in a mapped file with their checksums; there is nothing to do for others, which were
    /// compared when they were read.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), with the block and the place in the file.
    pub fn verify(&self) -> Result<()> {
        match &self.values {
            Values::Owned(_) => Ok(()),
            Values::Mapped(block, _) => block.verify(),
        }
    }
}

impl<T: Clone> Buffer<T> {
    /// The values, to change them: copied before, if they are mapped or other buffers share them.
    pub fn to_mut(&mut self) -> &mut Vec<T> {
        if self.is_mapped() {
            self.values = Values::Owned(Arc::new(self.as_slice().to_vec()));
        }
        match &mut self.values {
            Values::Owned(values) => Arc::make_mut(values),
            #[expect(clippy::unreachable, reason = "what is mapped has just become owned")]
            Values::Mapped(..) => unreachable!(),
        }
    }

    /// The values as a vector; copied, if they are mapped or other buffers share them.
    pub fn into_vec(self) -> Vec<T> {
        match self.values {
            Values::Owned(values) => Arc::unwrap_or_clone(values),
            Values::Mapped(..) => self.as_slice().to_vec(),
        }
    }
}

impl<T> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T> AsRef<[T]> for Buffer<T> {
    fn as_ref(&self) -> &[T] {
        self
    }
}

impl<T> Clone for Buffer<T> {
    fn clone(&self) -> Self {
        let values = match &self.values {
            Values::Owned(values) => Values::Owned(Arc::clone(values)),
            Values::Mapped(block, plain) => Values::Mapped(Arc::clone(block), *plain),
        };
        Buffer { values }
    }
}

impl<T> Default for Buffer<T> {
    fn default() -> Self {
        Buffer::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for Buffer<T> {
    fn from(values: Vec<T>) -> Self {
        Buffer { values: Values::Owned(Arc::new(values)) }
    }
}

impl<T: Clone> From<&[T]> for Buffer<T> {
    fn from(values: &[T]) -> Self {
        Buffer::from(values.to_vec())
    }
}

impl<T> FromIterator<T> for Buffer<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Buffer::from(Vec::from_iter(values))
    }
}

impl<'b, T> IntoIterator for &'b Buffer<T> {
    type Item = &'b T;
    type IntoIter = std::slice::Iter<'b, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: PartialEq> PartialEq for Buffer<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Buffer<T> {}

impl<T: fmt::Debug> fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Persist> Persist for Buffer<T> {
    const TY: &'static Ty = <Vec<T>>::TY;
    const MIN_SIZE: usize = <Vec<T>>::MIN_SIZE;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    #[inline]
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        T::encode_slice(self, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let Some(plain) = T::__PERSIST_PLAIN.filter(|plain| plain.readable()) else {
            return T::decode_vec(r).map(Buffer::from);
        };
        // What stays in the file takes no memory: its bytes are not charged.
        let head = r.array(stride::<T>(), 0)?;
        if let ArrayHead::Block(block) = &head
            && let Some(mapped) = block.mapped()?
            && plain.values_in(mapped.bytes()).is_some()
        {
            return Ok(Buffer { values: Values::Mapped(mapped, plain) });
        }
        r.allocate(head.count(stride::<T>()), size_of::<T>())?;
        decode_array(plain, r, head).map(Buffer::from)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let list = match plan.kind(node) {
            Kind::Same => return Self::decode(r),
            Kind::List(list) => list,
            _ => return elements(r, plan, node).map(Buffer::from),
        };
        match list.form {
            Form::Array { stride, len, .. } if is_own::<T>(plan, list.element, stride) => {
                let start = r.clone();
                let buffer = Self::decode(r)?;
                start.fits(buffer.len(), len)?;
                plan.count(list.counter, to_u64(buffer.len()));
                Ok(buffer)
            }
            _ => elements(r, plan, node).map(Buffer::from),
        }
    }
}
