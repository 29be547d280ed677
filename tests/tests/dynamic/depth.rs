//! Steps within steps take levels of depth, as boxes do: on both ways the same.

use persist_core::{Dynamic, ErrorKind, Limits, LoadOptions, Persist, SaveOptions};

trait Step: Dynamic {
    fn depth(&self) -> usize;
}
persist_core::dynamic!(dyn Step);

#[derive(Persist, Default)]
struct Nested {
    inner: Option<Box<dyn Step>>,
}

impl Step for Nested {
    fn depth(&self) -> usize {
        self.inner.as_ref().map_or(1, |inner| 1 + inner.depth())
    }
}
persist_core::implementation!(dyn Step: Nested);

fn nested(levels: usize) -> Box<dyn Step> {
    (1..levels)
        .fold(Box::new(Nested::default()), |inner, _| Box::new(Nested { inner: Some(inner) }))
}

#[test]
fn steps_are_as_deep_as_the_limit_and_no_deeper() {
    let limits = Limits::new().depth(40);
    let save = |levels| SaveOptions::new().depth(40).to_bytes(&nested(levels));
    let fits = save(40).unwrap();
    let load = |bytes: &[u8]| LoadOptions::new().limits(limits).from_bytes::<Box<dyn Step>>(bytes);
    assert_eq!(load(&fits).unwrap().depth(), 40);
    let error = save(41).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let deeper = nested(41).to_bytes().unwrap();
    assert_eq!(load(&deeper).err().unwrap().kind(), ErrorKind::Limit);
}
