//! A generic type's closure says nothing of its arguments, which have closures of their own: both together are what
//! was released.

use persist_history::{Closure, HistoryText, Version};

use super::sources::{Sources, Versions};
use super::verify::versions_of;
use crate::schema::{Arg, Ty, is_of_library};

/// Most combinations that are looked at: more than any program releases.
pub(super) const MAX_COMBINATIONS: usize = 4096;

/// The combinations of a closure with those of its arguments, newest first, in which each type has one version.
pub(super) struct Combinations<'h> {
    sources: &'h Sources,
    left: usize,
    found: Vec<Versions<'h>>,
}

impl<'h> Combinations<'h> {
    /// All of them, and whether there are more.
    pub(super) fn of(
        sources: &'h Sources,
        root: &str,
        closure: &'h Closure,
        args: &'static [Arg],
    ) -> (Vec<Versions<'h>>, bool) {
        let mut names = Vec::new();
        args.iter().for_each(|arg| collect_names(arg, &mut names));
        names.retain(|name| *name != root);
        let mut combinations = Combinations { sources, left: MAX_COMBINATIONS, found: Vec::new() };
        combinations.extend(versions_of(closure), &names);
        (combinations.found, combinations.left == 0)
    }

    fn extend(&mut self, versions: Versions<'h>, names: &[&'static str]) {
        let Some((name, rest)) = names.split_first() else {
            self.found.push(versions);
            return;
        };
        let sources = self.sources;
        let known: Vec<&str> = sources.names(name).collect();
        if known.iter().any(|name| versions.contains_key(name)) {
            return self.extend(versions, rest);
        }
        let Some(history) = known.iter().find_map(|name| sources.kept(name)) else {
            // Its definition will be missed, by name.
            return self.extend(versions, rest);
        };
        for (name, version, closure) in releases(history) {
            let Some(left) = self.left.checked_sub(1) else { return };
            self.left = left;
            let own = std::iter::once((name, version));
            let others = closure.nested.iter().map(|(name, version)| (name.as_str(), version));
            if let Some(versions) = joined(&versions, own.chain(others)) {
                self.extend(versions, rest);
            }
        }
    }
}

/// Each closure of each version, newest first.
fn releases(history: &HistoryText) -> impl Iterator<Item = (&str, &Version, &Closure)> {
    history.entries.iter().rev().flat_map(|entry| {
        let closures = entry.closures.iter().rev();
        closures.map(move |closure| (entry.name.as_str(), &entry.version, closure))
    })
}

/// Both together, unless they have different versions of one type.
fn joined<'h>(
    versions: &Versions<'h>,
    others: impl Iterator<Item = (&'h str, &'h Version)>,
) -> Option<Versions<'h>> {
    let mut joined = versions.clone();
    for (name, version) in others {
        if *joined.entry(name).or_insert(version) != version {
            return None;
        }
    }
    Some(joined)
}

/// The named types within an argument that programs define, each once.
fn collect_names(arg: &Arg, names: &mut Vec<&'static str>) {
    if let Arg::Type(ty) = arg {
        collect_names_of(ty, names);
    }
}

fn collect_names_of(ty: &'static Ty, names: &mut Vec<&'static str>) {
    match *ty {
        Ty::Primitive(_) => {}
        Ty::Option(inner) | Ty::Set(inner) | Ty::Shared(inner) | Ty::Weak(inner) => {
            collect_names_of(inner, names);
        }
        Ty::List { element, .. } | Ty::Array { element, .. } => collect_names_of(element, names),
        Ty::Tuple(elements) => elements.iter().for_each(|ty| collect_names_of(ty, names)),
        Ty::Map(key, value) => {
            collect_names_of(key, names);
            collect_names_of(value, names);
        }
        Ty::Named { name, args } => {
            if !is_of_library(name) && !names.contains(&name) {
                names.push(name);
            }
            args.iter().for_each(|arg| collect_names(arg, names));
        }
    }
}
