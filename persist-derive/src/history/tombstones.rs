//! Names that were given up: they come back with the very type that they had, or not at all.

use persist_history::{Entry, Fields};

use super::{Comparison, Recorded, Role};

impl Comparison<'_, '_> {
    /// The types that fields of this name had before the name was gone from a later version.
    pub(super) fn gone(&self, name: &str, every: &[(&Entry, Option<&Fields>)]) -> Vec<Recorded> {
        let field = |fields: Option<&Fields>| {
            let position = fields?.list.iter().position(|field| field.name == name)?;
            fields?.list.get(position).cloned()
        };
        let mut is_gone = false;
        let mut found: Vec<Recorded> = Vec::new();
        for (entry, fields) in every.iter().rev() {
            match field(*fields) {
                None => is_gone = true,
                Some(field) if is_gone => {
                    let ty = self.in_todays_names(entry, &field.ty);
                    if found.iter().all(|known| known.ty != ty) {
                        let (version, name) = (entry.version.clone(), name.to_owned());
                        found.push(Recorded { version, name, ty, role: Role::Gone });
                    }
                }
                Some(_) => {}
            }
        }
        found
    }
}
