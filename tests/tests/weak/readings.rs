//! How often values are read: those in a cycle several times, and others once.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use persist_core::__private::{Node as PlanNode, Plan};
use persist_core::schema::{Registry, Ty};
use persist_core::wire::{Reader, Writer};
use persist_core::{ErrorKind, Persist, Result};

use super::{Node, adopt, count, node};

#[test]
fn what_nothing_points_at_is_read_once_whatever_stands_beside_it() {
    thread_local!(static CHECKS: Cell<u32> = const { Cell::new(0) });

    #[derive(Persist)]
    #[persist(validate = Counted::check)]
    struct Counted(u8);
    impl Counted {
        fn check(&self) -> Result<(), String> {
            CHECKS.set(CHECKS.get() + 1);
            Ok(())
        }
    }
    let tree = node(0);
    adopt(&tree, node(1));
    let bytes = (tree, Rc::new(Counted(7))).to_bytes().unwrap();
    CHECKS.set(0);
    let (tree, counted) = <(Rc<Node>, Rc<Counted>)>::from_bytes(&bytes).unwrap();
    assert_eq!((count(&tree), counted.0), (2, 7));
    assert_eq!(CHECKS.get(), 1);
}

#[test]
fn a_check_that_fails_on_the_second_reading_fails_the_load() {
    thread_local!(static CALLS: Cell<u32> = const { Cell::new(0) });

    #[derive(Persist)]
    #[persist(validate = Picky::check)]
    struct Picky {
        parent: RefCell<Weak<Picky>>,
        child: Option<Rc<Picky>>,
    }
    impl Picky {
        fn check(&self) -> Result<(), String> {
            CALLS.set(CALLS.get() + 1);
            if CALLS.get() == FAILS_AT.get() { Err("no more".into()) } else { Ok(()) }
        }
    }
    thread_local!(static FAILS_AT: Cell<u32> = const { Cell::new(0) });

    let child = Rc::new(Picky { parent: RefCell::default(), child: None });
    let middle = Rc::new(Picky { parent: RefCell::default(), child: Some(child.clone()) });
    let root = Rc::new(Picky { parent: RefCell::default(), child: Some(middle.clone()) });
    *child.parent.borrow_mut() = Rc::downgrade(&middle);
    *middle.parent.borrow_mut() = Rc::downgrade(&root);
    let bytes = root.to_bytes().unwrap();
    CALLS.set(0);
    assert!(Rc::<Picky>::from_bytes(&bytes).is_ok());
    let all = CALLS.get();
    assert!(all > 3, "values are read again: {all} times");
    for at in 1..=all {
        CALLS.set(0);
        FAILS_AT.set(at);
        let error = Rc::<Picky>::from_bytes(&bytes).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{at} of {all}");
        assert!(error.to_string().contains("no more"), "{error}");
    }
}

#[test]
fn a_type_that_decodes_the_same_bytes_differently_each_time_is_told_so() {
    thread_local!(static DECODED: Cell<u32> = const { Cell::new(0) });

    /// A pointer that is empty the first times.
    struct Fickle(Weak<Outer>);
    impl Persist for Fickle {
        const TY: &'static Ty = <Weak<Outer>>::TY;

        fn register(registry: &mut Registry) {
            <Weak<Outer>>::register(registry);
        }

        fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
            self.0.encode(w)
        }

        fn decode(r: &mut Reader<'_>) -> Result<Self> {
            DECODED.set(DECODED.get() + 1);
            match DECODED.get() {
                1 | 2 => r.u8().map(|_| Fickle(Weak::new())),
                _ => Weak::decode(r).map(Fickle),
            }
        }

        fn decode_as(_: &mut Reader<'_>, _: &Plan, _: PlanNode) -> Result<Self> {
            unreachable!("its schema is the file's")
        }
    }
    #[derive(Persist)]
    struct Outer {
        inner: Rc<Inner>,
    }
    #[derive(Persist)]
    struct Inner {
        me: Weak<Inner>,
        fickle: Fickle,
    }
    let outer = Rc::new_cyclic(|outer: &Weak<Outer>| Outer {
        inner: Rc::new_cyclic(|me| Inner { me: me.clone(), fickle: Fickle(outer.clone()) }),
    });
    let error = Rc::<Outer>::from_bytes(&outer.to_bytes().unwrap()).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert!(error.to_string().contains("shared value 1 was read in two ways"), "{error}");
}
