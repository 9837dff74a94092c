//! The jobs of the caller: containers with a session's label, and with his own.
//!
//! The id `0a1b...` -> the container of that id, if it is a job of the caller's; an array's id -> all its containers.
//!
//! Under a policy a job is the caller's by its label alone. Without one, jobs that another tracker made, which have no such label, are
//! there, too.

use crate::facts::Host as _;
use crate::job::drmaa2::{ArrayId, Filter, JobInfo, SESSION};
use crate::plan::reader;
use crate::runtimes::containers::could_be_an_id;
use crate::runtimes::docker::answers::Inspected;
use crate::values::Moment;

use super::super::steps::Steps;
use super::Wrong;

/// The label of a job with the number of the user whose it is.
const USER: &str = "longshore.user";

/// The fewest characters that an id can be shortened to.
const SHORTEST: usize = 12;

/// The jobs that one caller may see.
pub(super) struct Jobs {
    pub(super) steps: Steps,
    /// The number of the job's user.
    owner: u32,
}

/// Jobs that were asked for by their ids.
pub(super) struct Asked {
    /// Those that there are, in the order of the ids.
    pub(super) found: Vec<Inspected>,
    /// What stands for none.
    pub(super) missing: Vec<String>,
}

impl Jobs {
    pub(super) fn select(profile: Option<String>) -> Result<Jobs, Wrong> {
        let steps = Steps::select(profile, false).map_err(Wrong::Told)?;
        let owner = owner(&steps)?;
        Ok(Jobs { steps, owner })
    }

    fn has_policy(&self) -> bool {
        self.steps.profile().policy.is_some()
    }

    /// All jobs that the filter leaves, in the order of their submission.
    pub(super) fn all(&mut self, filter: &Filter) -> Result<Vec<Inspected>, Wrong> {
        let rows = self.rows(filter)?;
        let words: Vec<String> = rows.iter().map(|row| self.word(&row.id, &row.name).to_owned()).collect();
        let mut found = self.inspect(&words)?;
        let moment = |one: &Inspected| one.created.as_deref().and_then(Moment::parse);
        found.sort_by_key(moment);
        let now = self.now();
        found.retain(|one| filter.matches(&JobInfo::of(one, now)));
        Ok(found)
    }

    /// The jobs of these ids: of a job, of an array, whole or at least 12 characters of it, or the job's name.
    pub(super) fn of(&mut self, ids: &[String]) -> Result<Asked, Wrong> {
        let mut members = Vec::new();
        for id in ids {
            let id = ArrayId::parse(id).map_err(|error| Wrong::NotSo(error.to_string()))?;
            members.extend(id.members().iter().cloned());
        }
        let rows = self.rows(&Filter::default())?;
        let known: Vec<Option<&Row>> = members.iter().map(|member| row_of(&rows, member)).collect();
        let words = known.iter().flatten().map(|row| self.word(&row.id, &row.name).to_owned());
        let words: Vec<String> = words.collect();
        let inspected = self.inspect(&words)?;
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for (member, row) in members.into_iter().zip(known) {
            match row.and_then(|row| inspected.iter().find(|one| one.id == row.id)) {
                Some(one) => found.push(one.clone()),
                None => missing.push(member),
            }
        }
        Ok(Asked { found, missing })
    }

    /// Jobs of these ids that must all be there.
    pub(super) fn all_of(&mut self, ids: &[String]) -> Result<Vec<Inspected>, Wrong> {
        let Asked { found, missing } = self.of(ids)?;
        match missing.first() {
            None => Ok(found),
            Some(missing) => Err(no_such(missing)),
        }
    }

    /// The same jobs as they are now; `None` is gone.
    pub(super) fn again(&mut self, jobs: &[Inspected]) -> Result<Vec<Option<Inspected>>, Wrong> {
        let words: Vec<String> = jobs.iter().map(|job| self.word(&job.id, &job.name).to_owned()).collect();
        let now = self.inspect(&words)?;
        Ok(jobs.iter().map(|job| now.iter().find(|one| one.id == job.id).cloned()).collect())
    }

