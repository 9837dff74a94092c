//! `longshore init SYSTEM`: a working configuration for a batch system, with comments.
//!
//! `longshore init openlava` -> the lines for `lsf.shared` and `lsb.queues`, a profile, and what to run next; with `--write DIR` as
//! files there.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::batch::{Setup, System};
use crate::edge::{lies_there, write_new};

use super::print;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The batch system
    #[arg(value_parser = system())]
    system: Setup,
    /// Write the files into this folder instead of printing them; files that are there already stay
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
}

/// Batch systems with a configuration of their own, as the command line takes them.
fn system() -> impl TypedValueParser<Value = Setup> {
    let values = System::setups().map(|(system, setup)| PossibleValue::new(system.name).help(setup.title));
    PossibleValuesParser::new(values).try_map(|name| {
        let found = System::setups().find(|(system, _)| system.name == name);
        found.map(|(_, setup)| setup).ok_or("no such batch system")
    })
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let Setup { files, next, .. } = args.system;
    let Some(folder) = &args.write else {
        let mut text = String::new();
        for (name, content) in files {
            let _ = write!(text, "### {name}\n\n{content}\n");
        }
        let _ = write!(text, "### Next, with these files in DIR (`--write DIR` writes them there)\n\n{next}");
        return print::out(text).map(|()| ExitCode::SUCCESS);
    };
    for (name, content) in files {
        let path = folder.join(name);
        let mode = if content.starts_with("#!") { 0o755 } else { 0o644 };
        let shown = path.display();
        if lies_there(&path) {
            print::error_line(&format_args!("{shown} is there already and stays as it is"));
            continue;
        }
        write_new(&path, content, mode).map_err(|why| anyhow::anyhow!("{shown}: {why}"))?;
        print::out(format!("{shown}\n"))?;
    }
    let folder = folder.display().to_string();
    let folder = crate::argv::quote::shell(folder.as_ref());
    print::out(format!("\nNext:\n\n{}", next.replace("DIR", &folder)))?;
    Ok(ExitCode::SUCCESS)
}
