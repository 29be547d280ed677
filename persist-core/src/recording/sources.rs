//! The sources of a package, and the words that stand in them.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// Shows the sources of a package, those in `src` first, until `is_enough` says so. What cannot be read is passed by: a
/// compiler cannot read it either.
pub(super) fn each(manifest: &Path, is_enough: &mut dyn FnMut(&str) -> bool) {
    let Ok(package) = manifest.canonicalize() else { return };
    let mut folders = vec![manifest.to_owned(), manifest.join("src")];
    let mut seen = HashSet::new();
    while let Some(folder) = folders.pop() {
        // Links may lead around in circles, and out of the package to all that is around it.
        let Ok(real) = folder.canonicalize() else { continue };
        if (real != package && package.starts_with(&real)) || !seen.insert(real) {
            continue;
        }
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "rs") && path.is_file() {
                let Ok(source) = fs::read(&path) else { continue };
                if is_enough(&String::from_utf8_lossy(&source)) {
                    return;
                }
            } else if is_own(&path, manifest) && path.is_dir() {
                folders.push(path);
            }
        }
    }
}

/// Whether a folder may hold sources of the package: it is no other package, nothing hidden, and not what is built.
fn is_own(folder: &Path, manifest: &Path) -> bool {
    let is_hidden =
        folder.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let is_built = folder == manifest.join("target") || folder.join("CACHEDIR.TAG").exists();
    !is_hidden && !is_built && !folder.join("Cargo.toml").exists()
}

/// Shows the words of a source, those in strings among them, without those of its comments.
pub(super) fn words(source: &str, show: &mut dyn FnMut(&str)) {
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '/' if rest.starts_with("//") => rest.split_once('\n').map_or("", |(_, rest)| rest),
            '/' if rest.starts_with("/*") => behind_comment(rest),
            '\'' => behind_quote(rest),
            '"' => {
                let (content, rest) = string(behind_first(rest));
                content.split(is_no_part).for_each(&mut *show);
                rest
            }
            first if is_no_part(first) => behind_first(rest),
            _ => {
                let end = rest.find(is_no_part).unwrap_or(rest.len());
                let (word, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
                show(word);
                match raw_string(word, rest) {
                    Some((content, rest)) => {
                        content.split(is_no_part).for_each(&mut *show);
                        rest
                    }
                    None => rest,
                }
            }
        };
    }
}

fn is_no_part(letter: char) -> bool {
    !letter.is_alphanumeric() && letter != '_'
}

fn behind_first(text: &str) -> &str {
    let mut letters = text.chars();
    letters.next();
    letters.as_str()
}

/// What stands behind a comment between `/*` and `*/`, which may hold others.
fn behind_comment(text: &str) -> &str {
    let (mut rest, mut depth) = (text, 0usize);
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix("/*") {
            (rest, depth) = (inner, depth.saturating_add(1));
        } else if let Some(outer) = rest.strip_prefix("*/") {
            (rest, depth) = (outer, depth.saturating_sub(1));
            if depth == 0 {
                break;
            }
        } else {
            rest = behind_first(rest);
        }
    }
    rest
}

/// What stands behind a character, as `'"'`, or behind the quote of a lifetime.
fn behind_quote(text: &str) -> &str {
    let inner = behind_first(text);
    match (inner.strip_prefix('\\'), behind_first(inner).strip_prefix('\'')) {
        (Some(escaped), _) => {
            behind_first(escaped).split_once('\'').map_or("", |(_, behind)| behind)
        }
        (None, Some(behind)) => behind,
        (None, None) => inner,
    }
}

/// The content of a string that has begun, and what stands behind it.
fn string(text: &str) -> (&str, &str) {
    let mut is_escaped = false;
    let end = text.find(|letter| {
        let is_end = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        is_end
    });
    end.and_then(|end| text.split_at_checked(end))
        .map_or((text, ""), |(content, end)| (content, behind_first(end)))
}

/// The content of a string as `r#"…"#`, of which the word is the `r`, and what stands behind it.
fn raw_string<'t>(word: &str, text: &'t str) -> Option<(&'t str, &'t str)> {
    if !["r", "br", "cr"].contains(&word) {
        return None;
    }
    let (marks, content) = text.split_once('"')?;
    let is_raw = marks.chars().all(|mark| mark == '#');
    is_raw.then(|| content.split_once(&format!("\"{marks}")).unwrap_or((content, "")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails panics")]

    use super::*;

    #[test]
    fn comments_have_no_words_and_strings_do() {
        let of = |source: &str| {
            let mut found = Vec::new();
            words(source, &mut |word| found.extend((!word.is_empty()).then(|| word.to_owned())));
            found.join(" ")
        };
        for (source, words) in [
            ("pub struct Forest<T>(u8);// Woods\nWoodland", "pub struct Forest T u8 Woodland"),
            ("a /* b /* c */ d // */ e // f", "a e"),
            ("a /** b", "a"),
            ("a // b", "a"),
            ("\"https://acme::Forest \\\" /*\" a", "https acme Forest a"),
            ("r#Forest r\"\\\" a r#\"/* \" \"# b br##\"\"#\"## c", "r Forest r a r b br c"),
            ("'\"' a '\\'' b '\\\\' c &'d e '\\u{22}' f", "a b c d e f"),
            ("b'\"' // a", "b"),
            ("Wälder_1", "Wälder_1"),
            ("\"a", "a"),
        ] {
            assert_eq!(of(source), words, "{source}");
        }
    }

    #[test]
    fn sources_are_those_of_the_package() {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in [
            ("package/build.rs", "1"),
            ("package/src/lib.rs", "0"),
            ("package/src/target/deep/mod.rs", "2"),
            ("package/target/debug/build/out.rs", "built"),
            ("package/elsewhere/CACHEDIR.TAG", ""),
            ("package/elsewhere/out.rs", "built"),
            ("package/.hidden/a.rs", "hidden"),
            ("package/nested/Cargo.toml", ""),
            ("package/nested/src/lib.rs", "another's"),
            ("package/README.md", "no source"),
            ("around/lib.rs", "around it"),
            ("linked/mod.rs", "3"),
        ] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        #[cfg(unix)]
        for (to, link) in [
            ("..", "package/out"),
            ("src", "package/again"),
            ("../../linked", "package/src/linked"),
            ("package", "link_to_package"),
        ] {
            std::os::unix::fs::symlink(to, folder.path().join(link)).unwrap();
        }
        let all = |package: &str, most: usize| {
            let mut found = Vec::new();
            each(&folder.path().join(package), &mut |source| {
                found.push(source.to_owned());
                found.len() == most
            });
            found
        };
        assert_eq!(all("package", 1).len(), 1);
        let (packages, sources): (&[_], &[_]) = match cfg!(unix) {
            true => (&["package", "link_to_package"], &["0", "2", "3"]),
            false => (&["package"], &["0", "2"]),
        };
        for package in packages {
            let mut found = all(package, usize::MAX);
            assert_eq!(found.pop().as_deref(), Some("1"), "`src` comes first: {found:?}");
            found.sort();
            assert_eq!(found, sources);
        }
    }
}
