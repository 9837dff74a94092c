//! A rule and a denial mean a value, however it is written.

use longshore::plan::{Request, decide};

use super::{line, profile};

/// An option, a pattern, other spellings of what it means, and what it does not mean.
const SAME: &[(&str, &str, &[&str], &str)] = &[
    ("cap-add", "SYS_ADMIN", &["SYS_ADMIN", "sys_admin", "CAP_SYS_ADMIN"], "CHOWN"),
    ("cap-add", "SYS_*", &["SYS_ADMIN", "cap_sys_ptrace"], "CHOWN"),
    (
        "device",
        "/dev/kvm",
        &["/dev/kvm", "/dev/kvm:/dev/kvm", "//dev/kvm", "/dev/kvm:rwm", "/dev/kvm:/dev/x:r"],
        "/dev/fuse",
    ),
    ("gpus", "all", &["all", "count=all", "count=-1", "-1"], "1"),
    ("memory", "1g", &["1g", "1G", "1024m", "1073741824"], "2g"),
    ("network", "host", &["host", "name=host"], "none"),
    ("security-opt", "seccomp=unconfined", &["seccomp=unconfined", "seccomp:unconfined"], "no-new-privileges"),
    ("stop-signal", "SIGKILL", &["SIGKILL", "KILL", "9", "kill"], "15"),
    ("user", "0", &["0", "0:0", "00"], "1000"),
];

#[test]
fn a_condition_and_a_drop_mean_every_spelling_of_a_value() {
    for (option, pattern, spellings, other) in SAME {
        let rule = format!(
            "rules: [{{ name: r, when: {{ option: {{ {option}: \"{pattern}\" }} }}, set: {{ init: true }} }}]\n"
        );
        let condition = profile("docker", &rule);
        let drop = profile("docker", &format!("rules: [{{ name: r, drop: [{{ {option}: [\"{pattern}\"] }}] }}]\n"));
        for value in *spellings {
            let given = format!("docker run --{option}={value} img");
            let expected = format!("run --{option}={value} --init img");
            assert_eq!(line(&condition, &given, &[]), Ok(expected), "{pattern}");
            // Of security options `drop` names the key.
            if *option != "security-opt" {
                assert_eq!(line(&drop, &given, &[]), Ok("run img".to_owned()), "{pattern} {value}");
            }
        }
        let given = format!("run --{option}={other} img");
        assert_eq!(line(&condition, &format!("docker {given}"), &[]), Ok(given.clone()), "{pattern}");
        assert_eq!(line(&drop, &format!("docker {given}"), &[]), Ok(given), "{pattern}");
    }
    // All capabilities are each of them; what is dropped by name is not all.
    let all = profile("docker", "rules: [{ name: r, when: { option: { cap-add: CHOWN } }, set: { init: true } }]\n");
    assert_eq!(line(&all, "docker run --cap-add all img", &[]), Ok("run --cap-add all --init img".to_owned()));
}

#[test]
fn a_denial_holds_whatever_the_spelling() {
    let mut tried = 0;
    for (option, pattern, spellings, _) in SAME {
        // What else the policy says of the line is not of interest.
        let text = format!(
            "version: 1\nengine: /e/docker\ndeny: [{{ when: {{ option: {{ {option}: \"{pattern}\" }} }}, message: no such }}]\n\
             allow: {{ commands: [run], users: [image], images: {{ names: [\"**\"], trust: local }} }}\n"
        );
        let profile = testkit::load_text(&text).expect("a policy");
        let words = |value: &str| ["docker", "run", &format!("--{option}={value}"), "img"].map(Into::into).to_vec();
        for value in *spellings {
            let refusal = decide(&Request::of_words(words(value)), &profile, &super::submitter()).expect_err("refused");
            let json = format!("{refusal:?}");
            assert!(json.contains("is denied: no such"), "{option} {value}: {json}");
            tried += 1;
        }
    }
    assert_eq!(tried, SAME.iter().map(|(_, _, spellings, _)| spellings.len()).sum::<usize>());
}

#[test]
fn a_denial_of_the_text_of_a_mount_is_no_policy() {
    for guard in ["volume: given", "volume: \"/etc:*\"", "mount: \"*secret*\""] {
        let text = format!(
            "version: 1\nengine: /e/docker\ndeny: [{{ when: {{ option: {{ {guard} }} }}, message: never }}]\n\
             allow: {{ commands: [run], users: [image], images: {{ names: [\"**\"], trust: local }} }}\n"
        );
        let option = guard.split(':').next().expect("an option");
        let fault = testkit::load_text(&text).expect_err(guard).to_string();
        let why = format!(
            "a denial cannot judge `{option}`: one mount has many spellings; \
             list what may be mounted under `allow: {{binds, volumes}}`, or deny `mount: given`"
        );
        assert!(fault.contains(&why), "{fault}");
    }
}

#[test]
fn a_rule_about_variables_knows_each_of_them_or_refuses_the_line() {
    for rule in [
        "rules: [{ name: r, drop: [{ env: [\"LD_*\"] }] }]\n",
        "rules: [{ name: r, default: { env: { OMP_NUM_THREADS: \"1\" } } }]\n",
        "rules: [{ name: r, when: { container_env: { SECRET: given } }, set: { init: true } }]\n",
    ] {
        let profile = profile("podman", rule);
        for (given, why) in [
            ("-e 'L*'", "--env `L*` cannot be read"),
            ("-e '*'", "--env `*` cannot be read"),
            ("--env-host", "--env-host"),
            ("--env-merge X=a", "--env-merge `X=a` cannot be read"),
            ("--secret s,type=env,target=X", "--secret `s,type=env,target=X` cannot be read"),
        ] {
            let said = line(&profile, &format!("podman run {given} img"), &[("LD_X", "1")]).expect_err(given);
            assert!(said.contains(why), "{rule} {given}: {said}");
        }
        assert!(line(&profile, "podman run -e A=1 --secret s,type=mount img", &[]).is_ok(), "{rule}");
    }
}

#[test]
fn an_option_stands_once_in_a_condition_whatever_it_is_called() {
    let text = "version: 1\nengine: /e/docker\nallow: any\nrules: [{ name: r, when: { option: { net: x, network: y } }, set: { init: true } }]\n";
    let fault = testkit::load_text(text).expect_err("twice").to_string();
    assert!(fault.contains("`network` is another name of an option that stands here already"), "{fault}");
}
