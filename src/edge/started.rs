//! What longshore leaves in its directory: who started which job, and files of plans.
//!
//! The starter with process 4711 for job 929 of OpenLava -> the file `start-openlava-929` with `4711` and the start of that
//! process. A starter becomes the engine's client without another process id, so the note holds until the job ends.

use std::ffi::OsStr;
use std::fs::{OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::process::io_text;
use super::processes::Running;

/// How long a file of a plan stays although no container mounts it: its container may be about to be made.
const YOUNG: i64 = 86_400;

/// The beginnings of the names of files that plans make.
const KINDS: [&str; 6] = ["script-", "passwd-", "group-", "env-", "file-", "client-"];

fn note_path(directory: &OsStr, job: &str) -> PathBuf {
    Path::new(directory).join(format!("start-{job}"))
}

/// Notes that this process starts `job`. Nothing depends on it where there is no directory.
pub fn note_started(directory: &OsStr, job: &str) {
    note_process(&note_path(directory, job));
}

/// Leaves a note of this process, or none where there is no place for it.
#[expect(clippy::disallowed_methods, reason = "the edge writes its own notes")]
pub(super) fn note_process(path: &Path) {
    let Some(own) = i32::try_from(std::process::id()).ok().and_then(Running::of) else { return };
    let beside = path.with_extension(own.pid.to_string());
    let write = || -> std::io::Result<()> {
        let _ = std::fs::remove_file(&beside);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(format!("{} {}\n", own.pid, own.since).as_bytes())?;
        file.set_permissions(Permissions::from_mode(0o600))?;
        rustix::fs::rename(&beside, path).map_err(Into::into)
    };
    if write().is_err() {
        let _ = std::fs::remove_file(&beside);
    }
}

/// The process that started `job`, if it runs.
#[must_use]
pub fn started(directory: &OsStr, job: &str) -> Option<Running> {
    running(&note_path(directory, job))
}

/// Whether there is a note of a process, and that is gone.
pub(super) fn is_noted_process_gone(path: &Path) -> bool {
    rustix::fs::stat(path).is_ok() && running(path).is_none()
}

#[expect(clippy::disallowed_methods, reason = "the edge reads its own notes")]
fn running(path: &Path) -> Option<Running> {
    let text = std::fs::read_to_string(path).ok()?;
    let (pid, since) = text.trim_end().split_once(' ')?;
    let since: u64 = since.parse().ok()?;
    Running::of(pid.parse().ok()?).filter(|running| running.since == since)
}

/// Removes the note about `job`.
#[expect(clippy::disallowed_methods, reason = "the edge tidies up after itself")]
pub fn forget_started(directory: &OsStr, job: &str) {
    let _ = std::fs::remove_file(note_path(directory, job));
}

/// What lies in the directory and nobody needs: files that none of the `mounted` paths is or lies below, and notes about
/// processes that are gone. Sorted.
///
/// # Errors
/// When the directory cannot be read.
#[expect(clippy::disallowed_methods, reason = "the edge looks at its own directory")]
pub fn leftovers(directory: &OsStr, mounted: &[String], now: i64) -> Result<Vec<PathBuf>, String> {
    let shown = Path::new(directory).display();
    let entries = std::fs::read_dir(directory).map_err(|error| format!("{shown}: {}", io_text(&error)))?;
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Some(name) = name.to_str() else { continue };
        let is_old = entry.metadata().is_ok_and(|stat| stat.mtime() < now - YOUNG);
        let is_mounted = mounted.iter().any(|source| Path::new(source).starts_with(&path));
        let is_of_a_plan = KINDS.iter().any(|kind| name.starts_with(kind));
        let is_stale_note = name.starts_with("start-") && running(&path).is_none();
        if (is_of_a_plan && is_old && !is_mounted) || is_stale_note {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a leftover is a note about a starter.
#[must_use]
pub fn is_note(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"start-"))
}

/// Removes one of [`leftovers`].
///
/// # Errors
/// Why it cannot be removed.
#[expect(clippy::disallowed_methods, reason = "the edge tidies up after itself")]
pub fn remove_leftover(path: &Path) -> Result<(), String> {
    let is_directory =
        rustix::fs::lstat(path).is_ok_and(|stat| rustix::fs::FileType::from_raw_mode(stat.st_mode).is_dir());
    let removed = if is_directory { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{}: {}", path.display(), io_text(&error)))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{leftovers, note_started, started};

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes what it looks at")]
    fn old_files_that_nothing_mounts_and_notes_of_the_dead_are_left_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = |name: &str| dir.path().join(name);
        for name in ["script-1", "passwd-2", "other", "start-lsf-7"] {
            fs::write(path(name), "1 1\n").expect("written");
        }
        fs::create_dir(path("client-3")).expect("made");
        note_started(dir.path().as_os_str(), "lsf-8");
        assert_eq!(started(dir.path().as_os_str(), "lsf-8").map(|one| one.is_starter), Some(true));
        let now = 4_000_000_000;
        let mounted = [path("passwd-2").display().to_string()];
        let found = |now| leftovers(dir.path().as_os_str(), &mounted, now).expect("read");
        assert_eq!(found(now), [path("client-3"), path("script-1"), path("start-lsf-7")]);
        assert_eq!(found(0), [path("start-lsf-7")], "young files stay");
    }
}
