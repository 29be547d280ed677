//! From schemas to what a history says of them: the other way than `rebuild`.

use persist_history::{
    ArgText, Closure, Entry, Field, Fields, FieldsKind as Kind, Length, Parameter,
    Shape as ShapeText, TypeText, Variant, Version,
};

use super::rebuild::wrong;
use super::stand_ins::StandIns;
use crate::error::Result;
use crate::schema::{
    Argument, DefId, FieldsKind, FieldsSchema, PARAM, Primitive, Schema, Shape, Type, TypeDef,
};

/// The value of a field's default as a history shows it, by the name of its variant and its own; `None` where it is
/// not known.
pub type DefaultText<'d> = dyn Fn(Option<&str>, &str) -> Option<String> + 'd;

/// What a history says of the root of a schema. `labels` are its generic parameters, as `T`, `const N` or `T::State`:
/// an argument that is no stand-in is what the history speaks of alone.
///
/// # Errors
///
/// A root that is no versioned type, and types that a history has no words for.
pub fn entry_of(
    schema: &Schema,
    labels: &[&str],
    stand_ins: &dyn StandIns,
    defaults: &DefaultText<'_>,
) -> Result<Entry> {
    let Some(def) = schema.root_def() else {
        let name = schema.type_name(schema.root());
        return Err(wrong(format!("`{name}` is no type of its own, and keeps no history")));
    };
    Words { schema, labels, stand_ins, defaults }.entry(def)
}

/// What another type's history says of a definition: the instance that it holds.
///
/// # Errors
///
/// A type without version, and types that a history has no words for.
pub fn nested_entry(schema: &Schema, def: &TypeDef) -> Result<Entry> {
    let defaults: &DefaultText<'_> = &|_, _| None;
    Words { schema, labels: &[], stand_ins: &NoStandIns, defaults }.entry(def)
}

/// The closure that a schema was released in: its fingerprint, and the versions of all types that the root holds,
/// sorted by name. Types without version are not in it: see [`drafts`]; nor are implementations of traits, of which the
/// fingerprint has the name alone.
pub fn closure_of(schema: &Schema) -> Closure {
    let fingerprint = schema.without_implementations().fingerprint().0;
    let nested = nested_versions(schema);
    Closure { line: 0, fingerprint, nested }
}

/// The released versions of all types that the root of a schema holds, sorted by name.
pub(super) fn nested_versions(schema: &Schema) -> Vec<(String, Version)> {
    let schema = schema.without_implementations();
    let root = schema.root_def().map(|def| def.name.as_str());
    let defs = schema.defs().filter(|def| !def.is_of_library() && Some(def.name.as_str()) != root);
    let versions = defs.filter_map(|def| Some((def.name.clone(), released(def)?.clone())));
    let mut nested: Vec<_> = versions.collect();
    nested.sort_unstable();
    nested.dedup();
    nested
}

/// The types of a schema that have no version or one before its release, as `Tree<u32>`: no history can speak of what
/// holds one. Those that implement a trait are not the holder's: programs link them or not.
pub fn drafts(schema: &Schema) -> Vec<String> {
    let schema = schema.without_implementations();
    let is_draft = |def: &&TypeDef| !def.takes_no_version() && released(def).is_none();
    schema.defs().filter(is_draft).map(|def| schema.def_name(def)).collect()
}

/// The version of a definition that does not change any more.
fn released(def: &TypeDef) -> Option<&Version> {
    def.version.as_ref().filter(|version| version.pre.is_empty())
}

/// For types of which one instance is meant.
struct NoStandIns;

impl StandIns for NoStandIns {
    fn of_len(&self, _: u64) -> Option<usize> {
        None
    }

    fn of_const(&self, _: &Argument) -> Option<usize> {
        None
    }

    fn consts(&self, _: usize, _: Option<&Argument>) -> Vec<Argument> {
        Vec::new()
    }
}

/// Names that mean something else in a history.
fn is_taken(name: &str) -> bool {
    matches!(name, "Option" | "Shared" | "Weak" | "true" | "false")
        || Primitive::from_name(name).is_some()
}

struct Words<'s> {
    schema: &'s Schema,
    labels: &'s [&'s str],
    stand_ins: &'s dyn StandIns,
    defaults: &'s DefaultText<'s>,
}

