//! Types, names and attributes come out of macros, some of them inside invisible groups.

use persist_core::Persist;

use super::super::there_and_back;

macro_rules! model {
    (
        $(#[$outer:meta])*
        $vis:vis $name:ident<$parameter:ident>, $version:literal, $bound:literal, $check:path;
        $field:ident: $ty:ty = $default:expr;
        $renamed:literal: $other:ty, was $was:literal;
        array of $len:expr;
        const $n:ident: $int:ty;
    ) => {
        #[derive(Persist, Debug, PartialEq)]
        #[persist(version = $version, validate = $check, bound = $bound)]
        $(#[$outer])*
        $vis struct $name<$parameter, const $n: $int> {
            #[persist(default = $default)]
            $field: $ty,
            #[persist(rename = $renamed, was($was))]
            other: Vec<$other>,
            array: [$ty; $len],
            #[persist(skip, default = $default)]
            skipped: $ty,
            parameter: $parameter,
        }
    };
}

fn check<T, const N: i8>(_: &Model<T, N>) -> Result<(), String> {
    Ok(())
}

model! {
    #[persist(name = "acme::Model", was = "Old")]
    pub(super) Model<T>, "1.0.0-dev", "T: Persist", check;
    first: u32 = 3 + 4;
    "second": Option<u8>, was "2nd";
    array of 1 + 1;
    const N: i8;
}

macro_rules! generic {
    ($name:ident, $parameter:ident, $ty:ty, $inner:ty) => {
        #[derive(Persist, Debug, PartialEq)]
        struct $name<$parameter> {
            value: $ty,
            list: Vec<$inner>,
        }
    };
}

generic!(Direct, T, T, T);
generic!(Nested, T, Option<T>, (T, u8));

macro_rules! attributes {
    ($($attribute:tt)*) => {
        #[derive(Persist, Debug, PartialEq)]
        #[persist($($attribute)*)]
        enum Forwarded {
            #[cfg_attr(all(), persist(rename = "First"))]
            One,
            #[cfg(any())]
            Absent(DoesNotExist),
            Two(#[cfg_attr(all(), persist(skip))] u8, #[cfg(any())] DoesNotExist, u16),
        }
    };
}

attributes!(version = "1.0.0", was("A", "B",), history = false,);

#[test]
fn values_come_back() {
    let model: Model<u8, -1> =
        Model { first: 1, other: vec![Some(2)], array: [3, 4], skipped: 5, parameter: 6 };
    let back = there_and_back(&model);
    assert_eq!(back, Model { skipped: 7, ..model });
    let text = format!("{:?}", Model::<u8, -1>::DEF);
    for part in ["acme::Model", "\"Old\"", "1.0.0-dev", "\"second\"", "\"2nd\"", "Signed(-1)"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let nested = Nested { value: Some(1u8), list: vec![(2, 3)] };
    assert_eq!(there_and_back(&nested), nested);
    let direct = Direct { value: 1u8, list: vec![2] };
    assert_eq!(there_and_back(&direct), direct);
    assert_eq!(there_and_back(&Forwarded::Two(1, 2)), Forwarded::Two(0, 2));
}
