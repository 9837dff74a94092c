//! A test in a mount namespace of its own, where `/etc` and what else it binds are its own.
//!
//! ```ignore
//! #[test]
//! fn a_site_machine_does_this() {
//!     if !testkit::in_own_etc("module::a_site_machine_does_this") {
//!         return;
//!     }
//!     std::fs::create_dir("/etc/longshore").expect("made");
//! }
//! ```
//!
//! The program has no way to be led to another `/etc` than the machine's, on purpose. So tests bring another `/etc`: the
//! test calls itself in a new mount namespace, with a copy of `/etc` in its place, an empty `/var/lib`, and a `/dev` of a few
//! nodes, where it can put a `/dev/log`. That needs root; where it cannot be, the test says that it is skipped.

use std::env;
use std::process::Command;

use crate::client::skipped;

/// Names the test that already runs in its own namespace.
const MARK: &str = "LONGSHORE_TEST_IN_OWN_ETC";

/// Puts copies and empty folders in place, and runs the words behind.
const SETUP: &str = r#"
set -e
cp -a /etc "$1/etc"
mkdir -p "$1/var"
rm -rf "$1/etc/longshore"
mount --bind "$1/etc" /etc
mount --bind "$1/var" /var/lib
mkdir "$1/dev"
for node in full null random tty urandom zero; do
  touch "$1/dev/$node"
  mount --bind "/dev/$node" "$1/dev/$node"
done
for link in fd stdin stdout stderr; do cp -P "/dev/$link" "$1/dev/"; done
mount --rbind "$1/dev" /dev
shift
exec "$@"
"#;

/// Whether the test of this name, its modules before it, runs in a namespace of its own. If not, it was started there and passed, or is skipped;
/// either way there is nothing left to do.
///
/// # Panics
/// When the test fails in its namespace.
#[must_use]
pub fn in_own_etc(test: &str) -> bool {
    if env::var_os(MARK).is_some_and(|value| value == test) {
        return true;
    }
    let trial = Command::new("unshare").args(["--mount", "--propagation", "private", "true"]).output();
    if !trial.is_ok_and(|output| output.status.success()) {
        skipped("only root can have an /etc of its own");
        return false;
    }
    let dir = tempfile::tempdir().expect("a folder for temporary files can be made");
    let own = env::current_exe().expect("the test's own program is known");
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private", "sh", "-c", SETUP, "sh"]).arg(dir.path()).arg(own);
    let output = command.args([test, "--exact", "--nocapture"]).env(MARK, test).output().expect("unshare starts");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, error) = (said(&output.stdout), said(&output.stderr));
    assert!(output.status.success() && out.contains("1 passed"), "in its own /etc:\n{out}{error}");
    false
}
