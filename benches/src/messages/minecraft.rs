//! The messages of the set [`minecraft`].

use super::{Mirrored, all};
use crate::datasets::minecraft;

/// The saved state of a server.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Players {
    #[prost(message, repeated, tag = "1")]
    players: Vec<Player>,
}

/// One player.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Player {
    #[prost(enumeration = "GameType", tag = "1")]
    game_type: i32,
    #[prost(enumeration = "GameType", tag = "2")]
    previous_game_type: i32,
    #[prost(int64, tag = "3")]
    score: i64,
    #[prost(string, tag = "4")]
    dimension: String,
    #[prost(uint32, tag = "5")]
    selected_item_slot: u32,
    #[prost(message, optional, tag = "6")]
    selected_item: Option<Item>,
    #[prost(string, optional, tag = "7")]
    spawn_dimension: Option<String>,
    #[prost(int64, tag = "8")]
    spawn_x: i64,
    #[prost(int64, tag = "9")]
    spawn_y: i64,
    #[prost(int64, tag = "10")]
    spawn_z: i64,
    #[prost(bool, optional, tag = "11")]
    spawn_forced: Option<bool>,
    #[prost(uint32, tag = "12")]
    sleep_timer: u32,
    #[prost(float, tag = "13")]
    food_exhaustion_level: f32,
    #[prost(float, tag = "14")]
    food_saturation_level: f32,
    #[prost(uint32, tag = "15")]
    food_tick_timer: u32,
    #[prost(uint32, tag = "16")]
    xp_level: u32,
    #[prost(float, tag = "17")]
    xp_p: f32,
    #[prost(int32, tag = "18")]
    xp_total: i32,
    #[prost(int32, tag = "19")]
    xp_seed: i32,
    #[prost(message, repeated, tag = "20")]
    inventory: Vec<Item>,
    #[prost(message, repeated, tag = "21")]
    ender_items: Vec<Item>,
    #[prost(message, optional, tag = "22")]
    abilities: Option<Abilities>,
    #[prost(message, optional, tag = "23")]
    entered_nether_position: Option<Vector3d>,
    #[prost(message, optional, tag = "24")]
    root_vehicle: Option<Vehicle>,
    #[prost(message, optional, tag = "25")]
    shoulder_entity_left: Option<Entity>,
    #[prost(message, optional, tag = "26")]
    shoulder_entity_right: Option<Entity>,
    #[prost(bool, tag = "27")]
    seen_credits: bool,
    #[prost(message, optional, tag = "28")]
    recipe_book: Option<RecipeBook>,
}

/// The rules that a player plays by, numbered as the set's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, prost::Enumeration)]
#[repr(i32)]
#[allow(missing_docs, reason = "as in the set")]
pub enum GameType {
    Survival = 0,
    Creative = 1,
    Adventure = 2,
    Spectator = 3,
}

/// A stack of things in one slot.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Item {
    #[prost(int32, tag = "1")]
    count: i32,
    #[prost(uint32, tag = "2")]
    slot: u32,
    #[prost(string, tag = "3")]
    id: String,
}

/// What a player may do, and how fast.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Abilities {
    #[prost(float, tag = "1")]
    walk_speed: f32,
    #[prost(float, tag = "2")]
    fly_speed: f32,
    #[prost(bool, tag = "3")]
    may_fly: bool,
    #[prost(bool, tag = "4")]
    flying: bool,
    #[prost(bool, tag = "5")]
    invulnerable: bool,
    #[prost(bool, tag = "6")]
    may_build: bool,
    #[prost(bool, tag = "7")]
    instabuild: bool,
}

/// A place or a motion.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Vector3d {
    #[prost(double, tag = "1")]
    x: f64,
    #[prost(double, tag = "2")]
    y: f64,
    #[prost(double, tag = "3")]
    z: f64,
}

/// Yaw and pitch.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Vector2f {
    #[prost(float, tag = "1")]
    x: f32,
    #[prost(float, tag = "2")]
    y: f32,
}

/// An identity.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Uuid {
    #[prost(uint32, tag = "1")]
    x0: u32,
    #[prost(uint32, tag = "2")]
    x1: u32,
    #[prost(uint32, tag = "3")]
    x2: u32,
    #[prost(uint32, tag = "4")]
    x3: u32,
}

/// An animal or a monster.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Entity {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(message, optional, tag = "2")]
    pos: Option<Vector3d>,
    #[prost(message, optional, tag = "3")]
    motion: Option<Vector3d>,
    #[prost(message, optional, tag = "4")]
    rotation: Option<Vector2f>,
    #[prost(float, tag = "5")]
    fall_distance: f32,
    #[prost(uint32, tag = "6")]
    fire: u32,
    #[prost(uint32, tag = "7")]
    air: u32,
    #[prost(bool, tag = "8")]
    on_ground: bool,
    #[prost(bool, tag = "9")]
    no_gravity: bool,
    #[prost(bool, tag = "10")]
    invulnerable: bool,
    #[prost(int32, tag = "11")]
    portal_cooldown: i32,
    #[prost(message, optional, tag = "12")]
    uuid: Option<Uuid>,
    #[prost(string, optional, tag = "13")]
    custom_name: Option<String>,
    #[prost(bool, tag = "14")]
    custom_name_visible: bool,
    #[prost(bool, tag = "15")]
    silent: bool,
    #[prost(bool, tag = "16")]
    glowing: bool,
}

/// What a player rides.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Vehicle {
    #[prost(message, optional, tag = "1")]
    uuid: Option<Uuid>,
    #[prost(message, optional, tag = "2")]
    entity: Option<Entity>,
}

