//! [`Tensors`]: a model that is nothing but named tensors, for what comes from other formats.
//!
//! Definitions of this library, under names that start with `std::`. What of a tensor depends on each other, its shape
//! and the number of its elements, is checked where one is made and where one is loaded.

mod bits;
mod data;

use std::collections::BTreeMap;
use std::collections::btree_map;

pub use self::data::{TensorData, TensorType};
use crate::error::{Error, Result};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Def, Field, Registry, Ty};
use crate::types::named::{def, named_fields, register_def};
use crate::types::resolve::fields;
use crate::wire::{Reader, Writer, to_u64};

/// Named tensors: the model that an import of safetensors or NumPy's files gives, for programs that have no type of
/// their own for it.
///
/// Names are any text, as `encoder.layers.0.weight`. One tensor of a file is read by its path.
///
/// # Example
///
/// ```
/// use persist_core::{Archive, Persist, Tensor, Tensors};
///
/// let mut tensors = Tensors::new();
/// tensors.insert("encoder.weight", Tensor::new([2, 3], vec![1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0])?);
/// tensors.insert("steps", Tensor::new([], vec![1000u64])?);
/// let bytes = tensors.to_bytes()?;
///
/// let weight = Tensors::from_bytes(&bytes)?;
/// let weight = weight.get("encoder.weight").expect("it was saved");
/// assert_eq!(weight.shape(), [2, 3]);
/// assert_eq!(weight.data().as_f32(), Some(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0][..]));
///
/// let archive = Archive::from_bytes(bytes)?;
/// let weight: Vec<f32> = archive.get(r#"tensors["encoder.weight"].data.F32.0"#)?;
/// assert_eq!(weight[5], 6.0);
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tensors {
    tensors: BTreeMap<String, Tensor>,
}

impl Tensors {
    /// None.
    pub fn new() -> Self {
        Tensors::default()
    }

    /// Adds a tensor; returns the one that had the name before.
    pub fn insert(&mut self, name: impl Into<String>, tensor: Tensor) -> Option<Tensor> {
        self.tensors.insert(name.into(), tensor)
    }

    /// The tensor of this name.
    pub fn get(&self, name: &str) -> Option<&Tensor> {
        self.tensors.get(name)
    }

    /// Takes out the tensor of this name.
    pub fn remove(&mut self, name: &str) -> Option<Tensor> {
        self.tensors.remove(name)
    }

    /// All tensors with their names, in the order of those.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.tensors.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tensors.is_empty()
    }
}

impl IntoIterator for Tensors {
    type Item = (String, Tensor);
    type IntoIter = btree_map::IntoIter<String, Tensor>;

    fn into_iter(self) -> Self::IntoIter {
        self.tensors.into_iter()
    }
}

impl FromIterator<(String, Tensor)> for Tensors {
    fn from_iter<I: IntoIterator<Item = (String, Tensor)>>(tensors: I) -> Self {
        Tensors { tensors: BTreeMap::from_iter(tensors) }
    }
}

/// Numbers in some dimensions: a shape, and elements in C's order, the last axis the fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    shape: Vec<u64>,
    data: TensorData,
}

impl Tensor {
    /// A tensor of this shape; that of no axes has one element.
    ///
    /// # Errors
    ///
    /// A number of elements that is not the product of the shape.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{ErrorKind, Tensor};
    ///
    /// let tensor = Tensor::new([2, 2], vec![1u8, 2, 3, 4])?;
    /// assert_eq!(tensor.ty().name(), "u8");
    /// let error = Tensor::new([2, 2], vec![1u8, 2, 3]).unwrap_err();
    /// assert_eq!(error.to_string(), "3 elements are no tensor of the shape [2, 2]");
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn new(shape: impl Into<Vec<u64>>, data: impl Into<TensorData>) -> Result<Self> {
        let (shape, data) = (shape.into(), data.into());
        match count_of(&shape) == Some(to_u64(data.len())) {
            true => Ok(Tensor { shape, data }),
            false => {
                let len = data.len();
                Err(Error::invalid(format_args!(
                    "{len} elements are no tensor of the shape {shape:?}"
                )))
            }
        }
    }

    /// A tensor of elements that lie in Fortran's order, the first axis the fastest: they are brought into C's.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and more elements than there is memory for twice.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Tensor;
    ///
    /// let columns = Tensor::from_fortran_order([2, 3], vec![1u8, 4, 2, 5, 3, 6])?;
    /// assert_eq!(columns, Tensor::new([2, 3], vec![1u8, 2, 3, 4, 5, 6])?);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn from_fortran_order(
        shape: impl Into<Vec<u64>>,
        data: impl Into<TensorData>,
    ) -> Result<Self> {
        let Tensor { shape, data } = Tensor::new(shape, data)?;
        let data = data.into_c_order(&shape)?;
        Tensor::new(shape, data)
    }

    /// How many elements there are along each axis.
    pub fn shape(&self) -> &[u64] {
        &self.shape
    }

    /// The type of the elements.
    pub const fn ty(&self) -> TensorType {
        self.data.ty()
    }

    /// The elements, in C's order.
    pub const fn data(&self) -> &TensorData {
        &self.data
    }

    /// The elements, without a copy.
    pub fn into_data(self) -> TensorData {
        self.data
    }
}

/// How many elements a tensor of a shape has, unless they are more than any memory holds.
pub(crate) fn count_of(shape: &[u64]) -> Option<u64> {
    match shape.contains(&0) {
        true => Some(0),
        false => shape.iter().try_fold(1u64, |all, len| all.checked_mul(*len)),
    }
}

/// What a file's parts are, which start at `start`.
fn made(start: &Reader<'_>, shape: Vec<u64>, data: TensorData) -> Result<Tensor> {
    Tensor::new(shape, data).map_err(|error| start.blame_at(0, error))
}

impl Persist for Tensor {
    const TY: &'static Ty = &Ty::Named { name: "std::Tensor", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "std::Tensor",
        &[],
        named_fields(&[Field::new("shape", <Vec<u64>>::TY), Field::new("data", TensorData::TY)]),
    ));
    const MIN_SIZE: usize = 3;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, TensorData::register);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        self.shape.encode(w)?;
        self.data.encode(w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        let (shape, data) = (Persist::decode(r)?, Persist::decode(r)?);
        made(&start, shape, data)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        fields!(r, plan, node, 0 => shape: Vec<u64>, 1 => data: TensorData);
        made(&start, shape, data)
    }
}

impl Persist for Tensors {
    const TY: &'static Ty = &Ty::Named { name: "std::Tensors", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "std::Tensors",
        &[],
        named_fields(&[Field::new("tensors", <BTreeMap<String, Tensor>>::TY)]),
    ));
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, Tensor::register);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        self.tensors.encode(w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        Persist::decode(r).map(|tensors| Tensors { tensors })
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        fields!(r, plan, node, 0 => tensors: BTreeMap<String, Tensor>);
        Ok(Tensors { tensors })
    }
}
