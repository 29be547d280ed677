//! The library's own types in the words of histories are what the types themselves say.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};
use std::path::Path;
use std::time::{Duration, SystemTime};

use persist_history::{Entry, HistoryText, Version};

use super::library::LIBRARY;
use super::rebuild::{Rebuild, Work};
use super::sources::{Sources, Versions};
use crate::error::Result;
use crate::persist::Persist;
use crate::schema::{ECOSYSTEM, Schema, Ty};
use crate::types::{Tensor, TensorData, Tensors};
use crate::unknown::{UnknownField, UnknownFields};

/// A definition's entry as the closure's own.
fn rebuilt<T: Persist>() -> Result<Schema> {
    let Ty::Named { name, args } = *T::TY else { panic!("a named type") };
    let sources = Sources::library()?;
    let entry = sources.entries(name).next().cloned();
    let entry: Entry = entry.unwrap_or_else(|| panic!("`{name}` is missing in the text"));
    let versions = Versions::new();
    let work = Work::default();
    let mut rebuild = Rebuild::new(&sources, &entry, &versions, &work);
    let args = args.iter().map(|arg| rebuild.todays(arg)).collect::<Result<_>>()?;
    rebuild.schema(args)
}

#[test]
fn each_definition_of_the_library_is_the_type_s_own() -> Result<()> {
    let mut seen = BTreeSet::new();
    macro_rules! check {
        ($($ty:ty),+ $(,)?) => {$(
            let schema = Schema::of::<$ty>()?;
            assert_eq!(rebuilt::<$ty>()?, schema);
            seen.extend(schema.root_def().map(|def| def.name.clone()));
        )+};
    }
    check!(
        Bound<u32>,
        Duration,
        IpAddr,
        Ordering,
        OsString,
        Range<Vec<u8>>,
        RangeFrom<Bound<Duration>>,
        RangeInclusive<[f64; 3]>,
        RangeTo<[f64; 512]>,
        RangeToInclusive<Vec<Duration>>,
        Result<Vec<(u8, f32)>, String>,
        SocketAddr,
        SocketAddrV4,
        SocketAddrV6,
        SystemTime,
        Tensor,
        TensorData,
        Tensors,
        UnknownField,
        UnknownFields,
    );
    // No value is of the type that stands for parameters, which the derive's tests look at.
    seen.insert("std::Param".into());
    let text = HistoryText::parse(LIBRARY).expect("it is well-formed");
    let written: Vec<_> = text.nested.iter().map(|entry| entry.name.clone()).collect();
    assert!(written.is_sorted());
    let of_std = written.into_iter().filter(|name| name.starts_with("std::"));
    assert_eq!(of_std.collect::<BTreeSet<_>>(), seen);
    Ok(())
}

#[test]
fn each_definition_of_a_type_of_another_crate_is_the_type_s_own() -> Result<()> {
    let text = HistoryText::parse(LIBRARY).expect("it is well-formed");
    let written = text.nested.iter().map(|entry| entry.name.as_str());
    let written: Vec<_> = written.filter(|name| !name.starts_with("std::")).collect();
    assert_eq!(written, ECOSYSTEM);
    #[allow(unused_macros, reason = "there may be no feature")]
    macro_rules! check {
        ($krate:literal: $($ty:ty),+ $(,)?) => {
            let mut seen = BTreeSet::new();
            $(
                let schema = Schema::of::<$ty>()?;
                assert_eq!(rebuilt::<$ty>()?, schema);
                seen.extend(schema.root_def().map(|def| def.name.clone()));
            )+
            let of_crate = written.iter().copied().filter(|name| name.starts_with($krate));
            assert_eq!(seen, of_crate.map(str::to_owned).collect());
        };
    }
    #[cfg(feature = "chrono")]
    {
        use chrono::{DateTime, FixedOffset, Month, TimeDelta, Utc, Weekday};
        use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
        check!(
            "chrono::": FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime,
            DateTime<FixedOffset>, TimeDelta, DateTime<Utc>, Weekday
        );
    }
    #[cfg(feature = "jiff")]
    {
        use jiff::civil::{Date, DateTime, Time};
        use jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};
        check!("jiff::": Date, DateTime, SignedDuration, Span, Time, Timestamp, ZonedDateTime);
    }
    #[cfg(feature = "nalgebra")]
    {
        use nalgebra::{Complex, DMatrix, Isometry2, Similarity3};
        check!("nalgebra::": DMatrix<(f32, u8)>, Isometry2<f64>, Similarity3<f32>);
        check!("num_complex::": Complex<String>);
    }
    #[cfg(feature = "ndarray")]
    check!("ndarray::": ndarray::Array0<u8>, ndarray::Array2<String>, ndarray::ArrayD<f64>);
    #[cfg(feature = "ndarray-0-16")]
    check!("ndarray::": ndarray_0_16::Array0<u8>, ndarray_0_16::ArrayD<f64>);
    #[cfg(feature = "rust_decimal")]
    check!("rust_decimal::": rust_decimal::Decimal);
    #[cfg(feature = "semver")]
    check!("semver::": semver::Comparator, semver::Op, Version, semver::VersionReq);
    #[cfg(feature = "serde_json")]
    check!("serde_json::": serde_json::Number, serde_json::Value);
    #[cfg(feature = "uuid")]
    check!("uuid::": uuid::Uuid);
    Ok(())
}

#[test]
fn no_definition_of_the_library_is_missing() {
    let mut named = BTreeSet::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut named);
    // No type holds one: it stands in the section of probes alone.
    assert!(named.remove("std::Probes"));
    let text = HistoryText::parse(LIBRARY).expect("it is well-formed");
    let written: BTreeSet<_> = text.nested.iter().map(|entry| entry.name.clone()).collect();
    assert_eq!(named, written.into_iter().filter(|name| name.starts_with("std::")).collect());
}

/// The names in quotes that begin as the library's do.
fn collect(folder: &Path, named: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("the sources are there").path();
        if path.is_dir() {
            collect(&path, named);
        } else {
            let text = std::fs::read_to_string(&path).expect("it is a source file");
            for quoted in text.split('"').filter(|quoted| quoted.starts_with("std::")) {
                if quoted.len() > 5 && quoted[5..].chars().all(char::is_alphanumeric) {
                    named.insert(quoted.to_owned());
                }
            }
        }
    }
}

/// A text of few lines whose types double at each level is refused, and takes no time.
#[test]
fn work_on_hostile_texts_is_bounded() {
    let refused = |text: &str, message: &str| {
        let text = HistoryText::parse(text).expect("it is well-formed");
        let entry = text.entries.first().expect("it has an entry").clone();
        let mut sources = Sources::library().expect("it is well-formed");
        sources.add(text);
        let version = Version::new(1, 0, 0);
        let versions = Versions::from([("A", &version), ("B", &version)]);
        let error = Rebuild::new(&sources, &entry, &versions, &Work::default())
            .schema(Vec::new())
            .unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    };
    let root = "type R\nversion 1.0.0\n  a: A<u8>\n";
    let nested = |field: &str| format!("{root}nested A<T> 1.0.0\n  a: {field}\n");
    refused(&nested("A<(T, T)>"), "more than");
    refused(&nested("A<[T]>"), "more than 64 types");
    refused(&nested("A<B<T>>\nnested B<T> 1.0.0"), "more than");
    refused(&nested("T<u8>"), "gives no version");
    refused(&nested("[u8; T]"), "no number");
    let chain: String =
        (0..100_000).map(|at| format!("nested A<T, const N> 1.0.0\n  a{at}: T\n")).collect();
    refused(&format!("{root}{chain}"), "2 generic arguments");
}
