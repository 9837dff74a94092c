//! Paths as text: cleaned, without looking at a file system.
//!
//! `/cvmfs//x/./y/..` -> `/cvmfs/x`. Symbolic links are not known here: what a path leads to is the host's to say.

/// `path` without empty and `.` components, with `..` taken back where something stands before it, as Go's
/// `filepath.Clean` does; the empty path becomes `.`.
#[must_use]
pub fn clean(path: &[u8]) -> Vec<u8> {
    let is_absolute = path.starts_with(b"/");
    let mut components: Vec<&[u8]> = Vec::new();
    for component in path.split(|&byte| byte == b'/') {
        match component {
            b"" | b"." => {}
            b".." => match components.last() {
                Some(&last) if last != b".." => {
                    components.pop();
                }
                _ if is_absolute => {}
                _ => components.push(component),
            },
            _ => components.push(component),
        }
    }
    let joined = components.join(&b'/');
    match (is_absolute, joined.is_empty()) {
        (true, _) => [b"/", joined.as_slice()].concat(),
        (false, true) => b".".to_vec(),
        (false, false) => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn cleaning_takes_out_what_changes_nothing() {
        for (path, expected) in [
            ("/cvmfs/x/", "/cvmfs/x"),
            ("//a///b", "/a/b"),
            ("/a/./b/../c", "/a/c"),
            ("/../a", "/a"),
            ("a/../..", ".."),
            ("../a", "../a"),
            ("./a", "a"),
            ("", "."),
            ("/", "/"),
        ] {
            assert_eq!(clean(path.as_bytes()), expected.as_bytes(), "{path}");
        }
    }
}
