//! Containers, images, volumes and networks that a line touches, and how.
//!
//! `docker rm -f a b` -> the containers `a` and `b` are removed. `docker container prune` -> all that are not running.

use super::Effects;
use super::asked::{Asked, At, OptionText, Setting};
use super::given::Given;
use crate::argv::Verb;
use crate::values::{ValueError, number};

/// Objects of the engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objects {
    /// What is touched: by options in the order of the line, then by operands.
    pub touched: Vec<Asked<Touched>>,
    /// The name that a container gets.
    pub name: Asked<Setting<Vec<u8>>>,
    /// The pod that it joins (podman).
    pub pod: Asked<Setting<Vec<u8>>>,
    /// What is meant in bulk.
    pub bulk: Asked<Bulk>,
    /// What narrows or widens what is done (`rm --link`, `prune --volumes` ...).
    pub modifiers: Vec<Asked<OptionText>>,
}

/// What a line means by no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulk {
    /// All there are.
    pub all: Asked<bool>,
    /// The newest.
    pub latest: Asked<bool>,
    /// So many of the newest; negative for no bound.
    pub last: Asked<Option<i64>>,
    /// Filters, `KEY=VALUE` each; none means no narrowing.
    pub filters: Vec<Asked<Vec<u8>>>,
}

/// One object, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// What it is.
    pub kind: ObjectKind,
    /// Which one.
    pub which: Which,
    /// What is done.
    pub how: How,
}

/// A kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// Any: the name decides (`inspect`).
    Any,
    BuildCache,
    Container,
    /// The engine: its description, its disk use.
    Engine,
    Image,
    /// A link between containers (`rm --link`).
    Link,
    Network,
    /// A pod (podman).
    Pod,
    Registry,
    Volume,
}

/// Which of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By name, id or the beginning of an id.
    Named(Vec<u8>),
    /// Those that [`Objects::bulk`] describes; all of them if it says nothing.
    Bulk,
    /// A new one, without a name on the line; with [`How::Remove`]: the one that has the new one's name.
    New,
}

/// What is done with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Looked at, read, listed, sent away.
    Read,
    /// Started, stopped, paused, signalled.
    Control,
    /// Something runs in it, is attached to it or joins its namespaces.
    Enter,
    /// Changed, renamed, written to.
    Change,
    /// Removed.
    Remove,
    /// Made.
    Create,
}

impl Objects {
    pub(super) fn touch(&mut self, kind: ObjectKind, which: Which, how: How, at: At) {
        self.touched.push(Asked::by(Touched { kind, which, how }, at));
    }
}

impl Bulk {
    /// Whether the line means something by no name.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        *self != Bulk::default()
    }
}

/// Takes the options of the classes `Objects` and `Name`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let objects = &mut effects.objects;
    match given.name {
        b"name" if matches!(given.verb, Verb::Create | Verb::Run) => objects.name = given.setting(),
        b"name" => objects.touch(created(given.verb), Which::Named(given.text().to_vec()), How::Create, given.at),
        b"pod" => objects.pod = given.setting(),
        b"filter" => {
            for filter in given.elements()? {
                // docker takes an empty one for none.
                if !filter.is_empty() {
                    objects.bulk.value.filters.push(given.asked(filter));
                    objects.bulk.at.get_or_insert(given.at);
                }
            }
        }
        b"all" => {
            objects.bulk.value.all = given.asked(given.switch()?);
            objects.bulk.at.get_or_insert(given.at);
        }
        b"latest" => {
            objects.bulk.value.latest = given.asked(given.switch()?);
            objects.bulk.at.get_or_insert(given.at);
        }
        b"last" => {
            let last = Some(number::parse_int(given.text(), 64)?).filter(|&last| last != -1);
            objects.bulk.value.last = given.asked(last);
            objects.bulk.at.get_or_insert(given.at);
        }
        b"replace" => return super::lifetime::take(effects, given),
        b"requires" => {
            for name in given.elements()? {
                objects.touch(ObjectKind::Container, Which::Named(name), How::Control, given.at);
            }
        }
        b"rmi" => {
            if given.switch()? {
                effects.lifetime.others.push(given.option_text());
            }
        }
        b"all-tags" | b"build" | b"build-cache" | b"depend" | b"external" | b"ignore" | b"include-volumes"
        | b"init-ctr" | b"keep-storage" | b"link" | b"no-prune" | b"running" | b"service" | b"storage" | b"type"
        | b"volumes" => {
            if !given.is_off() {
                objects.modifiers.push(given.option_text());
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// What `--name` names where it names no container.
fn created(verb: Verb) -> ObjectKind {
    if verb == Verb::VolumeCreate { ObjectKind::Volume } else { ObjectKind::Any }
}
