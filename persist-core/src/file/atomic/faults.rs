//! Every operation of a save fails at its every occurrence in every way, and the three outcomes hold.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::faulty::*;
use super::testing::{Scratch, no_process_starts, plant_stale_temp, writing};
use super::*;

const OLD: &[u8] = b"the old file";

/// More than one buffer, and not in one piece; then over bytes of the buffer, and over bytes of the file.
fn write_new(out: &mut dyn Output) -> Result<()> {
    for byte in 0..7_u8 {
        writing(&[byte; 40 << 10])(out)?;
    }
    writing(&[7; 300 << 10])(out)?;
    writing(b"the end")(out)?;
    patch(out, 580 << 10, b"THE")?;
    patch(out, 3, &[9; 1000])
}

fn patch(out: &mut dyn Output, offset: u64, bytes: &[u8]) -> Result<()> {
    out.patch(offset, bytes).map_err(|error| Error::system("cannot write", error))
}

#[test]
fn bytes_that_are_written_over_are_those_of_memory() {
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    replace(&Faulty::default(), &path, Durability::Fast, write_new).unwrap();
    let new = fs::read(&path).unwrap();
    assert_eq!(new, new_bytes());
    assert_eq!((&new[..4], &new[1002..1004]), (&[0, 0, 0, 9][..], &[9, 0][..]));
    assert!(new.ends_with(b"THE end"));
    let beyond = replace(&Faulty::default(), &path, Durability::Fast, |out| patch(out, 1, b"x"));
    assert_eq!(beyond.unwrap_err().save_outcome(), Some(SaveOutcome::NotReplaced));
    assert_eq!(fs::read(&path).unwrap(), new);
}

fn new_bytes() -> Vec<u8> {
    let mut bytes = Vec::new();
    write_new(&mut bytes).unwrap();
    bytes
}

/// What is there before a save, and how it saves.
#[derive(Clone, Copy, Debug)]
struct Scene {
    old: bool,
    stale: bool,
    durability: Durability,
}

impl Scene {
    fn all() -> impl Iterator<Item = Scene> {
        [Durability::Full, Durability::Fast].into_iter().flat_map(|durability| {
            [(false, false), (false, true), (true, false), (true, true)].map(|(old, stale)| Scene {
                old,
                stale,
                durability,
            })
        })
    }

    fn set(self, scratch: &Scratch) -> PathBuf {
        let path = scratch.join("model.persist");
        let _ = fs::remove_file(&path);
        if self.old {
            fs::write(&path, OLD).unwrap();
        }
        if self.stale {
            plant_stale_temp(&path);
        }
        path
    }
}

/// The outcome that the design gives a fault; `None` is success.
fn expected(scene: Scene, plan: Plan) -> Option<SaveOutcome> {
    let interrupted = plan.fault == EINTR;
    match plan.operation {
        // A failed sync is final, whatever the reason.
        Sync => Some(SaveOutcome::NotReplaced),
        SyncDir => Some(SaveOutcome::ReplacedNotDurable),
        _ if interrupted || plan.fault == Fault::Short => None,
        // Nobody but the removal of stale files needs these.
        List | Open | Remove | TryLock => None,
        // The first one is for the stale file.
        IsAt if scene.stale && plan.nth == 1 && !plan.lasting => None,
        _ => Some(SaveOutcome::NotReplaced),
    }
}

/// Saves with these faults and checks everything that must hold; whether a fault fired.
fn check(scratch: &Scratch, scene: Scene, plans: &[Plan], expected: Option<SaveOutcome>) -> bool {
    let path = scene.set(scratch);
    let storage = Faulty::with(plans);
    let result = replace(&storage, &path, scene.durability, write_new);
    let fired = storage.fired.get();
    let what = format!("{scene:?} {plans:?} {:?}", storage.log.borrow());

    let expected = expected.filter(|_| fired);
    let outcome = result.as_ref().err().map(|error| error.save_outcome());
    assert_eq!(outcome, expected.map(Some), "{what} {result:?}");
    if let Err(error) = &result {
        assert_eq!(error.kind(), ErrorKind::System, "{what}");
        assert_eq!(error.file(), Some(path.as_path()), "{what}");
        assert!(error.to_string().starts_with("cannot save `"), "{what}");
        assert!(std::error::Error::source(error).is_some(), "{what}");
    }
    let found = fs::read(&path).ok();
    if expected == Some(SaveOutcome::NotReplaced) {
        assert_eq!(found.as_deref(), scene.old.then_some(OLD), "{what}");
    } else {
        assert!(found == Some(new_bytes()), "{what}");
    }

    // What this save had to create itself is gone, unless the removal is what failed. What it found
    // may be left if a part of the removal failed.
    let spoils_cleaning = |plan: &Plan| {
        matches!(plan.operation, List | Open | TryLock | IsAt | Remove | Resolve | OpenDir)
    };
    if !plans.iter().any(spoils_cleaning) {
        assert_eq!(scratch.temps(), [""; 0], "{what}");
    } else if !plans.iter().any(|plan| plan.operation == Remove) {
        let most = usize::from(scene.stale);
        assert!(scratch.temps().len() <= most, "{what} {:?}", scratch.temps());
    }
    replace(&Faulty::default(), &path, scene.durability, write_new).unwrap();
    assert_eq!(scratch.names(), ["model.persist"], "{what}");
    fired
}

