//! One way followed with one value.

use std::collections::BTreeSet;

use super::reference::{Reference, Refusal, crc};
use super::schema::Ty;
use super::values::{IN_KEY, Val, normal_key};
use super::ways::{At, Collection, How, Made, Step, Way};

impl Reference<'_> {
    pub fn follow(&self, way: &Way, value: &Val) -> Result<Val, Refusal> {
        match way {
            Way::Scalar(scalar) => super::scalars::scalar(*scalar, value),
            Way::Inner(how, w, r, at) => self.inner(how, (w, r, *at), value),
            Way::Entries((wk, rk), (wv, rv), at) => {
                let Val::Map(entries) = value else { return Err(misfit(value)) };
                let entry = |(k, v): &(Val, Val)| {
                    Ok((self.value(wk, rk, *at, k)?, self.value(wv, rv, *at, v)?))
                };
                map(entries.iter().map(entry).collect::<Result<_, _>>()?)
            }
            Way::Product(made, steps) => {
                let values: Vec<&Val> = match value {
                    Val::Tuple(values) => values.iter().collect(),
                    Val::Struct(_, fields) => fields.iter().map(|(_, value)| value).collect(),
                    _ => return Err(misfit(value)),
                };
                match made {
                    Made::Tuple => {
                        let fields = self.fields("", steps, &values)?;
                        Ok(Val::Tuple(fields.into_iter().map(|(_, value)| value).collect()))
                    }
                    Made::Struct(id) => {
                        let name = self.rs.defs[*id].name.clone();
                        self.fields(&name, steps, &values).map(|fields| Val::Struct(name, fields))
                    }
                }
            }
            Way::Enum(w, r) => self.variant(*w, *r, value),
        }
    }

    fn variant(&self, w: usize, r: usize, value: &Val) -> Result<Val, Refusal> {
        let Val::Variant(_, name, fields) = value else { return Err(misfit(value)) };
        let arm = self.arms(w, r).into_iter().find(|(from, ..)| from == name);
        let Some((_, Some(to), Some(steps))) = arm else {
            return Err(Refusal::Value(format!("no variant for {name}")));
        };
        let values: Vec<&Val> = fields.iter().map(|(_, value)| value).collect();
        let def = &self.rs.defs[r].name;
        let fields = self.fields(&format!("{def}.{to}"), &steps, &values)?;
        Ok(Val::Variant(def.clone(), to, fields))
    }

    fn fields(
        &self,
        of: &str,
        steps: &[Step],
        values: &[&Val],
    ) -> Result<Vec<(String, Val)>, Refusal> {
        let field = |step: &Step| {
            let path = format!("{of}.{}", step.name);
            let default = || {
                let unknown = || Refusal::Value(format!("the default of {path} is not known"));
                (self.defaults)(&path).ok_or_else(unknown)
            };
            let value = match &step.from {
                None => default()?,
                Some((place, w, r, at)) => match self.value(w, r, *at, values[*place]) {
                    Err(Refusal::Value(why)) if why == NONE_BY_DEFAULT => default()?,
                    value => value?,
                },
            };
            Ok((step.name.clone(), value))
        };
        steps.iter().map(field).collect()
    }

    fn inner(&self, how: &How, (w, r, at): (&Ty, &Ty, At), value: &Val) -> Result<Val, Refusal> {
        let go = |value: &Val| self.value(w, r, at, value);
        let boxed = |value: &Val| go(value).map(Box::new);
        let all = |values: &[Val]| values.iter().map(go).collect::<Result<Vec<_>, _>>();
        match (how, value) {
            (How::EachOption, Val::Option(content)) => {
                content.as_ref().map(|content| boxed(content)).transpose().map(Val::Option)
            }
            (How::EachShared, Val::Shared(number, content)) => {
                let number = self.number(*number, r);
                let known = self.shared.borrow().get(&number).cloned();
                let content = match known {
                    Some(content) => content,
                    None => go(content)?,
                };
                self.shared.borrow_mut().insert(number, content.clone());
                Ok(Val::Shared(number, Box::new(content)))
            }
            (How::Each(to), _) => collection(*to, all(&elements(value)?)?),
            (How::IntoOption, _) => Ok(Val::Option(Some(boxed(value)?))),
            (How::OutOfOption { .. }, Val::Option(Some(content))) => go(content),
            (How::OutOfOption { default: true }, Val::Option(None)) => {
                Err(Refusal::Value(NONE_BY_DEFAULT.into()))
            }
            (How::OutOfOption { .. }, Val::Option(None)) => Err(Refusal::Value("None".into())),
            (How::IntoList, _) => Ok(Val::List(vec![go(value)?])),
            (How::OptionToList, Val::Option(content)) => {
                content.iter().map(|content| go(content)).collect::<Result<_, _>>().map(Val::List)
            }
            (How::OutOfList, Val::List(values)) => match &values[..] {
                [value] => go(value),
                _ => Err(Refusal::Value(format!("a list of {}", values.len()))),
            },
            (How::Share, _) => Ok(Val::Shared(self.fresh(), boxed(value)?)),
            (How::Unshare, Val::Shared(_, content)) => go(content),
            (How::Newtype(name, field), _) => {
                Ok(Val::Struct(name.clone(), vec![(field.clone(), go(value)?)]))
            }
            (How::OutOfNewtype, Val::Struct(_, fields)) => go(&fields[0].1),
            _ => Err(misfit(value)),
        }
    }

    /// Shared values stay the same one, for each type that they become.
    fn number(&self, number: u64, r: &Ty) -> u64 {
        if number == IN_KEY {
            return self.fresh();
        }
        let types = crc(&self.rs.show(r));
        number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ types
    }

    /// The number of a shared value that no other is.
    fn fresh(&self) -> u64 {
        super::check::FRESH.with(|next| {
            next.set(next.get() + 1);
            next.get() << 20
        })
    }
}

