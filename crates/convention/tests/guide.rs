//! The example of `docs/writing-an-instrument.md` is an instrument that loads, and its clause decides.

#![expect(clippy::unwrap_used, reason = "a helper of a test that fails should stop the test")]

use dunant_convention::{CaseFacts, Convention, InstrumentKind, Outcome};

const GUIDE: &str = include_str!("../../../docs/writing-an-instrument.md");

fn example() -> &'static str {
    GUIDE.split("```toml\n").nth(1).unwrap().split("```").next().unwrap()
}

#[test]
fn the_example_of_the_guide_loads_and_decides() {
    let convention = Convention::parse([("hospital-pledge.toml", example())]).unwrap();
    let outcome = |country: &str, effect: &str| {
        let facts: String = [
            ("actor.country", country),
            ("actor.state-responsibility", "state-organ"),
            ("incident.date", "2021-01-01"),
            ("context", "peace"),
            ("victim.protected", "medical"),
            ("effect.kind", effect),
        ]
        .map(|(name, value)| format!("[[fact]]\nname = \"{name}\"\nvalue = \"{value}\"\nsource = \"s\"\n"))
        .concat();
        convention.evaluate(&CaseFacts::parse(&facts).unwrap()).remove(0).outcome
    };
    assert_eq!(outcome("CH", "interruption"), Outcome::ConsistentWithBreach);
    assert_eq!(outcome("CH", "disclosure"), Outcome::NotABreach);
    assert_eq!(outcome("SE", "interruption"), Outcome::NotApplicable);
}

#[test]
fn the_guide_says_the_caveat_of_every_kind() {
    use InstrumentKind::{Pledge, PoliticalCommitment, Proposal, Treaty};
    for kind in [Proposal, PoliticalCommitment, Pledge, Treaty] {
        assert!(GUIDE.contains(&format!("| `{}` |", kind.word().replace(' ', "-"))), "{kind}");
        assert!(GUIDE.contains(kind.caveat().unwrap_or("nothing")), "{kind}");
    }
}
