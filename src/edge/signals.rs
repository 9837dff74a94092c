//! Signals to longshore, kept until somebody can deal with them.
//!
//! SIGTERM while the container is being made -> [`Signals::end`] says 15; SIGUSR1 -> [`Signals::take`] gives it when the
//! program runs.

use std::io::{self, Read as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCHLD, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2};

/// Signals that are passed on, in the order in which several at once are. The marked ones end a program that knows
/// nothing of them.
const PASSED: [(i32, bool); 8] = [
    (SIGCONT, false),
    (SIGUSR1, false),
    (SIGUSR2, false),
    (SIGTSTP, false),
    (SIGHUP, true),
    (SIGINT, true),
    (SIGQUIT, true),
    (SIGTERM, true),
];

/// The signals that came.
#[derive(Debug)]
pub struct Signals {
    flags: Vec<(i32, bool, Arc<AtomicBool>)>,
    woken: UnixStream,
}

impl Signals {
    /// From now on signals are kept. Those that the caller has switched off (`nohup`) stay so.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn keep() -> io::Result<Signals> {
        let (woken, wake) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        let ignored = ignored();
        let mut flags = Vec::new();
        for (signal, ends) in PASSED {
            if ignored & (1 << (signal - 1)) != 0 {
                continue;
            }
            let flag = Arc::new(AtomicBool::new(false));
            signal_hook::flag::register(signal, Arc::clone(&flag))?;
            signal_hook::low_level::pipe::register(signal, wake.try_clone()?)?;
            flags.push((signal, ends, flag));
        }
        signal_hook::low_level::pipe::register(SIGCHLD, wake)?;
        Ok(Signals { flags, woken })
    }

    /// A signal that came and ends what was not yet begun. It stays kept.
    #[must_use]
    pub fn end(&self) -> Option<i32> {
        let came = |(_, ends, flag): &&(i32, bool, Arc<AtomicBool>)| *ends && flag.load(Ordering::SeqCst);
        self.flags.iter().rfind(came).map(|(signal, ..)| *signal)
    }

    /// The signals that came since the last time.
    #[must_use]
    pub fn take(&self) -> Vec<i32> {
        let came = self.flags.iter().filter(|(.., flag)| flag.swap(false, Ordering::SeqCst));
        came.map(|(signal, ..)| *signal).collect()
    }

    /// Waits for a signal, or the end of a child, at most for a time.
    pub fn wait(&self, at_most: Duration) {
        let limit = Timespec::try_from(at_most).ok();
        let mut ends = [PollFd::new(&self.woken, PollFlags::IN)];
        let _ = poll(&mut ends, limit.as_ref());
        self.forget_wakes();
    }

    /// Makes [`Signals::as_fd`] silent until the next signal.
    pub(super) fn forget_wakes(&self) {
        let mut bytes = [0; 64];
        while matches!((&self.woken).read(&mut bytes), Ok(count) if count > 0) {}
    }
}

/// What can be read from when a signal comes, or a child ends.
impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.woken.as_fd()
    }
}

/// Whether a signal ends a program that knows nothing of it.
#[must_use]
pub(super) fn ends(signal: i32) -> bool {
    PASSED.iter().any(|(passed, ends)| *passed == signal && *ends)
}

/// The kernel's set of the signals that this process ignores.
#[expect(clippy::disallowed_methods, reason = "the kernel's word on this process")]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    line.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).unwrap_or_default()
}

/// Ends this process by a signal, as if nobody had kept it.
pub fn die_of(signal: i32) {
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}
