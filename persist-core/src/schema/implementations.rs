//! Traits in schemas: their implementations are the program's, and none of what a version of a type promises.
//!
//! Histories record schemas without implementations. Where a recorded schema is to be that of a file again, those of
//! today's program take their place.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{DefId, Schema, Shape, Type, TypeDef};
use crate::error::Result;

impl Schema {
    /// What values hold whatever implementations a program has: traits without any, and the definitions that are left
    /// then, in the order in which types lead to them. It is as histories have schemas, to be compared with theirs, and
    /// knows nothing of former epochs.
    pub fn without_implementations(&self) -> Cow<'_, Schema> {
        if !self.defs().any(TypeDef::is_trait) {
            return Cow::Borrowed(self);
        }
        let defs = self.defs().map(|def| match def.is_trait() {
            true => TypeDef { shape: Shape::Enum(Vec::new()), ..bare(def) },
            false => bare(def),
        });
        Cow::Owned(reached(self.root.clone(), defs.collect()))
    }

    /// The schema with the implementations that `today` has of its traits. Types that both know stay as they are here:
    /// a schema has one definition of each.
    ///
    /// # Errors
    ///
    /// More definitions than a schema can have.
    pub(crate) fn with_implementations(self, today: &Schema) -> Result<Self> {
        if !self.defs().any(TypeDef::is_trait) {
            return Ok(self);
        }
        let mut defs: Vec<TypeDef> = self.defs().cloned().collect();
        let known: HashMap<String, usize> =
            self.defs().map(|def| self.def_name(def)).zip(0..).collect();
        let mut places = Vec::with_capacity(today.defs().len());
        for def in today.defs() {
            let place = known.get(&today.def_name(def)).copied();
            places.push(DefId::at(place.unwrap_or(defs.len()))?);
            if place.is_none() {
                defs.push(bare(def));
            }
        }
        let renumber = &mut |ty: &mut Type| {
            if let Type::Named(id) = ty
                && let Some(place) = places.get(id.index())
            {
                *id = *place;
            }
            Ok(())
        };
        for def in defs.iter_mut().skip(self.defs().len()) {
            def.each_type(renumber)?;
        }
        let recorded = defs.iter_mut().take(self.defs().len()).filter(|def| def.is_trait());
        for def in recorded {
            if let Some(own) = today.defs().find(|own| own.name == def.name) {
                def.shape = own.shape.clone();
                def.shape.each_type(renumber)?;
            }
        }
        let schema = reached(self.root, defs);
        match schema.check() {
            Ok(()) => Ok(schema),
            // An array of today's is marked as of a layout that its elements, as they were recorded, had not.
            Err(_) => {
                let defs = schema.defs().cloned().collect();
                Schema::assemble(schema.root, defs, &Ok)
            }
        }
    }
}

/// A definition as files have it, without what names types that no value holds.
fn bare(def: &TypeDef) -> TypeDef {
    let mut def = TypeDef { chain: Vec::new(), view: None, ..def.clone() };
    let fields = match &mut def.shape {
        Shape::Struct(fields) => vec![fields],
        Shape::Enum(variants) => variants.iter_mut().map(|variant| &mut variant.fields).collect(),
    };
    fields
        .into_iter()
        .flat_map(|fields| &mut fields.list)
        .for_each(|field| field.from = Box::default());
    def
}

/// Only those definitions that the root leads to, in the order in which programs register them.
fn reached(root: Type, defs: Vec<TypeDef>) -> Schema {
    let mut places = vec![None; defs.len()];
    let (mut kept, mut ahead) = (Vec::new(), Vec::new());
    root.collect_named(&mut ahead);
    ahead.reverse();
    loop {
        while let Some(id) = ahead.pop() {
            let (Some(place @ None), Some(def)) =
                (places.get_mut(id.index()), defs.get(id.index()))
            else {
                continue;
            };
            *place = DefId::at(kept.len()).ok();
            let start = ahead.len();
            for field in def.all_fields().flat_map(|fields| &fields.list) {
                field.ty.collect_named(&mut ahead);
            }
            ahead.get_mut(start..).unwrap_or_default().reverse();
            kept.push(def.clone());
        }
        // Mere arguments lead on last: what holds one, as a rule, comes before.
        let arguments = kept.iter().flat_map(TypeDef::argument_types);
        arguments.for_each(|ty| ty.collect_named(&mut ahead));
        ahead.retain(|id| matches!(places.get(id.index()), Some(None)));
        if ahead.is_empty() {
            break;
        }
    }
    let stored = kept.len();
    let mut schema = Schema::new(root, kept, stored);
    let renumbered = schema.each_type(&mut |ty| {
        if let Type::Named(id) = ty
            && let Some(Some(place)) = places.get(id.index())
        {
            *id = *place;
        }
        Ok(())
    });
    debug_assert!(renumbered.is_ok(), "nothing in it fails");
    schema
}