#[test]
fn each_fault_at_each_occurrence_of_each_operation_has_the_right_outcome() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    let (mut saves, mut fired_for) = (0, Vec::new());
    for scene in Scene::all() {
        for operation in OPERATIONS {
            let short = ("short", Fault::Short);
            let faults = SYSTEM_FAULTS.into_iter().chain([short]);
            for (_, fault) in
                faults.filter(|(_, fault)| *fault != Fault::Short || operation == WriteSome)
            {
                for lasting in [false, true] {
                    if lasting && fault == EINTR {
                        continue; // nobody is interrupted for ever
                    }
                    for nth in 1.. {
                        let plan = Plan { operation, nth, lasting, fault };
                        saves += 1;
                        if !check(&scratch, scene, &[plan], expected(scene, plan)) {
                            break;
                        }
                        fired_for.push((operation, nth));
                    }
                }
            }
        }
    }
    for operation in OPERATIONS {
        assert!(fired_for.contains(&(operation, 1)), "{operation:?} never failed");
    }
    // Both through the buffer and past it.
    assert!(fired_for.contains(&(WriteSome, 4)));
    println!("{saves} saves, {} with a fault", fired_for.len());
}

#[test]
fn a_fault_whose_clean_up_fails_too_keeps_its_outcome_and_the_next_save_cleans_up() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    for scene in Scene::all().filter(|scene| !scene.stale) {
        for operation in [IsAt, CopyOwnerAndMode, WriteSome, Sync, Rename] {
            let plan = Plan { operation, nth: 1, lasting: false, fault: ENOSPC };
            let remove = Plan { operation: Remove, fault: EIO, ..plan };
            check(&scratch, scene, &[plan, remove], expected(scene, plan));
        }
    }
}

#[test]
fn a_successful_save_does_its_operations_in_this_order() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    let scene = |old, stale, durability| Scene { old, stale, durability };
    #[rustfmt::skip]
    let cases: [(Scene, &[Operation]); 4] = [
        (scene(true, false, Durability::Full),
         &[Resolve, OpenDir, List, CreateNew, TryLock, IsAt, CopyOwnerAndMode, WriteSome, WriteSome, WriteSome, WriteSome, WriteSome,
           Sync, Rename, SyncDir]),
        (scene(false, false, Durability::Full),
         &[Resolve, OpenDir, List, CreateNew, TryLock, IsAt, WriteSome, WriteSome, WriteSome, WriteSome, WriteSome, Sync, Rename, SyncDir]),
        (scene(true, true, Durability::Full),
         &[Resolve, OpenDir, List, Open, TryLock, IsAt, Remove, CreateNew, TryLock, IsAt, CopyOwnerAndMode,
           WriteSome, WriteSome, WriteSome, WriteSome, WriteSome, Sync, Rename, SyncDir]),
        (scene(true, false, Durability::Fast),
         &[Resolve, List, CreateNew, TryLock, IsAt, CopyOwnerAndMode, WriteSome, WriteSome, WriteSome, WriteSome, WriteSome, Rename]),
    ];
    for (scene, order) in cases {
        let path = scene.set(&scratch);
        let storage = Faulty::default();
        replace(&storage, &path, scene.durability, write_new).unwrap();
        assert_eq!(*storage.log.borrow(), order, "{scene:?}");
    }
}

#[test]
fn a_failed_sync_is_not_tried_again_and_nothing_is_renamed_after_it() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    for (operation, last) in [(Sync, Remove), (SyncDir, SyncDir)] {
        let scene = Scene { old: true, stale: false, durability: Durability::Full };
        let path = scene.set(&scratch);
        let storage = Faulty::with(&[Plan { operation, nth: 1, lasting: false, fault: EIO }]);
        replace(&storage, &path, Durability::Full, write_new).unwrap_err();
        assert_eq!(storage.count(operation), 1);
        assert_eq!(storage.log.borrow().last(), Some(&last));
    }
}

