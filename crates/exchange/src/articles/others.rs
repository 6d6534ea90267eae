//! The parties that a case does not name, in one line of a tree: each has a day of its own from which it is bound, and of most
//! of them a reader does not ask.

use dunant_convention::{FactName, Node as Condition, NodeKind, Party, Truth, Verdict};
use dunant_vocabulary::Country;

use super::{Kind, Node};

/// The branches for the parties that the case names, and one line for all others; none where there is nothing to fold.
pub(super) fn fold<'c>(bound_on_the_date: &'c Condition, verdict: &Verdict) -> Option<(Vec<&'c Condition>, Node)> {
    let fact = verdict.clause.bound?;
    let NodeKind::Any { branches } = &bound_on_the_date.kind else { return None };
    // A branch without a test of the state is for whoever is a party, and stays.
    let of_another = |branch: &&Condition| of_state(branch, fact).is_some_and(|truth| truth != Truth::True);
    let (others, kept): (Vec<&Condition>, Vec<&Condition>) = branches.iter().partition(of_another);
    let truth = match others.iter().any(|branch| branch.truth == Truth::Unknown) {
        true => Truth::Unknown,
        false => Truth::False,
    };
    let named: Vec<Country> = verdict.parties().into_iter().filter_map(|status| status.country).collect();
    let asked_of_unlisted = others.iter().any(|branch| of_state(branch, FactName::PartyConfirmed).is_some());
    let line = Node {
        kind: Kind::Others,
        words: words(&unnamed(verdict, &named), !named.is_empty(), asked_of_unlisted)?,
        case_says: None,
        truth,
        gap: None,
        children: Vec::new(),
    };
    Some((kept, line))
}

/// Whether the states of a fact are those that a branch is for; none where it does not test the fact.
fn of_state(branch: &Condition, fact: FactName) -> Option<Truth> {
    match &branch.kind {
        NodeKind::Test { name, .. } => (*name == fact).then_some(branch.truth),
        NodeKind::All { branches } => branches.iter().find_map(|branch| of_state(branch, fact)),
        NodeKind::Any { .. } | NodeKind::Not { .. } => None,
    }
}

/// The parties that share no branch with a state that the case names.
fn unnamed<'v>(verdict: &'v Verdict, named: &[Country]) -> Vec<&'v Party> {
    let parties = &verdict.instrument.parties;
    let shown: Vec<_> =
        parties.iter().filter(|it| named.contains(&it.country)).map(|it| (it.since, it.until)).collect();
    parties.iter().filter(|party| !shown.contains(&(party.since, party.until))).collect()
}

/// "bound since 2004-07-01 or later: 8 other parties"; none where there are no others.
fn words(parties: &[&Party], beside_others: bool, and_unlisted: bool) -> Option<String> {
    let unlisted = and_unlisted.then_some("states that are not listed, where `party.confirmed` says so");
    let days = || parties.iter().map(|party| party.since);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return unlisted.map(str::to_owned) };
    let since = if first == last { format!("{first}") } else { format!("{first} or later") };
    let other = if beside_others { "other " } else { "" };
    let count = match parties.len() {
        1 => format!("1 {other}party"),
        many => format!("{many} {other}parties"),
    };
    let and_unlisted = unlisted.map(|them| format!("; {them}")).unwrap_or_default();
    Some(format!("bound since {since}: {count}{and_unlisted}"))
}

#[cfg(test)]
mod tests {
    use dunant_convention::{CaseFacts, Convention};

    use super::*;

    fn date_of(entries: &str, clause: (&str, &str)) -> (usize, String, Truth) {
        let convention = Convention::shipped().unwrap();
        let (instrument, clause) = convention.clause(clause.0, clause.1).unwrap();
        let facts = CaseFacts::parse(entries).unwrap();
        let verdict = dunant_convention::evaluate_clause(instrument, clause, &facts);
        let date = verdict.explanation().date.unwrap();
        let (kept, line) = fold(&date, &verdict).unwrap();
        (kept.len(), line.words, line.truth)
    }

    const FRANCE_IN_2020: &str = "[[fact]]\nname = \"actor.country\"\nvalue = \"FR\"\nsource = \"s\"\n\
         [[fact]]\nname = \"incident.date\"\nvalue = 2020-01-01\nsource = \"s\"\n";

    #[test]
    fn parties_that_the_case_does_not_name_are_one_line_and_the_one_it_names_keeps_its_branch() {
        let (kept, words, truth) = date_of(FRANCE_IN_2020, ("paris-call", "elections"));
        assert_eq!((kept, truth), (1, Truth::False));
        assert!(words.starts_with("bound since 2021-11-10: 1 other party; states that are not listed"), "{words}");
    }

    #[test]
    fn where_no_state_is_named_all_parties_are_one_line_that_decides_nothing() {
        let (kept, words, truth) = date_of("", ("paris-call", "elections"));
        assert_eq!((kept, truth), (0, Truth::Unknown));
        assert!(words.starts_with("bound since 2018-11-12 or later: 9 parties"), "{words}");
    }
}
