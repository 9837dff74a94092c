//! Carrying out `from_env`: what the caller's variables make of a line, before the rules.
//!
//! `LSF_DOCKER_PORTS="8001:80  8002"` for `option: publish` on `docker run img` -> `docker run --publish=8001:80
//! --publish=8002 img`, each of the two words checked as the client will check it.
//!
//! The line counts more than a variable: what is given there is not set again. A variable that is not set, or is empty,
//! sets nothing.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStringExt as _;

use crate::argv::{Author, Cause, Draft, Origin, Repeats, Row, boolean, quote};
use crate::values;

use super::apply::{Context, RuleError};
use super::edit::Edit;
use crate::profile::model::action::{key_of, key_separators};
use crate::profile::model::from_env::{FromEnv, Into};
use crate::profile::model::pattern::{Captures, Pattern};
use crate::profile::model::settings::{SettingName, Settings};
use crate::profile::model::template::Template;
use crate::profile::rules::expand::Values;

/// A value that a variable gives, and where it stands.
struct Given {
    /// ``NAME, word 2 `x:y` `` or ``NAME, word 1, line 3 `x:y` ``, as it was given.
    place: String,
    value: Vec<u8>,
}

impl Given {
    fn at(place: &str, value: Vec<u8>) -> Given {
        Given { place: format!("{place} `{}`", quote::short_bytes(&value)), value }
    }
}

impl Context<'_> {
    /// Sets what `variable` says, on the line or among the settings.
    pub(super) fn variable(
        &self,
        variable: &FromEnv,
        draft: &mut Draft<'_>,
        settings: &mut Settings,
    ) -> Result<(), RuleError> {
        let Some((text, author)) = self.text(variable, draft)? else { return Ok(()) };
        let cause = Cause { origin: Origin::Variable { variable: variable.number, at: variable.at }, author };
        for given in self.values(variable, &text)? {
            let value = rewritten(variable, given, |template, locals, of_itself| {
                self.expanded(variable, template, of_itself, &Values { around: self.around, draft, locals })
            })?;
            match variable.into {
                Into::Setting(name) => {
                    let shown = quote::short_bytes(&value.value);
                    settings
                        .set(name, &value.value)
                        .map_err(|why| fault(variable, format!("{}: {why}", value.place), "set it to one of these"))?;
                    draft.note(format!("it sets {} to {shown}", name.as_str()), cause.origin);
                    if name == SettingName::RawArgs && draft.has_only_command(&value.value) {
                        draft.drop_command(cause.origin);
                    }
                }
                Into::Option(row) => self.option(row, variable, &value, draft, cause)?,
            }
        }
        Ok(())
    }

    /// The variable's text, or the default, and whose it is.
    fn text(&self, variable: &FromEnv, draft: &Draft<'_>) -> Result<Option<(Vec<u8>, Author)>, RuleError> {
        let set = self.around.host.env(OsStr::new(&variable.name)).filter(|value| !value.is_empty());
        if let Some(set) = set {
            return Ok(Some((set.into_vec(), Author::Caller)));
        }
        let Some(default) = &variable.default else { return Ok(None) };
        let values = Values { around: self.around, draft, locals: Captures::new() };
        let text = self.expanded(variable, default, false, &values)?;
        Ok(Some((text, Author::of(default.is_sites()))))
    }

    /// What a template of the variable stands for; of an option's value each variable stays in its field.
    fn expanded(
        &self,
        variable: &FromEnv,
        template: &Template,
        of_itself: bool,
        values: &Values<'_, '_>,
    ) -> Result<Vec<u8>, RuleError> {
        let expanded = match variable.into {
            Into::Option(row) => template.expand_for(row, self.dialect, b"", of_itself, values),
            Into::Setting(_) => template.expand(values),
        };
        expanded.map_err(|undefined| fault(variable, undefined.why, undefined.remedy))
    }

    /// The single values of a variable's text.
    fn values(&self, variable: &FromEnv, text: &[u8]) -> Result<Vec<Given>, RuleError> {
        let name = &variable.name;
        if !variable.words && !variable.read_lines {
            return Ok(vec![Given::at(name, text.to_vec())]);
        }
        let words = if variable.words { words(text) } else { vec![text.to_vec()] };
        let mut known = HashSet::new();
        let mut all = Vec::new();
        for (index, word) in words.into_iter().enumerate() {
            let place = if variable.words { format!("{name}, word {}", index + 1) } else { name.clone() };
            if !known.insert(word.clone()) {
                continue;
            }
            if variable.read_lines {
                all.extend(self.lines(variable, &place, &word)?);
            } else {
                all.push(Given::at(&place, word));
            }
        }
        Ok(all)
    }

    /// The lines of the file that a word names, without the empty ones.
    fn lines(&self, variable: &FromEnv, place: &str, word: &[u8]) -> Result<Vec<Given>, RuleError> {
        let missing = |missing: crate::facts::Missing| {
            let shown = quote::short_bytes(word);
            fault(variable, format!("{place} `{shown}`: {missing}"), "name a file that can be read")
        };
        let content = self.around.caller_file_at(word).map_err(missing)?;
        let lines = content.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let lines = lines.enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
        let line = |(index, line): (usize, &[u8])| Given::at(&format!("{place}, line {}", index + 1), line.to_vec());
        Ok(lines.map(line).collect())
    }

    /// Writes one value of an option.
    fn option(
        &self,
        row: &'static Row,
        variable: &FromEnv,
        given: &Given,
        draft: &mut Draft<'_>,
        cause: Cause,
    ) -> Result<(), RuleError> {
        let Given { place, value } = given;
        values::check(row.kind, value, self.dialect)
            .map_err(|error| fault(variable, format!("{place}: {error}"), &values::remedy(row, self.dialect)))?;
        let destination = row.destination.as_bytes();
        let Some(row) = self.row_named(destination, draft) else {
            let command = draft.line().command().map_or("", |command| command.path.as_str()).to_owned();
            draft.note(format!("{command} has no --{}, so it sets nothing", row.destination), cause.origin);
            return Ok(());
        };
        if is_given(row, value, draft, cause.origin) {
            draft.note(format!("it does not set --{}: the line does already", row.destination), cause.origin);
            return Ok(());
        }
        let is_there = draft.options(destination).any(|(_, item)| item.value.as_deref() == Some(value.as_slice()));
        if is_there {
            return Ok(());
        }
        let value = match boolean(value) {
            Some(on) if row.is_switch() => (!on).then(|| b"false".to_vec()),
            _ => Some(value.clone()),
        };
        Edit::Insert(row, value).make(draft, cause);
        Ok(())
    }
}

