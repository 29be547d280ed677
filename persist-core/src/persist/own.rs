//! The schemas of a program's own types: each is put together once, when it is first asked for.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use super::Persist;
use crate::error::Result;
use crate::schema::{Fingerprint, Producer, Registry, Schema, Ty};

/// What schemas are made from, without the type.
#[derive(Clone, Copy)]
pub(crate) struct Root {
    pub(crate) ty: &'static Ty,
    register: fn(&mut Registry),
    /// Types that differ in lifetimes alone have one, and one schema. The address of `register` would not do:
    /// functions of the same code can have the same.
    id: fn() -> TypeId,
}

impl Root {
    #[inline]
    pub(crate) const fn of<T: Persist>() -> Self {
        Root { ty: T::TY, register: T::register, id: typeid::of::<T> }
    }

    /// What tells the type from others of the program.
    pub(crate) fn id(self) -> TypeId {
        (self.id)()
    }

    /// The definitions of all types that values can hold, and of those that old files are read as.
    pub(crate) fn registry(self) -> Registry {
        let mut registry = Registry::default();
        (self.register)(&mut registry);
        registry.finish();
        registry
    }

    /// The schema of the type.
    ///
    /// # Errors
    ///
    /// Two different types of one name.
    pub(crate) fn schema(self) -> Result<Arc<OwnSchema>> {
        let id = self.id();
        // No code of others runs under the lock: it is never poisoned halfway.
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let new = Arc::new(OwnSchema::of(self)?);
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(known.entry(id).or_insert(new)))
    }
}

/// The schemas that have been asked for, by their types.
static KNOWN: LazyLock<RwLock<HashMap<TypeId, Arc<OwnSchema>>>> = LazyLock::new(RwLock::default);

/// The schema of a type of the program, and what follows from it.
pub(crate) struct OwnSchema {
    schema: Schema,
    bytes: Vec<u8>,
    producer: Option<Producer>,
    fingerprint: OnceLock<Fingerprint>,
    readable: OnceLock<()>,
}

impl OwnSchema {
    fn of(root: Root) -> Result<Self> {
        let registry = root.registry();
        let schema = Schema::from_registry(root.ty, &registry)?;
        Ok(OwnSchema {
            bytes: schema.to_bytes(),
            schema,
            producer: registry.defs().iter().find_map(|def| def.producer),
            fingerprint: OnceLock::new(),
            readable: OnceLock::new(),
        })
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The schema as files have it.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The crate that defines the type, or else the first type within it that tells.
    pub(crate) fn producer(&self) -> Option<Producer> {
        self.producer
    }

    pub(crate) fn fingerprint(&self) -> Fingerprint {
        *self.fingerprint.get_or_init(|| self.schema.fingerprint())
    }

    /// Checks that files with this schema can be read, before one is written.
    ///
    /// # Errors
    ///
    /// A schema that [`Schema::from_bytes`] refuses.
    pub(crate) fn check_readable(&self) -> Result<()> {
        if self.readable.get().is_none() {
            Schema::from_bytes(&self.bytes)?;
            self.readable.get_or_init(|| ());
        }
        Ok(())
    }
}

impl Schema {
    /// The schema of a type: of its values, and of all types that they can hold. It is put together once, when it is
    /// first asked for.
    ///
    /// # Errors
    ///
    /// Two different types of one name.
    pub fn of<T: Persist>() -> Result<Self> {
        Ok(Root::of::<T>().schema()?.schema.clone())
    }
}
