//! What rules write and the policy refuses.
//!
//! `add: {label: {org.example.job: "${job.key}"}}` under a policy whose `labels` do not list `org.example.job` -> a warning: a
//! value that holds a byte of the caller's is judged, so every line on which the rule acts is refused.

use crate::argv::{Place, quote};
use crate::profile::model::action::{Actions, Setting, SettingValue};
use crate::profile::model::allow::{Allow, List};
use crate::profile::model::profile::Profile;
use crate::profile::model::rule::Rule;
use crate::profile::model::template::Template;

use super::Warning;
use super::cover::literal_start;

pub(super) fn rules(profile: &Profile, allow: &Allow, warnings: &mut Vec<Warning>) {
    for rule in &profile.rules {
        actions(rule, &rule.actions, allow, warnings);
        for entry in rule.actions.for_each.iter().flat_map(|for_each| &for_each.entries) {
            actions(rule, &entry.actions, allow, warnings);
        }
    }
}

fn actions(rule: &Rule, actions: &Actions, allow: &Allow, warnings: &mut Vec<Warning>) {
    for setting in actions.set.iter().chain(&actions.default).chain(&actions.add) {
        written(rule, setting, allow, warnings);
    }
    for (_, text) in &actions.image {
        let names = allow.images.as_ref().map(|images| &images.names);
        one(rule, "image", "images: names", names, text, warnings);
    }
}

fn written(rule: &Rule, setting: &Setting, allow: &Allow, warnings: &mut Vec<Warning>) {
    let option = setting.row.destination.as_str();
    match &setting.value {
        SettingValue::Keyed(entries) => {
            let Some((key, list)) = keys(option, allow) else { return };
            for (name, value) in entries.iter().filter(|(name, value)| !(name.is_sites() && value.is_sites())) {
                let Some(plain) = name.plain() else { continue };
                if !may_list(list, &plain, true) {
                    refused(rule, option, key, &plain, value.at, warnings);
                }
            }
        }
        SettingValue::Texts(texts) => {
            let Some((key, list)) = values(option, allow) else { return };
            for text in texts {
                one(rule, option, key, Some(list), text, warnings);
            }
        }
        SettingValue::Switch(_) | SettingValue::Fields(..) => {}
    }
}

/// A text that the line's own words make up.
fn one(rule: &Rule, what: &str, key: &str, list: Option<&List>, text: &Template, warnings: &mut Vec<Warning>) {
    if text.is_sites() {
        return;
    }
    let start = text.start();
    let none = List::default();
    if !may_list(list.unwrap_or(&none), start, false) {
        refused(rule, what, key, &text.shown(), text.at, warnings);
    }
}

fn refused(rule: &Rule, what: &str, key: &str, value: &str, at: Place, warnings: &mut Vec<Warning>) {
    let value = quote::shorten(value, 80);
    let what = format!(
        "rule `{}` writes the {what} {value}, which the policy does not list: every line on which it acts is refused",
        rule.name
    );
    warnings.push(Warning::new(at, what, format!("list it in `{key}`, or write a text without the caller's words")));
}

/// Whether something that begins so can be listed; `is_whole` if it is all there is.
fn may_list(list: &List, start: &str, is_whole: bool) -> bool {
    list.entries.iter().any(|entry| match entry.pattern() {
        // What a fact makes of it is not known here.
        None => true,
        Some(pattern) if is_whole => pattern.matches(start.as_bytes()),
        Some(pattern) if pattern.is_regex() => true,
        Some(pattern) => {
            let listed = literal_start(pattern.text());
            listed.starts_with(start) || (start.starts_with(listed) && listed.len() < pattern.text().len())
        }
    })
}

/// The list of keys of an option, by its key in `allow`.
fn keys<'a>(option: &str, allow: &'a Allow) -> Option<(&'static str, &'a List)> {
    Some(match option {
        "annotation" => ("annotations", &allow.annotations),
        "label" => ("labels", &allow.labels),
        "log-opt" => ("log_opts", &allow.log_opts),
        "storage-opt" => ("storage_opts", &allow.storage_opts),
        "sysctl" => ("sysctls", &allow.sysctls),
        _ => return None,
    })
}

/// The list of an option's values.
fn values<'a>(option: &str, allow: &'a Allow) -> Option<(&'static str, &'a List)> {
    Some(match option {
        "cgroup-parent" => ("cgroup_parents", &allow.cgroup_parents),
        "hostname" => ("hostnames", &allow.hostnames),
        "log-driver" => ("log_drivers", &allow.log_drivers),
        "name" => ("names", &allow.names),
        "network-alias" => ("network_aliases", &allow.network_aliases),
        "runtime" => ("runtimes", &allow.runtimes),
        "volumes-from" => ("volumes_from", &allow.volumes_from),
        _ => return None,
    })
}
