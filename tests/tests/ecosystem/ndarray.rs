//! `ndarray`, in both versions.

use ndarray::{
    ArcArray2, Array, Array0, Array1, Array2, Array3, ArrayD, Axis, CowArray, Dimension, IxDyn,
    ShapeBuilder, array, s,
};
use persist_core::ErrorKind::{Damaged, Schema};
use persist_core::{Archive, Buffer, Persist};
use persist_tests::support::alloc::cost;
use proptest::prelude::*;

use super::check::{comes_back, has_schema, loaded, not_loaded, refused};

/// An array comes back with its elements, its shape and its strides.
#[track_caller]
fn comes_back_as_it_lies<D: Dimension>(array: &Array<u32, D>)
where
    Array<u32, D>: Persist,
{
    comes_back(array);
    let back: Array<u32, D> = loaded(array);
    assert_eq!(back, *array);
    assert_eq!(back.strides(), array.strides(), "{:?}", array.shape());
}

fn counted(shape: &[usize]) -> ArrayD<u32> {
    let len: usize = shape.iter().product();
    ArrayD::from_shape_vec(IxDyn(shape), (0..len as u32).collect()).unwrap()
}

proptest! {
    #[test]
    fn every_order_of_axes_is_kept(
        (shape, axes) in (1usize..6).prop_flat_map(|axes| (
            prop::collection::vec(2usize..5, axes),
            Just((0..axes).collect::<Vec<_>>()).prop_shuffle(),
        )),
    ) {
        comes_back_as_it_lies(&counted(&shape).permuted_axes(IxDyn(&axes)));
    }

    #[test]
    fn any_shape_comes_back_whatever_lies_how(
        shape in prop::collection::vec(0usize..4, 0..6),
        steps in prop::collection::vec(prop_oneof![Just(-2isize), Just(-1), Just(1), Just(2)], 6),
        turned: bool,
    ) {
        let mut array = counted(&shape);
        if turned {
            array = array.reversed_axes();
        }
        for (axis, step) in steps.into_iter().enumerate().take(array.ndim()) {
            array.slice_axis_inplace(Axis(axis), ndarray::Slice::from(..).step_by(step));
        }
        comes_back(&array);
        let of_old = ndarray_0_16::ArrayD::from_shape_vec(array.shape(), array.iter().copied().collect()).unwrap();
        prop_assert_eq!(loaded::<ArrayD<u32>>(&of_old), array.clone());
        prop_assert_eq!(loaded::<ndarray_0_16::ArrayD<u32>>(&array), of_old);
    }
}

#[test]
fn arrays_of_every_number_of_axes_come_back() {
    comes_back(&Array0::from_elem((), 7u8));
    comes_back(&array!["a".to_owned(), "b".to_owned()]);
    comes_back(&array![[1.5f64, f64::MIN], [-0.0, 1e300]]);
    comes_back(&Array3::from_shape_fn((2, 3, 4), |(i, j, k)| (i as u8, [j as u16, k as u16])));
    comes_back(&Array::<i8, _>::from_shape_fn((1, 2, 1, 2), |at| at.1 as i8));
    comes_back(&Array::<bool, _>::from_elem((2, 1, 1, 1, 3), true));
    comes_back(&Array::<u16, _>::zeros((1, 2, 1, 2, 1, 2)));
    comes_back(&ArrayD::<u64>::zeros(IxDyn(&[1; 9])));
    comes_back(&array![[vec![1u8], vec![]], [vec![2], vec![3, 4]]]);
    for empty in [(0, 3), (3, 0), (0, 0)] {
        comes_back(&Array2::<f32>::zeros(empty));
        comes_back(&Array2::<String>::default(empty));
    }
    comes_back(&Array2::<()>::default((3, 4)));
}

#[test]
fn fortran_s_order_is_kept_and_what_is_spread_is_put_in_order() {
    comes_back_as_it_lies(&Array2::from_shape_fn((3, 4).f(), |(i, j)| (10 * i + j) as u32));
    comes_back_as_it_lies(&Array::from_shape_fn((3, 1, 2).f(), |(i, _, k)| (10 * i + k) as u32));
    let whole = Array2::from_shape_fn((4, 6).f(), |(i, j)| (10 * i + j) as u32);
    for part in [s![.., ..;2], s![..;-1, ..], s![1..3, ..], s![..;2, ..;-3]] {
        let part = whole.clone().slice_move(part);
        assert!(
            part.as_slice_memory_order().is_none() || part.strides().iter().any(|step| *step < 0)
        );
        let back: Array2<u32> = loaded(&part);
        assert_eq!(back, part);
        assert!(back.is_standard_layout());
    }
}

