//! Warnings of `longshore profile check`: each profile here has what its name says, and nothing else is said about it.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a test reads the repository's profiles, and stops at what must not be"
)]

use std::fmt::Write as _;

use longshore::profile::lint::lint;
use longshore::profile::{Profile, SHIPPED, Source, SourceError, Text, load, shipped};
use testkit::Test;

/// One text, and the shipped profiles.
struct One<'t>(&'t str);

impl Source for One<'_> {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        if reference == "./p.yaml" {
            return Ok(Text { path: reference.to_owned(), text: self.0.to_owned() });
        }
        let why = "no such profile".to_owned();
        shipped(reference).ok_or(SourceError { wanted: reference.to_owned(), why, remedy: String::new() })
    }
}

fn loaded(text: &str) -> Profile {
    load("./p.yaml", &One(text)).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// `LINE:COLUMN: WHAT; REMEDY` of each warning.
fn said(text: &str) -> Vec<String> {
    let profile = loaded(text);
    let warnings = lint(&profile, &profile.tables());
    warnings.iter().map(|w| format!("{}:{}: {}; {}", w.at.line, w.at.column, w.what, w.remedy)).collect()
}

/// Rules of a profile that only rewrites; the first stands on line 3.
fn rules(rules: &[&str]) -> String {
    rules.iter().fold("{version: 1, allow: any,\nrules: [\n".to_owned(), |text, rule| text + rule + ",\n") + "]}\n"
}

/// A policy whose entries stand on line 4.
fn policy(entries: &str) -> String {
    let ended = if entries.contains("containers:") { "" } else { ", containers: [\"job-*\"]" };
    format!(
        "version: 1\nengine: /e/docker\nidentity: submitter\nallow: {{ commands: [run, ps, kill], {entries}{ended} }}\n"
    )
}

const LABEL: &str = "let its own result keep it from acting: a label under `add`, and `unless: {label: {KEY: given}}`";

fn assert_said(text: &str, expected: &[String]) {
    let said = said(text);
    assert_eq!(said, expected, "\n{text}");
}

#[test]
fn a_bound_that_a_line_passes_by_asking_for_nothing_is_named() {
    let remedy = "write `required: true` beside `max`, or a rule with a `default`";
    for (key, option, max) in [("memory", "memory", "8g"), ("cpus", "cpus", "\"8\""), ("pids", "pids-limit", "100")] {
        let text = |head: &str, of: &str| {
            policy(&format!("limits: {{ {key}: {{ {of} }} }}")).replace("allow:", &format!("{head}allow:"))
        };
        let bound = format!("max: {max}");
        let what =
            format!("4:40: `{key}` bounds what a line asks for, and a line without --{option} has no limit; {remedy}");
        let column = text("", &bound).lines().nth(3).and_then(|line| line.find("{ max")).expect("a bound") + 1;
        let what = what.replace("4:40", &format!("4:{column}"));
        assert_said(&text("", &bound), std::slice::from_ref(&what));
        assert_said(&text("", &format!("{bound}, over: clamp")), &[what]);
        assert_said(&text("", &format!("{bound}, required: true")), &[]);
        assert_said(&text(&format!("require: [{option}]\n"), &bound), &[]);
        assert_said(&text(&format!("rules: [{{ name: r, default: {{ {option}: 1 }} }}]\n"), &bound), &[]);
        assert_said(&text("", "{}").replace("{ {} }", "{}"), &[]);
    }
}

#[test]
fn rules_that_never_act_are_named() {
    let before = "put it before that rule, or remove it";
    for (list, expected) in [
        (
            &["{name: a, drop: [gpus]}", "{name: b, when: {option: {gpus: given}}, set: {init: true}}"][..],
            format!("4:1: rule `b` never acts: it needs --gpus, and rule `a` drops --gpus from every line; {before}"),
        ),
        (
            &["{name: a, drop: [env]}", "{name: b, when: {container_env: {X: \"1\"}}, set: {init: true}}"],
            format!("4:1: rule `b` never acts: it needs the variable X, and rule `a` drops --env from every line; {before}"),
        ),
        (
            &["{name: a, drop: [label]}", "{name: b, when: {label: {x: [y, z]}}, set: {init: true}}"],
            format!("4:1: rule `b` never acts: it needs the label x, and rule `a` drops --label from every line; {before}"),
        ),
        (
            &[
                "{name: a, drop: [volume, mount, volumes-from]}",
                "{name: b, for_each: bind, first_match: [{source: /a, set: {init: true}}]}",
            ],
            format!("4:1: rule `b` visits items that no line has: rule `a` drops --volume and --mount; {before}"),
        ),
        (
            &[
                "{name: a, drop: [gpus]}",
                "{name: b, for_each: device, first_match: [{when: {option: {gpus: all}}, set: {init: true}}]}",
            ],
            format!("4:43: this entry never acts: it needs --gpus, and rule `a` drops --gpus from every line; {before}"),
        ),
        (
            &["{name: a, when: {option: {gpus: all}}, unless: {option: {gpus: given}}, set: {init: true}}"],
            "3:1: rule `a` never acts: `unless` holds wherever `when` does; fix one of them".to_owned(),
        ),
        (
            &["{name: a, when: {user: al}, unless: {user: [\"a*\", b]}, set: {init: true}}"],
            "3:1: rule `a` never acts: `unless` holds wherever `when` does; fix one of them".to_owned(),
        ),
        (
            &["{name: a, when: {verb: run}, unless: {verb: [create, run]}, set: {init: true}}"],
            "3:1: rule `a` never acts: `unless` holds wherever `when` does; fix one of them".to_owned(),
        ),
        (
            &["{name: a, when: {image: busybox}, set: {init: true}}"],
            "3:1: `busybox` matches no image: patterns see them written out whole; write `docker.io/library/busybox:latest`"
                .to_owned(),
        ),
        (
            &["{name: a, image: {\"library/*\": x}}"],
            "3:32: `library/*` matches no image: patterns see them written out whole; begin it with the registry, such as \
             docker.io/"
                .to_owned(),
        ),
    ] {
        assert_said(&rules(list), &[expected]);
    }
}

#[test]
fn rules_that_may_act_are_not_named() {
    for list in [
        // Another verb, a guarded drop, a value only, or written again in between.
        &[
            "{name: a, when: {verb: create}, drop: [gpus]}",
            "{name: b, when: {option: {gpus: given}}, set: {init: true}}",
        ][..],
        &["{name: a, when: {user: x}, drop: [gpus]}", "{name: b, when: {option: {gpus: given}}, set: {init: true}}"],
        &["{name: a, drop: [{gpus: [all]}]}", "{name: b, when: {option: {gpus: given}}, set: {init: true}}"],
        &["{name: a, drop: [gpus]}", "{name: b, when: {option: {gpus: absent}}, set: {init: true}}"],
        &[
            "{name: a, drop: [gpus]}",
            "{name: c, when: {user: x}, set: {gpus: all}}",
            "{name: b, when: {option: {gpus: given}}, set: {init: true}}",
        ],
        &["{name: a, when: {option: {gpus: given}}, unless: {option: {gpus: all}}, set: {init: true}}"],
        &["{name: a, when: {user: a}, unless: {user: a, group: b}, set: {init: true}}"],
        &["{name: a, when: {image: \"docker.io/*/x:*\"}, set: {init: true}}"],
        &["{name: a, when: {image: \"*busybox*\"}, set: {init: true}}"],
    ] {
        assert_said(&rules(list), &[]);
    }
}

#[test]
fn entries_that_no_item_reaches_are_named() {
    let bind = |entries: &str| rules(&[&format!("{{name: a, for_each: bind, first_match: [\n{entries}]}}")]);
    for (entries, place, what) in [
        ("{source: /a/**},\n{source: /a/b, drop: item}", "5:1", "the one of line 4 takes what it matches"),
        ("{},\n{source: /a, drop: item}", "5:1", "the one of line 4 takes them all"),
        ("{source: \"**\"},\n{drop: item}", "5:1", "the one of line 4 takes them all"),
        (
            "{source: /a, access: ro},\n{source: /a, access: ro, drop: item}",
            "5:1",
            "the one of line 4 takes what it matches",
        ),
        (
            "{source: [/a, /b], when: {user: x}},\n{source: /b, when: {user: x, group: y}, drop: item}",
            "5:1",
            "the one of line 4 takes what it matches",
        ),
    ] {
        assert_said(
            &bind(entries),
            &[format!("{place}: no item reaches this entry: {what}; put it first, or remove it")],
        );
    }
    for entries in [
        "{source: /a/b},\n{source: /a/**, drop: item}",
        "{source: /a/**, access: ro},\n{source: /a/b, drop: item}",
        "{source: /a/**, when: {user: x}},\n{source: /a/b, drop: item}",
        "{source: /a/**, unless: {user: x}},\n{source: /a/b, drop: item}",
        "{propagation: \"*\"},\n{source: /a, drop: item}",
    ] {
        assert_said(&bind(entries), &[]);
    }
    assert_said(
        &bind("{source: /a/, drop: item},\n{source: b/**, drop: item}"),
        &[
            "4:1: `/a/` matches no path: they are absolute, without `//`, `/./` and a `/` at the end; write `/a`".to_owned(),
            "5:1: `b/**` matches no path: they are absolute, without `//`, `/./` and a `/` at the end; begin it with `/`"
                .to_owned(),
        ],
    );
}

#[test]
fn a_dropped_option_with_a_companion_is_named_unless_that_is_dropped_too_or_judged() {
    let table = [
        ("publish", "publish-all", "opens ports, too"),
        ("mount", "volume", "mounts host directories, too"),
        ("cap-add", "privileged", "gives all capabilities"),
        ("device", "privileged", "gives all devices"),
    ];
    for (option, other, does) in table {
        let warning =
            format!("3:18: --{option} is dropped, but --{other} {does}; drop `{other}` as well, or write a policy");
        assert_said(&rules(&[&format!("{{name: a, drop: [{option}]}}")]), std::slice::from_ref(&warning));
        assert_said(&rules(&[&format!("{{name: a, drop: [{option}, {other}]}}")]), &companions_of(other, option));
        let later = format!("{{name: b, when: {{user: x}}, drop: [{other}]}}");
        let both = said(&rules(&[&format!("{{name: a, drop: [{option}]}}"), &later]));
        assert_eq!(both.first(), Some(&warning));
    }
    let volume = said(&rules(&["{name: a, drop: [volume]}"]));
    assert_eq!(volume.len(), 2, "{volume:?}");
    let judged = "version: 1\nengine: /e/docker\nallow: { commands: [run, kill], containers: [\"job-*\"] }\nrules:\n  - { name: a, drop: [publish, env, volume] }\n";
    assert_said(judged, &[]);
}

/// What is said when both are dropped: `volume` has a companion of its own.
fn companions_of(other: &str, option: &str) -> Vec<String> {
    if (option, other) != ("mount", "volume") {
        return Vec::new();
    }
    let from = "3:25: --volume is dropped, but --volumes-from mounts what another container has; drop `volumes-from` as well, or write a policy";
    vec![from.to_owned()]
}

#[test]
fn rules_that_act_again_are_named() {
    let again = |rule: &str, what: &str| format!("rule `{rule}` acts again on a line that passes twice: {what}");
    let own = "write a pattern that its own text does not match";
    for (rule, place, what, remedy) in [
        ("{name: a, add: {cap-add: [CHOWN]}}", "3:17", "--cap-add is added each time", LABEL),
        ("{name: a, add: {bind: [{source: /a, target: /b}]}}", "3:17", "--mount is added each time", LABEL),
        (
            "{name: a, command: {prepend: [nice, -n, \"5\"]}}",
            "3:31",
            "`nice -n 5` is put before the command each time",
            LABEL,
        ),
        (
            "{name: a, set: {memory: \"${option.memory * 2}\"}}",
            "3:25",
            "`${option.memory * 2}` is made of what it writes",
            LABEL,
        ),
        (
            "{name: a, set: {env: {PATH: \"/x:${container_env.PATH:-/bin}\"}}}",
            "3:29",
            "`/x:${container_env.PATH:-/bin}` is made of what it writes",
            LABEL,
        ),
        (
            "{name: a, image: {\"re:(.+)\": \"mirror.site/${1}\"}}",
            "3:30",
            "`docker.io/library/x:latest` becomes `mirror.site/docker.io/library/x:latest` becomes \
             `mirror.site/mirror.site/docker.io/library/x:latest`",
            own,
        ),
        (
            "{name: a, replace: {hostname: {\"re:([a-z]+).*\": \"${1}x\"}}}",
            "3:49",
            "`xx` becomes `xxx` becomes `xxxx`",
            own,
        ),
        (
            "{name: a, for_each: bind, first_match: [{source: /a/**, set_item: {source: \"/a${source}\"}}]}",
            "3:76",
            "`/a/x` becomes `/a/a/x` becomes `/a/a/a/x`",
            own,
        ),
    ] {
        assert_said(&rules(&[rule]), &[format!("{place}: {}; {remedy}", again("a", what))]);
    }
}

#[test]
fn rules_whose_result_keeps_them_from_acting_again_are_not_named() {
    for list in [
        &["{name: a, drop: [cap-drop], add: {cap-drop: [ALL]}}"][..],
        &["{name: a, drop: [cap-drop]}", "{name: b, add: {cap-drop: [ALL]}}"],
        &["{name: a, add: {env: {A: \"1\"}, label: {b: c}}}"],
        &["{name: a, unless: {label: {a.b: given}}, add: {label: {a.b: \"1\"}}, command: {prepend: [nice]}}"],
        &["{name: a, unless: {label: {a.b: \"1\"}}, add: {label: {a.b: \"1\"}, cap-add: [CHOWN]}}"],
        &["{name: a, when: {container_env: {A: absent}}, add: {env: {A: \"1\"}, cap-add: [CHOWN]}}"],
        &[
            "{name: a, when: {option: {memory-reservation: absent}}, set: {memory: \"${option.memory * 2}\", memory-reservation: \"${option.memory}\"}}",
        ],
        &["{name: a, when: {option: {gpus: given}}, drop: [gpus], add: {cap-add: [CHOWN]}}"],
        &["{name: a, image: {\"re:docker\\\\.io/(.+)\": \"mirror.site/${1}\"}}"],
        &["{name: a, image: {\"*\": \"mirror.site/x:1\"}}"],
        &["{name: a, replace: {hostname: {\"re:(.+)\\\\.old\\\\.site\": \"${1}.new.site\"}}}"],
        &[
            "{name: a, for_each: bind, first_match: [{source: /a/**}, {source: \"re:/(.*)\", set_item: {source: \"/a/${1}\"}}]}",
        ],
        &["{name: a, set: {memory: \"${option.memory}\"}}"],
    ] {
        assert_said(&rules(list), &[]);
    }
}

#[test]
fn entries_of_a_policy_that_give_the_machine_away_are_named() {
    let root = "remove it, unless those who may ask for it may be root on this machine";
    let one_by_one = "list the directories that jobs need, one by one";
    for (entries, expected) in [
        ("binds: [{source: /**}]", format!("`/**` is the whole machine, readable; {one_by_one}")),
        ("binds: [{source: /, access: rw}]", format!("`/` is the whole machine, writable; {one_by_one}")),
        ("binds: [{source: \"/*\", access: rw}]", format!("`/*` is the whole machine, writable; {one_by_one}")),
        (
            "binds: [{source: /etc/**, access: rw}]",
            "`/etc/**` is writable and holds /etc: what the machine runs, and as whom; make it read-only, or list other \
             directories"
                .to_owned(),
        ),
        (
            "binds: [{source: /etc/cron.d, access: rw}]",
            "`/etc/cron.d` is writable and lies in /etc: what the machine runs, and as whom; make it read-only, or list other \
             directories"
                .to_owned(),
        ),
        (
            "binds: [{source: /var/run}]",
            format!(
                "`/var/run` holds /var/run/docker.sock: who may use it is root, and a read-only mount does not hinder; {one_by_one}"
            ),
        ),
        (
            "binds: [{source: /var/lib/**, access: rw}]",
            "`/var/lib/**` is writable and holds /var/lib/docker: every container and image; make it read-only, or list \
             other directories"
                .to_owned(),
        ),
        (
            "binds: [{source: /var/lib/longshore/x, access: rw}]",
            "`/var/lib/longshore/x` is writable and lies in /var/lib/longshore: the files that longshore hands to containers; \
             make it read-only, or list other directories"
                .to_owned(),
        ),
        (
            "binds: [{source: /data/}]",
            "`/data/` matches no path: they are compared without `//`, `/./` and a `/` at the end; write `/data`".to_owned(),
        ),
        ("users: [0]", format!("`users` lists root: with a host directory in it the container writes it as root; {root}")),
        ("groups: [100, 0]", format!("`groups` lists root: with a host directory in it the container writes it as root; {root}")),
        (
            "users: [10-99]",
            "`users: 10-99` allows nobody: ids below `min_id` (1000) count only one by one; list the ids one by one, or fix \
             the range"
                .to_owned(),
        ),
        ("networks: [\"h*\"]", format!("`networks: h*` lists the host's own network, with all that listens on it; {root}")),
        (
            "namespaces: {pid: [host]}",
            format!("`pid: host` lists the host's namespace: the container has all processes, and what they hold open; {root}"),
        ),
        ("capabilities: [all]", format!("ALL is every capability of root; {root}")),
        ("capabilities: [SYS_ADMIN]", format!("SYS_ADMIN mounts, and so leaves most confinement; {root}")),
        ("capabilities: [cap_sys_module]", format!("SYS_MODULE loads code into the kernel; {root}")),
        (
            "capabilities: [SYS_RAWIO]",
            format!("SYS_RAWIO reaches memory and disks past the kernel; {root}"),
        ),
        ("capabilities: [DAC_READ_SEARCH]", format!("DAC_READ_SEARCH opens any file of the host by its number; {root}")),
        (
            "capabilities: [NET_ADMIN]",
            format!("NET_ADMIN changes the network, the host's too with `--network host`; {root}"),
        ),
        (
            "security_opts: [seccomp=unconfined]",
            format!("`seccomp=unconfined` allows seccomp=unconfined: confinement can be turned off; {root}"),
        ),
        (
            "runtimes: [nvidia]",
            "runtime `nvidia`: it is a program that runs as root, and may read options of its own; remove it, unless it \
             confines as the default one does"
                .to_owned(),
        ),
        (
            "containers: [\"re:job-.*\"]",
            "`re:job-.*` may match names of other users' containers; write a glob that begins with letters, such as `HTCJob*`"
                .to_owned(),
        ),
        (
            "devices: [\"/dev/s*\"]",
            "`devices: /dev/s*` lists /dev/sda: the host's disks; list the devices that jobs need, one by one".to_owned(),
        ),
        (
            "devices: [fuse]",
            "`fuse` matches no device: paths begin with /dev/, names of CDI hold `=`; write /dev/NAME or VENDOR/CLASS=NAME"
                .to_owned(),
        ),
        (
            "images: {names: [busybox], trust: local}",
            "`busybox` matches no image: patterns see them written out whole; write `docker.io/library/busybox:latest`"
                .to_owned(),
        ),
        (
            "images: {names: [\"registry.site/*/tool\"], trust: local}",
            "`registry.site/*/tool` matches no image: patterns see them written out whole; write `registry.site/*/tool:*`, or \
             `registry.site/*/tool@*` for digests"
                .to_owned(),
        ),
        (
            "environment: {refuse: []}",
            "no variable is refused, not even those that hooks on the host read (LD_*, NVIDIA_*); remove the key for the \
             usual list"
                .to_owned(),
        ),
        (
            "bulk: {images: any}",
            "`bulk` lists a command that `commands` does not: it is refused all the same; list it in `commands` as well, or \
             remove it"
                .to_owned(),
        ),
        ("names: [\"/job*\"]", "`/job*` matches no name: they have letters, digits, `_`, `.` and `-`; fix the pattern".to_owned()),
        (
            "binds: [{source: /data/**, access: rw}, {source: /data/**}]",
            "`/data/**` allows nothing that the entry of line 4 does not; remove one of them".to_owned(),
        ),
    ] {
        let said: Vec<String> = said(&policy(entries)).iter().map(|line| line.splitn(3, ':').nth(2).unwrap_or_default().trim().to_owned()).collect();
        assert_eq!(said, [expected], "{entries}");
    }
}

#[test]
fn a_policy_by_which_no_container_can_be_ended_is_named() {
    let of = |allow: &str| said(&format!("version: 1\nengine: /e/docker\nallow: {{ {allow} }}\n"));
    let expected = |verb: &str| {
        format!(
            "3:8: `commands` lists {verb}, and nothing by which a container can be ended; list `kill`, `stop` or `rm`, and \
             under `containers` the names that may be ended"
        )
    };
    for (allow, verb) in [
        ("commands: [run]", "run"),
        ("commands: [create, start], containers: [\"job-*\"]", "start"),
        ("commands: [run, kill]", "run"),
    ] {
        assert_eq!(of(allow), [expected(verb)], "{allow}");
    }
    for allow in ["commands: [create]", "commands: [pull, push]", "commands: [run, stop], containers: [\"job-*\"]"] {
        assert_eq!(of(allow), Vec::<String>::new(), "{allow}");
    }
}

#[test]
fn a_race_is_accepted_only_where_the_submitter_is_forced() {
    let text = "version: 1\nengine: /e/docker\nallow: { commands: [rm, run], containers: [x-y], binds: [{ source: /data/**, race: accepted }] }\n";
    let expected = "3:58: `race: accepted` counts only where the container runs as the submitter; write `identity: \
                    submitter`, or remove it";
    assert_said(text, &[expected.to_owned()]);
    assert_said(&policy("binds: [{ source: \"${home}/**\", access: rw, race: accepted }]"), &[]);
}

#[test]
fn common_entries_of_a_policy_are_not_named() {
    assert_said(
        &policy(
            "binds: [{source: /scratch/**, access: rw}, {source: /etc/grid-security}, {source: /run/munge, access: rw}], \
             users: submitter, groups: [submitter, 1000-1999, 44], networks: [default, none], capabilities: [CHOWN, KILL], \
             devices: [/dev/fuse, \"nvidia.com/gpu=*\"], images: {names: [\"docker.io/library/*\", \"registry.site/**\", \
             \"registry.site/x@sha256:*\"], trust: local}, containers: [\"job-*\"], names: [\"job-*\", \"*\"], \
             security_opts: [no-new-privileges], namespaces: {ipc: [private]}, bulk: {ps: any}, sysctls: [net.core.somaxconn]",
        ),
        &[],
    );
}

#[test]
fn shipped_profiles_have_no_warnings() {
    for (name, text) in SHIPPED {
        assert_eq!(said(text), Vec::<String>::new(), "{name}");
        // Nor does one that extends them and says nothing else.
        assert_eq!(said(&format!("version: 1\nextends: {name}\n")), Vec::<String>::new(), "{name}");
        let check = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore");
        let (outcome, _dir) = check.args(["profile", "check", "--strict", name]).outcome();
        // Where HTCondor is not installed.
        let note = "note: htcondor cannot be installed here: `callers` lists condor: the user database has no user condor; install \
                    it where the batch system is, or list users of this machine\n";
        let said = String::from_utf8_lossy(&outcome.stderr).replace(note, "");
        assert_eq!((outcome.status, said.as_str()), (0.into(), ""), "{name}");
    }
}

#[test]
fn what_is_the_host_s_is_named_unless_the_container_is_no_more_than_its_user() {
    let entries = "users: submitter, capabilities: [SYS_PTRACE], networks: [host], namespaces: {ipc: [host]}";
    let text = policy(entries);
    let host = |what: &str| format!("{what}; remove it, unless those who may ask for it may be root on this machine");
    let network = host("4:94: `networks: host` lists the host's own network, with all that listens on it");
    let ipc =
        host("4:120: `ipc: host` lists the host's namespace: the container has the shared memory of all processes");
    assert_said(&text, &[network, ipc]);
    assert_said(&format!("{text}require: [no-new-privileges]\n"), &[]);
    let with_root = text.replace("identity: submitter\n", "").replace("users: submitter", "users: [submitter, \"0\"]");
    assert_eq!(said(&format!("{with_root}require: [no-new-privileges]\n")).len(), 3);
    let pid = policy("capabilities: [SYS_PTRACE], namespaces: {pid: [host]}");
    assert_eq!(said(&pid).len(), 2, "{:?}", said(&pid));
}

#[test]
fn what_a_rule_writes_and_the_policy_refuses_is_named() {
    let with = |allow: &str, rule: &str| {
        format!(
            "version: 1\nengine: /e/docker\nbatch: lsf\nallow: {{ commands: [run, kill], containers: [\"job-*\"], {allow} }}\nrules:\n  - {{ name: a, {rule} }}\n"
        )
    };
    let refused = |at: &str, what: &str, key: &str| {
        vec![format!(
            "{at}: rule `a` writes the {what}, which the policy does not list: every line on which it acts is refused; list \
             it in `{key}`, or write a text without the caller's words"
        )]
    };
    for (allow, rule, expected) in [
        (
            "labels: [site]",
            "add: {label: {org.example.job: \"${job.key}\"}}",
            ("6:47", "label org.example.job", "labels"),
        ),
        ("names: [\"job-*\"]", "set: {name: \"lsf-${job.key}\"}", ("6:28", "name lsf-${job.key}", "names")),
        ("hostnames: [node]", "set: {hostname: \"node-${job.id}\"}", ("6:32", "hostname node-${job.id}", "hostnames")),
        (
            "images: {names: [\"docker.io/*\"], trust: local}",
            "image: {\"re:(.*)\": \"mirror.site/${1}\"}",
            ("6:35", "image mirror.site/${1}", "images: names"),
        ),
    ] {
        assert_said(&with(allow, rule), &refused(expected.0, expected.1, expected.2));
    }
    for (allow, rule) in [
        ("labels: [\"org.example.*\"]", "add: {label: {org.example.job: \"${job.key}\"}}"),
        ("labels: [\"${user}.*\"]", "add: {label: {org.example.job: \"${job.key}\"}}"),
        // What the site writes is granted.
        ("labels: [site]", "add: {label: {org.example.node: \"${hostname}\"}}"),
        ("names: [\"job-*\"]", "set: {name: \"job-${job.key}\"}"),
        ("names: [\"job-*\"]", "set: {name: \"${job.key}\"}"),
        ("names: [\"re:job-.*\"]", "set: {name: \"lsf-${job.key}\"}"),
    ] {
        assert_said(&with(allow, rule), &[]);
    }
}

#[test]
fn slips_of_the_pen_are_named() {
    let lost = "4:12: rule `a` drops --memory and writes it only where it was not given: a line that has it ends without; \
                write `set` in place of both, or two rules";
    let text = "{version: 1, allow: any,\nrules: [\n{name: a, drop: [memory],\n default: {memory: 2g}},\n]}\n";
    assert_said(text, &[lost.to_owned()]);
    assert_said(&rules(&["{name: a, drop: [{cap-drop: [\"A*\"]}], default: {cap-drop: [ALL]}}"]), &[]);
    for (rule, place, name, remedy) in [
        ("{name: a, set: {user: \"$USER\"}}", "3:23", "USER", "write ${user}"),
        ("{name: a, set: {workdir: \"$HOME/x\"}}", "3:26", "HOME", "write ${home}"),
        (
            "{name: a, set: {env: {A: \"x-$MY_NAME\"}}}",
            "3:26",
            "MY_NAME",
            "write ${env:MY_NAME}, or ${container_env.MY_NAME} for a variable of the line",
        ),
    ] {
        let said = format!("{place}: `${name}` is written as it stands: no shell reads it; {remedy}");
        assert_said(&rules(&[rule]), &[said]);
    }
    assert_said(&rules(&["{name: a, set: {workdir: \"/a$b/$1\"}}"]), &[]);
}

#[test]
fn images_that_a_policy_can_never_allow_are_named() {
    for (pattern, what) in [
        ("bb:1", "`bb:1` matches no image: patterns see them written out whole; write `docker.io/library/bb:1`"),
        (
            "busybox:*",
            "`busybox:*` means a registry `busybox`, and no image of that name: they are written out whole; write \
             `docker.io/library/busybox:*`",
        ),
        (
            "docker.io/library/bb",
            "`docker.io/library/bb` matches no image: patterns see them written out whole; write `docker.io/library/bb:latest`",
        ),
    ] {
        let said = said(&policy(&format!("images: {{names: [\"{pattern}\"], trust: local}}")));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].ends_with(what), "{said:?}");
    }
}

