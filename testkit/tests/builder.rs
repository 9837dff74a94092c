//! The Test builder compares all that a program does, and shows all of it when something differs.

#![expect(clippy::disallowed_methods, clippy::expect_used, reason = "a test touches the machine")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use testkit::{Status, Test};

fn shell(script: &str) -> Test {
    Test::new("/bin/sh").args(["-c", script])
}

/// What a failing test says.
fn complaint(test: Test) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| test.run())).expect_err("the test fails");
    *panic.downcast::<String>().expect("a panic with a text")
}

#[test]
fn standard_streams_and_status_are_compared_exactly() {
    shell("cat; echo problem >&2; exit 3").stdin("text\n").stdout("text\n").stderr("problem\n").status(3).run();
    shell("kill -TERM $$").status(Status::Signal(15)).run();
    shell("exit 143").status(143).run();
}

#[test]
fn one_complaint_shows_all_three() {
    let complaint = complaint(shell("echo b; echo e >&2; exit 1").argv0("me").stdout("a\n"));
    let block = "\
status, expected: exit code 0
status, got: exit code 1
stdout, expected: 
  |a
stdout, got: 
  |b
stderr, expected: nothing
stderr, got: 
  |e
";
    assert!(complaint.ends_with(block), "{complaint}");
    assert!(complaint.starts_with("\n`me -c echo b; echo e >&2; exit 1` (/bin/sh) in /"), "{complaint}");
}

#[test]
fn a_signal_is_not_the_code_that_a_shell_makes_of_it() {
    let complaint = complaint(shell("kill -TERM $$").status(143));
    assert!(complaint.contains("expected: exit code 143\nstatus, got: death by signal 15"), "{complaint}");
}

#[test]
fn the_folder_is_named_in_words_files_and_expectations() {
    let dir = shell(". \"$0\"; pwd; cat link").arg("$DIR/a/script");
    let dir = dir.file("a/script", "echo $DIR\n").link("link", "a/script").env("PATH", "/usr/bin:/bin");
    dir.stdout("$DIR\n$DIR\necho $DIR\n").run();
}

#[test]
fn files_that_a_program_writes_can_be_read_after_the_test() {
    let dir = shell("echo x > out").run();
    assert_eq!(std::fs::read_to_string(dir.path().join("out")).expect("the file was written"), "x\n");
}

#[test]
fn executables_are_executable() {
    shell("exec ./script").executable("script", "#!/bin/sh\necho run\n").stdout("run\n").run();
}

#[test]
fn a_program_that_does_not_end_fails_the_test() {
    let complaint = complaint(shell("exec /bin/sleep 60").limit(Duration::from_millis(100)));
    assert!(complaint.contains("did not close its output in time"), "{complaint}");
}

#[test]
fn standard_input_that_nobody_reads_is_no_failure() {
    shell("exec 0<&-; exit 0").stdin(vec![b'x'; 1 << 20]).run();
}
