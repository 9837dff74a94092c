//! Ordinary lines, which a policy must not stand in the way of.

use std::ffi::OsString;

use super::{Policy, decided, said, words, world};
use longshore::facts::{PathFacts, PathKind};
use longshore::golden::StaticHost;

/// Lines of users and of workflow engines as these write them, on paths and images of the site.
pub(crate) const SAFE: [&str; 53] = [
    // By hand.
    "-v",
    "info",
    "version",
    "images",
    "pull alpine:3.20",
    "pull -q registry.example.org/team/tool:2",
    "run alpine",
    "run --rm -it alpine sh",
    "run --rm -ti -v $PWD:$PWD -w $PWD alpine ls -l",
    "run --rm -v /scratch/alice/in:/data:ro IMG sort /data/x",
    "run --rm -v ./in:/data alpine",
    "run -d --name job-61234-7 -m 8g --cpus 4 IMG train --privileged -v /:/host",
    "run --rm --env-file /home/alice/env alpine env",
    "run --rm --label-file /home/alice/labels -l org.example.run=8 alpine",
    "run --rm -e OMP_NUM_THREADS=4 -e HOME -e EMPTY= alpine",
    "run --rm --mount type=bind,src=/software/tool,dst=/opt/tool,readonly alpine",
    "run --rm -v /cvmfs/atlas:/cvmfs/atlas:ro,rslave alpine",
    "run --rm --mount type=bind,source=/cvmfs/atlas,target=/cvmfs/atlas,readonly,bind-propagation=rslave alpine",
    "run --rm --tmpfs /run:size=64m,mode=1777 alpine",
    "run --rm --mount type=tmpfs,destination=/tmp,tmpfs-size=512m alpine",
    "run --rm -p 8080:80 alpine",
    "run --rm -p 127.0.0.1:8443:443/tcp alpine",
    "run --rm --network none --hostname node alpine",
    "run --rm --shm-size 8g --ulimit nofile=4096 --ulimit core=0 --ulimit memlock=-1 alpine",
    "run --rm --init --read-only --stop-timeout 30 alpine",
    "run --rm --cpuset-cpus 0-3 --cpu-shares 512 --memory-swap 4g -m 4g alpine",
    "run --rm --cpu-quota 150000 --cpu-period 100000 alpine",
    "run --rm --log-driver json-file --platform linux/amd64 --pull missing alpine",
    "run --rm --cap-drop ALL --security-opt no-new-privileges alpine",
    "run --rm --entrypoint /bin/sh alpine -c 'echo $HOME'",
    "create -it --rm --user 1000:1000 alpine:latest",
    "start -a job-61234-7",
    "wait job-61234-7",
    "logs -f --tail 10 job-61234-7",
    "attach job-61234-7",
    "inspect --format '{{.State.ExitCode}}' job-61234-7",
    "container inspect job-61234-7",
    "inspect debian:stable-slim",
    "stop -t 10 job-61234-7",
    "rm -f -v job-61234-7",
    // Nextflow.
    "run -i -e NXF_TASK_WORKDIR -v /scratch/alice/in:/tmp -v /scratch/alice/mine:/scratch/alice/mine -w /scratch/alice/mine --name nxf-8zfDSQRtiABQ6f33pniSOJNz busybox /bin/bash -ue /scratch/alice/mine/.command.sh",
    "run -i --cpu-shares 2048 --memory 6144m -e NXF_TASK_WORKDIR -v /software/tool:/data/refs:ro -v /scratch/alice/mine:/scratch/alice/mine -w /scratch/alice/mine -u 1000:1000 --name nxf-def IMG /bin/bash -ue x",
    "run -i --cpus 1.0 -v /scratch/alice/in:/scratch/alice/in -w /scratch/alice/in --cpus 40 --name nxf-dup IMG /bin/bash",
    "run -i -v '/scratch/alice/two words:/scratch/alice/two words' --name nxf-b busybox",
    "kill -s SIGKILL nxf-abc",
    "rm nxf-abc",
    // cwltool.
    "run -i --mount=type=bind,source=/scratch/alice/mine,target=/AMHdxx --mount=type=bind,source=/scratch/alice/in,target=/tmp --mount=type=bind,source=/scratch/alice/file,target=/var/lib/cwl/stg1/in.bam,readonly --workdir=/AMHdxx --read-only=true --net=none --log-driver=none --user=1001:1001 --rm --cidfile=/scratch/alice/cid --env=TMPDIR=/tmp --env=HOME=/AMHdxx --memory=1024m --cpus=2 --shm-size=1g IMG samtools index /var/lib/cwl/stg1/in.bam",
    "run -i --mount=type=bind,'\"source=/scratch/alice/a,b\"','\"target=/a,b\"',readonly debian:stable-slim true",
    "run -i --volume=/scratch/alice/mine:/var/spool/cwl:rw --volume=/scratch/alice/in:/tmp:rw --workdir=/var/spool/cwl --read-only=true --user=1000:1000 --rm --env=TMPDIR=/tmp IMG ncbiblast_lwp.pl --jobid x",
    // Cromwell, Globus Compute, batchtools, the starter of a batch system.
    "run --cidfile /scratch/alice/docker_cid -i --user root --entrypoint /bin/bash -v /scratch/alice/mine:/cromwell-executions/wf:delegated ubuntu@sha256:9101220a875cee98b016668342c489ff0674f247f6ca20dfc91b91c0f28581ae /script",
    "run -v /scratch/alice/mine:/rundir -t python:3.11 bash -c globus-compute-worker",
    "run --detach=true --label batchtools=job1 --cpu-shares=1 --memory=1024m r-base Rscript job.R",
    "run --name=job-61234-3f2c -d -u 1000:1000 -v /scratch/alice/:/scratch/alice/ -e SCRATCH=/scratch/alice -v /home/alice:/home/alice -w /home/alice -e HOME=/home/alice centos cat /etc/system-release",
];

