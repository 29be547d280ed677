//! Every value of serde's data model comes back as it was, bit for bit, or is refused when it is saved.

use std::collections::{BTreeMap, HashMap};

use persist_core::{ErrorKind, Persist, Serde};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Unit;

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Newtype(u8);

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Pair(u8, String);

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
enum Any {
    Unit,
    Newtype(Option<i64>),
    Tuple(bool, char),
    Struct { wide: u128, signed: i128, map: BTreeMap<i32, String> },
}

/// Both encodings of one value.
#[derive(Persist, Debug)]
struct Both<T> {
    #[persist(serde)]
    named: T,
    #[persist(serde(compact))]
    by_position: T,
}

fn returns<T: Serialize + for<'a> Deserialize<'a> + Clone + PartialEq + std::fmt::Debug>(value: T) {
    let bytes = Both { named: value.clone(), by_position: value.clone() }.to_bytes().unwrap();
    let back = Both::<T>::from_bytes(&bytes).unwrap();
    assert_eq!((&back.named, &back.by_position), (&value, &value));
}

#[test]
fn every_form_of_serdes_data_model_comes_back() {
    returns((i8::MIN, i16::MIN, i32::MIN, i64::MIN, i128::MIN));
    returns((u8::MAX, u16::MAX, u32::MAX, u64::MAX, u128::MAX));
    returns((true, 'ä', String::from("petal\0"), vec![0u8, 255]));
    returns((Unit, Newtype(7), Pair(1, "b".into()), (), [1u16; 3]));
    returns(vec![Any::Unit, Any::Newtype(None), Any::Newtype(Some(-1)), Any::Tuple(true, '🦀')]);
    returns(Any::Struct {
        wide: u128::MAX,
        signed: -1,
        map: BTreeMap::from([(-1, "below".into()), (0, String::new())]),
    });
    returns((Some(vec![Some(1u8), None]), None::<String>));
    returns(HashMap::from([((1u8, 'a'), vec![0.5f32])]));
    returns(Vec::<u64>::new());
}

#[test]
fn floats_keep_every_bit() {
    let doubles = [
        f64::NAN.to_bits(),
        0x7ff0_0000_dead_beef, // a signalling NaN with a payload
        0xfff8_0000_0000_0001,
        f64::INFINITY.to_bits(),
        f64::NEG_INFINITY.to_bits(),
        (-0.0f64).to_bits(),
        1,
        f64::MIN_POSITIVE.to_bits() - 1,
        0.1f64.to_bits(),
    ];
    let singles = [0x7fc0_0000u32, 0xff80_beef, 0x7f80_0001, 1, 0x8000_0000, 0x7f80_0000];
    let values: Vec<f64> = doubles.iter().map(|bits| f64::from_bits(*bits)).collect();
    let narrow: Vec<f32> = singles.iter().map(|bits| f32::from_bits(*bits)).collect();
    let value = (values, narrow);
    let bytes = Both { named: value.clone(), by_position: value }.to_bytes().unwrap();
    let back = Both::<(Vec<f64>, Vec<f32>)>::from_bytes(&bytes).unwrap();
    for (values, narrow) in [back.named, back.by_position] {
        assert_eq!(values.iter().map(|value| value.to_bits()).collect::<Vec<_>>(), doubles);
        assert_eq!(narrow.iter().map(|value| value.to_bits()).collect::<Vec<_>>(), singles);
    }
}

proptest! {
    #[test]
    fn drawn_values_come_back(
        floats in proptest::collection::vec(any::<u64>(), 0..40),
        names in proptest::collection::btree_map(any::<i64>(), any::<String>(), 0..8),
        tree in any::<Option<(u128, char)>>(),
    ) {
        let floats: Vec<f64> = floats.into_iter().map(f64::from_bits).collect();
        let value = (floats, names, tree);
        let bytes = Both { named: value.clone(), by_position: value.clone() }.to_bytes().unwrap();
        let back = Both::<(Vec<f64>, BTreeMap<i64, String>, Option<(u128, char)>)>::from_bytes(&bytes).unwrap();
        for back in [back.named, back.by_position] {
            let bits = |floats: &[f64]| floats.iter().map(|f| f.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&back.0), bits(&value.0));
            prop_assert_eq!((&back.1, &back.2), (&value.1, &value.2));
        }
    }
}

