//! What engines say of containers, as information of jobs. The answers are those of docker 20.10.24 and podman 4.3.1 to the
//! same commands, without the members that nobody reads.

use longshore::job::drmaa2::{Filter, JobInfo, MachineInfo, State, categories};
use longshore::runtimes::docker::answers::Inspected;
use longshore::values::Moment;
use serde_json::{Value, json};

const DOCKER: &[u8] = include_bytes!("../../fixtures/drmaa2/docker-20.10.24.json");
const PODMAN: &[u8] = include_bytes!("../../fixtures/drmaa2/podman-4.3.1.json");

/// A member of the information on a job.
pub(crate) struct Member {
    /// Where it stands in the JSON.
    pub(crate) pointer: &'static str,
    /// What the tracker takes it from.
    pub(crate) tracker: &'static str,
    /// The container of the answers that it is shown for.
    container: &'static str,
    docker: &'static str,
    podman: &'static str,
    /// What is different, and why; empty for nothing.
    pub(crate) difference: &'static str,
}

const fn member(
    pointer: &'static str,
    tracker: &'static str,
    container: &'static str,
    values: [&'static str; 2],
    difference: &'static str,
) -> Member {
    let [docker, podman] = values;
    Member { pointer, tracker, container, docker, podman, difference }
}

#[rustfmt::skip]
pub(crate) const MEMBERS: &[Member] = &[
    member("/id", "container id", "done", [r#""d6c3d5947f2a4dce3ca018be06886d7198b8c76572cab16a8566d695c0b870dc""#, r#""b7954ab292caa24cf651d181a9ec415fe68567c4be412b90223c3d252c0de5f5""#], ""),
    member("/slots", "1", "done", ["1", "1"], ""),
    member("/allocatedMachines", "`Config.Hostname`", "done", [r#"["node7"]"#, r#"["node7"]"#], ""),
    member("/exitStatus", "`State.ExitCode`", "exit3", ["3", "3"], "-1, which Go's interface has for no value, while the job has not ended: the tracker says 0, as of one that ended well."),
    member("/exitStatus", "0", "running", ["-1", "-1"], ""),
    member("/terminationSignal", "never set", "killed", [r#""SIGKILL""#, r#""SIGKILL""#], "The signal's name, where the exit code is 128 and its number."),
    member("/annotation", "never set", "exit3", [r#""the program ended with exit code 3""#, r#""the program ended with exit code 3""#], "Why a job failed."),
    member("/annotation", "never set", "oom", [r#""the program needed more memory than its limit of 8 MiB""#, r#""the program was killed by signal 9 (SIGKILL)""#], "podman 4.3 under cgroups 1 does not tell of memory."),
    member("/annotation", "never set", "noprog", [r#""the container has no program /no/such""#, "null"], ""),
    member("/state", "from the container's state", "done", ["8", "8"], "The number that Go's interface has for it."),
    member("/stateName", "not there", "done", [r#""Done""#, r#""Done""#], "For people; Go ignores it."),
    member("/subState", "never set", "oom", [r#""oom""#, r#""signal""#], "What the engine knows beyond the state."),
    member("/subState", "never set", "running", ["null", "null"], ""),
    member("/jobOwner", "`Config.User`", "done", [r#""1000:1000""#, r#""1000:1000""#], ""),
    member("/submissionTime", "`Created`", "killed", [r#""2026-11-21T09:30:25.917720601Z""#, r#""2026-11-21T15:01:41.866278332+05:30""#], "With the engine's zone; podman's tracker has it and the next one the wrong way round."),
    member("/dispatchTime", "`State.StartedAt`", "killed", [r#""2026-11-21T09:30:26.140071151Z""#, r#""2026-11-21T15:01:42.05816095+05:30""#], "Left out of a job that was not started: the tracker writes the year 1."),
    member("/dispatchTime", "the year 1", "created", ["null", "null"], ""),
    member("/finishTime", "`State.FinishedAt`", "killed", [r#""2026-11-21T09:30:26.165677408Z""#, r#""2026-11-21T15:01:42.107014233+05:30""#], "Left out of a job that has not ended."),
    member("/wallclockTime", "never set", "killed", ["25606257", "48853283"], "Nanoseconds from start to end, or until now. Of very short runs engines write an end before the start: that is 0."),
    member("/wallclockTime", "never set", "exit3", ["0", "0"], ""),
    member("/extension/extensionList/workingdir", "`Config.WorkingDir`", "done", [r#""/tmp""#, r#""/tmp""#], ""),
    member("/extension/extensionList/commandline", "`Config.Cmd`, blanks between", "done", [r#""sh -c 'echo \"a  b\"'""#, r#""sh -c 'echo \"a  b\"'""#], "Quoted, so that a shell reads the same words."),
    member("/extension/extensionList/category", "`Config.Image`", "done", [r#""longshore-test:1""#, r#""localhost/lsdrmaa:1""#], ""),
    member("/extension/extensionList/jobname", "not there", "done", [r#""lsdrmaa-docker-done""#, r#""lsdrmaa-podman-done""#], "The container's name."),
    member("/extension/extensionList/jobsession", "not there", "done", [r#""nightly""#, r#""nightly""#], "The session, from its label."),
    member("/extension/extensionList/array", "not there", "done", [r#""a1""#, r#""a1""#], "What the members of an array share."),
    member("/extension/extensionList/task", "not there", "done", [r#""3""#, r#""3""#], "The index in the array."),
];

fn container(answer: &[u8], name: &str) -> Inspected {
    let found = Inspected::read_all(answer).into_iter().find(|found| found.name.ends_with(&format!("-{name}")));
    found.expect("the container is in the answer")
}

fn info(answer: &[u8], name: &str) -> JobInfo {
    JobInfo::of(&container(answer, name), Moment::parse("2026-11-21T09:40:00Z"))
}

/// What longshore says, as the page shows it.
pub(crate) fn said(member: &Member) -> String {
    let value = info(DOCKER, member.container).json().pointer(member.pointer).cloned().unwrap_or(Value::Null);
    if value.is_null() { "left out".to_owned() } else { format!("`{value}`") }
}

#[test]
fn information_is_that_of_the_table_for_docker_and_podman() {
    let mut wrong = Vec::new();
    for member in MEMBERS {
        for (answer, expected) in [(DOCKER, member.docker), (PODMAN, member.podman)] {
            let json = info(answer, member.container).json();
            let found = json.pointer(member.pointer).unwrap_or(&Value::Null).to_string();
            if found != expected {
                wrong.push(format!("{} of {}: expected {expected}, found {found}", member.pointer, member.container));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_table_has_every_member_that_information_can_have() {
    let mut pointers = Vec::new();
    for answer in [DOCKER, PODMAN] {
        for found in Inspected::read_all(answer) {
            let json = JobInfo::of(&found, None).json();
            for (name, value) in json.as_object().expect("members") {
                if name == "extension" {
                    let list = value["extensionList"].as_object().expect("extensions");
                    pointers.extend(list.keys().map(|name| format!("/extension/extensionList/{name}")));
                } else {
                    pointers.push(format!("/{name}"));
                }
            }
        }
    }
    let mut known: Vec<_> = MEMBERS.iter().map(|member| member.pointer.to_owned()).collect();
    for list in [&mut pointers, &mut known] {
        list.sort_unstable();
        list.dedup();
    }
    assert_eq!(pointers, known);
}

#[test]
fn real_containers_have_their_states() {
    for (name, docker, podman) in [
        ("created", "Undetermined created", "Undetermined created"),
        ("done", "Done exited", "Done exited"),
        ("exit3", "Failed exit_code", "Failed exit_code"),
        ("running", "Running -", "Running -"),
        ("paused", "Suspended paused", "Suspended paused"),
        ("killed", "Failed signal", "Failed signal"),
        ("oom", "Failed oom", "Failed signal"),
        // podman 4.3 under cgroups 1 does not tell of memory, nor that a program could not be started.
        ("oom0", "Failed oom", "Done exited"),
        ("noprog", "Failed not_started", "Undetermined created"),
        ("again", "Queued restarting", "Queued restarting"),
        ("image", "Done exited", "Done exited"),
    ] {
        for (answer, expected) in [(DOCKER, docker), (PODMAN, podman)] {
            let info = info(answer, name);
            let found = format!("{} {}", info.state, info.sub_state.unwrap_or("-"));
            assert_eq!(found, expected, "{name}");
        }
    }
}

#[test]
fn a_running_job_has_run_until_now() {
    let running = container(DOCKER, "running");
    let nanos = |info: JobInfo| info.wallclock.map(|time| time.as_nanos());
    assert_eq!(nanos(info(DOCKER, "running")), Some(574_355_803_917));
    assert_eq!(nanos(info(PODMAN, "paused")), Some(498_258_530_374));
    assert_eq!(nanos(JobInfo::of(&running, None)), None);
    assert_eq!(nanos(info(DOCKER, "created")), None);
    assert_eq!(nanos(info(DOCKER, "again")), None);
}

#[test]
fn jobs_are_filtered_by_what_the_engine_and_what_their_information_says() {
    let all = Filter::default();
    assert_eq!(all.words(), ["--filter=label=drmaa2_jobsession"]);
    let of_array = Filter { session: Some("nightly".to_owned()), array: Some("a1".to_owned()), ..Filter::default() };
    assert_eq!(of_array.words(), ["--filter=label=drmaa2_jobsession=nightly", "--filter=label=longshore.array=a1"]);
    let names = |filter: &Filter| -> Vec<String> {
        let found = Inspected::read_all(DOCKER).into_iter().map(|found| JobInfo::of(&found, None));
        let found = found.filter(|job| filter.matches(job)).map(|job| job.name);
        found.map(|name| name.trim_start_matches("lsdrmaa-docker-").to_owned()).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    // The container `image` is in no session: it is no job.
    let jobs = ["created", "done", "exit3", "running", "paused", "killed", "oom", "oom0", "noprog", "again"];
    assert_eq!(names(&all), jobs);
    assert_eq!(names(&of_array), jobs);
    assert_eq!(names(&Filter { session: some("night"), ..Filter::default() }), Vec::<String>::new());
    assert_eq!(names(&Filter { array: some("a2"), ..Filter::default() }), Vec::<String>::new());
    let states = vec![State::Running, State::Suspended];
    assert_eq!(names(&Filter { states, ..Filter::default() }), ["running", "paused"]);
    let owner = Filter { owner: some("1000:1000"), states: vec![State::Failed], ..Filter::default() };
    assert_eq!(names(&owner), ["exit3"]);
    assert_eq!(names(&Filter { name: some("lsdrmaa-docker-oom"), ..Filter::default() }), ["oom"]);
    assert_eq!(names(&Filter { machine: some("node7"), ..Filter::default() }), jobs);
    assert_eq!(names(&Filter { machine: some("node8"), ..Filter::default() }), Vec::<String>::new());
    assert_eq!(names(&Filter { category: some("longshore-test:1"), ..Filter::default() }), jobs);
    assert_eq!(names(&Filter { category: some("longshore-test"), ..Filter::default() }), Vec::<String>::new());
}

#[test]
fn the_machine_is_that_of_the_engine() {
    let docker =
        MachineInfo::read(include_bytes!("../../fixtures/drmaa2/docker-20.10.24-info.json")).expect("a machine");
    let podman = MachineInfo::read(include_bytes!("../../fixtures/drmaa2/podman-4.3.1-info.json")).expect("a machine");
    let mut expected = json!({
        "name": "vm",
        "available": true,
        "sockets": 1,
        "coresPerSocket": 2,
        "threadsPerCore": 1,
        "physicalMemory": 25_276_502_016_u64,
        "architecture": 8,
        "architectureName": "X64",
        "os": 3,
        "osVersion": { "major": "6", "minor": "18" },
    });
    assert_eq!(docker.json(), expected);
    expected["virtualMemory"] = json!(25_276_502_016_u64);
    assert_eq!(podman.json(), expected);
    for (word, name) in
        [("aarch64", "ARM64"), ("arm", "ARM"), ("i686", "X86"), ("ppc64le", "PowerPC64"), ("s390x", "OtherCPU")]
    {
        assert_eq!(MachineInfo { architecture: word.to_owned(), ..docker.clone() }.cpu().0, name);
    }
    for text in ["", "{}", "[]", r#"{"Name": "", "NCPU": 0, "MemTotal": 0, "ServerErrors": ["no daemon"]}"#] {
        assert_eq!(MachineInfo::read(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn categories_are_the_names_of_images() {
    let listed = "longshore-test:1\n<none>:<none>\nr.example.org:5000/a:2\nb:<none>\nlongshore-test:1\n\nalpine:3\n";
    assert_eq!(categories(listed.as_bytes()), ["alpine:3", "longshore-test:1", "r.example.org:5000/a:2"]);
    assert_eq!(categories(b""), Vec::<String>::new());
}