/// The recipes of a player, and how the book is shown at each kind of workplace.
#[derive(Clone, PartialEq, prost::Message)]
pub struct RecipeBook {
    #[prost(string, repeated, tag = "1")]
    recipes: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    to_be_displayed: Vec<String>,
    #[prost(bool, tag = "3")]
    is_filtering_craftable: bool,
    #[prost(bool, tag = "4")]
    is_gui_open: bool,
    #[prost(bool, tag = "5")]
    is_furnace_filtering_craftable: bool,
    #[prost(bool, tag = "6")]
    is_furnace_gui_open: bool,
    #[prost(bool, tag = "7")]
    is_blasting_furnace_filtering_craftable: bool,
    #[prost(bool, tag = "8")]
    is_blasting_furnace_gui_open: bool,
    #[prost(bool, tag = "9")]
    is_smoker_filtering_craftable: bool,
    #[prost(bool, tag = "10")]
    is_smoker_gui_open: bool,
}

impl Mirrored for minecraft::Players {
    type Message = Players;
}

impl Mirrored for minecraft::Player {
    type Message = Player;
}

impl From<&minecraft::Players> for Players {
    fn from(players: &minecraft::Players) -> Self {
        Self { players: all(&players.players) }
    }
}

impl From<&minecraft::Player> for Player {
    fn from(player: &minecraft::Player) -> Self {
        Self {
            game_type: player.game_type as i32,
            previous_game_type: player.previous_game_type as i32,
            score: player.score,
            dimension: player.dimension.clone(),
            selected_item_slot: player.selected_item_slot,
            selected_item: Some(Item::from(&player.selected_item)),
            spawn_dimension: player.spawn_dimension.clone(),
            spawn_x: player.spawn_x,
            spawn_y: player.spawn_y,
            spawn_z: player.spawn_z,
            spawn_forced: player.spawn_forced,
            sleep_timer: player.sleep_timer.into(),
            food_exhaustion_level: player.food_exhaustion_level,
            food_saturation_level: player.food_saturation_level,
            food_tick_timer: player.food_tick_timer,
            xp_level: player.xp_level,
            xp_p: player.xp_p,
            xp_total: player.xp_total,
            xp_seed: player.xp_seed,
            inventory: all(&player.inventory),
            ender_items: all(&player.ender_items),
            abilities: Some(player.abilities.into()),
            entered_nether_position: player.entered_nether_position.map(Vector3d::from),
            root_vehicle: player.root_vehicle.as_ref().map(|(uuid, entity)| Vehicle {
                uuid: Some(Uuid::from(*uuid)),
                entity: Some(Entity::from(entity)),
            }),
            shoulder_entity_left: player.shoulder_entity_left.as_ref().map(Entity::from),
            shoulder_entity_right: player.shoulder_entity_right.as_ref().map(Entity::from),
            seen_credits: player.seen_credits,
            recipe_book: Some(RecipeBook::from(&player.recipe_book)),
        }
    }
}

impl From<&minecraft::Item> for Item {
    fn from(item: &minecraft::Item) -> Self {
        Self { count: item.count.into(), slot: item.slot.into(), id: item.id.clone() }
    }
}

impl From<minecraft::Abilities> for Abilities {
    fn from(abilities: minecraft::Abilities) -> Self {
        let minecraft::Abilities { walk_speed, fly_speed, may_fly, flying, .. } = abilities;
        let minecraft::Abilities { invulnerable, may_build, instabuild, .. } = abilities;
        Self { walk_speed, fly_speed, may_fly, flying, invulnerable, may_build, instabuild }
    }
}

impl From<(f64, f64, f64)> for Vector3d {
    fn from((x, y, z): (f64, f64, f64)) -> Self {
        Self { x, y, z }
    }
}

impl From<[u32; 4]> for Uuid {
    fn from([x0, x1, x2, x3]: [u32; 4]) -> Self {
        Self { x0, x1, x2, x3 }
    }
}

impl From<&minecraft::Entity> for Entity {
    fn from(entity: &minecraft::Entity) -> Self {
        let (x, y) = entity.rotation;
        Self {
            id: entity.id.clone(),
            pos: Some(entity.pos.into()),
            motion: Some(entity.motion.into()),
            rotation: Some(Vector2f { x, y }),
            fall_distance: entity.fall_distance,
            fire: entity.fire.into(),
            air: entity.air.into(),
            on_ground: entity.on_ground,
            no_gravity: entity.no_gravity,
            invulnerable: entity.invulnerable,
            portal_cooldown: entity.portal_cooldown,
            uuid: Some(entity.uuid.into()),
            custom_name: entity.custom_name.clone(),
            custom_name_visible: entity.custom_name_visible,
            silent: entity.silent,
            glowing: entity.glowing,
        }
    }
}

impl From<&minecraft::RecipeBook> for RecipeBook {
    fn from(book: &minecraft::RecipeBook) -> Self {
        Self {
            recipes: book.recipes.clone(),
            to_be_displayed: book.to_be_displayed.clone(),
            is_filtering_craftable: book.is_filtering_craftable,
            is_gui_open: book.is_gui_open,
            is_furnace_filtering_craftable: book.is_furnace_filtering_craftable,
            is_furnace_gui_open: book.is_furnace_gui_open,
            is_blasting_furnace_filtering_craftable: book.is_blasting_furnace_filtering_craftable,
            is_blasting_furnace_gui_open: book.is_blasting_furnace_gui_open,
            is_smoker_filtering_craftable: book.is_smoker_filtering_craftable,
            is_smoker_gui_open: book.is_smoker_gui_open,
        }
    }
}
