//! Patterns of images that match none.
//!
//! `busybox` -> images are held against patterns written out whole: `docker.io/library/busybox:latest`.

use crate::argv::Place;
use crate::profile::model::action::Actions;
use crate::profile::model::allow::Allow;
use crate::profile::model::guard::Guard;
use crate::profile::model::pattern::Pattern;
use crate::profile::model::profile::Profile;
use crate::profile::rules::guard::normalised;
use crate::values::Image;

use super::Warning;
use super::cover::{literal, literal_start};
use super::example::example;

pub(super) fn rules(profile: &Profile, warnings: &mut Vec<Warning>) {
    for rule in &profile.rules {
        let entries = rule.actions.for_each.iter().flat_map(|for_each| &for_each.entries);
        guards(rule.at, rule.when.iter().chain(&rule.unless), warnings);
        actions(&rule.actions, warnings);
        for entry in entries {
            guards(entry.at, entry.when.iter().chain(&entry.unless), warnings);
            actions(&entry.actions, warnings);
        }
    }
    for deny in profile.policy.iter().flat_map(|policy| &policy.deny) {
        guards(deny.at, deny.when.iter().chain(&deny.unless), warnings);
    }
}

pub(super) fn policy(allow: &Allow, warnings: &mut Vec<Warning>) {
    for entry in allow.images.iter().flat_map(|images| &images.names.entries) {
        warnings.extend(entry.pattern().and_then(|pattern| fault(entry.at, pattern)));
    }
}

fn guards<'g>(at: Place, guards: impl Iterator<Item = &'g Guard>, warnings: &mut Vec<Warning>) {
    for guard in guards {
        if let Guard::Image(patterns) = guard {
            warnings.extend(patterns.iter().filter_map(|pattern| fault(at, pattern)));
        }
    }
}

fn actions(actions: &Actions, warnings: &mut Vec<Warning>) {
    for (pattern, text) in &actions.image {
        warnings.extend(fault(text.at, pattern));
    }
}

/// Why no image in full matches.
fn fault(at: Place, pattern: &Pattern) -> Option<Warning> {
    if pattern.is_regex() {
        return None;
    }
    let text = pattern.text();
    let what = format!("`{text}` matches no image: patterns see them written out whole");
    if let Some(name) = literal(text) {
        let full = String::from_utf8(normalised(name.as_bytes())).ok()?;
        return (full != name).then(|| Warning::new(at, what, format!("write `{full}`")));
    }
    let start = literal_start(text);
    if let Some((registry, _)) = start.split_once('/')
        && registry != "localhost"
        && !registry.contains(['.', ':'])
    {
        return Some(Warning::new(at, what, "begin it with the registry, such as docker.io/"));
    }
    // `busybox:*` would be a registry of that name and any port.
    if let Some((name, _)) = start.split_once(':')
        && !start.contains('/')
        && !name.contains('.')
        && name != "localhost"
    {
        let what = format!("`{text}` means a registry `{name}`, and no image of that name: they are written out whole");
        return Some(Warning::new(at, what, format!("write `docker.io/library/{text}`")));
    }
    let name = text.rsplit('/').next().unwrap_or(text);
    if start.contains('/') && !name.contains([':', '@', '*', '?', '[']) {
        return Some(Warning::new(at, what, format!("write `{text}:*`, or `{text}@*` for digests")));
    }
    None
}

/// An image in full that the pattern matches.
pub(super) fn normal_example(pattern: &Pattern) -> Option<Vec<u8>> {
    let found = example(pattern).unwrap_or_default();
    let candidates = [
        found.clone(),
        [&found, &b":latest"[..]].concat(),
        b"docker.io/library/x:latest".to_vec(),
        b"registry.example.org/x:1".to_vec(),
    ];
    let is_full = |image: &Vec<u8>| Image::parse(image).is_ok_and(|read| read.normalised().as_bytes() == image);
    candidates.into_iter().find(|image| is_full(image) && pattern.matches(image))
}
