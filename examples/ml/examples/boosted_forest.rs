//! A gradient-boosted forest of 1,000 trees, written by hand: saved, loaded, and left in its file.
//!
//! ```sh
//! cargo run --release -p persist-ml --example boosted_forest
//! ```
//!
//! The types of the model are plain structs with the derive. All nodes of all trees stand in one array, so the file has
//! one block of them: a save takes it from where it is, and a load puts it back in one piece. As it is a [`Buffer`], a
//! load can also leave it in the file: then several processes share one copy of the forest, and it opens in the same
//! time whether it has a thousand trees or a million.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a trainer counts through arrays that it made itself"
)]

use std::env;
use std::fs;
use std::iter;
use std::path::Path;
use std::time::Instant;

use persist_core::{Archive, Buffer, LoadOptions, Persist, SaveOptions, Verify};
use persist_ml::{
    Bits, CLASSES, Comparison, Digits, Outcome, PIXELS, Pixels, best_of, in_a_new_process,
};
use serde::{Deserialize, Serialize};

// ---------------------------------------------------------------------------------------------------------
// The model.

/// A forest that scores an image for each digit: the sum of what its trees say for it.
#[derive(Persist, Serialize, Deserialize, Debug, PartialEq)]
#[persist(version = "1.0.0")]
struct BoostedForest {
    /// The names of the classes.
    labels: Vec<String>,
    /// Where each tree begins among the nodes. The trees speak for the classes in turn.
    roots: Vec<u32>,
    #[serde(with = "as_list")]
    nodes: Buffer<Node>,
}

/// A node of a tree: four numbers of four bytes. So it lies in the file as in memory, and needs not be copied.
#[derive(Persist, Serialize, Deserialize, Clone, Copy, Debug, PartialEq)]
#[persist(version = "1.0.0")]
#[repr(C)]
struct Node {
    /// The pixel that decides.
    pixel: u32,
    /// Images with a pixel up to this go to the first child, those with a darker one to the second.
    limit: f32,
    /// The first child, behind which the second one stands; 0 in a leaf.
    children: u32,
    /// What a leaf adds to the score.
    score: f32,
}

impl BoostedForest {
    /// The scores of all classes.
    fn scores(&self, image: &Pixels) -> [f64; CLASSES] {
        let mut scores = [0.0; CLASSES];
        for (root, class) in self.roots.iter().zip((0..CLASSES).cycle()) {
            scores[class] += f64::from(score(&self.nodes, *root, image));
        }
        scores
    }

    fn predict(&self, images: &[Pixels]) -> Vec<usize> {
        images.iter().map(|image| largest(&self.scores(image))).collect()
    }

    /// All scores of all images, to the last bit.
    fn bits(&self, images: &[Pixels]) -> Bits {
        Bits::of(images.iter().flat_map(|image| self.scores(image)))
    }
}

/// What a tree says of an image.
fn score(nodes: &[Node], root: u32, image: &Pixels) -> f32 {
    let mut node = nodes[root as usize];
    while node.children != 0 {
        let darker = image[node.pixel as usize] > f64::from(node.limit);
        node = nodes[node.children as usize + usize::from(darker)];
    }
    node.score
}

/// The class with the largest score, the first one of several.
fn largest(scores: &[f64; CLASSES]) -> usize {
    (0..CLASSES).rev().max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or_default()
}

// ---------------------------------------------------------------------------------------------------------
// The program.

fn main() -> Outcome<()> {
    let args: Vec<_> = env::args_os().skip(1).collect();
    if let [command, path] = &args[..]
        && command == "predict"
    {
        // The new process: what it knows of the model is in the file.
        BoostedForest::load(path)?.bits(&Digits::all()?.images).print();
        return Ok(());
    }

    let folder = env::temp_dir().join("persist-boosted-forest");
    fs::create_dir_all(&folder)?;
    let path = folder.join("forest.persist");

    let (training, held_out) = Digits::split()?;
    let start = Instant::now();
    let forest = fit(&training);
    println!(
        "fitted {} trees, {} nodes, on {} digits in {:.1} s",
        forest.roots.len(),
        forest.nodes.len(),
        training.images.len(),
        start.elapsed().as_secs_f64()
    );
    let right = held_out.count_right(&forest.predict(&held_out.images));
    println!("{right} of {} held-out digits are named rightly\n", held_out.images.len());

    SaveOptions::new()
        .metadata("dataset", "handwritten digits, UCI 1998, every fifth one held out")
        .metadata("metrics.accuracy", format!("{right}/{}", held_out.images.len()))
        .save(&forest, &path)?;
    print!("{}", Archive::open(&path)?);

    let images = Digits::all()?.images;
    let here = forest.bits(&images);
    let there = in_a_new_process("predict", &path)?;
    if here != there {
        return Err("the loaded forest does not predict what the fitted one does".into());
    }
    println!("\na new process loaded it: all {} scores are the same, bit for bit", here.count());

    let mapped = map(&path)?;
    if mapped.bits(&images) != here {
        return Err("the mapped forest does not predict what the fitted one does".into());
    }
    let time = best_of(20, || map(&path).is_ok()).as_micros();
    println!("mapped in {time} µs: the nodes stay in the file, and the scores are the same\n");

    let mut comparison = Comparison::new(&folder);
    comparison.model("boosted forest");
    comparison.persist(&forest, &here, |forest| forest.bits(&images))?;
    comparison.others(&forest, &here, |forest: &BoostedForest| forest.bits(&images));
    print!("{comparison}");
    Ok(())
}

