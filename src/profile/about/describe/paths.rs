//! Directories and files of the host, and volumes.
//!
//! `{source: "/scratch/**", access: rw}` -> a row of a table: `/scratch` and all below it, read and write, anywhere.

use crate::facts::PathKind;
use crate::profile::model::allow::{BindEntry, List, TmpfsEntry};
use crate::profile::model::profile::Profile;
use crate::profile::model::submitter::Identity;

use super::page::{Listed, Page, path, size};

pub(super) fn binds(page: &mut Page, binds: &[BindEntry], profile: &Profile) {
    page.section("Directories of the machine");
    if binds.is_empty() {
        page.say("No directory of the machine may be mounted.");
        return;
    }
    let rows: Vec<[String; 4]> = binds.iter().map(row).collect();
    page.say("These may be mounted, by `--volume` or `--mount`:");
    page.table(["on the machine", "access", "in the container", "besides"], &rows);
    if binds.iter().any(|entry| entry.source.text.contains("${")) {
        page.say("`${home}` is your home directory, `${user}` your name, `${uid}` your user id.");
    }
    page.say("A link is followed, and what it leads to must be listed, too. What does not exist is not made.");
    let is_forced = matches!(profile.persons.identity, Identity::Submitter { .. });
    if binds.iter().any(|entry| !(entry.race_accepted && is_forced)) {
        page.say(
            "Where you could put something else in the place of a directory while it is looked at, it is refused, unless the \
             last column says otherwise.",
        );
    }
}

fn row(entry: &BindEntry) -> [String; 4] {
    let access = if entry.writable { "read and write" } else { "read only" };
    let targets = match Listed::of(&entry.targets) {
        Listed::Nothing | Listed::Anything => "anywhere but in its system directories".to_owned(),
        Listed::These(_) => {
            entry.targets.entries.iter().map(|target| path(&target.text)).collect::<Vec<_>>().join(", ")
        }
    };
    let mut besides = Vec::new();
    if let Some(kind) = entry.kind {
        let kind = match kind {
            PathKind::Directory => "directories only",
            PathKind::File => "files only",
            // No profile can ask for what cannot be seen.
            PathKind::Special | PathKind::Unseen => "sockets, FIFOs and devices only",
        };
        besides.push(kind.to_owned());
    }
    if entry.recursive {
        besides.push("with `bind-recursive=readonly`".to_owned());
    }
    if let Listed::These(modes) = Listed::of(&entry.propagation) {
        besides.push(format!("propagation {modes}"));
    }
    if entry.relabel {
        besides.push("`z` and `Z` may be given".to_owned());
    }
    if entry.race_accepted {
        besides.push("also where you own directories on its way".to_owned());
    }
    [path(&entry.source.text), access.to_owned(), targets, besides.join("; ")]
}

pub(super) fn others(
    page: &mut Page,
    volumes: &List,
    anonymous: bool,
    from: &List,
    tmpfs: Option<&TmpfsEntry>,
    client_files: &List,
) {
    match (Listed::of(volumes), anonymous) {
        (Listed::Nothing, false) => page.say("Volumes of the engine are refused."),
        (Listed::Nothing, true) => page.say("Volumes without a name may be made; others are refused."),
        (Listed::Anything, _) => page.say("Volumes of the engine may have any name."),
        (Listed::These(names), anonymous) => {
            let too = if anonymous { "; ones without a name may be made, too" } else { "" };
            page.say(format!("Volumes of the engine may be called {names}{too}."));
        }
    }
    match tmpfs {
        None => page.say("`--tmpfs` is refused."),
        Some(entry) => {
            let most = entry.max.map(|max| format!("at most {}, which must be said (`size=...`)", size(max)));
            let at = match Listed::of(&entry.targets) {
                Listed::These(targets) => format!(", at {targets}"),
                Listed::Nothing | Listed::Anything => String::new(),
            };
            page.say(format!("`--tmpfs` may have {}{at}.", most.unwrap_or_else(|| "any size".to_owned())));
        }
    }
    if let Listed::These(names) = Listed::of(from) {
        page.say(format!("`--volumes-from` may name {names}."));
    }
    match Listed::of(client_files) {
        Listed::Nothing => page.say("Options that name a file (`--env-file`, `--cidfile`) are refused."),
        Listed::Anything => {
            page.say("Options that name a file (`--env-file`, `--cidfile`) may name any that you may read or write.");
        }
        Listed::These(_) => {
            let files: Vec<String> = client_files.entries.iter().map(|entry| path(&entry.text)).collect();
            page.say(format!(
                "Options that name a file (`--env-file`, `--cidfile`) may name these, if you may read or write them: {}.",
                files.join("; ")
            ));
        }
    }
}
