//! The rate limit for writing, counted by the visitor's network. `web/http/visitor.rs` finds the visitor's
//! address.

use std::{net::IpAddr, num::NonZeroU32, time::Instant};

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use ipnet::IpNet;

use crate::web::{
    error::Error,
    http::{origin_rate_limit::OriginRateLimit, rate_limit::RateLimiter},
    state::AppState,
};

/// The most blocks counted at one time.
const MOST_BLOCKS: usize = 200_000;

/// The nested blocks around an address that are counted: length of the prefix in bits, and how many
/// times the budget of the narrowest it has. A family, a street's phones or a hall share a /24;
/// the owner of a /48 owns 65,536 of /64, and providers hand out /64, /56 and /48.
const BLOCKS_V4: [(u8, u32); 2] = [(24, 1), (16, 10)];
const BLOCKS_V6: [(u8, u32); 4] = [(64, 1), (56, 2), (48, 4), (32, 40)];

/// How often the networks of visitors may write. Networks rather than addresses: a visitor with one
/// IPv6 address has more of them than could be counted.
pub(in crate::web) struct WriteLimit {
    /// Writes a minute for the narrowest block; `None` for no limit.
    writes: Option<NonZeroU32>,
    blocks: RateLimiter<IpNet>,
}

impl WriteLimit {
    pub(in crate::web) fn new(writes_a_minute: Option<u32>) -> WriteLimit {
        WriteLimit {
            writes: writes_a_minute.and_then(NonZeroU32::new),
            blocks: RateLimiter::new(MOST_BLOCKS),
        }
    }

    /// Forgets blocks with no recent writes.
    pub(in crate::web) fn forget_quiet(&self) {
        self.blocks.sweep(Instant::now());
    }

    pub(in crate::web) fn check(&self, visitor: IpAddr) -> Result<(), Error> {
        self.check_at(visitor, Instant::now())
    }

    fn check_at(&self, visitor: IpAddr, now: Instant) -> Result<(), Error> {
        let Some(writes) = self.writes else {
            return Ok(());
        };
        Ok(self.blocks.spend(now, blocks(visitor, writes))?)
    }
}

/// All rate limits for visitors who write.
pub struct Limits {
    pub(in crate::web) writes: WriteLimit,
    /// For programs, which send no origin: a quarter of what browsers have.
    pub(in crate::web) programs: WriteLimit,
    /// For codes and links that sign in on the desk: a quarter as well, since each may send an email or
    /// guess a code.
    pub(in crate::web) sign_ins: WriteLimit,
    /// For views that get a token of their own.
    pub(in crate::web) views: WriteLimit,
    pub(in crate::web) origins: OriginRateLimit,
    /// Of sharing, so that it takes nothing from signing.
    pub(in crate::web) shares: OriginRateLimit,
}

impl Limits {
    /// Writes a minute for the narrowest network; `None` for no limit.
    pub fn new(writes_a_minute: Option<u32>) -> Limits {
        Limits {
            writes: WriteLimit::new(writes_a_minute),
            programs: WriteLimit::new(writes_a_minute.map(|writes| writes.div_ceil(4))),
            sign_ins: WriteLimit::new(writes_a_minute.map(|writes| writes.div_ceil(4))),
            views: WriteLimit::new(writes_a_minute),
            origins: OriginRateLimit::new(writes_a_minute),
            shares: OriginRateLimit::new(writes_a_minute),
        }
    }

    pub(in crate::web) fn forget_quiet(&self) {
        for limit in [&self.writes, &self.programs, &self.sign_ins, &self.views] {
            limit.forget_quiet();
        }
        self.origins.forget_quiet();
        self.shares.forget_quiet();
    }
}

/// The blocks around an address, each with its limit a minute.
fn blocks(address: IpAddr, writes: NonZeroU32) -> Vec<(IpNet, u32)> {
    let address = address.to_canonical();
    let blocks = match address {
        IpAddr::V4(_) => BLOCKS_V4.iter(),
        IpAddr::V6(_) => BLOCKS_V6.iter(),
    };
    let block = |(bits, times): &(u8, u32)| {
        let block = IpNet::new(address, *bits).expect("no prefix here is longer than an address");
        (block.trunc(), writes.get().saturating_mul(*times))
    };
    blocks.map(block).collect()
}

