//! Values that the file has in something else, as one of a list. What is around them is read the same way for all
//! types, so that it is generated once.

use crate::error::Result;
use crate::evolution::{Form, Kind, List, Node, Plan};
use crate::persist::Persist;
use crate::types::resolve::{exactly, fits, misfit, resolve};
use crate::wire::Reader;

/// A value that the file has in something else.
pub(super) fn unwrapped<T: Persist>(r: &mut Reader<'_>, plan: &Plan, kind: Kind) -> Result<T> {
    let mut value = None;
    let read: Content<'_> = &mut |r, node| {
        value = Some(resolve(r, plan, node)?);
        Ok(())
    };
    match kind {
        Kind::Unshare(content) => unshare(r, content, size_of::<T>(), read),
        Kind::OnlySome(content) => only_some(r, content, read),
        Kind::OnlyOne(list) => only_one(r, plan, list, size_of::<T>(), read),
        _ => Err(misfit()),
    }?;
    value.ok_or_else(misfit)
}

/// Reads a value at the cursor, as a node says.
pub(super) type Content<'c> = &'c mut dyn FnMut(&mut Reader<'_>, Node) -> Result<()>;

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
            fits(&start, found, len)?;
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
