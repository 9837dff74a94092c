//! From a job file to a request.
//!
//! `image: bb:1`, `args: [-c, "echo hi"]`, `command: sh`, `cpus: {shares: 1024}` -> `docker run --cpu-shares=1024 bb:1 sh -c
//! 'echo hi'`. The line is always docker's: what podman is told is the business of the one translation there is.

use std::ffi::OsString;
use std::time;

use crate::argv::{Origin, Place, quote};
use crate::plan::{Request, Streams, Watch};
use crate::values::{Dialect, Duration, Restart};
use crate::yaml::{Fault, Fields, Node, parse};

use super::fields::{self, Options};

/// Reads the text of a job file (YAML or JSON) as a request.
///
/// # Errors
/// A [`Fault`] with line and column.
pub fn read(text: &str) -> Result<Request, Fault> {
    request(&parse(text, 0)?)
}

/// Reads the text of a job file as a request to make its container, for somebody who starts, watches and removes it.
///
/// # Errors
/// As [`read`].
pub fn read_supervised(text: &str) -> Result<Request, Fault> {
    line(&parse(text, 0)?, Form::Create)
}

/// The request that a job's fields make, as a `run` line.
///
/// # Errors
/// A [`Fault`] for an unknown field, a value of the wrong shape, a missing image.
pub fn request(node: &Node) -> Result<Request, Fault> {
    line(node, Form::Run)
}

/// The line that a job becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The container is made, and whoever made it does the rest.
    Create,
    /// All in one.
    Run,
}

/// The request that a job's fields make.
///
/// # Errors
/// As [`request`].
pub(super) fn line(node: &Node, form: Form) -> Result<Request, Fault> {
    let mut job = Fields::of(node)?;
    if let Some(version) = job.take("version")
        && version.scalar()? != "1"
    {
        return Err(Fault::meaning(version.at, "only version 1 of job files is known", "write `version: 1`"));
    }
    let image = job.require("image", "write the image: `image: NAME:TAG`")?;
    let mut options = Options::default();
    fields::options(&mut job, &mut options)?;
    let streams = Streams {
        stdin: job.take("stdin").map(file).transpose()?,
        stdout: job.take("stdout").map(file).transpose()?,
        stderr: job.take("stderr").map(file).transpose()?,
    };
    if streams.stdin.is_some() && !options.has("interactive") {
        options.switch("interactive", node.at);
    }
    let removes = job.take("remove").map(Node::boolean).transpose()?;
    again_and_removed(&mut job, removes)?;
    let watch = Watch { time_limit: job.take("timeout").map(time_limit).transpose()?, keep: removes == Some(false) };
    let command = command(&mut job)?;
    job.finish()?;
    let mut words = vec![(OsString::from("docker"), node.at)];
    match form {
        Form::Create => {
            options.remove("rm");
            words.push(("create".into(), node.at));
        }
        Form::Run => words.push(("run".into(), node.at)),
    }
    words.extend(options.into_words());
    words.push((image_word(image)?, image.at));
    words.extend(command);
    let origins = words.iter().map(|(_, at)| Origin::Job { at: *at }).collect();
    Ok(Request { words: words.into_iter().map(|(word, _)| word).collect(), origins, streams, watch, script: None })
}

/// No engine restarts what it removes.
fn again_and_removed(job: &mut Fields<'_>, removes: Option<bool>) -> Result<(), Fault> {
    let Some(node) = job.take("restart") else { return Ok(()) };
    let restart = Restart::parse(node.text()?.as_bytes(), Dialect::Docker);
    let is_again = restart.is_ok_and(|restart| restart != Restart::No);
    if is_again && removes == Some(true) {
        let what = "`restart` and `remove: true` exclude each other";
        return Err(Fault::meaning(node.at, what, "remove one of them"));
    }
    Ok(())
}

/// Seconds, or a duration with units.
fn time_limit(node: &Node) -> Result<time::Duration, Fault> {
    let text = node.text()?;
    let is_seconds = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let written = if is_seconds { format!("{text}s") } else { text.to_owned() };
    let remedy = "write seconds, or a duration such as 1h30m";
    let duration =
        Duration::parse(written.as_bytes()).map_err(|why| Fault::meaning(node.at, why.to_string(), remedy))?;
    let nanos = u64::try_from(duration.nanos()).ok().filter(|nanos| *nanos > 0);
    let nanos = nanos.ok_or_else(|| Fault::meaning(node.at, format!("`{text}` leaves no time"), remedy))?;
    Ok(time::Duration::from_nanos(nanos))
}

