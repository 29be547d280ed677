//! Each rule of the catalogue that a build can see: an edit that does not compile without the bump or the attribute
//! that it needs, and does with it.

use persist_core::Rule;

use crate::project::Project;

/// Rules that a build has nothing to say of, and why.
const UNSEEN: &[(Rule, &str)] = &[
    (Rule::View, "what a view must not leave out, `views` shows"),
    (Rule::KeepUnknown, "it needs no bump and no attribute"),
    (Rule::AsDraft, "a draft promises nothing"),
    (Rule::Containers, "they are stored alike: nothing changed"),
    (Rule::Pointers, "they are stored alike: nothing changed"),
    (Rule::ForeignCrate, "histories do not hold the crates of other types"),
    (Rule::Nested, "a nested type fails where it is declared, which `showpieces` shows"),
];

/// An edit of a type.
struct Edit {
    rule: Rule,
    /// The fields or variants of version 1.0.0, as its history has them.
    before: &'static str,
    /// The type after the edit, without what the edit needs.
    fails: &'static str,
    /// What the compiler says of it, among others.
    says: &'static str,
    /// The type after the edit, with what it needs.
    passes: &'static str,
}

const fn edit(
    rule: Rule,
    before: &'static str,
    fails: &'static str,
    says: &'static str,
    passes: &'static str,
) -> Edit {
    Edit { rule, before, fails, says, passes }
}

