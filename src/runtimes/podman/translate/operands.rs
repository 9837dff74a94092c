//! Operands: images that podman would not take for images.
//!
//! `docker run oci:x` -> refused: docker reads the image `oci` with the tag `x`, podman the directory `x`.

use crate::argv::{Draft, Operands, Verb, quote};
use crate::values::image;

use super::Speech;
use super::error::Untranslatable;

/// Checks that podman reads the operands as docker does.
pub(super) fn translate(draft: &Draft<'_>, _speech: &Speech<'_>) -> Result<(), Untranslatable> {
    let (Some(command), Some(target)) = (draft.line().command(), draft.command()) else { return Ok(()) };
    let refused = |position: usize, text: &[u8], why, remedy| {
        let index = draft.line().operands().get(position).copied();
        Err(Untranslatable::Operand { index, text: quote::short_bytes(text), why, remedy })
    };
    let positions = 0..draft.line().operands().len();
    let is_image = |position: usize| match command.operands {
        Operands::ImageCommand => position == 0,
        Operands::Images | Operands::Tag => true,
        Operands::Commit | Operands::Import => position == 1,
        _ => false,
    };
    for position in positions {
        let text = draft.operand(position).unwrap_or_default();
        if is_image(position) && image::transport(text).is_some() {
            let why = "podman would read it as a place where images are kept, not as an image's name";
            return refused(position, text, why, "write the name with its registry: `docker.io/library/NAME`");
        }
        if target.interspersed && !command.interspersed && text.starts_with(b"-") && position > 0 {
            return refused(position, text, "podman would read it as an option", "write a name that begins otherwise");
        }
    }
    if command.verb == Verb::Import && draft.operand(0).is_some_and(|text| text.starts_with(b"-") && text != b"-") {
        return refused(
            0,
            draft.operand(0).unwrap_or_default(),
            "podman would read it as an option",
            "write `./` before it",
        );
    }
    Ok(())
}
