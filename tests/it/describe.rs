//! `longshore profile describe`: a profile in plain words.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a test reads the repository's profiles, and stops at what must not be"
)]

use longshore::facts::Account;
use longshore::golden::StaticHost;
use longshore::plan::{Request, decide};
use longshore::profile::describe::describe;
use longshore::profile::{Source, SourceError, Text, load, shipped};
use longshore::yaml::{Node, Value, parse};
use testkit::Test;

const SITE: &str = include_str!("../fixtures/site.yaml");

struct One<'t>(&'t str);

impl Source for One<'_> {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        if reference == "site" {
            return Ok(Text { path: "site.yaml".to_owned(), text: self.0.to_owned() });
        }
        shipped(reference).ok_or(SourceError {
            wanted: reference.to_owned(),
            why: String::new(),
            remedy: String::new(),
        })
    }
}

fn page(name: &str, text: &str) -> String {
    let profile = load(name, &One(text)).unwrap_or_else(|error| panic!("{error}\n{text}"));
    describe(&profile, &profile.tables())
}

/// The page of a policy with these entries.
fn policy(head: &str, entries: &str) -> String {
    page("site", &format!("version: 1\nengine: /e/docker\n{head}allow: {{ commands: [run], {entries} }}\n"))
}

fn snapshot(name: &str, page: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/describe" }, {
        insta::assert_snapshot!(name, page);
    });
}

#[test]
fn shipped_profiles_and_a_sites_policy_read_as_plain_pages() {
    for name in ["cernvm", "hpc-safe", "passthrough", "ris"] {
        snapshot(name, &page(name, ""));
    }
    snapshot("site", &page("site", SITE));
}

#[test]
fn examples_read_as_plain_pages() {
    let root = env!("CARGO_MANIFEST_DIR");
    for path in ["examples/ral-like.yaml", "tests/golden/profiles/actions.yaml"] {
        let text = std::fs::read_to_string(format!("{root}/{path}")).expect("a profile can be read");
        let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".yaml")).expect("a file");
        snapshot(name, &page("site", &text));
    }
}

/// All texts of lists below `node`.
fn listed<'n>(node: &'n Node, texts: &mut Vec<&'n str>) {
    match &node.value {
        Value::Text { .. } => {}
        Value::List(items) => {
            texts.extend(items.iter().filter_map(|item| item.text().ok()));
            for item in items {
                listed(item, texts);
            }
        }
        Value::Mapping(entries) => {
            for (_, value) in entries {
                listed(value, texts);
            }
        }
    }
}

#[test]
fn everything_that_a_policy_lists_is_on_its_page() {
    let document = parse(SITE, 0).expect("YAML");
    let page = page("site", SITE);
    let of = |key: &str| document.mapping().expect("a mapping").iter().find(|(name, _)| name.scalar() == Ok(key));
    let (_, allow) = of("allow").expect("a policy");
    let mut texts = Vec::new();
    listed(allow, &mut texts);
    assert!(texts.len() > 50, "{texts:?}");
    for text in texts.into_iter().filter(|text| *text != "*") {
        let shown = text.strip_suffix("/**").filter(|root| page.contains(&format!("`{root}` and all below it")));
        assert!(shown.is_some() || page.contains(&format!("`{text}`")), "{text}");
    }
    let (_, rules) = of("rules").expect("rules");
    for rule in rules.list().expect("a list") {
        let (_, name) =
            rule.mapping().expect("a rule").iter().find(|(key, _)| key.scalar() == Ok("name")).expect("a name");
        assert!(page.contains(&format!("| {} |", name.scalar().expect("a text"))));
    }
}

#[test]
fn who_a_container_runs_as_is_said_for_every_identity() {
    let says = |page: String, sentence: &str| assert!(page.contains(sentence), "{sentence}\n{page}");
    says(
        policy("identity: { user: 5000, group: 5001, groups: [7] }\n", ""),
        "Every container runs with uid 5000 and gid 5001 and the groups 7, ",
    );
    says(
        policy("", "users: [submitter, 0, 1000-1999, games], groups: [submitter]"),
        "`--user` may name your own user id, the id 0, an id of 1000-1999 or the image's `games`.",
    );
    says(policy("", "users: [image]"), "A container without `--user` runs as the user that the image names.");
    says(policy("", ""), "`--user` is refused.");
    says(policy("", ""), "Groups, in `--user` and `--group-add`, are refused.");
    says(
        policy("submitter: option\ncallers: [condor]\nidentity: submitter\n", ""),
        "Where the batch system calls for you, the line's `--user` says who you are.",
    );
    says(
        page("site", "version: 1\nallow: any\nidentity: submitter\n"),
        "The container runs as you, with your user id and your groups, whatever `--user` says.",
    );
}

