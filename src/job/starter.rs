//! A starter of a batch system: from a job's words and environment to the lines that run it.
//!
//! `LSB_JOBID=929`, `LSB_DOCKER_IMAGE=centos:app` and the words `/usr/local/app/hello` under `command: argv` ->
//! `docker create --name=929 --label=org.longshore.job=929 --label=org.longshore.batch=openlava centos:app
//! /usr/local/app/hello`, then `docker start --attach 929`.
//!
//! What the words mean is never guessed: the profile says it. The lines go the way of every line, so rules and policy
//! count for them.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use crate::argv::{Draft, Item, Line, Name, Origin, Place, Tables, quote};
use crate::batch::{BatchJob, Starter};
use crate::facts::Host;
use crate::plan::{Plan, Refusal, Request, SCRIPT_TARGET, Script};
use crate::profile::{CommandForm, Into, Profile, Pull, Surroundings, settings};

use super::not_started::{NotStarted, StarterError};

/// The shell of forms that need one.
const SHELL: &str = "/bin/sh";

/// What a batch system asks a starter for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The words behind `--`.
    pub words: Vec<OsString>,
    /// Whether standard input and output are a terminal.
    pub is_terminal: bool,
}

impl Asked {
    /// The line that makes the container.
    ///
    /// # Errors
    /// [`StarterError`]
    pub fn create(&self, profile: &Profile, host: &dyn Host) -> Result<Request, StarterError> {
        let job = BatchJob::of_environment(profile.inputs.batch, host)?;
        let image = image(profile, host)?;
        let (at, form) = profile.starter.command.ok_or(StarterError::NoCommand)?;
        let (form, words) = self.form(form, profile, host);
        let mut line = Starting::of(profile, host, &job, "create");
        let starter = job.batch.starter.map_err(|none| StarterError::Line { why: none.why.to_owned() })?;
        if is_interactive(&starter, host) {
            line.word("--interactive");
            if self.is_terminal {
                line.word("--tty");
            }
        }
        if profile.starter.pull.is_some() {
            // Pulling is a step of its own, whose failure is told from others.
            line.option("pull", "never");
        }
        let mut script = None;
        match (form, words) {
            (CommandForm::Argv, [_, ..]) => {
                line.word(image);
                for word in words {
                    line.word(word);
                }
            }
            (CommandForm::Shell, [text]) => {
                line.option("entrypoint", SHELL);
                line.word(image);
                line.word("-c");
                // The shell would take such a text for options.
                if text.as_bytes().starts_with(b"-") || text.as_bytes().starts_with(b"+") {
                    line.word("--");
                }
                line.word(text);
            }
            (CommandForm::Script, [_, ..]) => {
                line.option("entrypoint", SHELL);
                line.word(image);
                line.word(SCRIPT_TARGET);
                script = Some(self.script(at));
            }
            (CommandForm::Image, []) => line.word(image),
            (CommandForm::Image, [word]) if word == starter.place_holder => line.word(image),
            (CommandForm::Image, [first, ..]) => {
                let place_holder = starter.place_holder;
                return Err(StarterError::Words { first: first.clone(), place_holder });
            }
            (form, words) => return Err(StarterError::WordCount { form, count: words.len() }),
        }
        Ok(Request { script, ..line.request() })
    }

    /// What the words are, and which count: the profile's word, unless the job asks for the image's own program by
    /// `raw_args`. Then the words are its arguments, and the image needs no shell; a text for a shell cannot be that.
    fn form(&self, form: CommandForm, profile: &Profile, host: &dyn Host) -> (CommandForm, &[OsString]) {
        let line = [profile.runtime.as_str().into(), "create".into(), "image".into()];
        let tables = profile.tables();
        let around = Surroundings::new(&profile.inputs, host);
        let raw = read(&line, &tables).ok().and_then(|draft| {
            // What is wrong with a variable is said when the line is decided.
            settings(profile, draft, &tables, &around).ok()?.raw_args
        });
        match (raw, form, self.words.as_slice()) {
            (None, form, words) => (form, words),
            (Some(raw), _, [word]) if word.as_bytes() == raw => (CommandForm::Image, &[]),
            (Some(_), CommandForm::Script | CommandForm::Argv, words @ [_, ..]) => (CommandForm::Argv, words),
            (Some(_), _, words) => (CommandForm::Image, words),
        }
    }

