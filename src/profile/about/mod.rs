//! What is said about profiles: their schema, their description, their faults of sense, what holds once `extends` is followed.
//!
//! No line is read or written here.

pub mod describe;
pub mod effective;
pub mod lint;
pub mod schema;