/// MessagePack has one `nil`: a value that would come back as another one is refused.
#[test]
fn some_of_nothing_is_refused_where_it_would_come_back_as_none() {
    #[derive(Persist)]
    struct Compact<T> {
        #[persist(serde(compact))]
        value: T,
    }
    /// It is written as its content is.
    #[derive(Serialize, Deserialize)]
    struct Wrapped<T>(T);
    fn refused<T: Serialize + for<'a> Deserialize<'a>>(value: T) {
        let error = Serde(value).to_bytes().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Caller);
        assert!(error.to_string().contains("would come back as `None`"), "{error}");
    }
    refused(Some(()));
    refused(Some(None::<u8>));
    refused(Some(Some(None::<u8>)));
    refused(Some(Wrapped(())));
    refused(Some(Wrapped(Wrapped(None::<u8>))));
    assert!(Serde(Some(Some(1u8))).to_bytes().is_ok());
    assert!(Serde(None::<Option<u8>>).to_bytes().is_ok());
    let units = Serde(vec![Some(Unit), None]);
    assert_eq!(Serde::from_bytes(&units.to_bytes().unwrap()).unwrap(), units);
    let compact = Compact { value: Some(None::<u8>) }.to_bytes().unwrap();
    assert_eq!(Compact::<Option<Option<u8>>>::from_bytes(&compact).unwrap().value, Some(None));
}

/// A save reads what it wrote: what would not load is not saved.
#[test]
fn what_its_own_implementation_does_not_read_is_not_saved() {
    #[derive(Serialize, Deserialize)]
    struct Lossy {
        #[serde(skip_serializing)]
        lost: u8,
    }
    #[derive(Persist)]
    struct Model {
        #[persist(serde, from_crate = "lossy 3")]
        lossy: Lossy,
    }
    let error = Model { lossy: Lossy { lost: 7 } }.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert_eq!(
        error.to_string(),
        "`Lossy` of lossy 3 cannot be stored: its implementation of serde does not read what it writes: missing \
         field `lost`, at `Model.lossy` (byte 0 of the body); help: store its parts in a type of your own: \
         `#[persist(as = Proxy)]` or `#[persist(with = module)]`"
    );
    let _ = Lossy { lost: 0 }.lost;
}

/// Internally tagged enums are what postcard writes and cannot read.
#[test]
fn what_needs_names_is_not_stored_by_position() {
    #[derive(Persist)]
    struct Model {
        #[persist(serde(compact))]
        kernel: super::model::Kernel,
    }
    let error = Model { kernel: super::model::Kernel::Linear }.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert!(error.to_string().contains("leave out `compact`"), "{error}");
}

/// A trait object that `typetag` gives serde's traits to, as smartcore does for its kernels.
mod kernels {
    #[typetag::serde(tag = "kernel")]
    pub(super) trait Kernel: std::fmt::Debug {
        fn of(&self, x: f64) -> f64;
    }

    #[derive(serde::Serialize, serde::Deserialize, Debug)]
    pub(super) struct Rbf {
        pub(super) gamma: f64,
        pub(super) offsets: Vec<f64>,
    }

    #[typetag::serde]
    impl Kernel for Rbf {
        fn of(&self, x: f64) -> f64 {
            (-self.gamma * x).exp() + self.offsets.iter().sum::<f64>()
        }
    }
}

