//! The secretariat.
