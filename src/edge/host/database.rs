//! The user, group and hosts databases, whatever they are made of: files, LDAP, sssd.
//!
//! uid 1000 -> what `getent passwd 1000` says. The C library's own look-up does not work in a static binary, so `getent` is
//! asked: by its absolute path, with an empty environment. Where `/etc/nsswitch.conf` names the files first, or alone, what
//! they say is what getent would say, and they are read here: a start of getent costs more than all the rest.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;

use crate::argv::quote;
use crate::edge::child::Call;

use super::files;
use crate::facts::{Account, AccountKey, Group};

/// The entry of an account.
///
/// # Errors
/// Why there is none.
pub(super) fn account(key: AccountKey<'_>) -> Result<Account, String> {
    let (text, shown) = match key {
        AccountKey::Uid(uid) => (uid.to_string(), format!("uid {uid}")),
        AccountKey::Name(name) => (name.to_owned(), format!("user {}", quote::short_bytes(name.as_bytes()))),
    };
    let absent = || format!("the user database has no {shown}");
    // A name of this kind would be an option of getent's, or several fields.
    let is_odd = text.is_empty() || text.starts_with('-') || text.bytes().any(|byte| byte == b':' || byte < b' ');
    if is_odd {
        return Err(absent());
    }
    if let Some(account) = files::account(key) {
        return Ok(account);
    }
    let lines = getent("passwd", &[&text])?;
    let account = lines.first().and_then(|line| read_account(line)).ok_or_else(absent)?;
    // A name made of digits is taken for a uid by getent.
    let is_asked = match key {
        AccountKey::Uid(uid) => account.uid == uid,
        AccountKey::Name(name) => account.name == name,
    };
    if is_asked { Ok(account) } else { Err(absent()) }
}

pub(super) fn read_account(line: &[u8]) -> Option<Account> {
    let fields: Vec<&[u8]> = line.split(|&byte| byte == b':').collect();
    let [name, _, uid, gid, gecos, home, shell] = fields.as_slice() else { return None };
    let number = |field: &[u8]| str::from_utf8(field).ok()?.parse().ok();
    Some(Account {
        name: String::from_utf8(name.to_vec()).ok()?,
        uid: number(uid)?,
        gid: number(gid)?,
        gecos: String::from_utf8_lossy(gecos).into_owned(),
        home: OsString::from_vec(home.to_vec()),
        shell: OsString::from_vec(shell.to_vec()),
    })
}

/// All groups of an account, its first one first.
///
/// # Errors
/// When the databases cannot be asked.
pub(super) fn account_groups(account: &Account) -> Result<Vec<Group>, String> {
    if let Some(groups) = files::groups(account) {
        return Ok(groups);
    }
    let lines = getent("initgroups", &[&account.name])?;
    let line = lines.first().map(|line| String::from_utf8_lossy(line).into_owned()).unwrap_or_default();
    let mut words = line.split_whitespace();
    if words.next() != Some(account.name.as_str()) {
        return Err(format!("the group database says nothing about {}", account.name));
    }
    let others = words.map(|word| word.parse().map_err(|_| format!("the group database calls a group {word}")));
    named(std::iter::once(account.gid).map(Ok).chain(others).collect::<Result<Vec<u32>, String>>()?)
}

/// The groups with these ids, each once, with their names where the database has them.
///
/// # Errors
/// When the database cannot be asked.
pub(super) fn named(gids: Vec<u32>) -> Result<Vec<Group>, String> {
    let mut groups: Vec<Group> = Vec::new();
    for gid in gids {
        if groups.iter().all(|group| group.gid != gid) {
            groups.push(Group { gid, name: None });
        }
    }
    let keys: Vec<String> = groups.iter().map(|group| group.gid.to_string()).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    for line in getent("group", &keys)? {
        let mut fields = line.split(|&byte| byte == b':');
        let (Some(name), Some(gid)) = (fields.next(), fields.nth(1)) else { continue };
        let (Ok(name), Ok(gid)) = (str::from_utf8(name), str::from_utf8(gid)) else { continue };
        let group = groups.iter_mut().find(|group| gid.parse() == Ok(group.gid) && group.name.is_none());
        if let Some(group) = group {
            group.name = Some(name.to_owned());
        }
    }
    Ok(groups)
}

