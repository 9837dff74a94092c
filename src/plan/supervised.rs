//! A plan to make a container, as the work of somebody who stays with it.
//!
//! The step `/usr/bin/docker --log-level=error create img` -> the same with a name and a label that say whose it is, and the
//! steps `/usr/bin/docker --log-level=error start ...`, `inspect ...`, `kill ...`, `rm ...` in the same environment.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::time::Duration;

use crate::argv::{Line, Origin, Tables, Word};
use crate::profile::Profile;
use crate::runtimes::RuntimeName;
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
    pub name: OsString,
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
    pub fn of(plan: &Plan, run: &str, profile: &Profile) -> Result<Supervised, Refusal> {
        Ok(Making::of(plan, profile)?.supervised(run))
    }

    /// The same for a job that outlives its caller: with these labels (`KEY=VALUE`) as the last ones, so that none of the
    /// line's counts instead. What shall go when it has ended the engine removes itself.
    ///
    /// # Errors
    /// As [`Supervised::of`].
    pub fn tracked(
        plan: &Plan,
        run: &str,
        labels: &[String],
        removes: bool,
        profile: &Profile,
    ) -> Result<Supervised, Refusal> {
        Ok(Making::of(plan, profile)?.tracked(run, labels, removes))
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
        let words = words.iter().map(|word| own(*word));
        Step {
            words: self.before.iter().cloned().chain(words).collect(),
            environment: self.create.environment.clone(),
            user: self.create.user.clone(),
            ..Step::default()
        }
    }
}

/// The step that makes a container, read once more.
struct Making {
    step: Step,
    runtime: RuntimeName,
    name: Option<OsString>,
    image: OsString,
    is_interactive: bool,
    has_terminal: bool,
    grace: Option<u64>,
    /// Where the words before the command end.
    globals_end: usize,
    /// The place behind the command's word.
    behind_command: usize,
    /// The place behind the last option.
    options_end: usize,
    /// Where `--rm` stands.
    removals: Vec<usize>,
}

impl Making {
    fn of(plan: &Plan, profile: &Profile) -> Result<Making, Refusal> {
        let tables: &dyn Tables = &profile.tables();
        let mistake = |difference: &str| Refusal::ReRead { difference: difference.to_owned() };
        let [step] = plan.steps.as_slice() else { return Err(mistake("not exactly one step")) };
        let engine = profile.engine.as_ref().map_or(1, |engine| engine.words.len());
        let mut words = vec![OsString::from(tables.name())];
        words.extend(step.words.iter().skip(engine).map(|word| word.text.clone()));
        let line = Line::read(&words, tables).map_err(|error| mistake(&error.to_string()))?;
        let last = |name: &str| line.occurrences().iter().rfind(|found| line.option_name(found) == name.as_bytes());
        let value = |name| last(name).and_then(|found| line.value(found));
        let is_on = |name| last(name).is_some_and(|found| line.is_on(found));
        // Words of the step: those of the engine, then those of the line but for its first.
        let of_step = |index: usize| engine + index - 1;
        let command = line.command().filter(|command| command.path.as_str().ends_with("create"));
        let (Some(_), Some(&image)) = (command, line.operands().first()) else {
            return Err(mistake("the line makes no container"));
        };
        let removals = line.occurrences().iter().filter(|found| line.option_name(found) == b"rm");
        let name = value("name").filter(|name| !name.is_empty()).map(|name| OsStr::from_bytes(name).to_owned());
        Ok(Making {
            name,
            image: OsString::from_vec(line.word(image).to_vec()),
            is_interactive: is_on("interactive"),
            has_terminal: is_on("tty"),
            grace: value("stop-timeout").and_then(|value| str::from_utf8(value).ok()?.parse().ok()),
            globals_end: of_step(line.globals_end()),
            behind_command: of_step(line.command_word()) + 1,
            options_end: of_step(line.options_end()),
            removals: removals.map(|found| of_step(found.word)).collect(),
            step: step.clone(),
            runtime: profile.runtime,
        })
    }

