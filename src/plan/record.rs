//! What is recorded of a decision.
//!
//! `docker create --name HTCJob1_0 -e TOKEN=secret img` of uid 1000, refused -> `{"time": "2026-11-21T07:00:00Z", "uid":
//! 1000, "verb": "create", "container": "HTCJob1_0", "image": "img", "decision": "refused", "effect": "image", "argv":
//! ["docker", "create", "--name", "HTCJob1_0", "-e", "TOKEN=***", "img"], ...}`.
//!
//! Values of environment variables are masked unless the profile lists them. Words that cannot be read may hold such
//! values, so a line that cannot be read is recorded without its words.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use base64::Engine as _;
use serde_json::{Map, Value, json};

use crate::argv::{Draft, Line, Tables, Verb, quote};
use crate::batch::JobFact;
use crate::facts::Host;
use crate::profile::{Audit, Handling, Profile, Surroundings};
use crate::values::Moment;

use super::client_name::client_of;
use super::{Plan, Refusal, Request};

/// What became of a request.
#[derive(Clone, Copy, Debug)]
pub enum Decision<'d> {
    /// The plan is carried out.
    Accepted(&'d Plan),
    /// The line is run as it is: the site switched its profile off.
    Passed(&'d Plan),
    /// The profile refuses it.
    Refused(&'d Refusal),
    /// Nothing may be run: the profile does not load, the engine is not to be trusted, a file cannot be made.
    Stopped(&'d str),
}

/// What stands for a value that is not told.
const MASK: &str = "***";

/// The record of a decision.
#[must_use]
pub fn record(request: &Request, profile: &Profile, audit: &Audit, decision: Decision<'_>, host: &dyn Host) -> Value {
    let mut record = Map::new();
    let mut put = |key: &str, value: Value| record.insert(key.to_owned(), value);
    put("schema", json!(1));
    put("time", host.now().map_or(Value::Null, |now| json!(Moment::of_seconds(now).rfc3339())));
    put("uid", host.uid().map_or(Value::Null, |uid| json!(uid)));
    put("profile", json!(profile.files.first().map_or(&profile.name, |file| &file.path)));
    let (tables, given) = (&profile.tables(), &profile.tables_of(client_of(&request.words)));
    let mask = Mask { handling: &profile.handling, audit };
    let line = Line::read(&request.words, given).ok().filter(|line| !line.is_unread());
    if let Some(line) = &line {
        put("verb", json!(line.command().map(|command| command.path.to_string())));
        let (container, image) = objects(line);
        put("container", container.map_or(Value::Null, text));
        put("image", image.map_or(Value::Null, text));
        if profile.inputs.batch.is_some() {
            let around = Surroundings::new(&profile.inputs, host);
            let key = around.job(JobFact::Key, &Draft::new(line.clone())).ok().flatten();
            put("job", key.map_or(Value::Null, |key| text(&key)));
        }
    }
    let (word, effect, why, run) = match decision {
        Decision::Accepted(plan) => match &plan.observed {
            Some(refusal) => ("observed", effect(refusal), Some(refusal.to_string()), Some(plan)),
            None => ("accepted", None, None, Some(plan)),
        },
        Decision::Passed(plan) => ("passed", None, None, Some(plan)),
        Decision::Refused(refusal) => ("refused", effect(refusal), Some(refusal.to_string()), None),
        Decision::Stopped(why) => ("refused", None, Some(why.to_owned()), None),
    };
    put("decision", json!(word));
    if let Some(effect) = effect {
        put("effect", json!(effect));
    }
    if let Some(why) = why {
        put("why", json!(why));
    }
    let (words, tables): (Option<Vec<OsString>>, _) = match run {
        // What is run, if it is known; what was asked for otherwise.
        Some(plan) => (plan.steps.last().map(|step| step.argv().map(OsStr::to_owned).collect()), tables),
        None => (Some(request.words.clone()), given),
    };
    let argv = words.and_then(|words| mask.words(&words, tables));
    put("argv", argv.map_or(Value::Null, |words| words.iter().map(|word| text(word.as_bytes())).collect()));
    Value::Object(record)
}

/// The record of a request for which there is no profile to decide it.
#[must_use]
pub fn record_without_profile(why: &str, host: &dyn Host) -> Value {
    let now = host.now().map_or(Value::Null, |now| json!(Moment::of_seconds(now).rfc3339()));
    let uid = host.uid().map_or(Value::Null, |uid| json!(uid));
    json!({ "schema": 1, "time": now, "uid": uid, "decision": "refused", "why": why })
}

/// A record as one line of at most `limit` bytes: words are cut from its end, then long texts.
#[must_use]
pub fn fitting(record: &Value, limit: usize) -> String {
    let line = record.to_string();
    if line.len() <= limit {
        return line;
    }
    let mut record = record.clone();
    let words = record.get("argv").and_then(Value::as_array).map_or(0, Vec::len);
    let mut kept = words;
    while kept > 0 {
        kept /= 2;
        record["cut"] = json!(words - kept);
        if let Some(argv) = record.get_mut("argv").and_then(Value::as_array_mut) {
            argv.truncate(kept);
        }
        let line = record.to_string();
        if line.len() <= limit {
            return line;
        }
    }
    for value in record.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Value::String(text) = value {
            *text = quote::shorten(text, 200).into_owned();
        }
    }
    record.to_string()
}

fn effect(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::Policy { denied, .. } => denied.first().map(|denied| denied.effect),
        _ => None,
    }
}

/// The container and the image that a line is about, as the caller wrote them.
fn objects<'l>(line: &'l Line<'_>) -> (Option<&'l [u8]>, Option<&'l [u8]>) {
    let operand = line.operands().first().map(|&index| line.word(index));
    match line.verb() {
        Verb::Create | Verb::Run => {
            let name = line.occurrences().iter().rev().find(|found| line.option_name(found) == b"name");
            (name.and_then(|name| line.value(name)), operand)
        }
        Verb::Pull | Verb::Push | Verb::Rmi | Verb::ImageInspect | Verb::History | Verb::Save | Verb::Tag => {
            (None, operand)
        }
        Verb::Attach
        | Verb::Commit
        | Verb::ContainerInspect
        | Verb::Diff
        | Verb::Exec
        | Verb::Export
        | Verb::Inspect
        | Verb::Kill
        | Verb::Logs
        | Verb::Pause
        | Verb::Port
        | Verb::Rename
        | Verb::Restart
        | Verb::Rm
        | Verb::Start
        | Verb::Stop
        | Verb::Top
        | Verb::Unpause
        | Verb::Update
        | Verb::Wait => (operand, None),
        _ => (None, None),
    }
}

