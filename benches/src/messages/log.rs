//! The messages of the set [`log`].

use super::{Mirrored, all};
use crate::datasets::log;

/// The whole log.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Logs {
    #[prost(message, repeated, tag = "1")]
    logs: Vec<Log>,
}

/// One request.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Log {
    #[prost(message, optional, tag = "1")]
    address: Option<Address>,
    #[prost(string, tag = "2")]
    identity: String,
    #[prost(string, tag = "3")]
    userid: String,
    #[prost(string, tag = "4")]
    date: String,
    #[prost(string, tag = "5")]
    request: String,
    #[prost(uint32, tag = "6")]
    code: u32,
    #[prost(uint64, tag = "7")]
    size: u64,
}

/// An IPv4 address.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Address {
    #[prost(uint32, tag = "1")]
    x0: u32,
    #[prost(uint32, tag = "2")]
    x1: u32,
    #[prost(uint32, tag = "3")]
    x2: u32,
    #[prost(uint32, tag = "4")]
    x3: u32,
}

impl Mirrored for log::Logs {
    type Message = Logs;
}

impl From<&log::Logs> for Logs {
    fn from(logs: &log::Logs) -> Self {
        Self { logs: all(&logs.logs) }
    }
}

impl From<&log::Log> for Log {
    fn from(log: &log::Log) -> Self {
        let log::Address { x0, x1, x2, x3 } = log.address;
        let [x0, x1, x2, x3] = [x0, x1, x2, x3].map(u32::from);
        Self {
            address: Some(Address { x0, x1, x2, x3 }),
            identity: log.identity.clone(),
            userid: log.userid.clone(),
            date: log.date.clone(),
            request: log.request.clone(),
            code: log.code.into(),
            size: log.size,
        }
    }
}
