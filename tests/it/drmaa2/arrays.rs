//! Arrays, their ids, controls and labels.

use longshore::job::drmaa2::{ARRAY, ArrayId, ArrayRange, Control, LARGEST_ARRAY, SESSION, TASK, marks};

#[test]
fn ranges_count_from_their_begin_in_steps() {
    for (text, indices, written) in [
        ("1-4", vec![1, 2, 3, 4], "1-4"),
        ("1-9:4", vec![1, 5, 9], "1-9:4"),
        ("2-9:4", vec![2, 6], "2-9:4"),
        ("7-7", vec![7], "7-7"),
        ("3-3:100", vec![3], "3-3:100"),
        ("1-2:1", vec![1, 2], "1-2"),
        ("4294967295-4294967295:4294967295", vec![u32::MAX], "4294967295-4294967295:4294967295"),
        ("4294967290-4294967295:3", vec![4_294_967_290, 4_294_967_293], "4294967290-4294967295:3"),
    ] {
        let range = ArrayRange::parse(text).expect(text);
        assert_eq!(range.indices().collect::<Vec<_>>(), indices, "{text}");
        assert_eq!(range.to_string(), written);
    }
    let largest = ArrayRange::parse("1-2000").expect("a range");
    assert_eq!(largest.indices().count(), LARGEST_ARRAY as usize);
}

#[test]
fn other_ranges_are_refused_with_the_reason() {
    for (text, expected) in [
        ("", "`` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2"),
        ("5", "`5` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2"),
        ("1-", "`1-` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2"),
        ("1-2-3", "`1-2-3` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2"),
        ("-1-2", "`-1-2` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2"),
        ("+1-2", "`+1-2` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2"),
        ("1-2:", "`1-2:` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2"),
        ("1-2:3:4", "`1-2:3:4` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2"),
        ("1-4294967296", "`1-4294967296` is no range of indices; write BEGIN-END or BEGIN-END:STEP, such as 1-10:2"),
        ("1-2:0", "the range `1-2:0` never ends; write a step of 1 or more, or leave it out"),
        ("0-2", "the range `0-2` begins with 0; indices begin with 1"),
        ("3-2", "the range `3-2` ends before it begins; write the lower index first"),
        ("1-2001", "the range `1-2001` has 2001 tasks, more than 2000; submit several arrays"),
        ("1-4294967295", "the range `1-4294967295` has 4294967295 tasks, more than 2000; submit several arrays"),
    ] {
        assert_eq!(ArrayRange::parse(text).map_err(|error| error.to_string()), Err(expected.to_owned()));
    }
}

#[test]
fn the_id_of_an_array_lists_its_members_and_reads_back() {
    let members = vec!["0a1b".to_owned(), "2c3d".to_owned()];
    let id = ArrayId::of(members.clone()).expect("an id");
    assert_eq!(id.to_string(), "0a1b,2c3d");
    assert_eq!(ArrayId::parse("0a1b,2c3d"), Ok(id.clone()));
    assert_eq!(ArrayId::parse(r#"["0a1b", "2c3d"]"#), Ok(id));
    assert_eq!(ArrayId::parse("analysis.3").expect("an id").members(), ["analysis.3"]);
    for text in ["", ",", "a,", "--all", "a,-f", "a b", "[]", "[1]", "[\"-f\"]", "[\"a\"", "a;b"] {
        assert!(ArrayId::parse(text).is_err(), "{text}");
    }
    let why = ArrayId::parse("a,--force").expect_err("no id").to_string();
    assert_eq!(why, "`--force` is no id of a job; give what `submit` or `array` printed");
    // The largest one is still a word of a command line.
    let largest = ArrayId::of(vec!["f".repeat(64); LARGEST_ARRAY as usize]).expect("an id");
    assert!(largest.to_string().len() < 128 << 10);
}

#[test]
fn controls_are_commands_of_the_engine_or_refused() {
    assert_eq!(Control::Suspend.words(), Ok(&["pause"][..]));
    assert_eq!(Control::Resume.words(), Ok(&["unpause"][..]));
    assert_eq!(Control::Terminate.words(), Ok(&["kill", "--signal=KILL"][..]));
    for (control, name) in [(Control::Hold, "hold"), (Control::Release, "release")] {
        let why = control.words().expect_err("not supported").to_string();
        let expected = format!(
            "no engine can {name} a job: a container runs as soon as it is started; submit the job when it may run"
        );
        assert_eq!(why, expected);
    }
}

#[test]
fn jobs_are_marked_with_session_array_and_task() {
    assert_eq!([SESSION, ARRAY, TASK], ["drmaa2_jobsession", "longshore.array", "longshore.task"]);
    assert_eq!(marks("nightly", None), ["drmaa2_jobsession=nightly"]);
    assert_eq!(
        marks("nightly", Some(("a1", 3))),
        ["drmaa2_jobsession=nightly", "longshore.array=a1", "longshore.task=3"]
    );
}
