//! Epochs: each that was recorded has a path to today's type.

use persist_history::{Entry, Epoch};

use super::Comparison;
use crate::model::EpochPath;

impl Comparison<'_, '_> {
    /// Files of each epoch are read, or declared not to be.
    pub(super) fn paths_of_epochs(&self) {
        let today = Epoch::of(&self.steps.declared);
        let mut without: Vec<Epoch> = Vec::new();
        for entry in self.entries {
            let epoch = Epoch::of(&entry.version);
            if epoch != today && self.path_of(epoch).is_none() && !without.contains(&epoch) {
                without.push(epoch);
            }
        }
        let span = match (&self.container.chain, &self.container.version) {
            (Some(chain), _) => chain.span,
            (None, Some(version)) => version.span,
            (None, None) => return,
        };
        for epoch in without {
            let ident = &self.container.ident;
            let view = format!("{ident}{}", epoch.to_string().replace('.', "_"));
            let (recorded, today) = (self.versions_of(epoch), &self.steps.declared);
            self.errors.at(
                span,
                format!(
                    "files of epoch `{epoch}` have no path to {today}: {recorded}\n\
                     help: `upgrade(\"{epoch}\" => {view})` reads them as a view, \
                     `#[persist(view_of = \"{}\", epoch = \"{epoch}\")] struct {view} {{ … }}`, and upgrades it by \
                     `impl Upgrade<{view}> for {ident}`; `\"{epoch}\" => auto` reads them by the rules; \
                     `\"{epoch}\" => unsupported` ends their support",
                    self.container.name.text
                ),
            );
        }
    }

    /// Whether files of a former epoch are read by the rules alone as today's type.
    pub(super) fn leads_automatically(&self, epoch: Epoch) -> bool {
        let entries = self.container.chain.iter().flat_map(|chain| &chain.value);
        let mut from = entries.skip_while(|entry| entry.epoch.value() != epoch.to_string());
        matches!(from.next().map(|entry| &entry.path), Some(EpochPath::Auto))
            && !from.any(|entry| matches!(entry.path, EpochPath::View(_)))
    }

    fn path_of(&self, epoch: Epoch) -> Option<&EpochPath> {
        let mut entries = self.container.chain.iter().flat_map(|chain| &chain.value);
        let entry = entries.find(|entry| entry.epoch.value() == epoch.to_string());
        entry.map(|entry| &entry.path)
    }

    /// The recorded versions of an epoch, in words.
    fn versions_of(&self, epoch: Epoch) -> String {
        let of = |entry: &&Entry| Epoch::of(&entry.version) == epoch;
        let versions: Vec<_> = self.entries.iter().filter(of).map(|e| &e.version).collect();
        match versions.as_slice() {
            [only] => format!("{only} is recorded"),
            [first, .., last] => format!("{first} to {last} are recorded"),
            [] => String::new(),
        }
    }
}
