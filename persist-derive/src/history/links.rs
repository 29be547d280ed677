//! The views of a chain of upgrades, and what the files hold that they read. The derive sees the names of views alone:
//! the compiler compares them with what is recorded.

use persist_history::{Entry, Epoch, Fields, Shape};
use syn::Type;

use super::Comparison;
use crate::model::{Container, EpochPath};

/// A view of a chain.
pub(crate) struct Link<'a> {
    /// The epoch whose files are read as the view.
    pub(crate) epoch: String,
    pub(crate) view: &'a Type,
    /// The view that follows: today's type where there is none.
    pub(crate) next: Option<&'a Type>,
    /// What the recorded versions of the epoch hold.
    pub(crate) held: Vec<Held>,
}

/// What recorded versions of an epoch hold.
pub(crate) enum Held {
    Variant(HeldVariant),
    /// A field of a struct, or of the variant that is named.
    Field(Option<String>, HeldField),
}

pub(crate) struct HeldVariant {
    pub(crate) name: String,
    /// Those that have it, in words.
    pub(crate) versions: String,
    /// The other variants of those versions.
    pub(crate) beside: Vec<String>,
}

pub(crate) struct HeldField {
    pub(crate) name: String,
    /// That of the newest version which has it, in today's names of generic parameters.
    pub(crate) ty: String,
    /// Those that have it, in words.
    pub(crate) versions: String,
    /// Whether it is in all versions that have the struct or the variant.
    pub(crate) in_all: bool,
    /// The other fields of those that have it.
    pub(crate) beside: Vec<String>,
}

/// The links of a type's chain, as long as nothing is known of what was recorded.
pub(super) fn of<'a>(container: &'a Container<'a>) -> Vec<Link<'a>> {
    let chain = container.chain.iter().flat_map(|chain| &chain.value);
    let views: Vec<_> = chain
        .filter_map(|entry| match &entry.path {
            EpochPath::View(view) => Some((entry.epoch.value(), &**view)),
            EpochPath::Auto | EpochPath::Unsupported(_) => None,
        })
        .collect();
    let next = views.iter().skip(1).map(|(_, view)| Some(*view)).chain([None]);
    let links = views.iter().zip(next);
    links
        .map(|((epoch, view), next)| {
            let (epoch, held) = (epoch.clone(), Vec::new());
            Link { epoch, view, next, held }
        })
        .collect()
}

impl<'h> Comparison<'_, 'h> {
    /// What the recorded versions of an epoch hold, each name once.
    pub(super) fn held_by(&self, epoch: &str) -> Vec<Held> {
        let of = |entry: &&Entry| Epoch::of(&entry.version).to_string() == epoch;
        let entries: Vec<&Entry> = self.entries.iter().filter(of).collect();
        let structs = entries.iter().filter_map(|entry| match &entry.shape {
            Shape::Struct(fields) => Some((*entry, fields)),
            Shape::Enum(_) => None,
        });
        let mut held = self.fields_of(None, &structs.collect::<Vec<_>>());
        let enums: Vec<_> = entries
            .iter()
            .filter_map(|entry| match &entry.shape {
                Shape::Enum(variants) => Some((*entry, variants)),
                Shape::Struct(_) => None,
            })
            .collect();
        let each = enums.iter().map(|(_, variants)| names_of(variants, |variant| &variant.name));
        let each: Vec<_> = each.collect();
        let variants = enums
            .iter()
            .flat_map(|(entry, variants)| variants.iter().map(|variant| (*entry, variant)));
        let variants: Vec<_> = variants.collect();
        for (index, (_, variant)) in variants.iter().enumerate() {
            let name = &variant.name;
            if variants.iter().take(index).any(|(_, before)| before.name == *name) {
                continue;
            }
            let of = variants.iter().filter(|(_, variant)| variant.name == *name);
            let of: Vec<_> = of.map(|(entry, variant)| (*entry, &variant.fields)).collect();
            let having: Vec<_> = of.iter().map(|(entry, _)| *entry).collect();
            let (versions, beside) = (in_words(&having), beside(name, &each));
            held.push(Held::Variant(HeldVariant { name: name.clone(), versions, beside }));
            held.extend(self.fields_of(Some(name), &of));
        }
        held
    }

    /// The fields of one struct or variant in the versions that have it.
    fn fields_of(
        &self,
        variant: Option<&String>,
        versions: &[(&'h Entry, &'h Fields)],
    ) -> Vec<Held> {
        let each = versions.iter().map(|(_, fields)| names_of(&fields.list, |field| &field.name));
        let each: Vec<_> = each.collect();
        let mut names: Vec<&str> = Vec::new();
        for name in each.iter().flatten() {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let held = names.into_iter().filter_map(|name| {
            let having = versions.iter().filter_map(|(entry, fields)| {
                Some((*entry, fields.list.iter().find(|field| field.name == *name)?))
            });
            let (having, fields): (Vec<_>, Vec<_>) = having.unzip();
            let (newest, field) = (having.last()?, fields.last()?);
            let field = HeldField {
                name: name.to_owned(),
                ty: self.in_todays_names(newest, &field.ty),
                versions: in_words(&having),
                in_all: having.len() == versions.len(),
                beside: beside(name, &each),
            };
            Some(Held::Field(variant.cloned(), field))
        });
        held.collect()
    }
}

fn names_of<T>(list: &[T], name: impl Fn(&T) -> &String) -> Vec<&str> {
    list.iter().map(|of| name(of).as_str()).collect()
}

/// What versions have together with a name, each once.
fn beside(name: &str, each: &[Vec<&str>]) -> Vec<String> {
    let mut beside: Vec<String> = Vec::new();
    for other in each.iter().filter(|names| names.contains(&name)).flatten() {
        if *other != name && !beside.iter().any(|known| known == other) {
            beside.push((*other).to_owned());
        }
    }
    beside
}

/// Versions and their verb.
fn in_words(having: &[&Entry]) -> String {
    match having {
        [first, .., last] => format!("{} to {} have", first.version, last.version),
        [only] => format!("{} has", only.version),
        [] => String::new(),
    }
}
