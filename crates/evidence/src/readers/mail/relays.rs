use std::net::IpAddr;

use mail_parser::{Host, Received};

use super::addresses::{Own, is_everybodys, registrable};

/// Whose a relay is that a `Received` line names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The recipient's, or within somebody's network.
    Own,
    /// The one that handed the message to the recipient's server, which saw its address.
    Handing,
    /// One before it, as far as the lines below are true: who hands a message over can write them.
    Claimed,
    /// A service that carries mail for everybody.
    Everybodys,
}

/// Follows a message's way from the recipient backwards (RFC 5321, section 4.4): newest line first.
#[derive(Debug, Default)]
pub(super) struct Way {
    /// Whether a relay outside the recipient's domain was met.
    outside: bool,
}

impl Way {
    /// Whose the sending relay of the next older line is.
    pub(super) fn step(&mut self, received: &Received<'_>, own: &Own) -> Side {
        let names = [received.from.as_ref(), received.helo.as_ref()].into_iter().flatten();
        let hosts: Vec<&str> =
            names.filter_map(|host| if let Host::Name(name) = host { Some(&**name) } else { None }).collect();
        let iprev = received.from_iprev.as_deref();
        let written = [received.from.as_ref(), received.helo.as_ref()].into_iter().flatten();
        let mut addresses =
            written.filter_map(|host| if let Host::IpAddr(address) = host { Some(*address) } else { None });
        let address = received.from_ip.or_else(|| addresses.next());
        let named_own = hosts.iter().copied().chain(iprev).any(|host| own.has_host(host));
        // A stranger may greet with the recipient's name; what his address resolves to tells him.
        let within = !self.outside && named_own && iprev.is_none_or(|host| own.has_host(host));
        let nameless = address.is_none() && hosts.iter().all(|host| !host.contains('.'));
        if within || nameless || address.as_ref().is_some_and(is_local) {
            return Side::Own;
        }
        if iprev.into_iter().chain(hosts).any(|host| registrable(host).is_some_and(|domain| is_everybodys(&domain))) {
            self.outside = true;
            return Side::Everybodys;
        }
        if std::mem::replace(&mut self.outside, true) { Side::Claimed } else { Side::Handing }
    }
}

/// Whether an address is of a network that many have, and so of nobody.
pub(super) fn is_local(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified()
        }
        IpAddr::V6(address) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
        }
    }
}