/// Whether the line gives the option (of options with keys: the key) by another hand than `own`.
fn is_given(row: &Row, value: &[u8], draft: &Draft<'_>, own: Origin) -> bool {
    let destination = row.destination.as_bytes();
    let mut others = draft.options(destination).filter(|(_, item)| item.origin != own);
    if key_separators(row).is_some() {
        let key = key_of(destination, value);
        return others.any(|(_, item)| key_of(destination, item.value_bytes()) == key);
    }
    // Of networks the first counts: one of the line is meant to be it.
    row.repeats != Repeats::Append && others.next().is_some()
}

/// `given` after `replace` and `values`.
fn rewritten(
    variable: &FromEnv,
    mut given: Given,
    expand: impl Fn(&Template, Captures, bool) -> Result<Vec<u8>, RuleError>,
) -> Result<Given, RuleError> {
    let found = |pairs: &[(Pattern, Template)], value: &[u8], of_itself| {
        let found = pairs.iter().find_map(|(pattern, text)| Some((text, pattern.captures(value)?)));
        found.map(|(text, locals)| expand(text, locals, of_itself)).transpose()
    };
    if let Some(value) = found(&variable.replace, &given.value, true)? {
        given.value = value;
    }
    if !variable.values.is_empty() {
        given.value = found(&variable.values, &given.value, false)?.ok_or_else(|| {
            let possible: Vec<&str> = variable.values.iter().map(|(pattern, _)| pattern.text()).collect();
            let why = format!("{} is not possible here", given.place);
            RuleError { remedy: format!("possible is {}", possible.join(", ")), ..fault(variable, why, "") }
        })?;
    }
    Ok(given)
}

/// A refusal that names the variable.
fn fault(variable: &FromEnv, why: String, remedy: &str) -> RuleError {
    RuleError { rule: String::new(), at: variable.at, word: None, why, remedy: remedy.to_owned() }
}

/// The words of a text: blanks separate, a backslash before a blank makes it part of a word, and at the end of a line goes
/// on with the next.
fn words(text: &[u8]) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    let mut word: Option<Vec<u8>> = None;
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'\\', [b'\n', after @ ..]) => {
                words.extend(word.take());
                rest = after;
            }
            (b'\\', [blank @ (b' ' | b'\t'), after @ ..]) => {
                word.get_or_insert_default().push(*blank);
                rest = after;
            }
            (byte, _) if byte.is_ascii_whitespace() => words.extend(word.take()),
            (byte, _) => word.get_or_insert_default().push(byte),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    fn split(text: &str) -> Vec<String> {
        words(text.as_bytes()).into_iter().map(|word| String::from_utf8(word).unwrap()).collect()
    }

    #[test]
    fn blanks_separate_words_however_many_there_are() {
        assert_eq!(split(" /a:/a   /b:/b\t/c:/c\n"), ["/a:/a", "/b:/b", "/c:/c"]);
        assert_eq!(split(" \t\n"), Vec::<String>::new());
        assert_eq!(split(""), Vec::<String>::new());
    }

    #[test]
    fn a_backslash_keeps_a_blank_in_its_word() {
        assert_eq!(split("/s/EICU\\ Hot\\ List/:/research/ /b:/b"), ["/s/EICU Hot List/:/research/", "/b:/b"]);
        assert_eq!(split("a\\"), ["a\\"]);
        assert_eq!(split("a\\b \\\\"), ["a\\b", "\\\\"]);
        assert_eq!(split("\\ "), [" "]);
    }

    #[test]
    fn a_backslash_at_the_end_of_a_line_goes_on_with_the_next() {
        assert_eq!(split("/a:/a \\\n  /b:/b\\\n/c:/c"), ["/a:/a", "/b:/b", "/c:/c"]);
    }
}
