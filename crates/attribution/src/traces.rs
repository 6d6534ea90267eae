use dunant_knowledge::PublicServices;
use dunant_vocabulary::{Date, DateRange};
use serde::Serialize;

use crate::model::Traces;
use crate::{Note, WhyDiscounted};

/// How long a trace stays with whoever left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lasting {
    /// Its maker's own for good: a hash, certificate, mailbox, mutex, path.
    Own,
    /// A name that is registered, lapses and is registered by somebody else.
    Name,
    /// An address that is let to one customer after the other.
    Address,
}

/// What a trace says for one actor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Trace {
    pub lasting: Lasting,
    /// Actors that show it, this one among them.
    pub shared: u32,
    /// Days from the report that ties it to the actor to when it was seen, negative where the report is the later one; none where
    /// either day is not known.
    pub age: Option<i32>,
    /// Natural logarithm of its likelihood ratio, before the cap on all traces together.
    pub weight: f64,
}

impl Lasting {
    /// `kind` is a STIX object path.
    pub(crate) fn of(kind: &str, value: &str) -> Self {
        match kind {
            "ipv4-addr:value" | "ipv6-addr:value" => Self::Address,
            "domain-name:value" => Self::Name,
            "url:value" if host_is_an_address(value) => Self::Address,
            "url:value" => Self::Name,
            _ => Self::Own,
        }
    }

    fn half_life(self, numbers: &Traces) -> Option<f64> {
        match self {
            Self::Own => None,
            Self::Name => Some(numbers.name_half_life),
            Self::Address => Some(numbers.address_half_life),
        }
    }
}

fn host_is_an_address(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.starts_with('[') || host.split(':').next().is_some_and(|host| host.parse::<std::net::Ipv4Addr>().is_ok())
}

impl WhyDiscounted {
    /// Whether a trace that so many actors show counts for nothing.
    pub(crate) fn of(
        kind: &str,
        value: &str,
        shared: u32,
        services: &PublicServices,
        numbers: &Traces,
    ) -> Option<Self> {
        if let Some(what) = services.what(kind, value) {
            return Some(Self::PublicService { what: what.to_owned() });
        }
        if kind == "autonomous-system:number" {
            return Some(Self::ManyCustomers);
        }
        (shared >= numbers.shared_by).then_some(Self::Shared { actors: shared })
    }
}

impl Trace {
    /// What a trace weighs for an actor: `tied` are the days of the reports that tie it to the actor, `seen` when the evidence saw it.
    /// Of several, those count that lie closest together.
    pub(crate) fn weigh(lasting: Lasting, shared: u32, tied: &[Date], seen: &[DateRange], numbers: &Traces) -> Self {
        let ages = tied.iter().flat_map(|report| seen.iter().map(|seen| days_apart(*report, *seen)));
        let age = ages.min_by_key(|age| (age.abs(), *age < 0));
        let kept = match (lasting.half_life(numbers), age) {
            (None, _) => 1.0,
            (Some(half_life), Some(age)) => 0.5_f64.powf(f64::from(age.abs()) / half_life),
            (Some(_), None) => numbers.undated,
        };
        Self { lasting, shared, age, weight: numbers.weight * kept / f64::from(shared.max(1)) }
    }

    /// What makes it weigh less than a trace can. `counted` is what the cap on all traces left.
    pub(crate) fn notes(&self, counted: f64, numbers: &Traces) -> Vec<Note> {
        let mut notes = Vec::new();
        match (self.lasting.half_life(numbers), self.age) {
            (Some(half_life), Some(days)) if f64::from(days.abs()) >= half_life / 4.0 => {
                let kept = 0.5_f64.powf(f64::from(days.abs()) / half_life);
                notes.push(Note::Faded { trace: self.lasting, days, kept });
            }
            (Some(_), None) => notes.push(Note::Undated { kept: numbers.undated }),
            _ => {}
        }
        if self.shared > 1 {
            notes.push(Note::Shared { actors: self.shared });
        }
        if counted < self.weight {
            notes.push(Note::TraceLimit);
        }
        notes
    }
}

