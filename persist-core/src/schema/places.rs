//! Single fields of a schema: where they are, and schemas without some of them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Argument, DefId, FieldSchema, FieldsSchema, Schema, Shape, Type, TypeDef};

/// The persisted name of the type of fields that keep what a program does not know.
pub(crate) const UNKNOWN_FIELDS: &str = "std::UnknownFields";

/// The place of a field in its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FieldPlace {
    pub(crate) def: DefId,
    /// Of an enum: the variant that has the field.
    pub(crate) variant: Option<usize>,
    pub(crate) field: usize,
}

impl Schema {
    /// All fields of a definition, those of all of its variants.
    pub(crate) fn fields_of(&self, def: DefId) -> impl Iterator<Item = (FieldPlace, &FieldSchema)> {
        let shape = self.def(def).map(|def| &def.shape);
        let (fields, variants) = match shape {
            Some(Shape::Struct(fields)) => (Some((None, fields)), None),
            Some(Shape::Enum(variants)) => (None, Some(variants)),
            None => (None, None),
        };
        let variants = variants.into_iter().flatten().enumerate();
        let lists = fields
            .into_iter()
            .chain(variants.map(|(number, variant)| (Some(number), &variant.fields)));
        lists.flat_map(move |(variant, fields)| {
            let place = move |(field, schema)| (FieldPlace { def, variant, field }, schema);
            fields.list.iter().enumerate().map(place)
        })
    }

    /// The field at a place.
    pub(crate) fn field(&self, place: FieldPlace) -> Option<&FieldSchema> {
        match &self.def(place.def)?.shape {
            Shape::Struct(fields) => fields.list.get(place.field),
            Shape::Enum(variants) => variants.get(place.variant?)?.fields.list.get(place.field),
        }
    }

    /// A field in words, as `Model.junk`. Names come from files: what could move a terminal's cursor is escaped.
    pub(crate) fn place_name(&self, place: FieldPlace) -> String {
        let Some(def) = self.def(place.def) else { return String::new() };
        let mut name = self.def_name(def);
        if let (Shape::Enum(variants), Some(variant)) = (&def.shape, place.variant)
            && let Some(variant) = variants.get(variant)
        {
            name.push_str(&format!(".{}", variant.name.escape_debug()));
        }
        if let Some(field) = self.field(place) {
            name.push_str(&format!(".{}", field.name.escape_debug()));
        }
        name
    }

    /// The schema of one of its types: of its values, and of all types that they can hold.
    pub(crate) fn part(&self, ty: &Type) -> Schema {
        self.part_with(ty, &|_| false)
    }

    /// The schema in which the types that `is_option` names, each where it stands, are options of what they were.
    pub(crate) fn with_options(&self, is_option: &dyn Fn(&Type) -> bool) -> Schema {
        self.part_with(&self.root, is_option)
    }

    fn part_with(&self, ty: &Type, is_option: &dyn Fn(&Type) -> bool) -> Schema {
        let (numbers, ahead) = (HashMap::new(), Vec::new());
        let mut part = Part { whole: self, is_option, numbers, ahead };
        let root = part.ty(ty);
        let mut defs = Vec::new();
        // New definitions are numbered as they are met, and written in that order.
        while let Some(id) = part.ahead.get(defs.len()).copied() {
            defs.extend(self.def(id).map(|def| part.def(def)));
        }
        let stored = defs.len();
        Schema::new(root, defs, stored)
    }

    /// The schema without some of its fields.
    pub(crate) fn without(&self, left_out: &HashSet<FieldPlace>) -> Schema {
        let mut schema = self.clone();
        for (number, def) in (0u32..).zip(Arc::make_mut(&mut schema.defs).list_mut()) {
            let keep = |variant, fields: &mut FieldsSchema| {
                let mut field = 0usize..;
                fields.list.retain(|_| {
                    let field = field.next().unwrap_or(usize::MAX);
                    !left_out.contains(&FieldPlace { def: DefId(number), variant, field })
                });
            };
            match &mut def.shape {
                Shape::Struct(fields) => keep(None, fields),
                Shape::Enum(variants) => {
                    for (variant, schema) in variants.iter_mut().enumerate() {
                        keep(Some(variant), &mut schema.fields);
                    }
                }
            }
        }
        schema
    }
}

/// A part of a schema, whose definitions have numbers of their own.
struct Part<'s> {
    whole: &'s Schema,
    /// Whether a type becomes an option where it stands.
    is_option: &'s dyn Fn(&Type) -> bool,
    numbers: HashMap<DefId, DefId>,
    /// Definitions in the order of their new numbers.
    ahead: Vec<DefId>,
}

impl Part<'_> {
    fn ty(&mut self, ty: &Type) -> Type {
        let mut boxed = |ty: &Type| Box::new(self.ty(ty));
        let same = match ty {
            Type::Primitive(primitive) => Type::Primitive(*primitive),
            Type::Option(content) => Type::Option(boxed(content)),
            Type::List { element, fixed } => Type::List { element: boxed(element), fixed: *fixed },
            Type::Array { element, len, fixed } => {
                Type::Array { element: boxed(element), len: *len, fixed: *fixed }
            }
            Type::Tuple(elements) => Type::Tuple(elements.iter().map(|ty| self.ty(ty)).collect()),
            Type::Set(key) => Type::Set(boxed(key)),
            Type::Map(key, value) => Type::Map(boxed(key), boxed(value)),
            Type::Shared(content) => Type::Shared(boxed(content)),
            Type::Weak(content) => Type::Weak(boxed(content)),
            Type::Named(id) => Type::Named(self.number(*id)),
        };
        match (self.is_option)(ty) {
            true => Type::Option(Box::new(same)),
            false => same,
        }
    }

    fn number(&mut self, id: DefId) -> DefId {
        if let Some(known) = self.numbers.get(&id) {
            return *known;
        }
        let number = DefId(self.ahead.len().try_into().unwrap_or(u32::MAX));
        self.numbers.insert(id, number);
        if self.whole.def(id).is_some() {
            self.ahead.push(id);
        }
        number
    }

    /// A definition as files hold it.
    fn def(&mut self, def: &TypeDef) -> TypeDef {
        let args = def.args.iter().map(|arg| match arg {
            Argument::Type(ty) => Argument::Type(self.ty(ty)),
            other => other.clone(),
        });
        let args = args.collect();
        // Of the definition itself: types are told apart by where they stand.
        let fields = def.all_fields().flat_map(|fields| &fields.list);
        let types: Vec<Type> = fields.map(|field| self.ty(&field.ty)).collect();
        let mut shape = def.shape.clone();
        let fields: Vec<&mut FieldsSchema> = match &mut shape {
            Shape::Struct(fields) => vec![fields],
            Shape::Enum(variants) => {
                variants.iter_mut().map(|variant| &mut variant.fields).collect()
            }
        };
        for (field, ty) in fields.into_iter().flat_map(|fields| &mut fields.list).zip(types) {
            field.ty = ty;
            field.from = Box::default();
        }
        TypeDef { args, shape, chain: Vec::new(), view: None, ..def.clone() }
    }
}
