//! The keys of a profile that make its policy, read and composed.
//!
//! A parent with `allow: {...}` and a child with `require: [user]` -> the parent's list and the child's requirement; a child
//! that says `allow: any` over it does not load, and one that says `allow: {add: {...}}` lists more than the parent.

use std::borrow::Cow;

use crate::argv::Place;
use crate::runtimes::RuntimeName;
use crate::values::Dialect;
use crate::yaml::{Fault, Fields, Node, What};

use super::allow::{Allow, Deny, Policy, Requirement, added_to, addition, read_allow, read_require};
use super::guard::{Guard, Presence};
use super::read::Reader;
use super::submitter::{self, Caller, Identity, MIN_ID, Submitter, SubmitterFrom};

/// What one document says of these keys; `None` where it is silent.
#[derive(Default)]
pub(super) struct PolicyLayer<'n> {
    allow: Option<AllowLayer<'n>>,
    require: Option<(Place, Vec<Requirement>)>,
    deny: Option<(Place, Vec<Deny>)>,
    is_observed: Option<(Place, bool)>,
    submitter: Option<Submitter>,
    callers: Option<Vec<Caller>>,
    min_id: Option<u32>,
    identity: Option<Identity>,
}

/// The key `allow` of one document, or of some of a chain.
enum AllowLayer<'n> {
    /// `any`, and where.
    Any(Place),
    /// All that is listed.
    Listed {
        /// As it was written.
        node: Cow<'n, Node>,
        /// What it means.
        allow: Box<Allow>,
        /// Whether the last document alone lists it.
        is_own: bool,
    },
    /// More than a parent lists.
    Added {
        /// Where the key's value begins.
        at: Place,
        /// What is added.
        add: &'n Node,
    },
}

impl<'n> AllowLayer<'n> {
    fn read(node: &'n Node, reader: &Reader) -> Result<AllowLayer<'n>, Fault> {
        if let Some(add) = addition(node)? {
            return Ok(AllowLayer::Added { at: node.at, add });
        }
        Ok(match read_allow(node, reader)? {
            None => AllowLayer::Any(node.at),
            Some(allow) => AllowLayer::Listed { node: Cow::Borrowed(node), allow: Box::new(allow), is_own: true },
        })
    }

    /// A child's, over its parent's.
    fn over(own: Option<Self>, parent: Option<Self>, reader: &Reader) -> Result<Option<Self>, Fault> {
        match (own, parent) {
            (None, Some(AllowLayer::Listed { node, allow, .. })) => {
                Ok(Some(AllowLayer::Listed { node, allow, is_own: false }))
            }
            (None, parent) => Ok(parent),
            (Some(AllowLayer::Any(at)), Some(AllowLayer::Listed { .. })) => {
                let what = "`allow: any` over a parent with a policy would take the policy away";
                Err(Fault::meaning(at, what, "extend a profile that only rewrites, or list what is allowed"))
            }
            (Some(AllowLayer::Added { at, add }), Some(AllowLayer::Listed { node, .. })) => {
                let node = added_to(&node, add, at)?;
                let allow = read_allow(&node, reader)?.map(Box::new);
                Ok(allow.map(|allow| AllowLayer::Listed { node: Cow::Owned(node), allow, is_own: false }))
            }
            (Some(AllowLayer::Added { at, .. }), parent) => {
                let what = match parent {
                    None => "`add` without a parent that lists anything",
                    Some(_) => "`add` over a parent with `allow: any`, which lists nothing",
                };
                Err(Fault::meaning(
                    at,
                    what,
                    "extend a profile with a policy, or write the whole `allow` without `add`",
                ))
            }
            (own, _) => Ok(own),
        }
    }
}

/// Who the job's user is, and as whom the container runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persons {
    /// Who the job's user is.
    pub submitter: Submitter,
    /// Callers who may speak for others.
    pub callers: Vec<Caller>,
    /// Ids below it need explicit listing.
    pub min_id: u32,
    /// As whom the container runs.
    pub identity: Identity,
}

impl<'n> PolicyLayer<'n> {
    pub(super) fn read(fields: &mut Fields<'n>, reader: &Reader) -> Result<Self, Fault> {
        let layer = PolicyLayer {
            allow: fields.take("allow").map(|node| AllowLayer::read(node, reader)).transpose()?,
            require: fields.take("require").map(|node| Ok((node.at, read_require(node)?))).transpose()?,
            deny: fields.take("deny").map(|node| Ok((node.at, reader.deny(node)?))).transpose()?,
            is_observed: fields.take("mode").map(|node| Ok((node.at, mode(node)?))).transpose()?,
            submitter: fields.take("submitter").map(submitter::read_submitter).transpose()?,
            callers: fields.take("callers").map(submitter::read_callers).transpose()?,
            min_id: fields.take("min_id").map(submitter::id).transpose()?,
            identity: fields.take("identity").map(submitter::read_identity).transpose()?,
        };
        Ok(layer)
    }

    /// This layer, with what it does not say from its parent.
    pub(super) fn over(self, parent: Self, reader: &Reader) -> Result<Self, Fault> {
        Ok(PolicyLayer {
            allow: AllowLayer::over(self.allow, parent.allow, reader)?,
            require: self.require.or(parent.require),
            deny: self.deny.or(parent.deny),
            is_observed: self.is_observed.or(parent.is_observed),
            submitter: self.submitter.or(parent.submitter),
            callers: self.callers.or(parent.callers),
            min_id: self.min_id.or(parent.min_id),
            identity: self.identity.or(parent.identity),
        })
    }