    fn supervised(self, run: &str) -> Supervised {
        let mut create = self.step.clone();
        // What is removed at once can no longer be asked how it ended.
        let mut index = 0;
        create.words.retain(|_| {
            index += 1;
            !self.removals.contains(&(index - 1))
        });
        let name = self.name.is_none().then(|| own(format!("--name={run}")));
        let marks = name.into_iter().chain([own(format!("--label={LABEL}={run}"))]);
        create.words.splice(self.behind_command..self.behind_command, marks);
        self.marked(create, run, format!("label={LABEL}={run}"))
    }

    fn tracked(self, run: &str, labels: &[String], removes: bool) -> Supervised {
        let mut create = self.step.clone();
        let name = self.name.is_none().then(|| own(format!("--name={run}")));
        let marks = name.into_iter().chain(removes.then(|| own("--rm")));
        let marks = marks.chain(labels.iter().map(|label| own(format!("--label={label}"))));
        create.words.splice(self.options_end..self.options_end, marks);
        let name = self.name.as_deref().unwrap_or(OsStr::new(run)).to_string_lossy().into_owned();
        self.marked(create, run, format!("name={name}"))
    }

    fn marked(self, mut create: Step, run: &str, filter: String) -> Supervised {
        create.streams = Streams::default();
        create.answer = Answer::Given;
        Supervised {
            runtime: self.runtime,
            name: self.name.unwrap_or_else(|| run.into()),
            image: self.image,
            is_interactive: self.is_interactive,
            has_terminal: self.has_terminal,
            grace: Duration::from_secs(self.grace.unwrap_or(DEFAULT_GRACE)),
            filter,
            before: self.step.words.iter().take(self.globals_end).cloned().collect(),
            create,
        }
    }
}

/// A word of longshore's own.
fn own(text: impl Into<OsString>) -> Word {
    Word::of_site(text.into(), Origin::Canonical)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::Supervised;
    use crate::golden::StaticHost;
    use crate::plan::{Request, Step, decide};
    use crate::profile::{Source, SourceError, Text, load};

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
        let profile = load("p", &One(profile)).expect("a profile");
        let request = Request::of_words(line.split(' ').map(Into::into).collect());
        let plan = decide(&request, &profile, &StaticHost::default()).expect("a plan");
        Supervised::of(&plan, "r1", &profile).expect("a container")
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
    fn the_labels_of_a_job_that_outlives_its_caller_count_more_than_the_line_s() {
        let profile = load("p", &One("{version: 1, engine: /usr/bin/docker, allow: any}")).expect("a profile");
        let tracked = |line: &str, removes| {
            let request = Request::of_words(line.split(' ').map(Into::into).collect());
            let plan = decide(&request, &profile, &StaticHost::default()).expect("a plan");
            let labels = ["owner=7".to_owned()];
            let made = Supervised::tracked(&plan, "r1", &labels, removes, &profile).expect("a container");
            (shown(&made.create), made.name)
        };
        assert_eq!(
            tracked("docker create --label=owner=8 -- img sh", true),
            ("/usr/bin/docker create --label=owner=8 --name=r1 --rm --label=owner=7 -- img sh".to_owned(), "r1".into())
        );
        assert_eq!(
            tracked("docker create --name a -v b img --label=owner=8", false),
            ("/usr/bin/docker create --name a -v b --label=owner=7 img --label=owner=8".to_owned(), "a".into())
        );
    }

    #[test]
    fn a_switch_is_read_in_each_of_go_s_spellings() {
        const RULES: &str = "{version: 1, engine: /usr/bin/docker, allow: any}";
        for (spellings, is_on) in
            [(["1", "t", "T", "TRUE", "true", "True"], true), (["0", "f", "F", "FALSE", "false", "False"], false)]
        {
            for spelling in spellings {
                let made = supervised(RULES, &format!("docker create -t={spelling} --interactive={spelling} img"));
                assert_eq!((made.has_terminal, made.is_interactive), (is_on, is_on), "{spelling}");
            }
        }
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
