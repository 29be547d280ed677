//! Things by their names, of which a file can have any number, and whichever it likes: few are looked through, and
//! many are sorted.

/// As many are found sooner one by one.
const FEW: usize = 16;

pub(super) struct Names<'n> {
    list: Vec<(&'n str, usize)>,
}

impl<'n> Names<'n> {
    /// Names, and the numbers of what has them.
    pub(super) fn of(names: impl Iterator<Item = (&'n str, usize)>) -> Self {
        let mut list: Vec<_> = names.collect();
        if list.len() > FEW {
            list.sort_unstable();
        }
        Names { list }
    }

    /// What has the name; of several, the one with the greatest number.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let found = if self.list.len() > FEW {
            let end = self.list.partition_point(|(known, _)| *known <= name);
            self.list.get(..end)?.last().filter(|(known, _)| *known == name)
        } else {
            self.list.iter().rfind(|(known, _)| *known == name)
        };
        found.map(|(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_few_and_of_many_the_last_of_a_name_is_found() {
        for count in [3, FEW, FEW + 1, 100] {
            let texts: Vec<String> = (0..count).map(|n| (n * 7 % count).to_string()).collect();
            let all = || texts.iter().enumerate().map(|(number, text)| (text.as_str(), number));
            let names = Names::of(all().chain([("0", count)]));
            assert_eq!(names.find("0"), Some(count));
            for (text, number) in all().filter(|(text, _)| *text != "0") {
                assert_eq!(texts[names.find(text).unwrap_or_default()], *text, "{number}");
            }
            assert_eq!(names.find(""), None);
            assert_eq!(names.find("x"), None);
        }
    }
}
