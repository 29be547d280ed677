//! [`Persist`](crate::Persist) for the types of the standard library, a file per family, and in a folder for
//! those of other crates.

mod array;
mod buffer;
mod cells;
mod collections;
mod copying;
#[cfg(feature = "dynamic")]
pub(crate) mod dynamic;
mod ecosystem;
mod exact;
mod fields;
mod forward;
mod named;
mod net;
mod numbers;
mod option;
mod parts;
mod path;
mod plain;
mod resolve;
mod scalar;
mod shared;
mod strings;
mod tables;
mod tensors;
mod tuples;
mod unwrapped;

pub(crate) use array::{append_elements, decode_elements, encode_elements, no_layout};
pub use buffer::Buffer;
pub use fields::{FixedBytes, GetFields, PutFields, decode_fields, encode_fields};
pub use parts::{Part, PartOf, run};
pub use resolve::{arm, pass, resolve, steps, upgrade};
pub(crate) use resolve::{field, fields, keep, misfit};
pub(crate) use tensors::count_of;
pub use tensors::{Tensor, TensorData, TensorType, Tensors};
