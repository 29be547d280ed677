//! Files that lie about steps: an index beyond them, a trait that is something else, bytes that end.

use persist_core::{Archive, Dynamic, ErrorKind, Persist, Schema};
use persist_tests::support::craft::File;

trait Step: Dynamic {}
persist_core::dynamic!(dyn Step);

#[derive(Persist)]
struct Name(String);
impl Step for Name {}

#[derive(Persist)]
struct Number(u16);
impl Step for Number {}

persist_core::implementation!(dyn Step: Name, Number);

type Steps = Vec<Box<dyn Step>>;

fn file(schema: Vec<u8>, body: &[u8]) -> Vec<u8> {
    File { schema, body: body.to_vec(), ..File::default() }.to_bytes()
}

#[test]
fn bodies_that_no_program_writes_are_damage() {
    let schema = Schema::of::<Steps>().unwrap().to_bytes();
    let load = |body: &[u8]| persist_core::from_bytes::<Steps>(&file(schema.clone(), body));
    assert_eq!(load(&[2, 0, 1, b'a', 1, 7]).unwrap().len(), 2);
    for (what, body, path) in [
        ("an index beyond the variants", &[1, 2, 0][..], "[dyn::Step][0]"),
        ("an index far beyond", &[1, 0xff, 0xff, 0xff, 0xff, 0x0f], "[dyn::Step][0]"),
        ("an index that ends", &[1, 0x80], "[dyn::Step][0]"),
        ("a value that ends", &[2, 1, 7, 0, 5, b'a'], "[dyn::Step][1]"),
        ("more values than bytes", &[0xff, 0xff, 3, 1, 7], "[dyn::Step]"),
    ] {
        let error = load(body).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Damaged, "{what}: {error}");
        assert!(error.path().unwrap().starts_with(path), "{what}: {error}");
        let archive = Archive::from_bytes(file(schema.clone(), body)).unwrap();
        assert_eq!(archive.value().unwrap_err().kind(), ErrorKind::Damaged, "{what}");
    }
}

/// Other programs' types under the trait's name: what the file says counts, and it does not fit.
mod other {
    use persist_core::Persist;

    #[derive(Persist)]
    #[persist(name = "dyn::Step")]
    pub(super) struct Struct(pub(super) u8);

    #[derive(Persist)]
    #[persist(name = "dyn::Step")]
    pub(super) enum Enum {
        Name,
        Number(u16, u16),
        Other { a: u8 },
    }

    #[derive(Persist)]
    #[persist(name = "dyn::Step", version = "9.0.0", history = false)]
    pub(super) enum Versioned {
        Number(u16),
    }
}

#[test]
fn other_types_of_the_name_are_refused_or_read_by_the_rules() {
    let load = |bytes: persist_core::Result<Vec<u8>>| {
        persist_core::from_bytes::<Steps>(&bytes.unwrap()).err().unwrap()
    };
    let errors = [
        load(vec![other::Struct(1)].to_bytes()),
        load(vec![other::Enum::Name, other::Enum::Number(1, 2)].to_bytes()),
        load(vec![other::Enum::Other { a: 1 }].to_bytes()),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
    }
    // A number is read as a struct of one.
    let fits = vec![other::Versioned::Number(1)].to_bytes().unwrap();
    assert_eq!(persist_core::from_bytes::<Steps>(&fits).unwrap().len(), 1);
}

#[test]
fn every_damaged_byte_of_a_body_is_found_or_harmless() {
    let schema = Schema::of::<Steps>().unwrap().to_bytes();
    let steps: Steps = vec![Box::new(Name("abc".into())), Box::new(Number(300))];
    let body = {
        let mut body = Vec::new();
        persist_core::body::encode_into(&steps, &mut body).unwrap();
        body
    };
    for place in 0..body.len() {
        for byte in 0..=255 {
            let mut body = body.clone();
            body[place] = byte;
            // Under a checksum that fits, another value may come; nothing worse.
            if let Err(error) = persist_core::from_bytes::<Steps>(&file(schema.clone(), &body)) {
                assert_eq!(error.kind(), ErrorKind::Damaged, "{error}");
            }
        }
    }
}
