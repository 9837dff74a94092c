//! Who the job's user is.
//!
//! `submitter: option`, `callers: [condor]`, and condor's `docker create --user 1000:100 --group-add 27 ...` -> the
//! submitter has uid 1000 and the groups 100 and 27, since condor may speak for others. Any other caller speaks for
//! himself.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use crate::argv::{Line, Verb};
use crate::facts::{Account, AccountKey, Group, Host, Missing, Reader};
use crate::policy::Submitter;
use crate::profile::allow::Policy;
use crate::profile::{Caller, Identity, Persons, Profile, SubmitterFrom};
use crate::values::{Dialect, GroupAdd, Principal, User, elements_of_row};

use super::refusal::Refusal;
use super::user_facts::UserFacts;

/// The job's user, with the entry of the user database where it was needed.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) submitter: Submitter,
    pub(super) account: Option<Account>,
    pub(super) groups: Vec<Group>,
}

/// For whom a line is decided. Where there is a policy it stands beside the user: no line goes past it because the user is
/// not known.
#[derive(Clone, Debug)]
pub(super) enum JobUser<'p> {
    /// Nothing of the profile asks who it is.
    Unasked,
    /// Rules or the container's identity ask.
    Known(Person),
    /// A policy judges the line.
    Judged(&'p Policy, Person),
}

impl<'p> JobUser<'p> {
    /// The job's user, where something of the profile asks for them.
    pub(super) fn find(
        persons: &Persons,
        policy: Option<&'p Policy>,
        line: &Line<'_>,
        dialect: Dialect,
        host: &dyn Host,
    ) -> Result<JobUser<'p>, Refusal> {
        let is_asked =
            matches!(persons.identity, Identity::Submitter { .. }) || persons.submitter.from != SubmitterFrom::Caller;
        match policy {
            Some(policy) => Ok(JobUser::Judged(policy, person(persons, line, dialect, host)?)),
            None if is_asked => Ok(JobUser::Known(person(persons, line, dialect, host)?)),
            None => Ok(JobUser::Unasked),
        }
    }

    /// The policy that judges the line.
    pub(super) fn policy(&self) -> Option<&'p Policy> {
        match self {
            JobUser::Judged(policy, _) => Some(policy),
            JobUser::Known(_) | JobUser::Unasked => None,
        }
    }

    /// The machine as the job's user's, where somebody asked who that is.
    pub(super) fn facts<'u>(&'u self, host: &'u dyn Host) -> UserFacts<'u> {
        UserFacts { host, person: self.person() }
    }

    pub(super) fn person(&self) -> Option<&Person> {
        match self {
            JobUser::Unasked => None,
            JobUser::Known(person) | JobUser::Judged(_, person) => Some(person),
        }
    }
}

fn person(persons: &Persons, line: &Line<'_>, dialect: Dialect, host: &dyn Host) -> Result<Person, Refusal> {
    let fault = |missing: Missing| Refusal::Submitter { why: missing.to_string() };
    let caller = host.uid().map_err(fault)?;
    let may_speak = persons.submitter.from != SubmitterFrom::Caller && is_trusted(&persons.callers, caller, host)?;
    let key = match &persons.submitter.from {
        SubmitterFrom::Option if may_speak => match of_line(line, dialect)? {
            Some(submitter) => {
                let account = host.account(AccountKey::Uid(submitter.uid)).ok();
                let groups = submitter.gids.iter().map(|&gid| Group { gid, name: None }).collect();
                return Ok(Person { submitter, account, groups });
            }
            None => Key::Uid(caller),
        },
        SubmitterFrom::Sudo if may_speak => key_of("SUDO_UID", host)?,
        SubmitterFrom::Env(name) if may_speak => key_of(name, host)?,
        SubmitterFrom::Caller | SubmitterFrom::Env(_) | SubmitterFrom::Option | SubmitterFrom::Sudo => Key::Uid(caller),
    };
    let account = host.account(key.as_account()).map_err(fault)?;
    let groups = host.account_groups(&account).map_err(fault)?;
    let mut gids = vec![account.gid];
    gids.extend(groups.iter().map(|group| group.gid).filter(|gid| *gid != account.gid));
    let submitter = Submitter { uid: account.uid, gid: account.gid, gids };
    Ok(Person { submitter, account: Some(account), groups })
}

