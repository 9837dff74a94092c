//! `longshore completions SHELL`: tab completion.

use std::process::ExitCode;

use clap::CommandFactory as _;

use super::args::Cli;
use super::print;

pub(super) fn main(shell: clap_complete::Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "longshore", &mut script);
    print::out(script)?;
    Ok(ExitCode::SUCCESS)
}
