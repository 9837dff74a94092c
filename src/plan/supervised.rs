//! A plan to make a container, as the work of somebody who stays with it.
//!
//! The step `/usr/bin/docker --log-level=error create img` -> the same with a name and a label that say whose it is, and the
//! steps `/usr/bin/docker --log-level=error start ...`, `inspect ...`, `kill ...`, `rm ...` in the same environment.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::time::Duration;

use crate::argv::{Author, Line, Origin, Tables, Word};
use crate::profile::{Profile, RuntimeName, Runtimes};
use crate::runtimes::podman::answers::{Answer, folder_question};

use super::refusal::Refusal;
use super::{Plan, Step, Streams};

/// The label by which a supervised container is found; its value is the run's own.
pub const LABEL: &str = "longshore.run";

/// What engines give a container to end when it does not say, in seconds.
const DEFAULT_GRACE: u64 = 10;

/// A container that is made, watched and removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supervised {
    /// The step that makes it.
    pub create: Step,
    /// Its name.
    pub name: OsString,
    /// Its image.
    pub image: OsString,
    /// Whether standard input reaches it.
    pub is_interactive: bool,
    /// Whether it has a terminal.
    pub has_terminal: bool,
    /// How long it has between the signal to stop and its end.
    pub grace: Duration,
    /// Whose container it is.
    pub runtime: RuntimeName,
    /// What finds it: `label=longshore.run=...`.
    pub filter: String,
    /// The words before the command, on every line.
    before: Vec<Word>,
}

impl Supervised {
    /// The plan's one step, a `create`, with the mark of a run. A name that the line gives stays.
    ///
    /// # Errors
    /// When the plan makes no container, which is a mistake of longshore's.
    pub fn of(plan: &Plan, run: &str, profile: &Profile, runtimes: &dyn Runtimes) -> Result<Supervised, Refusal> {
        let tables: &dyn Tables = &profile.tables(runtimes);
        let mistake = |difference: &str| Refusal::ReRead { difference: difference.to_owned() };
        let [step] = plan.steps.as_slice() else { return Err(mistake("not exactly one step")) };
        let engine = profile.engine.as_ref().map_or(1, |engine| engine.words.len());
        let mut words = vec![OsString::from(tables.name())];
        words.extend(step.words.iter().skip(engine).map(|word| word.text.clone()));
        let line = Line::read(&words, tables).map_err(|error| mistake(&error.to_string()))?;
        let value = |name: &str| {
            let found = line.occurrences().iter().rfind(|found| line.option_name(found) == name.as_bytes())?;
            Some(line.value(found).unwrap_or(b"true"))
        };
        let is_on = |name| value(name).is_some_and(|value| !matches!(value, b"false" | b"0" | b"f" | b"F"));
        // Words of the step: those of the engine, then those of the line but for its first.
        let of_step = |index: usize| engine + index - 1;
        let command = line.command().filter(|command| command.path.as_str().ends_with("create"));
        let image = line.operands().first().map(|&image| OsString::from_vec(line.word(image).to_vec()));
        let (Some(_), Some(image)) = (command, image) else { return Err(mistake("the line makes no container")) };
        let mut create = step.clone();
        // What is removed at once can no longer be asked how it ended.
        let removals = line.occurrences().iter().filter(|found| line.option_name(found) == b"rm");
        let removals: Vec<usize> = removals.map(|found| of_step(found.word)).collect();
        let mut index = 0;
        create.words.retain(|_| {
            index += 1;
            !removals.contains(&(index - 1))
        });
        let own = |text: String| Word {
            text: text.into(),
            index: None,
            was: None,
            origin: Origin::Canonical,
            author: Author::Site,
            translated: None,
        };
        let name = value("name").filter(|name| !name.is_empty()).map(|name| OsStr::from_bytes(name).to_owned());
        let mut marks = vec![own(format!("--label={LABEL}={run}"))];
        if name.is_none() {
            marks.insert(0, own(format!("--name={run}")));
        }
        let behind_command = of_step(line.command_word()) + 1;
        create.words.splice(behind_command..behind_command, marks);
        create.streams = Streams::default();
        create.answer = Answer::Given;
        let grace = value("stop-timeout").and_then(|value| str::from_utf8(value).ok()?.parse().ok());
        let before = step.words.iter().take(of_step(line.globals_end())).cloned().collect();
        Ok(Supervised {
            create,
            name: name.unwrap_or_else(|| run.into()),
            image,
            is_interactive: is_on("interactive"),
            has_terminal: is_on("tty"),
            runtime: profile.runtime,
            grace: Duration::from_secs(grace.unwrap_or(DEFAULT_GRACE)),
            filter: format!("label={LABEL}={run}"),
            before,
        })
    }