/// As whom a file that the caller names is read, when the line that it will make is not known yet; `None` where nobody
/// asks.
///
/// # Errors
/// When the job's user is not known.
pub fn reader(profile: &Profile, host: &dyn Host) -> Result<Option<Reader>, Refusal> {
    if profile.policy.is_none() {
        return Ok(None);
    }
    let fault = |missing: Missing| Refusal::Submitter { why: missing.to_string() };
    let persons = &profile.persons;
    let caller = host.uid().map_err(fault)?;
    let key = match &persons.submitter.from {
        SubmitterFrom::Sudo if is_trusted(&persons.callers, caller, host)? => key_of("SUDO_UID", host)?,
        SubmitterFrom::Env(name) if is_trusted(&persons.callers, caller, host)? => key_of(name, host)?,
        _ => Key::Uid(caller),
    };
    let account = host.account(key.as_account()).map_err(fault)?;
    let mut gids = vec![account.gid];
    gids.extend(host.account_groups(&account).map_err(fault)?.iter().map(|group| group.gid));
    Ok(Some(Reader { uid: account.uid, gids }))
}

impl Key {
    fn as_account(&self) -> AccountKey<'_> {
        match self {
            Key::Uid(uid) => AccountKey::Uid(*uid),
            Key::Name(name) => AccountKey::Name(name),
        }
    }
}

enum Key {
    Uid(u32),
    Name(String),
}

/// Whether `caller` is listed among those who may speak for others.
pub(super) fn is_trusted(callers: &[Caller], caller: u32, host: &dyn Host) -> Result<bool, Refusal> {
    for listed in callers {
        let uid = match listed {
            Caller::Uid(uid) => *uid,
            Caller::Name(name) => {
                let account = host.account(AccountKey::Name(name));
                account.map_err(|missing| Refusal::Submitter { why: missing.to_string() })?.uid
            }
        };
        if uid == caller {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The submitter by a variable: a uid, or a name.
fn key_of(name: &str, host: &dyn Host) -> Result<Key, Refusal> {
    let value = host.env(OsStr::new(name)).filter(|value| !value.is_empty());
    let value = value.ok_or_else(|| Refusal::Submitter { why: format!("the variable {name} says nothing") })?;
    let text =
        value.into_string().map_err(|_| Refusal::Submitter { why: format!("the variable {name} is not text") })?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let uid = text.parse().map_err(|_| Refusal::Submitter { why: format!("the variable {name} holds no uid") })?;
        return Ok(Key::Uid(uid));
    }
    Ok(Key::Name(text))
}

/// The submitter by the line's own options; `None` for a line that makes nothing and names nobody.
fn of_line(line: &Line<'_>, dialect: Dialect) -> Result<Option<Submitter>, Refusal> {
    let named = |name: &'static [u8]| line.occurrences().iter().filter(move |found| line.option_name(found) == name);
    let why = |why: &str| Refusal::Submitter { why: why.to_owned() };
    let Some(user) = named(b"user").next_back() else {
        if matches!(line.verb(), Verb::Create | Verb::Run) {
            return Err(why("`submitter: option` reads it from --user, and the line has none"));
        }
        return Ok(None);
    };
    let user = User::parse(line.value(user).unwrap_or_default()).map_err(|error| why(&format!("--user: {error}")))?;
    let (Some(Principal::Id(uid)), Some(Principal::Id(gid))) = (user.user, user.group) else {
        return Err(why("`submitter: option` needs --user=UID:GID in numbers"));
    };
    let mut gids = vec![gid];
    for found in named(b"group-add") {
        let values = elements_of_row(found.row, line.value(found).unwrap_or_default(), dialect);
        for value in values.map_err(|error| why(&format!("--group-add: {error}")))? {
            match GroupAdd::parse(&value, dialect) {
                Ok(GroupAdd::Group(Principal::Id(gid))) if !gids.contains(&gid) => gids.push(gid),
                Ok(GroupAdd::Group(Principal::Id(_))) => {}
                _ => return Err(why("`submitter: option` needs --group-add in numbers")),
            }
        }
    }
    Ok(Some(Submitter { uid, gid, gids }))
}

/// Whether a field can stand in a line of a user database.
pub(super) fn is_field(text: &[u8]) -> bool {
    !text.iter().any(|&byte| byte == b':' || byte < b' ' || byte == 0x7f)
}

/// A field's bytes.
pub(super) fn bytes_of(text: &OsStr) -> &[u8] {
    text.as_bytes()
}
