//! Viasat KA-SAT, 2022: armed conflict, and civilians of other countries.
