//! The lines of a seed: right, nearly right and nasty ones; most of them create or run something.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use longshore::argv::Verb;
use longshore::runtimes::docker::Docker;
use testkit::{Generator, Manner, Rng};

use crate::world;

/// Endless lines, most of them without options that this release lacks.
pub(crate) fn lines(seed: u64, release: u16) -> impl Iterator<Item = Vec<OsString>> {
    let mut rng = Rng::new(seed);
    let mut generator = |manner: Manner, creates: bool, knows: bool| {
        let generator = Generator::new(rng.number(), &Docker).manner(manner);
        let generator = if knows { generator.release(release) } else { generator };
        if creates { generator.verbs(&[Verb::Create, Verb::Run, Verb::Exec]) } else { generator }
    };
    let mut generators = [
        generator(Manner::Valid, true, true),
        generator(Manner::NearlyValid, true, true),
        generator(Manner::Nasty, true, true),
        generator(Manner::OddValues, true, true),
        generator(Manner::OddValues, true, true),
        generator(Manner::Valid, false, true),
        generator(Manner::NearlyValid, false, false),
        generator(Manner::Nasty, false, true),
        generator(Manner::OddValues, false, true),
    ];
    std::iter::from_fn(move || {
        // The first five are taken two of three times.
        let index = if rng.one_in(3) { 5 + rng.below(4) } else { rng.below(5) };
        let words = generators[index].line();
        Some(words.into_iter().map(|word| with_file(word, &mut rng)).collect())
    })
}

/// A file of the test's folder in place of the empty one, now and then.
fn with_file(word: OsString, rng: &mut Rng) -> OsString {
    let Some(before) = word.as_bytes().strip_suffix(b"/dev/null") else { return word };
    let is_option = before.is_empty() || before == b"--env-file=" || before == b"--label-file=";
    if !is_option || rng.one_in(3) {
        return word;
    }
    let names: Vec<&str> = world::FILES.iter().map(|(name, _)| *name).collect();
    OsString::from_vec([before, rng.pick(&names).as_bytes()].concat())
}