#[test]
fn denials_that_judge_fewer_commands_than_have_their_option_are_named() {
    let of = |when: &str| {
        let allow =
            "allow: { commands: [run, exec, ps, rm], containers: [\"job-*\"], users: submitter, bulk: { ps: any } }";
        format!(
            "version: 1\nengine: /e/docker\nidentity: submitter\n{allow}\ndeny:\n  - {{ when: {{ {when} }}, message: \"no\" }}\n"
        )
    };
    let said = |shown: &str| {
        format!(
            "6:5: the denial `no` judges create and run only; {shown} can stand on lines of exec, too; write `verb: [create, \
             run, exec]`, or `verb: [create, run]` where that is meant"
        )
    };
    assert_said(&of("option: { privileged: given }"), &[said("--privileged")]);
    assert_said(&of("container_env: { LD_PRELOAD: given }"), &[said("the variable LD_PRELOAD")]);
    for meant in [
        "verb: [create, run], option: { privileged: given }",
        "verb: exec, option: { privileged: given }",
        "option: { gpus: given }",
        "option: { privileged: absent }",
        "user: mallory",
    ] {
        assert_said(&of(meant), &[]);
    }
}

#[test]
fn selectable_names_that_do_not_load_are_named() {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore");
    let (outcome, _dir) = test
        .file("p.yaml", "version: 1\nallow: any\nselectable: [cernvm, cernvn]\n")
        .args(["profile", "check", "--strict", "./p.yaml"])
        .outcome();
    assert_eq!(outcome.status, 1.into());
    assert_eq!(
        String::from_utf8_lossy(&outcome.stderr),
        "warning: ./p.yaml: `cernvn` under `selectable` does not load here: profile `cernvn`: neither \
         /etc/longshore/profiles/cernvn.yaml nor a shipped profile exists; did you mean `cernvm`?\n"
    );
}

