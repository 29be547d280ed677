//! The path of the value that a walk is at, whole, as [`seek`](super::seek) takes it.

use std::fmt::Write;

use super::locate::key_text;
use super::scalar::Scalar;
use super::visitor::Step;

/// The path to the current value of a walk: without the name that paths begin with in errors.
#[derive(Debug)]
pub(super) struct Trail<'s> {
    pub(super) path: String,
    /// Steps to the current value, each with the length of the path in front of it.
    steps: Vec<(Step<'s>, usize)>,
    /// The key that was read last, where a path can name it, and how many steps led there: keys can hold others.
    key: Option<(usize, String)>,
}

impl<'s> Trail<'s> {
    pub(super) fn new(path: &str) -> Self {
        Trail { path: path.to_owned(), steps: Vec::new(), key: None }
    }

    pub(super) fn push(&mut self, step: Step<'s>) {
        let before = self.path.len();
        self.steps.push((step, before));
        match step {
            Step::Content => {}
            // A `String` takes all that is written.
            Step::Index(index) => drop(write!(self.path, "[{index}]")),
            Step::Key(_) => self.key = None,
            Step::Value(number) => {
                match self.key.take().filter(|(at, _)| *at == self.steps.len()) {
                    Some((_, key)) => drop(write!(self.path, "[{key}]")),
                    None => drop(write!(self.path, "{{{number}}}")),
                }
            }
            Step::Field(name) | Step::Variant(name) => {
                if before > 0 {
                    self.path.push('.');
                }
                self.path.push_str(name);
            }
        }
    }

    pub(super) fn pop(&mut self) {
        if let Some((_, before)) = self.steps.pop() {
            self.path.truncate(before);
        }
    }

    pub(super) fn scalar(&mut self, scalar: Scalar<'_>) {
        /// What a path holds of numbers.
        const LARGEST: u128 = i128::MAX.unsigned_abs();
        if matches!(self.steps.last(), Some((Step::Key(_), _)))
            && !matches!(scalar, Scalar::Unsigned(number) if number > LARGEST)
        {
            let key = key_text(scalar, |text| format!("{text:?}"));
            self.key = key.map(|key| (self.steps.len(), key));
        }
    }
}
