//! Structs and enums of the standard library, and pointers that share.

use std::cmp::Ordering;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::ops::{Bound, Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::model::{Kinds, kinds};
use crate::support::strategies::{Bits64, bits64, durations, i64s, text, times, u64s};

fn socket_v4s() -> impl Strategy<Value = SocketAddrV4> {
    any::<(Ipv4Addr, u16)>().prop_map(|(ip, port)| SocketAddrV4::new(ip, port))
}

fn socket_v6s() -> impl Strategy<Value = SocketAddrV6> {
    any::<(Ipv6Addr, u16, u32, u32)>()
        .prop_map(|(ip, port, flow, scope)| SocketAddrV6::new(ip, port, flow, scope))
}

fn bounds() -> impl Strategy<Value = Bound<String>> {
    prop_oneof![
        Just(Bound::Unbounded),
        text().prop_map(Bound::Included),
        text().prop_map(Bound::Excluded),
    ]
}

round_trips! {
    times_come_back {
        Duration = durations();
        [Duration; 2] = Just([Duration::ZERO, Duration::MAX]);
        SystemTime = times();
        SystemTime = Just(SystemTime::UNIX_EPOCH);
    }

    ranges_and_bounds_come_back {
        Range<u32> = any::<(u32, u32)>().prop_map(|(start, end)| start..end);
        Range<String> = (text(), text()).prop_map(|(start, end)| start..end);
        RangeInclusive<i64> = (i64s(), i64s()).prop_map(|(start, end)| start..=end);
        RangeFrom<Bits64> = bits64().prop_map(|start| start..);
        RangeTo<u64> = u64s().prop_map(|end| ..end);
        RangeToInclusive<char> = any::<char>().prop_map(|end| ..=end);
        RangeFull = Just(..);
        Bound<String> = bounds();
        (Bound<u8>, Bound<String>) = (any::<u8>().prop_map(Bound::Included), bounds());
        Vec<Range<usize>> = vec(any::<(usize, usize)>().prop_map(|(start, end)| start..end), 0..9);
        Ordering =
            proptest::sample::select([Ordering::Less, Ordering::Equal, Ordering::Greater].as_slice());
    }

    addresses_come_back {
        Ipv4Addr = any::<Ipv4Addr>();
        Ipv6Addr = any::<Ipv6Addr>();
        IpAddr = any::<IpAddr>();
        SocketAddrV4 = socket_v4s();
        SocketAddrV6 = socket_v6s();
        SocketAddr =
            prop_oneof![socket_v4s().prop_map(SocketAddr::V4), socket_v6s().prop_map(SocketAddr::V6)];
        Vec<IpAddr> = vec(any::<IpAddr>(), 0..9);
    }

    shared_values_come_back {
        Rc<u32> = any::<u32>().prop_map(Rc::new);
        Rc<()> = Just(Rc::new(()));
        Rc<str> = text().prop_map(Rc::from);
        Rc<[u16]> = vec(any::<u16>(), 0..30).prop_map(Rc::from);
        Rc<[String]> = vec(text(), 0..9).prop_map(Rc::from);
        Rc<Kinds> = kinds().prop_map(Rc::new);
        Arc<u32> = any::<u32>().prop_map(Arc::new);
        Arc<str> = text().prop_map(Arc::from);
        Arc<[Bits64]> = vec(bits64(), 0..900).prop_map(Arc::from);
        Arc<[Kinds]> = vec(kinds(), 0..9).prop_map(Arc::from);
        Rc<Rc<Arc<str>>> = text().prop_map(|text| Rc::new(Rc::new(Arc::from(text))));
        Vec<Rc<Vec<u8>>> = vec(vec(any::<u8>(), 0..9), 0..9).prop_map(|lists| {
            let shared: Vec<_> = lists.into_iter().map(Rc::new).collect();
            shared.iter().chain(&shared).cloned().collect()
        });
    }
}

#[test]
fn a_time_before_1970_is_refused() {
    let early = SystemTime::UNIX_EPOCH - Duration::from_nanos(1);
    let error = persist_core::to_bytes(&vec![Some(early)]).unwrap_err();
    assert_eq!(error.kind(), persist_core::ErrorKind::Caller);
    assert_eq!(error.path(), Some("[Option<std::SystemTime>][0]"));
}
