//! The setting `fields`: which fields the form of a declaration or list has.

use widgets::fields::{FormFields, Presence};

use super::reader::Reader;
use crate::domain::declarations::front_matter::{self, FieldSettings};

impl Reader {
    /// The fields of a declaration's form, or of a list's.
    pub(super) fn form_fields(&mut self, settings: FieldSettings, of_list: bool) -> FormFields {
        let mut fields = FormFields::default();
        let role = settings.role.clone();
        for (name, setting) in settings.each() {
            let Some(setting) = setting else { continue };
            let own = match name {
                "postcode" => true,
                "name" => of_list,
                _ => !of_list,
            };
            if !own {
                let (_, line) = front_matter::placed(setting);
                let kind = if of_list { "list" } else { "declaration" };
                self.fault(
                    line,
                    format!("expected no {name} among the fields of a {kind}"),
                );
                continue;
            }
            let parse = |text: &str| presence(name, text);
            if let Some((presence, _)) = self.optional(name, Some(setting), parse) {
                *field(&mut fields, name) = presence;
            }
        }
        if let Some(role) = role
            && fields.organisation.is_off()
            && fields.role.is_required()
        {
            let expected =
                "expected role to be off or optional: it belongs to organisation, which is off";
            self.fault(front_matter::placed(role).1, expected.into());
        }
        fields
    }
}

/// Agreeing to updates must be free (GDPR, article 7), a reservation cannot be required, and a name
/// is always shown in some way.
fn presence(name: &str, text: &str) -> Result<Presence, String> {
    let free = matches!(name, "public" | "reservations" | "updates");
    match text {
        "off" => Ok(Presence::Off),
        "optional" => Ok(Presence::Optional),
        "required" if !free => Ok(Presence::Required),
        _ if free => Err(format!("off or optional, not {text:?}")),
        _ => Err(format!("off, optional or required, not {text:?}")),
    }
}

fn field<'a>(fields: &'a mut FormFields, name: &str) -> &'a mut Presence {
    match name {
        "name" => &mut fields.name,
        "organisation" => &mut fields.organisation,
        "role" => &mut fields.role,
        "postcode" => &mut fields.postcode,
        "public" => &mut fields.public,
        "reservations" => &mut fields.reservations,
        _ => &mut fields.updates,
    }
}
