//! Where the schemas of records are: what stores answer, and what is said if they do not.

use super::*;

#[test]
fn an_unknown_fingerprint_is_named_with_the_ways_out() {
    let record = ada().to_record().unwrap();
    let written = Schema::of::<v1::Player>().unwrap().fingerprint().to_string();
    let today = Schema::of::<v2::Player>().unwrap().fingerprint().to_string();
    let says = [&*written, &today, "`Player` 1.2.0", "the program that wrote it"];
    refused(v2::Player::from_record(&record), ErrorKind::Schema, &says);
    refused(v2::Player::from_record(&record), ErrorKind::Schema, &["`Records::store`"]);

    let records = Records::<v2::Player>::new().unwrap().store(knowing::<u8>());
    refused(records.decode(&record), ErrorKind::Schema, &says);
    refused(records.decode(&record), ErrorKind::Schema, &["to the store"]);
}

#[test]
fn a_store_that_answers_with_another_schema_is_wrong() {
    let asked = Schema::of::<v1::Player>().unwrap().fingerprint();
    let store = BTreeMap::from([(asked, Schema::of::<u8>().unwrap())]);
    let records = Records::<v2::Player>::new().unwrap().store(store);
    let says = ["a schema of `u8`", &*asked.to_string(), "under its own `Schema::fingerprint`"];
    refused(records.decode(&ada().to_record().unwrap()), ErrorKind::Caller, &says);
}

/// A store of bytes, sound or not.
struct Bytes(Vec<u8>);

impl SchemaStore for Bytes {
    fn schema(
        &self,
        _: Fingerprint,
    ) -> Result<Option<Schema>, Box<dyn std::error::Error + Send + Sync>> {
        if self.0.is_empty() {
            return Err("the table is locked".into());
        }
        Ok(Some(Schema::from_bytes(&self.0)?))
    }
}

#[test]
fn schemas_are_kept_as_bytes() {
    let schema = Schema::of::<v1::Player>().unwrap();
    let records = Records::<v2::Player>::new().unwrap();
    let record = ada().to_record().unwrap();
    let records = records.store(Bytes(schema.to_bytes()));
    assert_eq!(records.decode(&record).unwrap().nick, "ada");

    // What a program knows beyond what is kept is not part of the fingerprint.
    let kept = Schema::from_bytes(&records.schema().to_bytes()).unwrap();
    assert_eq!(kept.fingerprint(), records.fingerprint());
}

#[test]
fn the_error_of_a_store_keeps_its_kind_and_its_text() {
    let record = ada().to_record().unwrap();
    let read =
        |bytes: Vec<u8>| Records::<v2::Player>::new().unwrap().store(Bytes(bytes)).decode(&record);
    refused(read(Vec::new()), ErrorKind::System, &["the schema store", "the table is locked"]);
    let mut schema = Schema::of::<v1::Player>().unwrap().to_bytes();
    schema.truncate(20);
    refused(read(schema), ErrorKind::Damaged, &["the schema store", "of the schema"]);
    refused(read(vec![200, 0]), ErrorKind::Unsupported, &["the schema store", "type code 200"]);
}

#[test]
fn stores_can_be_shared_and_filled_while_records_are_read() {
    let store = Arc::new(RwLock::new(BTreeMap::new()));
    let records = Records::<v2::Player>::new().unwrap().store(Arc::clone(&store));
    let record = ada().to_record().unwrap();
    refused(records.decode(&record), ErrorKind::Schema, &["nor its schema store"]);

    let schema = Schema::of::<v1::Player>().unwrap();
    store.write().unwrap().insert(schema.fingerprint(), schema);
    assert_eq!(records.decode(&record).unwrap().score, 90);

    // What it said once is remembered.
    store.write().unwrap().clear();
    assert_eq!(records.decode(&record).unwrap().score, 90);

    // References and boxes are stores as well.
    static EMPTY: BTreeMap<Fingerprint, Schema> = BTreeMap::new();
    let boxed: Box<dyn SchemaStore + Send + Sync> = Box::new(&EMPTY);
    refused(records.store(boxed).decode(&record), ErrorKind::Schema, &["nor its schema store"]);
}
