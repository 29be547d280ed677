//! Outputs of any shape: where a difference is, in which row, and how large it may be.

use std::collections::BTreeMap;

use super::super::*;

/// Saves a model that predicts `saved`, and loads it as one that predicts `loaded`.
fn between<O: Persist + Clone>(saved: O, loaded: O, tolerance: Tolerance) -> Result<(), Error> {
    let probes = Probes::new(()).tolerance(tolerance);
    let bytes = SaveOptions::new()
        .to_bytes_with_probes(&(), &probes, |(): &(), (): &()| saved.clone())
        .unwrap();
    LoadOptions::new().from_bytes_verified(&bytes, |(): &(), (): &()| loaded.clone())
}

#[track_caller]
fn assert_differ<O: Persist + Clone>(saved: O, loaded: O, path: &str, message: &str) {
    assert!(between(saved.clone(), saved.clone(), Tolerance::exact()).is_ok());
    let error = between(saved, loaded, Tolerance::exact()).unwrap_err();
    assert_eq!(error.path(), Some(path), "{error}");
    assert!(error.to_string().contains(message), "expected `{message}` in `{error}`");
}

#[derive(Persist, Clone)]
#[persist(name = "probes::Outputs")]
struct Outputs {
    labels: Vec<u32>,
    scores: Vec<Vec<f32>>,
    mean: f64,
}

#[test]
fn the_place_of_a_difference_is_told_in_outputs_of_any_shape() {
    let outputs = || Outputs { labels: vec![1, 2, 3], scores: vec![vec![0.5, 0.25]; 3], mean: 2.0 };
    assert_differ(1.0, 2.0, "outputs", "saved: expected 1.0, found 2.0");
    assert_differ(
        vec![1u8, 2],
        vec![1, 3],
        "outputs[1]",
        "1 of 2 rows differs, row 1: expected 2, found 3",
    );
    assert_differ(
        vec![vec![1.0], vec![2.0, 3.0]],
        vec![vec![1.0], vec![2.0, 4.0]],
        "outputs[1][1]",
        "row 1: ",
    );
    assert_differ(
        (vec![1u8, 2], vec!["a".to_owned(), "b".into()]),
        (vec![1, 2], vec!["a".into(), "c".into()]),
        "outputs[1][1]",
        "row 1: expected \"b\", found \"c\"",
    );
    let changed =
        Outputs { scores: vec![vec![0.5, 0.25], vec![0.5, 0.25], vec![0.5, 0.75]], ..outputs() };
    assert_differ(
        outputs(),
        changed,
        "outputs.scores[2][1]",
        "1 of 3 rows differs, row 2: expected 0.25, found 0.75",
    );
    assert_differ(
        outputs(),
        Outputs { mean: 3.0, ..outputs() },
        "outputs.mean",
        "expected 2.0, found 3.0",
    );
    let map = |score: f64| {
        BTreeMap::from([("no".to_owned(), vec![0.5]), ("yes".to_owned(), vec![score])])
    };
    assert_differ(map(0.5), map(0.75), "outputs[\"yes\"][0]", "row 0: expected 0.5, found 0.75");
    let hashed = |map: BTreeMap<String, Vec<f64>>| {
        map.into_iter().collect::<std::collections::HashMap<_, _>>()
    };
    assert_differ(hashed(map(0.5)), hashed(map(0.75)), "outputs[\"yes\"][0]", "row 0: ");
    let other_key = BTreeMap::from([("no".to_owned(), vec![0.5]), ("yep".to_owned(), vec![0.5])]);
    assert_differ(
        map(0.5),
        other_key,
        "outputs{1}",
        "expected the key \"yes\", found the key \"yep\"",
    );
    assert_differ(
        vec![Some(1.0), None],
        vec![Some(1.0), Some(2.0)],
        "outputs[1]",
        "expected None, found Some(2.0)",
    );
    assert_differ(
        vec![Ok(1u8), Err("bad".to_owned())],
        vec![Ok(1), Ok(2)],
        "outputs[1]",
        "expected Err(\"bad\"), found Ok(2)",
    );
    assert_differ(
        vec![1u8, 2, 3],
        vec![1, 2],
        "outputs",
        "1 of 3 rows differs, row 2: expected 3 elements, found 2 elements",
    );
    assert_differ(
        vec![vec![1u8, 2]],
        vec![vec![1]],
        "outputs[0]",
        "expected 2 elements, found 1 element",
    );
    let shared = |text: &str| {
        let one = std::rc::Rc::new(text.to_owned());
        vec![std::rc::Rc::clone(&one), one]
    };
    assert_differ(
        shared("a"),
        shared("b"),
        "outputs[0]",
        "2 of 2 rows differ, first row 0: expected \"a\", found \"b\"",
    );
}

