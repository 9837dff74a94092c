//! Names of options and commands, kept inside the tables.
//!
//! `--user=1000` -> the row whose [`Name`] is `user`.

use std::cmp::Ordering;
use std::fmt;

/// A name of at most `N - 1` bytes, stored in place: a table of names needs no pointers, so a program that is
/// built position-independent has nothing to relocate when it starts; at a fixed address, as here, there is nothing to gain.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name<const N: usize>([u8; N]);

impl<const N: usize> Name<N> {
    /// The name `text`.
    ///
    /// # Panics
    /// When `text` does not fit; tables are constants, so such a table does not compile.
    #[must_use]
    pub const fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        assert!(bytes.len() < N, "name too long for its table");
        let mut name = [0; N];
        let mut i = 0;
        while i < bytes.len() {
            name[i] = bytes[i];
            i += 1;
        }
        name[N - 1] = length_byte(bytes.len());
        Name(name)
    }

    /// The name `text` of a line, if a name can be that long.
    #[must_use]
    pub fn of(text: &[u8]) -> Option<Self> {
        let mut name = [0; N];
        let (length, letters) = name.split_last_mut()?;
        *length = u8::try_from(text.len()).ok()?;
        letters.get_mut(..text.len())?.copy_from_slice(text);
        Some(Name(name))
    }

    /// The name's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0[..usize::from(self.0[N - 1])]
    }

    /// Whether `self` sorts before `other`; `<` for constants.
    #[must_use]
    pub const fn is_before(&self, other: &Self) -> bool {
        // Names are filled up with zeros, which sort before every other byte.
        let mut i = 0;
        while i + 1 < N {
            if self.0[i] != other.0[i] {
                return self.0[i] < other.0[i];
            }
            i += 1;
        }
        false
    }

    /// The name as text; names are ASCII by construction of the tables (a meta-test holds them to it).
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the caller asserted that the length is below N, and N is small")]
const fn length_byte(length: usize) -> u8 {
    assert!(length < 256, "name too long for its table");
    length as u8
}

impl<const N: usize> fmt::Debug for Name<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<const N: usize> fmt::Display for Name<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const N: usize> PartialOrd for Name<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const N: usize> Ord for Name<N> {
    /// The order of the bytes. Names are filled up with zeros and end in their length, so whole arrays compare alike; eight
    /// bytes at a time, because most comparisons of a search end in the first eight.
    fn cmp(&self, other: &Self) -> Ordering {
        let (ours, our_rest) = self.0.as_chunks::<8>();
        let (theirs, their_rest) = other.0.as_chunks::<8>();
        for (our, their) in ours.iter().zip(theirs) {
            let order = u64::from_be_bytes(*our).cmp(&u64::from_be_bytes(*their));
            if order.is_ne() {
                return order;
            }
        }
        our_rest.cmp(their_rest)
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn names_sort_as_their_bytes_do() {
        let texts: [&[u8]; 12] = [
            b"",
            b"a",
            b"a\0",
            b"a\0b",
            b"a-b",
            b"ab",
            b"abcdefgh",
            b"abcdefghi",
            b"abcdefgi",
            b"b",
            b"volume",
            b"volume-driver",
        ];
        for one in texts {
            for other in texts {
                let names = Name::<32>::of(one).zip(Name::<32>::of(other)).expect("names of this length");
                assert_eq!(names.0.cmp(&names.1), one.cmp(other), "{one:?} {other:?}");
                assert_eq!(names.0 == names.1, one == other);
                assert_eq!(names.0.as_bytes(), one);
            }
        }
    }

    #[test]
    fn a_name_that_no_table_can_hold_is_none() {
        assert!(Name::<32>::of(&[b'a'; 31]).is_some());
        assert_eq!(Name::<32>::of(&[b'a'; 32]), None);
        assert_eq!(Name::<32>::of(&[b'a'; 300]), None);
    }
}
