//! Following a plan: what every type has in common where the file's schema is not the program's.

use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Arm, CopyId, Form, Kind, List, Node, Plan, Step, Take};
use crate::persist::Persist;
use crate::types::array::{fixed_size, reserve};
use crate::types::copying::Copying;
use crate::types::unwrapped::{Around, unwrapped};
use crate::wire::raw::try_extend;
use crate::wire::{Reader, to_u64};

/// Reads a value as the plan says: as it is where the types are one, else as [`Persist::decode_as`] does.
///
/// What the plan does to the file's side alone, as reading a shared value in place, is done here, for all types.
///
/// # Errors
///
/// Those of [`Persist::decode`] and [`Persist::decode_as`].
#[inline]
pub fn resolve<T: Persist>(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<T> {
    if node == Node::SAME {
        return T::decode(r);
    }
    match plan.kind(node) {
        Kind::Same => T::decode(r),
        Kind::Fixed { size, parts } => fixed(r, plan, size, parts),
        kind @ (Kind::Unshare(_) | Kind::OnlySome(_) | Kind::OnlyOne(_)) => {
            let mut value = None;
            match unwrapped(&mut value, r, plan, Around::Value(kind)) {
                Ok(()) => value.ok_or_else(misfit),
                Err(error) => Err(error),
            }
        }
        _ => T::decode_as(r, plan, node),
    }
}

/// A value in its fixed layout of `size` bytes. Where the program's type has none, as a `RefCell` has not, it is read
/// part by part.
#[inline]
fn fixed<T: Persist>(r: &mut Reader<'_>, plan: &Plan, size: u32, parts: Node) -> Result<T> {
    // A constant, so that nothing of a layout is generated for the many types without one.
    if const { T::LAYOUT.is_some() } && has_size::<T>(size) {
        return laid_out(r);
    }
    T::decode_as(r, plan, parts)
}

/// Whether a type has a fixed layout of `size` bytes.
#[cfg_attr(not(debug_assertions), inline(always))]
fn has_size<T: Persist>(size: u32) -> bool {
    matches!(T::LAYOUT, Some(layout) if layout.size == size)
}

/// A value in its fixed layout, which its type is known to have.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn laid_out<T: Persist>(r: &mut Reader<'_>) -> Result<T> {
    let start = r.clone();
    let bytes = r.bytes(fixed_size::<T>())?;
    match T::decode_fixed(bytes) {
        Ok(value) => Ok(value),
        Err(error) => Err(start.blame_at(error.offset_in(bytes), error)),
    }
}

/// The steps of a struct or a tuple: what is done with each field of the file, in its order.
///
/// # Errors
///
/// A node of another kind, which no plan has for such a type.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn steps(plan: &Plan, node: Node) -> Result<&[Step]> {
    match plan.kind(node) {
        Kind::Fields { steps, counter } => {
            plan.count(counter, 1);
            Ok(plan.steps(steps))
        }
        _ => Err(misfit()),
    }
}

