//! `allow: {add: ...}`: a child's policy that lists more than its parent's, and nothing else.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use longshore::profile::allow::Allow;
use longshore::profile::effective::effective;
use longshore::profile::{Profile, Source, SourceError, Text, load, shipped};
use testkit::Test;

/// Some texts by name, and the shipped profiles.
struct Texts<'t>(&'t [(&'t str, &'t str)]);

impl Source for Texts<'_> {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        match self.0.iter().find(|(name, _)| *name == reference) {
            Some((name, text)) => Ok(Text { path: (*name).to_owned(), text: (*text).to_owned() }),
            None => shipped(reference).ok_or(SourceError {
                wanted: reference.to_owned(),
                why: "no such profile".to_owned(),
                remedy: String::new(),
            }),
        }
    }
}

const PARENT: &str = "version: 1\nengine: /e/docker\nallow: { commands: [run], images: { names: [\"a.site/*\"], trust: local }, \
                      users: submitter, bulk: { ps: any }, limits: { memory: { max: 1g } } }\n";

fn child(add: &str) -> String {
    format!("version: 1\nextends: parent\nallow: {add}\n")
}

fn loaded(parent: &str, add: &str) -> Result<Profile, String> {
    load("child", &Texts(&[("parent", parent), ("child", &child(add))])).map_err(|error| error.to_string())
}

fn allow(profile: &Profile) -> &Allow {
    &profile.policy.as_ref().expect("a policy").allow
}

/// All that is allowed, wherever it was written.
fn without_places(allow: &Allow) -> String {
    let text = format!("{allow:?}");
    let mut parts = text.split("Place {");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('}').map_or(part, |(_, rest)| rest))
}

/// Every key that can be added to, with an entry.
const ENTRIES: [(&str, &str); 34] = [
    ("annotations", "[x]"),
    ("binds", "[{ source: /x }]"),
    ("build", "{ addresses: [x], entitlements: [y] }"),
    ("bulk", "{ images: any }"),
    ("capabilities", "[CHOWN]"),
    ("cgroup_parents", "[x]"),
    ("client_files", "[/x]"),
    ("commands", "[create]"),
    ("containers", "[\"job-*\"]"),
    ("devices", "[/dev/x]"),
    ("dns", "[x]"),
    ("entrypoint", "[x]"),
    ("environment", "{ allow: [LD_X] }"),
    ("groups", "[\"100\"]"),
    ("hostnames", "[x]"),
    ("hosts", "[x]"),
    ("images", "{ names: [\"b.site/*\"], writes: [x], pushes: [y] }"),
    ("labels", "[x]"),
    ("lifetime", "{ restart: [always], stop_signal: [INT] }"),
    ("log_drivers", "[x]"),
    ("log_opts", "[x]"),
    ("names", "[x]"),
    ("namespaces", "{ pid: [private] }"),
    ("network_aliases", "[x]"),
    ("networks", "[x]"),
    ("options", "[x]"),
    ("registries", "[x]"),
    ("runtimes", "[x]"),
    ("security_opts", "[x]"),
    ("storage_opts", "[x]"),
    ("sysctls", "[x]"),
    ("users", "image"),
    ("volumes", "[x]"),
    ("volumes_from", "[\"job-*\"]"),
];

#[test]
fn each_list_can_be_added_to_and_the_parent_s_entries_stay() {
    let schema = longshore::profile::schema::schema();
    let known = schema["$defs"]["added"]["properties"].as_object().expect("keys").keys();
    assert_eq!(ENTRIES.map(|(key, _)| key).to_vec(), known.collect::<Vec<_>>());
    let before = loaded(PARENT, "{ add: {} }").expect("it loads");
    for (key, entry) in ENTRIES {
        let profile = loaded(PARENT, &format!("{{ add: {{ {key}: {entry} }} }}")).expect(key);
        let (old, new) = (allow(&before), allow(&profile));
        assert_ne!(old, new, "{key}");
        assert!(new.commands.starts_with(&old.commands) && new.users.submitter, "{key}");
        assert!(new.images.as_ref().is_some_and(|images| images.names.has("a.site/*")), "{key}");
        assert_eq!(new.limits.memory, old.limits.memory, "{key}");
        assert!(new.bulk.starts_with(&old.bulk), "{key}");
        // What is shown is a profile that says the same.
        let shown = effective(&profile).expect("it is shown").to_string();
        let again = load("shown", &Texts(&[("shown", &shown)])).expect(&shown);
        assert_eq!(without_places(allow(&again)), without_places(new), "{key}\n{shown}");
    }
}

