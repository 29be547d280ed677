//! The commands that messages advise, in backticks, and the tests that they run.

/// Records what is new of each type.
pub const RECORD: &str = "`PERSIST_HISTORY=record cargo test persist_history`";

/// Records the latest version of a type anew. The name of its test stands in between: without one, each type of the run
/// would be rewritten.
pub const OVERWRITE: [&str; 2] = ["`PERSIST_HISTORY=overwrite cargo test ", "`"];

/// [`OVERWRITE`] for the type of this name in Rust.
pub fn overwrite(ident: &str) -> String {
    let [before, behind] = OVERWRITE;
    format!("{before}{}{behind}", test_name(ident))
}

/// The name of the test that a type's history has.
///
/// # Example
///
/// ```
/// assert_eq!(persist_history::test_name("HttpServer"), "persist_history_http_server");
/// ```
pub fn test_name(ident: &str) -> String {
    let mut name = "persist_history_".to_owned();
    let mut before_is_lower = false;
    for letter in ident.trim_start_matches("r#").chars() {
        if letter.is_uppercase() && before_is_lower {
            name.push('_');
        }
        before_is_lower = !letter.is_uppercase() && letter != '_';
        name.extend(letter.to_lowercase());
    }
    name
}
