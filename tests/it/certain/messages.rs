//! What a refused caller reads.

use longshore::plan::{Request, decide};
use testkit::Test;

use super::submitter;

const POLICY: &str = "\
version: 1
engine: /e/docker
identity: keep
allow:
  commands: [run, cp]
  images: { names: [\"**\"], trust: local }
  users: [image]
  networks: [default]
";

fn refused(profile: &str, words: &[&str], stderr: &str) {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("p.yaml", profile);
    let test = test.args(["rewrite", "--profile", "./p.yaml", "--"]).args(words);
    let _dir = test.stderr(stderr).status(125).run();
}

const PODMAN: &str = "version: 1\nruntime: podman\nengine: /e/podman\nallow: any\n";
const DOCKER: &str = "version: 1\nengine: /e/docker\nallow: any\n";

#[test]
fn podman_s_own_option_in_a_docker_line_is_one_message() {
    refused(
        PODMAN,
        &["docker", "run", "--secret", "s,type=env", "img"],
        "longshore: word 2 (`--secret`): docker run has no option --secret, but podman has; call `podman`, or let a rule of \
         the profile write it\n  docker run --secret s,type=env img\n             ^^^^^^^^\n",
    );
    refused(
        PODMAN,
        &["docker", "run", "--secret=s,type=env", "img"],
        "longshore: word 2: --secret on podman: docker has no such option, but podman has; call `podman`, or let a rule of \
         the profile write it\n",
    );
}

#[test]
fn podman_s_own_value_in_a_docker_line_says_the_road_too() {
    refused(
        PODMAN,
        &["docker", "run", "--userns=keep-id", "img"],
        "longshore: word 2: --userns on podman: namespace mode `keep-id` is not known; write it as in `host`; or, for \
         podman's own meaning, call `podman`, or let a rule of the profile write it\n",
    );
}

#[test]
fn an_option_that_podman_has_needs_no_entry_under_options() {
    let profile = format!("{PODMAN}options: {{ secret: {{ engine: true, kind: text, effect: other }} }}\n");
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("p.yaml", profile);
    let (outcome, _dir) = test.args(["profile", "check", "./p.yaml"]).outcome();
    let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
    let expected = "./p.yaml:5:12: podman has an option --secret already; remove the entry to use that option, or choose \
                    another name for one of the site's";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_mistyped_option_is_answered_with_the_one_that_was_meant() {
    refused(
        DOCKER,
        &["docker", "run", "--gpu", "all", "img"],
        &[
            "longshore: word 2 (`--gpu`): docker run has no option --gpu; did you mean --gpus?",
            "  docker run --gpu all img",
            "             ^^^^^",
            "",
        ]
        .join("\n"),
    );
    refused(
        DOCKER,
        &["docker", "run", "--brand-new", "x", "img"],
        "longshore: word 2 (`--brand-new`): docker run has no option --brand-new that longshore knows; see `longshore \
         options`, or write --brand-new=VALUE if a newer client has it\n  docker run --brand-new x img\n             \
         ^^^^^^^^^^^\n",
    );
}

#[test]
fn podman_s_global_ns_is_its_namespace() {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("p.yaml", PODMAN);
    let test = test.args(["rewrite", "--profile", "./p.yaml", "--", "podman", "--ns", "x", "create", "img"]);
    let _dir = test.stdout("/e/podman --ns x create img\n").run();
}

#[test]
fn what_no_list_can_allow_is_shown_on_the_line() {
    refused(
        POLICY,
        &["docker", "run", "--privileged", "img"],
        "longshore: ./p.yaml:5:3: --privileged gives the container the whole machine; ask for the capability or device that \
         is needed\n  docker run --privileged img\n             \
         ^^^^^^^^^^^^\n  = ask for the capability or device that is needed\n",
    );
}

#[test]
fn a_refused_sig_proxy_names_its_key() {
    let test = Test::new(env!("CARGO_BIN_EXE_longshore")).argv0("longshore").file("p.yaml", POLICY);
    let test = test.args(["rewrite", "--profile", "./p.yaml", "--", "docker", "run", "--sig-proxy=false", "img"]);
    let (outcome, _dir) = test.outcome();
    let first = String::from_utf8_lossy(&outcome.stderr).lines().next().unwrap_or_default().to_owned();
    let remedy = "; remove it, or ask the site for `lifetime: {no_signal_proxy: true}`";
    assert!(first.contains("--sig-proxy=false") && first.ends_with(remedy), "{first}");
}

#[test]
fn a_relative_file_of_cp_is_judged_as_the_path_that_the_client_opens() {
    let policy = "version: 1\nengine: /e/docker\nallow:\n  commands: [cp]\n  containers: [gw]\n  client_files: [\"/work/**\"]\n  options: [cp-to]\n";
    let profile = testkit::load_text(policy).expect("the profile loads");
    let decided = |file: &str| {
        let words = ["docker", "cp", file, "gw:/in"].map(Into::into).to_vec();
        let plan = decide(&Request::of_words(words), &profile, &submitter());
        plan.map(|plan| plan.steps[0].argv().any(|word| word == file)).map_err(|refusal| refusal.to_string())
    };
    assert_eq!(decided("./in.txt"), Ok(true));
    assert_eq!(decided("in/a"), Ok(true));
    for file in ["../../etc/shadow", "/etc/shadow"] {
        assert!(decided(file).expect_err(file).contains("client file "), "{file}");
    }
}
