//! Starting a program with exactly the given words and environment.
//!
//! The standard library sorts the environment and keeps one value per name; what a client makes of `A=1 A=2`, or of an
//! entry without `=`, could not be tested with it. It also lets through what the test itself was started with: descriptors, ignored
//! signals, umask. It still does all the rest: streams, working directory, blocked signals.

use std::ffi::{CString, OsString, c_char, c_int, c_long};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::ptr;

use rustix::fs::Mode;
use rustix::process::umask;

/// A command that executes `program` with these words, the called name first, and these environment entries.
#[expect(unsafe_code, reason = "`pre_exec` is the only place between fork and exec")]
pub(crate) fn command(program: &Path, argv: &[OsString], env: &[OsString]) -> Command {
    let vectors =
        Vectors { program: terminated(program.as_os_str().as_bytes()), argv: Array::new(argv), env: Array::new(env) };
    let mut command = Command::new(program);
    // SAFETY: between fork and exec the closure makes system calls only, and allocates nothing.
    unsafe { command.pre_exec(move || Err(vectors.execute())) };
    command
}

struct Vectors {
    program: CString,
    argv: Array,
    env: Array,
}

impl Vectors {
    /// Replaces the process; returns only if that failed.
    #[expect(unsafe_code, reason = "the standard library has no exec with an exact environment")]
    fn execute(&self) -> io::Error {
        umask(Mode::from_raw_mode(0o022));
        for number in 1..=LAST_ORDINARY_SIGNAL {
            // SAFETY: installs no handler. SIGKILL and SIGSTOP refuse, and need no reset.
            unsafe { signal(number, SIG_DFL) };
        }
        // SAFETY: closes nothing now, only what is above 2 when the program starts. Kernels before 5.11 refuse; there the
        // program inherits what the test inherited.
        unsafe { syscall(CLOSE_RANGE, FIRST_OF_OTHERS, c_long::from(u32::MAX), CLOSE_RANGE_CLOEXEC) };
        // SAFETY: all three are valid, terminated, and live as long as `self`.
        unsafe { execve(self.program.as_ptr(), self.argv.pointers.as_ptr(), self.env.pointers.as_ptr()) };
        io::Error::last_os_error()
    }
}

/// Terminated texts and the terminated array of pointers to them that the system call wants.
struct Array {
    _texts: Vec<CString>,
    pointers: Vec<*const c_char>,
}

impl Array {
    fn new(words: &[OsString]) -> Self {
        let texts: Vec<CString> = words.iter().map(|word| terminated(word.as_bytes())).collect();
        let pointers = texts.iter().map(|text| text.as_ptr()).chain([ptr::null()]).collect();
        Array { _texts: texts, pointers }
    }
}

// SAFETY: the pointers lead to the heap of the texts beside them, which nothing changes.
#[expect(unsafe_code, reason = "pointers are not Send by default")]
unsafe impl Send for Array {}
// SAFETY: as above.
#[expect(unsafe_code, reason = "pointers are not Sync by default")]
unsafe impl Sync for Array {}

fn terminated(bytes: &[u8]) -> CString {
    CString::new(bytes).expect("no word, entry or path holds a NUL")
}

/// After the standard streams.
const FIRST_OF_OTHERS: c_long = 3;
/// Of every architecture; musl has no function for it.
const CLOSE_RANGE: c_long = 436;
/// Marks for closing at the exec, instead of closing: the standard library still has to report a failure.
const CLOSE_RANGE_CLOEXEC: c_long = 4;

const SIG_DFL: usize = 0;
const LAST_ORDINARY_SIGNAL: c_int = 31;

#[expect(unsafe_code, reason = "declares the C library's functions")]
unsafe extern "C" {
    fn signal(number: c_int, handler: usize) -> usize;
    fn syscall(number: c_long, ...) -> c_long;
    fn execve(program: *const c_char, argv: *const *const c_char, env: *const *const c_char) -> c_int;
}
