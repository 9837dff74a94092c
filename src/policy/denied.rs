//! What a policy does not allow, and why.
//!
//! `bind`, `/etc` -> `bind /etc is not listed in `binds` (nearest: /data/**); use a listed path, or ask the site to list it`.

use std::fmt;

use crate::argv::{Place, quote};
use crate::effects::At;

use super::entry::Entry;
use super::near::Near;

/// An effect that the policy does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// The kind of effect, in the field's words: `bind`, `capability`.
    pub effect: &'static str,
    /// What is asked for, for people.
    pub value: String,
    /// Which word asks for it, of the line that is judged, and in a refusal of the given line; `None` when what is missing is
    /// denied, or nobody gave it.
    pub at: Option<At>,
    pub why: String,
    /// The nearest thing that is listed.
    pub nearest: Option<String>,
    /// Where the policy lists such things: the key's place, or that of `allow`.
    pub place: Place,
    pub remedy: String,
    /// What would allow it; `None` where nothing would, or what would opens the whole machine.
    pub(super) entry: Option<Entry>,
}

/// Effects whose value says by itself what is asked for: an option, or a phrase.
const PHRASES: [&str; 8] =
    ["OOM killer", "content trust", "detach", "engine socket", "objects", "privileged", "remote mode", "signals"];

impl Denied {
    /// A denial that no entry would lift.
    pub(crate) fn new(
        effect: &'static str,
        value: impl Into<String>,
        at: Option<At>,
        why: impl Into<String>,
        place: Place,
        remedy: impl Into<String>,
    ) -> Denied {
        let (value, why, remedy) = (value.into(), why.into(), remedy.into());
        Denied { effect, value, at, why, nearest: None, place, remedy, entry: None }
    }

    /// Says which entry would lift it.
    pub(super) fn allowed_by(&mut self, entry: impl Into<Option<Entry>>) -> &mut Denied {
        self.entry = entry.into();
        self
    }

    /// What an administrator would write to allow it, in YAML: whole, or added to what a parent lists.
    #[must_use]
    pub fn entry(&self, is_added: bool) -> Option<String> {
        self.entry.as_ref()?.text(is_added)
    }

    /// The same, pointing at the entry that is near.
    pub(super) fn pointing(self, near: Option<Near>) -> Denied {
        let Some(Near { text, at }) = near else { return self };
        Denied { place: at.unwrap_or(self.place), nearest: Some(text), ..self }
    }

    /// What is denied and why, as a sentence on one line: `bind /etc is not listed in `binds` (nearest: /data/**)`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let value = quote::shorten(&self.value, 80);
        let effect = self.effect;
        let subject = match (effect, value.as_ref()) {
            (_, "") => effect.to_owned(),
            ("required", _) => value.into_owned(),
            ("GPU", _) => format!("GPU request {value}"),
            ("environment" | "port", option) if option.starts_with("--") => option.to_owned(),
            _ if PHRASES.contains(&effect) => value.into_owned(),
            _ => format!("{effect} {value}"),
        };
        let nearest = self.nearest.as_ref().map(|nearest| format!(" (nearest: {})", quote::shorten(nearest, 60)));
        let text = format!("{subject} {}{}", self.why, nearest.unwrap_or_default());
        quote::visible(&text).into_owned()
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.sentence(), quote::visible(&self.remedy))
    }
}
