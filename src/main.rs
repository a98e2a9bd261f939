//! The `mpfix` command; all it does stands in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    mpfix::cli::main()
}
