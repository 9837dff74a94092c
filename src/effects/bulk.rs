//! What a command means by no name: all there are, those that filters leave, the newest.
//!
//! `docker volume prune` -> volumes in bulk are removed. `podman rm --latest` -> a container in bulk is removed, the
//! newest.

use super::Effects;
use super::asked::{Asked, At};
use super::image::ImageAsked;
use super::objects::{How, ObjectKind, Which};
use crate::argv::{Line, Verb};

/// When a verb means objects that no operand names.
#[derive(Clone, Copy)]
enum When {
    /// On every line.
    Always,
    /// On a line without operands.
    WithoutOperands,
    /// Where an option says so: podman's `--all`, `--latest`, `--filter`, `--cidfile`.
    Asked,
    Never,
}

/// Takes what is meant in bulk, and the defaults of verbs whose operands may be left out.
pub(super) fn take(effects: &mut Effects, line: &Line<'_>, verb: Verb) {
    let command = At { word: line.command_word(), value: line.command_word(), option: None };
    let at = effects.objects.bulk.at.unwrap_or(command);
    let (kind, when) = meant(verb);
    let is_meant = match when {
        When::Always => true,
        When::WithoutOperands => line.operands().is_empty() || effects.objects.bulk.value.is_asked(),
        When::Asked => effects.objects.bulk.value.is_asked() || names_are_in_files(line),
        When::Never => false,
    };
    if is_meant {
        effects.objects.touch(kind, Which::Bulk, how(verb), at);
    }
    match verb {
        Verb::SystemPrune => {
            for kind in [ObjectKind::Network, ObjectKind::Image, ObjectKind::BuildCache] {
                effects.objects.touch(kind, Which::Bulk, How::Remove, at);
            }
            if effects.objects.modifiers.iter().any(|asked| asked.value.name == b"volumes") {
                effects.objects.touch(ObjectKind::Volume, Which::Bulk, How::Remove, at);
            }
        }
        Verb::Load => effects.images.written.push(Asked::by(ImageAsked::OfArchive, command)),
        Verb::Login | Verb::Logout if line.operands().is_empty() => {
            effects.objects.touch(ObjectKind::Registry, Which::New, how(verb), command);
        }
        Verb::VolumeCreate if effects.objects.touched.is_empty() => {
            effects.objects.touch(ObjectKind::Volume, Which::New, How::Create, command);
        }
        Verb::NetworkCreate if line.operands().is_empty() => {
            effects.objects.touch(ObjectKind::Network, Which::New, How::Create, command);
        }
        _ => {}
    }
}

/// podman's `--cidfile` of `rm`, `stop` ... names containers.
fn names_are_in_files(line: &Line<'_>) -> bool {
    line.occurrences().iter().any(|found| matches!(line.option_name(found), b"cidfile" | b"pod-id-file"))
}

fn meant(verb: Verb) -> (ObjectKind, When) {
    match verb {
        Verb::BuilderPrune => (ObjectKind::BuildCache, When::Always),
        Verb::ContainerPrune | Verb::Ps | Verb::SystemPrune => (ObjectKind::Container, When::Always),
        Verb::ImagePrune | Verb::Images | Verb::Load => (ObjectKind::Image, When::Always),
        Verb::NetworkPrune | Verb::NetworkLs => (ObjectKind::Network, When::Always),
        Verb::VolumePrune | Verb::VolumeLs => (ObjectKind::Volume, When::Always),
        Verb::Events => (ObjectKind::Any, When::Always),
        Verb::Info | Verb::SystemDf | Verb::Version => (ObjectKind::Engine, When::Always),
        Verb::Stats => (ObjectKind::Container, When::WithoutOperands),
        Verb::Attach
        | Verb::ContainerInspect
        | Verb::Diff
        | Verb::Exec
        | Verb::Inspect
        | Verb::Kill
        | Verb::Logs
        | Verb::Pause
        | Verb::Port
        | Verb::Restart
        | Verb::Rm
        | Verb::Start
        | Verb::Stop
        | Verb::Top
        | Verb::Unpause
        | Verb::Update
        | Verb::Wait => (ObjectKind::Container, When::Asked),
        Verb::History | Verb::ImageInspect | Verb::Rmi | Verb::Save => (ObjectKind::Image, When::Asked),
        Verb::NetworkInspect | Verb::NetworkRm => (ObjectKind::Network, When::Asked),
        Verb::VolumeInspect | Verb::VolumeRm => (ObjectKind::Volume, When::Asked),
        Verb::Search => (ObjectKind::Registry, When::Asked),
        Verb::Build
        | Verb::Commit
        | Verb::Cp
        | Verb::Create
        | Verb::Export
        | Verb::Import
        | Verb::Login
        | Verb::Logout
        | Verb::NetworkConnect
        | Verb::NetworkCreate
        | Verb::NetworkDisconnect
        | Verb::Pull
        | Verb::Push
        | Verb::Rename
        | Verb::Run
        | Verb::SystemDialStdio
        | Verb::Tag
        | Verb::VolumeCreate
        | Verb::VolumeUpdate
        | Verb::Other => (ObjectKind::Any, When::Never),
    }
}

/// What a verb does to the objects that it names.
pub(super) fn how(verb: Verb) -> How {
    match verb {
        Verb::Attach | Verb::Exec => How::Enter,
        Verb::Kill | Verb::Pause | Verb::Restart | Verb::Start | Verb::Stop | Verb::Unpause => How::Control,
        Verb::Cp
        | Verb::Login
        | Verb::Logout
        | Verb::NetworkConnect
        | Verb::NetworkDisconnect
        | Verb::Rename
        | Verb::Update
        | Verb::VolumeUpdate => How::Change,
        Verb::BuilderPrune
        | Verb::ContainerPrune
        | Verb::ImagePrune
        | Verb::NetworkPrune
        | Verb::NetworkRm
        | Verb::Rm
        | Verb::Rmi
        | Verb::SystemPrune
        | Verb::VolumePrune
        | Verb::VolumeRm => How::Remove,
        Verb::Build
        | Verb::Create
        | Verb::Import
        | Verb::Load
        | Verb::NetworkCreate
        | Verb::Pull
        | Verb::Run
        | Verb::Tag
        | Verb::VolumeCreate => How::Create,
        Verb::Commit
        | Verb::ContainerInspect
        | Verb::Diff
        | Verb::Events
        | Verb::Export
        | Verb::History
        | Verb::ImageInspect
        | Verb::Images
        | Verb::Info
        | Verb::Inspect
        | Verb::Logs
        | Verb::NetworkInspect
        | Verb::NetworkLs
        | Verb::Port
        | Verb::Ps
        | Verb::Push
        | Verb::Save
        | Verb::Search
        | Verb::Stats
        | Verb::SystemDf
        | Verb::SystemDialStdio
        | Verb::Top
        | Verb::Version
        | Verb::VolumeInspect
        | Verb::VolumeLs
        | Verb::Wait
        | Verb::Other => How::Read,
    }
}
