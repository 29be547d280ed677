//! Former names, of both schemas: a field or a variant is the same under a new one.

use std::collections::{HashMap, HashSet};

use crate::schema::{FieldsSchema, Schema, Shape};

/// What a name belongs to: a type, and a variant of it or nothing.
pub(super) type Owner<'n> = (&'n str, &'n str);

/// The former names of both schemas, the old one first.
#[derive(Debug)]
pub(super) struct Renames<'s> {
    /// By owner and name: of the old schema, the names of today that a former one has; of the new one, the former ones.
    fields: [HashMap<(Owner<'s>, &'s str), Vec<&'s str>>; 2],
    /// Type and name of each variant that had others.
    variants: [HashMap<Owner<'s>, HashSet<&'s str>>; 2],
    types: [HashMap<&'s str, HashSet<&'s str>>; 2],
}

impl<'s> Renames<'s> {
    pub(super) fn of(old: &'s Schema, new: &'s Schema) -> Self {
        let mut renames = Renames {
            fields: Default::default(),
            variants: Default::default(),
            types: Default::default(),
        };
        let Renames { fields, variants, types } = &mut renames;
        let sides = fields.iter_mut().zip(variants).zip(types);
        for ((is_new, schema), ((fields, variants), types)) in
            [(false, old), (true, new)].into_iter().zip(sides)
        {
            let mut fields_of = |owner: Owner<'s>, list: &'s FieldsSchema| {
                for field in &list.list {
                    for former in &field.was {
                        let [key, name] = match is_new {
                            true => [&field.name, former],
                            false => [former, &field.name],
                        };
                        fields.entry((owner, key.as_str())).or_default().push(name.as_str());
                    }
                }
            };
            for def in schema.defs() {
                let name = def.name.as_str();
                types.entry(name).or_default().extend(def.was.iter().map(String::as_str));
                match &def.shape {
                    Shape::Struct(fields) => fields_of((name, ""), fields),
                    Shape::Enum(list) => list.iter().for_each(|variant| {
                        let owner = (name, variant.name.as_str());
                        fields_of(owner, &variant.fields);
                        let names = variant.was.iter().map(String::as_str);
                        variants.entry(owner).or_default().extend(names);
                    }),
                }
            }
        }
        renames
    }

    /// For each of the new fields, which of the old ones it is: that of its name, else one under a former name.
    pub(super) fn matched(
        &self,
        [old_owner, new_owner]: [Owner<'_>; 2],
        old: &[&str],
        new: &[&str],
    ) -> Vec<Option<usize>> {
        let mut free: HashMap<&str, usize> = old.iter().copied().zip(0..).collect();
        let mut matched: Vec<_> = new.iter().map(|name| free.remove(name)).collect();
        let [reversed, former] = &self.fields;
        for (slot, name) in matched.iter_mut().zip(new).filter(|(slot, _)| slot.is_none()) {
            let names = [former.get(&(new_owner, *name)), reversed.get(&(old_owner, *name))];
            *slot = names.into_iter().flatten().flatten().find_map(|name| free.remove(name));
        }
        matched
    }

    /// Whether two variants are one.
    pub(super) fn is_variant(&self, old: Owner<'_>, new: Owner<'_>) -> bool {
        let [old_names, new_names] = &self.variants;
        let was = |names: &HashMap<Owner<'_>, HashSet<&str>>, today: Owner<'_>, former: &str| {
            names.get(&today).is_some_and(|was| was.contains(former))
        };
        old.1 == new.1 || was(new_names, new, old.1) || was(old_names, old, new.1)
    }

    /// Whether two types are one.
    pub(super) fn is_type(&self, old: &str, new: &str) -> bool {
        let [old_names, new_names] = &self.types;
        old == new
            || new_names.get(new).is_some_and(|was| was.contains(old))
            || old_names.get(old).is_some_and(|was| was.contains(new))
    }
}
