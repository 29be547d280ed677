//! The implementations of a trait that a program has registered: what [`implementation!`](crate::implementation) tells of
//! each, and what follows from all of them together.

use std::any::{Any, TypeId, type_name};
use std::sync::OnceLock;

use super::Dynamic;
use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Clash, Def, DefShape, Field, Registry, Ty, Variant};
use crate::types::named::{def, variant};
use crate::types::resolve::fields;
use crate::types::{keep, misfit};
use crate::wire::Reader;

/// A trait object whose values can be stored: [`dynamic!`](crate::dynamic) implements it.
#[diagnostic::on_unimplemented(
    message = "nothing says that the values behind a `Box<{Self}>` are stored",
    label = "this trait object is not stored",
    note = "write `persist_core::dynamic!(dyn …);` beside the trait"
)]
pub trait TraitObject: Dynamic {
    /// The persisted name.
    const NAME: &'static str;

    /// The type as the program writes it, for messages.
    const WRITTEN: &'static str;

    /// What is registered, once somebody has asked.
    fn implementations() -> &'static Implementations;
}

/// A trait object that can be of a `T`: [`implementation!`](crate::implementation) implements it.
pub trait Holds<T> {
    /// The value as one of the trait.
    fn holding(value: Box<T>) -> Box<Self>;
}

