//! Soundness of a policy against the real client.
//!
//! Generated lines near the border of what `hpc-safe` allows are decided for an ordinary user. Those that are accepted are
//! given to the real docker client, as longshore emits them, in front of the recording socket: the request that it sends may
//! never hold a bind outside the list, an added capability, a host namespace, a device, privilege, a foreign or absent
//! user, or lack a limit. What the request says is read from its JSON, by none of longshore's own reading.
//!
//! `LONGSHORE_SOUND_LINES` (default 500) accepted lines per client, of the seed `LONGSHORE_ORACLE_SEED` (default: a fresh
//! one, printed).

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "test code touches the machine, and stops at what must not be"
)]

mod border;
mod request;
mod site;

use std::env;
use std::ffi::OsString;
use std::time::{SystemTime, UNIX_EPOCH};

use longshore::argv::quote;
use longshore::plan::{Environment, Plan, Refusal, Request, decide};
use longshore::profile::{Profile, load};
use testkit::{Client, RecordingSocket, Rng, clients, skipped};

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

fn seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    number("LONGSHORE_ORACLE_SEED", u64::from(now.subsec_nanos()) ^ now.as_secs())
}

fn profile() -> Profile {
    load("hpc-safe", &site::Shipped).expect("the shipped profile loads")
}

/// What the policy says of a line.
fn plan(words: &[OsString], profile: &Profile) -> Result<Plan, Refusal> {
    decide(&Request::of_words(words.to_vec()), profile, &site::Site)
}

/// The request that the client makes of the emitted line; `None` when it refuses the line itself.
fn requested(client: &Client, socket: &RecordingSocket, plan: &Plan) -> Option<serde_json::Value> {
    let step = plan.steps.last().expect("a plan has a step");
    drop(socket.take_creates());
    let words = step.argv().skip(1).map(std::ffi::OsStr::to_owned);
    let test = client.test(socket);
    // Copies of callers' files are where the plan says; the client reads them from there.
    let words: Vec<OsString> = words.map(|word| site::placed(word, test.dir())).collect();
    let test = plan.files.iter().fold(test, |test, file| test.file(site::name_of(file), &file.content));
    // Where the client's own configuration lies is the test's business; what the container gets is the plan's.
    let Environment::Built(entries) = &step.environment else { panic!("a policy builds the environment") };
    let own = ["DOCKER_CONFIG", "HOME", "PATH"];
    let entries = entries.iter().filter(|(name, _)| own.iter().all(|own| name != own));
    let test = entries.fold(test, |test, (name, value)| test.env(name, value));
    let (_outcome, _dir) = test.args(words).outcome();
    socket.take_creates().into_iter().next()
}

#[test]
fn no_accepted_line_asks_the_engine_for_more_than_the_policy_lists() {
    if clients().is_empty() {
        skipped("no docker client is installed");
        return;
    }
    let profile = profile();
    let wanted = number("LONGSHORE_SOUND_LINES", 500);
    let seed = seed();
    for client in clients() {
        let socket = RecordingSocket::start("1.41");
        let mut rng = Rng::new(seed);
        let (mut lines, mut accepted, mut taken) = (0_u64, 0_u64, 0_u64);
        let mut effects = std::collections::BTreeMap::<&str, u64>::new();
        while accepted < wanted {
            lines += 1;
            assert!(lines < wanted * 200, "only {accepted} of {lines} lines are accepted: the border is too far away");
            let words = border::line(&mut rng);
            let plan = match plan(&words, &profile) {
                Ok(plan) => plan,
                Err(Refusal::Policy { denied, .. }) => {
                    for one in denied {
                        *effects.entry(one.effect).or_default() += 1;
                    }
                    continue;
                }
                Err(_) => continue,
            };
            accepted += 1;
            let Some(request) = requested(client, &socket, &plan) else { continue };
            taken += 1;
            let violations = request::violations(&request);
            let line = quote::shell_line(words.iter().map(OsString::as_os_str));
            assert!(
                violations.is_empty(),
                "seed {seed}, client {}: {violations:#?}\n{line}\n{request:#}",
                client.version
            );
        }
        let share = accepted * 100 / lines;
        println!(
            "client {}, seed {seed}: {lines} lines, {accepted} accepted ({share} %), {taken} sent, 0 violations",
            client.version
        );
        println!("  refused for: {effects:?}");
        // The client refuses hardly any line that we emit.
        assert!(taken * 100 >= accepted * 85, "the client took only {taken} of {accepted} emitted lines");
    }
}

#[test]
fn a_request_with_too_much_in_it_is_found() {
    let good = request::good();
    assert_eq!(request::violations(&good), Vec::<String>::new());
    for (pointer, value) in request::bad() {
        let mut request = good.clone();
        request::set(&mut request, pointer, value.clone());
        assert_eq!(request::violations(&request).len(), 1, "{pointer} = {value}: {:?}", request::violations(&request));
    }
}
