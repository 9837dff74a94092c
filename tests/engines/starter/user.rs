//! A site where root speaks for a user.

use std::path::PathBuf;
use std::time::Duration;

use testkit::skipped;

use crate::starter::cases::batch::{IMAGE, Site, docker};

/// Waits until `is_so`.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = std::time::Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_mins(1), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The user for whom jobs run where root speaks for others.
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) home: PathBuf,
}

impl User {
    /// The user that `scripts/setup` makes, where root asks.
    pub(crate) fn of_tests() -> Option<User> {
        if !rustix::process::geteuid().is_root() {
            skipped("only root can speak for a user");
            return None;
        }
        let users = std::fs::read_to_string("/etc/passwd").expect("read");
        let Some(row) = users.lines().find(|row| row.starts_with("longshore-test:")) else {
            skipped("there is no user longshore-test; scripts/setup makes it");
            return None;
        };
        let fields: Vec<&str> = row.split(':').collect();
        Some(User { uid: fields[2].parse().expect("a number"), home: fields[5].into() })
    }
}

impl Site {
    /// A site with this profile, where root speaks for `user` by sudo; jobs are submitted in the user's home.
    pub(crate) fn for_user(profile: &str, prefix: &str, user: &User) -> Site {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let client = docker().expect("an engine").display().to_string();
        let profile = profile.replace("/usr/bin/docker", &client).replace("stop: 10", "stop: 1");
        let profile = profile.replace("/usr/local/openlava/bin/bjobs", &format!("{}/bjobs", dir.path().display()));
        let profile = profile.replace("/opt/lsf/bin/bjobs", &format!("{}/bjobs", dir.path().display()));
        std::fs::write(dir.path().join("p.yaml"), profile).expect("written");
        let env = [("SUDO_UID", user.uid.to_string()), ("LSB_CONTAINER_IMAGE", IMAGE.to_owned())];
        let env = env.map(|(name, value)| (name.to_owned(), value)).to_vec();
        Site { dir, prefix: prefix.replace("UID", &user.uid.to_string()), cwd: Some(user.home.clone()), env }
    }

    /// The same site whose jobs have another variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Site {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }
}