/// Rejects floods before anything is parsed or written.
pub(in crate::web) async fn limit_writes(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if !reads {
        let visitor = state
            .proxies()
            .visitor_of(request.extensions(), request.headers());
        if let Err(error) = state.limits().writes.check(visitor) {
            return error.into_response();
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    /// At one moment, so that nothing comes to a budget while a busy machine counts.
    fn accepted(limit: &WriteLimit, visitors: impl Iterator<Item = IpAddr>) -> usize {
        let now = Instant::now();
        let accepted = visitors.filter(|one| limit.check_at(*one, now).is_ok());
        accepted.count()
    }

    fn v6(segments: [u16; 8]) -> IpAddr {
        IpAddr::V6(Ipv6Addr::from(segments))
    }

    #[test]
    fn addresses_in_one_network_block_share_a_rate_limit() {
        let limit = WriteLimit::new(Some(2));
        let now = Instant::now();
        let write = |address: &str| limit.check_at(address.parse().unwrap(), now).is_ok();
        assert!(write("203.0.113.9"));
        assert!(write("::ffff:203.0.113.200"));
        assert!(!write("203.0.113.1"));
        assert!(write("203.0.114.1"));
        assert!(write("2001:db8::1"));
        assert!(write("2001:db8::ffff"));
        assert!(!write("2001:db8:0:0:5::1"));
        assert!(write("2001:db8:0:1::1"));
    }

    #[test]
    fn many_blocks_in_one_larger_network_share_a_wider_limit() {
        let limit = || WriteLimit::new(Some(3));
        let (subnet, site) = (0..256_u16, 0..65_535_u16);
        let in_56 = subnet.map(|last| v6([0x2001, 0xdb8, 1, last, 0, 0, 0, 1]));
        assert_eq!(accepted(&limit(), in_56), 6);
        let in_48 = site.clone();
        let in_48 = in_48.map(|last| v6([0x2001, 0xdb8, 1, last, 0, 0, 0, 1]));
        assert_eq!(accepted(&limit(), in_48), 12);
        let in_32 = site.map(|last| v6([0x2001, 0xdb8, last, last, 0, 0, 0, 1]));
        assert_eq!(accepted(&limit(), in_32), 120);
        let in_16 = (0..=255).flat_map(|third| {
            let address = move |fourth| IpAddr::V4(Ipv4Addr::new(198, 51, third, fourth));
            (0..=255).map(address)
        });
        assert_eq!(accepted(&limit(), in_16), 30);
    }

    #[test]
    fn the_default_limits_match_the_documentation() {
        let writes = NonZeroU32::new(120).unwrap();
        let named = |address: &str| {
            let blocks = blocks(address.parse().unwrap(), writes).into_iter();
            blocks
                .map(|(block, writes)| (block.to_string(), writes))
                .collect::<Vec<_>>()
        };
        let expected = |blocks: &[(&str, u32)]| {
            let blocks = blocks.iter();
            blocks
                .map(|(block, writes)| ((*block).to_owned(), *writes))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            named("203.0.113.9"),
            expected(&[("203.0.113.0/24", 120), ("203.0.0.0/16", 1_200)])
        );
        assert_eq!(
            named("2001:db8:1:2345::1"),
            expected(&[
                ("2001:db8:1:2345::/64", 120),
                ("2001:db8:1:2300::/56", 240),
                ("2001:db8:1::/48", 480),
                ("2001:db8::/32", 4_800),
            ])
        );
    }

    #[test]
    fn a_limit_of_none_or_zero_disables_limiting() {
        for none in [None, Some(0)] {
            let limit = WriteLimit::new(none);
            let visitors = std::iter::repeat_n(IpAddr::V4(Ipv4Addr::LOCALHOST), 1_000);
            assert_eq!(accepted(&limit, visitors), 1_000);
        }
    }
}