/// A NaN's payload and the sign of a zero are what equality does not see.
#[test]
fn elements_keep_their_bits() {
    let bits = [0x7ff8_0000_dead_beefu64, 1 << 63, 0xfff0_0000_0000_0001, 1];
    let array = Array2::from_shape_fn((2, 2).f(), |(i, j)| f64::from_bits(bits[2 * i + j]));
    let back: Array2<f64> = loaded(&array);
    assert!(back.iter().map(|x| x.to_bits()).eq(bits));
}

#[test]
fn the_schema_says_how_many_axes_there_are() {
    has_schema::<Array2<f32>>(
        "struct ndarray::Array<f32, [usize; 2]> {\n    shape: [usize; 2],\n    order: \
         [usize; 2],\n    elements: [f32],\n}\n",
    );
    has_schema::<ArrayD<String>>(
        "struct ndarray::Array<str, [usize]> {\n    shape: [usize],\n    order: \
         [usize],\n    elements: [str],\n}\n",
    );
    let schema = super::check::schema::<Array3<u8>>();
    assert_eq!(schema, super::check::schema::<ndarray_0_16::Array3<u8>>());
    assert_eq!(schema, super::check::schema::<ndarray::ArcArray<u8, ndarray::Ix3>>());
    assert_eq!(schema, super::check::schema::<CowArray<'_, u8, ndarray::Ix3>>());
}

#[test]
fn both_versions_write_the_same_bytes() {
    let new = array![[1.5f32, 2.0, 3.0], [4.0, 5.0, 6.0]].reversed_axes();
    let old = ndarray_0_16::array![[1.5f32, 2.0, 3.0], [4.0, 5.0, 6.0]].reversed_axes();
    assert_eq!(new.to_bytes().unwrap(), old.to_bytes().unwrap());
    assert_eq!(loaded::<Array2<f32>>(&old), new);
    assert_eq!(loaded::<ndarray_0_16::Array2<f32>>(&new), old);
    // In one program, one file, under one name.
    let both = (new, old);
    assert_eq!(
        loaded::<(ndarray_0_16::Array2<f32>, Array2<f32>)>(&both),
        (both.1.clone(), both.0.clone())
    );
    comes_back(&both);
}

#[test]
fn shared_and_borrowed_arrays_are_what_owned_ones_are() {
    let owned = array![[1u8, 2], [3, 4]].reversed_axes();
    let bytes = owned.to_bytes().unwrap();
    let shared: ArcArray2<u8> = owned.to_shared();
    comes_back(&shared);
    assert_eq!(shared.to_bytes().unwrap(), bytes);
    let view = CowArray::from(owned.view());
    assert_eq!(view.to_bytes().unwrap(), bytes);
    comes_back(&view);
    assert!(loaded::<CowArray<'static, u8, ndarray::Ix2>>(&view).is_owned());
    let column = CowArray::from(owned.column(1));
    assert_eq!(loaded::<Array1<u8>>(&column), owned.column(1));
}

#[derive(Persist)]
struct Layer {
    name: String,
    weights: Array2<f32>,
}

#[test]
fn elements_are_one_array_of_the_file() {
    let layer = Layer { name: "first".into(), weights: Array2::from_elem((300, 200).f(), 0.5) };
    let archive = Archive::from_bytes(layer.to_bytes().unwrap()).unwrap();
    let arrays = archive.arrays().unwrap();
    let paths: Vec<_> =
        arrays.iter().map(|array| (array.path(), array.len(), array.block())).collect();
    assert_eq!(paths, [("weights.elements", 60_000, Some(0))]);
    assert_eq!(
        archive.array("weights.elements").unwrap().read_range::<f32>(7..9).unwrap(),
        [0.5; 2]
    );
    assert_eq!(archive.get::<(usize, usize)>("weights.shape").unwrap_or((300, 200)), (300, 200));
    assert_eq!(archive.get::<Array2<f64>>("weights").unwrap(), layer.weights.mapv(f64::from));
    assert_eq!(archive.get::<Buffer<f32>>("weights.elements").unwrap().len(), 60_000);
    assert_eq!(archive.get::<String>("name").unwrap(), layer.name);
}

#[test]
fn arrays_are_borrowed_on_save() {
    const MIB: usize = 1 << 20;
    let turned = Array3::<f64>::zeros((64, 128, 256)).permuted_axes([2, 0, 1]);
    let strided = CowArray::from(turned.slice(s![..;2, .., ..;-1]));
    let (written, cost_of_turned) = cost(|| turned.write_to(std::io::sink()));
    written.unwrap();
    let (written, cost_of_strided) = cost(|| strided.write_to(std::io::sink()));
    written.unwrap();
    for cost in [cost_of_turned, cost_of_strided] {
        assert!(cost.peak < 4 * MIB, "of 16 MiB and 8 MiB: {cost:?}");
    }
    let bytes = turned.to_bytes().unwrap();
    let (back, of_array) = cost(|| <Array3<f64>>::from_bytes(&bytes).unwrap());
    assert_eq!(back, turned);
    let bytes = turned.into_raw_vec_and_offset().0.to_bytes().unwrap();
    let (_, of_vec) = cost(|| <Vec<f64>>::from_bytes(&bytes).unwrap());
    assert!(of_array.peak < of_vec.peak + MIB, "{of_array:?} beside {of_vec:?}");
}

mod yesterday {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Model {
        pub(super) weights: ndarray_0_16::Array2<f32>,
        pub(super) counts: ndarray_0_16::Array1<u16>,
        pub(super) any: ndarray_0_16::ArrayD<u8>,
    }
}

#[derive(Persist)]
#[persist(version = "1.1.0")]
struct Model {
    weights: Array2<f64>,
    counts: ArcArrayOfCounts,
    any: Array2<u8>,
}

type ArcArrayOfCounts = ndarray::ArcArray<u64, ndarray::Ix1>;

#[test]
fn elements_evolve_by_their_own_rules_and_axes_are_counted() {
    let old = yesterday::Model {
        weights: ndarray_0_16::array![[0.1f32, 0.2], [0.3, 0.4], [0.5, 0.6]].reversed_axes(),
        counts: (0..1000u16).collect(),
        any: ndarray_0_16::array![[1u8, 2]].into_dyn(),
    };
    let new: Model = loaded(&old);
    assert_eq!(new.weights, array![[0.1f32, 0.3, 0.5], [0.2, 0.4, 0.6]].mapv(f64::from));
    assert_eq!(new.weights.strides(), [1, 2], "its order is kept");
    assert_eq!(new.counts, (0..1000u64).collect::<Array1<_>>());
    assert_eq!(new.any, array![[1, 2]]);
    assert_eq!(loaded::<ArrayD<u8>>(&array![[1u8, 2]]), array![[1u8, 2]].into_dyn());
    let three = ArrayD::<u8>::zeros(IxDyn(&[1, 2, 3]));
    not_loaded::<Array2<u8>>(
        &three,
        Schema,
        "the file has a list of 3 elements, this program's array takes 2",
    );
    not_loaded::<Array2<u8>>(&Array3::<u8>::zeros((1, 2, 3)), Schema, "[usize; 3]");
    not_loaded::<Array1<u8>>(&vec![1u8], Schema, "this program expects");
    not_loaded::<Array1<f32>>(&array![0.5f64], Schema, "would lose digits");
}

#[test]
fn what_is_no_array_is_refused_before_memory_is_taken() {
    type Parts<const N: usize> = ([usize; N], [usize; N], Vec<u8>);
    let of_two = |shape, order, len| -> Parts<2> { (shape, order, vec![0; len]) };
    for (parts, why) in [
        (of_two([2, 3], [0, 1], 5), "5 elements are no array of the shape [2, 3]"),
        (of_two([2, 3], [1, 1], 6), "[1, 1] is no order of the 2 axes of an array"),
        (of_two([2, 3], [0, 2], 6), "[0, 2] is no order"),
        (of_two([usize::MAX, usize::MAX], [0, 1], 1), "1 elements are no array of the shape"),
        (of_two([1 << 32, 1 << 32], [0, 1], 0), "0 elements are no array of the shape"),
        (of_two([usize::MAX, 0], [0, 1], 0), "0 elements are no array of the shape"),
        (of_two([1 << 40, 1 << 20], [1, 0], 0), "0 elements are no array of the shape"),
    ] {
        let ((), cost) = cost(|| refused::<Array2<u8>>(&parts, Damaged, why));
        assert!(cost.peak < 1 << 20, "{cost:?}");
    }
    let parts: Parts<0> = ([], [], vec![1, 2]);
    refused::<Array0<u8>>(&parts, Damaged, "2 elements are no array of the shape []");
    let many = 257;
    let parts = (vec![1usize; many], (0..many).collect::<Vec<_>>(), vec![0u8]);
    refused::<ArrayD<u8>>(&parts, Damaged, "an array has 257 axes, files hold 256 at most");
    refused::<ArrayD<u8>>(
        &(vec![1usize], vec![0usize, 1], vec![0u8]),
        Damaged,
        "is no order of the 1 axes",
    );
    let error = ArrayD::<u8>::zeros(IxDyn(&vec![1; many])).to_bytes().unwrap_err();
    assert!(error.to_string().contains("an array has 257 axes"), "{error}");
}