    /// The policy, `None` for `allow: any`; `at` is where the profile begins, `reads` the reading that it names.
    pub(super) fn finish(
        self,
        at: Place,
        runtime: RuntimeName,
        reads: Option<Dialect>,
        has_engine: bool,
    ) -> Result<(Option<Policy>, Persons), Fault> {
        let Some(allow) = self.allow else {
            let remedy = "write `allow: any` if this profile only rewrites, or a mapping of what may be asked for";
            return Err(Fault { at, what: What::Missing { key: "allow", remedy } });
        };
        let callers = self.callers.unwrap_or_default();
        let submitter = self.submitter.unwrap_or(Submitter { at: None, from: SubmitterFrom::Caller });
        if let (Some(at), true) = (submitter.at, callers.is_empty())
            && submitter.from != SubmitterFrom::Caller
        {
            let what = "nobody is listed who may speak for a submitter";
            return Err(Fault::meaning(at, what, "list the callers by uid or name: `callers: [condor]`"));
        }
        let persons = Persons {
            submitter,
            callers,
            min_id: self.min_id.unwrap_or(MIN_ID),
            identity: self.identity.unwrap_or_default(),
        };
        let AllowLayer::Listed { allow, is_own, .. } = allow else {
            let stray = [
                self.require.map(|(at, _)| ("require", at)),
                self.deny.map(|(at, _)| ("deny", at)),
                self.is_observed.map(|(at, _)| ("mode", at)),
            ];
            if let Some((key, at)) = stray.into_iter().flatten().next() {
                let what = format!("`{key}` beside `allow: any` checks nothing");
                return Err(Fault::meaning(at, what, "list what is allowed, or remove the key"));
            }
            return Ok((None, persons));
        };
        if !has_engine {
            let remedy = "a policy needs the engine's absolute path: `engine: /usr/bin/docker`";
            return Err(Fault { at, what: What::Missing { key: "engine", remedy } });
        }
        if runtime == RuntimeName::Podman && reads.is_none() {
            let remedy = "podman 4 and 5 read lines differently: write `reads: \"4.3\"` or `reads: \"5\"`";
            return Err(Fault { at, what: What::Missing { key: "reads", remedy } });
        }
        let policy = Policy {
            allow: *allow,
            is_own,
            require: self.require.map(|(_, list)| list).unwrap_or_default(),
            deny: self.deny.map(|(_, list)| list).unwrap_or_default(),
            is_observed: self.is_observed.is_some_and(|(_, observed)| observed),
        };
        Ok((Some(policy), persons))
    }
}

/// `mode: observe` or `enforce`.
fn mode(node: &Node) -> Result<bool, Fault> {
    match node.text()? {
        "observe" => Ok(true),
        "enforce" => Ok(false),
        text => {
            let possible = "observe, enforce".to_owned();
            Err(Fault { at: node.at, what: What::Choice { text: text.to_owned(), possible, nearest: None } })
        }
    }
}

/// `reads: "4.3"`: the version whose reading counts.
pub(super) fn reads(node: &Node, runtime: RuntimeName) -> Result<Dialect, Fault> {
    let text = node.scalar()?;
    let major = text.split('.').next().unwrap_or_default();
    match (runtime, major) {
        (RuntimeName::Docker, "20" | "23" | "24" | "25" | "26" | "27" | "28" | "29") => Ok(Dialect::Docker),
        (RuntimeName::Podman, "4") => Ok(Dialect::Podman4),
        (RuntimeName::Podman, "5") => Ok(Dialect::Podman5),
        (RuntimeName::Docker, _) => {
            let remedy = "write the client's release, 20.10 to 29";
            Err(Fault::meaning(node.at, format!("how docker {text} reads a line is not known"), remedy))
        }
        (RuntimeName::Podman, _) => {
            let remedy = "keep podman 4.3 to 5, and write `reads: \"4.3\"` or `reads: \"5\"`";
            Err(Fault::meaning(node.at, format!("how podman {text} reads a line is not known"), remedy))
        }
    }
}

impl Reader {
    /// `deny: [{when: {...}, message: M}]`.
    fn deny(&self, node: &Node) -> Result<Vec<Deny>, Fault> {
        let entry = |node: &Node| {
            let mut fields = Fields::of(node)?;
            let lines = fields.require("when", "say which lines: `when: {option: {gpus: given}}`")?;
            let names_verbs = Fields::of(lines)?.take("verb").is_some();
            let (verbs, when) = self.lines(lines)?;
            let unless = fields.take("unless").map(|node| self.guards(node, &verbs)).transpose()?.unwrap_or_default();
            let message = fields.require("message", "say why, for whoever reads the refusal")?.line()?;
            fields.finish()?;
            mounts_are_listed(lines.at, when.iter().chain(&unless))?;
            Ok(Deny { at: node.at, verbs, names_verbs, when, unless, message })
        };
        node.list()?.iter().map(entry).collect()
    }
}

/// A mount has many spellings, `--volume` becomes `--mount` before a policy judges, and paths are resolved: a denial of its text
/// would not hold.
fn mounts_are_listed<'g>(at: Place, mut guards: impl Iterator<Item = &'g Guard>) -> Result<(), Fault> {
    let is_text = |guard: &&Guard| match guard {
        Guard::Option(name, tests) if name == "mount" => tests.iter().any(|test| matches!(test, Presence::Matches(_))),
        Guard::Option(name, _) => name == "volume",
        _ => false,
    };
    let Some(Guard::Option(name, _)) = guards.find(is_text) else { return Ok(()) };
    let what = format!("a denial cannot judge `{name}`: one mount has many spellings");
    let remedy = "list what may be mounted under `allow: {binds, volumes}`, or deny `mount: given`";
    Err(Fault::meaning(at, what, remedy))
}
