//! The matcher: each form of a type is what its text says, and no other text is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use crate::check::matcher::matches;
use crate::check::message::Message;
use crate::check::old::{Old, next};
use crate::persist::Persist;
use crate::schema::{Arg, Primitive, Ty};

fn shown(ty: &Ty, parameters: &[&str]) -> String {
    let mut message = Message::new();
    message.ty(ty, parameters);
    message.as_str().to_owned()
}

fn in_rust(text: &str) -> String {
    let mut message = Message::new();
    message.rust(text.as_bytes());
    message.as_str().to_owned()
}

const U8: Ty = Ty::Primitive(Primitive::U8);
const LONG: &str = "acme::models::GradientBoostedForest";
const CONSTANTS: &[Arg] = &[
    Arg::Unsigned(30),
    Arg::Unsigned(0),
    Arg::Signed(-1),
    Arg::Signed(7),
    Arg::Bool(true),
    Arg::Bool(false),
    Arg::Char('x'),
    Arg::Type(&Ty::List { element: &U8, fixed: true }),
    Arg::Unsigned(u128::MAX),
    Arg::Signed(i128::MIN),
];

/// Each form with its text, and how a program writes it.
fn forms() -> Vec<(&'static Ty, &'static str, &'static str)> {
    vec![
        (<Option<u16>>::TY, "Option<u16>", "Option<u16>"),
        (<Vec<String>>::TY, "[str]", "Vec<String>"),
        (<[u8; 40]>::TY, "[u8; 40]", "[u8; 40]"),
        (<[Vec<u8>; 0]>::TY, "[[u8]; 0]", "[Vec<u8>; 0]"),
        (<(u8,)>::TY, "(u8,)", "(u8,)"),
        (<(u8, (String, char), ())>::TY, "(u8, (str, char), ())", "(u8, (String, char), ())"),
        (<BTreeSet<char>>::TY, "{char}", "BTreeSet<char>"),
        (<BTreeMap<String, Vec<u8>>>::TY, "{str: [u8]}", "BTreeMap<String, Vec<u8>>"),
        (
            <BTreeMap<(u8, u8), BTreeMap<u8, bool>>>::TY,
            "{(u8, u8): {u8: bool}}",
            "BTreeMap<(u8, u8), BTreeMap<u8, bool>>",
        ),
        (<Rc<[i128]>>::TY, "Shared<[i128]>", "Rc<Vec<i128>>"),
        (<Range<Option<f32>>>::TY, "std::Range<Option<f32>>", "std::Range<Option<f32>>"),
        (&Ty::Named { name: LONG, args: &[] }, LONG, LONG),
        (
            &Ty::Named { name: "M", args: CONSTANTS },
            "M<30, 0, -1, 7, true, false, 'x', [u8], 340282366920938463463374607431768211455, \
             -170141183460469231731687303715884105728>",
            "M<30, 0, -1, 7, true, false, 'x', Vec<u8>, 340282366920938463463374607431768211455, \
             -170141183460469231731687303715884105728>",
        ),
        (&Ty::Named { name: "Größe", args: &[] }, "Größe", "Größe"),
    ]
}

#[test]
fn each_form_is_what_its_text_says_and_no_other_text_is() {
    let primitives = (0..).map_while(Primitive::from_code).map(|primitive| {
        let ty: &Ty = Box::leak(Box::new(Ty::Primitive(primitive)));
        (
            ty,
            primitive.name(),
            if primitive == Primitive::Str { "String" } else { primitive.name() },
        )
    });
    let all: Vec<_> = primitives.chain(forms()).collect();
    for (ty, text, rust) in &all {
        assert_eq!(shown(ty, &[]), *text);
        assert_eq!(in_rust(text), *rust);
        for (_, other, _) in &all {
            assert_eq!(matches(other.as_bytes(), ty, &[]), text == other, "{text}, {other}");
        }
        for at in 0..text.len() {
            for byte in 0..=255 {
                let mut other = text.as_bytes().to_vec();
                other[at] = byte;
                assert_eq!(
                    matches(&other, ty, &[]),
                    other == text.as_bytes(),
                    "{text} at {at}: {byte}"
                );
                other.insert(at, byte);
                assert!(!matches(&other, ty, &[]), "{text} at {at}: {byte} more");
            }
            assert!(!matches(&text.as_bytes()[..at], ty, &[]), "{text} up to {at}");
            let mut other = text.as_bytes().to_vec();
            other.remove(at);
            let doubled = at > 0 && text.as_bytes()[at - 1] == text.as_bytes()[at];
            assert!(
                !matches(&other, ty, &[]) || doubled && other == text.as_bytes(),
                "{text} less {at}"
            );
        }
    }
}

