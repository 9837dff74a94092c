//! The directory in which a site decides for its machine.
//!
//! A machine with `/etc/longshore` -> a site machine: its `profile.yaml` counts, and every file there must be root's.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use crate::values::path::clean;

use super::process::io_text;
use super::select::SelectError;
use super::trusted::{Opened, Owner};
use super::write::lies_there;

/// The site directory.
pub const SITE: &str = "/etc/longshore";

/// The ending of the copy of what was last installed.
const GOOD: &str = ".good";

/// The ending of the file that stood in a file's place before it was installed.
const PREVIOUS: &str = ".previous";

/// The ending of what stood in a file's place when it was taken back, and had never been installed.
const EDITED: &str = ".edited";

/// A site directory, and who may have written what stands in it.
#[derive(Clone, Debug)]
pub struct Site {
    path: PathBuf,
    owner: Owner,
}

impl Site {
    /// This machine's. No variable and no argument leads elsewhere.
    #[must_use]
    pub fn of_machine() -> Site {
        Site { path: SITE.into(), owner: Owner::ROOT }
    }

    /// Another directory; for tests.
    #[must_use]
    #[cfg(feature = "internals")]
    pub fn at(path: impl Into<PathBuf>, owner: Owner) -> Site {
        Site { path: path.into(), owner }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Who may have written what stands in it.
    #[must_use]
    pub fn owner(&self) -> Owner {
        self.owner
    }

    /// The site's own profile.
    #[must_use]
    pub fn profile(&self) -> PathBuf {
        self.path.join("profile.yaml")
    }

    /// The site's profile of this name.
    #[must_use]
    pub fn profile_named(&self, name: &str) -> PathBuf {
        self.path.join("profiles").join(format!("{name}.yaml"))
    }

    /// Whether a file lies in it, or below, as its name says.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let clean = clean(path.as_os_str().as_bytes());
        Path::new(OsStr::from_bytes(&clean)).starts_with(&self.path)
    }

    /// Whether the directory is there, so that the site decides.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub fn exists(&self) -> Result<bool, SelectError> {
        match rustix::fs::stat(&self.path) {
            Ok(_) => Ok(true),
            Err(Errno::NOENT) if !lies_there(&self.path) => Ok(false),
            Err(error) => {
                Err(SelectError::Site { why: format!("{}: {}", self.path.display(), io_text(&error.into())) })
            }
        }
    }

    /// Whether the file `disabled` stands there, root's: profiles that only rewrite then leave lines as they are.
    ///
    /// # Errors
    /// When the file is not to be trusted.
    pub fn is_disabled(&self) -> Result<bool, String> {
        let path = self.path.join("disabled");
        match rustix::fs::lstat(&path) {
            Err(Errno::NOENT) => Ok(false),
            _ => Opened::open(&path)?.check(self.owner).map(|()| true),
        }
    }
}

/// The path of the copy of what was last installed at `path`.
pub(super) fn good(path: &Path) -> PathBuf {
    beside(path, GOOD)
}

/// The path of what was installed at `path` before that.
pub(super) fn previous(path: &Path) -> PathBuf {
    beside(path, PREVIOUS)
}

/// The path of what stood at `path` without having been installed.
pub(super) fn edited(path: &Path) -> PathBuf {
    beside(path, EDITED)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
