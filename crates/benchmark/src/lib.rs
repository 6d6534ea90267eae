//! How well attribution works, measured so that a sceptic can repeat it.
//!
//! An [`TestItem`] is a report that one group alone is cited for: what it shows is the evidence, the group the answer. Leakage
//! decides every score, so each [`Protocol`] says what knowledge may be used; baselines run on the same items with the same
//! knowledge; every figure has a bootstrap interval. Nothing here is fitted.
//!
//! ```
//! use dunant_attribution::Model;
//! use dunant_benchmark::{Protocol, run};
//! use dunant_knowledge::Builder;
//!
//! let (pack, _) = Builder::new().finish();
//! let result = run(&Protocol::AsOf { gap_years: 0 }, &pack, None, &Model::shipped());
//! assert_eq!(result.known, 0);
//! ```

mod item;
mod measure;
mod protocol;
mod random;
mod ranker;

pub use item::{TestItem, campaign_items, report_items};
pub use measure::{Figure, Measures};
pub use protocol::{Protocol, ProtocolResult, RankerResult, run};
