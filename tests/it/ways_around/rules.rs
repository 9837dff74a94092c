//! What a policy promises, rule by rule, where no table says it: each on a small policy of its own.

use std::ffi::OsString;

use longshore::facts::{Account, Group, PathFacts, PathKind};
use longshore::golden::StaticHost;
use longshore::plan::{Environment, Plan, Refusal};
use longshore::profile::{Source, SourceError, Text, load};

use super::world::{self, ALICE};
use super::{Policy, decided_under, said, words};

/// The text of one policy.
struct One(String);

impl Source for One {
    fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
        Ok(Text { path: "one.yaml".to_owned(), text: self.0.clone() })
    }
}

/// What every policy here has: `allow` ends the text, so that entries can follow.
const TOP: &str = "version: 1\nengine: /usr/bin/docker\n";
const ALLOW: &str = "allow:\n  commands: [run, create, exec, ps, start]\n  images: { names: [\"registry.example.org/**\"], \
                     trust: local }\n  networks: [default]\n  containers: [\"alice-*\"]\n";

fn decide(keys: &str, entries: &str, line: &str, host: &StaticHost) -> Result<Plan, Refusal> {
    let text = format!("{TOP}{keys}{ALLOW}{entries}");
    let profile = load("one", &One(text)).unwrap_or_else(|error| panic!("{error}"));
    decided_under(&profile, words(Policy::Wide, line), host)
}

fn refusal(keys: &str, entries: &str, line: &str, host: &StaticHost) -> String {
    match decide(keys, entries, line, host) {
        Err(refusal) => said(&refusal),
        Ok(plan) => panic!("accepted: {:?}", plan.steps[0].argv().collect::<Vec<_>>()),
    }
}

/// The final words behind the engine's path, joined.
fn accepted(keys: &str, entries: &str, line: &str, host: &StaticHost) -> String {
    match decide(keys, entries, line, host) {
        Ok(plan) => {
            let words = plan.steps[0].argv().skip(1).map(|word| word.to_string_lossy().into_owned());
            words.collect::<Vec<_>>().join(" ")
        }
        Err(refusal) => panic!("refused: {}", said(&refusal)),
    }
}

fn with_env(pairs: &[(&str, &str)]) -> StaticHost {
    StaticHost { env: pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(), ..world::host() }
}

const USERS: &str = "  users: submitter\n  groups: submitter\n";

#[test]
fn what_a_rule_writes_with_a_variable_of_the_caller_is_judged() {
    let keys = "rules:\n  - { name: work, add: { bind: [{ source: \"${env:WORK}\", target: /work }] } }\n";
    let entries = format!("{USERS}  binds: [{{ source: \"/project/**\", access: rw }}]\n");
    let line = "run -u 61234:61234 IMG";
    assert_eq!(
        refusal(keys, &entries, line, &with_env(&[("WORK", "/etc")])),
        "bind /etc is not listed in `binds` (nearest: /project/**); use a listed path, or ask the site to list it"
    );
    assert_eq!(
        accepted(keys, &entries, line, &with_env(&[("WORK", "/project/x")])),
        "run --user=61234:61234 --mount=type=bind,target=/work,source=/project/x -- registry.example.org/tool:1"
    );
}

#[test]
fn what_a_rule_copies_from_the_line_is_judged() {
    let keys = "rules:\n  - name: twice\n    for_each: bind\n    first_match:\n      - { source: \"/project/**\", \
                set_item: { target: \"/proc\" } }\n";
    let entries = format!("{USERS}  binds: [{{ source: \"/project/**\", access: rw }}]\n");
    assert_eq!(
        refusal(keys, &entries, "run -u 61234:61234 -v /project/x:/x IMG", &world::host()),
        "bind /project/x at /proc hides a part of the container's /proc; mount it elsewhere"
    );
    let keys = "rules:\n  - { name: name, set: { name: \"alice-${option.hostname}\" } }\n";
    assert_eq!(
        refusal(keys, USERS, "run -u 61234:61234 -h x IMG", &world::host()),
        "host name x is not listed in `hostnames`; do without it, or ask the site to list it (and 1 more, see `longshore explain`)"
    );
}

