//! What the game Minecraft saves for each player: wide, nested records that mix every kind of
//! field, with many options, short lists and short strings. The set stands for application state,
//! and measures everything at once; no single trick carries it.
//!
//! Source: the set `minecraft_savedata` of
//! <https://github.com/djkoloski/rust_serialization_benchmark>.

use super::Dice;

/// How many players the set has.
const PLAYERS: usize = 500;

/// One more than the most items that a player carries.
const ITEMS: usize = 40;
/// One more than the most items in a player's ender chest.
const ENDER_ITEMS: usize = 27;
/// One more than the most recipes that a player knows.
const RECIPES: usize = 30;
/// One more than the most recipes that wait to be shown.
const DISPLAYED_RECIPES: usize = 10;

const DIMENSIONS: [&str; 3] = ["overworld", "nether", "end"];

const ITEM_IDS: [&str; 8] =
    ["dirt", "stone", "pickaxe", "sand", "gravel", "shovel", "chestplate", "steak"];

const ENTITY_IDS: [&str; 8] =
    ["cow", "sheep", "zombie", "skeleton", "spider", "creeper", "parrot", "bee"];

const CUSTOM_NAMES: [&str; 8] =
    ["rainbow", "princess", "steve", "johnny", "missy", "coward", "fairy", "howard"];

const RECIPE_IDS: [&str; 8] =
    ["pickaxe", "torch", "bow", "crafting table", "furnace", "shears", "arrow", "tnt"];

stored! {
    /// The saved state of a server.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Players {
        /// Everyone who ever played there.
        #[bilrost(encoding(packed))]
        pub players: Vec<Player>,
    }
}

stored! {
    /// The rules that a player plays by.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, bincode::Encode, bincode::Decode, bilrost::Enumeration)]
    pub enum GameType {
        /// Hunger, damage, and blocks that take time to break.
        #[bilrost(0)]
        Survival,
        /// Any block at will.
        #[bilrost(1)]
        Creative,
        /// Blocks break only with the right tool.
        #[bilrost(2)]
        Adventure,
        /// Watching only.
        #[bilrost(3)]
        Spectator,
    }
}

stored! {
    /// A stack of things in one slot.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Item {
        /// How many things are stacked.
        #[bilrost(encoding(varint))]
        pub count: i8,
        /// The slot that holds them.
        #[bilrost(encoding(varint))]
        pub slot: u8,
        /// What they are.
        pub id: String,
    }
}

stored! {
    /// What a player may do, and how fast.
    #[derive(Clone, Copy, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Abilities {
        /// Speed on the ground.
        pub walk_speed: f32,
        /// Speed in the air.
        pub fly_speed: f32,
        /// Whether flying is allowed.
        pub may_fly: bool,
        /// Whether the player flies now.
        pub flying: bool,
        /// Whether nothing hurts the player.
        pub invulnerable: bool,
        /// Whether the player may place blocks.
        pub may_build: bool,
        /// Whether blocks break at once.
        pub instabuild: bool,
    }
}

stored! {
    /// An animal or a monster.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Entity {
        /// Its kind.
        pub id: String,
        /// Where it is.
        pub pos: (f64, f64, f64),
        /// How it moves.
        pub motion: (f64, f64, f64),
        /// Where it looks: yaw and pitch.
        pub rotation: (f32, f32),
        /// How far it has fallen.
        pub fall_distance: f32,
        /// Ticks until it stops burning.
        pub fire: u16,
        /// Ticks of breath left.
        pub air: u16,
        /// Whether it stands on something.
        pub on_ground: bool,
        /// Whether it floats.
        pub no_gravity: bool,
        /// Whether nothing hurts it.
        pub invulnerable: bool,
        /// Ticks until it may use a portal again.
        pub portal_cooldown: i32,
        /// Its identity.
        #[bilrost(encoding = "packed<fixed>")]
        pub uuid: [u32; 4],
        /// The name that a player gave it.
        pub custom_name: Option<String>,
        /// Whether the name is shown from afar.
        pub custom_name_visible: bool,
        /// Whether it makes no sound.
        pub silent: bool,
        /// Whether it has a glowing outline.
        pub glowing: bool,
    }
}

stored! {
    /// The recipes of a player, and how the book is shown at each kind of workplace.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct RecipeBook {
        /// The recipes that the player knows.
        #[bilrost(encoding(packed))]
        pub recipes: Vec<String>,
        /// The ones that the player has yet to be told of.
        #[bilrost(encoding(packed))]
        pub to_be_displayed: Vec<String>,
        /// At the crafting table: only what can be made now.
        pub is_filtering_craftable: bool,
        /// At the crafting table: whether the book is open.
        pub is_gui_open: bool,
        /// At the furnace: only what can be made now.
        pub is_furnace_filtering_craftable: bool,
        /// At the furnace: whether the book is open.
        pub is_furnace_gui_open: bool,
        /// At the blast furnace: only what can be made now.
        pub is_blasting_furnace_filtering_craftable: bool,
        /// At the blast furnace: whether the book is open.
        pub is_blasting_furnace_gui_open: bool,
        /// At the smoker: only what can be made now.
        pub is_smoker_filtering_craftable: bool,
        /// At the smoker: whether the book is open.
        pub is_smoker_gui_open: bool,
    }
}

