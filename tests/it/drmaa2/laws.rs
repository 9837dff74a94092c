//! Laws of templates, over generated values: no value becomes another option, the job's words stay its words, and what is
//! refused is refused at a place.

use longshore::argv::Line;
use longshore::job::drmaa2::Template;
use longshore::runtimes::docker::Docker;
use longshore::values::{Access, Dialect, Mount};
use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, proptest};
use serde_json::{Map, Value, json};

use crate::drmaa2::template::{Setup, submit};

/// Texts with what lines, values and YAML take for something.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "B",
        "1",
        "0",
        "-",
        "--",
        "--privileged",
        "-v",
        "=",
        ",",
        ":",
        "/",
        " ",
        "\t",
        "\n",
        "\"",
        "'",
        "\\",
        "$",
        "*",
        "#",
        "{",
        "}",
        "[",
        "]",
        "&",
        "!",
        "|",
        "~",
        "null",
        "true",
        "yes",
        "é",
        "\u{1f600}",
        "ro",
        "host",
        "/etc",
        "tcp",
        "1g",
    ]);
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// Members and extensions that take a text, with the option that each becomes.
const TEXTS: [(&str, &str, bool); 12] = [
    ("jobName", "name", false),
    ("workingDirectory", "workdir", false),
    ("user", "user", true),
    ("exposedPorts", "publish", true),
    ("net", "network", true),
    ("restart", "restart", true),
    ("ipc", "ipc", true),
    ("uts", "uts", true),
    ("pid", "pid", true),
    ("shm-size", "shm-size", true),
    ("ulimit", "ulimit", true),
    ("entrypoint", "entrypoint", true),
];

fn names(request: &longshore::plan::Request) -> (Vec<String>, Vec<String>) {
    let line = Line::read(&request.words, &Docker).expect("our own line is read");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let options = line.occurrences().iter().map(|found| text(line.option_name(found))).collect();
    let behind = line.operands().iter().skip(1).map(|&word| text(line.word(word))).collect();
    (options, behind)
}

proptest! {
    #[test]
    fn a_value_becomes_its_option_or_is_refused(value in text(), which in 0..TEXTS.len()) {
        let (name, option, is_extension) = TEXTS[which];
        let template = if is_extension {
            json!({ "jobCategory": "img", "extension": { "extensionList": { name: value } } })
        } else {
            json!({ "jobCategory": "img", name: value })
        };
        if let Ok(mapped) = submit(&template.to_string(), Setup::SUPERVISED) {
            let (options, _) = names(&mapped.request);
            prop_assert!(options.iter().all(|found| found == option || found == "pull"), "{template} {options:?}");
        }
    }

    #[test]
    fn the_job_s_words_and_variables_stay_what_they_are(
        command in text(),
        args in prop::collection::vec(text(), 0..4),
        env in prop::collection::vec((text(), text()), 0..3),
        image in text(),
    ) {
        let variables: Map<String, Value> = env.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        let template =
            json!({ "jobCategory": image, "remoteCommand": command, "args": args, "jobEnvironment": variables });
        if let Ok(mapped) = submit(&template.to_string(), Setup::SUPERVISED) {
            let (options, behind) = names(&mapped.request);
            let expected: Vec<String> = std::iter::once(command).filter(|word| !word.is_empty()).chain(args).collect();
            prop_assert_eq!(behind, expected);
            prop_assert_eq!(options.len(), variables.len() + 1);
            prop_assert!(options.iter().all(|name| name == "env" || name == "pull"));
        }
    }

    #[test]
    fn a_file_is_mounted_from_where_and_to_where_the_template_says(host in text(), inside in text()) {
        let (host, inside) = (format!("/{host}"), format!("/{inside}"));
        let template = json!({ "jobCategory": "img", "stageInFiles": { host.clone(): inside.clone() } });
        if let Ok(mapped) = submit(&template.to_string(), Setup::SUPERVISED) {
            let (options, _) = names(&mapped.request);
            prop_assert_eq!(options, ["mount", "pull"]);
            let mut words = mapped.request.words.iter().filter_map(|word| word.to_str());
            let value = words.find_map(|word| word.strip_prefix("--mount=")).expect("a mount");
            let mount = Mount::parse(value.as_bytes(), Dialect::Docker).expect("our own mount is read");
            let (target, options) = inside.split_once(':').unwrap_or((&inside, ""));
            prop_assert_eq!(mount.source(), Some(host.as_bytes()));
            prop_assert_eq!(mount.target(), target.as_bytes());
            prop_assert_eq!(mount.access() == Access::ReadWrite, options != "ro");
        }
    }

    #[test]
    fn any_bytes_are_a_template_or_a_fault(pieces in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "[", "]", ":", ",", "\"", "\"jobCategory\"", "\"img\"", "\"extension\"", "\"extensionList\"", "null", "true",
        "7", " ", "\n", "\t", "\\", "#", "&", "*", "!", "- ", "\u{0}", "\u{feff}", "'", "|", ">", "%", "@", "`", "?", "---",
    ]), 0..20)) {
        if let Err(fault) = Template::read(pieces.concat().as_bytes()) {
            prop_assert!(fault.at.line > 0 && fault.at.column > 0);
        }
    }
}
