struct Settings {
    volume: u8,
    #[persist(default = 7, was = "bass")]
    treble: u8,
    #[persist(unknown)]
    extra: UnknownFields,
}
