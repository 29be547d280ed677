//! The library is found elsewhere than at `::persist_core`.

mod behind_a_path {
    use renamed::Persist;

    extern crate persist_core as renamed;

    #[derive(Persist, Debug, PartialEq)]
    #[persist(crate = renamed, version = "1.0.0")]
    pub(super) struct ByPath(pub(super) u8);
}

mod behind_a_string {
    extern crate persist_core as renamed;

    #[derive(renamed::Persist, Debug, PartialEq)]
    #[persist(crate = "self::renamed")]
    pub(super) enum ByString<T> {
        Value(T),
    }
}

/// A library that hands `persist-core` on to its own users.
mod facade {
    pub(super) mod library {
        #[doc(hidden)]
        pub(crate) use persist_core::__private;
        pub(crate) use persist_core::*;
    }
}

#[derive(facade::library::Persist, Debug, PartialEq)]
#[persist(crate = facade::library, transparent)]
struct ThroughFacade(u8);

#[test]
fn values_come_back() {
    use super::super::there_and_back;

    let value = behind_a_path::ByPath(1);
    assert_eq!(there_and_back(&value), value);
    let value = behind_a_string::ByString::Value(2u8);
    assert_eq!(there_and_back(&value), value);
    let value = ThroughFacade(3);
    assert_eq!(there_and_back(&value), value);
}