/// Opens the forest, and leaves its nodes in the file; [`Buffer::verify`] compares them with their checksum.
#[expect(unsafe_code, reason = "to map a file is a promise that nobody writes into it")]
fn map(path: &Path) -> persist_core::Result<BoostedForest> {
    // SAFETY: this program writes the file by saves alone, and they replace it.
    let options = unsafe { LoadOptions::new().map() }.verify(Verify::Lazy);
    options.load(path)
}

/// For the other formats: a buffer is a list to serde.
mod as_list {
    use persist_core::Buffer;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<T, S>(buffer: &Buffer<T>, to: S) -> Result<S::Ok, S::Error>
    where
        T: Serialize,
        S: Serializer,
    {
        buffer.as_slice().serialize(to)
    }

    pub(crate) fn deserialize<'de, T, D>(from: D) -> Result<Buffer<T>, D::Error>
    where
        T: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Vec::deserialize(from).map(Buffer::from)
    }
}

// ---------------------------------------------------------------------------------------------------------
// The fit: gradient boosting of the softmax, a tree for each class in each round. J. H. Friedman, "Greedy Function
// Approximation: A Gradient Boosting Machine", The Annals of Statistics 29(5), 2001; the gain of a split and the
// score of a leaf are those of T. Chen and C. Guestrin, "XGBoost", KDD 2016.

const ROUNDS: usize = 100;
const RATE: f64 = 0.15;
const DEPTH: u32 = 4;
/// What keeps the score of small leaves small.
const REGULARISATION: f64 = 1.0;
/// Pixels are whole numbers from 0 to 16.
const SHADES: usize = 17;

fn fit(training: &Digits) -> BoostedForest {
    let shades: Vec<[u8; PIXELS]> =
        training.images.iter().map(|image| image.map(|pixel| pixel as u8)).collect();
    let mut scores = vec![[0.0; CLASSES]; training.images.len()];
    let mut roots = Vec::new();
    let mut nodes = Vec::new();
    for _ in 0..ROUNDS {
        let chances: Vec<_> = scores.iter().map(softmax).collect();
        for class in 0..CLASSES {
            let pulls = iter::zip(&chances, &training.digits)
                .map(|(chances, digit)| Pull::of(chances[class], *digit == class))
                .collect();
            let root = nodes.len() as u32;
            let mut rows: Vec<usize> = (0..shades.len()).collect();
            nodes.push(Node { pixel: 0, limit: 0.0, children: 0, score: 0.0 });
            Grower { shades: &shades, pulls, nodes: &mut nodes }.grow(root, &mut rows, DEPTH);
            for (scores, image) in iter::zip(&mut scores, &training.images) {
                scores[class] += f64::from(score(&nodes, root, image));
            }
            roots.push(root);
        }
    }
    let labels = (0..CLASSES).map(|digit| digit.to_string()).collect();
    BoostedForest { labels, roots, nodes: nodes.into() }
}

fn softmax(scores: &[f64; CLASSES]) -> [f64; CLASSES] {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights = scores.map(|score| (score - most).exp());
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

/// How strongly images pull a score, and how fast that eases: first and second derivative of the loss.
#[derive(Clone, Copy, Default)]
struct Pull {
    first: f64,
    second: f64,
}

impl Pull {
    fn of(chance: f64, truth: bool) -> Self {
        Pull { first: f64::from(u8::from(truth)) - chance, second: chance * (1.0 - chance) }
    }

    fn plus(self, other: Self) -> Self {
        Pull { first: self.first + other.first, second: self.second + other.second }
    }

    fn minus(self, other: Self) -> Self {
        Pull { first: self.first - other.first, second: self.second - other.second }
    }

    fn gain(self) -> f64 {
        self.first * self.first / (self.second + REGULARISATION)
    }

    fn score(self) -> f32 {
        (RATE * self.first / (self.second + REGULARISATION)) as f32
    }
}

/// Grows one tree.
struct Grower<'t> {
    shades: &'t [[u8; PIXELS]],
    pulls: Vec<Pull>,
    nodes: &'t mut Vec<Node>,
}

impl Grower<'_> {
    /// Makes a node of some rows a leaf, or splits them among two new nodes.
    fn grow(&mut self, node: u32, rows: &mut [usize], depth: u32) {
        let sum = rows.iter().map(|row| self.pulls[*row]).fold(Pull::default(), Pull::plus);
        self.nodes[node as usize].score = sum.score();
        let Some((pixel, limit)) = self.best_split(rows, sum).filter(|_| depth > 0) else {
            return;
        };
        rows.sort_by_key(|row| self.shades[*row][pixel] > limit);
        let middle = rows.partition_point(|row| self.shades[*row][pixel] <= limit);
        let (lighter, darker) = rows.split_at_mut(middle);

        let children = self.nodes.len() as u32;
        let leaf = self.nodes[node as usize];
        self.nodes.extend([leaf; 2]);
        self.nodes[node as usize] =
            Node { pixel: pixel as u32, limit: f32::from(limit), children, score: 0.0 };
        self.grow(children, lighter, depth - 1);
        self.grow(children + 1, darker, depth - 1);
    }

    /// The pixel and the shade that gain most, if any gain something.
    fn best_split(&self, rows: &[usize], sum: Pull) -> Option<(usize, u8)> {
        let mut best = None;
        let mut most = 1e-6;
        for pixel in 0..PIXELS {
            let mut of_shade = [Pull::default(); SHADES];
            for row in rows {
                let pull = &mut of_shade[usize::from(self.shades[*row][pixel])];
                *pull = pull.plus(self.pulls[*row]);
            }
            let mut lighter = Pull::default();
            for (pull, shade) in iter::zip(of_shade, 0u8..) {
                lighter = lighter.plus(pull);
                let gain = lighter.gain() + sum.minus(lighter).gain() - sum.gain();
                if gain > most {
                    (best, most) = (Some((pixel, shade)), gain);
                }
            }
        }
        best
    }
}
