//! Whose address a request really came from, when proxies stand in front.
//!
//! Invariant: only a trusted proxy's word counts, and only about who spoke to it; what a visitor wrote into the
//! header beforehand stands to the left of that and changes nothing (G15).

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;

/// The proxies that stand in front.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl FromStr for TrustedProxies {
    /// What is wrong, and what to do.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network = |word: &str| {
            let network = word.parse::<IpNet>().ok().or_else(|| word.parse::<IpAddr>().ok().map(IpNet::from));
            network.ok_or_else(|| format!("{word} is neither an address nor a network such as 10.0.0.0/8"))
        };
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl TrustedProxies {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The visitor's address: the peer, or the right-most address of `X-Forwarded-For` that is no trusted proxy.
    /// The header's lines come as they were sent; one that cannot be read ends the search at the proxy that sent it.
    pub fn visitor<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        let mut nearest = peer.to_canonical();
        for word in forwarded.rev().flat_map(|line| line.rsplit(',')) {
            if !self.trusts(nearest) {
                break;
            }
            let Some(address) = read(word.trim()) else { break };
            nearest = address;
        }
        nearest
    }
}

/// An address, with a port or without; IPv4 in the clothes of IPv6 is IPv4.
fn read(word: &str) -> Option<IpAddr> {
    let bare = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(word);
    let address = bare.parse::<IpAddr>().ok().or_else(|| word.parse::<SocketAddr>().ok().map(|it| it.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(trusted: &str, peer: &str, forwarded: &[&str]) -> String {
        let trusted: TrustedProxies = trusted.parse().unwrap();
        trusted.visitor(peer.parse().unwrap(), forwarded.iter().copied()).to_string()
    }

    #[test]
    fn addresses_and_networks_are_read_and_anything_else_is_said() {
        let read: TrustedProxies = " 127.0.0.1, 10.0.0.0/8,::1 ,2001:db8::/32,".parse().unwrap();
        assert_eq!(read.0.len(), 4);
        assert!("".parse::<TrustedProxies>().unwrap().is_empty());
        for wrong in ["proxy.example.com", "10.0.0.0/33", "10.0.0", "127.0.0.1:80"] {
            assert!(wrong.parse::<TrustedProxies>().unwrap_err().contains(wrong));
        }
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(visitor("", "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(visitor("10.0.0.0/8", "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(visitor("10.0.0.0/8", "10.0.0.5", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(visitor("10.0.0.0/8", "10.0.0.5", &[]), "10.0.0.5");
        assert_eq!(visitor("10.0.0.0/8", "::ffff:10.0.0.5", &["::ffff:203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn what_a_visitor_wrote_into_the_header_changes_nothing() {
        for spoofed in ["1.2.3.4", "10.0.0.1", "127.0.0.1", "x", "", ",,,", "198.51.100.7, 10.0.0.9"] {
            let line = format!("{spoofed}, 203.0.113.9");
            assert_eq!(visitor("10.0.0.0/8", "10.0.0.5", &[&line]), "203.0.113.9", "{line}");
            assert_eq!(visitor("10.0.0.0/8", "10.0.0.5", &[spoofed, "203.0.113.9"]), "203.0.113.9");
            let through_two = format!("{spoofed}, 203.0.113.9, 10.0.0.6");
            assert_eq!(visitor("10.0.0.0/8", "10.0.0.5", &[&through_two]), "203.0.113.9");
        }
        assert_eq!(visitor("10.0.0.0/8", "10.0.0.5", &["203.0.113.9, unknown"]), "10.0.0.5", "the proxy did not know");
        assert_eq!(visitor("10.0.0.0/8", "10.0.0.5", &["10.0.0.7, 10.0.0.6"]), "10.0.0.7", "from inside");
    }

    #[test]
    fn ports_and_the_sixth_version_are_understood() {
        let trusted = "::1,2001:db8:1::/48";
        assert_eq!(visitor(trusted, "::1", &["2001:db8:2::9"]), "2001:db8:2::9");
        assert_eq!(visitor(trusted, "::1", &["2001:db8:2::9, 2001:db8:1::7"]), "2001:db8:2::9");
        assert_eq!(visitor(trusted, "::1", &["[2001:db8:2::9]:443"]), "2001:db8:2::9");
        assert_eq!(visitor(trusted, "::1", &["[2001:db8:2::9]"]), "2001:db8:2::9");
        assert_eq!(visitor(trusted, "::1", &["203.0.113.9:51234"]), "203.0.113.9");
    }
}
