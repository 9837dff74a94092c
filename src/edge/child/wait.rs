//! Waiting for a child: until it ends, its time is over, or a signal says so.
//!
//! A child that prints `4f6a...` into its pipe and ends with 0 -> [`Ran`] with both.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ExitStatus};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process};

use crate::edge::clock::Clock;
use crate::edge::signals::{Signals, ends};

/// The most that is kept of what a child prints on one stream, in bytes.
pub(super) const MOST: usize = 64 << 20;
/// How long a pipe is read that a grandchild keeps open.
const LINGER: Duration = Duration::from_secs(5);
/// How long a child may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(10);
/// How long a child is waited for that was killed. One that cannot end even then is left behind.
const LAST: Duration = Duration::from_secs(1);
/// How long until a child is looked at again that nothing announced: where signals announce it, and where its pipes do.
const RARELY: Duration = Duration::from_secs(10);
const SOON: Duration = Duration::from_millis(200);
/// The same of a child that has closed its pipes: it is about to end.
const AT_ONCE: Duration = Duration::from_micros(100);
const OFTEN: Duration = Duration::from_millis(5);

/// What became of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// How it ended; `None` when longshore had to end it.
    pub status: Option<ExitStatus>,
    /// What it printed, where that was kept.
    pub stdout: Vec<u8>,
    /// What it printed on standard error, where that was kept.
    pub stderr: Vec<u8>,
    /// A signal that was passed on, and ends what longshore does.
    pub signal: Option<i32>,
}

impl Ran {
    /// Its exit code; `None` when a signal ended it.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.status?.code()
    }

    /// Its exit code as a shell gives it: 128 and the signal's number when one ended it.
    #[must_use]
    pub fn shell_code(&self) -> u8 {
        let of_signal = |status: ExitStatus| status.signal().map(|signal| 128 + signal);
        let code = self.status.and_then(|status| status.code().or_else(|| of_signal(status)));
        u8::try_from(code.unwrap_or(1)).unwrap_or(u8::MAX)
    }

    /// Whether it ended with 0.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.code() == Some(0)
    }

    /// The last line on standard error that says something.
    #[must_use]
    pub fn last_words(&self) -> String {
        let text = String::from_utf8_lossy(&self.stderr);
        let last = text.lines().map(str::trim).rfind(|line| !line.is_empty());
        last.map_or_else(|| "it said nothing".to_owned(), str::to_owned)
    }
}

/// What becomes of signals to longshore while it waits for a child.
#[derive(Clone, Copy, Debug)]
pub(in crate::edge) enum Attention<'s> {
    /// Nobody keeps them: what ends longshore leaves the child alone.
    Elsewhere,
    /// They are kept for later. One that ends what was not begun leaves the child so much time, if any is given.
    Kept(&'s Signals, Option<Duration>),
    /// They are passed on to the child.
    PassedOn(&'s Signals),
}

impl Attention<'_> {
    fn signals(&self) -> Option<&Signals> {
        match self {
            Attention::Elsewhere => None,
            Attention::Kept(signals, _) | Attention::PassedOn(signals) => Some(signals),
        }
    }
}

/// The end of a pipe into which a child prints.
#[derive(Debug, Default)]
struct Pipe {
    /// `None` when there is nothing more to read.
    end: Option<File>,
    kept: Vec<u8>,
}

impl Pipe {
    fn new(end: Option<impl Into<OwnedFd>>) -> Pipe {
        Pipe { end: end.map(|end| File::from(end.into())), kept: Vec::new() }
    }

    /// Reads what is there. What is more than [`MOST`] is forgotten: the child must not stop at a full pipe.
    fn read(&mut self) {
        let mut chunk = [0; 1 << 14];
        match self.end.as_mut().map(|end| end.read(&mut chunk)) {
            Some(Ok(count @ 1..)) => {
                let count = count.min(MOST.saturating_sub(self.kept.len()));
                self.kept.extend(chunk.get(..count).unwrap_or_default());
            }
            Some(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
            _ => self.end = None,
        }
    }
}

/// How far a child is that is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Running,
    Asked,
    Killed,
}

struct Waiting<'s> {
    child: Child,
    pipes: [Pipe; 2],
    attention: Attention<'s>,
    stage: Stage,
    /// How the child ended; `None` while it runs.
    status: Option<ExitStatus>,
    clock: Clock,
    /// When the stage is over, by the clock.
    end: Option<Duration>,
    /// The signal that was passed on and ends what longshore does.
    signal: Option<i32>,
}

