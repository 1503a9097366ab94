//! What an element's attributes decide about a widget with a form. Each has few valid values, so that its
//! fragments are cached for all visitors.

use widgets::view::{self, Folding, Show};

use crate::pages::embed::choice::OPTIONAL_FIELDS;

/// What the attributes of an element decide, each of which has few valid values.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(in crate::web) struct WidgetShape {
    pub compact: bool,
    /// A button that opens the widget.
    pub button: bool,
    /// The only principle that it shows.
    pub principle: Option<u32>,
    pub show: Show,
    pub principles: Folding,
    /// The optional fields that it shows, if they were chosen.
    pub fields: Option<FieldChoice>,
    pub preview: bool,
}

/// What the attribute `fields` lets through, so that a form is cached for each of few choices.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(in crate::web) struct FieldChoice([bool; OPTIONAL_FIELDS.len()]);

impl FieldChoice {
    /// `None` if the attribute is empty: then the file alone decides.
    pub(in crate::web) fn of(attribute: &str) -> Option<FieldChoice> {
        let named = attribute.split_whitespace();
        let named: Vec<&str> = named.collect();
        (!named.is_empty())
            .then(|| FieldChoice(OPTIONAL_FIELDS.map(|field| named.contains(&field))))
    }

    /// Hides what the file makes optional and the attribute does not name. What the file requires or
    /// switches off stays so.
    pub(in crate::web) fn apply(self, fields: &mut view::FormFields) {
        let all = [
            &mut fields.organisation,
            &mut fields.role,
            &mut fields.postcode,
            &mut fields.public,
            &mut fields.reservations,
            &mut fields.updates,
        ];
        for (presence, is_shown) in all.into_iter().zip(self.0) {
            if *presence == view::Presence::Optional && !is_shown {
                *presence = view::Presence::Off;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use widgets::view::{FormFields, Presence};

    use super::*;
    use crate::pages::embed::choice::NO_FIELDS;

    #[test]
    fn an_element_hides_only_what_the_file_makes_optional() {
        let file = FormFields {
            organisation: Presence::Optional,
            postcode: Presence::Required,
            public: Presence::Optional,
            updates: Presence::Off,
            ..FormFields::default()
        };
        let mut fields = file;
        let shown = FieldChoice::of("  public updates nonsense ").expect("fields are named");
        shown.apply(&mut fields);
        assert_eq!(fields.organisation, Presence::Off);
        assert_eq!(fields.public, Presence::Optional);
        assert_eq!(fields.postcode, Presence::Required, "it cannot be hidden");
        assert_eq!(fields.updates, Presence::Off, "it cannot be switched on");
        assert_eq!(FieldChoice::of(" "), None, "the file alone decides");
        let mut none = file;
        FieldChoice::of(NO_FIELDS)
            .expect("none is a choice")
            .apply(&mut none);
        assert_eq!(none.public, Presence::Off);
        assert_eq!(none.postcode, Presence::Required);
    }
}
