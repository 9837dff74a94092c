//! longshore decides what a container engine is told to do on a batch system: a command line of docker or podman, or a job
//! file, and a site's profile -> the exact argument vector of the engine, or a refusal.
//!
//! [`load`] reads a profile from a [`Source`]; [`decide`] takes a [`Request`] under it to a [`Plan`], which is a value: it can
//! be printed, compared and carried out. Nothing here touches the machine. What a profile asks of it (who calls, what a path
//! leads to) a [`Host`] answers; [`StaticHost`] is one whose answers are written down.
//!
//! ```
//! use longshore::{Request, Source, SourceError, StaticHost, Text, decide, load};
//!
//! /// A site with one profile.
//! struct Site;
//!
//! impl Source for Site {
//!     fn text(&self, name: &str, _: Option<&str>) -> Result<Text, SourceError> {
//!         let rule = "{ name: the owner is a variable, drop: [user], add: { env: { OWNER: '${user}' } } }";
//!         let text = format!("version: 1\nruntime: docker\nallow: any\nrules: [{rule}]\n");
//!         Ok(Text { path: format!("{name}.yaml"), text })
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let profile = load("site", &Site)?;
//! let request = Request::of_words(["docker", "create", "--user=1000", "img"].map(Into::into).to_vec());
//!
//! // Nobody says who calls, and the profile asks for it.
//! let refusal = decide(&request, &profile, &StaticHost::default()).unwrap_err();
//! assert_eq!(refusal.parts().what, "a rule of the profile");
//!
//! let host = StaticHost { user: Some("alice".to_owned()), ..StaticHost::default() };
//! let plan = decide(&request, &profile, &host)?;
//! let words: Vec<_> = plan.steps[0].words.iter().map(|word| word.text.to_string_lossy()).collect();
//! assert_eq!(words, ["/usr/bin/docker", "create", "--env=OWNER=alice", "img"]);
//! # Ok(())
//! # }
//! ```
//!
//! A policy can be tried as its golden cases try it: [`read_case`] and [`run_case`]. What a line asks of the machine, in
//! whatever spelling, is [`effects()`].
//!
//! The features: `cli`, on by default, is the machine and the programs; without it the library needs none of their crates.
//! `internals` opens all modules to this project's own tests, and promises nothing.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "internals"),
    expect(unreachable_pub, unused_imports, reason = "what is public in a module is so for this project's tests")
)]
#![cfg_attr(not(feature = "cli"), expect(dead_code, reason = "the programs use it"))]

/// The parts of the program: public to this project's tests alone.
macro_rules! parts {
    ($($(#[$attribute:meta])* $part:ident),+ $(,)?) => {
        $(
            $(#[$attribute])*
            #[cfg(feature = "internals")]
            #[doc(hidden)]
            pub mod $part;
            $(#[$attribute])*
            #[cfg(not(feature = "internals"))]
            mod $part;
        )+
    };
}

parts!(
    argv,
    batch,
    #[cfg(feature = "cli")]
    cli,
    #[cfg(feature = "cli")]
    edge,
    effects,
    facts,
    golden,
    job,
    nearest,
    plan,
    policy,
    profile,
    runtimes,
    statement,
    values,
    yaml,
);

#[cfg(feature = "cli")]
#[doc(hidden)]
pub use cli::{dropin_main, main};
pub use effects::{Effects, effects};
pub use facts::{Account, AccountKey, Group, Host, Missing, PathFacts, PathKind, Reader};
pub use golden::{Case, Expect, Outcome, StaticHost, read_case, run_case};
pub use plan::{Plan, PlannedFile, Refusal, RefusalParts, Request, Step, Streams, decide, refusal_line};
pub use profile::{LoadError, Profile, Source, SourceError, Text, load};
