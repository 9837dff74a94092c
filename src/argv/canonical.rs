//! The canonical form of a line: what a policy has checked is what is run.
//!
//! `docker create -itu 1000 --net host img -x` -> `docker create --interactive --tty --user=1000 --network=host -- img -x`.
//!
//! Each option stands alone in the spelling that every supported client accepts, in the order of the line, before the
//! operands. A scalar that a later one overrides is left out; the caller has read each of them as valid before. Lists,
//! empty values and `=false` are kept, and `--` ends the options of commands that start a program.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;

use super::command::Operands;
use super::line::{Level, Line, Occurrence};
use super::origin::{Author, Cause, Origin, Word};
use super::render::push_option;
use super::row::{Kind, Repeats, Row};
use super::scan::boolean;

/// Another option and value in the place of one of the line.
pub type Instead = (&'static Row, Vec<u8>);

/// The canonical form of `line`, whose words and their causes are `words`. Where `instead` gives an option for an
/// occurrence, that is written in its place.
#[must_use]
pub fn canonical(line: &Line<'_>, words: &[Word], instead: &dyn Fn(&Occurrence) -> Option<Instead>) -> Vec<Word> {
    let mut out = Writer { line, words, out: Vec::new() };
    out.word(0);
    out.options(Level::Global, instead);
    out.command(instead);
    out.options(Level::Verb, instead);
    out.operands();
    out.out
}

struct Writer<'w, 'a> {
    line: &'w Line<'a>,
    words: &'w [Word],
    out: Vec<Word>,
}

impl Writer<'_, '_> {
    /// A word that stays as it is.
    fn word(&mut self, index: usize) {
        self.out.extend(self.words.get(index).cloned());
    }

    /// The words of the command, and the options between a parent and its sub-command.
    fn command(&mut self, instead: &dyn Fn(&Occurrence) -> Option<Instead>) {
        let Some(command) = self.line.command() else { return };
        let names: Vec<&str> = command.path.as_str().split(' ').collect();
        let last = self.line.command_word();
        // The words of the path stand in order; from the last one backwards each is found once.
        let mut places = vec![last];
        for name in names.iter().rev().skip(1) {
            let before = places.last().copied().unwrap_or(last);
            let found = (1..before).rev().find(|&index| self.line.word(index) == name.as_bytes());
            places.extend(found);
        }
        let mut places: Vec<usize> = places.into_iter().rev().collect();
        // Options of a parent stand after its name, whether a sub-command follows or not.
        let name = if command.is_parent { None } else { places.pop() };
        for index in places {
            self.word(index);
        }
        self.options(Level::Parent, instead);
        if let Some(index) = name {
            self.word(index);
        }
    }

    fn options(&mut self, level: Level, instead: &dyn Fn(&Occurrence) -> Option<Instead>) {
        let all = self.line.occurrences();
        for (index, found) in all.iter().enumerate().filter(|(_, found)| found.level == level) {
            let later = all.get(index + 1..).unwrap_or_default();
            if found.row.is_unknown() {
                // Its name is on the line only, and its one reading is the word as it stands: `--name=value`.
                self.word(found.word);
                continue;
            }
            if found.row.repeats == Repeats::Last && later.iter().any(|other| is_same(found, other)) {
                continue;
            }
            let (row, value) = match instead(found) {
                Some((row, value)) => (row, Some(value)),
                None => (found.row, value(self.line, found)),
            };
            self.option(found, row, value.as_deref());
        }
    }

    fn option(&mut self, found: &Occurrence, row: &Row, value: Option<&[u8]>) {
        let Some(word) = self.words.get(found.word) else { return };
        let start = self.out.len();
        let given = self.written(found);
        push_option(row, value, Cause { origin: word.origin, author: word.author }, None, None, &mut self.out);
        for (position, new) in self.out.iter_mut().skip(start).enumerate() {
            // Of a two-word form the second has the index of the given value, if that was a word of its own.
            let source = if position == 0 { word } else { self.words.get(found.word + 1).unwrap_or(word) };
            new.index = source.index;
            new.translated = source.translated;
            if position == 0 && new.text != given {
                new.was = word.was.clone().or(Some(given.clone()));
                if matches!(word.origin, Origin::Given { .. }) {
                    new.origin = Origin::Canonical;
                }
            } else {
                new.was.clone_from(&source.was);
            }
            if word.index.is_none() {
                (new.index, new.was) = (None, None);
            }
        }
    }

    /// The option as it was written, in one text.
    fn written(&self, found: &Occurrence) -> OsString {
        let mut text = OsStr::from_bytes(self.line.word(found.word)).to_owned();
        if found.takes_next_word() {
            text.push(" ");
            text.push(OsStr::from_bytes(self.line.word(found.word + 1)));
        }
        text
    }

    fn operands(&mut self) {
        let operands = self.line.operands();
        let starts_program = self
            .line
            .command()
            .is_some_and(|command| matches!(command.operands, Operands::ImageCommand | Operands::ContainerCommand));
        let is_dashed = operands.iter().any(|&index| self.line.word(index).starts_with(b"-"));
        if !operands.is_empty() && (starts_program || is_dashed) {
            let text = OsString::from("--");
            self.out.push(Word {
                text,
                index: None,
                was: None,
                origin: Origin::Canonical,
                author: Author::Site,
                translated: None,
            });
        }
        for &index in operands {
            self.word(index);
        }
    }
}

/// Whether `other` overrides `found`.
fn is_same(found: &Occurrence, other: &Occurrence) -> bool {
    found.row.destination == other.row.destination && (found.level == Level::Global) == (other.level == Level::Global)
}

/// The value to write: a switch that is on stands bare, one that is off is `false`.
fn value(line: &Line<'_>, found: &Occurrence) -> Option<Vec<u8>> {
    let value = line.value(found)?;
    if found.row.kind != Kind::Bool {
        return Some(value.to_vec());
    }
    match boolean(value) {
        Some(true) => None,
        Some(false) => Some(b"false".to_vec()),
        // Kept, so that it is refused as it was written.
        None => Some(value.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::canonical;
    use crate::argv::{Draft, Line, Tables, Word};
    use crate::runtimes::docker::Docker;
    use crate::runtimes::podman::Podman;

    fn form(words: &str, tables: &dyn Tables) -> String {
        let words: Vec<OsString> = shell_words::split(words).expect("words").into_iter().map(OsString::from).collect();
        let rendered = Draft::new(Line::read(&words, tables).expect("a line")).render();
        let line = Line::read(&words, tables).expect("a line");
        let words: Vec<Word> = rendered.words.into_iter().map(Word::into_owned).collect();
        let out = canonical(&line, &words, &|_| None);
        out.iter().map(|word| word.text.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_option_stands_alone_before_the_operands() {
        assert_eq!(
            form("docker create -itu 1000 --net host -e A=1 -eB img -x --y", &Docker),
            "docker create --interactive --tty --user=1000 --network=host --env=A=1 --env=B -- img -x --y"
        );
        assert_eq!(form("docker container run -d img", &Docker), "docker container run --detach -- img");
        assert_eq!(form("docker rm a -f b", &Docker), "docker rm --force a b");
        assert_eq!(form("docker rm -- -x", &Docker), "docker rm -- -x");
        assert_eq!(form("docker stop --time 3 a", &Docker), "docker stop -t 3 a");
    }

    #[test]
    fn only_the_last_of_a_scalar_is_written_and_all_of_a_list() {
        assert_eq!(
            form("docker run -u 1 --privileged --user= --privileged=0 -v /a:/a -v /b:/b -e A -e A=2 img", &Docker),
            "docker run --user= --privileged=false --volume=/a:/a --volume=/b:/b --env=A --env=A=2 -- img"
        );
        assert_eq!(form("docker run --tty=T --init=1 img", &Docker), "docker run --tty --init -- img");
    }

    #[test]
    fn an_option_that_no_table_has_keeps_its_word() {
        assert_eq!(
            form("docker --neu=1 container --neuer=a=b run -it --neust= --neust=2 img", &Docker),
            "docker --neu=1 container --neuer=a=b run --interactive --tty --neust= --neust=2 -- img"
        );
        assert_eq!(form("podman image --hel-H=x list --neu=false", &Podman), "podman image --hel-H=x list --neu=false");
    }

    #[test]
    fn options_before_the_command_stay_there() {
        assert_eq!(
            form("docker -H tcp://a -D container --help run -- img", &Docker),
            "docker --host=tcp://a --debug container --help run -- img"
        );
        assert_eq!(form("podman --root /x run --runroot /y img", &Podman), "podman --root=/x run --runroot=/y -- img");
        assert_eq!(form("docker -v", &Docker), "docker --version");
        assert_eq!(form("podman container --help --remote=x", &Podman), "podman container --help --remote=x");
    }
}
