//! The user and group databases where they are files, without asking getent.
//!
//! `passwd: files sss` in `/etc/nsswitch.conf` and a line of uid 1000 in `/etc/passwd` -> that line: the first source that
//! knows an account answers. Groups come from all sources, so `/etc/group` answers only where no other source can add any.

use crate::edge::read::whole;
use crate::facts::{Account, AccountKey, Group};

use super::database::read_account;

/// Files of more than this many bytes are left to getent.
const LARGEST: u64 = 1 << 20;

/// The account as `/etc/passwd` has it; `None` when it is not there, or another source comes first.
pub(super) fn account(key: AccountKey<'_>) -> Option<Account> {
    let sources = Sources::of("passwd", &read("/etc/nsswitch.conf")?)?;
    if !sources.files_first {
        return None;
    }
    find_account(key, &read("/etc/passwd")?)
}

fn find_account(key: AccountKey<'_>, text: &[u8]) -> Option<Account> {
    let lines = text.split(|&byte| byte == b'\n');
    lines.filter_map(read_account).find(|account| match key {
        AccountKey::Uid(uid) => account.uid == uid,
        AccountKey::Name(name) => account.name == name,
    })
}

/// All groups of an account, its first one first, as `/etc/group` has them; `None` when another source may add some.
pub(super) fn groups(account: &Account) -> Option<Vec<Group>> {
    let conf = read("/etc/nsswitch.conf")?;
    // Without a line of its own `initgroups` follows `group`.
    let sources = Sources::of("initgroups", &conf).or_else(|| Sources::of("group", &conf))?;
    if !sources.files_alone || (sources.has_systemd && knows_more_users()) {
        return None;
    }
    Some(find_groups(account, &read("/etc/group")?))
}

fn find_groups(account: &Account, text: &[u8]) -> Vec<Group> {
    let mut groups = vec![Group { gid: account.gid, name: None }];
    for line in text.split(|&byte| byte == b'\n') {
        let fields: Vec<&[u8]> = line.split(|&byte| byte == b':').collect();
        let [name, _, gid, members] = fields.as_slice() else { continue };
        let (Ok(name), Some(gid)) = (str::from_utf8(name), number(gid)) else { continue };
        if let Some(group) = groups.iter_mut().find(|group| group.gid == gid) {
            group.name.get_or_insert_with(|| name.to_owned());
        } else if members.split(|&byte| byte == b',').any(|member| member == account.name.as_bytes()) {
            groups.push(Group { gid, name: Some(name.to_owned()) });
        }
    }
    groups
}

fn number(field: &[u8]) -> Option<u32> {
    str::from_utf8(field).ok()?.parse().ok()
}

/// What `/etc/nsswitch.conf` says about one database.
struct Sources {
    /// The files answer before anybody else.
    files_first: bool,
    /// Nobody but the files answers, systemd aside.
    files_alone: bool,
    /// systemd answers too.
    has_systemd: bool,
}

impl Sources {
    fn of(database: &str, conf: &[u8]) -> Option<Sources> {
        let conf = str::from_utf8(conf).ok()?;
        let line = conf.lines().find_map(|line| {
            let line = line.split('#').next().unwrap_or_default();
            let (name, sources) = line.split_once(':')?;
            (name.trim() == database).then_some(sources)
        })?;
        let words: Vec<&str> = line.split_whitespace().collect();
        // `[NOTFOUND=return]` and the like change what a source's answer means.
        let is_plain = words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
        let is_known = |word: &&str| matches!(*word, "files" | "systemd");
        Some(Sources {
            files_first: is_plain && words.first() == Some(&"files"),
            files_alone: is_plain && words.first() == Some(&"files") && words.iter().all(is_known),
            has_systemd: words.contains(&"systemd"),
        })
    }
}

/// Whether systemd may know users and memberships that the files lack: records of its own, or services that answer.
#[expect(clippy::disallowed_methods, reason = "the edge looks at the machine")]
fn knows_more_users() -> bool {
    let has_entries = |path: &str, harmless: &[&str]| {
        std::fs::read_dir(path).is_ok_and(|entries| {
            entries
                .into_iter()
                .any(|entry| entry.map_or(true, |entry| !harmless.iter().any(|name| entry.file_name() == *name)))
        })
    };
    let records = ["/etc/userdb", "/run/userdb", "/run/host/userdb", "/usr/lib/userdb"];
    // Users of running services, and these very files.
    let services =
        ["io.systemd.DynamicUser", "io.systemd.Multiplexer", "io.systemd.NameServiceSwitch", "io.systemd.DropIn"];
    records.into_iter().any(|path| has_entries(path, &[])) || has_entries("/run/systemd/userdb", &services)
}

fn read(path: &str) -> Option<Vec<u8>> {
    whole(path, LARGEST).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::{Sources, find_account, find_groups};
    use crate::facts::{AccountKey, Group};

    const PASSWD: &[u8] =
        b"root:x:0:0:root:/root:/bin/sh\n# x\nalice:x:1000:100:Alice:/home/alice:/bin/sh\nalice2:x:1000:100::/:/\n";

    #[test]
    fn the_first_line_of_a_uid_counts() {
        let alice = find_account(AccountKey::Uid(1000), PASSWD).expect("alice");
        assert_eq!((alice.name.as_str(), alice.gid), ("alice", 100));
        assert_eq!(find_account(AccountKey::Name("alice2"), PASSWD).map(|account| account.uid), Some(1000));
        assert_eq!(find_account(AccountKey::Uid(1), PASSWD), None);
    }

    #[test]
    fn groups_are_the_first_one_and_those_that_name_the_account() {
        let alice = find_account(AccountKey::Uid(1000), PASSWD).expect("alice");
        let text = b"users:x:100:\nvo:x:27:bob,alice\nother:x:28:alicex\nbad:x:y:alice\nvo2:x:29:alice\n";
        let group = |gid, name: &str| Group { gid, name: Some(name.to_owned()) };
        assert_eq!(find_groups(&alice, text), [group(100, "users"), group(27, "vo"), group(29, "vo2")]);
    }

    #[test]
    fn only_plain_lists_of_sources_that_begin_with_files_are_followed() {
        let is = |text: &str| Sources::of("group", text.as_bytes()).map(|found| (found.files_first, found.files_alone));
        assert_eq!(is("group: files\n"), Some((true, true)));
        assert_eq!(is("passwd: sss\n group :\tfiles systemd # x\n"), Some((true, true)));
        assert_eq!(is("group: files sss\n"), Some((true, false)));
        assert_eq!(is("group: sss files\n"), Some((false, false)));
        assert_eq!(is("group: files [NOTFOUND=return] sss\n"), Some((false, false)));
        assert_eq!(is("passwd: files\n"), None);
    }
}
