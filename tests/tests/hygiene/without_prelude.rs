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

mod halves {
    pub(super) type Stored = u64;

    pub(super) fn encode(value: &u32) -> ::std::result::Result<Stored, ::std::string::String> {
        ::std::result::Result::Ok(u64::from(*value) / 2)
    }

    pub(super) fn decode(stored: Stored) -> ::std::result::Result<u32, ::std::string::String> {
        u32::try_from(stored * 2).map_err(|error| ::std::string::ToString::to_string(&error))
    }

    use ::std::convert::{From, TryFrom};
}

#[derive(::persist_core::Persist)]
struct Proxy(u8);

impl ::std::convert::From<&u16> for Proxy {
    fn from(value: &u16) -> Self {
        Proxy(value.to_le_bytes()[0])
    }
}

impl ::std::convert::From<Proxy> for u16 {
    fn from(proxy: Proxy) -> Self {
        <u16 as ::std::convert::From<u8>>::from(proxy.0)
    }
}

fn older(
    value: ::persist_core::Value,
    _: &::persist_core::schema::ForeignType,
) -> ::persist_core::Result<::persist_core::Value> {
    ::std::result::Result::Ok(value)
}

#[derive(::persist_core::Persist)]
enum Adapted<T> {
    Fields {
        #[persist(serde(upgrade = older), from_crate = "acme 1.0.0")]
        by_name: ::std::option::Option<u8>,
        #[persist(serde(compact), default)]
        by_position: ::std::vec::Vec<T>,
        #[persist(as = Proxy, default = 7)]
        in_its_place: u16,
        #[persist(with = halves)]
        by_module: u32,
    },
}

#[test]
fn adapted_fields_come_back() {
    let by_name = ::std::option::Option::Some(1);
    let by_position = ::std::vec![0.5f32];
    let adapted = Adapted::Fields { by_name, by_position, in_its_place: 9, by_module: 8 };
    let Adapted::Fields { by_name, by_position, in_its_place, by_module } =
        super::super::there_and_back(&adapted);
    ::std::assert_eq!(by_name, ::std::option::Option::Some(1));
    ::std::assert_eq!(by_position, [0.5]);
    ::std::assert_eq!((in_its_place, by_module), (9, 8));
}

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
