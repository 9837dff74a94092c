//! As whom containers really run under a policy: the shipped profiles on a real docker engine.
//!
//! root calls for a user, as a gate by sudo does. Needs root, the user of `scripts/setup` and an engine with the test
//! image; where one is missing the test says that it is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use testkit::skipped;

const USER: &str = "longshore-test";
const IMAGE: &str = "longshore-test:1";

fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A folder that root alone may write, for the profile; and the user's home.
struct World {
    dir: PathBuf,
    uid: String,
    home: PathBuf,
}

impl World {
    fn new(test: &str) -> Option<World> {
        if !rustix::process::geteuid().is_root() {
            skipped("only root can call for a user");
            return None;
        }
        let Some(uid) = output("id", &["-u", USER]) else {
            skipped(&format!("there is no user {USER}; scripts/setup makes it"));
            return None;
        };
        if output("/usr/bin/docker", &["image", "inspect", "-f", "{{.Id}}", IMAGE]).is_none() {
            skipped(&format!("no docker engine with {IMAGE} answers /usr/bin/docker"));
            return None;
        }
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("a folder");
        let home = output("sh", &["-c", &format!("getent passwd {USER} | cut -d: -f6")]).expect("a home");
        Some(World { dir, uid, home: home.into() })
    }

    /// The drop-in under `profile`, called by root in the user's name.
    fn docker(&self, profile: &str, args: &[&str]) -> Output {
        let path = self.dir.join("p.yaml");
        fs::write(&path, profile).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("a mode");
        let drop_in = self.dir.join("docker");
        drop(std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_longshore"), &drop_in));
        let mut command = Command::new(drop_in);
        command.args(args).env_clear().current_dir(&self.home);
        command.env("PATH", "/usr/bin:/bin").env("SUDO_UID", &self.uid).env("LONGSHORE_PROFILE", &path);
        command.env("LSB_JOBID", "42").env("LSB_JOBINDEX", "0").output().expect("longshore starts")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.dir));
    }
}

/// What `id` printed of user and groups. The groups have no order: a host names the primary one first, the kernel gives them
/// to a container by number.
#[derive(Debug, PartialEq)]
struct Identity {
    user: String,
    groups: BTreeSet<String>,
}

impl Identity {
    /// `uid=1001(u) gid=1001(u) groups=1001(u),1002(v)`.
    fn read(line: &str) -> Identity {
        let (user, groups) = line.split_once(" groups=").expect("the line of `id`");
        Identity { user: user.to_owned(), groups: groups.split(',').map(str::to_owned).collect() }
    }

    /// The identity of the user of the tests, as this machine says it.
    fn of_user() -> Identity {
        Identity::read(&output("id", &[USER]).expect("the user"))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const BY_SUDO: &str = "submitter: sudo\ncallers: [0]\n";

#[test]
fn under_hpc_safe_a_container_runs_as_the_submitter_with_all_groups() {
    let Some(world) = World::new("hpc-safe") else { return };
    let profile = format!("version: 1\nextends: hpc-safe\n{BY_SUDO}");
    let output = world.docker(&profile, &["run", "--rm", "-u", "0", IMAGE, "id"]);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(Identity::read(text(&output.stdout).trim()), Identity::of_user());
}

#[test]
fn what_a_container_writes_belongs_to_the_submitter() {
    let Some(world) = World::new("hpc-safe-write") else { return };
    let profile = format!("version: 1\nextends: hpc-safe\n{BY_SUDO}");
    let data = world.home.join(format!("data-{}", std::process::id()));
    fs::create_dir(&data).expect("a folder");
    std::os::unix::fs::chown(&data, world.uid.parse().ok(), None).expect("its owner");
    let mount = format!("{}:/data", data.display());
    let output = world.docker(&profile, &["run", "--rm", "-v", &mount, IMAGE, "sh", "-c", "echo mine > /data/file"]);
    assert_eq!(text(&output.stderr), "");
    let written = fs::metadata(data.join("file")).expect("the file");
    assert_eq!(written.uid().to_string(), world.uid);
    fs::remove_dir_all(&data).expect("removed");
}

#[test]
fn nobody_gets_a_bind_outside_of_the_list_and_nothing_is_started() {
    let Some(world) = World::new("hpc-safe-refused") else { return };
    let profile = format!("version: 1\nextends: hpc-safe\n{BY_SUDO}");
    let output = world.docker(&profile, &["run", "--rm", "-v", "/etc:/mnt", IMAGE, "cat", "/mnt/shadow"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(125), String::new()));
    let said = text(&output.stderr);
    assert!(said.starts_with("longshore: shipped:hpc-safe:") && said.contains(": bind /etc is not listed"), "{said}");
}

/// The profile of the service without what this machine lacks: a registry, sssd's pipes, a full name, LSF's own /tmp.
fn ris() -> String {
    let text = include_str!("../../profiles/ris.yaml");
    let text = text.replace("pull: always", "pull: never").replace("trust: pull-always", "trust: local");
    let text = text.replace("${fqdn}", "${hostname}");
    let lines = text.lines().filter(|line| {
        !["/var/lib/sss/pipes", "/etc/nsswitch.conf", "/dev/log", ".tmpdir\", target: /tmp", "name: the user database"]
            .iter()
            .any(|absent| line.contains(absent))
    });
    let text =
        lines.collect::<Vec<_>>().join("\n").replace("    add:\n      bind:\n  - name: SELinux", "  - name: SELinux");
    format!("{text}\n{BY_SUDO}facts: /etc/longshore-test-facts.yaml\n")
}

#[test]
fn under_ris_a_job_runs_as_the_submitter_in_the_working_directory_with_the_services_capabilities() {
    let Some(world) = World::new("ris") else { return };
    let facts = world.dir.join("facts.yaml");
    fs::write(&facts, "{}\n").expect("written");
    let profile = ris().replace("/etc/longshore-test-facts.yaml", &facts.display().to_string());
    let script = "id; pwd; hostname; grep -E 'CapEff|NoNewPrivs' /proc/self/status; grep CapBnd /proc/self/status";
    let output = world.docker(&profile, &["run", IMAGE, "sh", "-c", script]);
    assert_eq!(text(&output.stderr), "");
    let name = Command::new("uname").arg("-n").output().expect("a name");
    // CHOWN, KILL, SETPCAP, IPC_LOCK and SYS_NICE bound what a set-user-id program could have; the job itself has none.
    let said = text(&output.stdout);
    let (identity, rest) = said.split_once('\n').expect("more than one line");
    assert_eq!(Identity::read(identity), Identity::of_user());
    let expected = format!(
        "{}\n{}\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\nCapBnd:\t0000000000804121\n",
        world.home.display(),
        text(&name.stdout).trim(),
    );
    assert_eq!(rest, expected);
}

#[test]
fn groups_are_the_same_in_any_order_and_the_primary_one_counts() {
    let host = Identity::read("uid=1002(u) gid=1002(u) groups=1002(u),1001(v)");
    assert_eq!(Identity::read("uid=1002(u) gid=1002(u) groups=1001(v),1002(u)"), host);
    assert_ne!(Identity::read("uid=1002(u) gid=1001(v) groups=1001(v),1002(u)"), host);
    assert_ne!(Identity::read("uid=1002(u) gid=1002(u) groups=1002(u)"), host);
}
