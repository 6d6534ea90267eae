//! Health Service Executive, Ireland, 2021: criminals, a whole country's hospitals.
