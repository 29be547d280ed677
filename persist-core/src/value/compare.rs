//! Two values of one schema beside each other: where they differ first, in how many rows, and by how much.
//!
//! A *row* is an element of the outermost list: of the value, or of each part of a struct, a tuple or a map that is a
//! list. So the labels and the probabilities of one sample, in two lists of one value, are one row.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use super::{Value, brief};

/// Bytes that are shown of a value at most.
const SHOWN: usize = 80;

/// How far apart two floats may be that count as equal: `absolute + relative * |expected|`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Within {
    pub(crate) absolute: f64,
    pub(crate) relative: f64,
}

impl Within {
    /// NaN is as good as another NaN: its sign and its payload differ between processors.
    pub(crate) fn holds(self, expected: f64, found: f64) -> bool {
        match expected.is_nan() || found.is_nan() {
            true => expected.is_nan() && found.is_nan(),
            false => {
                // A part of an infinity is as large: all would be near it.
                let near = self.absolute + self.relative * expected.abs();
                let finite = expected.is_finite() && found.is_finite();
                expected == found || finite && (found - expected).abs() <= near
            }
        }
    }
}

/// What differs between two values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Differences {
    /// To the first difference, as `.labels[3]` or `[17][2]`.
    pub(crate) path: String,
    /// The row that it is in; `None` of what is in no list.
    pub(crate) row: Option<usize>,
    pub(crate) expected: String,
    pub(crate) found: String,
    /// How many rows differ, and how many there are.
    pub(crate) differing: usize,
    pub(crate) rows: usize,
    /// Between two numbers of the same place, where both are finite and differ.
    pub(crate) largest: Option<f64>,
}

/// What differs between two values of one schema: floats in their bits, or by more than they may.
pub(crate) fn differences(
    expected: &Value,
    found: &Value,
    within: Option<Within>,
) -> Option<Differences> {
    let mut compare = Compare {
        within,
        shared: [HashMap::new(), HashMap::new()],
        met: HashMap::new(),
        path: String::new(),
        row: None,
        first: None,
        told: 0,
        differing: BTreeSet::new(),
        rows: 0,
        largest: None,
    };
    compare.values(expected, found);
    let Compare { first, differing, rows, largest, .. } = compare;
    let First { path, row, expected, found } = first?;
    let differing = differing.len();
    Some(Differences { path, row, expected, found, differing, rows, largest })
}

/// How many rows a value has: the length of its outermost list, or of the longest; `None` if there is none.
pub(crate) fn rows(value: &Value) -> Option<usize> {
    match value {
        Value::List(list) => Some(list.len()),
        Value::Option(content) => rows(content.as_deref()?),
        Value::Shared { content, .. } => rows(content.as_deref()?),
        Value::Tuple(parts) => parts.iter().filter_map(rows).max(),
        Value::Map(entries) => entries.iter().filter_map(|(_, value)| rows(value)).max(),
        Value::Struct { fields, .. } | Value::Variant { fields, .. } => {
            fields.iter().filter_map(|(_, value)| rows(value)).max()
        }
        _ => None,
    }
}

struct Compare<'v> {
    within: Option<Within>,
    /// The shared values that have been met, by number: those that are expected, and those that are found.
    shared: [HashMap<u64, &'v Value>; 2],
    /// Pairs of them that have been compared, and whether they differ: one within itself does so elsewhere, if it does.
    met: HashMap<[u64; 2], bool>,
    path: String,
    row: Option<usize>,
    first: Option<First>,
    /// Differences so far.
    told: u64,
    differing: BTreeSet<usize>,
    rows: usize,
    largest: Option<f64>,
}

/// The difference that is told.
struct First {
    path: String,
    row: Option<usize>,
    expected: String,
    found: String,
}

impl<'v> Compare<'v> {
    fn values(&mut self, expected: &'v Value, found: &'v Value) {
        match (expected, found) {
            (Value::F32(a), Value::F32(b)) => {
                let same_bits = a.to_bits() == b.to_bits();
                self.floats((*a).into(), (*b).into(), same_bits, &[expected, found]);
            }
            (Value::F64(a), Value::F64(b)) => {
                self.floats(*a, *b, a.to_bits() == b.to_bits(), &[expected, found]);
            }
            (Value::Option(Some(a)), Value::Option(Some(b))) => self.values(a, b),
            (Value::List(a), Value::List(b)) => self.lists(a, b),
            (Value::Tuple(a), Value::Tuple(b)) | (Value::Set(a), Value::Set(b)) => {
                self.elements(a, b);
            }
            (Value::Map(a), Value::Map(b)) => self.maps(a, b),
            (Value::Struct { fields: a, .. }, Value::Struct { fields: b, .. }) => self.fields(a, b),
            (
                Value::Variant { variant: a, fields: a_fields, .. },
                Value::Variant { variant: b, fields: b_fields, .. },
            ) if a == b => self.fields(a_fields, b_fields),
            (Value::Shared { number: a, .. }, Value::Shared { number: b, .. }) => {
                self.shared([expected, found], a.zip(*b));
            }
            _ if expected == found => {}
            _ => self.differ(brief(expected, SHOWN), brief(found, SHOWN)),
        }
    }

