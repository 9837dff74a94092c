//! How docker's client reads command lines where it surprises: each surprise a test by name.
//!
//! The same lines are held against the real clients by the oracle; here they are fixed.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::ffi::OsString;

use longshore::argv::{Draft, Line, Origin, ReadError, Verb};
use longshore::runtimes::docker::Docker;

fn words(line: &[&str]) -> Vec<OsString> {
    line.iter().map(OsString::from).collect()
}

/// The verb, the options as `name=value` or `name`, and the operands.
fn read(line: &[&str]) -> (Verb, Vec<String>, Vec<String>) {
    let words = words(line);
    let line = Line::read(&words, &Docker).expect("the client accepts the line");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let options = line.occurrences().iter().map(|option| match line.value(option) {
        None => option.row.name.to_string(),
        Some(value) => format!("{}={}", option.row.name, text(value)),
    });
    let operands = line.operands().iter().map(|&index| text(line.word(index)));
    (line.verb(), options.collect(), operands.collect())
}

fn expect(line: &[&str], verb: Verb, options: &[&str], operands: &[&str]) {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(read(line), (verb, owned(options), owned(operands)), "{line:?}");
}

fn refused(line: &[&str]) -> String {
    let words = words(line);
    Line::read(&words, &Docker).expect_err("the line is refused").to_string()
}

#[test]
fn help_and_version_before_create_or_run_do_not_stop_them() {
    expect(&["docker", "--help", "create", "i"], Verb::Create, &["help"], &["i"]);
    expect(&["docker", "container", "--help", "run", "-d", "i"], Verb::Run, &["help", "detach"], &["i"]);
    expect(&["docker", "-v", "create", "i"], Verb::Create, &["version"], &["i"]);
}

#[test]
fn a_word_of_letters_with_test_dot_is_refused_because_the_client_ignores_it() {
    for line in [
        ["docker", "create", "-test.foo", "i"],
        ["docker", "create", "-itest.foo", "i"],
        ["docker", "-test.x", "create", "i"],
    ] {
        let words = words(&line);
        let error = Line::read(&words, &Docker).expect_err("refused");
        assert!(matches!(error, ReadError::TestWord { .. }), "{line:?}: {error}");
    }
    // A value may say it: the client takes it whole.
    expect(&["docker", "create", "-e", "-test.x", "i"], Verb::Create, &["env=-test.x"], &["i"]);
}

#[test]
fn a_letter_with_a_lone_equals_sign_has_it_as_its_value() {
    expect(&["docker", "create", "-u=", "i"], Verb::Create, &["user=="], &["i"]);
    expect(&["docker", "create", "--user=", "i"], Verb::Create, &["user="], &["i"]);
    expect(&["docker", "create", "-u", "", "i"], Verb::Create, &["user="], &["i"]);
    assert_eq!(
        refused(&["docker", "create", "-t=", "i"]),
        "word 2 (`-t=`): docker create has no option -=; see `longshore options`"
    );
}

#[test]
fn an_option_with_a_value_takes_any_next_word() {
    expect(&["docker", "create", "--user", "--privileged", "i"], Verb::Create, &["user=--privileged"], &["i"]);
    expect(&["docker", "create", "--user", "--", "i"], Verb::Create, &["user=--"], &["i"]);
    expect(&["docker", "create", "--tty", "false"], Verb::Create, &["tty"], &["false"]);
    expect(&["docker", "create", "-t", "false", "x"], Verb::Create, &["tty"], &["false", "x"]);
}

#[test]
fn the_same_letters_before_and_after_the_command_are_other_options() {
    expect(
        &[
            "docker", "-c", "ctx", "-l", "debug", "-H", "h", "create", "-c", "5", "-l", "x=y", "-h", "name", "-v",
            "/a", "i",
        ],
        Verb::Create,
        &["context=ctx", "log-level=debug", "host=h", "cpu-shares=5", "label=x=y", "hostname=name", "volume=/a"],
        &["i"],
    );
    assert_eq!(
        refused(&["docker", "create", "-D", "i"]),
        "word 2 (`-D`): docker create has no option -D; see `longshore options`"
    );
}

#[test]
fn clusters_end_at_the_first_letter_with_a_value() {
    expect(&["docker", "create", "-itu1000", "i"], Verb::Create, &["interactive", "tty", "user=1000"], &["i"]);
    expect(&["docker", "create", "-itu=1000", "i"], Verb::Create, &["interactive", "tty", "user=1000"], &["i"]);
    expect(&["docker", "create", "-itu", "1000", "i"], Verb::Create, &["interactive", "tty", "user=1000"], &["i"]);
    expect(&["docker", "create", "-ei", "img"], Verb::Create, &["env=i"], &["img"]);
    expect(&["docker", "create", "-it=false", "img"], Verb::Create, &["interactive", "tty=false"], &["img"]);
    assert_eq!(
        refused(&["docker", "create", "-tfalse", "img"]),
        "word 2 (`-tfalse`): docker create has no option -f; see `longshore options`"
    );
    assert_eq!(
        refused(&["docker", "create", "-i-", "img"]),
        "word 2 (`-i-`): docker create has no option --; see `longshore options`"
    );
}

