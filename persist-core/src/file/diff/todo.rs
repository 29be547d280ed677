//! What a comparison has left to do: a list of tasks, and not the stack.

use super::tree::{At, Name, Parts};

/// What is left to do, the next task last: values can be nested deeper than any stack is.
pub(super) type Todo<'t, 'a> = Vec<Task<'t, 'a>>;

pub(super) enum Task<'t, 'a> {
    Values(At<'t, 'a>, At<'t, 'a>),
    /// Elements of lists, from a number on.
    Elements(Parts<'t, 'a>, Parts<'t, 'a>, u64),
    /// Fields of the same names.
    Fields(Parts<'t, 'a>, Parts<'t, 'a>),
    /// What stands behind a step.
    Entry(Step, Held<'t, 'a>),
    /// The path ends there again.
    Back(usize),
    /// Two shared values have been compared; so many differences had been counted before.
    Close([u32; 2], u64),
    /// What two weak pointers point at has been compared; differences had been told or not, and so many counted before.
    Weak([At<'t, 'a>; 2], bool, u64),
}

/// From a value to one that it holds.
pub(super) enum Step {
    Index(u64),
    Field(Name),
    Key(Box<str>),
    /// An entry of a map whose key has no name.
    Entry(usize),
    /// An element of a set.
    Element,
}

/// Which of the files has a value.
pub(super) enum Held<'t, 'a> {
    Both(At<'t, 'a>, At<'t, 'a>),
    Old(At<'t, 'a>),
    New(At<'t, 'a>),
}

/// Goes on with two values, if both are there: shared ones that a path does not lead to are not.
pub(super) fn both<'t, 'a>(
    old: Option<At<'t, 'a>>,
    new: Option<At<'t, 'a>>,
    todo: &mut Todo<'t, 'a>,
) {
    todo.extend(old.zip(new).map(|(old, new)| Task::Values(old, new)));
}
