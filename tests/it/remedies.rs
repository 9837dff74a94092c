//! What a message tells to do is about what was written: the nearest entry and its place, the file that was meant, the words that an
//! administrator has to write.

use testkit::Test;

fn longshore(words: &[&str]) -> Test {
    Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").args(words)
}

const SITE: &str = "\
version: 1
engine: /e/docker
allow:
  commands: [run]
  binds:
    - { source: \"/scratch/**\" }
    - { source: \"/proj/${user}/**\" }
    - { source: \"/data/mc/**\" }
  client_files: [\"/opt/*\", \"${home}/env/*\"]
  users: [image]
  networks: [default]
  images: { names: [img, \"docker.io/library/busybox:1\", busybox], trust: local }
";

/// What the one line says of a case under the profile.
fn refused(options: &str, image: &str, said: &str) {
    let case = format!(
        "expect: refused\nargv: [docker, run, {options}{image}]\nhost: {{ uid: 1000, accounts: [{{ name: alice, uid: 1000, gid: 1000 }}] }}\n"
    );
    let _dir = longshore(&["verify", "--bless", "cases"])
        .file("profiles/site.yaml", SITE)
        .file("cases/site/c.yaml", case)
        .stdout(format!(
            "blessed, refused: cases/site/c\n  + longshore: site.yaml:{said}\n1 case, 0 different, 1 blessed\n"
        ))
        .run();
}

#[test]
fn the_nearest_entry_is_the_one_that_begins_alike_whatever_facts_it_names_and_its_place_is_shown() {
    let use_a_listed = "use a listed path, or ask the site to list it";
    for (path, place, near) in [
        ("/proj/alise/x", "7:17", "/proj/${user}/**"),
        ("/data/real", "8:17", "/data/mc/**"),
        ("/data/md", "8:17", "/data/mc/**"),
        // Nothing is near: the list, and its first entry.
        ("/etc", "6:5", "/scratch/**"),
    ] {
        let said = format!("{place}: bind {path} is not listed in `binds` (nearest: {near}); {use_a_listed}");
        refused(&format!("-v, \"{path}:/x:ro\", "), "\"busybox:1\"", &said);
    }
    refused(
        "--env-file, /home/alice/job.env, ",
        "\"busybox:1\"",
        "9:28: client file /home/alice/job.env is not listed in `client_files` (nearest: ${home}/env/*); use a listed \
         path",
    );
}

#[test]
fn an_image_that_an_entry_means_and_does_not_match_has_the_entry_that_would() {
    for (image, place, near, written, instead) in [
        ("img", "12:21", "img", "docker.io/library/img:latest", "img"),
        ("\"img:2\"", "12:21", "img", "docker.io/library/img:*", "img"),
    ] {
        let whole = if image == "img" { "docker.io/library/img:latest" } else { "docker.io/library/img:2" };
        let said = format!(
            "{place}: image {whole} is not listed in `images: names` (nearest: {near}); ask the site to write `{written}` in the \
             place of `{instead}`"
        );
        refused("", image, &said);
    }
}

#[test]
fn a_profile_s_file_in_the_folder_is_meant_by_its_name_and_a_name_with_an_ending_by_its_path() {
    let absent = |name: &str| format!("neither /etc/longshore/profiles/{name}.yaml nor a shipped profile exists");
    for (name, remedy) in [
        ("first", "did you mean the file ./first.yaml?"),
        ("first.yaml", "did you mean the file ./first.yaml?"),
        ("second.yaml", "see `longshore profile list`, or name a file with a `/`: ./second.yaml"),
        ("second", "see `longshore profile list`"),
        ("cern", "did you mean `cernvm`?"),
    ] {
        let _dir = longshore(&["profile", "check", name])
            .file("first.yaml", SITE)
            .stderr(format!("longshore: profile `{name}`: {}; {remedy}\n", absent(name)))
            .status(1)
            .run();
    }
}

#[test]
fn a_job_file_that_is_not_there_is_said_to_be_none() {
    let _dir = longshore(&["run", "nofile.yaml"])
        .stderr("longshore: job file nofile.yaml: no such file or directory; check the path\n")
        .status(125)
        .run();
}

#[test]
fn a_limit_that_cuts_is_named_and_what_is_only_written_out_is_said_to_be_the_same() {
    let profile = "version: 1\nengine: /e/docker\nallow:\n  commands: [run]\n  users: [image]\n  networks: [default]\n  images: { \
                   names: [\"**\"], trust: local }\n  limits: { memory: { max: 8g, over: clamp } }\n";
    let _dir = longshore(&["explain", "--profile", "./p.yaml", "docker", "run", "-it", "-m", "20g", "busybox"])
        .file("p.yaml", profile)
        .stdout(
            "profile ./p.yaml, chosen by the argument --profile
       /e/docker            the engine, named by ./p.yaml:2:9
    1  run
~   2  --interactive        was -it, the same written out
~   2  --tty                was -it, the same written out
-   3  -m                   removed by the limit `memory` (./p.yaml:8:21)
-   4  20g                  removed by the limit `memory` (./p.yaml:8:21)
+      --memory=8589934592  added by the limit `memory` (./p.yaml:8:21)
+      --                   added by longshore, which writes the line out
    5  busybox
",
        )
        .run();
}
