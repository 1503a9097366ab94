//! Who may sign from one mailbox, and what waits for the organisers: the third of a household, and
//! organisations that nothing proves.

use sqlx::AnyPool;
use undersigned::domain::consent::Words;
use undersigned::domain::letter::LetterKind;
use undersigned::domain::own_signature::{Correction, Standing};
use undersigned::domain::proof::Proof;
use undersigned::domain::time::DAY_MS;
use undersigned::domain::token::Token;
use undersigned::domain::verification::{Held, Means, OwnDomain};
use undersigned::store::{Chain, Confirmed, Corrected, Store};
use widgets::wire::{SignRequest, SignatoryKind, Visibility};

use crate::bases::Base;
use crate::deeds::{
    LATER, NOW, accepted, attempt, campaign, confirm, confirmed, count, form, letter, letters,
    sign_and_confirm, signatories, token,
};

const HOME: &str = "home@mail.example";
/// Far enough apart that letters to one address are not too many.
const DAYS: [i64; 5] = [
    NOW,
    NOW + DAY_MS,
    NOW + 2 * DAY_MS,
    NOW + 3 * DAY_MS,
    NOW + 4 * DAY_MS,
];

/// Signs and confirms; what came of it, and the link of its letter.
async fn signed(
    store: &Store,
    request: &SignRequest,
    now_ms: i64,
) -> (Confirmed, LetterKind, Token) {
    accepted(store.sign(attempt(request), None, now_ms).await.unwrap());
    let letter = letter(store, now_ms).await;
    let link = token(&letter);
    let outcome = confirm(store, Proof::Token(link.clone()), now_ms).await;
    (confirmed(outcome), letter.kind, link)
}

fn organisation(email: &str) -> SignRequest {
    SignRequest {
        kind: SignatoryKind::Organisation,
        organisation: Some("Rivers Union".to_owned()),
        role: Some("Chair".to_owned()),
        ..form("Ada Example", email)
    }
}

async fn names(store: &Store) -> Vec<String> {
    let mut names: Vec<String> = signatories(store)
        .await
        .into_iter()
        .map(|one| one.name)
        .collect();
    names.sort();
    names
}

pub(crate) async fn two_of_a_household_count_and_a_third_waits(base: &Base) {
    let store = campaign(base).await;
    let (ada, ..) = signed(&store, &form("Ada Example", HOME), DAYS[0]).await;
    assert_eq!((ada.count, ada.held), (Some(1), None));
    // The same name, written otherwise, is the same person.
    let (again, kind, _) =
        signed(&store, &form("example ADA", "Home+2@Mail.example"), DAYS[1]).await;
    assert_eq!((again.count, kind), (Some(1), LetterKind::AlreadySigned));
    let (bo, kind, _) = signed(&store, &form("Bo Example", HOME), DAYS[2]).await;
    assert_eq!((bo.count, bo.held), (Some(2), None));
    assert_eq!(kind, LetterKind::ConfirmSignature);

    let (cy, _, link) = signed(&store, &form("Cy Example", HOME), DAYS[3]).await;
    assert_eq!((cy.count, cy.held), (Some(2), Some(Held::Household)));
    let told = letter(&store, DAYS[3]).await;
    assert_eq!(told.kind, LetterKind::WaitsForSeat);
    assert_eq!(names(&store).await, ["Ada Example", "Bo Example"]);
    for link in [&link, &token(&told)] {
        let own = store.own_signature(link, DAYS[3]).await.unwrap().unwrap();
        assert_eq!(own.standing, Standing::Held(Held::Household));
        assert_eq!(own.name, "Cy Example");
    }
    // Pressing again changes nothing and writes no letter; so it is after a year, if nobody looks.
    let again = confirmed(confirm(&store, Proof::Token(link.clone()), DAYS[3]).await);
    assert_eq!((again.count, again.held), (Some(2), Some(Held::Household)));
    assert!(letters(&store, DAYS[3]).await.is_empty());

    let waiting = store.held(10, DAYS[4]).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].beside, ["Ada Example", "Bo Example"]);
    for expected in [true, false] {
        let let_in = store.let_in(&waiting[0].id, DAYS[4]).await.unwrap();
        assert_eq!(let_in, expected, "once");
    }
    assert_eq!(count(&store).await, 3);
    assert_eq!(letter(&store, DAYS[4]).await.kind, LetterKind::LetIn);
    let own = store.own_signature(&link, DAYS[4]).await.unwrap().unwrap();
    assert_eq!(
        (own.standing, own.name.as_str()),
        (Standing::Signed, "Cy Example")
    );
    assert!(matches!(
        store.check_consents().await.unwrap(),
        Chain::Whole { .. }
    ));
}

