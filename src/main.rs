//! The command-line tool: `dehusk`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
