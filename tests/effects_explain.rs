//! `longshore explain --effects`: of the rewritten line with a profile, of the given line without.

use testkit::{Status, Test};

const PROFILE: &str = "version: 1\nengine: /opt/engine/docker\nallow: any\nrules:\n  - name: no user\n    drop: [user]\n    add: { env: { A: \"1\" } }\n";

fn longshore() -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("p.yaml", PROFILE)
}

#[test]
fn with_a_profile_the_rewritten_line_counts() {
    let printed = "\
after the rules of profile ./p.yaml, chosen by the argument --profile
/opt/engine/docker create --env=A=1 img
command
  verb                 create  (word 1)
images
  runs                 docker.io/library/img:latest  (word 3)
environment
  variable             name=A value=1  (word 2 --env)
objects
  object               kind=container how=create which=new  (word 3)
";
    let words = ["explain", "--effects", "--profile", "./p.yaml", "--", "docker", "create", "-u", "0", "img"];
    let _dir = longshore().args(words).stdout(printed).run();
}

#[test]
fn without_one_the_given_line_counts_and_it_says_so() {
    let printed = "\
as given: no profile is named or configured
docker rm -f x
command
  verb                 rm  (word 1)
lifetime
  force                yes  (word 2 --force)
objects
  object               kind=container how=remove name=x  (word 3)
";
    let _dir = longshore().args(["explain", "--effects", "--", "docker", "rm", "-f", "x"]).stdout(printed).run();
}

#[test]
fn json_has_the_word_of_each_effect() {
    let printed = r#"{
  "argv": [
    "podman",
    "pause",
    "x"
  ],
  "effects": [
    {
      "default": false,
      "name": "verb",
      "option": null,
      "theme": "command",
      "value": "pause",
      "value_word": 1,
      "word": 1
    },
    {
      "default": false,
      "name": "object",
      "option": null,
      "theme": "objects",
      "value": {
        "how": "control",
        "kind": "container",
        "name": "x"
      },
      "value_word": 2,
      "word": 2
    }
  ],
  "profile": null,
  "schema": 1
}
"#;
    let words = ["explain", "--effects", "--format", "json", "--", "podman", "pause", "x"];
    let _dir = longshore().args(words).stdout(printed).run();
}

#[test]
fn a_line_that_the_client_refuses_has_no_effects() {
    let _dir = longshore()
        .args(["explain", "--effects", "--", "docker", "create", "--new", "img"])
        .stderr(
            "longshore: word 2 (`--new`): docker create has no option --new that longshore knows; \
             write --new=VALUE to pass it\n",
        )
        .status(125)
        .run();
}

/// A line of each kind of command; its snapshot is all that the command prints.
const LINES: [(&str, &str); 14] = [
    (
        "build",
        "docker build --build-arg A=1 --secret id=s,src=/home/alice/key --network host -t tool:2 -f /src/Dockerfile /src",
    ),
    ("cp", "docker cp -a job-1:/out /scratch/alice/out"),
    (
        "create",
        "docker create --name job-1 -m 8g --cpus 2 -v /data:/data:ro --tmpfs /run:size=64m -p 8080:80 --rm busybox sh",
    ),
    ("exec", "docker exec -d --privileged -u root -w /work -e A=1 job-1 sh -c id"),
    ("network_connect", "docker network connect --ip 10.0.0.7 --alias db farm job-1"),
    ("network_create", "docker network create -d macvlan --internal --subnet 10.0.0.0/24 --label site=1 farm"),
    ("podman_build", "podman build -v /src:/src:Z --cap-add SYS_ADMIN --squash -t tool ."),
    ("podman_exec", "podman exec --preserve-fds 2 -it job-1 bash"),
    ("podman_network", "podman network create --disable-dns --interface-name br7 farm"),
    (
        "podman_run",
        "podman run --rm --userns keep-id --pod new:web --secret key,type=env,target=KEY -v cache:/cache:U quay.io/org/tool",
    ),
    ("podman_volume", "podman volume create -d local -o type=nfs -o device=server:/export cache"),
    (
        "run",
        "docker run -it --gpus all --pid host --device /dev/fuse --cap-add SYS_ADMIN --security-opt seccomp=unconfined -u 0 img",
    ),
    ("volume_create", "docker volume create -d local -o type=none -o o=bind -o device=/etc cache"),
    ("volume_prune", "docker volume prune -a -f --filter label=site"),
];

#[test]
fn a_line_of_each_kind_of_command_has_its_effects_by_word() {
    for (name, line) in LINES {
        let words = shell_words::split(line).expect("words");
        let (outcome, _dir) = longshore().args(["explain", "--effects", "--"]).args(words).outcome();
        assert_eq!(outcome.status, Status::Code(0), "{name}: {}", String::from_utf8_lossy(&outcome.stderr));
        let printed = String::from_utf8(outcome.stdout).expect("UTF-8");
        insta::with_settings!({ omit_expression => true, description => line }, {
            insta::assert_snapshot!(name, printed);
        });
    }
}
