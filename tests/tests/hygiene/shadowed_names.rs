//! Names of the language and of the library mean something else here.

#![allow(non_camel_case_types, reason = "primitive types are shadowed, too")]
#![allow(unused_macros, reason = "the library's own must not be these")]

mod core {}
mod std {}
mod alloc {}
mod persist_core {}
mod __private {}

struct Option;
struct Some;
struct None;
struct Result;
struct Ok;
struct Err;
struct Vec;
struct Box;
struct String;
struct Reader;
struct Writer;
struct Registry;
struct Layout;
struct Ty;
struct Def;
struct Arg;
struct Error;
struct u8;
struct u32;
struct u64;
struct u128;
struct i128;
struct usize;
struct str;
struct bool;
struct char;

trait Persist {}
trait Default {
    fn default();
}
trait Clone {
    fn clone(&self) {}
    fn encode(&self) {}
    fn variant(&self) {}
    fn insert(&self) {}
    fn saturating_add(&self) {}
}
impl<T> Clone for T {}

macro_rules! option_env {
    ($($token:tt)*) => {
        compile_error!("not this one")
    };
}
macro_rules! unimplemented {
    () => {
        compile_error!("not this one")
    };
}

#[derive(::persist_core::Persist)]
#[persist(version = "1.0.0", validate = check)]
struct Model<T, const N: i64> {
    depth: ::core::primitive::u32,
    #[persist(default)]
    rate: f64,
    #[persist(skip)]
    cache: i8,
    value: T,
}

fn check<T, const N: i64>(
    _: &Model<T, N>,
) -> ::core::result::Result<(), ::core::convert::Infallible> {
    ::core::result::Result::Ok(())
}

#[derive(::persist_core::Persist)]
enum Kind {
    Option,
    Some(i8),
    Ok { error: f32 },
}