/// The name of a group, and the members that the group database lists; whose first group it is are not among them.
///
/// # Errors
/// When the database cannot be asked.
pub(in crate::edge) fn members(gid: u32) -> Result<(Option<String>, Vec<String>), String> {
    let lines = getent("group", &[&gid.to_string()])?;
    let Some(line) = lines.first().map(|line| String::from_utf8_lossy(line).into_owned()) else {
        return Ok((None, Vec::new()));
    };
    let mut fields = line.split(':');
    let name = fields.next().map(str::to_owned);
    let members = fields.nth(2).unwrap_or_default().split(',').filter(|member| !member.is_empty());
    Ok((name, members.map(str::to_owned).collect()))
}

/// The full name of a machine.
///
/// # Errors
/// When the database has none.
pub(super) fn full_host_name(name: &str) -> Result<String, String> {
    let lines = getent("hosts", &[name])?;
    let line = lines.first().ok_or_else(|| format!("the hosts database lacks {name}"))?;
    let text = String::from_utf8_lossy(line).into_owned();
    let full = text.split_whitespace().skip(1).find(|candidate| candidate.contains('.'));
    full.map(str::to_owned).ok_or_else(|| format!("the hosts database has no full name for {name}"))
}

/// The lines that getent has for `keys`; without those that it does not find.
fn getent(database: &str, keys: &[&str]) -> Result<Vec<Vec<u8>>, String> {
    const NOT_FOUND: i32 = 2;
    let program = ["/usr/bin/getent", "/bin/getent"].into_iter().find(|path| rustix::fs::stat(*path).is_ok());
    let program = program.ok_or("this machine has no getent, which asks the user database")?;
    let words = [database].into_iter().chain(keys.iter().copied());
    let asked = Call::program(Path::new(program), words).environment([]).capture();
    let answer = asked.map_err(|error| format!("{program}: {}", error.why()))?;
    if !matches!(answer.code(), Some(0 | NOT_FOUND)) {
        return Err(format!("{program} {database} failed"));
    }
    Ok(answer.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect())
}

#[cfg(test)]
mod tests {
    use super::{account, account_groups, named, read_account};
    use crate::facts::{Account, AccountKey, Group};

    #[test]
    fn root_is_found_by_id_and_by_name() {
        let root = account(AccountKey::Uid(0)).expect("root");
        assert_eq!((root.name.as_str(), root.uid, root.gid), ("root", 0, 0));
        assert_eq!(account(AccountKey::Name("root")), Ok(root.clone()));
        let groups = account_groups(&root).expect("groups");
        assert_eq!(groups.first(), Some(&Group { gid: 0, name: Some("root".to_owned()) }));
    }

    #[test]
    fn names_that_getent_would_take_for_something_else_are_no_accounts() {
        for name in ["0", "-s", "--service=files", "root:x", "root\nx", "", "nosuchuser"] {
            let why = account(AccountKey::Name(name)).expect_err(name);
            assert!(why.starts_with("the user database has no user "), "{why}");
        }
        assert_eq!(account(AccountKey::Uid(4_294_967_294)), Err("the user database has no uid 4294967294".to_owned()));
    }

    #[test]
    fn groups_without_a_name_keep_their_number() {
        let unknown = Group { gid: 4_294_967_290, name: None };
        let root = Group { gid: 0, name: Some("root".to_owned()) };
        assert_eq!(named(vec![4_294_967_290, 0, 4_294_967_290]), Ok(vec![unknown, root]));
    }

    #[test]
    fn an_entry_has_seven_fields() {
        let alice = Account {
            name: "alice".to_owned(),
            uid: 1000,
            gid: 100,
            gecos: "Alice".to_owned(),
            home: "/home/alice".into(),
            shell: "/bin/sh".into(),
        };
        assert_eq!(read_account(b"alice:x:1000:100:Alice:/home/alice:/bin/sh"), Some(alice));
        assert_eq!(read_account(b"alice:x:1000:100:Alice:/home/alice"), None);
        assert_eq!(read_account(b"alice:x:-1:100:Alice:/home/alice:/bin/sh"), None);
    }
}
