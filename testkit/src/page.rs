//! A page of the documents whose end is written from what the tests know.
//!
//! `docs/runtimes.md` up to the line `MARK`, and the tables of the translation behind it.

use std::{env, fs};

/// Compares what stands behind `mark` on the page with `tables`; with `LONGSHORE_BLESS` writes it.
///
/// # Panics
/// When it differs.
pub fn check_page(path: &str, mark: &str, tables: &str) {
    let page = fs::read_to_string(path).expect("the page can be read");
    let (top, _) = page.split_once(mark).expect("the page says where its tables begin");
    let expected = format!("{top}{mark}{tables}");
    if env::var_os("LONGSHORE_BLESS").is_some() {
        fs::write(path, expected).expect("the page can be written");
        return;
    }
    assert!(page == expected, "the page differs; LONGSHORE_BLESS=1 writes it, and the difference is for review");
}
