//! What the machine answers when a profile asks, and what it refuses to answer.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the files that it looks at, and stops at what must not be"
)]

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use longshore::edge::{Machine, Owner};
use longshore::facts::{Account, AccountKey, Group, Host, PathFacts, PathKind, Reader};
use testkit::{in_own_etc, skipped};

/// A user whom no machine has.
const ALICE: u32 = 61_234;

fn me() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// The drop-in's own program is what looks at paths.
fn machine() -> Machine {
    Machine::with(env!("CARGO_BIN_EXE_longshore-dropin").into(), Owner::or(me()), "/nonexistent".into())
}

fn alice() -> Reader {
    Reader { uid: ALICE, gids: vec![ALICE, 61_235] }
}

fn bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_bytes().to_vec()
}

/// A folder without links on its way, which everybody may enter.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).expect("changed");
    let path = fs::canonicalize(dir.path()).expect("a path");
    (dir, path)
}

fn folder_of(path: &Path, uid: u32, mode: u32) {
    fs::create_dir(path).expect("made");
    chown(path, Some(uid), Some(uid)).expect("given away");
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("changed");
}

fn is_root() -> bool {
    if me() != 0 {
        skipped("only root can give files away and look as another user");
    }
    me() == 0
}

#[test]
fn a_path_is_followed_to_what_is_there() {
    let (_dir, dir) = folder();
    fs::write(dir.join("file"), "").expect("written");
    symlink("file", dir.join("link")).expect("linked");
    let own = Reader { uid: me(), gids: vec![] };
    let machine = machine();
    let kind = |path: &Path| machine.path(&bytes(path), &own).expect("an answer").map(|facts| (facts.real, facts.kind));
    assert_eq!(kind(&dir), Some((bytes(&dir), PathKind::Directory)));
    assert_eq!(kind(&dir.join("link")), Some((bytes(&dir.join("file")), PathKind::File)));
    assert_eq!(kind(Path::new("/dev/null")), Some((b"/dev/null".to_vec(), PathKind::Special)));
    assert_eq!(kind(&dir.join("nothing")), None);
    assert_eq!(kind(&dir.join("nothing/at/all")), None);
}

