//! Profiles: what a site writes, loaded, composed and carried out.
//!
//! `docker create --user 1000 img` under a rule `drop: [user]` -> `docker create img`, with the rule's file and line as
//! the reason for the two missing words.
//!
//! A profile is one YAML file, see `docs/profiles.md`. Loading is pure: texts come through [`Source`]. Everything that can
//! be wrong with a profile is found while loading, with file, line and column; what can only be wrong with a line and a
//! machine (`${env:X}` without a value) is a [`RuleError`].

mod action;
pub mod allow;
mod apply;
mod audit;
mod builder;
mod certain;
mod client_env;
pub mod describe;
mod edit;
pub mod effective;
mod expand;
mod expression;
mod files;
mod from_env;
mod guard;
mod handling;
mod inputs;
mod item;
pub mod lint;
mod load;
mod mentions;
mod named_files;
mod options;
mod pass_env;
pub mod pattern;
mod read;
mod read_guard;
mod read_items;
mod read_policy;
mod rule;
mod runtime;
pub mod schema;
mod settings;
mod source;
mod standing;
mod starter;
mod submitter;
mod surroundings;
pub mod template;
mod variables;
mod visit;
mod write;

pub use action::{Actions, Drop, Entry, ForEach, Setting, SettingValue};
pub use apply::{Applied, Client, RuleError, apply, settings};
pub use audit::Audit;
pub use certain::{Unsure, note_unknown};
pub use client_env::{ClientEnv, leads_the_client};
pub use files::Files;
pub use from_env::{FromEnv, Into, is_variable_name};
pub use guard::{Guard, Presence};
pub use handling::Handling;
pub use inputs::Inputs;
pub use item::ItemKind;
pub use load::{Engine, LoadError, Profile, load};
pub use mentions::Brings;
pub use named_files::{FileFault, NamedFile, NamedFiles};
pub use options::{SiteOption, SiteOptions};
pub use pass_env::{By, Multiline, PassEnv};
pub use read_policy::Persons;
pub use rule::Rule;
pub use settings::{LogLevel, SettingName, Settings};
pub use source::{SHIPPED, Shipped, Source, SourceError, Text, shipped};
pub use starter::{CommandForm, ImageFrom, Pull, Starter, seconds_of, time_of};
pub use submitter::{Caller, Identity, Submitter, SubmitterFrom};
pub use surroundings::{FACTS_FILE, Surroundings};
pub use write::find_row as option_row;
