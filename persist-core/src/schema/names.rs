//! Things by their names, of which a file can have any number, and whichever it likes: few are looked through, and
//! many are sorted.

/// As many are found sooner one by one.
const FEW: usize = 16;

/// Names, and the numbers of what has them.
#[derive(Default)]
pub(crate) struct Names<'n> {
    list: Vec<(&'n str, usize)>,
}

impl<'n> Names<'n> {
    pub(crate) fn of(names: impl Iterator<Item = (&'n str, usize)>) -> Self {
        let mut list = Names { list: names.collect() };
        list.order();
        list
    }

    /// Takes these in place of those that are there, and numbers them.
    pub(super) fn set(&mut self, names: impl Iterator<Item = &'n str>) {
        self.list.clear();
        self.list.extend(names.zip(0..));
        self.order();
    }

    fn order(&mut self) {
        if self.list.len() > FEW {
            self.list.sort_unstable();
        }
    }

    /// What has the name; of several, the one with the greatest number.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let found = if self.list.len() > FEW {
            let end = self.list.partition_point(|(known, _)| *known <= name);
            self.list.get(..end)?.last().filter(|(known, _)| *known == name)
        } else {
            self.list.iter().rfind(|(known, _)| *known == name)
        };
        found.map(|(_, number)| *number)
    }

    /// The first that has the name of one before it.
    pub(super) fn twice(&self) -> Option<(&'n str, usize)> {
        if self.list.len() > FEW {
            let again = self.list.windows(2).filter_map(|pair| match pair {
                [(one, _), second @ (other, _)] if one == other => Some(*second),
                _ => None,
            });
            return again.min_by_key(|(_, number)| *number);
        }
        let comes_before = |(place, name): &(usize, &(&str, usize))| {
            self.list.iter().take(*place).any(|(before, _)| *before == name.0)
        };
        self.list.iter().enumerate().find(comes_before).map(|(_, found)| *found)
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that fails panics")]
mod tests {
    use super::*;

    /// So many names, in no order.
    fn texts(count: usize) -> Vec<String> {
        (0..count).map(|number| (number * 7 % count).to_string()).collect()
    }

    #[test]
    fn of_few_and_of_many_the_last_of_a_name_is_found() {
        for count in [3, FEW, FEW + 1, 100] {
            let texts = texts(count);
            let all = || texts.iter().enumerate().map(|(number, text)| (text.as_str(), number));
            let names = Names::of(all().chain([("0", count)]));
            assert_eq!(names.find("0"), Some(count));
            for (text, number) in all().filter(|(text, _)| *text != "0") {
                assert_eq!(names.find(text), Some(number));
            }
            assert_eq!(names.find(""), None);
            assert_eq!(names.find("x"), None);
        }
    }

    #[test]
    fn of_few_and_of_many_the_first_that_comes_again_is_found() {
        for count in [3, FEW - 2, FEW - 1, FEW, 100] {
            let texts = texts(count);
            let mut names = Names::default();
            names.set(texts.iter().map(String::as_str));
            assert_eq!(names.twice(), None);
            let again = [&*texts[2], &*texts[0]];
            names.set(texts.iter().map(String::as_str).chain(again));
            assert_eq!(names.twice(), Some((&*texts[2], count)));
        }
    }
}