/// The reason of a `None` that the default of its field stands in for.
const NONE_BY_DEFAULT: &str = "None, for which the default stands";

fn misfit(value: &Val) -> Refusal {
    panic!("the way does not fit the value {value:?}")
}

fn elements(value: &Val) -> Result<Vec<Val>, Refusal> {
    Ok(match value {
        Val::List(values) | Val::Set(values) => values.clone(),
        Val::Map(entries) => {
            entries.iter().map(|(key, v)| Val::Tuple(vec![key.clone(), v.clone()])).collect()
        }
        _ => return Err(misfit(value)),
    })
}

fn collection(to: Collection, values: Vec<Val>) -> Result<Val, Refusal> {
    match to {
        Collection::List => Ok(Val::List(values)),
        Collection::Array(len) if len == values.len() as u64 => Ok(Val::List(values)),
        Collection::Array(len) => {
            Err(Refusal::Value(format!("{} elements for {len}", values.len())))
        }
        Collection::Set => {
            distinct(values.iter())?;
            Ok(Val::Set(values))
        }
        Collection::Map => map(values
            .into_iter()
            .map(|pair| match pair {
                Val::Tuple(pair) => (pair[0].clone(), pair[1].clone()),
                other => panic!("{other:?} is no pair"),
            })
            .collect()),
    }
}

fn map(entries: Vec<(Val, Val)>) -> Result<Val, Refusal> {
    distinct(entries.iter().map(|(key, _)| key))?;
    Ok(Val::Map(entries))
}

fn distinct<'v>(values: impl Iterator<Item = &'v Val>) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    // In keys, shared values are what they hold.
    let mut keys = values.map(normal_key);
    match keys.find(|key| !seen.insert(key.clone())) {
        Some(key) => Err(Refusal::Value(format!("twice: {key:?}"))),
        None => Ok(()),
    }
}