/// `version = "…"`, other attributes of the type, and the type behind them: `1.1.0, removed("b") | struct M { … }`.
const EDITS: &[Edit] = &[
    edit(
        Rule::AddField,
        "  a: u32",
        "1.0.0 | struct M { a: u32, #[persist(default)] b: u8 }",
        "`M.b`: added since 1.0.0 (add_field, backward and forward compatible), needs at least 1.1.0, declared 1.0.0",
        "1.1.0 | struct M { a: u32, #[persist(default)] b: u8 }",
    ),
    edit(
        Rule::AddRequiredField,
        "  a: u32",
        "1.1.0 | struct M { a: u32, b: Option<u8> }",
        "`M.b`: added since 1.0.0 without a default, and files of 1.0.0 do not have it (add_required_field)",
        "2.0.0, upgrade(\"1\" => unsupported) | struct M { a: u32, b: Option<u8> }",
    ),
    edit(
        Rule::RemoveField,
        "  a: u32\n  b: u8",
        "1.0.1, removed(\"b\") | struct M { a: u32 }",
        "`M.b`: removed since 1.0.0 (remove_field, backward compatible, forward where the older type says how), needs at least 1.1.0, declared 1.0.1",
        "1.1.0, removed(\"b\") | struct M { a: u32 }",
    ),
    edit(
        Rule::RemoveFieldUnseen,
        "  a: u32\n  b: u8",
        "1.1.0 | struct M { a: u32 }",
        "`M.b`: gone, and files of 1.0.0 have it (u8) (remove_field_unseen)",
        "1.1.0, removed(\"b\") | struct M { a: u32 }",
    ),
    edit(
        Rule::RenameField,
        "  a: u32",
        "1.0.0 | struct M { #[persist(was = \"a\")] b: u32 }",
        "`M.b`: renamed from `a` since 1.0.0 (rename_field, backward and forward compatible), needs at least 1.1.0",
        "1.1.0 | struct M { #[persist(was = \"a\")] b: u32 }",
    ),
    edit(
        Rule::ReorderFields,
        "  a: u32\n  b: u8",
        "1.0.0 | struct M { b: u8, a: u32 }",
        "`M`: fields in another order since 1.0.0 (reorder_fields, backward and forward compatible), needs at least 1.0.1",
        "1.0.1 | struct M { b: u8, a: u32 }",
    ),
    edit(
        Rule::WidenInteger,
        "  a: u16",
        "1.0.1 | struct M { a: u32 }",
        "u16 -> u32",
        "1.1.0 | struct M { a: u32 }",
    ),
    edit(
        Rule::NarrowInteger,
        "  a: u32",
        "1.1.0 | struct M { a: u16 }",
        "from(u32",
        "1.1.0 | struct M { #[persist(from(u32 => |a| u16::try_from(a).map_err(persist_core::Error::invalid)))] a: u16 }",
    ),
    edit(
        Rule::Convert,
        "  a: u32",
        "1.0.0 | struct M { #[persist(from(u32 => |a| Ok(a.to_string())))] a: String }",
        "u32 -> str",
        "1.1.0 | struct M { #[persist(from(u32 => |a| Ok(a.to_string())))] a: String }",
    ),
    edit(
        Rule::WidenFloat,
        "  a: f32",
        "1.0.0 | struct M { a: f64 }",
        "f32 -> f64",
        "1.1.0 | struct M { a: f64 }",
    ),
    edit(
        Rule::NarrowFloat,
        "  a: f64",
        "1.1.0 | struct M { a: f32 }",
        "f64 -> f32",
        "1.1.0 | struct M { #[persist(from(f64 => |a| Ok(a as f32)))] a: f32 }",
    ),
    edit(
        Rule::IntegerToFloat,
        "  a: u32",
        "1.0.0 | struct M { a: f64 }",
        "u32 -> f64",
        "1.1.0 | struct M { a: f64 }",
    ),
    edit(
        Rule::BoolToInteger,
        "  a: bool",
        "1.0.0 | struct M { a: u8 }",
        "bool -> u8",
        "1.1.0 | struct M { a: u8 }",
    ),
    edit(
        Rule::IntoOption,
        "  a: u8",
        "1.0.0 | struct M { a: Option<u8> }",
        "u8 -> Option<u8>",
        "1.1.0 | struct M { a: Option<u8> }",
    ),
    edit(
        Rule::OutOfOption,
        "  a: Option<u8>",
        "1.1.0 | struct M { a: u8 }",
        "Option<u8> -> u8",
        "1.1.0 | struct M { #[persist(from(Option<u8> => |a| Ok(a.unwrap_or(7))))] a: u8 }",
    ),
    edit(
        Rule::SomeOrDefault,
        "  a: Option<u8> =",
        "1.0.0 | struct M { #[persist(default)] a: u8 }",
        "Option<u8> -> u8",
        "1.1.0 | struct M { #[persist(default)] a: u8 }",
    ),
    edit(
        Rule::IntoList,
        "  a: u8",
        "1.0.0 | struct M { a: Vec<u8> }",
        "u8 -> [u8]",
        "1.1.0 | struct M { a: Vec<u8> }",
    ),
    edit(
        Rule::OptionToList,
        "  a: Option<str>",
        "1.0.0 | struct M { a: Vec<String> }",
        "Option<str> -> [str]",
        "1.1.0 | struct M { a: Vec<String> }",
    ),
    edit(
        Rule::OutOfList,
        "  a: [str]",
        "1.1.0 | struct M { a: String }",
        "[str] -> str",
        "2.0.0, upgrade(\"1\" => unsupported) | struct M { a: String }",
    ),
    edit(
        Rule::ArrayToList,
        "  a: [u8; 4]",
        "1.0.0 | struct M { a: Vec<u8> }",
        "[u8; 4] -> [u8]",
        "1.1.0 | struct M { a: Vec<u8> }",
    ),
    edit(
        Rule::ListToArray,
        "  a: [u16]",
        "1.1.0 | struct M { a: [u16; 4] }",
        "[u16] -> [u16; 4]",
        "2.0.0, upgrade(\"1\" => auto) | struct M { a: [u16; 4] }",
    ),
    edit(
        Rule::ListToSet,
        "  a: [str]",
        "1.0.0 | struct M { a: BTreeSet<String> }",
        "[str] -> {str}",
        "1.1.0 | struct M { a: BTreeSet<String> }",
    ),
    edit(
        Rule::SetToList,
        "  a: {str}",
        "1.0.0 | struct M { a: Vec<String> }",
        "{str} -> [str]",
        "1.1.0 | struct M { a: Vec<String> }",
    ),
    edit(
        Rule::ListToMap,
        "  a: [(str, u8)]",
        "1.0.0 | struct M { a: BTreeMap<String, u8> }",
        "[(str, u8)] -> {str: u8}",
        "1.1.0 | struct M { a: BTreeMap<String, u8> }",
    ),
    edit(
        Rule::MapToList,
        "  a: {str: u8}",
        "1.0.0 | struct M { a: Vec<(String, u8)> }",
        "{str: u8} -> [(str, u8)]",
        "1.1.0 | struct M { a: Vec<(String, u8)> }",
    ),
    edit(
        Rule::StringToBytes,
        "  a: str",
        "1.0.0 | struct M { a: Vec<u8> }",
        "str -> [u8]",
        "1.1.0 | struct M { a: Vec<u8> }",
    ),
    edit(
        Rule::BytesToString,
        "  a: [u8]",
        "1.1.0 | struct M { a: String }",
        "[u8] -> str",
        "2.0.0, upgrade(\"1\" => auto) | struct M { a: String }",
    ),
    edit(
        Rule::RecodeForeign,
        "  a: messagepack",
        "1.0.0 | struct M { #[persist(serde(compact))] a: Vec<u8> }",
        "messagepack -> postcard",
        "1.1.0 | struct M { #[persist(serde(compact))] a: Vec<u8> }",
    ),
    edit(
        Rule::Share,
        "  a: str",
        "1.0.0 | struct M { a: Rc<str> }",
        "str -> Shared<str>",
        "1.1.0 | struct M { a: Rc<str> }",
    ),
    edit(
        Rule::Unshare,
        "  a: [Shared<str>]",
        "1.0.0 | struct M { a: Vec<String> }",
        "[Shared<str>] -> [str]",
        "1.1.0 | struct M { a: Vec<String> }",
    ),
    edit(
        Rule::WrapNewtype,
        "  a: f64",
        "1.0.0 | struct M { a: Metres } #[derive(Persist)] struct Metres(f64);",
        "f64 -> Metres",
        "1.1.0 | struct M { a: Metres } #[derive(Persist)] struct Metres(f64);",
    ),
    edit(
        Rule::UnwrapNewtype,
        "  a: Metres",
        "1.0.0 | struct M { a: f64 }",
        "Metres -> f64",
        "1.1.0 | struct M { a: f64 }",
    ),
    edit(
        Rule::TupleToStruct,
        "  0: f64\n  1: f64",
        "1.0.0 | struct M { #[persist(was = \"0\")] x: f64, #[persist(was = \"1\")] y: f64 }",
        "`M`: fields are declared in another form since 1.0.0 (tuple_to_struct, backward and forward compatible)",
        "1.1.0 | struct M { #[persist(was = \"0\")] x: f64, #[persist(was = \"1\")] y: f64 }",
    ),
    edit(
        Rule::AddVariant,
        "enum\n  A",
        "1.0.0 | enum M { A, B(u8) }",
        "`M.B`: added since 1.0.0 (add_variant, backward compatible, forward where values fit), needs at least 1.1.0, declared 1.0.0",
        "1.1.0 | enum M { A, B(u8) }",
    ),
    edit(
        Rule::ReorderVariants,
        "enum\n  A\n  B",
        "1.0.0 | enum M { B, A }",
        "`M`: variants in another order since 1.0.0 (reorder_variants, backward and forward compatible), needs at least 1.0.1",
        "1.0.1 | enum M { B, A }",
    ),
    edit(
        Rule::MergeVariants,
        "enum\n  A\n  B",
        "1.0.0 | enum M { #[persist(was = \"B\")] A }",
        "`M.A`: takes values of `B`, which is gone since 1.0.0 (merge_variants",
        "1.1.0 | enum M { #[persist(was = \"B\")] A }",
    ),
    edit(
        Rule::RemoveVariant,
        "enum\n  A\n  B",
        "1.1.0, removed(\"B\") | enum M { A }",
        "`M.B`: gone, and values of 1.0.0 may be of it (remove_variant)",
        "2.0.0, removed(\"B\"), upgrade(\"1\" => auto) | enum M { A }",
    ),
    edit(
        Rule::OtherVariant,
        "enum\n  A\n  B",
        "1.0.1 | enum M { #[persist(other)] A }",
        "`M.B`: removed, and read as the `other` variant since 1.0.0 (other_variant",
        "1.1.0 | enum M { #[persist(other)] A }",
    ),
    edit(
        Rule::RenameVariant,
        "enum\n  A\n  B",
        "1.0.0 | enum M { A, #[persist(was = \"B\")] C }",
        "`M.C`: renamed from `B` since 1.0.0 (rename_variant",
        "1.1.0 | enum M { A, #[persist(was = \"B\")] C }",
    ),
    edit(
        Rule::FillUnitVariant,
        "enum\n  A\n  B",
        "1.0.0 | enum M { A, B { #[persist(default)] x: u8 } }",
        "`M.B`: given fields since 1.0.0 (fill_unit_variant",
        "1.1.0 | enum M { A, B { #[persist(default)] x: u8 } }",
    ),
    edit(
        Rule::RenameType,
        "  a: u32",
        "1.0.0, was = \"M\" | struct N { a: u32 }",
        "`N`: renamed from `M` since 1.0.0 (rename_type",
        "1.1.0, was = \"M\" | struct N { a: u32 }",
    ),
    edit(
        Rule::Upgrade,
        "  a: u32",
        "2.0.0, upgrade(\"1\" => M1) | struct M { b: u32 } \
         #[derive(Persist)] #[persist(view_of = \"M\", epoch = \"1\")] struct M1 { a: u32 }",
        "missing upgrade step `M1` -> `M`",
        "2.0.0, upgrade(\"1\" => M1) | struct M { b: u32 } \
         #[derive(Persist)] #[persist(view_of = \"M\", epoch = \"1\")] struct M1 { a: u32 } \
         impl persist_core::Upgrade<M1> for M { \
         fn upgrade(old: M1) -> persist_core::Result<M> { Ok(M { b: old.a }) } }",
    ),
    edit(
        Rule::Defaults,
        "  a: u32",
        "1.0.0 | struct M { #[persist(default)] a: u32 }",
        "`M.a`: has a default since 1.0.0 (defaults",
        "1.1.0 | struct M { #[persist(default)] a: u32 }",
    ),
    edit(
        Rule::ChangeType,
        "  a: str",
        "1.1.0 | struct M { a: char }",
        "str -> char",
        "2.0.0, upgrade(\"1\" => unsupported) | struct M { a: char }",
    ),
    edit(
        Rule::ChangeEpoch,
        "  a: u32",
        "2.0.0 | struct M { a: u32 }",
        "files of epoch `1` have no path to 2.0.0: 1.0.0 is recorded",
        "2.0.0, upgrade(\"1\" => auto) | struct M { a: u32 }",
    ),
    edit(
        Rule::ReuseName,
        "  a: u32\n  b: u8\nversion 1.1.0\n  a: u32",
        "1.2.0 | struct M { a: u32, #[persist(default)] b: String }",
        "a former name does not come back with another type",
        "1.2.0 | struct M { a: u32, #[persist(default)] b: u8 }",
    ),
];

