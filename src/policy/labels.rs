//! Labels and annotations.
//!
//! `--label traefik.enable=true` is denied unless `labels` lists its key: labels steer other programs.

use super::Judge;
use crate::effects::Labels;

pub(super) fn judge(judge: &mut Judge<'_, '_>, labels: &Labels) {
    // What stands in `files` is judged with the files' content, see `binds`.
    let Labels { labels, in_files: _, files: _, annotations, notes } = labels;
    let allow = judge.allow();
    for label in labels {
        judge.listed("label", "labels", &allow.labels, &label.value.key, label.at);
    }
    for annotation in annotations {
        judge.listed("annotation", "annotations", &allow.annotations, &annotation.value.key, annotation.at);
    }
    judge.options(notes);
}
