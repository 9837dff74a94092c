//! As whom the container runs, written on the line.
//!
//! `identity: submitter` for alice (1000, groups 1000 and 27) and `docker run -u 0 img` -> `docker run --user=1000:1000
//! --group-add=1000 --group-add=27 --mount=...passwd... --mount=...group... img`, and two files with her name and groups. For
//! podman without root: `--userns=keep-id --user=1000:1000 --group-add=keep-groups`.

use crate::argv::{Cause, Draft, Origin, Place, Tables, Verb};
use crate::facts::{Host, Missing};
use crate::policy::{Submitter, powerful};
use crate::profile::{Identity, Profile, option_row};
use crate::runtimes::RuntimeName;
use crate::values::{Access, Mount};

use super::PlannedFile;
use super::files::by_content;
use super::refusal::Refusal;
use super::submitter::{Person, bytes_of, is_field};

/// Writes the profile's identity on a line that makes a container, and gives the files that belong to it.
pub(super) fn write(
    profile: &Profile,
    person: Option<&Person>,
    draft: &mut Draft<'_>,
    tables: &dyn Tables,
    host: &dyn Host,
) -> Result<Vec<PlannedFile>, Refusal> {
    if !matches!(draft.line().verb(), Verb::Create | Verb::Run) || draft.line().is_unread() {
        return Ok(Vec::new());
    }
    match (&profile.persons.identity, person) {
        (Identity::Keep, _) | (Identity::Submitter { .. }, None) => Ok(Vec::new()),
        (Identity::Fixed { at, user, group, groups }, _) => {
            let pen = Pen { tables, at: *at };
            pen.user(draft, *user, *group, groups)?;
            Ok(Vec::new())
        }
        (Identity::Submitter { at }, Some(person)) => {
            let pen = Pen { tables, at: *at };
            let submitter = &person.submitter;
            let fault = |missing: Missing| Refusal::Identity { why: missing.to_string() };
            let groups = groups(profile, person, host).map_err(fault)?;
            let process_uid = host.uid().map_err(fault)?;
            if profile.runtime == RuntimeName::Podman && process_uid != 0 {
                pen.without_root(draft, submitter, process_uid, groups.len() == submitter.gids.len())?;
            } else {
                pen.user(draft, submitter.uid, submitter.gid, &groups)?;
            }
            let left_out = submitter.gids.iter().filter(|gid| !groups.contains(gid)).map(u32::to_string);
            let left_out: Vec<String> = left_out.collect();
            if !left_out.is_empty() {
                let note = format!(
                    "groups of the submitter that open the machine are left out, unless `groups` lists them: {}",
                    left_out.join(" ")
                );
                draft.note(note, pen.cause().origin);
            }
            let (passwd, group) = databases(person, &groups)?;
            let files = [("passwd", "/etc/passwd", passwd), ("group", "/etc/group", group)];
            let mut planned = Vec::new();
            for (kind, target, content) in files {
                let file = by_content(kind, content, 0o444, host).map_err(fault)?;
                let mount =
                    Mount::bind(file.path.as_encoded_bytes(), target.as_bytes(), Access::ReadOnly, profile.dialect);
                let mount = mount.map_err(|error| Refusal::Identity { why: error.to_string() })?;
                pen.insert(draft, "mount", mount.to_bytes())?;
                planned.push(file);
            }
            Ok(planned)
        }
    }
}

/// The submitter's groups; under a policy without those that open the machine (root's, the engine's, those of the system),
/// unless it lists them.
fn groups(profile: &Profile, person: &Person, host: &dyn Host) -> Result<Vec<u32>, Missing> {
    let all = &person.submitter.gids;
    let Some(policy) = &profile.policy else { return Ok(all.clone()) };
    let engine_gid = host.engine_gid()?;
    let is_harmless = |gid: &u32| powerful(*gid, &policy.allow.groups, profile.persons.min_id, engine_gid).is_none();
    Ok(all.iter().copied().filter(is_harmless).collect())
}