/// The source of a type, whose history stands beside it.
fn source(rule: Rule, ty: &str) -> String {
    let (attributes, ty) = ty.split_once(" | ").unwrap();
    let (version, rest) = attributes.split_once(", ").unwrap_or((attributes, ""));
    format!(
        "#![allow(dead_code, unused_imports)]\n\
         use std::{{collections::{{BTreeMap, BTreeSet}}, rc::Rc}};\nuse persist_core::Persist;\n\n\
         #[derive(Persist)]\n#[persist(version = \"{version}\", history = \"{rule}.history\", {rest})]\n{ty}\n\n\
         fn main() {{}}\n"
    )
}

#[test]
fn each_rule_that_a_build_can_see_has_its_edit() {
    for rule in Rule::all() {
        let edits = EDITS.iter().filter(|edit| edit.rule == rule).count();
        let unseen =
            UNSEEN.iter().filter(|(unseen, why)| *unseen == rule && !why.is_empty()).count();
        assert_eq!((edits, unseen), if unseen == 0 { (1, 0) } else { (0, 1) }, "{rule}");
    }
    assert_eq!(EDITS.len() + UNSEEN.len(), Rule::all().len());
}

#[test]
fn an_edit_compiles_with_what_its_rule_asks_for_and_not_without() {
    let project = Project::new("edits");
    for Edit { rule, before, fails, passes, .. } in EDITS {
        let (form, fields) =
            before.split_once("enum\n").map_or(("", *before), |(_, rest)| (" enum", rest));
        project.write(
            &format!("src/bin/{rule}.history"),
            &format!("type M\nversion 1.0.0{form}\n{fields}\n"),
        );
        project.write(&format!("src/bin/{rule}_fails.rs"), &source(*rule, fails));
        project.write(&format!("src/bin/{rule}_passes.rs"), &source(*rule, passes));
    }
    let reported = project.check(&["--bins"]);
    for Edit { rule, says, .. } in EDITS {
        let of = |target: String| -> Vec<&str> {
            reported.iter().filter(|r| r.target == target).map(|r| r.text.as_str()).collect()
        };
        let (fails, passes) = (of(format!("{rule}_fails")), of(format!("{rule}_passes")));
        assert!(fails.iter().any(|text| text.contains(says)), "{rule}: {fails:#?}");
        assert_eq!(passes, [""; 0], "{rule}");
    }
}
