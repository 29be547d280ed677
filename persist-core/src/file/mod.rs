//! Files on disk: saving and loading by path, atomic replacement.
//!
//! This layer knows paths, the file system and what a crash can do to a file. It must not know what
//! the bytes mean.

mod atomic;
mod storage;
