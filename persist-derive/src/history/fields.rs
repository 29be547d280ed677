//! Fields of a struct or of a variant, held against those that were recorded.

use persist_history::{Entry, Fields as RecordedFields, FieldsKind as RecordedKind, Rule};
use proc_macro2::Span;
use syn::LitStr;

use super::message::Change;
use super::renames::Names;
use super::{Comparison, FieldCheck, Recorded, Role};
use crate::model::{Field, Fields, FieldsKind};

/// Today's fields, and where they are.
pub(super) struct Place<'a> {
    /// As `Forest` or `Node.Split`.
    pub(super) path: String,
    /// What is to blame for a field that is gone.
    pub(super) span: Span,
    pub(super) is_variant: bool,
    pub(super) fields: &'a Fields<'a>,
    /// Names whose loss is acknowledged.
    pub(super) removed: &'a [LitStr],
}

/// Fields of an entry.
#[derive(Clone, Copy)]
pub(super) struct Of<'e> {
    pub(super) entry: &'e Entry,
    pub(super) fields: &'e RecordedFields,
    /// The variant that held them, where it has another name today.
    pub(super) former: Option<&'e str>,
}

impl Of<'_> {
    /// What has the fields, as messages name it.
    fn holder(&self) -> String {
        let version = &self.entry.version;
        match self.former {
            Some(variant) => format!("values of `{variant}` of {version}"),
            None => format!("files of {version}"),
        }
    }
}

