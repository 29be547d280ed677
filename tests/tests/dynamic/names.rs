//! Names: of traits, which auto traits are no part of, and of implementations, which are to differ.

use persist_core::{Dynamic, ErrorKind, Persist, Schema};

fn text<T: Persist>() -> String {
    Schema::of::<T>().unwrap().to_string()
}

mod traits {
    use super::*;

    pub(super) trait Threaded: Dynamic {}
    persist_core::dynamic!(dyn Threaded + Send + Sync);

    pub(super) trait Pinned: Dynamic {}
    persist_core::dynamic!(dyn Pinned as "acme::Step");

    pub(super) trait Of<T>: Dynamic {}
    persist_core::dynamic!(dyn Of<u8> as "OfBytes");
    persist_core::dynamic!(dyn Of<u16> + Send as "OfWords");

    impl Threaded for u8 {}
    impl Pinned for u8 {}
    impl Of<u8> for u8 {}
    persist_core::implementation!(dyn Threaded + Send + Sync: u8 as "Byte");
    persist_core::implementation!(dyn Pinned: u8 as "Byte");
    persist_core::implementation!(dyn Of<u8>: u8 as "Byte");
}

#[test]
fn traits_are_named_by_their_word_or_as_the_program_says() {
    use traits::{Of, Pinned, Threaded};

    assert_eq!(
        text::<Box<dyn Threaded + Send + Sync>>(),
        "enum dyn::Threaded {\n    Byte(u8),\n}\n"
    );
    assert_eq!(text::<Box<dyn Pinned>>(), "enum dyn::acme::Step {\n    Byte(u8),\n}\n");
    assert_eq!(text::<Box<dyn Of<u8>>>(), "enum dyn::OfBytes {\n    Byte(u8),\n}\n");
    assert_eq!(text::<Box<dyn Of<u16> + Send>>(), "enum dyn::OfWords {\n}\n");
    let value: Box<dyn Threaded + Send + Sync> = Box::new(7u8);
    let bytes = std::thread::spawn(move || value.to_bytes()).join().unwrap().unwrap();
    assert!(persist_core::from_bytes::<Box<dyn Threaded + Send + Sync>>(&bytes).is_ok());
}

mod generic {
    use super::*;

    #[derive(Persist)]
    pub(super) struct Scaler<T>(pub(super) Vec<T>);

    pub(super) trait Step: Dynamic {
        fn width(&self) -> usize;
    }
    impl<T: Persist + 'static> Step for Scaler<T> {
        fn width(&self) -> usize {
            size_of::<T>()
        }
    }
    persist_core::dynamic!(dyn Step);
    persist_core::implementation!(dyn Step: Scaler<f64>, Scaler<f32> as "ScalerF32");
}

#[test]
fn instances_of_a_generic_type_have_names_of_their_own() {
    use generic::{Scaler, Step};

    assert_eq!(
        text::<Box<dyn Step>>(),
        "enum dyn::Step {\n    Scaler(Scaler<f64>),\n    ScalerF32(Scaler<f32>),\n}\n\n\
         struct Scaler<f64>([f64])\n\nstruct Scaler<f32>([f32])\n",
    );
    let steps: Vec<Box<dyn Step>> =
        vec![Box::new(Scaler(vec![1f32])), Box::new(Scaler(vec![1f64]))];
    let steps: Vec<Box<dyn Step>> = persist_core::from_bytes(&steps.to_bytes().unwrap()).unwrap();
    assert_eq!(steps.iter().map(|step| step.width()).collect::<Vec<_>>(), [4, 8]);
}

mod alike {
    use super::*;

    #[derive(Persist)]
    pub(super) struct Scaler<T>(pub(super) T);

    pub(super) trait Step: Dynamic {}
    impl<T: Persist + 'static> Step for Scaler<T> {}
    persist_core::dynamic!(dyn Step);
    persist_core::implementation!(dyn Step: Scaler<u16>, Scaler<u8>);
}

#[test]
fn two_types_of_one_name_are_an_error_that_shows_both() {
    let step: Box<dyn alike::Step> = Box::new(alike::Scaler(1u8));
    let error = step.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    let text = error.to_string();
    assert!(text.contains("two types implement `dyn Step` under the name `Scaler`"), "{text}");
    assert!(
        error.reasons()[0].ends_with("alike::Scaler<u16>`")
            && error.reasons()[1].ends_with("alike::Scaler<u8>`"),
        "{text}"
    );
    assert_eq!(
        error.help(),
        Some(
            "give one of them another: `persist_core::implementation!(dyn Step: Scaler<u8> as \"…\");`"
        ),
    );
    // A load needs names as well.
    let bytes = 5u8.to_bytes().unwrap();
    let error = persist_core::from_bytes::<Box<dyn alike::Step>>(&bytes).err().unwrap();
    assert!(error.to_string().contains("under the name `Scaler`"), "{error}");
}

mod twins {
    use super::*;

    pub(super) trait Step: Dynamic {}
    persist_core::dynamic!(dyn Step);

    pub(super) mod one {
        #[derive(persist_core::Persist)]
        pub(in super::super) struct Scale(pub(in super::super) u8);
        impl super::Step for Scale {}
        persist_core::implementation!(dyn super::Step: Scale);
    }

    pub(super) mod other {
        #[derive(persist_core::Persist)]
        pub(in super::super) struct Scale(pub(in super::super) String);
        impl super::Step for Scale {}
        persist_core::implementation!(dyn super::Step: Scale as "OtherScale");
    }
}

#[test]
fn two_different_types_of_one_name_need_more_than_a_name_for_the_trait() {
    let steps: Vec<Box<dyn twins::Step>> =
        vec![Box::new(twins::one::Scale(1)), Box::new(twins::other::Scale("a".into()))];
    let text = steps.to_bytes().unwrap_err().to_string();
    assert!(text.contains("two different types have the name `Scale`"), "{text}");
    assert!(text.contains("{ 0: u8 }") && text.contains("{ 0: str }"), "{text}");
}
