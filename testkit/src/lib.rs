//! Test material for longshore.
