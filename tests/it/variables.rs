//! Variables of the caller: what `explain` says about them, and what the drop-in prints when one asks for it.

use testkit::{RecordingEngine, Test};

const PROFILE: &str = "\
version: 1
engine: $DIR/engine
allow: any
from_env:
  NET: { option: network }
  LEVEL: { setting: log_level, values: { DEBUG: debug, INFO: info } }
  RAW: { setting: raw_args, values: { \"1\": NOTHING } }
  MEMORY: { option: memory, default: 2g }
";

fn longshore(name: &str) -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0(name).file("site.yaml", PROFILE)
}

#[test]
fn explain_names_the_variable_of_every_word() {
    let printed = "\
profile $DIR/site.yaml, chosen by the argument --profile
       $DIR/engine    the engine, named by $DIR/site.yaml:2:9
    1  run
+      --network=net  added by variable NET ($DIR/site.yaml:5:3)
    2  -m
    3  1g
    4  img
-   5  NOTHING        removed by variable RAW ($DIR/site.yaml:7:3)
note: variable RAW ($DIR/site.yaml:7:3): it sets raw_args to NOTHING
note: variable MEMORY ($DIR/site.yaml:8:3): it does not set --memory: the line does already
";
    let test = longshore("longshore").env("NET", "net").env("RAW", "1");
    let (outcome, dir) = test
        .args(["explain", "--profile", "$DIR/site.yaml", "--", "docker", "run", "-m", "1g", "img", "NOTHING"])
        .outcome();
    let got = String::from_utf8(outcome.stdout).expect("UTF-8");
    // The width of the column depends on the folder's name.
    let squeezed = |text: &str| text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let path = dir.path().to_str().expect("UTF-8");
    assert_eq!(squeezed(&got.replace(path, "$DIR")), squeezed(printed));
}

#[test]
fn explain_as_json_has_the_kind_env_and_the_name() {
    let test = longshore("longshore").env("NET", "net");
    let args = ["explain", "--format", "json", "--profile", "./site.yaml", "--", "docker", "create", "img"];
    let (outcome, _dir) = test.args(args).outcome();
    let json: serde_json::Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    let origin = &json["steps"][0]["words"][2]["origin"];
    let expected = serde_json::json!({ "kind": "env", "name": "NET", "file": "./site.yaml", "line": 5, "column": 3 });
    assert_eq!(*origin, expected);
}

#[test]
fn the_drop_in_prints_the_line_only_when_a_variable_asks_for_it() {
    let dropin =
        || longshore("docker").env("LONGSHORE_PROFILE", "$DIR/site.yaml").args(["run", "-m", "1g", "img", "a b"]);
    let test = dropin();
    let _engine = RecordingEngine::install(test.dir(), "engine");
    let _dir = test.env("LEVEL", "INFO").run();
    let test = dropin();
    let _engine = RecordingEngine::install(test.dir(), "engine");
    let _dir = test.env("LEVEL", "DEBUG").stderr("longshore: $DIR/engine run -m 1g img 'a b'\n").run();
}

#[test]
fn a_bad_variable_starts_nothing() {
    let test = longshore("docker").env("LONGSHORE_PROFILE", "$DIR/site.yaml").env("MEMORY", "much");
    let engine = RecordingEngine::install(test.dir(), "engine");
    let _dir = test
        .args(["run", "img"])
        .stderr(
            "longshore: $DIR/site.yaml:8:3: MEMORY `much`: size `much` is not a size such as 512, 100m or 1.5g; write it as in \
             `512m`\n",
        )
        .status(125)
        .run();
    assert_eq!(engine.calls(), []);
}

const PASSING: &str = "\
version: 1
engine: $DIR/engine
allow: any
pass_env: { names: [\"SITE_*\"] }
";

#[test]
fn variables_are_passed_by_name_and_the_engine_finds_their_values() {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("docker").file("site.yaml", PASSING);
    let engine = RecordingEngine::install(test.dir(), "engine");
    let test =
        test.env("LONGSHORE_PROFILE", "$DIR/site.yaml").env("SITE_B", "two\nlines").env("SITE_A", "").env("X", "1");
    let _dir = test.args(["run", "img"]).run();
    let call = engine.call();
    let argv: Vec<&str> = call.argv.iter().map(|word| word.to_str().expect("UTF-8")).collect();
    assert_eq!(argv, ["engine", "run", "--env=SITE_A", "--env=SITE_B", "img"]);
    let value = |wanted: &str| call.env.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    assert_eq!((value("SITE_A"), value("SITE_B")), (Some(Some("".into())), Some(Some("two\nlines".into()))));
}

#[test]
fn explain_says_which_variables_are_passed_and_which_cannot_be() {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("site.yaml", PASSING);
    let test = test.env("SITE_A", "1").env("SITE_ODD.NAME", "1").env("SITE_F", "() { :; }");
    let printed = "\
 1 run
+ --env=SITE_A added by the caller's environment (./site.yaml:4:11)
 2 img
note: the caller's environment (./site.yaml:4:11): variable SITE_ODD.NAME is not passed on: no name of a variable
note: the caller's environment (./site.yaml:4:11): variable SITE_F is not passed on: a function of the shell
";
    let args = ["explain", "--profile", "./site.yaml", "--", "docker", "run", "img"];
    let (outcome, _dir) = test.args(args).outcome();
    let got = String::from_utf8(outcome.stdout).expect("UTF-8");
    let got: Vec<String> = got
        .lines()
        .skip(2)
        .map(|line| line.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(got, printed.lines().map(|line| line.trim_start().to_owned()).collect::<Vec<_>>());
}

#[test]
fn explain_as_json_has_the_name_of_a_variable_that_is_passed() {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("site.yaml", PASSING);
    let args = ["explain", "--format", "json", "--profile", "./site.yaml", "--", "docker", "create", "img"];
    let (outcome, _dir) = test.env("SITE_A", "1").args(args).outcome();
    let json: serde_json::Value = serde_json::from_slice(&outcome.stdout).expect("JSON");
    let origin = &json["steps"][0]["words"][2]["origin"];
    let expected =
        serde_json::json!({ "kind": "env", "name": "SITE_A", "file": "./site.yaml", "line": 4, "column": 11 });
    assert_eq!(*origin, expected);
}
