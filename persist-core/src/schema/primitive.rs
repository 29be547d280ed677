//! The types that hold no other types.

/// A type that holds no other type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[expect(missing_docs, reason = "most are the Rust type of their name")]
pub enum Primitive {
    Unit,
    Bool,
    U8,
    U16,
    U32,
    U64,
    U128,
    /// Stored as a `u64`.
    Usize,
    I8,
    I16,
    I32,
    I64,
    I128,
    /// Stored as an `i64`.
    Isize,
    F32,
    F64,
    Char,
    /// Any string.
    Str,
    /// The 16 bits of IEEE 754's binary16, which the crate `half` has a type for.
    F16,
    /// The upper 16 bits of an `f32`, which the crate `half` has a type for.
    Bf16,
    /// A value of another crate's type, as its implementation of serde writes it in MessagePack.
    MessagePack,
    /// A value of another crate's type, as its implementation of serde writes it in postcard.
    Postcard,
}

/// What is to know of a primitive: one row of [`TABLE`].
struct Row {
    primitive: Primitive,
    /// In files. Codes are never given to another type.
    code: u8,
    name: &'static str,
    /// Bytes in an array; 0 where the type has no fixed layout.
    fixed_size: u32,
}

const fn row(primitive: Primitive, code: u8, name: &'static str, fixed_size: u32) -> Row {
    Row { primitive, code, name, fixed_size }
}

const TABLE: [Row; 22] = [
    row(Primitive::Unit, 0, "()", 0),
    row(Primitive::Bool, 1, "bool", 1),
    row(Primitive::U8, 2, "u8", 1),
    row(Primitive::U16, 3, "u16", 2),
    row(Primitive::U32, 4, "u32", 4),
    row(Primitive::U64, 5, "u64", 8),
    row(Primitive::U128, 6, "u128", 16),
    row(Primitive::Usize, 7, "usize", 8),
    row(Primitive::I8, 8, "i8", 1),
    row(Primitive::I16, 9, "i16", 2),
    row(Primitive::I32, 10, "i32", 4),
    row(Primitive::I64, 11, "i64", 8),
    row(Primitive::I128, 12, "i128", 16),
    row(Primitive::Isize, 13, "isize", 8),
    row(Primitive::F32, 14, "f32", 4),
    row(Primitive::F64, 15, "f64", 8),
    row(Primitive::Char, 16, "char", 4),
    row(Primitive::Str, 17, "str", 0),
    row(Primitive::F16, 18, "f16", 2),
    row(Primitive::Bf16, 19, "bf16", 2),
    row(Primitive::MessagePack, 20, "messagepack", 0),
    row(Primitive::Postcard, 21, "postcard", 0),
];

impl Primitive {
    const fn row(self) -> &'static Row {
        // The table has the order of the enumeration, which a test proves.
        #[expect(
            clippy::as_conversions,
            clippy::indexing_slicing,
            reason = "the number of a variant, which has a row"
        )]
        &TABLE[self as usize]
    }

    /// Whether both are one: `==` is not const.
    pub(crate) const fn is(self, other: Self) -> bool {
        self.row().code == other.row().code
    }

    /// The name in schemas, as `f64`.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Whether one of them has this name.
    pub(super) fn is_name(name: &str) -> bool {
        Primitive::from_name(name).is_some()
    }

    /// The one of this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.name == name).map(|row| row.primitive)
    }

    /// The byte that stands for it in files.
    pub(super) fn code(self) -> u8 {
        self.row().code
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        TABLE.iter().find(|row| row.code == code).map(|row| row.primitive)
    }

    /// Whether its values are those of other crates' types, of which only these crates know what they hold.
    pub(crate) const fn is_foreign(self) -> bool {
        matches!(self, Primitive::MessagePack | Primitive::Postcard)
    }

    /// Bytes of an element in an array, where the type has a fixed layout.
    pub fn fixed_size(self) -> Option<u32> {
        match self.row().fixed_size {
            0 => None,
            size => Some(size),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_each_primitive_once_in_the_order_of_its_code() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(usize::from(row.code), index);
            assert_eq!(row.primitive.row().code, row.code);
            assert!(row.primitive.is(row.primitive));
            assert_eq!(Primitive::from_code(row.code), Some(row.primitive));
        }
        assert_eq!(TABLE.last().map(|row| row.primitive), Some(Primitive::Postcard));
        assert_eq!(Primitive::from_code(22), None);
    }
}
