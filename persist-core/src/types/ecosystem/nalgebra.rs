//! `nalgebra`: matrices column by column, as they lie in memory.
//!
//! A side whose length is part of the type is an array, one that is not is a list: `SMatrix<T, R, C>` is a `[[T; R]; C]`,
//! a vector of a fixed length a `[T; N]`, a `DVector` a `Vec<T>`, `Matrix3xX<T>` a `Vec<[T; 3]>`. A `DMatrix` is a
//! struct. Points and translations are their coordinates, rotations their matrices, quaternions `i`, `j`, `k` and `w`.
//! What is said to be of unit length is not scaled on load: bits are kept.

use nalgebra::{
    AbstractRotation, ArrayStorage, Complex, Const, DMatrix, DVector, Dyn, Isometry, Matrix,
    OPoint, Quaternion, RealField, Rotation, SMatrix, SVector, Scalar, Similarity, Translation,
    Unit, VecStorage, Vector4,
};

use super::record::record;
use crate::error::{Error, Result};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Arg, Def, Field, Layout, Registry, Ty};
use crate::types::named::{def, named_fields, register_def};
use crate::types::resolve;
use crate::types::resolve::{elements, fields};
use crate::wire::raw::try_array;
use crate::wire::{FixedRoom, Plain, Reader, Writer};

/// A vector is one column: that it is in an array of columns is not stored.
const fn is_vector<const C: usize>() -> bool {
    C == 1
}

/// The matrix of one column.
fn of_column<T, const R: usize, const C: usize>(column: [T; R]) -> Result<SMatrix<T, R, C>> {
    let mut column = Some(column);
    let columns = try_array(|| column.take().ok_or_else(crate::types::misfit))?;
    Ok(SMatrix::from_array_storage(ArrayStorage(columns)))
}

fn of_columns<T, const R: usize, const C: usize>(columns: [[T; R]; C]) -> SMatrix<T, R, C> {
    SMatrix::from_array_storage(ArrayStorage(columns))
}

impl<T: Persist, const R: usize, const C: usize> Persist for SMatrix<T, R, C> {
    const TY: &'static Ty = if is_vector::<C>() { <[T; R]>::TY } else { <[[T; R]; C]>::TY };
    const LAYOUT: Option<Layout> = <[[T; R]; C]>::LAYOUT;
    const MIN_SIZE: usize =
        if is_vector::<C>() { <[T; R]>::MIN_SIZE } else { <[[T; R]; C]>::MIN_SIZE };
    const __PERSIST_PLAIN: Option<Plain<Self>> =
        Plain::<Self>::of_columns(<[[T; R]; C]>::__PERSIST_PLAIN);

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        match &self.data.0[..] {
            [column] if is_vector::<C>() => column.encode(w),
            _ => self.data.0.encode(w),
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        if is_vector::<C>() {
            return of_column(<[T; R]>::decode(r)?);
        }
        <[[T; R]; C]>::decode(r).map(of_columns)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        if is_vector::<C>() {
            return of_column(resolve(r, plan, node)?);
        }
        resolve(r, plan, node).map(of_columns)
    }

    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        self.data.0.encode_fixed(out)
    }

    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        <[[T; R]; C]>::decode_fixed(bytes).map(of_columns)
    }
}

impl<T: Persist> Persist for DVector<T> {
    const TY: &'static Ty = <Vec<T>>::TY;
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        T::encode_slice(self.data.as_slice(), w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        T::decode_vec(r).map(column)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        elements(r, plan, node).map(column)
    }
}

fn column<T>(elements: Vec<T>) -> DVector<T> {
    Matrix::from_data(VecStorage::new(Dyn(elements.len()), Const, elements))
}

/// `RowDVector<T>`, `Matrix2xX<T>` up to `Matrix6xX<T>`, and the like: a list of columns.
impl<T: Persist, const R: usize> Persist
    for Matrix<T, Const<R>, Dyn, VecStorage<T, Const<R>, Dyn>>
{
    const TY: &'static Ty = <Vec<[T; R]>>::TY;
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        let (columns, _) = self.data.as_slice().as_chunks::<R>();
        <[T; R]>::encode_slice(columns, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        <[T; R]>::decode_vec(r).map(columns)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        elements(r, plan, node).map(columns)
    }
}

fn columns<T, const R: usize>(
    columns: Vec<[T; R]>,
) -> Matrix<T, Const<R>, Dyn, VecStorage<T, Const<R>, Dyn>> {
    let count = columns.len();
    Matrix::from_data(VecStorage::new(Const, Dyn(count), columns.into_flattened()))
}

