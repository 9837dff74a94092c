//! What a command does to its operands.
//!
//! `docker kill a b` -> the containers `a` and `b` are controlled. `docker tag a b` -> `a` is read, the name `b` written.

use super::Effects;
use super::asked::{Asked, At, OptionText};
use super::bulk::{self, how};
use super::files::FileAccess;
use super::image::ImageAsked;
use super::mounts::{MountAccess, Mounted, Source};
use super::objects::{How, ObjectKind, Which};
use super::process::CommandWords;
use super::programs::ProgramKind;
use crate::argv::{Line, Operands, Verb};
use crate::values::Dialect;

/// Takes the operands of a command that is read.
pub(super) fn take(effects: &mut Effects, line: &Line<'_>, dialect: Dialect) {
    let Some(command) = line.command() else { return };
    let verb = command.verb;
    let operands = Words { line, dialect };
    let objects = &mut effects.objects;
    match command.operands {
        Operands::ImageCommand => image_command(effects, operands),
        Operands::ContainerCommand => container_command(effects, operands, verb),
        Operands::Containers => {
            // Behind the container `port` has a port.
            let count = if verb == Verb::Port { 1 } else { usize::MAX };
            for (text, at) in operands.all().take(count) {
                objects.touch(ObjectKind::Container, Which::Named(text.to_vec()), how(verb), at);
            }
        }
        Operands::Images => images(effects, operands, verb),
        Operands::Volumes => operands.touch_all(effects, ObjectKind::Volume, how(verb)),
        Operands::Networks => operands.touch_all(effects, ObjectKind::Network, how(verb)),
        Operands::Objects => operands.touch_all(effects, ObjectKind::Any, how(verb)),
        Operands::NetworkContainer => {
            let kinds = [ObjectKind::Network, ObjectKind::Container];
            for ((text, at), kind) in operands.all().zip(kinds) {
                objects.touch(kind, Which::Named(text.to_vec()), How::Change, at);
            }
        }
        Operands::Tag => {
            for (position, (text, at)) in operands.all().enumerate() {
                if position == 0 {
                    objects.touch(ObjectKind::Image, Which::Named(text.to_vec()), How::Read, at);
                } else {
                    effects.images.written.push(Asked::by(ImageAsked::read(text, dialect), at));
                }
            }
        }
        Operands::Commit => {
            let mut all = operands.all();
            if let Some((text, at)) = all.next() {
                objects.touch(ObjectKind::Container, Which::Named(text.to_vec()), How::Read, at);
                objects.touch(ObjectKind::Image, Which::New, How::Create, at);
            }
            if let Some((text, at)) = all.next() {
                effects.images.written.push(Asked::by(ImageAsked::read(text, dialect), at));
            }
        }
        Operands::Copy => copy(effects, operands),
        Operands::Import => {
            let mut all = operands.all();
            if let Some((text, at)) = all.next() {
                import_source(effects, text, at);
                effects.objects.touch(ObjectKind::Image, Which::New, How::Create, at);
            }
            if let Some((text, at)) = all.next() {
                effects.images.written.push(Asked::by(ImageAsked::read(text, dialect), at));
            }
        }
        Operands::Rename => {
            let mut all = operands.all();
            if let Some((text, at)) = all.next() {
                objects.touch(ObjectKind::Container, Which::Named(text.to_vec()), How::Change, at);
            }
            if let Some((text, at)) = all.next() {
                objects.name = Asked::by(super::Setting::To(text.to_vec()), at);
            }
        }
        Operands::Text => texts(effects, operands, verb),
        Operands::Context => super::builds::operand(effects, line),
        Operands::None | Operands::Unread => {}
    }
    bulk::take(effects, line, verb);
}

#[derive(Clone, Copy)]
struct Words<'l, 'a> {
    line: &'l Line<'a>,
    dialect: Dialect,
}

impl<'l, 'a: 'l> Words<'l, 'a> {
    fn all(self) -> impl Iterator<Item = (&'a [u8], At)> + 'l {
        self.line.operands().iter().map(move |&word| (self.line.word(word), At { word, value: word, option: None }))
    }

    fn touch_all(self, effects: &mut Effects, kind: ObjectKind, how: How) {
        for (text, at) in self.all() {
            effects.objects.touch(kind, Which::Named(text.to_vec()), how, at);
        }
    }
}

/// `IMAGE [COMMAND] [ARG...]`.
fn image_command(effects: &mut Effects, operands: Words<'_, '_>) {
    let mut all = operands.all();
    let Some((text, at)) = all.next() else { return };
    let image = if is_root_fs(operands.line) {
        let image = ImageAsked::root_fs(text);
        if let ImageAsked::RootFs { path, options } = &image {
            let mut mounted = Mounted::plain(Source::Host(path.clone()), b"/", MountAccess::ReadWrite);
            mounted.options.extend(options.clone());
            effects.mounts.mounted.push(Asked::by(mounted, at));
        }
        image
    } else {
        ImageAsked::read(text, operands.dialect)
    };
    transport_file(effects, &image, FileAccess::Read, at);
    effects.images.runs = Asked::by(image, at);
    let which = match &effects.objects.name.value {
        super::Setting::To(name) => Which::Named(name.clone()),
        super::Setting::Default => Which::New,
    };
    effects.objects.touch(ObjectKind::Container, which, How::Create, at);
    command_words(effects, all);
}

