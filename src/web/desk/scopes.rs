//! Rights as the pages show and send them: a row for everything, and one for each declaration and list.

use std::collections::BTreeSet;

use widgets::wire::ConfirmedKind;

use crate::domain::accounts::{DeskSubject, Grant, Right, Rights, Scope};
use crate::i18n::{desk, fill};
use crate::pages::desk::matrix::{ScopeRow, field_value};

/// What a scope is called.
pub(super) fn label(lang: &str, scope: Scope, subjects: &[DeskSubject]) -> Option<String> {
    let text = &desk::of(lang).rights;
    let Scope::Subject(number) = scope else {
        return Some(text.everything.to_owned());
    };
    let subject = subjects.iter().find(|subject| subject.id == number)?;
    Some(named(lang, subject))
}

/// "Declaration: Keep the library open"
pub(super) fn named(lang: &str, subject: &DeskSubject) -> String {
    let text = &desk::of(lang).rights;
    let pattern = match subject.kind {
        ConfirmedKind::Signature => text.declaration,
        ConfirmedKind::Subscription => text.list,
    };
    fill::isolated(lang, pattern, &[("title", &subject.title)])
}

/// The rights to read: in each scope that they name, all that holds there. A declaration or list that
/// was deleted is left out.
pub(super) fn to_read(lang: &str, rights: &Rights, subjects: &[DeskSubject]) -> Vec<ScopeRow> {
    let scopes: BTreeSet<Scope> = rights.iter().map(|grant| grant.scope).collect();
    let rows = scopes.into_iter().filter_map(|scope| {
        let may = Right::ALL.into_iter();
        Some(ScopeRow {
            scope: scope.number(),
            label: label(lang, scope, subjects)?,
            may: may.filter(|right| rights.may_in(*right, scope)).collect(),
        })
    });
    rows.collect()
}

/// The scopes about which somebody with these rights decides.
pub(super) fn owned(rights: &Rights, subjects: &[DeskSubject]) -> Vec<Scope> {
    let each = subjects.iter().map(|subject| Scope::Subject(subject.id));
    let all = std::iter::once(Scope::All).chain(each);
    all.filter(|scope| rights.may_in(Right::Own, *scope))
        .collect()
}

/// The rows of a form: these scopes, with what is ticked.
pub(super) fn to_choose(
    lang: &str,
    scopes: &[Scope],
    ticked: &Rights,
    subjects: &[DeskSubject],
) -> Vec<ScopeRow> {
    let rows = scopes.iter().filter_map(|scope| {
        let may = Right::ALL.into_iter();
        Some(ScopeRow {
            scope: scope.number(),
            label: label(lang, *scope, subjects)?,
            may: may
                .filter(|right| ticked.contains(*scope, *right))
                .collect(),
        })
    });
    rows.collect()
}

/// The rights that a form's boxes name; values that are none of ours are left out, as are scopes that
/// the form did not offer.
pub(super) fn ticked<'a>(boxes: impl Iterator<Item = &'a str>, offered: &[Scope]) -> Rights {
    let grants = boxes.filter_map(|value| {
        let (scope, right) = value.split_once(':')?;
        let scope = Scope::from(scope.parse::<i64>().ok()?);
        let may = Right::parse(right)?;
        offered.contains(&scope).then_some(Grant { scope, may })
    });
    grants.collect()
}

/// The part of the rights that is within these scopes.
pub(super) fn within(rights: &Rights, scopes: &[Scope]) -> Rights {
    let grants = rights.iter();
    grants
        .filter(|grant| scopes.contains(&grant.scope))
        .collect()
}

/// The part that is not.
pub(super) fn without(rights: &Rights, scopes: &[Scope]) -> Rights {
    let grants = rights.iter();
    grants
        .filter(|grant| !scopes.contains(&grant.scope))
        .collect()
}

/// The rights in one hidden field.
pub(super) fn written(rights: &Rights) -> String {
    let grants = rights.iter();
    let values = grants.map(|grant| field_value(grant.scope.number(), grant.may));
    values.collect::<Vec<_>>().join(" ")
}

/// Whether going from one to the other gives or takes `own` anywhere: that hands over the desk, or a
/// part of it.
pub(super) fn hands_over(before: &Rights, after: &Rights) -> bool {
    let owned = |rights: &Rights| -> BTreeSet<Scope> {
        let grants = rights.iter().filter(|grant| grant.may == Right::Own);
        grants.map(|grant| grant.scope).collect()
    };
    owned(before) != owned(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_boxes_that_the_form_offered_count() {
        let one = Scope::Subject(1);
        let boxes = ["1:see", "1:export", "0:own", "2:own", "1:all", "x", "1:"];
        let expected: Rights = [(one, Right::See), (one, Right::Export)]
            .into_iter()
            .collect();
        assert_eq!(ticked(boxes.into_iter(), &[one]), expected);
        assert_eq!(written(&expected), "1:see 1:export");
        assert_eq!(ticked(written(&expected).split(' '), &[one]), expected);
    }

    #[test]
    fn only_giving_or_taking_own_hands_over() {
        let one = Scope::Subject(1);
        let sees: Rights = [(one, Right::See)].into_iter().collect();
        let owns: Rights = [(one, Right::Own)].into_iter().collect();
        let both: Rights = [(one, Right::Own), (one, Right::See)].into_iter().collect();
        for (before, after, hands) in [
            (&sees, &owns, true),
            (&owns, &sees, true),
            (&owns, &both, false),
            (&owns, &Rights::owner(), true),
            (&sees, &Rights::default(), false),
        ] {
            assert_eq!(hands_over(before, after), hands, "{before:?} {after:?}");
        }
    }
}
