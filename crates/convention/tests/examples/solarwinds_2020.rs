//! SolarWinds Orion, 2020: a product was tampered with, and nothing was damaged.
