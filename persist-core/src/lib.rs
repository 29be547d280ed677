//! Save values to files that say what they are, and load them back or learn exactly why not.
//!
//! ```
//! use persist_core::{Archive, Persist};
//!
//! #[derive(Persist, Debug, PartialEq)]
//! #[persist(version = "1.0.0")]
//! struct Model {
//!     classes: Vec<String>,
//!     weights: Vec<[f64; 4]>,
//!     bias: Option<f64>,
//! }
//!
//! fn main() -> persist_core::Result<()> {
//!     let model = Model {
//!         classes: vec!["setosa".into(), "virginica".into()],
//!         weights: vec![[0.4, 1.1, -1.6, -0.7], [-0.3, -0.5, 1.9, 2.1]],
//!         bias: None,
//!     };
//!     let path = std::env::temp_dir().join("model-of-the-docs.persist");
//!
//!     model.save(&path)?;
//!     assert_eq!(Model::load(&path)?, model);
//!
//!     println!("{}", Archive::open(&path)?); // type, size, writer and schema: no `Model` needed
//!     Ok(())
//! }
//! ```
//!
//! - A file carries the schema of its value. Where that differs from the program's types, a load is refused
//!   and the error names the differences: bytes are never read as something that they are not.
//! - A save replaces the file atomically and durably.
//! - Checksums cover every byte of a file, and loading is bounded: a damaged or hostile file gives an error.
//! - The same value gives the same bytes, hash maps and hash sets included, but for those within what serde stores of
//!   another crate's type.
//!
//! # Tour
//!
//! - [Saving](#saving) and [loading](#loading), with options
//! - [Attributes](#attributes): versions, names, skipped fields, checks of values
//! - [Changing your types](#changing-your-types)
//! - [Promising a version](#promising-a-version): checks while you build and test
//! - [Errors](#errors): who must act
//! - [Archives](#archives): files without their types
//! - [Big arrays](#big-arrays): memory, threads, arrays that stay in their file
//! - [Verified load](#verified-load): models that are proven to predict what they did
//! - [Shared values](#shared-values): `Rc`, `Arc`, `Weak`
//! - [Records](#records): values in a key-value store
//! - [Digests and cached results](#digests-and-cached-results): compute once
//! - [Limits](#limits): files from strangers
//! - [What is not here yet](#what-is-not-here-yet)
//!
//! ## Saving
//!
//! [`Persist::save`] writes a file, [`Persist::to_bytes`] the same bytes in memory, [`Persist::write_to`] the
//! same into any writer. [`SaveOptions`] adds what the type does not say:
//!
//! ```
//! use persist_core::{Durability, Persist, SaveOptions};
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("scores.persist");
//!
//! let scores = vec![0.25, -1.5, 3.0];
//! SaveOptions::new()
//!     .metadata("data", "iris, 150 rows") // for people: readable without the value
//!     .metadata("accuracy", 0.98)
//!     .producer("iris-trainer", "0.9.1") // else the crate that declares the type
//!     .durability(Durability::Fast) // does not wait for the disk
//!     .save(&scores, &path)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A save never leaves half a file: the new bytes stand in a temporary file beside the target until they are
//! whole and, unless durability is [`Fast`](Durability::Fast), on the disk; then that file is renamed. If a save
//! fails, [`Error::save_outcome`] says which file is there.
//!
//! Large files can be [compressed](SaveOptions::compression), with the features `zstd` and `lz4`; loads find out by
//! themselves. [`SaveOptions::progress`] tells how far a save has come. [`RewriteOptions`] changes the metadata or the
//! compression of a file that is there, without its types.
//!
//! ## Loading
//!
//! [`Persist::load`], [`Persist::from_bytes`] and [`Persist::read_from`] are the ways back. Where a type is
//! easier to give than to infer, take the functions: [`load`], [`from_bytes`], [`read_from`].
//!
//! ```
//! let bytes = persist_core::to_bytes(&vec![("setosa".to_owned(), 50u32)])?;
//! let counts = persist_core::from_bytes::<Vec<(String, u32)>>(&bytes)?;
//! assert_eq!(counts, [("setosa".to_owned(), 50)]);
//!
//! // What counts is the shape: a deque is stored as a list, too.
//! assert!(persist_core::from_bytes::<std::collections::VecDeque<(String, u32)>>(&bytes).is_ok());
//! // A list of wider numbers takes them, a list of something else does not.
//! assert!(persist_core::from_bytes::<Vec<(String, u64)>>(&bytes).is_ok());
//! assert!(persist_core::from_bytes::<Vec<(String, char)>>(&bytes).is_err());
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! ## Attributes
//!
//! Without attributes, a type is stored under its own name, with all its fields. [`derive(Persist)`](macro@Persist)
//! has the table of all attributes; these are the frequent ones:
//!
//! ```
//! use std::collections::HashMap;
//!
//! use persist_core::{ErrorKind, Persist};
//!
//! #[derive(Persist)]
//! #[persist(version = "2.1.0", validate = in_bounds)]
//! struct Settings {
//!     volume: u8,
//!     /// Was called `name` in former versions of the program.
//!     #[persist(was = "name")]
//!     player: String,
//!     /// Not in the file; empty after a load.
//!     #[persist(skip)]
//!     cache: HashMap<String, String>,
//! }
//!
//! /// No value gets past this, neither into a file nor out of one.
//! fn in_bounds(settings: &Settings) -> Result<(), String> {
//!     match settings.volume {
//!         0..=100 => Ok(()),
//!         volume => Err(format!("a volume of {volume} is beyond 100")),
//!     }
//! }
//!
//! let loud = Settings { volume: 180, player: "Ada".into(), cache: HashMap::new() };
//! let error = loud.to_bytes().err().expect("it is too loud");
//! assert_eq!(error.kind(), ErrorKind::Invalid);
//! assert_eq!(error.path(), Some("Settings"));
//! ```
//!
//! `version` says that from now on files of the type matter: it is in the file and in messages, and files of
//! another major version take a step of `upgrade`, or are refused as such.
//!
//! ## Changing your types
//!
//! A load holds the file's schema against the program's and reads what the rules of evolution lead over, field by
//! field, by name. Nothing is filled in or left out in silence: [`LoadOptions::load_with_report`] tells what was.
//!
//! ```
//! mod yesterday {
//!     #[derive(persist_core::Persist)]
//!     #[persist(version = "1.0.0")]
//!     pub struct Model { pub thr: f32, pub trees: Vec<u16>, pub junk: String }
//! }
//!
//! use persist_core::{LoadOptions, Persist};
//!
//! #[derive(Persist)]
//! #[persist(version = "1.1.0", removed("junk"))]     // gone on purpose
//! struct Model {
//!     #[persist(was = "thr")]                        // renamed, and wider
//!     threshold: f64,
//!     trees: Vec<u32>,                               // wider
//!     #[persist(default)]                            // new: old files lack it
//!     names: Vec<String>,
//! }
//!
//! let model = yesterday::Model { thr: 0.5, trees: vec![1, 2], junk: String::new() };
//! let old_file = model.to_bytes()?;
//! let (model, report) = LoadOptions::new().from_bytes_with_report::<Model>(&old_file)?;
//! assert_eq!((model.threshold, model.trees.len(), model.names.len()), (0.5, 2, 0));
//! println!("{report:#}");                            // a line for each change
//! # assert_eq!(report.changes().len(), 5);
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! What changed its meaning takes a step of code: a *view* of the old type that names only what the step needs, and
//! an [`Upgrade`] out of it. A new major version says so, `upgrade` lists the steps:
//!
//! ```
//! mod yesterday {
//!     #[derive(persist_core::Persist)]
//!     #[persist(version = "1.4.0")]
//!     pub struct Thermostat { pub fahrenheit: f64, pub room: String }
//! }
//!
//! use persist_core::{Persist, Upgrade};
//!
//! #[derive(Persist)]
//! #[persist(view_of = "Thermostat", epoch = "1")]
//! struct Thermostat1 {
//!     fahrenheit: f64,
//! }
//!
//! #[derive(Persist)]
//! #[persist(version = "2.0.0", upgrade("1" => Thermostat1))]
//! struct Thermostat {
//!     celsius: f64,
//! }
//!
//! impl Upgrade<Thermostat1> for Thermostat {
//!     fn upgrade(old: Thermostat1) -> persist_core::Result<Self> {
//!         Ok(Thermostat { celsius: (old.fahrenheit - 32.0) / 1.8 })
//!     }
//! }
//!
//! let old = yesterday::Thermostat { fahrenheit: 212.0, room: "kitchen".into() };
//! assert_eq!(Thermostat::from_bytes(&old.to_bytes()?)?.celsius, 100.0);
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! With a history, below, the build finds a view's field that no old file has, and one that it leaves out although the new
//! type has it as well; `removed("room")` on the view says that this is meant.
//!
//! [`upgrade_file`] rewrites an old file as today's types write it, [`SaveOptions::as_schema`] writes for programs that
//! have an older type, a field of [`UnknownFields`] keeps what a newer program wrote, and [`compat::check`] says of any two schemas what
//! loads would do.
//!
//! [`Replay`] proves, in a test, that files of former versions load: it generates values of their schemas, and finds
//! those that an upgrade panics on, or loses.
//!
//! What no rule leads over is refused before any value is read, with all reasons at once; [`Rule`] has the catalogue.
//! Files of a newer version of the same epoch are read as well, as far as values fit. Types without `version` are
//! drafts: the rules hold, and no epochs.
//!
//! Old and new programs can share files. An old one that saves what it loaded keeps the fields that it does not know,
//! where its type has a place for them: [`UnknownFields`]. A new one writes files that the old one reads with
//! [`SaveOptions::as_schema`].
//!
//! ## Promising a version
//!
//! A type with a `version` keeps a history of its schema: a small text file, `persist/<Name>.history` beside your
//! `Cargo.toml`, to which its generated test appends each version, once:
//!
//! ```text
//! PERSIST_HISTORY=record cargo test persist_history
//! ```
//!
//! From then on a build fails, at the field, variant or attribute, where an edit would orphan files of a recorded
//! version or needs another one, and says which line to write; and each `cargo test` makes up values of every recorded
//! version and loads them. The guide `docs/promising-a-version.md` of the repository goes through it. [`History`] is
//! what was recorded, for programs; [`SaveOptions::as_version`] writes for those that have an older version.
//!
//! ## Errors
//!
//! One [`Error`] for all of the library. Its text is for people: which file, what was expected and found, where,
//! and what to do. `Debug` gives the same text, so that `?` in `main` reads well. Programs ask for its
//! [`kind`](Error::kind), which says who must act:
//!
//! ```
//! use persist_core::{ErrorKind, Persist};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("scores.persist");
//! # let other_path = folder.path().join("backup.persist");
//! # vec![0.5f64].save(&path)?;
//! # vec![0.5f64].save(&other_path)?;
//! let scores = match Vec::<f64>::load(&path) {
//!     Ok(scores) => scores,
//!     Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
//!     Err(error) if error.kind() == ErrorKind::Damaged => Vec::<f64>::load(&other_path)?,
//!     Err(error) => return Err(error.into()),
//! };
//! # assert_eq!(scores, [0.5]);
//!
//! // The file is whole, and holds something else.
//! let error = Vec::<String>::load(&path).unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Schema);
//! assert_eq!(error.reasons(), ["`[str][]`: the file has f64, this program expects str"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Archives
//!
//! [`Archive`] reads a file without its types. Opening reads the header only; [`Archive::verify`] checks every
//! byte; [`Archive::value`] reads the value as a tree, a [`Value`].
//!
//! ```
//! use persist_core::{Archive, Persist};
//!
//! #[derive(Persist)]
//! #[persist(version = "1.0.0")]
//! struct Coin {
//!     year: i32,
//!     place: Option<String>,
//! }
//!
//! # fn main() -> persist_core::Result<()> {
//! let archive = Archive::from_bytes(Coin { year: -44, place: None }.to_bytes()?)?;
//! archive.verify()?;
//! assert_eq!(
//!     archive.schema().to_string(),
//!     "struct Coin 1.0.0 {\n    year: i32,\n    place: Option<str>,\n}\n",
//! );
//! assert_eq!(archive.value()?.to_string(), "Coin { year: -44, place: None }");
//! # Ok(())
//! # }
//! ```
//!
//! [`Archive::card`] is a model card in Markdown: all of this, the arrays, and where the file comes from, if the save was
//! told to say so by [`SaveOptions::provenance`]. In an [evcxr](https://github.com/evcxr/evcxr) notebook, a cell that ends
//! with an archive shows its card.
//!
//! ```
//! use persist_core::{Archive, SaveOptions, provenance};
//!
//! let bytes = SaveOptions::new()
//!     .metadata("dataset", "iris, 150 rows")
//!     .provenance(provenance!()) // compiler, target, commit, time
//!     .to_bytes(&vec![0.25, -1.5, 3.0])?;
//! let card = Archive::from_bytes(bytes)?.card().to_string();
//! assert!(card.contains("| dataset | iris, 150 rows |"));
//! assert!(card.contains("| rustc | rustc 1."));
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! ### Parts of a file
//!
//! A program need not read all of a large file. [`Archive::get`] decodes one part by its path, [`Archive::array`] finds
//! one array, of which [ranges](ArrayPart::read_range) can be read, and [`Archive::arrays`] lists all of them. The body
//! is walked up to the part, and no other large array is read, so damage of one leaves the others:
//! [`Archive::damage`] says what it hit, and [`SalvageOptions`] writes the rest to a file that can be loaded again.
//! [`Archive::outline`] says how many values each part of the schema has, and of how many bytes, [`Archive::visit`] walks
//! through values and keeps none, and [`Archive::diff`] compares two files, of different versions, too.
//!
//! ```
//! use persist_core::{Archive, Persist};
//!
//! #[derive(Persist)]
//! struct Layer { weights: Vec<f32>, bias: Vec<f32> }
//!
//! let layers = vec![Layer { weights: vec![0.5; 1_000_000], bias: vec![0.25; 1000] }];
//! let archive = Archive::from_bytes(layers.to_bytes()?)?;
//! assert_eq!(archive.get::<Vec<f64>>("[0].bias")?, vec![0.25; 1000]); // by the rules: wider
//! let weights = archive.array("[0].weights")?;
//! assert_eq!(weights.read_range::<f32>(700_000..700_003)?, [0.5; 3]); // reads one chunk of four
//! assert!(archive.damage()?.is_none());
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! ## Big arrays
//!
//! Lists of numbers, and of structs, tuples and arrays of them, are stored whole, and from 4 KiB on
//! ([`SaveOptions::block_threshold`]) as blocks of their own beside the value. A save hands them to the file from where
//! they are; a load reads them to where they are to be, on all cores ([`LoadOptions::threads`]), and checks them on the way:
//! both take no memory but that of the value, and a few megabytes.
//!
//! A [`Buffer`] in the place of a `Vec` can be left in its file, with the feature `mmap`: `LoadOptions::map` opens a model
//! of any size as fast as what is beside its buffers is read.
//!
//! ```
//! use persist_core::{Buffer, LoadOptions, Persist};
//!
//! #[derive(Persist)]
//! struct Network {
//!     shape: Vec<u32>,
//!     weights: Buffer<f32>, // in files the same as `Vec<f32>`
//! }
//!
//! let network = Network { shape: vec![256, 256], weights: vec![0.5; 65_536].into() };
//! let bytes = network.to_bytes()?;
//! let back: Network = LoadOptions::new().threads(2).from_bytes(&bytes)?;
//! assert_eq!(back.weights[256..512], network.weights[..256]);
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! ## Verified load
//!
//! A model can come back equal and predict otherwise: a library skips its kernel, a label moved, another version of a
//! crate breaks ties otherwise. With [`Probes`], a save asks the model for some predictions, proves that what is read
//! back gives the same, and keeps them in the file; [`LoadOptions::load_verified`] proves it again, on each load, in any
//! program, over upgrades of the type.
//!
//! ```
//! use persist_core::{LoadOptions, Persist, Probes, SaveOptions};
//!
//! #[derive(Persist)]
//! struct Stump { threshold: f64, labels: [String; 2] }
//!
//! impl Stump {
//!     fn predict(&self, inputs: &[f64]) -> Vec<&str> {
//!         inputs.iter().map(|x| self.labels[usize::from(*x > self.threshold)].as_str()).collect()
//!     }
//! }
//!
//! // What is compared: the labels, as values of a type that can be saved.
//! let labels = |stump: &Stump, inputs: &Vec<f64>| {
//!     stump.predict(inputs).into_iter().map(str::to_owned).collect::<Vec<_>>()
//! };
//!
//! let stump = Stump { threshold: 1.75, labels: ["setosa".into(), "virginica".into()] };
//! let probes = Probes::new(vec![0.2, 1.7, 1.8]);
//! let bytes = SaveOptions::new().to_bytes_with_probes(&stump, &probes, labels)?;
//! let stump = LoadOptions::new().from_bytes_verified(&bytes, labels)?;
//! # assert_eq!(stump.threshold, 1.75);
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! ## Shared values
//!
//! A value behind [`Rc`](std::rc::Rc) or [`Arc`](std::sync::Arc) is in the file once, and pointers to it are
//! pointers to one value again after a load. A value that contains itself cannot be saved, and gives an error: let the
//! pointer that leads back be a `Weak`, which points at its value again where something else in the file holds it.
//!
//! ```
//! use std::sync::Arc;
//!
//! let vocabulary = Arc::new(vec!["petal".to_owned(), "sepal".to_owned()]);
//! let bytes = persist_core::to_bytes(&vec![vocabulary.clone(), vocabulary])?;
//! let loaded = persist_core::from_bytes::<Vec<Arc<Vec<String>>>>(&bytes)?;
//! assert!(Arc::ptr_eq(&loaded[0], &loaded[1]));
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! ## Trait objects
//!
//! With the feature `dynamic`, a `Box<dyn Step>` of a trait of your own can be stored: the trait has `Dynamic` as its
//! supertrait, `dynamic!(dyn Step)` stands beside it, and `implementation!(dyn Step: Scale)` beside each type that
//! implements it, in whatever crate. `Dynamic` has the rest.
//!
//! ## Types of other crates
//!
//! These crates' types can be stored as they are:
//!
//! Each is behind a feature of its crate's name; FORMAT.md has the schema of every one.
//!
//! | feature | types |
//! |---|---|
//! | `ndarray` (0.17), `ndarray-0-16` | `Array`, `ArcArray`, `CowArray` of up to 6 axes or any number: shape, order in memory, and one big array; views as `CowArray::from(view)` |
//! | `nalgebra` | matrices and vectors of fixed and of any size, `Point`, `Translation`, `Rotation`, `Quaternion`, `Unit`, `Isometry`, `Similarity`, `Complex` |
//! | `half` | `f16`, `bf16` |
//! | `smallvec`, `arrayvec`, `bytes` | `SmallVec`, `ArrayVec`, `Bytes`, `BytesMut`, as `Vec` is; `ArrayString`, as `String` is |
//! | `indexmap` | `IndexMap`, `IndexSet`, in their order |
//! | `uuid` | `Uuid`, `NonNilUuid` |
//! | `chrono` | `NaiveDate`, `NaiveTime`, `NaiveDateTime`, `DateTime` of `Utc`, `FixedOffset` and `Local`, `FixedOffset`, `TimeDelta`, `Weekday`, `Month` |
//! | `jiff` | `Timestamp`, `ZonedDateTime`, `civil::{Date, Time, DateTime}`, `SignedDuration`, `Span` |
//! | `rust_decimal` | `Decimal` |
//! | `semver` | `Version`, `VersionReq`, `Comparator`, `Op` |
//! | `serde_json` | `Value`, `Map`, `Number` |
//!
//! A field of any other crate's type says how it is stored. With the feature `serde`, `#[persist(serde)]` takes any type
//! that serde writes and reads; its bytes lie in the file as MessagePack with names, which can be looked into without the
//! type. `from_crate` puts the crate and its version into the file, for messages and reports, and where a version of the
//! crate does not read what another one wrote, a function makes today's value of it first:
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use persist_core::schema::ForeignType;
//! use persist_core::{Persist, Value};
//!
//! mod woods {
//!     // As another crate has it.
//!     #[derive(serde::Serialize, serde::Deserialize)]
//!     pub struct Forest { pub estimators: Vec<f64> }
//! }
//!
//! #[derive(Persist)]
//! #[persist(version = "1.0.0")]
//! struct Model {
//!     labels: Vec<String>,
//!     #[persist(serde(upgrade = forest_of_today), from_crate = "woods 0.7")]
//!     forest: woods::Forest,
//! }
//!
//! /// Before 0.7, the field was called `trees`.
//! fn forest_of_today(mut forest: Value, _written: &ForeignType) -> persist_core::Result<Value> {
//!     forest.rename_field("trees", "estimators");
//!     Ok(forest)
//! }
//!
//! let model = Model { labels: vec!["a".into()], forest: woods::Forest { estimators: vec![0.5] } };
//! assert_eq!(Model::from_bytes(&model.to_bytes()?)?.forest.estimators, [0.5]);
//! # }
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! Types without serde take a type of your own in their place, with a schema that evolves as all others do: `#[persist(as =
//! Proxy)]` by `From<&Field> for Proxy` and `From<Proxy>` or `TryFrom<Proxy> for Field`, `#[persist(with = module)]` by two
//! functions of a module:
//!
//! ```
//! use persist_core::Persist;
//!
//! mod thermo {
//!     // As another crate has it.
//!     pub struct Temperature { pub kelvin: f64 }
//! }
//!
//! mod celsius {
//!     use super::thermo::Temperature;
//!
//!     /// What files hold.
//!     pub type Stored = f64;
//!
//!     pub fn encode(value: &Temperature) -> Result<Stored, String> {
//!         Ok(value.kelvin - 273.15)
//!     }
//!
//!     pub fn decode(celsius: Stored) -> Result<Temperature, String> {
//!         match celsius >= -273.15 {
//!             true => Ok(Temperature { kelvin: celsius + 273.15 }),
//!             false => Err(format!("{celsius} degrees are below absolute zero")),
//!         }
//!     }
//! }
//!
//! #[derive(Persist)]
//! struct Oven {
//!     #[persist(with = celsius)]
//!     inside: thermo::Temperature,
//! }
//!
//! # fn main() -> persist_core::Result<()> {
//! let oven = Oven { inside: thermo::Temperature { kelvin: 473.15 } };
//! assert_eq!(Oven::from_bytes(&oven.to_bytes()?)?.inside.kelvin, 473.15);
//! # Ok(())
//! # }
//! ```
//!
//! No rule of evolution reaches into what serde stores, and no array of it is a block: what is large, or is to evolve field by
//! field, is better held in types of your own. A save reads such a value back before it writes it.
//!
//! ## Records
//!
//! A value of a key-value store needs no file around it. [`Persist::to_record`] puts ten bytes in front of its body,
//! among them the [`Fingerprint`] of its schema; [`Records`] does so for many values, and reads those of former
//! versions of the type with the schemas that a [`SchemaStore`] keeps, once each:
//!
//! ```
//! # mod yesterday {
//! #     #[derive(persist_core::Persist)]
//! #     #[persist(version = "1.0.0")]
//! #     pub struct Visit { pub page: String }
//! # }
//! use std::collections::HashMap;
//!
//! use persist_core::{Persist, Records, Schema};
//!
//! #[derive(Persist)]
//! #[persist(version = "1.1.0")]
//! struct Visit {
//!     page: String,
//!     #[persist(default = 1)]
//!     count: u32,
//! }
//!
//! let visit = Visit { page: "index".into(), count: 3 };
//! assert_eq!(Visit::from_record(&visit.to_record()?)?.count, 3);
//!
//! # let yesterday = Records::<yesterday::Visit>::new()?;
//! # let (record, bytes) = (yesterday.encode(&yesterday::Visit { page: "news".into() })?, yesterday.schema().to_bytes());
//! // `bytes` are what the program of yesterday kept of its schema.
//! let schema = Schema::from_bytes(&bytes)?;
//! let records = Records::<Visit>::new()?.store(HashMap::from([(schema.fingerprint(), schema)]));
//! assert_eq!(records.decode(&record)?.count, 1);
//! # Ok::<(), persist_core::Error>(())
//! ```
//!
//! A record has no checksum, as stores bring their own: damage to it gives an error or another value, and nothing worse.
//!
//! ## Digests and cached results
//!
//! With the feature `digest`, `digest` tells values apart by 32 bytes, in every process and on every system alike, and
//! `cached` keeps what took long to compute in a file, until its key, its type or the version of the program changes.
//! Of several processes that ask for it, one computes.
//!
//! ```
//! # #[cfg(feature = "digest")] {
//! use persist_core::{cached, digest};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("mean.persist");
//! let rows = vec![5.1, 4.9, 6.2];
//! let trimmed = 0.1;
//! let fit = || rows.iter().sum::<f64>() / 3.0; // an hour's work
//! let mean = cached(&path, &(digest(&rows)?, trimmed), fit)?;
//! let again: f64 = cached(&path, &(digest(&rows)?, trimmed), || unreachable!("it is there"))?;
//! assert_eq!(again, mean);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Limits
//!
//! Lengths in a file decide nothing by themselves: each is held against the bytes that are there, and memory
//! against a multiple of them. [`Limits`] sets tighter bounds for files from strangers, and wider ones for deep
//! trees of your own:
//!
//! ```
//! use persist_core::{ErrorKind, Limits, LoadOptions};
//!
//! let bytes = persist_core::to_bytes(&vec![0u8; 5000])?;
//! let strict = LoadOptions::new().limits(Limits::new().file(1 << 20).allocation(1000));
//! let error = strict.from_bytes::<Vec<u8>>(&bytes).unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Limit);
//! # Ok::<(), persist_core::Error>(())
//! ```

