//! Inputs made from known ones, where no fuzzer guides.
//!
//! `docker NUL create NUL img` -> `docker NUL create NUL --NUL img`, `docker NUL cre=ate NUL img`, ...

use crate::rng::Rng;

/// Pieces that mean something somewhere: in words, values and YAML.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\n",
    b"\r",
    b"\t",
    b" ",
    b"-",
    b"--",
    b"=",
    b":",
    b",",
    b";",
    b"/",
    b"//",
    b"..",
    b".",
    b"\"",
    b"'",
    b"\\",
    b"[",
    b"]",
    b"{",
    b"}",
    b"#",
    b"!",
    b"&a",
    b"*a",
    b"|",
    b">",
    b"%",
    b"${",
    b"${uid}",
    b"$",
    b"-test.",
    b"-itest.x",
    b"\0--\0",
    b"\0-\0",
    b"=false",
    b"true",
    b"null",
    b"~",
    b"re:",
    b"*",
    b"0",
    b"-1",
    b"0x10",
    b"1e3",
    b"18446744073709551616",
    b"\xff",
    b"\xc3\xbc",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
    b"  ",
    b"- ",
    b": ",
    b"---\n",
    b"...\n",
    b"<<: ",
    b"? ",
];

/// An endless series of inputs, the same for the same seed and known inputs.
pub struct Mutations {
    rng: Rng,
    known: Vec<Vec<u8>>,
}

impl Mutations {
    /// Mutations of `known`, of which there has to be one.
    #[must_use]
    pub fn new(seed: u64, known: Vec<Vec<u8>>) -> Mutations {
        assert!(!known.is_empty(), "there is nothing to mutate");
        Mutations { rng: Rng::new(seed), known }
    }

    fn range(&mut self, data: &[u8]) -> std::ops::Range<usize> {
        let begin = self.rng.below(data.len() + 1);
        let longest = if self.rng.one_in(4) { data.len() } else { 8 };
        begin..(begin + self.rng.below(longest + 1)).min(data.len())
    }

    fn part(&mut self) -> Vec<u8> {
        let other = self.rng.below(self.known.len());
        let other = self.known[other].clone();
        // A whole word, value or line of another input, or any part of it.
        let parts: Vec<&[u8]> = other.split(|byte| matches!(byte, 0 | b'\n')).collect();
        if self.rng.one_in(3) { other[self.range(&other)].to_vec() } else { self.rng.pick(&parts).to_vec() }
    }

    fn change(&mut self, data: &mut Vec<u8>) {
        let range = self.range(data);
        match self.rng.below(7) {
            0 => drop(data.drain(range)),
            1 => drop(data.splice(range.start..range.start, self.rng.pick(PIECES).iter().copied())),
            2 => drop(data.splice(range, self.rng.pick(PIECES).iter().copied())),
            3 => {
                let part = self.part();
                drop(data.splice(range.start..range.start, part));
            }
            4 => {
                let part = self.part();
                drop(data.splice(range, part));
            }
            5 => {
                let twice = data[range.clone()].to_vec();
                drop(data.splice(range.start..range.start, twice));
            }
            _ => {
                let odd = self.rng.number().to_le_bytes()[0];
                if let Some(byte) = data.get_mut(range.start) {
                    *byte = if odd < 64 { *byte ^ (1 << (odd % 8)) } else { odd };
                }
            }
        }
    }
}

impl Iterator for Mutations {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let index = self.rng.below(self.known.len());
        let mut data = self.known[index].clone();
        for _ in 0..=self.rng.below(4) {
            self.change(&mut data);
        }
        Some(data)
    }
}
