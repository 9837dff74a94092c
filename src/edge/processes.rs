//! The processes of a batch job, as `/proc` shows them.
//!
//! `LSB_JOBPIDS=114982 114984` and `LSB_JOBPGIDS=114982` -> these two and all others of the group 114982, each with the word
//! whether it is longshore itself: a starter that has not given its place to the engine's client yet.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rustix::process::{Pid, Signal, getpid, kill_process};

use super::process::Program;

/// What is known of a job's processes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Processes {
    /// Their ids.
    pub pids: Vec<i32>,
    /// Their process groups.
    pub groups: Vec<i32>,
}

/// A process that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// Its id.
    pub pid: i32,
    /// Its process group.
    pub group: i32,
    /// Whose it is: the user with whose rights it runs.
    pub uid: u32,
    /// The start of the process, in the kernel's ticks since the machine's: with the id it means one process for ever.
    pub since: u64,
    /// Whether it is longshore.
    pub is_starter: bool,
}

impl Running {
    /// Sends a signal, if it is still the same process.
    fn signal(&self, signal: Signal) {
        let is_same = stat(self.pid).is_some_and(|now| now.since == self.since);
        if let Some(pid) = Pid::from_raw(self.pid).filter(|_| is_same) {
            let _ = kill_process(pid, signal);
        }
    }

    /// Asks it to end.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Ends it.
    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    /// The process with this id.
    #[must_use]
    pub fn of(pid: i32) -> Option<Running> {
        let uid = owner(pid)?;
        let stat = stat(pid)?;
        let is_starter = Program::at(Path::new(&format!("/proc/{pid}/exe"))).is_this_one();
        Some(Running { pid, group: stat.group, uid, since: stat.since, is_starter })
    }
}

impl Processes {
    /// Whether a process leads its group.
    #[must_use]
    pub fn leads(pid: i32) -> bool {
        stat(pid).is_some_and(|stat| stat.group == pid)
    }

    /// Those that still run, without this process and those that wait for it.
    ///
    /// Where groups are known a process counts only in one of them: the kernel gives ids out again.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the edge looks at processes")]
    pub fn running(&self) -> Vec<Running> {
        let own = ancestors();
        let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
        let all = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
        let is_meant = |pid: i32, group: i32| {
            if self.groups.is_empty() { self.pids.contains(&pid) } else { self.groups.contains(&group) }
        };
        let found =
            all.filter(|pid| !own.contains(pid)).filter(|&pid| stat(pid).is_some_and(|stat| is_meant(pid, stat.group)));
        found.filter_map(Running::of).collect()
    }
}

struct Stat {
    parent: i32,
    group: i32,
    since: u64,
}

/// What the kernel says of a process that is not over.
#[expect(clippy::disallowed_methods, reason = "the edge looks at processes")]
fn stat(pid: i32) -> Option<Stat> {
    let bytes = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
    // The program's name stands in brackets and may hold any byte.
    let end = bytes.iter().rposition(|&byte| byte == b')')?;
    let text = std::str::from_utf8(bytes.get(end + 1..)?).ok()?;
    let fields: Vec<&str> = text.split_whitespace().collect();
    let is_over = matches!(*fields.first()?, "Z" | "X");
    let stat = Stat {
        parent: fields.get(1)?.parse().ok()?,
        group: fields.get(2)?.parse().ok()?,
        since: fields.get(19)?.parse().ok()?,
    };
    (!is_over).then_some(stat)
}

/// With whose rights a process runs.
#[expect(clippy::disallowed_methods, reason = "the edge looks at processes")]
fn owner(pid: i32) -> Option<u32> {
    Some(std::fs::metadata(format!("/proc/{pid}")).ok()?.uid())
}

/// This process, its parent, and so on.
fn ancestors() -> Vec<i32> {
    let mut all = vec![getpid().as_raw_nonzero().get()];
    while let Some(stat) = all.last().and_then(|&pid| stat(pid)).filter(|stat| stat.parent > 0)
        && !all.contains(&stat.parent)
    {
        all.push(stat.parent);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Processes, Running};

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test starts what it looks for")]
    fn a_process_is_found_by_its_id_and_never_this_one() {
        let mut child = std::process::Command::new("/bin/sleep");
        let mut child = child.arg("60").spawn().expect("sleep runs");
        let pid = i32::try_from(child.id()).expect("small");
        let own = i32::try_from(std::process::id()).expect("small");
        let found = Processes { pids: vec![pid, own], groups: Vec::new() }.running();
        assert_eq!(found.iter().map(|one| (one.pid, one.is_starter)).collect::<Vec<_>>(), [(pid, false)]);
        let elsewhere = Processes { pids: vec![pid], groups: vec![1] }.running();
        assert!(elsewhere.iter().all(|one| one.pid != pid));
        let running = Running::of(pid).expect("it runs");
        Running { since: running.since + 1, ..running }.signal(rustix::process::Signal::KILL);
        assert_eq!(child.try_wait().expect("asked"), None);
        running.signal(rustix::process::Signal::KILL);
        let _ = child.wait();
        assert_eq!(Running::of(pid), None);
    }
}
