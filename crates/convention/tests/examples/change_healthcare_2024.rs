//! Change Healthcare, United States, 2024: criminals, a whole country's pharmacies and hospitals.
