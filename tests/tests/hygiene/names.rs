//! Fields, variants and parameters are called like parts of the derive's output.

#![allow(
    non_snake_case,
    non_camel_case_types,
    non_upper_case_globals,
    clippy::upper_case_acronyms,
    clippy::let_and_return,
    reason = "the names are what is tested"
)]

use persist_core::Persist;

use super::super::there_and_back;

#[derive(Persist, Debug, PartialEq, Clone)]
#[persist(validate = Fields::validate)]
struct Fields {
    r: u8,
    w: u8,
    out: u8,
    bytes: u8,
    registry: u8,
    value: u8,
    start: u8,
    self_: u8,
    encode: u8,
    decode: u8,
    TY: u8,
    DEF: u8,
    Ok: u8,
    Some: u8,
    persist_core: u8,
    __private: u8,
    __persist_a: u8,
    __persist_reader: u8,
    __persist_writer: u8,
    __persist_registry: u8,
    __persist_start: u8,
    __persist_value: u8,
    __persist_bytes: u8,
    __persist_def: u8,
    __persist_field0: u8,
}

/// Methods and constants of the type's own, called like those of the trait.
impl Fields {
    const TY: u8 = 0;
    const DEF: u8 = 0;
    const MIN_SIZE: u8 = 0;

    fn encode(&self) {}

    fn decode() {}

    fn register() {}

    fn clone() {}

    fn validate(&self) -> Result<(), String> {
        Ok(())
    }
}

#[derive(Persist, Debug, PartialEq)]
enum Variants {
    TY,
    DEF,
    LAYOUT,
    Ok(u8),
    Err(u8, u8),
    Some {
        r: u8,
        w: u8,
        __persist_reader: u8,
        __persist_writer: u8,
        __persist_field0: u8,
        __persist_field1: u8,
    },
    None,
    Persist,
    Reader,
    Error,
    Result,
    r#Box,
}

#[derive(Persist, Debug, PartialEq)]
struct Parameters<
    '__persist,
    'a,
    Persist,
    Reader: Clone,
    Writer,
    Result,
    Self_,
    const __persist_n: usize,
    const N: usize,
> {
    text: std::borrow::Cow<'__persist, str>,
    other: std::borrow::Cow<'a, str>,
    persist: Persist,
    reader: Reader,
    writer: [Writer; __persist_n],
    result: [Result; N],
    self_: Option<Self_>,
}

#[derive(Persist, Debug, PartialEq)]
struct r#struct {
    r#type: u8,
    r#fn: r#enum,
}

#[derive(Persist, Debug, PartialEq)]
enum r#enum {
    r#match { r#in: u8 },
    r#loop(u8),
}

#[test]
fn values_come_back() {
    let some = Variants::Some {
        r: 1,
        w: 2,
        __persist_reader: 3,
        __persist_writer: 4,
        __persist_field0: 5,
        __persist_field1: 6,
    };
    assert_eq!(there_and_back(&some), some);
    assert_eq!(there_and_back(&Variants::r#Box), Variants::r#Box);
    let raw = r#struct { r#type: 1, r#fn: r#enum::r#match { r#in: 2 } };
    assert_eq!(there_and_back(&raw), raw);
}

#[test]
fn raw_identifiers_are_stored_without_their_mark() {
    let text = format!("{:?} {:?}", r#struct::DEF, r#enum::DEF);
    for name in ["struct", "type", "fn", "enum", "match", "in", "loop"] {
        assert!(text.contains(&format!("name: \"{name}\"")), "{name} in {text}");
    }
    assert!(!text.contains("r#"), "{text}");
}

/// Letters that are none, but belong to words.
#[derive(Persist, Debug, PartialEq)]
struct हिन्दी {
    नाम_की_मात्रा: u8,
    #[persist(rename = "größe-2")]
    größe: u8,
}

/// Expressions of users do not see the variables around them.
#[derive(Persist)]
struct Defaults {
    #[persist(default = {
        let __persist_reader = 7;
        __persist_reader
    })]
    depth: u32,
    #[persist(skip, default = |x| x + 1)]
    function: fn(u32) -> u32,
    #[persist(default = if Self::LIMIT > 3 { vec![1, 2] } else { Vec::<u8>::new() })]
    list: Vec<u8>,
}

impl Defaults {
    const LIMIT: u32 = 4;
}

#[test]
fn skipped_fields_are_made_up() {
    let value = Defaults { depth: 1, function: |x| x, list: vec![] };
    assert_eq!((there_and_back(&value).function)(1), 2);
}
