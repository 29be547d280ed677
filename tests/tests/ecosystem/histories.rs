//! Values that are made up of recorded schemas are within the bounds of these types: a history with them can be replayed.

use persist_core::schema::Version;
use persist_core::{Persist, Recorded, Replay};

use super::check::schema;

#[track_caller]
fn survives<T: Persist>() {
    let recorded = Recorded::new(Version::new(1, 0, 0), schema::<T>());
    if let Err(error) = Replay::new().run::<T>(&[recorded], None) {
        panic!("{}: {error}", std::any::type_name::<T>());
    }
}

macro_rules! survive {
    ($($ty:ty),+ $(,)?) => {$(
        survives::<$ty>();
        survives::<Vec<$ty>>();
    )+};
}

#[test]
fn floats_of_16_bits() {
    survive!(half::f16, half::bf16, (half::f16, u8), [half::bf16; 3000]);
}

#[test]
fn collections() {
    survive! {
        smallvec::SmallVec<[u16; 2]>, arrayvec::ArrayVec<String, 100>, bytes::Bytes,
        indexmap::IndexMap<String, u8>, indexmap::IndexSet<u64>, serde_json::Value, serde_json::Number,
    }
}

#[test]
fn dates_and_times() {
    use chrono::{DateTime, FixedOffset, Local, Month, NaiveDateTime, TimeDelta, Utc, Weekday};
    survive! {
        NaiveDateTime, DateTime<Utc>, DateTime<FixedOffset>, DateTime<Local>, TimeDelta, Weekday, Month,
        jiff::Timestamp, jiff::civil::DateTime, jiff::ZonedDateTime, jiff::SignedDuration, jiff::Span,
    }
}

#[test]
fn numbers_and_names() {
    survive!(rust_decimal::Decimal, Version, semver::VersionReq, uuid::Uuid);
}

#[test]
fn arrays_and_matrices() {
    use nalgebra::{DMatrix, DVector, Isometry3, Matrix2x3, Matrix3xX, Point3, Similarity2};
    survive! {
        ndarray::Array0<u8>, ndarray::Array1<f32>, ndarray::Array2<String>, ndarray::Array6<(u8, f64)>,
        ndarray::ArrayD<i64>, ndarray_0_16::Array3<bool>, ndarray_0_16::ArrayD<Vec<u8>>,
        DMatrix<f64>, DVector<String>, Matrix2x3<f32>, Matrix3xX<f64>, Point3<f32>, Isometry3<f64>, Similarity2<f32>,
    }
}
