//! Reading conditions: `when` and `unless`.
//!
//! `when: {verb: [create], user: "al*"}` -> the verb `create`, and the guard that the caller's name matches.

use crate::argv::{Command, Name, Operands, Tables as _, Verb};
use crate::yaml::{Fault, Fields, Node, What, nearest};

use super::read::Reader;
use crate::batch::System;
use crate::profile::model::guard::{Guard, Presence};
use crate::profile::model::pattern::{Pattern, Subject};
use crate::profile::model::template::no_job_ad;

impl Reader {
    /// The verbs of a rule and its other conditions.
    pub(super) fn when(&self, node: Option<&Node>) -> Result<(Vec<Verb>, Vec<Guard>), Fault> {
        let Some(node) = node else { return Ok((vec![Verb::Run, Verb::Create], Vec::new())) };
        if let Some(verbs) = Fields::of(node)?.take("verb") {
            let is_start = |item: &&Node| item.text() == Ok("start") || item.text() == Ok("container start");
            if let Some(item) = verbs.one_or_many().iter().find(is_start) {
                return Err(Fault::meaning(item.at, "rules never act on `start`", "write the rule for `create`"));
            }
        }
        self.lines(node)
    }

    /// The verbs of lines, `run` and `create` if nothing else is said, and their other conditions.
    pub(super) fn lines(&self, node: &Node) -> Result<(Vec<Verb>, Vec<Guard>), Fault> {
        let verbs = match Fields::of(node)?.take("verb") {
            None => vec![Verb::Run, Verb::Create],
            Some(node) => self.verbs(node)?,
        };
        let guards = self.guards(node, &verbs)?;
        Ok((verbs, guards.into_iter().filter(|guard| !matches!(guard, Guard::Verb(_))).collect()))
    }

    fn verbs(&self, node: &Node) -> Result<Vec<Verb>, Fault> {
        node.one_or_many().iter().map(|item| self.command(item)).collect()
    }

    /// The verb of a command whose words are read.
    pub(super) fn command(&self, node: &Node) -> Result<Verb, Fault> {
        let text = node.text()?;
        let commands = self.tables.commands();
        let found = Name::of(text.as_bytes())
            .and_then(|path| commands.binary_search_by(|command| command.path.cmp(&path)).ok())
            .and_then(|index| commands.get(index));
        let Some(command) = found.filter(|command| !command.is_parent) else {
            let readable = commands.iter().filter(|command| !command.is_parent && is_read(command));
            let nearest = nearest(text, readable.map(|command| command.path.as_str()));
            let possible = "the commands of `longshore options`".to_owned();
            return Err(Fault { at: node.at, what: What::Choice { text: text.to_owned(), possible, nearest } });
        };
        if !is_read(command) {
            let key = format!("the command `{text}`");
            if command.verb == Verb::Build && self.tables.name() == "docker" {
                let what =
                    format!("the words of `{text}` are not read: docker has two builders that read them differently");
                return Err(Fault::meaning(node.at, what, "say which one: `builder: legacy` or `builder: buildx`"));
            }
            let remedy = "its words are not read; remove it".to_owned();
            return Err(Fault { at: node.at, what: What::Unsupported { key, remedy } });
        }
        Ok(command.verb)
    }

    pub(super) fn guards(&self, node: &Node, verbs: &[Verb]) -> Result<Vec<Guard>, Fault> {
        let mut fields = Fields::of(node)?;
        let mut guards = Vec::new();
        if let Some(node) = fields.take("verb") {
            guards.push(Guard::Verb(self.verbs(node)?));
        }
        if let Some(node) = fields.take("option") {
            for (key, value) in node.mapping()? {
                let row = self.option(key, verbs)?;
                let is_again =
                    |guard: &Guard| matches!(guard, Guard::Option(name, _) if row.destination.as_str() == name);
                if guards.iter().any(is_again) {
                    let what = format!("`{}` is another name of an option that stands here already", key.text()?);
                    return Err(Fault::meaning(key.at, what, "write it once, with a list of values"));
                }
                guards.push(Guard::Option(row.destination.to_string(), presences(value)?));
            }
        }
        for (key, make) in [
            ("env", Guard::Env as fn(String, Vec<Presence>) -> Guard),
            ("container_env", Guard::ContainerEnv),
            ("fact", Guard::Fact),
            ("job_ad", Guard::JobAd),
            ("label", Guard::Label),
        ] {
            if let Some((at, node)) = fields.take_entry(key).map(|(key, node)| (key.at, node)) {
                if key == "job_ad" && !self.batch.is_some_and(System::has_job_ad) {
                    return Err(no_job_ad("`job_ad`", at));
                }
                for (name, value) in node.mapping()? {
                    guards.push(make(name.text()?.to_owned(), presences(value)?));
                }
            }
        }
        for (key, make) in [
            ("image", Guard::Image as fn(Vec<Pattern>) -> Guard),
            ("user", Guard::User),
            ("group", Guard::Group),
            ("host", Guard::Host),
        ] {
            if let Some(node) = fields.take(key) {
                guards.push(make(patterns(node, Subject::Text)?));
            }
        }
        fields.finish()?;
        Ok(guards)
    }
}

/// Whether the tables read the command's words.
fn is_read(command: &Command) -> bool {
    command.operands != Operands::Unread
}

pub(super) fn pattern(node: &Node, subject: Subject) -> Result<Pattern, Fault> {
    let text = node.text()?;
    Pattern::new(text, subject)
        .map_err(|why| Fault::meaning(node.at, format!("pattern `{text}`: {why}"), "fix the pattern"))
}

pub(crate) fn patterns(node: &Node, subject: Subject) -> Result<Vec<Pattern>, Fault> {
    node.one_or_many().iter().map(|node| pattern(node, subject)).collect()
}

fn presences(node: &Node) -> Result<Vec<Presence>, Fault> {
    let presence = |node: &Node| {
        // `gpus: true` reads naturally for a switch.
        let text = node.scalar()?;
        Ok(match text {
            "given" => Presence::Given,
            "absent" => Presence::Absent,
            "true" | "false" => Presence::Matches(
                Pattern::new(text, Subject::Text).map_err(|why| Fault::meaning(node.at, why, "fix the pattern"))?,
            ),
            _ => Presence::Matches(pattern(node, Subject::Text)?),
        })
    };
    node.one_or_many().iter().map(presence).collect()
}
