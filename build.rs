//! Puts the functions that the drop-in's start-up runs next to each other in the binary.
//!
//! Most of what the drop-in costs is page faults of its own code. `.cargo/startup-order.txt` names the functions in the
//! order of their first call (`scripts/startup-order` writes it); the linker lays them out so. A name that no longer
//! exists is passed over, so a stale file costs speed and nothing else.

#![expect(clippy::disallowed_methods, reason = "a build script asks its environment")]

use std::env;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=.cargo/startup-order.txt");
    println!("cargo::rerun-if-env-changed=LONGSHORE_PLAIN_LINK");
    let is = |name: &str, wanted: &str| env::var(name).is_ok_and(|value| value == wanted);
    // There the linker is the LLD that comes with Rust's own releases. Others do not know the option: whoever builds with
    // a distribution's Rust sets LONGSHORE_PLAIN_LINK.
    let has_lld = is("CARGO_CFG_TARGET_ARCH", "x86_64") && is("CARGO_CFG_TARGET_ENV", "gnu");
    let Ok(root) = env::var("CARGO_MANIFEST_DIR") else { return };
    let order = Path::new(&root).join(".cargo/startup-order.txt");
    if has_lld && is("PROFILE", "release") && env::var_os("LONGSHORE_PLAIN_LINK").is_none() && order.is_file() {
        let order = order.display();
        println!("cargo::rustc-link-arg-bin=longshore=-Wl,--symbol-ordering-file={order},--no-warn-symbol-ordering");
    }
}
