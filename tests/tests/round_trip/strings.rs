//! Text, in all its owners.

use std::borrow::Cow;
use std::ffi::{CStr, CString, OsString};
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::strategies::text;

fn c_strings() -> impl Strategy<Value = CString> {
    vec(1u8.., 0..8).prop_map(|bytes| CString::new(bytes).unwrap())
}

fn paths() -> impl Strategy<Value = PathBuf> {
    vec(text(), 0..4).prop_map(|parts| PathBuf::from(parts.join("/")))
}

/// Of the kind that the system has, with bytes that are no text.
fn os_strings() -> impl Strategy<Value = OsString> {
    #[cfg(unix)]
    return vec(any::<u8>(), 0..8).prop_map(std::os::unix::ffi::OsStringExt::from_vec);
    #[cfg(not(unix))]
    return text().prop_map(OsString::from);
}

round_trips! {
    strings_come_back_from_all_their_owners {
        String = text();
        Box<str> = text().prop_map(Box::from);
        Cow<'static, str> = prop_oneof![
            text().prop_map(Cow::Owned),
            Just(Cow::Borrowed("borrowed")),
        ];
    }

    long_strings_come_back {
        String = (text(), 1usize..20_000).prop_map(|(text, times)| text.repeat(times));
    }

    c_strings_come_back_from_all_their_owners {
        CString = c_strings();
        Box<CStr> = c_strings().prop_map(Box::from);
        Cow<'static, CStr> = prop_oneof![
            c_strings().prop_map(Cow::Owned),
            Just(Cow::Borrowed(c"borrowed")),
        ];
    }

    paths_and_strings_of_the_system_come_back {
        PathBuf = paths();
        Box<Path> = paths().prop_map(PathBuf::into_boxed_path);
        OsString = os_strings();
    }
}

#[test]
fn a_path_that_is_not_unicode_is_refused() {
    #[cfg(unix)]
    {
        let name: OsString = std::os::unix::ffi::OsStringExt::from_vec(vec![b'a', 0xff]);
        let error = persist_core::to_bytes(&PathBuf::from(name)).unwrap_err();
        assert_eq!(error.kind(), persist_core::ErrorKind::Caller);
        assert!(error.to_string().contains("is not Unicode"), "{error}");
    }
}