#[test]
fn a_kernel_behind_a_trait_object_comes_back() {
    #[derive(Persist)]
    struct Model {
        #[persist(serde)]
        kernel: Box<dyn kernels::Kernel>,
    }
    #[derive(Persist)]
    struct Compact {
        #[persist(serde(compact))]
        kernel: Box<dyn kernels::Kernel>,
    }
    use kernels::Kernel as _;

    let kernel = |offset| Box::new(kernels::Rbf { gamma: 0.1, offsets: vec![0.1 + 0.2, offset] });
    let back = Model::from_bytes(&Model { kernel: kernel(-0.0) }.to_bytes().unwrap()).unwrap();
    assert_eq!(back.kernel.of(0.7).to_bits(), kernel(-0.0).of(0.7).to_bits());
    let payload = f64::from_bits(0x7ff8_0000_dead_beef);
    let back = Model::from_bytes(&Model { kernel: kernel(payload) }.to_bytes().unwrap()).unwrap();
    assert_eq!(format!("{:?}", back.kernel), format!("{:?}", kernel(payload)));
    // What the save of a form without names takes, the load gives back.
    let back = Compact::from_bytes(&Compact { kernel: kernel(0.5) }.to_bytes().unwrap()).unwrap();
    assert_eq!(format!("{:?}", back.kernel), format!("{:?}", kernel(0.5)));
}

/// By position, a field that is left out leaves its place to the next one: such bytes can be read, as another value.
#[test]
fn what_comes_back_as_another_value_by_position_is_not_saved() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct Leaving {
        #[serde(default, skip_serializing_if = "is_zero")]
        first: u8,
        rest: Vec<u8>,
    }
    fn is_zero(number: &u8) -> bool {
        *number == 0
    }
    #[derive(Persist)]
    struct Compact {
        #[persist(serde(compact))]
        value: Leaving,
    }
    // Written as `02 01 00`, they would be read as `first: 2, rest: [0]`.
    let value = || Leaving { first: 0, rest: vec![1, 0] };
    let error = Compact { value: value() }.to_bytes().unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Caller, Some("Compact.value")));
    assert!(error.to_string().contains("the field `first` is left out"), "{error}");
    assert!(error.to_string().contains("leave out `compact`"), "{error}");
    assert_eq!(Serde::from_bytes(&Serde(value()).to_bytes().unwrap()).unwrap(), Serde(value()));
    // What is left out without a word is found when it is read back, and written otherwise.
    #[derive(Serialize, Deserialize)]
    struct Silent {
        #[serde(default, skip_serializing)]
        #[expect(dead_code, reason = "never written")]
        first: u8,
        rest: Vec<u8>,
    }
    #[derive(Persist)]
    struct CompactSilent {
        #[persist(serde(compact))]
        value: Silent,
    }
    let error = CompactSilent { value: Silent { first: 0, rest: vec![1, 0] } }.to_bytes();
    let error = error.unwrap_err().to_string();
    assert!(error.contains("comes back as another value"), "{error}");
    assert!(error.contains("leave out `compact`"), "{error}");
    // Hash maps of many entries are written in another order each time.
    let map: HashMap<u32, String> = (0..100).map(|n| (n, n.to_string())).collect();
    returns(map);
}

/// Some types are strings in formats for people, and bytes in those of files.
#[test]
fn types_that_ask_for_whom_a_format_is_get_one_answer_from_both_sides() {
    returns(std::net::IpAddr::from([127, 0, 0, 1]));
    returns(vec![std::net::SocketAddr::from(([0u16, 0, 0, 0, 0, 0, 0, 1], 8080))]);
    let address = std::net::Ipv4Addr::from([1, 2, 3, 4]);
    let bytes = Both { named: address, by_position: address }.to_bytes().unwrap();
    let is_text = bytes.windows(7).any(|window| window == b"1.2.3.4");
    assert!(!is_text, "an address is written for people");
}

#[test]
fn what_another_type_expected_is_said() {
    #[derive(Persist, Debug)]
    #[persist(name = "Held")]
    struct Text(#[persist(serde)] String);
    #[derive(Persist, Debug)]
    #[persist(name = "Held")]
    struct Number(#[persist(serde)] u8);
    let bytes = Number(7).to_bytes().unwrap();
    let error = Text::from_bytes(&bytes).unwrap_err();
    assert!(error.to_string().contains("integer `7`, expected a string"), "{error}");
}
