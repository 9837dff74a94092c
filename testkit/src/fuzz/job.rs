//! Any text as a job file.
//!
//! `image: bb:1` -> a line that docker's and podman's clients read; or a fault with its place.

use longshore::argv::{Line, Origin};
use longshore::job;
use longshore::profile::{RuntimeName, Runtimes as _};
use longshore::runtimes::All;

use super::texts::{inside, one_line};

/// The text of a job file.
pub fn job(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    for runtime in [RuntimeName::Docker, RuntimeName::Podman] {
        let request = match job::read(text, runtime) {
            Ok(request) => request,
            Err(fault) => {
                one_line(&fault);
                inside(text, fault.at);
                continue;
            }
        };
        assert_eq!(request.words.len(), request.origins.len(), "every word has its place");
        for origin in &request.origins {
            let Origin::Job { at } = origin else { panic!("a word that is not of the job: {origin:?}") };
            inside(text, *at);
        }
        if let Err(error) = Line::read(&request.words, All.tables(runtime, None)) {
            one_line(&error);
        }
    }
}
