//! What a message tells to do is about what was written: the nearest entry and its place, the file that was meant, the words that an
//! administrator has to write.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test makes the site that it looks at, and stops at what must not be"
)]

use longshore::facts::{Account, Group, PathFacts, PathKind};
use longshore::golden::StaticHost;
use longshore::plan::{Refusal, Request, decide};
use longshore::policy::Denied;
use longshore::profile::{Source, SourceError, Text, load};
use testkit::{Status, Test, in_own_etc};

fn longshore(words: &[&str]) -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").args(words)
}

const SITE: &str = "\
version: 1
engine: /e/docker
allow:
  commands: [run]
  binds:
    - { source: \"/scratch/**\" }
    - { source: \"/proj/${user}/**\" }
    - { source: \"/data/mc/**\" }
  client_files: [\"/opt/*\", \"${home}/env/*\"]
  users: [image]
  networks: [default]
  images: { names: [img, \"docker.io/library/busybox:1\", busybox], trust: local }
";

/// What the one line says of a case under the profile.
fn refused(options: &str, image: &str, said: &str) {
    let case = format!(
        "expect: refused\nargv: [docker, run, {options}{image}]\nhost: {{ uid: 1000, accounts: [{{ name: alice, uid: 1000, gid: 1000 }}] }}\n"
    );
    let _dir = longshore(&["verify", "--bless", "cases"])
        .file("profiles/site.yaml", SITE)
        .file("cases/site/c.yaml", case)
        .stdout(format!(
            "blessed, refused: cases/site/c\n  + longshore: site.yaml:{said}\n1 case, 0 different, 1 blessed\n"
        ))
        .run();
}

#[test]
fn the_nearest_entry_is_the_one_that_begins_alike_whatever_facts_it_names_and_its_place_is_shown() {
    let use_a_listed = "use a listed path, or ask the site to list it";
    for (path, place, near) in [
        ("/proj/alise/x", "7:17", "/proj/${user}/**"),
        ("/data/real", "8:17", "/data/mc/**"),
        ("/data/md", "8:17", "/data/mc/**"),
        // Nothing is near: the list, and its first entry.
        ("/etc", "6:5", "/scratch/**"),
    ] {
        let said = format!("{place}: bind {path} is not listed in `binds` (nearest: {near}); {use_a_listed}");
        refused(&format!("-v, \"{path}:/x:ro\", "), "\"busybox:1\"", &said);
    }
    refused(
        "--env-file, /home/alice/job.env, ",
        "\"busybox:1\"",
        "9:28: client file /home/alice/job.env is not listed in `client_files` (nearest: ${home}/env/*); use a listed \
         path",
    );
}

#[test]
fn an_image_that_an_entry_means_and_does_not_match_has_the_entry_that_would() {
    for (image, place, near, written, instead) in [
        ("img", "12:21", "img", "docker.io/library/img:latest", "img"),
        ("\"img:2\"", "12:21", "img", "docker.io/library/img:*", "img"),
    ] {
        let whole = if image == "img" { "docker.io/library/img:latest" } else { "docker.io/library/img:2" };
        let said = format!(
            "{place}: image {whole} is not listed in `images: names` (nearest: {near}); ask the site to write `{written}` in the \
             place of `{instead}`"
        );
        refused("", image, &said);
    }
}

#[test]
fn a_profile_s_file_in_the_folder_is_meant_by_its_name_and_a_name_with_an_ending_by_its_path() {
    let absent = |name: &str| format!("neither /etc/longshore/profiles/{name}.yaml nor a shipped profile exists");
    for (name, remedy) in [
        ("first", "did you mean the file ./first.yaml?"),
        ("first.yaml", "did you mean the file ./first.yaml?"),
        ("second.yaml", "see `longshore profile list`, or name a file with a `/`: ./second.yaml"),
        ("second", "see `longshore profile list`"),
        ("cern", "did you mean `cernvm`?"),
    ] {
        let _dir = longshore(&["profile", "check", name])
            .file("first.yaml", SITE)
            .stderr(format!("longshore: profile `{name}`: {}; {remedy}\n", absent(name)))
            .status(1)
            .run();
    }
}

#[test]
fn a_job_file_that_is_not_there_is_said_to_be_none() {
    let _dir = longshore(&["run", "nofile.yaml"])
        .stderr("longshore: job file nofile.yaml: no such file or directory; check the path\n")
        .status(125)
        .run();
}

#[test]
fn a_limit_that_cuts_is_named_and_what_is_only_written_out_is_said_to_be_the_same() {
    let profile = "version: 1\nengine: /e/docker\nallow:\n  commands: [run]\n  users: [image]\n  networks: [default]\n  images: { \
                   names: [\"**\"], trust: local }\n  limits: { memory: { max: 8g, over: clamp } }\n";
    let _dir = longshore(&["explain", "--profile", "./p.yaml", "docker", "run", "-it", "-m", "20g", "busybox"])
        .file("p.yaml", profile)
        .stdout(
            "profile ./p.yaml, chosen by the argument --profile
       /e/docker            the engine, named by ./p.yaml:2:9
    1  run
~   2  --interactive        was -it, the same written out
~   2  --tty                was -it, the same written out
-   3  -m                   removed by the limit `memory` (./p.yaml:8:21)
-   4  20g                  removed by the limit `memory` (./p.yaml:8:21)
+      --memory=8589934592  added by the limit `memory` (./p.yaml:8:21)
+      --                   added by longshore, which writes the line out
    5  busybox
",
        )
        .run();
}

#[test]
fn a_limit_that_is_missing_is_said_once_and_plainly() {
    let policy = |of: &str| {
        format!(
            "version: 1\nengine: /e/docker\nrequire: [user, memory, cpus, pids-limit, memory-swap]\nallow:\n  commands: [run]\n  users: \
             [{of}]\n  groups: [submitter, image]\n  networks: [default]\n  images: {{ names: [\"**\"], trust: local }}\n  limits: {{ memory: {{ max: 8g, required: \
             true }} }}\n"
        )
    };
    let whys = |options: &[&str], users: &str| {
        denied(&policy(users), "docker", &[&["run"], options, &["busybox"]].concat())
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let lacks = |what: &str, option: &str| {
        format!("{what} must have a limit; write --{option}, or ask the site for a rule that does")
    };
    let none = "memory must have a limit, and the line asks for none; write --memory=SIZE, or ask the site for a rule that does";
    let rest = || {
        [
            lacks("memory and swap", "memory=SIZE and --memory-swap=SIZE"),
            lacks("CPUs", "cpus=N"),
            lacks("processes", "pids-limit=N"),
        ]
    };
    assert_eq!(whys(&["-u", "1000:1000"], "submitter")[..1], [lacks("memory", "memory=SIZE")]);
    assert_eq!(whys(&["-u", "1000:1000"], "submitter")[1..], rest());
    assert_eq!(whys(&["-u", "1000:1000", "--memory", "0"], "submitter")[0], none);
    // A user that is missing, too.
    let of_user = whys(&["--memory=1g", "--cpus=1", "--pids-limit=1"], "submitter");
    assert_eq!(
        of_user,
        [
            "user is not on the line, which means the image's, mostly root; write --user=UID:GID, or let the profile say \
          `identity: submitter` (or `users: [image]`)"
        ]
    );
    let of_user = whys(&["--memory=1g", "--cpus=1", "--pids-limit=1"], "image");
    assert_eq!(of_user, ["a user is required; write --user=UID:GID, or ask the site for a rule that does"]);
}

/// What the policy denies of a line.
fn denied(profile: &str, client: &str, words: &[&str]) -> Vec<Denied> {
    let profile = load("./p.yaml", &Texts(profile)).unwrap_or_else(|error| panic!("{error}\n{profile}"));
    let words = std::iter::once(&client).chain(words).map(Into::into).collect();
    let account = Account {
        name: "alice".to_owned(),
        uid: 1000,
        gid: 1000,
        gecos: String::new(),
        home: "/home/alice".into(),
        shell: "/bin/sh".into(),
    };
    let group = vec![Group { gid: 1000, name: Some("alice".to_owned()) }];
    let directory = PathFacts { real: b"/srv".to_vec(), kind: PathKind::Directory, replaceable: vec![] };
    let host = StaticHost {
        uid: Some(1000),
        cwd: Some("/w".into()),
        groups: Some(group.clone()),
        accounts: vec![(account, group)],
        files: vec![(b"/w/f".to_vec(), b"A=1\n".to_vec())],
        paths: vec![(b"/srv".to_vec(), Some(directory))],
        ..StaticHost::default()
    };
    match decide(&Request::of_words(words), &profile, &host) {
        Ok(_) => Vec::new(),
        Err(Refusal::Policy { denied, .. }) => denied,
        Err(other) => panic!("{client} {other}"),
    }
}

/// A profile, and the one that it extends.
struct Texts<'t>(&'t str);

impl Source for Texts<'_> {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        let text = if reference == "./p.yaml" { self.0 } else { BARE };
        Ok(Text { path: reference.to_owned(), text: text.to_owned() })
    }
}

const BARE: &str = "\
version: 1
engine: /usr/bin/docker
builder: buildx
allow:
  commands: [run, create, start, ps, tag, push, pull, login, build, update]
  users: [submitter, image]
  groups: [submitter, image]
  networks: [default]
  images: { names: [\"docker.io/library/img:*\"], trust: local, ids: true }
";

/// A line that asks for one effect, by the first words of its refusal in the page.
const EFFECTS: &[(&str, &[&str])] = &[
    ("bind", &["run", "-v", "/srv:/x:ro", "img"]),
    ("volume", &["run", "-v", "data:/x", "img"]),
    ("volumes of", &["run", "--volumes-from", "other", "img"]),
    ("client file", &["run", "--env-file", "f", "img"]),
    ("command", &["stop", "job"]),
    ("container", &["start", "job"]),
    ("name", &["run", "--name", "job", "img"]),
    ("image", &["run", "busybox"]),
    ("image name", &["tag", "img", "mine:1"]),
    ("pushed image", &["push", "img"]),
    ("registry", &["login", "registry.example.org"]),
    ("user", &["run", "-u", "5000", "img"]),
    ("user", &["run", "-u", "games", "img"]),
    ("group", &["run", "-u", "1000:5000", "img"]),
    ("capability", &["run", "--cap-add", "SYS_NICE", "img"]),
    ("device", &["run", "--device", "/dev/fuse", "img"]),
    ("GPU", &["run", "--gpus", "all", "img"]),
    ("GPU", &["run", "--gpus", "2", "img"]),
    ("security option", &["run", "--security-opt", "label=level:s0", "img"]),
    ("kernel parameter", &["run", "--sysctl", "net.core.somaxconn=1", "img"]),
    ("runtime", &["run", "--runtime", "kata", "img"]),
    ("entrypoint", &["run", "--entrypoint", "/bin/sh", "img"]),
    ("network", &["run", "--network", "lan", "img"]),
    ("network alias", &["run", "--network-alias", "a", "img"]),
    ("host name", &["run", "--hostname", "h", "img"]),
    ("domain name", &["run", "--domainname", "d", "img"]),
    ("host entry", &["run", "--add-host", "a:10.0.0.1", "img"]),
    ("name server", &["run", "--dns", "10.0.0.1", "img"]),
    ("port", &["run", "-p", "80:80", "img"]),
    ("port", &["run", "-p", "80", "img"]),
    ("pid namespace", &["run", "--pid", "host", "img"]),
    ("ipc namespace", &["run", "--ipc", "host", "img"]),
    ("uts namespace", &["run", "--uts", "host", "img"]),
    ("user namespace", &["run", "--userns", "host", "img"]),
    ("cgroup namespace", &["run", "--cgroupns", "host", "img"]),
    ("label", &["run", "--label", "a=b", "img"]),
    ("annotation", &["run", "--annotation", "a=b", "img"]),
    ("variable", &["run", "-e", "LD_PRELOAD=x", "img"]),
    ("log driver", &["run", "--log-driver", "none", "img"]),
    ("log option", &["run", "--log-opt", "tag=x", "img"]),
    ("storage option", &["run", "--storage-opt", "size=1g", "img"]),
    ("cgroup parent", &["run", "--cgroup-parent", "c", "img"]),
    ("CPU weight", &["run", "--cpu-shares", "5", "img"]),
    ("I/O weight", &["run", "--blkio-weight", "50", "img"]),
    ("shared memory", &["run", "--shm-size", "1g", "img"]),
    ("ulimit", &["run", "--ulimit", "nofile=5:6", "img"]),
    ("ulimit", &["run", "--ulimit", "core=-1", "img"]),
    ("tmpfs", &["run", "--tmpfs", "/x:size=1m", "img"]),
    ("detach", &["run", "-d", "img"]),
    ("restart", &["run", "--restart", "always", "img"]),
    ("stop signal", &["run", "--stop-signal", "SIGINT", "img"]),
    ("stop timeout", &["run", "--stop-timeout", "5", "img"]),
    ("signals", &["run", "--sig-proxy=false", "img"]),
    ("health check", &["run", "--health-cmd", "true", "img"]),
    ("objects", &["ps"]),
    ("fetched address", &["build", "https://example.org/x.git"]),
    ("builder privilege", &["build", "--allow", "network.host", "https://example.org/x.git"]),
    ("option", &["update", "--cpuset-cpus", "0", "job"]),
];

#[test]
fn what_an_administrator_would_write_allows_what_was_refused() {
    let own = |entry: &str| {
        let entry = entry.strip_prefix("allow: { ").and_then(|rest| rest.strip_suffix(" }")).expect("an entry");
        format!("{BARE}  {entry}\n")
    };
    for (effect, words) in EFFECTS {
        let is_it = |denied: &&Denied| denied.effect == *effect;
        let all = denied(BARE, "docker", words);
        let one =
            all.iter().find(is_it).unwrap_or_else(|| panic!("{words:?} is not refused for its {effect}: {all:?}"));
        // A list is added to; a bound or a switch is written in the policy itself.
        let profile = match (one.entry(true), one.entry(false)) {
            (Some(added), _) => format!("version: 1\nextends: ./parent.yaml\n{added}\n"),
            (None, Some(whole)) => own(&whole),
            (None, None) => panic!("nothing is written for {one}"),
        };
        let rest = denied(&profile, "docker", words);
        assert!(!rest.iter().any(|other| other.effect == *effect && other.value == one.value), "{profile}{rest:?}");
    }
}

#[test]
fn every_effect_of_the_page_has_an_entry_that_is_tried() {
    let page = include_str!("../../docs/policy.md");
    let (_, table) = page.split_once("| a refusal names | the entry |\n|---|---|\n").expect("the table");
    // Bounds of those that a line may lack are refused only where there is one; nothing is listed for what is required.
    let others = ["memory", "CPUs", "processes", "required", "ipc", "uts", "cgroup", "address"];
    for row in table.lines().take_while(|row| row.starts_with('|')) {
        let names = row.split('|').nth(1).expect("a cell").split('`').skip(1).step_by(2);
        for name in names.filter(|name| !others.contains(name)) {
            assert!(EFFECTS.iter().any(|(effect, _)| *effect == name), "{name}");
        }
    }
}

#[test]
fn a_limit_that_is_exceeded_has_the_entry_that_allows_it() {
    let limits =
        "  limits: { memory: { max: 1g }, memory_swap: { max: 1g }, cpus: { max: \"1\" }, pids: { max: 10 } }\n";
    for (words, entry) in [
        (["--memory", "2g"], "allow: { limits: { memory: { max: 2147483648 } } }"),
        (["--memory-swap", "2g"], "allow: { limits: { memory_swap: { max: 2147483648 } } }"),
        (["--cpus", "1.5"], "allow: { limits: { cpus: { max: \"1.5\" } } }"),
        (["--pids-limit", "20"], "allow: { limits: { pids: { max: 20 } } }"),
        (["--pids-limit", "-1"], "allow: { limits: { pids: {} } }"),
    ] {
        let all = denied(
            &format!("{BARE}{limits}"),
            "docker",
            &[&["run"], &words[..], &["--memory=1", "img"][usize::from(words[0] == "--memory")..]].concat(),
        );
        assert_eq!(all.iter().find_map(|one| one.entry(false)).as_deref(), Some(entry), "{all:?}");
    }
}

#[test]
fn a_caller_without_a_directory_learns_how_to_come_and_is_never_to_be_listed_where_that_speaks_for_others() {
    if !in_own_etc(
        "remedies::a_caller_without_a_directory_learns_how_to_come_and_is_never_to_be_listed_where_that_speaks_for_others",
    ) {
        return;
    }
    let session = "call from a login session, which sets XDG_RUNTIME_DIR";
    std::fs::create_dir_all("/etc/longshore").expect("made");
    for (submitter, remedy) in [
        (
            "submitter: caller",
            format!("{session}, or ask the site to list uid 65534 in `callers` and to install the profile again"),
        ),
        (
            "submitter: option\ncallers: [0, root]",
            "submit a job: jobs come by the batch system, which calls as one of `callers` (uid 0, root)".to_owned(),
        ),
        (
            "submitter: env:JOB_USER\ncallers: [0]",
            "submit a job: jobs come by the batch system, which calls as one of `callers` (uid 0)".to_owned(),
        ),
        ("submitter: sudo\ncallers: [0]", format!("call by sudo, or {session}")),
        (
            "submitter: option\ncallers: [nobody]",
            "install the profile again, which makes the directory: `longshore profile install`".to_owned(),
        ),
    ] {
        let profile = format!("version: 1\nengine: /usr/bin/docker\n{submitter}\nallow: {{ commands: [version] }}\n");
        std::fs::write("/etc/longshore/profile.yaml", profile).expect("written");
        let setpriv = ["--reuid", "65534", "--regid", "65534", "--clear-groups", env!("CARGO_BIN_EXE_longshore")];
        let _dir = Test::new("/usr/bin/setpriv")
            .args(setpriv)
            .args(["rewrite", "docker", "version"])
            .stderr(format!(
                "longshore: no directory for longshore's files of this call: there is no /var/lib/longshore/65534, and \
                 XDG_RUNTIME_DIR is not set; {remedy}\n"
            ))
            .status(125)
            .run();
    }
}

/// What a command of longshore's prints, and its code.
fn printed(words: &[&str]) -> (Status, String, String) {
    let (outcome, _dir) = longshore(words).outcome();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (outcome.status, text(outcome.stdout), text(outcome.stderr))
}

#[test]
fn what_the_drop_in_does_while_the_profile_is_broken_is_shown_with_the_file_that_judges() {
    if !in_own_etc("remedies::what_the_drop_in_does_while_the_profile_is_broken_is_shown_with_the_file_that_judges") {
        return;
    }
    let good = "version: 1\nengine: /usr/bin/docker\nallow: any\n";
    std::fs::create_dir_all("/etc/longshore").expect("made");
    std::fs::write("/etc/longshore/profile.yaml", format!("{good}foo: 1\n")).expect("written");
    let fault = "/etc/longshore/profile.yaml:4:1: unknown key `foo`; ";
    for (copy, by) in [(Some(good), "/etc/longshore/profile.yaml.good"), (None, "shipped:control")] {
        let path = "/etc/longshore/profile.yaml.good";
        match copy {
            Some(text) => std::fs::write(path, text).expect("written"),
            None => std::fs::remove_file(path).expect("removed"),
        }
        let note = format!("longshore: {by} judges this line, which creates nothing, until the profile loads: {fault}");
        let (status, shown, said) = printed(&["explain", "docker", "kill", "HTCJob2_0_slot1_1_PID7"]);
        assert_eq!(status, Status::Code(0), "{said}");
        assert!(shown.starts_with(&format!("profile {by}, chosen by ")), "{shown}");
        assert!(said.starts_with(&note) && said.lines().count() == 1, "{said}");
        let (status, shown, said) = printed(&["rewrite", "docker", "run", "img"]);
        assert_eq!((status, shown.as_str()), (Status::Code(125), ""));
        assert!(said.starts_with(&format!("longshore: {fault}")) && !said.contains("judges"), "{said}");
    }
}

#[test]
fn longshore_s_own_lines_that_a_policy_does_not_list_are_named_as_its_own() {
    if !in_own_etc("remedies::longshore_s_own_lines_that_a_policy_does_not_list_are_named_as_its_own") {
        return;
    }
    let policy = "version: 1\nengine: /usr/bin/docker\nbatch: lsf\nallow:\n  commands: [run]\n";
    std::fs::create_dir_all("/etc/longshore").expect("made");
    std::fs::write("/etc/longshore/profile.yaml", policy).expect("written");
    let said = "longshore: /etc/longshore/profile.yaml:5:3: longshore itself runs `ps` for this, and the policy does not list it; ask the \
                site to list what docs/starters.md and docs/job-commands.md list for a policy\n";
    for words in [&["control", "terminate", "--job", "929"][..], &["prune", "--yes", "--older-than", "1h"]] {
        assert_eq!(printed(words), (Status::Code(125), String::new(), said.to_owned()), "{words:?}");
    }
}

#[test]
fn where_all_is_told_nothing_points_to_explain() {
    let (outcome, _dir) = longshore(&[
        "explain",
        "--profile",
        "./p.yaml",
        "docker",
        "run",
        "--privileged",
        "--cap-add",
        "SYS_NICE",
        "img",
    ])
    .file("p.yaml", BARE)
    .outcome();
    let said = String::from_utf8(outcome.stderr).expect("UTF-8");
    assert!(said.contains(" (and ") && !said.contains("longshore explain`)"), "{said}");
}

#[test]
fn a_caller_who_speaks_for_others_is_tried_as_one_of_them() {
    let head = "version: 1\nengine: /usr/bin/docker\nsubmitter: option\ncallers: [nobody]\nidentity: submitter\n";
    let allow =
        "allow: { commands: [run], images: { names: [\"docker.io/library/*\"], trust: local }, networks: [default] }\n";
    let (outcome, _dir) = longshore(&["profile", "check", "--as", "nobody", "./p.yaml"])
        .file("p.yaml", format!("{head}{allow}"))
        .outcome();
    let shown = String::from_utf8(outcome.stdout).expect("UTF-8");
    let advice = "nobody is listed in `callers`, and speaks for the owners of jobs: name one of them, `--as OWNER`.\n";
    assert!(shown.contains(advice), "{shown}");
}
