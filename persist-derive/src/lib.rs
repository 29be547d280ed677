//! The derive macro of `persist-core`.