    /// The step that starts the container `id`.
    #[must_use]
    pub fn start(&self, words: &[&OsStr], id: &OsStr) -> Step {
        let question = |words: &[&OsStr]| self.step(words).argv().map(OsStr::to_owned).collect();
        let folder = (self.runtime == RuntimeName::Podman).then(|| question(&folder_question(id)));
        Step { folder, ..self.step(words) }
    }

    /// Another command of the same client, on the same engine, in the same environment.
    #[must_use]
    pub fn step(&self, words: &[&OsStr]) -> Step {
        let own = |text: &&OsStr| Word {
            text: (*text).to_owned(),
            index: None,
            was: None,
            origin: Origin::Canonical,
            author: Author::Site,
            translated: None,
        };
        Step {
            words: self.before.iter().cloned().chain(words.iter().map(own)).collect(),
            removed: Vec::new(),
            notes: Vec::new(),
            streams: Streams::default(),
            environment: self.create.environment.clone(),
            user: self.create.user.clone(),
            answer: Answer::Given,
            folder: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::Supervised;
    use crate::golden::CaseHost;
    use crate::plan::{Request, Step, decide};
    use crate::profile::{Source, SourceError, Text, load};
    use crate::runtimes::All;

    struct One(&'static str);

    impl Source for One {
        fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
            Ok(Text { path: "p.yaml".to_owned(), text: self.0.to_owned() })
        }
    }

    fn shown(step: &Step) -> String {
        step.argv().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    fn supervised(profile: &'static str, line: &str) -> Supervised {
        let profile = load("p", &One(profile), &All).expect("a profile");
        let request = Request::of_words(line.split(' ').map(Into::into).collect());
        let plan = decide(&request, &profile, &All, &CaseHost::default()).expect("a plan");
        Supervised::of(&plan, "r1", &profile, &All).expect("a container")
    }

    #[test]
    fn the_container_has_a_name_and_a_label_and_is_not_removed_at_once() {
        const RULES: &str =
            "{version: 1, engine: [/usr/bin/sudo, -n, /usr/bin/docker], allow: any, globals: {log-level: error}}";
        let made = supervised(RULES, "docker create --rm --rm=true -it img create --rm");
        let engine = "/usr/bin/sudo -n /usr/bin/docker --log-level=error";
        assert_eq!(
            shown(&made.create),
            format!("{engine} create --name=r1 --label=longshore.run=r1 -it img create --rm")
        );
        assert_eq!((made.name.as_os_str(), made.image.as_os_str()), (OsStr::new("r1"), OsStr::new("img")));
        assert_eq!((made.is_interactive, made.has_terminal), (true, true));
        assert_eq!(shown(&made.step(&["rm".as_ref(), "x".as_ref()])), format!("{engine} rm x"));
    }

    #[test]
    fn a_name_that_is_given_stays() {
        let made =
            supervised("{version: 1, engine: /usr/bin/docker, allow: any}", "docker create --name=a -t=false img");
        assert_eq!(shown(&made.create), "/usr/bin/docker create --label=longshore.run=r1 --name=a -t=false img");
        assert_eq!((made.name.as_os_str(), made.has_terminal), (OsStr::new("a"), false));
        assert_eq!(shown(&made.step(&["inspect".as_ref()])), "/usr/bin/docker inspect");
    }
}