/// What stops any of these lines.
fn refused<'l>(policy: Policy, lines: impl Iterator<Item = (&'l str, Vec<OsString>, StaticHost)>) -> Vec<String> {
    let mut refused = Vec::new();
    for (line, words, host) in lines {
        match decided(policy, words.clone(), &host) {
            Err(refusal) => refused.push(format!("{line}\n  {}", said(&refusal))),
            Ok(plan) => {
                // What the container runs is nobody's business: its words stay at the end, unless there are none.
                let end = plan.steps[0].argv().last().expect("a word").to_owned();
                let has_none = end.as_encoded_bytes().starts_with(b"--") || words.len() < 4;
                assert!(words.last() == Some(&end) || has_none, "{line}: {}", end.display());
            }
        }
    }
    refused
}

#[test]
fn what_users_and_workflow_engines_write_passes_hpc_safe() {
    let lines = SAFE.iter().map(|line| {
        let host = world::host();
        (*line, words(Policy::Safe, &line.replace("$PWD", "/scratch/alice")), host)
    });
    let refused = refused(Policy::Safe, lines);
    assert_eq!(refused, Vec::<String>::new(), "{}", refused.join("\n"));
}

/// A HTCondor worker on which the directories exist that the line mounts.
fn worker(words: &[OsString], uid: u32) -> StaticHost {
    let mut host = StaticHost { uid: Some(uid), gid: Some(uid), cwd: Some("/".into()), ..world::host() };
    for (account, _) in host.accounts.iter_mut().filter(|(account, _)| account.name == "condor") {
        (account.uid, account.gid) = (CONDOR, CONDOR);
    }
    for pair in words.windows(2).filter(|pair| pair[0] == "--volume") {
        let source = pair[1].to_str().expect("text").split(':').next().expect("a source");
        let directory = source.trim_end_matches('/').as_bytes().to_vec();
        // Below its first directory the job's owner decides what is there.
        let own = source.strip_prefix("/var/lib/condor/execute/").and_then(|rest| rest.split_once('/'));
        let own = own.map(|(first, _)| format!("/var/lib/condor/execute/{first}").into_bytes());
        let replaceable = own.filter(|own| *own != directory).into_iter().collect();
        let facts = PathFacts { real: directory.clone(), kind: PathKind::Directory, replaceable };
        host.paths.push((directory, Some(facts)));
    }
    host
}

/// condor's uid where a worker is modelled.
const CONDOR: u32 = 100;

/// The calls of a pool, each as its caller makes it.
fn calls(recorded: &'static str, condor: u32) -> impl Iterator<Item = (&'static str, Vec<OsString>, StaticHost)> {
    recorded.lines().map(move |text| {
        let call: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let words: Vec<OsString> =
            call["argv"].as_array().expect("words").iter().map(|word| word.as_str().expect("a word").into()).collect();
        let id = |key: &str| u32::try_from(call[key].as_u64().expect("an id")).expect("an id");
        // Real root that acts as condor asks as condor.
        let uid = if id("ruid") == 0 && id("euid") != 0 { id("euid") } else { id("ruid") };
        let mut host = worker(&words, if uid == condor { CONDOR } else { uid });
        // Whose jobs they were.
        for (account, groups) in host.accounts.iter_mut().filter(|(account, _)| account.name == "alice") {
            (account.uid, account.gid) = (1000, 1000);
            groups.clear();
        }
        (text, words, host)
    })
}

#[test]
fn every_call_that_a_pool_made_passes_htcondor() {
    let calls_23 = calls(include_str!("../../fixtures/htcondor-23.9.6-calls.jsonl"), 100);
    let calls_25 = calls(include_str!("../../fixtures/htcondor-25.14.1-calls.jsonl"), 102);
    let refused = refused(Policy::Condor, calls_23.chain(calls_25));
    // HTCondor gives a name with a digest to an image that was fetched by its digest: no engine takes that either, and
    // HTCondor does not look at the answer.
    let (impossible, others): (Vec<_>, Vec<_>) = refused.into_iter().partition(|line| line.contains("\"tag\""));
    assert_eq!(others, Vec::<String>::new(), "{}", others.join("\n"));
    let [impossible] = impossible.as_slice() else { panic!("{impossible:?}") };
    assert!(impossible.contains("@sha256:"), "{impossible}");
}

