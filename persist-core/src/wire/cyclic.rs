//! Shared values on load, and weak pointers, which may point at what is being read: a child at its parent.
//!
//! The pointers of such a value have to be there before the value is, as `Rc::new_cyclic` lends them to a closure that
//! makes it. The closure cannot fail, and reading can. So a value is read once as if weak pointers to what is being
//! read were empty. When one was left so, the value is *provisional*, and so is whatever holds it, up to the outermost
//! value that is pointed at. That one is then read again, and all within it that is provisional: with the pointers of
//! those that are pointed at, of which the first reading has told which they are. If reading fails now, as checks of
//! the program's own may, a *spare* takes the value's place, which the first reading has left, and the load ends.
//!
//! A weak pointer does not read what it points at. When all has been read and something holds a value that had not been
//! met when a pointer to it was read, all is read once more: now each value that is held is read where a pointer to it
//! stands.
//!
//! Each value is read twice so, and those that are pointed at have a spare, whose parts are shared values that have
//! been read by then: it takes as long as they are large, however deep they stand within each other.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use super::Reader;
use super::memo::{MEMO_SIZE, Met, Pass, Recalled};
use crate::error::{Error, ErrorKind, Result, Section};

/// A pointer to a shared value that weak ones can point at.
pub(crate) trait Pointer: Clone + 'static {
    /// The value.
    type Content: 'static;
    /// The weak pointer.
    type Weak: Clone + 'static;

    /// Makes the value out of the weak pointer to it.
    fn cyclic(make: impl FnOnce(&Self::Weak) -> Self::Content) -> Self;
    /// The weak pointer to the value.
    fn downgrade(&self) -> Self::Weak;
    /// The weak pointer to none.
    fn dangling() -> Self::Weak;
}

macro_rules! pointer {
    ($pointer:ident, $weak:path) => {
        impl<T: 'static> Pointer for $pointer<T> {
            type Content = T;
            type Weak = $weak;

            fn cyclic(make: impl FnOnce(&Self::Weak) -> T) -> Self {
                $pointer::new_cyclic(make)
            }

            fn downgrade(&self) -> Self::Weak {
                $pointer::downgrade(self)
            }

            fn dangling() -> Self::Weak {
                <$weak>::new()
            }
        }
    };
}

pointer!(Rc, std::rc::Weak<T>);
pointer!(Arc, std::sync::Weak<T>);

/// The two ways to read a shared value: behind its pointer, and by itself.
pub(crate) struct Read<'f, P: Pointer> {
    pub(crate) pointer: &'f dyn Fn(&mut Reader<'_>) -> Result<P>,
    /// Reads what has been read before: what is counted is not counted again.
    pub(crate) content: &'f dyn Fn(&mut Reader<'_>) -> Result<P::Content>,
}