/// A word: text, or `{"b64": ...}`.
fn text(bytes: &[u8]) -> Value {
    match str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({ "b64": base64::engine::general_purpose::STANDARD.encode(bytes) }),
    }
}

/// Which values are recorded.
struct Mask<'m> {
    handling: &'m Handling,
    audit: &'m Audit,
}

impl Mask<'_> {
    /// The words with values masked; `None` when they cannot be read, and so not be masked.
    fn words(&self, words: &[OsString], tables: &dyn Tables) -> Option<Vec<OsString>> {
        let mut masked = words.to_vec();
        let line = Line::read(words, tables).ok().filter(|line| !line.is_unread())?;
        for found in line.occurrences() {
            let Some(value) = line.value(found) else { continue };
            let Some(shown) = self.value(line.option_name(found), value) else { continue };
            let index = found.word + usize::from(found.takes_next_word());
            let Some(word) = masked.get_mut(index) else { continue };
            let start = word.len() - value.len();
            let mut bytes = word.as_bytes().get(..start).unwrap_or_default().to_vec();
            bytes.extend(shown);
            *word = OsString::from_vec(bytes);
        }
        Some(masked)
    }

    /// What is recorded instead of an option's value; `None` for the value itself.
    fn value(&self, option: &[u8], value: &[u8]) -> Option<Vec<u8>> {
        match option {
            b"env" | b"build-arg" => {
                let equals = value.iter().position(|&byte| byte == b'=')?;
                let name = value.get(..equals).unwrap_or_default();
                let is_shown = self.audit.show.iter().any(|pattern| pattern.matches(name));
                (!is_shown || self.handling.is_redacted(name)).then(|| [name, b"=", MASK.as_bytes()].concat())
            }
            b"creds" | b"decryption-key" | b"password" => Some(MASK.into()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Missing;
    use crate::golden::StaticHost;
    use crate::plan::decide;
    use crate::profile::{Source, SourceError, Text, load};

    struct One(&'static str);

    impl Source for One {
        fn text(&self, _: &str, _: Option<&str>) -> Result<Text, SourceError> {
            Ok(Text { path: "p.yaml".to_owned(), text: self.0.to_owned() })
        }
    }

    const PROFILE: &str = "version: 1\nengine: /usr/bin/docker\nallow: any\nbatch: htcondor\nredact: [DATA_KEY]\naudit: { show: [DATA*] }\n";

    fn recorded(words: &[&str]) -> Value {
        let profile = load("p", &One(PROFILE)).expect("a profile");
        let request = Request::of_words(words.iter().map(OsString::from).collect());
        let host = StaticHost { uid: Some(1000), now: Some(1_795_000_000), ..StaticHost::default() };
        let audit = profile.handling.audit.clone().expect("an audit");
        let outcome = decide(&request, &profile, &host);
        let decision = match &outcome {
            Ok(plan) => Decision::Accepted(plan),
            Err(refusal) => Decision::Refused(refusal),
        };
        record(&request, &profile, &audit, decision, &host)
    }

    #[test]
    fn a_decision_is_recorded_with_masked_values() {
        let name = "HTCJob2_0_slot1_1_PID77492";
        let line = [
            "docker",
            "create",
            "--name",
            name,
            "-e",
            "TOKEN=secret",
            "--env=DATA=mc",
            "-eDATA_KEY=x",
            "-ite",
            "B=",
            "-e",
            "BARE",
            "img",
            "-e",
            "A=b",
        ];
        let argv = [
            "/usr/bin/docker",
            "create",
            "--name",
            name,
            "-e",
            "TOKEN=***",
            "--env=DATA=mc",
            "-eDATA_KEY=***",
            "-ite",
            "B=***",
            "-e",
            "BARE",
            "img",
            "-e",
            "A=b",
        ];
        let expected = json!({
            "schema": 1, "time": "2026-11-18T11:06:40Z", "uid": 1000, "profile": "p.yaml", "verb": "create", "container": name,
            "image": "img", "job": "2_0", "decision": "accepted", "argv": argv,
        });
        assert_eq!(recorded(&line), expected);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_recorded_without_its_words() {
        let record = recorded(&["docker", "create", "--nonsense", "-e", "TOKEN=secret", "img"]);
        assert_eq!(record["argv"], Value::Null);
        assert_eq!(record["decision"], "refused");
        assert!(!record.to_string().contains("secret"), "{record}");
        assert_eq!(recorded(&["docker", "login", "-p", "secret", "-u", "a"])["argv"][3], "***");
        assert_eq!(recorded(&["docker", "compose", "secret"])["argv"], Value::Null);
    }

    #[test]
    fn a_long_record_loses_words_first_and_stays_one_line() {
        let words: Vec<String> = (0..1000).map(|number| format!("word\n{number}")).collect();
        let long = json!({ "argv": words, "why": "x".repeat(100), "decision": "accepted" });
        let line = fitting(&long, 1000);
        assert!(line.len() <= 1000 && !line.contains('\n'), "{line}");
        let read: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!((&read["why"], &read["cut"]), (&long["why"], &json!(938)));
        assert_eq!(read["argv"].as_array().map(Vec::len), Some(62));
        let huge = json!({ "argv": ["y".repeat(9000)], "container": "x".repeat(9000) });
        assert!(fitting(&huge, 8000).len() < 400);
        assert_eq!(fitting(&json!({ "a": 1 }), 8000), "{\"a\":1}");
    }

    #[test]
    fn what_the_machine_does_not_say_is_null() {
        let profile = load("p", &One(PROFILE)).expect("a profile");
        let request = Request::of_words(vec!["docker".into(), "info".into()]);
        let missing = Missing { fact: "engine".to_owned(), why: "gone".to_owned() };
        let refusal = Refusal::Engine { missing };
        let record = record(&request, &profile, &Audit::default(), Decision::Refused(&refusal), &StaticHost::default());
        assert_eq!((&record["uid"], &record["time"]), (&Value::Null, &Value::Null));
        assert_eq!(record["why"], refusal.to_string());
    }
}