/// Lines that HTCondor's source can write and the policy refuses, with the effect.
const NOT_CONDOR: [(&str, &str); 7] = [
    (
        "test-load",
        "command load is not listed in `commands`; do without it, or ask the site to list it (and 3 more, see `longshore explain`)",
    ),
    (
        "test-load-arm",
        "command load is not listed in `commands`; do without it, or ask the site to list it (and 3 more, see `longshore explain`)",
    ),
    (
        "test-run",
        "who the job's user is cannot be known: `submitter: option` reads it from --user, and the line has none; see `submitter` in \
         the profile",
    ),
    (
        "create-extra-args",
        "GPU request all is more than `gpus` allows: 64; ask for fewer, by number (and 2 more, see `longshore explain`)",
    ),
    (
        "create-volumes",
        "bind /etc/grid-security is not listed in `binds` (${home}/** lists nothing: `home` is not known: the user database has no uid 1001) \
         (nearest: /var/lib/condor/execute/**); use a listed path, or ask the site to list it (and 3 more, see `longshore explain`)",
    ),
    (
        "create-no-file-transfer",
        "bind /home/alice/proj is not listed in `binds` (${home}/** lists nothing: `home` is not known: the user database has no uid 1001) \
         (nearest: /var/lib/condor/execute/**); use a listed path, or ask the site to list it",
    ),
    (
        "cp-unused",
        "command cp is not listed in `commands`; do without it, or ask the site to list it (and 2 more, see `longshore explain`)",
    ),
];

/// Lines of users who build images of their own, by both builders.
const BUILDS: [&str; 8] = [
    "build .",
    "build -t registry.example.org/alice/tool:1 in",
    "image build --quiet --no-cache --pull --target x --build-arg V=1 --build-arg HOME -f in/Dockerfile .",
    "builder build --network none --label org.example.run=7 --iidfile /scratch/alice/id /home/alice/in",
    "build -t registry.example.org/alice/tool -f docker/x https://git.example.org/tool.git#main",
    "build --platform linux/amd64 -",
    "push registry.example.org/alice/tool:1",
    "login registry.example.org",
];

/// And what only buildx knows.
const BUILDX: [&str; 6] = [
    "buildx build --progress plain --secret id=k,src=/home/alice/env .",
    "build -o type=local,dest=/scratch/alice/out --metadata-file /scratch/alice/m.json .",
    "build --cache-from type=local,src=/scratch/alice/in --cache-to type=local,dest=/scratch/alice/in .",
    "build --push -t registry.example.org/alice/tool:1 --ssh k=/home/alice/env .",
    "build --build-context lib=/scratch/alice/in --build-context x=https://git.example.org/x.git .",
    "build --cache-to type=registry,ref=registry.example.org/alice/tool:cache,mode=max .",
];

#[test]
fn builds_of_one_s_own_pass() {
    let both = BUILDS.iter().flat_map(|line| [(Policy::Legacy, line), (Policy::Buildx, line)]);
    for (policy, line) in both.chain(BUILDX.iter().map(|line| (Policy::Buildx, line))) {
        if let Err(refusal) = decided(policy, words(policy, line), &world::host()) {
            panic!("{}: {line}: {}", policy.name(), said(&refusal));
        }
    }
}

#[test]
fn what_htcondor_can_write_passes_htcondor_but_for_what_only_a_site_can_allow() {
    let calls: serde_json::Value =
        serde_json::from_str(include_str!("../../fixtures/htcondor-argv.json")).expect("JSON");
    let mut refused = Vec::new();
    for call in calls.as_array().expect("a list") {
        let id = call["id"].as_str().expect("a name");
        let all = call["argv"].as_array().expect("words").iter();
        let mut words: Vec<OsString> = all.map(|word| word.as_str().expect("a word").into()).collect();
        let Some(client) = words.iter().position(|word| word.to_string_lossy().ends_with("docker")) else { continue };
        words.drain(..client);
        let by_condor = matches!(words[1].to_str(), Some("create" | "start" | "pull" | "exec"));
        let uid = if by_condor { CONDOR } else { 0 };
        if let Err(refusal) = decided(Policy::Condor, words.clone(), &worker(&words, uid)) {
            refused.push((id.to_owned(), said(&refusal)));
        }
    }
    let known: Vec<(String, String)> =
        NOT_CONDOR.iter().map(|(id, said)| ((*id).to_owned(), (*said).to_owned())).collect();
    assert_eq!(refused, known);
}
