//! Numbers with names: what can be measured of a line without knowing what it says.

pub mod context;
pub mod surface;

pub use context::{Context, Region};
pub use surface::Surface;