#[test]
fn the_first_operand_ends_the_options_of_commands_that_start_a_program() {
    expect(&["docker", "create", "i", "--", "-x"], Verb::Create, &[], &["i", "--", "-x"]);
    expect(&["docker", "create", "--", "i", "--", "-x"], Verb::Create, &[], &["i", "--", "-x"]);
    expect(
        &["docker", "run", "-d", "--name", "x", "--", "--privileged"],
        Verb::Run,
        &["detach", "name=x"],
        &["--privileged"],
    );
    expect(&["docker", "create", "-", "-t"], Verb::Create, &[], &["-", "-t"]);
    expect(&["docker", "create", "", "-t"], Verb::Create, &[], &["", "-t"]);
    expect(&["docker", "rm", "a", "-f"], Verb::Rm, &["force"], &["a"]);
    expect(&["docker", "stop", "a", "-t", "5"], Verb::Stop, &["timeout=5"], &["a"]);
}

#[test]
fn dashes_may_stand_once_before_the_command_and_options_after_them_still_count() {
    expect(&["docker", "--", "create", "i"], Verb::Create, &[], &["i"]);
    expect(&["docker", "--", "-D", "create", "i"], Verb::Create, &["debug"], &["i"]);
    let words = words(&["docker", "--", "--", "create", "i"]);
    assert!(Line::read(&words, &Docker).expect("an unknown command passes unread").is_unread());
}

#[test]
fn booleans_take_go_s_words_only() {
    expect(
        &["docker", "create", "--privileged", "--privileged=0", "i"],
        Verb::Create,
        &["privileged", "privileged=0"],
        &["i"],
    );
    for value in ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"] {
        let option = format!("--tty={value}");
        expect(&["docker", "create", &option, "i"], Verb::Create, &[&format!("tty={value}")], &["i"]);
    }
    for value in ["", "yes", "tRue", "true "] {
        let option = format!("--tty={value}");
        assert_eq!(
            refused(&["docker", "create", &option, "i"]),
            format!("word 2 (`{option}`): --tty is a switch and cannot be {value}; write true or false")
        );
    }
}

#[test]
fn the_same_letter_means_another_option_under_another_verb() {
    expect(&["docker", "rm", "-l", "a/b"], Verb::Rm, &["link"], &["a/b"]);
    expect(&["docker", "logs", "-n", "5", "a"], Verb::Logs, &["tail=5"], &["a"]);
    expect(&["docker", "rm", "-v", "a"], Verb::Rm, &["volumes"], &["a"]);
}

#[test]
fn names_are_neither_abbreviated_nor_folded() {
    assert_eq!(
        refused(&["docker", "create", "--us", "1", "i"]),
        "word 2 (`--us`): docker create has no option --us; did you mean --uts?"
    );
    let words = words(&["docker", "creat", "i"]);
    assert!(Line::read(&words, &Docker).expect("an unknown command passes unread").is_unread());
    for word in ["---x", "--=x", "--="] {
        assert_eq!(
            refused(&["docker", "create", word, "i"]),
            format!("word 2 (`{word}`): not an option of docker create; put -- before it if it is an operand")
        );
    }
}

#[test]
fn a_missing_value_is_an_error_and_a_missing_image_is_left_to_the_client() {
    assert_eq!(refused(&["docker", "create", "--user"]), "word 2 (`--user`): the option needs a value; add one");
    assert_eq!(refused(&["docker", "create", "-itu"]), "word 2 (`-itu`): the option needs a value; add one");
    expect(&["docker", "create"], Verb::Create, &[], &[]);
}

#[test]
fn aliases_of_commands_are_the_same_verb() {
    for line in [
        ["docker", "ps", "-a"].as_slice(),
        &["docker", "container", "ls", "-a"],
        &["docker", "container", "list", "-a"],
    ] {
        expect(line, Verb::Ps, &["all"], &[]);
    }
    expect(&["docker", "image", "remove", "x"], Verb::Rmi, &[], &["x"]);
    expect(&["docker", "container", "--", "create", "i"][..3], Verb::Other, &[], &[]);
}

#[test]
fn a_word_with_a_blank_is_no_command_of_two_words() {
    for line in [&["docker", "container run", "i"], &["docker", "network create", "n"]] {
        let words = words(line);
        let line = Line::read(&words, &Docker).expect("it may be a plugin's");
        assert!(line.is_unread() && line.command().is_none(), "{words:?}");
    }
}

#[test]
fn dropping_a_letter_never_makes_a_word_that_the_client_ignores() {
    let words = words(&["docker", "create", "-tiest.x", "i"]);
    let mut draft = Draft::new(Line::read(&words, &Docker).expect("the client accepts the line"));
    let dropped = draft.options(b"interactive").map(|(index, _)| index).next().expect("it is there");
    draft.drop(dropped, Origin::Canonical);
    let rendered: Vec<OsString> = draft.render().words.into_iter().map(|word| word.text.into_owned()).collect();
    // `-test.x` would be read as nothing at all.
    assert_eq!(rendered, ["docker", "create", "-t", "--env=st.x", "i"]);
}