pub(crate) async fn who_is_turned_away_or_forgotten_is_deleted_alone(base: &Base) {
    let store = campaign(base).await;
    for (day, name) in ["Ada Example", "Bo Example"].into_iter().enumerate() {
        signed(&store, &form(name, HOME), DAYS[day]).await;
    }
    let (_, _, cy) = signed(&store, &form("Cy Example", HOME), DAYS[2]).await;
    letters(&store, DAYS[2]).await;
    let waiting = store.held(10, DAYS[2]).await.unwrap();
    assert!(
        store
            .turn_away(&waiting[0].id, false, DAYS[2])
            .await
            .unwrap()
    );
    assert!(
        !store
            .turn_away(&waiting[0].id, false, DAYS[2])
            .await
            .unwrap()
    );
    assert!(store.own_signature(&cy, DAYS[2]).await.unwrap().is_none());
    assert_eq!(count(&store).await, 2);
    let told = letter(&store, DAYS[2]).await;
    let of = (
        told.kind,
        told.recipient.as_str(),
        told.facts.name.as_deref(),
    );
    assert_eq!(of, (LetterKind::TurnedAway, HOME, Some("Cy Example")));
    assert!(
        store
            .own_signature(&token(&told), DAYS[2])
            .await
            .unwrap()
            .is_none()
    );

    let (_, _, di) = signed(&store, &form("Di Example", HOME), DAYS[3]).await;
    let later = DAYS[3] + 181 * DAY_MS;
    assert!(store.held(10, later).await.unwrap().is_empty());
    store.housekeep(later).await.unwrap();
    assert!(store.own_signature(&di, later).await.unwrap().is_none());
    assert_eq!(names(&store).await, ["Ada Example", "Bo Example"]);
}

pub(crate) async fn each_of_a_household_is_master_of_their_own_signature_alone(base: &Base) {
    let store = campaign(base).await;
    let (_, _, ada) = signed(&store, &form("Ada Example", HOME), DAYS[0]).await;
    // Bo has not answered their letter: its link leads to what waits, and not to Ada's signature.
    accepted(
        store
            .sign(attempt(&form("Bo Example", HOME)), None, DAYS[1])
            .await
            .unwrap(),
    );
    let bo = token(&letter(&store, DAYS[1]).await);
    let own = store.own_signature(&bo, DAYS[1]).await.unwrap().unwrap();
    assert_eq!(
        (own.name.as_str(), own.standing),
        ("Bo Example", Standing::Pending)
    );
    confirmed(confirm(&store, Proof::Token(bo.clone()), DAYS[1]).await);
    // A later letter to Ada leads to Ada's.
    let (_, kind, again) = signed(&store, &form("Ada Example", HOME), DAYS[2]).await;
    assert_eq!(kind, LetterKind::AlreadySigned);
    let own = store.own_signature(&again, DAYS[2]).await.unwrap().unwrap();
    assert_eq!(own.name, "Ada Example");

    let correction = Correction {
        name: "Ada Example".to_owned(),
        postcode: None,
        role: None,
        visibility: Visibility::Full,
        updates: false,
        updates_words: Words::new("en", "Send me updates".to_owned()),
    };
    let taken = store
        .correct_signature(&bo, &correction, DAYS[2])
        .await
        .unwrap();
    assert_eq!(taken, Corrected::NameTaken);

    store
        .withdraw_signature(&ada, DAYS[2])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(names(&store).await, ["Bo Example"]);
    // The seat is free, and Ada may have it back.
    let (cy, ..) = signed(&store, &form("Cy Example", HOME), DAYS[3]).await;
    assert_eq!((cy.count, cy.held), (Some(2), None));
    let (back, ..) = signed(&store, &form("Ada Example", HOME), DAYS[4]).await;
    assert_eq!(back.held, Some(Held::Household));
    letters(&store, DAYS[4]).await;

    store
        .erase_signature(&bo, false, DAYS[4])
        .await
        .unwrap()
        .unwrap();
    assert!(store.own_signature(&bo, DAYS[4]).await.unwrap().is_none());
    assert_eq!(names(&store).await, ["Cy Example"]);
    let waiting = store.held(10, DAYS[4]).await.unwrap();
    assert_eq!(
        waiting[0].name, "Ada Example",
        "what waits is not Bo's to erase"
    );
}

