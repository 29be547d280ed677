//! Types whose hand-written ways do not fit each other.

use persist_core::{Recorded, Replay, Replayed};

use super::recorded;
use super::replay::survives;

mod types {
    use persist_core::__private::{Node, Plan, Reader, Registry, Result, Ty, Writer, resolve};

    use persist_core::{Error, Persist};

    macro_rules! by_hand {
        ($name:ident, $encode:expr, $decode:expr, $decode_as:expr) => {
            pub(super) struct $name(u32);

            impl Persist for $name {
                const TY: &'static Ty = u32::TY;

                fn register(_: &mut Registry) {}

                fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                    let encode: fn(u32) -> Result<u32> = $encode;
                    w.varint(encode(self.0)?.into());
                    Ok(())
                }

                fn decode(r: &mut Reader<'_>) -> Result<Self> {
                    let decode: fn(u32) -> Result<u32> = $decode;
                    decode(u32::decode(r)?).map($name)
                }

                fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                    let decode_as: fn(u32) -> u32 = $decode_as;
                    resolve(r, plan, node).map(|number| $name(decode_as(number)))
                }
            }
        };
    }

    fn even(number: u32) -> Result<u32> {
        match number % 2 {
            0 => Ok(number),
            _ => Err(Error::invalid("an odd number")),
        }
    }

    by_hand!(Good, Ok, Ok, |number| number);
    by_hand!(Halved, Ok, |number| Ok(number / 2), |number| number / 2);
    by_hand!(OneMore, Ok, Ok, |number| number + 1);
    by_hand!(Unsaved, even, Ok, |number| number);
    by_hand!(OneWay, Ok, even, |number| number);
}

#[test]
fn hand_written_types_that_lose_values_are_found() {
    survives::<u16, types::Good>();
    let of = |run: fn(&Replay, &[Recorded]) -> persist_core::Result<Replayed>| {
        run(&Replay::new(), &[recorded::<u16>("1.0.0")]).unwrap_err().to_string()
    };
    let error = of(|replay, versions| replay.run::<types::Halved>(versions, None));
    assert!(
        error.starts_with(
            "a value of `u16` 1.0.0 loads as `u32`, and as another value once it is saved"
        ),
        "{error}"
    );
    assert!(error.contains("`u32` is 32767, then 16383"), "{error}");
    let error = of(|replay, versions| replay.run::<types::OneMore>(versions, None));
    assert!(
        error.starts_with("a value of `u16` 1.0.0 does not load as `u32` as the rules have it"),
        "{error}"
    );
    assert!(error.contains("`u32` is 0, then 1"), "{error}");
    let error = of(|replay, versions| replay.run::<types::Unsaved>(versions, None));
    let unsaved = "a value of `u16` 1.0.0 loads as `u32`, and cannot be saved";
    assert!(error.starts_with(unsaved) && error.contains("an odd number"), "{error}");
    let error = of(|replay, versions| replay.run::<types::OneWay>(versions, None));
    let no_return = "a value of `u16` 1.0.0 loads as `u32`, and not again once it is saved";
    assert!(error.starts_with(no_return) && error.contains("an odd number"), "{error}");
}
