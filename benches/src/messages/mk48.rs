//! The messages of the set [`mk48`].

use super::{Mirrored, all};
use crate::datasets::mk48;

/// All messages of a session.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Updates {
    #[prost(message, repeated, tag = "1")]
    updates: Vec<Update>,
}

/// What the server tells a client at once.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Update {
    #[prost(message, repeated, tag = "1")]
    contacts: Vec<Contact>,
    #[prost(uint32, tag = "2")]
    score: u32,
    #[prost(float, tag = "3")]
    world_radius: f32,
    #[prost(message, repeated, tag = "4")]
    terrain_updates: Vec<TerrainUpdate>,
}

/// A ship in sight.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Contact {
    #[prost(uint32, tag = "1")]
    damage: u32,
    #[prost(uint32, tag = "2")]
    entity_id: u32,
    #[prost(enumeration = "EntityType", optional, tag = "3")]
    entity_type: Option<i32>,
    #[prost(message, optional, tag = "4")]
    guidance: Option<Guidance>,
    #[prost(uint32, optional, tag = "5")]
    player_id: Option<u32>,
    #[prost(bool, repeated, tag = "6")]
    reloads: Vec<bool>,
    #[prost(message, optional, tag = "7")]
    transform: Option<Transform>,
    #[prost(uint32, repeated, tag = "8")]
    turret_angles: Vec<u32>,
}

/// A kind of ship, numbered as the set's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, prost::Enumeration)]
#[repr(i32)]
#[allow(missing_docs, reason = "as in the set")]
pub enum EntityType {
    ArleighBurke = 0,
    Bismarck = 1,
    Clemenceau = 2,
    Fletcher = 3,
    G5 = 4,
    Iowa = 5,
    Kolkata = 6,
    Osa = 7,
    Yasen = 8,
    Zubr = 9,
}

/// Where a ship is meant to go.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Guidance {
    #[prost(uint32, tag = "1")]
    angle: u32,
    #[prost(bool, tag = "2")]
    submerge: bool,
    #[prost(int32, tag = "3")]
    velocity: i32,
}

/// Where a ship is, and how it moves.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Transform {
    #[prost(int32, tag = "1")]
    altitude: i32,
    #[prost(uint32, tag = "2")]
    angle: u32,
    #[prost(message, optional, tag = "3")]
    position: Option<Vector2f>,
    #[prost(int32, tag = "4")]
    velocity: i32,
}

/// A place.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Vector2f {
    #[prost(float, tag = "1")]
    x: f32,
    #[prost(float, tag = "2")]
    y: f32,
}

/// A patch of ground.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TerrainUpdate {
    #[prost(message, optional, tag = "1")]
    chunk_id: Option<ChunkId>,
    #[prost(bytes = "vec", tag = "2")]
    data: Vec<u8>,
}

/// A place on the map.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct ChunkId {
    #[prost(int32, tag = "1")]
    x: i32,
    #[prost(int32, tag = "2")]
    y: i32,
}

impl Mirrored for mk48::Updates {
    type Message = Updates;
}

impl From<&mk48::Updates> for Updates {
    fn from(updates: &mk48::Updates) -> Self {
        Self { updates: all(&updates.updates) }
    }
}

impl From<&mk48::Update> for Update {
    fn from(update: &mk48::Update) -> Self {
        Self {
            contacts: all(&update.contacts),
            score: update.score,
            world_radius: update.world_radius,
            terrain_updates: all(&update.terrain_updates),
        }
    }
}

impl From<&mk48::Contact> for Contact {
    fn from(contact: &mk48::Contact) -> Self {
        Self {
            damage: contact.damage.into(),
            entity_id: contact.entity_id,
            entity_type: contact.entity_type.map(|kind| kind as i32),
            guidance: Some(contact.guidance.into()),
            player_id: contact.player_id.map(u32::from),
            reloads: contact.reloads.clone(),
            transform: Some(contact.transform.into()),
            turret_angles: contact.turret_angles.iter().map(|&angle| angle.into()).collect(),
        }
    }
}

impl From<mk48::Guidance> for Guidance {
    fn from(mk48::Guidance { angle, submerge, velocity }: mk48::Guidance) -> Self {
        Self { angle: angle.into(), submerge, velocity: velocity.into() }
    }
}

impl From<mk48::Transform> for Transform {
    fn from(transform: mk48::Transform) -> Self {
        let (x, y) = transform.position;
        Self {
            altitude: transform.altitude.into(),
            angle: transform.angle.into(),
            position: Some(Vector2f { x, y }),
            velocity: transform.velocity.into(),
        }
    }
}

impl From<&mk48::TerrainUpdate> for TerrainUpdate {
    fn from(update: &mk48::TerrainUpdate) -> Self {
        let (x, y) = update.chunk_id;
        let chunk_id = Some(ChunkId { x: x.into(), y: y.into() });
        Self { chunk_id, data: update.data.clone() }
    }
}