/// Waits for a child and keeps what it prints into its pipes. When its limit is over it is ended:
/// where longshore keeps signals it is asked first.
///
/// # Errors
/// When the kernel does not know it.
pub(super) fn wait(mut child: Child, limit: Option<Duration>, attention: Attention<'_>) -> io::Result<Ran> {
    let pipes = [Pipe::new(child.stdout.take()), Pipe::new(child.stderr.take())];
    let (clock, stage) = (Clock::start(), Stage::Running);
    let mut waiting = Waiting { child, pipes, attention, stage, status: None, clock, end: limit, signal: None };
    waiting.finish()?;
    let status = waiting.status.filter(|_| waiting.stage == Stage::Running);
    let [stdout, stderr] = waiting.pipes.map(|pipe| pipe.kept);
    Ok(Ran { status, stdout, stderr, signal: waiting.signal })
}

impl Waiting<'_> {
    /// Waits until the child has ended, and nobody writes into its pipes any more, or all was done to end it.
    fn finish(&mut self) -> io::Result<()> {
        let mut pause = AT_ONCE;
        loop {
            self.heed_signals();
            if self.status.is_none() {
                self.status = self.child.try_wait()?;
                if self.status.is_some() {
                    self.end = Some(self.clock.elapsed() + LINGER);
                }
            }
            let is_open = self.pipes.iter().any(|pipe| pipe.end.is_some());
            let left = self.end.map(|end| end.saturating_sub(self.clock.elapsed()));
            let is_over = left.is_some_and(|left| left.is_zero());
            if is_over && self.status.is_none() && self.stage != Stage::Killed {
                self.stop();
                continue;
            }
            if is_over || (self.status.is_some() && !is_open) {
                return Ok(());
            }
            let next = match self.attention {
                Attention::Kept(..) => RARELY,
                Attention::PassedOn(_) => SOON,
                Attention::Elsewhere if is_open => SOON,
                Attention::Elsewhere if left.is_none() => {
                    self.status = Some(self.child.wait()?);
                    return Ok(());
                }
                Attention::Elsewhere => {
                    pause = OFTEN.min(pause * 2);
                    pause
                }
            };
            self.listen(left.map_or(next, |left| left.min(next)));
        }
    }

    /// Does what signals to longshore mean for the child.
    fn heed_signals(&mut self) {
        match self.attention {
            Attention::Elsewhere => {}
            Attention::Kept(signals, last) => {
                if let Some(last) = last.filter(|_| signals.end().is_some()) {
                    let sooner = self.clock.elapsed() + last;
                    self.end = Some(self.end.map_or(sooner, |end| end.min(sooner)));
                    self.attention = Attention::Kept(signals, None);
                }
            }
            Attention::PassedOn(signals) => {
                for signal in signals.take() {
                    self.signal = Some(signal).filter(|&signal| ends(signal)).or(self.signal);
                    self.send(Signal::from_named_raw(signal));
                }
            }
        }
    }

    /// The next stage of its end.
    fn stop(&mut self) {
        let asks = self.stage == Stage::Running && self.attention.signals().is_some();
        let (stage, signal, time) =
            if asks { (Stage::Asked, Signal::TERM, GRACE) } else { (Stage::Killed, Signal::KILL, LAST) };
        self.send(Some(signal));
        self.stage = stage;
        self.end = Some(self.clock.elapsed() + time);
    }

    /// Sends a signal to the child. Once its end is known its id may be somebody else's.
    fn send(&self, signal: Option<Signal>) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let (Some(pid), Some(signal), None) = (pid, signal, self.status) {
            let _ = kill_process(pid, signal);
        }
    }

    /// Waits until the child prints something, a signal comes, or the time is over.
    fn listen(&mut self, time: Duration) {
        let signals = self.attention.signals();
        let mut ends: Vec<PollFd<'_>> =
            self.pipes.iter().flat_map(|pipe| &pipe.end).map(|end| PollFd::new(end, PollFlags::IN)).collect();
        ends.extend(signals.map(|signals| PollFd::from_borrowed_fd(signals.as_fd(), PollFlags::IN)));
        let _ = poll(&mut ends, Timespec::try_from(time).ok().as_ref());
        let ready: Vec<bool> = ends.iter().map(|end| !end.revents().is_empty()).collect();
        if let Some(signals) = signals {
            signals.forget_wakes();
        }
        let open = self.pipes.iter_mut().filter(|pipe| pipe.end.is_some());
        for (pipe, _) in open.zip(ready).filter(|(_, is_ready)| *is_ready) {
            pipe.read();
        }
    }
}
