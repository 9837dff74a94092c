//! Operands that fit a command.
//!
//! `create` -> `img sh -c x --user root`: an image, then words of the container that look like anything.

use std::ffi::OsString;

use longshore::argv::{Command, Operands, Verb};

use crate::pools::{ANYTHING, word};
use crate::rng::Rng;

const IMAGES: &[&str] = &[
    "busybox:1.36",
    "img",
    "localhost/a_b/c-d",
    "registry.example:5000/group/img:tag",
    "img@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];
const CONTAINERS: &[&str] = &["HTCJob2_0_slot1_1_PID77492", "c1", "929_3", "0123456789ab"];
const VOLUMES: &[&str] = &["named", "scratch-1"];
const NETWORKS: &[&str] = &["net1", "bridge"];

/// Operands that the command takes.
pub(crate) fn fitting(command: &Command, rng: &mut Rng) -> Vec<OsString> {
    let several = if takes_one(command.verb) { 1 } else { 1 + rng.below(3) };
    match command.operands {
        Operands::None | Operands::Unread => Vec::new(),
        Operands::ImageCommand => before_anything(IMAGES, 0, rng),
        Operands::ContainerCommand => before_anything(CONTAINERS, 1, rng),
        Operands::Containers => named(CONTAINERS, several, rng),
        Operands::Images => named(IMAGES, several, rng),
        Operands::Volumes => named(VOLUMES, several, rng),
        Operands::Networks => named(NETWORKS, several, rng),
        Operands::NetworkContainer => vec![rng.pick(NETWORKS).into(), rng.pick(CONTAINERS).into()],
        Operands::Tag => vec![rng.pick(IMAGES).into(), "img:new".into()],
        Operands::Commit => vec![rng.pick(CONTAINERS).into(), "img:new".into()],
        Operands::Copy => copy(rng),
        Operands::Import => vec!["/nonexistent/a.tar".into(), "img:new".into()],
        Operands::Rename => vec![rng.pick(CONTAINERS).into(), "renamed".into()],
        Operands::Objects => named(&[CONTAINERS, IMAGES].concat(), several, rng),
        Operands::Context => vec![".".into()],
        Operands::Text => vec!["text".into()],
    }
}

/// Words that no client reads, because they belong to the container.
fn anything(rng: &mut Rng, least: usize) -> Vec<OsString> {
    let count = least + if rng.one_in(3) { 0 } else { rng.below(6) };
    let mut words: Vec<OsString> = (0..count).map(|_| word(rng.pick(ANYTHING))).collect();
    if let Some(first) = words.first_mut().filter(|first| first.is_empty()) {
        // The program has to have a name.
        *first = "sh".into();
    }
    words
}

/// Verbs whose operands the tables call a list, but which take one.
fn takes_one(verb: Verb) -> bool {
    use Verb::{Attach, Diff, Export, History, Logs, NetworkCreate, Port, Pull, Push, Top, VolumeCreate, VolumeUpdate};
    matches!(verb, Attach | Diff | Export | History | Logs | NetworkCreate | Port)
        || matches!(verb, Pull | Push | Top | VolumeCreate | VolumeUpdate)
}

fn named(names: &[&str], count: usize, rng: &mut Rng) -> Vec<OsString> {
    (0..count).map(|_| rng.pick(names).into()).collect()
}

fn before_anything(names: &[&str], least: usize, rng: &mut Rng) -> Vec<OsString> {
    let mut words = named(names, 1, rng);
    words.extend(anything(rng, least));
    words
}

fn copy(rng: &mut Rng) -> Vec<OsString> {
    let mut ends: [OsString; 2] = [format!("{}:/a b", rng.pick(CONTAINERS)).into(), "/nonexistent/x".into()];
    if rng.one_in(2) {
        ends.swap(0, 1);
    }
    ends.into()
}
