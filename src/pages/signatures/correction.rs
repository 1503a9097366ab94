//! The part of the manage page where a signatory corrects the signature.

use widgets::{
    text::{Key, Text},
    wire::{self, Visibility},
};
use yew::prelude::*;

use super::manage::{self, ManagePage};
use crate::domain::signatures::managed::ManagedSignature;
use crate::i18n::{self, fill, manage::ManagePageText};

/// Values in the correction form's fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    pub name: String,
    pub postcode: String,
    pub role: String,
    pub visibility: Visibility,
    pub updates: bool,
    /// Errors by field, in the page's language.
    pub faults: Vec<(&'static str, String)>,
}

impl Typed {
    pub fn of(own: &ManagedSignature) -> Typed {
        Typed {
            name: own.name.clone(),
            postcode: own.postcode.clone().unwrap_or_default(),
            role: own.role.clone().unwrap_or_default(),
            visibility: own.visibility,
            updates: own.updates,
            faults: Vec::new(),
        }
    }

    fn fault(&self, field: &str) -> Option<String> {
        let fault = self.faults.iter().find(|(name, _)| *name == field);
        fault.map(|(_, message)| message.clone())
    }
}

/// The form for name, place, role, visibility and updates.
pub(super) fn draw(texts: &'static ManagePageText, page: &ManagePage) -> Html {
    let (own, typed, text) = (&page.own, &page.typed, Text::of(&page.own.lang));
    let choices = [
        ("full", Visibility::Full),
        ("initials", Visibility::Initials),
        ("hidden", Visibility::Hidden),
    ];
    let choices = choices.map(|(value, visibility)| {
        let checked = typed.visibility == visibility;
        html! {
            <label class="choice">
                <input type="radio" name="public" value={value} checked={checked} />
                <span>{ text.get(manage::shown_as(visibility)) }</span>
            </label>
        }
    });
    let contact =
        html! { <a href={format!("mailto:{}", own.contact)}><bdi>{ &own.contact }</bdi></a> };
    let of_organisation = own.kind == wire::SignatoryKind::Organisation;
    let optional = Some(text.get(Key::Optional));
    html! {
        <section>
            <h2>{ texts.correct }</h2>
            <form method="post" action={page.action.clone()} class="act fields" novalidate=true>
                { field("name", text.get(Key::Name), None, &typed.name, "name", typed.fault("name")) }
                { field("postcode", text.get(Key::Postcode), optional, &typed.postcode, "postal-code", typed.fault("postcode")) }
                if of_organisation || own.role.is_some() {
                    { field("role", text.get(Key::Role), optional, &typed.role, "organization-title", typed.fault("role")) }
                }
                <fieldset>
                    <legend>{ text.get(Key::Visibility) }</legend>
                    { for choices }
                </fieldset>
                <label class="choice">
                    <input type="checkbox" name="updates" value="yes" checked={typed.updates} />
                    <span>{ fill::set(text.get(Key::Updates), &[("", html! { <bdi>{ &own.organisers }</bdi> })]) }</span>
                </label>
                if of_organisation {
                    <p class="aside">{ fill::set(texts.organisation_fixed, &[("contact", contact)]) }</p>
                }
                <button class="button" name="action" value="correct">{ texts.save }</button>
            </form>
        </section>
    }
}

/// A field with its label and, if there is one, its error.
pub(in crate::pages) fn field(
    name: &'static str,
    label: &'static str,
    optional: Option<&'static str>,
    value: &str,
    autocomplete: &'static str,
    fault: Option<String>,
) -> Html {
    let fault_id = format!("{name}-fault");
    let described = fault.is_some().then(|| fault_id.clone());
    html! {
        <p class="field">
            <label for={name}>{ label }{ for optional.map(|optional| html! { <span class="optional">{ " (" }{ optional }{ ")" }</span> }) }</label>
            <input
                id={name} name={name} dir="auto" value={value.to_owned()} autocomplete={autocomplete}
                aria-invalid={fault.is_some().then_some("true")} aria-describedby={described}
            />
            { for fault.map(|fault| html! { <span class="fault" id={fault_id.clone()} role="alert">{ fault }</span> }) }
        </p>
    }
}

/// Error of a correction: another person who signed from the same address has this name.
pub fn name_taken(lang: &str) -> &'static str {
    i18n::manage::of(lang).name_taken
}
