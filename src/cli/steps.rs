//! Lines that longshore itself runs for a job, one after the other: each is decided and recorded like any line.

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use crate::argv::{Origin, Verb, quote};
use crate::edge::{Choice, Clock, Machine, Ran, Site, capture, select};
use crate::facts::Host as _;
use crate::plan::{Plan, Refusal, Request, Told, decide, reader};
use crate::profile::Profile;
use crate::runtimes::containers::{Container, containers, could_be_an_id};
use crate::runtimes::docker::answers::is_still_freezing;

use super::dropin::{self, Case, NotRun};
use super::snippet;

/// How long an engine may take for an answer that does not wait for a container.
pub(super) const LIMIT: Duration = Duration::from_mins(1);

/// How long it is tried to freeze a container whose processes multiply.
const FREEZING: Duration = Duration::from_secs(5);

/// The time between two tries.
const AGAIN: Duration = Duration::from_millis(100);

/// The profile that counts, and the machine.
pub(super) struct Steps {
    pub(super) case: Case,
}

impl Steps {
    /// Chooses the profile; prints why there is none.
    pub(super) fn select(argument: Option<String>, is_dry: bool) -> Result<Steps, ExitCode> {
        let machine = Machine::default();
        let choice = Choice { argument, called: None, is_dry };
        let site = Site::of_machine();
        match select(&choice, &site, &machine) {
            Ok(selected) => Ok(Steps { case: Case { selected, request: Request::default(), machine } }),
            Err(error) => {
                if !is_dry {
                    dropin::unselected(&error, &site, &machine);
                }
                Err(snippet::selection(&error))
            }
        }
    }

    pub(super) fn profile(&self) -> &Profile {
        &self.case.selected.profile
    }

    /// Whose jobs these are, where this process speaks for somebody else.
    pub(super) fn other(&self) -> Result<Option<u32>, String> {
        let machine = &self.case.machine;
        let reader = reader(self.profile(), machine).map_err(|refusal| refusal.to_string())?;
        let own = machine.uid().map_err(|missing| missing.to_string())?;
        Ok(reader.map(|reader| reader.uid).filter(|uid| *uid != own))
    }

    /// Decides a line.
    pub(super) fn judge(&mut self, request: &Request) -> Result<Plan, NotRun> {
        self.case.request = request.clone();
        self.case.judge()
    }

    /// Runs a decided line and reads its output.
    pub(super) fn carry_out(&mut self, request: &Request, plan: &Plan, limit: Option<Duration>) -> Result<Ran, String> {
        self.case.request = request.clone();
        self.case.prepare(plan).map_err(|why| said(&why))?;
        match plan.steps.as_slice() {
            [step] => {
                let clock = Clock::start();
                let mut ran = capture(step, limit).map_err(|error| error.to_string())?;
                while !ran.is_good() && is_still_freezing(&ran.stderr) && clock.elapsed() < FREEZING {
                    clock.sleep(AGAIN);
                    ran = capture(step, limit).map_err(|error| error.to_string())?;
                }
                Ok(ran)
            }
            _ => Err("the plan has not exactly one step; this is a mistake in longshore, please report it".to_owned()),
        }
    }

    /// A line of these words, after the client's name.
    fn request(&self, words: &[&str]) -> Request {
        let client = self.profile().runtime.as_str();
        let words: Vec<OsString> = std::iter::once(&client).chain(words).map(OsString::from).collect();
        let origins = vec![Origin::Starter; words.len()];
        Request { words, origins, ..Request::default() }
    }

    /// Whether the policy lets this caller ask about a container.
    fn may_inspect(&self, word: &str) -> bool {
        let request = self.request(&["container", "inspect", word]);
        decide(&request, self.profile(), &self.case.machine).is_ok()
    }

    /// Decides and runs a line of these words.
    pub(super) fn line(&mut self, words: &[&str], limit: Option<Duration>) -> Result<Ran, String> {
        let request = self.request(words);
        let plan = self.judge(&request).map_err(|why| of_own_line(&why))?;
        self.carry_out(&request, &plan, limit)
    }

    /// Decides a line about a container by its name, as policies list names, and runs it by its id: whatever has the name by
    /// now, this container is meant.
    pub(super) fn about(&mut self, words: &[&str], container: &Container, limit: Duration) -> Result<Ran, String> {
        let request = self.request(&[words, &[container.word()]].concat());
        let mut plan = self.judge(&request).map_err(|why| of_own_line(&why))?;
        for word in plan.steps.iter_mut().filter_map(|step| step.words.last_mut()) {
            if word.text != container.word() {
                let shown = quote::short(&word.text);
                return Err(format!("the line about {} ends with {shown}; see the profile's rules", container.name));
            }
            word.text = OsString::from(&container.id);
        }
        self.carry_out(&request, &plan, Some(limit))
    }

