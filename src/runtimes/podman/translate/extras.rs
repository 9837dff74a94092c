//! What a line asks of docker without a word, or by words together, and podman has to be told.
//!
//! `docker commit c` -> `podman commit --pause=true c`, because docker pauses the container and podman does not.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use crate::argv::{Cause, Draft, Level, Origin, Verb, quote};
use crate::values::Dialect;

use super::error::Untranslatable;
use super::how::How;
use super::{Speech, row_of};

/// Variables that podman gives to containers unasked.
const PROXIES: [&str; 8] =
    ["FTP_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ftp_proxy", "http_proxy", "https_proxy", "no_proxy"];

/// Options that say nothing without a command for the check.
const HEALTH: [&str; 4] = ["health-interval", "health-retries", "health-start-period", "health-timeout"];

/// Adds and removes what the line as a whole needs.
pub(super) fn add(draft: &mut Draft<'_>, speech: &Speech<'_>) -> Result<(), Untranslatable> {
    one_log_level(draft);
    match draft.line().verb() {
        Verb::Create | Verb::Run => {
            same_volumes(draft);
            taken_away(draft)?;
            health(draft)?;
            if is_read_only(draft) && !has(draft, "read-only-tmpfs") {
                insert(draft, speech, "read-only-tmpfs", Some("false"), How::ReadOnly.why());
            }
            if PROXIES.iter().any(|name| speech.host.env(OsStr::new(name)).is_some()) && !has(draft, "http-proxy") {
                let why = "podman would give the caller's proxies to the container";
                insert(draft, speech, "http-proxy", Some("false"), why);
            }
        }
        Verb::Commit if !has(draft, "pause") => {
            insert(draft, speech, "pause", Some("true"), "docker pauses the container unless told otherwise");
        }
        Verb::Cp if !has(draft, "archive") => {
            insert(draft, speech, "archive", Some("false"), "docker keeps the owner of a file unless told otherwise");
        }
        Verb::Save if draft.line().operands().len() > 1 => {
            insert(
                draft,
                speech,
                "multi-image-archive",
                None,
                "podman would take the second image for a name of the first",
            );
        }
        Verb::Update if draft.line().operands().len() > 1 => {
            return Err(Untranslatable::Command {
                command: "update".to_owned(),
                why: "podman updates one container at a time",
                remedy: "write a call for each",
            });
        }
        Verb::VolumePrune
            if !draft.line().occurrences().iter().any(|found| found.row.destination.as_str() == "all") =>
        {
            return Err(Untranslatable::Command {
                command: "volume prune".to_owned(),
                why: "docker removes volumes without a name, podman all that are unused",
                remedy: "write --all if that is meant, or remove volumes by name",
            });
        }
        Verb::Logs if speech.dialect == Dialect::Podman4 => options_first(draft),
        _ => {}
    }
    Ok(())
}

fn has(draft: &Draft<'_>, name: &str) -> bool {
    draft.options(name.as_bytes()).next().is_some()
}

/// docker's switch for debugging wins over a level of its log; podman takes one of them.
fn one_log_level(draft: &mut Draft<'_>) {
    let of = |name: &str| -> Vec<(usize, bool)> {
        let items =
            draft.items().filter(|(_, item)| item.level == Level::Global && item.row.destination.as_str() == name);
        items.map(|(index, item)| (index, item.is_on())).collect()
    };
    let (debug, level) = (of("debug"), of("log-level"));
    let Some((_, is_on)) = debug.last() else { return };
    if !level.is_empty() {
        let why = "podman takes either --debug or --log-level, and docker's --debug wins";
        for (index, _) in if *is_on { level } else { debug } {
            draft.drop(index, Origin::Translation { why });
        }
    }
}

fn is_read_only(draft: &Draft<'_>) -> bool {
    let last = draft.options(b"read-only").next_back();
    last.is_some_and(|(_, item)| item.is_on())
}

fn insert(draft: &mut Draft<'_>, speech: &Speech<'_>, name: &str, value: Option<&str>, why: &'static str) {
    let row = row_of(speech.podman, Level::Verb, draft.command(), name.as_bytes());
    if let Some(row) = row {
        let value = value.map(|value| value.as_bytes().to_vec());
        draft.insert(row, value, Cause::of_site(Origin::Translation { why }));
    }
}

/// docker takes the same bind twice for one, podman refuses it.
fn same_volumes(draft: &mut Draft<'_>) {
    let mut seen = BTreeSet::new();
    let standing = draft.options(b"volume").map(|(index, item)| (index, item.value_bytes().to_vec()));
    let again: Vec<usize> = standing.filter(|(_, value)| !seen.insert(value.clone())).map(|(index, _)| index).collect();
    for index in again {
        draft.drop(index, Origin::Translation { why: "podman refuses the same volume twice, docker takes it for one" });
    }
}

/// Of a variable that is both set and taken away, the last word counts. What becomes of one that a file sets, only docker's
/// engine knows.
fn taken_away(draft: &mut Draft<'_>) -> Result<(), Untranslatable> {
    let name_of = |value: &[u8]| value.split(|&byte| byte == b'=').next().unwrap_or_default().to_vec();
    let all: Vec<(usize, bool, Vec<u8>)> = draft
        .items()
        .filter(|(_, item)| item.level == Level::Verb)
        .filter_map(|(index, item)| match item.row.destination.as_str() {
            "env" => Some((index, false, name_of(item.value_bytes()))),
            "unsetenv" => Some((index, true, item.value_bytes().to_vec())),
            _ => None,
        })
        .collect();
    let why = "the last word about the variable counts";
    let (mut set, mut away) = (BTreeSet::new(), BTreeSet::new());
    for (index, is_away, name) in all.into_iter().rev() {
        let (own, other) = if is_away { (&mut away, &set) } else { (&mut set, &away) };
        if other.contains(&name) {
            if draft.item(index).is_some_and(|item| item.in_file.is_some()) {
                return Err(Untranslatable::Value {
                    option: format!("env {}", quote::short_bytes(&name)),
                    index: None,
                    why: "docker takes the variable of a file away only where the image has it, and podman cannot"
                        .to_owned(),
                    remedy: "set it, or write the file without it".into(),
                });
            }
            draft.drop(index, Origin::Translation { why });
            continue;
        }
        own.insert(name);
    }
    Ok(())
}

/// Without a command of the line podman does not look at the rest of a health check.
fn health(draft: &Draft<'_>) -> Result<(), Untranslatable> {
    let is_said = draft.options(b"health-cmd").next_back().is_some_and(|(_, item)| !item.value_bytes().is_empty());
    let left = HEALTH.iter().find(|name| !is_said && has(draft, name));
    match left {
        None => Ok(()),
        Some(name) => Err(Untranslatable::Option {
            option: (*name).to_owned(),
            index: None,
            why: "podman changes no health check of an image",
            remedy: "give the command with --health-cmd",
        }),
    }
}

/// podman 4 takes what stands behind the container for more containers.
fn options_first(draft: &mut Draft<'_>) {
    let end = draft.line().options_end();
    let behind: Vec<_> = draft
        .items()
        .filter(|(_, item)| {
            let found = item.given.and_then(|given| draft.line().occurrences().get(given));
            found.is_some_and(|found| found.level == Level::Verb && found.word > end)
        })
        .map(|(index, item)| (index, item.row, item.value.as_ref().map(|value| value.to_vec()), item.author))
        .collect();
    let why = "podman 4 takes options only before the container";
    for (index, row, value, author) in behind {
        let origin = Origin::Translation { why };
        draft.drop(index, origin);
        draft.insert(row, value, Cause { origin, author });
    }
}