/// Days from `report` to the nearest day of `seen`; positive where the report is the earlier.
fn days_apart(report: Date, seen: DateRange) -> i32 {
    let days = |from: Date, to: Date| (to - from).get_days();
    if report < seen.earliest() {
        days(report, seen.earliest())
    } else if report > seen.latest() {
        days(report, seen.latest())
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;

    fn numbers() -> Traces {
        Model::shipped().traces
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn weigh(lasting: Lasting, shared: u32, tied: &str, seen: &str) -> Trace {
        Trace::weigh(lasting, shared, &[day(tied)], &[seen.parse().unwrap()], &numbers())
    }

    #[test]
    fn the_model_names_the_list_of_public_services_that_it_was_made_with() {
        assert_eq!(numbers().public_services, PublicServices::shipped().digest());
    }

    #[test]
    fn hashes_keep_names_fade_slowly_and_addresses_fast() {
        let aged = |lasting| weigh(lasting, 1, "2012-01-01", "2014-01-01").weight;
        assert_eq!(aged(Lasting::Own).to_bits(), numbers().weight.to_bits());
        assert!(aged(Lasting::Name) < 0.6 * numbers().weight && aged(Lasting::Name) > 0.4 * numbers().weight);
        assert!(aged(Lasting::Address) < 0.01 * numbers().weight);
    }

    #[test]
    fn age_counts_alike_before_and_after() {
        let before = weigh(Lasting::Address, 1, "2014-01-01", "2014-04-01");
        let after = weigh(Lasting::Address, 1, "2014-04-01", "2014-01-01");
        assert_eq!(before.weight.to_bits(), after.weight.to_bits());
        assert_eq!((before.age, after.age), (Some(90), Some(-90)));
    }

    #[test]
    fn any_day_of_a_range_is_near_enough() {
        assert_eq!(weigh(Lasting::Address, 1, "2014-06-15", "2014").age, Some(0));
        let near = [day("2010-01-01"), day("2014-06-01")];
        let trace = Trace::weigh(Lasting::Address, 1, &near, &["2014-06-03".parse().unwrap()], &numbers());
        assert_eq!(trace.age, Some(2), "of several reports the nearest counts");
    }

    #[test]
    fn two_that_share_a_trace_share_its_weight_and_three_have_nothing_of_it() {
        let services = PublicServices::default();
        let twice = weigh(Lasting::Own, 2, "2014-01-01", "2014-01-01").weight * 2.0;
        assert_eq!(twice.to_bits(), numbers().weight.to_bits());
        assert_eq!(WhyDiscounted::of("mutex:name", "x", 2, &services, &numbers()), None);
        let shared = WhyDiscounted::of("mutex:name", "x", 3, &services, &numbers()).unwrap();
        assert_eq!(shared, WhyDiscounted::Shared { actors: 3 });
    }

    #[test]
    fn a_public_service_and_a_whole_network_count_nothing_whoever_used_them() {
        let services = PublicServices::shipped();
        let why = |kind, value| WhyDiscounted::of(kind, value, 1, &services, &numbers());
        let resolver = WhyDiscounted::PublicService { what: "a public resolver".into() };
        assert_eq!(why("ipv4-addr:value", "8.8.8.8"), Some(resolver));
        assert_eq!(why("autonomous-system:number", "16509"), Some(WhyDiscounted::ManyCustomers));
        assert_eq!(why("domain-name:value", "evil.ddns.net"), None);
    }

    #[test]
    fn a_note_says_what_takes_weight_away_and_a_fresh_trace_has_none() {
        let notes = |trace: Trace| trace.notes(trace.weight, &numbers());
        let old = notes(weigh(Lasting::Address, 2, "2010-11-24", "2014-11-24"));
        assert!(
            matches!(old.as_slice(), [Note::Faded { trace: Lasting::Address, days: 1461, kept }, Note::Shared { actors: 2 }] if *kept < 0.01),
            "{old:?}"
        );
        assert_eq!(notes(weigh(Lasting::Address, 1, "2014-11-20", "2014-11-24")), []);
        assert_eq!(notes(weigh(Lasting::Own, 1, "2004-11-20", "2014-11-24")), []);
        let undated = Trace::weigh(Lasting::Address, 1, &[], &["2014".parse().unwrap()], &numbers());
        assert_eq!(notes(undated), [Note::Undated { kept: numbers().undated }]);
    }

    #[test]
    fn an_address_within_a_url_fades_as_an_address() {
        assert_eq!(Lasting::of("url:value", "http://1.2.3.4:8080/gate.php"), Lasting::Address);
        assert_eq!(Lasting::of("url:value", "http://[2001:db8::1]/x"), Lasting::Address);
        assert_eq!(Lasting::of("url:value", "http://1.2.3.4.evil.net/"), Lasting::Name);
        assert_eq!(Lasting::of("file:hashes.MD5", "d41d8cd98f00b204e9800998ecf8427e"), Lasting::Own);
        assert_eq!(Lasting::of("email-addr:value", "a@b.net"), Lasting::Own);
    }
}
