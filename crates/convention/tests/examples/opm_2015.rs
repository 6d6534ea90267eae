//! US Office of Personnel Management, 2015: espionage against a government, before the US-China text.
