//! NotPetya, 2017: a supply chain, indiscriminate, beside a conflict.
