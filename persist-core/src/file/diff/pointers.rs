//! Values that are shared, and pointers to them: each pair is compared once, however many ways lead there.

use super::compare::Compare;
use super::outcome::DifferenceKind;
use super::shown::brief;
use super::tree::{At, Node};
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
    pub(super) fn shared(
        &mut self,
        old: At<'_, 'a>,
        new: At<'_, 'a>,
        pair: [u32; 2],
    ) -> Result<()> {
        match self.met.get(&pair) {
            Some(Met::Told | Met::Untold) if self.quiet => {
                self.count = self.count.saturating_add(1);
                return Ok(());
            }
            Some(Met::Open | Met::Same | Met::Told) => return Ok(()),
            Some(Met::Untold) => {}
            None => self.budget.charge(PAIR)?,
        }
        self.met.insert(pair, Met::Open);
        let before = self.count;
        self.both(old.content(), new.content())?;
        let met = match (self.count > before, self.quiet) {
            (false, _) => Met::Same,
            (true, false) => Met::Told,
            (true, true) => Met::Untold,
        };
        self.met.insert(pair, met);
        Ok(())
    }

    /// Two pointers that do not hold their values: what they point at has its own place in the file.
    pub(super) fn weak(
        &mut self,
        old: At<'_, 'a>,
        new: At<'_, 'a>,
        pair: Option<(u32, u32)>,
    ) -> Result<()> {
        let [a, b] = [old, new].map(|at| match at.node() {
            Node::Weak(number) => number,
            _ => None,
        });
        let Some((a, b)) = pair else {
            return if a == b { Ok(()) } else { self.changed(old, new, None) };
        };
        if self.met.get(&[a, b]) == Some(&Met::Told) {
            return Ok(());
        }
        let [a_content, b_content] = [old.tree.content(a), new.tree.content(b)];
        let Some((a_content, b_content)) = a_content.zip(b_content) else { return Ok(()) };
        let (was_quiet, before) = (std::mem::replace(&mut self.quiet, true), self.count);
        self.weakly(a_content, b_content, [a, b])?;
        let differs = std::mem::replace(&mut self.count, before) > before;
        self.quiet = was_quiet;
        if !differs {
            return Ok(());
        }
        self.differ(|compare| {
            let shown = |at| format!("weak to {}", brief(at, &compare.names));
            DifferenceKind::Changed { old: shown(a_content), new: shown(b_content), by: None }
        })
    }

    fn weakly(&mut self, old: At<'_, 'a>, new: At<'_, 'a>, pair: [u32; 2]) -> Result<()> {
        match self.met.get(&pair) {
            Some(Met::Open | Met::Same) => return Ok(()),
            Some(Met::Told | Met::Untold) => {
                self.count = self.count.saturating_add(1);
                return Ok(());
            }
            None => self.budget.charge(PAIR)?,
        }
        self.met.insert(pair, Met::Open);
        let before = self.count;
        self.values(old, new)?;
        self.met.insert(pair, if self.count > before { Met::Untold } else { Met::Same });
        Ok(())
    }
}
