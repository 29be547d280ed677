//! Any graph of shared values and weak pointers: what is saved comes back in its shape, whatever the order is in which
//! its values are met.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use persist_core::{ErrorKind, Persist};
use proptest::prelude::*;

/// Pointers stand in front of values and behind them.
#[derive(Persist)]
struct Knot {
    before: RefCell<Vec<Weak<Knot>>>,
    held: RefCell<Vec<Rc<Knot>>>,
    id: usize,
    behind: RefCell<Vec<Weak<Knot>>>,
}

#[derive(Persist)]
struct Graph {
    before: Vec<Weak<Knot>>,
    held: Vec<Rc<Knot>>,
    behind: Vec<Weak<Knot>>,
}

/// Who points at whom, by numbers.
#[derive(Clone, Debug)]
struct Edges {
    before: Vec<(usize, usize)>,
    held: Vec<(usize, usize)>,
    behind: Vec<(usize, usize)>,
    roots: [Vec<usize>; 3],
}

fn edges(nodes: usize) -> impl Strategy<Value = Edges> {
    let pairs = |most| prop::collection::vec((0..nodes, 0..nodes), 0..most);
    let some = || prop::collection::vec(0..nodes, 0..4);
    (pairs(8), pairs(14), pairs(8), [some(), some(), some()])
        .prop_map(|(before, held, behind, roots)| Edges { before, held, behind, roots })
}

fn graph(nodes: usize, edges: &Edges) -> (Graph, Vec<Rc<Knot>>) {
    let empty =
        |id| Knot { id, before: <_>::default(), held: <_>::default(), behind: <_>::default() };
    let all: Vec<_> = (0..nodes).map(|id| Rc::new(empty(id))).collect();
    for (from, to) in &edges.before {
        all[*from].before.borrow_mut().push(Rc::downgrade(&all[*to]));
    }
    for (from, to) in &edges.held {
        // A value never holds itself: the greater number holds the lesser one.
        if from != to {
            all[*from.max(to)].held.borrow_mut().push(all[*from.min(to)].clone());
        }
    }
    for (from, to) in &edges.behind {
        all[*from].behind.borrow_mut().push(Rc::downgrade(&all[*to]));
    }
    let weak = |ids: &[usize]| ids.iter().map(|id| Rc::downgrade(&all[*id])).collect();
    let [before, held, behind] = &edges.roots;
    let held = held.iter().map(|id| all[*id].clone()).collect();
    (Graph { before: weak(before), held, behind: weak(behind) }, all)
}

/// The graph as numbers: what each value that is held points at, where something holds that, too.
fn shape(graph: &Graph) -> (Vec<Option<usize>>, Vec<usize>, Vec<Option<usize>>, Vec<String>) {
    let mut found: HashMap<usize, Rc<Knot>> = HashMap::new();
    let mut ahead: Vec<_> = graph.held.to_vec();
    while let Some(knot) = ahead.pop() {
        ahead.extend(knot.held.borrow().iter().cloned());
        if let Some(other) = found.insert(knot.id, knot.clone()) {
            assert!(Rc::ptr_eq(&other, &knot), "{} is there twice", knot.id);
            ahead.retain(|knot| !found.get(&knot.id).is_some_and(|other| Rc::ptr_eq(other, knot)));
        }
    }
    let id = |weak: &Weak<Knot>| {
        let target = weak.upgrade()?;
        found.get(&target.id).filter(|found| Rc::ptr_eq(found, &target)).map(|found| found.id)
    };
    let ids = |list: &[Weak<Knot>]| list.iter().map(id).collect::<Vec<_>>();
    let mut knots: Vec<String> = found
        .values()
        .map(|knot| {
            let held: Vec<_> = knot.held.borrow().iter().map(|knot| knot.id).collect();
            let (before, behind) = (ids(&knot.before.borrow()), ids(&knot.behind.borrow()));
            format!("{} {before:?} {held:?} {behind:?}", knot.id)
        })
        .collect();
    knots.sort();
    let held = graph.held.iter().map(|knot| knot.id).collect();
    (ids(&graph.before), held, ids(&graph.behind), knots)
}

/// What is read again takes the place of what it was: whatever held that is read again, too.
#[test]
fn a_value_that_is_read_again_is_one_wherever_it_is_held() {
    // Who holds whom and who points at whom. Zero is what the greatest of them holds first.
    type Pairs<'a> = &'a [(usize, usize)];
    let cases: [(&str, Pairs<'_>, Pairs<'_>); 6] = [
        ("by another one", &[(2, 0), (2, 1), (1, 0)], &[(0, 2)]),
        ("by a pointer of another one", &[(2, 0), (2, 1)], &[(0, 2), (1, 0)]),
        (
            "behind one that points back as well",
            &[(3, 0), (3, 1), (3, 2), (2, 0)],
            &[(0, 3), (1, 3)],
        ),
        ("behind one that points at itself", &[(3, 0), (3, 1), (3, 2), (2, 0)], &[(0, 3), (1, 1)]),
        (
            "within a cycle in a cycle",
            &[(4, 3), (3, 0), (3, 1), (3, 2), (2, 0)],
            &[(0, 3), (1, 4), (2, 4)],
        ),
        (
            "behind a cycle in a cycle",
            &[(4, 3), (3, 0), (3, 1), (4, 2), (2, 0)],
            &[(0, 3), (1, 4), (2, 2)],
        ),
    ];
    for (what, held, pointers) in cases {
        for turned in [false, true] {
            let last = held[0].0;
            let mut edges = Edges {
                before: Vec::new(),
                held: held.to_vec(),
                behind: pointers.to_vec(),
                roots: [vec![], vec![last], vec![0]],
            };
            if turned {
                std::mem::swap(&mut edges.before, &mut edges.behind);
            }
            let (graph, all) = graph(last + 1, &edges);
            let loaded = Graph::from_bytes(&graph.to_bytes().unwrap()).unwrap();
            assert_eq!(shape(&loaded), shape(&graph), "{what}");
            all.iter().for_each(|knot| drop(knot.held.take()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_saved_comes_back_in_its_shape(
        (nodes, edges) in (1usize..9).prop_flat_map(|nodes| (Just(nodes), edges(nodes)))
    ) {
        let (graph, all) = graph(nodes, &edges);
        let expected = shape(&graph);
        match graph.to_bytes() {
            Ok(bytes) => {
                let loaded = Graph::from_bytes(&bytes).unwrap();
                // Whatever nothing holds is gone with the load.
                prop_assert_eq!(shape(&loaded), expected);
                prop_assert_eq!(&loaded.to_bytes().unwrap(), &bytes);
                let record = Graph::from_record(&graph.to_record().unwrap()).unwrap();
                prop_assert_eq!(shape(&record), shape(&loaded));
            }
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::Caller);
                prop_assert!(error.to_string().contains("neither can be loaded first"));
            }
        }
        all.iter().for_each(|knot| drop(knot.held.take()));
    }
}
