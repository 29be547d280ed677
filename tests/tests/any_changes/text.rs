//! Schemas as text, for the cases that fail.

use std::fmt::{self, Write};

use super::schema::{Field, Fields, Kind, Schema, Shape, Ty, Variant, Version};

impl Schema {
    /// A type as text.
    pub fn show(&self, ty: &Ty) -> String {
        let show = |ty: &Ty| self.show(ty);
        let all = |types: &[Ty]| types.iter().map(show).collect::<Vec<_>>().join(", ");
        match ty {
            Ty::Prim(prim) => prim.row().1.to_owned(),
            Ty::Option(inner) => format!("Option<{}>", show(inner)),
            Ty::List(inner, _) => format!("[{}]", show(inner)),
            Ty::Array(inner, len, _) => format!("[{}; {len}]", show(inner)),
            Ty::Tuple(types) => format!("({},)", all(types)),
            Ty::Set(inner) => format!("{{{}}}", show(inner)),
            Ty::Map(key, value) => format!("{{{}: {}}}", show(key), show(value)),
            Ty::Shared(inner) => format!("Rc<{}>", show(inner)),
            Ty::Named(id) => match &self.defs[*id] {
                def if def.args.is_empty() => def.name.clone(),
                def => format!("{}<{}>", def.name, all(&def.args)),
            },
        }
    }

    fn show_fields(&self, fields: &Fields) -> String {
        let show = |field: &Field| {
            let default = if field.default { " = default" } else { "" };
            format!("{}{}: {}{default}", field.name, was(&field.was), self.show(&field.ty))
        };
        let list = fields.list.iter().map(show).collect::<Vec<_>>().join(", ");
        match fields.kind {
            Kind::Unit => String::new(),
            Kind::Tuple => format!("({list})"),
            Kind::Named => format!(" {{ {list} }}"),
        }
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.show(&self.root))?;
        for (id, def) in self.defs.iter().enumerate() {
            let version = def.version.map_or(String::new(), |v| format!(" {}", version(v)));
            write!(f, "\n  {}{version}{}", self.show(&Ty::Named(id)), was(&def.was))?;
            match &def.shape {
                Shape::Struct(fields) => write!(f, " struct{}", self.show_fields(fields))?,
                Shape::Enum(variants) => {
                    let mut list = String::new();
                    for Variant { name, was: former, fields, .. } in variants {
                        write!(list, " | {name}{}{}", was(former), self.show_fields(fields))?;
                    }
                    write!(f, " enum{list}")?;
                }
            }
        }
        Ok(())
    }
}

fn was(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" (was {})", names.join(", ")) }
}

pub fn version((major, minor, patch): Version) -> String {
    format!("{major}.{minor}.{patch}")
}
