//! Command lines as data: words, options, operands, read exactly as the client reads them.
//!
//! `docker create -itu 1000 img sh -c x` -> the command `create`; the options `interactive`, `tty`, `user` = `1000`; the
//! operands `img`, `sh`, `-c`, `x`. This module knows how a line is read; which options exist is the tables' business
//! (`src/runtimes`), what they mean is `src/values` and `src/effects`.

mod command;
mod name;
mod row;

pub use command::{Command, Group, Operands, Tables, Verb};
pub use name::Name;
pub use row::{Class, Emit, Kind, Reading, Repeats, Row, Since, row, switch};