    fn floats(&mut self, expected: f64, found: f64, same_bits: bool, values: &[&Value; 2]) {
        if same_bits || self.within.is_some_and(|within| within.holds(expected, found)) {
            return;
        }
        let apart = (found - expected).abs();
        if apart.is_finite() {
            self.largest = Some(self.largest.map_or(apart, |largest| largest.max(apart)));
        }
        let [expected, found] = values.map(shown_float);
        self.differ(expected, found);
    }

    /// Two lists: rows, if no other list is around them.
    fn lists(&mut self, expected: &'v [Value], found: &'v [Value]) {
        let outermost = self.row.is_none();
        let len = expected.len().max(found.len());
        if outermost {
            self.rows = self.rows.max(len);
        } else if expected.len() != found.len() {
            return self.differ(counted(expected), counted(found));
        }
        for index in 0..len {
            if outermost {
                self.row = Some(index);
            }
            match (expected.get(index), found.get(index)) {
                (Some(a), Some(b)) => self.step(format_args!("[{index}]"), |c| c.values(a, b)),
                // The list ends before this row.
                _ => self.differ(counted(expected), counted(found)),
            }
        }
        if outermost {
            self.row = None;
        }
    }

    fn elements(&mut self, expected: &'v [Value], found: &'v [Value]) {
        if expected.len() != found.len() {
            return self.differ(counted(expected), counted(found));
        }
        for (index, (a, b)) in expected.iter().zip(found).enumerate() {
            self.step(format_args!("[{index}]"), |compare| compare.values(a, b));
        }
    }

    /// Two maps, in the order of their files: equal ones have one order.
    fn maps(&mut self, expected: &'v [(Value, Value)], found: &'v [(Value, Value)]) {
        for (index, ((a_key, a), (b_key, b))) in expected.iter().zip(found).enumerate() {
            if differences(a_key, b_key, None).is_some() {
                // All that follow may have moved by one.
                let key = |key| format!("the key {}", brief(key, SHOWN));
                return self
                    .step(format_args!("{{{index}}}"), |c| c.differ(key(a_key), key(b_key)));
            }
            let key = brief(a_key, SHOWN);
            self.step(format_args!("[{key}]"), |compare| compare.values(a, b));
        }
        if expected.len() != found.len() {
            let counted = |len: usize| format!("{len} entries");
            self.differ(counted(expected.len()), counted(found.len()));
        }
    }

    fn fields(&mut self, expected: &'v [(String, Value)], found: &'v [(String, Value)]) {
        for ((name, a), (_, b)) in expected.iter().zip(found) {
            self.step(format_args!(".{}", name.escape_debug()), |compare| compare.values(a, b));
        }
    }

