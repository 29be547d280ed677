//! What stands for parameters is stored as any type is.

use crate::check::Param;
use crate::evolution::compat;
use crate::persist::Persist;
use crate::schema::Schema;
use crate::{from_bytes, to_bytes};

#[test]
fn stand_ins_are_saved_and_loaded_alone_and_in_lists() {
    type Two = (Param<0>, Param<1>);
    for value in [0, 1, u64::from(u32::MAX), 1 << 32, u64::MAX, 0x0123_4567_89ab_cdef] {
        let pair: Two = (Param(value), Param(!value));
        assert_eq!(from_bytes::<Two>(&to_bytes(&pair).unwrap()).unwrap(), pair);
        let list = vec![Param::<7>(value); 3];
        assert_eq!(from_bytes::<Vec<Param<7>>>(&to_bytes(&list).unwrap()).unwrap(), list);
        let wrapped = from_bytes::<Vec<Option<Param<7>>>>(&to_bytes(&list).unwrap());
        assert_eq!(wrapped.unwrap(), list.iter().copied().map(Some).collect::<Vec<_>>());
    }
    assert_eq!(Schema::of::<Param<3>>().unwrap().to_string(), "struct std::Param<3>(u32, u32)\n");
}

#[test]
fn nothing_leads_from_one_to_another_or_to_a_number() {
    fn reads<Old: Persist, New: Persist>() -> bool {
        let (old, new) = (Schema::of::<Old>().unwrap(), Schema::of::<New>().unwrap());
        compat::check(&old, &new).unwrap().is_backward()
    }
    assert!(reads::<Param<0>, Param<0>>());
    assert!(reads::<Param<0>, Option<Param<0>>>());
    assert!(!reads::<Param<0>, Param<1>>());
    assert!(!reads::<Param<0>, u64>());
    assert!(!reads::<u64, Param<0>>());
}
