//! Which addresses belong to the world and which to somebody's inside.

use ipnet::{Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

const fn v4(a: u8, b: u8, c: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

/// IANA's special-purpose IPv4 blocks that are not globally reachable, and the deprecated 6to4 relays.
const INSIDE_V4: [Ipv4Net; 15] = [
    v4(0, 0, 0, 8),
    v4(10, 0, 0, 8),
    v4(100, 64, 0, 10),
    v4(127, 0, 0, 8),
    v4(169, 254, 0, 16),
    v4(172, 16, 0, 12),
    v4(192, 0, 0, 24),
    v4(192, 0, 2, 24),
    v4(192, 88, 99, 24),
    v4(192, 168, 0, 16),
    v4(198, 18, 0, 15),
    v4(198, 51, 100, 24),
    v4(203, 0, 113, 24),
    v4(224, 0, 0, 4),
    v4(240, 0, 0, 4),
];

/// The only IPv6 block from which global unicast addresses are given out (RFC 4291 §2.4). What lies
/// outside is inside somewhere: loopback, unique local, link local, multicast, NAT64 (64:ff9b::/96).
const WORLD_V6: Ipv6Net = v6(0x2000, 0, 3);

/// Blocks within it that lead elsewhere: protocol assignments (Teredo 2001::/32 and ORCHID among them),
/// documentation, 6to4 (an IPv4 address of any kind may hide in it), documentation again.
const INSIDE_V6: [Ipv6Net; 4] = [v6(0x2001, 0, 23), v6(0x2001, 0x0db8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];

/// The address that the kernel would really speak to: IPv4 addresses in IPv6 clothes are undressed.
pub(crate) fn canonical(address: SocketAddr) -> SocketAddr {
    match address.ip().to_canonical() {
        IpAddr::V4(v4) => SocketAddr::new(IpAddr::V4(v4), address.port()),
        IpAddr::V6(_) => address,
    }
}

/// Whether the address belongs to the world. Expects a canonical one; an IPv4-mapped one is inside.
pub(crate) fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !INSIDE_V4.iter().any(|net| net.contains(&v4)),
        IpAddr::V6(v6) => WORLD_V6.contains(&v6) && !INSIDE_V6.iter().any(|net| net.contains(&v6)),
    }
}

/// Whether a connection to the address can mean anything at all; no policy opens the others.
pub(crate) fn is_dialable(address: IpAddr) -> bool {
    let this_network = matches!(address, IpAddr::V4(v4) if v4.octets().first() == Some(&0));
    let broadcast = matches!(address, IpAddr::V4(v4) if v4.is_broadcast());
    !address.is_unspecified() && !address.is_multicast() && !this_network && !broadcast
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(address: &str, expected: bool) {
        let ip: IpAddr = address.parse().unwrap();
        assert_eq!(is_global(canonical(SocketAddr::new(ip, 25)).ip()), expected, "{address}");
    }

    #[test]
    fn the_world_is_the_world() {
        for address in ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0"] {
            check(address, true);
        }
        for address in ["192.169.0.1", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2600::1", "2a00:1450::5", "2001:4860:4860::8888"]
        {
            check(address, true);
        }
        check("::ffff:1.1.1.1", true);
    }

    #[test]
    fn insides_are_inside() {
        for address in ["0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1", "169.254.169.254"] {
            check(address, false);
        }
        for address in
            ["172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255"]
        {
            check(address, false);
        }
        for address in ["198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"] {
            check(address, false);
        }
        for address in ["::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1"] {
            check(address, false);
        }
        for address in ["2001::1", "2001:0:4136:e378::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1"] {
            check(address, false);
        }
        for address in ["fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1"] {
            check(address, false);
        }
    }

    #[test]
    fn nothing_is_dialled_where_nobody_can_be() {
        for address in ["0.0.0.0", "0.0.0.1", "::", "224.0.0.1", "255.255.255.255", "ff02::1"] {
            assert!(!is_dialable(address.parse().unwrap()), "{address}");
        }
        assert!(is_dialable("127.0.0.1".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn clothes_do_not_change_the_verdict(octets: [u8; 4]) {
            let bare = Ipv4Addr::from(octets);
            let dressed = SocketAddr::new(IpAddr::V6(bare.to_ipv6_mapped()), 1);
            prop_assert_eq!(canonical(dressed).ip(), IpAddr::V4(bare));
            prop_assert!(!is_global(dressed.ip()));
        }

        #[test]
        fn what_the_standard_library_calls_inside_is_inside(octets: [u8; 4]) {
            let ip = Ipv4Addr::from(octets);
            let inside = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation() || ip.is_multicast() || ip.is_unspecified();
            prop_assert!(!(inside && is_global(IpAddr::V4(ip))));
        }
    }
}
