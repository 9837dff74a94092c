//! A line that a profile should have nothing against.
//!
//! A policy with `images: {names: ["registry.site/**"], trust: digest}` and `require: [memory]` -> `docker run --memory=64m
//! registry.site/x@sha256:000... true`.

use std::ffi::OsString;

use crate::argv::Verb;
use crate::batch::System;
use crate::facts::Host;
use crate::profile::allow::{ImageTrust, List, Policy, Required};
use crate::profile::lint::example;
use crate::profile::{Identity, Profile, SubmitterFrom};
use crate::runtimes;
use crate::values::Image;

/// A line that makes a container.
#[derive(Clone, Debug)]
pub(super) struct Harmless {
    pub(super) client: &'static str,
    verb: &'static str,
    options: Vec<String>,
    image: String,
}

impl Harmless {
    pub(super) fn words(&self) -> Vec<OsString> {
        let Harmless { client, verb, options, image } = self;
        let words = [*client, verb].into_iter().chain(options.iter().map(String::as_str));
        words.chain([image.as_str(), "true"]).map(OsString::from).collect()
    }

    /// The same line with another image.
    pub(super) fn of(&self, image: &str) -> Harmless {
        Harmless { image: image.to_owned(), ..self.clone() }
    }

    /// The same line with one more option.
    pub(super) fn with(&self, option: &str) -> Harmless {
        let mut line = self.clone();
        line.options.push(option.to_owned());
        line
    }
}

/// A line that `profile` should allow the caller.
pub(super) fn line(profile: &Profile, host: &dyn Host) -> Harmless {
    let client = runtimes::tables(profile.runtime, profile.builder).name();
    let mut line =
        Harmless { client, verb: "run", options: Vec::new(), image: "docker.io/library/busybox:latest".to_owned() };
    // What rules know of the jobs of some batch systems stands in these.
    let of_job = profile.inputs.batch.and_then(System::example_on_line);
    let Some(policy) = &profile.policy else {
        if let Some([name, host]) = of_job {
            line.options.extend([format!("--name={name}"), format!("--hostname={host}")]);
        }
        return line;
    };
    let allow = &policy.allow;
    line.options
        .extend(of_job.filter(|[_, host]| lists(&allow.hostnames, host)).map(|[_, host]| format!("--hostname={host}")));
    let needs_a_name = policy.require.iter().any(|requirement| requirement.what == Required::Name);
    if needs_a_name || of_job.is_some() {
        line.options.extend(name(&allow.names).map(|name| format!("--name={name}")));
    }
    if !allow.commands.contains(&Verb::Run) {
        line.verb = "create";
    }
    let is_option = profile.persons.submitter.from == SubmitterFrom::Option;
    if matches!(profile.persons.identity, Identity::Keep) && (is_option || !allow.users.image) {
        let ids = host.uid().and_then(|uid| Ok((uid, host.gid()?)));
        line.options.extend(ids.ok().map(|(uid, gid)| format!("--user={uid}:{gid}")));
    }
    if !lists(&allow.networks, "default") {
        let network = ["none", "bridge"].into_iter().find(|network| lists(&allow.networks, network));
        line.options.extend(network.map(|network| format!("--network={network}")));
    }
    limits(policy, &mut line.options);
    for requirement in &policy.require {
        line.options.extend(required(&requirement.what));
    }
    if let Some(images) = &allow.images {
        line.image = image(&images.names, images.trust).unwrap_or(line.image);
        if images.trust == ImageTrust::PullAlways {
            line.options.push("--pull=always".to_owned());
        }
    }
    line
}

/// A container's name: that of a batch system's job, where it may have that.
fn name(names: &List) -> Option<String> {
    let of_jobs = System::names().into_iter().filter_map(|(_, system)| system.example_on_line());
    if let Some([name, _]) = of_jobs.into_iter().find(|[name, _]| lists(names, name)) {
        return Some(name.to_owned());
    }
    let examples = names.entries.iter().filter_map(|entry| example(entry.pattern()?));
    examples.into_iter().find_map(|name| String::from_utf8(name).ok())
}

fn lists(list: &List, value: &str) -> bool {
    list.entries.iter().any(|entry| entry.pattern().is_some_and(|pattern| pattern.matches(value.as_bytes())))
}

/// Small ones, where there must be one.
fn limits(policy: &Policy, options: &mut Vec<String>) {
    let limits = &policy.allow.limits;
    let is_required = |what: &Required| policy.require.iter().any(|requirement| requirement.what == *what);
    for (bound, what, option) in [
        (limits.memory, Required::Memory, "--memory=64m"),
        (limits.memory_swap, Required::MemorySwap, "--memory-swap=64m"),
        (limits.cpus, Required::Cpus, "--cpus=0.1"),
        (limits.pids, Required::PidsLimit, "--pids-limit=64"),
    ] {
        if is_required(&what) || bound.is_some_and(|bound| bound.required) {
            options.push(option.to_owned());
        }
    }
}

fn required(what: &Required) -> Vec<String> {
    match what {
        Required::CapDrop(list) => list.iter().map(|capability| format!("--cap-drop={capability}")).collect(),
        Required::Init => vec!["--init".to_owned()],
        Required::NoNewPrivileges => vec!["--security-opt=no-new-privileges".to_owned()],
        Required::ReadOnly => vec!["--read-only".to_owned()],
        Required::Remove => vec!["--rm".to_owned()],
        Required::Cpus
        | Required::Memory
        | Required::MemorySwap
        | Required::Name
        | Required::PidsLimit
        | Required::User => Vec::new(),
    }
}

/// An image that is listed.
fn image(names: &List, trust: ImageTrust) -> Option<String> {
    let digest = format!("@sha256:{}", "0".repeat(64));
    for pattern in names.entries.iter().filter_map(|entry| entry.pattern()) {
        let found = example(pattern).and_then(|found| String::from_utf8(found).ok()).unwrap_or_default();
        let plain = found.split(['@']).next().unwrap_or_default();
        let candidates = [
            found.clone(),
            format!("{found}:latest"),
            format!("{plain}{digest}"),
            "docker.io/library/busybox:latest".to_owned(),
            format!("docker.io/library/busybox{digest}"),
        ];
        let is_good = |image: &String| {
            let Ok(read) = Image::parse(image.as_bytes()) else { return false };
            let is_trusted = trust != ImageTrust::Digest || read.digest().is_some();
            is_trusted && !read.may_be_an_id() && read.normalised() == *image && pattern.matches(image.as_bytes())
        };
        if let Some(image) = candidates.into_iter().find(is_good) {
            return Some(image);
        }
    }
    None
}