#[test]
fn what_schemas_show_as_an_escape_is_matched_as_such() {
    for name in
        ["a b", "tab\there", "quote\"'\\", "e\u{301}", "\u{301}e", "nul\0", "bell\u{7}", "Größe"]
    {
        let ty = Ty::Named { name: Box::leak(name.to_owned().into_boxed_str()), args: &[] };
        let text = name.escape_debug().to_string();
        assert!(matches(text.as_bytes(), &ty, &[]), "{text}");
        assert!(!matches(format!("{text}x").as_bytes(), &ty, &[]), "{text}");
    }
    for char in
        ['x', '\'', '"', '\\', '\n', '\0', 'é', '\u{301}', '>', ',', '<', '😀', '\u{10FFFD}']
    {
        let args = Box::leak(Box::new([Arg::Char(char), Arg::Type(&U8)]));
        let ty = Ty::Named { name: "Id", args };
        let text = format!("Id<{char:?}, u8>");
        assert!(matches(text.as_bytes(), &ty, &[]), "{text}");
        assert!(!matches(b"Id<'y', u8>", &ty, &[]), "{text}");
        // The sign is no bracket, and does not end the argument.
        let Old::Named(b"Id", args) = Old::of(text.as_bytes()) else { panic!("{text}") };
        assert_eq!(next(args), (format!("{char:?}").as_bytes(), b"u8".as_slice()));
    }
}

#[test]
fn parameters_are_shown_and_matched_by_their_names() {
    use crate::check::{Param, const_char, const_i8, const_i64, const_u16, const_usize};
    const LEN: usize = const_usize(1);
    let parameters = ["T", "N"];
    let list = <Vec<[Param<0>; LEN]>>::TY;
    assert_eq!(shown(list, &parameters), "[[T; N]]");
    assert!(matches(b"[[T; N]]", list, &parameters));
    for other in [
        "[[N; T]]",
        "[[T; T]]",
        "[[N; N]]",
        "[[T; 4]]",
        "[[u64; N]]",
        "[[T; N]",
        "[T; N]",
        "[[TT; N]]",
    ] {
        assert!(!matches(other.as_bytes(), list, &parameters), "{other}");
    }
    // A literal of such a value is a number all the same, as is one beyond the parameters.
    assert!(matches(b"[u8; 65412]", <[u8; LEN]>::TY, &parameters));
    assert_eq!(shown(<[u8; LEN]>::TY, &["T"]), "[u8; 65412]");
    #[expect(clippy::as_conversions, reason = "widening")]
    let args = Box::leak(Box::new([
        Arg::Unsigned(const_u16(0) as u128),
        Arg::Signed(const_i8(1) as i128),
        Arg::Signed(const_i64(2) as i128),
        Arg::Char(const_char(3)),
        Arg::Type(<Param<4>>::TY),
    ]));
    let ty = Ty::Named { name: "M", args };
    let parameters = ["A", "B", "C", "D", "E"];
    assert_eq!(shown(&ty, &parameters), "M<A, B, C, D, E>");
    assert!(matches(b"M<A, B, C, D, E>", &ty, &parameters));
    assert!(!matches(b"M<A, B, C, E, D>", &ty, &parameters));
}

#[test]
fn what_is_longer_than_a_message_ends_at_a_character() {
    let mut message = Message::new();
    message.text("x");
    (0..3000).for_each(|_| message.text("ß"));
    let text = message.as_str();
    assert_eq!((text.len(), text.chars().last()), (2047, Some('ß')));
}
