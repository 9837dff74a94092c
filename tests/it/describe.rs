//! `longshore profile describe`: a profile in plain words.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a test reads the repository's profiles, and stops at what must not be"
)]

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
        "| memory | `--memory` | the engine's default | 1536 MiB; more is lowered to that |",
        "| CPUs | `--cpus` | refused | 2.5 |",
        "| memory and swap together | `--memory-swap` | the engine's default | any |",
        "| `nofile` | 10 |",
    ] {
        assert!(page.contains(row), "{row}\n{page}");
    }
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