pub(crate) async fn an_organisation_is_known_by_a_letter_to_its_own_domain(base: &Base) {
    let store = campaign(base).await;
    let (own, ..) = signed(&store, &organisation("office@Rivers-Union.example"), NOW).await;
    assert_eq!((own.count, own.held), (Some(1), None));
    let shown = signatories(&store).await.remove(0).verified.unwrap();
    assert_eq!(
        (shown.by.as_str(), shown.domain.as_deref()),
        ("letter", Some("rivers-union.example"))
    );
    // Who signs for it is another signer, from the same address.
    let person = form("Ada Example", "office@rivers-union.example");
    let (person, ..) = signed(&store, &person, DAYS[1]).await;
    assert_eq!((person.count, person.held), (Some(2), None));
    let ada = signatories(&store)
        .await
        .into_iter()
        .find(|one| one.name == "Ada Example");
    assert_eq!(ada.unwrap().verified, None);
}

pub(crate) async fn an_organisation_that_nothing_proves_waits_for_proof_or_the_organisers(
    base: &Base,
) {
    let store = campaign(base).await;
    let (waits, _, link) = signed(&store, &organisation("rivers.union@gmail.com"), NOW).await;
    assert_eq!(
        (waits.count, waits.held),
        (Some(0), Some(Held::Organisation))
    );
    assert_eq!(letter(&store, NOW).await.kind, LetterKind::WaitsForProof);
    assert!(signatories(&store).await.is_empty());
    let own = store.own_signature(&link, NOW).await.unwrap().unwrap();
    assert!(own.can_prove());
    assert_eq!(own.proof.len(), 32);

    let domain = OwnDomain::parse("rivers-union.example").unwrap();
    store
        .prove(&own.id, (Means::Dns, &domain), LATER)
        .await
        .unwrap();
    let own = store.own_signature(&link, LATER).await.unwrap().unwrap();
    assert_eq!(own.standing, Standing::Signed);
    assert!(!own.can_prove());
    assert_eq!(count(&store).await, 1);
    let shown = signatories(&store).await.remove(0).verified.unwrap();
    assert_eq!(
        (shown.by.as_str(), shown.domain.as_deref()),
        ("dns", Some("rivers-union.example"))
    );
    assert_eq!(letter(&store, LATER).await.kind, LetterKind::LetIn);

    // Another, which the organisers know: let in now, and proven later.
    let mut other = organisation("choir@gmail.com");
    other.organisation = Some("Lantern Street Choir".to_owned());
    let (_, _, link) = signed(&store, &other, LATER).await;
    letters(&store, LATER).await;
    let waiting = store.held(10, LATER).await.unwrap();
    assert_eq!(
        waiting[0].organisation.as_deref(),
        Some("Lantern Street Choir")
    );
    assert!(store.let_in(&waiting[0].id, LATER).await.unwrap());
    assert_eq!(count(&store).await, 2);
    let own = store.own_signature(&link, LATER).await.unwrap().unwrap();
    assert_eq!(
        own.verification.as_ref().map(|one| one.means),
        Some(Means::Organisers)
    );
    assert!(own.can_prove());
    let domain = OwnDomain::parse("choir.example").unwrap();
    store
        .prove(&own.id, (Means::File, &domain), LATER)
        .await
        .unwrap();
    let own = store.own_signature(&link, LATER).await.unwrap().unwrap();
    assert_eq!(
        own.verification.as_ref().map(|one| one.means),
        Some(Means::File)
    );
    assert_eq!(count(&store).await, 2);
}

