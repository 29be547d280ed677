// What an expansion says that was made from a history of 4 bytes, where the file has 5.
const _: () = persist_core::__private::check::fresh(
    b"type\n",
    4,
    0,
    "persist/Forest.history",
    "trees",
);

fn main() {}
