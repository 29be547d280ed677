//! `[T; N]`: as many elements as its type says.

use crate::error::{Error, Result};
use crate::evolution::{Form, Kind, List, Node, Plan};
use crate::persist::Persist;
use crate::schema::{Layout, Registry, Ty};
use crate::types::array::{reserve, take_fixed};
use crate::types::fields::PutFields;
use crate::types::parts::short_enough;
use crate::types::resolve;
use crate::types::resolve::elements;
use crate::wire::raw::try_array;
use crate::wire::{Appender, FixedRoom, MIN_ARRAY_SIZE, Plain, Reader, Writer, to_u64};

/// Whether `[T; N]` is stored as an array, behind a count, or as N elements: a rule of the format.
const fn is_array<T: Persist, const N: usize>() -> bool {
    match Layout::repeat(T::LAYOUT, N) {
        #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
        Some(layout) => layout.size as usize >= MIN_ARRAY_SIZE,
        None => false,
    }
}

impl<T: Persist, const N: usize> Persist for [T; N] {
    const TY: &'static Ty = &Ty::Array { element: T::TY, len: N, fixed: is_array::<T, N>() };
    const LAYOUT: Option<Layout> = Layout::repeat(T::LAYOUT, N);
    const __PERSIST_PLAIN: Option<Plain<Self>> = match T::__PERSIST_PLAIN {
        Some(plain) => plain.array::<N>(),
        None => None,
    };
    const MIN_SIZE: usize = if is_array::<T, N>() { 1 } else { T::MIN_SIZE.saturating_mul(N) };

    const __PERSIST_RUN: usize =
        if is_array::<T, N>() { 0 } else { short_enough(T::__PERSIST_RUN.saturating_mul(N)) };

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    #[inline]
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        if is_array::<T, N>() {
            return T::encode_slice(self, w);
        }
        Appender::over(w, |to| self.__persist_append(to))
    }

    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
        if is_array::<T, N>() {
            return to.outside(|w| self.encode(w));
        }
        self.iter().try_for_each(|element| to.put(element))
    }

    #[inline]
    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        if is_array::<T, N>() {
            let start = r.clone();
            return T::decode_vec(r)?
                .try_into()
                .map_err(|elements: Vec<T>| wrong_len::<T, N>(&start, &elements));
        }
        Self::__persist_take(r)
    }

    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
        if is_array::<T, N>() {
            return r.by_itself(Self::decode);
        }
        charge_sizeless::<T, N>(r)?;
        try_array(|| T::__persist_take(r))
    }

    fn decode_boxed(r: &mut Reader<'_>) -> Result<Box<Self>> {
        let start = r.clone();
        let elements = if is_array::<T, N>() {
            T::decode_vec(r)?
        } else {
            r.allocate(N, size_of::<T>())?;
            let mut elements = reserve(r, N)?;
            for _ in 0..N {
                elements.push(T::decode(r)?);
            }
            elements
        };
        let elements = elements.into_boxed_slice();
        elements.try_into().map_err(|elements: Box<[T]>| wrong_len::<T, N>(&start, &elements))
    }

    #[inline]
    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        match plan.kind(node) {
            Kind::List(List { element, form: Form::Exactly(len), keys: false, counter })
                if len == to_u64(N) =>
            {
                // The file's elements may have no size where the program's have one.
                r.allocate(N, 1)?;
                plan.count(counter, len);
                try_array(|| resolve(r, plan, element))
            }
            _ => {
                let start = r.clone();
                elements(r, plan, node)?
                    .try_into()
                    .map_err(|elements: Vec<T>| other_len::<T, N>(&start, &elements))
            }
        }
    }

    fn decode_boxed_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Box<Self>> {
        // In a function of its own: room for the array is made where it may be needed, needed or not.
        #[inline(never)]
        fn through_stack<T: Persist, const N: usize>(
            r: &mut Reader<'_>,
            plan: &Plan,
            node: Node,
        ) -> Result<Box<[T; N]>> {
            r.allocate(1, size_of::<[T; N]>())?;
            resolve(r, plan, node).map(Box::new)
        }
        match plan.kind(node) {
            Kind::Same => Self::decode_boxed(r),
            Kind::Fixed { parts, .. } => Self::decode_boxed_as(r, plan, parts),
            Kind::List(_) => {
                let start = r.clone();
                let elements = elements(r, plan, node)?.into_boxed_slice();
                elements
                    .try_into()
                    .map_err(|elements: Box<[T]>| other_len::<T, N>(&start, &elements))
            }
            _ => through_stack(r, plan, node),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        self.iter().try_for_each(|element| element.encode_fixed(out))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        let mut rest = bytes;
        try_array(|| T::decode_fixed(take_fixed(&mut rest, T::LAYOUT)?))
    }
}

/// Elements of no size are not bounded by the bytes that are left.
#[cfg_attr(not(debug_assertions), inline(always))]
fn charge_sizeless<T: Persist, const N: usize>(r: &Reader<'_>) -> Result<()> {
    if T::MIN_SIZE == 0 { r.allocate(N, 1) } else { Ok(()) }
}

#[cold]
fn wrong_len<T, const N: usize>(start: &Reader<'_>, elements: &[T]) -> Error {
    start.damaged(format!("{} elements are claimed of an array of {N}", elements.len()))
}

#[cold]
fn other_len<T, const N: usize>(start: &Reader<'_>, elements: &[T]) -> Error {
    let found = elements.len();
    start.mismatch(format_args!(
        "the file has a list of {found} elements, this program's array takes {N}"
    ))
}
