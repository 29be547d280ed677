//! Messages of the naval game mk48.io from server to client: a thousand updates, each a list of the
//! ships in sight and a few patches of terrain. Small integers of random width and lists of a few
//! booleans or angles make most of it. The set stands for network traffic, and is the hardest for
//! varints: a random `u16` takes three bytes more often than not.
//!
//! Source: the set `mk48` of <https://github.com/djkoloski/rust_serialization_benchmark>.

use rand::distributions::{Distribution, WeightedIndex};

use super::Dice;

/// How many updates the set has.
const UPDATES: usize = 1_000;

/// Contacts lie at most so far from the player, on each axis.
const SIGHT: f32 = 750.0;
/// The slowest and the fastest that a ship goes ahead.
const SPEEDS: std::ops::Range<i16> = 140..900;
/// Astern a ship goes so many times slower.
const ASTERN: i16 = 4;

/// What is known of each kind of ship: its share of the ships, the barrels and turrets it carries.
/// In the order of the variants of [`EntityType`].
const SHIPS: [Ship; 10] = [
    Ship { kind: EntityType::ArleighBurke, share: 2.14, weapons: 20, turrets: 1 },
    Ship { kind: EntityType::Bismarck, share: 0.52, weapons: 10, turrets: 4 },
    Ship { kind: EntityType::Clemenceau, share: 0.97, weapons: 16, turrets: 4 },
    Ship { kind: EntityType::Fletcher, share: 1.46, weapons: 18, turrets: 4 },
    Ship { kind: EntityType::G5, share: 13.16, weapons: 2, turrets: 0 },
    Ship { kind: EntityType::Iowa, share: 1.55, weapons: 28, turrets: 3 },
    Ship { kind: EntityType::Kolkata, share: 0.83, weapons: 15, turrets: 1 },
    Ship { kind: EntityType::Osa, share: 7.25, weapons: 6, turrets: 2 },
    Ship { kind: EntityType::Yasen, share: 4.06, weapons: 14, turrets: 0 },
    Ship { kind: EntityType::Zubr, share: 12.92, weapons: 11, turrets: 3 },
];

/// A row of [`SHIPS`].
struct Ship {
    kind: EntityType,
    share: f32,
    weapons: usize,
    turrets: usize,
}

stored! {
    /// All messages of a session.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Updates {
        /// The messages, oldest first.
        #[bilrost(encoding(packed))]
        pub updates: Vec<Update>,
    }
}

stored! {
    /// What the server tells a client at once.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Update {
        /// The ships in sight.
        #[bilrost(encoding(packed))]
        pub contacts: Vec<Contact>,
        /// The player's points.
        pub score: u32,
        /// How large the world is now.
        pub world_radius: f32,
        /// The ground that changed.
        #[bilrost(encoding(packed))]
        pub terrain_updates: Vec<TerrainUpdate>,
    }
}

stored! {
    /// A kind of ship.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, bincode::Encode, bincode::Decode, bilrost::Enumeration)]
    pub enum EntityType {
        /// A destroyer.
        #[bilrost(0)]
        ArleighBurke,
        /// A battleship.
        #[bilrost(1)]
        Bismarck,
        /// An aircraft carrier.
        #[bilrost(2)]
        Clemenceau,
        /// A destroyer.
        #[bilrost(3)]
        Fletcher,
        /// A torpedo boat.
        #[bilrost(4)]
        G5,
        /// A battleship.
        #[bilrost(5)]
        Iowa,
        /// A destroyer.
        #[bilrost(6)]
        Kolkata,
        /// A missile boat.
        #[bilrost(7)]
        Osa,
        /// A submarine, the only one.
        #[bilrost(8)]
        Yasen,
        /// A hovercraft.
        #[bilrost(9)]
        Zubr,
    }
}

stored! {
    /// Where a ship is, and how it moves.
    #[derive(Clone, Copy, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Transform {
        /// Height; below zero for submerged.
        #[bilrost(encoding(varint))]
        pub altitude: i8,
        /// Heading, the circle being 65,536.
        pub angle: u16,
        /// Place, from the player.
        pub position: (f32, f32),
        /// Speed; below zero for astern.
        pub velocity: i16,
    }
}

stored! {
    /// Where a ship is meant to go.
    #[derive(Clone, Copy, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Guidance {
        /// The wanted heading.
        pub angle: u16,
        /// Whether to dive.
        pub submerge: bool,
        /// The wanted speed.
        pub velocity: i16,
    }
}

