//! French.

use crate::i18n::print::PrintText;

pub(super) const WORDS: PrintText = PrintText {
    as_pdf: "Télécharger en PDF",
    being_made: "Ce document contient beaucoup de noms. Nous préparons le fichier ; cette page s’actualise automatiquement.",
    print_sheet: "Imprimer une feuille de signatures",
    published_by: "Publié par {organisers}",
    counted: "{signed}, décompte du {date}",
    unnamed: "Signatures dont le nom n’est pas affiché : {number}.",
    newest: "Voici les {number} noms les plus récents ; tous figurent sur la page de la déclaration.",
    on_paper: "et {number} sur papier",
    sign_here: "À lire et à signer ici :",
    code: "Code QR menant à {address}",
    version: "Version {version} du texte.",
    hash: "Empreinte SHA-256 du texte ; chaque signature porte sur ce texte exact :",
    organisations: "Organisations",
    people: "Personnes",
    nobody: "Personne n’a encore signé.",
    sheet: "Feuille de signatures",
    sheet_code: "Feuille {code}",
    what_is_signed: "Ce que l’on signe",
    read_first: "Lisez le texte entier avant de signer :",
    consent: "En signant, je déclare avoir lu la déclaration et l’approuver. Ma signature est comptée ; mon nom n’est pas publié. Cette feuille est conservée par {organisers} pour cette seule déclaration. Si je donne une adresse e-mail, elle ne sert qu’à me tenir au courant de la suite. Pour retirer mon nom, je peux écrire à {contact}.",
    number: "N°",
    name: "Nom",
    place: "Lieu ou code postal",
    email: "E-mail (facultatif)",
    signature: "Signature",
    send_back: "Renvoyez cette feuille à {contact}. Chaque feuille a son propre code : imprimez-en d’autres au lieu de photocopier celle-ci.",
};
