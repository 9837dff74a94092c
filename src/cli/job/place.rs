//! `longshore job categories`, `machines` and `queues`: where jobs run, and as what.
//!
//! `longshore job categories` -> `busybox:1`, `centos:7`: the images that are there.

use serde_json::{Value, json};

use crate::job::drmaa2::{LISTING, MachineInfo, categories as named};
use crate::runtimes::RuntimeName;

use super::super::steps::{LIMIT, Steps};
use super::super::{json, print};
use super::list::lines;
use super::{Printed, Wrong};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  longshore job categories
  longshore job machines --json
  longshore job queues

A category is an image. There is one machine, the engine's, and no queue: a job
is started when it is submitted.")]
pub(in crate::cli) struct Args {
    /// The profile: a name, or a file if it has a `/` [default: as the drop-in would choose]
    #[arg(long, short, value_name = "PROFILE")]
    profile: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn categories(args: Args) -> Printed {
    let mut steps = Steps::select(args.profile, false).map_err(Wrong::Told)?;
    let names = named(&answer(&mut steps, &LISTING)?);
    if args.json {
        return Ok(json::text(&json!(names)));
    }
    Ok(lines(names.iter().map(String::as_str)))
}

pub(super) fn machines(args: Args) -> Printed {
    let mut steps = Steps::select(args.profile, false).map_err(Wrong::Told)?;
    let format = match steps.profile().runtime {
        RuntimeName::Docker => "--format={{json .}}",
        RuntimeName::Podman => "--format=json",
    };
    let said = answer(&mut steps, &["info", format])?;
    let machine = MachineInfo::read(&said);
    let machine = machine.ok_or_else(|| Wrong::Stopped("the engine does not say what it runs on".to_owned()))?;
    if args.json {
        return Ok(json::text(&Value::Array(vec![machine.json()])));
    }
    let (cpu, _) = machine.cpu();
    let mib = machine.memory >> 20;
    let MachineInfo { name, cpus, os, kernel, .. } = &machine;
    Ok(format!("{name}  {cpus} CPUs  {mib} MiB  {cpu}  {os} {kernel}\n"))
}

/// Says that there is none.
pub(super) fn queues(args: &Args) -> String {
    if args.json {
        return json::text(&json!([]));
    }
    print::error_line(&"engines have no queues: a job is started when it is submitted");
    String::new()
}

/// What the engine prints to a question.
fn answer(steps: &mut Steps, words: &[&str]) -> Result<Vec<u8>, Wrong> {
    let ran = steps.line(words, Some(LIMIT)).map_err(Wrong::Stopped)?;
    if ran.is_good() {
        return Ok(ran.stdout);
    }
    Err(Wrong::Stopped(format!("the engine does not answer: {}; check that it runs", ran.last_words())))
}
