//! `ndarray`, in its versions 0.17 and 0.16: one schema for both, so that files of either load into the other.
//!
//! An array is its shape, its axes in the order of memory from the slowest to the fastest, and its elements as they lie
//! there: a list, borrowed on save. What is spread over memory, as every second row is, or runs backwards, is saved in
//! standard order; an iterator writes its elements, and nothing is copied together. Clones of an `ArcArray` are saved
//! each by itself.
//!
//! A view is saved as `CowArray::from(view)`, which borrows it: the trait is for types that load as well, and there is
//! nothing that a loaded view could borrow.

mod order;

/// The numbers of axes: what shapes are stored as.
macro_rules! axes {
    ($($dim:ident as $shape:ty;)+) => {$(
        impl Axes for $dim {
            type Shape = $shape;
        }
    )+};
}

/// The owners of arrays that load: how one is viewed is the same for all.
macro_rules! array {
    ($array:ty, $from_array:expr) => {
        impl<T: Persist, D: Axes> Persist for $array {
            const TY: &'static Ty = &Ty::Named {
                name: "ndarray::Array",
                args: &[Arg::Type(T::TY), Arg::Type(D::Shape::TY)],
            };
            const DEF: Option<&'static Def> = Some(&def(
                "ndarray::Array",
                &[Arg::Type(T::TY), Arg::Type(D::Shape::TY)],
                named_fields(&[
                    Field::new("shape", D::Shape::TY),
                    Field::new("order", D::Shape::TY),
                    Field::new("elements", <Vec<T>>::TY),
                ]),
            ));
            const MIN_SIZE: usize = 1usize.saturating_add(D::Shape::MIN_SIZE.saturating_mul(2));

            fn register(registry: &mut Registry) {
                register_def::<Self>(registry, T::register);
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                encode(self.view(), w)
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                let start = r.clone();
                let (shape, order) = (D::Shape::decode(r)?, D::Shape::decode(r)?);
                made(&start, &shape, &order, T::decode_vec(r)?).map($from_array)
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                let start = r.clone();
                fields!(
                    r, plan, node,
                    0 => shape: D::Shape, 1 => order: D::Shape, 2 => elements: Vec<T>
                );
                made(&start, &shape, &order, elements).map($from_array)
            }
        }
    };
}

/// The arrays of one version of `ndarray`.
macro_rules! version {
    ($module:ident, $ndarray:ident) => {
        mod $module {
            use $ndarray::{
                ArcArray, Array, ArrayD, ArrayView, CowArray, Dimension, Ix0, Ix1, Ix2, Ix3, Ix4,
                Ix5, Ix6, IxDyn, ShapeBuilder,
            };

            use super::order::{self, Memory};
            use crate::error::Result;
            use crate::evolution::{Node, Plan};
            use crate::persist::Persist;
            use crate::schema::{Arg, Def, Field, Registry, Ty};
            use crate::types::array::encode_iter;
            use crate::types::named::{def, named_fields, register_def};
            use crate::types::resolve::fields;
            use crate::wire::{Reader, Writer};

            /// A number of axes.
            pub(crate) trait Axes: Dimension + 'static {
                /// A list where programs learn it from the array, else as many numbers as it says.
                type Shape: Persist + AsRef<[usize]> + for<'s> TryFrom<&'s [usize]>;
            }

            axes! {
                Ix0 as [usize; 0];
                Ix1 as [usize; 1];
                Ix2 as [usize; 2];
                Ix3 as [usize; 3];
                Ix4 as [usize; 4];
                Ix5 as [usize; 5];
                Ix6 as [usize; 6];
                IxDyn as Vec<usize>;
            }

            array!(Array<T, D>, |array| array);
            array!(ArcArray<T, D>, ArcArray::from);
            array!(CowArray<'_, T, D>, CowArray::from);

            fn encode<'a, T: Persist, D: Axes>(
                array: ArrayView<'a, T, D>,
                w: &mut Writer<'a>,
            ) -> Result<()> {
                let (shape, len) = (array.shape(), array.len());
                order::check(shape.len()).map_err(|why| w.refuse_whole(Some("ndarray::Array"), why))?;
                let order = order::in_memory(shape, array.strides());
                let slice = order.as_ref().and(array.to_slice_memory_order());
                let order = slice.and(order).unwrap_or_else(|| order::standard(shape.len()));
                let axes = (numbers::<D>(shape)?, numbers::<D>(&order)?);
                w.copied(|w| axes.encode(w))?;
                match slice {
                    Some(elements) => T::encode_slice(elements, w),
                    None => encode_iter(array.into_iter(), len, w),
                }
            }

            fn numbers<D: Axes>(numbers: &[usize]) -> Result<D::Shape> {
                D::Shape::try_from(numbers).map_err(|_| crate::types::misfit())
            }

            /// The array that a file's parts are, which start at `start`.
            fn made<T, D: Axes>(
                start: &Reader<'_>,
                shape: &D::Shape,
                order: &D::Shape,
                elements: Vec<T>,
            ) -> Result<Array<T, D>> {
                let (shape, order) = (shape.as_ref(), order.as_ref());
                let memory = order::memory(shape, order, elements.len())
                    .map_err(|why| order::refused(start, why))?;
                let dim = IxDyn(shape);
                let array = match memory {
                    Memory::Standard => ArrayD::from_shape_vec(dim, elements),
                    Memory::Reversed => ArrayD::from_shape_vec(dim.f(), elements),
                    Memory::Strides(strides) => {
                        ArrayD::from_shape_vec(dim.strides(IxDyn(&strides)), elements)
                    }
                };
                array
                    .and_then(ArrayD::into_dimensionality)
                    .map_err(|error| order::refused(start, format!("no array is so: {error}")))
            }
        }
    };
}

#[cfg(feature = "ndarray")]
version!(current, ndarray);
#[cfg(feature = "ndarray-0-16")]
version!(version_0_16, ndarray_0_16);