pub(crate) async fn an_organisation_whose_name_counts_already_waits(base: &Base) {
    let store = campaign(base).await;
    let (info, ..) = signed(&store, &organisation("info@rivers.example"), NOW).await;
    assert_eq!((info.count, info.held), (Some(1), None));
    let mut other = organisation("ceo@rivers.example");
    other.organisation = Some("RIVERS-union".to_owned());
    other.public = Visibility::Hidden;
    let (waits, kind, link) = signed(&store, &other, NOW).await;
    assert_eq!((waits.count, waits.held), (Some(1), Some(Held::Namesake)));
    assert_eq!(
        kind,
        LetterKind::ConfirmSignature,
        "until it is answered nobody is told"
    );
    assert_eq!(letter(&store, NOW).await.kind, LetterKind::WaitsAsNamesake);
    let own = store.own_signature(&link, NOW).await.unwrap().unwrap();
    assert_eq!(own.standing, Standing::Held(Held::Namesake));

    let waiting = store.held(10, NOW).await.unwrap().remove(0);
    let standing = &waiting.namesakes[0];
    let proof = standing.verification.as_ref().unwrap();
    assert_eq!(
        (standing.organisation.as_str(), proof.domain.as_deref()),
        ("Rivers Union", Some("rivers.example"))
    );
    assert!(store.let_in(&waiting.id, LATER).await.unwrap());
    assert_eq!(count(&store).await, 2);
    assert_eq!(letter(&store, LATER).await.kind, LetterKind::LetIn);
    // It is known by the letter that it answered, and not by the organisers alone.
    let own = store.own_signature(&link, LATER).await.unwrap().unwrap();
    let known = own.verification.unwrap();
    assert_eq!((known.means, known.at), (Means::Letter, NOW));

    // One that counts and is hidden has its name all the same; one that was withdrawn has it no more.
    let third = organisation("press@rivers.example");
    let (third, ..) = signed(&store, &third, DAYS[1]).await;
    assert_eq!((third.count, third.held), (Some(2), Some(Held::Namesake)));
    letters(&store, DAYS[1]).await;
    let mut elsewhere = organisation("info@hills.example");
    elsewhere.organisation = Some("Hills Union".to_owned());
    let (_, _, hills) = signed(&store, &elsewhere, DAYS[1]).await;
    store.withdraw_signature(&hills, DAYS[1]).await.unwrap();
    elsewhere.email = "ceo@hills.example".to_owned();
    let (again, ..) = signed(&store, &elsewhere, DAYS[1]).await;
    assert_eq!((again.count, again.held), (Some(3), None));
}

pub(crate) async fn a_proof_does_not_make_a_namesake_count(base: &Base) {
    let store = campaign(base).await;
    let (_, _, link) = signed(&store, &organisation("rivers.union@gmail.com"), NOW).await;
    letters(&store, NOW).await;
    signed(&store, &organisation("info@rivers.example"), NOW).await;
    assert_eq!(count(&store).await, 1);
    let own = store.own_signature(&link, NOW).await.unwrap().unwrap();
    let domain = OwnDomain::parse("rivers.example").unwrap();
    let proof = (Means::Dns, &domain);
    store.prove(&own.id, proof, LATER).await.unwrap();
    assert_eq!(count(&store).await, 1);
    assert_eq!(
        letter(&store, LATER).await.kind,
        LetterKind::WaitsAsNamesake
    );
    let own = store.own_signature(&link, LATER).await.unwrap().unwrap();
    assert_eq!(own.standing, Standing::Held(Held::Namesake));
    assert!(!own.can_prove(), "there is nothing left to prove");
    assert!(store.let_in(&own.id, LATER).await.unwrap());
    let own = store.own_signature(&link, LATER).await.unwrap().unwrap();
    assert_eq!(own.verification.unwrap().means, Means::Dns);
}

pub(crate) async fn of_many_addresses_that_sign_for_one_organisation_at_once_one_counts(
    base: &Base,
) {
    let one = campaign(base).await;
    // A second server on the same database; what they write is in one order all the same.
    let other = base.open().await;
    let mut proofs = Vec::new();
    for number in 0..24 {
        let mut request = organisation(&format!("office{number}@rivers.example"));
        request.organisation = Some(["Rivers Union", "RIVERS UNION"][number % 2].to_owned());
        accepted(one.sign(attempt(&request), None, NOW).await.unwrap());
    }
    for letter in letters(&one, NOW).await {
        proofs.push(Proof::Token(token(&letter)));
    }
    assert_eq!(proofs.len(), 24);
    let answers: Vec<_> = proofs
        .into_iter()
        .enumerate()
        .map(|(number, proof)| {
            let store = [&one, &other][number % 2].clone();
            tokio::spawn(async move { confirmed(confirm(&store, proof, LATER).await) })
        })
        .collect();
    let mut counted = 0;
    for answer in answers {
        let answer = answer.await.unwrap();
        assert_eq!(answer.count, Some(1));
        match answer.held {
            None => counted += 1,
            Some(held) => assert_eq!(held, Held::Namesake),
        }
    }
    assert_eq!((counted, count(&other).await), (1, 1));
    assert_eq!(one.held(100, LATER).await.unwrap().len(), 23);
}