impl<T: Persist> Persist for DMatrix<T> {
    const TY: &'static Ty = &Ty::Named { name: "nalgebra::DMatrix", args: &[Arg::Type(T::TY)] };
    const DEF: Option<&'static Def> = Some(&def(
        "nalgebra::DMatrix",
        &[Arg::Type(T::TY)],
        named_fields(&[
            Field::new("rows", usize::TY),
            Field::new("columns", usize::TY),
            Field::new("elements", <Vec<T>>::TY),
        ]),
    ));
    const MIN_SIZE: usize = 3;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, T::register);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.len(self.nrows());
        w.len(self.ncols());
        T::encode_slice(self.data.as_slice(), w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        let (rows, columns) = (r.unsigned()?, r.unsigned()?);
        matrix(&start, rows, columns, T::decode_vec(r)?)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        fields!(r, plan, node, 0 => rows: usize, 1 => columns: usize, 2 => elements: Vec<T>);
        matrix(&start, rows, columns, elements)
    }
}

fn matrix<T>(
    start: &Reader<'_>,
    rows: usize,
    columns: usize,
    elements: Vec<T>,
) -> Result<DMatrix<T>> {
    if rows.checked_mul(columns) != Some(elements.len()) {
        let found = elements.len();
        let error = Error::damaged(format!(
            "{found} elements are no matrix of {rows} rows and {columns} columns"
        ));
        return Err(start.blame_at(0, error.about("nalgebra::DMatrix")));
    }
    Ok(Matrix::from_data(VecStorage::new(Dyn(rows), Dyn(columns), elements)))
}

/// A type that is stored as what it is around, and neither more nor less than that in memory.
macro_rules! around {
    ([$($generics:tt)+] $ty:ty, $content:ty, |$value:ident| $get:expr, $plain:ident, $make:expr) => {
        impl<$($generics)+> Persist for $ty {
            const TY: &'static Ty = <$content>::TY;
            const DEF: Option<&'static Def> = <$content>::DEF;
            const LAYOUT: Option<Layout> = <$content>::LAYOUT;
            const MIN_SIZE: usize = <$content>::MIN_SIZE;
            const __PERSIST_PLAIN: Option<Plain<Self>> =
                Plain::<Self>::$plain(<$content>::__PERSIST_PLAIN);

            fn register(registry: &mut Registry) {
                <$content>::register(registry);
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                let $value = self;
                <$content>::encode($get, w)
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                <$content>::decode(r).map($make)
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                resolve(r, plan, node).map($make)
            }

            fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
                let $value = self;
                <$content>::encode_fixed($get, out)
            }

            fn decode_fixed(bytes: &[u8]) -> Result<Self> {
                <$content>::decode_fixed(bytes).map($make)
            }
        }
    };
}

around!(
    [T: Persist + Scalar, const D: usize] OPoint<T, Const<D>>,
    SVector<T, D>, |point| &point.coords, of_coordinates, |coords| OPoint { coords }
);
around!(
    [T: Persist, const D: usize] Translation<T, D>,
    SVector<T, D>, |translation| &translation.vector, of_vector, |vector| Translation { vector }
);
around!(
    [T: Persist + Scalar, const D: usize] Rotation<T, D>,
    SMatrix<T, D, D>, |rotation| rotation.matrix(), of_matrix, Rotation::from_matrix_unchecked
);
around!(
    [T: Persist] Quaternion<T>,
    Vector4<T>, |quaternion| &quaternion.coords, of_vector, |coords| Quaternion { coords }
);
around!([T: Persist] Unit<T>, T, |unit| unit, of_content, Unit::new_unchecked);

record!(
    @[T: Persist + Clone] Complex<T> as "num_complex::Complex" <T>,
    { 0 => re: T, 1 => im: T },
    |value| (value.re.clone(), value.im.clone()),
    |re, im| Ok(Complex { re, im }),
);

record!(
    @[T: Persist + Clone, R: Persist + Clone, const D: usize] Isometry<T, R, D>
        as "nalgebra::Isometry" <R, Translation<T, D>>,
    { 0 => rotation: R, 1 => translation: Translation<T, D> },
    |value| (value.rotation.clone(), value.translation.clone()),
    |rotation, translation| Ok(Isometry { rotation, translation }),
);

record!(
    @[T: Persist + RealField, R: Persist + AbstractRotation<T, D>, const D: usize] Similarity<T, R, D>
        as "nalgebra::Similarity" <Isometry<T, R, D>, T>,
    { 0 => isometry: Isometry<T, R, D>, 1 => scaling: T },
    |value| (value.isometry.clone(), value.scaling()),
    // A scaling of zero makes `nalgebra` panic.
    |isometry, scaling| match scaling.is_zero() {
        false => Ok(Similarity::from_isometry(isometry, scaling)),
        true => Err("a similarity scales by zero".to_owned()),
    },
);
