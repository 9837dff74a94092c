//! Job categories: the images that are there.
//!
//! The lines `busybox:1`, `<none>:<none>`, `busybox:1.36` of `image ls` -> `busybox:1`, `busybox:1.36`.

/// The words of the command that lists images, one a line.
pub const LISTING: [&str; 3] = ["image", "ls", "--format={{.Repository}}:{{.Tag}}"];

/// The categories in what [`LISTING`] prints: sorted, each once, without images that have no name.
#[must_use]
pub fn categories(stdout: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(stdout);
    let with_name = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains("<none>"));
    let mut names: Vec<String> = with_name.map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}