#[test]
fn a_policy_that_lists_next_to_nothing_says_what_it_refuses() {
    let page = policy("", "");
    for sentence in [
        "These commands may be run: `run`.",
        "No image is listed, so no container can be made.",
        "No directory of the machine may be mounted.",
        "Volumes of the engine are refused.",
        "GPUs are refused.",
        "Devices (`--device`) are refused.",
        "Ports of the machine (`--publish`) are refused.",
        "`--name` is refused.",
        "`--detach` is refused: a call lasts as long as its container.",
        "No rule changes a line.",
    ] {
        assert!(page.contains(sentence), "{sentence}\n{page}");
    }
}

#[test]
fn bounds_are_said_with_their_units_and_what_happens_over_them() {
    let page = policy(
        "",
        "limits: { memory: { max: 1536m, over: clamp }, cpus: { max: \"2.5\", required: true }, memory_swap: {}, ulimits: { nofile: 10 } }",
    );
    for row in [
        "| memory | `--memory` | no limit | 1536 MiB; more is lowered to that |",
        "| CPUs | `--cpus` | refused, unless `--cpu-quota` is there | 2.5 |",
        "| memory and swap together | `--memory-swap` | twice `--memory` | any |",
        "| `nofile` | 10 |",
    ] {
        assert!(page.contains(row), "{row}\n{page}");
    }
}

/// A limit: its key, its option, a bound, what the page says of it, the words that it becomes, and what is over it.
const LIMITS: [(&str, &str, &str, &str, &str, &str); 7] = [
    ("memory", "--memory", "8g", "8 GiB", "8589934592", "9g"),
    ("memory_swap", "--memory-swap", "8g", "8 GiB", "8589934592", "9g"),
    ("cpus", "--cpus", "\"2\"", "2", "2", "3"),
    ("pids", "--pids-limit", "100", "100", "100", "101"),
    ("cpu_shares", "--cpu-shares", "512", "512", "512", "513"),
    ("shm", "--shm-size", "8g", "8 GiB", "8589934592", "9g"),
    ("blkio_weight", "--blkio-weight", "300", "300", "300", "301"),
];

/// The words that the line becomes under the policy, or nothing when it is refused.
fn accepted(text: &str, options: &[&str]) -> Option<Vec<String>> {
    let profile = load("site", &One(text)).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let words = ["docker", "run"].iter().chain(options).chain(&["img"]).map(Into::into).collect();
    let host = StaticHost { uid: Some(1000), accounts: vec![(account(), vec![])], ..StaticHost::default() };
    let plan = decide(&Request::of_words(words), &profile, &host).ok()?;
    Some(plan.steps[0].argv().map(|word| word.to_string_lossy().into_owned()).collect())
}

fn account() -> Account {
    let (home, shell) = ("/home/alice".into(), "/bin/sh".into());
    Account { name: "alice".to_owned(), uid: 1000, gid: 1000, gecos: String::new(), home, shell }
}

