//! Lines of a web server's access log, parsed into fields: ten thousand short records, four strings
//! in each. The set measures strings: allocating them, checking them as UTF-8, and copying a few
//! bytes at a time.
//!
//! Source: the set `log` of <https://github.com/djkoloski/rust_serialization_benchmark>.

use super::Dice;

/// How many lines the set has.
const LINES: usize = 10_000;

const USERS: [&str; 9] =
    ["-", "alice", "bob", "carmen", "david", "eric", "frank", "george", "harry"];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The largest offset of a time zone, in whole hours to either side of UTC.
const ZONE_HOURS: usize = 12;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "UPDATE", "DELETE"];

const ROUTES: [&str; 7] = [
    "/favicon.ico",
    "/css/index.css",
    "/css/font-awsome.min.css",
    "/img/logo-full.svg",
    "/img/splash.jpg",
    "/api/login",
    "/api/logout",
];

const PROTOCOLS: [&str; 4] = ["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"];

/// The registered HTTP status codes, in runs without a gap.
const CODE_RUNS: [std::ops::RangeInclusive<u16>; 11] = [
    100..=103,
    200..=208,
    226..=226,
    300..=308,
    400..=418,
    421..=426,
    428..=429,
    431..=431,
    451..=451,
    500..=508,
    510..=511,
];

stored! {
    /// The whole log.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Logs {
        /// The lines, oldest first.
        #[bilrost(encoding(packed))]
        pub logs: Vec<Log>,
    }
}

stored! {
    /// One request.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Log {
        /// Where the request came from.
        pub address: Address,
        /// The client's identity by RFC 1413; always `-`, for unknown.
        pub identity: String,
        /// The user who asked, or `-`.
        pub userid: String,
        /// When: day, month, year, time and zone.
        pub date: String,
        /// What was asked: method, route and protocol.
        pub request: String,
        /// The status code of the answer.
        pub code: u16,
        /// The size of the answer in bytes.
        pub size: u64,
    }
}

stored! {
    /// An IPv4 address, first part first.
    #[derive(Clone, Copy, Debug, PartialEq, bincode::Encode, bincode::Decode)]
    pub struct Address {
        /// The first part.
        pub x0: u8,
        /// The second part.
        pub x1: u8,
        /// The third part.
        pub x2: u8,
        /// The fourth part.
        pub x3: u8,
    }
}

/// As the public benchmark has bilrost store an address: as an array of bytes, not as a message of its own.
mod bilrost_address {
    use bilrost::DecodeErrorKind;
    use bilrost::encoding::{Fixed, ForOverwrite, Proxiable};

    use super::Address;

    impl ForOverwrite<(), Address> for () {
        fn for_overwrite() -> Address {
            Address { x0: 0, x1: 0, x2: 0, x3: 0 }
        }
    }

    bilrost::empty_state_via_for_overwrite!(Address);

    impl Proxiable for Address {
        type Proxy = [u8; 4];

        fn encode_proxy(&self) -> Self::Proxy {
            let Address { x0, x1, x2, x3 } = *self;
            [x0, x1, x2, x3]
        }

        fn decode_proxy(&mut self, [x0, x1, x2, x3]: Self::Proxy) -> Result<(), DecodeErrorKind> {
            *self = Address { x0, x1, x2, x3 };
            Ok(())
        }
    }

    bilrost::delegate_proxied_encoding!(
        use encoding (Fixed) to encode proxied type (Address) with general encodings
    );
}

/// The set, from a fresh generator.
pub fn generate() -> Logs {
    let mut dice = Dice::new();
    let codes: Vec<u16> = CODE_RUNS.into_iter().flatten().collect();
    Logs { logs: dice.exactly(LINES, |dice| line(dice, &codes)) }
}

/// One line. The two long strings are drawn before the fields that precede them.
fn line(dice: &mut Dice, codes: &[u16]) -> Log {
    let date = date(dice);
    let request =
        format!("{} {} {}", dice.pick(&METHODS), dice.pick(&ROUTES), dice.pick(&PROTOCOLS),);
    Log {
        address: address(dice),
        identity: "-".to_owned(),
        userid: dice.word(&USERS),
        date,
        request,
        code: dice.pick(codes),
        size: dice.within(0..100_000_000),
    }
}

/// A date as the common log format has it, but without padding of the numbers.
fn date(dice: &mut Dice) -> String {
    let day: i32 = dice.within(1..=28);
    let month = dice.pick(&MONTHS);
    let year: i32 = dice.within(1970..=2021);
    let hour: i32 = dice.within(0..24);
    let minute: i32 = dice.within(0..60);
    let second: i32 = dice.within(0..60);
    format!("{day}/{month}/{year}:{hour}:{minute}:{second} {}", zone(dice))
}

/// An offset such as `-0300`; the one in the middle is `+0000`.
fn zone(dice: &mut Dice) -> String {
    let step = dice.within(0..2 * ZONE_HOURS + 1);
    let sign = if step < ZONE_HOURS { '-' } else { '+' };
    format!("{sign}{:02}00", step.abs_diff(ZONE_HOURS))
}

/// Any address.
fn address(dice: &mut Dice) -> Address {
    let mut part = || dice.within(0..=u8::MAX);
    Address { x0: part(), x1: part(), x2: part(), x3: part() }
}
