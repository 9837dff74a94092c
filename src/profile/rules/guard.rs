//! Whether the conditions of rules and denials hold for a line.
//!
//! `when: {user: [alice, bob], option: {gpus: given}}` holds for a line with `--gpus` called by alice or bob.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::argv::{Draft, Item, Operands};
use crate::facts::Missing;
use crate::profile::model::action::key_of;
use crate::profile::model::allow::Deny;
use crate::profile::model::guard::{Guard, Presence};
use crate::profile::model::pattern::Pattern;
use crate::values::{self, Dialect, Image};

use super::apply::all_hold;
use super::certain::{self, Unsure};
use super::expand::container_env;
use super::surroundings::Surroundings;

impl Guard {
    /// Whether the condition holds for `draft` in these surroundings.
    ///
    /// # Errors
    /// When a fact that it needs is not known.
    pub fn holds(&self, draft: &Draft<'_>, dialect: Dialect, around: &Surroundings<'_>) -> Result<bool, Missing> {
        let host = around.host;
        Ok(match self {
            Guard::ContainerEnv(name, tests) => {
                let value = container_env(draft, host, name.as_bytes());
                let given = draft
                    .options(b"env")
                    .any(|(_, item)| key_of(b"env", item.value_bytes()).as_deref() == Some(name.as_bytes()));
                any(tests, given, value.as_deref().as_slice())
            }
            Guard::Env(name, tests) => {
                let value = host.env(OsStr::new(name));
                any(tests, value.is_some(), value.as_deref().map(OsStrExt::as_bytes).as_slice())
            }
            Guard::Fact(key, tests) => {
                let value = around.fact(key)?;
                any(tests, value.is_some(), value.map(str::as_bytes).as_slice())
            }
            Guard::Group(patterns) => {
                let groups = host.groups()?;
                groups.iter().any(|group| {
                    let gid = group.gid.to_string();
                    let names = group.name.iter().map(String::as_str).chain([gid.as_str()]);
                    names.into_iter().any(|name| matches_any(patterns, name.as_bytes()))
                })
            }
            Guard::Host(patterns) => matches_any(patterns, host.hostname()?.as_bytes()),
            Guard::Image(patterns) => {
                let images = image_positions(draft).filter_map(|position| draft.operand(position));
                images.map(normalised).any(|image| matches_any(patterns, &image))
            }
            Guard::JobAd(name, tests) => {
                let value = around.job_ad(name, draft)?;
                any(tests, value.is_some(), value.as_deref().as_slice())
            }
            Guard::Label(key, tests) => {
                let labels = draft.options(b"label").filter_map(|(_, item)| {
                    let value = item.value_bytes();
                    let rest = value.strip_prefix(key.as_bytes())?;
                    rest.is_empty().then_some(rest).or_else(|| rest.strip_prefix(b"="))
                });
                let labels: Vec<&[u8]> = labels.collect();
                any(tests, !labels.is_empty(), labels.last().copied().as_slice())
            }
            Guard::Option(name, tests) => {
                let items: Vec<&Item<'_>> = draft.options(name.as_bytes()).map(|(_, item)| item).collect();
                tests.iter().any(|test| match test {
                    Presence::Absent => items.is_empty(),
                    Presence::Given => !items.is_empty(),
                    Presence::Matches(pattern) => items
                        .iter()
                        .any(|item| values::is_every(item.row, item.text()) || is_meant(pattern, item, dialect)),
                })
            }
            Guard::User(patterns) => {
                let uid = host.uid()?.to_string();
                // A pattern of digits is a uid, and asks no user database.
                let by_number = patterns.iter().any(|pattern| pattern.text() == uid);
                let by_name = || Ok(matches_any(patterns, host.user()?.as_bytes()));
                let all_numbers = patterns.iter().all(|p| p.text().bytes().all(|byte| byte.is_ascii_digit()));
                by_number || (!all_numbers && by_name()?)
            }
            Guard::Verb(verbs) => verbs.contains(&draft.line().verb()),
        })
    }
}

impl Deny {
    /// Whether the conditions can be judged on a line.
    ///
    /// # Errors
    /// The option that they look into and that cannot be read.
    pub fn certain(&self, draft: &Draft<'_>, dialect: Dialect) -> Result<(), Unsure> {
        if !self.verbs.contains(&draft.line().verb()) {
            return Ok(());
        }
        certain::guards(&self.when, draft, dialect)?;
        certain::guards(&self.unless, draft, dialect)
    }