    /// Two shared values: what they hold, where they are met for the first time together. Which of them are one is no
    /// difference.
    fn shared(&mut self, values: [&'v Value; 2], numbers: Option<(u64, u64)>) {
        let [expected, found] = values;
        let Some((a, b)) = numbers else {
            // Within keys, their content stands in place.
            if let (Some(a), Some(b)) = (content(expected), content(found)) {
                self.values(a, b);
            }
            return;
        };
        let [known_a, known_b] = &mut self.shared;
        known_a.extend(content(expected).map(|content| (a, content)));
        known_b.extend(content(found).map(|content| (b, content)));
        let both = known_a.get(&a).copied().zip(known_b.get(&b).copied());
        let Some((a_value, b_value)) = both else { return };
        match self.met.get(&[a, b]) {
            Some(false) => {}
            Some(true) => self.differ(brief(a_value, SHOWN), brief(b_value, SHOWN)),
            None => {
                self.met.insert([a, b], false);
                let before = self.told;
                self.values(a_value, b_value);
                self.met.insert([a, b], self.told > before);
            }
        }
    }

    fn step(&mut self, step: std::fmt::Arguments<'_>, inner: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        // Writing to a string cannot fail.
        let _ = self.path.write_fmt(step);
        inner(self);
        self.path.truncate(before);
    }

    /// Takes note of a difference at the current place.
    fn differ(&mut self, expected: String, found: String) {
        self.told = self.told.saturating_add(1);
        self.differing.extend(self.row);
        if self.first.as_ref().is_none_or(|first| self.row < first.row) {
            self.first = Some(First { path: self.path.clone(), row: self.row, expected, found });
        }
    }
}

fn content(value: &Value) -> Option<&Value> {
    match value {
        Value::Shared { content, .. } => content.as_deref(),
        _ => None,
    }
}

fn counted(list: &[Value]) -> String {
    match list.len() {
        1 => "1 element".to_owned(),
        len => format!("{len} elements"),
    }
}

/// A float so that others look otherwise: of NaN the bits are shown.
fn shown_float(value: &Value) -> String {
    match value {
        Value::F32(float) if float.is_nan() => format!("NaN ({:#010x})", float.to_bits()),
        Value::F64(float) if float.is_nan() => format!("NaN ({:#018x})", float.to_bits()),
        _ => brief(value, SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT: Option<Within> = None;

    fn floats(list: &[f64]) -> Value {
        Value::List(list.iter().map(|float| Value::F64(*float)).collect())
    }

    fn within(absolute: f64, relative: f64) -> Option<Within> {
        Some(Within { absolute, relative })
    }

    fn differ(a: f64, b: f64, within: Option<Within>) -> bool {
        differences(&Value::F64(a), &Value::F64(b), within).is_some()
    }

    #[test]
    fn floats_are_compared_by_their_bits_or_within_a_tolerance() {
        let other_nan = f64::from_bits(0x7ff8_0000_0000_0001);
        let next = 1.0f64.next_up();
        // Two floats; whether they differ in their bits, beyond a tiny tolerance, and beyond a large one.
        let cases = [
            (1.0, 1.0, [false, false, false]),
            (1.0, next, [true, false, false]),
            (1.0, 1.25, [true, true, false]),
            (1.0, 1.5, [true, true, false]),
            (1.0, 1.5f64.next_up(), [true, true, true]),
            (1.0, 2.0, [true, true, true]),
            (0.0, -0.0, [true, false, false]),
            (f64::NAN, f64::NAN, [false, false, false]),
            (f64::NAN, other_nan, [true, false, false]),
            (f64::NAN, 1.0, [true, true, true]),
            (1.0, f64::NAN, [true, true, true]),
            (f64::INFINITY, f64::INFINITY, [false, false, false]),
            (f64::INFINITY, f64::MAX, [true, true, true]),
            (f64::MAX, f64::INFINITY, [true, true, true]),
            (f64::INFINITY, f64::NEG_INFINITY, [true, true, true]),
            (f64::MAX, f64::MIN, [true, true, true]),
        ];
        for (a, b, expected) in cases {
            let found = [EXACT, within(1e-15, 0.0), within(0.25, 0.25)].map(|w| differ(a, b, w));
            assert_eq!(found, expected, "{a} and {b}");
        }
    }

    #[test]
    fn the_relative_part_is_of_what_is_expected() {
        let relative = within(0.0, 0.5);
        assert!(!differ(2.0, 3.0, relative));
        assert!(!differ(-2.0, -1.0, relative));
        assert!(differ(1.0, 2.0, relative));
    }

    #[test]
    fn rows_are_counted_and_the_first_is_told() {
        let rows = |rows: [[f64; 2]; 4]| Value::List(rows.iter().map(|row| floats(row)).collect());
        let expected = rows([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]);
        let found = rows([[1.0, 2.0], [3.0, 4.5], [5.0, 6.0], [0.0, 0.0]]);
        let differences = differences(&expected, &found, EXACT);
        let told = Differences {
            path: "[1][1]".to_owned(),
            row: Some(1),
            expected: "4.0".to_owned(),
            found: "4.5".to_owned(),
            differing: 2,
            rows: 4,
            largest: Some(8.0),
        };
        assert_eq!(differences, Some(told));
    }

    #[test]
    fn a_row_of_several_lists_is_one() {
        let outputs = |labels: &[f64], scores: &[f64]| {
            let fields = vec![("labels".into(), floats(labels)), ("scores".into(), floats(scores))];
            Value::Struct { name: "Outputs".into(), fields }
        };
        let expected = outputs(&[1.0, 2.0, 3.0], &[0.1, 0.2, 0.3]);
        let found = outputs(&[1.0, 2.0, 9.0], &[0.1, 0.9, 0.9]);
        let told = differences(&expected, &found, EXACT);
        let told = told.map(|told| (told.path, told.row, told.differing, told.rows));
        assert_eq!(told, Some((".scores[1]".to_owned(), Some(1), 2, 3)));
    }

    #[test]
    fn which_shared_values_are_one_is_no_difference() {
        let shared = |number, content: Option<f64>| Value::Shared {
            number: Some(number),
            content: content.map(|content| Box::new(Value::F64(content))),
        };
        let one = Value::List(vec![shared(0, Some(1.0)), shared(0, None)]);
        let two = Value::List(vec![shared(0, Some(1.0)), shared(1, Some(1.0))]);
        let other = Value::List(vec![shared(0, Some(1.0)), shared(1, Some(2.0))]);
        assert_eq!(differences(&one, &two, EXACT), None);
        assert_eq!(differences(&two, &one, EXACT), None);
        let told = differences(&one, &other, EXACT).map(|told| (told.path, told.found));
        assert_eq!(told, Some(("[1]".to_owned(), "2.0".to_owned())));
    }
}
