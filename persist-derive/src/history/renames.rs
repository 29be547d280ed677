//! Former names, as versions recorded them: what an older version has under one is of the field or variant that had it,
//! and nothing else may take it by its name.

use persist_history::{Entry, Fields as RecordedFields, Variant as RecordedVariant, Version};
use proc_macro2::Span;
use syn::LitStr;

use crate::model::{Fields, Variant};

/// A name that a version has, and its former ones.
struct Recorded<'e> {
    version: &'e Version,
    name: &'e str,
    was: &'e [String],
}

/// Today's names of a field or a variant.
struct Today<'a> {
    name: &'a str,
    was: &'a [LitStr],
    span: Span,
}

/// Today's fields or variants, and what versions recorded of such.
pub(super) struct Names<'a, 'e> {
    today: Vec<Today<'a>>,
    /// Of all entries that are read, newest first.
    recorded: Vec<Recorded<'e>>,
}

/// What a version had under a name, and that is not read as what it became.
pub(super) struct Astray<'n> {
    /// The name that the version has.
    pub(super) name: &'n str,
    /// Today's name of what is to blame, and where it stands.
    pub(super) of: &'n str,
    pub(super) span: Span,
    /// In words.
    pub(super) what: String,
    pub(super) remedy: String,
    pub(super) version: &'n Version,
}

impl<'a, 'e> Names<'a, 'e> {
    /// Fields, and those of the entries that are read as them.
    pub(super) fn of_fields(
        fields: &'a Fields<'_>,
        read: impl Iterator<Item = (&'e Entry, &'e RecordedFields)>,
    ) -> Self {
        let recorded = read.flat_map(|(entry, fields)| {
            let (version, list) = (&entry.version, &fields.list);
            list.iter().map(|field| Recorded { version, name: &field.name, was: &field.was })
        });
        let today = fields.stored().map(|field| Today {
            name: &field.name.text,
            was: &field.was,
            span: field.name.span,
        });
        Names { today: today.collect(), recorded: recorded.collect() }
    }

    /// Variants, and those of the entries that are read as them.
    pub(super) fn of_variants(
        variants: &'a [Variant<'_>],
        read: impl Iterator<Item = (&'e Entry, &'e [RecordedVariant])>,
    ) -> Self {
        let recorded = read.flat_map(|(entry, variants)| {
            let of = |variant: &'e RecordedVariant| Recorded {
                version: &entry.version,
                name: &variant.name,
                was: &variant.was,
            };
            variants.iter().map(of)
        });
        let today = variants.iter().map(|variant| Today {
            name: &variant.name.text,
            was: &variant.was,
            span: variant.ident.span(),
        });
        Names { today: today.collect(), recorded: recorded.collect() }
    }

    /// What a version had under a name is today what a later version says that it became: whatever is not, each name
    /// once.
    pub(super) fn astray(&self) -> Vec<Astray<'_>> {
        let mut found: Vec<Astray<'_>> = Vec::new();
        for later in &self.recorded {
            for name in later.was {
                let had = |one: &&Recorded<'_>| one.name == name && one.version < later.version;
                let Some(before) = self.recorded.iter().find(had) else { continue };
                let (taker, heir) = (self.taker(name), self.taker(later.name));
                let is_followed = match (taker, heir) {
                    (Some(taker), Some(heir)) => taker.name == heir.name,
                    (None, None) => true,
                    _ => false,
                };
                // What was merged may be told apart again: it is then what it was.
                let was_another = |heir: &Today<'_>| {
                    let beside =
                        |one: &Recorded<'_>| one.version == before.version && one.name == heir.name;
                    later.was.iter().any(|was| was == heir.name) && self.recorded.iter().any(beside)
                };
                let is_undone =
                    taker.is_some_and(|taker| taker.name == name) && heir.is_some_and(was_another);
                if is_followed || is_undone || found.iter().any(|one| one.name == name) {
                    continue;
                }
                found.extend(read_as_another((before, later), (taker, heir)));
            }
        }
        found
    }

    /// What reads values of this name.
    fn taker(&self, name: &str) -> Option<&Today<'a>> {
        let former = |today: &&Today<'_>| today.was.iter().any(|was| was.value() == name);
        let own = self.today.iter().find(|today| today.name == name);
        own.or_else(|| self.today.iter().find(former))
    }
}

fn read_as_another<'n>(
    (before, later): (&Recorded<'n>, &Recorded<'n>),
    (taker, heir): (Option<&Today<'n>>, Option<&Today<'n>>),
) -> Option<Astray<'n>> {
    let to_blame = taker.or(heir)?;
    let (name, other, version) = (before.name, later.name, before.version);
    let became = format!("what {version} has as `{name}` became `{other}` in {}", later.version);
    let what = match taker {
        Some(_) => format!("{became}, and would be read as another one"),
        None => format!("{became}, and would be lost"),
    };
    let remedy = match (taker, heir) {
        (Some(taker), Some(heir)) => {
            let first = if taker.name == name { "another name for it, and " } else { "" };
            format!("{first}{} on `{}`", with_former(heir, name), heir.name)
        }
        (None, Some(heir)) => format!("{} says so", with_former(heir, name)),
        (_, None) => {
            format!("another name; where it is that one, `#[persist(was = \"{other}\")]` says so")
        }
    };
    Some(Astray { name, of: to_blame.name, span: to_blame.span, what, remedy, version })
}

/// The attribute that has one more former name.
fn with_former(today: &Today<'_>, name: &str) -> String {
    match today.was {
        [] => format!("`#[persist(was = \"{name}\")]`"),
        known => {
            let known: Vec<_> = known.iter().map(|was| format!("\"{}\"", was.value())).collect();
            format!("`#[persist(was({}, \"{name}\"))]`", known.join(", "))
        }
    }
}