/// The image, which must read as an operand.
fn image_word(node: &Node) -> Result<OsString, Fault> {
    let text = node.text()?;
    if text.is_empty() || text.starts_with('-') {
        return Err(Fault::meaning(node.at, format!("`{text}` is no image"), "write a name such as centos:7"));
    }
    Ok(text.into())
}

fn file(node: &Node) -> Result<OsString, Fault> {
    Ok(node.text()?.into())
}

/// The words behind the image: `command` is the program, `args` its arguments.
fn command(job: &mut Fields<'_>) -> Result<Vec<(OsString, Place)>, Fault> {
    let mut words = Vec::new();
    let args = job.take("args");
    if let Some(node) = job.take("command") {
        let text = node.text()?;
        // Almost always a line for a shell; who means such a program says that it has no arguments.
        if let (Some((program, _)), None) = (text.split_once(char::is_whitespace), args) {
            let what = format!(
                "`{}` is one word: a program of that name, with the blanks",
                quote::short_bytes(text.as_bytes())
            );
            let rest: Vec<String> = text.split_whitespace().skip(1).map(quoted).collect();
            let remedy = format!(
                "write `command: {}` and `args: [{}]`, or add `args: []` if the program is called so",
                program,
                rest.join(", ")
            );
            return Err(Fault::meaning(node.at, what, remedy));
        }
        if text.is_empty() {
            let what = "the command is empty";
            return Err(Fault::meaning(node.at, what, "write a program, or remove `command` for the image's own"));
        }
        words.push((OsString::from(text), node.at));
    }
    if let Some(node) = args {
        for arg in node.list()? {
            words.push((OsString::from(arg.scalar()?), arg.at));
        }
    }
    Ok(words)
}

