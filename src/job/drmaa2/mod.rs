//! DRMAA2: jobs as the Go interface of that standard describes them, run as containers.
//!
//! `{"jobCategory": "busybox:1", "remoteCommand": "echo", "args": ["hi"]}` -> `docker run --pull=never busybox:1 echo hi`; what
//! `inspect` says of that container -> the job is `Done`, and its [`JobInfo`].
//!
//! A template becomes the fields of a job file and goes its road: one way to make a line of a job. What is mapped to what, and
//! where that differs from the tracker of Go's `drmaa2os`, stands in docs/drmaa2.md, which the tests compare with the code.

mod array;
mod categories;
mod control;
mod extensions;
mod filter;
mod job_info;
mod labels;
mod machine;
mod mapping;
mod members;
mod request;

mod state;
mod template;

pub use array::{ArrayError, ArrayId, ArrayRange, LARGEST_ARRAY};
pub use categories::{LISTING, categories};
pub use control::{Control, NotSupported};
pub use extensions::extension_names;
pub use filter::Filter;
pub use job_info::JobInfo;
pub use labels::{ARRAY, SESSION, TASK, marks};
pub use machine::MachineInfo;
pub use members::member_names;
pub use request::{Mapped, Submission, Unused};
pub use state::{Condition, State, state_of};
pub use template::Template;
