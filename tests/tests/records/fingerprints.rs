//! A fingerprint stands for how bytes are read: it is all that a record says of its schema.

use super::*;

#[test]
fn what_is_read_in_another_way_has_another_fingerprint() {
    #[derive(Persist)]
    #[persist(name = "Shared")]
    struct OwnShared<T>(T);
    #[derive(Persist)]
    #[persist(name = "Option")]
    struct OwnOption<T>(T, T);
    #[derive(Persist)]
    #[persist(name = "u8")]
    struct OwnByte(u16);
    #[derive(Persist)]
    #[persist(name = "N")]
    struct Unsigned<const N: u8>([u8; 2]);
    #[derive(Persist)]
    #[persist(name = "N")]
    struct Signed<const N: i8>([u8; 3]);

    macro_rules! assert_all_differ {
        ($($ty:ty),+ $(,)?) => {
            let all = [$((stringify!($ty), Schema::of::<$ty>().unwrap().fingerprint())),+];
            let names: BTreeMap<_, _> = all.iter().map(|(name, print)| (print, name)).collect();
            assert_eq!(names.len(), all.len(), "{names:?}");
        };
    }
    assert_all_differ!(
        // Own types that are called as something else is written.
        (Rc<u8>, OwnShared<u8>), (OwnShared<u8>, Rc<u8>),
        (Option<u8>, OwnOption<u8>), (OwnOption<u8>, Option<u8>),
        (u8, OwnByte), (OwnByte, u8),
        (Unsigned<3>, Signed<3>), (Signed<3>, Unsigned<3>),
        // An array in place of elements one by one, and the other way round.
        [u64; 511], [u64; 512], Vec<u64>, Vec<Option<u64>>, [Option<u64>; 511],
        // What takes no bytes, or the same ones.
        (), ((),), Vec<()>, u64, usize, i64, isize, char, String, Vec<u8>, Vec<char>,
        BTreeMap<u8, u8>, Vec<(u8, u8)>, std::collections::BTreeSet<(u8, u8)>,
        Box<Rc<u8>>, Option<Rc<u8>>,
    );
}

#[test]
fn what_does_not_change_the_bytes_has_the_same() {
    mod other {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.9.3")]
        pub(crate) struct Player {
            #[persist(was = "nick")]
            pub(crate) name: String,
            #[persist(default)]
            pub(crate) score: u32,
            pub(crate) scale: std::collections::VecDeque<f32>,
        }
    }
    // So records cross minor versions without any store.
    let other = other::Player::from_record(&ada().to_record().unwrap()).unwrap();
    assert_eq!((other.score, other.scale.len()), (90, 2));
}
