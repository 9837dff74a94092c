//! The one place that starts programs.
//!
//! A step `/usr/bin/docker create img` -> `execve("/usr/bin/docker", ["docker", "create", "img"], environ)`: the engine's
//! client takes longshore's place, with the same process id, descriptors and working directory.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{Uid, geteuid, getuid};
use rustix::thread::set_thread_res_uid;

use crate::plan::{Environment, Step, StepUser, Streams};

use super::answered::folder;
use super::secure::{enter_policy, is_of_the_loader};

/// The names of longshore's programs.
const PROGRAMS: [&[u8]; 2] = [b"longshore", b"longshore-dropin"];

/// A program on this machine.
#[derive(Debug)]
pub struct Program<'p> {
    path: &'p Path,
}

impl<'p> Program<'p> {
    /// The program at `path`.
    #[must_use]
    pub fn at(path: &'p Path) -> Program<'p> {
        Program { path }
    }

    /// Whether it is this very program, by device and inode, under whatever name and through whatever links.
    #[must_use]
    pub fn is_this_one(&self) -> bool {
        let identity = |path: &Path| rustix::fs::stat(path).ok().map(|stat| (stat.st_dev, stat.st_ino));
        let own = identity(Path::new("/proc/self/exe"));
        own.is_some() && own == identity(self.path)
    }

    /// Whether it is longshore: this very program, or a file with the name of one of longshore's programs, at the end of
    /// whatever links. An engine that is the other one would come back to the line that it was given.
    #[must_use]
    pub fn is_longshore(&self) -> bool {
        self.is_this_one() || self.file_name().is_some_and(|name| PROGRAMS.contains(&name.as_slice()))
    }

    /// The last name of the file itself, after all links.
    fn file_name(&self) -> Option<Vec<u8>> {
        let file = rustix::fs::open(self.path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty()).ok()?;
        let path = rustix::fs::readlink(format!("/proc/self/fd/{}", file.as_raw_fd()), Vec::new()).ok()?;
        path.as_bytes().rsplit(|&byte| byte == b'/').next().map(<[u8]>::to_vec)
    }
}

/// A program that could not be started.
#[derive(Debug)]
pub enum ExecError {
    /// The engine is longshore itself.
    Itself {
        /// The engine's path.
        program: PathBuf,
    },
    /// The kernel refused.
    Start {
        /// The engine's path.
        program: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file for a standard stream cannot be opened.
    Stream {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl fmt::Display for ExecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExecError::Itself { program } => {
                let program = program.display();
                write!(f, "the engine {program} is longshore itself; name the real one by `engine:` in the profile")
            }
            ExecError::Start { program, error } if Errno::from_io_error(error) == Some(Errno::NOEXEC) => {
                let program = program.display();
                write!(
                    f,
                    "the engine {program} is no program for this machine, nor a script that begins with `#!`; name one by `engine:` in the profile"
                )
            }
            ExecError::Start { program, error } => {
                let why = io_text(error);
                write!(f, "cannot start the engine {}: {why}; check the path and its permissions", program.display())
            }
            ExecError::Stream { path, error } => {
                let why = io_text(error);
                write!(f, "cannot open {} for a standard stream: {why}; check the path", path.display())
            }
        }
    }
}

impl std::error::Error for ExecError {}

/// The error's text without Rust's `(os error N)`.
pub(super) fn io_text(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// Replaces this process by the program of `step`; comes back only with an error.
///
/// Rust's standard library leaves the signal mask empty and SIGPIPE at its default for the new program.
#[must_use]
pub fn exec(step: &Step) -> ExecError {
    match prepared(step) {
        Ok(mut command) => {
            let error = command.exec();
            ExecError::Start { program: PathBuf::from(step.program()), error }
        }
        Err(error) => error,
    }
}

/// The program of `step`, with its words, streams and environment.
pub(super) fn prepared(step: &Step) -> Result<Command, ExecError> {
    let mut command = command(step)?;
    let [stdin, stdout, stderr] = open_streams(&step.streams)?;
    stdin.map(|file| command.stdin(file));
    stdout.map(|file| command.stdout(file));
    stderr.map(|file| command.stderr(file));
    Ok(command)
}

/// The program of `step` with its words and environment, ready to be started.
#[expect(clippy::disallowed_methods, reason = "the one place that starts programs")]
pub(super) fn command(step: &Step) -> Result<Command, ExecError> {
    let path = Path::new(step.program());
    if Program::at(path).is_longshore() {
        return Err(ExecError::Itself { program: path.to_owned() });
    }
    let mut command = Command::new(path);
    command.arg0(path.file_name().unwrap_or(step.program()));
    command.args(step.words.iter().skip(1).map(|word| &word.text));
    if let Some(folder) = step.question().as_ref().and_then(folder) {
        command.current_dir(folder);
    }
    match &step.environment {
        Environment::Inherited => {}
        Environment::With(entries) => {
            command.envs(entries.iter().map(|(name, value)| (name, value)));
        }
        Environment::Built(entries) => {
            enter_policy();
            command.env_clear();
            command.envs(entries.iter().filter(|(name, _)| !is_of_the_loader(name)).map(|(name, value)| (name, value)));
        }
    }
    if let Some(user) = &step.user {
        become_user(user, &mut command);
    }
    Ok(command)
}

/// The client runs as this user, with what it derives its folders from, whoever calls.
fn become_user(user: &StepUser, command: &mut Command) {
    command.env("HOME", &user.home).env_remove("XDG_RUNTIME_DIR");
    let (real, effective) = (getuid().as_raw(), geteuid().as_raw());
    if (real, effective) == (user.uid, user.uid) {
        return;
    }
    if real == 0 && effective != 0 {
        // HTCondor asks for the version this way. What the real user may be, the effective one may be again; if not, the
        // start fails.
        let _ = set_thread_res_uid(Uid::ROOT, Uid::ROOT, Uid::ROOT);
    }
    command.gid(user.gid).uid(user.uid);
}

/// Opens the files for the standard streams, as whoever runs longshore.
///
/// # Errors
/// [`ExecError::Stream`] for the first one that cannot be had.
pub fn open_streams(streams: &Streams) -> Result<[Option<File>; 3], ExecError> {
    let open = |file: &Option<OsString>, write| {
        let opened = file.as_ref().map(|file| {
            open_stream(file, write).map_err(|error| ExecError::Stream { path: PathBuf::from(file), error })
        });
        opened.transpose()
    };
    let (stdin, stdout) = (open(&streams.stdin, false)?, open(&streams.stdout, true)?);
    let stderr = match &stdout {
        // Opened twice, each stream would write over what the other wrote.
        Some(shared) if streams.stderr == streams.stdout => Some(shared.try_clone().map_err(|error| {
            ExecError::Stream { path: PathBuf::from(streams.stderr.clone().unwrap_or_default()), error }
        })?),
        _ => open(&streams.stderr, true)?,
    };
    Ok([stdin, stdout, stderr])
}

#[expect(clippy::disallowed_methods, reason = "the edge opens the files that a job file names")]
fn open_stream(path: &OsString, write: bool) -> io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    if write { options.write(true).create(true).truncate(true) } else { options.read(true) }.open(path)
}

/// The exit code of `program` and what it prints on standard output; with an empty environment.
#[expect(clippy::disallowed_methods, reason = "the one place that starts programs")]
pub(super) fn capture(program: &Path, args: &[&OsStr]) -> Result<(Option<i32>, Vec<u8>), String> {
    let mut command = Command::new(program);
    command.args(args).env_clear().stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().map_err(|error| io_text(&error))?;
    Ok((output.status.code(), output.stdout))
}
