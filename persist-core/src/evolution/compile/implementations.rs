//! Implementations of traits, which are variants that nobody chose together: one that the program cannot read is refused
//! where a value is of it, and the others are read.

use super::{At, Compiler};
use crate::evolution::path::Segment;
use crate::evolution::plan::Counter;
use crate::schema::{DYN, Type, TypeDef, VariantSchema};

/// More reasons, or names, are not shown: a message says them in one line.
const SHOWN_REASONS: usize = 3;
const SHOWN_NAMES: usize = 16;

impl<'a> Compiler<'a> {
    /// Why values of an implementation that both have cannot be read, where they cannot. Where schemas are compared and no
    /// file is read, it is for the comparison to say.
    pub(super) fn unreadable(
        &mut self,
        places: (usize, usize, &[Option<usize>]),
        (w, r): (&'a VariantSchema, &'a VariantSchema),
        (r_def, ty): (&'a TypeDef, &Type),
        at: At,
    ) -> Option<String> {
        if !r_def.is_trait() || self.options.direction.is_some() {
            return None;
        }
        let mut question = Compiler::new(self.writer, self.reader, self.options, self.path.text());
        (question.asking, question.entries) = (true, self.entries);
        let at = At { counter: Counter::ROOT, ..at };
        question.within(Segment::named(&r.name), |this| this.variant(places, (w, r), ty, at));
        // What takes too much memory is found again, by whoever asks.
        let looked_at = question.definitions();
        question.arguments();
        self.entries = question.entries;
        let reasons = question.findings.all_reasons();
        if looked_at.is_err() || reasons.is_empty() {
            return None;
        }
        let (name, object) = (w.name.escape_debug(), object(&self.reader.def_name(r_def)));
        let mut text = format!(
            "the file has the implementation `{name}` of `{object}`, which this program does not read: "
        );
        text.push_str(&listed(reasons, SHOWN_REASONS, "; "));
        Some(text)
    }
}

/// A trait's variant, which the program has no type for.
pub(super) fn no_implementation(w: &VariantSchema, owner: &str, r: &[VariantSchema]) -> String {
    let (name, object) = (w.name.escape_debug(), object(owner));
    let names: Vec<_> = r.iter().map(|own| format!("`{}`", own.name.escape_debug())).collect();
    let own = match names.is_empty() {
        true => "none".to_owned(),
        false => listed(names, SHOWN_NAMES, ", "),
    };
    format!(
        "the file has the implementation `{name}` of `{object}`, and this program has {own}: link the crate that \
         registers it, write `persist_core::implementation!({object}: {name})` beside its type, or \
         `#[persist(was = \"{name}\")]` on the type that it has become"
    )
}

/// A trait as programs write it, by the name of its definition.
fn object(owner: &str) -> String {
    owner.replacen(DYN, "dyn ", 1)
}

fn listed(mut texts: Vec<String>, most: usize, between: &str) -> String {
    let more = texts.len().saturating_sub(most);
    texts.truncate(most);
    if more > 0 {
        texts.push(format!("{more} more"));
    }
    texts.join(between)
}
