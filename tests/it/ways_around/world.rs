//! The machine on which the attacks happen: who is on it, and what lies where.

use std::ffi::OsString;

use longshore::facts::{Account, Group, PathFacts, PathKind};
use longshore::golden::StaticHost;

/// Alice's uid and gid: nobody's on any machine.
pub(crate) const ALICE: u32 = 61_234;

/// What lies on the machine: the path, what it is, and in which directories above it alice could put something else.
pub(crate) const PATHS: [(&str, Kind, &[&str]); 22] = [
    ("/cvmfs", Kind::Directory, &[]),
    ("/cvmfs/atlas", Kind::Directory, &[]),
    ("/home/alice", Kind::Directory, &[]),
    ("/home/alice/in", Kind::Directory, &["/home/alice"]),
    ("/home/alice/etc", Kind::Link("/etc"), &["/home/alice"]),
    ("/home/bob", Kind::Directory, &[]),
    ("/project", Kind::Directory, &[]),
    ("/project/x", Kind::Directory, &[]),
    ("/scratch", Kind::Directory, &[]),
    ("/scratch/alice", Kind::Directory, &[]),
    ("/scratch/alice/a,b", Kind::Directory, &["/scratch/alice"]),
    ("/scratch/alice/etc", Kind::Link("/etc"), &["/scratch/alice"]),
    ("/scratch/alice/fifo", Kind::Special, &["/scratch/alice"]),
    ("/scratch/alice/file", Kind::File, &["/scratch/alice"]),
    ("/scratch/alice/in", Kind::Directory, &["/scratch/alice"]),
    ("/scratch/alice/mine", Kind::Directory, &["/scratch/alice"]),
    ("/scratch/alice/shadow", Kind::Link("/etc/shadow"), &["/scratch/alice"]),
    ("/scratch/alice/two words", Kind::Directory, &["/scratch/alice"]),
    ("/scratch/nothing", Kind::Nothing, &[]),
    ("/scratch/site", Kind::Directory, &[]),
    ("/software", Kind::Directory, &[]),
    ("/software/tool", Kind::Directory, &[]),
];

/// Files that clients may be asked to read, with their content.
pub(crate) const FILES: [(&str, &str); 7] = [
    ("/home/alice/env", "A=1\nLANG\n"),
    ("/home/alice/env-cuda", "CUDA_VISIBLE_DEVICES=0\n"),
    ("/home/alice/env-gpus", "NVIDIA_VISIBLE_DEVICES=all\n"),
    ("/home/alice/env-ld", "A=1\nLD_PRELOAD=/tmp/x.so\n"),
    ("/home/alice/env-odd", "=1\n"),
    ("/home/alice/labels", "org.example.run=7\n"),
    ("/home/alice/labels-traefik", "org.example.run=7\ntraefik.enable=true\n"),
];

/// What a path is.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Directory,
    File,
    Link(&'static str),
    Nothing,
    Special,
}

/// The machine as alice calls on it, from `/scratch/alice`.
pub(crate) fn host() -> StaticHost {
    let paths = PATHS.iter().map(|&(path, kind, replaceable)| {
        let (kind, real) = match kind {
            Kind::Directory => (PathKind::Directory, path),
            Kind::File => (PathKind::File, path),
            Kind::Link(real) if real == "/etc" => (PathKind::Directory, real),
            Kind::Link(real) => (PathKind::File, real),
            Kind::Nothing => return (path.as_bytes().to_vec(), None),
            Kind::Special => (PathKind::Special, path),
        };
        let replaceable = replaceable.iter().map(|path| path.as_bytes().to_vec()).collect();
        (path.as_bytes().to_vec(), Some(PathFacts { real: real.as_bytes().to_vec(), kind, replaceable }))
    });
    let account = |name: &str, uid: u32, home: &str| Account {
        name: name.to_owned(),
        uid,
        gid: uid,
        gecos: String::new(),
        home: OsString::from(home),
        shell: "/bin/sh".into(),
    };
    let group = |gid, name: &str| Group { gid, name: Some(name.to_owned()) };
    StaticHost {
        uid: Some(ALICE),
        gid: Some(ALICE),
        cwd: Some("/scratch/alice".into()),
        hostname: Some("node1".to_owned()),
        accounts: vec![
            (account("alice", ALICE, "/home/alice"), vec![group(ALICE, "alice"), group(ALICE + 1, "atlas")]),
            (account("condor", 990, "/var/lib/condor"), vec![group(990, "condor")]),
            (account("root", 0, "/root"), vec![group(0, "root")]),
        ],
        paths: paths.collect(),
        files: FILES.iter().map(|(path, content)| (path.as_bytes().to_vec(), content.as_bytes().to_vec())).collect(),
        engine_gid: Some(999),
        ..StaticHost::default()
    }
}
