//! The first day of a desk: its first owner, a colleague who is invited, given other rights and removed,
//! and the log of it; with the keyboard alone, too.

use serde_json::json;

use crate::{
    fixture::Fixture,
    support::{
        browsers::{axe::assert_accessible, page::Page, visit},
        people::Person,
    },
};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";

/// The link to the desk in the first email to a person.
async fn link_in_email(fixture: &Fixture, person: &Person) -> String {
    let links = fixture.app.smtp.email_to(&person.email).await.links();
    let link = links.into_iter().find(|link| link.contains("/desk/"));
    link.expect("a link to the desk")
}

/// Scrolls to an element, as a visitor does where the tabs cover it, and presses it.
async fn press(page: &Page, css: &str) {
    const SCROLL: &str = "document.querySelector(arguments[0])?.scrollIntoView({block: 'center', behavior: 'instant'})";
    page.find(css).await;
    page.run(SCROLL, vec![json!(css)]).await;
    page.press(css).await;
}

async fn become_first_owner(fixture: &Fixture, page: &Page, person: &Person) {
    let link = fixture.app.first_owner_link().await;
    page.goto(&format!("{}{link}", fixture.proxy.url)).await;
    page.says("h1", "make this desk yours").await;
    assert_accessible(page, "the first owner's page").await;
    page.fill("email", &person.email).await;
    page.fill("name", &person.name).await;
    press(page, "main .button").await;
    page.says("h1", "overview").await;
}

async fn sign_out(page: &Page) {
    press(page, "a[href='/desk/account']").await;
    page.says("h1", "account").await;
    press(page, "form[action='/desk/sign-out'] button").await;
    page.says("h1", "sign in to the desk").await;
}

/// Signs in by a link that a command on the server prints.
async fn enter_by_console(fixture: &Fixture, page: &Page, person: &Person) {
    let link = fixture.app.sign_in_link(&person.email, &[]);
    page.goto_as_next_visitor(&format!("{}{link}", fixture.proxy.url))
        .await;
    page.says("main", &person.name.to_lowercase()).await;
    press(page, "main .button").await;
    page.says("h1", "overview").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_gets_its_owner_and_a_colleague_who_is_removed_again() {
    let fixture = Fixture::start().await;

    visit("desk_first_day", async move |page| {
        page.resize(450, 800).await;
        let ada = fixture.app.person("Ada Marlowe");
        let ben = fixture.app.person("Ben Okoro");
        become_first_owner(&fixture, &page, &ada).await;
        page.says(".ask", "only owner").await;
        assert_accessible(&page, "the overview").await;
        sign_out(&page).await;

        assert_accessible(&page, "signing in").await;
        page.fill("email", &ada.email).await;
        press(&page, "main .button").await;
        page.says("h1", "type the code").await;
        assert_accessible(&page, "the code").await;
        let code = fixture.app.smtp.email_to(&ada.email).await.code();
        page.fill("code", &code).await;
        press(&page, "main .button").await;
        page.says("h1", "overview").await;

        press(&page, "a[href='/desk/colleagues']").await;
        press(&page, "main a[href='/desk/colleagues/invite']").await;
        page.says("h1", "invite a colleague").await;
        assert_accessible(&page, "inviting").await;
        page.fill("email", &ben.email).await;
        press(&page, "input[value='0:see']").await;
        press(&page, "form .presses .button").await;
        page.says(".said", "on its way").await;
        page.says(".rows", &ben.email).await;

        let invitation = link_in_email(&fixture, &ben).await;
        page.goto_as_next_visitor(&invitation).await;
        page.says("main", "ada marlowe invites you").await;
        assert_accessible(&page, "the invitation").await;
        page.fill("name", &ben.name).await;
        press(&page, "main .button").await;
        page.says("h1", "overview").await;

        enter_by_console(&fixture, &page, &ada).await;
        press(&page, "a[href='/desk/colleagues']").await;
        page.says("table", "ben okoro").await;
        assert_accessible(&page, "the colleagues").await;
        change(&page, "Ben Okoro").await;
        page.says("h1", "ben okoro").await;
        assert_accessible(&page, "a colleague's rights").await;
        press(&page, "input[value='0:moderate']").await;
        press(&page, "form .presses .button").await;
        page.says(".said", "changed").await;

        change(&page, "Ben Okoro").await;
        press(&page, "main > details summary").await;
        press(&page, "main > details .danger").await;
        page.says(".said", "removed").await;

        press(&page, "a[href='/desk/audit']").await;
        page.says("main", "ada marlowe removed ben okoro").await;
        page.says("main", "ben okoro accepted an invitation").await;
        assert_accessible(&page, "the audit log").await;
        press(&page, "a[href='/desk/account']").await;
        assert_accessible(&page, "the account").await;
        for width in [450, 1280] {
            page.resize(width, 800).await;
            let fits = "return document.documentElement.scrollWidth <= innerWidth";
            assert_eq!(page.run(fits, vec![]).await, json!(true), "{width}");
        }
    })
    .await;
}

/// Presses the link that leads to somebody's rights.
async fn change(page: &Page, name: &str) {
    const LINK: &str = "
        const people = [...document.querySelectorAll('.person')];
        const person = people.find((one) => one.textContent.includes(arguments[0]));
        return person?.querySelector('a.edit')?.getAttribute('href') ?? null";
    let link = page.until("a link to their rights", LINK, vec![json!(name)]);
    let link = link.await;
    let link = link.as_str().expect("an address");
    press(page, &format!("a.edit[href='{link}']")).await;
}

/// Presses Tab until `wanted`, a selector, has the focus, which must be visible.
async fn step_to(page: &Page, wanted: &str) {
    const LOOK: &str = "
        const one = document.activeElement;
        if (one != document.body && getComputedStyle(one).outlineStyle == 'none') return `no focus on ${one.outerHTML}`;
        return one.matches(arguments[0])";
    for _ in 0..60 {
        page.keys(TAB).await;
        let there = page.run(LOOK, vec![json!(wanted)]).await;
        if there == json!(true) {
            return;
        }
        assert_eq!(there, json!(false));
    }
    panic!("{wanted} is not reached");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_works_by_keyboard() {
    let fixture = Fixture::start().await;

    visit("desk_keyboard", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let link = fixture.app.first_owner_link().await;
        page.goto(&format!("{}{link}", fixture.proxy.url)).await;
        step_to(&page, "input[name=email]").await;
        page.keys(&ada.email).await;
        step_to(&page, "input[name=name]").await;
        page.keys(&ada.name).await;
        page.keys(ENTER).await;
        page.says("h1", "overview").await;

        step_to(&page, ".tabs a[href='/desk/colleagues']").await;
        page.keys(ENTER).await;
        page.says("h1", "colleagues").await;
        step_to(&page, "main .button[href='/desk/colleagues/invite']").await;
        page.keys(ENTER).await;
        page.says("h1", "invite a colleague").await;
        step_to(&page, "input[name=email]").await;
        page.keys("carys@people.example").await;
        step_to(&page, "input[value='0:see']").await;
        page.keys(SPACE).await;
        step_to(&page, "form .presses .button").await;
        page.keys(ENTER).await;
        page.says(".said", "on its way").await;
        step_to(&page, ".rows .danger").await;
        page.keys(ENTER).await;
        page.says(".said", "revoked").await;
    })
    .await;
}
