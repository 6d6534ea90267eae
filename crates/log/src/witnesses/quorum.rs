use dunant_record::policy::{Member, Policy, Quorum};

/// Whether the quorum of `policy` is met where `cosigned` says, for the place of a witness, whether it has cosigned.
pub(super) fn is_met(policy: &Policy, cosigned: impl Fn(usize) -> bool) -> bool {
    let mut groups: Vec<bool> = Vec::with_capacity(policy.groups().len());
    let counts = |member: Member, groups: &[bool]| match member {
        Member::Witness(place) => cosigned(place),
        Member::Group(place) => groups.get(place).copied().unwrap_or(false),
    };
    // A group has only members that stand before it.
    for group in policy.groups() {
        let count = group.members.iter().filter(|member| counts(**member, &groups)).count();
        groups.push(count >= group.threshold);
    }
    match policy.quorum() {
        Quorum::None => true,
        Quorum::Of(member) => counts(member, &groups),
    }
}
