//! Arrays: one template, many jobs.
//!
//! `1-9:4` -> the tasks 1, 5, 9; the ids of their containers `0a..`, `1b..`, `2c..` -> the array's id `0a..,1b..,2c..`.
//!
//! Every verb takes an array's id as it takes a job's: it is the list of its members. The Go tracker's form, a JSON list, is
//! read too.

use std::fmt;

use serde_json::Value;

/// The most tasks of an array. Its id lists ids of 64 characters and is one word of a command line, for which Linux has
/// 128 KiB.
pub const LARGEST_ARRAY: u32 = 2000;

/// Why something is no range, or no id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArrayError {
    /// A range that ends before it begins.
    Backwards {
        /// The range as written.
        text: String,
    },
    /// A first index of 0: DRMAA2 counts from 1.
    FromZero {
        /// The range as written.
        text: String,
    },
    /// A member that is no id of a container.
    NoId {
        /// The member as written.
        text: String,
    },
    /// Not of the form `BEGIN-END[:STEP]`.
    NoRange {
        /// What was written.
        text: String,
    },
    /// A step of 0, which never ends.
    NoStep {
        /// The range as written.
        text: String,
    },
    /// More tasks than [`LARGEST_ARRAY`].
    TooMany {
        /// The range as written.
        text: String,
        /// How many.
        tasks: u32,
    },
}

impl fmt::Display for ArrayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArrayError::Backwards { text } => {
                write!(f, "the range `{text}` ends before it begins; write the lower index first")
            }
            ArrayError::FromZero { text } => write!(f, "the range `{text}` begins with 0; indices begin with 1"),
            ArrayError::NoId { text } => write!(f, "`{text}` is no id of a job; give what `submit` or `array` printed"),
            ArrayError::NoRange { text } => {
                write!(f, "`{text}` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2")
            }
            ArrayError::NoStep { text } => {
                write!(f, "the range `{text}` never ends; write a step of 1 or more, or leave it out")
            }
            ArrayError::TooMany { text, tasks } => {
                write!(f, "the range `{text}` has {tasks} tasks, more than {LARGEST_ARRAY}; submit several arrays")
            }
        }
    }
}

impl std::error::Error for ArrayError {}

/// The indices of an array's tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArrayRange {
    begin: u32,
    end: u32,
    step: u32,
}

impl ArrayRange {
    /// Reads `BEGIN-END[:STEP]`, decimal digits without sign.
    ///
    /// # Errors
    /// For another form, an index of 0, an end before the begin, a step of 0, more tasks than [`LARGEST_ARRAY`].
    pub fn parse(text: &str) -> Result<ArrayRange, ArrayError> {
        let shown = || text.chars().take(48).collect::<String>();
        let number = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            if digits { part.parse::<u32>().ok() } else { None }
        };
        let no_range = || ArrayError::NoRange { text: shown() };
        let (range, step) = text.split_once(':').map_or((text, None), |(range, step)| (range, Some(step)));
        let (begin, end) = range.split_once('-').ok_or_else(no_range)?;
        let (begin, end) = (number(begin).ok_or_else(no_range)?, number(end).ok_or_else(no_range)?);
        let step = step.map_or(Some(1), number).ok_or_else(no_range)?;
        if step == 0 {
            return Err(ArrayError::NoStep { text: shown() });
        }
        if begin == 0 {
            return Err(ArrayError::FromZero { text: shown() });
        }
        let reach = end.checked_sub(begin).ok_or_else(|| ArrayError::Backwards { text: shown() })?;
        let tasks = (reach / step).saturating_add(1);
        if tasks > LARGEST_ARRAY {
            return Err(ArrayError::TooMany { text: shown(), tasks });
        }
        Ok(ArrayRange { begin, end, step })
    }

    /// The indices, ascending.
    pub fn indices(self) -> impl Iterator<Item = u32> {
        let tasks = (self.end - self.begin) / self.step;
        // The last one is not above the end.
        (0..=tasks).map(move |number| self.begin + number * self.step)
    }
}

impl fmt::Display for ArrayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.begin, self.end)?;
        if self.step == 1 { Ok(()) } else { write!(f, ":{}", self.step) }
    }
}

/// The id of a job or of an array: the containers that it stands for, in the order of the tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayId {
    members: Vec<String>,
}

impl ArrayId {
    /// An array of these containers.
    ///
    /// # Errors
    /// [`ArrayError::NoId`] when there is none, or one that is no id or name of a container.
    pub fn of(members: Vec<String>) -> Result<ArrayId, ArrayError> {
        if members.is_empty() {
            return Err(ArrayError::NoId { text: String::new() });
        }
        match members.iter().find(|member| !is_id(member)) {
            Some(text) => Err(ArrayError::NoId { text: text.chars().take(48).collect() }),
            None => Ok(ArrayId { members }),
        }
    }

    /// Reads `ID`, `ID,ID,...` or `["ID", "ID", ...]`.
    ///
    /// # Errors
    /// As [`ArrayId::of`].
    pub fn parse(text: &str) -> Result<ArrayId, ArrayError> {
        if !text.starts_with('[') {
            return ArrayId::of(text.split(',').map(str::to_owned).collect());
        }
        let no_id = || ArrayError::NoId { text: text.chars().take(48).collect() };
        let list: Value = serde_json::from_str(text).map_err(|_| no_id())?;
        let members = list.as_array().ok_or_else(no_id)?;
        let members = members.iter().map(|member| member.as_str().map(str::to_owned).ok_or_else(no_id));
        ArrayId::of(members.collect::<Result<_, _>>()?)
    }

    /// Its containers.
    #[must_use]
    pub fn members(&self) -> &[String] {
        &self.members
    }
}

/// `ID,ID,...`.
impl fmt::Display for ArrayId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.members.join(","))
    }
}

/// Whether engines take it for a container: its id, the beginning of one, or a name. Nothing else reaches their clients' lines.
fn is_id(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphanumeric())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}
