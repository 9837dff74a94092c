//! The same attacks on a site machine: by the drop-in, called as docker and podman, in front of an engine that records its
//! calls.
//!
//! The machine is the test's own: another `/etc`, and all paths of the attacks below `/var/lib/world`. Root calls for
//! alice, as a sudo rule would have it.

#![expect(clippy::disallowed_methods, reason = "a test makes the world it looks at")]

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};

use testkit::{RecordingEngine, Status, Test, in_own_etc};

use super::attacks::ATTACKS;
use super::policies::Policy;
use super::world::{ALICE, FILES, Kind, PATHS};
use super::{ordinary, words};

/// Where the paths of the attacks lie.
const WORLD: &str = "/var/lib/world";

/// The directories at the root that the attacks know.
const ROOTS: [&str; 5] = ["/cvmfs", "/home", "/project", "/scratch", "/software"];

/// A text with the paths of this machine.
fn placed(text: &str) -> String {
    ROOTS.iter().fold(text.to_owned(), |text, root| text.replace(root, &format!("{WORLD}{root}")))
}

fn placed_word(word: &OsString) -> OsString {
    // Odd bytes stand behind the roots.
    let text = word.as_bytes();
    let end = text.iter().position(|&byte| byte == 0xff).unwrap_or(text.len());
    let mut bytes = placed(str::from_utf8(&text[..end]).expect("text")).into_bytes();
    bytes.extend(&text[end..]);
    OsString::from_vec(bytes)
}

/// Accounts, paths, profiles, and the engines `docker` and `podman`.
struct Site {
    engines: [RecordingEngine; 2],
}

impl Site {
    fn make() -> Site {
        let without = |path: &str| {
            let text = fs::read_to_string(path).expect("read");
            let is_ours = |line: &&str| !["alice:", "condor:", "atlas:"].iter().any(|name| line.starts_with(name));
            text.lines().filter(is_ours).flat_map(|line| [line, "\n"]).collect::<String>()
        };
        let home = placed("/home/alice");
        let users = format!("alice:x:{ALICE}:{ALICE}::{home}:/bin/sh\ncondor:x:990:990::/:/bin/sh\n");
        let groups = format!("alice:x:{ALICE}:\natlas:x:{}:alice\ncondor:x:990:\n", ALICE + 1);
        fs::write("/etc/passwd", without("/etc/passwd") + &users).expect("written");
        fs::write("/etc/group", without("/etc/group") + &groups).expect("written");
        Site::paths();
        let engines = PathBuf::from("/var/lib/engines");
        fs::create_dir(&engines).expect("made");
        let engines = ["docker", "podman"].map(|name| RecordingEngine::install(&engines, name));
        Site::profiles();
        Site { engines }
    }

    fn paths() {
        fs::create_dir(WORLD).expect("made");
        for root in ROOTS {
            fs::create_dir(placed(root)).expect("made");
        }
        for (path, kind, replaceable) in PATHS {
            let place = PathBuf::from(placed(path));
            match kind {
                Kind::Directory => fs::create_dir_all(&place).expect("made"),
                Kind::File => fs::write(&place, "").expect("written"),
                Kind::Link(target) => symlink(target, &place).expect("linked"),
                Kind::Nothing => continue,
                Kind::Special => fifo(&place),
            }
            let is_own = path.ends_with("/alice") || replaceable.iter().any(|above| above.ends_with("/alice"));
            if is_own && !matches!(kind, Kind::Link(_)) {
                chown(&place, Some(ALICE), Some(ALICE)).expect("given away");
            }
        }
        for (path, content) in FILES {
            let place = placed(path);
            fs::write(&place, content).expect("written");
            chown(&place, Some(ALICE), Some(ALICE)).expect("given away");
        }
    }

    fn profiles() {
        fs::create_dir_all("/etc/longshore/profiles").expect("made");
        let all = [Policy::Safe, Policy::Condor, Policy::Wide, Policy::Pods, Policy::Legacy, Policy::Buildx];
        let names = all.map(Policy::name).join(", ");
        let site = format!("version: 1\nengine: /var/lib/engines/docker\nallow: any\nselectable: [{names}]\n");
        fs::write("/etc/longshore/profile.yaml", site).expect("written");
        for policy in all {
            let mut text = placed(&policy.text()).replace("/usr/bin/", "/var/lib/engines/");
            if !text.contains("\nsubmitter:") {
                text.push_str("\nsubmitter: sudo\ncallers: [0]\n");
            }
            fs::write(format!("/etc/longshore/profiles/{}.yaml", policy.name()), text).expect("written");
        }
        let everything = ["/etc/longshore", "/etc/longshore/profiles"];
        for directory in everything {
            fs::set_permissions(directory, Permissions::from_mode(0o755)).expect("changed");
        }
    }

    /// The drop-in with a line that alice wrote.
    fn dropin(policy: Policy, line: &str) -> Test {
        let words: Vec<OsString> = words(policy, line).iter().skip(1).map(placed_word).collect();
        Test::new(env!("CARGO_BIN_EXE_longshore-dropin"))
            .argv0(format!("{}-{}", policy.client(), policy.name()))
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("SUDO_UID", ALICE.to_string())
            .cwd(placed("/scratch/alice"))
            .args(words)
    }

