//! What a misspelt name may have been meant to be.

/// The name that a misspelt one comes closest to, if that is close enough to be meant.
pub fn closest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    /// One slip for every so many letters, and always one.
    const LETTERS_PER_SLIP: usize = 3;
    let letters: Vec<char> = name.chars().collect();
    let slips = letters.chunks_exact(LETTERS_PER_SLIP).count().max(1);
    known
        .into_iter()
        // A name of another length is not close: names from files can be of any.
        .filter(|known| known.chars().count().abs_diff(letters.len()) <= slips)
        .map(|known| (distance(&letters, known), known))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Slips that turn `a` into `b`: a letter inserted, removed or replaced, or two neighbours swapped.
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    // Rows of the usual table: the distances of all beginnings of `b` to a beginning of `a`.
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut next = vec![i.saturating_add(1)];
        for (j, to) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX);
            let replaced = at(&row, j).saturating_add(usize::from(from != to));
            let removed = at(&row, j.saturating_add(1)).saturating_add(1);
            let inserted = at(&next, j).saturating_add(1);
            let swapped = match (i.checked_sub(1), j.checked_sub(1)) {
                (Some(i), Some(j)) if a.get(i) == Some(to) && b.get(j) == Some(from) => {
                    at(&before, j).saturating_add(1)
                }
                _ => usize::MAX,
            };
            next.push(replaced.min(removed).min(inserted).min(swapped));
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("", "", 0),
            ("skip", "skip", 0),
            ("verison", "version", 1),
            ("default", "defualt", 1),
            ("", "was", 3),
            ("renamed", "rename", 1),
        ] {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(distance(&letters(a), b), expected, "{a} {b}");
            assert_eq!(distance(&letters(b), a), expected, "{b} {a}");
        }
    }

    #[test]
    fn a_name_far_from_all_is_close_to_none() {
        let known = ["weights", "bias", "w"];
        assert_eq!(closest("wieghts", known), Some("weights"));
        assert_eq!(closest("weigh", known), None);
        assert_eq!(closest("x", known), Some("w"));
        assert_eq!(closest("layers", known), None);
    }
}
