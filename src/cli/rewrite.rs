//! `longshore rewrite -- docker ...`: the rewritten line, and nothing run.

use std::os::unix::ffi::OsStrExt as _;
use std::process::ExitCode;

use clap::ValueEnum;

use crate::argv::quote;
use crate::edge::Machine;
use crate::facts::Host;
use crate::plan::{Plan, Request, decide};

use super::args::Looked;
use super::{json, print, snippet};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print the line
    #[arg(long, value_enum, default_value_t = Format::Shell)]
    format: Format,
    #[command(flatten)]
    looked: Looked,
}

/// Forms of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Quoted for a shell, on one line
    Shell,
    /// With program, environment and working directory
    Json,
    /// The words, a NUL byte after each
    Nul,
}

pub(super) fn main(args: Args) -> anyhow::Result<ExitCode> {
    let machine = Machine::default();
    let called = args.looked.called(&machine)?;
    let host = called.as_ref().map_or(&machine as &dyn Host, |called| called);
    let (profile, _) = match args.looked.select(&machine)? {
        Ok(selected) => selected,
        Err(error) => return Ok(snippet::selection(&error)),
    };
    let request = Request::of_words(args.looked.words);
    match decide(&request, &profile, host) {
        Ok(plan) if args.format == Format::Json => print::out(json::text(&json::plan(&plan, &profile, false)))?,
        Ok(plan) => print::out(words(&plan, args.format))?,
        Err(refusal) => return snippet::looked_at(&refusal, &request, &profile, args.format == Format::Json),
    }
    Ok(ExitCode::SUCCESS)
}

/// The words of a plan, a line or a NUL-terminated record per step.
pub(super) fn words(plan: &Plan, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    for step in &plan.steps {
        if format == Format::Nul {
            for word in step.argv() {
                out.extend(word.as_bytes());
                out.push(0);
            }
        } else {
            out.extend(quote::shell_line(step.argv()).into_bytes());
            out.push(b'\n');
        }
    }
    out
}