stored! {
    /// One player.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Player {
        /// The rules now.
        pub game_type: GameType,
        /// The rules before.
        pub previous_game_type: GameType,
        /// Points.
        pub score: i64,
        /// The world that the player is in.
        pub dimension: String,
        /// The slot in hand.
        pub selected_item_slot: u32,
        /// The item in hand.
        pub selected_item: Item,
        /// The world of the spawn point, if one was set.
        pub spawn_dimension: Option<String>,
        /// The spawn point, first axis.
        pub spawn_x: i64,
        /// The spawn point, second axis.
        pub spawn_y: i64,
        /// The spawn point, third axis.
        pub spawn_z: i64,
        /// Whether the spawn point holds without a bed.
        pub spawn_forced: Option<bool>,
        /// Ticks in bed.
        pub sleep_timer: u16,
        /// How near the next loss of food is.
        pub food_exhaustion_level: f32,
        /// Food in store beyond the bar.
        pub food_saturation_level: f32,
        /// Ticks since food last healed or hurt.
        pub food_tick_timer: u32,
        /// The level of experience.
        pub xp_level: u32,
        /// The part of the way to the next level.
        pub xp_p: f32,
        /// All experience ever gathered.
        pub xp_total: i32,
        /// The seed of the next enchantment.
        pub xp_seed: i32,
        /// What the player carries.
        pub inventory: Vec<Item>,
        /// What the player's ender chest holds.
        pub ender_items: Vec<Item>,
        /// What the player may do.
        pub abilities: Abilities,
        /// Where the player last entered the nether.
        pub entered_nether_position: Option<(f64, f64, f64)>,
        /// What the player rides: the identity of the seat, and the mount.
        #[bilrost(encoding = "(packed<fixed>, general)")]
        pub root_vehicle: Option<([u32; 4], Entity)>,
        /// What sits on the left shoulder.
        pub shoulder_entity_left: Option<Entity>,
        /// What sits on the right shoulder.
        pub shoulder_entity_right: Option<Entity>,
        /// Whether the player has seen the end of the game.
        pub seen_credits: bool,
        /// The player's recipes.
        pub recipe_book: RecipeBook,
    }
}

/// The set, from a fresh generator.
pub fn generate() -> Players {
    Players { players: Dice::new().exactly(PLAYERS, player) }
}

/// One player: every field in its order, one draw or one part each.
fn player(dice: &mut Dice) -> Player {
    Player {
        game_type: game_type(dice),
        previous_game_type: game_type(dice),
        score: dice.any(),
        dimension: dice.word(&DIMENSIONS),
        selected_item_slot: dice.any(),
        selected_item: item(dice),
        spawn_dimension: dice.maybe(|dice| dice.word(&DIMENSIONS)),
        spawn_x: dice.any(),
        spawn_y: dice.any(),
        spawn_z: dice.any(),
        spawn_forced: dice.maybe(Dice::coin),
        sleep_timer: dice.any(),
        food_exhaustion_level: dice.any(),
        food_saturation_level: dice.any(),
        food_tick_timer: dice.any(),
        xp_level: dice.any(),
        xp_p: dice.any(),
        xp_total: dice.any(),
        xp_seed: dice.any(),
        inventory: dice.list(0..ITEMS, item),
        ender_items: dice.list(0..ENDER_ITEMS, item),
        abilities: abilities(dice),
        entered_nether_position: dice.maybe(Dice::any),
        root_vehicle: dice.maybe(|dice| (dice.any(), entity(dice))),
        shoulder_entity_left: dice.maybe(entity),
        shoulder_entity_right: dice.maybe(entity),
        seen_credits: dice.coin(),
        recipe_book: recipe_book(dice),
    }
}

fn game_type(dice: &mut Dice) -> GameType {
    match dice.within(0_i32..4) {
        0 => GameType::Survival,
        1 => GameType::Creative,
        2 => GameType::Adventure,
        _ => GameType::Spectator,
    }
}

fn item(dice: &mut Dice) -> Item {
    Item { count: dice.any(), slot: dice.any(), id: dice.word(&ITEM_IDS) }
}

fn abilities(dice: &mut Dice) -> Abilities {
    Abilities {
        walk_speed: dice.any(),
        fly_speed: dice.any(),
        may_fly: dice.coin(),
        flying: dice.coin(),
        invulnerable: dice.coin(),
        may_build: dice.coin(),
        instabuild: dice.coin(),
    }
}

fn entity(dice: &mut Dice) -> Entity {
    Entity {
        id: dice.word(&ENTITY_IDS),
        pos: dice.any(),
        motion: dice.any(),
        rotation: dice.any(),
        fall_distance: dice.any(),
        fire: dice.any(),
        air: dice.any(),
        on_ground: dice.coin(),
        no_gravity: dice.coin(),
        invulnerable: dice.coin(),
        portal_cooldown: dice.any(),
        uuid: dice.any(),
        custom_name: dice.maybe(|dice| dice.word(&CUSTOM_NAMES)),
        custom_name_visible: dice.coin(),
        silent: dice.coin(),
        glowing: dice.coin(),
    }
}

fn recipe_book(dice: &mut Dice) -> RecipeBook {
    RecipeBook {
        recipes: dice.list(0..RECIPES, |dice| dice.word(&RECIPE_IDS)),
        to_be_displayed: dice.list(0..DISPLAYED_RECIPES, |dice| dice.word(&RECIPE_IDS)),
        is_filtering_craftable: dice.coin(),
        is_gui_open: dice.coin(),
        is_furnace_filtering_craftable: dice.coin(),
        is_furnace_gui_open: dice.coin(),
        is_blasting_furnace_filtering_craftable: dice.coin(),
        is_blasting_furnace_gui_open: dice.coin(),
        is_smoker_filtering_craftable: dice.coin(),
        is_smoker_gui_open: dice.coin(),
    }
}
