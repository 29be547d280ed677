//! Values that are shared, and pointers to them: each pair is compared once, however many ways lead there.

use super::compare::Compare;
use super::outcome::DifferenceKind;
use super::shown::brief;
use super::todo::{Task, Todo, both};
use super::tree::At;
use crate::error::Result;

/// What is charged of the memory that a pair of shared values is remembered in.
const PAIR: u64 = 64;

/// What is known of two shared values.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Met {
    /// They are being compared: one within itself differs elsewhere, if it does.
    Open,
    Same,
    /// They differ, and it has been told.
    Told,
    /// They differ, and it has not been told.
    Untold,
}

impl<'a> Compare<'_, 'a> {
    /// Two shared values: what they hold, where they are met for the first time together. Which of them are one is no
    /// difference.
    pub(super) fn shared<'t>(
        &mut self,
        old: At<'t, 'a>,
        new: At<'t, 'a>,
        pair: [u32; 2],
        todo: &mut Todo<'t, 'a>,
    ) -> Result<()> {
        match self.met.get(&pair) {
            Some(Met::Told | Met::Untold) if self.quiet => {
                self.count = self.count.saturating_add(1);
            }
            Some(Met::Open | Met::Same | Met::Told) => {}
            Some(Met::Untold) => self.open(old.content(), new.content(), pair, todo),
            None => {
                self.budget.charge(PAIR)?;
                self.open(old.content(), new.content(), pair, todo);
            }
        }
        Ok(())
    }

    fn open<'t>(
        &mut self,
        old: Option<At<'t, 'a>>,
        new: Option<At<'t, 'a>>,
        pair: [u32; 2],
        todo: &mut Todo<'t, 'a>,
    ) {
        self.met.insert(pair, Met::Open);
        todo.push(Task::Close(pair, self.count));
        both(old, new, todo);
    }

    /// Takes note of what has been found of two shared values.
    pub(super) fn close(&mut self, pair: [u32; 2], before: u64) {
        let met = match (self.count > before, self.quiet) {
            (false, _) => Met::Same,
            (true, false) => Met::Told,
            (true, true) => Met::Untold,
        };
        self.met.insert(pair, met);
    }

    /// Two pointers that do not hold their values: what they point at has its own place in the file. It is compared
    /// without a word, and they differ if it does.
    pub(super) fn weak<'t>(
        &mut self,
        old: At<'t, 'a>,
        new: At<'t, 'a>,
        numbers: [Option<u32>; 2],
        todo: &mut Todo<'t, 'a>,
    ) -> Result<()> {
        let [Some(a), Some(b)] = numbers else {
            return if numbers == [None; 2] { Ok(()) } else { self.changed(old, new, None) };
        };
        let met = self.met.get(&[a, b]).copied();
        let (Some(a_content), Some(b_content)) = (old.tree.content(a), new.tree.content(b)) else {
            return Ok(());
        };
        match met {
            Some(Met::Open | Met::Same) => {}
            // Where they stand, it has been told.
            Some(Met::Told) if !self.quiet => {}
            Some(Met::Told | Met::Untold) => {
                todo.push(Task::Weak([a_content, b_content], self.quiet, self.count));
                self.quiet = true;
                self.count = self.count.saturating_add(1);
            }
            None => {
                self.budget.charge(PAIR)?;
                todo.push(Task::Weak([a_content, b_content], self.quiet, self.count));
                self.quiet = true;
                self.open(Some(a_content), Some(b_content), [a, b], todo);
            }
        }
        Ok(())
    }

    /// Tells of two pointers that what they point at differs, if it does.
    ///
    /// # Errors
    ///
    /// As [`differ`](Self::differ).
    pub(super) fn weak_done(
        &mut self,
        contents: [At<'_, 'a>; 2],
        was_quiet: bool,
        before: u64,
    ) -> Result<()> {
        let differs = std::mem::replace(&mut self.count, before) > before;
        self.quiet = was_quiet;
        if differs {
            self.differ(|compare| {
                let [old, new] =
                    contents.map(|at| format!("weak to {}", brief(at, &compare.names)));
                DifferenceKind::Changed { old, new, by: None }
            })?;
        }
        Ok(())
    }
}
