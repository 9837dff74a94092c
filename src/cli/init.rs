//! `longshore init SYSTEM`: a working configuration for a batch system, with comments.
//!
//! `longshore init openlava` -> the lines for `lsf.shared` and `lsb.queues`, a profile, and what to run next; with `--write DIR` as
//! files there.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use crate::edge::{lies_there, write_new};

use super::print;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The batch system
    #[arg(value_enum)]
    system: System,
    /// Write the files into this folder instead of printing them; files that are there already stay
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
}

/// Batch systems with a configuration of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum System {
    /// Grid Engine and its descendants
    Gridengine,
    /// HTCondor
    Htcondor,
    /// IBM Spectrum LSF
    Lsf,
    /// OpenLava
    Openlava,
}

/// A file: its name, its text, whether it is a program.
type File = (&'static str, &'static str, bool);

/// The timer of `longshore prune`.
const PRUNE: [File; 2] = [
    ("longshore-prune.service", include_str!("../../contrib/systemd/longshore-prune.service"), false),
    ("longshore-prune.timer", include_str!("../../contrib/systemd/longshore-prune.timer"), false),
];

impl System {
    fn files(self) -> &'static [File] {
        match self {
            System::Gridengine => &[
                ("queue.conf", include_str!("../../contrib/gridengine/queue.conf"), false),
                ("longshore-starter", include_str!("../../contrib/gridengine/longshore-starter"), true),
                ("profile.yaml", include_str!("../../contrib/gridengine/profile.yaml"), false),
                PRUNE[0],
                PRUNE[1],
            ],
            System::Htcondor => &[
                ("50-longshore.conf", include_str!("../../contrib/htcondor/50-longshore.conf"), false),
                ("profile.yaml", include_str!("../../contrib/htcondor/profile.yaml"), false),
            ],
            System::Lsf => &[
                ("lsf.shared", include_str!("../../contrib/lsf/lsf.shared"), false),
                ("lsf.cluster", include_str!("../../contrib/lsf/lsf.cluster"), false),
                ("lsb.queues", include_str!("../../contrib/lsf/lsb.queues"), false),
                ("lsb.applications", include_str!("../../contrib/lsf/lsb.applications"), false),
                ("longshore-options", include_str!("../../contrib/lsf/longshore-options"), true),
                ("profile.yaml", include_str!("../../contrib/lsf/profile.yaml"), false),
                PRUNE[0],
                PRUNE[1],
            ],
            System::Openlava => &[
                ("lsf.shared", include_str!("../../contrib/openlava/lsf.shared"), false),
                ("lsf.cluster", include_str!("../../contrib/openlava/lsf.cluster"), false),
                ("lsb.queues", include_str!("../../contrib/openlava/lsb.queues"), false),
                ("profile.yaml", include_str!("../../contrib/openlava/profile.yaml"), false),
                PRUNE[0],
                PRUNE[1],
            ],
        }
    }
}

impl System {
    /// What to run next, as root, where the files lie in `DIR`.
    fn next(self) -> &'static str {
        match self {
            System::Gridengine => include_str!("../../contrib/gridengine/next.txt"),
            System::Htcondor => include_str!("../../contrib/htcondor/next.txt"),
            System::Lsf => include_str!("../../contrib/lsf/next.txt"),
            System::Openlava => include_str!("../../contrib/openlava/next.txt"),
        }
    }
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let (files, next) = (args.system.files(), args.system.next());
    let Some(folder) = &args.write else {
        let mut text = String::new();
        for (name, content, _) in files {
            let _ = write!(text, "### {name}\n\n{content}\n");
        }
        let _ = write!(text, "### Next, with these files in DIR (`--write DIR` writes them there)\n\n{next}");
        return print::out(text).map(|()| ExitCode::SUCCESS);
    };
    for (name, content, is_program) in files {
        let path = folder.join(name);
        let mode = if *is_program { 0o755 } else { 0o644 };
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
