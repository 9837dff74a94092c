//! A right command line in the making: words, and where its parts begin.
//!
//! `docker -D container create -t --user 5 -- img sh`: the options begin at word 4, the operands end them at word 7.

use std::ffi::OsString;

use longshore::argv::{Class, Command, Group, Reading, Repeats, Row, Since, Tables};

use crate::generator::{Meaning, Said};
use crate::operands;
use crate::pools;
use crate::rng::Rng;
use crate::spelling::spell;

/// Options that clients refuse together.
const EXCLUSIVE: &[(&str, &str)] = &[
    ("attach", "detach"),
    ("health-cmd", "no-healthcheck"),
    ("health-interval", "no-healthcheck"),
    ("health-retries", "no-healthcheck"),
    ("health-start-interval", "no-healthcheck"),
    ("health-start-period", "no-healthcheck"),
    ("health-timeout", "no-healthcheck"),
    ("cpus", "cpu-period"),
    ("cpus", "cpu-quota"),
    ("link", "network"),
    ("restart", "rm"),
    ("time", "timeout"),
];

/// Options that clients take only in some company or on some platform.
const UNSOCIABLE: &[&str] = &[
    "cpu-count",
    "cpu-percent",
    "help",
    "io-maxbandwidth",
    "io-maxiops",
    "isolation",
    // Wants a network of the user's own.
    "network-alias",
    "version",
];

/// The most options on one level of a line.
const MOST: usize = 8;

/// A line, and where its parts begin.
pub(crate) struct Sketch {
    pub(crate) words: Vec<OsString>,
    /// The first word after the command.
    pub(crate) options_at: usize,
    /// The word that ends the options where the first operand does: that operand or the `--` before it. The number of
    /// words where options may stand to the end.
    pub(crate) operands_at: usize,
    /// The options that the command knows.
    pub(crate) rows: Vec<&'static Row>,
    pub(crate) meaning: Meaning,
}

impl Sketch {
    /// A right line of this command, with options that this release knows.
    pub(crate) fn new(
        tables: &'static dyn Tables,
        command: &'static Command,
        release: Option<Since>,
        rng: &mut Rng,
    ) -> Self {
        let known = |group: Group| tables.rows(group).iter().filter(move |row| knows(release, row));
        let rows: Vec<&'static Row> = command.groups.into_iter().flat_map(known).collect();
        let globals: Vec<&'static Row> = known(tables.globals()).collect();

        let most_globals = if rng.one_in(4) { 2 } else { 0 };
        let (global_words, globals) = options(&tame(&globals), most_globals, rng).finish();
        let most = if rng.one_in(6) { 0 } else { MOST };
        let (option_words, options) = options(&tame(&rows), most, rng).finish();
        let operands = operands::fitting(command, rng);
        let ends = rng.one_in(4) && !operands.is_empty();

        let mut words = vec![OsString::from(tables.name())];
        words.extend(global_words.into_iter().flatten());
        words.extend(command.path.as_str().split(' ').map(OsString::from));
        let options_at = words.len();
        let operands_at = if command.interspersed && !ends {
            words.extend(mixed(option_words, &operands, rng));
            words.len()
        } else {
            words.extend(option_words.into_iter().flatten());
            let at = words.len();
            words.extend(ends.then(|| OsString::from("--")));
            words.extend(operands.iter().cloned());
            at
        };
        let meaning = Meaning { command, globals, options, operands };
        Sketch { words, options_at, operands_at, rows, meaning }
    }
}

fn knows(release: Option<Since>, row: &Row) -> bool {
    release.is_none_or(|release| row.since <= release && (row.until == 0 || release < row.until))
}

/// The options that mean the same on every machine, and leave the command its business.
fn tame(rows: &[&'static Row]) -> Vec<&'static Row> {
    let is_tame = |row: &&&Row| {
        !UNSOCIABLE.contains(&row.destination.as_str())
            && !matches!(row.class, Class::Engine | Class::Program)
            && row.reading != Reading::LocalOnly
    };
    rows.iter().filter(is_tame).copied().collect()
}

/// Options as they are written: each with its words, and what they say.
#[derive(Default)]
struct Written {
    words: Vec<Vec<OsString>>,
    said: Vec<Said>,
}

impl Written {
    fn finish(self) -> (Vec<Vec<OsString>>, Vec<Said>) {
        (self.words, self.said)
    }

    /// Whether the option may follow what is written.
    fn admits(&self, row: &Row) -> bool {
        let names = |row: &Row| [row.name, row.destination];
        let is = |row: &Row, name: &str| names(row).iter().any(|own| own.as_str() == name);
        self.said.iter().all(|Said { row: other, .. }| {
            let excludes =
                |&(one, two): &(&str, &str)| is(row, one) && is(other, two) || is(row, two) && is(other, one);
            let is_again = row.destination == other.destination && row.repeats == Repeats::First;
            !is_again && !EXCLUSIVE.iter().any(excludes)
        })
    }
}

/// Up to `most` options, some of them repeated, some behind switches in one word.
fn options(rows: &[&'static Row], most: usize, rng: &mut Rng) -> Written {
    let mut written = Written::default();
    let switches: Vec<&'static Row> = rows.iter().filter(|row| row.is_switch() && row.short != 0).copied().collect();
    if rows.is_empty() {
        return written;
    }
    for _ in 0..rng.below(most + 1) {
        let row = match &written.said[..] {
            [] => rng.pick(rows),
            said if rng.one_in(5) => rng.pick(&said.iter().map(|said| said.row).collect::<Vec<_>>()),
            _ => rng.pick(rows),
        };
        if !written.admits(row) {
            continue;
        }
        let before: Vec<&'static Row> = if switches.is_empty() || !rng.one_in(3) {
            Vec::new()
        } else {
            (0..=rng.below(2)).map(|_| rng.pick(&switches)).filter(|switch| written.admits(switch)).collect()
        };
        let value = if row.is_switch() && !rng.one_in(4) { "true".into() } else { pools::good(row, rng) };
        let (words, has_switches) = spell(row, &value, &before, rng);
        let said = before.into_iter().filter(|_| has_switches).map(|row| Said { row, value: "true".into() });
        written.said.extend(said.chain([Said { row, value }]));
        written.words.push(words);
    }
    written
}

/// Options and operands among each other, both in their order.
fn mixed(options: Vec<Vec<OsString>>, operands: &[OsString], rng: &mut Rng) -> Vec<OsString> {
    let mut operands = operands.iter().cloned();
    let mut words = Vec::new();
    for option in options {
        if rng.one_in(3) {
            words.extend(operands.next());
        }
        words.extend(option);
    }
    words.extend(operands);
    words
}
