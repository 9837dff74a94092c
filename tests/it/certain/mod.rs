//! What a profile depends on is certain, or the line is refused: values that cannot be read, templates that would begin
//! another field, options of the site that the client refuses beside those of the line.

#![expect(clippy::disallowed_methods, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod clashes;
mod messages;
mod spellings;
mod templates;
mod values;

use std::ffi::{OsStr, OsString};

use longshore::argv::{Row, Tables, Verb, quote};
use longshore::facts::Account;
use longshore::golden::StaticHost;
use longshore::plan::{Plan, Request, decide};
use longshore::profile::Profile;
use longshore::runtimes::{self, RuntimeName};

/// A profile for docker or podman that allows anything, with more keys.
fn profile(runtime: &str, more: &str) -> Profile {
    let text = format!("version: 1\nruntime: {runtime}\nengine: /e/{runtime}\nallow: any\n{more}");
    testkit::load_text(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn host(env: &[(&str, &str)]) -> StaticHost {
    let env = env.iter().map(|(name, value)| (name.into(), value.into())).collect();
    StaticHost { cwd: Some("/work/dir".into()), uid: Some(0), env, ..StaticHost::default() }
}

/// A machine where a user calls for himself.
fn submitter() -> StaticHost {
    let account = Account {
        name: "alice".to_owned(),
        uid: 4001,
        gid: 4001,
        gecos: String::new(),
        home: "/home/alice".into(),
        shell: "/bin/sh".into(),
    };
    StaticHost {
        uid: Some(4001),
        gid: Some(4001),
        user: Some("alice".to_owned()),
        home: Some("/home/alice".into()),
        accounts: vec![(account, Vec::new())],
        state_dir: Some("/var/lib/longshore/4001".into()),
        ..host(&[])
    }
}

fn decided(profile: &Profile, words: Vec<OsString>, env: &[(&str, &str)]) -> Result<Plan, String> {
    decide(&Request::of_words(words), profile, &host(env)).map_err(|refusal| refusal.to_string())
}

/// The words that the engine gets, as a line without its name; or the refusal.
fn line(profile: &Profile, given: &str, env: &[(&str, &str)]) -> Result<String, String> {
    let words = shell_words::split(given).expect("words").into_iter().map(OsString::from).collect();
    let plan = decided(profile, words, env)?;
    Ok(plan.steps[0].argv().skip(1).map(quote::shell).collect::<Vec<_>>().join(" "))
}

/// The options of `run`, each once.
fn rows(runtime: RuntimeName) -> Vec<&'static Row> {
    let tables: &'static dyn Tables = runtimes::tables(runtime, None);
    let run = tables.commands().iter().find(|command| command.verb == Verb::Run).expect("there is `run`");
    let rows = run.groups.iter().flat_map(|&group| tables.rows(group));
    rows.filter(|row| row.name == row.destination && !row.is_switch()).collect()
}

fn word(text: impl AsRef<OsStr>) -> OsString {
    text.as_ref().to_owned()
}
