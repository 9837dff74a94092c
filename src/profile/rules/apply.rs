//! Carrying out the rules of a profile on a line.
//!
//! `docker create --user 1000 --volume /cvmfs/cernvm-sl7.cern.ch:/cvmfs img` under the cernvm profile ->
//! `docker create --volume ... --env=CERNVM_ROOT=/cvmfs/cernvm-sl7.cern.ch/cvm4 img`.
//!
//! Rules act in order, each once, each on the line that the rules before it left. Within a rule everything is computed
//! from the line as it stood before the rule.

use std::fmt;

use crate::argv::{Author, Cause, Command, Draft, Operands, Origin, Place, Tables, quote};
use crate::facts::Missing;
use crate::statement::Statement;
use crate::values::Dialect;

use super::certain::{self, Unsure};
use super::edit::Edit;
use super::guard::{image_positions, normalised, value_matches};
use super::named_files::NamedFiles;
use super::surroundings::Surroundings;
use crate::profile::model::action::Actions;
use crate::profile::model::from_env::{Into, STARTING};
use crate::profile::model::guard::Guard;
use crate::profile::model::pattern::Captures;
use crate::profile::model::profile::Profile;
use crate::profile::model::rule::Rule;
use crate::profile::model::settings::Settings;
use crate::profile::model::template::Template;
use crate::profile::rules::expand::{Undefined, Values};

/// A rule that cannot be carried out on this line, on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The rule's name; empty for the profile's own `globals`.
    pub rule: String,
    /// Where in the profile.
    pub at: Place,
    /// The index of the word of the given line that it is about, if it is about one.
    pub word: Option<usize>,
    /// Why.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
}

impl RuleError {
    /// Which rule and word, what is wrong, and what to do.
    #[must_use]
    pub fn statement(&self) -> Statement {
        let rule = if self.rule.is_empty() { String::new() } else { format!("rule `{}`: ", self.rule) };
        let word = self.word.map(|word| format!("word {word}: ")).unwrap_or_default();
        Statement::new(format!("{rule}{word}{}", self.why), self.remedy.as_str())
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quote::visible(&self.statement().to_string()))
    }
}

impl std::error::Error for RuleError {}

/// What the rules act with.
pub(super) struct Context<'c> {
    pub(super) tables: &'c dyn Tables,
    /// The tables of the engine's own client, where the line is for another.
    pub(super) engines: &'c dyn Tables,
    pub(super) dialect: Dialect,
    /// How the engine's own client reads values.
    pub(super) engines_dialect: Dialect,
    pub(super) around: &'c Surroundings<'c>,
}

/// The client for which a line is written.
#[derive(Clone, Copy)]
pub struct Client<'c> {
    /// The tables by which it was read.
    pub tables: &'c dyn Tables,
    /// Those of the engine's own client.
    pub engines: &'c dyn Tables,
    /// How its values are read.
    pub dialect: Dialect,
}

/// What comes of a profile besides the changed line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Applied {
    /// What variables of the caller have chosen.
    pub settings: Settings,
    /// The files that the line names and that count.
    pub files: NamedFiles,
}

/// Carries out `profile` on `draft`: variables of the caller first, then the options that the site makes, then the rules,
/// then `globals`; what stands in files that the line names counts from the beginning, and of files that one of these names,
/// from then on. A line whose command the tables do not read is left alone.
///
/// # Errors
/// [`RuleError`] for a fact or variable without a value, a value that the client would refuse, an item that cannot be
/// written.
pub fn apply(
    profile: &Profile,
    draft: &mut Draft<'_>,
    client: &Client<'_>,
    around: &Surroundings<'_>,
) -> Result<Applied, RuleError> {
    let mut applied = Applied::default();
    let Client { tables, engines, dialect } = *client;
    let context = Context { tables, engines, dialect, engines_dialect: profile.dialect, around };
    let is_read = !draft.line().is_unread();
    let starts = STARTING.contains(&draft.line().verb()) && is_read;
    let files = &mut applied.files;
    if is_read {
        context.bring(profile, draft, files);
    }
    for variable in profile.inputs.from_env.iter().filter(|_| starts) {
        context.variable(variable, draft, &mut applied.settings)?;
        context.bring(profile, draft, files);
    }
    if starts {
        context.expand(&profile.options.made, draft)?;
        context.bring(profile, draft, files);
    }
    for rule in &profile.rules {
        if rule.verbs.contains(&draft.line().verb()) && is_read {
            apply_rule(rule, draft, &context)?;
            context.bring(profile, draft, files);
        }
    }
    if let Some(at) = profile.starter.removes_at_once().filter(|_| starts)
        && let Some(row) = context.row_named(b"rm", draft)
    {
        Edit::Put(row, vec![None]).make(draft, Cause::of_site(Origin::Profile { at }));
    }
    for setting in &profile.globals {
        let at = setting.at;
        let values = Values { around, draft, locals: Captures::new() };
        let edit = Context::global(setting, dialect, &values).map_err(|why| fault("", at, why))?;
        edit.make(draft, Cause { origin: Origin::Profile { at }, author: setting.author() });
    }
    Ok(applied)
}

