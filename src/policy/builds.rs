//! What an image is built from, and where it goes.
//!
//! `docker build https://elsewhere/x.git` is denied unless `build: addresses` lists the address; `--allow security.insecure`
//! unless `build: entitlements` does; `--push` unless `images: pushes` lists every name that the line gives.

use super::{Judge, images};
use crate::effects::Builds;

pub(super) fn judge(judge: &mut Judge<'_, '_>, builds: &Builds) {
    // A context and a Dockerfile on this machine are files of the client's, others are fetched.
    let Builds { context: _, dockerfile: _, fetched, entitlements, pushed, push_all } = builds;
    let allow = judge.allow();
    for address in fetched {
        judge.listed("fetched address", "build: addresses", &allow.build.addresses, &address.value, address.at);
    }
    for name in entitlements {
        let list = &allow.build.entitlements;
        judge.listed("builder privilege", "build: entitlements", list, &name.value, name.at);
    }
    for name in pushed {
        images::pushed(judge, &name.value, name.at);
    }
    if push_all.value {
        for name in &judge.effects().images.written {
            images::pushed(judge, &name.value, name.at);
        }
    }
}
