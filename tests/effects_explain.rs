//! `longshore explain --effects`: of the rewritten line with a profile, of the given line without.

use testkit::Test;

const PROFILE: &str = "version: 1\nengine: /opt/engine/docker\nallow: any\nrules:\n  - name: no user\n    drop: [user]\n    add: { env: { A: \"1\" } }\n";

fn longshore() -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("p.yaml", PROFILE)
}

#[test]
fn with_a_profile_the_rewritten_line_counts() {
    let printed = "\
after the rules of profile ./p.yaml, chosen by the argument --profile
/opt/engine/docker create '--env=A=1' img
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
