//! Files that a plan makes: named by their content, so that a file of a name never has to change.
//!
//! The text `root:x:0:...` as `passwd` -> `/var/lib/longshore/passwd-3f2a...` with that content, readable to all.

use std::ffi::OsString;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::facts::{Host, Missing};

use super::PlannedFile;

/// A file of `content` in the caller's directory for such files.
///
/// # Errors
/// When there is no such directory.
pub(super) fn by_content(kind: &str, content: Vec<u8>, mode: u32, host: &dyn Host) -> Result<PlannedFile, Missing> {
    let mut path = host.state_dir()?;
    path.push("/");
    path.push(kind);
    path.push("-");
    path.push(digest(&content));
    Ok(PlannedFile { path, content, mode })
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
