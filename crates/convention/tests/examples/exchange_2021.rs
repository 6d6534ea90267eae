//! Microsoft Exchange servers, 2021: attributors differ in wording.