#[test]
fn what_is_no_list_and_what_is_not_there_is_refused_with_its_place() {
    let whole = "write the whole `allow` without `add`; `longshore profile show --files PARENT` prints the parent's";
    for key in ["anonymous_volumes", "gpus", "limits", "ports", "tmpfs"] {
        assert_eq!(
            loaded(PARENT, &format!("{{ add: {{ {key}: x }} }}")).expect_err(key),
            format!("child:3:17: `{key}` cannot be added to: it is more than a list; {whole}")
        );
    }
    for (parent, add, expected) in [
        (
            PARENT,
            "{ add: { labels: [x] }, labels: [y] }",
            "child:3:32: `labels` beside `add` would replace what the parent lists; write it under `add`, or the whole \
             `allow` without `add`"
                .to_owned(),
        ),
        (PARENT, "{ add: { lables: [x] } }", "child:3:17: unknown key `lables`; did you mean `labels`?".to_owned()),
        (PARENT, "{ add: { labels: x } }", "child:3:25: expected a list, found a text; write a list".to_owned()),
        (
            PARENT,
            "{ add: { images: { trust: digest } } }",
            "child:3:27: unknown key `trust`; known here: names, writes, pushes".to_owned(),
        ),
        (
            PARENT,
            "{ add: { bulk: { ps: [x] } } }",
            format!("child:3:25: the parent says already with which filters `ps` may be run; {whole}"),
        ),
        (
            PARENT,
            "{ add: { containers: [\"*\"] } }",
            "child:3:30: `*` could match a container's id, and so containers of others; begin the pattern with letters that \
             no hexadecimal number has, such as `HTCJob*`"
                .to_owned(),
        ),
        (
            "version: 1\nengine: /e/docker\nallow: { commands: [run] }\n",
            "{ add: { images: { names: [x] } } }",
            format!(
                "child:3:17: the parent lists no `images`, so nothing says what makes a name worth trusting; {whole}"
            ),
        ),
        (
            "version: 1\nallow: any\n",
            "{ add: { labels: [x] } }",
            "child:3:8: `add` over a parent with `allow: any`, which lists nothing; extend a profile with a policy, or write \
             the whole `allow` without `add`"
                .to_owned(),
        ),
    ] {
        let said = loaded(parent, add).expect_err(add);
        assert_eq!(said, expected, "{add}");
    }
    let alone = Texts(&[("alone", "version: 1\nengine: /e/docker\nallow: { add: { labels: [x] } }\n")]);
    let said = load("alone", &alone).expect_err("nothing to add to").to_string();
    assert!(said.starts_with("alone:3:8: `add` without a parent that lists anything; "), "{said}");
}

#[test]
fn a_chain_adds_up_and_a_child_may_still_replace_it_whole() {
    let middle = "version: 1\nextends: parent\nallow: { add: { labels: [middle] } }\n";
    let of = |own: &str| {
        let own = format!("version: 1\nextends: middle\n{own}");
        load("child", &Texts(&[("parent", PARENT), ("middle", middle), ("child", &own)])).expect("it loads")
    };
    let labels = |profile: &Profile| {
        let entries = &allow(profile).labels.entries;
        entries.iter().map(|entry| (entry.text.clone(), profile.files.locate(entry.at))).collect::<Vec<_>>()
    };
    let both = of("allow: { add: { labels: [own] } }\n");
    let expected = [("middle", "middle:3:26"), ("own", "child:3:26")];
    assert_eq!(labels(&both), expected.map(|(text, at)| (text.to_owned(), at.to_owned())));
    assert!(!both.policy.as_ref().expect("a policy").is_own);
    let replaced = of("allow: { commands: [info] }\n");
    assert_eq!(labels(&replaced), []);
    assert!(replaced.policy.as_ref().expect("a policy").is_own);
}

#[test]
fn what_a_refusal_suggests_allows_the_line_when_it_is_written() {
    let parent = "version: 1\nengine: /usr/bin/docker\nallow: { commands: [run], users: [image], networks: [default], images: \
                  { names: [\"docker.io/**\"], trust: local }, labels: [site] }\n";
    let line = ["--", "docker", "run", "--label", "x=y", "busybox"];
    let explain = |own: &str| {
        let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("parent.yaml", parent);
        let test = test.file("own.yaml", format!("version: 1\nextends: ./parent.yaml\n{own}"));
        let (outcome, _dir) = test.args(["explain", "--profile", "./own.yaml"]).args(line).outcome();
        (outcome.status, String::from_utf8_lossy(&outcome.stderr).into_owned())
    };
    let (status, said) = explain("");
    assert_eq!(status, 125.into(), "{said}");
    let suggested = said.split("would write: ").nth(1).expect("a suggestion").trim();
    assert_eq!(suggested, "allow: { add: { labels: [\"x\"] } }");
    let (status, said) = explain(suggested);
    assert_eq!(status, 0.into(), "{said}");
}
