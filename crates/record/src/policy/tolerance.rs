use super::{Member, Policy, Quorum};

impl Policy {
    /// How many lying witnesses the policy withstands: the largest *f* such that any two quorums share more than *f* witnesses, so that
    /// two trees that both are believed have an honest witness in common, which cosigns only one.
    ///
    /// A quorum of *k* of *n* withstands 2*k* - *n* - 1: 2 of 3 and 3 of 5 none, 3 of 4 one, 4 of 5 and 5 of 7 two. Nothing where two quorums need not
    /// share a witness, or where there is no quorum.
    #[must_use]
    pub fn withstands(&self) -> Option<usize> {
        let Quorum::Of(member) = self.quorum else { return None };
        self.least_shared(member, self.groups.len())?.checked_sub(1)
    }

    /// The fewest witnesses that two sets share which both satisfy `member`. A policy puts each witness and each
    /// group into one group at most; so two sets that satisfy a group of *m* with *t* each satisfy at least 2*t* - *m* members in common, and
    /// choose those that cost least.
    fn least_shared(&self, member: Member, room: usize) -> Option<usize> {
        let place = match member {
            Member::Witness(_) => return Some(1),
            Member::Group(place) => place,
        };
        // A group has only members before it, so this ends.
        let group = self.groups.get(place).filter(|_| place < room)?;
        let costs: Option<Vec<usize>> = group.members.iter().map(|member| self.least_shared(*member, place)).collect();
        let mut costs = costs?;
        costs.sort_unstable();
        let both = (2 * group.threshold).saturating_sub(group.members.len());
        Some(costs.iter().take(both).sum())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::{CosignerSecretKey, SignerKey};

    fn policy(witnesses: u8, lines: &str) -> Policy {
        let log = SignerKey::from_seed("example.org/log".parse().unwrap(), &[200; 32]);
        let mut text = format!("log {}\n", log.public());
        for n in 0..witnesses {
            let mut seed = [7; 32];
            seed[0] = n;
            let key = CosignerSecretKey::from_seed(format!("w.example/{n}").parse().unwrap(), &seed);
            writeln!(text, "witness {n} {}", key.public()).unwrap();
        }
        Policy::parse((text + lines).as_bytes()).unwrap()
    }

    fn of(threshold: u8, witnesses: u8) -> Option<usize> {
        let members: String = (0..witnesses).fold(String::new(), |members, n| members + &format!(" {n}"));
        policy(witnesses, &format!("group g {threshold}{members}\nquorum g\n")).withstands()
    }

    /// The same by trying every way to give each witness to one set, to the other, or to both.
    fn least_shared_by_enumeration(policy: &Policy) -> Option<usize> {
        let count = policy.witnesses.len();
        let has = |set: u32, place: usize| set >> place & 1 == 1;
        let all = (1_u32 << count) - 1;
        let mut least = None;
        for shared in 0..=all {
            let size = shared.count_ones() as usize;
            if least.is_some_and(|least| size >= least) {
                continue;
            }
            let rest = all & !shared;
            // Every part of the rest, from all of it down to none.
            let mut one = rest;
            let splits = loop {
                let (first, second) = (shared | one, shared | rest & !one);
                if policy.is_met(|place| has(first, place)) && policy.is_met(|place| has(second, place)) {
                    break true;
                }
                if one == 0 {
                    break false;
                }
                one = (one - 1) & rest;
            };
            if splits {
                least = Some(size);
            }
        }
        least
    }

    #[test]
    fn a_quorum_of_k_of_n_withstands_two_k_less_n_less_one() {
        for (threshold, witnesses, withstands) in [
            (1, 1, Some(0)),
            (2, 3, Some(0)),
            (3, 5, Some(0)),
            (3, 4, Some(1)),
            (4, 5, Some(2)),
            (5, 7, Some(2)),
            (7, 7, Some(6)),
            (1, 2, None),
            (2, 4, None),
        ] {
            assert_eq!(of(threshold, witnesses), withstands, "{threshold} of {witnesses}");
        }
        assert_eq!(policy(3, "quorum none\n").withstands(), None);
        assert_eq!(policy(3, "quorum 1\n").withstands(), Some(0));
        assert_eq!(of(200, 250), Some(149));
    }

    #[test]
    fn groups_within_groups_multiply_what_they_share() {
        // Two of three operators, each with two of three machines.
        let nested = "group a 2 0 1 2\ngroup b 2 3 4 5\ngroup c 2 6 7 8\ngroup q 2 a b c\nquorum q\n";
        assert_eq!(policy(9, nested).withstands(), Some(0));
        let strict = nested.replace("group q 2", "group q all");
        assert_eq!(policy(9, &strict).withstands(), Some(2));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_two_quorums_share_is_what_trying_every_pair_gives(
            sizes in proptest::collection::vec(1_u8..4, 1..4),
            picks in any::<[u8; 4]>(),
        ) {
            let (mut lines, mut next, mut names) = (String::new(), 0_u8, String::new());
            for (at, size) in sizes.iter().enumerate() {
                let threshold = 1 + picks[at] % size;
                let members: String = (next..next + size).fold(String::new(), |members, n| members + &format!(" {n}"));
                writeln!(lines, "group g{at} {threshold}{members}").unwrap();
                write!(names, " g{at}").unwrap();
                next += size;
            }
            let threshold = 1 + usize::from(picks[3]) % sizes.len();
            writeln!(lines, "group q {threshold}{names}\nquorum q").unwrap();
            let policy = policy(next, &lines);
            let Quorum::Of(member) = policy.quorum() else { unreachable!() };
            prop_assert_eq!(policy.least_shared(member, policy.groups.len()), least_shared_by_enumeration(&policy));
        }
    }
}
