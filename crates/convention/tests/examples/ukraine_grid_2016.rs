//! Ukraine's power grid, December 2016.
