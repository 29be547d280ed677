//! Addresses of the internet protocol, as their octets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Def, DefShape, Field, Registry, Ty};
use crate::types::named::{def, named_fields, payload, register_def, variant};
use crate::types::resolve::fields;
use crate::types::{arm, misfit, resolve};
use crate::wire::{Reader, Writer};

macro_rules! ip {
    ($ty:ident, $octets:literal) => {
        impl Persist for $ty {
            const TY: &'static Ty = <[u8; $octets]>::TY;
            const MIN_SIZE: usize = $octets;

            fn register(_: &mut Registry) {}

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                w.raw(self.octets());
                Ok(())
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                r.raw::<$octets>().map($ty::from)
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                resolve(r, plan, node).map(|octets: [u8; $octets]| $ty::from(octets))
            }
        }
    };
}

ip!(Ipv4Addr, 4);
ip!(Ipv6Addr, 16);

/// An address with a port, a struct.
macro_rules! socket {
    ($ty:ident, $name:literal, { $($slot:literal => $field:ident: $field_ty:ty),+ }, $make:expr) => {
        impl Persist for $ty {
            const TY: &'static Ty = &Ty::Named { name: $name, args: &[] };
            const DEF: Option<&'static Def> = Some(&def(
                $name,
                &[],
                named_fields(&[$(Field::new(stringify!($field), <$field_ty>::TY)),+]),
            ));
            const MIN_SIZE: usize = 0 $(+ <$field_ty>::MIN_SIZE)+;

            fn register(registry: &mut Registry) {
                register_def::<Self>(registry, |_| {});
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                $(let $field: $field_ty = self.$field().to_owned();)+
                w.copied(|w| {
                    $($field.encode(w)?;)+
                    Ok(())
                })
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                $(let $field = <$field_ty>::decode(r)?;)+
                let make: fn($($field_ty),+) -> Self = $make;
                Ok(make($($field),+))
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                fields!(r, plan, node, $($slot => $field: $field_ty),+);
                let make: fn($($field_ty),+) -> Self = $make;
                Ok(make($($field),+))
            }
        }
    };
}

socket!(SocketAddrV4, "std::SocketAddrV4", { 0 => ip: Ipv4Addr, 1 => port: u16 }, SocketAddrV4::new);
socket!(
    SocketAddrV6, "std::SocketAddrV6",
    { 0 => ip: Ipv6Addr, 1 => port: u16, 2 => flowinfo: u32, 3 => scope_id: u32 },
    SocketAddrV6::new
);

/// An enum of the two versions of the protocol.
macro_rules! versions {
    ($ty:ident, $name:literal, $v4:ident, $v6:ident) => {
        impl Persist for $ty {
            const TY: &'static Ty = &Ty::Named { name: $name, args: &[] };
            const DEF: Option<&'static Def> = Some(&def(
                $name,
                &[],
                DefShape::Enum(&[
                    variant("V4", &[Field::new("0", $v4::TY)]),
                    variant("V6", &[Field::new("0", $v6::TY)]),
                ]),
            ));
            const MIN_SIZE: usize = 1;

            fn register(registry: &mut Registry) {
                register_def::<Self>(registry, |registry| {
                    $v4::register(registry);
                    $v6::register(registry);
                });
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                match self {
                    $ty::V4(v4) => {
                        w.varint(0);
                        v4.encode(w)
                    }
                    $ty::V6(v6) => {
                        w.varint(1);
                        v6.encode(w)
                    }
                }
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                Ok(match r.variant(2)? {
                    0 => $ty::V4($v4::decode(r)?),
                    _ => $ty::V6($v6::decode(r)?),
                })
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                let arm = arm(r, plan, node)?;
                match arm.slot() {
                    0 => payload(r, plan, arm).map($ty::V4),
                    1 => payload(r, plan, arm).map($ty::V6),
                    _ => Err(misfit()),
                }
            }
        }
    };
}

versions!(IpAddr, "std::IpAddr", Ipv4Addr, Ipv6Addr);
versions!(SocketAddr, "std::SocketAddr", SocketAddrV4, SocketAddrV6);
