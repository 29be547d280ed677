//! The messages of the set [`mesh`].

use super::{Mirrored, all};
use crate::datasets::mesh;

/// The whole mesh.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Mesh {
    #[prost(message, repeated, tag = "1")]
    triangles: Vec<Triangle>,
}

/// Three corners and the direction that their plane faces.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Triangle {
    #[prost(message, optional, tag = "1")]
    v0: Option<Vector3>,
    #[prost(message, optional, tag = "2")]
    v1: Option<Vector3>,
    #[prost(message, optional, tag = "3")]
    v2: Option<Vector3>,
    #[prost(message, optional, tag = "4")]
    normal: Option<Vector3>,
}

/// A point or a direction in space.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Vector3 {
    #[prost(float, tag = "1")]
    x: f32,
    #[prost(float, tag = "2")]
    y: f32,
    #[prost(float, tag = "3")]
    z: f32,
}

impl Mirrored for mesh::Mesh {
    type Message = Mesh;
}

impl From<&mesh::Mesh> for Mesh {
    fn from(mesh: &mesh::Mesh) -> Self {
        Self { triangles: all(&mesh.triangles) }
    }
}

impl From<&mesh::Triangle> for Triangle {
    fn from(triangle: &mesh::Triangle) -> Self {
        let mesh::Triangle { v0, v1, v2, normal } = triangle;
        let [v0, v1, v2, normal] = [v0, v1, v2, normal].map(|vector| Some(vector.into()));
        Self { v0, v1, v2, normal }
    }
}

impl From<&mesh::Vector3> for Vector3 {
    fn from(&mesh::Vector3 { x, y, z }: &mesh::Vector3) -> Self {
        Self { x, y, z }
    }
}
