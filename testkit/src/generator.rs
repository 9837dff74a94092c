//! Command lines out of nothing: whole calls of a client, right ones and wrong ones, over its own option tables.
//!
//! Seed 7 over docker's tables -> `docker create -itu=5 --env A=1 --mount type=bind,src=/a,dst=/b -- img sh --user root`,
//! and what that means. The same seed gives the same lines for the same tables.
//!
//! A generated line names only files, programs and engines that do not exist, except that `--cidfile` and its like name a
//! file to be made in the working directory, which is the context of a build: hand lines to a real client in a folder of their own, and in front of an
//! engine that may be lost.

use std::ffi::OsString;

use longshore::argv::{Command, Operands, Row, Since, Tables, Verb};

use crate::flaws;
use crate::rng::Rng;
use crate::sketch::Sketch;

/// How right the lines are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// Every option is known, has a value that its kind takes, and no two are known to exclude each other. What such a
    /// line names need not exist, so that an engine, or a client that opens files, may still refuse it.
    #[default]
    Valid,
    /// Such a line with one flaw. Clients refuse most of them, and read some as something else than they seem to be.
    NearlyValid,
    /// Such a line with one or two values changed at random. Clients take some of these values and refuse others.
    OddValues,
    /// Several flaws, and words dropped, doubled, swapped or damaged.
    Nasty,
}

/// One generated call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// All its words, the client's name first.
    pub words: Vec<OsString>,
    /// What it says, if it is known, that is for [`Manner::Valid`].
    pub meaning: Option<Meaning>,
}

/// What a line says, as it was made: an answer that no parser gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The command.
    pub command: &'static Command,
    /// The options before it, in their order.
    pub globals: Vec<Said>,
    /// Its options, in their order.
    pub options: Vec<Said>,
    /// Its operands, and the container's words after them.
    pub operands: Vec<OsString>,
}

impl Meaning {
    /// The values given to an option under any of its names, in their order.
    pub fn values(&self, destination: &str) -> impl Iterator<Item = &OsString> {
        let said = self.options.iter().filter(move |said| said.row.destination.as_str() == destination);
        said.map(|said| &said.value)
    }
}

/// One option, said once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which, under the name that was used.
    pub row: &'static Row,
    /// Its value; `true` for a bare switch.
    pub value: OsString,
}

/// A source of command lines.
pub struct Generator {
    tables: &'static dyn Tables,
    rng: Rng,
    manner: Manner,
    release: Option<Since>,
    verbs: Vec<Verb>,
}

impl Generator {
    /// Right lines of any command, of the client that has these tables.
    #[must_use]
    pub fn new(seed: u64, tables: &'static dyn Tables) -> Self {
        Generator { tables, rng: Rng::new(seed), manner: Manner::Valid, release: None, verbs: Vec::new() }
    }

    /// Lines of this manner instead.
    #[must_use]
    pub fn manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// Only options that this release of the client knows (28.2 is 2802).
    #[must_use]
    pub fn release(mut self, release: Since) -> Self {
        self.release = Some(release);
        self
    }

    /// Only commands that do one of these things.
    #[must_use]
    pub fn verbs(mut self, verbs: &[Verb]) -> Self {
        self.verbs = verbs.to_vec();
        self
    }

    /// The words of the next line.
    pub fn line(&mut self) -> Vec<OsString> {
        self.line_with_meaning().words
    }

    /// The next line, and what it means.
    pub fn line_with_meaning(&mut self) -> Line {
        let command = self.command();
        let mut sketch = Sketch::new(self.tables, command, self.release, &mut self.rng);
        let flaws = match self.manner {
            Manner::Valid => return Line { words: sketch.words, meaning: Some(sketch.meaning) },
            Manner::OddValues => {
                for _ in 0..=self.rng.below(2) {
                    flaws::change_value(&mut sketch, &mut self.rng);
                }
                return Line { words: sketch.words, meaning: None };
            }
            Manner::NearlyValid => 1,
            Manner::Nasty => 1 + self.rng.below(4),
        };
        for _ in 0..flaws {
            flaws::spoil(&mut sketch, self.tables, &mut self.rng);
        }
        if self.manner == Manner::Nasty {
            for _ in 0..self.rng.below(3) {
                flaws::damage(&mut sketch.words, &mut self.rng);
            }
        }
        Line { words: sketch.words, meaning: None }
    }

    fn command(&mut self) -> &'static Command {
        let is_wanted = |command: &&Command| {
            let is_read = !command.is_parent && command.verb != Verb::Other && command.operands != Operands::Unread;
            is_read && (self.verbs.is_empty() || self.verbs.contains(&command.verb))
        };
        let commands: Vec<&'static Command> = self.tables.commands().iter().filter(is_wanted).collect();
        assert!(!commands.is_empty(), "{} has no such command: {:?}", self.tables.name(), self.verbs);
        self.rng.pick(&commands)
    }
}

/// Endless.
impl Iterator for Generator {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        Some(self.line_with_meaning())
    }
}
