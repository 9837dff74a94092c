//! `longshore prune`: removes what batch jobs left behind.
//!
//! `keep: 7d` and a container of job 929 that finished eight days ago -> `docker rm 929`. With `--orphans` also containers
//! whose job the batch system says it does not run any more; an unclear answer keeps the container, and is told. At a terminal
//! what is due is shown first; elsewhere nothing is removed without `--yes`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use crate::argv::quote::{counted, shorten, visible};
use crate::batch::{BATCH, Batch, BatchJob, Fate, JOB, JobError, Reply};
use crate::edge::{ask, is_attended, is_note, is_yes, leftovers, remove_leftover};
use crate::facts::Host as _;
use crate::profile::{seconds_of, time_of};
use crate::runtimes::containers::{Container, State};

use super::print;
use super::steps::{Hidden, LIMIT, Steps};

/// How much of what a batch system says is told, in characters.
const SAID: usize = 160;

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
    /// Do not ask: needed where there is no terminal
    #[arg(long)]
    yes: bool,
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
    let Some(batch) = steps.profile().inputs.batch else {
        return Ok(print::refusal(&JobError::NoBatch));
    };
    let keep = args.older_than.or(steps.profile().starter.keep.map(|(_, seconds)| seconds));
    if keep.is_none() && !args.orphans {
        anyhow::bail!("how long finished containers stay is not said; write `keep:` in the profile, or --older-than");
    }
    let asked = match steps.profile().starter.ask.clone() {
        Some((_, program)) if args.orphans => Some(program),
        None if args.orphans => {
            anyhow::bail!("no batch system can be asked; write its bjobs, qstat or squeue as `prune: {{ask: PATH}}`");
        }
        _ => None,
    };
    let manner = match (args.dry_run, args.yes, is_attended()) {
        (true, _, _) => Manner::Dry,
        (false, true, _) => Manner::AtOnce,
        (false, false, true) => Manner::Asking,
        (false, false, false) => anyhow::bail!(
            "nothing is removed, for nobody is at a terminal to be asked; add --yes, or see by --dry-run what is due"
        ),
    };
    let is_given = args.older_than.is_some();
    let mut prune =
        Prune { steps, batch, keep, is_given, asked, manner, unclear: Unclear::default(), faults: Vec::new() };
    prune.all()?;
    for why in &prune.faults {
        print::error_line(why);
    }
    if let Some(why) = prune.unclear.told() {
        print::error_line(&why);
    }
    Ok(match (prune.faults.is_empty(), prune.unclear.count) {
        (false, _) => ExitCode::from(super::REFUSED),
        (true, 0) => ExitCode::SUCCESS,
        (true, _) => ExitCode::FAILURE,
    })
}

/// How it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Somebody at a terminal is shown what is due, and says yes or no.
    Asking,
    /// Nobody is asked.
    AtOnce,
    /// It is only said.
    Dry,
}

/// Containers whose job's fate is not known, so that they stay.
#[derive(Debug, Default)]
struct Unclear {
    count: usize,
    /// Why, of the first, and what to do.
    first: Option<(String, String)>,
    /// Whether the batch system's program does not run or does not end, so that it is not asked again.
    is_hopeless: bool,
}

impl Unclear {
    fn told(&self) -> Option<String> {
        let (why, remedy) = self.first.as_ref()?;
        let verb = if self.count == 1 { "stays" } else { "stay" };
        Some(format!("{why}; {} {verb}; {remedy}", counted(self.count, "container")))
    }

    fn add(&mut self, why: String, remedy: String) {
        self.count += 1;
        self.first.get_or_insert((why, remedy));
    }
}

/// What is removed.
#[derive(Debug, Default)]
struct Due {
    /// With the reason.
    containers: Vec<(Container, &'static str)>,
    files: Vec<PathBuf>,
}

impl Due {
    /// A line for each. Every job leaves a note about its starter, which is worth none.
    fn lines(&self, word: &str) -> String {
        let containers =
            self.containers.iter().map(|(one, why)| format!("{word} {} (job {}, {why})\n", one.name, job(one)));
        let files = self.files.iter().filter(|path| !is_note(path));
        containers.chain(files.map(|path| format!("{word} {} (nobody needs it)\n", path.display()))).collect()
    }

