//! Things by their names, of which a file can have any number, and whichever it likes: few are looked through, and
//! many are sorted.

use super::{FieldSchema, TypeDef, VariantSchema};

/// As many are found sooner one by one.
const FEW: usize = 16;

/// What has a name.
pub(crate) trait Named {
    fn name(&self) -> &str;
}

impl Named for TypeDef {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for FieldSchema {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for VariantSchema {
    fn name(&self) -> &str {
        &self.name
    }
}

impl<T: Named> Named for &T {
    fn name(&self) -> &str {
        (*self).name()
    }
}

/// A name, and the number of what has it.
impl Named for (&str, usize) {
    fn name(&self) -> &str {
        self.0
    }
}

/// Named things, to be found by their names.
pub(crate) struct Names<'n, T> {
    all: &'n [T],
    /// Their numbers in the order of names and, among those of one, of numbers; none where they are few.
    sorted: Vec<usize>,
}

impl<'n, T: Named> Names<'n, T> {
    pub(crate) fn of(all: &'n [T]) -> Self {
        let mut sorted = Vec::new();
        if all.len() > FEW {
            sorted.extend(0..all.len());
            sorted.sort_unstable_by_key(|number| (all.get(*number).map(T::name), *number));
        }
        Names { all, sorted }
    }

    /// The number of what has the name; of several, the greatest.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        if self.sorted.is_empty() {
            return self.all.iter().rposition(|named| named.name() == name);
        }
        let end = self.sorted.partition_point(|number| self.name(*number) <= Some(name));
        let last = self.sorted.get(..end)?.last().copied()?;
        (self.name(last) == Some(name)).then_some(last)
    }

    /// The number of the first that has the name of one before it.
    pub(super) fn twice(&self) -> Option<usize> {
        if self.sorted.is_empty() {
            let comes_again = |(number, named): (usize, &T)| {
                let before = self.all.get(..number).unwrap_or_default();
                before.iter().any(|before| before.name() == named.name())
            };
            return self.all.iter().enumerate().position(comes_again);
        }
        let again = self.sorted.windows(2).filter_map(|pair| match pair {
            [one, other] if self.name(*one) == self.name(*other) => Some(*other),
            _ => None,
        });
        again.min()
    }

    fn name(&self, number: usize) -> Option<&'n str> {
        self.all.get(number).map(T::name)
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails panics")]
mod tests {
    use super::*;

    /// So many names, in no order.
    fn texts(count: usize) -> Vec<String> {
        (0..count).map(|number| (number * 11 % count).to_string()).collect()
    }

    fn named(texts: &[String]) -> Vec<(&str, usize)> {
        texts.iter().map(String::as_str).zip(0..).collect()
    }

    #[test]
    fn of_few_and_of_many_the_last_of_a_name_is_found() {
        for count in [3, FEW - 1, FEW, 100] {
            let texts = texts(count);
            let mut all = named(&texts);
            all.push(("0", count));
            let names = Names::of(&all);
            assert_eq!(names.find("0"), Some(count));
            for (text, number) in all.iter().filter(|(text, _)| *text != "0") {
                assert_eq!(names.find(text), Some(*number));
            }
            assert_eq!(names.find(""), None);
            assert_eq!(names.find("x"), None);
        }
    }

    #[test]
    fn of_few_and_of_many_the_first_that_comes_again_is_found() {
        for count in [3, FEW - 2, FEW - 1, FEW, 100] {
            let mut texts = texts(count);
            assert_eq!(Names::of(&named(&texts)).twice(), None);
            texts.extend([texts[2].clone(), texts[0].clone()]);
            assert_eq!(Names::of(&named(&texts)).twice(), Some(count));
        }
    }
}
