//! Fields that the program does not know and keeps, where its type has a field for such.

use persist_history::Rule;

use super::fields::{Said, Side, to_u32};
use super::{At, Compiler};
use crate::evolution::plan::{Step, Take};
use crate::schema::{FieldPlace, Type, UNKNOWN_FIELDS};

impl<'a> Compiler<'a> {
    /// Whether a field of the program keeps what it does not know.
    pub(super) fn keeps(&self, side: &Side<'_>) -> bool {
        match side.ty {
            Type::Named(id) => self.reader.def(*id).is_some_and(|def| def.name == UNKNOWN_FIELDS),
            _ => false,
        }
    }

    /// A field of the file that the program has not and keeps, where it has a field for that.
    pub(super) fn kept(
        &mut self,
        side: &Side<'a>,
        number: usize,
        keeper: Option<usize>,
        said: Said<'a>,
        at: At,
    ) -> Option<Step> {
        let (slot, (def, variant)) = (keeper?, said.of?);
        if at.fixed || said.removed.iter().any(|removed| *removed == side.name) {
            return None;
        }
        self.apply_to_type(Rule::KeepUnknown, at.counter, self.writer, side.ty);
        let id = self.kept.add(FieldPlace { def, variant, field: number }, self.writer);
        Some(Step { slot: to_u32(slot), take: Take::Keep(id) })
    }
}