    /// Whether a line is of this kind.
    ///
    /// # Errors
    /// When a fact that it needs is not known.
    pub fn holds(&self, draft: &Draft<'_>, dialect: Dialect, around: &Surroundings<'_>) -> Result<bool, Missing> {
        if !self.verbs.contains(&draft.line().verb()) || !all_hold(&self.when, draft, dialect, around)? {
            return Ok(false);
        }
        Ok(self.unless.is_empty() || !all_hold(&self.unless, draft, dialect, around)?)
    }
}

fn matches_any(patterns: &[Pattern], value: &[u8]) -> bool {
    patterns.iter().any(|pattern| pattern.matches(value))
}

fn any(tests: &[Presence], given: bool, values: &[&[u8]]) -> bool {
    tests.iter().any(|test| match test {
        Presence::Absent => !given,
        Presence::Given => given,
        Presence::Matches(pattern) => values.iter().any(|value| pattern.matches(value)),
    })
}

/// An image reference in normalised form; what is none, as it is.
pub(crate) fn normalised(image: &[u8]) -> Vec<u8> {
    Image::parse(image).map_or_else(|_| image.to_vec(), |image| image.normalised().into_bytes())
}

/// Which operands of the line are image references.
pub(crate) fn image_positions(draft: &Draft<'_>) -> impl Iterator<Item = usize> + use<> {
    let count = draft.line().operands().len();
    let operands = draft.line().command().map_or(Operands::Unread, |command| command.operands);
    let range = match operands {
        Operands::ImageCommand => 0..count.min(1),
        Operands::Images => 0..count,
        Operands::Tag => 0..count.min(2),
        _ => 0..0,
    };
    range.into_iter()
}

/// Whether a pattern means the option's value: by its text, or by another spelling of the same.
fn is_meant(pattern: &Pattern, item: &Item<'_>, dialect: Dialect) -> bool {
    let value = item.text();
    let of = |text: &[u8]| values::spellings(item.row, text, dialect);
    pattern.matches(value) || {
        let spellings = of(value);
        // A pattern that is itself a value means all that mean the same.
        spellings.iter().any(|spelling| pattern.matches(spelling))
            || of(pattern.text().as_bytes()).iter().any(|meant| spellings.contains(meant))
    }
}

/// Whether an option's value is meant by the patterns of a `drop`: keyed options by their key, others whole.
pub(crate) fn value_matches(item: &Item<'_>, patterns: &[Pattern], dialect: Dialect) -> bool {
    match key_of(item.row.destination.as_bytes(), item.text()) {
        Some(key) => matches_any(patterns, &key),
        None => patterns.iter().any(|pattern| is_meant(pattern, item, dialect)),
    }
}

#[cfg(test)]
mod tests {
    use crate::golden::StaticHost;
    use crate::plan::{Request, decide};
    use crate::profile::{Source, SourceError, Text, load};

    const PROFILE: &str = r#"
version: 1
engine: /usr/bin/docker
allow: any
rules:
  - { name: guard, when: { option: { privileged: "true" } }, add: { env: { GUARD: is-on } } }
  - { name: guard of a switch that is off, when: { option: { privileged: "false" } }, add: { env: { GUARD: is-off } } }
  - { name: drop, drop: [{ init: "true" }] }
  - { name: replace, replace: { read-only: { "true": "false" } } }
"#;

    struct One;

    impl Source for One {
        fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
            Ok(Text { path: "p.yaml".to_owned(), text: PROFILE.to_owned() })
        }
    }

    #[test]
    fn rules_see_a_switch_as_true_or_false_however_it_is_written() {
        let profile = load("p", &One).expect("a profile");
        let ruled = |line: &str| {
            let request = Request::of_words(line.split(' ').map(Into::into).collect());
            let plan = decide(&request, &profile, &StaticHost::default()).expect("a plan");
            plan.steps[0].argv().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
        };
        let bare = ruled("docker run --privileged --init --read-only img");
        assert_eq!(bare, "/usr/bin/docker run --privileged --read-only=false --env=GUARD=is-on img");
        for on in ["1", "t", "T", "TRUE", "true", "True"] {
            assert_eq!(
                ruled(&format!("docker run --privileged={on} --init={on} --read-only={on} img")),
                format!("/usr/bin/docker run --privileged={on} --read-only=false --env=GUARD=is-on img")
            );
        }
        for off in ["0", "f", "F", "FALSE", "false", "False"] {
            assert_eq!(
                ruled(&format!("docker run --privileged={off} --init={off} --read-only={off} img")),
                format!("/usr/bin/docker run --privileged={off} --init={off} --read-only={off} --env=GUARD=is-off img")
            );
        }
    }
}
