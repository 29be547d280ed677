//! Types of other crates whose memory is their fixed layout.

use super::plain::Plain;

#[cfg(feature = "half")]
macro_rules! float16 {
    ($($ty:ident)+) => {$(
        impl Plain<half::$ty> {
            /// That it holds of this type, where it does.
            pub(crate) const KNOWN: Option<Self> = match Plain::<u16>::KNOWN {
                // SAFETY: the type is `repr(transparent)` around a `u16`, any of which is one of it.
                Some(bits) => Some(unsafe { Plain::new(bits.readable()) }),
                None => None,
            };
        }
    )+};
}

#[cfg(feature = "half")]
float16!(f16 bf16);

/// Types that are `repr(C)` or `repr(transparent)`, with one field that is not empty, and stored as what that is.
#[cfg(feature = "nalgebra")]
macro_rules! around {
    ($([$($generics:tt)+] $ty:ty, $content:ty, $of:ident;)+) => {$(
        impl<$($generics)+> Plain<$ty> {
            /// That it holds of this type, if it does of what it holds.
            pub(crate) const fn $of(content: Option<Plain<$content>>) -> Option<Self> {
                match content {
                    Some(content) if size_of::<$ty>() == size_of::<$content>() => {
                        // SAFETY: nothing but the field takes memory, which stands at the start and ends where the type
                        // ends; the type is stored as the field, and any value of that is one of it.
                        Some(unsafe { Plain::new(content.readable()) })
                    }
                    _ => None,
                }
            }
        }
    )+};
}

#[cfg(feature = "nalgebra")]
mod algebra {
    use nalgebra::{
        Const, OPoint, Quaternion, Rotation, SMatrix, SVector, Scalar, Translation, Unit, Vector4,
    };

    use super::Plain;

    around! {
        [T, const R: usize, const C: usize] SMatrix<T, R, C>, [[T; R]; C], of_columns;
        [T: Scalar, const D: usize] OPoint<T, Const<D>>, SVector<T, D>, of_coordinates;
        [T, const D: usize] Translation<T, D>, SVector<T, D>, of_vector;
        [T, const D: usize] Rotation<T, D>, SMatrix<T, D, D>, of_matrix;
        [T] Quaternion<T>, Vector4<T>, of_vector;
        [T] Unit<T>, T, of_content;
    }
}