    /// A line whose options are those of the job's container, for a batch system that runs the container itself.
    ///
    /// # Errors
    /// [`StarterError`]
    pub fn options_only(profile: &Profile, host: &dyn Host) -> Result<Request, StarterError> {
        let job = BatchJob::of_environment(profile.inputs.batch, host)?;
        let mut line = Starting::of(profile, host, &job, "run");
        line.word(image(profile, host)?);
        Ok(line.request())
    }

    /// The words as a text: what the shell of the host left of them, blanks between.
    fn script(&self, at: Place) -> Script {
        let mut text = Vec::new();
        for (index, word) in self.words.iter().enumerate() {
            if index > 0 {
                text.push(b' ');
            }
            text.extend(word.as_bytes());
        }
        text.push(b'\n');
        Script { at, text }
    }
}

/// Whether the job has a terminal, or standard input.
fn is_interactive(starter: &Starter, host: &dyn Host) -> bool {
    starter.interactive.is_some_and(|(name, value)| host.env(OsStr::new(name)).is_some_and(|found| found == value))
}

/// The image that the job names, or the profile for it.
fn image(profile: &Profile, host: &dyn Host) -> Result<OsString, StarterError> {
    let Some(from) = &profile.starter.image else { return Err(StarterError::NoImage { variables: Vec::new() }) };
    for variable in &from.from_env {
        let Some(text) = host.env(OsStr::new(variable)).filter(|text| !text.is_empty()) else { continue };
        if text.as_bytes().starts_with(b"-") || text.as_bytes().iter().any(u8::is_ascii_whitespace) {
            return Err(StarterError::NotAnImage { variable: variable.clone(), text });
        }
        return Ok(text);
    }
    let default = from.default.as_ref().map(OsString::from);
    default.ok_or_else(|| StarterError::NoImage { variables: from.from_env.clone() })
}

/// A line that begins with what all containers of jobs have.
struct Starting {
    words: Vec<OsString>,
    /// Options that variables of the job set: they count more than the starter, which writes what jobs get that ask for
    /// nothing else.
    asked: Vec<Name<32>>,
}

impl Starting {
    fn of(profile: &Profile, host: &dyn Host, job: &BatchJob, verb: &str) -> Starting {
        let asked = profile.inputs.from_env.iter().filter_map(|variable| {
            let is_set = host.env(OsStr::new(&variable.name)).is_some_and(|value| !value.is_empty());
            match variable.into {
                Into::Option(row) if is_set || variable.default.is_some() => Some(row.destination),
                _ => None,
            }
        });
        let words = vec![profile.runtime.as_str().into(), verb.into()];
        let mut line = Starting { words, asked: asked.collect() };
        line.option("name", &job.key);
        for (key, value) in job.labels() {
            let mut word = OsString::from(format!("--label={key}="));
            word.push(value);
            line.word(word);
        }
        line
    }

    /// An option that a line has once, unless the job asks for it.
    fn option(&mut self, name: &str, value: &str) {
        if self.asked.iter().all(|asked| asked.as_str() != name) {
            self.word(format!("--{name}={value}"));
        }
    }

    fn word(&mut self, word: impl std::convert::Into<OsString>) {
        self.words.push(word.into());
    }

    fn request(self) -> Request {
        let origins = self.words.iter().map(|_| Origin::Starter).collect();
        Request { words: self.words, origins, ..Request::default() }
    }
}

/// The lines around the one that makes the container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// Whether the engine has the image: carried out only to know whether `pull` has to be.
    pub look: Option<Request>,
    /// Pulls the image.
    pub pull: Option<Request>,
    /// Starts the container, and stays until it ends.
    pub start: Request,
    /// The container's name.
    pub name: OsString,
    pub image: OsString,
}