/// Writes options as the profile's own.
struct Pen<'t> {
    tables: &'t dyn Tables,
    at: Place,
}

impl Pen<'_> {
    fn cause(&self) -> Cause {
        Cause::of_site(Origin::Profile { at: self.at })
    }

    /// User and groups instead of those on the line.
    fn user(&self, draft: &mut Draft<'_>, user: u32, group: u32, groups: &[u32]) -> Result<(), Refusal> {
        for name in ["user", "group-add"] {
            let standing: Vec<usize> = draft.options(name.as_bytes()).map(|(index, _)| index).collect();
            for index in standing {
                draft.drop(index, self.cause().origin);
            }
        }
        self.insert(draft, "user", format!("{user}:{group}").into_bytes())?;
        for gid in groups {
            self.insert(draft, "group-add", gid.to_string().into_bytes())?;
        }
        Ok(())
    }

    /// podman without root: ids of the submitter exist only in a namespace that keeps them, and of groups only all together.
    fn without_root(
        &self,
        draft: &mut Draft<'_>,
        submitter: &Submitter,
        process_uid: u32,
        keeps_groups: bool,
    ) -> Result<(), Refusal> {
        if submitter.uid != process_uid {
            let why = format!(
                "podman without root runs containers only for its own caller, uid {process_uid}, not for uid {}",
                submitter.uid
            );
            return Err(Refusal::Identity { why });
        }
        self.user(draft, submitter.uid, submitter.gid, &[])?;
        let standing: Vec<usize> = draft.options(b"userns").map(|(index, _)| index).collect();
        for index in standing {
            draft.drop(index, self.cause().origin);
        }
        self.insert(draft, "userns", b"keep-id".to_vec())?;
        if keeps_groups {
            self.insert(draft, "group-add", b"keep-groups".to_vec())?;
        }
        Ok(())
    }

    fn insert(&self, draft: &mut Draft<'_>, name: &str, value: Vec<u8>) -> Result<(), Refusal> {
        let command = draft.command();
        let row = command.and_then(|command| option_row(self.tables, command, name.as_bytes()));
        let why = || Refusal::Identity { why: format!("the command has no option --{name}") };
        draft.insert(row.ok_or_else(why)?, Some(value), self.cause());
        Ok(())
    }
}

/// The lines of `/etc/passwd` and `/etc/group` that the container needs: root's and the submitter's.
fn databases(person: &Person, groups: &[u32]) -> Result<(Vec<u8>, Vec<u8>), Refusal> {
    let submitter = &person.submitter;
    let Some(account) = &person.account else {
        let why = format!("the user database has no uid {}", submitter.uid);
        return Err(Refusal::Identity { why });
    };
    let (home, shell) = (bytes_of(&account.home), bytes_of(&account.shell));
    let name = account.name.as_bytes();
    if name.is_empty() || [name, account.gecos.as_bytes(), home, shell].iter().any(|field| !is_field(field)) {
        let why = format!("the entry of uid {} has a field with a colon or a control byte", submitter.uid);
        return Err(Refusal::Identity { why });
    }
    let mut passwd = b"root:x:0:0:root:/root:/bin/sh\n".to_vec();
    let ids = format!(":x:{}:{}:", submitter.uid, submitter.gid).into_bytes();
    passwd.extend([name, &ids, account.gecos.as_bytes(), b":", home, b":", shell, b"\n"].concat());
    let mut group = b"root:x:0:\n".to_vec();
    for gid in groups {
        let known = person.groups.iter().find(|group| group.gid == *gid).and_then(|group| group.name.clone());
        let known = known.unwrap_or_else(|| format!("group{gid}"));
        if !is_field(known.as_bytes()) {
            let why = format!("the name of group {gid} has a colon or a control byte");
            return Err(Refusal::Identity { why });
        }
        if *gid != 0 {
            group.extend([known.as_bytes(), format!(":x:{gid}:").as_bytes(), name, b"\n"].concat());
        }
    }
    Ok((passwd, group))
}
