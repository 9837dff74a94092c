//! `longshore doctor`: whether longshore can do its work on this machine, for people, programs and HTCondor.

use std::fmt::Write as _;
use std::process::ExitCode;

use serde_json::json;

use crate::edge::{Level, Machine, Report, Site, examine};

use super::json;
use super::print::{self, Colour, Coloured, Stream, wants_colour};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON
    #[arg(long, conflicts_with = "classad")]
    json: bool,
    /// Print attributes for HTCondor's `STARTD_CRON`
    #[arg(long)]
    classad: bool,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let report = examine(&Site::of_machine(), &Machine::default());
    print::out(if args.json {
        as_json(&report)
    } else if args.classad {
        as_classad(&report)
    } else {
        as_text(&report, wants_colour(Stream::Out))
    })?;
    Ok(if report.is_healthy() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn as_text(report: &Report, colours: bool) -> String {
    let mut text = format!("longshore {}\n", env!("CARGO_PKG_VERSION"));
    for finding in &report.findings {
        let colour = match finding.level {
            Level::Good => Colour::Green,
            Level::Note => Colour::Yellow,
            Level::Bad => Colour::Red,
        };
        let level = format!("{:4}", finding.level.as_str());
        let level = Coloured(&level, colours.then_some(colour));
        let _ = write!(text, "{level} {:13} {}", finding.topic, finding.text);
        let _ = if finding.remedy.is_empty() { writeln!(text) } else { writeln!(text, "; {}", finding.remedy) };
    }
    let bad = report.findings.iter().filter(|finding| finding.level == Level::Bad).count();
    let _ = match bad {
        0 => writeln!(text, "nothing is bad"),
        1 => writeln!(text, "1 thing is bad"),
        bad => writeln!(text, "{bad} things are bad"),
    };
    text
}

fn as_json(report: &Report) -> String {
    let findings = report.findings.iter().map(|finding| {
        json!({
            "topic": finding.topic,
            "level": finding.level.as_str(),
            "text": finding.text,
            "remedy": finding.remedy,
        })
    });
    json::text(&json!({
        "schema": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "healthy": report.is_healthy(),
        "profile": report.profile,
        "policy": report.has_policy,
        "engine": report.engine,
        "engine_version": report.engine_version,
        "findings": findings.collect::<Vec<_>>(),
    }))
}

/// Attributes, and the dash that ends them.
fn as_classad(report: &Report) -> String {
    let mut text = String::new();
    let mut put = |name: &str, value: &str| {
        let _ = writeln!(text, "Longshore{name} = {value}");
    };
    put("Version", &quoted(env!("CARGO_PKG_VERSION")));
    put("Healthy", if report.is_healthy() { "true" } else { "false" });
    put("Policy", if report.has_policy { "true" } else { "false" });
    let optional =
        [("Profile", &report.profile), ("Engine", &report.engine), ("EngineVersion", &report.engine_version)];
    for (name, value) in optional {
        put(name, &value.as_deref().map_or("undefined".to_owned(), quoted));
    }
    let bad = report.findings.iter().filter(|finding| finding.level == Level::Bad);
    let faults: Vec<&str> = bad.map(|finding| finding.text.as_str()).collect();
    put("Faults", &quoted(&faults.join("; ")));
    text.push_str("-\n");
    text
}

/// A string as `ClassAd`s have it, on one line.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::{as_classad, quoted};
    use crate::edge::{Finding, Level, Report};

    #[test]
    fn attributes_for_a_start_daemon_end_with_a_dash() {
        let bad = Finding { topic: "x", level: Level::Bad, text: "a \"b\"\n\\".to_owned(), remedy: String::new() };
        let report = Report { findings: vec![bad], profile: Some("/p".to_owned()), ..Report::default() };
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            as_classad(&report),
            format!(
                "LongshoreVersion = \"{version}\"\nLongshoreHealthy = false\nLongshorePolicy = false\nLongshoreProfile = \
                 \"/p\"\nLongshoreEngine = undefined\nLongshoreEngineVersion = undefined\nLongshoreFaults = \"a \\\"b\\\" \
                 \\\\\"\n-\n"
            )
        );
        assert_eq!(quoted(""), "\"\"");
    }
}
