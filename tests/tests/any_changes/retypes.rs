//! Changes from one constructor of types to another.

use super::changes::Edit;
use super::schema::{BYTE, Def, Field, Fields, Kind, Prim, Shape, Ty};

impl Edit {
    pub fn option_to_list(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::Option(inner) = ty else { return None };
        Some(Ty::List(inner.clone(), true))
    }

    pub fn out_of_list(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::List(inner, _) = ty else { return None };
        Some((**inner).clone())
    }

    pub fn array_to_list(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::Array(inner, _, fixed) = ty else { return None };
        Some(Ty::List(inner.clone(), *fixed))
    }

    pub fn list_to_array(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::List(inner, fixed) = ty else { return None };
        Some(Ty::Array(inner.clone(), 1 + self.random.below(2) as u64, *fixed))
    }

    pub fn list_to_set(&mut self, ty: &Ty) -> Option<Ty> {
        match ty {
            Ty::List(inner, _) | Ty::Array(inner, ..) => Some(Ty::Set(inner.clone())),
            _ => None,
        }
    }

    pub fn set_to_list(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::Set(inner) = ty else { return None };
        Some(Ty::List(inner.clone(), true))
    }

    pub fn list_to_map(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::List(inner, _) = ty else { return None };
        match &**inner {
            Ty::Tuple(pair) if pair.len() == 2 => {
                Some(Ty::Map(Box::new(pair[0].clone()), Box::new(pair[1].clone())))
            }
            _ => None,
        }
    }

    pub fn map_to_list(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::Map(key, value) = ty else { return None };
        let pair = Ty::Tuple(vec![(**key).clone(), (**value).clone()]);
        Some(Ty::List(Box::new(pair), true))
    }

    pub fn string_to_bytes(&mut self, ty: &Ty) -> Option<Ty> {
        (*ty == Ty::Prim(Prim::Str)).then(|| Ty::List(Box::new(BYTE), true))
    }

    pub fn bytes_to_string(&mut self, ty: &Ty) -> Option<Ty> {
        matches!(ty, Ty::List(inner, _) if **inner == BYTE).then_some(Ty::Prim(Prim::Str))
    }

    pub fn unshare(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::Shared(inner) = ty else { return None };
        Some((**inner).clone())
    }

    /// A type of its own around the value.
    pub fn wrap(&mut self, ty: &Ty) -> Option<Ty> {
        let field = Field { name: "0".into(), was: Vec::new(), default: false, ty: ty.clone() };
        Some(self.define(Fields { kind: Kind::Tuple, list: vec![field] }))
    }

    pub fn unwrap(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::Named(id) = ty else { return None };
        match &self.schema.defs[*id].shape {
            Shape::Struct(fields) => fields.only().map(|field| field.ty.clone()),
            Shape::Enum(_) => None,
        }
    }

    /// A type of its own for the tuple, whose elements get names.
    pub fn tuple_to_struct(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::Tuple(types) = ty else { return None };
        let field = |(place, ty): (usize, &Ty)| Field {
            name: format!("e{place}"),
            was: vec![place.to_string()],
            default: false,
            ty: ty.clone(),
        };
        let list = types.iter().enumerate().map(field).collect();
        Some(self.define(Fields { kind: Kind::Named, list }))
    }

    fn define(&mut self, fields: Fields) -> Ty {
        let shape = Shape::Struct(fields);
        let (name, version) = (self.name("N"), self.draw().version());
        let (args, was) = (Vec::new(), Vec::new());
        self.schema.defs.push(Def { name, args, version, was, shape });
        Ty::Named(self.schema.defs.len() - 1)
    }
}
