//! docker's tables where a profile says which builder reads `build`.
//!
//! `docker build --secret id=k,src=f .` -> with [`Building::BUILDX`] the option `secret` and a context; with
//! [`Building::LEGACY`] an option that nobody has; with [`super::Docker`] a command whose words are not read.
//!
//! A client since 23.0 with buildx beside it writes `build`, `image build` and all of `builder` as commands of buildx. It looks
//! for these words anywhere on the line, so that another word before them can be taken in their place.

use std::ffi::OsString;
use std::sync::OnceLock;

use crate::argv::{Command, Group, Line, Name, Operands, ReadError, Row, Tables, Verb, Where};

use super::Docker;
use super::commands::{COMMANDS, command, group, parent};

/// Which of docker's builders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Legacy,
    Buildx,
}

/// docker's tables, with one builder's reading of `build`.
#[derive(Clone, Copy, Debug)]
pub struct Building {
    which: Which,
}

impl Building {
    /// The engine's own builder.
    pub const LEGACY: Building = Building { which: Which::Legacy };
    /// The plugin.
    pub const BUILDX: Building = Building { which: Which::Buildx };
}

/// `build` under one of its names.
const fn build(path: &str, options: Group) -> Command {
    command(path, Verb::Build, Operands::Context, true, [options, group::HELP])
}

fn legacy() -> Vec<Command> {
    let read = |known: &Command| match known.verb {
        Verb::Build => build(known.path.as_str(), group::LEGACY_BUILD),
        _ => *known,
    };
    COMMANDS.iter().map(read).collect()
}

fn buildx() -> Vec<Command> {
    let prune = |path| command(path, Verb::BuilderPrune, Operands::None, true, [group::BUILDX_PRUNE, group::HELP]);
    let build = |path| build(path, group::BUILDX_BUILD);
    let is_other = |known: &&Command| {
        let path = known.path.as_str();
        known.verb != Verb::Build && path != "buildx" && path != "builder prune"
    };
    let mut commands: Vec<Command> = COMMANDS.iter().filter(is_other).copied().collect();
    commands.push(parent("buildx"));
    commands.extend(["build", "builder b", "builder build", "buildx b", "buildx build", "image build"].map(build));
    commands.extend(["builder prune", "buildx prune"].map(prune));
    commands.sort_by_key(|command| command.path);
    commands
}

impl Tables for Building {
    fn name(&self) -> &'static str {
        Docker.name()
    }

    fn rows(&self, group: Group) -> &'static [Row] {
        Docker.rows(group)
    }

    fn globals(&self) -> Group {
        Docker.globals()
    }

    fn parent_options(&self) -> Group {
        Docker.parent_options()
    }

    fn commands(&self) -> &'static [Command] {
        static LEGACY: OnceLock<Vec<Command>> = OnceLock::new();
        static BUILDX: OnceLock<Vec<Command>> = OnceLock::new();
        match self.which {
            Which::Legacy => LEGACY.get_or_init(legacy),
            Which::Buildx => BUILDX.get_or_init(buildx),
        }
    }

    fn reads_globals_first(&self) -> bool {
        Docker.reads_globals_first()
    }

    fn check(&self, line: &Line<'_>) -> Result<(), ReadError> {
        let Some(command) = line.command().filter(|_| self.which == Which::Buildx) else { return Ok(()) };
        let is_buildx = [group::BUILDX_BUILD, group::BUILDX_PRUNE].iter().any(|group| command.groups.contains(group));
        match is_buildx.then(|| taken_for(line, command.path)).flatten() {
            None => Ok(()),
            Some(index) => Err(ReadError::Rewritten { at: Where::new(line.words(), index, self.name()) }),
        }
    }
}

/// The word that the client could take for another than what it is, when it writes the command as one of buildx.
fn taken_for(line: &Line<'_>, path: Name<32>) -> Option<usize> {
    let names: Vec<&str> = path.as_str().split(' ').collect();
    // The words that it looks for: of `builder` and `buildx` the first alone.
    let sought = if names.first() == Some(&"image") { names.len() } else { 1 };
    let before = line.words().get(..line.command_word())?;
    let begin = (line.command_word() + 1).checked_sub(names.len())?;
    let is_name = |word: &OsString| names.iter().any(|name| word == name);
    // `--` before the command, and what stands between its words, make the client look elsewhere.
    let is_odd = |(index, word): (usize, &OsString)| {
        let is_its_own = index >= begin && names.get(index - begin).is_some_and(|name| word == name);
        word == "--" || (is_name(word) && !is_its_own)
    };
    let odd = before.iter().enumerate().skip(1).position(|(index, word)| is_odd((index, word))).map(|at| at + 1);
    let is_apart = sought > 1 && !line.words()[begin..].iter().zip(&names).all(|(word, name)| word == name);
    odd.or(is_apart.then_some(line.command_word()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tables: &dyn Tables, line: &str) -> Result<(String, usize), String> {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let line = Line::read(&words, tables).map_err(|error| error.to_string())?;
        let path = line.command().map_or(String::new(), |command| command.path.to_string());
        Ok((path, line.occurrences().len()))
    }

    #[test]
    fn each_builder_has_its_own_options_under_all_names_of_the_command() {
        for name in ["build", "builder build", "image build"] {
            assert_eq!(read(&Building::LEGACY, &format!("docker {name} --memory 1g .")), Ok((name.to_owned(), 1)));
            assert!(read(&Building::LEGACY, &format!("docker {name} --secret id=k .")).is_err(), "{name}");
        }
        for name in ["build", "builder b", "builder build", "buildx b", "buildx build", "image build"] {
            assert_eq!(read(&Building::BUILDX, &format!("docker {name} --secret id=k .")), Ok((name.to_owned(), 1)));
            assert!(read(&Building::BUILDX, &format!("docker {name} --disable-content-trust .")).is_err(), "{name}");
        }
        assert_eq!(read(&Building::BUILDX, "docker builder prune --verbose"), Ok(("builder prune".to_owned(), 1)));
        assert_eq!(read(&Docker, "docker build --anything ."), Ok(("build".to_owned(), 0)));
    }

    #[test]
    fn a_word_that_the_client_could_take_for_the_command_is_refused() {
        let refused = |line: &str| read(&Building::BUILDX, line).expect_err(line);
        assert_eq!(
            refused("docker --tlscert build build ."),
            "word 2 (`build`): docker hands the line to buildx, and may take another word than `build` for the command; \
             write nothing but the command's own words there"
        );
        for line in ["docker -- build .", "docker image --help build .", "docker --context builder builder build ."] {
            assert!(refused(line).contains("hands the line to buildx"), "{line}");
        }
        assert!(read(&Building::BUILDX, "docker -D --log-level info image build .").is_ok());
        assert!(read(&Building::LEGACY, "docker --tlscert build build .").is_ok());
    }
}