    fn calls(&self) -> usize {
        self.engines.iter().map(|engine| engine.calls().len()).sum()
    }
}

fn fifo(place: &Path) {
    let status = std::process::Command::new("mkfifo").arg(place).status().expect("mkfifo starts");
    assert!(status.success(), "a FIFO is made");
}

/// What is refused, of `longshore: /etc/longshore/profiles/p.yaml:1:1: bind ...`.
fn refused(stderr: &[u8]) -> String {
    let text = str::from_utf8(stderr).expect("text");
    let line = text.strip_suffix('\n').filter(|line| !line.contains('\n'));
    let line = line.unwrap_or_else(|| panic!("not one line: {text:?}"));
    let what = line.strip_prefix("longshore: ").unwrap_or_else(|| panic!("nobody says who speaks: {line}"));
    match what.split_once(": ") {
        Some((place, what)) if place.starts_with("/etc/longshore/") || place.starts_with("word ") => what.to_owned(),
        _ => what.to_owned(),
    }
}

#[test]
fn every_attack_ends_with_125_and_one_line_before_the_engine_is_started() {
    if !in_own_etc("ways_around::machine::every_attack_ends_with_125_and_one_line_before_the_engine_is_started") {
        return;
    }
    let site = Site::make();
    let mut wrong = Vec::new();
    for attack in ATTACKS {
        let (outcome, _dir) = Site::dropin(attack.policy, attack.line).outcome();
        let what = refused(&outcome.stderr);
        // Files of the client are another matter for root than for alice herself.
        let is_roots = what.starts_with("client file ") && what.contains(" other rights than the submitter's");
        let is_it = is_roots || what.starts_with(&format!("{} ", attack.effect));
        if outcome.status != Status::Code(125) || !outcome.stdout.is_empty() || !is_it {
            wrong.push(format!("{} ({:?}): {what}", attack.name, outcome.status));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "{}", wrong.join("\n"));
    assert_eq!(site.calls(), 0);
}

#[test]
fn ordinary_lines_reach_the_engine() {
    if !in_own_etc("ways_around::machine::ordinary_lines_reach_the_engine") {
        return;
    }
    let site = Site::make();
    let mut count = 0;
    // Files that the client itself would write with root's rights are another matter.
    for line in ordinary::SAFE.iter().filter(|line| !line.contains("cidfile")) {
        let (outcome, _dir) = Site::dropin(Policy::Safe, &line.replace("$PWD", "/scratch/alice")).outcome();
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        assert_eq!((outcome.status, said.as_str()), (Status::Code(0), ""), "{line}");
        count += 1;
        assert_eq!(site.calls(), count, "{line}");
    }
}

#[test]
fn condor_s_lines_pass_though_condor_cannot_look_into_the_directory_of_a_job() {
    if !in_own_etc("ways_around::machine::condor_s_lines_pass_though_condor_cannot_look_into_the_directory_of_a_job") {
        return;
    }
    let _site = Site::make();
    // What condor may start: the drop-in, and an engine that needs no place for a record.
    fs::create_dir("/var/lib/bin").expect("made");
    let dropin = Path::new("/var/lib/bin/docker-htcondor");
    fs::copy(env!("CARGO_BIN_EXE_longshore-dropin"), dropin).expect("copied");
    let profile = "/etc/longshore/profiles/htcondor.yaml";
    let text = fs::read_to_string(profile).expect("read").replace("/var/lib/engines/docker", "/usr/bin/true");
    fs::write(profile, text).expect("written");
    // As `profile install` makes it for a listed caller.
    let state = Path::new("/var/lib/longshore/990");
    fs::create_dir_all(state).expect("made");
    chown(state, Some(990), Some(990)).expect("given away");
    fs::set_permissions(state, Permissions::from_mode(0o700)).expect("changed");
    let scratch = Path::new("/var/lib/condor/execute/dir_1");
    fs::create_dir_all(scratch.join("tmp")).expect("made");
    for place in [scratch.to_owned(), scratch.join("tmp")] {
        chown(&place, Some(ALICE), Some(ALICE)).expect("given away");
        fs::set_permissions(&place, Permissions::from_mode(0o700)).expect("changed");
    }
    let by_condor = |line: &str| {
        let words: Vec<OsString> = words(Policy::Condor, line).into_iter().skip(1).collect();
        Test::new("/usr/bin/setpriv")
            .args(["--reuid=990", "--regid=990", "--clear-groups"])
            .arg(dropin)
            .env("PATH", "/usr/bin:/bin")
            .cwd("/")
            .args(words)
    };
    let _dir = by_condor("create {job} --volume /var/lib/condor/execute/dir_1/tmp/:/tmp IMG").run();
    let (outcome, _dir) = by_condor("create {job} --volume /var/lib/condor/execute/dir_2/tmp:/tmp IMG").outcome();
    assert_eq!(outcome.status, Status::Code(125));
    assert_eq!(refused(&outcome.stderr), "bind /var/lib/condor/execute/dir_2/tmp does not exist; check the path");
}
