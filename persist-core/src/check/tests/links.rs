//! Views against what their epoch's files hold: what each finding says, whole.

use crate::check::link::found;
use crate::check::{Held, HeldField, HeldVariant};
use crate::persist::Persist;
use crate::schema::{Def, DefShape, Field, Fields, FieldsKind, Variant, View};

const NO_LIST: &[&str] = &[];

fn kept<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

/// Fields of `u32`, as `name` or as `name<former`; by position where the first one is a number.
fn fields(names: &[&'static str]) -> Fields {
    let list = names.iter().map(|name| match name.split_once('<') {
        Some((name, was)) => Field { was: kept(vec![was]), ..Field::new(name, u32::TY) },
        None => Field::new(name, u32::TY),
    });
    let kind = match names {
        ["0", ..] => FieldsKind::Tuple,
        _ => FieldsKind::Named,
    };
    Fields { kind, list: kept(list.collect()) }
}

/// A variant, as `Name` or as `Name<Former`.
fn variant(name: &'static str, names: &[&'static str]) -> Variant {
    let (name, was) = name.split_once('<').unwrap_or((name, ""));
    let was = if was.is_empty() { NO_LIST } else { kept(vec![was]) };
    Variant { name, was, fields: fields(names), removed: &[], other: name == "Other" }
}

/// Today's type.
fn today(shape: DefShape) -> Def {
    let (version, producer, view, history) = (None, None, None, None);
    Def {
        name: "Forest",
        args: &[],
        version,
        was: &[],
        producer,
        shape,
        removed: &[],
        chain: &[],
        view,
        history,
    }
}

/// Its view of the epoch `1`, whose derive found no history.
fn view(shape: DefShape) -> Def {
    let view = View { of: "Forest", epoch: "1", ident: "Forest1", has_history: false };
    Def { view: Some(view), ..today(shape) }
}

fn structure(names: &[&'static str]) -> DefShape {
    DefShape::Struct(fields(names))
}

fn enumeration(variants: &[(&'static str, &[&'static str])]) -> DefShape {
    DefShape::Enum(kept(variants.iter().map(|(name, names)| variant(name, names)).collect()))
}

const ALL: &[(usize, usize)] = &[(0, 1)];

fn field(of: Option<&'static str>, name: &'static str) -> Held<'static> {
    Held::Field(
        of,
        HeldField { name, ty: "u32", versions: "1.0.0 to 1.1.0 have", in_all: true, runs: ALL },
    )
}

/// A field that the second version alone has.
fn late(of: Option<&'static str>, name: &'static str) -> Held<'static> {
    Held::Field(
        of,
        HeldField { name, ty: "[u32]", versions: "1.1.0 has", in_all: false, runs: &[(1, 1)] },
    )
}

fn held_variant(name: &'static str, runs: &'static [(usize, usize)]) -> Held<'static> {
    Held::Variant(HeldVariant { name, versions: "1.0.0 has", runs })
}

