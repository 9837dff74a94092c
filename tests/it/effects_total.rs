//! No option is forgotten: every option that is not harmless changes the effects of its command's line, without an
//! exception. The snapshots list those that do so as [`Effects::other`] only, for want of a type of their own.

#![expect(clippy::expect_used, reason = "test code stops by a panic that says why")]

use std::collections::BTreeSet;
use std::ffi::OsString;

use longshore::argv::{Class, Command, Draft, Kind, Line, Operands, Row, Tables};
use longshore::effects::{Effects, Setting, effects};
use longshore::runtimes::docker::{Building, Docker};
use longshore::runtimes::podman::Podman;
use longshore::values::Dialect;
use testkit::{Generator, Manner};

fn read(words: &[String], tables: &dyn Tables, dialect: Dialect) -> Result<Effects, String> {
    let words: Vec<OsString> = words.iter().map(OsString::from).collect();
    let line = Line::read(&words, tables).map_err(|error| error.to_string())?;
    Ok(effects(&line, dialect))
}

/// A value that is not the default.
fn value(row: &Row, dialect: Dialect) -> &'static str {
    let podman = dialect.is_podman();
    match row.name.as_str() {
        "cap-add" | "cap-drop" => return "SYS_ADMIN",
        "cgroupns" | "pid" | "ipc" | "uts" | "userns" => return "host",
        "ip" | "link-local-ip" => return "10.0.0.1",
        "ip6" => return "::1",
        "mac-address" => return "02:00:00:00:00:01",
        "platform" => return "linux/arm64",
        "restart" => return "always",
        "security-opt" => return "no-new-privileges",
        "signal" | "stop-signal" => return "SIGUSR1",
        "runtime" => return "kata",
        "oom-score-adj" => return "500",
        "log-opt" | "storage-opt" | "opt" => return "key=value",
        "last" => return "3",
        "annotation" => return "a=b",
        "memory-swap" => return "1g",
        _ => {}
    }
    match row.kind {
        Kind::Bool => "true",
        Kind::Text | Kind::OptionalText | Kind::QuotedText | Kind::Csv | Kind::EnvFile => "x",
        Kind::Int | Kind::Int32 | Kind::Uint | Kind::Uint32 | Kind::Uint16 | Kind::UintCsv => "20",
        Kind::Float => "1.5",
        Kind::Duration => "3s",
        Kind::Size | Kind::SwapSize => "32m",
        Kind::PairCsv | Kind::Pair | Kind::Env | Kind::Label | Kind::Filter => "k=v",
        Kind::Volume => "/src:/dst",
        Kind::Mount => "type=bind,source=/src,target=/dst",
        Kind::Tmpfs => "/dst",
        Kind::Publish => "8080:80",
        Kind::Expose => "80",
        Kind::Device => "/dev/fuse",
        Kind::DeviceCgroupRule => "a *:* rwm",
        Kind::ThrottleBps | Kind::ThrottleIops => "/dev/sda:10",
        Kind::WeightDevice => "/dev/sda:100",
        Kind::Gpus if podman => "0",
        Kind::Cpus | Kind::Gpus => "2",
        Kind::Network => "host",
        Kind::AddHost => "h:10.0.0.1",
        Kind::IpAddress => "10.0.0.1",
        Kind::DnsSearch => "example.org",
        Kind::ImageName => "img:1",
        Kind::Link => "c:alias",
        Kind::Attach => "stdout",
        Kind::Ulimit => "nofile=10:20",
        Kind::Sysctl => "net.core.somaxconn=1",
    }
}

fn operands(command: &Command) -> &'static [&'static str] {
    match command.operands {
        Operands::None | Operands::Unread => &[],
        Operands::Containers
        | Operands::Images
        | Operands::Volumes
        | Operands::Networks
        | Operands::Objects
        | Operands::Context
        | Operands::Text => &["one"],
        Operands::ImageCommand
        | Operands::ContainerCommand
        | Operands::NetworkContainer
        | Operands::Tag
        | Operands::Commit
        | Operands::Rename => &["one", "two"],
        Operands::Copy => &["one:/a", "/b"],
        Operands::Import => &["-", "two"],
    }
}

