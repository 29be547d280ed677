//! A pipeline goes through a file and comes back; its schema and its value can be read without its types.

use std::any::Any;
use std::rc::Rc;

use persist_core::{Archive, Dynamic, ErrorKind, Persist, Schema};

trait Step: Dynamic {
    fn apply(&self, row: &mut [f64]);
}
persist_core::dynamic!(dyn Step);

#[derive(Persist)]
struct Scale {
    mean: Vec<f64>,
}

impl Step for Scale {
    fn apply(&self, row: &mut [f64]) {
        row.iter_mut().zip(&self.mean).for_each(|(x, mean)| *x -= mean);
    }
}
persist_core::implementation!(dyn Step: Scale);

/// The types of another module, as of another crate.
mod others {
    use persist_core::Persist;

    #[derive(Persist)]
    pub(super) enum Clip {
        Off,
        At(f64),
    }

    impl super::Step for Clip {
        fn apply(&self, row: &mut [f64]) {
            if let Clip::At(at) = self {
                row.iter_mut().for_each(|x| *x = x.clamp(-at, *at));
            }
        }
    }

    /// Steps within a step.
    #[derive(Persist)]
    pub(super) struct All(pub(super) Vec<Box<dyn super::Step>>);

    impl super::Step for All {
        fn apply(&self, row: &mut [f64]) {
            self.0.iter().for_each(|step| step.apply(row));
        }
    }

    /// What is large lies in a block.
    #[derive(Persist)]
    pub(super) struct Shift(pub(super) [f64; 1000]);

    impl super::Step for Shift {
        fn apply(&self, row: &mut [f64]) {
            row.iter_mut().zip(&self.0).for_each(|(x, by)| *x += by);
        }
    }

    persist_core::implementation!(dyn super::Step: Clip, All, Shift);
}

use others::{All, Clip, Shift};

#[derive(Persist)]
struct Pipeline {
    name: String,
    steps: Vec<Box<dyn Step>>,
    last: Option<Box<dyn Step>>,
}

/// Implements the trait, and nobody has said so.
#[derive(Persist)]
struct Forgotten<T>(T);

impl<T: Persist + 'static> Step for Forgotten<T> {
    fn apply(&self, _: &mut [f64]) {}
}

fn pipeline() -> Pipeline {
    let scale = || Scale { mean: vec![5.0, 3.0] };
    Pipeline {
        name: "usual".into(),
        steps: vec![
            Box::new(scale()),
            Box::new(All(vec![Box::new(Clip::At(1.5)), Box::new(Clip::Off)])),
            Box::new(Shift([0.25; 1000])),
        ],
        last: Some(Box::new(scale())),
    }
}

fn applied(pipeline: &Pipeline) -> [f64; 2] {
    let mut row = [5.5, 7.0];
    pipeline.steps.iter().chain(&pipeline.last).for_each(|step| step.apply(&mut row));
    row
}

#[test]
fn a_pipeline_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipeline.persist");
    pipeline().save(&path).unwrap();
    let loaded = Pipeline::load(&path).unwrap();
    assert_eq!(applied(&loaded), applied(&pipeline()));
    assert_eq!(applied(&loaded), [-4.25, -1.25]);
    assert_eq!(loaded.name, "usual");
    let first: &dyn Any = &*loaded.steps[0];
    assert_eq!(first.downcast_ref::<Scale>().unwrap().mean, [5.0, 3.0]);
    assert_eq!(loaded.to_bytes().unwrap(), pipeline().to_bytes().unwrap());
}

#[test]
fn a_step_alone_is_a_value_as_any_other() {
    let step: Box<dyn Step> = Box::new(Clip::At(0.5));
    let step = persist_core::from_bytes::<Box<dyn Step>>(&step.to_bytes().unwrap()).unwrap();
    let mut row = [9.0];
    step.apply(&mut row);
    assert_eq!(row, [0.5]);
    // An `Rc` of a box shares it.
    let shared = Rc::new(step);
    let bytes = (Rc::clone(&shared), shared).to_bytes().unwrap();
    let (one, other) = persist_core::from_bytes::<(Rc<Box<dyn Step>>, _)>(&bytes).unwrap();
    assert!(Rc::ptr_eq(&one, &other));
}

#[test]
fn the_schema_has_all_that_is_registered_by_name() {
    assert_eq!(
        Schema::of::<Pipeline>().unwrap().to_string(),
        "struct Pipeline {\n    name: str,\n    steps: [dyn::Step],\n    last: Option<dyn::Step>,\n}\n\n\
         enum dyn::Step {\n    All(All),\n    Clip(Clip),\n    Scale(Scale),\n    Shift(Shift),\n}\n\n\
         struct All([dyn::Step])\n\nenum Clip {\n    Off,\n    At(f64),\n}\n\n\
         struct Scale {\n    mean: [f64],\n}\n\nstruct Shift([f64; 1000])\n",
    );
}

#[test]
fn the_value_can_be_read_without_its_types() {
    let mut pipeline = pipeline();
    pipeline.steps.pop();
    let archive = Archive::from_bytes(pipeline.to_bytes().unwrap()).unwrap();
    assert_eq!(
        archive.value().unwrap().to_string(),
        "Pipeline { name: \"usual\", steps: [Scale(Scale { mean: [5.0, 3.0] }), \
         All(All([Clip(At(1.5)), Clip(Off)]))], last: Some(Scale(Scale { mean: [5.0, 3.0] })) }",
    );
    // Parts of it by their types, or by those of the steps.
    assert_eq!(archive.get::<String>("name").unwrap(), "usual");
    let step = archive.get::<Box<dyn Step>>("steps[0]").unwrap();
    let mut row = [6.0, 4.0];
    step.apply(&mut row);
    assert_eq!(row, [1.0, 1.0]);
}

#[test]
fn a_type_that_is_not_registered_is_named_with_what_to_write() {
    let mut pipeline = pipeline();
    pipeline.steps.push(Box::new(Forgotten(5u8)));
    let error = pipeline.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert_eq!(error.path(), Some("Pipeline.steps[3]"));
    let text = error.to_string();
    assert!(
        text.contains(
            "pipelines::Forgotten<u8>` is not registered as an implementation of `dyn Step`"
        ),
        "{text}"
    );
    assert_eq!(
        error.help(),
        Some("write `persist_core::implementation!(dyn Step: Forgotten<u8>);` beside the type"),
    );
}