#[test]
fn every_row_that_differs_is_counted_and_the_first_is_told() {
    let outputs = |wrong: &[usize]| -> Vec<u32> {
        (0..1000).map(|n| u32::from(wrong.contains(&n))).collect()
    };
    assert_differ(
        outputs(&[]),
        outputs(&[17, 500, 999]),
        "outputs[17]",
        "3 of 1000 rows differ, first row 17: expected 0, found 1",
    );
}

#[test]
fn tolerances_hold_up_to_their_edge() {
    let nan = f64::from_bits(0x7ff8_0000_0000_0001);
    let exact = Tolerance::exact();
    // What is saved, what is loaded, the tolerance, whether that is the same.
    let cases = [
        (1.0, 1.0, exact, true),
        (1.0, 1.0f64.next_up(), exact, false),
        (0.0, -0.0, exact, false),
        (0.0, -0.0, Tolerance::absolute(f64::MIN_POSITIVE), true),
        (f64::NAN, f64::NAN, exact, true),
        (f64::NAN, nan, exact, false),
        (f64::NAN, nan, Tolerance::relative(1e-9), true),
        (f64::NAN, 0.0, Tolerance::absolute(1e9), false),
        (1.0, 1.25, Tolerance::absolute(0.25), true),
        (1.0, 1.25f64.next_up(), Tolerance::absolute(0.25), false),
        (4.0, 5.0, Tolerance::relative(0.25), true),
        (4.0, 5.0f64.next_up(), Tolerance::relative(0.25), false),
        (5.0, 4.0, Tolerance::relative(0.125), false),
        (4.0, 5.5, Tolerance::new(0.5, 0.25), true),
        (4.0, 5.5f64.next_up(), Tolerance::new(0.5, 0.25), false),
        (f64::INFINITY, f64::INFINITY, exact, true),
        (f64::INFINITY, f64::MAX, Tolerance::relative(1.0), false),
        (f64::NEG_INFINITY, f64::INFINITY, Tolerance::relative(1.0), false),
    ];
    for (saved, loaded, tolerance, same) in cases {
        let result = between(vec![saved], vec![loaded], tolerance);
        assert_eq!(result.is_ok(), same, "{saved} and {loaded}, {tolerance}");
    }
    // Other numbers have none.
    assert!(between(vec![100u64], vec![101], Tolerance::absolute(5.0)).is_err());
    let error = between(vec![f64::NAN], vec![nan], exact).unwrap_err().to_string();
    assert!(
        error.contains("expected NaN (0x7ff8000000000000), found NaN (0x7ff8000000000001)"),
        "{error}"
    );
    let error = between(vec![1.0f32], vec![2.0], Tolerance::relative(1e-3)).unwrap_err();
    let message = "saved (within 0.001 of each number): 1 of 1 rows differs, row 0: expected 1.0, found 2.0, numbers are up to 1e0 apart";
    assert!(error.to_string().contains(message), "{error}");
}

#[test]
fn there_may_be_nothing_to_ask_and_nothing_to_answer() {
    let probes = Probes::new(Rows::new());
    let bytes =
        SaveOptions::new().to_bytes_with_probes(&Linear::new(), &probes, Linear::score).unwrap();
    assert!(load(&bytes).is_ok());
    assert!(between((), (), Tolerance::exact()).is_ok());
    assert!(between(Vec::<f64>::new(), vec![1.0], Tolerance::exact()).is_err());
}
