//! `serde_json`

use std::collections::BTreeMap;

use persist_core::{ErrorKind, Limits, LoadOptions, Persist, SaveOptions};
use proptest::prelude::*;
use serde_json::{Map, Number, Value, json};

use super::check::{comes_back, has_schema, loaded, refused};

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no others", |x| x.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_comes_back(value in values()) {
        comes_back(&value);
        prop_assert_eq!(loaded::<Value>(&value).to_string(), value.to_string(), "in the same order");
    }
}

#[test]
fn numbers_keep_their_bits_and_kinds() {
    for number in
        ["0", "18446744073709551615", "-9223372036854775808", "-1", "1.0", "-0.0", "5e-324", "0.1"]
    {
        let value: Value = number.parse().unwrap();
        let back: Value = loaded(&value);
        assert_eq!(back, value);
        assert_eq!(back.to_string(), value.to_string());
        assert_eq!(
            (back.is_u64(), back.is_i64(), back.is_f64()),
            (value.is_u64(), value.is_i64(), value.is_f64())
        );
    }
    let zero: Value = loaded(&json!(-0.0));
    assert!(zero.as_f64().unwrap().is_sign_negative());
    comes_back(&Number::from(7));
}

#[test]
fn json_is_a_recursive_enum() {
    has_schema::<Value>(
        "enum serde_json::Value {\n    Null,\n    Bool(bool),\n    Number(serde_json::Number),\n    \
         String(str),\n    Array([serde_json::Value]),\n    Object({str: serde_json::Value}),\n}\n\nenum \
         serde_json::Number {\n    Unsigned(u64),\n    Signed(i64),\n    Float(f64),\n    Text(str),\n}\n",
    );
    let map: Map<String, Value> =
        [("b".to_owned(), json!(1)), ("a".to_owned(), json!([null]))].into_iter().collect();
    comes_back(&map);
    assert_eq!(loaded::<BTreeMap<String, Value>>(&map)["a"], json!([null]));
    assert_eq!(
        loaded::<Map<String, Value>>(&BTreeMap::from([("k".to_owned(), json!(true))]))["k"],
        true
    );
}

#[test]
fn what_is_no_json_is_refused() {
    for float in [f64::NAN, f64::INFINITY] {
        refused::<Number>(&(2u8, float), ErrorKind::Invalid, "JSON has no number");
    }
    // The first would be rounded here, the last is JSON nowhere.
    for text in ["0.1000000000000000055", "1e400", "-0", "one"] {
        refused::<Number>(
            &(3u8, text.to_owned()),
            ErrorKind::Invalid,
            "is no JSON number that this program keeps all of",
        );
    }
    refused::<Value>(&6u8, ErrorKind::Damaged, "6");
    refused::<Value>(
        &(5u8, vec![("k".to_owned(), 0u8), ("k".to_owned(), 0)]),
        ErrorKind::Damaged,
        "same key",
    );
}

#[test]
fn depth_is_bounded_on_save_and_on_load() {
    let deep = |levels| (0..levels).fold(Value::Null, |inner, _| json!([inner]));
    comes_back(&deep(400));
    let error = deep(1000).to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let bytes = SaveOptions::new().depth(100).to_bytes(&deep(60)).unwrap();
    let limits = LoadOptions::new().limits(Limits::new().depth(50));
    assert_eq!(limits.from_bytes::<Value>(&bytes).unwrap_err().kind(), ErrorKind::Limit);
}
