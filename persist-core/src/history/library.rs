//! The library's own types, in the words of histories: no history records them, as the format keeps them as they are.

/// Their definitions. Versions stand here because the grammar asks for one: these types have none.
pub(super) const LIBRARY: &str = "\
nested chrono::FixedOffset 1.0.0
  secs: i32
nested chrono::Month 1.0.0 enum
  January
  February
  March
  April
  May
  June
  July
  August
  September
  October
  November
  December
nested chrono::NaiveDate 1.0.0
  year: i32
  month: u8
  day: u8
nested chrono::NaiveDateTime 1.0.0
  date: chrono::NaiveDate
  time: chrono::NaiveTime
nested chrono::NaiveTime 1.0.0
  secs: u32
  nanos: u32
nested chrono::OffsetDateTime 1.0.0
  secs: i64
  nanos: u32
  offset: chrono::FixedOffset
nested chrono::TimeDelta 1.0.0
  secs: i64
  nanos: u32
nested chrono::UtcDateTime 1.0.0
  secs: i64
  nanos: u32
nested chrono::Weekday 1.0.0 enum
  Mon
  Tue
  Wed
  Thu
  Fri
  Sat
  Sun
nested jiff::Date 1.0.0
  year: i16
  month: i8
  day: i8
nested jiff::DateTime 1.0.0
  date: jiff::Date
  time: jiff::Time
nested jiff::SignedDuration 1.0.0
  secs: i64
  nanos: i32
nested jiff::Span 1.0.0
  years: i16
  months: i32
  weeks: i32
  days: i32
  hours: i32
  minutes: i64
  seconds: i64
  milliseconds: i64
  microseconds: i64
  nanoseconds: i64
nested jiff::Time 1.0.0
  hour: i8
  minute: i8
  second: i8
  nanosecond: i32
nested jiff::Timestamp 1.0.0
  secs: i64
  nanos: i32
nested jiff::ZonedDateTime 1.0.0
  timestamp: jiff::Timestamp
  time_zone: str
nested nalgebra::DMatrix<T> 1.0.0
  rows: usize
  columns: usize
  elements: [T]
nested nalgebra::Isometry<R, V> 1.0.0
  rotation: R
  translation: V
nested nalgebra::Similarity<I, T> 1.0.0
  isometry: I
  scaling: T
nested ndarray::Array<T, S> 1.0.0
  shape: S
  order: S
  elements: [T]
nested num_complex::Complex<T> 1.0.0
  re: T
  im: T
nested rust_decimal::Decimal 1.0.0
  negative: bool
  digits: u128
  scale: u8
nested semver::Comparator 1.0.0
  op: semver::Op
  major: u64
  minor: Option<u64>
  patch: Option<u64>
  pre: str
nested semver::Op 1.0.0 enum
  Exact
  Greater
  GreaterEq
  Less
  LessEq
  Tilde
  Caret
  Wildcard
nested semver::Version 1.0.0
  major: u64
  minor: u64
  patch: u64
  pre: str
  build: str
nested semver::VersionReq 1.0.0
  comparators: [semver::Comparator]
nested serde_json::Number 1.0.0 enum
  Unsigned
    0: u64
  Signed
    0: i64
  Float
    0: f64
  Text
    0: str
nested serde_json::Value 1.0.0 enum
  Null
  Bool
    0: bool
  Number
    0: serde_json::Number
  String
    0: str
  Array
    0: [serde_json::Value]
  Object
    0: {str: serde_json::Value}
nested std::Bound<T> 1.0.0 enum
  Unbounded
  Included
    0: T
  Excluded
    0: T
nested std::Duration 1.0.0
  secs: u64
  nanos: u32
nested std::IpAddr 1.0.0 enum
  V4
    0: [u8; 4]
  V6
    0: [u8; 16]
nested std::Ordering 1.0.0 enum
  Less
  Equal
  Greater
nested std::OsString 1.0.0 enum
  Unix
    0: [u8]
  Windows
    0: [u16]
nested std::Param<const I> 1.0.0
  0: u32
  1: u32
nested std::Range<T> 1.0.0
  start: T
  end: T
nested std::RangeFrom<T> 1.0.0
  start: T
nested std::RangeInclusive<T> 1.0.0
  start: T
  end: T
nested std::RangeTo<T> 1.0.0
  end: T
nested std::RangeToInclusive<T> 1.0.0
  end: T
nested std::Result<T, E> 1.0.0 enum
  Ok
    0: T
  Err
    0: E
nested std::SocketAddr 1.0.0 enum
  V4
    0: std::SocketAddrV4
  V6
    0: std::SocketAddrV6
nested std::SocketAddrV4 1.0.0
  ip: [u8; 4]
  port: u16
nested std::SocketAddrV6 1.0.0
  ip: [u8; 16]
  port: u16
  flowinfo: u32
  scope_id: u32
nested std::SystemTime 1.0.0
  secs_since_epoch: u64
  nanos_since_epoch: u32
nested std::Tensor 1.0.0
  shape: [u64]
  data: std::TensorData
nested std::TensorData 1.0.0 enum
  Bool
    0: [bool]
  U8
    0: [u8]
  U16
    0: [u16]
  U32
    0: [u32]
  U64
    0: [u64]
  I8
    0: [i8]
  I16
    0: [i16]
  I32
    0: [i32]
  I64
    0: [i64]
  F16
    0: [f16]
  Bf16
    0: [bf16]
  F32
    0: [f32]
  F64
    0: [f64]
  ComplexF32
    0: [[f32; 2]]
  ComplexF64
    0: [[f64; 2]]
  F8E4M3
    0: [u8]
  F8E5M2
    0: [u8]
  F8E8M0
    0: [u8]
  F8E4M3Fnuz
    0: [u8]
  F8E5M2Fnuz
    0: [u8]
nested std::Tensors 1.0.0
  tensors: {str: std::Tensor}
nested std::UnknownField 1.0.0
  name: str
  version: Option<str>
  schema: [u8]
  value: [u8]
nested std::UnknownFields 1.0.0
  0: [std::UnknownField]
nested uuid::Uuid 1.0.0
  bytes: [u8; 16]
";
