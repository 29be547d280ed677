//! A row for each rule, or several: a struct of a fixed layout before the change and after it.

use super::*;

table! {
    add_field: AddField, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub rest: Rest, pub b: f64 } }
        new {
            #[persist(version = "1.1.0")]
            pub struct Node { pub a: u8, pub rest: Rest, #[persist(default = 7)] pub n: u16, pub b: f64 }
        }
        make(n) { old::Node { a: byte(n), rest: REST, b: f64::from(n) } }
    }
    add_field_without_layout: AddField, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub rest: Rest } }
        new {
            #[persist(version = "1.1.0")]
            pub struct Node {
                #[persist(default = "none".to_owned())]
                pub name: String,
                pub a: u8,
                pub rest: Rest,
                #[persist(default)]
                pub list: Vec<Node>,
            }
        }
        make(n) { old::Node { a: byte(n), rest: REST } }
    }
    add_required_field: AddRequiredField, refused {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8 } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: u8, pub n: Option<u8> } }
        make(n) { old::Node { a: byte(n) } }
    }
    remove_field: RemoveField, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub junk: u16, pub a: u8, pub rest: Rest } }
        new { #[persist(version = "1.1.0", removed("junk"))] pub struct Node { pub a: u8, pub rest: Rest } }
        make(n) { old::Node { junk: 0xffff, a: byte(n), rest: REST } }
    }
    remove_field_unseen: RemoveFieldUnseen, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub rest: Rest, pub b: i32 } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: u8, pub b: i32 } }
        make(n) { old::Node { a: byte(n), rest: REST, b: -7 } }
    }
    rename_field: RenameField, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub rest: Rest } }
        new {
            #[persist(version = "1.1.0")]
            pub struct Node { #[persist(was = "a")] pub class: u8, pub rest: Rest }
        }
        make(n) { old::Node { a: byte(n), rest: REST } }
    }
    reorder_fields: ReorderFields, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub rest: Rest, pub b: char } }
        new { #[persist(version = "1.0.1")] pub struct Node { pub b: char, pub a: u8, pub rest: Rest } }
        make(n) { old::Node { a: byte(n), rest: REST, b: char::from_u32(n + 0x1f600).unwrap() } }
    }
    widen_integer: WidenInteger, read {
        old {
            #[persist(version = "1.0.0")]
            pub struct Node { pub a: u8, pub b: [i16; 2], pub c: u64, pub rest: Rest }
        }
        new {
            #[persist(version = "1.1.0")]
            pub struct Node { pub a: i64, pub b: [i128; 2], pub c: u128, pub rest: Rest }
        }
        make(n) { old::Node { a: byte(n), b: [i16::MIN, -1], c: u64::MAX, rest: REST } }
    }
    // Files of a newer program, whose numbers are wider.
    narrow_integer: NarrowInteger, read {
        old { #[persist(version = "1.1.0")] pub struct Node { pub a: u64, pub b: i32, pub rest: Rest, pub c: u8 } }
        new { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub b: i8, pub rest: Rest, pub c: u8 } }
        make(n) { old::Node { a: n.into(), b: -128, rest: REST, c: 255 } }
    }
    narrow_integer_of_an_older_program: NarrowInteger, refused {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u64 } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: u8 } }
        make(n) { old::Node { a: n.into() } }
    }
    convert: Convert, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub cut: u32, pub rest: Rest } }
        new {
            #[persist(version = "1.1.0")]
            pub struct Node {
                #[persist(from(u32 => |old| Ok(f64::from(old) / 10.0)))]
                pub cut: f64,
                #[persist(from(u8 => |old| Ok(format!("class {old}"))))]
                pub a: String,
                pub rest: Rest,
            }
        }
        make(n) { old::Node { a: byte(n), cut: n * n, rest: REST } }
    }
    widen_float: WidenFloat, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: f32, pub rest: Rest, pub b: u8 } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: f64, pub rest: Rest, pub b: u8 } }
        make(n) { old::Node { a: 1.0 / (1.0 + f32::from(byte(n))), rest: REST, b: 1 } }
    }
    narrow_float: NarrowFloat, refused {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: f64 } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: f32 } }
        make(n) { old::Node { a: n.into() } }
    }
    integer_to_float: IntegerToFloat, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: i16, pub b: u32, pub rest: Rest, pub c: u8 } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: f32, pub b: f64, pub rest: Rest, pub c: f64 } }
        make(n) { old::Node { a: -i16::from(byte(n)), b: u32::MAX - n, rest: REST, c: byte(n) } }
    }
    bool_to_integer: BoolToInteger, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: bool, pub rest: Rest } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: u32, pub rest: Rest } }
        make(n) { old::Node { a: n.is_multiple_of(3), rest: REST } }
    }
    into_option: IntoOption, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub rest: Rest } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: Option<u16>, pub rest: Option<Rest> } }
        make(n) { old::Node { a: byte(n), rest: REST } }
    }
    into_list: IntoList, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub b: (u16, u8), pub rest: Rest } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: Vec<u8>, pub b: Vec<(u32, u8)>, pub rest: Rest } }
        make(n) { old::Node { a: byte(n), b: (300, byte(n)), rest: REST } }
    }
    array_to_list: ArrayToList, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: [u16; 3], pub rest: Rest, pub b: u8 } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: Vec<u32>, pub rest: Vec<u128>, pub b: u8 } }
        make(n) { old::Node { a: [byte(n).into(), 400, 500], rest: REST, b: 1 } }
    }
    share: Share, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub rest: Rest } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: Rc<u64>, pub rest: Rc<Rest> } }
        make(n) { old::Node { a: byte(n), rest: REST } }
    }
    wrap_newtype: WrapNewtype, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub rest: Rest } }
        new {
            pub struct Id(pub u32);
            #[persist(version = "1.1.0")]
            pub struct Node { pub a: Id, pub rest: Rest }
        }
        make(n) { old::Node { a: byte(n), rest: REST } }
    }
    unwrap_newtype: UnwrapNewtype, read {
        old {
            pub struct Id(pub u8);
            #[persist(version = "1.0.0")]
            pub struct Node { pub a: Id, pub ids: [Id; 2], pub rest: Rest }
        }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: u8, pub ids: [u64; 2], pub rest: Rest } }
        make(n) { old::Node { a: old::Id(byte(n)), ids: [old::Id(1), old::Id(byte(n))], rest: REST } }
    }
    tuple_to_struct: TupleToStruct, read {
        old {
            pub struct Point(pub f32, pub u8);
            #[persist(version = "1.0.0")]
            pub struct Node { pub a: (u8, f64), pub b: Point, pub rest: Rest }
        }
        new {
            pub struct Point { #[persist(was = "1")] pub y: u8, #[persist(was = "0")] pub x: f64 }
            pub struct Entry { #[persist(was = "0")] pub id: u32, #[persist(was = "1")] pub weight: f64 }
            #[persist(version = "1.1.0")]
            pub struct Node { pub a: Entry, pub b: Point, pub rest: Rest }
        }
        make(n) { old::Node { a: (byte(n), n.into()), b: old::Point(0.5, byte(n)), rest: REST } }
    }
    rename_type: RenameType, read {
        old {
            pub struct Size { pub width: u8, pub height: u16 }
            #[persist(version = "1.0.0")]
            pub struct Node { pub size: Size, pub rest: Rest }
        }
        new {
            #[persist(was = "Size")]
            pub struct Extent { pub height: u16, pub width: u8 }
            #[persist(version = "1.0.1")]
            pub struct Node { pub size: Extent, pub rest: Rest }
        }
        make(n) { old::Node { size: old::Size { width: byte(n), height: 700 }, rest: REST } }
    }
    upgrade: Upgrade, read {
        old { #[persist(version = "1.0.0")] pub struct Node { pub fahrenheit: f32, pub rest: Rest, pub a: u8 } }
        new {
            #[persist(view_of = "Node", epoch = "1")]
            pub struct Node1 { pub fahrenheit: f64, pub rest: Rest, pub a: u16 }
            #[persist(version = "2.0.0", upgrade("1" => Node1))]
            pub struct Node { pub celsius: f64, pub a: u16, pub name: String }
        }
        make(n) { old::Node { fahrenheit: f32::from(byte(n)), rest: REST, a: byte(n) } }
        impl Upgrade<new::Node1> for new::Node {
            fn upgrade(old: new::Node1) -> Result<Self> {
                let celsius = (old.fahrenheit - 32.0) / 1.8;
                Ok(new::Node { celsius, a: old.a, name: old.rest[0].to_string() })
            }
        }
    }
    upgrade_within: Upgrade, read {
        old {
            #[persist(version = "1.0.0")]
            pub struct Size { pub side: u8 }
            #[persist(version = "1.0.0")]
            pub struct Node { pub sizes: [Size; 2], pub rest: Rest }
        }
        new {
            #[persist(view_of = "Size", epoch = "1")]
            pub struct Size1 { pub side: u64 }
            #[persist(version = "2.0.0", upgrade("1" => Size1))]
            pub struct Size { pub area: u64 }
            #[persist(version = "1.0.0")]
            pub struct Node { pub sizes: [Size; 2], pub rest: Rest }
        }
        make(n) { old::Node { sizes: [old::Size { side: byte(n) }, old::Size { side: 255 }], rest: REST } }
        impl Upgrade<new::Size1> for new::Size {
            fn upgrade(old: new::Size1) -> Result<Self> {
                Ok(new::Size { area: old.side * old.side })
            }
        }
    }
    view: View, read {
        old { #[persist(version = "1.3.0")] pub struct Node { pub a: u8, pub rest: Rest, pub b: i64 } }
        new {
            #[persist(view_of = "Node", epoch = "1")]
            pub struct Node1 { pub b: i64 }
            #[persist(version = "2.0.0", upgrade("1" => Node1))]
            pub struct Node { pub c: i128 }
        }
        make(n) { old::Node { a: 1, rest: REST, b: -i64::from(n) } }
        impl Upgrade<new::Node1> for new::Node {
            fn upgrade(old: new::Node1) -> Result<Self> {
                Ok(new::Node { c: i128::from(old.b) * 2 })
            }
        }
    }
    as_draft: AsDraft, read {
        old { pub struct Node { pub a: u16, pub rest: Rest } }
        new { #[persist(version = "1.0.0")] pub struct Node { pub a: u8, pub rest: Rest } }
        make(n) { old::Node { a: byte(n).into(), rest: REST } }
    }
    nested: WidenInteger, read {
        old {
            pub struct Inner { pub a: u8, pub b: (i8, bool) }
            #[persist(version = "1.0.0")]
            pub struct Node { pub inner: Inner, pub rest: Rest, pub more: [Inner; 3] }
        }
        new {
            pub struct Inner { pub b: (i32, bool), pub a: u16, #[persist(default)] pub c: Vec<u8> }
            #[persist(version = "1.0.0")]
            pub struct Node { pub inner: Inner, pub rest: Rest, pub more: [Inner; 3] }
        }
        make(n) {{
            let inner = |a: u32| old::Inner { a: byte(a), b: (-5, a.is_multiple_of(2)) };
            old::Node { inner: inner(n), rest: REST, more: [inner(1), inner(n + 1), inner(3)] }
        }}
    }
    change_type: ChangeType, refused {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: char } }
        new { #[persist(version = "1.1.0")] pub struct Node { pub a: u32 } }
        make(n) { old::Node { a: char::from(byte(n)) } }
    }
    change_epoch: ChangeEpoch, refused {
        old { #[persist(version = "1.0.0")] pub struct Node { pub a: u8 } }
        new { #[persist(version = "2.0.0")] pub struct Node { pub a: u8 } }
        make(n) { old::Node { a: byte(n) } }
    }
}
