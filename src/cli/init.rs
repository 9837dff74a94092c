//! `longshore init SYSTEM`: a working configuration for a batch system, with comments.
//!
//! `longshore init openlava` -> the lines for `lsf.shared` and `lsb.queues`, and a profile; with `--write DIR` as files there.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use crate::edge::write_new;

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

impl System {
    fn files(self) -> &'static [File] {
        match self {
            System::Gridengine => &[
                ("queue.conf", include_str!("../../contrib/gridengine/queue.conf"), false),
                ("longshore-starter", include_str!("../../contrib/gridengine/longshore-starter"), true),
                ("profile.yaml", include_str!("../../contrib/gridengine/profile.yaml"), false),
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
            ],
            System::Openlava => &[
                ("lsf.shared", include_str!("../../contrib/openlava/lsf.shared"), false),
                ("lsf.cluster", include_str!("../../contrib/openlava/lsf.cluster"), false),
                ("lsb.queues", include_str!("../../contrib/openlava/lsb.queues"), false),
                ("profile.yaml", include_str!("../../contrib/openlava/profile.yaml"), false),
            ],
        }
    }
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let files = args.system.files();
    let Some(folder) = &args.write else {
        let mut text = String::new();
        for (number, (name, content, _)) in files.iter().enumerate() {
            let gap = if number == 0 { "" } else { "\n" };
            let _ = write!(text, "{gap}### {name}\n\n{content}");
        }
        return print::out(text).map(|()| ExitCode::SUCCESS);
    };
    for (name, content, is_program) in files {
        let path = folder.join(name);
        let mode = if *is_program { 0o755 } else { 0o644 };
        write_new(&path, content, mode).map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))?;
        print::out(format!("{}\n", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}
