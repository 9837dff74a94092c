//! Conditions of rules.
//!
//! `when: {user: [alice, bob], option: {gpus: given}}` holds for a line with `--gpus` called by alice or bob.

use crate::argv::Verb;

use super::pattern::Pattern;

/// Whether something is there, and what it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// It is not there.
    Absent,
    /// It is there, whatever it says; a switch is given also when it is false.
    Given,
    /// It is there and matches.
    Matches(Pattern),
}

/// One condition; a list of alternatives holds when one of them does.
#[derive(Clone, Debug, PartialEq)]
pub enum Guard {
    /// A variable that the line sets for the container.
    ContainerEnv(String, Vec<Presence>),
    /// A variable of the caller.
    Env(String, Vec<Presence>),
    /// A fact of the node.
    Fact(String, Vec<Presence>),
    /// A group of the caller, by name or number.
    Group(Vec<Pattern>),
    /// The machine's name.
    Host(Vec<Pattern>),
    /// The image, in normalised form.
    Image(Vec<Pattern>),
    /// An attribute of HTCondor's job ad.
    JobAd(String, Vec<Presence>),
    /// A label that the line sets.
    Label(String, Vec<Presence>),
    /// An option of the line, by the name of its place.
    Option(String, Vec<Presence>),
    /// The caller, by name or uid.
    User(Vec<Pattern>),
    /// What the command does.
    Verb(Vec<Verb>),
}