pub(crate) async fn an_organisation_of_an_earlier_version_has_its_name(base: &Base) {
    let store = campaign(base).await;
    signed(&store, &organisation("info@rivers.example"), NOW).await;
    store.close().await;
    sqlx::any::install_default_drivers();
    let pool = AnyPool::connect(&base.outside_url()).await.unwrap();
    for sql in [
        "delete from organisation_names",
        "update signatures set findable = 0",
    ] {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
    pool.close().await;
    // Before the names of the earlier version are caught up with.
    let store = base.open().await;
    let (waits, ..) = signed(&store, &organisation("ceo@rivers.example"), NOW).await;
    assert_eq!((waits.count, waits.held), (Some(1), Some(Held::Namesake)));
}

pub(crate) async fn it_wasnt_me_leaves_what_others_of_the_mailbox_signed(base: &Base) {
    let store = campaign(base).await;
    for (day, name) in ["Ada Example", "Bo Example", "Cy Example"]
        .into_iter()
        .enumerate()
    {
        sign_and_confirm(&store, name, HOME, DAYS[day]).await;
        if day == 2 {
            letters(&store, DAYS[day]).await;
        }
    }
    accepted(
        store
            .sign(attempt(&form("Mallory Example", HOME)), None, DAYS[3])
            .await
            .unwrap(),
    );
    let unwanted = token(&letter(&store, DAYS[3]).await);
    store.refuse(&unwanted, DAYS[3]).await.unwrap().unwrap();
    assert_eq!(names(&store).await, ["Ada Example", "Bo Example"]);
    assert_eq!(store.held(10, DAYS[3]).await.unwrap()[0].name, "Cy Example");
}

pub(crate) async fn who_answered_and_waits_is_not_reminded(base: &Base) {
    let store = campaign(base).await;
    let (waits, ..) = signed(&store, &organisation("rivers.union@gmail.com"), NOW).await;
    assert_eq!(waits.held, Some(Held::Organisation));
    letters(&store, NOW).await;
    assert_eq!(store.remind(DAYS[3]).await.unwrap(), 0);
    assert!(letters(&store, DAYS[3]).await.is_empty());
}

pub(crate) async fn each_of_a_household_sees_what_they_agreed_to_alone(base: &Base) {
    let store = campaign(base).await;
    let (_, _, ada) = signed(&store, &form("Ada Example", HOME), DAYS[0]).await;
    let (_, _, bo) = signed(&store, &form("Bo Example", HOME), DAYS[1]).await;
    let correction = Correction {
        name: "Beau Example".to_owned(),
        postcode: None,
        role: None,
        visibility: Visibility::Full,
        updates: true,
        updates_words: Words::new("en", "Send me updates".to_owned()),
    };
    store
        .correct_signature(&bo, &correction, DAYS[1])
        .await
        .unwrap();
    store.withdraw_signature(&ada, DAYS[1]).await.unwrap();
    // Ada signs once more: what she agreed to before is hers as well.
    let (_, _, again) = signed(&store, &form("Ada Example", HOME), DAYS[2]).await;
    for (link, expected) in [
        (&ada, &["signed", "withdrawn", "signed"][..]),
        (&again, &["signed", "withdrawn", "signed"]),
        (&bo, &["signed", "corrected", "updates"]),
    ] {
        assert_eq!(deeds(&store, link, DAYS[2]).await, expected);
    }
    store.erase_signature(&bo, false, DAYS[3]).await.unwrap();
    assert_eq!(
        deeds(&store, &ada, DAYS[3]).await,
        ["signed", "withdrawn", "signed"]
    );
    assert!(deeds(&store, &bo, DAYS[3]).await.is_empty());
    let whole = Chain::Whole { records: 7 };
    assert_eq!(store.check_consents().await.unwrap(), whole);
}

async fn deeds(store: &Store, link: &Token, now_ms: i64) -> Vec<String> {
    let told = store.own_consents(link, now_ms).await.unwrap();
    told.into_iter().map(|one| one.deed).collect()
}