    /// How many of what, for the question.
    fn count(&self) -> String {
        let files = self.files.iter().filter(|path| !is_note(path)).count();
        match (self.containers.len(), files) {
            (containers, 0) => counted(containers, "container"),
            (0, files) => counted(files, "file"),
            (containers, files) => format!("{} and {}", counted(containers, "container"), counted(files, "file")),
        }
    }
}

/// The number of a container's job.
fn job(container: &Container) -> String {
    BatchJob::of_container(container).map_or_else(|| "?".to_owned(), |job| job.shown())
}

struct Prune {
    steps: Steps,
    batch: Batch,
    /// How many seconds finished containers stay.
    keep: Option<u64>,
    /// Whether the command line says so, not the profile.
    is_given: bool,
    /// The program that knows about jobs, if orphans are meant.
    asked: Option<String>,
    manner: Manner,
    unclear: Unclear,
    faults: Vec<String>,
}

impl Prune {
    fn all(&mut self) -> anyhow::Result<()> {
        let Some(mut due) = self.look() else { return Ok(()) };
        let listed = due.lines("would remove");
        if self.manner != Manner::AtOnce {
            print::out(self.terms() + if listed.is_empty() { "nothing is due\n" } else { &listed })?;
        }
        match self.manner {
            Manner::Dry => return Ok(()),
            Manner::Asking if listed.is_empty() => {}
            Manner::Asking => {
                print::error(&format!("Remove {}? [y/N] ", due.count()));
                if !is_yes() {
                    print::out("nothing is removed\n")?;
                    return Ok(());
                }
                // While somebody thought about it a job may have taken the name of a container that was shown.
                let Some(now) = self.look() else { return Ok(()) };
                due.containers.retain(|(one, _)| now.containers.iter().any(|(known, _)| known.id == one.id));
                due.files.retain(|path| now.files.contains(path));
            }
            Manner::AtOnce => {}
        }
        let mut done = Due::default();
        for (container, why) in due.containers {
            if self.is_removed(&container) {
                done.containers.push((container, why));
            }
        }
        for path in due.files {
            match remove_leftover(&path) {
                Ok(()) => done.files.push(path),
                Err(why) => self.faults.push(why),
            }
        }
        let lines = done.lines("removed");
        if self.manner == Manner::AtOnce && !lines.is_empty() {
            print::out(self.terms())?;
        }
        print::out(lines)
    }

    /// What is due now, unless the engine does not say.
    fn look(&mut self) -> Option<Due> {
        self.due().map_err(|why| self.faults.push(why)).ok()
    }

    /// Whose containers are meant, and which of them.
    fn terms(&self) -> String {
        let profile = self.steps.profile();
        let source = match profile.starter.keep {
            Some((at, _)) if !self.is_given => format!("`keep` at {}", profile.files.locate(at)),
            _ => "--older-than".to_owned(),
        };
        let finished = self.keep.map(|keep| format!("finished {} ago or earlier ({source})", time_of(keep)));
        let orphans = self.asked.as_ref().map(|program| format!("without a job ({program} is asked)"));
        let which: Vec<String> = finished.into_iter().chain(orphans).collect();
        format!("containers of {} that are due: {}\n", self.batch.name, which.join(", "))
    }

    fn due(&mut self) -> Result<Due, String> {
        self.unclear = Unclear::default();
        let now = self.steps.case.machine.now().map_err(|missing| missing.to_string())?;
        // What other profiles' batch systems left is theirs to remove.
        let labels = [JOB.to_owned(), format!("{BATCH}={}", self.batch.name)];
        let mut due = Due::default();
        for one in self.steps.containers(&labels, Hidden::LeftOut)? {
            if self.is_old(&one, now) {
                due.containers.push((one, "finished"));
            } else if one.state != State::Finished && self.is_orphan(&one) {
                due.containers.push((one, "without a job"));
            }
        }
        due.files = self.files(now)?;
        Ok(due)
    }