/// A text in a list on one line.
fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./".contains(&byte);
    let plain = text.bytes().all(is_plain) && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{read, read_supervised};
    use crate::plan::Watch;

    fn line(text: &str) -> String {
        let words = read(text).expect("a job").words;
        words.iter().skip(2).map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    fn fault(text: &str) -> String {
        read(text).expect_err("a fault").to_string()
    }

    #[test]
    fn every_field_becomes_its_options() {
        for (field, expected) in [
            ("ports: [8080:80, \"127.0.0.1:53:53/udp\"]", "--publish=8080:80 --publish=127.0.0.1:53:53/udp"),
            ("devices: [/dev/fuse, \"/dev/a:/dev/b:rw\"]", "--device=/dev/fuse --device=/dev/a:/dev/b:rw"),
            ("tmpfs: [/run, \"/scratch:size=64m\"]", "--tmpfs=/run --tmpfs=/scratch:size=64m"),
            ("restart: on-failure:3", "--restart=on-failure:3"),
            ("ipc: host", "--ipc=host"),
            ("uts: host", "--uts=host"),
            ("pid: \"container:a\"", "--pid=container:a"),
            ("privileged: true", "--privileged"),
            ("privileged: false", ""),
            ("capabilities: {add: [NET_RAW], drop: [ALL]}", "--cap-drop=ALL --cap-add=NET_RAW"),
            (
                "security: [no-new-privileges, seccomp=unconfined]",
                "--security-opt=no-new-privileges --security-opt=seccomp=unconfined",
            ),
            ("pull: always", "--pull=always"),
            ("disk: 10g", "--storage-opt=size=10g"),
            ("stop: {signal: USR1, timeout: 3}", "--stop-signal=USR1 --stop-timeout=3"),
            ("stage_in: [{source: /a/b, target: /in/b}]", "--mount=type=bind,source=/a/b,target=/in/b,readonly"),
            ("sysctls: {net.core.somaxconn: 1024}", "--sysctl=net.core.somaxconn=1024"),
            ("dns: [192.0.2.1]", "--dns=192.0.2.1"),
            (
                "dns: {servers: [192.0.2.1], search: [a.org], options: [\"ndots:1\"]}",
                "--dns=192.0.2.1 --dns-search=a.org --dns-option=ndots:1",
            ),
            ("hosts: {db: 192.0.2.7}", "--add-host=db:192.0.2.7"),
            ("read_only: true", "--read-only"),
            ("platform: linux/arm64", "--platform=linux/arm64"),
            ("log: {driver: none}", "--log-driver=none"),
            ("log: {driver: json-file, options: {max-size: 1m}}", "--log-driver=json-file --log-opt=max-size=1m"),
            ("pids: 100", "--pids-limit=100"),
            ("memory_swap: -1", "--memory-swap=-1"),
            ("groups: [27]", "--group-add=27"),
            ("timeout: 10", ""),
        ] {
            let wanted = format!("{expected} img");
            assert_eq!(line(&format!("{{image: img, {field}}}")), wanted.trim_start(), "{field}");
        }
    }

    #[test]
    fn wrong_values_are_refused_with_their_place_and_a_remedy() {
        for (field, expected) in [
            (
                "ports: [\"99999:80\"]",
                "1:22: --publish: host port `99999` is outside 0 to 65535; write it as in `ports: [\"127.0.0.1:8080:80\"]`",
            ),
            ("ports: 80", "1:21: expected a list, found a text; write a list"),
            (
                "memory: 2x",
                "1:22: --memory: size `2x` is not a size such as 512, 100m or 1.5g; write it as in `memory: 2g`",
            ),
            (
                "restart: sometimes",
                "1:23: --restart: restart policy `sometimes` is not known; write it as in `restart: \"no\"`",
            ),
            (
                "restart: always, remove: true",
                "1:23: `restart` and `remove: true` exclude each other; remove one of them",
            ),
            ("capabilities: {ad: [ALL]}", "1:29: unknown key `ad`; did you mean `add`?"),
            ("capabilities: {}", "1:28: `capabilities` says nothing; write `add: [...]` or `drop: [...]`"),
            (
                "stop: {signal: TREM}",
                "1:29: --stop-signal: signal `TREM` is not known; write it as in `stop: { signal: TERM, timeout: 10 }`",
            ),
            ("timeout: 0", "1:23: `0` leaves no time; write seconds, or a duration such as 1h30m"),
            (
                "timeout: 5 min",
                "1:23: duration `5 min` is not a sum of numbers with units such as 1h30m; write seconds, or a duration such as 1h30m",
            ),
            ("stage_in: [{source: a, target: /b}]", "1:34: `a` is not an absolute path; write the whole path"),
            (
                "stage_in: [{source: /a, target: /b, access: rw}]",
                "1:50: unknown key `access`; known here: source, target",
            ),
            (
                "security: [no-new-privilege]",
                "1:25: --security-opt: security option `no-new-privilege` is not of the form KEY=VALUE; write it as in `security: [no-new-privileges]`",
            ),
            (
                "pull: sometimes",
                "1:20: --pull: time to fetch an image `sometimes` is not known; write it as in `pull: missing`",
            ),
            ("privileged: 1", "1:26: `1` is not possible here; write one of: true, false"),
            ("privilege: true", "1:14: unknown key `privilege`; did you mean `privileged`?"),
            (
                "command: python -u train.py",
                "1:23: `python -u train.py` is one word: a program of that name, with the blanks; write `command: python` and \
                 `args: [\"-u\", train.py]`, or add `args: []` if the program is called so",
            ),
            ("command: \"\"", "1:23: the command is empty; write a program, or remove `command` for the image's own"),
            ("log: {driver: none, options: {a: b}}", "1:43: the driver `none` has no options; remove `options`"),
            (
                "mounts: [{source: /a, target: /b, propagation: shard}]",
                "1:61: `shard` is not possible here; did you mean `shared`?",
            ),
        ] {
            assert_eq!(fault(&format!("{{image: img, {field}}}")), expected, "{field}");
        }
    }

    #[test]
    fn whoever_watches_the_container_removes_it_and_keeps_its_time() {
        let job = |fields: &str| {
            let request = read_supervised(&format!("{{image: img, {fields}}}")).expect("a job");
            let words = request.words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
            (words, request.watch)
        };
        let watch =
            |seconds: u64, keep| Watch { time_limit: (seconds > 0).then(|| Duration::from_secs(seconds)), keep };
        assert_eq!(job("remove: true, timeout: 90"), ("docker create img".to_owned(), watch(90, false)));
        assert_eq!(job("remove: false, timeout: 1h30m"), ("docker create img".to_owned(), watch(5400, true)));
        assert_eq!(job("command: my program, args: []"), ("docker create img my program".to_owned(), watch(0, false)));
        assert_eq!(job("command: sh"), ("docker create img sh".to_owned(), watch(0, false)));
    }
}
