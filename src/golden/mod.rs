//! Golden cases: a site's policy as examples that are tested.
//!
//! `drops-user.yaml` with `argv: [docker, create, --user, "1", img]` beside `drops-user.argv` with the three lines
//! `/usr/bin/docker`, `create`, `img` -> the case holds as long as the profile `cernvm` drops the user.
//!
//! The formats are described in `docs/golden.md`. This module knows texts, not files.

mod case;
mod compare;
mod expected;
mod host;
mod outcome;
mod read_host;
mod schema;

pub use case::{Asked, Case, Expect, is_profile, read_case};
pub use compare::{Change, ENDINGS, Sides, changes, is_settled, refuses_anew};
pub use expected::{LineFault, parse_argv, render_argv};
pub use host::StaticHost;
pub use outcome::{Outcome, Ran, Touched, name_files, run_case};
pub use schema::schema;