/// podman's `--rootfs` makes the first operand a host directory.
fn is_root_fs(line: &Line<'_>) -> bool {
    let last = line.occurrences().iter().rev().find(|found| line.option_name(found) == b"rootfs");
    last.is_some_and(|found| line.is_on(found))
}

/// `CONTAINER COMMAND [ARG...]` of `exec` and `top`.
fn container_command(effects: &mut Effects, operands: Words<'_, '_>, verb: Verb) {
    let mut all = operands.all();
    let is_latest = effects.objects.bulk.value.latest.value;
    if !is_latest && let Some((text, at)) = all.next() {
        effects.objects.touch(ObjectKind::Container, Which::Named(text.to_vec()), how(verb), at);
    }
    if verb != Verb::Top {
        command_words(effects, all);
        return;
    }
    // docker hands the words to `ps` on the host.
    let words: Vec<_> = all.collect();
    if let Some((_, at)) = words.first() {
        let words: Vec<&[u8]> = words.iter().map(|(text, _)| *text).collect();
        effects.programs.push(ProgramKind::ProcessList, &words.join(&b' '), *at);
    }
}

fn command_words<'a>(effects: &mut Effects, words: impl Iterator<Item = (&'a [u8], At)>) {
    let words: Vec<_> = words.collect();
    if let Some((_, at)) = words.first() {
        let at = *at;
        let words = words.into_iter().map(|(text, _)| text.to_vec()).collect();
        effects.process.command = Asked::by(CommandWords::Words(words), at);
    }
}

fn images(effects: &mut Effects, operands: Words<'_, '_>, verb: Verb) {
    let has_all_tags = effects.objects.modifiers.iter().any(|asked| asked.value.name == b"all-tags");
    for (position, (text, at)) in operands.all().enumerate() {
        let asked = ImageAsked::read(text, operands.dialect);
        match verb {
            Verb::Pull => {
                transport_file(effects, &asked, FileAccess::Read, at);
                effects.objects.touch(ObjectKind::Registry, Which::Named(text.to_vec()), How::Read, at);
                let asked = match asked {
                    ImageAsked::Reference(image) if has_all_tags => ImageAsked::AllTags(image),
                    other => other,
                };
                effects.images.written.push(Asked::by(asked, at));
            }
            Verb::Push => {
                transport_file(effects, &asked, FileAccess::Write, at);
                let (kind, how) =
                    if position == 0 { (ObjectKind::Image, How::Read) } else { (ObjectKind::Registry, How::Change) };
                effects.objects.touch(kind, Which::Named(text.to_vec()), how, at);
                if position == 0 && operands.line.operands().len() == 1 {
                    effects.objects.touch(ObjectKind::Registry, Which::Named(text.to_vec()), How::Change, at);
                }
            }
            _ => effects.objects.touch(ObjectKind::Image, Which::Named(text.to_vec()), how(verb), at),
        }
    }
}

/// The host path of an image that podman reads through a transport.
fn transport_file(effects: &mut Effects, image: &ImageAsked, access: FileAccess, at: At) {
    if let ImageAsked::Transport { name, rest } = image
        && !matches!(*name, "docker" | "docker-daemon" | "containers-storage")
    {
        let (path, _) = super::asked::cut(rest, b':');
        effects.files.touch(path, access, at);
    }
}

/// `CONTAINER:PATH PATH`, the other way round, or (podman) between containers.
fn copy(effects: &mut Effects, operands: Words<'_, '_>) {
    for ((text, at), is_source) in operands.all().zip([true, false]) {
        if let Some((container, path)) = container_path(text) {
            let how = if is_source { How::Read } else { How::Change };
            effects.objects.touch(ObjectKind::Container, Which::Named(container.to_vec()), how, at);
            let name = if is_source { b"from".to_vec() } else { b"to".to_vec() };
            effects.objects.modifiers.push(Asked::by(OptionText { name, value: path.to_vec() }, at));
        } else {
            let access = if is_source { FileAccess::Read } else { FileAccess::Write };
            effects.files.touch_or_stream(text, access, at);
        }
    }
}

/// Container and path, if the operand of `cp` is no path of the client: those begin with `/` or `.`, or have no colon.
fn container_path(text: &[u8]) -> Option<(&[u8], &[u8])> {
    if text.starts_with(b"/") || text.starts_with(b".") {
        return None;
    }
    let (container, path) = super::asked::cut(text, b':');
    path.map(|path| (container, path))
}

/// A file, `-`, or an address that the engine fetches.
fn import_source(effects: &mut Effects, text: &[u8], at: At) {
    if text.starts_with(b"http://") || text.starts_with(b"https://") {
        effects.objects.touch(ObjectKind::Registry, Which::Named(text.to_vec()), How::Read, at);
    } else {
        effects.files.touch_or_stream(text, FileAccess::Read, at);
    }
}

/// A registry of `login` and `logout`, whose credentials the client's configuration keeps; a term to search for.
fn texts(effects: &mut Effects, operands: Words<'_, '_>, verb: Verb) {
    let kind = match verb {
        Verb::Login | Verb::Logout | Verb::Search => ObjectKind::Registry,
        _ => ObjectKind::Image,
    };
    operands.touch_all(effects, kind, how(verb));
}
