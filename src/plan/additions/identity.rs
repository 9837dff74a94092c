//! As whom the container runs, written on the line.
//!
//! `identity: submitter` for alice (1000, groups 1000 and 27) and `docker run -u 0 img` -> `docker run --user=1000:1000
//! --group-add=1000 --group-add=27 --mount=...passwd... --mount=...group... img`, and two files with her name and groups. For
//! podman without root: `--userns=keep-id --user=1000:1000 --group-add=keep-groups`.

use crate::argv::{Cause, Draft, Origin, Place, Verb};
use crate::facts::Missing;
use crate::policy::{Submitter, powerful};
use crate::profile::Identity;
use crate::runtimes::RuntimeName;

use super::Adding;
use crate::plan::PlannedFile;
use crate::plan::files::by_content;
use crate::plan::job_user::{Person, bytes_of, is_field};
use crate::plan::refusal::Refusal;

impl Adding<'_> {
    /// Writes the profile's identity on a line that makes a container, and gives the files that belong to it.
    pub(super) fn identity(&self, draft: &mut Draft<'_>) -> Result<Vec<PlannedFile>, Refusal> {
        if !matches!(draft.line().verb(), Verb::Create | Verb::Run) || draft.line().is_unread() {
            return Ok(Vec::new());
        }
        match (&self.profile.persons.identity, self.person) {
            (Identity::Keep, _) | (Identity::Submitter { .. }, None) => Ok(Vec::new()),
            (Identity::Fixed { at, user, group, groups }, _) => {
                self.user(draft, (*user, *group), groups, cause(*at))?;
                Ok(Vec::new())
            }
            (Identity::Submitter { at }, Some(person)) => self.submitter(draft, person, cause(*at)),
        }
    }

    /// The container runs as the submitter.
    fn submitter(&self, draft: &mut Draft<'_>, person: &Person, cause: Cause) -> Result<Vec<PlannedFile>, Refusal> {
        let fault = |missing: Missing| Refusal::Identity { why: missing.to_string() };
        let submitter = &person.submitter;
        let groups = self.groups(submitter).map_err(fault)?;
        let process_uid = self.host.uid().map_err(fault)?;
        if self.clients.runtime() == RuntimeName::Podman && process_uid != 0 {
            self.without_root(draft, submitter, process_uid, groups.len() == submitter.gids.len(), cause)?;
        } else {
            self.user(draft, (submitter.uid, submitter.gid), &groups, cause)?;
        }
        let left_out = submitter.gids.iter().filter(|gid| !groups.contains(gid)).map(u32::to_string);
        let left_out: Vec<String> = left_out.collect();
        if !left_out.is_empty() {
            let note = format!(
                "groups of the submitter that open the machine are left out, unless `groups` lists them: {}",
                left_out.join(" ")
            );
            draft.note(note, cause.origin);
        }
        let (passwd, group) = databases(person, &groups)?;
        let mut planned = Vec::new();
        for (kind, target, content) in [("passwd", "/etc/passwd", passwd), ("group", "/etc/group", group)] {
            let file = by_content(kind, content, 0o444, &self.profile.persons, self.host)?;
            self.mount(draft, &file, target, cause).map_err(|why| Refusal::Identity { why })?;
            planned.push(file);
        }
        Ok(planned)
    }

    /// The submitter's groups; under a policy without those that open the machine (root's, the engine's, those of the
    /// system), unless it lists them.
    fn groups(&self, submitter: &Submitter) -> Result<Vec<u32>, Missing> {
        let all = &submitter.gids;
        let Some(policy) = &self.profile.policy else { return Ok(all.clone()) };
        let (engine_gid, min_id) = (self.host.engine_gid()?, self.profile.persons.min_id);
        let is_harmless = |gid: &u32| powerful(*gid, &policy.allow.groups, min_id, engine_gid).is_none();
        Ok(all.iter().copied().filter(is_harmless).collect())
    }

    /// User and groups instead of those on the line.
    fn user(
        &self,
        draft: &mut Draft<'_>,
        (user, group): (u32, u32),
        groups: &[u32],
        cause: Cause,
    ) -> Result<(), Refusal> {
        draft.drop_options(b"user", cause.origin);
        draft.drop_options(b"group-add", cause.origin);
        self.put(draft, "user", &format!("{user}:{group}"), cause)?;
        groups.iter().try_for_each(|gid| self.put(draft, "group-add", &gid.to_string(), cause))
    }

    /// podman without root: ids of the submitter exist only in a namespace that keeps them, and of groups only all together.
    fn without_root(
        &self,
        draft: &mut Draft<'_>,
        submitter: &Submitter,
        process_uid: u32,
        keeps_groups: bool,
        cause: Cause,
    ) -> Result<(), Refusal> {
        if submitter.uid != process_uid {
            let why = format!(
                "podman without root runs containers only for its own caller, uid {process_uid}, not for uid {}",
                submitter.uid
            );
            return Err(Refusal::Identity { why });
        }
        self.user(draft, (submitter.uid, submitter.gid), &[], cause)?;
        draft.drop_options(b"userns", cause.origin);
        self.put(draft, "userns", "keep-id", cause)?;
        if keeps_groups {
            self.put(draft, "group-add", "keep-groups", cause)?;
        }
        Ok(())
    }

    fn put(&self, draft: &mut Draft<'_>, name: &str, value: &str, cause: Cause) -> Result<(), Refusal> {
        self.insert(draft, name, value.into(), cause).map_err(|why| Refusal::Identity { why })
    }
}

/// What identity writes is the profile's own.
fn cause(at: Place) -> Cause {
    Cause::of_site(Origin::Profile { at })
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