    /// All containers, running or not, that have these labels.
    pub(super) fn containers(&mut self, labels: &[String], hidden: Hidden) -> Result<Vec<Container>, String> {
        let mut filters: Vec<String> = labels.iter().map(|label| format!("--filter=label={label}")).collect();
        if hidden == Hidden::LeftOut {
            // What the policy asks of a list keeps it to this site's containers.
            let bulk = self.profile().policy.iter().flat_map(|policy| &policy.allow.bulk);
            let of_lists = bulk.filter(|(verb, _)| *verb == Verb::Ps).flat_map(|(_, filters)| filters);
            filters.extend(of_lists.map(|filter| format!("--filter={filter}")));
        }
        let rows = self.rows(&filters)?;
        let is_asked_for = |word: &&str| hidden == Hidden::Fault || self.may_inspect(word);
        let words: Vec<&str> = rows.iter().filter_map(|row| word_of(row)).filter(is_asked_for).collect();
        let mut found = Vec::new();
        for answer in self.inspected(&words)? {
            found.extend(containers(&answer)?);
        }
        Ok(found)
    }

    /// The containers, running or not, that the filters leave: a line with id and names each.
    pub(super) fn rows(&mut self, filters: &[String]) -> Result<Vec<String>, String> {
        let mut words = vec!["ps", "--all", "--no-trunc", "--format={{.ID}} {{.Names}}"];
        words.extend(filters.iter().map(String::as_str));
        let listed = self.line(&words, Some(LIMIT))?;
        if !listed.is_good() {
            return Err(format!("the engine does not list its containers: {}", listed.last_words()));
        }
        Ok(String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect())
    }

    /// What `container inspect` prints about these; what is gone is not there.
    pub(super) fn inspected(&mut self, known: &[&str]) -> Result<Vec<Vec<u8>>, String> {
        // Few enough for one line, whatever its longest is.
        let mut answers = Vec::new();
        for some in known.chunks(500) {
            let mut words = vec!["container", "inspect"];
            words.extend(some);
            // What went away since it was listed is not there: the rest of the answer counts.
            answers.push(self.line(&words, Some(LIMIT))?.stdout);
        }
        Ok(answers)
    }
}

/// What a container is that the policy keeps out of this caller's reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hidden {
    /// A fault: all are meant.
    Fault,
    /// Left out.
    LeftOut,
}

/// The word for the container of a row: its name, unless it could be the beginning of an id. Policies list names.
fn word_of(row: &str) -> Option<&str> {
    let (id, names) = row.split_once(' ').unwrap_or((row, ""));
    // Names that other containers have for it hold a slash.
    let name = names.split(',').find(|name| !name.contains('/'));
    let name = name.filter(|name| !could_be_an_id(name));
    name.or(Some(id)).filter(|word| !word.is_empty())
}

/// Why a line of longshore's own is not run: whoever called has written no such command.
fn of_own_line(why: &NotRun) -> String {
    if let NotRun::Refused(refusal @ Refusal::Policy { denied, .. }) = why
        && let Some(command) = denied.iter().find(|denied| denied.effect == "command")
    {
        let (place, command) = (refusal.parts().place, &command.value);
        return format!(
            "{place}: longshore itself runs `{command}` for this, and the policy does not list it; ask the site to list what \
             docs/starters.md and docs/job-commands.md list for a policy"
        );
    }
    said(why)
}

/// Why a line is not run, in one line.
pub(super) fn said(why: &NotRun) -> String {
    match why {
        NotRun::Refused(refusal) => Told(refusal).to_string(),
        NotRun::Stopped(why) => why.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::word_of;

    #[test]
    fn a_container_is_asked_for_by_its_name_unless_that_could_begin_an_id() {
        assert_eq!(word_of("0a1b job-9"), Some("job-9"));
        assert_eq!(word_of("0a1b other/alias,929_3"), Some("929_3"));
        assert_eq!(word_of("0a1b 929"), Some("0a1b"));
        assert_eq!(word_of("0a1b "), Some("0a1b"));
        assert_eq!(word_of(""), None);
    }
}
