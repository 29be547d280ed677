//! `nalgebra`

use nalgebra::{
    Complex, DMatrix, DVector, Isometry2, Isometry3, IsometryMatrix3, Matrix1, Matrix2x3, Matrix3,
    Matrix3xX, Point2, Point3, Quaternion, Rotation3, RowDVector, RowVector3, SMatrix, SVector,
    Similarity3, Translation3, UnitQuaternion, UnitVector3, Vector2, Vector3,
};
use persist_core::ErrorKind::{Damaged, Invalid, Schema};
use persist_core::{Archive, Buffer, Persist};
use persist_tests::support::alloc::cost;
use proptest::prelude::*;

use super::check::{
    comes_back, has_schema, is_in_arrays, loaded, not_loaded, refused, refused_in_array,
};

proptest! {
    #[test]
    fn matrices_of_any_size_come_back(rows in 0usize..9, columns in 0usize..9, seed: u32) {
        let number = |i: usize, j: usize| f64::from(seed) + (10 * i + j) as f64;
        comes_back(&DMatrix::from_fn(rows, columns, number));
        comes_back(&DMatrix::from_fn(rows, columns, |i, j| format!("{i} {j}")));
        comes_back(&DVector::from_fn(rows, number));
        comes_back(&RowDVector::from_fn(columns, number));
        comes_back(&Matrix3xX::from_fn(columns, number));
    }
}

#[test]
fn matrices_and_vectors_of_fixed_sizes_come_back() {
    comes_back(&Matrix2x3::new(1u8, 2, 3, 4, 5, 6));
    comes_back(&Matrix3::from_fn(|i, j| i as f32 - 0.5 * j as f32));
    comes_back(&Vector3::new("x".to_owned(), "y".into(), "z".into()));
    comes_back(&RowVector3::new(1i64, 2, 3));
    comes_back(&Matrix1::new(7u16));
    comes_back(&SMatrix::<u8, 0, 3>::from_element(0));
    comes_back(&SMatrix::<u8, 3, 0>::from_element(0));
    comes_back(&SVector::<f64, 600>::from_fn(|i, _| i as f64));
    comes_back(&SMatrix::<f32, 40, 40>::from_fn(|i, j| (i * j) as f32));
}

#[test]
fn what_turns_and_moves_comes_back() {
    let turn = UnitQuaternion::from_euler_angles(0.1, 0.2, 0.3);
    let walk = Translation3::new(1.0, 2.0, 3.0);
    comes_back(&Point3::new(1.0f32, f32::MIN, -0.0));
    comes_back(&walk);
    comes_back(&turn);
    comes_back(&UnitVector3::new_normalize(Vector3::new(1.0, 2.0, 2.0)));
    comes_back(&Quaternion::new(1.0f32, 2.0, 3.0, 4.0));
    comes_back(&Rotation3::from_euler_angles(0.1, 0.2, 0.3));
    comes_back(&Isometry3::from_parts(walk, turn));
    comes_back(&Isometry2::new(Vector2::new(1.0, 2.0), 0.5));
    comes_back(&IsometryMatrix3::new(Vector3::new(1.0, 2.0, 3.0), Vector3::y()));
    comes_back(&Similarity3::from_parts(walk, turn, 2.5));
    comes_back(&Complex::new(1.0f32, -2.0));
}

#[test]
fn bits_are_kept_even_where_lengths_are_said_to_be_one() {
    let odd =
        UnitQuaternion::new_unchecked(Quaternion::new(f32::from_bits(0x7fc0_beef), 2.0, -0.0, 1.0));
    let back: UnitQuaternion<f32> = loaded(&odd);
    assert!(back.coords.iter().zip(odd.coords.iter()).all(|(a, b)| a.to_bits() == b.to_bits()));
}

