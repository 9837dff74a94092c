//! What comes to a line from around it: node, job, environment.
//!
//! `from_env: {KEEP: {setting: pass_env}}` beside `pass_env: {}` -> the caller's `KEEP=false` keeps its environment out.

use crate::batch::Batch;

use super::from_env::FromEnv;
use super::pass_env::PassEnv;

/// What comes to a line from around it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// The batch system whose jobs call.
    pub batch: Option<Batch>,
    /// The file of the node's facts; without one, [`crate::profile::FACTS_FILE`].
    pub facts: Option<String>,
    /// Variables of the caller that set options, in order.
    pub from_env: Vec<FromEnv>,
    /// Which of the caller's variables the container gets.
    pub pass_env: Option<PassEnv>,
}