    fn is_old(&self, container: &Container, now: i64) -> bool {
        let keep = self.keep.map(|keep| i64::try_from(keep).unwrap_or(i64::MAX));
        let over = container.finished.zip(keep).is_some_and(|(finished, keep)| now.saturating_sub(finished) >= keep);
        container.state == State::Finished && over
    }

    /// Whether the batch system says that it does not run the container's job.
    fn is_orphan(&mut self, container: &Container) -> bool {
        let Some(program) = self.asked.clone() else { return false };
        let job = BatchJob::of_container(container);
        let Some((query, job)) = job.and_then(|job| Some((job.batch.query?, job))) else {
            let why =
                format!("{program} cannot be asked about the container {}, whose labels name no job", container.name);
            self.unclear.add(why, "remove it yourself".to_owned());
            return false;
        };
        if self.unclear.is_hopeless {
            self.unclear.count += 1;
            return false;
        }
        let shown = job.shown();
        let words = (query.words)(&job);
        match ask(Path::new(&program), &words, PATIENCE) {
            Err(error) => {
                let why = format!("{program}: {}", error.why());
                self.unclear.is_hopeless = true;
                let remedy = "see that the program runs here, or name another as `prune: {ask: PATH}`".to_owned();
                self.unclear.add(format!("the batch system cannot be asked about job {shown}: {why}"), remedy);
                false
            }
            Ok(ran) => {
                match (query.fate)(&job, &Reply { code: ran.code(), stdout: &ran.stdout, stderr: &ran.stderr }) {
                    Fate::Gone => true,
                    Fate::There => false,
                    Fate::Unclear => {
                        let code = ran.code().map_or_else(|| "by a signal".to_owned(), |code| format!("with {code}"));
                        let said = visible(&ran.last_words()).into_owned();
                        let said = shorten(&said, SAID);
                        let why = format!(
                            "{program} does not say what became of job {shown}: it ends {code}, and says: {said}"
                        );
                        self.unclear.add(why, format!("see why: {program} {}", words.join(" ")));
                        false
                    }
                }
            }
        }
    }

    /// Removes a container; whether it did.
    fn is_removed(&mut self, container: &Container) -> bool {
        match self.ended(container).and_then(|()| self.line(&["rm"], container)) {
            Ok(()) => true,
            // Somebody else removed it: that is as good.
            Err(why) if why.contains("No such container") || why.contains("no such container") => false,
            Err(why) => {
                self.faults.push(format!("the container {} stays: {why}", container.name));
                false
            }
        }
    }

    fn ended(&mut self, container: &Container) -> Result<(), String> {
        if container.state == State::Paused {
            self.line(&["unpause"], container)?;
        }
        if matches!(container.state, State::Paused | State::Running) {
            let grace = self.steps.profile().grace().to_string();
            self.line(&["stop", "-t", &grace], container)?;
        }
        Ok(())
    }

    fn line(&mut self, words: &[&str], container: &Container) -> Result<(), String> {
        let limit = LIMIT + Duration::from_secs(self.steps.profile().grace());
        let ran = self.steps.about(words, container, limit)?;
        if ran.is_good() { Ok(()) } else { Err(ran.last_words()) }
    }

    /// Files of plans that no container mounts.
    fn files(&mut self, now: i64) -> Result<Vec<PathBuf>, String> {
        // Without a directory there are no files.
        let Ok(directory) = self.steps.case.machine.state_dir() else { return Ok(Vec::new()) };
        // Where a policy hides containers of others, nobody knows what they mount: then all files stay.
        let Ok(all) = self.steps.containers(&[], Hidden::Fault) else { return Ok(Vec::new()) };
        let mounted: Vec<String> = all.into_iter().flat_map(|one| one.sources).collect();
        leftovers(&directory, &mounted, now)
    }
}
