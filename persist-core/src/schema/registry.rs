//! Collecting the definitions that a type needs.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};

use super::{Arg, Def};

/// What tells definitions of one type apart.
type Key = (&'static str, &'static [Arg]);

/// Two parts of a definition that schemas would not tell apart, although they are of different types.
#[derive(Debug)]
pub(crate) struct Clash {
    pub(crate) message: String,
    /// Both of them.
    pub(crate) sides: Vec<String>,
    pub(crate) help: String,
}

/// The definitions of all named types that a value can hold, each once.
///
/// [`Persist::register`](crate::Persist::register) fills it.
#[derive(Debug, Default)]
pub struct Registry {
    /// The types that have been met, whatever lifetimes they have, by the definitions that they gave. Definitions alone
    /// do not tell types apart: those of two types can be equal and name types that are not.
    met: HashSet<(TypeId, Key)>,
    numbers: HashMap<Key, usize>,
    defs: Vec<&'static Def>,
    conflicts: Vec<(&'static Def, &'static Def)>,
    clash: Option<&'static Clash>,
    /// Where the definitions start that only the reading of old files needs.
    stored: Option<usize>,
    /// What remains to be registered of those.
    later: Vec<fn(&mut Registry)>,
}

impl Registry {
    /// Adds the definition of `T`. Returns whether that type is new: then the caller registers the types of its fields.
    #[must_use = "the types of the fields have to be registered where the type is new"]
    pub fn insert<T: ?Sized>(&mut self, def: &'static Def) -> bool {
        self.insert_of(typeid::of::<T>(), def)
    }

    pub(crate) fn insert_of(&mut self, id: TypeId, def: &'static Def) -> bool {
        let key = (def.name, def.args);
        if !self.met.insert((id, key)) {
            return false;
        }
        let known = self.number(def.name, def.args).and_then(|number| self.defs.get(number));
        match known {
            Some(&known) if known != def => self.conflicts.push((known, def)),
            // Another type of this definition, unless types of its fields differ.
            Some(_) => {}
            None => {
                self.numbers.insert(key, self.defs.len());
                self.defs.push(def);
            }
        }
        true
    }

    /// Says that a definition cannot be stored.
    #[cfg(feature = "dynamic")]
    pub(crate) fn refuse(&mut self, clash: &'static Clash) {
        self.clash.get_or_insert(clash);
    }

    /// What is wrong with a definition.
    pub(crate) fn clash(&self) -> Option<&'static Clash> {
        self.clash
    }

    /// Has types registered that values do not hold and that old files are read as: views, and the types that
    /// fields had.
    pub fn later(&mut self, register: fn(&mut Registry)) {
        self.later.push(register);
    }

    /// Registers what was left for later, once the types of values are all there.
    pub(crate) fn finish(&mut self) {
        self.stored.get_or_insert(self.defs.len());
        while let Some(register) = self.later.pop() {
            register(self);
        }
    }

    /// How many definitions a value can hold; they are the first.
    pub(crate) fn stored(&self) -> usize {
        self.stored.unwrap_or(self.defs.len())
    }

    /// The place of a named type's definition in [`defs`](Self::defs).
    pub(crate) fn number(&self, name: &'static str, args: &'static [Arg]) -> Option<usize> {
        self.numbers.get(&(name, args)).copied()
    }

    /// All definitions, in order of first encounter.
    pub(crate) fn defs(&self) -> &[&'static Def] {
        &self.defs
    }

    /// Definitions that differ under one name.
    pub(crate) fn conflicts(&self) -> &[(&'static Def, &'static Def)] {
        &self.conflicts
    }
}
