//! The library's own types, in the words of histories: no history records them, as the format keeps them as they are.

/// Their definitions. Versions stand here because the grammar asks for one: these types have none.
pub(super) const LIBRARY: &str = "\
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
nested std::UnknownField 1.0.0
  name: str
  version: Option<str>
  schema: [u8]
  value: [u8]
nested std::UnknownFields 1.0.0
  0: [std::UnknownField]
";
