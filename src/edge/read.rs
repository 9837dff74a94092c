//! Files read whole, up to a size.
//!
//! `/proc/self/environ` -> its bytes, in four calls to the kernel. The standard library asks such a file for its size,
//! believes that it is empty, and feels its way from 32 bytes upwards.

use std::fs::File;
use std::io::{self, Read};

/// Most files of the machine and its kernel are smaller.
const USUAL: usize = 4096;

/// The bytes of the file at `path`; `None` when it has more than `largest`.
///
/// # Errors
/// What the kernel says.
#[expect(clippy::disallowed_methods, reason = "the edge reads the machine's files")]
pub(super) fn whole(path: &str, largest: u64) -> io::Result<Option<Vec<u8>>> {
    bounded(File::open(path)?, USUAL, largest)
}

/// All that `from` gives; `None` when that is more than `largest` bytes. `room` is how many are expected.
///
/// # Errors
/// What the kernel says.
pub(super) fn bounded(from: impl Read, room: usize, largest: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(room);
    let size = from.take(largest.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(u64::try_from(size).is_ok_and(|size| size <= largest).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test writes the file that it reads")]
    fn a_file_is_read_to_its_end_or_not_at_all() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("file");
        let path = path.to_str().expect("text");
        for size in [0, 1, 4095, 4096, 4097, 20_000] {
            std::fs::write(path, vec![b'x'; size]).expect("written");
            let largest = u64::try_from(size).expect("small");
            assert_eq!(whole(path, largest).expect("read"), Some(vec![b'x'; size]));
            if let Some(less) = largest.checked_sub(1) {
                assert_eq!(whole(path, less).expect("read"), None);
            }
        }
        assert!(whole("/nonexistent/file", 1).is_err());
        assert!(whole("/proc/self/status", 1 << 20).expect("read").is_some_and(|bytes| bytes.starts_with(b"Name:")));
    }
}
