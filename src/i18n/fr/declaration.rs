//! French.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "Lien vers le principe {number}",
    prepared_for: "Préparé pour : {meeting}",

    reservations: "Réserves",
    reserved: "{} signature avec une réserve sur le principe {principle}|{} de signatures avec une réserve sur le principe {principle}|{} signatures avec une réserve sur le principe {principle}",
    reservation: "Réserve {number}",
    on_principle: "sur le principe {principle}",
    back_to_name: "Retour au nom",
    with_reservations: "Vous signez avec une réserve :",

    verified_by_email: "vérifiée par un e-mail envoyé à {domain}, {date}",
    verified_dns: "vérifiée par le DNS de {domain}, {date}",
    verified_file: "vérifiée par un fichier sur {domain}, {date}",
    let_in: "approuvée par les organisateurs, {date}",

    versions: "Versions de ce texte",
    version: "Version {number}",
    current: "version actuelle",
    signatures: "{} signature|{} de signatures|{} signatures",
    published: "Publiée le {date}",
    fingerprint: "Empreinte SHA-256",
    first_version: "C’est la première version.",
    what_changed: "Ce qui a changé depuis la version {number}",
    left_out: "Les passages inchangés sont omis.",
    no_words_changed: "Aucun mot n’a changé.",
    added: "ajouté :",
    removed: "supprimé :",
    corrected: "Publiée comme correction : les signatures de la version {number} ont été reprises.",
    asked_to_renew: "Publiée comme modification : les signataires ont été invités à renouveler leur signature.",
    exact_text: "Le texte exact",
    how_to_check: "L’empreinte est le SHA-256 de ce texte exact, tel que le contient le fichier.",
    plain_text: "Ce texte en fichier",
    signed_this: "{} a signé cette version|{} ont signé cette version|{} ont signé cette version",
    signed_earlier: "{} une version antérieure|{} une version antérieure|{} une version antérieure",

    renew: "Le texte que vous avez signé a changé",
    text_changed: "Vous avez signé la version {from} de {title}. Le texte en est maintenant à la version {to}.",
    until_renewed: "Tant que vous n’appuyez pas sur le bouton, votre signature ne compte que pour la version précédente.",
    renew_button: "Renouveler ma signature pour la version {to}",
    renewed: "Votre signature est renouvelée",
    renewed_for: "Elle compte désormais pour la version {to} de {title}.",
};
