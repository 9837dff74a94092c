//! The one place that starts programs.
//!
//! A step `/usr/bin/docker create img` -> [`exec`]: `execve("/usr/bin/docker", ["docker", "create", "img"], environ)`, and the
//! engine's client takes longshore's place, with the same process id, descriptors and working directory. Or [`capture`]: a
//! child, its exit code and the id of the container.
//!
//! A [`Call`] says what is started; its methods are the ways to run it.

mod wait;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Uid, geteuid, getuid};
use rustix::thread::set_thread_res_uid;

use crate::plan::{Environment, Step, StepUser};

use super::answered::folder;
use super::process::{ExecError, Program, open_streams};
use super::secure::{enter_policy, is_of_the_loader};
use super::signals::Signals;

pub(super) use wait::Attention;
pub use wait::Ran;

/// A program to start: its words, environment, user and streams, and how long it may take.
#[derive(Debug)]
pub(super) struct Call {
    command: Command,
    program: PathBuf,
    limit: Option<Duration>,
}

impl Call {
    /// A program with these words after its name. Environment, user and streams are longshore's own.
    #[expect(clippy::disallowed_methods, reason = "the one place that starts programs")]
    pub(super) fn program<W: AsRef<OsStr>>(path: &Path, words: impl IntoIterator<Item = W>) -> Call {
        let mut command = Command::new(path);
        command.args(words);
        Call { command, program: path.to_owned(), limit: None }
    }

    /// The program of a step, with its words, environment and user. The streams are longshore's own.
    ///
    /// # Errors
    /// When that is longshore itself.
    pub(super) fn step(step: &Step) -> Result<Call, ExecError> {
        let path = Path::new(step.program());
        if Program::at(path).is_longshore() {
            return Err(ExecError::Itself { program: path.to_owned() });
        }
        let words = step.words.iter().skip(1).map(|word| &word.text);
        let mut call = Call::program(path, words).called(path.file_name().unwrap_or(step.program()));
        if let Some(folder) = step.question().as_ref().and_then(folder) {
            call.command.current_dir(folder);
        }
        match &step.environment {
            Environment::Inherited => {}
            Environment::With(entries) => {
                call.command.envs(entries.iter().map(|(name, value)| (name, value)));
            }
            Environment::Built(entries) => {
                enter_policy();
                call = call.environment(entries.iter().filter(|(name, _)| !is_of_the_loader(name)));
            }
        }
        if let Some(user) = &step.user {
            call.become_user(user);
        }
        Ok(call)
    }

    /// The name by which the program is called, in place of its path.
    pub(super) fn called(mut self, name: impl AsRef<OsStr>) -> Call {
        self.command.arg0(name);
        self
    }

