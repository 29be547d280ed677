//! Values behind `Box<dyn Trait>`, of a program's own trait: in schemas an enum of all implementations that the program
//! has registered.

mod macros;
mod registered;

use std::any::{Any, TypeId, type_name};

pub use self::registered::{Holds, Implementation, Implementations, TraitObject};
use crate::error::{Error, Result};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::Registry;
use crate::types::{arm, misfit};
use crate::wire::{Reader, Writer};

/// What makes the values behind a `Box<dyn Trait>` of your own trait storable: its supertrait.
///
/// Every type that implements [`Persist`] has it. Three things are to be written:
///
/// - `trait Step: Dynamic`, and beside the trait [`dynamic!`](crate::dynamic)`(dyn Step)`: from then on `Box<dyn Step>`
///   implements [`Persist`], and stands in fields as other types do;
/// - beside each type that implements the trait, in whatever crate, [`implementation!`](crate::implementation)`(dyn
///   Step: Scale)`.
///
/// It takes the feature `dynamic`.
///
/// # Example
///
/// The steps that prepare data for a model, of which a library has some and its users have others:
///
/// ```
/// use persist_core::{Archive, Dynamic, Persist};
///
/// trait Step: Dynamic {
///     fn apply(&self, row: &mut [f64]);
/// }
/// persist_core::dynamic!(dyn Step);
///
/// #[derive(Persist)]
/// struct Scale { mean: Vec<f64> }
///
/// impl Step for Scale {
///     fn apply(&self, row: &mut [f64]) {
///         row.iter_mut().zip(&self.mean).for_each(|(x, mean)| *x -= mean);
///     }
/// }
/// persist_core::implementation!(dyn Step: Scale);
///
/// #[derive(Persist)]
/// struct Clip { at: f64 }
///
/// impl Step for Clip {
///     fn apply(&self, row: &mut [f64]) {
///         row.iter_mut().for_each(|x| *x = x.clamp(-self.at, self.at));
///     }
/// }
/// persist_core::implementation!(dyn Step: Clip);
///
/// #[derive(Persist)]
/// struct Pipeline { steps: Vec<Box<dyn Step>> }
///
/// let pipeline = Pipeline {
///     steps: vec![Box::new(Scale { mean: vec![5.0, 3.0] }), Box::new(Clip { at: 1.5 })],
/// };
/// let bytes = pipeline.to_bytes()?;
///
/// let pipeline = Pipeline::from_bytes(&bytes)?;
/// let mut row = [5.5, 7.0];
/// pipeline.steps.iter().for_each(|step| step.apply(&mut row));
/// assert_eq!(row, [0.5, 1.5]);
///
/// // Whoever has none of these types reads the file all the same.
/// let archive = Archive::from_bytes(bytes)?;
/// assert_eq!(
///     archive.value()?.to_string(),
///     "Pipeline { steps: [Scale(Scale { mean: [5.0, 3.0] }), Clip(Clip { at: 1.5 })] }",
/// );
/// # Ok::<(), persist_core::Error>(())
/// ```
///
/// A step can be asked what it is: `(step as &dyn std::any::Any).downcast_ref::<Scale>()`.
///
/// # In files
///
/// The schema of `Box<dyn Step>` is an enum `dyn::Step` with a variant of each registered implementation, named after
/// its type, in the order of names. So each implementing type evolves by its own versions and rules, as in any enum, and
/// one that is renamed says so by `#[persist(was = "…")]`. A load finds implementations by name: a file can come from a
/// program that has others, or versions of them that nothing leads from, as long as no value is of one that this program
/// cannot read. Such a value is an error that names it.
///
/// The implementations are part of the schema, of its [`Fingerprint`](crate::Fingerprint), and so of what a digest is
/// over: a program that has others reads the [records](crate::Records) of this one by a
/// [`SchemaStore`](crate::SchemaStore), as those of former versions that no history has.
///
/// # In histories
///
/// A versioned type that holds a `Box<dyn Step>` keeps a history as others do. It records the name of the trait alone:
/// what implements it is no part of the promise, drafts among them included, and an implementation more or less needs no
/// version. Versioned types that implement the trait keep histories of their own. Where a recorded version is replayed,
/// or written for an older program, it is with today's implementations.
///
/// # What is registered
///
/// Registration is by the `inventory` crate: it takes no call in `main`, and finds whatever the linker keeps. A crate of
/// which a program uses nothing is left out, its implementations too; `use that_crate as _;` keeps it. Implementations are
/// looked for once, when the first schema is needed: those of a library that is loaded later are not among them.
///
/// A type that is saved and was not registered is an error, which says what to write.
///
/// # Shared values
///
/// `Rc<Box<dyn Step>>` and `Arc<Box<dyn Step>>` can be stored, and `Rc<dyn Step>` not: only this library may implement its
/// trait for an `Rc`, and it has done so for all sized types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as a value of a trait",
    label = "it is no trait with `Dynamic` as its supertrait, and no type that implements `Persist`",
    note = "a trait is declared as `trait …: persist_core::Dynamic`",
    note = "a type that implements such a trait takes `#[derive(Persist)]`"
)]
pub trait Dynamic: Any {
    /// The type that implements it, and its name in the program.
    #[doc(hidden)]
    fn __persist_type(&self) -> (TypeId, &'static str);

    /// Writes the value's body.
    #[doc(hidden)]
    fn __persist_encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()>;
}

impl<T: Persist + 'static> Dynamic for T {
    fn __persist_type(&self) -> (TypeId, &'static str) {
        (TypeId::of::<T>(), type_name::<T>())
    }

