//! The keys of a profile that say how a decision is carried out, read and composed.
//!
//! `engine_is_script: true` -> the engine may be a script; it then leads to a program of the profile's `runtime`.

use crate::argv::Place;
use crate::yaml::{Fault, Fields};

/// What one document says of these keys; `None` where it is silent.
#[derive(Default)]
pub(super) struct HandlingLayer {
    engine_is_script: Option<(Place, bool)>,
}

/// How a decision is carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handling {
    /// Whether the engine is a script, which leads to a program of the profile's runtime.
    pub engine_is_script: bool,
}

impl HandlingLayer {
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<HandlingLayer, Fault> {
        let engine_is_script = fields.take("engine_is_script");
        let engine_is_script = engine_is_script.map(|node| Ok((node.at, node.boolean()?))).transpose()?;
        Ok(HandlingLayer { engine_is_script })
    }

    /// This layer, with what it does not say from its parent.
    pub(super) fn over(self, parent: HandlingLayer) -> HandlingLayer {
        HandlingLayer { engine_is_script: self.engine_is_script.or(parent.engine_is_script) }
    }

    pub(super) fn finish(self, has_runtime: bool) -> Result<Handling, Fault> {
        if let Some((at, true)) = self.engine_is_script
            && !has_runtime
        {
            let what = "`engine_is_script` without `runtime`: a script of docker's name may lead to podman";
            return Err(Fault::meaning(at, what, "write the dialect of the program that it leads to as `runtime`"));
        }
        Ok(Handling { engine_is_script: self.engine_is_script.is_some_and(|(_, is_script)| is_script) })
    }
}
