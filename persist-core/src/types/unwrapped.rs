//! Values that the file has in something else, as one of a list. What is around them is read the same way for all
//! types, so that it is generated once.

use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Form, Kind, List, Node, Plan, Take};
use crate::persist::Persist;
use crate::types::resolve::{exactly, keep, misfit, resolve};
use crate::wire::Reader;

/// What a value stands in.
#[derive(Clone, Copy)]
pub(super) enum Around {
    /// That of a value of any place.
    Value(Kind),
    /// That of a field.
    Field(Take),
}

/// Reads a value out of what the file has it in; without a value there, the place stays empty.
pub(super) fn unwrapped<T: Persist>(
    place: &mut Option<T>,
    r: &mut Reader<'_>,
    plan: &Plan,
    around: Around,
) -> Result<()> {
    let size = const { size_of::<T>() };
    follow(r, plan, around, size, &mut |r, node| keep(place, resolve(r, plan, node)))
}

/// The part of [`unwrapped`] that is the same for all types; `size` is that of the value in memory.
fn follow(
    r: &mut Reader<'_>,
    plan: &Plan,
    around: Around,
    size: usize,
    read: Content<'_>,
) -> Result<()> {
    match around {
        Around::Value(Kind::Unshare(content)) => unshare(r, content, size, read),
        Around::Value(Kind::OnlySome(content)) => only_some(r, content, read),
        Around::Value(Kind::OnlyOne(list)) => only_one(r, plan, list, size, read),
        Around::Value(_) => Err(misfit()),
        Around::Field(take) => framed(r, take, read),
    }
}

/// A key, or a value that may be absent.
fn framed(r: &mut Reader<'_>, take: Take, read: Content<'_>) -> Result<()> {
    match take {
        Take::Key(node) => r.in_place(|r| read(r, node)),
        Take::OrDefault(node) => match r.bool()? {
            true => read(r, node),
            false => Ok(()),
        },
        Take::Keep(_) => Err(unmarked()),
        _ => Err(misfit()),
    }
}

/// The error of a field that could keep what the program does not know, and whose type does not have it do so.
#[cold]
fn unmarked() -> Error {
    Error::new(
        ErrorKind::Caller,
        "a field of type `UnknownFields` is not marked as one that keeps unknown fields",
    )
    .with_help("mark it: #[persist(unknown)]")
}

/// Reads a value at the cursor, as a node says.
type Content<'c> = &'c mut dyn FnMut(&mut Reader<'_>, Node) -> Result<()>;

/// A shared value that is not shared any more: read anew wherever the file refers to it.
fn unshare(r: &mut Reader<'_>, content: Node, size: usize, read: Content<'_>) -> Result<()> {
    // A few bytes can refer to one value any number of times.
    r.allocate(1, size)?;
    match r.shared_number()? {
        None => r.nested(|r| read(r, content)),
        Some(number) => {
            r.descend()?;
            r.shared_entry(number, |r| read(r, content))?;
            r.ascend();
            Ok(())
        }
    }
}

fn only_some(r: &mut Reader<'_>, content: Node, read: Content<'_>) -> Result<()> {
    let start = r.clone();
    match r.bool()? {
        true => read(r, content),
        false => {
            Err(start.mismatch("the file has `None`, this program's type has no place for it"))
        }
    }
}

fn only_one(
    r: &mut Reader<'_>,
    plan: &Plan,
    list: List,
    size: usize,
    read: Content<'_>,
) -> Result<()> {
    let start = r.clone();
    let (found, array) = match list.form {
        Form::Counted { min_size } => {
            (r.len(min_size.try_into().unwrap_or(usize::MAX), size)?, None)
        }
        Form::Exactly(len) => (exactly(r, len, size)?, None),
        Form::Array { stride, len, .. } => {
            let head = r.array(stride, size)?;
            let found = head.count(stride);
            start.fits(found, len)?;
            (found, Some((head, stride)))
        }
    };
    if found != 1 {
        return Err(start.mismatch(format_args!(
            "the file has a list of {found}, this program's type takes exactly one"
        )));
    }
    match array {
        Some((head, stride)) => r.elements(head, stride, |r| read(r, list.element)),
        None if list.keys => r.nested(|r| r.in_place(|r| read(r, list.element))),
        None => r.nested(|r| read(r, list.element)),
    }?;
    plan.count(list.counter, 1);
    Ok(())
}
