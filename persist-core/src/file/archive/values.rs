//! Whether a file's sections hold a value of its schema: checksums say that bytes are what was written, not that a
//! well-meaning program wrote them.

use std::collections::HashMap;
use std::ops::Range;

use super::Archive;
use super::array::ArrayPart;
use super::visit::Visit;
use crate::error::Result;
use crate::schema::Type;
use crate::value::{Flow, Group, Step};

impl Archive {
    /// Checks that the body, the shared values and the arrays hold values of the schema, and that the probes do, within
    /// the limits: that a program with the schema's types, and without rules of its own, could read it all.
    ///
    /// Arrays of numbers are not read, as any bytes are numbers. Whether sections are whole is for
    /// [`verify`](Self::verify) to say; no writer of this library's writes a whole file that fails here. What types
    /// refuse by themselves is for a load to say: a `NonZeroU32` of zero, weak pointers in an order that
    /// leads to no value.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) with the path of what no value is, and
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit).
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&vec!['a', 'b'])?)?;
    /// archive.verify()?;
    /// archive.verify_values()?;
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn verify_values(&self) -> Result<()> {
        self.visit("", &mut Checked::default())?;
        match self.probes()? {
            Some(probes) => probes.verify_values(),
            None => Ok(()),
        }
    }
}

/// Looks at everything that not all bytes are a value of.
#[derive(Default)]
struct Checked {
    /// The shared value that has begun has been looked at.
    is_checked: bool,
    /// For each type of elements, by where the schema has it, whether any bytes are a value of it.
    any: HashMap<*const Type, bool>,
}

impl Visit for Checked {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        self.is_checked = matches!(group, Group::Shared { met: true, .. });
        Ok(())
    }

    fn step(&mut self, _: Step<'_>) -> Result<Flow> {
        Ok(if self.is_checked { Flow::Skip } else { Flow::Enter })
    }

    fn end(&mut self) -> Result<()> {
        self.is_checked = false;
        Ok(())
    }

    fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
        let element = array.element_type();
        let is_any = *self
            .any
            .entry(std::ptr::from_ref(element))
            .or_insert_with(|| array.schema().takes_any_bytes(element));
        Ok(match is_any {
            true => 0..0,
            false => 0..array.len(),
        })
    }
}
