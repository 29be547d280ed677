//! The definitions of a schema, with what has been worked out of them.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::{Layouts, Schema, TypeDef};

/// Definitions by number.
#[derive(Debug)]
pub(super) struct Defs {
    list: Vec<TypeDef>,
    /// The layouts that they can have, once somebody asks.
    pub(super) layouts: OnceLock<Arc<Layouts>>,
}

impl Defs {
    /// The definitions, to be changed.
    pub(super) fn list_mut(&mut self) -> &mut Vec<TypeDef> {
        self.layouts = OnceLock::new();
        &mut self.list
    }
}

impl Schema {
    /// The schema with what `former` says of the former names of its types, where it says more.
    pub(crate) fn with_former_names(&self, former: &dyn Fn(&str) -> Vec<String>) -> Schema {
        let mut schema = self.clone();
        for def in Arc::make_mut(&mut schema.defs).list_mut() {
            for name in former(&def.name) {
                if !def.was.contains(&name) {
                    def.was.push(name);
                }
            }
        }
        schema
    }
}

impl From<Vec<TypeDef>> for Defs {
    fn from(list: Vec<TypeDef>) -> Self {
        Defs { list, layouts: OnceLock::new() }
    }
}

impl Deref for Defs {
    type Target = [TypeDef];

    fn deref(&self) -> &[TypeDef] {
        &self.list
    }
}

impl Clone for Defs {
    fn clone(&self) -> Self {
        Defs::from(self.list.clone())
    }
}

impl PartialEq for Defs {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Eq for Defs {}
