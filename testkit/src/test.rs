//! A program in a known world, and all that can be seen of it.
//!
//! ```ignore
//! Test::new(env!("CARGO_BIN_EXE_longshore"))
//!     .argv0("docker")
//!     .args(["create", "img"])
//!     .env("LONGSHORE_PROFILE", "$DIR/p.yaml")
//!     .file("p.yaml", "version: 1\n...")
//!     .stderr("longshore: $DIR/p.yaml:2:1: ...\n")
//!     .status(125)
//!     .run();
//! ```
//!
//! Nothing is inherited: the environment is empty but for what the test sets, in the order in which it sets it; the
//! working directory is a folder of its own. Nothing is overlooked: exit status, standard output and standard error are
//! compared exactly, at once. `$DIR` stands for the folder in what is expected, and in the words, the environment and the
//! files given.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::exact;
use crate::outcome::Outcome;
use crate::running::{Running, real_path};
use crate::status::Status;
use crate::words::readable;

/// What stands for the test's folder.
const DIR: &[u8] = b"$DIR";

/// One run of a program: what it is given, and what it has to do. By default it has to print nothing and end with 0.
#[derive(Debug)]
#[must_use = "a test must be run"]
pub struct Test {
    program: PathBuf,
    argv0: Option<OsString>,
    args: Vec<OsString>,
    env: Vec<OsString>,
    cwd: PathBuf,
    stdin: Vec<u8>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    status: Status,
    limit: Duration,
    dir: TempDir,
    dir_path: PathBuf,
}

impl Test {
    /// A test of the program at this path.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let program = program.into();
        assert!(program.is_absolute(), "{} is not absolute, and the path is not searched", program.display());
        let dir = tempfile::tempdir().expect("a folder for temporary files can be made");
        let dir_path = real_path(&dir);
        Test {
            program,
            argv0: None,
            args: Vec::new(),
            env: Vec::new(),
            cwd: PathBuf::new(),
            stdin: Vec::new(),
            stdout: Vec::new(),
            stderr: Vec::new(),
            status: Status::Code(0),
            limit: Duration::from_mins(1),
            dir,
            dir_path,
        }
    }

    /// The test's folder, which is also the working directory unless [`Test::cwd`] says otherwise.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir_path
    }

    /// The name by which the program is called; by default its path.
    pub fn argv0(mut self, name: impl Into<OsString>) -> Self {
        self.argv0 = Some(name.into());
        self
    }

    /// One more word.
    pub fn arg(mut self, word: impl AsRef<OsStr>) -> Self {
        self.args.push(self.placed_word(word.as_ref()));
        self
    }

    /// More words.
    pub fn args<W: AsRef<OsStr>>(self, words: impl IntoIterator<Item = W>) -> Self {
        words.into_iter().fold(self, Test::arg)
    }

    /// One more environment variable. A name may be set twice; both are handed over.
    pub fn env(self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        let mut entry = name.as_ref().to_os_string();
        entry.push("=");
        entry.push(value);
        self.env_entry(entry)
    }

    /// One more environment entry as it stands, which need not hold a `=`.
    pub fn env_entry(mut self, entry: impl AsRef<OsStr>) -> Self {
        self.env.push(self.placed_word(entry.as_ref()));
        self
    }

    /// The working directory, relative to the test's folder, or absolute.
    pub fn cwd(mut self, path: impl Into<PathBuf>) -> Self {
        self.cwd = path.into();
        self
    }

    /// What stands on standard input. It is a pipe, empty by default.
    pub fn stdin(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stdin = text.as_ref().to_vec();
        self
    }

    /// A file in the test's folder; folders on its way are made.
    pub fn file(self, path: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> Self {
        let path = self.place_for(path.as_ref());
        fs::write(path, self.placed(contents.as_ref())).expect("the test's folder can be written");
        self
    }

    /// An executable file, a script most likely.
    pub fn executable(self, path: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> Self {
        let test = self.file(&path, contents);
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(test.dir_path.join(path), mode).expect("the own file can be made executable");
        test
    }

    /// A symbolic link in the test's folder.
    pub fn link(self, path: impl AsRef<Path>, target: impl AsRef<Path>) -> Self {
        symlink(target, self.place_for(path.as_ref())).expect("a link can be made");
        self
    }

    /// A folder in the test's folder.
    pub fn folder(self, path: impl AsRef<Path>) -> Self {
        fs::create_dir_all(self.dir_path.join(path)).expect("the test's folder can be written");
        self
    }

    /// Exactly what has to appear on standard output.
    pub fn stdout(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stdout = self.placed(text.as_ref());
        self
    }

    /// Exactly what has to appear on standard error.
    pub fn stderr(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stderr = self.placed(text.as_ref());
        self
    }

    /// How it has to end: a code, or a [`Status::Signal`].
    pub fn status(mut self, status: impl Into<Status>) -> Self {
        self.status = status.into();
        self
    }

    /// How long it may take; a minute by default.
    pub fn limit(mut self, time: Duration) -> Self {
        self.limit = time;
        self
    }

    /// Runs the program and compares all that it did with all that was expected. Returns the test's folder, for a look
    /// at files; it vanishes when dropped.
    #[track_caller]
    #[expect(clippy::must_use_candidate, reason = "most tests look at no file")]
    pub fn run(self) -> TempDir {
        self.spawn().finish()
    }

    /// Runs the program and gives what it did, whatever that is, with the test's folder.
    #[must_use]
    pub fn outcome(self) -> (Outcome, TempDir) {
        self.spawn().finish_unjudged()
    }

    /// Starts the program, for tests that do something while it runs.
    pub fn spawn(self) -> Running {
        let mut argv = vec![self.argv0.unwrap_or_else(|| self.program.clone().into_os_string())];
        argv.extend(self.args);
        let words: Vec<String> = argv.iter().map(|word| readable(word.as_bytes())).collect();
        let title = format!("`{}` ({})", words.join(" "), self.program.display());
        let mut command = exact::command(&self.program, &argv, &self.env);
        command.current_dir(self.dir_path.join(self.cwd));
        let expected = Outcome { status: self.status, stdout: self.stdout, stderr: self.stderr };
        Running::start(command, self.stdin, expected, title, self.limit, self.dir)
    }

    fn place_for(&self, path: &Path) -> PathBuf {
        assert!(path.is_relative(), "{} would lie outside of the test's folder", path.display());
        let path = self.dir_path.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the test's folder can be written");
        path
    }

    /// The text with the test's folder for `$DIR`.
    fn placed(&self, text: &[u8]) -> Vec<u8> {
        let mut placed = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.windows(DIR.len()).position(|window| window == DIR) {
            placed.extend(&rest[..at]);
            placed.extend(self.dir_path.as_os_str().as_bytes());
            rest = &rest[at + DIR.len()..];
        }
        placed.extend(rest);
        placed
    }

    fn placed_word(&self, word: &OsStr) -> OsString {
        OsString::from_vec(self.placed(word.as_bytes()))
    }
}