    /// Nothing but these variables.
    pub(super) fn environment<'e>(mut self, entries: impl IntoIterator<Item = &'e (OsString, OsString)>) -> Call {
        self.command.env_clear().envs(entries.into_iter().map(|(name, value)| (name, value)));
        self
    }

    /// The client runs as this user, with what it derives its folders from, whoever calls.
    fn become_user(&mut self, user: &StepUser) {
        self.command.env("HOME", &user.home).env_remove("XDG_RUNTIME_DIR");
        let (real, effective) = (getuid().as_raw(), geteuid().as_raw());
        if (real, effective) == (user.uid, user.uid) {
            return;
        }
        if real == 0 && effective != 0 {
            // HTCondor asks for the version this way. What the real user may be, the effective one may be again; if not, the
            // start fails.
            let _ = set_thread_res_uid(Uid::ROOT, Uid::ROOT, Uid::ROOT);
        }
        self.command.gid(user.gid).uid(user.uid);
    }

    /// Its standard input.
    pub(super) fn stdin(mut self, from: impl Into<Stdio>) -> Call {
        self.command.stdin(from);
        self
    }

    /// Its standard output.
    pub(super) fn stdout(mut self, to: impl Into<Stdio>) -> Call {
        self.command.stdout(to);
        self
    }

    /// Its standard error.
    pub(super) fn stderr(mut self, to: impl Into<Stdio>) -> Call {
        self.command.stderr(to);
        self
    }

    /// Its standard input, output and error, where they are files.
    pub(super) fn streams(mut self, files: [Option<File>; 3]) -> Call {
        let [stdin, stdout, stderr] = files;
        stdin.map(|file| self.command.stdin(file));
        stdout.map(|file| self.command.stdout(file));
        stderr.map(|file| self.command.stderr(file));
        self
    }

    /// It leads a process group of its own: signals of the terminal, and those to longshore's group, do not reach it.
    pub(super) fn in_a_group_of_its_own(mut self) -> Call {
        self.command.process_group(0);
        self
    }

    /// How long it may take, if longshore waits for it.
    pub(super) fn within(mut self, limit: Option<Duration>) -> Call {
        self.limit = limit;
        self
    }

    /// Replaces this process by the program; comes back only with an error.
    ///
    /// Rust's standard library leaves the signal mask empty and SIGPIPE at its default for the new program.
    fn exec(mut self) -> ExecError {
        let error = self.command.exec();
        ExecError::Start { program: self.program, error }
    }

    /// Starts it, and leaves it to the caller.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(super) fn start(mut self) -> Result<Child, ExecError> {
        self.command.spawn().map_err(|error| ExecError::Start { program: self.program, error })
    }

    /// Runs it to its end with an empty standard input (a job's own is for the job), and keeps what it prints.
    ///
    /// # Errors
    /// When it cannot be started, or does not end within its limit: then it is killed.
    pub(super) fn capture(self) -> Result<Ran, ExecError> {
        let limit = self.limit;
        let (program, ran) =
            self.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).wait(Attention::Elsewhere)?;
        match (ran.status, limit) {
            (None, Some(limit)) => Err(ExecError::Silent { program, limit }),
            _ => Ok(ran),
        }
    }

    /// The same, in a process group of its own and beside signals. A child that had to be ended has no status.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(super) fn capture_beside(self, attention: Attention<'_>) -> Result<Ran, ExecError> {
        let call = self.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(call.in_a_group_of_its_own().wait(attention)?.1)
    }

    /// Runs it to its end on the streams that it has, and passes on signals to it.
    ///
    /// # Errors
    /// When it cannot be started.
    fn show(self, signals: &Signals) -> Result<Ran, ExecError> {
        Ok(self.wait(Attention::PassedOn(signals))?.1)
    }

    /// Runs it to its end, and keeps what it prints into pipes.
    fn wait(self, attention: Attention<'_>) -> Result<(PathBuf, Ran), ExecError> {
        let (program, limit) = (self.program.clone(), self.limit);
        let child = self.start()?;
        match wait::wait(child, limit, attention) {
            Ok(ran) => Ok((program, ran)),
            Err(error) => Err(ExecError::Start { program, error }),
        }
    }
}

/// Replaces this process by the program of `step`; comes back only with an error.
#[must_use]
pub fn exec(step: &Step) -> ExecError {
    let prepared = || Ok(Call::step(step)?.streams(open_streams(&step.streams)?));
    prepared().map_or_else(|error| error, Call::exec)
}

/// Runs the program of a step to its end and keeps what it prints; with a limit it is killed then.
///
/// # Errors
/// When it cannot be started, or not in time.
pub fn capture(step: &Step, limit: Option<Duration>) -> Result<Ran, ExecError> {
    Call::step(step)?.within(limit).capture()
}

/// Asks a program that is no engine, in longshore's own environment.
///
/// # Errors
/// When it cannot be started, or does not answer in time.
pub fn ask(program: &Path, words: &[String], limit: Duration) -> Result<Ran, ExecError> {
    Call::program(program, words).within(Some(limit)).capture()
}

