//! A program that stands for an engine: it writes down how it was called and answers what it was told to.
//!
//! Called as `/tmp/x/docker create img` it appends one line of JSON to `/tmp/x/docker.record`, then prints the contents of
//! `docker.stdout` and `docker.stderr`, waits as many milliseconds as `docker.sleep` says and ends as `docker.exit` says:
//! a code, or `signal N`. A file for the first word of the call comes before the general one: `docker.stdout.create`.
//! All is found beside the executable, because the environment is itself under test.

#![no_main]
#![expect(clippy::disallowed_methods, clippy::exit, clippy::expect_used, reason = "a test program that is all edge")]

use std::ffi::{OsStr, OsString, c_char, c_int};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};
use testkit::Call;

/// Called directly by the C start-up code: Rust's own would ignore SIGPIPE and reopen closed standard streams before the
/// first line here, and tests could no longer see what the caller handed over.
#[expect(unsafe_code, reason = "exporting `main` is the only way around Rust's start-up code; nothing else defines it")]
#[unsafe(no_mangle)]
extern "C" fn main(_argc: c_int, _argv: *const *const c_char) -> c_int {
    let call = Call::observe();
    let executable = std::env::current_exe().expect("the own path is known");
    record(&executable, &call);

    let verb = call.words().first().map(OsString::as_os_str);
    let said = |what| answer(&executable, what, verb);
    // A caller that closed the stream, or its other end, does not want the text.
    let _ = io::stdout().write_all(&said("stdout")).and_then(|()| io::stdout().flush());
    let _ = io::stderr().write_all(&said("stderr"));
    if let Some(milliseconds) = number(&said("sleep")) {
        thread::sleep(Duration::from_millis(milliseconds));
    }
    end(&said("exit"))
}

/// One line, one write: calls at the same time do not mix.
fn record(executable: &Path, call: &Call) {
    let mut line = call.to_json().to_string();
    line.push('\n');
    let file = OpenOptions::new().append(true).create(true).open(beside(executable, "record", None));
    file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the record can be written");
}

/// The contents of the file for this verb, else of the general one, else nothing.
fn answer(executable: &Path, what: &str, verb: Option<&OsStr>) -> Vec<u8> {
    let special = verb.filter(|verb| !verb.as_bytes().contains(&b'/'));
    let special = special.and_then(|verb| fs::read(beside(executable, what, Some(verb))).ok());
    special.or_else(|| fs::read(beside(executable, what, None)).ok()).unwrap_or_default()
}

fn beside(executable: &Path, what: &str, verb: Option<&OsStr>) -> PathBuf {
    let mut path = executable.as_os_str().to_os_string();
    path.push(".");
    path.push(what);
    if let Some(verb) = verb {
        path.push(".");
        path.push(verb);
    }
    PathBuf::from(path)
}

fn number(text: &[u8]) -> Option<u64> {
    str::from_utf8(text).ok()?.trim().parse().ok()
}

fn end(how: &[u8]) -> ! {
    if let Some(signal) = how.strip_prefix(b"signal ").and_then(number) {
        let signal = i32::try_from(signal).ok().and_then(Signal::from_named_raw).expect("a signal's number");
        kill_process(getpid(), signal).expect("a process may signal itself");
    }
    process::exit(number(how).and_then(|code| i32::try_from(code).ok()).unwrap_or(0))
}
