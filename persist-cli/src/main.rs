//! The `persist` command.

fn main() -> std::process::ExitCode {
    persist_cli::main()
}