/// What variables of the caller choose beside the line; of `draft` nothing stays changed.
///
/// # Errors
/// [`RuleError`] for a variable whose value the setting cannot have.
pub fn settings(
    profile: &Profile,
    mut draft: Draft<'_>,
    tables: &dyn Tables,
    around: &Surroundings<'_>,
) -> Result<Settings, RuleError> {
    let mut settings = Settings::default();
    let dialect = profile.dialect;
    let context = Context { tables, engines: tables, dialect, engines_dialect: dialect, around };
    for variable in profile.inputs.from_env.iter().filter(|variable| matches!(variable.into, Into::Setting(_))) {
        context.variable(variable, &mut draft, &mut settings)?;
    }
    Ok(settings)
}

pub(super) fn fault(rule: &str, at: Place, why: Why) -> RuleError {
    let mut word = None;
    let (at, why, remedy) = match why {
        Why::Missing(missing) => (at, missing.to_string(), "give the fact, or guard the rule".to_owned()),
        Why::Undefined(undefined) => (undefined.at, undefined.why, undefined.remedy.to_owned()),
        Why::Unsure(unsure) => {
            word = unsure.word;
            let Unsure { option, value, why, remedy, .. } = unsure;
            let why = format!("--{option} `{value}` cannot be read, and the profile looks into it: {why}");
            (at, why, remedy)
        }
        Why::Value(at, why) => (at, why, "change the rule, or what it takes from the line".to_owned()),
    };
    RuleError { rule: rule.to_owned(), at, word, why, remedy }
}

/// Why an action cannot be carried out.
pub(super) enum Why {
    Missing(Missing),
    Undefined(Undefined),
    Unsure(Unsure),
    Value(Place, String),
}

impl From<Unsure> for Why {
    fn from(unsure: Unsure) -> Why {
        Why::Unsure(unsure)
    }
}

impl From<Missing> for Why {
    fn from(missing: Missing) -> Why {
        Why::Missing(missing)
    }
}

impl From<Undefined> for Why {
    fn from(undefined: Undefined) -> Why {
        Why::Undefined(undefined)
    }
}

fn apply_rule(rule: &Rule, draft: &mut Draft<'_>, context: &Context<'_>) -> Result<(), RuleError> {
    let edits = {
        let edits = context.rule(rule, draft);
        edits.map_err(|why| fault(&rule.name, rule.at, why))?
    };
    for (at, author, edit) in edits {
        edit.make(draft, Cause { origin: Origin::Rule { rule: rule.number, at }, author });
    }
    Ok(())
}

