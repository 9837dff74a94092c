//! The members of a template: what the tracker does with each, what longshore does, and why that differs.

use crate::drmaa2::template::Outcome::{Line, Refused, Unused};
use crate::drmaa2::template::{Case, Row, Setup, array, case, row, supervised};

const SAME: &str = "";

#[rustfmt::skip]
pub(crate) const MEMBERS: &[Row] = &[
    row("jobCategory", "`Image`", SAME, &[
        case(r#""jobCategory": "centos:7""#, Line("docker run --pull=never centos:7")),
        case(r#""jobCategory": "registry.example.org:5000/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef""#,
            Line("docker run --pull=never registry.example.org:5000/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")),
        case(r#""jobCategory": """#, Refused(r#"1:1: key `jobCategory` is missing; write the image: `"jobCategory": "busybox:1"`"#)),
        case(r#""jobCategory": "--privileged""#, Refused(r#"1:17: `--privileged` is no image; write it as in `"jobCategory": "busybox:1"`"#)),
        Case { setup: Setup::PULLS, ..case(r#""jobCategory": "centos:7""#, Line("docker run --pull=missing centos:7")) },
    ]),
    row("remoteCommand", "`Cmd[0]`", "Not required: without it the image's own program runs, as with the tracker's code.", &[
        case(r#""remoteCommand": "echo""#, Line("docker run --pull=never img echo")),
        case(r#""remoteCommand": "/opt/my tool""#, Line("docker run --pull=never img '/opt/my tool'")),
        case(r#""remoteCommand": """#, Line("docker run --pull=never img")),
        supervised(r#""remoteCommand": "echo""#, Line("docker create --pull=never img echo")),
    ]),
    row("args", "`Cmd[1:]`", SAME, &[
        case(r#""remoteCommand": "sh", "args": ["-c", "echo \"a  b\"", ""]"#, Line(r#"docker run --pull=never img sh -c 'echo "a  b"' ''"#)),
        case(r#""args": ["--privileged"]"#, Line("docker run --pull=never img --privileged")),
        case(r#""args": []"#, Line("docker run --pull=never img")),
        case(r#""args": "-c""#, Refused("1:32: expected a list, found a text; write a list")),
        case(r#""args": ["-n", 7]"#, Refused("1:39: expected a string in quotes, found a text; write a string in quotes")),
    ]),
    row("jobName", "the container's name", "Tasks of an array have their index behind it: the tracker's second task fails, since names are unique.", &[
        case(r#""jobName": "analysis""#, Line("docker run --name=analysis --pull=never img")),
        array(r#""jobName": "analysis""#, Line("docker run --name=analysis.3 --env=TASK_ID=3 --pull=never img")),
    ]),
    row("candidateMachines", "`[0]` is `Hostname`", "Several are refused: the tracker ignores them, so the host name is a surprise.", &[
        case(r#""candidateMachines": ["node1"]"#, Line("docker run --hostname=node1 --pull=never img")),
        case(r#""candidateMachines": []"#, Line("docker run --pull=never img")),
        case(r#""candidateMachines": ["node1", "node2"]"#, Refused("1:45: a container has one host name, here are several; name one machine, or none")),
        case(r#""candidateMachines": [""]"#, Refused("1:46: the machine's name is empty; write a name, or no machine")),
    ]),
    row("workingDirectory", "`WorkingDir`", "Places such as `$DRMAA2_HOME_DIR$` are refused: the tracker takes them for names of directories.", &[
        case(r#""workingDirectory": "/work""#, Line("docker run --workdir=/work --pull=never img")),
        case(r#""workingDirectory": "$DRMAA2_HOME_DIR$/a""#, Refused("1:44: `$DRMAA2_HOME_DIR$` has no meaning for a container; write the path itself")),
        case(r#""workingDirectory": "/work/$DRMAA2_INDEX$""#, Refused("1:44: `$DRMAA2_INDEX$` is the index of a task, and this is no array; submit it as an array, or write the path")),
        array(r#""workingDirectory": "/work/$DRMAA2_INDEX$""#, Line("docker run --workdir=/work/3 --env=TASK_ID=3 --pull=never img")),
    ]),
    row("jobEnvironment", "`Env`, in random order", "In the order written, so that the same template makes the same line.", &[
        case(r#""jobEnvironment": {"B": "x  y", "A": "1=2", "C": ""}"#, Line("docker run '--env=B=x  y' --env=A=1=2 --env=C= --pull=never img")),
        case(r#""jobEnvironment": {"A": "*", "P*": "1"}"#, Line("docker run '--env=A=*' '--env=P*=1' --pull=never img")),
        case(r#""jobEnvironment": {"A=B": "1"}"#, Refused(r#"1:43: `A=B` is no name; write it as in `"jobEnvironment": {"GREETING": "hello"}`"#)),
        case(r#""jobEnvironment": {"": "1"}"#, Refused(r#"1:43: `` is no name; write it as in `"jobEnvironment": {"GREETING": "hello"}`"#)),
        case(r#""jobEnvironment": {"A": 1}"#, Refused("1:48: expected a string in quotes, found a text; write a string in quotes")),
        case(r#""jobEnvironment": {"A": null}"#, Refused("1:48: expected a string in quotes, found a text; write a string in quotes")),
        array(r#""jobEnvironment": {"TASK_ID": "9", "A": "1"}"#, Unused("docker run --env=A=1 --env=TASK_ID=3 --pull=never img", "1:43: jobEnvironment TASK_ID is not used: it is the task's index, which the array sets")),
    ]),
    row("stageInFiles", "`-v HOST:CONTAINER`", "A mount: the engine does not make a missing file of the host as a directory of root's, and a path may have a colon. `z` and `Z` are refused.", &[
        case(r#""stageInFiles": {"/data/in": "/in"}"#, Line("docker run --mount=type=bind,source=/data/in,target=/in --pull=never img")),
        case(r#""stageInFiles": {"/data/in": "/in:ro"}"#, Line("docker run --mount=type=bind,source=/data/in,target=/in,readonly --pull=never img")),
        case(r#""stageInFiles": {"/b": "/b:ro,rslave", "/a": "/a:rw"}"#, Line("docker run --mount=type=bind,source=/b,target=/b,readonly,bind-propagation=rslave --mount=type=bind,source=/a,target=/a --pull=never img")),
        case(r#""stageInFiles": {"in.dat": "/in.dat", "./b": "/b", "../c": "/c"}"#, Line("docker run --mount=type=bind,source=/home/alice/in.dat,target=/in.dat --mount=type=bind,source=/home/alice/b,target=/b --mount=type=bind,source=/home/alice/../c,target=/c --pull=never img")),
        case(r#""stageInFiles": {"/a,b:c": "/d"}"#, Line("docker run '--mount=type=bind,\"source=/a,b:c\",target=/d' --pull=never img")),
        case(r#""stageInFiles": {"/a": "/a:Z"}"#, Refused("1:47: `Z` is no way to bind a file; write `CONTAINER`, `CONTAINER:ro`, or a propagation such as `CONTAINER:ro,rslave`")),
        case(r#""stageInFiles": {"/a": "/a:ro,rw"}"#, Refused("1:47: `/a:ro,rw` says its access twice; say it once")),
        case(r#""stageInFiles": {"/a": "a"}"#, Refused(r#"1:47: `a` is not an absolute path; write it as in `"stageInFiles": {"/data/in": "/in:ro"}`"#)),
        case(r#""stageInFiles": {"": "/a"}"#, Refused("1:41: the path on the host is empty; write the path of a file")),
        Case { setup: Setup::NOWHERE, ..case(r#""stageInFiles": {"a": "/a"}"#, Refused("1:41: `a` is relative, and nothing says to what; write the whole path")) },
    ]),
    row("inputPath", "ignored", "It is standard input.", &[
        case(r#""inputPath": "/data/in.txt""#, Line("docker run --pull=never --interactive img </data/in.txt")),
        case(r#""inputPath": "in.txt""#, Line("docker run --pull=never --interactive img </home/alice/in.txt")),
    ]),
    row("outputPath", "standard output goes there; standard error without a path is lost", "What has no path stays with whoever runs longshore. Tasks of an array write a file each: with the tracker each makes the same file anew.", &[
        case(r#""outputPath": "/out.txt""#, Line("docker run --pull=never img >/out.txt")),
        case(r#""outputPath": "out.txt""#, Line("docker run --pull=never img >/home/alice/out.txt")),
        case(r#""outputPath": "/dev/stdout""#, Line("docker run --pull=never img")),
        array(r#""outputPath": "/out.txt""#, Line("docker run --env=TASK_ID=3 --pull=never img >/out.txt.3")),
        array(r#""outputPath": "/out/$DRMAA2_INDEX$.txt""#, Line("docker run --env=TASK_ID=3 --pull=never img >/out/3.txt")),
        array(r#""outputPath": "/dev/null""#, Line("docker run --env=TASK_ID=3 --pull=never img >/dev/null")),
    ]),
    row("errorPath", "standard error goes there; standard output without a path is lost", "As `outputPath`.", &[
        case(r#""errorPath": "/err.txt""#, Line("docker run --pull=never img 2>/err.txt")),
        case(r#""errorPath": "/dev/stderr""#, Line("docker run --pull=never img")),
    ]),
    row("joinFiles", "ignored", "Standard error goes to the file of `outputPath`.", &[
        case(r#""outputPath": "/out.txt", "joinFiles": true"#, Line("docker run --pull=never img >/out.txt 2>/out.txt")),
        case(r#""joinFiles": false"#, Line("docker run --pull=never img")),
        case(r#""joinFiles": true"#, Unused("docker run --pull=never img", "1:37: joinFiles is not used: there is no file of `outputPath` that standard error could go to")),
        case(r#""joinFiles": true, "outputPath": "/o", "errorPath": "/e""#, Unused("docker run --pull=never img >/o 2>/o", "1:76: errorPath is not used: `joinFiles` sends standard error to the file of `outputPath`")),
    ]),
    row("submitAsHold", "ignored", "Refused: a job that is to be held must not start.", &[
        case(r#""submitAsHold": true"#, Refused("1:24: no engine holds a job back; submit it when it may run, without `submitAsHold`")),
        case(r#""submitAsHold": false"#, Line("docker run --pull=never img")),
        case(r#""submitAsHold": "true""#, Refused("1:40: expected true or false, found a text; write true or false")),
    ]),
    row("reRunnable", "ignored", "Reported.", &[
        case(r#""reRunnable": true"#, Unused("docker run --pull=never img", "1:24: reRunnable is not used: nothing runs a job again but the extension `restart`")),
    ]),
    row("email", "ignored", "Reported.", &[
        case(r#""email": ["alice@example.org"]"#, Unused("docker run --pull=never img", "1:24: email is not used: longshore sends no mail")),
    ]),
    row("emailOnStarted", "ignored", "Reported.", &[
        case(r#""emailOnStarted": true"#, Unused("docker run --pull=never img", "1:24: emailOnStarted is not used: longshore sends no mail")),
    ]),
    row("emailOnTerminated", "ignored", "Reported.", &[
        case(r#""emailOnTerminated": true"#, Unused("docker run --pull=never img", "1:24: emailOnTerminated is not used: longshore sends no mail")),
    ]),
    row("reservationID", "ignored", "Reported.", &[
        case(r#""reservationID": "7""#, Unused("docker run --pull=never img", "1:24: reservationID is not used: no batch system stands behind an engine")),
    ]),
    row("queueName", "ignored", "Reported.", &[
        case(r#""queueName": "long""#, Unused("docker run --pull=never img", "1:24: queueName is not used: no batch system stands behind an engine")),
    ]),
    row("minSlots", "ignored", "Reported.", &[
        case(r#""minSlots": 2"#, Unused("docker run --pull=never img", "1:24: minSlots is not used: no batch system stands behind an engine")),
        case(r#""minSlots": -1"#, Line("docker run --pull=never img")),
        case(r#""minSlots": "2""#, Refused("1:36: not a whole number; write decimal digits, without quotes")),
    ]),
    row("maxSlots", "ignored", "Reported.", &[
        case(r#""maxSlots": 2"#, Unused("docker run --pull=never img", "1:24: maxSlots is not used: no batch system stands behind an engine")),
    ]),
    row("priority", "ignored", "Reported.", &[
        case(r#""priority": -5"#, Unused("docker run --pull=never img", "1:24: priority is not used: no batch system stands behind an engine")),
        case(r#""priority": 1.5"#, Refused("1:36: not a whole number; write decimal digits, without quotes")),
    ]),
    row("accountingString", "ignored", "Reported.", &[
        case(r#""accountingString": "p7""#, Unused("docker run --pull=never img", "1:24: accountingString is not used: no batch system stands behind an engine")),
    ]),
    row("minPhysMemory", "ignored", "Reported: it chooses a machine, it is no limit.", &[
        case(r#""minPhysMemory": 1024"#, Unused("docker run --pull=never img", "1:24: minPhysMemory is not used: the container runs on the engine's machine, whatever that is")),
    ]),
    row("machineOs", "ignored", "Reported.", &[
        case(r#""machineOs": "linux""#, Unused("docker run --pull=never img", "1:24: machineOs is not used: the container runs on the engine's machine, whatever that is")),
    ]),
    row("machineArch", "ignored; the platform is always linux/amd64", "Reported; the platform is the machine's own.", &[
        case(r#""machineArch": "arm64""#, Unused("docker run --pull=never img", "1:24: machineArch is not used: the container runs on the engine's machine, whatever that is")),
    ]),
    row("startTime", "ignored", "Reported. The year 1, which Go always writes, is no time.", &[
        case(r#""startTime": "2026-11-21T09:00:00+01:00""#, Unused("docker run --pull=never img", "1:24: startTime is not used: the container is started at once, and nothing ends it at a time of day")),
        case(r#""startTime": "0001-01-01T00:00:00Z""#, Line("docker run --pull=never img")),
        case(r#""startTime": "tomorrow""#, Refused(r#"1:37: `tomorrow` is not a time of RFC 3339; write it as in `"startTime": "2026-11-21T09:00:00Z"`"#)),
    ]),
    row("deadlineTime", "ignored", "Reported.", &[
        case(r#""deadlineTime": "2026-11-21T09:00:00Z""#, Unused("docker run --pull=never img", "1:24: deadlineTime is not used: the container is started at once, and nothing ends it at a time of day")),
    ]),
    row("stageOutFiles", "ignored", "Reported, with what to do: what a job leaves in its container is lost with it.", &[
        case(r#""stageOutFiles": {"/out": "/home/alice/out"}"#, Unused("docker run --pull=never img", "1:24: stageOutFiles is not used: nothing is copied out of a container: let the job write into a directory of `stageInFiles`")),
    ]),
    row("resourceLimits", "ignored", "Reported, with what to do: a limit that is not kept is worse than none.", &[
        case(r#""resourceLimits": {"OPEN_FILES": "1024"}"#, Unused("docker run --pull=never img", "1:24: resourceLimits is not used: a container's limits are the extension `ulimit`, and what the profile sets")),
        case(r#""resourceLimits": {}"#, Line("docker run --pull=never img")),
    ]),
    row("extension", "the extensions below, in `extensionList`; others are ignored", "Others are reported. Their names are exact, as in Go.", &[
        case(r#""extension": {"extensionList": {"user": "1000"}}"#, Line("docker run --user=1000 --pull=never img")),
        case(r#""extension": {}"#, Line("docker run --pull=never img")),
        case(r#""extension": {"extensionList": {"namespace": "default"}}"#, Unused("docker run --pull=never img", "1:56: extension namespace is not used: containers have no such extension")),
        case(r#""extension": {"extensionList": {"Privileged": "true"}}"#, Unused("docker run --pull=never img", "1:56: extension Privileged is not used: containers have no such extension; did you mean `privileged`?")),
        case(r#""extension": {"rm": "true"}"#, Refused(r#"1:38: `extension` holds `extensionList` alone; write `"extension": {"extensionList": {NAME: VALUE}}`"#)),
        case(r#""extension": {"extensionList": {"rm": true}}"#, Refused("1:62: expected a string in quotes, found a text; write a string in quotes")),
    ]),
];