#[test]
fn directories_in_which_the_reader_could_put_something_else_are_named_links_included() {
    if !is_root() {
        return;
    }
    let (_dir, dir) = folder();
    let (site, home) = (dir.join("site"), dir.join("home"));
    folder_of(&site, 0, 0o755);
    folder_of(&site.join("data"), ALICE, 0o755);
    folder_of(&site.join("data/deep"), 0, 0o755);
    folder_of(&home, ALICE, 0o700);
    folder_of(&dir.join("scratch"), 0, 0o1777);
    folder_of(&dir.join("scratch/hers"), ALICE, 0o755);
    folder_of(&dir.join("scratch/roots"), 0, 0o755);
    folder_of(&dir.join("group"), 61_235, 0o755);
    chown(dir.join("group"), Some(0), Some(61_235)).expect("given away");
    fs::set_permissions(dir.join("group"), Permissions::from_mode(0o775)).expect("changed");
    folder_of(&dir.join("group/x"), 0, 0o755);
    symlink(site.join("data"), home.join("link")).expect("linked");
    let machine = machine();
    let replaceable = |path: &str| {
        let facts = machine.path(&bytes(&dir.join(path)), &alice()).expect("an answer").expect("something");
        let names = facts.replaceable.iter().map(|path| Path::new(OsStr::from_bytes(path)).strip_prefix(&dir));
        names.map(|name| name.expect("below").display().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(replaceable("site/data"), [""; 0], "root's directory holds it, whoever owns it");
    assert_eq!(replaceable("site/data/deep"), ["site/data"]);
    assert_eq!(replaceable("home/link"), ["home"]);
    assert_eq!(replaceable("home/link/deep"), ["home", "site/data"]);
    assert_eq!(replaceable("scratch/hers"), ["scratch"]);
    assert_eq!(replaceable("scratch/roots"), [""; 0]);
    assert_eq!(replaceable("group/x"), ["group"]);
    // Root could replace anything; that says nothing.
    let facts = machine.path(&bytes(&home.join("link/deep")), &Reader { uid: 0, gids: vec![0] }).expect("an answer");
    assert_eq!(facts.expect("something").replaceable, Vec::<Vec<u8>>::new());
}

#[test]
fn an_access_list_lets_the_reader_replace() {
    if !is_root() {
        return;
    }
    let (_dir, dir) = folder();
    folder_of(&dir.join("listed"), 0, 0o775);
    folder_of(&dir.join("listed/x"), 0, 0o755);
    let mut list = vec![2, 0, 0, 0];
    for (tag, permissions, id) in
        [(1_u16, 7_u16, u32::MAX), (2, 7, ALICE), (4, 5, u32::MAX), (16, 7, u32::MAX), (32, 5, u32::MAX)]
    {
        list.extend(tag.to_le_bytes());
        list.extend(permissions.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    let flags = rustix::fs::XattrFlags::empty();
    if rustix::fs::setxattr(dir.join("listed"), "system.posix_acl_access", &list, flags).is_err() {
        skipped("this file system has no access lists");
        return;
    }
    let facts = machine().path(&bytes(&dir.join("listed/x")), &alice()).expect("an answer").expect("something");
    assert_eq!(facts.replaceable, [bytes(&dir.join("listed"))]);
}

#[test]
fn what_the_reader_cannot_look_at_is_not_known() {
    if !is_root() {
        return;
    }
    let (_dir, dir) = folder();
    folder_of(&dir.join("private"), 0, 0o700);
    folder_of(&dir.join("private/x"), 0, 0o755);
    let path = dir.join("private/x");
    let error = machine().path(&bytes(&path), &alice()).expect_err("refused");
    assert_eq!(error.fact, format!("path {}", path.display()));
    assert_eq!(error.why, format!("looking into {}: permission denied", dir.join("private").display()));
    let error = machine().path(b"/proc/self/root/etc", &alice()).expect_err("refused");
    assert_eq!(error.why, "the link in /proc leads every process elsewhere");
}

#[test]
fn a_path_is_judged_by_the_first_look_at_it() {
    let (_dir, dir) = folder();
    let path = dir.join("data");
    fs::create_dir(&path).expect("made");
    let (own, other) = (Reader { uid: me(), gids: vec![] }, Reader { uid: me(), gids: vec![1] });
    let kind = |machine: &Machine, reader: &Reader| {
        machine.path(&bytes(&path), reader).expect("an answer").map(|facts| facts.kind)
    };
    let first = machine();
    assert_eq!(kind(&first, &own), Some(PathKind::Directory));
    fs::remove_dir(&path).expect("removed");
    assert_eq!(kind(&first, &own), Some(PathKind::Directory));
    assert_eq!((kind(&first, &other), kind(&machine(), &own)), (None, None));
}

#[test]
fn a_path_that_hangs_is_not_known_and_holds_nobody_up() {
    let (_dir, dir) = folder();
    let hanging = dir.join("longshore");
    fs::write(&hanging, "#!/bin/sh\nexec sleep 60\n").expect("written");
    fs::set_permissions(&hanging, Permissions::from_mode(0o755)).expect("changed");
    let begin = Instant::now();
    let error = Machine::with(hanging, Owner::ROOT, PathBuf::new()).path(b"/", &alice()).expect_err("refused");
    assert_eq!(error.why, "it hangs: no answer from its file system in 5 s");
    assert!(begin.elapsed() < Duration::from_secs(20));
}

#[test]
fn files_that_callers_name_are_opened_as_the_reader() {
    if !is_root() {
        return;
    }
    let (_dir, dir) = folder();
    let path = |name: &str| bytes(&dir.join(name));
    let write = |name: &str, content: &[u8], uid: u32, mode: u32| {
        fs::write(dir.join(name), content).expect("written");
        chown(dir.join(name), Some(uid), None).expect("given away");
        fs::set_permissions(dir.join(name), Permissions::from_mode(mode)).expect("changed");
    };
    write("hers", b"A=1\n\xff", ALICE, 0o400);
    write("roots", b"secret", 0, 0o600);
    write("large", &vec![b'x'; (1 << 20) + 1], ALICE, 0o644);
    write("largest", &vec![b'x'; 1 << 20], ALICE, 0o644);
    symlink("roots", dir.join("link")).expect("linked");
    assert!(Command::new("mkfifo").arg(dir.join("fifo")).status().expect("mkfifo").success());
    fs::set_permissions(dir.join("fifo"), Permissions::from_mode(0o644)).expect("changed");
    let machine = machine();
    let file = |path: &[u8]| machine.caller_file(path, &alice()).map_err(|error| error.why);
    assert_eq!(file(&path("hers")), Ok(b"A=1\n\xff".to_vec()));
    assert_eq!(file(&path("largest")).map(|content| content.len()), Ok(1 << 20));
    for (name, why) in [
        ("roots", "permission denied"),
        ("link", "it is a link; name the file itself"),
        ("large", "it is larger than 1 MiB"),
        ("fifo", "it is not a regular file"),
        ("", "it is not a regular file"),
        ("nothing", "no such file or directory"),
    ] {
        assert_eq!(file(&path(name)), Err(why.to_owned()), "{name}");
    }
    assert_eq!(file(b"hers"), Err("the path is not absolute".to_owned()));
    assert_eq!(file(b"/proc/version"), Err("it is not a regular file".to_owned()));
    assert_eq!(file(b"/proc/self/environ"), Err("permission denied".to_owned()));
    assert_eq!(file(b"/dev/stdin"), Err("it is a link; name the file itself".to_owned()));
    // Root reads as root, and one machine answers for several readers.
    assert_eq!(machine.caller_file(&path("roots"), &Reader::default()), Ok(b"secret".to_vec()));
    assert_eq!(file(&path("roots")), Err("permission denied".to_owned()));
}

#[test]
fn only_root_opens_files_as_somebody_else() {
    let (_dir, dir) = folder();
    let mut program = PathBuf::from(env!("CARGO_BIN_EXE_longshore"));
    if me() == 0 {
        // longshore, but as a user who is neither root nor the reader.
        let script = format!(
            "#!/bin/sh\nexec setpriv --reuid 65534 --regid 65534 --clear-groups {} \"$@\"\n",
            program.display()
        );
        program = dir.join("longshore");
        fs::write(&program, script).expect("written");
        fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("changed");
    }
    let machine = Machine::with(program, Owner::or(me()), PathBuf::new());
    let somebody = Reader { uid: me() + 1, gids: vec![me() + 1] };
    let error = machine.caller_file(b"/etc/passwd", &somebody).expect_err("refused");
    assert_eq!(error.why, format!("only root can open a file as another user, and uid {} calls", nobody_or_me()));
}

/// The uid of a caller who is not root.
fn nobody_or_me() -> u32 {
    if me() == 0 { 65534 } else { me() }
}

#[test]
fn a_machine_as_called_by_a_user_shows_no_more_than_that_user_s_own_process_would_see() {
    if me() != 0 {
        return;
    }
    let (_dir, dir) = folder();
    fs::set_permissions(&dir, Permissions::from_mode(0o755)).expect("changed");
    let private = dir.join("private");
    fs::create_dir(&private).expect("made");
    fs::write(private.join("f"), "A=1\n").expect("written");
    chown(&private, Some(4711), Some(4711)).expect("given away");
    chown(private.join("f"), Some(4711), Some(4711)).expect("given away");
    fs::set_permissions(&private, Permissions::from_mode(0o700)).expect("changed");
    let path = bytes(&private.join("f"));
    let machine = Machine::with(env!("CARGO_BIN_EXE_longshore").into(), Owner::or(0), PathBuf::new());
    let reader = Reader { uid: 4711, gids: vec![4711] };
    let (root, nobody) = (machine.called_by("root").expect("root"), machine.called_by("nobody").expect("nobody"));
    assert_eq!(root.caller_file(&path, &reader), Ok(b"A=1\n".to_vec()));
    let why = nobody.caller_file(&path, &reader).expect_err("refused").why;
    assert_eq!(why, "only root can open a file as another user, and uid 65534 calls");
    let kind = |called: &dyn Host| called.path(&path, &reader).expect("an answer").map(|facts| facts.kind);
    assert_eq!((kind(&root), kind(&nobody)), (Some(PathKind::File), Some(PathKind::Unseen)));
}

#[test]
fn accounts_and_groups_come_from_the_user_database() {
    if !in_own_etc("machine::accounts_and_groups_come_from_the_user_database") {
        return;
    }
    let add = |path: &str, lines: &str| {
        let text = fs::read_to_string(path).expect("read");
        fs::write(path, text + lines).expect("written");
    };
    add("/etc/passwd", "mallory7:x:61234:61234:Alice,,:/home/alice:/bin/zsh\n61234:x:61299:1::/:/bin/sh\n");
    add("/etc/group", "mallory7:x:61234:\natlas:x:61235:bob,mallory7\nlhcb:x:61236:mallory7\n");
    let alice = Account {
        name: "mallory7".to_owned(),
        uid: ALICE,
        gid: ALICE,
        gecos: "Alice,,".to_owned(),
        home: "/home/alice".into(),
        shell: "/bin/zsh".into(),
    };
    let group = |gid, name: &str| Group { gid, name: Some(name.to_owned()) };
    let groups = vec![group(ALICE, "mallory7"), group(61_235, "atlas"), group(61_236, "lhcb")];
    // Where the files come first they are read; where something else may have a say getent is asked.
    for sources in ["files", "files [NOTFOUND=continue]"] {
        fs::write("/etc/nsswitch.conf", format!("passwd: {sources}\ngroup: {sources}\n")).expect("written");
        let machine = machine();
        assert_eq!(machine.account(AccountKey::Uid(ALICE)), Ok(alice.clone()), "{sources}");
        assert_eq!(machine.account(AccountKey::Name("mallory7")), Ok(alice.clone()), "{sources}");
        assert_eq!(machine.account_groups(&alice), Ok(groups.clone()), "{sources}");
        // A name made of digits is never taken for a uid.
        let digits = machine.account(AccountKey::Name("61234"));
        assert!(digits.is_err() || digits.is_ok_and(|account| account.uid == 61_299), "{sources}");
    }
}

#[test]
fn facts_of_the_node_come_from_a_file_that_only_its_owner_can_write() {
    let (_dir, dir) = folder();
    let file = dir.join("facts.yaml");
    let path = file.display().to_string();
    let write = |text: &str| fs::write(&file, text).expect("written");
    write("rack: r7\ncvmfs: local\nversion: 1.10\n");
    fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("changed");
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let facts = vec![pair("rack", "r7"), pair("cvmfs", "local"), pair("version", "1.10")];
    assert_eq!(machine().node_facts(&path), Ok(facts));
    let why = |path: &str| machine().node_facts(path).expect_err("refused").why;
    fs::set_permissions(&file, Permissions::from_mode(0o666)).expect("changed");
    assert!(why(&path).starts_with(&format!("{path} can be written by others than ")), "{}", why(&path));
    fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("changed");
    write("rack: [a]\n");
    assert!(why(&path).starts_with(&format!("{path}:1:7: ")), "{}", why(&path));
    assert_eq!(why("/nonexistent/facts.yaml"), "/nonexistent/facts.yaml: no such file or directory");
}

#[test]
fn the_state_directory_is_the_site_s_for_root_and_for_listed_callers() {
    let (_dir, dir) = folder();
    let find = |owner, state: &Path| Machine::with(PathBuf::new(), owner, state.to_owned()).state_dir();
    let state = dir.join("longshore");
    assert_eq!(find(Owner::or(me()), &state), Ok(state.clone().into_os_string()));
    assert_eq!(fs::metadata(&state).expect("made").permissions().mode() & 0o7777, 0o711);
    fs::set_permissions(&state, Permissions::from_mode(0o775)).expect("changed");
    let why = find(Owner::or(me()), &state).expect_err("refused").why;
    assert!(why.starts_with(&format!("{} can be written by others than ", state.display())), "{why}");
    symlink("/tmp", dir.join("link")).expect("linked");
    let why = find(Owner::or(me()), &dir.join("link")).expect_err("refused").why;
    assert_eq!(why, format!("{} is not a directory", dir.join("link").display()));
}

#[test]
fn the_clock_and_the_engine_s_group_are_known() {
    assert!(machine().now().expect("a time") > 1_700_000_000);
    assert_ne!(machine().engine_gid().expect("a group or none"), Some(0));
}

#[test]
fn no_child_is_left_when_the_machine_is_dropped() {
    let machine = machine();
    let facts = machine.path(b"/", &Reader { uid: me(), gids: vec![] });
    assert_eq!(facts, Ok(Some(PathFacts { real: b"/".to_vec(), kind: PathKind::Directory, replaceable: vec![] })));
    drop(machine);
    let children = fs::read_to_string("/proc/thread-self/children");
    // Not every kernel shows them.
    assert_eq!(children.unwrap_or_default(), "");
}