stored! {
    /// A ship in sight; one that is only sensed has neither type, player, reloads nor turrets.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Contact {
        /// Damage taken.
        #[bilrost(encoding(varint))]
        pub damage: u8,
        /// Its identity.
        pub entity_id: u32,
        /// Its kind, once seen.
        pub entity_type: Option<EntityType>,
        /// Where it is meant to go.
        pub guidance: Guidance,
        /// Whose it is, once seen.
        pub player_id: Option<u16>,
        /// For each weapon whether it is loaded.
        #[bilrost(encoding(packed))]
        pub reloads: Vec<bool>,
        /// Where it is.
        pub transform: Transform,
        /// For each turret its heading.
        #[bilrost(encoding(packed))]
        pub turret_angles: Vec<u16>,
    }
}

stored! {
    /// A patch of ground.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct TerrainUpdate {
        /// Its place on the map, in chunks.
        #[bilrost(encoding = "(varint, varint)")]
        pub chunk_id: (i8, i8),
        /// Its new heights, packed.
        #[bilrost(encoding(plainbytes))]
        pub data: Vec<u8>,
    }
}

/// The set, from a fresh generator.
pub fn generate() -> Updates {
    let fleet = WeightedIndex::new(SHIPS.map(|ship| ship.share)).expect("shares are positive");
    Updates { updates: Dice::new().exactly(UPDATES, |dice| update(dice, &fleet)) }
}

fn update(dice: &mut Dice, fleet: &WeightedIndex<f32>) -> Update {
    let players = dice.within(200_i32..400) as u16;
    let world_radius = (f32::from(players) * 15000.0).sqrt() + dice.within(-50.0..50.0_f32);
    let chunks = (world_radius / 1600.0).ceil() as i8;

    let contacts = dice.within(20_i32..40);
    let contacts = (0..contacts).map(|_| contact(dice, fleet, players)).collect();
    let score = (dice.any::<f32>().powi(4) * 5000.0) as u32 + dice.within(0_u32..50);
    let patches = dice.within(3_i32..10);
    let terrain_updates = (0..patches).map(|_| terrain(dice, chunks)).collect();
    Update { contacts, score, world_radius, terrain_updates }
}

fn contact(dice: &mut Dice, fleet: &WeightedIndex<f32>, players: u16) -> Contact {
    let ship = &SHIPS[fleet.sample(&mut dice.0)];
    let seen = dice.chance(0.7);
    let sound = seen && dice.chance(0.6);

    Contact {
        damage: if sound { 0 } else { dice.within(0..200) },
        entity_id: dice.within(0..u32::from(players) * 20),
        entity_type: seen.then_some(ship.kind),
        guidance: guidance(dice, ship.kind),
        player_id: seen.then(|| dice.within(0..players)),
        reloads: if seen { reloads(dice, ship.weapons) } else { Vec::new() },
        transform: transform(dice, ship.kind),
        turret_angles: if seen { turret_angles(dice, ship.turrets) } else { Vec::new() },
    }
}

fn guidance(dice: &mut Dice, kind: EntityType) -> Guidance {
    Guidance { angle: dice.any(), submerge: submerged(dice, kind), velocity: velocity(dice) }
}

fn transform(dice: &mut Dice, kind: EntityType) -> Transform {
    Transform {
        altitude: if submerged(dice, kind) { dice.within(-120..-35) } else { 0 },
        angle: dice.any(),
        position: (dice.within(-SIGHT..SIGHT), dice.within(-SIGHT..SIGHT)),
        velocity: velocity(dice),
    }
}

/// Only a submarine draws at all.
fn submerged(dice: &mut Dice, kind: EntityType) -> bool {
    kind == EntityType::Yasen && dice.chance(0.9)
}

/// Four in five go ahead; of the others half lie still and half go astern.
fn velocity(dice: &mut Dice) -> i16 {
    match dice.within(0_i32..100) {
        0..80 => dice.within(SPEEDS),
        80..90 => 0,
        _ => dice.within(-SPEEDS.end / ASTERN..-SPEEDS.start / ASTERN),
    }
}

/// Each ship has its own share of loaded weapons.
fn reloads(dice: &mut Dice, weapons: usize) -> Vec<bool> {
    let loaded = dice.within(0.0..1.0_f64);
    (0..weapons).map(|_| dice.chance(loaded)).collect()
}

/// Three turrets in four point roughly the same way.
fn turret_angles(dice: &mut Dice, turrets: usize) -> Vec<u16> {
    let aim: u16 = dice.any();
    (0..turrets)
        .map(|_| {
            if dice.chance(0.75) {
                aim.wrapping_add_signed(dice.within(-200_i16..200))
            } else {
                dice.any()
            }
        })
        .collect()
}

/// One patch in fifty is new and comes whole; the others are a few changed bytes.
fn terrain(dice: &mut Dice, chunks: i8) -> TerrainUpdate {
    let whole = dice.chance(0.02);
    TerrainUpdate {
        chunk_id: (dice.within(-chunks..chunks), dice.within(-chunks..chunks)),
        data: dice.list(if whole { 900..1100 } else { 3..9 }, Dice::any),
    }
}
