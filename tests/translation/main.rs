//! docker's lines on podman: every option has a way, and what podman is told is what docker would have read.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod fixtures;
mod lines;
mod table;

use std::ffi::{OsStr, OsString};

use longshore::golden::CaseHost;
use longshore::plan::{Plan, Refusal, Request, decide};
use longshore::profile::{Profile, Source, SourceError, Text, load};
use longshore::runtimes::All;

/// A profile by its text.
struct Only(String);

impl Source for Only {
    fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
        Ok(Text { path: "p.yaml".to_owned(), text: self.0.clone() })
    }
}

/// A profile for podman that allows anything, with more keys.
fn profile(more: &str) -> Profile {
    let text = format!("version: 1\nruntime: podman\nengine: /usr/bin/podman\nallow: any\n{more}");
    load("p", &Only(text), &All).expect("the profile loads")
}

fn host() -> CaseHost {
    CaseHost {
        cwd: Some("/work/dir".into()),
        uid: Some(0),
        env: vec![("GIVEN".into(), "of the caller".into())],
        ..CaseHost::default()
    }
}

fn words(line: &str) -> Vec<OsString> {
    shell_words::split(line).expect("words").into_iter().map(OsString::from).collect()
}

fn plan(profile: &Profile, words: &[OsString]) -> Result<Plan, Refusal> {
    decide(&Request::of_words(words.to_vec()), profile, &All, &host())
}

/// The words that podman gets, without the engine's.
fn translated(profile: &Profile, words: &[OsString]) -> Result<Vec<OsString>, Refusal> {
    plan(profile, words).map(|plan| plan.steps[0].argv().skip(1).map(OsStr::to_owned).collect())
}

/// The same as a line for people, or the refusal.
fn shown(profile: &Profile, line: &str) -> String {
    match translated(profile, &words(line)) {
        Ok(words) => {
            let words: Vec<&str> = words.iter().map(|word| word.to_str().expect("UTF-8")).collect();
            shell_words::join(words)
        }
        Err(refusal) => format!("refused: {refusal}"),
    }
}
