//! The members of a job template, one row each.
//!
//! `candidateMachines` -> a list of strings; its one item is the field `hostname` of a job file.

use crate::yaml::{Fault, Node};

use super::mapping;
use super::request::Draft;

/// What stands in a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `true` or `false`.
    Flag,
    /// An object of strings.
    Map,
    /// A whole number; 0 and -1 are no value.
    Number,
    /// The object with the extensions.
    Extension,
    /// A string.
    Text,
    /// An array of strings.
    Texts,
    /// A time of RFC 3339; the year 1 is no time.
    Time,
}

/// Writes a member into the fields of a job file.
pub(super) type Mapping = fn(&Node, &mut Draft<'_>) -> Result<(), Fault>;

/// What becomes of a member.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    /// A field of job files takes it as it is.
    Field(&'static str),
    /// It is read by a function of its own.
    Own(Mapping),
    /// Nothing, because of this.
    Nothing(&'static str),
    /// It is refused: what is wrong, and what to do.
    Refused(&'static str, &'static str),
}

/// A member.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) meaning: Meaning,
    /// How it is written.
    pub(super) example: &'static str,
}

const fn member(name: &'static str, shape: Shape, meaning: Meaning, example: &'static str) -> Member {
    Member { name, shape, meaning, example }
}

const NO_BATCH_SYSTEM: &str = "no batch system stands behind an engine";
const NO_MAIL: &str = "longshore sends no mail";
const THIS_MACHINE: &str = "the container runs on the engine's machine, whatever that is";
const NO_CLOCK: &str = "the container is started at once, and nothing ends it at a time of day";

/// All members, in the order in which they are mapped.
#[rustfmt::skip]
pub(super) const MEMBERS: [Member; 31] = [
    member("jobCategory", Shape::Text, Meaning::Field("image"), "\"jobCategory\": \"busybox:1\""),
    member("remoteCommand", Shape::Text, Meaning::Own(mapping::command), "\"remoteCommand\": \"sh\""),
    member("args", Shape::Texts, Meaning::Own(mapping::arguments), "\"args\": [\"-c\", \"echo hi\"]"),
    member("jobName", Shape::Text, Meaning::Own(mapping::name), "\"jobName\": \"analysis\""),
    member("candidateMachines", Shape::Texts, Meaning::Own(mapping::machines), "\"candidateMachines\": [\"node1\"]"),
    member("workingDirectory", Shape::Text, Meaning::Own(mapping::directory), "\"workingDirectory\": \"/work\""),
    member("jobEnvironment", Shape::Map, Meaning::Own(mapping::environment), "\"jobEnvironment\": {\"GREETING\": \"hello\"}"),
    member("stageInFiles", Shape::Map, Meaning::Own(mapping::files), "\"stageInFiles\": {\"/data/in\": \"/in:ro\"}"),
    member("inputPath", Shape::Text, Meaning::Own(mapping::input), "\"inputPath\": \"/home/alice/in.txt\""),
    member("outputPath", Shape::Text, Meaning::Own(mapping::output), "\"outputPath\": \"/home/alice/out.txt\""),
    member("errorPath", Shape::Text, Meaning::Own(mapping::errors), "\"errorPath\": \"/home/alice/err.txt\""),
    member("joinFiles", Shape::Flag, Meaning::Own(mapping::join), "\"joinFiles\": true"),
    member("extension", Shape::Extension, Meaning::Nothing(""), "\"extension\": {\"extensionList\": {\"rm\": \"true\"}}"),
    member("submitAsHold", Shape::Flag, Meaning::Refused("no engine holds a job back", "submit it when it may run, without `submitAsHold`"), "\"submitAsHold\": false"),
    member("reRunnable", Shape::Flag, Meaning::Nothing("nothing runs a job again but the extension `restart`"), "\"reRunnable\": false"),
    member("email", Shape::Texts, Meaning::Nothing(NO_MAIL), "\"email\": [\"alice@example.org\"]"),
    member("emailOnStarted", Shape::Flag, Meaning::Nothing(NO_MAIL), "\"emailOnStarted\": false"),
    member("emailOnTerminated", Shape::Flag, Meaning::Nothing(NO_MAIL), "\"emailOnTerminated\": false"),
    member("reservationID", Shape::Text, Meaning::Nothing(NO_BATCH_SYSTEM), "\"reservationID\": \"7\""),
    member("queueName", Shape::Text, Meaning::Nothing(NO_BATCH_SYSTEM), "\"queueName\": \"long\""),
    member("minSlots", Shape::Number, Meaning::Nothing(NO_BATCH_SYSTEM), "\"minSlots\": 1"),
    member("maxSlots", Shape::Number, Meaning::Nothing(NO_BATCH_SYSTEM), "\"maxSlots\": 1"),
    member("priority", Shape::Number, Meaning::Nothing(NO_BATCH_SYSTEM), "\"priority\": 1"),
    member("accountingString", Shape::Text, Meaning::Nothing(NO_BATCH_SYSTEM), "\"accountingString\": \"project-7\""),
    member("minPhysMemory", Shape::Number, Meaning::Nothing(THIS_MACHINE), "\"minPhysMemory\": 1024"),
    member("machineOs", Shape::Text, Meaning::Nothing(THIS_MACHINE), "\"machineOs\": \"linux\""),
    member("machineArch", Shape::Text, Meaning::Nothing(THIS_MACHINE), "\"machineArch\": \"x64\""),
    member("startTime", Shape::Time, Meaning::Nothing(NO_CLOCK), "\"startTime\": \"2026-11-21T09:00:00Z\""),
    member("deadlineTime", Shape::Time, Meaning::Nothing(NO_CLOCK), "\"deadlineTime\": \"2026-11-21T09:00:00Z\""),
    member("stageOutFiles", Shape::Map, Meaning::Nothing("nothing is copied out of a container: let the job write into a directory of `stageInFiles`"), "\"stageOutFiles\": {\"/out\": \"/home/alice/out\"}"),
    member("resourceLimits", Shape::Map, Meaning::Nothing("a container's limits are the extension `ulimit`, and what the profile sets"), "\"resourceLimits\": {\"OPEN_FILES\": \"1024\"}"),
];

/// The names of all members.
pub fn member_names() -> impl Iterator<Item = &'static str> {
    MEMBERS.iter().map(|member| member.name)
}

/// The member of that name, in any case, as the Go interface reads it.
pub(super) fn find(name: &str) -> Option<&'static Member> {
    MEMBERS.iter().find(|member| member.name.eq_ignore_ascii_case(name))
}
