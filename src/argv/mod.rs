//! Command lines as data: words, options, operands, read exactly as the client reads them.
//!
//! `docker create -itu 1000 img sh -c x` -> the command `create`; the options `interactive`, `tty`, `user` = `1000`; the
//! operands `img`, `sh`, `-c`, `x`. This module knows how a line is read; which options exist is the tables' business
//! (`src/runtimes`), what they mean is `src/values` and `src/effects`.

mod canonical;
mod command;
mod draft;
mod error;
mod first_look;
mod line;
mod name;
mod origin;
pub mod quote;
mod render;
mod row;
mod scan;
mod site_tables;
mod term;

pub use canonical::{Instead, canonical};
pub use command::{Command, Group, Operands, Tables, Verb, option_row};
pub use draft::{Draft, InFile, Item};
pub use error::{ReadError, Where};
pub use line::{Form, Level, Line, Occurrence};
pub use name::Name;
pub use origin::{Author, Cause, Origin, Place, Removed, Word};
pub use render::Rendered;
pub use row::{Class, Emit, Kind, Reading, Repeats, Row, Since, UNKNOWN, row, switch};
pub use scan::boolean;
pub use site_tables::{SiteTables, keep_rows};
