//! What stands for generic parameters in what is recorded: a generic type has no schema of its own.

use crate::check::{CHARS, LENGTH, SIGNED, UNSIGNED};
use crate::schema::Argument;

/// The stand-ins for the parameters of a type, by position. Those for types are named `std::Param`.
pub trait StandIns {
    /// The parameter that a length of an array stands for.
    fn of_len(&self, len: u64) -> Option<usize>;

    /// The parameter that a const argument stands for.
    fn of_const(&self, arg: &Argument) -> Option<usize>;

    /// What can stand for the const parameter at this position, which is of the kind of `like` where that is known:
    /// schemas say less of an argument's type than a program does.
    fn consts(&self, position: usize, like: Option<&Argument>) -> Vec<Argument>;
}

/// The values that the derive reserves: near the largest of a type, where literals are rare.
#[derive(Clone, Copy, Debug)]
pub struct Reserved;

fn below(bases: &[u128], value: u128) -> Option<usize> {
    /// Types have fewer parameters, and values further below stand for themselves.
    const MOST: u128 = 64;
    let indices = bases.iter().filter_map(|base| base.checked_sub(value));
    indices.filter(|index| *index < MOST).find_map(|index| index.try_into().ok())
}

impl StandIns for Reserved {
    fn of_len(&self, len: u64) -> Option<usize> {
        below(&[LENGTH], len.into())
    }

    fn of_const(&self, arg: &Argument) -> Option<usize> {
        match arg {
            Argument::Unsigned(value) => below(UNSIGNED, *value),
            Argument::Signed(value) => below(SIGNED, u128::try_from(*value).ok()?),
            Argument::Char(value) => below(CHARS, u32::from(*value).into()),
            // No value is left for them.
            Argument::Bool(_) | Argument::Type(_) => None,
        }
    }

    fn consts(&self, position: usize, like: Option<&Argument>) -> Vec<Argument> {
        let index = u128::try_from(position).unwrap_or(u128::MAX);
        let unsigned = UNSIGNED.iter().filter_map(|base| base.checked_sub(index));
        let unsigned = unsigned.map(Argument::Unsigned);
        let signed = SIGNED.iter().filter_map(|base| base.checked_sub(index)?.try_into().ok());
        let signed = signed.map(Argument::Signed);
        let char = CHARS.iter().filter_map(|base| u32::try_from(base.checked_sub(index)?).ok());
        let char = char.filter_map(char::from_u32).map(Argument::Char);
        match like {
            Some(Argument::Unsigned(_)) => unsigned.collect(),
            Some(Argument::Signed(_)) => signed.collect(),
            Some(Argument::Char(_)) => char.collect(),
            Some(Argument::Bool(_)) => vec![Argument::Bool(false)],
            _ => unsigned.chain(signed).chain(char).chain([Argument::Bool(false)]).collect(),
        }
    }
}
