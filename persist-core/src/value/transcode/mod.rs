//! From a body of one schema to a body of another, without the types of either.
//!
//! A plan says what becomes of each value, as it does where values are loaded; it knows the file's side alone, so the
//! reader's schema is walked beside it. What both sides think alike of is copied. The outcome is what the reader's
//! types would have written: maps and sets in the order of their encoded keys, blocks and shared values numbered as
//! they are met.

mod checked;
mod copy;
mod entries;
mod fields;
mod lists;
mod missing;
pub(super) mod scalar;
#[cfg(test)]
mod tests;
mod whole;

use std::cell::Cell;

use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{KeptField, Kind, Node, Plan};
use crate::schema::{FieldSchema, Layouts, Primitive, Schema, Type};
use crate::value::lost::Losses;
use crate::value::scalar::Scalar;
use crate::wire::{BlockSource, Reader, Writer};

pub(super) use checked::Elements;
use copy::{At, Copier, misfit};

pub(crate) use missing::Reached;
pub(crate) use whole::{Encoded, Transcoding};

/// Writes what fields hold that the file lacks.
pub(crate) trait Defaults {
    /// Writes the default of `field`, which declares one.
    ///
    /// # Errors
    ///
    /// A default that is not known.
    fn write(&self, field: &FieldSchema, to: &mut Writer<'_>) -> Result<()>;
}

/// No defaults: they are known to the program's types alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoDefaults;

impl Defaults for NoDefaults {
    fn write(&self, field: &FieldSchema, _: &mut Writer<'_>) -> Result<()> {
        Err(Error::new(
            ErrorKind::Schema,
            format!(
                "the field `{}` needs its default, which the program's type alone knows",
                field.name.escape_debug()
            ),
        ))
    }
}

/// Writes bodies of one schema out of bodies of another.
pub(crate) struct Transcoder<'s, 'b> {
    plan: &'s Plan,
    copier: Copier<'s, 'b>,
    defaults: &'s dyn Defaults,
    /// Blocks or shared values do not stand in the order of their numbers.
    out_of_order: Cell<bool>,
}

impl<'s, 'b> Transcoder<'s, 'b> {
    /// A transcoder by a plan that was made for `reader`; `blocks` are those of the bodies that it reads.
    pub(crate) fn new(
        plan: &'s Plan,
        reader: &'s Schema,
        blocks: &'b dyn BlockSource,
        defaults: &'s dyn Defaults,
    ) -> Self {
        let copier = Copier::new(reader, Layouts::of(reader), blocks);
        Transcoder { plan, copier, defaults, out_of_order: Cell::new(false) }
    }

    /// Writes a value of the reader's root type out of one of the writer's.
    ///
    /// # Errors
    ///
    /// Bytes that the writer's schema does not write, values that the reader's has no place for, and what takes the
    /// types themselves: upgrades, conversions and defaults.
    pub(crate) fn root(&self, from: &mut Reader<'_>, to: &mut Writer<'b>) -> Result<()> {
        let at = At::root(from);
        self.value(self.plan.root(), self.copier.schema.root(), from, to, at)
    }

    /// Whether blocks or shared values were written in another order than that of their numbers: a [`copy`] puts
    /// that right.
    pub(crate) fn is_out_of_order(&self) -> bool {
        self.out_of_order.get()
    }

    /// Writes a value of `ty`. It recurses on bytes of the file: what each kind takes stack for is in functions of
    /// their own.
    fn value(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        if node == Node::SAME {
            return self.copier.copy(ty, from, to, at);
        }
        let at = at.into(ty, from)?;
        match self.plan.kind(node) {
            Kind::Same => self.copier.copy(ty, from, to, at),
            Kind::Fixed { size, parts } => self.fixed(size, parts, ty, from, to, at),
            Kind::Scalar { from: primitive, fixed } => scalar(primitive, fixed, ty, from, to, at),
            Kind::Foreign { .. } => Err(other_crate(from)),
            Kind::Option(_) | Kind::Some(_) => self.option(node, ty, from, to, at),
            Kind::OnlySome(content) => self.only_some(content, ty, from, to, at),
            Kind::List(list) => match ty {
                Type::List { element, fixed: false } => self.counted(list, element, from, to, at),
                _ => self.list(list, ty, from, to, at),
            },
            Kind::One(_) | Kind::AtMostOne(_) => self.one(node, ty, from, to, at),
            Kind::OnlyOne(list) => self.only_one(list, ty, from, to, at),
            Kind::Text(list) => self.text(list, from, to, at),
            Kind::Entries { .. } => self.map(node, ty, from, to, at),
            Kind::Fields { .. } => self.product(node, ty, from, to, at),
            Kind::Variants { .. } => self.variant(node, ty, from, to, at),
            Kind::Shared(_) | Kind::Share(_) => self.to_shared(node, ty, from, to, at),
            Kind::Weak(_) => match ty {
                Type::Weak(content) => self.copier.weak(content, from, to),
                _ => Err(misfit()),
            },
            Kind::Unshare(content) => self.unshare(content, ty, from, to, at),
            Kind::Upgrade { .. } => Err(upgrade(from)),
        }
    }

