//! Types of other crates that the library knows: a file for each of them.

use arrayvec::{ArrayString, ArrayVec};
use bytes::{Bytes, BytesMut};
use chrono::{
    DateTime, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc,
    Weekday,
};
use half::{bf16, f16};
use indexmap::{IndexMap, IndexSet};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, civil};
use nalgebra::{
    Complex, DMatrix, DVector, Isometry3, Matrix2x3, Matrix3xX, Point3, Rotation3, Similarity3,
    Translation3, UnitQuaternion, Vector3,
};
use ndarray::{Array0, Array2, ArrayD, IxDyn, array};
use persist_core::{Persist, SaveOptions};
use rust_decimal::Decimal;
use serde_json::json;
use smallvec::SmallVec;
use uuid::{NonNilUuid, Uuid};

use super::files::Golden;

type Halves = (f16, bf16, Vec<f16>, Vec<(bf16, u8)>, [f16; 3]);

/// Bit patterns that a rounding could lose, alone and in arrays.
fn halves() -> Halves {
    let all = || (0..0x7c00u16).step_by(997);
    (
        f16::from_f32(1.5),
        bf16::MIN_POSITIVE,
        all().map(f16::from_bits).collect(),
        all().map(|bits| (bf16::from_bits(bits), 7)).collect(),
        [f16::PI, f16::NEG_ZERO, f16::INFINITY],
    )
}

type Lists = (
    (SmallVec<[u32; 4]>, SmallVec<[String; 1]>, ArrayVec<i16, 8>, ArrayString<12>),
    (Bytes, BytesMut, IndexMap<String, u8>, IndexSet<u16>),
);

fn lists() -> Lists {
    (
        (
            (0..5).collect(),
            ["a".to_owned(), "b".to_owned()].into_iter().collect(),
            [-1, 300].into_iter().collect(),
            ArrayString::from("twelve").unwrap(),
        ),
        (
            Bytes::from_static(&[1, 2, 255]),
            BytesMut::from(&[7u8; 5000][..]),
            [("z".to_owned(), 1), ("a".to_owned(), 2)].into(),
            [300, 7].into(),
        ),
    )
}

type Chrono = (
    (NaiveDate, NaiveTime, NaiveDateTime, DateTime<Utc>, DateTime<FixedOffset>),
    (FixedOffset, Vec<TimeDelta>, Weekday, Month, Vec<NaiveDate>),
);

fn chrono() -> Chrono {
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    // In a leap second.
    let time = NaiveTime::from_hms_opt(23, 59, 59).unwrap().with_nanosecond(1_500_000_000).unwrap();
    let east = FixedOffset::east_opt(5 * 3600 + 1800).unwrap();
    let both = date.and_time(time);
    (
        (date, time, both, both.and_utc(), both.and_utc().with_timezone(&east)),
        (
            east,
            vec![TimeDelta::new(-1, 999_999_999).unwrap(), TimeDelta::MAX],
            Weekday::Sun,
            Month::February,
            vec![NaiveDate::MIN, NaiveDate::MAX],
        ),
    )
}

#[derive(Persist, Clone, Debug)]
#[persist(name = "golden::Units")]
struct Units(jiff::Span);

/// Spans have no equality of their own, as a day may be longer than another.
impl PartialEq for Units {
    fn eq(&self, other: &Self) -> bool {
        self.0.fieldwise() == other.0.fieldwise()
    }
}

type Jiff = (
    (Vec<Timestamp>, Vec<SignedDuration>, civil::Date, civil::Time, civil::DateTime),
    (Vec<jiff::ZonedDateTime>, Units),
);

fn jiff() -> Jiff {
    let instant = Timestamp::new(1_700_000_000, 5).unwrap();
    let zones = ["Europe/Berlin", "UTC"].map(|name| TimeZone::get(name).unwrap());
    let fixed = TimeZone::fixed(jiff::tz::offset(-3));
    let there = instant.to_zoned_datetime(TimeZone::UTC);
    let span = 1.years().months(2).weeks(3).days(4).hours(5).minutes(6).seconds(7).nanoseconds(8);
    let zoned = zones.into_iter().chain([fixed]);
    (
        (
            vec![instant, Timestamp::MIN],
            vec![SignedDuration::MIN, SignedDuration::ZERO],
            there.date(),
            there.time(),
            there.datetime(),
        ),
        (zoned.map(|zone| instant.to_zoned_datetime(zone)).collect(), Units(-span)),
    )
}

type Nalgebra = (
    (DMatrix<f64>, DMatrix<String>, Matrix2x3<u8>, Vector3<f32>, DVector<i16>, Matrix3xX<u32>),
    (Point3<f32>, Rotation3<f64>, Isometry3<f64>, Similarity3<f32>, Vec<Complex<f32>>),
);

fn nalgebra() -> Nalgebra {
    let walk = Translation3::new(1.0, 2.0, 3.0);
    let similar = Similarity3::from_parts(
        Translation3::new(0.5, 0.25, -1.0),
        UnitQuaternion::identity(),
        2.5,
    );
    (
        (
            DMatrix::from_vec(2, 3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
            DMatrix::from_element(1, 2, "x".to_owned()),
            Matrix2x3::new(1, 2, 3, 4, 5, 6),
            Vector3::new(0.5, -0.0, 1.5),
            DVector::from_vec(vec![-1, 300]),
            Matrix3xX::from_vec(vec![1, 2, 3, 4, 5, 6]),
        ),
        (
            Point3::new(1.0, f32::MIN, -0.0),
            Rotation3::identity(),
            Isometry3::from_parts(walk, UnitQuaternion::identity()),
            similar,
            vec![Complex::new(1.0, -2.0); 2],
        ),
    )
}

type Ndarray = ((Array2<f64>, Array2<u8>, Array0<u16>), (ArrayD<String>, Array2<f32>));

fn ndarray() -> Ndarray {
    (
        (
            array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
            array![[1, 2, 3], [4, 5, 6]].reversed_axes(),
            ndarray::arr0(300),
        ),
        (
            ArrayD::from_elem(IxDyn(&[2, 1, 1]), "x".to_owned()),
            Array2::from_shape_fn((40, 30), |(row, column)| if row > column { 0.5 } else { -0.5 }),
        ),
    )
}

pub(crate) fn files() -> Vec<Golden> {
    let plain = SaveOptions::new;
    let decimals = ["1.10", "0", "-7.9228162514264337593543950335"];
    let decimals = decimals.map(|text| text.parse::<Decimal>().unwrap()).to_vec();
    let versions: (semver::Version, Vec<semver::VersionReq>) = (
        "1.0.0-alpha.1+build.5".parse().unwrap(),
        ["*", "^1.2.3", ">=1.2, <2"].map(|text| text.parse().unwrap()).into(),
    );
    let json = json!({
        "z": [null, true, -1, 18_446_744_073_709_551_615u64, -0.0, 0.1],
        "a": { "text": "ä" },
    });
    let ids = (Uuid::nil(), NonNilUuid::new(Uuid::from_u128(1)).unwrap(), vec![Uuid::max(); 2]);
    vec![
        Golden::file("half", halves(), plain()),
        Golden::file("lists_of_crates", lists(), plain()),
        Golden::file("chrono", chrono(), plain()),
        Golden::file("jiff", jiff(), plain()),
        Golden::file("nalgebra", nalgebra(), plain()),
        Golden::file("ndarray", ndarray(), plain()),
        Golden::file("rust_decimal", decimals, plain()),
        Golden::file("semver", versions, plain()),
        Golden::file("serde_json", json, plain()),
        Golden::file("uuid", ids, plain()),
    ]
}
