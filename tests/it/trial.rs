//! A trial of a profile: each thing that a policy gives away is found, and nothing else.

#![expect(clippy::expect_used, clippy::panic, reason = "test code stops at what must not be")]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;

use longshore::facts::{Account, Group, PathFacts, PathKind};
use longshore::golden::StaticHost;
use longshore::plan::{Trial, Verdict, trial};
use longshore::profile::{Source, SourceError, Text, load, shipped};
use testkit::Test;

struct One<'t>(&'t str);

impl Source for One<'_> {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        if reference == "./p.yaml" {
            return Ok(Text { path: reference.to_owned(), text: self.0.to_owned() });
        }
        shipped(reference).ok_or(SourceError {
            wanted: reference.to_owned(),
            why: String::new(),
            remedy: String::new(),
        })
    }
}

/// Alice's machine.
fn host() -> StaticHost {
    let group = Group { gid: 1000, name: Some("alice".to_owned()) };
    let alice = Account {
        name: "alice".to_owned(),
        uid: 1000,
        gid: 1000,
        gecos: String::new(),
        home: "/home/alice".into(),
        shell: "/bin/sh".into(),
    };
    let path = |path: &str, kind| {
        let real = path.as_bytes().to_vec();
        (real.clone(), Some(PathFacts { real, kind, replaceable: Vec::new() }))
    };
    StaticHost {
        uid: Some(1000),
        gid: Some(1000),
        user: Some("alice".to_owned()),
        home: Some("/home/alice".into()),
        groups: Some(vec![group.clone()]),
        cwd: Some("/".into()),
        hostname: Some("node".to_owned()),
        accounts: vec![(alice, vec![group])],
        paths: vec![
            path("/", PathKind::Directory),
            path("/etc", PathKind::Directory),
            path("/var/run/docker.sock", PathKind::Special),
        ],
        files: vec![(b"/etc/shadow".to_vec(), b"root:x:1\n".to_vec())],
        ..StaticHost::default()
    }
}

fn tried(text: &str) -> Trial {
    let profile = load("./p.yaml", &One(text)).unwrap_or_else(|error| panic!("{error}\n{text}"));
    trial(&profile, &host())
}

/// What is open.
fn open(text: &str) -> Vec<&'static str> {
    tried(text).tried.iter().filter(|tried| tried.verdict.is_open()).map(|tried| tried.name).collect()
}