mod check;
mod container;
mod error;
mod evolution;
mod file;
mod foreign;
mod history;
mod notebook;
mod persist;
mod private;
mod recording;
mod types;
mod unknown;
mod value;

pub mod body;
pub mod schema;
pub mod wire;

#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
    /// The generated tests of versioned types.
    pub mod recording {
        pub use crate::recording::{Default, File, Site, shown, test};
    }
    /// What they record with.
    pub mod history {
        pub use persist_history::{Closure, Entry, HistoryText};

        pub use crate::history::{
            DefaultText, Reserved, StandIns, closure_of, drafts, entry_of, nested_entry,
            recorded_schema,
        };
    }
}

pub use error::{Error, ErrorKind, Result, SaveOutcome};
pub use evolution::{Bump, Change, Report, Rule, Verdict, compat};
#[cfg(feature = "mmap")]
pub use file::Verify;
pub use file::{
    Archive, ArrayDifference, ArrayPart, Card, Compression, Damage, DamagedSection, Diff,
    DiffOptions, Difference, DifferenceKind, Durability, FileSection, LargestDifference, LeftOut,
    LoadOptions, LostPart, MetadataDifference, OnUnknown, Probes, Progress, Provenance, Records,
    RewriteOptions, SalvageOptions, Salvaged, SalvagedBlocks, SaveOptions, SchemaStore, TensorPart,
    TensorParts, Tolerance, UpgradeOptions, Visit, from_bytes, from_record, load, read_from,
    replace_file, save, to_bytes, to_record, upgrade_file, write_to,
};
#[cfg(feature = "digest")]
pub use file::{CacheMiss, CacheOptions, CacheOutcome, Cached, Digest, cached, digest, try_cached};
#[cfg(feature = "serde")]
pub use foreign::Serde;
pub use history::{
    EditedEntry, Histories, History, HistorySince, HistoryStep, Recorded, Replay, ReplayFilter,
    Replayed,
};
pub use persist::{Persist, Upgrade};
#[cfg(feature = "derive")]
pub use persist_derive::Persist;
pub use schema::{Fingerprint, Schema};
#[cfg(feature = "dynamic")]
pub use types::dynamic::Dynamic;
pub use types::{Buffer, Tensor, TensorData, TensorType, Tensors};
pub use unknown::{UnknownField, UnknownFields};
pub use value::{Flow, ForeignValue, Group, Leaf, Outline, OutlinePart, OutlineStep, Step, Value};
pub use wire::Limits;
