//! A switch means the same in each of Go's spellings: what podman does, and the form of its answer.

use std::ffi::{OsStr, OsString};

use longshore::argv::{Command, Line, Operands, Row, Tables as _};
use longshore::effects::{Effects, effects};
use longshore::plan::{Request, decide};
use longshore::profile::Profile;
use longshore::runtimes::docker::Docker;
use longshore::runtimes::podman::Podman;
use longshore::runtimes::podman::answers::Answer;

use super::{host, profile};

const ON: [&str; 6] = ["1", "t", "T", "TRUE", "true", "True"];
const OFF: [&str; 6] = ["0", "f", "F", "FALSE", "false", "False"];

/// What becomes of a line: what podman is asked for, the form of its answer, and the question for a container's folder; or why
/// it is refused.
fn outcome(profile: &Profile, command: &Command, option: Option<&str>) -> Result<(Effects, Answer, bool), String> {
    let operands: &[&str] = match command.operands {
        Operands::None => &[],
        _ => &["job7"],
    };
    let words =
        ["docker"].into_iter().chain(command.path.as_str().split(' ')).chain(option).chain(operands.iter().copied());
    let plan = decide(&Request::of_words(words.map(OsString::from).collect()), profile, &host("/site/dir"));
    let plan = plan.map_err(|refusal| refusal.to_string())?;
    let [step] = plan.steps.as_slice() else { panic!("{command:?}: not one step") };
    let words: Vec<OsString> = step.argv().map(OsStr::to_owned).collect();
    let line = Line::read(&words, &Podman).map_err(|error| error.to_string())?;
    Ok((effects(&line, profile.dialect), step.answer.clone(), step.folder.is_some()))
}

fn switches(command: &Command) -> impl Iterator<Item = &'static Row> {
    command.groups.iter().flat_map(|&group| Docker.rows(group)).filter(|row| row.is_switch())
}

#[test]
fn every_switch_of_every_command_means_the_same_in_all_twelve_spellings() {
    let mut answers = 0;
    for release in ["4.3", "5"] {
        let profile = profile(&format!("reads: \"{release}\"\n"));
        for command in Docker.commands().iter().filter(|command| !command.is_parent) {
            for row in switches(command) {
                for (spellings, plain) in [(ON, "true"), (OFF, "false")] {
                    let plain = outcome(&profile, command, Some(&format!("--{}={plain}", row.name)));
                    answers += usize::from(plain.as_ref().is_ok_and(|(_, answer, _)| *answer != Answer::Given));
                    for spelling in spellings {
                        let option = format!("--{}={spelling}", row.name);
                        let spelled = outcome(&profile, command, Some(&option));
                        assert_eq!(spelled, plain, "docker {} {option}, podman {release}", command.path);
                    }
                    if spellings == ON {
                        let bare = outcome(&profile, command, Some(&format!("--{}", row.name)));
                        assert_eq!(bare, plain, "docker {} --{}, podman {release}", command.path, row.name);
                    }
                }
            }
        }
    }
    assert!(answers > 100, "{answers} answers have a form of docker's");
}
