//! `longshore audit show`: recorded decisions, for people.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::Value;

use crate::argv::quote;
use crate::edge::{Choice, Machine, Site, read_lines, select};
use crate::facts::Host as _;
use crate::profile::pattern::{Pattern, Subject};
use crate::values::Moment;

use super::{args, print};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Show recorded decisions
    Show(Show),
}

#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// Only those of jobs of this key; a pattern
    #[arg(long, value_name = "JOB")]
    job: Option<String>,
    /// Only those about containers of this name; a pattern
    #[arg(long, value_name = "CONTAINER")]
    container: Option<String>,
    /// Only refusals
    #[arg(long)]
    refused: bool,
    /// Only those since this time: 2026-11-21, 2026-11-21T07:30, or 90m, 2h, 7d ago
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// The file of records, or of a system log [default: that of the site's profile]
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Print the records as they are
    #[arg(long)]
    json: bool,
}

pub(super) fn main(command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Show(show) = command;
    let machine = Machine::default();
    let file = match show.file.clone().map_or_else(|| of_site(&machine), Ok) {
        Ok(file) => file,
        Err(why) => {
            print::error_line(&format_args!(
                "{why}; name one by --file, or ask the system log: journalctl -t longshore"
            ));
            return Ok(ExitCode::from(2));
        }
    };
    let filter = Filter::new(show, &machine)?;
    let mut text = String::new();
    let read = read_lines(&file, &mut |line| {
        let Some((json, record)) = record(line) else { return };
        if filter.takes(&record) {
            if show.json {
                let _ = writeln!(text, "{json}");
            } else {
                text.push_str(&shown(&record));
            }
        }
    });
    if let Err(why) = read {
        print::error_line(&why);
        return Ok(ExitCode::FAILURE);
    }
    print::out(text)?;
    Ok(ExitCode::SUCCESS)
}

const UNKNOWN: &str = "no file of records is known";

/// The file of the profile that counts here, or of the copy that counts while it does not load.
fn of_site(machine: &Machine) -> Result<PathBuf, String> {
    let (profile, _) = args::select_dry(Choice::default(), machine)
        .or_else(|_| select(&Choice::default(), &Site::of_machine(), machine).map(|one| (one.profile, one.chosen)))
        .map_err(|error| error.fault().map_or_else(|| UNKNOWN.to_owned(), |_| format!("{UNKNOWN}, as {error}")))?;
    let file = profile.handling.audit.and_then(|audit| audit.file);
    file.map(PathBuf::from).ok_or_else(|| UNKNOWN.to_owned())
}

/// A record in a line of a file of records, or of a system log.
fn record(line: &str) -> Option<(&str, Value)> {
    let json = if line.starts_with('{') {
        line
    } else {
        let (_, message) = line.split_once(" longshore[")?;
        message.split_once("]: ")?.1
    };
    serde_json::from_str(json).ok().map(|record| (json, record))
}

/// What of the records is asked for.
struct Filter {
    job: Option<Pattern>,
    container: Option<Pattern>,
    refused: bool,
    since: Option<String>,
}

impl Filter {
    fn new(show: &Show, machine: &Machine) -> anyhow::Result<Filter> {
        let pattern = |text: &Option<String>| {
            text.as_deref().map(|text| Pattern::new(text, Subject::Text)).transpose().map_err(anyhow::Error::msg)
        };
        let now = || machine.now().unwrap_or_default();
        let since = show.since.as_deref().map(|text| since(text, now)).transpose().map_err(anyhow::Error::msg)?;
        Ok(Filter { job: pattern(&show.job)?, container: pattern(&show.container)?, refused: show.refused, since })
    }

    fn takes(&self, record: &Value) -> bool {
        let text = |key: &str| record.get(key).and_then(Value::as_str);
        let matches = |pattern: &Option<Pattern>, key| {
            pattern.as_ref().is_none_or(|pattern| text(key).is_some_and(|text| pattern.matches(text.as_bytes())))
        };
        matches(&self.job, "job")
            && matches(&self.container, "container")
            && (!self.refused || text("decision") == Some("refused"))
            // Times are written so that their order is that of their texts.
            && self.since.as_deref().is_none_or(|since| text("time").is_some_and(|time| time >= since))
    }
}

/// A time as records have it, or the beginning of one.
fn since(text: &str, now: impl Fn() -> i64) -> Result<String, String> {
    let wrong = || format!("`{text}` is no time; write 2026-11-21, 2026-11-21T07:30, 90m, 2h or 7d");
    let units = [('m', 60), ('h', 3600), ('d', 86_400)];
    for (unit, seconds) in units {
        if let Some(number) = text.strip_suffix(unit) {
            let number: i64 = number.parse().map_err(|_| wrong())?;
            return number.checked_mul(seconds).map(|ago| Moment::of_seconds(now() - ago).rfc3339()).ok_or_else(wrong);
        }
    }
    let form = b"0000-00-00T00:00:00Z";
    let fits = |(byte, form): (u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == *form };
    let is_time = (10..=form.len()).contains(&text.len()) && text.bytes().zip(form).all(fits);
    if is_time { Ok(text.to_owned()) } else { Err(wrong()) }
}

/// A record in one line: time, uid, decision, verb, container, image, why.
fn shown(record: &Value) -> String {
    let field = |key: &str| match record.get(key) {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => quote::escaped(text.as_ref()),
        Some(other) => other.to_string(),
    };
    if let Some(failure) = record.get("failure").and_then(Value::as_str) {
        return format!("failure: {}\n", quote::escaped(failure.as_ref()));
    }
    let mut line = field("time");
    for (key, width) in [("uid", 6), ("decision", 8), ("verb", 7)] {
        let _ = write!(line, " {:width$}", field(key));
    }
    let _ = write!(line, " {} {}", field("container"), field("image"));
    if record.get("why").is_some() {
        let _ = write!(line, ": {}", field("why"));
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::{record, since};

    #[test]
    fn a_time_is_a_date_or_so_long_ago() {
        let of = |text: &str| since(text, || 1_795_000_000);
        for text in ["2026-11-21", "2026-11-21T07:30", "2026-11-21T07:30:00Z"] {
            assert_eq!(of(text).as_deref(), Ok(text));
        }
        assert_eq!(of("2h").as_deref(), Ok("2026-11-18T09:06:40Z"));
        assert_eq!(of("1d").as_deref(), Ok("2026-11-17T11:06:40Z"));
        for text in ["", "yesterday", "h", "2026", "2026-11-21 07:30", "99999999999999999999d"] {
            assert!(of(text).is_err(), "{text}");
        }
    }

    #[test]
    fn records_are_found_in_files_and_in_system_logs() {
        let json = r#"{"decision":"refused"}"#;
        for line in [json.to_owned(), format!("Nov 21 07:00:00 node1 longshore[4711]: {json}")] {
            assert_eq!(record(&line).map(|(text, _)| text), Some(json));
        }
        for line in ["", "Nov 21 07:00:00 node1 sshd[1]: {}", "Nov 21 longshore[1]: no JSON"] {
            assert!(record(line).is_none(), "{line}");
        }
    }
}