impl<'a, 'h> Comparison<'a, 'h> {
    /// Compares fields with all entries that are read as them, newest first; `every` has all that were ever recorded.
    pub(super) fn compare_fields(
        &mut self,
        place: &Place<'a>,
        read: &[Of<'h>],
        every: &[(&'h Entry, Option<&'h RecordedFields>)],
    ) {
        let read_as = read.iter().map(|of| (of.entry, of.fields));
        let names = Names::of_fields(place.fields, read_as);
        let mut lost = self.astray(&place.path, &names);
        let stored: Vec<&'a Field<'a>> = place.fields.stored().collect();
        let mut checks: Vec<Vec<Recorded>> = stored.iter().map(|_| Vec::new()).collect();
        let mut reported = vec![false; stored.len()];
        for of in read {
            let Of { entry, fields: recorded, .. } = *of;
            let matches = match_up(&stored, recorded);
            let is_latest = self.is_latest(entry);
            for (index, (field, found)) in stored.iter().zip(&matches).enumerate() {
                match found.and_then(|found| recorded.list.get(found)) {
                    Some(found) => {
                        let role = if is_latest && !self.is_beyond(entry) {
                            Role::Latest
                        } else {
                            Role::Older
                        };
                        let ty = self.in_todays_names(entry, &found.ty);
                        if let Some(list) = checks.get_mut(index)
                            && list.iter().all(|known| known.ty != ty)
                        {
                            let (version, name) = (entry.version.clone(), found.name.clone());
                            list.push(Recorded { version, name, ty, role });
                        }
                    }
                    None if reported.get(index) == Some(&false) => {
                        if let Some(reported) = reported.get_mut(index) {
                            *reported = self.added(place, field, of);
                        }
                    }
                    None => {}
                }
            }
            self.left_over(place, of, &matches, &mut lost);
            if is_latest {
                self.changes(place, &stored, recorded, &matches);
            }
        }
        for (field, mut recorded) in stored.into_iter().zip(checks) {
            let path = format!("{}.{}", place.path, field.name.text);
            recorded.extend(self.gone(&field.name.text, every));
            if !recorded.is_empty() {
                self.fields.push(FieldCheck { field, path, recorded });
            }
        }
    }

    /// A field that an entry lacks. Says whether there was something to report.
    fn added(&self, place: &Place<'a>, field: &Field<'_>, of: &Of<'_>) -> bool {
        let path = format!("{}.{}", place.path, field.name.text);
        let Of { entry, fields: recorded, .. } = *of;
        let (version, holder) = (&entry.version, of.holder());
        if field.default.is_some() || field.unknown.is_some() {
            let change = Change { path, what: "added".into(), rule: Rule::AddField };
            // That a variant held nothing says all of its fields.
            let fills = place.is_variant && recorded.kind == RecordedKind::Unit;
            if self.is_latest(entry) && field.unknown.is_none() && !fills {
                self.needs(field.name.span, &change);
            }
            return false;
        }
        let what = match self.is_latest(entry) {
            true => format!("added since {version} without a default, and {holder} do not have it"),
            false => format!("without a default, and {holder} do not have it"),
        };
        let gone = recorded.list.iter().filter(|recorded| !self.is_known(place, &recorded.name));
        let remedy = match gone.map(|gone| &gone.name).collect::<Vec<_>>().as_slice() {
            [only] => format!(
                "`#[persist(default)]` fills it; if it is the former `{only}`, `#[persist(was = \"{only}\")]`"
            ),
            _ => "`#[persist(default)]` fills it".to_owned(),
        };
        let change = Change { path, what, rule: Rule::AddRequiredField };
        self.unreadable(field.name.span, &change, entry, &remedy);
        true
    }

    /// The field that a name is a former one of.
    fn heir(&self, place: &Place<'a>, name: &str) -> Option<&'a str> {
        let mut stored = place.fields.stored();
        let heir = stored.find(|field| field.was.iter().any(|was| was.value() == *name))?;
        Some(&heir.name.text)
    }

    /// Whether a name is that of a field, or a former one, or acknowledged to be gone.
    fn is_known(&self, place: &Place<'a>, name: &str) -> bool {
        let mut stored = place.fields.stored();
        stored.any(|field| field.answers_to(name))
            || place.removed.iter().any(|removed| removed.value() == name)
    }

    /// Fields of an entry that today's type has not. `lost` are those that were reported.
    fn left_over(
        &self,
        place: &Place<'a>,
        of: &Of<'_>,
        matches: &[Option<usize>],
        lost: &mut Vec<String>,
    ) {
        let Of { entry, fields: recorded, .. } = *of;
        let left =
            recorded.list.iter().enumerate().filter(|(index, _)| !matches.contains(&Some(*index)));
        for (_, field) in left {
            let path = format!("{}.{}", place.path, field.name);
            let name = &field.name;
            if place.removed.iter().any(|removed| removed.value() == *name) {
                if self.is_latest(entry) {
                    let change = Change { path, what: "removed".into(), rule: Rule::RemoveField };
                    self.needs(place.span, &change);
                }
            } else if !lost.contains(name) {
                lost.push(name.clone());
                let what = format!("gone, and {} have it ({})", of.holder(), field.ty);
                let remedy = match self.heir(place, name) {
                    // Its name is neither free to be given up, nor to be a former one of another field.
                    Some(heir) => {
                        format!("another name for `{heir}`, which those files have as well")
                    }
                    None => format!(
                        "`#[persist(removed(\"{name}\"))]` gives it up, `#[persist(was = \"{name}\")]` on a field \
                         says that it has another name"
                    ),
                };
                let change = Change { path, what, rule: Rule::RemoveFieldUnseen };
                self.unreadable(place.span, &change, entry, &remedy);
            }
        }
    }

    /// What changed since the latest version beside fields that came and went.
    fn changes(
        &self,
        place: &Place<'a>,
        stored: &[&'a Field<'a>],
        recorded: &RecordedFields,
        matches: &[Option<usize>],
    ) {
        let path = |field: &Field<'_>| format!("{}.{}", place.path, field.name.text);
        for (field, found) in stored.iter().zip(matches) {
            let Some(found) = found.and_then(|found| recorded.list.get(found)) else { continue };
            if found.name != field.name.text {
                let what = format!("renamed from `{}`", found.name);
                let change = Change { path: path(field), what, rule: Rule::RenameField };
                self.needs(field.name.span, &change);
            }
            // The default of a field that keeps what is unknown is not declared, and always there.
            let declares = field.default.is_some() || field.unknown.is_some();
            if declares != found.default.is_some() {
                let what = if declares { "has a default" } else { "has no default any more" };
                let change = Change { path: path(field), what: what.into(), rule: Rule::Defaults };
                self.needs(field.name.span, &change);
            }
        }
        let order: Vec<usize> = matches.iter().flatten().copied().collect();
        let disorder = order.windows(2).position(|pair| matches!(pair, [a, b] if a > b));
        if let Some(at) = disorder {
            let moved = stored.iter().zip(matches).filter(|(_, found)| found.is_some()).nth(at);
            let span = moved.map_or(place.span, |(field, _)| field.name.span);
            let change = Change {
                path: place.path.clone(),
                what: "fields in another order".into(),
                rule: Rule::ReorderFields,
            };
            self.needs(span, &change);
        }
        self.changed_form(place, recorded);
    }

    /// Fields by position that have names now, and the other way; a variant that held nothing.
    fn changed_form(&self, place: &Place<'a>, recorded: &RecordedFields) {
        let (what, rule) = match (recorded.kind, place.fields.kind) {
            (RecordedKind::Unit, FieldsKind::Tuple | FieldsKind::Named) if place.is_variant => {
                ("given fields", Rule::FillUnitVariant)
            }
            (RecordedKind::Tuple, FieldsKind::Named) | (RecordedKind::Named, FieldsKind::Tuple) => {
                ("fields are declared in another form", Rule::TupleToStruct)
            }
            _ => return,
        };
        let change = Change { path: place.path.clone(), what: what.into(), rule };
        self.needs(place.span, &change);
    }

    /// A recorded type in the names that generic parameters have today: they are told apart by their places.
    pub(super) fn in_todays_names(&self, entry: &Entry, ty: &persist_history::TypeText) -> String {
        let renamed = |name: &str| {
            let index = entry.parameters.iter().position(|parameter| parameter.name == name)?;
            self.labels.get(index).map(|label| label.name.clone())
        };
        let pairs = entry.parameters.iter().zip(&self.labels);
        let differs = pairs.into_iter().any(|(recorded, label)| recorded.name != label.name);
        if differs { ty.renamed(&renamed).to_string() } else { ty.to_string() }
    }
}

/// Of each of today's fields, which of the recorded ones it is: that of its name, or else one of a former name. None
/// is taken twice.
fn match_up(stored: &[&Field<'_>], recorded: &RecordedFields) -> Vec<Option<usize>> {
    let position = |name: &str| recorded.list.iter().position(|recorded| recorded.name == name);
    let mut found: Vec<_> = stored.iter().map(|field| position(&field.name.text)).collect();
    for (index, field) in stored.iter().enumerate() {
        for was in &field.was {
            let former = position(&was.value()).filter(|former| !found.contains(&Some(*former)));
            if let Some(slot @ None) = found.get_mut(index) {
                *slot = former;
            }
        }
    }
    found
}
