//! A client's tables with the options that a site declares.
//!
//! docker's tables and the row `gpu` -> `docker run --gpu img` reads as the switch `gpu` and the image `img`; without it the
//! line is refused, because nobody knows whether `img` is the option's value.
//!
//! Rows are `'static` all over longshore, and a site's rows come from a file. So each set of them is kept once for the life of the
//! process, in a bounded number of places; the same set is always the same place.

use std::sync::OnceLock;

use super::command::{Command, Group, Tables};
use super::error::ReadError;
use super::line::Line;
use super::row::Row;

/// How many different sets of rows a process can hold: `longshore verify` loads many profiles, every other command one.
const SETS: usize = 1024;

static KEPT: [OnceLock<Vec<Row>>; SETS] = [const { OnceLock::new() }; SETS];

/// Keeps a set of rows, sorted by name; `None` when too many different ones are kept already.
#[must_use]
pub fn keep_rows(mut rows: Vec<Row>) -> Option<&'static [Row]> {
    if rows.is_empty() {
        return Some(&[]);
    }
    rows.sort_by_key(|row| row.name);
    KEPT.iter().find_map(|place| {
        let kept = place.get_or_init(|| rows.clone());
        (*kept == rows).then_some(kept.as_slice())
    })
}

/// The tables of a client with more options of `run` and `create`.
#[derive(Clone, Copy)]
pub struct SiteTables {
    base: &'static dyn Tables,
    rows: &'static [Row],
}

impl SiteTables {
    /// `base` with `rows`, which are sorted by name.
    #[must_use]
    pub fn new(base: &'static dyn Tables, rows: &'static [Row]) -> SiteTables {
        SiteTables { base, rows }
    }

    /// These tables, or the client's own when there is nothing more: then nothing stands between.
    #[must_use]
    pub fn shortest(&self) -> &dyn Tables {
        if self.rows.is_empty() { self.base } else { self }
    }
}

impl Tables for SiteTables {
    fn name(&self) -> &'static str {
        self.base.name()
    }

    fn rows(&self, group: Group) -> &'static [Row] {
        if group == Group::SITE { self.rows } else { self.base.rows(group) }
    }

    fn globals(&self) -> Group {
        self.base.globals()
    }

    fn late_globals(&self) -> Group {
        self.base.late_globals()
    }

    fn first_looks(&self) -> &'static [Group] {
        self.base.first_looks()
    }

    fn parent_options(&self) -> Group {
        self.base.parent_options()
    }

    fn commands(&self) -> &'static [Command] {
        self.base.commands()
    }

    fn reads_globals_first(&self) -> bool {
        self.base.reads_globals_first()
    }

    fn check(&self, line: &Line<'_>) -> Result<(), ReadError> {
        self.base.check(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argv::{Class, switch};

    #[test]
    fn the_same_rows_are_kept_once_and_sorted() {
        let rows = || vec![switch("zeta", 0, Class::Privilege), switch("alpha", 0, Class::Privilege)];
        let kept = keep_rows(rows()).unwrap();
        assert_eq!(kept.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["alpha", "zeta"]);
        assert!(std::ptr::eq(kept, keep_rows(rows()).unwrap()));
        assert_eq!(keep_rows(Vec::new()), Some(&[][..]));
    }
}
