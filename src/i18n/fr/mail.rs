//! French.

use crate::i18n::mail::EmailText;

pub(super) const WORDS: EmailText = EmailText {
    greeting: "Bonjour,",
    greeting_named: "Bonjour {name},",
    next: "Et ensuite",
    open_page: "Ou ouvrez cette page et appuyez sur le bouton :",
    wasnt_you: "Ce n’était pas vous ?",

    subject_renew: "Le texte que vous avez signé a changé : {title}",
    text_changed: "{organisers} a modifié le texte d’une déclaration que vous avez signée :",
    before: "Avant :",
    now: "Maintenant :",
    and_more: "Il y a d’autres changements ; tous figurent sur la page ci-dessous.",
    renew_here: "Si vous signez aussi le nouveau texte, ouvrez cette page et appuyez sur le bouton :",
    until_renewed: "Tant que vous ne la renouvelez pas, votre signature compte pour le texte que vous avez signé. Si vous ne faites rien, cela reste ainsi, et nous ne vous écrirons plus au sujet de cette version.",
    button_renew: "Lire la modification et renouveler",

    subject_held: "Votre signature est en attente : {title}",
    held: "Vous avez confirmé votre signature sous cette déclaration de {organisers} :",
    held_for_mailbox: "Deux personnes ont déjà signé avec votre adresse ; cette signature attend donc que les organisateurs l’admettent. D’ici là, elle n’est pas affichée et ne compte pas ; nous vous écrirons dès qu’elle compte. Au bout de 180 jours, elle est supprimée.",
    held_for_verification: "Rien ne prouve encore que vous signez pour l’organisation ; cette signature est donc en attente. La page ci-dessous explique comment le prouver : par une adresse au domaine de l’organisation, un enregistrement dans son DNS ou un fichier sur son site. Les organisateurs peuvent aussi l’admettre. D’ici là, elle n’est pas affichée et ne compte pas ; nous vous écrirons dès qu’elle compte. Au bout de 180 jours, elle est supprimée.",
    held_as_duplicate: "Une organisation de ce nom a déjà signé ; cette signature attend donc que les organisateurs l’admettent. Si c’était vous, avec une autre adresse, vous n’avez rien à faire : elle compte. D’ici à son admission, celle-ci n’est pas affichée et ne compte pas ; nous vous écrirons dès qu’elle compte. Au bout de 180 jours, elle est supprimée.",
    button_manage: "Ouvrir ma signature",
    subject_approved: "Votre signature compte : {title}",
    approved: "Votre signature sous cette déclaration de {organisers} compte désormais :",
    approved_next: "Vous n’avez rien à faire. La page de votre signature montre comment elle apparaît ; vous pouvez la modifier ou la retirer à tout moment.",
    subject_rejected: "Votre signature n’a pas été comptée : {title}",
    rejected: "{organisers} n’a pas admis votre signature sous cette déclaration :",
    rejected_next: "Elle a été supprimée avec tout ce qui en était conservé, et rien n’en a été affiché. Si vous pensez que c’est une erreur, répondez à cette lettre ou écrivez à {contact}.",
    subject_taken_down: "Votre signature a été retirée de la liste : {title}",
    taken_down: "Votre signature de cette déclaration a été retirée par {organisers} :",
    taken_down_why: "Motif indiqué : {reason}",
    taken_down_next: "Elle n’est plus affichée et n’est pas comptée. Si vous pensez que c’est une erreur, répondez à cet e-mail ou écrivez à {contact}. La page de votre signature montre ce qui en est conservé ; vous pouvez l’effacer.",
    subject_restored: "Votre signature compte de nouveau : {title}",
    restored: "Votre signature de cette déclaration a été rétablie par {organisers} :",
    restored_next: "Elle est de nouveau comptée et affichée comme vous l’avez choisi. Vous n’avez rien à faire.",

    subject_suppressed: "Plus d’e-mails : {title}",
    suppressed: "Vous nous avez dit que ce n’était pas vous qui aviez donné votre adresse e-mail pour cette déclaration ou cette liste de {organisers} :",
    suppressed_next: "C’est annulé, et nous n’envoyons plus d’e-mails à cette adresse, quelle que soit la personne qui la saisit dans un formulaire ici. Si vous voulez un jour signer ou vous inscrire vous-même, ouvrez d’abord cette page et appuyez sur le bouton :",
    button_suppressed: "Recevoir à nouveau des e-mails",

    subject_sign: "Confirmez votre signature : {title}",
    asks_to_confirm: "{organisers} vous demande de confirmer que vous avez signé cette déclaration :",
    type_code_signed: "Pour confirmer, saisissez ce code là où vous avez signé :",
    once_signed: "Votre signature compte dès que vous confirmez, et votre nom est affiché comme vous l’avez choisi. D’ici là, personne ne le voit. Le code est valable 24 heures, la page 7 jours ; ensuite, ce que vous avez saisi est supprimé.",
    button_sign: "Confirmer ma signature",
    not_you_signed: "Alors quelqu’un a saisi votre adresse, peut-être par erreur. Ne faites rien, et rien n’est signé. Pour ne plus recevoir de lettre à ce sujet, ouvrez la page ci-dessus et appuyez sur « Ce n’était pas moi ».",

    subject_signed: "Vous avez déjà signé : {title}",
    signed_already: "Votre adresse a déjà signé cette déclaration de {organisers} :",
    counts_once: "Votre signature compte, une seule fois, et vous n’avez rien à faire. Si vous venez de signer de nouveau et qu’un code vous est demandé, le voici :",
    nothing_twice: "Rien n’est compté deux fois, et ce que vous avez signé d’abord reste tel quel. Pour le modifier ou le retirer, suivez le lien au bas de cette lettre.",
    button_signed: "Aller à ma signature",
    not_you_already: "Alors quelqu’un a saisi votre adresse, peut-être par erreur. Ne faites rien, et rien ne change. Pour ne plus recevoir de lettre à ce sujet, ouvrez la page ci-dessus et appuyez sur « Ce n’était pas moi ».",

    subject_subscribe: "Confirmez votre inscription : {title}",
    asks_to_subscribe: "{organisers} vous demande de confirmer que vous souhaitez vous inscrire à cette liste :",
    type_code_subscribed: "Pour confirmer, saisissez ce code dans le formulaire d’inscription :",
    once_subscribed: "Vous êtes sur la liste dès que vous confirmez, et pouvez la quitter à tout moment. Le code est valable 24 heures, la page 7 jours ; ensuite, ce que vous avez saisi est supprimé.",
    button_subscribe: "Confirmer mon inscription",
    not_you_subscribed: "Alors quelqu’un a saisi votre adresse, peut-être par erreur. Ne faites rien, et rien ne vous est envoyé. Pour ne plus recevoir de telles lettres, ouvrez la page ci-dessus et appuyez sur « Ce n’était pas moi ».",

    subject_subscribed: "Vous êtes déjà sur cette liste : {title}",
    subscribed_already: "Votre adresse est déjà sur cette liste de {organisers} :",
    need_nothing: "Vous n’avez rien à faire. Si vous venez de vous inscrire de nouveau et qu’un code vous est demandé, le voici :",
    stay_subscribed: "Vous restez sur la liste et recevez chaque lettre une seule fois. Si vous confirmez, les thèmes choisis cette fois remplacent les précédents.",

    subject_welcome: "Inscription confirmée : {title}",
    welcome: "Vous êtes sur cette liste de {organisers} :",
    keep_this: "Merci. Vous aurez des nouvelles à cette adresse. Gardez cette lettre : elle vous permet de quitter la liste à tout moment, ici :",
    unsubscribe: "Quitter la liste",

    subject_remind: "Reste à confirmer : {title}",
    once_reminded: "Rien ne compte tant que vous n’avez pas confirmé. Le code est valable 24 heures, la page jusqu’à 7 jours après la première lettre ; ensuite, ce que vous avez saisi est supprimé. Nous vous le rappelons deux fois au plus, et si vous ne faites rien, il ne se passe rien.",

    manage: "Voir, modifier, retirer ou effacer votre signature :",
    privacy_notice: "Politique de confidentialité",
};