/// The lines that belong to a container as the profile has it made.
///
/// # Errors
/// When the profile took away what they need.
pub fn around(create: &Plan, profile: &Profile) -> Result<Around, StarterError> {
    let tables = profile.tables();
    let words = words_of(create, profile);
    let draft = read(&words, &tables)?;
    let last = |option: &[u8]| draft.options(option).next_back().map(|(_, item)| item);
    let owned = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    let name = last(b"name").and_then(|item| item.value.as_deref()).map(owned);
    let name = name.ok_or_else(|| StarterError::Line { why: "the container has no name".to_owned() })?;
    let image = draft.operand(0).map(owned);
    let image = image.ok_or_else(|| StarterError::Line { why: "it has no image".to_owned() })?;
    let is_interactive = last(b"interactive").is_some_and(Item::is_on);
    let client = profile.runtime.as_str();
    let request = |words: &[&OsStr]| Request {
        words: std::iter::once(OsStr::new(client)).chain(words.iter().copied()).map(OsStr::to_owned).collect(),
        origins: vec![Origin::Starter; words.len() + 1],
        ..Request::default()
    };
    let word = OsStr::new;
    let look = || request(&[word("image"), word("inspect"), word("--format={{.Id}}"), &image]);
    let pull = || request(&[word("pull"), word("--quiet"), &image]);
    let (look, pull) = match profile.starter.pull {
        Some((_, Pull::Always)) => (None, Some(pull())),
        Some((_, Pull::Missing)) => (Some(look()), Some(pull())),
        Some((_, Pull::Never)) | None => (None, None),
    };
    let start = if is_interactive {
        request(&[word("start"), word("--attach"), word("--interactive"), &name])
    } else {
        request(&[word("start"), word("--attach"), &name])
    };
    Ok(Around { look, pull, start, name, image })
}

/// All lines of a starter as one plan, for a look at them; each is decided on its own.
///
/// # Errors
/// [`NotStarted`]
pub fn steps(
    asked: &Asked,
    profile: &Profile,
    host: &dyn Host,
    decide: &dyn Fn(&Request) -> Result<Plan, Refusal>,
) -> Result<Plan, NotStarted> {
    let create = decide(&asked.create(profile, host)?)?;
    let around = around(&create, profile)?;
    let mut steps = Vec::new();
    let mut files = Vec::new();
    for request in [&around.look, &around.pull].into_iter().flatten() {
        let plan = decide(request)?;
        check_image(&plan, &around.image, profile)?;
        steps.extend(plan.steps);
        files.extend(plan.files);
    }
    let start = decide(&around.start)?;
    steps.extend(create.steps);
    steps.extend(start.steps);
    for file in create.files.into_iter().chain(start.files) {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    Ok(Plan { files, steps, ..create })
}

/// Whether the profile left the image of a line that looks or pulls alone: it would be another than the container's.
///
/// # Errors
/// When it did not.
pub fn check_image(plan: &Plan, image: &OsStr, profile: &Profile) -> Result<(), StarterError> {
    let words = words_of(plan, profile);
    let tables = profile.tables();
    let draft = read(&words, &tables)?;
    let found = draft.operand(0).unwrap_or_default();
    if found == image.as_bytes() {
        return Ok(());
    }
    let (found, image) = (quote::short_bytes(found), quote::short(image));
    Err(StarterError::Line { why: format!("it would pull {found} for a container of {image}") })
}

/// The words of a plan of one step, the client's name before them instead of the engine.
pub(super) fn words_of(plan: &Plan, profile: &Profile) -> Vec<OsString> {
    let engine = profile.engine.as_ref().map_or(1, |engine| engine.words.len());
    let rest = plan.steps.iter().flat_map(|step| step.words.iter().skip(engine).map(|word| word.text.clone()));
    std::iter::once(profile.runtime.as_str().into()).chain(rest).collect()
}

pub(super) fn read<'w>(words: &'w [OsString], tables: &dyn Tables) -> Result<Draft<'w>, StarterError> {
    let line = Line::read(words, tables).map_err(|error| StarterError::Line { why: error.to_string() })?;
    Ok(Draft::new(line))
}
