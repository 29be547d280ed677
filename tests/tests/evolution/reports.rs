//! What the report of a load says: which rules, how often, and of which versions.

use std::rc::Rc;

use persist_core::{LoadOptions, Persist, Report, Rule};
use persist_tests::support::craft::File;
use persist_tests::support::craft::schema::{U8, named, schema, structure};

programs! {
    before {
        #[persist(version = "1.0.0")]
        pub struct Model { pub depth: u32 }
        pub struct Point(pub u8, pub u8);
        pub struct Unit;
        #[persist(name = "Unit")]
        pub struct Full { pub x: u8 }
    }
    after {
        #[persist(version = "1.0.1")]
        pub struct Model { pub depth: u32 }
        pub struct Point { #[persist(was = "0")] pub x: u8, #[persist(was = "1")] pub y: u8 }
        #[persist(name = "Unit")]
        pub struct Filled { #[persist(default)] pub x: u8 }
        #[persist(name = "Unit")]
        pub struct Place(#[persist(default)] pub u8);
        pub struct Wide { pub kept: u8 }
    }
}

fn report<T: Persist>(value: &impl Persist) -> Report {
    let bytes = value.to_bytes().unwrap();
    LoadOptions::new().from_bytes_with_report::<T>(&bytes).unwrap().1
}

fn rules(report: &Report) -> Vec<Rule> {
    report.changes().iter().map(|change| change.rule()).collect()
}

fn counts(report: &Report) -> Vec<(Rule, u64)> {
    report.changes().iter().map(|change| (change.rule(), change.count())).collect()
}

#[test]
fn a_version_that_changed_nothing_is_named_alone() {
    let report = report::<after::Model>(&before::Model { depth: 3 });
    assert!(report.is_identical() && !report.is_current());
    assert_eq!(report.to_string(), "read Model 1.0.0, written by persist-tests 0.1.0");
}

#[test]
fn changes_of_the_whole_value_are_counted_once() {
    assert_eq!(counts(&report::<u64>(&7u32)), [(Rule::WidenInteger, 1)]);
    let pair = report::<(u16, Option<u32>)>(&(1u8, 2u8));
    let (widen, wrap) = (Rule::WidenInteger, Rule::IntoOption);
    assert_eq!(counts(&pair), [(widen, 1), (wrap, 1), (widen, 1)]);
}

/// A pointer is none: the list that two lead to is read once.
#[test]
fn elements_of_a_shared_list_are_counted_where_they_stand() {
    let list = Rc::new(vec![7u32]);
    let report = report::<Vec<Rc<u64>>>(&vec![list.clone(), list]);
    assert_eq!(counts(&report), [(Rule::OutOfList, 2), (Rule::WidenInteger, 1)], "{report:#}");
}

#[test]
fn fields_by_position_that_become_fields_by_name_are_named_where_there_are_any() {
    let (renamed, form) = (Rule::RenameField, Rule::TupleToStruct);
    let point = report::<after::Point>(&before::Point(1, 2));
    assert_eq!(rules(&point), [form, renamed, renamed], "{point:#}");
    let filled = report::<after::Filled>(&before::Unit);
    assert_eq!(rules(&filled), [Rule::AddField], "{filled:#}");
    let place = report::<after::Place>(&before::Unit);
    assert_eq!(rules(&place), [Rule::AddField], "{place:#}");
    let emptied = report::<before::Unit>(&before::Full { x: 1 });
    assert_eq!(rules(&emptied), [Rule::RemoveFieldUnseen], "{emptied:#}");
}

/// A file of a hundred more changes than are listed.
fn many_changes() -> Vec<u8> {
    let names: Vec<String> = (0..4196).map(|number| format!("f{number}")).collect();
    let mut fields: Vec<_> = names.iter().map(|name| (name.as_str(), U8.to_vec())).collect();
    fields.push(("kept", U8.to_vec()));
    let schema = schema(&named(0), &[structure("Wide", &fields)]);
    File { schema, body: vec![7; fields.len()], ..File::default() }.to_bytes()
}

#[test]
fn of_thousands_of_changes_those_that_are_not_listed_are_counted() {
    let (wide, report) =
        LoadOptions::new().from_bytes_with_report::<after::Wide>(&many_changes()).unwrap();
    assert_eq!(wide, after::Wide { kept: 7 });
    assert_eq!((report.changes().len(), report.more_changes()), (4096, 100));
    assert!(report.to_string().ends_with("; 100 more changes"));
    // A person reads less.
    let error = LoadOptions::new().exact().from_bytes::<after::Wide>(&many_changes()).unwrap_err();
    let reasons = error.reasons();
    assert_eq!(reasons.len(), 33);
    assert_eq!(reasons[31], "`Wide.f31`: dropped: this program does not know it, u8");
    assert_eq!(reasons[32], "4164 more changes");
}

#[test]
fn where_few_changed_nothing_is_said_of_more() {
    let bytes = before::Full { x: 1 }.to_bytes().unwrap();
    let error = LoadOptions::new().exact().from_bytes::<before::Unit>(&bytes).unwrap_err();
    assert_eq!(error.reasons(), ["`Unit.x`: dropped: this program does not know it, u8"]);
    assert!(!report::<before::Unit>(&before::Full { x: 1 }).to_string().contains("more"));
}