/// Puts what was read into its place.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn keep<T>(place: &mut Option<T>, read: Result<T>) -> Result<()> {
    match read {
        Ok(value) => {
            *place = Some(value);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Reads a field as its step says; it stays empty where its default is to take its place.
///
/// # Errors
///
/// Those of [`resolve`].
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn field<T: Persist>(
    field: &mut Option<T>,
    r: &mut Reader<'_>,
    plan: &Plan,
    step: &Step,
) -> Result<()> {
    // Most fields are what they were: these two are part of the loop over the fields.
    match step.take {
        Take::Value(Node::SAME) => keep(field, T::__persist_take(r)),
        Take::Fixed { size, .. } if const { T::LAYOUT.is_some() } && has_size::<T>(size) => {
            keep(field, laid_out(r))
        }
        take => r.by_itself(|r| changed_field(field, r, plan, take)),
    }
}

fn changed_field<T: Persist>(
    field: &mut Option<T>,
    r: &mut Reader<'_>,
    plan: &Plan,
    take: Take,
) -> Result<()> {
    match take {
        Take::Value(node) | Take::Number { node, .. } | Take::Fixed { node, .. } => {
            keep(field, resolve(r, plan, node))
        }
        take => unwrapped(field, r, plan, Around::Field(take)),
    }
}

/// Passes over a field that nothing takes.
///
/// # Errors
///
/// Bytes that end too early.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn pass(r: &mut Reader<'_>, plan: &Plan, step: &Step) -> Result<()> {
    match step.take {
        Take::Skip(id) => plan.skips().pass(id, r),
        Take::SkipBytes(len) => r.bytes(len.try_into().unwrap_or(usize::MAX)).map(drop),
        _ => Err(misfit()),
    }
}

/// Reads which variant of the file a value is, and says what becomes of it.
///
/// # Errors
///
/// A variant that the file's schema does not have, and one that the program's type has no place for.
#[inline]
pub fn arm<'p>(r: &mut Reader<'_>, plan: &'p Plan, node: Node) -> Result<&'p Arm> {
    let Kind::Variants { arms } = plan.kind(node) else { return Err(misfit()) };
    let start = r.clone();
    let arms = plan.arms(arms);
    let variant = r.variant(arms.len().try_into().unwrap_or(u32::MAX))?;
    let arm = usize::try_from(variant).ok().and_then(|variant| arms.get(variant));
    let arm = arm.ok_or_else(misfit)?;
    if let Some(refusal) = plan.refusal(arm) {
        return Err(start.mismatch(refusal));
    }
    Ok(arm)
}

/// Reads the fields of a struct, a tuple or a variant of this library into variables, each under its number:
/// `fields!(r, plan, node, 0 => start: T, 1 => end: T)` emits
///
/// ```text
/// let (mut start, mut end): (Option<T>, Option<T>) = (None, None);
/// let mut local = r.clone();
/// for step in steps(plan, node)? {
///     match step.slot() {
///         0 => field(&mut start, &mut local, plan, step),
///         1 => field(&mut end, &mut local, plan, step),
///         _ => pass(&mut local, plan, step),
///     }?;
/// }
/// *r = local;
/// let (start, end): (T, T) = (start.ok_or_else(misfit)?, end.ok_or_else(misfit)?);
/// ```
macro_rules! fields {
    ($r:ident, $plan:ident, $node:expr, $($slot:literal => $field:ident: $ty:ty),+) => {
        $(let mut $field: Option<$ty> = None;)+
        let mut local = $r.clone();
        for step in $crate::types::steps($plan, $node)? {
            match step.slot() {
                $($slot => $crate::types::field(&mut $field, &mut local, $plan, step),)+
                _ => $crate::types::pass(&mut local, $plan, step),
            }?;
        }
        *$r = local;
        // The plan refuses files that lack one of them: these types have no defaults.
        $(let $field: $ty = $field.ok_or_else($crate::types::misfit)?;)+
    };
}
pub(crate) use fields;

/// The entry of the chain that a value is upgraded from, and how its view is read; `None` where it is read as
/// today's type.
#[inline]
pub fn upgrade(plan: &Plan, node: Node) -> Option<(u32, Node)> {
    match plan.kind(node) {
        Kind::Upgrade { entry, view, counter } => {
            plan.count(counter, 1);
            Some((entry, view))
        }
        _ => None,
    }
}

/// Reads a list of whatever the file has in its place.
pub(super) fn elements<T: Persist>(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Vec<T>> {
    match plan.kind(node) {
        Kind::List(list) => elements_of(r, plan, list),
        Kind::One(content) => one(r, plan, content),
        Kind::AtMostOne(content) => match r.bool()? {
            true => one(r, plan, content),
            false => Ok(Vec::new()),
        },
        _ => Err(misfit()),
    }
}

/// A list of the value at the cursor. It takes a level of depth, as other lists: a type can recur through it.
fn one<T: Persist>(r: &mut Reader<'_>, plan: &Plan, content: Node) -> Result<Vec<T>> {
    r.allocate(1, size_of::<T>())?;
    r.nested(|r| {
        let mut elements = reserve(r, 1)?;
        elements.push(resolve(r, plan, content)?);
        Ok(elements)
    })
}

/// Reads the bytes of a string.
pub(super) fn text(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<String> {
    let Kind::Text(list) = plan.kind(node) else { return Err(misfit()) };
    let start = r.clone();
    String::from_utf8(elements_of(r, plan, list)?).map_err(|error| {
        start.mismatch(format_args!(
            "the file has bytes that are not UTF-8, this program's type is a string: {error}"
        ))
    })
}

/// Reads elements in any form.
pub(super) fn elements_of<T: Persist>(
    r: &mut Reader<'_>,
    plan: &Plan,
    list: List,
) -> Result<Vec<T>> {
    let elements = match list.form {
        Form::Counted { min_size } => {
            let min_size = min_size.try_into().unwrap_or(usize::MAX);
            let len = r.len(min_size, size_of::<T>())?;
            r.nested(|r| one_by_one(r, plan, list, len))?
        }
        Form::Exactly(len) => {
            let len = exactly(r, len, size_of::<T>())?;
            r.nested(|r| one_by_one(r, plan, list, len))?
        }
        Form::Array { stride, len, copy } => {
            let start = r.clone();
            let elements: Vec<T> = array(r, plan, list.element, stride, copy)?;
            start.fits(elements.len(), len)?;
            elements
        }
    };
    plan.count(list.counter, to_u64(elements.len()));
    Ok(elements)
}

/// The length of a list of the file's type, which says it.
pub(super) fn exactly(r: &mut Reader<'_>, len: u64, size: usize) -> Result<usize> {
    let Ok(len) = usize::try_from(len) else {
        return Err(r.damaged(format!("an array of {len} elements is claimed")));
    };
    r.allocate(len, size)?;
    r.count(len)?;
    Ok(len)
}

fn one_by_one<T: Persist>(
    r: &mut Reader<'_>,
    plan: &Plan,
    list: List,
    len: usize,
) -> Result<Vec<T>> {
    let mut elements = reserve(r, len)?;
    if list.keys {
        let key = || r.in_place(|r| resolve(r, plan, list.element));
        try_extend(&mut elements, len, key)?;
        return Ok(elements);
    }
    // A cursor of its own, which the compiler can keep in registers.
    let mut local = r.clone();
    let element = || match plan.kind(list.element) {
        // Most elements are these, which no other function need tell apart.
        Kind::Fields { .. } | Kind::Variants { .. } => T::decode_as(&mut local, plan, list.element),
        _ => resolve(&mut local, plan, list.element),
    };
    try_extend(&mut elements, len, element)?;
    *r = local;
    Ok(elements)
}

/// Whether elements of the file, of `stride` bytes, are in the layout of the program's type.
pub(super) fn is_own<T: Persist>(plan: &Plan, element: Node, stride: u32) -> bool {
    matches!(plan.kind(element), Kind::Fixed { size, .. } if size == stride)
        && has_size::<T>(stride)
}

/// Reads an array of elements in their fixed layout.
fn array<T: Persist>(
    r: &mut Reader<'_>,
    plan: &Plan,
    element: Node,
    stride: u32,
    copy: CopyId,
) -> Result<Vec<T>> {
    if is_own::<T>(plan, element, stride) {
        return T::decode_vec(r);
    }
    let head = r.array(stride, size_of::<T>())?;
    let len = head.count(stride);
    let mut elements = reserve(r, len)?;
    match Copying::new(plan, element, copy, len) {
        Some(mut copying) => r.runs(head, stride, |r, count| copying.run(r, count, &mut elements)),
        None => r.elements(head, stride, |r| {
            elements.push(resolve(r, plan, element)?);
            Ok(())
        }),
    }?;
    Ok(elements)
}

/// The error of a type that a plan treats as if it were another one.
#[cold]
pub(crate) fn misfit() -> Error {
    Error::new(
        ErrorKind::Caller,
        "a type reads other values than its schema says: its `TY` and its `decode_as` do not fit",
    )
}