/// The words of a line of `command` with `option` among its options.
fn line(tables: &dyn Tables, command: &Command, global: Option<&str>, option: Option<&str>) -> Vec<String> {
    let mut words = vec![tables.name().to_owned()];
    words.extend(global.map(str::to_owned));
    words.extend(command.path.as_str().split(' ').map(str::to_owned));
    words.extend(option.map(str::to_owned));
    words.extend(operands(command).iter().map(|&word| word.to_owned()));
    words
}

#[derive(Default)]
struct Found {
    /// Options that change nothing.
    silent: Vec<String>,
    /// Options whose value was not understood.
    unreadable: Vec<String>,
    /// Options that have no type of their own.
    other: BTreeSet<String>,
    /// Options with which no line is read: what leads podman into remote mode.
    refused: BTreeSet<String>,
    /// How many were looked at.
    count: usize,
}

fn look(found: &mut Found, tables: &dyn Tables, dialect: Dialect, command: &Command, row: &Row, is_global: bool) {
    if matches!(row.class, Class::Harmless | Class::Output) {
        return;
    }
    let spelled = |text: &str| format!("--{}={text}", row.name);
    let texts = if row.kind == Kind::Bool { vec!["true", "false"] } else { vec![value(row, dialect)] };
    let name = format!("{} {} {}", tables.name(), command.path, row.name);
    let without = read(&line(tables, command, None, None), tables, dialect).expect("the bare line is read");
    let mut is_seen = false;
    for text in texts {
        let option = spelled(text);
        let (global, own) = if is_global { (Some(option.as_str()), None) } else { (None, Some(option.as_str())) };
        let Ok(with) = read(&line(tables, command, global, own), tables, dialect) else {
            found.refused.insert(format!("{} {}", tables.name(), row.name));
            return;
        };
        is_seen |= with != without;
        if !with.unreadable.is_empty() {
            found.unreadable.push(format!("{name}: {:?}", with.unreadable));
        }
        if with.other.len() > without.other.len() {
            found.other.insert(format!("{} {}", tables.name(), row.destination));
        }
    }
    found.count += 1;
    if !is_seen {
        found.silent.push(name);
    }
}

fn all(tables: &dyn Tables, dialect: Dialect) -> Found {
    let mut found = Found::default();
    for command in tables.commands().iter().filter(|command| !command.is_parent) {
        if command.operands == Operands::Unread {
            continue;
        }
        for group in command.groups {
            for row in tables.rows(group) {
                look(&mut found, tables, dialect, command, row, false);
            }
        }
    }
    let create = tables.commands().iter().find(|command| command.path.as_str() == "create").expect("create");
    for row in tables.rows(tables.globals()) {
        look(&mut found, tables, dialect, create, row, true);
    }
    found
}

