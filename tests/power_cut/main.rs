//! Power cuts: saves to a block device that logs what reaches it, and a look at what each cut of that log leaves.
//!
//! The script `tests/campaigns/power_cut` sets the device up, and runs this program twice for each file system and way
//! of saving: `save` on the mounted device, then `look` at the log.

mod log;
mod look;
mod save;
mod states;

use std::env;
use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "power_cut save durable|fast|plain SAVES FOLDER LOG
power_cut look FILE_SYSTEM LOG MARKS IMAGE MOUNT_POINT STATES SEED";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["save", way, saves, folder, log] => {
            save::save_all(way.parse()?, saves.parse()?, folder.as_ref(), log.as_ref())
        }
        ["look", file_system, log, marks, image, mount_point, states, seed] => {
            let bytes = std::fs::read(log)?;
            let log = log::Log::parse(&bytes)?;
            let marks = save::marks(&std::fs::read_to_string(marks)?)?;
            let place = look::Place::new(file_system, image, mount_point);
            let figures = look::look_at_all(&log, &marks, &place, states.parse()?, seed.parse()?)?;
            println!("{figures}");
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}
