//! Bugs that programs have in the way from old files to today's types. Each is planted, and found; without it, the same
//! types pass.

use std::sync::atomic::{AtomicU32, Ordering};

use persist_core::{Error, ErrorKind, Persist, Replay, Result, Upgrade};

use super::recorded;

/// What replay says of the values of one old version.
fn replay<Old: Persist, New: Persist>() -> Result<usize> {
    Replay::new().run::<New>(&[recorded::<Old>("1.2.0")], None).map(|replayed| replayed.values())
}

#[track_caller]
pub(crate) fn passes<Old: Persist, New: Persist>() {
    let values = replay::<Old, New>().unwrap_or_else(|error| panic!("{error}"));
    assert!(values > 90, "{values} values");
}

/// Replay refuses, with these words in this order, and says how to run it again.
#[track_caller]
pub(crate) fn fails<Old: Persist, New: Persist>(kind: ErrorKind, words: &[&str]) {
    let error = replay::<Old, New>().unwrap_err();
    let text = error.to_string();
    let mut rest = text.as_str();
    for word in words {
        let at = rest.find(word).unwrap_or_else(|| panic!("no {word:?} in {text}"));
        rest = &rest[at + word.len()..];
    }
    assert!(rest.contains("PERSIST_REPLAY_SEED=0 PERSIST_REPLAY_CASES=64"), "{text}");
    assert_eq!(error.kind(), kind, "{text}");
}

pub(crate) mod old {
    use super::*;

    #[derive(Persist)]
    #[persist(name = "Model", version = "1.2.0")]
    pub(crate) struct Model {
        pub width: u16,
        pub height: u16,
        pub kind: Kind,
    }

    #[derive(Persist)]
    #[persist(name = "Kind", version = "1.0.0")]
    pub(crate) enum Kind {
        Plain,
        Striped(u8),
        Dotted(u8),
    }

    #[derive(Persist)]
    #[persist(name = "Sized", version = "1.2.0")]
    pub(crate) struct Sized {
        pub size: u32,
    }
}

mod default_that_is_refused {
    use super::*;

    macro_rules! model {
        ($name:ident, $default:literal) => {
            #[derive(Persist)]
            #[persist(name = "Sized", version = "1.3.0", validate = is_whole)]
            pub(crate) struct $name {
                size: u32,
                #[persist(default = $default)]
                parts: u32,
            }

            impl Whole for $name {
                fn parts(&self) -> u32 {
                    self.parts
                }
            }
        };
    }

    pub(crate) trait Whole {
        fn parts(&self) -> u32;
    }

    fn is_whole(model: &impl Whole) -> Result<(), &'static str> {
        if model.parts() > 0 { Ok(()) } else { Err("a model has at least one part") }
    }

    model!(Good, 1);
    model!(Bad, 0);

    #[test]
    fn is_found() {
        passes::<old::Sized, Good>();
        fails::<old::Sized, Bad>(
            ErrorKind::Invalid,
            &[
                "a value of `Sized` 1.2.0 does not load as `Sized` 1.3.0, in `Sized`",
                "a model has at least one part",
                "the value: Sized { size: 0 }",
                "`#[persist(replay = path)]` with `fn path(version: &persist_core::schema::Version, \
             value: persist_core::Value) -> Option<persist_core::Value>`",
            ],
        );
    }
}

/// Today's model, made of the old one by this upgrade.
macro_rules! upgraded {
    ($name:ident, $view:ident, |$old:ident| $made:expr) => {
        #[derive(Persist)]
        #[persist(view_of = "Model", epoch = "1")]
        pub(crate) struct $view {
            width: u16,
            height: u16,
            kind: Kind1,
        }

        #[derive(Persist)]
        #[persist(name = "Model", version = "2.0.0", upgrade("1" => $view))]
        pub(crate) struct $name {
            size: (u32, u32),
            kind: Kind,
        }

        impl Upgrade<$view> for $name {
            fn upgrade($old: $view) -> Result<Self> {
                let (size, kind) = $made;
                Ok($name { size, kind })
            }
        }
    };
}

#[derive(Persist)]
#[persist(view_of = "Kind", epoch = "1")]
enum Kind1 {
    Plain,
    Striped(u8),
    Dotted(u8),
}

#[derive(Persist)]
#[persist(name = "Kind", version = "2.0.0")]
enum Kind {
    Plain,
    Striped { gap: u8 },
    Dotted { gap: u8 },
}

impl From<Kind1> for Kind {
    fn from(old: Kind1) -> Self {
        match old {
            Kind1::Plain => Kind::Plain,
            Kind1::Striped(gap) => Kind::Striped { gap },
            Kind1::Dotted(gap) => Kind::Dotted { gap },
        }
    }
}

upgraded!(Upgraded, Model1, |old| ((old.width.into(), old.height.into()), old.kind.into()));

#[test]
fn an_upgrade_of_all_that_its_view_reads_passes() {
    passes::<old::Model, Upgraded>();
}

mod upgrade_that_ignores_a_field {
    use super::*;

