//! Which public types may go to other threads (`Send`), be shared by them (`Sync`), be moved while they are pinned
//! (`Unpin`), and be used after a panic (`UnwindSafe`): one table that the compiler checks, and no type is missing.

use std::collections::BTreeSet;
use std::fs;
use std::marker::PhantomData;
use std::panic::UnwindSafe;
use std::path::Path;
use std::rc::Rc;

use persist_core::*;
use proc_macro2::{TokenStream, TokenTree};

/// Answers for a type: its own constants, where the trait holds, stand before those of [`Not`].
struct Is<T>(PhantomData<T>);

trait Not {
    const SEND: bool = false;
    const SYNC: bool = false;
    const UNWIND_SAFE: bool = false;
}

impl<T> Not for Is<T> {}

impl<T: Send> Is<T> {
    const SEND: bool = true;
}

impl<T: Sync> Is<T> {
    const SYNC: bool = true;
}

impl<T: Unpin> Is<T> {
    const UNPIN: bool = true;
}

impl<T: UnwindSafe> Is<T> {
    const UNWIND_SAFE: bool = true;
}

/// Types of which the same holds: whether they are `Send`, `Sync` and `UnwindSafe`. All are `Unpin`.
macro_rules! these {
    ($send:literal $sync:literal $unwind_safe:literal: $($ty:ty),+ $(,)?) => {{
        $(
            const _: () = assert!(Is::<$ty>::SEND == $send, concat!(stringify!($ty), ": Send"));
            const _: () = assert!(Is::<$ty>::SYNC == $sync, concat!(stringify!($ty), ": Sync"));
            const _: () = assert!(Is::<$ty>::UNPIN, concat!(stringify!($ty), ": Unpin"));
            const _: () = assert!(
                Is::<$ty>::UNWIND_SAFE == $unwind_safe,
                concat!(stringify!($ty), ": UnwindSafe")
            );
        )+
        &[$(stringify!($ty)),+]
    }};
}

/// All public types; those with a parameter for one that is plain data.
const TYPES: [&[&str]; 4] = [
    // Data.
    these!(true true true:
        ArrayDifference, Buffer<u8>, Bump, Card, Change, Compression, Damage, DamagedSection, Diff, DiffOptions, Difference,
        DifferenceKind, Digest, Durability, EditedEntry, ErrorKind, FileSection, Fingerprint, Flow, ForeignValue,
        Group<'static>, Histories, History, HistorySince, HistoryStep, LargestDifference, Leaf<'static>, LeftOut, Limits,
        LostPart, MetadataDifference, OnUnknown, Outline, OutlinePart, OutlineStep, Probes<u8>, Progress, Provenance,
        Recorded, Replay, ReplayFilter, Replayed, Report, Rule, SalvageOptions, Salvaged, SalvagedBlocks, SaveOutcome,
        Schema, Serde<u8>, Step<'static>, Tensor, TensorData, TensorType, Tensors, Tolerance, UnknownField,
        UnknownFields, UpgradeOptions, Value, Verdict, Verify,
        schema::Arg, schema::Argument, schema::ChainEntry, schema::ChainLink, schema::ChainPath, schema::Def,
        schema::DefId, schema::DefShape, schema::Epoch, schema::EpochPath, schema::Field, schema::FieldSchema,
        schema::Fields, schema::FieldsKind, schema::FieldsSchema, schema::Foreign, schema::ForeignType,
        schema::HistorySource, schema::Layout, schema::NoEpoch, schema::Primitive, schema::Producer, schema::Registry,
        schema::Shape, schema::Ty, schema::Type, schema::TypeDef, schema::Variant, schema::VariantSchema,
        schema::Version, schema::View, schema::ViewOf,
        wire::Adapted<u8, Rc<u8>>, wire::Facts, wire::Plain<u8>, wire::SharedKey,
    ),
    // With an error in them, which has a source of any type, or a function or a store of the program's.
    these!(true true false:
        Archive, ArrayPart<'static>, CacheMiss, CacheOptions, CacheOutcome, Cached<u8>, Error, LoadOptions,
        Records<Rc<u8>>, RewriteOptions, SaveOptions, TensorPart<'static>, TensorParts<'static>,
    ),
    // What a value is read from and written to, on the stack of one thread.
    these!(false false false: wire::Appender<'static, 'static, 'static>, wire::Reader<'static>, wire::Writer<'static>),
    // Memory that is written to.
    these!(true true false: wire::FixedRoom<'static>),
];

/// Traits, which say nothing of the types that have them, and the name of another type.
const NO_TYPES: [&str; 6] = ["Dynamic", "Persist", "Result", "SchemaStore", "Upgrade", "Visit"];

#[test]
fn no_public_type_is_forgotten() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../persist-core/src");
    let mut exported = BTreeSet::new();
    for (module, file) in [("", "lib.rs"), ("schema::", "schema/mod.rs"), ("wire::", "wire/mod.rs")]
    {
        let text = fs::read_to_string(source.join(file)).unwrap();
        let names = exports(text.parse().unwrap());
        exported.extend(names.into_iter().map(|name| format!("{module}{name}")));
    }
    // What the root has again.
    for name in ["Fingerprint", "Schema", "Limits"] {
        for module in ["schema", "wire"] {
            exported.remove(&format!("{module}::{name}"));
        }
    }
    NO_TYPES.iter().for_each(|name| assert!(exported.remove(*name), "`{name}` is not exported"));
    let without_parameters = |ty: &&str| ty.split('<').next().unwrap().replace(' ', "");
    let known: BTreeSet<String> = TYPES.concat().iter().map(without_parameters).collect();
    assert_eq!(known, exported);
}

/// The types and traits that `pub use` names; functions and modules begin with small letters.
fn exports(tokens: TokenStream) -> BTreeSet<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let starts = tokens.windows(2).enumerate().filter(|(_, pair)| {
        matches!(pair, [TokenTree::Ident(first), TokenTree::Ident(second)] if first == "pub" && second == "use")
    });
    let mut found = BTreeSet::new();
    for (start, _) in starts {
        let is_end = |token: &&TokenTree| !matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
        let item: TokenStream = tokens[start..].iter().take_while(is_end).cloned().collect();
        let text = item.to_string();
        let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        found.extend(words.filter(|word| word.starts_with(char::is_uppercase)).map(str::to_owned));
    }
    found
}
