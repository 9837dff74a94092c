//! Options of the site beside options of the line that the client refuses together.

use std::process::Command;

use testkit::{clients, skipped};

use super::{line, profile, submitter};

/// Options of docker of which the client or its engine takes only one each.
const DOCKER: [(&str, &str); 20] = [
    ("rm: true", "restart: always"),
    ("no-healthcheck: true", "health-cmd: x"),
    ("log-driver: none", "log-opt: { a: b }"),
    ("network: host", "link: \"x:y\""),
    ("network: host", "mac-address: \"02:00:00:00:00:01\""),
    ("network: \"container:x\"", "publish: \"80:80\""),
    ("network: \"container:x\"", "publish-all: true"),
    ("network: \"container:x\"", "expose: \"80\""),
    ("network: \"container:x\"", "hostname: h"),
    ("network: \"container:x\"", "dns: 192.0.2.7"),
    ("network: \"container:x\"", "add-host: \"a:192.0.2.7\""),
    ("network: \"container:x\"", "mac-address: \"02:00:00:00:00:01\""),
    ("uts: host", "hostname: h"),
    ("memory: 2g", "memory-swap: 1g"),
    ("memory: 1g", "memory-reservation: 2g"),
    ("cpus: \"1\"", "cpu-quota: \"1000\""),
    ("cpus: \"1\"", "cpu-period: \"1000\""),
    ("volume: \"/a:/x\"", "tmpfs: /x"),
    ("volume: \"/a:/x\"", "mount: \"type=bind,source=/b,target=/x\""),
    ("mount: \"type=bind,source=/a,target=/x\"", "volume: \"/b:/x/\""),
];

/// Options of podman of which its client takes only one each.
const PODMAN: [(&str, &str); 14] = [
    ("rm: true", "restart: always"),
    ("no-healthcheck: true", "health-cmd: x"),
    ("cpus: \"1\"", "cpu-quota: \"1000\""),
    ("pod: p", "userns: host"),
    ("pod: p", "pod-id-file: /f"),
    ("userns: host", "uidmap: \"0:1:1\""),
    ("init: true", "pid: host"),
    ("hostname: h", "uts: host"),
    ("shm-size: 1m", "ipc: host"),
    ("cap-add: ALL", "cap-drop: ALL"),
    ("network: none", "dns: 192.0.2.7"),
    ("network: host", "network-alias: x"),
    ("sysctl: { net.x: \"1\" }", "network: host"),
    ("volume: \"/a:/x\"", "tmpfs: /x"),
];

/// A setting as a word of the line: `restart: always` -> `--restart=always`.
fn word(setting: &str) -> String {
    let (name, value) = setting.split_once(": ").expect("a setting");
    let value = value.trim_matches(['{', '}', ' ']).replace(": ", "=");
    format!("--{name}={}", value.replace('"', ""))
}

fn name(setting: &str) -> &str {
    setting.split(':').next().expect("a name")
}

/// The ways of a site to write a setting, with what the refusal names.
fn ways(setting: &str) -> Vec<(String, String)> {
    let mut ways: Vec<(String, String)> = ["set", "default"]
        .iter()
        .map(|action| (format!("rules: [{{ name: r, {action}: {{ {setting} }} }}]\n"), "rule `r`: its ".to_owned()))
        .collect();
    let expand = format!("options: {{ made: {{ expand: {{ set: {{ {setting} }} }} }} }}\n");
    ways.push((expand, "site option --made: its ".to_owned()));
    let (option, value) = setting.split_once(": ").expect("a setting");
    if !value.contains('{') {
        let keys = format!("from_env: {{ V: {{ option: {option}, default: {} }} }}\n", quoted(value));
        ways.push((keys, "variable V: its ".to_owned()));
    }
    ways
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.trim_matches('"'))
}

fn check(client: &str, pairs: &[(&str, &str)]) {
    for (one, other) in pairs.iter().flat_map(|(one, other)| [(one, other), (other, one)]) {
        let given = format!("{client} run {} img", word(other));
        // The line alone is one that the client takes: what follows is the site's doing.
        for (keys, named) in ways(one) {
            let made = if keys.starts_with("options") { "--made " } else { "" };
            let given = given.replace(" run ", &format!(" run {made}"));
            let refusal = line(&profile(client, &keys), &given, &[]).expect_err(&format!("{keys}{given}"));
            for part in [named.as_str(), "makes a line that", client, &format!("--{}", name(one)), "refuses: "] {
                assert!(refusal.contains(part), "{keys}{given}: {refusal}");
            }
            assert!(refusal.starts_with("./p.yaml:5:"), "{refusal}");
            let by_caller = format!("({}", word(other));
            let cut: String = by_caller.chars().take(20).collect();
            assert!(refusal.contains("leave out word") || refusal.contains(&cut), "{keys}{given}: {refusal}");
        }
        // The same by the caller's own hand is the client's to refuse.
        let both = format!("{client} run {} {} img", word(one), word(other));
        let passed = line(&profile(client, "rules: [{ name: r, set: { stop-timeout: \"5\" } }]\n"), &both, &[]);
        assert!(passed.is_ok(), "{both}: {passed:?}");
    }
}

#[test]
fn what_docker_does_not_take_together_is_refused_with_the_site_s_key_and_both_options() {
    check("docker", &DOCKER);
}