    fn option(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let Type::Option(ty) = ty else { return Err(misfit()) };
        let content = match self.plan.kind(node) {
            Kind::Some(content) => Some(content),
            Kind::Option(content) => from.bool()?.then_some(content),
            _ => return Err(misfit()),
        };
        to.bool(content.is_some());
        match content {
            Some(content) => self.value(content, ty, from, to, at),
            None => Ok(()),
        }
    }

    /// A value that the file has in its fixed layout: whole where it is written so, else part by part.
    fn fixed(
        &self,
        size: u32,
        parts: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        if at.fixed && self.copier.layouts.size(ty) == Some(size) {
            to.bytes(from.bytes(copy::size_of_stride(size))?);
            return Ok(());
        }
        self.value(parts, ty, from, to, at)
    }

    fn only_some(
        &self,
        content: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let start = from.clone();
        match from.bool()? {
            true => self.value(content, ty, from, to, at),
            false => {
                Err(start.mismatch("the value is `None`, the type it becomes has no place for it"))
            }
        }
    }

    fn to_shared(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let Type::Shared(ty) = ty else { return Err(misfit()) };
        match self.plan.kind(node) {
            Kind::Shared(content) => {
                self.copier.shared(ty, from, to, |from, to| self.value(content, ty, from, to, at))
            }
            Kind::Share(content) => {
                self.copier.share(from, to, |from, to| self.value(content, ty, from, to, at))
            }
            _ => Err(misfit()),
        }
    }

    /// A shared value that is not shared any more: written anew wherever the file refers to it.
    fn unshare(
        &self,
        content: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        from.allocate(1, 1)?;
        match from.shared_number()? {
            None => from.nested(|from| self.value(content, ty, from, to, at)),
            Some(number) => self
                .copier
                .entry(number, from, to, |from, to| self.value(content, ty, from, to, at)),
        }
    }

    /// Notes that what `to` has written since it had `before` numbers was brought into another order.
    fn reordered(&self, before: (u64, usize), to: &Writer<'_>) {
        if to.numbered() != before {
            self.out_of_order.set(true);
        }
    }
}

fn scalar(
    primitive: Primitive,
    fixed: bool,
    ty: &Type,
    from: &mut Reader<'_>,
    to: &mut Writer<'_>,
    at: At,
) -> Result<()> {
    let Type::Primitive(target) = ty else { return Err(misfit()) };
    let start = from.clone();
    let value = scalar::read(primitive, fixed, from)?;
    scalar::write(value, *target, at.fixed, to).ok_or_else(|| {
        let target = target.name();
        match value {
            Scalar::Foreign(from, _) => start.mismatch(format_args!(
                "{} becomes {target} only by way of the value's own type",
                from.name()
            )),
            value => start.mismatch(format_args!("{} does not fit {target}", scalar::shown(value))),
        }
    })
}

/// The error of a value that only another version of its crate could write.
#[cold]
fn other_crate(from: &Reader<'_>) -> Error {
    from.mismatch(
        "a value of another crate's type cannot be written as the other schema has it: that is of another version of \
         the crate, or of another type",
    )
}

#[cold]
fn upgrade(from: &Reader<'_>) -> Error {
    from.mismatch(
        "the value is of a former epoch, whose upgrade is a function of the program's type",
    )
}

/// Copies a value of a schema's root type, of the schema that wrote it and that is to read it: the same body, with
/// blocks and shared values numbered as they are met, or in place where `to` keeps them so.
///
/// # Errors
///
/// Bytes that the schema does not write.
fn copy<'b>(
    schema: &Schema,
    blocks: &'b dyn BlockSource,
    from: &mut Reader<'_>,
    to: &mut Writer<'b>,
) -> Result<()> {
    let copier = Copier::new(schema, Layouts::of(schema), blocks);
    copier.copy(schema.root(), from, to, At::root(from))
}

/// Copies what is left of a value of a schema's root type: a body of [`Losses::schema`].
///
/// # Errors
///
/// Bytes that the schema does not write.
fn copy_left<'b>(
    schema: &Schema,
    losses: &Losses<'_>,
    blocks: &'b dyn BlockSource,
    from: &mut Reader<'_>,
    to: &mut Writer<'b>,
) -> Result<()> {
    let copier = Copier::new(schema, Layouts::of(schema), blocks).without(losses);
    copier.copy(schema.root(), from, to, At::root(from))
}

/// Copies the value of a field that is kept.
///
/// # Errors
///
/// Bytes that the file's schema does not write.
pub(crate) fn copy_kept<'b>(
    kept: KeptField<'_>,
    from: &mut Reader<'b>,
    to: &mut Writer<'b>,
) -> Result<()> {
    let copier = Copier::new(kept.schema, kept.layouts.clone(), from.blocks());
    copier.copy(&kept.field.ty, from, to, At::root(from))
}