#[test]
fn every_option_of_docker_is_an_effect() {
    let found = all(&Docker, Dialect::Docker);
    assert!(found.count > 300, "{}", found.count);
    assert_eq!(found.refused, BTreeSet::new());
    assert_eq!(found.silent, Vec::<String>::new());
    assert_eq!(found.unreadable, Vec::<String>::new());
    insta::assert_snapshot!("docker_options_without_a_type", found.other.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_option_of_both_builders_is_an_effect() {
    for tables in [Building::LEGACY, Building::BUILDX] {
        let found = all(&tables, Dialect::Docker);
        assert_eq!(found.refused, BTreeSet::new());
        assert_eq!(found.silent, Vec::<String>::new());
        // buildx takes any text there, and reads it later: `x` is then none.
        let unreadable = found.unreadable.iter().filter(|line| !line.contains(" add-host: "));
        assert_eq!(unreadable.collect::<Vec<_>>(), Vec::<&String>::new());
        let others: Vec<String> = found.other.into_iter().collect();
        assert!(!others.iter().any(|name| matches!(name.as_str(), "docker ssh" | "docker output")), "{others:?}");
    }
}

#[test]
fn every_option_of_podman_is_an_effect() {
    for dialect in [Dialect::Podman4, Dialect::Podman5] {
        let found = all(&Podman, dialect);
        assert!(found.count > 400, "{}", found.count);
        let refused: Vec<_> = found.refused.iter().map(String::as_str).collect();
        // Remote mode; and `ps --namespace` is a switch where elsewhere it is a global with a value.
        let known = ["connection", "context", "host", "namespace", "remote", "url"];
        assert_eq!(refused, known.map(|name| format!("podman {name}")));
        assert_eq!(found.silent, Vec::<String>::new());
        assert_eq!(found.unreadable, Vec::<String>::new());
        insta::assert_snapshot!(
            "podman_options_without_a_type",
            found.other.into_iter().collect::<Vec<_>>().join("\n")
        );
    }
}

#[test]
fn a_command_that_is_not_read_may_do_anything() {
    for (tables, dialect) in [(&Docker as &dyn Tables, Dialect::Docker), (&Podman, Dialect::Podman5)] {
        for command in tables.commands().iter().filter(|command| command.operands == Operands::Unread) {
            let effects = read(&line(tables, command, None, None), tables, dialect).expect("read up to its name");
            assert!(effects.everything.is_some(), "{}", command.path);
        }
    }
}

#[test]
fn effects_have_a_value_on_every_line() {
    let clients = [
        (&Docker as &'static dyn Tables, Dialect::Docker),
        (&Building::LEGACY, Dialect::Docker),
        (&Building::BUILDX, Dialect::Docker),
        (&Podman, Dialect::Podman5),
    ];
    for (tables, dialect) in clients {
        for (seed, manner) in [(1, Manner::Valid), (2, Manner::OddValues)] {
            let mut generator = Generator::new(seed, tables).manner(manner);
            for _ in 0..500 {
                let words = generator.line();
                let Ok(line) = Line::read(&words, tables) else { continue };
                let asked = effects(&line, dialect);
                for entry in asked.entries() {
                    let is_word = |index: usize| index < words.len();
                    assert!(entry.at.is_none_or(|at| is_word(at.word) && is_word(at.value)), "{words:?}: {entry:?}");
                }
                // What changes no word changes no effect.
                let rendered: Vec<OsString> =
                    Draft::new(line).render().words.into_iter().map(|word| word.text.into_owned()).collect();
                let again = Line::read(&rendered, tables).expect("our own line is read");
                assert_eq!(effects(&again, dialect), asked, "{words:?}");
            }
        }
    }
}

/// However many commands stop containers, a policy's bound on the time is a bound on each.
#[test]
fn every_option_that_gives_a_stop_its_time_is_an_effect() {
    let mut commands = BTreeSet::new();
    let clients: [(&dyn Tables, Dialect); 2] = [(&Docker, Dialect::Docker), (&Podman, Dialect::Podman5)];
    for (tables, dialect) in clients {
        for command in tables.commands().iter().filter(|command| command.operands != Operands::Unread) {
            let rows = command.groups.iter().flat_map(|&group| tables.rows(group));
            let stops =
                |row: &&Row| row.class == Class::Lifetime && matches!(row.destination.as_str(), "time" | "timeout");
            for row in rows.filter(stops).filter(|row| row.kind == Kind::Int) {
                let option = format!("--{}=-1", row.name);
                let found = read(&line(tables, command, None, Some(&option)), tables, dialect).expect("it is read");
                let name = format!("{} {}", tables.name(), command.path);
                assert_eq!(found.lifetime.stop_timeout.value, Setting::To(-1), "{name} {option}");
                commands.insert(name);
            }
        }
    }
    let expected = [
        "docker container restart",
        "docker container stop",
        "docker restart",
        "docker stop",
        "podman container restart",
        "podman container rm",
        "podman container stop",
        "podman network remove",
        "podman network rm",
        "podman restart",
        "podman rm",
        "podman stop",
        "podman volume remove",
        "podman volume rm",
    ];
    assert_eq!(commands.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}
