use dunant_record::SignerKey;

use super::*;

fn key(seed: u8) -> VerifierKey {
    SignerKey::from_seed("example.org/secretariat".parse().unwrap(), &[seed; 32]).public()
}

fn model() -> String {
    Policy::model(&key(1))
}

/// What is said of the model with one line changed.
fn said(from: &str, to: &str) -> String {
    let text = model();
    assert!(text.contains(from), "{from}");
    Policy::parse(&text.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn the_model_is_a_policy_and_says_what_its_comments_say() {
    let policy = Policy::parse(&model()).unwrap();
    assert_eq!(policy.secretariat(), [key(1)]);
    assert_eq!((policy.members_least(), policy.assessments_least()), (3, 2));
    let days = [policy.assessment_days(), policy.reveal_days(), policy.reply_days(), policy.vote_days()];
    assert_eq!(days, [14, 7, 30, 14]);
    assert_eq!(
        (policy.quorum().to_string(), policy.threshold().to_string()),
        ("at least 2/3".into(), "at least 2/3".into())
    );
    assert_eq!((policy.regions_least(), policy.share().to_string()), (2, "1/2".into()));
    assert!(RULES.iter().all(|rule| policy.has_rule(rule.name)));
    assert!(policy.has_rule(RuleName::Own));
    assert_eq!(policy.text(), model());
    assert_eq!(policy.digest(), Sha256Digest::of(model().as_bytes()));
}

#[test]
fn every_line_of_the_model_is_needed_but_the_rules_of_recusal() {
    let text = model();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let without: String = text
            .lines()
            .enumerate()
            .filter(|(other, _)| *other != number)
            .map(|(_, line)| format!("{line}\n"))
            .collect();
        let is_rule = RULES.iter().any(|rule| line.starts_with(&format!("{} =", rule.name)));
        assert_eq!(Policy::parse(&without).is_ok(), is_rule, "{line}");
    }
}

#[test]
fn a_rule_is_switched_off_by_name() {
    let policy = Policy::parse(&model().replace("employer = true", "employer = false")).unwrap();
    assert!(!policy.has_rule(RuleName::Employer));
    assert!(policy.has_rule(RuleName::Client));
    let without = model().split("[recusal]").next().unwrap().to_owned();
    let policy = Policy::parse(&without).unwrap();
    assert!(RULES.iter().all(|rule| policy.has_rule(rule.name)), "a rule that is not named is on");
}

#[test]
fn every_mistake_is_said_with_its_line_and_what_would_be_right() {
    let line = |needle: &str| 1 + model().lines().position(|line| line.starts_with(needle)).unwrap();
    let at = |needle: &str, rest: &str| format!("the rules, line {}: {rest}", line(needle));
    assert_eq!(
        said("members-least = 3", "member-least = 3"),
        at("members-least", "`[panel]` has no `members-least`; add `members-least = …`, or correct `member-least`")
    );
    assert_eq!(
        said("members-least = 3", "members-least = 3\nobservers = 2"),
        format!(
            "the rules, line {}: `observers` is not a part of `[panel]`; known are `members-least`",
            line("members-least") + 1
        )
    );
    assert_eq!(
        said("members-least = 3", "members-least = 0"),
        at(
            "members-least",
            "`members-least` is not a whole number from 1 to 100; write for example `members-least = 1`"
        )
    );
    assert_eq!(
        said("least = 2", "least = 1"),
        at("least", "`least` is not a whole number from 2 to 100; write for example `least = 2`")
    );
    assert_eq!(
        said("least = 2", "least = 4"),
        at(
            "least",
            "`assessments.least` is 4, more than the 3 of `panel.members-least`; a case could be opened and never be \
             assessed: raise `panel.members-least`"
        )
    );
    assert_eq!(
        said("regions-least = 2", "regions-least = 4"),
        at(
            "regions-least",
            "`regions-least` is 4, more than the 3 of `panel.members-least`; each member votes for one region: raise \
             `panel.members-least`"
        )
    );
    assert_eq!(
        said("share = \"1/2\"", "share = \"199/1000\""),
        at(
            "share",
            "`share` is 199/1000, and of 5 regions one always casts 1/5 or more; no finding could be adopted: allow a region \
             more"
        )
    );
    assert!(Policy::parse(&model().replace("share = \"1/2\"", "share = \"1/5\"")).is_ok());
    assert_eq!(
        said("quorum = \"2/3\"", "quorum = 0.66"),
        at("quorum", "`quorum` is not text in quotes; write for example `quorum = \"2/3\"`")
    );
    assert_eq!(
        said("quorum = \"2/3\"", "quorum = \"3/2\""),
        at(
            "quorum",
            "`quorum`: `3/2` is not a part of a whole; write two whole numbers, as in `2/3`, more than none, at most all, in \
             parts of up to 1000"
        )
    );
    assert_eq!(
        said("client = true", "client = \"yes\""),
        at(
            "client",
            "`client` is neither `true` nor `false`; write `client = true` to keep the rule, `false` to switch it off"
        )
    );
    assert_eq!(
        said("[reply]", "[replies]"),
        format!(
            "the rules, line {}: there is no `[reply]`; add `[reply]` as the model rules have it (`dunant init`)",
            model().lines().count() + 1
        )
    );
    assert_eq!(
        said("[reply]", "[fees]\nyearly = 1\n[reply]"),
        at(
            "[reply]",
            "`fees` is not a part of the rules; known are `secretariat`, `panel`, `assessments`, `reply`, `vote`, `balance`, \
             `recusal`"
        )
    );
    let key_line = 1 + model().lines().position(|line| line.contains("example.org/secretariat+")).unwrap();
    let said_of_key = said("example.org/secretariat+", "example.org/other+");
    assert!(said_of_key.starts_with(&format!("the rules, line {key_line}: `keys`: the key's ID is ")), "{said_of_key}");
    let twice = said("keys = [", &format!("keys = [\n    \"{}\",", key(1)));
    assert!(twice.contains("holds the key of `example.org/secretariat` twice"), "{twice}");
    assert!(said("keys = [", "keys = []\nold = [").contains("is not a list with at least one key"));
    assert!(said("days = 14", "days = 14 days").starts_with("the rules, line "));
    let long = format!("{}#{}\n", model(), "x".repeat(300 << 10));
    assert!(Policy::parse(&long).unwrap_err().to_string().contains("check that this is the right file"));
}

#[test]
fn keys_that_follow_one_another_may_share_their_name() {
    let text = model().replace("keys = [", &format!("keys = [\n    \"{}\",", key(2)));
    assert_eq!(Policy::parse(&text).unwrap().secretariat(), [key(2), key(1)]);
}

#[test]
fn fractions_are_compared_exactly() {
    let third: Fraction = "1/3".parse().unwrap();
    assert!(third.holds_at_most(333_333_333, 1_000_000_000));
    assert!(!third.holds_at_most(333_333_334, 1_000_000_000));
    let bar = Bar::AtLeast(third);
    assert!(bar.is_met(1, 3) && bar.is_met(2, 6) && !bar.is_met(333_333_333, 1_000_000_000));
    assert!(Bar::AtLeast("1/1".parse().unwrap()).is_met(u32::MAX, u32::MAX));
    assert!(!Bar::MoreThan("1/2".parse().unwrap()).is_met(1, 2));
    for text in ["", "1", "1/0", "0/1", "2/1", "-1/2", "+1/2", "1/1001", " 1/2", "1/2 ", "a/b", "1/2/3", "٢/٣"] {
        assert!(text.parse::<Fraction>().is_err(), "{text}");
    }
    for text in ["more than 1/1", "more than", "at least 1/2", "more than more than 1/2"] {
        assert!(text.parse::<Bar>().is_err(), "{text}");
    }
    assert_eq!("more than 1/2".parse::<Bar>().unwrap().to_string(), "more than 1/2");
}
