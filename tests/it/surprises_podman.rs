//! How podman's client reads command lines where it surprises: each surprise a test by name.
//!
//! The facts come from podman 5.8.2 and 4.3.1; docker's are in `surprises.rs`.

#![expect(clippy::expect_used, reason = "test code stops by a panic that says why")]

use std::ffi::OsString;

use longshore::argv::{Class, Line, ReadError, Reading, Verb};
use longshore::runtimes::podman::Podman;

fn words(line: &[&str]) -> Vec<OsString> {
    line.iter().map(OsString::from).collect()
}

/// The verb, the options as `name=value` or `name`, and the operands.
fn read(line: &[&str]) -> (Verb, Vec<String>, Vec<String>) {
    let words = words(line);
    let line = Line::read(&words, &Podman).expect("the client accepts the line");
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

fn refused(line: &[&str]) -> ReadError {
    let words = words(line);
    Line::read(&words, &Podman).expect_err(&format!("{line:?} is refused"))
}

#[test]
fn global_options_are_taken_among_the_options_of_run() {
    expect(
        &[
            "podman",
            "run",
            "--root",
            "/x",
            "--runtime",
            "/evil",
            "--storage-opt",
            "mount_program=/evil",
            "--conmon",
            "F",
            "i",
            "--root",
        ],
        Verb::Run,
        &["root=/x", "runtime=/evil", "storage-opt=mount_program=/evil", "conmon=F"],
        &["i", "--root"],
    );
    expect(
        &["podman", "container", "--runroot", "/x", "create", "--trace", "i"],
        Verb::Create,
        &["runroot=/x", "trace"],
        &["i"],
    );
}

#[test]
fn options_that_start_programs_say_so_wherever_they_stand() {
    for option in ["runtime", "conmon", "hooks-dir", "storage-opt", "network-cmd-path", "cdi-spec-dir", "runtime-flag"]
    {
        let glued = format!("--{option}=x");
        for line in [["podman", &glued, "run", "i"], ["podman", "run", &glued, "i"]] {
            let words = words(&line);
            let line = Line::read(&words, &Podman).expect("readable");
            assert_eq!(line.occurrences()[0].row.class, Class::Program, "{option}");
        }
    }
}

#[test]
fn options_that_stand_only_before_the_command_are_none_of_run() {
    for name in ["--module", "--identity", "--config", "--out", "--ssh", "--tls-ca"] {
        assert!(matches!(refused(&["podman", "run", name, "x", "i"]), ReadError::UnknownOption { .. }), "{name}");
    }
    expect(&["podman", "--module", "m", "--out=o", "run", "i"], Verb::Run, &["module=m", "out=o"], &["i"]);
}

#[test]
fn two_dashes_before_the_command_take_the_next_word_with_them() {
    expect(&["podman", "--", "x", "create", "i"], Verb::Create, &[], &["i"]);
    expect(&["podman", "container", "--", "x", "run", "i"], Verb::Run, &[], &["i"]);
}

#[test]
fn help_before_create_does_not_stop_it() {
    expect(&["podman", "--help", "create", "i"], Verb::Create, &["help"], &["i"]);
    expect(&["podman", "container", "--help", "create", "i"], Verb::Create, &["help"], &["i"]);
}

#[test]
fn version_before_create_takes_create_with_it() {
    let line = words(&["podman", "--version", "create", "i"]);
    let line = Line::read(&line, &Podman).expect("readable");
    assert_eq!((line.verb(), line.is_unread()), (Verb::Other, true));
    // With a command behind it the client does not even know the option.
    assert!(matches!(refused(&["podman", "--version", "create", "create", "i"]), ReadError::UnknownOption { .. }));
    assert!(matches!(refused(&["podman", "-v", "create", "create", "i"]), ReadError::UnknownLetter { .. }));
    expect(&["podman", "--version"], Verb::Other, &["version"], &[]);
    expect(&["podman", "-v"], Verb::Other, &["version"], &[]);
}

#[test]
fn a_word_that_the_search_for_the_command_skips_is_refused() {
    // The command is the second `create`, but without --root it would be the first.
    let error = refused(&["podman", "--root", "--log-level", "create", "create", "i"]);
    assert!(matches!(error, ReadError::StrayWord { .. }), "{error}");
    let error = refused(&["podman", "--config", "--host", "create", "create", "i"]);
    assert!(matches!(error, ReadError::StrayWord { .. }), "{error}");
    let error = refused(&["podman", "--root", "--", "x", "create", "i"]);
    assert!(matches!(error, ReadError::StrayWord { .. }), "{error}");
}

#[test]
fn the_two_readings_of_a_swallowed_option_differ_and_the_line_is_refused() {
    // The reading in earnest has `--host=x` as the value of `--config`; the pass that looks for the remote mode does not
    // know `--config`.
    let error = refused(&["podman", "--config", "--host=x", "run", "i"]);
    assert!(matches!(error, ReadError::Remote { .. }), "{error}");
    let error = refused(&["podman", "--tmpdir", "--module=/x", "run", "i"]);
    assert!(matches!(error, ReadError::TwoReadings { .. }), "{error}");
}

#[test]
fn a_switch_before_the_command_hides_a_module_or_the_remote_mode_among_the_options_of_run() {
    // The pass that looks for modules does not know --trace, takes `run` for its value, and goes on to the label.
    for switch in ["--trace", "--noout", "--syslog", "--debug", "-D", "--transient-store"] {
        let error = refused(&["podman", switch, "run", "--label", "--module=/x", "i"]);
        assert!(matches!(error, ReadError::TwoReadings { .. }), "{switch}: {error}");
        expect(
            &["podman", switch, "run", "--label", "module=/x", "i"],
            Verb::Run,
            &[if switch == "-D" { "debug" } else { switch.trim_start_matches('-') }, "label=module=/x"],
            &["i"],
        );
    }
    let error = refused(&["podman", "--noout", "run", "--label", "--remote", "i"]);
    assert!(matches!(error, ReadError::Remote { .. }), "{error}");
    // --help ends the pass for the remote mode, and is a switch for the one for modules: that one stops at `run`.
    expect(&["podman", "--help", "run", "--label", "-r", "i"], Verb::Run, &["help", "label=-r"], &["i"]);
}

#[test]
fn remote_mode_is_refused_however_it_is_asked_for() {
    for line in [
        &["podman", "--remote", "run", "i"][..],
        &["podman", "--remote=true", "run", "i"],
        &["podman", "-r", "run", "i"],
        &["podman", "-Dr", "run", "i"],
        &["podman", "-rc", "conn", "run", "i"],
        &["podman", "--url", "unix:///x", "run", "i"],
        &["podman", "--url=unix:///x", "run", "i"],
        &["podman", "--host", "unix:///x", "run", "i"],
        &["podman", "-H", "unix:///x", "run", "i"],
        &["podman", "-Hunix:///x", "run", "i"],
        &["podman", "--connection", "x", "run", "i"],
        &["podman", "-c", "x", "run", "i"],
        &["podman", "-c=", "run", "i"],
        &["podman", "--context", "default", "run", "i"],
        &["podman", "--context=", "run", "i"],
        &["podman", "--trace", "run", "-c", "2", "i"],
    ] {
        let error = refused(line);
        assert!(matches!(error, ReadError::Remote { .. }), "{line:?}: {error}");
    }
    expect(&["podman", "--remote=false", "run", "i"], Verb::Run, &["remote=false"], &["i"]);
    // After the command the letter is another option's.
    expect(&["podman", "run", "-c", "2", "i"], Verb::Run, &["cpu-shares=2"], &["i"]);
}

#[test]
fn the_latest_container_is_a_switch_where_docker_has_links() {
    expect(&["podman", "rm", "-l"], Verb::Rm, &["latest"], &[]);
    expect(&["podman", "rm", "-l", "c"], Verb::Rm, &["latest"], &["c"]);
}

#[test]
fn the_letter_n_of_logs_takes_no_number() {
    expect(&["podman", "logs", "-n", "5", "c"], Verb::Logs, &["names"], &["5", "c"]);
}

#[test]
fn other_names_fill_the_place_of_the_option() {
    for (written, place) in [
        ("net", "network"),
        ("dns-opt", "dns-option"),
        ("ns", "namespace"),
        ("healthcheck-command", "health-cmd"),
        ("override-arch", "arch"),
    ] {
        let line = words(&["podman", "run", &format!("--{written}=x"), "i"]);
        let line = Line::read(&line, &Podman).expect("readable");
        assert_eq!(line.occurrences()[0].row.destination.as_str(), place);
    }
    expect(&["podman", "run", "--net", "host", "i"], Verb::Run, &["net=host"], &["i"]);
    expect(&["podman", "stop", "--timeout", "3", "c"], Verb::Stop, &["timeout=3"], &["c"]);
    assert!(matches!(refused(&["podman", "run", "--net-alias", "x", "i"]), ReadError::UnknownOption { .. }));
    assert!(matches!(refused(&["podman", "restart", "--timeout", "3", "c"]), ReadError::UnknownOption { .. }));
}

#[test]
fn the_namespace_of_ps_is_a_switch_and_elsewhere_takes_a_value() {
    expect(&["podman", "ps", "--namespace", "x"], Verb::Ps, &["namespace"], &["x"]);
    expect(&["podman", "rm", "--namespace", "x", "c"], Verb::Rm, &["namespace=x"], &["c"]);
}

#[test]
fn a_switch_before_an_image_never_takes_its_value_from_the_next_word() {
    expect(&["podman", "run", "--tls-verify", "false", "i"], Verb::Run, &["tls-verify"], &["false", "i"]);
}

#[test]
fn the_options_of_run_are_not_those_of_create() {
    for name in ["--rmi", "--passwd", "--detach"] {
        assert!(matches!(refused(&["podman", "create", name, "i"]), ReadError::UnknownOption { .. }), "{name}");
    }
    expect(&["podman", "run", "--rmi", "--preserve-fd", "3,4", "i"], Verb::Run, &["rmi", "preserve-fd=3,4"], &["i"]);
}

#[test]
fn values_that_older_clients_split_are_marked() {
    for name in ["device", "env-file", "annotation", "log-opt", "label-file", "chrootdirs", "hooks-dir"] {
        let line = words(&["podman", "run", &format!("--{name}=x=y"), "i"]);
        let line = Line::read(&line, &Podman).expect("readable");
        assert_eq!(line.occurrences()[0].row.reading, Reading::SplitBefore5, "{name}");
    }
}
