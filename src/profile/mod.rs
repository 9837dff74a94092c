//! Profiles: what a site writes, loaded, composed and carried out.
//!
//! `docker create --user 1000 img` under a rule `drop: [user]` -> `docker create img`, with the rule's file and line as
//! the reason for the two missing words.
//!
//! A profile is one YAML file, see `docs/profiles.md`. Loading is pure: texts come through [`Source`]. Everything that can
//! be wrong with a profile is found while loading, with file, line and column; what can only be wrong with a line and a
//! machine (`${env:X}` without a value) is a [`RuleError`].

pub mod about;
mod load;
mod model;
mod rules;

pub use about::{describe, effective, lint, schema};
pub use load::source::{SHIPPED, Shipped, Source, SourceError, shipped};
pub(crate) use load::shape;
pub use load::{LoadError, load};
pub use model::action::{Actions, Drop, Entry, ForEach, Setting, SettingValue};
pub use model::audit::Audit;
pub use model::client_env::{ClientEnv, leads_the_client};
pub use model::files::{Files, Text};
pub use model::from_env::{FromEnv, Into, is_variable_name};
pub use model::guard::{Guard, Presence};
pub use model::handling::Handling;
pub use model::inputs::Inputs;
pub use model::item::ItemKind;
pub use model::options::{SiteOption, SiteOptions};
pub use model::pass_env::{By, Multiline, PassEnv};
pub use model::profile::{Engine, Profile};
pub use model::rule::Rule;
pub use model::settings::{LogLevel, SettingName, Settings};
pub use model::starter::{CommandForm, ImageFrom, Pull, Starter, seconds_of, time_of};
pub use model::submitter::{Caller, Identity, Persons, Submitter, SubmitterFrom};
pub use model::template::Brings;
pub use model::{allow, pattern, template};
pub use rules::apply::{Applied, Client, RuleError, apply, settings};
pub use rules::certain::{Unsure, note_unknown};
pub use rules::expand::{Undefined, Values};
pub use rules::named_files::{FileFault, NamedFile, NamedFiles};
pub use rules::surroundings::{FACTS_FILE, Surroundings};
