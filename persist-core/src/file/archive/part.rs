//! One part of a file's value, by its path: the body is walked up to it, and of the blocks only its own are read.

use std::borrow::Cow;

use super::super::erased::{Place, taken};
use super::super::explain::{self, Origin};
use super::super::resolve::{Parts, Resolved};
use super::Archive;
use super::array::ArrayPart;
use crate::error::{Error, ErrorKind, Result, Section};
use crate::evolution::Options;
use crate::persist::{Persist, Root};
use crate::schema::Type;
use crate::value::{At, Found, FoundArray, arrays, seek, seek_array};
use crate::wire::{Context, memory};

impl Archive {
    /// Decodes one part of the value, as `encoder.weights` or `trees[3].nodes[0]`, and reads no block that it does not
    /// hold. The empty path leads to the whole value.
    ///
    /// What the file has there becomes a `T` by the rules of evolution, as in a load of the whole value: old files load.
    /// What the type around it says of the field is not known here, as its former names, its default, or a conversion
    /// with `from`; so the path is one of the file's own names, which [`schema`](Self::schema) shows, and numbers may be
    /// read into narrower ones, each checked.
    ///
    /// Paths are those of [`Value::get`](crate::Value::get), and of errors, which begin with the name of the value's type,
    /// as `Model.encoder.weights`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchPart`](crate::ErrorKind::NoSuchPart) for a path that leads nowhere, with the names that there
    /// are; else as [`load`](crate::load).
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, ErrorKind, Persist};
    ///
    /// #[derive(Persist)]
    /// struct Model { encoder: Encoder, classes: Vec<String> }
    ///
    /// #[derive(Persist)]
    /// struct Encoder { weights: Vec<f32>, bias: Option<f32> }
    ///
    /// let encoder = Encoder { weights: vec![0.5; 100_000], bias: Some(0.25) };
    /// let model = Model { encoder, classes: vec!["setosa".into(), "virginica".into()] };
    /// let archive = Archive::from_bytes(model.to_bytes()?)?;
    ///
    /// assert_eq!(archive.get::<String>("classes[1]")?, "virginica"); // no weight was read
    /// assert_eq!(archive.get::<Encoder>("encoder")?.weights.len(), 100_000);
    /// assert_eq!(archive.get::<f64>("encoder.bias")?, 0.25); // a wider type takes it
    ///
    /// let error = archive.get::<Vec<f32>>("encoder.wieghts").unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NoSuchPart);
    /// assert!(error.to_string().contains("did you mean `weights`?"));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn get<T: Persist>(&self, path: &str) -> Result<T> {
        let mut place = None;
        self.get_into(path, &mut place)?;
        taken(place)
    }

    fn get_into(&self, path: &str, place: &mut dyn Place) -> Result<()> {
        self.within(|context, body| {
            let found = seek(&self.schema, context, body, path)?;
            let fixed = matches!(found.at, At::Array { .. });
            let resolved = self.resolved(found.ty, fixed, place.root(), &found.path)?;
            self.read_found(&found, context, body, &resolved, place)
                .map_err(|error| self.misfit(error, &resolved, &found.path))
        })
    }

    fn read_found(
        &self,
        found: &Found<'_>,
        context: &Context<'_>,
        body: &[u8],
        resolved: &Resolved,
        place: &mut dyn Place,
    ) -> Result<()> {
        match found.at {
            At::Section { section, offset, in_place } => {
                let bytes = match section {
                    Section::Shared(number) => context.shared_entry(number).unwrap_or_default(),
                    _ => body,
                };
                let bytes = (section, bytes);
                context.read_at(bytes, offset, in_place, |r| resolved.read(r, place))
            }
            At::Array { array, offset } => {
                let part = ArrayPart::new(self, String::new(), found.ty, array, context)?;
                let bytes = part.layout_at(offset, found.size)?;
                let offset = array.offset.saturating_add(offset);
                let offset = usize::try_from(offset).unwrap_or(usize::MAX);
                context.read_layout(array.section, offset, &bytes, |r| resolved.read(r, place))
            }
        }
    }

    /// One array of the value, by its path: its elements, any range of them, or their bytes, without the rest of the
    /// file. Options and shared values around it are passed through.
    ///
    /// Lists and arrays of elements with a fixed layout are arrays: numbers, `bool`, `char`, tuples and arrays of such,
    /// and structs of such. A `[T; N]` of less than 4 KiB stands among its neighbours, as a tuple does, and is no array
    /// of its own: [`get`](Self::get) reads it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchPart`](crate::ErrorKind::NoSuchPart) for a path that leads nowhere,
    /// [`ErrorKind::Schema`](crate::ErrorKind::Schema) where it leads to no array, and damage of the body.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, Persist};
    ///
    /// #[derive(Persist)]
    /// struct Embeddings { words: Vec<String>, vectors: Vec<[f32; 50]> }
    ///
    /// let vectors: Vec<_> = (0..20_000u16).map(|n| [f32::from(n); 50]).collect();
    /// let words = vec!["petal".to_owned(); 20_000];
    /// let archive = Archive::from_bytes(Embeddings { words, vectors }.to_bytes()?)?;
    ///
    /// let vectors = archive.array("vectors")?;
    /// assert_eq!((vectors.element(), vectors.len()), ("[f32; 50]".to_owned(), 20_000));
    /// let some = vectors.read_range::<[f32; 50]>(7000..7010)?; // reads one chunk of four
    /// assert_eq!(some[3], [7003.0; 50]);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn array(&self, path: &str) -> Result<ArrayPart<'_>> {
        self.within(|context, body| {
            self.array_part(seek_array(&self.schema, context, body, path)?, context)
        })
    }

    /// All arrays of the value, in the order of the file: those that stand in the body, and the large ones that are
    /// blocks of their own. Arrays in the keys of maps and sets are left out, as no path leads to them.
    ///
    /// # Errors
    ///
    /// Damage of the body, and more arrays than the limits allow.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, Persist};
    ///
    /// #[derive(Persist)]
    /// struct Layer { weights: Vec<f32>, bias: Vec<f32> }
    ///
    /// let layer = |n: usize| Layer { weights: vec![0.5; n * 1000], bias: vec![0.0; n] };
    /// let archive = Archive::from_bytes(vec![layer(1), layer(20)].to_bytes()?)?;
    /// let lines: Vec<_> = archive.arrays()?.iter().map(ToString::to_string).collect();
    /// assert_eq!(lines, [
    ///     "[0].weights: 1000 of f32",
    ///     "[0].bias: 1 of f32",
    ///     "[1].weights: 20000 of f32, block 0",
    ///     "[1].bias: 20 of f32",
    /// ]);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn arrays(&self) -> Result<Vec<ArrayPart<'_>>> {
        self.within(|context, body| {
            let found = arrays(&self.schema, context, body)?;
            let mut parts = memory::room_for(found.len())?;
            for array in found {
                parts.push(self.array_part(array, context)?);
            }
            Ok(parts)
        })
    }

    /// Reads parts of the value, and names the path of an error that `read` meets in them. Shared values that are
    /// damaged matter to parts that hold them, and to no others.
    pub(in crate::file) fn within<R>(
        &self,
        read: impl FnOnce(&Context<'_>, &[u8]) -> Result<R>,
    ) -> Result<R> {
        let (body, blocks) = (self.container.body()?, self.container.blocks());
        let (shared, lost) = match self.container.shared() {
            Ok(shared) => (shared, None),
            Err(error) => (Cow::default(), Some(error)),
        };
        let raw_len = self.container.raw_len();
        let parts = Parts { body: &body, shared: &shared, blocks: &blocks, raw_len };
        let decoded = parts.decode(&self.limits, |_| Ok(Cow::Borrowed(&self.schema)), read);
        decoded.map_err(|error| match lost {
            Some(lost) if error.kind() == ErrorKind::Damaged => lost,
            _ => error,
        })
    }

    pub(in crate::file) fn array_part<'a>(
        &'a self,
        found: FoundArray<'a>,
        context: &Context<'_>,
    ) -> Result<ArrayPart<'a>> {
        let FoundArray { path, element, at } = found;
        ArrayPart::new(self, path, element, at, context)
    }

    /// The way from a type of the file, be it in its fixed layout or not, to one of the program; `path` leads to it.
    pub(super) fn resolved(
        &self,
        ty: &Type,
        fixed: bool,
        root: Root,
        path: &str,
    ) -> Result<Resolved> {
        let memory = self.limits.allocation_for(self.container.raw_len());
        let planning = Options { memory, fixed, ..Options::default() };
        let origin = Origin::part(self.producer(), path);
        Resolved::new(self.schema.part(ty), root.schema()?.schema(), origin, &planning, false)
    }

    /// Says of a value that the program's type has no place for whose it is.
    pub(super) fn misfit(&self, error: Error, resolved: &Resolved, path: &str) -> Error {
        explain::misfit(error, &resolved.writer, Origin::part(self.producer(), path))
    }
}
