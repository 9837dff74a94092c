//! Where files that longshore makes lie: passwd and group files, configurations of clients.
//!
//! For root -> `/var/lib/longshore`; for uid 990, when a profile lists it in `callers` -> `/var/lib/longshore/990`; for
//! anybody else -> `longshore` in `$XDG_RUNTIME_DIR`. In each of them only the caller and root can write.

use std::ffi::OsString;
use std::fs::DirBuilder;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, Stat, lstat};
use rustix::io::Errno;

use crate::edge::process::io_text;
use crate::edge::rights::{correction, others_may_write};
use crate::edge::trusted::Owner;

use super::caller;

/// The directory for the files that longshore makes.
pub(in crate::edge) const STATE: &str = "/var/lib/longshore";

/// Nobody else may list it: a name says something about a content.
pub(in crate::edge) const MODE: u32 = 0o711;

/// The directory of this caller; made if need be.
pub(super) fn state_dir(state: &Path, owner: Owner, runtime: Option<OsString>) -> Result<PathBuf, String> {
    let (uid, _) = caller();
    if owner.is_trusted(uid) {
        make(state, MODE)?;
        return trusted_directory(state, owner);
    }
    let own = state.join(uid.to_string());
    match lstat(&own) {
        Ok(_) => {
            trusted_directory(state, owner)?;
            return trusted_directory(&own, Owner::or(uid));
        }
        Err(Errno::NOENT | Errno::NOTDIR) => {}
        Err(error) => return Err(format!("{}: {}", own.display(), io_text(&error.into()))),
    }
    let runtime = runtime.map(PathBuf::from).filter(|path| path.is_absolute()).ok_or_else(|| {
        let own = own.display();
        format!("there is no {own}, and XDG_RUNTIME_DIR is not set")
    })?;
    let path = trusted_directory(&runtime, Owner::or(uid))?.join("longshore");
    make(&path, 0o700)?;
    trusted_directory(&path, Owner::or(uid))
}

/// Makes a directory that only its owner can write, unless something stands there.
pub(in crate::edge) fn make(path: &Path, mode: u32) -> Result<(), String> {
    match DirBuilder::new().mode(mode).create(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(format!("{}: {}", path.display(), io_text(&error)))
        }
        _ => Ok(()),
    }
}

/// The path, if it is a directory that only `owner` can write.
pub(in crate::edge) fn trusted_directory(path: &Path, owner: Owner) -> Result<PathBuf, String> {
    let shown = path.display();
    let stat: Stat = lstat(path).map_err(|error| format!("{shown}: {}", io_text(&error.into())))?;
    if !FileType::from_raw_mode(stat.st_mode).is_dir() {
        return Err(format!("{shown} is not a directory"));
    }
    if others_may_write(&stat, owner.uid()) {
        let end = correction(path.as_os_str().as_bytes(), &stat, owner.uid());
        return Err(format!("{shown} can be written by others than {} {end}", owner.shown()));
    }
    Ok(path.to_owned())
}
