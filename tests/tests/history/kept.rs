//! Types with a history, made by hand.

use persist_core::__private::Def;
use persist_core::__private::history::{
    DefaultText, HistoryText, Reserved, closure_of, entry_of, nested_entry,
};
use persist_core::{Persist, Schema};

/// The definition of a derived type with the text of a history.
pub(crate) const fn with_history(
    def: Option<&'static Def>,
    text: fn() -> &'static str,
) -> Option<Def> {
    match def {
        Some(def) => {
            let history = Some(persist_core::__private::HistorySource { text });
            Some(Def { history, ..*def })
        }
        None => None,
    }
}

/// A type that is stored as a derived one of the same name and keeps a history. `holds` are the types of its fields.
macro_rules! kept {
    ($kept:ident $(<$t:ident>)? = $inner:ty, $text:expr, holds [$($field:ty),*]) => {
        pub(crate) struct $kept $(<$t>)? (pub(crate) $inner);

        impl $(<$t: persist_core::Persist + 'static>)? persist_core::Persist for $kept $(<$t>)? {
            const TY: &'static persist_core::__private::Ty = <$inner>::TY;
            const DEF: Option<&'static persist_core::__private::Def> =
                match &const { $crate::kept::with_history(<$inner>::DEF, $text) } {
                    Some(def) => Some(def),
                    None => None,
                };

            fn register(registry: &mut persist_core::schema::Registry) {
                if Self::DEF.is_some_and(|def| registry.insert::<Self>(def)) {
                    $(<$field as persist_core::Persist>::register(registry);)*
                }
            }

            fn encode<'a>(
                &'a self,
                w: &mut persist_core::wire::Writer<'a>,
            ) -> persist_core::Result<()> {
                self.0.encode(w)
            }

            fn decode(r: &mut persist_core::wire::Reader<'_>) -> persist_core::Result<Self> {
                <$inner>::decode(r).map($kept)
            }

            fn decode_as(
                r: &mut persist_core::wire::Reader<'_>,
                plan: &persist_core::__private::Plan,
                node: persist_core::__private::Node,
            ) -> persist_core::Result<Self> {
                <$inner>::decode_as(r, plan, node).map($kept)
            }
        }
    };
}
pub(crate) use kept;

/// The history of one version of a type, with its nested types in the text.
pub(crate) fn recorded<T: Persist>(labels: &[&str]) -> HistoryText {
    let schema = Schema::of::<T>().unwrap();
    let defaults: &DefaultText<'_> = &|_, _| None;
    let mut entry = entry_of(&schema, labels, &Reserved, defaults).unwrap();
    entry.closures.push(closure_of(&schema));
    let root = schema.root_def().unwrap();
    let others =
        schema.defs().filter(|def| def.name != root.name && !def.name.starts_with("std::"));
    let nested = others.map(|def| nested_entry(&schema, def).unwrap()).collect();
    HistoryText { entries: vec![entry], nested }
}
