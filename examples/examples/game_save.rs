//! The save file of a game: nested types, shared maps, checked values, autosaves, and what goes wrong.
//!
//! ```text
//! cargo run --example game_save
//! ```

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;
use std::rc::Rc;
use std::{env, fs};

use persist_core::{Durability, ErrorKind, Persist, SaveOptions};

// ---------------------------------------------------------------------------------------------------------
// What is saved.

/// The whole game. No value gets past `check`, whatever a file says: the rest of the program can rely on it.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0", validate = check)]
struct SaveGame {
    player: Player,
    quests: BTreeMap<String, Quest>,
    /// Many rooms show the same map. Each map is in the file once, and loaded once.
    rooms: Vec<Room>,
    current_room: usize,
    /// Worked out again when it is needed, so it is not in the file.
    #[persist(skip)]
    path_cache: HashMap<(i32, i32), Vec<(i32, i32)>>,
}

#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
struct Player {
    name: String,
    health: u32,
    max_health: u32,
    position: (f32, f32),
    /// A hash map is written in a fixed order: the same game always gives the same bytes.
    inventory: HashMap<Item, u32>,
    companion: Option<Box<Player>>,
}

#[derive(Persist, Debug, PartialEq, Eq, Hash)]
#[persist(version = "1.0.0")]
enum Item {
    Coin,
    Potion { strength: u8 },
    Key(String),
}

#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
enum Quest {
    Offered,
    Active { step: u32, deadline: Option<std::time::Duration> },
    Done(Reward),
}

#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
enum Reward {
    Nothing,
    Items(Vec<Item>),
}

#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
struct Room {
    name: String,
    map: Rc<TileMap>,
}

#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
struct TileMap {
    width: usize,
    tiles: Vec<u8>,
}

/// What holds for every game; the message goes into the error of the load.
fn check(game: &SaveGame) -> Result<(), String> {
    let (health, most) = (game.player.health, game.player.max_health);
    if health > most {
        return Err(format!("the player's health is {health}, more than {most}"));
    }
    if game.current_room >= game.rooms.len() {
        return Err(format!("there is no room {} in {}", game.current_room, game.rooms.len()));
    }
    Ok(())
}

// ---------------------------------------------------------------------------------------------------------
// How it is saved.

/// What the player asks for: on the disk when this returns, even if the power goes a moment later.
fn save(game: &SaveGame, folder: &Path) -> persist_core::Result<()> {
    game.save(folder.join("manual.save"))
}

/// What happens every minute: does not wait for the disk. A crash of the game loses nothing; after a power
/// cut the file may be an older one or damaged, which a load notices.
fn autosave(game: &SaveGame, folder: &Path) -> persist_core::Result<()> {
    SaveOptions::new()
        .metadata("player", &game.player.name)
        .durability(Durability::Fast)
        .save(game, folder.join("auto.save"))
}

/// The autosave; where that is missing or damaged, the manual save.
fn resume(folder: &Path) -> persist_core::Result<SaveGame> {
    match SaveGame::load(folder.join("auto.save")) {
        Err(error) if matches!(error.kind(), ErrorKind::Damaged | ErrorKind::System) => {
            println!("  {error}");
            println!("  taking the manual save");
            SaveGame::load(folder.join("manual.save"))
        }
        // A newer version of the game wrote it, say: an old save must not take its place silently.
        result => result,
    }
}

// ---------------------------------------------------------------------------------------------------------
// The story.

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::temp_dir().join("persist-game-save");
    fs::create_dir_all(&folder)?;

    println!("saved and loaded");
    let mut game = new_game();
    save(&game, &folder)?;
    let loaded = SaveGame::load(folder.join("manual.save"))?;
    assert_eq!(loaded, game);
    let [hall, cellar, ..] = &loaded.rooms[..] else { return Err("rooms are missing".into()) };
    println!("  every value is back");
    println!("  rooms share their map again: {}", Rc::ptr_eq(&hall.map, &cellar.map));

    println!("\nautosaved in its place, whole or not at all");
    for step in 1..=3 {
        game.quests.insert("the lost key".into(), Quest::Active { step, deadline: None });
        autosave(&game, &folder)?;
    }
    let quest = resume(&folder)?.quests.remove("the lost key");
    println!("  {quest:?}");

    println!("\nthe autosave is damaged: one bit of it");
    flip_a_bit(&folder.join("auto.save"))?;
    let quest = resume(&folder)?.quests.remove("the lost key");
    println!("  {quest:?}");

    println!("\nthe file holds another type");
    show_error(persist_core::load::<Settings>(folder.join("manual.save")));

    println!("\nthe file was written by another version of the game");
    old_version::SaveGame { player: "Ada".into(), level: 3 }.save(folder.join("old.save"))?;
    show_error(SaveGame::load(folder.join("old.save")));

    println!(
        "\nthe game holds a value that cannot be: it is not saved, so the last save is not lost to it"
    );
    game.player.health = 900;
    show_error(game.save(folder.join("manual.save")));
    SaveGame::load(folder.join("manual.save"))?;

    println!("\nthe saves are in {}", folder.display());
    Ok(())
}

fn new_game() -> SaveGame {
    let house = Rc::new(TileMap { width: 80, tiles: vec![7; 80 * 60] });
    let wolf = Player {
        name: "Wolf".into(),
        health: 40,
        max_health: 40,
        position: (12.0, 8.0),
        inventory: HashMap::new(),
        companion: None,
    };
    let player = Player {
        name: "Ada".into(),
        health: 71,
        max_health: 100,
        position: (12.5, 7.25),
        inventory: HashMap::from([
            (Item::Coin, 42),
            (Item::Potion { strength: 3 }, 2),
            (Item::Key("cellar".into()), 1),
        ]),
        companion: Some(Box::new(wolf)),
    };
    SaveGame {
        player,
        quests: BTreeMap::from([
            ("the lost key".into(), Quest::Offered),
            ("the wolf".into(), Quest::Done(Reward::Items(vec![Item::Coin]))),
            ("the well".into(), Quest::Done(Reward::Nothing)),
        ]),
        rooms: vec![
            Room { name: "hall".into(), map: Rc::clone(&house) },
            Room { name: "cellar".into(), map: house },
        ],
        current_room: 0,
        path_cache: HashMap::new(),
    }
}

/// Another type that the game saves.
#[derive(Persist, Debug)]
#[persist(version = "1.0.0")]
struct Settings {
    volume: u8,
}

/// The game as it was once.
mod old_version {
    use persist_core::Persist;

    #[derive(Persist)]
    #[persist(version = "0.9.0")]
    pub(crate) struct SaveGame {
        pub(crate) player: String,
        pub(crate) level: u32,
    }
}

/// What a worn-out disk does.
fn flip_a_bit(path: &Path) -> Result<(), Box<dyn Error>> {
    let mut bytes = fs::read(path)?;
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).ok_or("the file is empty")? ^= 1;
    fs::write(path, bytes)?;
    Ok(())
}

fn show_error<T>(result: persist_core::Result<T>) {
    match result {
        Ok(_) => println!("  loaded, which should not have been possible"),
        Err(error) => println!("  {:?}: {error}", error.kind()),
    }
}
