//! longshore's own commands and their arguments.
//!
//! `longshore rewrite --profile cernvm -- docker create img` -> [`super::rewrite`] with the words of the line.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::argv::quote;
use crate::edge::{CalledBy, Choice, Chosen, Machine, SelectError, Site, last_resort, select};
use crate::plan::{NoClient, client_of, is_control};
use crate::profile::Profile;
use crate::yaml::nearest;

use super::{
    audit, build, completions, control, doctor, explain, init, job, options, print, profile, prune, rewrite, run,
    starter, verify,
};

const EXAMPLES: &str = "\
Examples:
  longshore explain --profile cernvm -- docker create --user 1000 img
  longshore explain --effects -- docker run -v /data:/data img
  longshore rewrite --profile ./site.yaml -- docker run -it img
  longshore profile check ./site.yaml
  longshore verify tests/golden
  ln -s /usr/bin/longshore-dropin /usr/libexec/longshore/docker
                       the drop-in: same command line, the site's rules

Profiles: NAME is /etc/longshore/profiles/NAME.yaml, then a shipped one; a word with a `/` is a file.";

/// Decides what a container engine is told to do on a batch system.
#[derive(Debug, Parser)]
#[command(name = "longshore", version, after_help = EXAMPLES)]
pub(super) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Look at recorded decisions
    #[command(subcommand)]
    Audit(audit::Command),
    /// Build an image and push all its names: `docker_build` of LSF sites
    Build(build::Args),
    /// Print a shell's completion script
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Suspend, resume or end a batch job's container: the job controls of OpenLava, LSF and Grid Engine
    Control(control::Args),
    /// Look whether longshore can do its work on this machine
    Doctor(doctor::Args),
    /// Show every word of the rewritten line with its reason
    Explain(explain::Args),
    /// Print or write a working configuration for a batch system
    Init(init::Args),
    /// Submit jobs that outlive their caller, look at them and control them, as DRMAA2 does
    #[command(subcommand)]
    Job(job::Command),
    /// List the options of the engines' commands, as longshore reads them
    Options(options::Args),
    /// Check, show and find profiles
    #[command(subcommand)]
    Profile(profile::Command),
    /// Remove finished containers of batch jobs, and what else they left behind
    ///
    /// All finished containers on the engine with the label of the profile's batch system are meant, whosever job it was.
    /// At a terminal it shows what is due and asks. Elsewhere nothing is removed without --yes.
    Prune(prune::Args),
    /// Print the rewritten line
    Rewrite(rewrite::Args),
    /// Run a job file
    Run(run::Args),
    /// Run a batch job: the job starter of OpenLava, LSF and Grid Engine
    Starter(starter::Args),
    /// Compare golden cases with what the profiles do
    Verify(verify::Args),
}

/// A line that is looked at, not run, and the profile that it is looked at under.
#[derive(Debug, Args)]
pub(super) struct Looked {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// As if USER called from here, with an empty environment; root may look as anybody
    #[arg(long = "as", value_name = "USER")]
    user: Option<String>,
    /// The command line, `docker ...`; a `--` may stand before it
    #[arg(trailing_var_arg = true, required = true, value_name = "WORD")]
    pub(super) words: Vec<OsString>,
}

