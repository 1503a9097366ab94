//! Tests what a person's export contains of the desk, what their erasure takes, and that the database alone
//! reveals no address of an organiser.

use undersigned::domain::accounts::{AuditActor, Right, Rights};
use undersigned::domain::keys::sealed::DataKey;
use undersigned::domain::mail::email_key::EmailKey;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{DeskErased, ErasureScope, PersonErased, Store};

use super::{ask_for_code, colleague, first_owner, on, session, signed_in};
use crate::actions::{LATER, NOW, campaign, send_queued_mail};
use crate::databases::TestDatabase;
use crate::privacy::erasure_log::postpone;

const BO: &str = "quillfeather@mail.example";

async fn erase(store: &Store, dry_run: bool) -> DeskErased {
    let key = EmailKey::of_kept(BO);
    let everybody = ErasureScope::Everybodys;
    let erased = store.privacy().erase_person(&key, &everybody, dry_run, NOW);
    match erased.await.unwrap() {
        PersonErased::Gone { desk, .. } => desk,
        PersonErased::Several(names) => panic!("{names:?}"),
    }
}

pub(crate) async fn an_organiser_is_exported_and_erased_after_leaving(database: &TestDatabase) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let bo = colleague(&store, &ada, ("Bo", BO), &on(1, &[Right::See]), NOW).await;
    let in_use = DeskErased {
        in_use: true,
        ..DeskErased::default()
    };
    assert_eq!(erase(&store, false).await, in_use);
    let exported = store
        .privacy()
        .person(&EmailKey::of_kept(BO))
        .await
        .unwrap();
    let exported = &exported["organiser"];
    assert_eq!(exported["account"]["email"], BO);
    assert_eq!(exported["account"]["rights"][0]["may"], "see");
    assert_eq!(exported["account"]["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(exported["invitations"][0]["email"], BO);
    assert_eq!(exported["log"].as_array().unwrap().len(), 2);

    store.accounts().leave(&bo, NOW).await.unwrap();
    let gone = DeskErased {
        in_use: false,
        accounts: 1,
        invitations: 1,
        audit: 3,
    };
    assert_eq!(erase(&store, true).await, gone);
    assert_eq!(erase(&store, false).await, gone);
    assert_eq!(erase(&store, false).await, DeskErased::default());
    send_queued_mail(&store, NOW).await;
    assert_eq!(database.contains_any(&[BO]).await, None);
    let kept = store
        .privacy()
        .person(&EmailKey::of_kept(BO))
        .await
        .unwrap();
    assert!(kept.get("organiser").is_none(), "{kept}");
    let log = store
        .accounts()
        .audit_page(&Rights::owner(), None, 9)
        .await
        .unwrap();
    let erased: Vec<_> = log
        .iter()
        .filter(|one| one.actor == AuditActor::Erased)
        .collect();
    assert_eq!(erased.len(), 2, "that something was done stays");
    assert!(
        erased
            .iter()
            .all(|one| one.after.email.is_none() && one.before.email.is_none())
    );
}

pub(crate) async fn organisers_addresses_are_encrypted_and_survive_a_key_rotation(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let bo = colleague(&store, &ada, ("Bo", BO), &on(1, &[Right::See]), NOW).await;
    let see = on(1, &[Right::See]);
    let invited = super::address("cleo@mail.example");
    store
        .accounts()
        .invite(&ada, &invited, &see, "en", NOW)
        .await
        .unwrap();
    assert_eq!(database.contains_any(&[BO, "quillfeather"]).await, None);
    send_queued_mail(&store, NOW).await;
    let (id, message) = ask_for_code(&store, BO, NOW).await;
    let log = store
        .accounts()
        .audit_page(&Rights::owner(), None, 9)
        .await
        .unwrap();
    store.close().await;

    let key = database.key.clone();
    Store::rotate_key(&database.url, &key, None::<DataKey>)
        .await
        .unwrap();
    let store = database.open().await;
    let accounts = store.accounts();
    assert_eq!(
        accounts
            .audit_page(&Rights::owner(), None, 9)
            .await
            .unwrap(),
        log
    );
    let emails: Vec<String> = accounts
        .accounts()
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.account.email)
        .collect();
    assert!(emails.contains(&BO.to_owned()));
    assert_eq!(
        accounts.invitations().await.unwrap()[0].email,
        "cleo@mail.example"
    );
    // A code that was emailed before still signs in.
    let code = super::emailed_code(&message);
    let outcome = accounts
        .sign_in_by_code(id, &code, "Phone", LATER)
        .await
        .unwrap();
    let cookie = signed_in(outcome);
    assert_eq!(
        session(&store, &cookie, LATER).await.account.id,
        bo.account.id
    );
}

pub(crate) async fn an_organiser_whom_a_restored_backup_brings_back_is_erased_again(
    database: &TestDatabase,
) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("erased");
    campaign(database).await.close().await;
    let open = async || {
        let file = Some(file.clone());
        let opened =
            Store::open_with_erasure_log(&database.url, &database.key, file, NOW + 10 * DAY_MS);
        opened.await.unwrap()
    };
    let accounts = async |store: &Store| store.accounts().accounts().await.unwrap().len();
    let store = open().await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let see = on(1, &[Right::See]);
    let bo = colleague(&store, &ada, ("Bo", BO), &see, NOW).await;
    store.accounts().leave(&bo, NOW).await.unwrap();
    assert_eq!(erase(&store, false).await.accounts, 1);
    colleague(&store, &ada, ("Bo", BO), &see, LATER).await;
    store.close().await;
    let store = open().await;
    assert_eq!(accounts(&store).await, 2, "the erasure was before");
    store.close().await;

    // As if the database were a backup from before an erasure of two days later.
    let log = std::fs::read_to_string(&file).unwrap();
    postpone(&file, &log, 2 * DAY_MS);
    let store = open().await;
    assert_eq!(accounts(&store).await, 1);
    let kept = store
        .privacy()
        .person(&EmailKey::of_kept(BO))
        .await
        .unwrap();
    assert!(kept.get("organiser").is_none(), "{kept}");
}