impl Reader<'_> {
    /// A shared value: the same pointer each time that it occurs.
    ///
    /// # Errors
    ///
    /// Those of `decode`, a number that the file does not have, and a value that contains itself.
    pub fn shared<P: Clone + 'static>(
        &mut self,
        decode: impl FnOnce(&mut Reader<'_>) -> Result<P>,
    ) -> Result<P> {
        if self.frame.in_place {
            return self.nested(decode);
        }
        let number = self.varint()?;
        let cx = self.frame.cx;
        let recalled = cx.memo.borrow_mut().recall::<P>(number);
        match recalled.map_err(|error| self.blame_last(error))? {
            Recalled::Known(pointer) => Ok(pointer),
            Recalled::New(pass) => {
                self.allocate(1, MEMO_SIZE)?;
                // Without a closure, as each takes stack at each level.
                self.descend()?;
                let pointer = self.shared_entry(number, decode)?;
                self.ascend();
                cx.memo.borrow_mut().close(number, &pointer, None, pass);
                Ok(pointer)
            }
            // Nothing points at such a value.
            Recalled::Again(_) => Err(self.damaged("a shared value is of two types")),
        }
    }

    /// The number of a shared value, or `None` where it stands in place.
    pub(crate) fn shared_number(&mut self) -> Result<Option<u64>> {
        if self.frame.in_place { Ok(None) } else { self.varint().map(Some) }
    }

    /// Reads the entry of a shared value, however often it has been read. The caller counts its depth.
    pub(crate) fn shared_entry<T>(
        &mut self,
        number: u64,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        let cx = self.frame.cx;
        let entry = cx.shared.get(number).ok_or_else(|| self.spot().no_shared_value(number))?;
        cx.read_section(Section::Shared(number), entry, read)
    }

    /// A shared value that weak pointers may point at: the same pointer each time that it occurs.
    ///
    /// # Errors
    ///
    /// As [`shared`](Self::shared).
    pub(crate) fn shared_or_cyclic<P: Pointer>(&mut self, read: &Read<'_, P>) -> Result<P> {
        if self.frame.in_place {
            return self.nested(read.pointer);
        }
        let number = self.varint()?;
        self.numbered(number, read)
    }

    /// A weak pointer; it is empty where nothing else holds what it points at when the load ends.
    ///
    /// # Errors
    ///
    /// Those of `read`, and a number that the file does not have.
    pub(crate) fn weak<P: Pointer>(&mut self, read: &Read<'_, P>) -> Result<P::Weak> {
        let Some(number) = self.weak_number()? else { return Ok(P::dangling()) };
        let met = self.frame.cx.memo.borrow_mut().meet::<P>(number);
        match met {
            Met::Read(pointer) => return Ok(pointer.downgrade()),
            Met::Open(weak) => return Ok(weak),
            Met::New => {
                self.points_at(Some(number))?;
                return Ok(P::dangling());
            }
            Met::Held => {}
        }
        Ok(self.numbered(number, read)?.downgrade())
    }

    /// Whether all has been read before, and is read once more.
    pub(crate) fn reads_again(&self) -> bool {
        self.frame.cx.memo.borrow().reads_again()
    }

    /// The number of the shared value that a weak pointer points at; `None` of an empty one.
    pub(crate) fn weak_number(&mut self) -> Result<Option<u64>> {
        let number = self.varint()?.checked_sub(1);
        match number {
            Some(_) if self.frame.in_place => {
                Err(self.damaged("a weak pointer that is not empty stands in a key"))
            }
            _ => Ok(number),
        }
    }

    /// Checks that the file has the shared value that a weak pointer points at.
    ///
    /// # Errors
    ///
    /// A number that the section of shared values does not have.
    pub(crate) fn points_at(&self, number: Option<u64>) -> Result<()> {
        match number {
            Some(number) if self.frame.cx.shared.get(number).is_none() => {
                Err(self.no_shared_value(number))
            }
            _ => Ok(()),
        }
    }

    fn numbered<P: Pointer>(&mut self, number: u64, read: &Read<'_, P>) -> Result<P> {
        let cx = self.frame.cx;
        // A statement of its own, so that the memo is not borrowed while the value is read.
        let recalled = cx.memo.borrow_mut().recall::<P>(number);
        let pointer = match recalled.map_err(|error| self.blame_last(error))? {
            Recalled::Known(pointer) => return Ok(pointer),
            Recalled::New(pass) => {
                self.allocate(1, MEMO_SIZE)?;
                // Without a closure, as each takes stack at each level.
                self.descend()?;
                let pointer = self.shared_entry(number, read.pointer)?;
                self.after_first_reading(number, pass, pointer, read)?
            }
            Recalled::Again(spare) => {
                self.descend()?;
                self.second_reading(number, spare, read)?
            }
        };
        self.ascend();
        Ok(pointer)
    }

    /// Apart from the reading itself, as values that it moves would take stack at each level.
    #[inline(never)]
    fn after_first_reading<P: Pointer>(
        &mut self,
        number: u64,
        pass: Pass,
        pointer: P,
        read: &Read<'_, P>,
    ) -> Result<P> {
        let memo = &self.frame.cx.memo;
        let is_pointed_at = memo.borrow().is_pointed_at::<P>(number);
        if !is_pointed_at {
            memo.borrow_mut().close(number, &pointer, None, pass);
            return Ok(pointer);
        }
        let spare = self.spare(number, read)?;
        let is_outermost = memo.borrow().is_outermost(pass);
        if !is_outermost {
            memo.borrow_mut().close(number, &pointer, Some(spare), pass);
            return Ok(pointer);
        }
        // Outside of the borrow, as values may have a `Drop` of their own.
        let provisional = memo.borrow_mut().forget_provisional(pass);
        drop((provisional, pointer));
        self.second_reading(number, spare, read)
    }

    #[inline(never)]
    fn spare<P: Pointer>(&mut self, number: u64, read: &Read<'_, P>) -> Result<Box<dyn Any>> {
        self.shared_entry(number, read.content).map(|spare| -> Box<dyn Any> { Box::new(spare) })
    }

    /// Reads a value that is pointed at while it is read.
    #[inline(never)]
    fn second_reading<P: Pointer>(
        &mut self,
        number: u64,
        spare: Box<dyn Any>,
        read: &Read<'_, P>,
    ) -> Result<P> {
        let memo = &self.frame.cx.memo;
        let spare: Box<P::Content> = spare.downcast().map_err(|_| changed(number))?;
        let mut failure = None;
        let pass = memo.borrow_mut().reopen::<P>(number);
        let pointer = P::cyclic(|weak| {
            memo.borrow_mut().lend::<P>(number, weak.clone());
            match self.shared_entry(number, read.content) {
                Ok(content) => content,
                Err(error) => {
                    failure = Some(error);
                    *spare
                }
            }
        });
        if let Some(error) = failure {
            return Err(error);
        }
        if !memo.borrow().is_settled() {
            return Err(changed(number));
        }
        memo.borrow_mut().close(number, &pointer, None, pass);
        Ok(pointer)
    }
}

/// Two readings of the same bytes led elsewhere.
#[cold]
fn changed(number: u64) -> Error {
    Error::new(
        ErrorKind::Caller,
        format!(
            "shared value {number} was read in two ways: a type decodes the same bytes differently each time"
        ),
    )
}
