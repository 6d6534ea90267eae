//! What the author of a step had seen (panel protocol, section 3): everything before it is fixed by the author's own signature, and not by
//! the secretariat's alone.

use dunant_vocabulary::Sha256Digest;

use super::{Author, Motion, Proceeding, Refused};
use crate::step::{SeenLink, Step};

impl Proceeding {
    /// The step is of the form of its chain, of this body and of the present round, and the link that its author saw last stands in this chain.
    pub(super) fn is_in_its_place(&self, motion: Motion<'_>) -> Result<(), Refused> {
        let (begun, place) = match (&self.begun, &motion.signed.statement().place) {
            (None, None) => return Ok(()),
            (None, Some(_)) => return Err(Refused::NotBegun),
            (Some(_), None) => return Err(Refused::FirstForm),
            (Some(begun), Some(place)) => (begun, place),
        };
        if place.body != begun.body {
            return Err(Refused::OtherBody { expected: begun.body.clone(), found: place.body.clone() });
        }
        if let Some(SeenLink { number, digest }) = place.seen
            && self.link_digest(number) != Some(digest)
        {
            return Err(Refused::SeenElsewhere { number });
        }
        match (place.round, self.round()) {
            (Some(found), Some(round)) if found != round.number => {
                Err(Refused::OtherRound { expected: round.number, found })
            }
            _ => Ok(()),
        }
    }

    /// Its author had seen what a step of its kind answers to. The rule of its kind has held before.
    pub(super) fn has_seen_enough(&self, motion: Motion<'_>) -> Result<(), Refused> {
        let Some(SeenLink { number: seen, .. }) = motion.signed.statement().place.as_ref().and_then(|place| place.seen)
        else {
            return Ok(());
        };
        let Some((needed, what)) = self.must_have_seen(motion) else { return Ok(()) };
        let kind = motion.signed.step().kind();
        if seen < needed { Err(Refused::NotSeen { kind, what, needed, seen }) } else { Ok(()) }
    }

    /// The newest link that a step of this kind by this author must have behind it.
    fn must_have_seen(&self, motion: Motion<'_>) -> Option<(u64, &'static str)> {
        // The secretariat writes the chain: it has seen all of it.
        if matches!(motion.author, Author::Secretariat) {
            return Some((self.followed.checked_sub(1)?, "the link just before"));
        }
        let round = self.round()?;
        let question = |number: u64| {
            let asked = round.questions.iter().find(|asked| asked.number == number)?;
            Some((self.link_of(&asked.question.digest)?, "the question"))
        };
        match motion.signed.step() {
            Step::Commitment(_) => Some((self.link_of(&round.freeze_digest()?)?, "what is frozen")),
            // Whoever opens has seen every seal, so that none is made for what it has opened.
            Step::Reveal(_) => {
                let sealed = round.commitments.iter().filter_map(|sealed| self.link_of(&sealed.digest));
                Some((sealed.max()?, "every sealed assessment"))
            }
            Step::Reply(reply) => question(reply.question),
            Step::Served(served) => question(served.question),
            Step::Draft(_) => {
                let heard = round.questions.iter().flat_map(|asked| {
                    let reply = asked.reply.as_ref().map(|reply| reply.digest);
                    [Some(asked.question.digest), reply, asked.served.as_ref().map(|served| served.digest)]
                });
                let last = heard.flatten().filter_map(|digest| self.link_of(&digest)).max()?;
                Some((last, "every question and reply"))
            }
            Step::Vote(_) => Some((self.link_of(&round.open_ballot()?.draft.digest)?, "the draft")),
            _ => None,
        }
    }

    /// The link in which the step of this digest was taken.
    pub(in crate::proceeding) fn link_of(&self, step: &Sha256Digest) -> Option<u64> {
        self.taken.iter().find(|taken| taken.signed.digest() == *step).map(|taken| taken.link)
    }

    /// The digest of a link that stands before the step that is considered.
    fn link_digest(&self, number: u64) -> Option<Sha256Digest> {
        let place = usize::try_from(number).ok().filter(|_| number < self.followed)?;
        self.chain.links().get(place)?.digest().ok()
    }
}
