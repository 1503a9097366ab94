//! Claimed emails that wait for a free connection, the most urgent first.

use std::collections::VecDeque;

use crate::domain::mail::priority::Priority;
use crate::store::ClaimedMail;

/// Claimed emails, by priority, in the order in which they were claimed.
#[derive(Default)]
pub(super) struct Ready {
    lanes: [VecDeque<ClaimedMail>; Priority::ALL.len()],
}

impl Ready {
    pub(super) fn push(&mut self, mail: ClaimedMail) {
        self.lanes[Priority::of(mail.kind).number()].push_back(mail);
    }

    /// The next email to send; none of the bulk unless `bulk` is set.
    pub(super) fn pop(&mut self, bulk: bool) -> Option<ClaimedMail> {
        let lanes = Priority::ALL.into_iter().zip(&mut self.lanes);
        let mut open = lanes.filter(|(priority, _)| bulk || !priority.is_bulk());
        open.find_map(|(_, lane)| lane.pop_front())
    }

    /// How many emails are at least as urgent.
    pub(super) fn up_to(&self, priority: Priority) -> usize {
        let lanes = self.lanes.iter().take(priority.number() + 1);
        lanes.map(VecDeque::len).sum()
    }

    /// Takes out the emails whose lease ends before a time.
    pub(super) fn expiring(&mut self, before_ms: i64) -> Vec<ClaimedMail> {
        let mut expiring = Vec::new();
        for lane in &mut self.lanes {
            let (out, kept) = std::mem::take(lane)
                .into_iter()
                .partition::<Vec<_>, _>(|mail| mail.lease_until < before_ms);
            expiring.extend(out);
            *lane = kept.into();
        }
        expiring
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::Id;
    use crate::domain::mail::message::{Facts, MessageKind};
    use crate::domain::privacy::holder::Holder;

    const FIRST_CODE: Id = Id::from_bytes([1; 16]);
    const SECOND_CODE: Id = Id::from_bytes([2; 16]);
    const MAILING: Id = Id::from_bytes([3; 16]);

    fn claimed(id: Id, kind: MessageKind, lease_until: i64) -> ClaimedMail {
        ClaimedMail {
            id,
            kind,
            recipient: String::new(),
            facts: Facts {
                lang: String::new(),
                title: String::new(),
                organisers: String::new(),
                contact: String::new(),
                name: None,
                token: String::new(),
                second_token: None,
                code: None,
                change: None,
                reason: None,
                site: None,
                desk: None,
            },
            holder: Holder::default(),
            tries: 1,
            created_at: 0,
            due_at: 0,
            lease_until,
        }
    }

    fn ready() -> Ready {
        let mut ready = Ready::default();
        ready.push(claimed(MAILING, MessageKind::Renew, 1));
        ready.push(claimed(FIRST_CODE, MessageKind::ConfirmSignature, 1));
        ready.push(claimed(SECOND_CODE, MessageKind::ConfirmSubscription, 2));
        ready
    }

    #[test]
    fn codes_come_first_and_bulk_waits_for_a_free_connection() {
        let mut ready = ready();
        assert_eq!(ready.up_to(Priority::Code), 2);
        assert_eq!(ready.up_to(Priority::Mailing), 3);
        let mut next = |bulk| ready.pop(bulk).map(|mail| mail.id);
        assert_eq!(next(true), Some(FIRST_CODE));
        assert_eq!(next(true), Some(SECOND_CODE));
        assert_eq!(next(false), None);
        assert_eq!(next(true), Some(MAILING));
        assert_eq!(next(true), None);
    }

    #[test]
    fn emails_whose_lease_ends_are_taken_out() {
        let mut ready = ready();
        let ids = ready.expiring(2).into_iter().map(|mail| mail.id);
        let ids: Vec<Id> = ids.collect();
        assert_eq!(ids, [FIRST_CODE, MAILING]);
        assert_eq!(ready.up_to(Priority::Mailing), 1);
    }
}
