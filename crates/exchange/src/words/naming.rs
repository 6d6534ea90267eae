//! Why nobody is named, and how well the rules of naming did.

use dunant_attribution::{Measured, UnmetRule};

use super::{count, told_apart};

/// A rule of naming that is not met, without a full stop.
pub(crate) fn unmet(rule: &UnmetRule) -> String {
    match rule {
        UnmetRule::NoKnownActor => "the knowledge pack knows no actor".to_owned(),
        UnmetRule::NothingCompared => {
            "nothing in the evidence can be compared with what is known of any group".to_owned()
        }
        UnmetRule::OnlyListed { software: 1 } => {
            "a program that speaks for it is only named: no item says that it was found or used in this case".to_owned()
        }
        UnmetRule::OnlyListed { software } => format!(
            "{} that speak for it are only named: no item says that they were found or used in this case",
            count(*software as usize, "program")
        ),
        UnmetRule::TooFewFeatures { known: 0, needed } => format!(
            "no item states anything that some actor is known to show, public tools not counted; naming takes {}",
            count(*needed as usize, "feature")
        ),
        UnmetRule::TooFewFeatures { known, needed } => {
            let features = count(*known as usize, "feature");
            format!("only {features} that some actor is known to show, public tools not counted; naming takes {needed}")
        }
        UnmetRule::PosteriorTooLow { posterior, needed } => {
            format!("the most probable actor has {}; naming takes {}", percent(*posterior), percent(*needed))
        }
        UnmetRule::MarginTooNarrow { ratio, needed } => {
            format!("it is {ratio:.1} times as probable as the next actor; naming takes {needed:.1} times")
        }
        UnmetRule::TooLittleHardToImitate { log_likelihood_ratio, needed } => {
            let one_digit = |log: f64| format!("{:.1}", log.exp());
            let (has, needs) = match (one_digit(*log_likelihood_ratio), one_digit(*needed)) {
                (has, needs) if has == needs => told_apart(*log_likelihood_ratio, *needed),
                shown => shown,
            };
            format!(
                "what is hard to imitate (malware, traces) speaks for it by a ratio of {}; naming takes {}",
                has.trim_start_matches('×'),
                needs.trim_start_matches('×')
            )
        }
        UnmetRule::UngradedSources { sources: 0, needed } => {
            format!(
                "no usable source speaks for it; naming takes {needed} independent sources, stated in the case file (`source`), or one \
                 that is graded (`--grade`)"
            )
        }
        UnmetRule::UngradedSources { sources, needed } => format!(
            "{} for it, which nobody graded as reliable (A to C) and credible (1 to 3); naming takes {needed} independent sources, \
             stated in the case file (`source`), or a grade (`--grade`)",
            match sources {
                1 => "only one source speaks".to_owned(),
                n => format!("only {n} sources speak"),
            }
        ),
        UnmetRule::HangsOnOne { feature, rank, needed_rank, .. } if rank > needed_rank => {
            format!("it hangs on one thing: without {feature} it would be actor {rank}")
        }
        UnmetRule::HangsOnOne { feature, log_likelihood_ratio, needed, .. } => format!(
            "it hangs on one thing: without {feature} all the rest speaks for it by a ratio of {:.1}; naming takes {:.1}",
            log_likelihood_ratio.exp(),
            needed.exp()
        ),
        UnmetRule::HangsOnFew { removed, rank, of, needed } => {
            let strongest = if *removed == 1 {
                "its strongest feature".into()
            } else {
                format!("its {removed} strongest features")
            };
            format!(
                "the lead hangs on a few features: without {strongest} it would be actor {rank} of {of}; naming takes one of \
                 the first {needed}"
            )
        }
        UnmetRule::ItemsPointElsewhere { items, actor } => {
            let items = if *items == 1 { "one item points".into() } else { format!("{items} items point") };
            format!(
                "read alone, {items} to another actor ({actor}); if the evidence is of two intrusions, they must be assessed \
                 apart"
            )
        }
        // A rule that a later engine adds.
        _ => "a rule of naming is not met".to_owned(),
    }
}

/// How well the rules of naming did, in a sentence.
pub(crate) fn measured(measured: &Measured) -> String {
    let Measured { reports, texts } = measured;
    format!(
        "By these rules {} of {} past reports were given a name, {} of them the right one, and {} of {} texts, {} of them the \
         right one; of those by groups unknown till then, {} of {} and {} of {} were given one (docs/method.md).",
        reports.named,
        reports.asked,
        reports.right,
        texts.named,
        texts.asked,
        texts.right,
        reports.new_groups_named,
        reports.new_groups,
        texts.new_groups_named,
        texts.new_groups,
    )
}

fn percent(share: f64) -> String {
    format!("{:.0}\u{a0}%", share * 100.0)
}
