//! Step-ups: a code from an email that is asked for again within a session, before what cannot be undone.

use super::sign_ins::{self, Budget, NewSignIn, SIGN_IN, SignInKind, SignInRow};
use super::{Accounts, StepUpBegun, StepUpOutcome};
use crate::domain::accounts::{DeskSession, SIGN_IN_LIFE_MS};
use crate::domain::id::Id;
use crate::domain::keys::token::Code;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{DeskFacts, Facts, MessageKind};
use crate::store::Error;
use crate::store::mail::queue;

impl Accounts<'_> {
    /// Queues an email with a code for a step-up of this session, at most one a minute.
    pub async fn begin_step_up(self, by: &DeskSession, now_ms: i64) -> Result<StepUpBegun, Error> {
        let seal = &self.store.seal;
        let person = seal.person(&EmailKey::of_kept(&by.account.email));
        let transaction = self.store.db.write_about([person], []).await?;
        let mut transaction = transaction.of("desk");
        let kind = SignInKind::StepUp;
        match sign_ins::budget(&mut transaction, person, kind, now_ms).await? {
            Budget::Spent(_) => return Ok(StepUpBegun::Sent),
            Budget::Exhausted(_) => return Ok(StepUpBegun::Limited),
            Budget::Free => {}
        }
        let step_up = NewSignIn {
            kind,
            person: Some(person),
            account: Some(by.account.id),
            session: Some(by.id),
            life_ms: SIGN_IN_LIFE_MS,
        };
        let id = step_up.save(&mut transaction, now_ms).await?;
        let facts = Facts {
            code: Some(seal.sign_in_code(id).reveal().to_owned()),
            ..Facts::of_desk(by.account.lang.clone(), DeskFacts::default())
        };
        let kind = MessageKind::StepUp;
        let email = queue::composed(seal, kind, None, 0, &by.account.email, &facts, now_ms);
        queue::insert(&mut transaction, vec![email]).await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(StepUpBegun::Sent)
    }

    /// Steps the session up, if this is the code of the account's newest email for a step-up.
    pub async fn finish_step_up(
        self,
        by: &DeskSession,
        code: &Code,
        now_ms: i64,
    ) -> Result<StepUpOutcome, Error> {
        let seal = &self.store.seal;
        let person = seal.person(&EmailKey::of_kept(&by.account.email));
        let transaction = self.store.db.write_about([person], []).await?;
        let mut transaction = transaction.of("desk");
        let sql = format!(
            "select {SIGN_IN} from sign_ins where person = $1 and kind = 'step_up' and id > $2 \
             order by id desc limit 1"
        );
        let query = sqlx::query_as::<_, SignInRow>(sqlx::AssertSqlSafe(sql))
            .bind(person)
            .bind(Id::lowest_at(now_ms - SIGN_IN_LIFE_MS));
        let newest = query.fetch_optional(&mut *transaction).await?;
        let newest = newest.filter(|one| one.is_open(now_ms));
        let Some(newest) = newest.filter(|one| one.account == Some(by.account.id)) else {
            return Ok(StepUpOutcome::Expired);
        };
        if newest.is_void() {
            return Ok(StepUpOutcome::Void);
        }
        if !code.is(&seal.sign_in_code(newest.id)) {
            sign_ins::count_wrong(&mut transaction, &newest).await?;
            transaction.commit().await?;
            return Ok(StepUpOutcome::Wrong);
        }
        sign_ins::spend(&mut transaction, newest.id, now_ms).await?;
        let sql = "update sessions set stepped_up_at = $1 where id = $2 and ended_at is null";
        let query = sqlx::query(sql).bind(now_ms).bind(by.id);
        let stepped_up = query.execute(&mut *transaction).await?.rows_affected();
        transaction.commit().await?;
        Ok(if stepped_up > 0 {
            StepUpOutcome::Done
        } else {
            StepUpOutcome::Expired
        })
    }
}