    /// The word that means a container and no other: its id; under a policy, which lists names, its name, unless that could
    /// begin another's id.
    pub(super) fn word<'w>(&self, id: &'w str, name: &'w str) -> &'w str {
        if self.has_policy() && !name.is_empty() && !could_be_an_id(name) { name } else { id }
    }

    /// The clock, if it stands right.
    pub(super) fn now(&self) -> Option<Moment> {
        self.steps.case.machine.now().ok().map(Moment::of_seconds)
    }

    fn rows(&mut self, filter: &Filter) -> Result<Vec<Row>, Wrong> {
        let mut filters = filter.words();
        if self.has_policy() {
            filters.push(format!("--filter=label={}", mark(self.owner)));
        }
        let rows = self.steps.rows(&filters).map_err(Wrong::Stopped)?;
        Ok(rows.iter().map(|row| Row::of(row)).collect())
    }

    fn inspect(&mut self, words: &[String]) -> Result<Vec<Inspected>, Wrong> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let answers = self.steps.inspected(&words).map_err(Wrong::Stopped)?;
        let mut found: Vec<Inspected> = answers.iter().flat_map(|answer| Inspected::read_all(answer)).collect();
        found.retain(|one| self.is_own(one));
        Ok(found)
    }

    fn is_own(&self, found: &Inspected) -> bool {
        let is_his = match found.label(USER) {
            Some(user) => user == self.owner.to_string(),
            None => !self.has_policy(),
        };
        is_his && found.label(SESSION).is_some()
    }
}

/// Whose jobs these are: who calls, or for whom the policy lets him speak.
pub(super) fn owner(steps: &Steps) -> Result<u32, Wrong> {
    let machine = &steps.case.machine;
    let reader = reader(steps.profile(), machine).map_err(|refusal| Wrong::Stopped(refusal.to_string()))?;
    match reader {
        Some(reader) => Ok(reader.uid),
        None => machine.uid().map_err(|missing| Wrong::Stopped(missing.to_string())),
    }
}

/// The label of a user's jobs, as a value of `--label`.
pub(super) fn mark(owner: u32) -> String {
    format!("{USER}={owner}")
}

pub(super) fn no_such(id: &str) -> Wrong {
    Wrong::NotSo(format!("there is no job {id} of yours; look with `longshore job list`"))
}

/// A line of what the engine lists.
struct Row {
    id: String,
    name: String,
}

impl Row {
    fn of(row: &str) -> Row {
        let (id, names) = row.split_once(' ').unwrap_or((row, ""));
        // Names that other containers have for it hold a slash.
        let name = names.split(',').find(|name| !name.contains('/')).unwrap_or_default();
        Row { id: id.to_owned(), name: name.to_owned() }
    }
}

/// The container that was meant: by its whole id, its name, or the beginning of its id.
fn row_of<'r>(rows: &'r [Row], member: &str) -> Option<&'r Row> {
    if let Some(row) = rows.iter().find(|row| row.id == member || row.name == member) {
        return Some(row);
    }
    let mut begins = rows.iter().filter(|row| member.len() >= SHORTEST && row.id.starts_with(member));
    begins.next().filter(|_| begins.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::{Row, row_of};

    #[test]
    fn a_job_is_meant_by_its_id_by_enough_of_it_or_by_its_name() {
        let rows = ["0123456789abcdef a", "0123456789ab0000 b,other/c", "a1 0123456789ab0000x", "fe "].map(Row::of);
        let found = |member: &str| row_of(&rows, member).map(|row| row.id.as_str());
        assert_eq!(found("0123456789abcdef"), Some("0123456789abcdef"));
        assert_eq!(found("0123456789abc"), Some("0123456789abcdef"));
        assert_eq!(found("0123456789ab"), None, "two begin so");
        assert_eq!(found("0123456789"), None, "too short");
        assert_eq!(
            (found("b"), found("c"), found("fe"), found("")),
            (Some("0123456789ab0000"), None, Some("fe"), Some("fe"))
        );
    }
}
