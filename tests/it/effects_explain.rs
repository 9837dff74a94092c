//! `longshore explain --effects`: of the rewritten line with a profile, of the given line without.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use longshore::argv::Line;
use longshore::edge::{CaseSource, find_cases};
use longshore::effects::effects;
use longshore::golden::{Asked, Case, StaticHost, read_case};
use longshore::job;
use longshore::plan::{Plan, Refusal, decide};
use longshore::profile::{Profile, Source, SourceError, Text, load};
use longshore::runtimes::RuntimeName;
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
            "longshore: word 2 (`--new`): docker create has no option --new that longshore knows; see \
             `longshore options`, or write --new=VALUE if a newer client has it\n",
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

/// The two devices of one word are podman 4.3's reading; podman 5 asks for one with a comma in its name.
#[test]
fn the_reading_that_the_profile_names_is_the_one_that_is_shown() {
    let shown = |release: &str, devices: &str| {
        let profile =
            format!("version: 1\nruntime: podman\nengine: /opt/engine/podman\nreads: \"{release}\"\nallow: any\n");
        let printed = format!(
            "after the rules of profile ./podman.yaml, chosen by the argument --profile\n\
             /opt/engine/podman create --device /dev/a,/dev/b img\n\
             command\n  verb                 create  (word 1)\n{devices}\
             images\n  runs                 docker.io/library/img:latest  (word 4)\n\
             objects\n  object               kind=container how=create which=new  (word 4)\n"
        );
        let words = ["--profile", "./podman.yaml", "--", "podman", "create", "--device", "/dev/a,/dev/b", "img"];
        let test = longshore().file("podman.yaml", &profile).args(["explain", "--effects"]).args(words);
        let _dir = test.stdout(&printed).run();
    };
    let device = |path: &str| {
        format!("  device               source={path} target={path} access=rwm  (words 2 and 3 --device)\n")
    };
    shown("4.3", &format!("devices\n{}{}", device("/dev/a"), device("/dev/b")));
    shown("5", &format!("devices\n{}", device("/dev/a,/dev/b")));
}

/// The profiles of golden cases, with another release of the engine than they name.
struct Reading {
    cases: CaseSource,
    release: &'static str,
}

impl Source for Reading {
    fn text(&self, reference: &str, from: Option<&str>) -> Result<Text, SourceError> {
        let found = self.cases.text(reference, from)?;
        let with_release = |line: &str| match line.strip_prefix("reads: ") {
            Some(_) => format!("reads: \"{}\"\n", self.release),
            None => format!("{line}\n"),
        };
        Ok(Text { text: found.text.lines().map(with_release).collect(), ..found })
    }
}

/// Every golden case of a line or job under a policy, for both readings of podman.
fn judged_cases() -> Vec<(PathBuf, Case, Profile)> {
    let mut found = Vec::new();
    for files in find_cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")).expect("cases").cases {
        let case = read_case(&files.read("yaml").expect("readable").expect("a case")).expect("a case");
        let name = case.profile.clone().map_or_else(|| files.folder(), |(name, _)| name);
        for release in ["5", "4.3"] {
            let folder = files.stem.parent().map(Path::to_owned).unwrap_or_default();
            let profile = load(&name, &Reading { cases: CaseSource { folder }, release });
            let Some(profile) = profile.ok().filter(|profile| profile.policy.is_some()) else { break };
            if matches!(case.asked, Asked::Line(_) | Asked::Job(_)) {
                found.push((files.stem.clone(), case.clone(), profile));
            }
            if found.last().is_some_and(|(.., profile)| profile.runtime == RuntimeName::Docker) {
                break;
            }
        }
    }
    found
}

fn decided(case: &Case, profile: &Profile, host: &StaticHost) -> Option<Result<Plan, Refusal>> {
    let request = match &case.asked {
        Asked::Line(request) => request.clone(),
        Asked::Job(node) => job::request(node).ok()?,
        Asked::Starter(_) | Asked::Build(_) => return None,
    };
    Some(decide(&request, profile, host))
}

#[test]
fn what_the_policy_judges_is_what_the_engine_s_client_will_read() {
    let mut count = 0;
    for (name, case, profile) in judged_cases() {
        let Some(Ok(plan)) = decided(&case, &profile, &case.host) else { continue };
        let [step] = plan.steps.as_slice() else { panic!("{}: not one step", name.display()) };
        let words: Vec<OsString> = step.argv().map(OsStr::to_owned).collect();
        let line = Line::read(&words, &profile.tables()).expect("a line");
        let mut read = effects(&line, profile.dialect);
        let mut judged = *plan.effects.expect("a line under a policy has been judged");
        // The values of variables that the caller has are written after the verdict.
        read.environment.variables.clear();
        judged.environment.variables.clear();
        assert_eq!(judged, read, "{}, read as {:?}", name.display(), profile.dialect);
        count += 1;
    }
    assert!(count > 50, "{count} cases");
}

#[test]
fn no_line_goes_past_a_policy_on_a_machine_that_knows_nobody() {
    for (name, case, profile) in judged_cases() {
        if let Some(decided) = decided(&case, &profile, &StaticHost::default()) {
            assert!(decided.is_err(), "{}", name.display());
        }
    }
}
