//! How well attribution works, measured so that a sceptic can repeat it.
//!
//! An [`TestItem`] is a report that one group alone is cited for: what it shows is the evidence, the group the answer. Leakage
//! decides every score, so each [`Protocol`] says what knowledge may be used; baselines run on the same items with the same
//! knowledge; every figure has a bootstrap interval. The weights that answer an item were fitted on other items: see
//! [`Weighting`].
//!
//! ```
//! use dunant_attribution::Model;
//! use dunant_benchmark::{Bench, Protocol, Speakers, Weighting};
//! use dunant_knowledge::Builder;
//!
//! let (pack, _) = Builder::new().finish();
//! let model = Model::shipped();
//! let bench = Bench::new(&pack, None, &model, Weighting::Given);
//! let result = bench.run(&Protocol::AsOf { gap_years: 0, speakers: Speakers::Groups });
//! assert_eq!(result.known, 0);
//! ```

mod band;
mod decoy;
mod figures;
mod fit;
mod html;
mod item;
mod key;
mod measure;
mod newton;
mod parallel;
mod plot;
mod protocol;
mod random;
mod ranker;
mod report;
#[cfg(test)]
mod sample;
mod sentence;
mod text;
mod text_page;
mod training;
mod words;

pub use band::Band;
pub use decoy::DecoyResult;
pub use figures::{FigureRun, Figures, InvalidFigures, ProtocolFigures};
pub use html::to_html;
pub use item::{Speakers, TestItem, campaign_items, report_items};
pub use measure::{Figure, Measures};
pub use plot::Ratios;
pub use protocol::{Bench, Gain, Protocol, ProtocolResult, RankerResult, Weighting};
pub use report::{InputFile, InputRole, Report};
pub use sentence::{SentenceResult, sentences};
pub use text::Prose;
pub use text_page::to_text;

use parallel::in_parallel;