#[test]
fn what_a_rule_writes_as_plain_text_is_granted_and_nothing_beside_it() {
    let keys = "rules:\n  - { name: apptainer, add: { cap-add: [SYS_ADMIN], device: [{ source: /dev/fuse }] } }\n";
    assert_eq!(
        accepted(keys, USERS, "run -u 61234:61234 IMG", &world::host()),
        "run --user=61234:61234 --cap-add=SYS_ADMIN --device=/dev/fuse -- registry.example.org/tool:1"
    );
    for (given, shown) in [("sys_admin", "SYS_ADMIN"), ("sys_ptrace", "SYS_PTRACE")] {
        assert_eq!(
            refusal(keys, USERS, &format!("run -u 61234:61234 --cap-add {given} IMG"), &world::host()),
            format!(
                "capability CAP_{shown} is not listed in `capabilities`; do without it, or ask the site to list it"
            )
        );
    }
}

#[test]
fn swap_is_bounded_by_the_memory_that_a_rule_writes() {
    let keys = "rules:\n  - { name: memory, set: { memory: 4g } }\n";
    assert_eq!(
        refusal(keys, USERS, "run -u 61234:61234 --memory-swap -1 IMG", &world::host()),
        "memory and swap unlimited is more than the limit of 8589934592 bytes; ask for less, or ask the site"
    );
    assert!(decide(keys, USERS, "run -u 61234:61234 --memory-swap 8g IMG", &world::host()).is_ok());
}

#[test]
fn a_filter_of_the_site_s_is_not_widened_by_the_caller_s() {
    let keys = "rules:\n  - { name: own, when: { verb: [ps] }, add: { filter: [\"name=alice-\"] } }\n";
    assert_eq!(accepted(keys, "", "ps -a", &world::host()), "ps --all --filter=name=alice-");
    for line in ["ps --filter name=victim", "ps -n 5", "ps --latest"] {
        assert_eq!(
            refusal(keys, "", line, &world::host()),
            "containers in bulk are not listed in `bulk: ps`; name each one, or ask the site to list the command in \
             `bulk`",
            "{line}"
        );
    }
}

#[test]
fn the_submitter_comes_from_the_kernel_whatever_the_environment_says() {
    let host = with_env(&[
        ("USER", "root"),
        ("LOGNAME", "root"),
        ("HOME", "/root"),
        ("SUDO_UID", "0"),
        ("LSB_JOB_EXECUSER", "root"),
    ]);
    let entries = format!("{USERS}  binds: [{{ source: \"${{home}}/**\", access: rw, race: accepted }}]\n");
    for keys in ["", "submitter: sudo\ncallers: [0]\n", "submitter: env:LSB_JOB_EXECUSER\ncallers: [0, condor]\n"] {
        assert_eq!(
            refusal(keys, &entries, "run -u 0:0 IMG", &host),
            "user 0 is root's, and not listed by itself in `users` (nearest: the submitter, 61234); run as the submitter, \
             or ask the site to list it (and 1 more, see `longshore explain`)",
            "{keys}"
        );
        assert_eq!(
            refusal(keys, &entries, "run -u 61234:61234 -v /root/x:/x IMG", &host),
            "bind /root/x is not listed in `binds` (nearest: ${home}/**); use a listed path, or ask the site to list it",
            "{keys}"
        );
    }
}

#[test]
fn only_a_listed_caller_speaks_for_others() {
    let keys = "submitter: option\ncallers: [condor]\n";
    let other = "run -u 61299:61299 IMG";
    assert_eq!(
        refusal(keys, USERS, other, &world::host()),
        "user 61299 is not listed in `users` (nearest: the submitter, 61234); run as the submitter, or ask the site to \
         list it (and 1 more, see `longshore explain`)"
    );
    assert!(decide(keys, USERS, other, &StaticHost { uid: Some(990), ..world::host() }).is_ok());
}

/// The machine on which root calls, or alice with more groups.
fn by(uid: u32, gids: &[u32]) -> StaticHost {
    let mut host = StaticHost { uid: Some(uid), ..world::host() };
    for (account, groups) in &mut host.accounts {
        if account.uid == uid {
            groups.extend(gids.iter().map(|&gid| Group { gid, name: None }));
        }
    }
    host
}