pub(crate) fn all_hold(
    guards: &[Guard],
    draft: &Draft<'_>,
    dialect: Dialect,
    around: &Surroundings<'_>,
) -> Result<bool, Missing> {
    for guard in guards {
        if !guard.holds(draft, dialect, around)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Edits with the place that asks for them and whose their text is.
pub(super) type Edits = Vec<(Place, Author, Edit)>;

impl Context<'_> {
    fn rule(&self, rule: &Rule, draft: &Draft<'_>) -> Result<Edits, Why> {
        let mut edits = Edits::new();
        if self.guarded(&rule.when, &rule.unless, draft)? {
            self.actions(&rule.actions, rule.at, draft, &Captures::new(), &mut edits)?;
        }
        Ok(edits)
    }

    pub(super) fn guarded(&self, when: &[Guard], unless: &[Guard], draft: &Draft<'_>) -> Result<bool, Why> {
        certain::guards(when, draft, self.dialect)?;
        certain::guards(unless, draft, self.dialect)?;
        Ok(all_hold(when, draft, self.dialect, self.around)?
            && (unless.is_empty() || !all_hold(unless, draft, self.dialect, self.around)?))
    }

    /// The edits of `actions`, in the order in which they are made.
    pub(super) fn actions(
        &self,
        actions: &Actions,
        at: Place,
        draft: &Draft<'_>,
        locals: &Captures,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        let values = Values { around: self.around, draft, locals: locals.clone() };
        for drop in &actions.drop {
            let destination = drop.option.as_bytes();
            if drop.values.is_some() {
                certain::option(destination, draft, self.dialect)?;
            }
            let meant = draft.options(destination).filter(|(_, item)| match &drop.values {
                None => true,
                Some(patterns) => value_matches(item, patterns, self.dialect),
            });
            edits.extend(meant.map(|(index, _)| (drop.at, Author::Site, Edit::Drop(index))));
        }
        for (option, replacements) in &actions.replace {
            self.replace(option, replacements, &values, edits)?;
        }
        for setting in &actions.set {
            self.put(setting, &values, draft, edits)?;
        }
        for setting in &actions.default {
            self.default(setting, &values, draft, edits)?;
        }
        for setting in &actions.add {
            self.add(setting, &values, draft, edits)?;
        }
        Context::image(&actions.image, &values, edits)?;
        if actions.prepend.is_empty() {
        } else if !starts_program(draft.line().command()) || !draft.has_command() {
            edits.push((
                at,
                Author::Site,
                Edit::Note("no command stands behind the image, so nothing was put before it"),
            ));
        } else {
            let words = actions.prepend.iter().map(|word| word.expand(&values)).collect::<Result<_, _>>()?;
            let author = Author::of(actions.prepend.iter().all(Template::is_sites));
            edits.push((at, author, Edit::Prepend(words)));
        }
        for setting in &actions.globals {
            edits.push((setting.at, setting.author(), Context::global(setting, self.dialect, &values)?));
        }
        if let Some(for_each) = &actions.for_each {
            self.for_each(for_each, draft, edits)?;
        }
        Ok(())
    }

    fn replace(
        &self,
        option: &str,
        replacements: &[(crate::profile::model::pattern::Pattern, Template)],
        values: &Values<'_, '_>,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        certain::option(option.as_bytes(), values.draft, self.dialect)?;
        for (index, item) in values.draft.options(option.as_bytes()) {
            let value = item.text();
            let found = replacements.iter().find_map(|(pattern, text)| Some((pattern.captures(value)?, text)));
            let Some((captures, text)) = found else { continue };
            let values = Values { around: values.around, draft: values.draft, locals: captures };
            let value = text.expand_for(item.row, self.dialect, b"", true, &values)?;
            self.check(item.row, &value, text.at)?;
            edits.push((text.at, Author::of(text.is_sites()), Edit::Value(index, value)));
        }
        Ok(())
    }

    fn image(
        images: &[(crate::profile::model::pattern::Pattern, Template)],
        values: &Values<'_, '_>,
        edits: &mut Edits,
    ) -> Result<(), Why> {
        if images.is_empty() {
            return Ok(());
        }
        for position in image_positions(values.draft) {
            let Some(given) = values.draft.operand(position) else { continue };
            let normal = normalised(given);
            let found = images.iter().find_map(|(pattern, text)| Some((pattern.captures(&normal)?, text)));
            let Some((captures, text)) = found else { continue };
            let scope = Values { around: values.around, draft: values.draft, locals: captures };
            let image = text.expand(&scope)?;
            // An empty or dashed word would change the reading of the words around it.
            if image.is_empty() || image.starts_with(b"-") {
                let shown = crate::argv::quote::short_bytes(&image);
                return Err(Why::Value(text.at, format!("the image would become `{shown}`")));
            }
            edits.push((text.at, Author::of(text.is_sites()), Edit::Operand(position, image)));
        }
        Ok(())
    }
}

fn starts_program(command: Option<&'static Command>) -> bool {
    command.is_some_and(|command| matches!(command.operands, Operands::ImageCommand | Operands::ContainerCommand))
}