    upgraded!(Bad, Bad1, |old| {
        let _forgotten = old.height;
        ((old.width.into(), old.width.into()), old.kind.into())
    });

    #[test]
    fn is_found() {
        fails::<old::Model, Bad>(
            ErrorKind::Invalid,
            &[
                "`Upgrade<Bad1>` loses a part of `Model` 1.2.0: 12 pairs of values that differ in it alone load as equal \
             values of `Model` 2.0.0",
                "in `Model.height`",
                "for example: Model {",
                "for example: Model {",
                "what is meant to be lost is declared so: a field is left out of the view",
            ],
        );
    }
}

mod upgrade_that_makes_two_variants_one {
    use super::*;

    upgraded!(Bad, Bad1, |old| {
        let kind = match old.kind {
            Kind1::Plain => Kind::Plain,
            Kind1::Striped(gap) | Kind1::Dotted(gap) => Kind::Striped { gap },
        };
        ((old.width.into(), old.height.into()), kind)
    });

    #[test]
    fn is_found() {
        fails::<old::Model, Bad>(
            ErrorKind::Invalid,
            &[
                "`Upgrade<Bad1>` makes one of the variants `Striped` and `Dotted` of `Model` 1.2.0",
                "in `Model.kind`",
                "kind: Striped(",
                "kind: Dotted(",
            ],
        );
    }
}

mod upgrade_that_panics_on_extremes {
    use super::*;

    upgraded!(Bad, Bad1, |old| ((u32::from(old.width + 1), old.height.into()), old.kind.into()));

    #[test]
    #[cfg_attr(not(debug_assertions), ignore = "overflow wraps in this build")]
    fn is_found() {
        fails::<old::Model, Bad>(
            ErrorKind::Invalid,
            &[
                "loading a value of `Model` 1.2.0 as `Model` 2.0.0 panics",
                "attempt to add with overflow",
                "width: 65535",
                "`#[persist(replay = path)]`",
            ],
        );
    }
}

/// Today's type, whose size is made of the old one by this conversion.
macro_rules! converted {
    ($name:ident, |$size:ident| $convert:expr) => {
        #[derive(Persist)]
        #[persist(name = "Sized", version = "1.3.0")]
        pub(crate) struct $name {
            #[persist(from(u32 => |$size: u32| $convert))]
            size: String,
        }
    };
}

converted!(Converted, |size| Ok(size.to_string()));

#[test]
fn a_conversion_of_all_values_passes() {
    passes::<old::Sized, Converted>();
}

mod conversion_that_refuses_large_values {
    use super::*;

    converted!(Bad, |size| match size {
        0..=999_999 => Ok(size.to_string()),
        _ => Err(Error::invalid("too large to be said")),
    });

    #[test]
    fn is_found() {
        fails::<old::Sized, Bad>(
            ErrorKind::Invalid,
            &[
                "a value of `Sized` 1.2.0 does not load as `Sized` 1.3.0, in `Sized.size`",
                "too large to be said",
                "the value: Sized { size: 4294967295 }",
            ],
        );
    }
}

mod conversion_to_a_constant {
    use super::*;

    converted!(Bad, |_size| Ok("large".to_owned()));

    #[test]
    fn is_found() {
        fails::<old::Sized, Bad>(
            ErrorKind::Invalid,
            &[
                "`from(u32 => …)` loses a part of `Sized` 1.2.0: 12 pairs of values",
                "in `Sized.size`",
            ],
        );
    }
}

mod default_that_counts {
    use super::*;

    static NEXT: AtomicU32 = AtomicU32::new(0);

    #[derive(Persist)]
    #[persist(name = "Sized", version = "1.3.0")]
    struct Bad {
        size: u32,
        #[persist(default = NEXT.fetch_add(1, Ordering::Relaxed))]
        id: u32,
    }

    #[test]
    fn is_found() {
        fails::<old::Sized, Bad>(
            ErrorKind::Invalid,
            &[
                "a value of `Sized` 1.2.0 loads as `Sized` 1.3.0, and differently each time",
                "`Sized.id` is 0, then 1",
                "does not depend on the file alone",
                "the value: Sized { size: 0 }",
            ],
        );
    }
}

mod former_name_of_the_wrong_variant {
    use super::*;

    macro_rules! kind {
        ($name:ident, $plain:literal, $lined:literal) => {
            #[derive(Persist)]
            #[persist(name = "Kind", version = "1.3.0")]
            enum $name {
                #[persist(was = $plain)]
                Even,
                #[persist(was = $lined)]
                Lined(u8),
                Dotted(u8),
            }
        };
    }

    kind!(Good, "Plain", "Striped");
    kind!(Bad, "Striped", "Striping");

    #[test]
    fn is_found() {
        passes::<old::Kind, Good>();
        fails::<old::Kind, Bad>(
            ErrorKind::Schema,
            &[
                "a value of `Kind` 1.2.0 does not load as `Kind` 1.3.0",
                "the file has the variant `Plain`, which this program's `Kind` does not know",
                "the value: Plain",
            ],
        );
    }
}