/// A type that implements a trait whose values are stored.
pub struct Implementation {
    object: TypeId,
    id: TypeId,
    /// The name of the variant.
    name: &'static str,
    /// Its former names.
    was: &'static [&'static str],
    ty: &'static Ty,
    written: fn() -> &'static str,
    register: fn(&mut Registry),
    decode: fn(&mut Reader<'_>, &mut dyn Any) -> Result<()>,
    decode_as: fn(&mut Reader<'_>, &Plan, Node, &mut dyn Any) -> Result<()>,
}

inventory::collect!(Implementation);

impl Implementation {
    /// The implementation of `D` by `T`, under a name that the program gives it, or under that of the type: without
    /// arguments, so that a generic type that has one stays as it is when another instance comes.
    pub const fn of<D, T>(pinned: &[&'static str]) -> Self
    where
        D: TraitObject + Holds<T> + ?Sized,
        T: Persist + 'static,
    {
        let (name, was) = match (pinned, T::TY) {
            ([name, ..], _) => (*name, [].as_slice()),
            ([], Ty::Named { name, .. }) => match T::DEF {
                Some(def) => (*name, def.was),
                None => (*name, [].as_slice()),
            },
            #[expect(clippy::panic, reason = "it ends a build, never a program")]
            _ => panic!(
                "a type without a name of its own takes one: `implementation!(dyn …: … as \"…\")`"
            ),
        };
        Implementation {
            object: TypeId::of::<D>(),
            id: TypeId::of::<T>(),
            name,
            was,
            ty: T::TY,
            written: type_name::<T>,
            register: T::register,
            decode: decode::<D, T>,
            decode_as: decode_as::<D, T>,
        }
    }

    /// Reads a value into `place`, an `Option<Box<D>>`.
    pub(super) fn decode(&self, r: &mut Reader<'_>, place: &mut dyn Any) -> Result<()> {
        (self.decode)(r, place)
    }

    /// Reads a value as a variant's fields are planned, into `place`, an `Option<Box<D>>`.
    pub(super) fn decode_as(
        &self,
        r: &mut Reader<'_>,
        plan: &Plan,
        fields: Node,
        place: &mut dyn Any,
    ) -> Result<()> {
        (self.decode_as)(r, plan, fields, place)
    }
}

fn decode<D, T>(r: &mut Reader<'_>, place: &mut dyn Any) -> Result<()>
where
    D: TraitObject + Holds<T> + ?Sized,
    T: Persist,
{
    put::<D>(place, Box::<T>::decode(r).map(D::holding))
}

fn decode_as<D, T>(r: &mut Reader<'_>, plan: &Plan, node: Node, place: &mut dyn Any) -> Result<()>
where
    D: TraitObject + Holds<T> + ?Sized,
    T: Persist,
{
    fields!(r, plan, node, 0 => content: Box<T>);
    put::<D>(place, Ok(D::holding(content)))
}

fn put<D: TraitObject + ?Sized>(place: &mut dyn Any, read: Result<Box<D>>) -> Result<()> {
    match place.downcast_mut::<Option<Box<D>>>() {
        Some(place) => keep(place, read),
        None => Err(misfit()),
    }
}

/// All that is registered of one trait, found when it is first asked for.
pub struct Implementations(OnceLock<Registered>);

impl Implementations {
    /// Before anybody has asked.
    #[expect(clippy::new_without_default, reason = "only statics hold one")]
    pub const fn new() -> Self {
        Implementations(OnceLock::new())
    }

    /// Those of the trait whose own these are.
    pub(super) fn of<D: TraitObject + ?Sized>(&'static self) -> &'static Registered {
        self.0.get_or_init(|| Registered::find(TypeId::of::<D>(), D::NAME, D::WRITTEN))
    }
}

/// The implementations of one trait.
pub(super) struct Registered {
    def: Def,
    /// In the order of variants, which is that of their names.
    list: Vec<&'static Implementation>,
    /// The place in the list of each type, sorted.
    numbers: Vec<(TypeId, u32)>,
    /// Two of one name.
    clash: Option<Clash>,
}

impl Registered {
    /// The definition lives as long as the program: once for each trait, it is not freed.
    fn find(object: TypeId, name: &'static str, written: &'static str) -> Self {
        let all = inventory::iter::<Implementation>.into_iter();
        let mut list: Vec<&'static Implementation> =
            all.filter(|one| one.object == object).collect();
        list.sort_by_key(|one| (one.name, (one.written)()));
        let variants: Vec<Variant> = list.iter().map(|one| variant_of(one)).collect();
        let mut numbers: Vec<(TypeId, u32)> = list.iter().map(|one| one.id).zip(0u32..).collect();
        numbers.sort_unstable();
        let clash = list.windows(2).find_map(|pair| match pair {
            [one, other] if one.name == other.name => Some(clash(written, one, other)),
            _ => None,
        });
        let def = def(name, &[], DefShape::Enum(variants.leak()));
        Registered { def, list, numbers, clash }
    }

    /// Registers the trait itself, which is `object`, and all that implement it.
    pub(super) fn register(&'static self, object: TypeId, registry: &mut Registry) {
        if !registry.insert_of(object, &self.def) {
            return;
        }
        if let Some(clash) = &self.clash {
            registry.refuse(clash);
        }
        self.list.iter().for_each(|one| (one.register)(registry));
    }

    pub(super) fn count(&self) -> u32 {
        self.list.len().try_into().unwrap_or(u32::MAX)
    }

    /// The implementation of a variant.
    ///
    /// # Errors
    ///
    /// A variant that is none, which neither a reader nor a plan gives.
    pub(super) fn get(&self, number: u32) -> Result<&'static Implementation> {
        let number = usize::try_from(number).ok();
        number.and_then(|number| self.list.get(number)).copied().ok_or_else(misfit)
    }

    /// The variant of a type.
    pub(super) fn number(&self, id: TypeId) -> Option<u32> {
        let place = self.numbers.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.numbers.get(place).map(|(_, number)| *number)
    }
}

fn variant_of(one: &Implementation) -> Variant {
    let field: &'static [Field] = vec![Field::new("0", one.ty)].leak();
    Variant { was: one.was, ..variant(one.name, field) }
}

fn clash(object: &str, one: &Implementation, other: &Implementation) -> Clash {
    let (name, ty) = (one.name, last_of_path((other.written)()));
    Clash {
        message: format!("two types implement `{object}` under the name `{name}`"),
        sides: [one, other].map(|one| format!("`{}`", (one.written)())).to_vec(),
        help: format!(
            "give one of them another: `persist_core::implementation!({object}: {ty} as \"…\");`"
        ),
    }
}

/// A type as it is written beside its declaration: `Scale<f64>` of `steps::Scale<f64>`.
pub(super) fn last_of_path(written: &str) -> &str {
    let end = written.find('<').unwrap_or(written.len());
    let start = written.get(..end).and_then(|path| path.rfind("::"));
    start.and_then(|start| written.get(start.saturating_add(2)..)).unwrap_or(written)
}
