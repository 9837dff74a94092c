//! docker's lines on podman: every option has a way, and what podman is told is what docker would have read.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod booleans;
mod engines;
mod facts;
mod fixtures;
mod laws;
mod lines;
mod page;
mod table;

use std::ffi::{OsStr, OsString};

use longshore::argv::quote;
use longshore::golden::StaticHost;
use longshore::plan::{Refusal, Request, decide};
use longshore::profile::{Profile, Source, SourceError, Text, load};

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
    load("p", &Only(text)).expect("the profile loads")
}

fn host(cwd: &str) -> StaticHost {
    StaticHost {
        cwd: Some(cwd.into()),
        uid: Some(0),
        env: vec![("GIVEN".into(), "of the caller".into())],
        ..StaticHost::default()
    }
}

fn words(line: &str) -> Vec<OsString> {
    shell_words::split(line).expect("words").into_iter().map(OsString::from).collect()
}

/// The words that podman gets, without the engine's, when the caller stands in `cwd`.
fn translated_in(cwd: &str, profile: &Profile, words: &[OsString]) -> Result<Vec<OsString>, Refusal> {
    let plan = decide(&Request::of_words(words.to_vec()), profile, &host(cwd));
    plan.map(|plan| plan.steps[0].argv().skip(1).map(OsStr::to_owned).collect())
}

fn translated(profile: &Profile, words: &[OsString]) -> Result<Vec<OsString>, Refusal> {
    translated_in("/site/dir", profile, words)
}

/// The same as a line for people, or the refusal.
fn shown(profile: &Profile, line: &str) -> String {
    match translated(profile, &words(line)) {
        Ok(words) => quote::shell_line(words.iter().map(OsString::as_os_str)),
        Err(refusal) => format!("refused: {refusal}"),
    }
}