#[test]
fn what_podman_does_not_take_together_is_refused_with_the_site_s_key_and_both_options() {
    check("podman", &PODMAN);
}

#[test]
fn the_refusal_says_who_wrote_what_and_what_to_do() {
    let keys = "rules: [{ name: jobs come back, set: { restart: always } }]\n";
    assert_eq!(
        line(&profile("docker", keys), "docker run --rm img", &[]).expect_err("a refusal"),
        "./p.yaml:5:40: rule `jobs come back`: its `--restart=always` makes a line that docker refuses: --restart cannot \
         stand beside --rm; leave out word 2 (`--rm`), or let the profile remove it"
    );
    let keys = "rules: [{ name: r, set: { rm: true } }, { name: s, set: { restart: always } }]\n";
    assert_eq!(
        line(&profile("docker", keys), "docker run img", &[]).expect_err("a refusal"),
        "./p.yaml:5:27: rule `r`: its `--rm` makes a line that docker refuses: --restart cannot stand beside --rm; the \
         other is `--restart=always` of ./p.yaml:5:59: keep one"
    );
}

#[test]
fn what_belongs_to_a_network_of_one_s_own_is_not_written_beside_another() {
    for (keys, given, option) in [
        ("set: { network-alias: x }", "--network=bridge", "--network-alias"),
        ("set: { network-alias: x }", "--stop-timeout=5", "--network-alias"),
        ("set: { ip: 192.0.2.7 }", "--network=none", "--ip"),
    ] {
        let profile = profile("docker", &format!("rules: [{{ name: r, {keys} }}]\n"));
        let refusal = line(&profile, &format!("docker run {given} img"), &[]).expect_err(keys);
        let reason = format!("docker refuses: {option} cannot stand beside a --network that is not user-defined; ");
        assert!(refusal.contains(&reason), "{refusal}");
    }
}

#[test]
fn what_a_rule_removes_does_not_leave_a_line_that_the_client_refuses() {
    let keys = "rules: [{ name: r, drop: [memory] }]\n";
    assert_eq!(
        line(&profile("docker", keys), "docker run --memory=1g --memory-swap=2g img", &[]).expect_err("a refusal"),
        "./p.yaml:5:27: rule `r`: it removes `--memory=1g`, and docker refuses what is left: --memory-swap cannot stand \
         beside no --memory; let the profile remove both, or none"
    );
}

#[test]
fn a_text_that_the_client_does_not_take_is_the_rule_s_fault() {
    for (setting, why) in [
        ("restart: \"on-failure:x\"", "--restart: "),
        ("userns: keep-id", "--userns: "),
        ("pull: sometimes", "--pull: "),
        ("platform: \"a/b/c/d/e\"", "--platform: "),
    ] {
        let keys = format!("rules: [{{ name: r, set: {{ {setting} }} }}]\n");
        let refusal = line(&profile("docker", &keys), "docker run img", &[]).expect_err(setting);
        assert!(refusal.contains("makes a line that docker refuses: ") && refusal.contains(why), "{refusal}");
    }
}

#[test]
fn the_engine_refuses_what_its_table_says() {
    let Some(client) = clients().last().map(|client| client.path.clone()) else {
        return skipped("no docker client");
    };
    let docker = |args: &[&str]| Command::new(&client).args(args).output().expect("the client runs");
    if !docker(&["image", "inspect", "longshore-test:1"]).status.success() {
        return skipped("no docker engine with longshore-test:1");
    }
    let other = format!("longshore-clash-{}", std::process::id());
    assert!(docker(&["create", "--name", &other, "longshore-test:1", "true"]).status.success());
    let mut taken = Vec::new();
    for (one, o) in DOCKER {
        let words = [one, o].map(|setting| word(setting).replace("container:x", &format!("container:{other}")));
        let output = docker(&["create", &words[0], &words[1], "longshore-test:1", "true"]);
        if output.status.success() {
            let id = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            docker(&["rm", "-f", &id]);
            taken.push(words);
        }
    }
    docker(&["rm", "-f", &other]);
    assert_eq!(taken, Vec::<[String; 2]>::new());
}

#[test]
fn keys_outside_of_rules_are_named_too() {
    let limits = "allow:\n  commands: [run]\n  images: { names: [\"**\"], trust: local }\n  users: [image]\n  networks: [default]\n  limits: { memory: { \
                  max: 1g, over: clamp } }\n";
    for (keys, given, named) in [
        (
            "allow: any\nbatch: openlava\nkeep: 0\n",
            "--restart=always",
            "`keep`: its `--rm` makes a line that docker refuses",
        ),
        (
            limits,
            "--memory=2g --memory-reservation=1500m",
            "`memory`: its `--memory=1073741824` makes a line that docker",
        ),
        (
            "allow: any\nidentity: submitter\n",
            "-v /data/x:/etc/passwd",
            "`identity`: its `--mount=type=bind,source=/var/lib/",
        ),
    ] {
        let text = format!("version: 1\nengine: /e/docker\n{keys}");
        let profile = testkit::load_text(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let words = format!("docker run {given} busybox");
        let words = shell_words::split(&words).expect("words").into_iter().map(Into::into).collect();
        let request = longshore::plan::Request::of_words(words);
        let refusal = longshore::plan::decide(&request, &profile, &submitter());
        let refusal = refusal.expect_err(keys).to_string();
        assert!(refusal.contains(named), "{keys}{given}: {refusal}");
    }
}
