//! The canonical form of a line, written from what was read: every option as `--name=value` under its own name with the
//! value as our value types write it, `--` before the operands.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use crate::rewritten::rewritten;
use longshore::argv::{Emit, Level, Line, Occurrence, Row, Tables};

pub(crate) fn canonical(line: &Line<'_>, tables: &dyn Tables) -> Vec<OsString> {
    let command = line.command().expect("a line with a command");
    let level = |level: Level| line.occurrences().iter().filter(move |found| found.level == level);
    let mut words = vec![OsString::from("docker")];
    words.extend(level(Level::Global).flat_map(|found| option(line, found, &[tables.globals()], tables)));
    let mut path: Vec<OsString> = command.path.as_str().split(' ').map(OsString::from).collect();
    let name = path.pop();
    words.extend(path);
    words.extend(level(Level::Parent).flat_map(|found| option(line, found, &[tables.parent_options()], tables)));
    words.extend(name);
    words.extend(level(Level::Verb).flat_map(|found| option(line, found, &command.groups, tables)));
    words.push("--".into());
    words.extend(line.operands().iter().map(|&index| line.words()[index].clone()));
    words
}

fn option(
    line: &Line<'_>,
    found: &Occurrence,
    groups: &[longshore::argv::Group],
    tables: &dyn Tables,
) -> Vec<OsString> {
    let value = line.value(found).map_or_else(|| b"true".to_vec(), |value| rewritten(found.row.kind, value));
    let mut rows = groups.iter().flat_map(|&group| tables.rows(group));
    let row: &Row = rows.find(|row| row.name == found.row.destination).expect("the option's own name is in the table");
    if let Emit::Short(letter) = row.emit {
        return vec![OsString::from_vec(vec![b'-', letter]), OsString::from_vec(value)];
    }
    vec![OsString::from_vec([b"--", row.name.as_bytes(), b"=", &value].concat())]
}
