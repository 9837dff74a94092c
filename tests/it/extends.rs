//! `extends`: a chain of files is read as one, and every fault and every rule keeps the file and the place that say it.

use longshore::profile::describe::describe;
use longshore::profile::effective::{Default, defaults};
use longshore::profile::{Profile, Source, SourceError, Text, load};

/// Some texts by name.
struct Texts<'t>(&'t [(&'t str, &'t str)]);

impl Source for Texts<'_> {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        let found = self.0.iter().find(|(name, _)| *name == reference);
        let text = found.map(|(name, text)| Text { path: (*name).to_owned(), text: (*text).to_owned() });
        let (wanted, why) = (reference.to_owned(), "no such profile".to_owned());
        text.ok_or(SourceError { wanted, why, remedy: String::new() })
    }
}

fn loaded(parent: &str, child: &str) -> Result<Profile, String> {
    let parent = format!("version: 1\n{parent}");
    let child = format!("version: 1\nextends: parent\n{child}");
    load("child", &Texts(&[("parent", &parent), ("child", &child)])).map_err(|error| error.to_string())
}

#[test]
fn a_child_s_key_replaces_its_parent_s_and_rules_add_up_in_their_files() {
    let parent =
        "allow: any\nkeep: 1h\nstop: 5\nrules:\n  - { name: one, drop: [tty] }\n  - { name: two, drop: [init] }\n";
    let profile = loaded(parent, "keep: 2h\nrules:\n  - { name: three, drop: [user] }\n").expect("it loads");
    let place = |at| profile.files.locate(at);
    let seconds = |time: Option<(longshore::argv::Place, u64)>| time.map(|(at, seconds)| (place(at), seconds));
    assert_eq!(seconds(profile.starter.keep), Some(("child:3:7".to_owned(), 7200)));
    assert_eq!(seconds(profile.starter.stop), Some(("parent:4:7".to_owned(), 5)));
    let rules: Vec<_> = profile.rules.iter().map(|rule| (rule.number, rule.name.as_str(), place(rule.at))).collect();
    let expected = [(0, "one", "parent:6:5"), (1, "two", "parent:7:5"), (2, "three", "child:5:5")];
    assert_eq!(rules, expected.map(|(number, name, at)| (number, name, at.to_owned())));
}

#[test]
fn a_fault_is_in_the_file_that_says_the_key() {
    for (parent, child, said) in [
        (
            "allow: any\nkeep: soon\n",
            "stop: 5\n",
            "parent:3:7: `soon` is no time; write seconds, or a duration such as 1h30m",
        ),
        ("allow: any\n", "keep: soon\n", "child:3:7: `soon` is no time; write seconds, or a duration such as 1h30m"),
        ("allow: any\nkeeep: 2h\n", "stop: 5\n", "parent:3:1: unknown key `keeep`; did you mean `keep`?"),
        ("allow: any\nrules: none\n", "rules: []\n", "parent:3:8: expected a list, found a text; write a list"),
        (
            "allow: any\n",
            "mode: observe\n",
            "child:3:7: `mode` beside `allow: any` checks nothing; list what is allowed, or remove the key",
        ),
        (
            "engine: /usr/bin/docker\nallow: { commands: [run] }\n",
            "allow: any\n",
            "child:3:8: `allow: any` over a parent with a policy would take the policy away; extend a profile that only rewrites, or \
             list what is allowed",
        ),
        (
            "engine: /usr/bin/docker\nallow: { commands: [rnu] }\n",
            "keep: 2h\n",
            "parent:3:21: `rnu` is not possible here; did you mean `run`?",
        ),
    ] {
        assert_eq!(loaded(parent, child).expect_err(parent), said);
    }
}

/// A file is held against the language that it names before anything else of it counts.
#[test]
fn a_parent_of_a_later_version_is_refused_in_its_own_file() {
    let texts = Texts(&[("child", "version: 1\nextends: parent\n"), ("parent", "version: 2\nextends: nowhere\n")]);
    assert_eq!(
        load("child", &texts).expect_err("a version").to_string(),
        "parent:1:10: `version: 2` is not known to this release of longshore, which reads 1; install a newer longshore, or write \
         `version: 1`"
    );
}

/// What the child says instead is all that counts, so a mistake there is a mistake of the parent alone.
#[test]
fn a_key_that_a_child_replaces_is_not_read() {
    let profile = loaded("allow: any\nkeep: soon\n", "keep: 2h\n").expect("it loads");
    assert_eq!(profile.starter.keep.map(|(_, seconds)| seconds), Some(7200));
}

#[test]
fn a_profile_with_a_default_written_out_means_the_same() {
    const POLICY: &str =
        "engine: /usr/bin/docker\nallow: { commands: [run], containers: [job-x], users: [500, 2000-3000] }\n";
    for (key, default) in defaults() {
        let (Default::Value(text) | Default::Policy(text)) = default else { continue };
        let means = |own: &str| {
            let profile = loaded(POLICY, own).expect(key);
            describe(&profile, &profile.tables())
        };
        assert_eq!(means(&format!("{key}: {text}\n")), means(""), "{key}");
    }
}
