//! The macros mean the same wherever they stand.

mod without_prelude {
    #![no_implicit_prelude]
    #![forbid(unsafe_code)]
    #![deny(warnings)]

    pub(super) trait Step: ::persist_core::Dynamic {}
    ::persist_core::dynamic!(dyn Step);

    #[derive(::persist_core::Persist)]
    pub(super) struct Unit;
    impl Step for Unit {}
    impl Step for u8 {}
    ::persist_core::implementation!(dyn Step: Unit, u8 as "Byte",);
}

mod renamed {
    extern crate persist_core as library;

    pub(super) trait Step: library::Dynamic {}
    library::dynamic!(dyn Step);
    impl Step for u8 {}
    library::implementation!(dyn Step: u8 as "Byte");
}

/// A library that hands this one on to its own users, who do not depend on it.
mod facade {
    pub(super) mod library {
        pub(crate) use persist_core::*;
    }
}

mod through_facade {
    use super::facade::library as persist_core;

    pub(super) trait Step: persist_core::Dynamic {}
    persist_core::dynamic!(dyn Step);
    impl Step for u8 {}
    persist_core::implementation!(dyn Step: u8 as "Byte");
}

/// What the macros use by name is called otherwise here.
mod shadowed {
    #![allow(
        dead_code,
        unused_macros,
        non_camel_case_types,
        reason = "names are all that they are for"
    )]

    pub(super) struct Box;
    struct Result;
    struct Option;
    struct str;
    struct usize;
    mod core {}
    mod std {}
    macro_rules! concat {
        () => {};
    }
    macro_rules! stringify {
        () => {};
    }

    pub(super) trait TraitObject: ::persist_core::Dynamic {}
    ::persist_core::dynamic!(dyn TraitObject);
    impl TraitObject for u8 {}
    ::persist_core::implementation!(dyn TraitObject: u8 as "Byte");
}

#[test]
fn values_come_back() {
    use persist_core::{Persist, from_bytes};

    macro_rules! assert_comes_back {
        ($($object:ty),+) => {$(
            let value: Box<$object> = Box::new(5u8);
            assert!(from_bytes::<Box<$object>>(&value.to_bytes().unwrap()).is_ok());
        )+};
    }
    assert_comes_back!(
        dyn without_prelude::Step,
        dyn renamed::Step,
        dyn through_facade::Step,
        dyn shadowed::TraitObject
    );
    let unit: Box<dyn without_prelude::Step> = Box::new(without_prelude::Unit);
    assert!(unit.to_bytes().is_ok());
}