impl Words<'_> {
    fn entry(&self, def: &TypeDef) -> Result<Entry> {
        let name = self.name(def)?;
        let Some(version) = released(def).cloned() else {
            return Err(wrong(format!("`{name}` has no released version, and keeps no history"))
                .with_help("declare one: #[persist(version = \"0.1.0\")]"));
        };
        let parameters = def.args.iter().enumerate().map(|(position, arg)| {
            let arg_text = self.arg(arg)?;
            let label = self.labels.get(position).map(|label| label.trim());
            let (is_const, name) = match (label, arg) {
                (Some(label), _) => match label.strip_prefix("const ") {
                    Some(name) => (true, name.trim().to_owned()),
                    None => (false, label.to_owned()),
                },
                (None, Argument::Type(_)) => (false, format!("P{position}")),
                (None, _) => (true, format!("P{position}")),
            };
            let own = TypeText::Named(name.clone(), Vec::new());
            let is_free = arg_text == ArgText::Type(own);
            Ok(Parameter { name, is_const, fixed: (!is_free).then_some(arg_text) })
        });
        let parameters = parameters.collect::<Result<_>>()?;
        let shape = match &def.shape {
            Shape::Struct(fields) => ShapeText::Struct(self.fields(None, fields)?),
            Shape::Enum(variants) => {
                let variants = variants.iter().map(|variant| {
                    let (name, fields) = (variant.name.clone(), &variant.fields);
                    let fields = self.fields(Some(&name), fields)?;
                    Ok(Variant { line: 0, name, was: variant.was.clone(), fields })
                });
                ShapeText::Enum(variants.collect::<Result<_>>()?)
            }
        };
        Ok(Entry { line: 0, name, parameters, version, shape, closures: Vec::new() })
    }

    fn name(&self, def: &TypeDef) -> Result<String> {
        match is_taken(&def.name) {
            false => Ok(def.name.clone()),
            true => Err(wrong(format!(
                "a history cannot tell the type `{}` from another one",
                def.name
            ))
            .with_help("give it a name of its own: #[persist(name = \"…\")]")),
        }
    }

    fn fields(&self, variant: Option<&str>, fields: &FieldsSchema) -> Result<Fields> {
        let list = fields.list.iter().map(|field| {
            let name = field.name.clone();
            let known = || (self.defaults)(variant, &name).unwrap_or_default();
            let default = field.default.then(known);
            let (ty, was) = (self.ty(&field.ty)?, field.was.clone());
            Ok(Field { line: 0, name, ty, was, default })
        });
        let list = list.collect::<Result<_>>()?;
        let kind = match fields.kind {
            FieldsKind::Unit => Kind::Unit,
            FieldsKind::Tuple => Kind::Tuple,
            FieldsKind::Named => Kind::Named,
        };
        Ok(Fields { kind, list })
    }

    fn ty(&self, ty: &Type) -> Result<TypeText> {
        let boxed = |ty: &Type| self.ty(ty).map(Box::new);
        Ok(match ty {
            Type::Primitive(Primitive::Unit) => TypeText::Tuple(Vec::new()),
            Type::Primitive(primitive) => TypeText::Named(primitive.name().to_owned(), Vec::new()),
            Type::Option(content) => TypeText::Option(boxed(content)?),
            Type::List { element, .. } => TypeText::List(boxed(element)?),
            Type::Array { element, len, .. } => {
                let label = self.stand_ins.of_len(*len).and_then(|position| self.label(position));
                let len = label.map_or(Length::Number(*len), Length::Parameter);
                TypeText::Array(boxed(element)?, len)
            }
            Type::Tuple(elements) => {
                TypeText::Tuple(elements.iter().map(|ty| self.ty(ty)).collect::<Result<_>>()?)
            }
            Type::Set(element) => TypeText::Set(boxed(element)?),
            Type::Map(key, value) => TypeText::Map(boxed(key)?, boxed(value)?),
            Type::Shared(content) => TypeText::Shared(boxed(content)?),
            Type::Weak(content) => TypeText::Weak(boxed(content)?),
            Type::Named(id) => self.named(*id)?,
        })
    }

    fn named(&self, id: DefId) -> Result<TypeText> {
        let Some(def) = self.schema.def(id) else {
            return Err(wrong("a type refers to a definition that is not there".into()));
        };
        if let (PARAM, [Argument::Unsigned(position)]) = (def.name.as_str(), def.args.as_slice())
            && let Some(label) = usize::try_from(*position).ok().and_then(|at| self.label(at))
        {
            return Ok(TypeText::Named(label, Vec::new()));
        }
        let args = def.args.iter().map(|arg| self.arg(arg)).collect::<Result<_>>()?;
        Ok(TypeText::Named(self.name(def)?, args))
    }

    fn arg(&self, arg: &Argument) -> Result<ArgText> {
        let label = self.stand_ins.of_const(arg).and_then(|position| self.label(position));
        Ok(match (label, arg) {
            (Some(label), _) => ArgText::Type(TypeText::Named(label, Vec::new())),
            (None, Argument::Type(ty)) => ArgText::Type(self.ty(ty)?),
            (None, Argument::Unsigned(number)) => ArgText::Number(number.to_string()),
            (None, Argument::Signed(number)) => ArgText::Number(number.to_string()),
            (None, Argument::Bool(value)) => ArgText::Bool(*value),
            (None, Argument::Char(value)) => ArgText::Char(*value),
        })
    }

    /// The name of a parameter in types.
    fn label(&self, position: usize) -> Option<String> {
        let label = self.labels.get(position)?.trim();
        Some(label.strip_prefix("const ").unwrap_or(label).trim().to_owned())
    }
}
