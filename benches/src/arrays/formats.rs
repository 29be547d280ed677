//! The formats, each used as its documentation shows.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use persist_core::{Compression, LoadOptions, Persist, SaveOptions, Verify};
use rkyv::rancor;
use rkyv::ser::writer::IoWriter;
use rkyv::util::AlignedVec;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use vmap::Map;

use super::model::{ArchivedModel, MappedModel, Model, name};
use super::{Durability, Format, Read, Save, Use};

pub(super) fn formats() -> Vec<Format> {
    let format = |name, save: Save, load: Read, map| Format {
        name,
        save,
        loads: vec![("owned", load)],
        map,
    };
    vec![
        Format {
            name: "persist",
            save: persist_save,
            loads: vec![("owned", persist_load), ("owned, one thread", persist_load_alone)],
            map: Some(persist_map),
        },
        format("persist, lz4", persist_save_lz4, persist_load, None),
        format("persist, zstd 1", persist_save_zstd_1, persist_load, None),
        format("persist, zstd 3", persist_save_zstd_3, persist_load, None),
        format("savefile", savefile_save, savefile_load, None),
        format("safetensors", safetensors_save, safetensors_load, Some(safetensors_map)),
        format("rkyv", rkyv_save, rkyv_load, Some(rkyv_map)),
        format("postcard", postcard_save, postcard_load, None),
    ]
}

fn persist_save(model: &Model, path: &Path, durability: Durability) {
    persist_save_as(Compression::none(), model, path, durability);
}

fn persist_save_lz4(model: &Model, path: &Path, durability: Durability) {
    persist_save_as(Compression::lz4(), model, path, durability);
}

fn persist_save_zstd_1(model: &Model, path: &Path, durability: Durability) {
    persist_save_as(Compression::zstd(1), model, path, durability);
}

fn persist_save_zstd_3(model: &Model, path: &Path, durability: Durability) {
    persist_save_as(Compression::zstd(3), model, path, durability);
}

fn persist_save_as(to: Compression, model: &Model, path: &Path, durability: Durability) {
    let durability = match durability {
        Durability::Fast => persist_core::Durability::Fast,
        Durability::Full => persist_core::Durability::Full,
    };
    let options = SaveOptions::new().compression(to).durability(durability);
    options.save(model, path).expect("a model can be saved");
}

/// One way to load, whatever a save did.
fn persist_load(path: &Path, then: Use<'_>) {
    then(&Model::load(path).expect("a model can be loaded").bytes());
}

fn persist_load_alone(path: &Path, then: Use<'_>) {
    let options = LoadOptions::new().threads(1);
    then(&options.load::<Model>(path).expect("a model can be loaded").bytes());
}

/// Whose checksums are left for later, as the other formats that are mapped have none.
#[expect(unsafe_code, reason = "to map a file is a promise not to write to it")]
fn persist_map(path: &Path, then: Use<'_>) {
    // SAFETY: what saves here writes to files that are not there yet.
    let options = unsafe { LoadOptions::new().map() }.verify(Verify::Lazy);
    let model: MappedModel = options.load(path).expect("a model can be loaded");
    let tensors = model.tensors.iter().map(|tensor| bytemuck::cast_slice(&tensor.values));
    then(&tensors.collect::<Vec<_>>());
}

fn savefile_save(model: &Model, path: &Path, durability: Durability) {
    savefile::save_file(path, 0, model).expect("a model can be saved");
    durability.sync(path);
}

fn savefile_load(path: &Path, then: Use<'_>) {
    then(&savefile::load_file::<Model, _>(path, 0).expect("a model can be loaded").bytes());
}

fn safetensors_save(model: &Model, path: &Path, durability: Durability) {
    let views = model.tensors.iter().zip(model.bytes()).map(|(tensor, bytes)| {
        let shape = tensor.shape.iter().map(|&len| len as usize).collect();
        (&tensor.name, TensorView::new(Dtype::F32, shape, bytes).expect("the shape is right"))
    });
    safetensors::serialize_to_file(views, None, path).expect("a model can be saved");
    durability.sync(path);
}

/// Its tensors are views, so numbers of one's own take a copy.
fn safetensors_load(path: &Path, then: Use<'_>) {
    let bytes = fs::read(path).expect("the file is there");
    let views = SafeTensors::deserialize(&bytes).expect("a model can be loaded");
    let tensors = (0..views.len()).map(|number| {
        let view = views.tensor(&name(number)).expect("the tensor is there");
        bytemuck::pod_collect_to_vec::<u8, f32>(view.data())
    });
    let tensors: Vec<_> = tensors.collect();
    then(&tensors.iter().map(|tensor| bytemuck::cast_slice(tensor)).collect::<Vec<_>>());
}

fn safetensors_map(path: &Path, then: Use<'_>) {
    let (map, _file) = Map::with_options().open(path).expect("the file can be mapped");
    let views = SafeTensors::deserialize(&map).expect("a model can be loaded");
    let tensors = (0..views.len())
        .map(|number| views.tensor(&name(number)).expect("the tensor is there").data());
    then(&tensors.collect::<Vec<_>>());
}

fn rkyv_save(model: &Model, path: &Path, durability: Durability) {
    let out = BufWriter::new(File::create_new(path).expect("a new file"));
    let out = rkyv::api::high::to_bytes_in::<_, rancor::Error>(model, IoWriter::new(out));
    out.expect("a model can be saved").into_inner().flush().expect("the disk has room");
    durability.sync(path);
}

fn rkyv_load(path: &Path, then: Use<'_>) {
    let mut file = File::open(path).expect("the file is there");
    let len = file.metadata().expect("the file has a length").len();
    let mut bytes = AlignedVec::<16>::with_capacity(len as usize);
    bytes.extend_from_reader(&mut file).expect("the file can be read");
    let model = rkyv::from_bytes::<Model, rancor::Error>(&bytes).expect("a model can be loaded");
    then(&model.bytes());
}

fn rkyv_map(path: &Path, then: Use<'_>) {
    let (map, _file) = Map::with_options().open(path).expect("the file can be mapped");
    let model = rkyv::access::<ArchivedModel, rancor::Error>(&map).expect("the model is whole");
    let tensors = model.tensors.iter().map(|tensor| bytemuck::cast_slice(&tensor.values));
    then(&tensors.collect::<Vec<_>>());
}

fn postcard_save(model: &Model, path: &Path, durability: Durability) {
    let out = BufWriter::new(File::create_new(path).expect("a new file"));
    let mut out = postcard::to_io(model, out).expect("a model can be saved");
    out.flush().expect("the disk has room");
    durability.sync(path);
}

/// Through a slice: its reader for streams is slower.
fn postcard_load(path: &Path, then: Use<'_>) {
    let bytes = fs::read(path).expect("the file is there");
    then(&postcard::from_bytes::<Model>(&bytes).expect("a model can be loaded").bytes());
}