#[test]
fn a_saver_whose_temp_was_taken_for_stale_starts_again() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    for (operation, fault) in [(TryLock, Fault::Locked), (IsAt, Fault::Unlinked)] {
        for (lasting, attempts) in [(false, 2), (true, ATTEMPTS)] {
            let path =
                Scene { old: true, stale: false, durability: Durability::Full }.set(&scratch);
            let storage = Faulty::with(&[Plan { operation, nth: 1, lasting, fault }]);
            let mut calls = 0;
            let result = replace(&storage, &path, Durability::Full, |out| {
                calls += 1;
                write_new(out)
            });
            assert_eq!(storage.count(CreateNew), attempts);
            assert_eq!(calls, usize::from(!lasting));
            if lasting {
                let error = result.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::System);
                assert_eq!(error.save_outcome(), Some(SaveOutcome::NotReplaced));
                assert_eq!(fs::read(&path).unwrap(), OLD);
            } else {
                assert!(result.is_ok());
                assert_eq!(fs::read(&path).unwrap(), new_bytes());
            }
            assert_eq!(scratch.temps(), [""; 0]);
        }
    }
}

#[test]
fn a_taken_temp_name_is_passed_over() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    let storage = Faulty::with(&[Plan {
        operation: CreateNew,
        nth: 1,
        lasting: false,
        fault: Fault::System(17), // EEXIST
    }]);
    replace(&storage, &path, Durability::Full, write_new).unwrap();
    assert_eq!(storage.count(CreateNew), 2);
    assert_eq!(scratch.names(), ["model.persist"]);
}

#[test]
fn an_error_or_a_panic_of_the_writer_leaves_the_old_file_and_no_temp() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    for scene in Scene::all() {
        let path = scene.set(&scratch);
        let error = replace(&Faulty::default(), &path, scene.durability, |out| {
            write_new(out)?;
            Err(Error::new(ErrorKind::Limit, "too deep").with_help("raise `depth`"))
        })
        .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit);
        assert_eq!(error.save_outcome(), Some(SaveOutcome::NotReplaced));
        assert_eq!(error.help(), Some("raise `depth`"));
        assert_eq!(error.file(), Some(path.as_path()));

        let panicked = catch_unwind(AssertUnwindSafe(|| {
            replace(&Faulty::default(), &path, scene.durability, |out| {
                write_new(out)?;
                std::panic::resume_unwind(Box::new("quietly"))
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(fs::read(&path).ok().as_deref(), scene.old.then_some(OLD));
        assert_eq!(scratch.temps(), [""; 0]);
    }
}

#[test]
fn a_file_is_put_where_there_is_none_whole_or_not_at_all() {
    use std::os::unix::fs::PermissionsExt;
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    let (like, path) = (scratch.join("like"), scratch.join("kept.persist"));
    fs::write(&like, OLD).unwrap();
    fs::set_permissions(&like, fs::Permissions::from_mode(0o640)).unwrap();
    let like = fs::metadata(like).unwrap();
    for operation in OPERATIONS {
        for (name, fault) in SYSTEM_FAULTS {
            for nth in 1.. {
                let storage = Faulty::with(&[Plan { operation, nth, lasting: false, fault }]);
                let created = create(&storage, &path, &like, write_new);
                let what = format!("{operation:?} {nth}: {name}, {created:?}");
                match created {
                    Ok(()) => {
                        assert_eq!(fs::read(&path).unwrap(), new_bytes(), "{what}");
                        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640, "{what}");
                        let again =
                            create(&Faulty::default(), &path, &like, write_new).unwrap_err();
                        assert_eq!(again.kind(), ErrorKind::Caller, "{what}");
                        fs::remove_file(&path).unwrap();
                    }
                    // The outcome is for a file that is replaced.
                    Err(error) => assert_eq!(error.save_outcome(), None, "{what}"),
                }
                assert_eq!(scratch.names(), ["like"], "{what}");
                if !storage.fired.get() {
                    break;
                }
            }
        }
    }
}

#[test]
fn errors_of_the_system_say_what_the_user_can_do() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    let helps = [
        ("EACCES", "permission"),
        ("EFBIG", "ulimit -f"),
        ("ENOSPC", "free some space"),
        ("EROFS", "read-only"),
        ("EDQUOT", "quota"),
    ];
    for (name, fault) in SYSTEM_FAULTS {
        let Some((_, part)) = helps.iter().find(|(fault, _)| *fault == name) else {
            continue;
        };
        let storage = Faulty::with(&[Plan { operation: WriteSome, nth: 1, lasting: true, fault }]);
        let path = scratch.join("x.persist");
        let error = replace(&storage, &path, Durability::Full, write_new).unwrap_err();
        assert!(error.help().is_some_and(|help| help.contains(part)), "{error}");
        assert!(error.to_string().contains("nothing was replaced"));
    }
}

#[test]
fn a_directory_is_called_missing_only_where_it_is() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    let path = scratch.join("x.persist");
    for operation in [OpenDir, CreateNew] {
        let fault = Fault::System(2); // ENOENT
        let storage = Faulty::with(&[Plan { operation, nth: 1, lasting: true, fault }]);
        let error = replace(&storage, &path, Durability::Full, write_new).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::System, "{error}");
    }
}
