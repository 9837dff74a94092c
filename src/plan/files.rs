//! Files that a plan makes: named by their content, so that a file of a name never has to change.
//!
//! The text `root:x:0:...` as `passwd` -> `/var/lib/longshore/passwd-3f2a...` with that content, readable to all.

use std::ffi::OsString;
use std::fmt::{self, Write as _};

use sha2::{Digest as _, Sha256};

use crate::facts::Host;
use crate::profile::{Handling, Persons, SubmitterFrom};
use crate::statement::Statement;

use super::job_user::is_trusted;
use super::{PlannedFile, engine};

/// There is no directory for files that longshore makes for a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDirectory {
    why: String,
    remedy: String,
}

impl NoDirectory {
    /// What this caller can do. Only where a listed caller speaks for nobody else may a user be listed for this.
    fn of(why: String, persons: &Persons, host: &dyn Host) -> NoDirectory {
        const SESSION: &str = "call from a login session, which sets XDG_RUNTIME_DIR";
        let listed = || persons.callers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let uid = host.uid().ok();
        let is_listed = uid.is_some_and(|uid| is_trusted(&persons.callers, uid, host).unwrap_or(false));
        let remedy = match (&persons.submitter.from, uid) {
            _ if is_listed => {
                "install the profile again, which makes the directory: `longshore profile install`".to_owned()
            }
            (SubmitterFrom::Caller, Some(uid)) => {
                format!("{SESSION}, or ask the site to list uid {uid} in `callers` and to install the profile again")
            }
            (SubmitterFrom::Option | SubmitterFrom::Env(_), _) if !persons.callers.is_empty() => {
                format!("submit a job: jobs come by the batch system, which calls as one of `callers` ({})", listed())
            }
            (SubmitterFrom::Sudo, _) => format!("call by sudo, or {SESSION}"),
            _ => SESSION.to_owned(),
        };
        NoDirectory { why, remedy }
    }
}

impl NoDirectory {
    /// Why, and what to do.
    #[must_use]
    pub fn statement(&self) -> Statement {
        let why = format!("no directory for longshore's files of this call: {}", self.why);
        Statement::new(why, self.remedy.as_str())
    }
}

impl fmt::Display for NoDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.statement().fmt(f)
    }
}

impl std::error::Error for NoDirectory {}

/// A file of `content` in the caller's directory for such files.
///
/// # Errors
/// When there is no such directory.
pub(super) fn by_content(
    kind: &str,
    content: Vec<u8>,
    mode: u32,
    persons: &Persons,
    host: &dyn Host,
) -> Result<PlannedFile, NoDirectory> {
    let mut path = host.state_dir().map_err(|missing| NoDirectory::of(missing.why, persons, host))?;
    path.push("/");
    path.push(kind);
    path.push("-");
    path.push(digest(&content));
    Ok(PlannedFile { path, content, mode, owner: None })
}

/// The same, for nobody but the engine's client: root hands it to the user as whom the client runs.
///
/// # Errors
/// When there is no such directory.
pub(super) fn for_the_client(
    kind: &str,
    content: Vec<u8>,
    persons: &Persons,
    handling: &Handling,
    host: &dyn Host,
) -> Result<PlannedFile, NoDirectory> {
    // A user who is not known is refused where the client is started as that user.
    let user = engine::account(handling, host).ok().flatten().map(|account| account.uid);
    let Some(uid) = user.filter(|&uid| uid != 0 && host.uid() == Ok(0)) else {
        return by_content(kind, content, 0o600, persons, host);
    };
    // Profiles may name several users, and each has files of one's own.
    let file = by_content(&format!("{kind}-{uid}"), content, 0o600, persons, host)?;
    Ok(PlannedFile { owner: Some(uid), ..file })
}

/// The first half of the content's SHA-256: enough that nobody finds two contents with one name.
fn digest(content: &[u8]) -> OsString {
    let mut text = String::with_capacity(32);
    for byte in Sha256::digest(content).iter().take(16) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    OsString::from(text)
}
