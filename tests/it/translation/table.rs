//! The table of the translation against the tables of both clients.

use std::collections::BTreeSet;

use longshore::argv::{Command, Group, Row, Tables, Verb};
use longshore::runtimes::docker::Docker;
use longshore::runtimes::podman::Podman;
use longshore::runtimes::podman::translate::{How, WAYS, find, podmans};

fn rows(tables: &dyn Tables, groups: &[Group]) -> Vec<&'static Row> {
    groups.iter().flat_map(|&group| tables.rows(group)).collect()
}

/// Each command that docker reads, with the options of its own.
fn commands() -> impl Iterator<Item = &'static Command> {
    let is_read = |command: &&Command| command.operands != longshore::argv::Operands::Unread && !command.is_parent;
    Docker.commands().iter().filter(is_read)
}

#[test]
fn every_option_of_every_command_has_a_way_and_every_target_is_an_option_of_podman() {
    let mut found = Vec::new();
    let before = rows(&Docker, &[Docker.globals(), Docker.parent_options()]);
    let of_podman = rows(&Podman, &[Podman.globals(), Podman.late_globals(), Podman.parent_options()]);
    let mut check = |place: &str, verb: Verb, row: &Row, of_podman: &[&'static Row]| {
        let Some(way) = find(verb, row.destination_bytes()) else {
            found.push(format!("{place} --{}: no way", row.name));
            return;
        };
        let target = of_podman.iter().find(|row| row.name == way.to);
        match (way.how, target) {
            // Nothing is written for them.
            (How::Ignored | How::IpamDriver | How::Lack(_) | How::PruneAll | How::VolumeDriver, _) => {}
            (_, None) => found.push(format!("{place} --{}: podman has no --{}", row.name, way.to)),
            (How::Same, Some(target)) if target.is_switch() != row.is_switch() => {
                found.push(format!("{place} --{}: one of both is a switch", row.name));
            }
            _ => {}
        }
    };
    for row in before {
        check("docker", Verb::Other, row, &of_podman);
    }
    for command in commands() {
        let Ok(target) = podmans(command, &Podman) else { continue };
        let of_podman = rows(&Podman, &target.groups);
        for row in rows(&Docker, &command.groups) {
            check(&format!("docker {}", command.path), command.verb, row, &of_podman);
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_way_is_that_of_an_option_that_docker_has_and_stands_once() {
    let mut seen = BTreeSet::new();
    let before = rows(&Docker, &[Docker.globals(), Docker.parent_options()]);
    for way in WAYS {
        assert!(seen.insert((way.verb, way.option)), "{:?} --{} stands twice", way.verb, way.option);
        let mut rows = match way.verb {
            Verb::Other => before.clone(),
            Verb::Create => commands().filter(|c| c.verb == Verb::Run).flat_map(|c| rows(&Docker, &c.groups)).collect(),
            verb => commands().filter(|c| c.verb == verb).flat_map(|c| rows(&Docker, &c.groups)).collect(),
        }
        .into_iter();
        assert!(rows.any(|row| row.destination == way.option), "{:?} --{}: docker has it not", way.verb, way.option);
    }
    assert!(WAYS.is_sorted_by_key(|way| (format!("{:?}", way.verb) != "Other", format!("{:?}", way.verb), way.option)));
}

#[test]
fn every_command_of_docker_has_one_of_podman_or_a_reason() {
    let lacking: Vec<String> = Docker
        .commands()
        .iter()
        .filter(|command| command.operands != longshore::argv::Operands::Unread)
        .filter_map(|command| Some(format!("{}: {}", command.path, podmans(command, &Podman).err()?.0)))
        .collect();
    assert_eq!(
        lacking,
        [
            "builder prune: podman's removes images",
            "system dial-stdio: podman's speaks to no daemon",
            "volume update: podman has no volumes of a cluster",
        ]
    );
}