/// Runs the program of a step to its end on longshore's own streams, and passes on signals to it. Its standard error is kept
/// where that is asked for, and its standard input then is empty.
///
/// # Errors
/// When it cannot be started.
pub fn show(step: &Step, signals: &Signals, keeps_stderr: bool) -> Result<Ran, ExecError> {
    let call = Call::step(step)?;
    if keeps_stderr { call.stdin(Stdio::null()).stderr(Stdio::piped()) } else { call }.show(signals)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::wait::MOST;
    use super::{Attention, Call};
    use crate::edge::clock::Clock;
    use crate::edge::signals::Signals;

    fn shell(script: &str) -> Call {
        Call::program(Path::new("/bin/sh"), ["-c", script])
    }

    #[test]
    fn what_a_program_prints_is_kept_and_its_input_is_empty() {
        let ran = shell("cat; echo out; echo err >&2; echo last >&2; exit 3").capture().expect("it ends");
        assert_eq!(
            (ran.code(), ran.stdout.as_slice(), ran.stderr.as_slice()),
            (Some(3), &b"out\n"[..], &b"err\nlast\n"[..])
        );
        assert_eq!((ran.last_words().as_str(), ran.shell_code(), ran.signal), ("last", 3, None));
        let ran = shell("kill -9 $$").capture().expect("it ends");
        assert_eq!((ran.code(), ran.shell_code(), ran.last_words().as_str()), (None, 137, "it said nothing"));
    }

    #[test]
    fn a_program_gets_nothing_but_its_environment_and_is_called_by_its_name() {
        let entries = [("A".into(), "1".into())];
        let ran =
            shell("echo $0; tr '\\0' ' ' </proc/$$/environ; tr '\\0' ' ' </proc/$$/cmdline").environment(&entries);
        let ran = ran.called("name").capture().expect("it ends");
        assert!(ran.stdout.starts_with(b"name\nA=1 name -c "), "{}", String::from_utf8_lossy(&ran.stdout));
    }

    #[test]
    fn a_program_that_does_not_end_in_time_is_killed() {
        let limit = Some(Duration::from_secs(1));
        let error = shell("trap '' TERM; exec sleep 60").within(limit).capture().expect_err("it does not end");
        assert_eq!(
            error.to_string(),
            "the engine /bin/sh: no answer within 1 s; see whether it runs, by `longshore doctor`"
        );
        let error = Call::program(Path::new("/no/such"), [""; 0]).capture().expect_err("it is not there");
        assert_eq!(error.why(), "no such file or directory");
    }

    #[test]
    fn a_grandchild_that_keeps_the_pipes_open_is_not_waited_for_and_what_was_said_counts() {
        let clock = Clock::start();
        let ran = shell("echo id; sleep 30 & exit 0").capture().expect("it ends");
        assert_eq!((ran.code(), ran.stdout.as_slice()), (Some(0), &b"id\n"[..]));
        assert!(clock.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn more_than_the_most_is_forgotten_and_the_program_still_ends() {
        let ran = shell(&format!("head -c {} /dev/zero; exit 4", MOST + 100_000)).capture().expect("it ends");
        assert_eq!((ran.code(), ran.stdout.len()), (Some(4), MOST));
    }

    #[test]
    fn beside_signals_a_program_is_asked_to_end_before_it_is_killed() {
        let signals = Signals::keep().expect("signals");
        let call =
            shell("trap 'echo asked; exit 7' TERM; while :; do sleep 0.05; done").within(Some(Duration::from_secs(1)));
        let ran = call.capture_beside(Attention::Kept(&signals, None)).expect("it starts");
        assert_eq!((ran.status, ran.stdout.as_slice()), (None, &b"asked\n"[..]));
        let ran = shell("cut -d ' ' -f 5 /proc/$$/stat; echo $$").capture_beside(Attention::Kept(&signals, None));
        let text = String::from_utf8(ran.expect("it ends").stdout).expect("text");
        let [group, pid] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
        assert_eq!(group, pid);
    }
}
