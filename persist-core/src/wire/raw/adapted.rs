//! A value behind a type that says how it is stored, at the address where it is.

use std::marker::PhantomData;

/// A value of a type that is stored as the codec `C` says: what a derive puts in the place of a field whose type is
/// another crate's.
#[repr(transparent)]
pub struct Adapted<T, C> {
    value: T,
    codec: PhantomData<fn() -> C>,
}

impl<T, C> Adapted<T, C> {
    /// The value as one that the codec stores.
    #[inline]
    pub const fn new(value: T) -> Self {
        Adapted { value, codec: PhantomData }
    }

    /// A value that stays where it is, as one that the codec stores.
    #[inline]
    #[expect(unsafe_code, reason = "a field cannot be moved out of its struct to be saved")]
    pub const fn of(value: &T) -> &Self {
        // SAFETY: the representation is that of `value`, as the marker has no size and no alignment, and whatever is
        // true of the value is true of it as a part of this one.
        unsafe { &*std::ptr::from_ref(value).cast::<Self>() }
    }

    /// The value.
    #[inline]
    pub const fn get(&self) -> &T {
        &self.value
    }

    /// The value by itself.
    #[inline]
    pub fn into_inner(self) -> T {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_seen_where_it_is() {
        let text = String::from("petal");
        let adapted: &Adapted<String, u64> = Adapted::of(&text);
        assert!(std::ptr::eq(adapted.get(), &raw const text));
        assert_eq!(Adapted::<_, u64>::new(text).into_inner(), "petal");
    }
}
