//! Nothing of the standard prelude is in scope.

#![no_implicit_prelude]

#[derive(::persist_core::Persist)]
#[persist(version = "1.0.0", was = "Old", validate = Named::check)]
struct Named {
    number: u32,
    #[persist(default)]
    words: ::std::vec::Vec<::std::string::String>,
    #[persist(default = ::std::option::Option::Some(1))]
    maybe: ::std::option::Option<u8>,
    #[persist(skip)]
    cache: ::std::option::Option<u8>,
}

impl Named {
    fn check(&self) -> ::std::result::Result<(), &'static str> {
        ::std::result::Result::Ok(())
    }
}

#[derive(::persist_core::Persist)]
#[persist(validate = check)]
struct Fixed(u8, f64);

fn check(_: &Fixed) -> ::std::result::Result<(), ::std::string::String> {
    ::std::result::Result::Ok(())
}

#[derive(::persist_core::Persist)]
struct Unit;

#[derive(::persist_core::Persist)]
#[persist(transparent)]
struct Transparent<T>(T);

#[derive(::persist_core::Persist)]
enum Kinds<T, const N: usize> {
    Unit,
    Tuple(T, #[persist(skip)] u8),
    Named { array: [u8; N] },
}

#[derive(::persist_core::Persist)]
enum Never {}

#[test]
fn provenance_is_told() {
    let options = ::persist_core::SaveOptions::new().provenance(::persist_core::provenance!());
    ::std::assert!(options.to_bytes(&5u8).is_ok());
}

#[test]
fn values_come_back() {
    let named = Named {
        number: 7,
        words: ::std::vec::Vec::new(),
        maybe: ::std::option::Option::None,
        cache: ::std::option::Option::Some(1),
    };
    let back = super::super::there_and_back(&named);
    ::std::assert_eq!(back.number, 7);
    ::std::assert!(back.cache.is_none());
    let kind = Kinds::<Fixed, 2>::Tuple(Fixed(1, 2.5), 9);
    ::std::assert!(::std::matches!(
        super::super::there_and_back(&kind),
        Kinds::Tuple(Fixed(1, 2.5), 0)
    ));
}