#[test]
fn warnings_about_shipped_profiles_and_examples_are_known() {
    let mut text = String::new();
    for path in [
        "profiles/cernvm.yaml",
        "profiles/hpc-safe.yaml",
        "profiles/passthrough.yaml",
        "examples/ral-like.yaml",
        "tests/fixtures/site.yaml",
    ] {
        let root = env!("CARGO_MANIFEST_DIR");
        let profile = std::fs::read_to_string(format!("{root}/{path}")).expect("a profile can be read");
        let _ = writeln!(text, "{path}");
        for line in said(&profile) {
            let _ = writeln!(text, "  {line}");
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("lint_shipped", text);
    });
}

const ODD: &str = "version: 1\nallow: any\nrules:\n  - { name: no ports, drop: [publish] }\n";

#[test]
fn a_warning_is_shown_with_its_place_and_fails_only_when_asked_to() {
    let test = || Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("odd.yaml", ODD);
    let shown = "warning: --publish is dropped, but --publish-all opens ports, too\n --> ./odd.yaml:4:30\n  |\n4 |   - { name: no ports, \
                 drop: [publish] }\n  |                              ^^^^^^^ drop `publish-all` as well, or write a policy\n";
    let good = "./odd.yaml: good, 1 rule, 1 warning\n";
    let _dir = test().args(["profile", "check", "./odd.yaml"]).stdout(good).stderr(shown).run();
    let _dir = test().args(["profile", "check", "--strict", "./odd.yaml"]).stdout(good).stderr(shown).status(1).run();
    let _dir = test()
        .file("good.yaml", "version: 1\nallow: any\n")
        .args(["profile", "check", "--strict", "./good.yaml"])
        .stdout("./good.yaml: good, 0 rules\n")
        .run();
}
