//! Versions of packages in a `Cargo.lock`, as cargo writes it: a table for each package, a line for each key.

/// The versions of the package `name`, in the order of the file.
pub fn locked_versions<'l>(lock: &'l str, name: &str) -> impl Iterator<Item = &'l str> {
    let packages = lock.split("[[package]]").skip(1);
    packages.filter(move |package| value(package, "name") == Some(name)).filter_map(version)
}

fn version(package: &str) -> Option<&str> {
    value(package, "version")
}

/// What stands in quotes behind a key of a package.
fn value<'l>(package: &'l str, key: &str) -> Option<&'l str> {
    package.lines().find_map(|line| {
        let value = line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim();
        value.strip_prefix('"')?.strip_suffix('"')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lock: &str, name: &str) -> Vec<String> {
        locked_versions(lock, name).map(str::to_owned).collect()
    }

    #[test]
    fn versions_are_those_of_the_package_itself() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\ndependencies = [\n \"b 2.0.0\",\n]\n\n\
                    [[package]]\nname = \"b\"\nversion = \"1.2.3\"\n\n[[package]]\r\nname = \"b\"\r\nversion = \"2.0.0\"\r\n";
        assert_eq!(found(lock, "a"), ["0.1.0"]);
        assert_eq!(found(lock, "b"), ["1.2.3", "2.0.0"]);
        for name in ["", "c", "a\"\nname = \"b", "name"] {
            assert_eq!(found(lock, name), [""; 0], "{name}");
        }
    }

    #[test]
    fn a_lock_file_has_all_versions_of_a_crate() {
        let lock = "\
[[package]]
name = \"smartcore\"
version = \"0.4.10\"

[[package]]
name = \"smartcore\"
version = \"0.7.0\"
dependencies = [\"rand\"]
";
        assert_eq!(found(lock, "smartcore"), ["0.4.10", "0.7.0"]);
        assert!(found(lock, "smart").is_empty());
    }
}
