//! The views of a chain of upgrades, and what the files hold that they read. The derive sees the names of views alone:
//! the compiler compares them with what is recorded.

use persist_history::{Entry, Epoch, Fields};
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
    /// Those that have it, by their places in the epoch.
    pub(crate) runs: Vec<Run>,
}

pub(crate) struct HeldField {
    pub(crate) name: String,
    /// That of the newest version which has it, in today's names of generic parameters.
    pub(crate) ty: String,
    /// Those that have it, in words.
    pub(crate) versions: String,
    /// Whether it is in all versions that have the struct or the variant.
    pub(crate) in_all: bool,
    /// Those that have it, by their places in the epoch.
    pub(crate) runs: Vec<Run>,
}

/// Versions one behind the other, the first and the last of them.
pub(crate) type Run = (usize, usize);

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
        let structs = entries.iter().filter_map(|entry| Some((*entry, entry.shape.fields()?)));
        let mut held = self.fields_of(None, &structs.collect::<Vec<_>>(), &entries);
        let variants: Vec<_> = entries
            .iter()
            .filter_map(|entry| {
                Some(entry.shape.variants()?.iter().map(|variant| (*entry, variant)))
            })
            .flatten()
            .collect();
        for (index, (_, variant)) in variants.iter().enumerate() {
            let name = &variant.name;
            if variants.iter().take(index).any(|(_, before)| before.name == *name) {
                continue;
            }
            let of = variants.iter().filter(|(_, variant)| variant.name == *name);
            let of: Vec<_> = of.map(|(entry, variant)| (*entry, &variant.fields)).collect();
            let having: Vec<_> = of.iter().map(|(entry, _)| *entry).collect();
            let (versions, runs) = (in_words(&having), runs(&having, &entries));
            held.push(Held::Variant(HeldVariant { name: name.clone(), versions, runs }));
            held.extend(self.fields_of(Some(name), &of, &entries));
        }
        held
    }

    /// The fields of one struct or variant in the versions that have it.
    fn fields_of(
        &self,
        variant: Option<&String>,
        versions: &[(&'h Entry, &'h Fields)],
        all: &[&'h Entry],
    ) -> Vec<Held> {
        let mut names: Vec<&String> = Vec::new();
        for field in versions.iter().flat_map(|(_, fields)| &fields.list) {
            if !names.contains(&&field.name) {
                names.push(&field.name);
            }
        }
        let held = names.into_iter().filter_map(|name| {
            let having = versions.iter().filter_map(|(entry, fields)| {
                Some((*entry, fields.list.iter().find(|field| field.name == *name)?))
            });
            let (having, fields): (Vec<_>, Vec<_>) = having.unzip();
            let (newest, field) = (having.last()?, fields.last()?);
            let field = HeldField {
                name: name.clone(),
                ty: self.in_todays_names(newest, &field.ty),
                versions: in_words(&having),
                in_all: having.len() == versions.len(),
                runs: runs(&having, all),
            };
            Some(Held::Field(variant.cloned(), field))
        });
        held.collect()
    }
}

/// The places of versions among all of them.
fn runs(having: &[&Entry], all: &[&Entry]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, entry) in all.iter().enumerate() {
        if having.iter().any(|having| having.version == entry.version) {
            match runs.last_mut() {
                Some((_, last)) if last.saturating_add(1) == place => *last = place,
                _ => runs.push((place, place)),
            }
        }
    }
    runs
}

/// Versions and their verb.
fn in_words(having: &[&Entry]) -> String {
    match having {
        [first, .., last] => format!("{} to {} have", first.version, last.version),
        [only] => format!("{} has", only.version),
        [] => String::new(),
    }
}
