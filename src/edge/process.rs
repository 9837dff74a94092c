//! Programs: whether one is longshore, why one was not run, and the files of its standard streams.
//!
//! `/usr/local/bin/docker`, a link to `longshore-dropin` -> it is longshore, and no engine.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::plan::Streams;

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

/// A program that could not be started, or did not end in time.
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
    /// It did not end within its time, and was killed.
    Silent {
        /// The program's path.
        program: PathBuf,
        /// Its time.
        limit: Duration,
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
            ExecError::Start { program, .. } => {
                let (program, why) = (program.display(), self.why());
                write!(f, "cannot start the engine {program}: {why}; check the path and its permissions")
            }
            ExecError::Silent { program, .. } => {
                let (program, why) = (program.display(), self.why());
                write!(f, "the engine {program}: {why}; see whether it runs, by `longshore doctor`")
            }
            ExecError::Stream { path, .. } => {
                write!(f, "cannot open {} for a standard stream: {}; check the path", path.display(), self.why())
            }
        }
    }
}

impl ExecError {
    /// The reason alone, for a program that is no engine.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            ExecError::Itself { .. } => "it is longshore itself".to_owned(),
            ExecError::Start { error, .. } | ExecError::Stream { error, .. } => io_text(error),
            ExecError::Silent { limit, .. } => format!("no answer within {} s", limit.as_secs()),
        }
    }
}

impl std::error::Error for ExecError {}

/// The error's text without Rust's `(os error N)`.
pub(super) fn io_text(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
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
