//! `longshore prune`: removes what batch jobs left behind.
//!
//! `keep: 7d` and a container of job 929 that finished eight days ago -> `docker rm 929`. With `--orphans` also containers
//! whose job the batch system says it does not run any more; an unclear answer keeps the container.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use crate::edge::{ask, is_note, leftovers, remove_leftover};
use crate::facts::Host as _;
use crate::job::{BATCH, BatchJob, Fate, JOB, answer, question};
use crate::profile::seconds_of;
use crate::runtimes::containers::{Container, State};

use super::print;
use super::steps::{Hidden, LIMIT, Steps};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Remove containers that finished longer ago than this: seconds, or 90m, 12h, 7d [default: the profile's `keep`]
    #[arg(long, value_name = "TIME", value_parser = time)]
    older_than: Option<u64>,
    /// Also end and remove containers whose job the batch system does not run any more
    #[arg(long)]
    orphans: bool,
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,
}

fn time(text: &str) -> Result<u64, String> {
    seconds_of(text).ok_or_else(|| "write seconds, or a duration such as 90m, 12h or 7d".to_owned())
}

/// How long a batch system may take for its answer.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn main(args: Args) -> anyhow::Result<ExitCode> {
    let steps = match Steps::select(args.profile, false) {
        Ok(steps) => steps,
        Err(code) => return Ok(code),
    };
    let keep = args.older_than.or(steps.profile().starter.keep.map(|(_, seconds)| seconds));
    if keep.is_none() && !args.orphans {
        let why = "how long finished containers stay is not said; write `keep:` in the profile, or --older-than";
        return Ok(print::refusal(&why));
    }
    let asked = match steps.profile().starter.ask.clone() {
        Some((_, program)) if args.orphans => Some(program),
        None if args.orphans => {
            let why = "no batch system can be asked; write its bjobs, qstat or squeue as `prune: {ask: PATH}`";
            return Ok(print::refusal(&why));
        }
        _ => None,
    };
    let mut prune = Prune { steps, keep, asked, is_dry: args.dry_run, said: String::new(), faults: Vec::new() };
    if let Err(why) = prune.all() {
        prune.faults.push(why);
    }
    print::out(&prune.said)?;
    for why in &prune.faults {
        print::error_line(why);
    }
    Ok(if prune.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(super::REFUSED) })
}

struct Prune {
    steps: Steps,
    /// How many seconds finished containers stay.
    keep: Option<u64>,
    /// The program that knows about jobs, if orphans are meant.
    asked: Option<String>,
    is_dry: bool,
    said: String,
    faults: Vec<String>,
}

impl Prune {
    fn all(&mut self) -> Result<(), String> {
        let now = self.steps.case.machine.now().map_err(|missing| missing.to_string())?;
        let mut labels = vec![JOB.to_owned()];
        if let Some(batch) = self.steps.profile().inputs.batch {
            labels.push(format!("{BATCH}={}", batch.as_str()));
        }
        for one in self.steps.containers(&labels, Hidden::LeftOut)? {
            if self.is_old(&one, now) {
                self.remove(&one, "finished");
            } else if one.state != State::Finished && self.is_orphan(&one) {
                self.remove(&one, "without a job");
            }
        }
        self.files(now)
    }

    fn is_old(&self, container: &Container, now: i64) -> bool {
        let keep = self.keep.map(|keep| i64::try_from(keep).unwrap_or(i64::MAX));
        let over = container.finished.zip(keep).is_some_and(|(finished, keep)| now.saturating_sub(finished) >= keep);
        container.state == State::Finished && over
    }

    /// Whether the batch system says that it does not run the container's job.
    fn is_orphan(&self, container: &Container) -> bool {
        let Some(program) = &self.asked else { return false };
        let Some(job) = BatchJob::of_container(container) else { return false };
        let Some(words) = question(&job) else { return false };
        let answered = ask(Path::new(program), &words, PATIENCE);
        answered.is_ok_and(|ran| answer(&job, ran.code, &ran.stdout, &ran.stderr) == Fate::Gone)
    }

    fn remove(&mut self, container: &Container, why: &str) {
        let job = BatchJob::of_container(container).map_or_else(|| "?".to_owned(), |job| job.shown());
        if self.is_dry {
            let _ = writeln!(self.said, "would remove {} (job {job}, {why})", container.name);
            return;
        }
        match self.ended(container).and_then(|()| self.line(&["rm", container.word()])) {
            Ok(()) => {
                let _ = writeln!(self.said, "removed {} (job {job}, {why})", container.name);
            }
            // Somebody else removed it: that is as good.
            Err(why) if why.contains("No such container") || why.contains("no such container") => {}
            Err(why) => self.faults.push(format!("the container {} stays: {why}", container.name)),
        }
    }

    fn ended(&mut self, container: &Container) -> Result<(), String> {
        if container.state == State::Paused {
            self.line(&["unpause", container.word()])?;
        }
        if matches!(container.state, State::Paused | State::Running) {
            let grace = self.steps.profile().starter.stop.map_or(10, |(_, seconds)| seconds).to_string();
            self.line(&["stop", "-t", &grace, container.word()])?;
        }
        Ok(())
    }

    fn line(&mut self, words: &[&str]) -> Result<(), String> {
        let grace = self.steps.profile().starter.stop.map_or(10, |(_, seconds)| seconds);
        let ran = self.steps.line(words, Some(LIMIT + Duration::from_secs(grace)))?;
        if ran.is_good() { Ok(()) } else { Err(ran.last_words()) }
    }

    /// Files of plans that no container mounts.
    fn files(&mut self, now: i64) -> Result<(), String> {
        // Without a directory there are no files.
        let Ok(directory) = self.steps.case.machine.state_dir() else { return Ok(()) };
        // Where a policy hides containers of others, nobody knows what they mount: then all files stay.
        let Ok(all) = self.steps.containers(&[], Hidden::Fault) else { return Ok(()) };
        let mounted: Vec<String> = all.into_iter().flat_map(|one| one.sources).collect();
        for path in leftovers(&directory, &mounted, now)? {
            let shown = path.display();
            // Every job leaves a note about its starter.
            let is_worth_a_line = !is_note(&path);
            if self.is_dry && is_worth_a_line {
                let _ = writeln!(self.said, "would remove {shown} (nobody needs it)");
            } else if self.is_dry {
            } else if let Err(why) = remove_leftover(&path) {
                self.faults.push(why);
            } else if is_worth_a_line {
                let _ = writeln!(self.said, "removed {shown} (nobody needs it)");
            }
        }
        Ok(())
    }
}