/// A policy of a cluster.
const POLICY: &str = "\
version: 1
engine: /usr/bin/docker
runtime: docker
identity: submitter
rules:
  - name: no process gains privileges
    set: { security-opt: { no-new-privileges: \"true\" } }
require: [user, memory, cpus, no-new-privileges, { cap-drop: [ALL] }]
allow:
  commands: [create, run, start, kill, rm, inspect]
  binds:
    - { source: /scratch/**, access: rw, race: accepted }
  tmpfs: { max: 1g }
  images: { names: [\"docker.io/library/*\", \"registry.example.org/**\"], trust: local }
  users: submitter
  groups: submitter
  capabilities: []
  networks: [default, bridge, none]
  names: [\"job-*\"]
  containers: [\"job-*\"]
  security_opts: []
  client_files: [\"${home}/**\"]
  limits:
    memory: { max: 64g }
    pids: { max: 1024, required: true }
";

fn hpc_safe() -> String {
    shipped("hpc-safe").expect("shipped").text
}

/// The policy with other entries.
fn changed(right: &str, wrong: &str) -> String {
    let text = POLICY;
    assert_eq!(text.matches(right).count(), 1, "`{right}` does not stand once in the profile");
    text.replace(right, wrong)
}

#[test]
fn the_shipped_policy_gives_nothing_away() {
    let tried = tried(&hpc_safe());
    assert_eq!(tried.refused, None);
    let verdicts: Vec<String> = tried
        .tried
        .iter()
        .map(|tried| match &tried.verdict {
            Verdict::Refused { why } => format!("{}: {}", tried.name, why.split("; ").next().unwrap_or_default()),
            verdict => format!("{}: {verdict:?}", tried.name),
        })
        .collect();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("trial_hpc_safe", verdicts.join("\n"));
    });
    assert_eq!(open(&hpc_safe()), Vec::<&str>::new());
}

#[test]
fn what_a_policy_gives_away_is_found() {
    for (right, wrong, expected) in [
        ("  tmpfs:", "    - { source: /etc, access: rw }\n  tmpfs:", &["the host's /etc, to write"][..]),
        ("  tmpfs:", "    - { source: / }\n  tmpfs:", &["the whole host, to read"]),
        ("  tmpfs:", "    - { source: /var/run/*, access: rw, kind: special }\n  tmpfs:", &["the engine's socket"]),
        ("networks: [default, bridge, none]", "networks: [default, host]", &["the host's network"]),
        ("  security_opts: []", "  namespaces: { pid: [host] }", &["the host's processes"]),
        ("  security_opts: []", "  namespaces: { ipc: [\"*\"] }", &["the host's shared memory"]),
        ("capabilities: []", "capabilities: [sys_admin]", &["the capability to mount"]),
        ("capabilities: []", "devices: [\"/dev/sd*\"]", &["the host's disk"]),
        ("security_opts: []", "security_opts: [\"seccomp=*\"]", &["no system call filter"]),
        ("  security_opts: []", "  environment: { refuse: [] }", &["a library for programs on the host"]),
        ("  security_opts: []", "  runtimes: [\"*\"]", &["a runtime of one's own"]),
        ("  security_opts: []", "  cgroup_parents: [\"*\"]", &["another cgroup than the job's"]),
        ("containers: [\"job-*\"]", "containers: [\"tr*\", \"job-*\"]", &["the end of another's container"]),
        ("client_files: [", "client_files: [\"/etc/*\", ", &["a file that only root reads"]),
        ("identity: submitter", "identity: { user: 1000, group: 1000 }", &[]),
        ("identity: submitter", "identity: keep", &[]),
        ("require: [", "mode: observe\nrequire: [", &OPEN_WHEN_OBSERVED),
    ] {
        assert_eq!(open(&changed(right, wrong)), expected, "{wrong}");
    }
    let volumes = changed("containers: [\"job-*\"]", "volumes_from: [\"tr*\"]\n  containers: [\"tr*\", \"job-*\"]");
    assert_eq!(open(&volumes), ["the volumes of another's container", "the end of another's container"]);
    let root = changed("identity: submitter", "identity: keep")
        .replace("users: submitter", "users: [submitter, 0]")
        .replace("groups: submitter", "groups: [submitter, 0]");
    assert_eq!(open(&root), ["root in the container"]);
}

/// All but root in the container, which `identity` takes out.
const OPEN_WHEN_OBSERVED: [&str; 19] = [
    "the host's /etc, to write",
    "the whole host, to read",
    "the engine's socket",
    "/etc by way of a volume",
    "everything at once",
    "the host's processes",
    "the host's network",
    "the host's shared memory",
    "the capability to mount",
    "the host's disk",
    "no system call filter",
    "a library for programs on the host",
    "a file that only root reads",
    "a runtime of one's own",
    "another cgroup than the job's",
    "the volumes of another's container",
    "an image by its id",
    "a shell in another's container",
    "the end of another's container",
];

#[test]
fn without_a_policy_everything_is_open_but_what_rules_take_out() {
    assert_eq!(open("version: 1\nallow: any\n").len(), 20);
    let rules = "version: 1\nallow: any\nrules:\n  - { name: a, drop: [privileged, user, device] }\n  - { name: b, set: { network: none } }\n";
    let taken: Vec<&str> =
        tried(rules).tried.iter().filter(|tried| tried.verdict == Verdict::TakenOut).map(|tried| tried.name).collect();
    assert_eq!(taken, ["everything at once", "root in the container", "the host's network", "the host's disk"]);
}

#[test]
fn an_image_that_the_rules_lead_to_a_registry_is_no_id_any_more() {
    let mirror = "rules:\n  - name: mirror\n    image: { \"re:docker\\\\.io/(.*)\": \"registry.example.org/${1}\" }\n";
    assert_eq!(open(&changed("rules:\n", mirror)), Vec::<&str>::new());
}

#[test]
fn a_refusal_counts_only_when_it_is_about_the_thing() {
    // Nobody knows an image that this policy allows.
    let text = changed("names: [\"docker.io/library/*\", \"registry.example.org/**\"]", "names: [\"${user}/**\"]")
        .replace("networks: [default, bridge, none]", "networks: [default, host]");
    let tried = tried(&text);
    assert!(tried.refused.is_some());
    let open: Vec<&str> = tried
        .tried
        .iter()
        .filter(|tried| matches!(tried.verdict, Verdict::Beside { .. }))
        .map(|tried| tried.name)
        .collect();
    assert_eq!(open, ["root in the container", "the host's network"]);
}

#[test]
fn podman_is_tried_with_its_own_lines() {
    let text = hpc_safe()
        .replace("runtime: docker", "runtime: podman\nreads: \"5\"")
        .replace("/usr/bin/docker", "/usr/bin/podman");
    let tried = tried(&text);
    assert_eq!(tried.refused, None);
    let open: Vec<_> = tried.tried.iter().filter(|tried| tried.verdict.is_open()).collect();
    assert_eq!(open, Vec::<&longshore::plan::Tried>::new());
    let socket = tried.tried.iter().find(|tried| tried.name == "the engine's socket").expect("tried");
    assert!(socket.words.contains(&"--volume=/run/podman/podman.sock:/mnt/engine.sock".into()));
}

#[test]
fn the_harmless_line_of_htcondor_has_the_names_by_which_rules_know_its_jobs() {
    let names = ["--hostname=trial-1.0-node", "--name=HTCJob1_0_slot1_1_PID1"].map(std::ffi::OsString::from);
    let has = |text: &str| names.clone().map(|name| tried(text).harmless.contains(&name));
    assert_eq!(has("version: 1\nbatch: htcondor\nallow: any\n"), [true, true]);
    assert_eq!(has("version: 1\nallow: any\n"), [false, false]);
    let policy = |more: &str| changed("security_opts: []", &format!("security_opts: []\n{more}")) + "batch: htcondor\n";
    assert_eq!(has(&policy("  hostnames: [\"*\"]\n")), [true, false]);
}

#[test]
fn a_socket_that_a_user_reaches_makes_the_check_fail() {
    let is_root = rustix::process::geteuid().is_root();
    let user = if is_root { "65534".to_owned() } else { rustix::process::geteuid().as_raw().to_string() };
    let profile = POLICY.to_owned() + "globals: { host: \"unix://$DIR/engine.sock\" }\n";
    let program = || Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").args(["profile", "check", "--as"]);
    let test = program().arg(&user).file("p.yaml", &profile);
    let folder = test.dir().to_owned();
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).expect("changed");
    let _listener = UnixListener::bind(folder.join("engine.sock")).expect("a socket can be made");
    fs::set_permissions(folder.join("engine.sock"), Permissions::from_mode(0o666)).expect("changed");
    let (outcome, _dir) = test.arg("./p.yaml").outcome();
    let printed = String::from_utf8(outcome.stdout).expect("UTF-8");
    assert_eq!(outcome.status, testkit::Status::Code(1), "{printed}");
    assert!(printed.starts_with("./p.yaml: good, 1 rule\n./p.yaml as "), "{printed}");
    assert!(printed.contains(&format!("{}/engine.sock: OPEN to user ", folder.display())), "{printed}");
    assert!(printed.contains(" can be root here without longshore: take the socket away "), "{printed}");
    assert!(!printed.contains("ACCEPTED"), "{printed}");
    let removed = format!(
        "{:width$}  removed    the line is run without what it goes for\n",
        "root in the container",
        width = 34
    );
    assert!(printed.contains(&removed), "{printed}");
    if is_root {
        fs::set_permissions(folder.join("engine.sock"), Permissions::from_mode(0o600)).expect("changed");
        let (outcome, _dir) = program().arg(&user).arg(folder.join("p.yaml")).outcome();
        let printed = String::from_utf8(outcome.stdout).expect("UTF-8");
        assert!(printed.contains(&format!("{}/engine.sock: closed to user nobody\n", folder.display())), "{printed}");
    }
}

#[test]
fn a_user_whom_nobody_knows_is_an_error() {
    let _dir = Test::new(env!("CARGO_BIN_EXE_longshore"))
        .argv0("longshore")
        .args(["profile", "check", "--as", "nosuchuser", "cernvm"])
        .stdout("cernvm: good, 2 rules\n")
        .stderr("longshore: --as nosuchuser: the user database has no user nosuchuser\n")
        .status(2)
        .run();
}
