//! The JSON of a template, as Go writes and reads it.

use longshore::argv::quote;
use longshore::job::drmaa2::{Submission, Template};

fn line(json: &[u8]) -> Result<String, String> {
    let submission = Submission { is_supervised: false, pulls: false, directory: None, task: None };
    let template = Template::read(json).map_err(|fault| fault.to_string())?;
    let mapped = template.request(&submission).map_err(|fault| fault.to_string())?;
    let unused: Vec<_> = mapped.unused.iter().map(|unused| unused.name.as_str()).collect();
    assert_eq!(unused, Vec::<&str>::new());
    Ok(quote::shell_line(mapped.request.words.iter().map(AsRef::as_ref)))
}

#[test]
fn what_go_writes_is_read() {
    let written = concat!(
        r#"{"extension":{"extensionList":{"rm":"true","ulimit":"memlock=-1,stack=67108864"}},"remoteCommand":"sh","#,
        r#""args":["-c","echo \u003ca\u003e \u0026\u0026 echo \"é\""],"jobEnvironment":{"A":"\t1"},"jobCategory":"busybox:1","#,
        r#""startTime":"0001-01-01T00:00:00Z","deadlineTime":"0001-01-01T00:00:00Z"}"#,
        "\n"
    );
    let expected = r#"docker run --rm --ulimit=memlock=-1 --ulimit=stack=67108864 '--env=A=	1' --pull=never busybox:1 sh -c 'echo <a> && echo "é"'"#;
    let expected = expected.replace("'--env=A=\t1'", r"$'--env=A=\t1'");
    assert_eq!(line(written.as_bytes()), Ok(expected));
}

#[test]
fn indented_json_is_read_with_blanks_and_with_tabs() {
    let written = "{\n  \"jobCategory\": \"busybox:1\",\n  \"args\": [\n    \"a\",\n    \"b\"\n  ]\n}\n";
    assert_eq!(line(written.as_bytes()), Ok("docker run --pull=never busybox:1 a b".to_owned()));
    assert_eq!(line(written.replace("  ", "\t").as_bytes()), Ok("docker run --pull=never busybox:1 a b".to_owned()));
    assert_eq!(line(written.replace('\n', "\r\n").as_bytes()), Ok("docker run --pull=never busybox:1 a b".to_owned()));
}

#[test]
fn escapes_are_those_of_json() {
    for (json, expected) in [
        (r#""\/a""#, "/a"),
        (r#""\u00e9\n""#, "$'\u{e9}\\n'"),
        (r#""\ud83d\ude00""#, "\u{1f600}"),
        (r#""\u0041\b\f""#, "$'A\\x08\\x0c'"),
        ("\"\u{1f600}\"", "\u{1f600}"),
        (r#""\\$x""#, "'\\$x'"),
        ("\"a: b # c\"", "'a: b # c'"),
        ("\"- a\"", "'- a'"),
        ("\"yes\"", "yes"),
        ("\"010\"", "010"),
        ("\"null\"", "null"),
    ] {
        let template = format!(r#"{{"jobCategory": "img", "args": [{json}]}}"#);
        let found = line(template.as_bytes()).map(|line| line.replace("docker run --pull=never img ", ""));
        assert_eq!(found, Ok(expected.to_owned()), "{json}");
    }
}

#[test]
fn names_are_read_in_any_case_and_null_is_no_value() {
    let json = r#"{"JOBCATEGORY": "img", "JobName": "a", "args": null, "extension": null, "priority": null}"#;
    assert_eq!(line(json.as_bytes()), Ok("docker run --name=a --pull=never img".to_owned()));
    let json = r#"{"jobCategory": "img", "Extension": {"ExtensionList": null}}"#;
    assert_eq!(line(json.as_bytes()), Ok("docker run --pull=never img".to_owned()));
}

#[test]
fn what_go_would_ignore_or_take_for_another_is_refused() {
    let mut wrong = Vec::new();
    for (json, expected) in [
        (r#"{"jobCategry": "img"}"#, "1:2: unknown key `jobCategry`; did you mean `jobCategory`?"),
        (
            r#"{"jobCategory": "img", "stageInFile": {}}"#,
            "1:24: unknown key `stageInFile`; did you mean `stageInFiles`?",
        ),
        (
            r#"{"jobCategory": "a", "JobCategory": "b"}"#,
            "1:22: `jobCategory` stands here a second time; remove one of the two",
        ),
        (
            r#"{"jobCategory": "a", "jobCategory": "b"}"#,
            "1:22: key `jobCategory` stands here a second time; fix the JSON there",
        ),
        (
            r#"{"jobCategory": null, "JobCategory": "b"}"#,
            "1:23: `jobCategory` stands here a second time; remove one of the two",
        ),
        (r#"{"jobCategory": 7}"#, "1:17: expected a string in quotes, found a text; write a string in quotes"),
        (r#"{"jobCategory": ["img"]}"#, "1:17: expected a string in quotes, found a list; write a string in quotes"),
        (r"[]", "1:1: expected an object, found a list; write an object"),
        (r"", "1:1: expected an object, found nothing; write an object"),
        (r#"{"jobCategory": "img""#, "1:1: unclosed bracket '{'; fix the JSON there"),
        (r#"{"jobCategory": "img"} {}"#, "1:24: did not find expected <document start>; fix the JSON there"),
        (
            r#"{"jobCategory": "img", "extension": {"extensionList": {"rm": "true"}, "ExtensionList": {}}}"#,
            "1:71: `extensionList` stands here a second time; remove one of the two",
        ),
        (
            r#"{"jobCategory": "img", "extension": {}, "Extension": {}}"#,
            "1:41: `extension` stands here a second time; remove one of the two",
        ),
        (
            r#"{"jobCategory": "img", "extension": {"extensionList": {"rm": "true", "rm": "false"}}}"#,
            "1:70: key `rm` stands here a second time; fix the JSON there",
        ),
        (r#"{"jobCategory": &a "img", "jobName": *a}"#, "1:20: anchors are not used here; fix the JSON there"),
        ("jobCategory: img", "1:1: expected a string in quotes, found a text; write a string in quotes"),
    ] {
        let found = line(json.as_bytes());
        if found != Err(expected.to_owned()) {
            wrong.push((json, found));
        }
    }
    assert_eq!(wrong, Vec::<(&str, Result<String, String>)>::new());
    assert_eq!(
        line(b"{\n\"jobCategory\": \"\xff\"}"),
        Err("2:1: the template is no UTF-8 text; write JSON in UTF-8".to_owned())
    );
}
