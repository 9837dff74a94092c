//! A trial of a profile: what it makes of lines that go for the machine.
//!
//! hpc-safe and `docker run --privileged img` of alice's -> refused: privileged gives the container the whole machine;
//! `docker run --user=0:0 img` -> taken out, the container runs as alice.
//!
//! Each line is a harmless one, made to be allowed, with one thing added. So a refusal counts only if it is about that
//! thing: a policy that refuses `--privileged` because the image is not listed has said nothing about `--privileged`.

mod attacks;
mod harmless;

use std::ffi::{OsStr, OsString};

use crate::argv::Line;
use crate::effects::{Effects, effects};
use crate::facts::Host;
use crate::policy::Denied;
use crate::profile::Profile;

use attacks::{ATTACKS, Attack};

use super::{Plan, Refusal, Request, decide};

/// What a profile makes of lines that go for the machine.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The harmless line.
    pub harmless: Vec<OsString>,
    /// Why even the harmless line is refused.
    pub refused: Option<String>,
    /// The others, each with what became of it.
    pub tried: Vec<Tried>,
}

/// A line that goes for the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// What it goes for.
    pub name: &'static str,
    pub words: Vec<OsString>,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It would be run, and do what it goes for.
    Accepted,
    /// It is refused only for what the harmless line is refused for, which says nothing about what it goes for.
    Beside {
        why: String,
    },
    /// It would be refused, but the profile only observes.
    Observed {
        why: String,
    },
    /// It is refused.
    Refused {
        why: String,
    },
    /// It would be run, without what it goes for.
    TakenOut,
}

impl Verdict {
    /// Whether the machine would be given away.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Verdict::Accepted | Verdict::Observed { .. })
    }

    /// Whether nothing can be said.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Verdict::Beside { .. })
    }
}

/// Tries `profile` as the caller that `host` says.
pub fn trial(profile: &Profile, host: &dyn Host) -> Trial {
    let harmless = harmless::line(profile, host);
    let decided = decide(&Request::of_words(harmless.words()), profile, host);
    let court = Court { profile, host, decided: &decided };
    let tried = ATTACKS.iter().map(|attack| {
        let words = attack.words(&harmless);
        let verdict = court.verdict(attack, &words);
        Tried { name: attack.name, words, verdict }
    });
    let tried = tried.collect();
    let refused = decided.as_ref().err().map(ToString::to_string);
    Trial { harmless: harmless.words(), refused, tried }
}

/// What lines are held against.
struct Court<'c> {
    profile: &'c Profile,
    host: &'c dyn Host,
    /// What became of the harmless line.
    decided: &'c Result<Plan, Refusal>,
}

impl Court<'_> {
    fn verdict(&self, attack: &Attack, words: &[OsString]) -> Verdict {
        match decide(&Request::of_words(words.to_vec()), self.profile, self.host) {
            Ok(Plan { observed: Some(refusal), .. }) => Verdict::Observed { why: refusal.to_string() },
            Ok(plan) => {
                let harmless = self.decided.as_ref().ok().and_then(|plan| self.effects(plan));
                let is_in = self.effects(&plan).is_none_or(|effects| attack.is_in(&effects, harmless.as_ref()));
                if is_in { Verdict::Accepted } else { Verdict::TakenOut }
            }
            Err(refusal) => self.refused(&refusal, attack.makes_a_container()),
        }
    }

    fn refused(&self, refusal: &Refusal, makes_a_container: bool) -> Verdict {
        let of_harmless = if makes_a_container { self.decided.as_ref().err() } else { None };
        let own = match (refusal, of_harmless) {
            (Refusal::Policy { denied, .. }, Some(Refusal::Policy { denied: known, .. })) => {
                let is_known = |denied: &&Denied| known.iter().any(|known| same(known, denied));
                denied.iter().find(|denied| !is_known(denied)).map(ToString::to_string)
            }
            (Refusal::Policy { denied, .. }, None) => denied.first().map(ToString::to_string),
            (refusal, of_harmless) if Some(refusal) == of_harmless => None,
            (refusal, _) => Some(refusal.to_string()),
        };
        match own {
            Some(why) => Verdict::Refused { why },
            None => Verdict::Beside { why: refusal.to_string() },
        }
    }

    /// What the line of a plan asks of the machine.
    fn effects(&self, plan: &Plan) -> Option<Effects> {
        let step = plan.steps.last()?;
        let tables = self.profile.tables();
        let engine = self.profile.engine.as_ref().map_or(1, |engine| engine.words.len());
        let line = step.words.iter().skip(engine).map(|word| word.text.clone());
        let name = self.profile.runtime.as_str();
        let words: Vec<OsString> = std::iter::once(OsStr::new(name).to_owned()).chain(line).collect();
        let line = Line::read(&words, &tables).ok()?;
        Some(effects(&line, self.profile.dialect))
    }
}

/// Whether both deny the same thing, wherever it stands on the line.
fn same(a: &Denied, b: &Denied) -> bool {
    (a.effect, &a.value, &a.why) == (b.effect, &b.value, &b.why)
}