#[test]
fn identity_never_makes_a_container_run_as_root_or_as_a_daemon() {
    let line = "run IMG";
    assert_eq!(
        refusal("identity: submitter\n", USERS, line, &by(0, &[])),
        "user 0 is root's, and not listed by itself in `users` (nearest: the submitter, 0); look as a job's user \
         with `longshore explain --as USER`, let another user call, or ask the site to list it (and 1 more, see `longshore explain`)"
    );
    assert_eq!(
        refusal("identity: submitter\n", USERS, line, &by(990, &[])),
        "user 990 is below `min_id`, and not listed by itself in `users` (nearest: the submitter, 990); let another user \
         call, or ask the site to list it (and 1 more, see `longshore explain`)"
    );
    assert!(decide("identity: submitter\nmin_id: 500\n", USERS, line, &by(990, &[])).is_ok());
}

#[test]
fn identity_leaves_out_groups_that_open_the_machine() {
    let host = by(ALICE, &[0, 27, 999, 5000]);
    let line = accepted("identity: submitter\n", USERS, "run IMG", &host);
    let groups = line.split(' ').filter(|word| word.starts_with("--group-add")).collect::<Vec<_>>();
    assert_eq!(groups, ["--group-add=61234", "--group-add=61235", "--group-add=5000"]);
    let listed = "  users: submitter\n  groups: [submitter, 27]\n";
    assert!(accepted("identity: submitter\n", listed, "run IMG", &host).contains(" --group-add=27 "));
}

#[test]
fn a_home_that_is_none_opens_nothing() {
    for (home, shown) in [("", ""), ("/", "/"), ("//", "//"), ("relative", "relative")] {
        let mut host = world::host();
        for (account, _) in &mut host.accounts {
            *account = Account { home: OsString::from(home), ..account.clone() };
        }
        let entries = format!("{USERS}  binds: [{{ source: \"${{home}}/**\", access: rw }}]\n");
        assert_eq!(
            refusal("", &entries, "run -u 61234:61234 -v /etc:/mnt IMG", &host),
            format!(
                "bind /etc is not listed in `binds` (${{home}}/** lists nothing: the user database gives the home directory \
                 `{shown}`) (nearest: ${{home}}/**); use a listed path, or ask the site to list it"
            )
        );
    }
}

/// A directory `path` that leads to `real`.
fn leads(host: &mut StaticHost, path: &str, real: &str, replaceable: &[&str]) {
    let replaceable = replaceable.iter().map(|path| path.as_bytes().to_vec()).collect();
    let facts = PathFacts { real: real.into(), kind: PathKind::Directory, replaceable };
    host.paths.retain(|(known, _)| known != path.as_bytes());
    host.paths.push((path.into(), Some(facts)));
}

#[test]
fn what_the_submitter_could_replace_is_refused_unless_the_site_accepts_that() {
    let line = "run -u 61234:61234 -v /scratch/alice/in:/mnt IMG";
    let entry = |more: &str| format!("{USERS}  binds: [{{ source: \"/scratch/**\", access: rw{more} }}]\n");
    let why = "bind /scratch/alice/in can be replaced by the submitter, who may write /scratch/alice; ask the site: the \
               entry needs `race: accepted`, and the line the submitter's --user and no-new-privileges";
    assert_eq!(refusal("", &entry(""), line, &world::host()), why);
    // Accepted, but the container could gain privileges.
    assert_eq!(refusal("", &entry(", race: accepted"), line, &world::host()), why);
    let keys = "require: [no-new-privileges]\n";
    let line = "run -u 61234:61234 --security-opt no-new-privileges -v /scratch/alice/in:/mnt IMG";
    assert!(decide(keys, &entry(", race: accepted"), line, &world::host()).is_ok());
    // Accepted, but it runs as somebody else.
    let users = "  users: [submitter, 5000]\n  groups: [submitter, 5000]\n";
    let entries = format!("{users}  binds: [{{ source: \"/scratch/**\", access: rw, race: accepted }}]\n");
    let other = line.replace("61234:61234", "5000:5000");
    assert_eq!(refusal(keys, &entries, &other, &world::host()), why);
}

