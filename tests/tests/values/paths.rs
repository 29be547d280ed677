//! The path of a value that its type refuses on load: saved by a type that takes any number, loaded by one of
//! the same schema that takes none but positive ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;
use std::num::NonZeroU32;
use std::rc::Rc;

use persist_core::{ErrorKind, Persist, SaveOptions};

/// The path of the first value that `R` refuses, the same with arrays as blocks and in place.
fn path<W: Persist, R: Persist + Debug>(value: &W) -> String {
    let of = |threshold| {
        let bytes = SaveOptions::new().block_threshold(threshold).to_bytes(value).unwrap();
        let error = R::from_bytes(&bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        error.path().unwrap().to_owned()
    };
    let path = of(1);
    assert_eq!(path, of(u64::MAX));
    path
}

/// The same persisted types, once around each type of number.
macro_rules! types_around {
    ($module:ident, $number:ty) => {
        mod $module {
            use super::*;

            #[derive(Persist, Debug, Clone, Copy)]
            pub(super) struct Row {
                pub(super) class: u8,
                pub(super) count: $number,
                pub(super) pair: (bool, [$number; 2]),
            }

            #[derive(Persist, Debug)]
            pub(super) enum Shape {
                #[allow(dead_code, reason = "so that the index is not 0")]
                Empty,
                Circle {
                    name: String,
                    radius: $number,
                },
                Square(String, $number),
                Group(Vec<Shape>),
                Boxed(Box<Shape>),
            }

            #[derive(Persist, Debug, Default)]
            pub(super) struct Table {
                pub(super) title: String,
                pub(super) rows: Vec<Row>,
                pub(super) matrix: Vec<[[$number; 2]; 3]>,
                pub(super) plain: Vec<$number>,
                pub(super) optional: Vec<Option<$number>>,
                pub(super) scores: BTreeMap<String, $number>,
                pub(super) by_number: BTreeMap<i16, ($number, u8)>,
                pub(super) by_char: HashMap<char, Vec<$number>>,
                pub(super) by_tuple: BTreeMap<(u8, u8), $number>,
                pub(super) by_set: BTreeMap<BTreeSet<u8>, $number>,
                pub(super) set: BTreeSet<$number>,
                pub(super) shapes: Vec<Shape>,
                pub(super) shared: Vec<Rc<$number>>,
                pub(super) slice: Option<Rc<[$number]>>,
            }
        }
    };
}

types_around!(any, u32);
types_around!(positive, NonZeroU32);

/// The path of what a table of positive numbers refuses of this one.
fn in_table(fill: impl FnOnce(&mut any::Table)) -> String {
    let mut table = any::Table { title: "t".to_owned(), ..any::Table::default() };
    fill(&mut table);
    path::<any::Table, positive::Table>(&table)
}

#[test]
fn elements_of_arrays_are_named_by_index_and_their_parts_by_name() {
    let row = any::Row { class: 9, count: 1, pair: (true, [1, 1]) };
    assert_eq!(in_table(|t| t.plain = vec![1, 2, 0, 0]), "Table.plain[2]");
    assert_eq!(
        in_table(|t| t.rows = vec![row, row, any::Row { count: 0, ..row }]),
        "Table.rows[2].count"
    );
    assert_eq!(
        in_table(|t| t.rows = vec![row, any::Row { pair: (true, [1, 0]), ..row }]),
        "Table.rows[1].pair[1][1]"
    );
    assert_eq!(
        in_table(|t| t.matrix = vec![[[1; 2]; 3], [[1, 1], [1, 1], [0, 1]]]),
        "Table.matrix[1][2][0]"
    );
}

/// Chunks of a block are read one by one: the index counts through all of them.
#[test]
fn the_last_element_of_a_large_block_is_named_by_its_index() {
    let row = any::Row { class: 9, count: 1, pair: (true, [1, 1]) };
    let mut rows = vec![row; 200_000];
    rows[199_999].count = 0;
    let bytes = any::Table { rows, ..any::Table::default() }.to_bytes().unwrap();
    let error = positive::Table::from_bytes(&bytes).unwrap_err();
    assert_eq!(error.path(), Some("Table.rows[199999].count"));
}

#[test]
fn list_elements_and_options_are_named_by_index() {
    assert_eq!(in_table(|t| t.optional = vec![Some(1), None, Some(0)]), "Table.optional[2]");
}

#[test]
fn map_values_are_named_by_their_key() {
    assert_eq!(
        in_table(|t| t.scores = [("a".into(), 1), ("iris".into(), 0)].into()),
        r#"Table.scores["iris"]"#
    );
    assert_eq!(in_table(|t| t.scores = [("a\"\n".into(), 0)].into()), r#"Table.scores["a\"\n"]"#);
    assert_eq!(in_table(|t| t.by_number = [(-7, (0, 1))].into()), "Table.by_number[-7][0]");
    assert_eq!(in_table(|t| t.by_char = [('x', vec![1, 0])].into()), "Table.by_char['x'][1]");
    assert_eq!(in_table(|t| t.by_tuple = [((1, 2), 0)].into()), "Table.by_tuple{0}");
    // What a key holds is not the key.
    assert_eq!(in_table(|t| t.by_set = [([7].into(), 0)].into()), "Table.by_set{0}");
}

#[test]
fn keys_are_named_by_their_place() {
    assert_eq!(in_table(|t| t.set = [0, 5].into()), "Table.set{key 0}");
}

#[test]
fn fields_of_variants_are_named_behind_their_variant() {
    use any::Shape;
    let circle = |radius| Shape::Circle { name: "c".to_owned(), radius };
    assert_eq!(
        in_table(|t| t.shapes = vec![Shape::Empty, circle(0)]),
        "Table.shapes[1].Circle.radius"
    );
    assert_eq!(
        in_table(|t| t.shapes = vec![Shape::Square("s".into(), 0)]),
        "Table.shapes[0].Square.1"
    );
    let group = Shape::Group(vec![circle(1), Shape::Boxed(Box::new(circle(0)))]);
    assert_eq!(
        in_table(|t| t.shapes = vec![group]),
        "Table.shapes[0].Group.0[1].Boxed.0.Circle.radius"
    );
}

#[test]
fn shared_values_are_named_where_they_are_met_first() {
    let zero = Rc::new(0);
    assert_eq!(
        in_table(|t| t.shared = vec![Rc::new(1), Rc::clone(&zero), zero]),
        "Table.shared[1]"
    );
    assert_eq!(in_table(|t| t.slice = Some(vec![1, 1, 0].into())), "Table.slice[2]");
}

#[test]
fn a_type_without_a_name_is_named_by_its_schema() {
    assert_eq!(path::<Vec<u32>, Vec<NonZeroU32>>(&vec![1, 0]), "[u32][1]");
    assert_eq!(path::<u32, NonZeroU32>(&0), "u32");
    assert_eq!(path::<_, (u8, Option<NonZeroU32>)>(&(1u8, Some(0u32))), "(u8, Option<u32>)[1]");
}

#[test]
fn a_path_of_many_steps_shows_its_ends() {
    use any::Shape;
    let innermost = Shape::Square("s".to_owned(), 0);
    let deep = (0..40).fold(innermost, |shape, _| Shape::Boxed(Box::new(shape)));
    let text = path::<_, positive::Shape>(&deep);
    assert_eq!(
        text,
        "Shape.Boxed.0.Boxed.0.Boxed.0.Boxed.0.Boxed.0.Boxed.0 … 58 steps … \
         .Boxed.0.Boxed.0.Boxed.0.Boxed.0.Boxed.0.Square.1"
    );
}
