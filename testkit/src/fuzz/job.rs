//! Any text as a job file.
//!
//! `image: bb:1` -> a line that docker's client reads, and podman's after the translation; or a fault with its place.

use std::sync::LazyLock;

use longshore::argv::{Line, Origin};
use longshore::golden::{StaticHost, read_case};
use longshore::job;
use longshore::plan::decide;
use longshore::profile::{Profile, Source, SourceError, Text, load};
use longshore::runtimes::docker::Docker;

use super::texts::{inside, one_line};

/// Profiles that only translate, for both readings of podman.
static ON_PODMAN: LazyLock<[Profile; 2]> = LazyLock::new(|| {
    ["4.3", "5"].map(|release| {
        let text = format!("version: 1\nruntime: podman\nengine: /usr/bin/podman\nreads: \"{release}\"\nallow: any\n");
        load("podman", &Only(text)).expect("the profile loads")
    })
});

static HOST: LazyLock<StaticHost> =
    LazyLock::new(|| read_case("{argv: [docker], host: {uid: 0, cwd: /job}}").expect("a case").host);

/// The text of a job file.
pub fn job(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let request = match job::read(text) {
        Ok(request) => request,
        Err(fault) => {
            one_line(&fault);
            return inside(text, fault.at);
        }
    };
    assert_eq!(request.words.len(), request.origins.len(), "every word has its place");
    for origin in &request.origins {
        let Origin::Job { at } = origin else { panic!("a word that is not of the job: {origin:?}") };
        inside(text, *at);
    }
    if let Err(error) = Line::read(&request.words, &Docker) {
        one_line(&error);
    }
    for profile in ON_PODMAN.iter() {
        if let Err(refusal) = decide(&request, profile, &*HOST) {
            one_line(&refusal);
        }
    }
}

struct Only(String);

impl Source for Only {
    fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
        Ok(Text { path: "podman.yaml".to_owned(), text: self.0.clone() })
    }
}
