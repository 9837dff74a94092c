//! What holds of starters and job controls on every engine; podman runs these cases, too (`tests/engines/podman_jobs`).

#[path = "batch.rs"]
pub(crate) mod batch;

use std::os::unix::ffi::OsStrExt as _;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use testkit::Rng;

use batch::{Job, Site, docker, number, real};

/// Nothing is printed, and the action counts as done.
pub(crate) fn assert_quiet(output: &Output) {
    let said = (output.status.code(), String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!((said.0, said.1.as_ref(), said.2.as_ref()), (Some(0), "", ""));
}

#[test]
fn a_job_is_suspended_resumed_and_ended_and_each_may_be_asked_for_twice() {
    if docker().is_none() || !batch::ENGINE.has_cgroups() {
        return;
    }
    let site = Site::new("shell", "");
    let mut job = Job::start(&site, "sleep 300");
    job.wait_for("Up");
    for (action, status) in
        [("suspend", "(Paused)"), ("suspend", "(Paused)"), ("resume", "Up"), ("resume", "Up"), ("stop", "(Paused)")]
    {
        assert_quiet(&job.control(action));
        job.wait_for(status);
    }
    assert_eq!(job.states(), ["paused"]);
    // A suspended job can be ended.
    assert_quiet(&job.control("terminate"));
    assert_eq!(job.states(), ["exited"]);
    job.wait_for("Exited (137)");
    assert_eq!(job.finish(), (Some(137), String::new()));
    for action in ["suspend", "resume", "terminate", "kill"] {
        assert_quiet(&job.control(action));
    }
    assert_eq!(job.states(), ["exited"]);
}

#[test]
fn the_exit_code_of_the_container_is_the_job_s() {
    if docker().is_none() {
        return;
    }
    let site = Site::new("shell", "");
    let mut job = Job::start(&site, "echo hi; exit 7");
    assert_eq!(job.finish(), (Some(7), "hi\n".to_owned()));
    let label = |key: &str| {
        real(&["inspect", "-f", &format!("{{{{index .Config.Labels \"org.longshore.{key}\"}}}}"), &job.container()])
    };
    assert_eq!(["user", "queue", "batch", "index"].map(label), ["bob", "docker", "openlava", ""]);
}

#[test]
fn elements_of_an_array_run_side_by_side_and_are_controlled_one_by_one() {
    if docker().is_none() {
        return;
    }
    let site = Site::new("shell", "");
    let id = number();
    // Long enough on a busy machine, where three starts take seconds.
    let element = |(index, seconds)| Job::element(&site, id, index, &format!("sleep {seconds}; exit {index}"));
    let mut jobs: Vec<Job> = [(1, 10), (2, 300), (3, 10)].map(element).into();
    for job in &jobs {
        job.wait_for("Up");
    }
    assert_quiet(&jobs[1].control("terminate"));
    let codes: Vec<Option<i32>> = jobs.iter_mut().map(|job| job.finish().0).collect();
    assert_eq!(codes, [Some(1), Some(137), Some(3)]);
}

#[test]
fn a_requeued_job_replaces_its_finished_container_and_no_running_one() {
    if docker().is_none() {
        return;
    }
    let site = Site::new("shell", "");
    let mut first = Job::start(&site, "exit 3");
    assert_eq!(first.finish().0, Some(3));
    let mut second = Job::element(&site, first.id, 0, "sleep 300");
    second.wait_for("Up");
    let mut third = Job::element(&site, first.id, 0, "exit 5");
    let why =
        format!("longshore: the container {} of this job is running already; end it, or wait for its end\n", first.id);
    assert_eq!(third.finish(), (Some(125), why));
    assert_quiet(&second.control("terminate"));
    assert_eq!(second.finish().0, Some(137));
}

#[test]
fn a_container_of_that_name_that_is_somebody_else_s_stays() {
    let Some(_) = docker() else { return };
    let site = Site::new("shell", "");
    let id = number();
    let theirs = real(&["create", "--name", &id.to_string(), batch::IMAGE, "true"]);
    let mut job = Job::element(&site, id, 0, "exit 5");
    let (code, said) = job.finish();
    let stands = real(&["inspect", "-f", "{{.State.Status}}", &theirs]);
    real(&["rm", "-f", &theirs]);
    assert_eq!((code, stands.as_str()), (Some(125), "created"), "{said}");
    assert!(said.contains("is already in use by "), "{said}");
}

#[test]
fn an_image_that_cannot_be_pulled_is_told_from_other_failures() {
    if docker().is_none() {
        return;
    }
    // A registry that nobody answers for: no network is needed to know.
    let site = Site::new("shell", "").with("pull: never", "pull: missing");
    let site = site.with("[LSB_DOCKER_IMAGE", "[OTHER_IMAGE, LSB_DOCKER_IMAGE");
    let mut job = Job::start(&site, "exit 3");
    assert_eq!(job.finish(), (Some(3), String::new()), "the image is there and not pulled");
    let env = [("LSB_JOBID", number().to_string()), ("OTHER_IMAGE", "localhost:1/none:1".to_owned())];
    let env = env.map(|(name, value)| (name.to_owned(), value));
    let output = site.longshore(&env, &["starter", "--", "exit 3"]).output().expect("longshore runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.lines().count()), (Some(125), 1), "{said}");
    assert!(said.starts_with("longshore: the image `localhost:1/none:1` cannot be pulled: "), "{said}");
    assert!(said.ends_with("; check its name\n"), "{said}");
}

#[test]
fn words_arrive_as_the_form_of_the_command_says() {
    if docker().is_none() {
        return;
    }
    // What stands between double quotes in the job's script, and what the container prints. The host's shell has expanded
    // its part before the starter is called: `\$HOME` is `$HOME` there.
    let odd = r#"printf '<%s>' 'a  b' '*' '\$HOME' '\`id\`' 'é' '\\\\' \"q\"; echo"#;
    let printed = "<a  b><*><$HOME><`id`><é><\\\\><q>\n";
    for form in ["shell", "script"] {
        let site = Site::new(form, "");
        let mut job = Job::start(&site, odd);
        assert_eq!(job.finish(), (Some(0), printed.to_owned()), "{form}");
        let mut job = Job::start(&site, "echo one\necho two; exit 4");
        assert_eq!(job.finish(), (Some(4), "one\ntwo\n".to_owned()), "{form}");
    }
    // Word by word nothing is read again.
    let site = Site::new("argv", "");
    let words = r#"printf" "<%s>" "a  b" "*" '$HOME' '`id`' 'é' '\' '"q"' '' "last"#;
    let mut job = Job::start(&site, words);
    assert_eq!(job.finish(), (Some(0), "<a  b><*><$HOME><`id`><é><\\><\"q\"><><last>".to_owned()));
}

#[test]
fn jobs_that_end_at_any_moment_leave_nothing_that_runs() {
    if docker().is_none() {
        return;
    }
    let site = Site::new("shell", "");
    let count = std::env::var("LONGSHORE_STARTS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(if batch::ENGINE.is_podman() { 8 } else { 50 });
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for seed in 0..4 {
            let (next, site) = (&next, &site);
            scope.spawn(move || {
                let mut rng = Rng::new(0x5eed + seed);
                while next.fetch_add(1, Ordering::Relaxed) < count {
                    let mut job = Job::start(site, "sleep 300");
                    let moment = Duration::from_millis(rng.below(900) as u64);
                    std::thread::sleep(moment);
                    let said = job.control("terminate");
                    let moment = moment.as_millis();
                    assert_eq!(String::from_utf8_lossy(&said.stderr), "", "after {moment} ms");
                    assert_eq!(said.status.code(), Some(0), "after {moment} ms");
                    let (code, output) = job.finish();
                    assert_ne!(code, Some(0), "after {moment} ms: {output}");
                    let active: Vec<String> = job.states().into_iter().filter(|state| state != "exited").collect();
                    assert_eq!(active, Vec::<String>::new(), "after {moment} ms: {output}");
                    assert_eq!(job.processes(), Vec::<u32>::new(), "after {moment} ms");
                }
            });
        }
    });
}

#[test]
fn what_a_killed_starter_leaves_is_removed_when_the_batch_system_has_no_such_job() {
    if docker().is_none() {
        return;
    }
    let site = Site::new("shell", "");
    let job = Job::start(&site, "sleep 300");
    job.wait_for("Up");
    for pid in job.processes() {
        testkit::send_signal(pid, 9);
    }
    assert_eq!(job.states(), ["running"]);
    let bjobs = |text: &str| site.bjobs(text);
    let id = job.id;
    let prune = |more: &[&str]| {
        let output =
            site.longshore(&[], &[&["prune", "--orphans", "--yes"], more].concat()).output().expect("longshore runs");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        // Jobs of other tests, about which this site's bjobs says nothing, count as well.
        let is_told = error.contains(" does not say what became of job ") && error.contains("; see why: ");
        assert_eq!((output.status.code(), is_told), if error.is_empty() { (Some(0), false) } else { (Some(1), true) });
        // Other tests' containers are other jobs'.
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.lines().filter(|line| line.contains(&format!("job {id},"))).map(str::to_owned).collect::<Vec<_>>()
    };
    let unknown = format!("[ \"$2\" = {id} ] && {{ echo 'Job <{id}> is not found' >&2; exit 255; }}; exit 1");
    for unclear in ["exit 255", "echo 'LIM is down' >&2; exit 255"] {
        bjobs(unclear);
        assert_eq!(prune(&[]), Vec::<String>::new(), "{unclear}");
        let output = site.longshore(&[], &["prune", "--orphans", "--yes"]).output().expect("longshore runs");
        assert_eq!(output.status.code(), Some(1), "{unclear} is told");
    }
    bjobs(&unknown);
    assert_eq!(prune(&["--dry-run"]), [format!("would remove {id} (job {id}, without a job)")]);
    assert_eq!(job.states(), ["running"]);
    assert_eq!(prune(&[]), [format!("removed {id} (job {id}, without a job)")]);
    assert_eq!(job.states(), Vec::<String>::new());
}

#[test]
fn finished_containers_are_removed_by_the_time_at_which_they_finished() {
    if docker().is_none() {
        return;
    }
    // A batch of its own, so that containers of other tests are not meant.
    let site = Site::new("shell", "").with("batch: openlava", "batch: lsf");
    let mut job = Job::start(&site, "sleep 2");
    job.wait_for("Up");
    let prune = |time: &str| {
        let output = site.longshore(&[], &["prune", "--older-than", time, "--yes"]).output().expect("longshore runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let of_job = text.lines().filter(|line| line.contains(&job.container()));
        of_job.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(prune("0"), Vec::<String>::new(), "it runs");
    job.wait_for("Exited (0)");
    assert_eq!(prune("1h"), Vec::<String>::new());
    let id = job.id;
    assert_eq!(prune("0"), [format!("removed {id} (job {id}, finished)")]);
    assert_eq!(job.states(), Vec::<String>::new());
    assert_eq!(job.finish().0, Some(0));
}

/// What a starter that gets these words under this form of command ends with and prints.
fn given(site: &Site, words: &[&[u8]]) -> (Option<i32>, String) {
    let env = [("LSB_JOBID", number().to_string()), ("LSB_DOCKER_IMAGE", batch::IMAGE.to_owned())];
    let env = env.map(|(name, value)| (name.to_owned(), value));
    let mut command = site.longshore(&env, &["starter", "--"]);
    command.args(words.iter().map(|word| std::ffi::OsStr::from_bytes(word)));
    let output = command.output().expect("longshore runs");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn every_row_of_the_table_of_special_characters_holds() {
    if docker().is_none() {
        return;
    }
    // Not one byte changes.
    let site = Site::new("argv", "").with("keep: 7d", "keep: 0");
    let odd: [&[u8]; 14] = [
        b"a  b",
        b"\"",
        b"'",
        b"$HOME",
        b"`id`",
        b"$(id)",
        b"*",
        b"?",
        b"\\",
        b"a\nb",
        b";|>&",
        "é".as_bytes(),
        b"",
        b"-n",
    ];
    let words: Vec<&[u8]> = [&b"printf"[..], b"<%s>"].into_iter().chain(odd).collect();
    let expected = odd.map(|word| format!("<{}>", String::from_utf8_lossy(word))).concat();
    assert_eq!(given(&site, &words), (Some(0), expected));
    assert_eq!(given(&site, &[b"printf", b"%s", b"\xff\xfe"]), (Some(0), "\u{fffd}\u{fffd}".to_owned()));
    // The shell in the container reads the text, once.
    for form in ["shell", "script"] {
        let site = Site::new(form, "").with("keep: 7d", "keep: 0");
        for (text, code, printed) in [
            ("printf '<%s>' a  b 'c  d' \"e  f\"", 0, "<a><b><c  d><e  f>"),
            ("test \"$HOME\" != '$HOME' && echo set", 0, "set\n"),
            ("echo `echo one` $(echo two)", 0, "one two\n"),
            ("echo /bin/busybo* /bin/busybo?", 0, "/bin/busybox /bin/busybox\n"),
            ("echo \\* \\$HOME a\\ \\ b", 0, "* $HOME a  b\n"),
            ("echo one\necho two\nexit 4", 4, "one\ntwo\n"),
            ("echo a; echo b | cat > /tmp/b & wait; cat /tmp/b", 0, "a\nb\n"),
            ("echo é", 0, "é\n"),
        ] {
            assert_eq!(given(&site, &[text.as_bytes()]), (Some(code), printed.to_owned()), "{form}: {text}");
        }
        // No option of the shell: a command that the image does not have.
        let (code, said) = given(&site, &[b"-n"]);
        assert_eq!((code, said.contains("-n: not found")), (Some(127), true), "{form}: {said}");
    }
    let shell = Site::new("shell", "").with("keep: 7d", "keep: 0");
    assert_eq!(given(&shell, &[b""]), (Some(0), String::new()));
    let script = Site::new("script", "").with("keep: 7d", "keep: 0");
    assert_eq!(given(&script, &[b"printf '%s' 'a", b"", b"b'"]), (Some(0), "a  b".to_owned()));
}
