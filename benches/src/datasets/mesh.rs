//! A triangle mesh as a 3D program holds it: one long list of records of fixed layout, floats only,
//! no padding. The set measures how near a codec comes to copying memory.
//!
//! Source: the set `mesh` of <https://github.com/djkoloski/rust_serialization_benchmark>.

use super::Dice;

/// How many triangles the set has.
const TRIANGLES: usize = 125_000;

stored! {
    /// The whole mesh.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Mesh {
        /// The triangles, in no order.
        #[bilrost(encoding(packed))]
        pub triangles: Vec<Triangle>,
    }
}

stored! {
    /// Three corners and the direction that their plane faces.
    #[derive(Clone, Copy, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Triangle {
        /// The first corner.
        pub v0: Vector3,
        /// The second corner.
        pub v1: Vector3,
        /// The third corner.
        pub v2: Vector3,
        /// The normal; random like the corners, and so not of unit length.
        pub normal: Vector3,
    }
}

stored! {
    /// A point or a direction in space.
    #[derive(Clone, Copy, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Vector3 {
        /// Along the first axis.
        pub x: f32,
        /// Along the second axis.
        pub y: f32,
        /// Along the third axis.
        pub z: f32,
    }
}

/// The set, from a fresh generator.
pub fn generate() -> Mesh {
    Mesh { triangles: Dice::new().exactly(TRIANGLES, triangle) }
}

fn triangle(dice: &mut Dice) -> Triangle {
    Triangle { v0: vector(dice), v1: vector(dice), v2: vector(dice), normal: vector(dice) }
}

fn vector(dice: &mut Dice) -> Vector3 {
    Vector3 { x: dice.any(), y: dice.any(), z: dice.any() }
}