#[test]
fn a_root_that_is_a_link_counts_only_if_nobody_else_could_have_made_it() {
    let entries = format!("{USERS}  binds: [{{ source: \"/project/x/**\", access: rw, race: accepted }}]\n");
    let keys = "require: [no-new-privileges]\n";
    let line = "run {me} -v /project/x/y:/mnt IMG";
    let mut host = world::host();
    leads(&mut host, "/project/x/y", "/srv/x/y", &[]);
    leads(&mut host, "/project/x", "/srv/x", &[]);
    assert!(accepted(keys, &entries, line, &host).contains("--mount=type=bind,source=/srv/x/y,target=/mnt"));
    leads(&mut host, "/project/x/y", "/etc/y", &["/project"]);
    leads(&mut host, "/project/x", "/etc", &["/project"]);
    assert_eq!(
        refusal(keys, &entries, line, &host),
        "bind /project/x/y leads to /etc/y, which its entry does not list; name the path that it leads to"
    );
}

#[test]
fn a_path_is_written_so_that_the_client_reads_it_as_it_was_judged() {
    let entries = format!("{USERS}  binds: [{{ source: \"/project/**\", access: rw }}]\n");
    let mut host = world::host();
    leads(&mut host, "/project/a\r\nb", "/project/a\r\nb", &[]);
    leads(&mut host, "/project/a\nb", "/project/a\nb", &[]);
    leads(&mut host, "/project/link", "/project/a\r\nb", &[]);
    // In quotes the client drops a carriage return before a line feed.
    let line = "run -u 61234:61234 --mount 'type=bind,\"src=/project/a{cr}{lf}b\",dst=/mnt' IMG";
    assert_eq!(
        accepted("", &entries, line, &host),
        "run --user=61234:61234 --mount=type=bind,dst=/mnt,\"source=/project/a\nb\" -- registry.example.org/tool:1"
    );
    // So it is written twice.
    for line in ["run -u 61234:61234 -v '/project/a{cr}{lf}b:/mnt' IMG", "run -u 61234:61234 -v /project/link:/mnt IMG"]
    {
        assert_eq!(
            accepted("", &entries, line, &host),
            "run --user=61234:61234 --mount=type=bind,\"source=/project/a\r\r\nb\",target=/mnt -- \
             registry.example.org/tool:1"
        );
    }
}

#[test]
fn a_path_out_of_sight_counts_as_one_that_can_be_replaced() {
    let mut host = world::host();
    let facts = PathFacts {
        real: b"/scratch/job/tmp".to_vec(),
        kind: PathKind::Unseen,
        replaceable: vec![b"/scratch/job".to_vec()],
    };
    host.paths.push((b"/scratch/job/tmp".to_vec(), Some(facts)));
    let keys = "require: [no-new-privileges]\n";
    let line = "run {me} -v /scratch/job/tmp:/tmp IMG";
    let entry = |more: &str| format!("{USERS}  binds: [{{ source: \"/scratch/**\", access: rw{more} }}]\n");
    assert!(decide(keys, &entry(", race: accepted"), line, &host).is_ok());
    assert_eq!(
        refusal(keys, &entry(""), line, &host),
        "bind /scratch/job/tmp can be replaced by the submitter, who may write /scratch/job; ask the site: the entry needs \
         `race: accepted`, and the line the submitter's --user and no-new-privileges"
    );
    assert_eq!(
        refusal(keys, &entry(", race: accepted, kind: directory"), line, &host),
        "bind /scratch/job/tmp is out of sight, so whether it is a directory is not known; name one that is"
    );
}

#[test]
fn a_label_of_the_site_s_stays_the_site_s() {
    let keys = "rules:\n  - { name: owner, add: { label: { org.example.owner: \"${uid}\" } } }\n";
    let entries = format!("{USERS}  labels: [\"org.example.*\"]\n");
    let line = "run -u 61234:61234 -l org.example.owner=0 -l org.example.owner IMG";
    assert_eq!(
        accepted(keys, &entries, line, &world::host()),
        "run --user=61234:61234 --label=org.example.owner=61234 -- registry.example.org/tool:1"
    );
}