impl Looked {
    /// The machine as `--as USER` sees it, if that is asked for.
    ///
    /// # Errors
    /// When there is no such user, or this process may not look as that user.
    pub(super) fn called<'m>(&self, machine: &'m Machine) -> anyhow::Result<Option<CalledBy<'m>>> {
        let called =
            |user: &String| machine.called_by(user).map_err(|missing| anyhow::anyhow!("--as {user}: {}", missing.why));
        Ok(self.user.as_ref().map(called).transpose()?.map(CalledBy::here))
    }

    /// The profile that counts for the line.
    ///
    /// # Errors
    /// When the line does not begin with a client's name, or with that of another profile than `--profile`: wrong use.
    pub(super) fn select(&self, machine: &Machine) -> anyhow::Result<Result<(Profile, Chosen), SelectError>> {
        let client = NoClient::check(&self.words)?;
        if let (Some(given), Some(called)) = (&self.profile, client.profile)
            && given != called
        {
            let word = self.words.first().map(|word| quote::short(word)).unwrap_or_default();
            let client = client.client.as_str();
            anyhow::bail!(
                "{word} names the profile `{called}`, and --profile is `{given}`; write `{client}`, or leave out --profile"
            );
        }
        let called = client.profile.map(str::to_owned);
        let choice = Choice { argument: self.profile.clone(), called, ..Choice::default() };
        Ok(match select_dry(choice.clone(), machine) {
            Err(error @ (SelectError::Broken(_) | SelectError::Load(_))) if self.profile.is_none() => {
                self.stand_in(&choice, machine).ok_or(error)
            }
            selected => selected,
        })
    }

    /// What judges the line in the drop-in where a file of the site's does not load: a copy, or the last resort, and only for
    /// lines that create nothing.
    fn stand_in(&self, choice: &Choice, machine: &Machine) -> Option<(Profile, Chosen)> {
        let selected = select(choice, &Site::of_machine(), machine).or_else(last_resort).ok()?;
        let broken = selected
            .broken
            .filter(|_| is_control(&self.words, &selected.profile.tables_of_given(client_of(&self.words))))?;
        let file = selected.profile.files.first().map_or("", |file| file.path.as_str());
        print::error_line(&format!(
            "{file} judges this line, which creates nothing, until the profile loads: {broken}"
        ));
        Some((selected.profile, selected.chosen))
    }
}

/// As [`Looked`], and printed as text or JSON.
#[derive(Debug, Args)]
pub(super) struct Dry {
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) looked: Looked,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(super) fn main(words: Vec<OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) => {
            let error = with_safe_suggestion(error);
            // clap knows itself which stream and which exit code: 0 for help, 2 for a mistake.
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let result = match cli.command {
        Command::Audit(command) => audit::main(&command),
        Command::Build(args) => build::main(args),
        Command::Completions { shell } => completions::main(shell),
        Command::Control(args) => control::main(&args),
        Command::Doctor(args) => doctor::main(&args),
        Command::Explain(args) => explain::main(args),
        Command::Init(args) => init::main(&args),
        Command::Job(command) => job::main(command),
        Command::Options(args) => options::main(&args),
        Command::Profile(command) => profile::main(command),
        Command::Prune(args) => prune::main(args),
        Command::Rewrite(args) => rewrite::main(args),
        Command::Run(args) => run::main(&args),
        Command::Starter(args) => starter::main(args),
        Command::Verify(args) => verify::main(&args),
    };
    result.unwrap_or_else(|error| {
        print::error_line(&format_args!("{error:#}"));
        ExitCode::from(2)
    })
}

/// Verbs that end or remove something. Whoever follows a suggestion after a typing mistake must not lose a job by it.
const NEVER_SUGGESTED: [&str; 3] = ["delete", "prune", "terminate"];

/// `error` with a suggested command only where it is near what was typed, and does no harm.
fn with_safe_suggestion(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand).cloned() else { return error };
    if let Some(ContextValue::Strings(names)) = error.remove(ContextKind::SuggestedSubcommand) {
        let harmless = names.iter().map(String::as_str).filter(|name| !NEVER_SUGGESTED.contains(name));
        if let Some(name) = nearest(&typed, harmless) {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![name]));
        }
    }
    error
}

/// The profile for a command that runs nothing.
pub(super) fn select_dry(choice: Choice, machine: &Machine) -> Result<(Profile, Chosen), SelectError> {
    let choice = Choice { is_dry: true, ..choice };
    select(&choice, &Site::of_machine(), machine).map(|selected| (selected.profile, selected.chosen))
}
