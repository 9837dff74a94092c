//! What the engine has to be asked for, out of our reading of a line: the fields of a request.
//!
//! `docker create -u 5 -m 1g img sh` -> `/User` = `"5"`, `/HostConfig/Memory` = 1073741824, `/Cmd` = `["sh"]`, ...

use std::collections::BTreeMap;

use longshore::argv::{Line, Verb};
use longshore::values::{
    Dialect, Duration, Env, Label, LabelLine, NetworkMode, SourceKind, Volume, env_file, label_file,
};
use longshore::values::{Network, number};
use serde_json::{Value, json};

use crate::host_config;
use crate::said::{Said, text};
use crate::world;

const DOCKER: Dialect = Dialect::Docker;

/// A field of the body by its JSON pointer, and what it has to be. Lists are compared as sets where the client has no order.
pub(crate) type Fields = Vec<(&'static str, Value)>;

/// What the one request of a line that creates something has to hold; none for other commands.
pub(crate) fn expected(line: &Line<'_>, release: u16) -> Option<Fields> {
    match line.verb() {
        Verb::Create | Verb::Run => {
            let mut fields = create(line, release);
            fields.extend(host_config::expected(line, release));
            Some(fields)
        }
        Verb::Exec => Some(exec(line)),
        _ => None,
    }
}

fn create(line: &Line<'_>, release: u16) -> Fields {
    let said = Said(line);
    let last = |name: &str| json!(text(&said.last(name).unwrap_or_default()));
    let operands = said.operands();
    let detached = line.verb() == Verb::Run && said.is_on("detach");
    let attached: Vec<Vec<u8>> = said.all("attach").iter().map(|stream| stream.to_ascii_lowercase()).collect();
    let has_stream = |stream: &str| {
        let asked = attached.iter().any(|given| given == stream.as_bytes());
        let by_default = if stream == "stdin" { said.is_on("interactive") } else { attached.is_empty() };
        !detached && (asked || by_default)
    };
    let mut fields = vec![
        ("/Image", operands.first().map_or(Value::Null, |image| json!(text(image)))),
        ("/Cmd", words(operands.get(1..).unwrap_or_default())),
        ("/User", last("user")),
        ("/Hostname", last("hostname")),
        ("/Domainname", last("domainname")),
        ("/WorkingDir", last("workdir")),
        ("/Tty", json!(said.is_on("tty"))),
        ("/OpenStdin", json!(said.is_on("interactive"))),
        ("/StdinOnce", json!(said.is_on("interactive") && has_stream("stdin"))),
        ("/AttachStdin", json!(has_stream("stdin"))),
        ("/AttachStdout", json!(has_stream("stdout"))),
        ("/AttachStderr", json!(has_stream("stderr"))),
        ("/Env", environment(&said)),
        ("/Labels", labels(&said)),
        (
            "/StopSignal",
            said.last("stop-signal").filter(|signal| !signal.is_empty()).map_or(Value::Null, |v| json!(text(&v))),
        ),
        ("/StopTimeout", said.last("stop-timeout").map_or(Value::Null, |value| json!(integer(&value)))),
        ("/Entrypoint", said.last("entrypoint").map_or(Value::Null, |value| json!([text(&value)]))),
        ("/Healthcheck", healthcheck(&said, release)),
        ("/Volumes", volumes(&said)),
    ];
    if release < 2500 {
        let address = said.last("mac-address").filter(|address| !address.is_empty());
        fields.push(("/MacAddress", address.map_or(Value::Null, |address| json!(text(&address)))));
    }
    fields
}

fn exec(line: &Line<'_>) -> Fields {
    let said = Said(line);
    let last = |name: &str| json!(text(&said.last(name).unwrap_or_default()));
    let detached = said.is_on("detach");
    let env = said.all("env");
    let mut all: Vec<String> = files(&said);
    all.extend(env.iter().map(|value| imported(value)));
    vec![
        ("/Cmd", words(said.operands().get(1..).unwrap_or_default())),
        ("/User", last("user")),
        ("/WorkingDir", last("workdir")),
        ("/Tty", json!(said.is_on("tty"))),
        ("/Privileged", json!(said.is_on("privileged"))),
        ("/AttachStdin", json!(!detached && said.is_on("interactive"))),
        ("/AttachStdout", json!(!detached)),
        ("/AttachStderr", json!(!detached)),
        ("/Env", if all.is_empty() { Value::Null } else { json!(all) }),
    ]
}

pub(crate) fn words(words: &[Vec<u8>]) -> Value {
    if words.is_empty() { Value::Null } else { words.iter().map(|word| text(word)).collect() }
}

pub(crate) fn integer(value: &[u8]) -> i64 {
    number::parse_int(value, 64).expect("an integer was read")
}

/// A variable as the client sends it: one without a value is the test's own, or sent bare.
fn imported(value: &[u8]) -> String {
    let env = Env::parse(value, DOCKER).expect("a variable was read");
    let own = world::ENV.iter().find(|(name, _)| env.value.is_none() && name.as_bytes() == env.name);
    own.map_or_else(|| text(&env.to_bytes()), |(name, value)| format!("{name}={value}"))
}

/// The variables of all files. A bare name that the client has no variable for is dropped.
fn files(said: &Said<'_, '_>) -> Vec<String> {
    let files = said.all("env-file");
    let contents = files.iter().map(|name| world::content(name));
    let variables =
        contents.flat_map(|content| env_file::parse(content, DOCKER).expect("the client has read the file"));
    let sent = variables.filter_map(|(_, env)| {
        let own = world::ENV.iter().find(|(name, _)| name.as_bytes() == env.name);
        match (&env.value, own) {
            (Some(_), _) => Some(text(&env.to_bytes())),
            (None, Some((name, value))) => Some(format!("{name}={value}")),
            (None, None) => None,
        }
    });
    sent.collect()
}

/// Those of the files with repetitions, then of the options the last of each name.
fn environment(said: &Said<'_, '_>) -> Value {
    let mut last: BTreeMap<Vec<u8>, String> = BTreeMap::new();
    for value in said.all("env") {
        let env = Env::parse(&value, DOCKER).expect("a variable was read");
        last.insert(env.name, imported(&value));
    }
    let all: Vec<String> = files(said).into_iter().chain(last.into_values()).collect();
    if all.is_empty() { Value::Null } else { json!(all) }
}

fn labels(said: &Said<'_, '_>) -> Value {
    let mut all = BTreeMap::new();
    for name in said.all("label-file") {
        for (_, line) in label_file::parse(world::content(&name), DOCKER).expect("the client has read the file") {
            let LabelLine::Label(label) = line else { panic!("docker imports no labels") };
            all.insert(text(&label.key), text(&label.value.unwrap_or_default()));
        }
    }
    for value in said.all("label") {
        let label = Label::parse(&value, DOCKER).expect("a label was read");
        all.insert(text(&label.key), text(&label.value.unwrap_or_default()));
    }
    json!(all)
}

fn healthcheck(said: &Said<'_, '_>, release: u16) -> Value {
    if said.is_on("no-healthcheck") {
        return json!({ "Test": ["NONE"] });
    }
    let mut check = serde_json::Map::new();
    let command = said.last("health-cmd").unwrap_or_default();
    if !command.is_empty() {
        check.insert("Test".to_owned(), json!(["CMD-SHELL", text(&command)]));
    }
    let mut durations =
        vec![("health-interval", "Interval"), ("health-timeout", "Timeout"), ("health-start-period", "StartPeriod")];
    if release >= 2500 {
        durations.push(("health-start-interval", "StartInterval"));
    }
    for (option, key) in durations {
        let nanos = said.last(option).map_or(0, |value| Duration::parse(&value).expect("a duration was read").nanos());
        if nanos != 0 {
            check.insert(key.to_owned(), json!(nanos));
        }
    }
    let retries = said.last("health-retries").map_or(0, |value| integer(&value));
    if retries != 0 {
        check.insert("Retries".to_owned(), json!(retries));
    }
    if check.is_empty() { Value::Null } else { Value::Object(check) }
}

/// Anonymous volumes.
fn volumes(said: &Said<'_, '_>) -> Value {
    let read = said.all("volume").into_iter().map(|value| Volume::parse(&value, DOCKER).expect("a volume was read"));
    let anonymous = read.filter(|volume| volume.kind == SourceKind::Anonymous);
    Value::Object(anonymous.map(|volume| (text(&volume.target), json!({}))).collect())
}

/// The name of a network as it is sent.
pub(crate) fn network_name(network: &Network) -> String {
    match &network.mode {
        NetworkMode::Bridge => "bridge".to_owned(),
        NetworkMode::Container(name) => format!("container:{}", text(name)),
        NetworkMode::Default => "default".to_owned(),
        NetworkMode::Host => "host".to_owned(),
        NetworkMode::None => "none".to_owned(),
        NetworkMode::Networks(names) => text(&names[0]),
        other => panic!("docker has no network {other:?}"),
    }
}