    fn __persist_encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        self.encode(w)
    }
}

/// [`Persist::register`] of a `Box<D>`.
pub fn register<D: TraitObject + ?Sized>(registry: &mut Registry) {
    D::implementations().of::<D>().register(TypeId::of::<D>(), registry);
}

/// [`Persist::encode`] of a `Box<D>`: the number of the implementation, and its body.
///
/// # Errors
///
/// A type that is not registered, and what the value's own type refuses.
pub fn encode<'a, D: TraitObject + ?Sized>(value: &'a D, w: &mut Writer<'a>) -> Result<()> {
    let (id, type_name) = value.__persist_type();
    let Some(number) = D::implementations().of::<D>().number(id) else {
        return Err(unregistered(D::NAME, D::WRITTEN, type_name, w));
    };
    w.varint(number.into());
    w.nested(|w| value.__persist_encode(w))
}

/// [`Persist::decode`] of a `Box<D>`.
///
/// # Errors
///
/// A number that no implementation has, and what the value's own type refuses.
pub fn decode<D: TraitObject + ?Sized>(r: &mut Reader<'_>) -> Result<Box<D>> {
    let registered = D::implementations().of::<D>();
    let number = r.variant(registered.count())?;
    let (implementation, mut place) = (registered.get(number)?, None::<Box<D>>);
    implementation.decode(r, &mut place)?;
    place.ok_or_else(misfit)
}

/// [`Persist::decode_as`] of a `Box<D>`.
///
/// # Errors
///
/// A value of an implementation that this program lacks, and those of [`decode`].
pub fn decode_as<D: TraitObject + ?Sized>(
    r: &mut Reader<'_>,
    plan: &Plan,
    node: Node,
) -> Result<Box<D>> {
    let arm = arm(r, plan, node)?;
    let implementation = D::implementations().of::<D>().get(arm.slot())?;
    let mut place = None::<Box<D>>;
    implementation.decode_as(r, plan, arm.fields(), &mut place)?;
    place.ok_or_else(misfit)
}

#[cold]
fn unregistered(
    name: &'static str,
    object: &'static str,
    type_name: &'static str,
    w: &Writer<'_>,
) -> Error {
    let message = format!("`{type_name}` is not registered as an implementation of `{object}`");
    let ty = registered::last_of_path(type_name);
    w.refuse_whole(Some(name), message).with_help(format!(
        "write `persist_core::implementation!({object}: {ty});` beside the type"
    ))
}