fn said(old: &Def, new: &Def, held: &[Held<'_>]) -> String {
    let message = found(&["Forest", "Woods"], "1", Some(old), Some(new), held);
    message.map_or_else(String::new, |message| message.as_str().to_owned())
}

const ON_PURPOSE: &str = " where it is meant";
const SAME_HISTORY: &str = "the view takes the same `#[persist(history = …)]` as its type";
const ONLY_UPGRADE: &str = "what only an `Upgrade` fills is `#[persist(skip)]`; ";
const NAME_IT: &str =
    "\n  help: name it as those files do, or say their name by `#[persist(was = \"…\")]`; ";

#[test]
fn a_view_that_reads_all_that_is_held_is_not_mentioned() {
    let old = view(structure(&["depth", "names<name"]));
    let held = [field(None, "depth"), field(None, "name")];
    assert_eq!(said(&old, &today(structure(&["depth", "names"])), &held), "");
    // What today's type has not, the step may do without.
    assert_eq!(said(&view(structure(&["depth"])), &today(structure(&["depth"])), &held), "");
    // So it is where the loss is declared.
    let removed = Def { removed: &["name"], ..view(structure(&["depth"])) };
    assert_eq!(said(&removed, &today(structure(&["depth", "name"])), &held), "");
    // Types without a definition, and views of no recorded epoch, have nothing to be held against.
    assert!(found(&["Forest"], "1", None, Some(&old), &held).is_none());
    assert!(found(&["Forest"], "1", Some(&view(structure(&["new"]))), Some(&old), &[]).is_none());
    // A struct that became an enum is the step's matter.
    assert_eq!(
        said(&view(structure(&["depth", "name"])), &today(enumeration(&[("A", &[])])), &held),
        ""
    );
}

#[test]
fn a_view_of_another_type_or_epoch_is_named() {
    let of = View { of: "Forrest", epoch: "1", ident: "Forest1", has_history: true };
    let wrong_type = Def { view: Some(of), ..view(structure(&[])) };
    let wrong_epoch = Def { view: Some(View { of: "Woods", epoch: "2", ..of }), ..wrong_type };
    for (old, stands) in [(wrong_type, "`Forrest`, epoch `1`"), (wrong_epoch, "`Woods`, epoch `2`")]
    {
        assert_eq!(
            said(&old, &today(structure(&[])), &[]),
            format!(
                "`Forest1` is a view of {stands}, and has to be one of `Forest`, epoch `1`\n  help: \
                 `#[persist(view_of = \"Forest\", epoch = \"1\")]` on the view"
            )
        );
    }
    // The type's former name is one of its names.
    let former = Def { view: Some(View { of: "Woods", ..of }), ..wrong_type };
    assert_eq!(said(&former, &today(structure(&[])), &[]), "");
}

#[test]
fn names_that_no_file_has_are_told_with_those_that_they_have() {
    let none = "no recorded version of epoch `1` has it: they have";
    let structs = today(structure(&[]));
    let held = [field(None, "depth"), late(None, "names")];
    assert_eq!(
        said(&view(structure(&["dept", "names"])), &structs, &held),
        format!("`Forest1.dept`: {none} `depth`, `names`{NAME_IT}{ONLY_UPGRADE}{SAME_HISTORY}")
    );
    let enums = today(enumeration(&[]));
    let held = [held_variant("Oak", ALL), held_variant("Elm", ALL), field(Some("Elm"), "age")];
    let old =
        view(enumeration(&[("Oka", &[]), ("Other", &[]), ("Ash<Elm", &["ages"]), ("Oak", &["x"])]));
    assert_eq!(
        said(&old, &enums, &held),
        format!(
            "`Forest1.Oka`: {none} `Oak`, `Elm`{NAME_IT}{SAME_HISTORY}\n  \
             `Forest1.Ash.ages`: {none} `age`{NAME_IT}{ONLY_UPGRADE}{SAME_HISTORY}\n  \
             `Forest1.Oak.x`: {none} nothing here{NAME_IT}{ONLY_UPGRADE}{SAME_HISTORY}"
        )
    );
    // The derive that found the history has looked itself.
    let sees = View { of: "Forest", epoch: "1", ident: "Forest1", has_history: true };
    assert_eq!(said(&Def { view: Some(sees), ..old }, &enums, &held), "");
}

#[test]
fn fields_that_a_view_leaves_out_are_lost_where_today_has_them() {
    let all = "which 1.0.0 to 1.1.0 have and `Forest` has";
    let loss = ": it would be lost\n  help: declare";
    let removed = |name: &str, of: &str| {
        format!(", or `#[persist(removed(\"{name}\"))]` to {of}{ON_PURPOSE}")
    };
    let held = [field(None, "depth"), late(None, "names")];
    let new = today(structure(&["depth", "labels<names"]));
    assert_eq!(
        said(&view(structure(&[])), &new, &held),
        format!(
            "`Forest1` leaves out `depth`, {all} too{loss} `depth: u32` in the view, without `skip`{}\n  \
             `Forest1` leaves out `names`, which 1.1.0 has and `Forest` has as `labels`{loss} \
             `#[persist(default)] names: Vec<u32>` in the view, without `skip`{}",
            removed("depth", "it"),
            removed("names", "it")
        )
    );
    // By position in the files, in the view, and in both.
    let new = today(structure(&["0", "1"]));
    let held = [field(None, "0"), field(None, "1")];
    let said_of = |view_fields: &[&'static str]| said(&view(structure(view_fields)), &new, &held);
    let both = said_of(&["0"]);
    assert!(both.contains("declare `u32` as field 1 of the view, or"), "{both}");
    let named = said_of(&["first<0"]);
    assert!(named.contains("declare `#[persist(was = \"1\")] …: u32` in the view, or"), "{named}");
    // A field that reads another of the same version leaves its former name unread.
    let held = [field(None, "a"), field(None, "b")];
    let beside = said(&view(structure(&["a<b"])), &today(structure(&["a", "b"])), &held);
    assert_eq!(
        beside,
        format!(
            "`Forest1` leaves out `b`, {all} too{loss} `b: u32` in the view, without `skip`, in place of the \
             `was = \"b\"` of its `a`, which reads `a` there{}",
            removed("b", "it")
        )
    );
    // Where no version has both, it reads each.
    let (once, later) = (late(None, "a"), field(None, "b"));
    let Held::Field(of, later) = later else { panic!("it is a field") };
    let later = Held::Field(of, HeldField { runs: &[(0, 0), (2, 3)], ..later });
    assert_eq!(
        said(&view(structure(&["a<b"])), &today(structure(&["a", "b"])), &[once, later]),
        ""
    );
    // Within a variant.
    let held = [held_variant("Oak", ALL), field(Some("Oak"), "age"), field(Some("Oak"), "girth")];
    let new = today(enumeration(&[("Oak", &["age", "girth"])]));
    assert_eq!(
        said(&view(enumeration(&[("Oak", &["age"])])), &new, &held),
        format!(
            "`Forest1.Oak` leaves out `girth`, {all} too{loss} `girth: u32` in the view, without `skip`{}",
            removed("girth", "this variant of it")
        )
    );
    let beside = said(&view(enumeration(&[("Oak", &["age<girth"])])), &new, &held);
    assert!(beside.contains("of its `age`, which reads `age` there"), "{beside}");
}

#[test]
fn variants_that_a_view_takes_for_others_are_lost_where_today_tells_them_apart() {
    let held = [held_variant("Oak", ALL), held_variant("Elm", ALL)];
    let new = today(enumeration(&[("Oak", &[]), ("Ulmus<Elm", &[])]));
    let merged = view(enumeration(&[("Oak<Elm", &[])]));
    assert_eq!(
        said(&merged, &new, &held),
        "`Forest1` reads `Elm` as `Oak`, which 1.0.0 has beside `Oak` and `Forest` keeps apart as `Ulmus`: its step \
         could not tell one from the other\n  help: give the view a variant `Elm` in place of `#[persist(was = \
         \"Elm\")]`, or add `#[persist(removed(\"Elm\"))]` to it where it is meant"
    );
    let other = view(enumeration(&[("Oak", &[]), ("Other", &[])]));
    assert_eq!(
        said(&other, &new, &held),
        "`Forest1` leaves out the variant `Elm`, which 1.0.0 has and `Forest` has as `Ulmus`: it would be read as \
         `Other`\n  help: add it to the view, or `#[persist(removed(\"Elm\"))]` to it where it is meant"
    );
    // Meant, or the same in today's type, or never in one version.
    for old in [merged, other] {
        assert_eq!(said(&Def { removed: &["Elm"], ..old }, &new, &held), "");
    }
    assert_eq!(said(&merged, &today(enumeration(&[("Oak<Elm", &[])])), &held), "");
    for [oak, elm] in [[&[(0, 0)], &[(1, 1)]], [&[(1, 1)], &[(0, 0)]]] {
        let apart = [held_variant("Oak", oak), held_variant("Elm", elm)];
        assert_eq!(said(&merged, &new, &apart), "");
    }
}
