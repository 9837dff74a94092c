//! Ways around a policy that wrappers fell for, each tried: the line is refused, and the refusal names what it asks for.
//!
//! `docker run -v /etc:/mnt IMAGE` under `hpc-safe` -> refused: bind `/etc`.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod attacks;
mod machine;
mod ordinary;
mod page;
mod policies;
mod promises;
mod rules;
mod world;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use longshore::golden::StaticHost;
use longshore::plan::{Plan, Refusal, Request, decide, refusal_line};
use longshore::profile::Profile;

use attacks::ATTACKS;
use policies::Policy;

/// A line that must be refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attack {
    /// Under which policy.
    policy: Policy,
    /// What it is about.
    theme: &'static str,
    /// The name of its test.
    name: &'static str,
    /// The words behind the client's name, as a shell has them. `IMG` is a listed image, `{me}` what
    /// every line of alice's needs, `{job}` what HTCondor's have, `{ff}` an odd byte, `{cr}` and `{lf}` the ends of lines.
    line: &'static str,
    /// What it asks for, in the words with which the refusal begins.
    effect: &'static str,
}

/// A listed image.
const IMAGE: &str = "registry.example.org/tool:1";

impl Attack {
    /// The whole line.
    fn words(&self) -> Vec<OsString> {
        words(self.policy, self.line)
    }
}

/// The words of a line, the client's name first.
fn words(policy: Policy, line: &str) -> Vec<OsString> {
    let mut words = vec![OsString::from(policy.client())];
    let line = line.replace("{me}", "-u 61234:61234 --security-opt no-new-privileges");
    let line = line.replace("{job}", "--memory=128m --name=HTCJob1_0__PID7 --user=61234:61234");
    for word in shell_words::split(&line).expect("words") {
        let word = word.replace("IMG", IMAGE).replace("{cr}", "\r").replace("{lf}", "\n");
        let mut bytes = Vec::new();
        for (index, part) in word.split("{ff}").enumerate() {
            bytes.extend((index > 0).then_some(0xff));
            bytes.extend(part.bytes());
        }
        words.push(OsString::from_vec(bytes));
    }
    words
}

fn decided(policy: Policy, words: Vec<OsString>, host: &StaticHost) -> Result<Plan, Refusal> {
    decided_under(&policy.load(), words, host)
}

fn decided_under(profile: &Profile, words: Vec<OsString>, host: &StaticHost) -> Result<Plan, Refusal> {
    decide(&Request::of_words(words), profile, host)
}

/// What the refusal says, without the place in the profile.
fn said(refusal: &Refusal) -> String {
    let line = refusal_line(refusal);
    let line = line.strip_prefix("longshore: ").expect("longshore says who speaks");
    assert_eq!(line.matches('\n').count(), 1, "one line: {line}");
    let line = line.trim_end();
    let place = refusal.parts().place;
    line.strip_prefix(&format!("{place}: ")).unwrap_or(line).to_owned()
}

/// What an attack is answered, in a process that starts nothing.
fn said_of(attack: &Attack) -> String {
    let mut host = world::host();
    if attack.policy == Policy::Condor {
        host.uid = Some(0);
    }
    match decided(attack.policy, attack.words(), &host) {
        Ok(plan) => {
            let words = plan.steps[0].argv().map(|word| word.to_string_lossy().into_owned());
            panic!("accepted: {}", words.collect::<Vec<_>>().join(" "));
        }
        Err(refusal) => said(&refusal),
    }
}

/// Tries the attack of this name.
fn refused(name: &str) {
    let attack = ATTACKS.iter().find(|attack| attack.name == name).expect("an attack of that name");
    let said = said_of(attack);
    let is_it = said.starts_with(&format!("{} ", attack.effect));
    assert!(is_it, "{} is not what is refused: {said}", attack.effect);
}