#[test]
fn only_htcondor_handles_its_containers() {
    for line in ["exec -i HTCJob1_0__PID7 sh", "rm -f HTCJob1_0__PID7", "inspect HTCJob1_0__PID7", "rmi debian:12"] {
        let refusal = super::decided(Policy::Condor, words(Policy::Condor, line), &world::host()).expect_err("refused");
        let verb = line.split(' ').next().expect("a verb");
        let expected = format!(
            "line {verb} is denied: only HTCondor handles its containers and images; change the line, or ask the site"
        );
        assert_eq!(said(&refusal), expected);
        for uid in [0, 990] {
            let host = StaticHost { uid: Some(uid), ..world::host() };
            assert!(super::decided(Policy::Condor, words(Policy::Condor, line), &host).is_ok(), "{line} by {uid}");
        }
    }
}

/// Variables that lead a client, the loader, or what the client brings along.
const LEADING: [&str; 26] = [
    "DBUS_SYSTEM_BUS_ADDRESS",
    "DOCKER_CERT_PATH",
    "DOCKER_CONFIG",
    "DOCKER_CONTEXT",
    "DOCKER_CUSTOM_HEADERS",
    "DOCKER_DEFAULT_PLATFORM",
    "DOCKER_HOST",
    "DOCKER_TLS",
    "CONTAINERS_CONF",
    "CONTAINERS_CONF_OVERRIDE",
    "CONTAINERS_STORAGE_CONF",
    "CONTAINER_HOST",
    "GODEBUG",
    "GPGME_DEBUG",
    "HOME",
    "http_proxy",
    "LISTEN_FDS",
    "NETAVARK_FW",
    "OPENSSL_CONF",
    "PATH",
    "PODMAN_USERNS",
    "REGISTRY_AUTH_FILE",
    "SSL_CERT_FILE",
    "STORAGE_OPTS",
    "XDG_CONFIG_HOME",
    "_CONTAINERS_USERNS_CONFIGURED",
];

/// What the client finds in its environment.
fn environment(plan: &Plan) -> Vec<(String, String)> {
    let Environment::Built(entries) = &plan.steps[0].environment else { panic!("the environment is not built") };
    let text = |text: &OsString| text.to_str().expect("text").to_owned();
    entries.iter().map(|(name, value)| (text(name), text(value))).collect()
}

#[test]
fn no_variable_of_the_caller_leads_the_client() {
    for name in LEADING {
        let host = with_env(&[(name, "/evil"), ("DATASET", "mc23")]);
        let line = format!("run -u 61234:61234 -e DATASET -e {name} IMG");
        let plan = decide("", USERS, &line, &host).unwrap_or_else(|refusal| panic!("{name}: {}", said(&refusal)));
        let found = environment(&plan);
        assert!(found.iter().all(|(_, value)| value != "/evil"), "{name}: {found:?}");
        assert!(found.contains(&("DATASET".to_owned(), "mc23".to_owned())), "{name}");
        // The container gets it by the line.
        let words: Vec<_> = plan.steps[0].argv().map(|word| word.to_string_lossy().into_owned()).collect();
        let value = if name == "HOME" { "/home/alice" } else { "/evil" };
        assert!(words.contains(&format!("--env={name}={value}")), "{name}: {words:?}");
    }
}

#[test]
fn an_environment_that_says_two_things_is_refused() {
    for (pairs, said_of) in [
        (
            &[("A", "1"), ("A", "2")][..],
            "the environment has `A` twice, and programs differ about which counts; set it once",
        ),
        (&[("", "x")][..], "the environment has an entry without a name: `x`; remove it"),
    ] {
        assert_eq!(refusal("", USERS, "run -u 61234:61234 IMG", &with_env(pairs)), said_of);
    }
}

#[test]
fn a_daemon_s_environment_is_not_the_submitter_s() {
    let keys = "submitter: option\ncallers: [0]\n";
    let host = StaticHost { uid: Some(0), ..with_env(&[("SECRET", "x")]) };
    assert_eq!(
        refusal(keys, USERS, "run -u 61234:61234 -e SECRET IMG", &host),
        "--env SECRET takes its value from an environment that is not the submitter's; write --env=SECRET=VALUE"
    );
}