#[test]
fn what_the_page_says_of_a_line_without_a_limit_and_of_one_over_it_is_what_becomes_of_them() {
    let may_be_absent = |key: &str| ["memory", "memory_swap", "cpus", "pids"].contains(&key);
    let mut tried = 0;
    for (key, option, max, shown, written, over_it) in LIMITS {
        for bound in ["", "max: MAX", "max: MAX, over: clamp"] {
            for by in ["", "required", "require", "both"] {
                if !by.is_empty() && !may_be_absent(key) {
                    continue;
                }
                tried += 1;
                let required = if matches!(by, "required" | "both") { "required: true" } else { "" };
                let of = [bound, required].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
                let name = option.trim_start_matches('-');
                let require =
                    if matches!(by, "require" | "both") { format!("require: [{name}]\n") } else { String::new() };
                let text = format!(
                    "version: 1\nengine: /e/docker\n{require}allow: {{ commands: [run], users: [image], networks: [default], \
                     images: {{ names: [\"**\"], trust: local }}, limits: {{ {key}: {{ {} }} }} }}\n",
                    of.replace("MAX", max)
                );
                let page = page("site", &text);
                let row = page
                    .lines()
                    .find(|row| row.contains(&format!("| `{option}` |")))
                    .unwrap_or_else(|| panic!("{page}"));
                let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
                let value = format!("{option}={written}");
                let outcome = |options: &[&str]| match accepted(&text, options) {
                    None => "refused".to_owned(),
                    Some(words) if words.contains(&value) => shown.to_owned(),
                    Some(words) if words.iter().any(|word| word.starts_with(&format!("{option}="))) => {
                        panic!("{words:?}")
                    }
                    Some(_) => "nothing".to_owned(),
                };
                let without = outcome(&[]);
                let expected = match (key, without.as_str()) {
                    ("memory_swap", "nothing") => "twice `--memory`".to_owned(),
                    ("memory_swap", "refused") => "twice `--memory`; refused where that has no limit".to_owned(),
                    ("cpus", given) if given != "nothing" => format!("{given}, unless `--cpu-quota` is there"),
                    ("memory" | "cpus", "nothing") => "no limit".to_owned(),
                    (_, "nothing") => "the engine's default".to_owned(),
                    (_, given) => given.to_owned(),
                };
                assert_eq!(cells[2], expected, "{text}{page}");
                assert!(key != "memory_swap" || outcome(&["--memory=1g"]) == "nothing", "{text}");
                let most = match accepted(
                    &text,
                    &[format!("{option}={over_it}").as_str(), "--memory=1g"][..if key == "memory" { 1 } else { 2 }],
                ) {
                    None => shown.to_owned(),
                    Some(words) if words.contains(&value) => format!("{shown}; more is lowered to that"),
                    Some(_) => "any".to_owned(),
                };
                assert_eq!(cells[3], most, "{text}{page}");
            }
        }
    }
    assert_eq!(tried, 4 * 12 + 3 * 3);
}

#[test]
fn a_limit_that_a_rule_writes_under_a_condition_is_otherwise_what_it_is_without_the_rule() {
    let rule = |when: &str| format!("rules: [{{ name: r, {when}default: {{ memory: 4g, shm-size: 1g }} }}]\n");
    for (head, limits, row) in [
        (rule(""), "", "| memory | `--memory` | `4g` | any |"),
        (
            rule("when: { group: a }, "),
            "",
            "| memory | `--memory` | `4g` (for members of `a`) or otherwise no limit | any |",
        ),
        (
            rule("when: { group: a }, "),
            "memory: { required: true }",
            "| memory | `--memory` | `4g` (for members of `a`) or otherwise refused | any |",
        ),
        (rule(""), "", "| shared memory (/dev/shm) | `--shm-size` | `1g` | it may not be chosen |"),
    ] {
        let page = policy(&head, &format!("limits: {{ {limits} }}"));
        assert!(page.contains(row), "{row}\n{page}");
    }
}

#[test]
fn a_regular_expression_is_said_to_be_one_and_lists_have_commas() {
    let head = "deny: [{ when: { verb: [start, exec, kill], user: \"re:bob|eve\" }, message: never }]\n";
    let page = policy(head, "networks: [none, \"re:[A-Za-z0-9][A-Za-z0-9_.-]*\", \"re:lan-[0-9]+\"]");
    for sentence in [
        "`--network` may be `none`, any name of letters, digits, `_`, `.` and `-` or anything that matches the regular \
         expression `lan-[0-9]+`.",
        "- `start`, `exec` and `kill` lines for anything that matches the regular expression `bob|eve`: never",
    ] {
        assert!(page.contains(sentence), "{sentence}\n{page}");
    }
    assert!(!page.contains("`re:"), "{page}");
}

#[test]
fn a_profile_on_trial_says_so() {
    let page = policy("mode: observe\n", "");
    assert!(page.contains("The profile is on trial: what it refuses is recorded, and runs all the same."), "{page}");
}

#[test]
fn the_command_prints_the_page_or_what_is_wrong() {
    let test = || Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore");
    let _dir = test().args(["profile", "describe", "cernvm"]).stdout(page("cernvm", "")).run();
    let (outcome, _dir) = test().file("p.yaml", "version: 2\n").args(["profile", "describe", "./p.yaml"]).outcome();
    assert_eq!((outcome.status, outcome.stdout), (testkit::Status::Code(1), Vec::new()));
}