#[test]
fn sides_of_a_fixed_length_are_arrays_and_others_lists() {
    has_schema::<Vector3<f32>>("[f32; 3]\n");
    has_schema::<Matrix2x3<f32>>("[[f32; 2]; 3]\n");
    has_schema::<RowVector3<f32>>("[[f32; 1]; 3]\n");
    has_schema::<DVector<f32>>("[f32]\n");
    has_schema::<Matrix3xX<f32>>("[[f32; 3]]\n");
    has_schema::<Vec<Point3<f32>>>("[[f32; 3]]\n");
    is_in_arrays::<Point3<f32>>();
    is_in_arrays::<Similarity3<f64>>();
    has_schema::<Rotation3<f64>>("[[f64; 3]; 3]\n");
    has_schema::<UnitQuaternion<f64>>("[f64; 4]\n");
    has_schema::<DMatrix<f64>>(
        "struct nalgebra::DMatrix<f64> {\n    rows: usize,\n    columns: usize,\n    elements: \
         [f64],\n}\n",
    );
    has_schema::<Vec<Isometry2<f32>>>(
        "[nalgebra::Isometry<num_complex::Complex<f32>, [f32; 2]>]\n\nstruct \
         nalgebra::Isometry<num_complex::Complex<f32>, [f32; 2]> {\n    rotation: num_complex::Complex<f32>,\n    \
         translation: [f32; 2],\n}\n\nstruct num_complex::Complex<f32> {\n    re: f32,\n    im: f32,\n}\n",
    );
}

#[test]
fn they_take_the_place_of_what_has_their_shape() {
    assert_eq!(loaded::<Vector3<f64>>(&[1.0f32, 2.0, 3.0]), Vector3::new(1.0, 2.0, 3.0));
    assert_eq!(loaded::<[u8; 2]>(&Point2::new(1u8, 2)), [1, 2]);
    assert_eq!(
        loaded::<Matrix2x3<u16>>(&[[1u8, 2], [3, 4], [5, 6]]),
        Matrix2x3::new(1, 3, 5, 2, 4, 6)
    );
    assert_eq!(loaded::<DVector<f64>>(&vec![1.0f64; 3]), DVector::from_element(3, 1.0));
    assert_eq!(loaded::<Vec<u64>>(&DVector::from_vec(vec![1u32, 2])), [1, 2]);
    assert_eq!(
        loaded::<Matrix3xX<u8>>(&vec![Point3::new(1u8, 2, 3); 2]),
        Matrix3xX::from_fn(2, |i, _| i as u8 + 1)
    );
    assert_eq!(loaded::<Vector2<u8>>(&vec![1u8, 2]), Vector2::new(1, 2));
    not_loaded::<Vector2<u8>>(
        &vec![1u8],
        Schema,
        "the file has a list of 1 elements, this program's array takes 2",
    );
    not_loaded::<Vector2<u8>>(&Vector3::new(1u8, 2, 3), Schema, "[u8; 3]");
    let wide: DMatrix<f64> = loaded(&DMatrix::from_fn(3, 2, |i, j| (10 * i + j) as f32));
    assert_eq!(wide, DMatrix::from_fn(3, 2, |i, j| (10 * i + j) as f64));
    assert_eq!(
        loaded::<Isometry3<f64>>(&Isometry3::<f32>::translation(1.0, 2.0, 3.0)),
        Isometry3::translation(1.0, 2.0, 3.0)
    );
}

#[test]
fn elements_are_borrowed_on_save_and_points_read_into_buffers() {
    let matrix = DMatrix::<f64>::zeros(1000, 2000);
    let points = vec![Point3::new(1.0f32, 2.0, 3.0); 1 << 20];
    let (written, cost) = cost(|| {
        matrix.write_to(std::io::sink()).unwrap();
        points.write_to(std::io::sink())
    });
    written.unwrap();
    assert!(cost.peak < 4 << 20, "of 16 MB and 12 MiB: {cost:?}");
    let archive = Archive::from_bytes(matrix.to_bytes().unwrap()).unwrap();
    let arrays = archive.arrays().unwrap();
    assert_eq!(
        arrays.iter().map(|array| (array.path(), array.len())).collect::<Vec<_>>(),
        [("elements", 2_000_000)]
    );
    assert_eq!(loaded::<Buffer<Point3<f32>>>(&points)[..], points);
}

#[test]
fn what_is_no_matrix_is_refused() {
    for (rows, columns, len) in
        [(2usize, 3usize, 5usize), (usize::MAX, 2, 0), (usize::MAX, usize::MAX, 1), (0, 1, 1)]
    {
        let why = format!("{len} elements are no matrix of {rows} rows and {columns} columns");
        refused::<DMatrix<u8>>(&(rows, columns, vec![0u8; len]), Damaged, &why);
    }
    let scaled = |by: f32| ([0f32, 0.0, 0.0, 1.0], [1f32, 2.0, 3.0], by);
    refused::<Similarity3<f32>>(&scaled(0.0), Invalid, "a similarity scales by zero");
    refused_in_array::<Similarity3<f32>, _>(
        &scaled(1.0),
        &scaled(-0.0),
        "a similarity scales by zero",
    );
}
