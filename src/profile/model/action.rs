//! What rules do, as data.
//!
//! `drop: [user, {env: [LD_*]}]` -> two [`Drop`]s; `set: {memory: 2g}` -> one [`Setting`]. They are carried out in the order
//! of the fields of [`Actions`], whatever the order in the file; see `apply.rs`.

use std::borrow::Cow;

use crate::argv::{Author, Place, Repeats, Row};

use super::guard::Guard;
use super::item::ItemKind;
use super::pattern::Pattern;
use super::template::Template;

/// All actions of a rule, or of an entry of its `first_match`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actions {
    /// Options to remove.
    pub drop: Vec<Drop>,
    /// Values to rewrite: option, pattern, text.
    pub replace: Vec<(String, Vec<(Pattern, Template)>)>,
    /// Options to write instead of all there are.
    pub set: Vec<Setting>,
    /// Options to write if they are not given.
    pub default: Vec<Setting>,
    /// Options to write besides those there are.
    pub add: Vec<Setting>,
    /// Image references to rewrite: the first pattern that matches the normalised reference counts.
    pub image: Vec<(Pattern, Template)>,
    /// Words to put before the command that runs in the container.
    pub prepend: Vec<Template>,
    /// Options before the command.
    pub globals: Vec<Setting>,
    /// What to do for each item of a kind.
    pub for_each: Option<ForEach>,
}

impl Actions {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Actions::default()
    }
}

/// An option to remove.
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    /// The place it fills (`network` also for `--net`).
    pub option: String,
    /// Where the profile says so.
    pub at: Place,
    /// Only with these values (of keyed options: keys); none for all.
    pub values: Option<Vec<Pattern>>,
}

/// An option to write.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its row.
    pub row: &'static Row,
    /// Where the profile says so.
    pub at: Place,
    /// What to write.
    pub value: SettingValue,
}

impl Setting {
    /// Whose the text is: the site's, unless a byte of the caller's can be in it.
    #[must_use]
    pub fn author(&self) -> Author {
        let is_sites = match &self.value {
            SettingValue::Switch(_) => true,
            SettingValue::Texts(texts) => texts.iter().all(Template::is_sites),
            SettingValue::Keyed(entries) => entries.iter().all(|(key, value)| key.is_sites() && value.is_sites()),
            SettingValue::Fields(_, items) => items.iter().flatten().all(|(_, text)| text.is_sites()),
        };
        Author::of(is_sites)
    }
}

/// The value of an option to write.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingValue {
    /// A switch.
    Switch(bool),
    /// One text or several, each a whole value.
    Texts(Vec<Template>),
    /// Keys with their values, for keyed options.
    Keyed(Vec<(Template, Template)>),
    /// Values written field by field: binds, ports, devices.
    Fields(ItemKind, Vec<Vec<(&'static str, Template)>>),
}

/// `for_each: KIND` with its `first_match`.
#[derive(Clone, Debug, PartialEq)]
pub struct ForEach {
    /// The kind of item.
    pub kind: ItemKind,
    /// The entries: the first that matches an item acts.
    pub entries: Vec<Entry>,
}

/// An entry of `first_match`.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where it begins.
    pub at: Place,
    /// Fields with the patterns of which one must match each.
    pub matchers: Vec<(&'static str, Vec<Pattern>)>,
    /// Conditions on the line.
    pub when: Vec<Guard>,
    /// Conditions that may not all hold.
    pub unless: Vec<Guard>,
    /// Whether the item is removed.
    pub drop_item: bool,
    /// Fields of the item to write anew.
    pub set_item: Vec<(&'static str, Template)>,
    /// What else is done to the line.
    pub actions: Actions,
}

/// How the key of a keyed option's value ends; `None` for an option without keys.
#[must_use]
pub(crate) fn key_separators(row: &Row) -> Option<&'static [u8]> {
    separators(row.destination.as_bytes()).or_else(|| (row.repeats == Repeats::Keyed).then_some(&b"="[..]))
}

fn separators(destination: &[u8]) -> Option<&'static [u8]> {
    match destination {
        b"annotation" | b"env" | b"label" | b"log-opt" | b"storage-opt" | b"sysctl" | b"ulimit" => Some(b"="),
        // docker takes `host:ip` and, since 24, `host=ip`; security options were written with a colon before 1.11.
        b"add-host" | b"security-opt" => Some(b"=:"),
        _ => None,
    }
}

/// The key in a value of a keyed option: all of it when nothing ends the key.
#[must_use]
pub(crate) fn key_of<'v>(destination: &[u8], value: &'v [u8]) -> Option<Cow<'v, [u8]>> {
    let separators = separators(destination)?;
    // A container has several SELinux labels: `label=type:x` has the key `label=type`, also in its old spelling.
    let label = value.strip_prefix(b"label").filter(|_| destination == b"security-opt");
    if let Some([b'=' | b':', rest @ ..]) = label {
        let end = rest.iter().position(|&byte| byte == b':').unwrap_or(rest.len());
        return Some(Cow::Owned([b"label=", rest.get(..end)?].concat()));
    }
    let end = match destination {
        // `seccomp=/a:b` has the key `seccomp`: the equals sign counts before the colon.
        b"security-opt" => {
            let equals = value.iter().position(|&byte| byte == b'=');
            equals.or_else(|| value.iter().position(|&byte| byte == b':'))
        }
        _ => value.iter().position(|byte| separators.contains(byte)),
    };
    value.get(..end.unwrap_or(value.len())).map(Cow::Borrowed)
}
