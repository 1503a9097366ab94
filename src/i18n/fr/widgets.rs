//! French: what widgets say. The crate `widgets` compiles this file.

use crate::text::Key;

pub(crate) const fn texts(key: Key) -> &'static str {
    match key {
        Key::Direction => "ltr",
        Key::Signed => "signature|de signatures|signatures",
        Key::NextGoal => "Prochain objectif : {}",
        Key::NobodyYet => "Soyez la première personne à signer",

        Key::DraftedBy => "Rédigé par {}",
        Key::ReadPrinciples => "Lire le principe|Lire les {} principes|Lire les {} principes",
        Key::ReadDeclaration => "Lire la déclaration",
        Key::Signatories => "Signataires",
        Key::AllSignatories => "Tous les noms",

        Key::NotYetOpen => "Vous pourrez signer à partir du {}.",
        Key::Closed => {
            "La collecte de signatures a pris fin le {}. Merci à toutes celles et à tous ceux qui ont signé."
        }

        Key::FormHeading => "Ajoutez votre nom",
        Key::KindOrganisation => "Je signe pour une organisation",
        Key::Organisation => "Nom de l’organisation",
        Key::Role => "Votre fonction dans l’organisation",
        Key::Name => "Votre nom",
        Key::Email => "Adresse e-mail",
        Key::EmailHint => "Nous y envoyons un code par e-mail. L’adresse n’est jamais affichée.",
        Key::DidYouMean => "Vouliez-vous dire {} ?",
        Key::Postcode => "Code postal",
        Key::Optional => "facultatif",
        Key::Visibility => "Affichage de votre nom",
        Key::VisibilityFull => "Nom complet",
        Key::VisibilityInitials => "Initiales seulement",
        Key::VisibilityHidden => "Nom masqué, signature comptée",
        Key::More => "Plus :",
        Key::MoreName => "nom",
        Key::MoreOrganisation => "organisation",
        Key::MorePostcode => "code postal",
        Key::MoreVisibility => "affichage de votre nom",
        Key::MoreReservations => "vos réserves",
        Key::MoreTopics => "sujets",
        Key::ShownAs => "Nom affiché : {}",
        Key::ShownInFull => "Votre nom est affiché en entier.",
        Key::ReservedOn => "Réserves : {}",
        Key::Reserve => "Je signe, avec une réserve sur :",
        Key::ReservePrinciple => "Je signe, avec une réserve sur le principe {}",
        Key::ReserveNote => "Votre réserve sur le principe {}",
        Key::ReserveLimit => "{} caractères maximum",
        Key::Updates => "Je souhaite recevoir les actualités de {}",
        Key::Privacy => {
            "Signer révèle une opinion politique : en signant, vous acceptez que {} l’utilise, ainsi que vos données, pour cette déclaration uniquement. Votre adresse e-mail et votre code postal ne sont jamais publiés."
        }
        Key::Submit => "Signer la déclaration",
        Key::Sending => "Envoi…",
        Key::StillSending => {
            "La connexion est lente. Vos informations sont en cours d’envoi ; ce que vous avez saisi est conservé."
        }

        Key::Topics => "Quels sujets vous intéressent ?",
        Key::Consent => {
            "En vous inscrivant, vous acceptez de recevoir des e-mails de {}. Chaque e-mail contient un lien de désinscription."
        }
        Key::Join => "S’inscrire à la liste",

        Key::CodeHeading => "Saisissez le code reçu par e-mail",
        Key::CodeSent => {
            "L’e-mail à {} arrive en général en une minute. Cela peut prendre jusqu’à 15 minutes si cette adresse a servi récemment."
        }
        Key::CodeSentBack => {
            "L’e-mail arrive en général en une minute. Cela peut prendre jusqu’à 15 minutes si cette adresse a servi récemment."
        }
        Key::CodeFrom => "De : {}",
        Key::CodeSubject => "Objet : {}",
        Key::CodeInbox => "Ouvrir {}",
        Key::CodeLabel => "Code à six chiffres",
        Key::CodeHint => "Le lien dans l’e-mail fonctionne aussi.",
        Key::CodeSends => "Le code est envoyé dès que vous saisissez le sixième chiffre.",
        Key::CodeSubmit => "Confirmer",
        Key::CodeChecking => "Vérification…",
        Key::CodeNotCounted => {
            "Votre nom n’est ni compté ni affiché tant que vous n’avez pas confirmé."
        }
        Key::CodeNotJoined => "Vous n’êtes pas sur la liste tant que vous n’avez pas confirmé.",
        Key::CodeStopped => {
            "Si « Ce n’était pas moi » a un jour été choisi pour cette adresse, ouvrez le seul e-mail à ce sujet et autorisez à nouveau les e-mails."
        }
        Key::CodeNothingCame => "Rien reçu ? Vérifiez le courrier indésirable (spam), ou",
        Key::StartAgain => "vérifiez vos informations et recommencez",
        Key::SendAgain => "Renvoyer",
        Key::AskAgain => "Redemander l’e-mail",
        Key::AddressWrong => "Mauvaise adresse e-mail ?",
        Key::CorrectAddress => "Corriger l’adresse e-mail",
        Key::Corrected => {
            "L’adresse e-mail est modifiée. Utilisez le code ou le lien de l’e-mail le plus récent."
        }
        Key::AskedAgo => {
            "Demande faite il y a {} seconde. Vous pourrez redemander une minute après.|Demande faite il y a {} secondes. Vous pourrez redemander une minute après.|Demande faite il y a {} secondes. Vous pourrez redemander une minute après."
        }

        Key::ThanksHeading => "Merci",
        Key::ThanksSigned => "Vous avez signé « {} ».",
        Key::ThanksWaits => {
            "Votre signature de « {} » est confirmée, mais les organisateurs doivent encore l’approuver. Notre e-mail explique pourquoi."
        }
        Key::ThanksJoined => "Votre inscription à « {} » est confirmée.",
        Key::ThanksShare => {
            "La plupart des gens signent parce qu’une personne de leur entourage le leur a demandé."
        }
        Key::Ask => "Demander à quelqu’un de signer",
        Key::AskWords => "Je viens de signer « {} ». Signerez-vous aussi ?",
        Key::OwnName => "Désormais sur la liste : {}",
        Key::UpdatesAgreed => "Vous recevrez les actualités de {}.",
        Key::Onward => "Continuer sur {}",
        Key::NextPerson => "Une autre personne ici signe aussi",
        Key::SignedHere => "Vous avez signé « {} » sur cet appareil.",
        Key::NotYou => "Ce n’est pas vous ? Commencez avec un formulaire vide",

        Key::ShareNative => "Partager…",
        Key::ShareCopy => "Copier le lien",
        Key::ShareEmail => "E-mail",
        Key::SharePrint => "Imprimer",
        Key::ShareShared => "Partagé",
        Key::ShareCopied => "Copié",
        Key::ShareSelect => "Copiez cette adresse :",
        Key::MastodonAsk => "Votre serveur Mastodon",
        Key::MastodonGo => "Continuer",
        Key::MastodonWrong => "Saisissez le nom d’un serveur, comme mastodon.example",
        Key::Follow => "Suivre",
        Key::FollowRss => "Flux RSS",

        Key::Close => "Fermer",

        Key::NameRequired => "Saisissez votre nom",
        Key::EmailRequired => "Saisissez votre adresse e-mail",
        Key::OrganisationRequired => "Saisissez le nom de l’organisation",
        Key::CodeRequired => "Saisissez les six chiffres de l’e-mail",
        Key::Required => "Remplissez ce champ",
        Key::TooLong => "C’est trop long ; raccourcissez",
        Key::ControlCharacters => {
            "Certains caractères ne peuvent pas être affichés. Saisissez le texte au lieu de le coller."
        }
        Key::BidiOverrides => {
            "Des caractères cachés inversent le texte. Saisissez-le au lieu de le coller."
        }
        Key::Markup => "N’utilisez ni < ni >",
        Key::Link => "Ne mettez pas d’adresse web ou e-mail ; laissez une espace après un point",
        Key::Digits => "Ne mettez pas de chiffres",
        Key::Symbols => "Ne mettez pas d’images ni de symboles",
        Key::StackedMarks => "Mettez au plus quatre accents ou autres signes sur une même lettre",
        Key::MissingAt => "Il manque le @. Saisissez une adresse e-mail comme nom@mail.example",
        Key::InvalidDomain => "Vérifiez ce qui suit le @, par exemple mail.example",
        Key::InvalidEmail => {
            "Vérifiez ce qui précède le @ : lettres sans accents, chiffres et points, pas d’espaces, comme nom@mail.example"
        }
        Key::InvalidPostcode => {
            "Utilisez seulement des lettres, des chiffres, des espaces et des traits d’union"
        }
        Key::InvalidChoice => "Choisissez l’une des réponses proposées",
        Key::InvalidCode => "Le code compte six chiffres",
        Key::NotAsked => "Laissez ce champ vide : il n’est plus demandé",
        Key::WrongCode => {
            "Ce code n’est pas correct. Vérifiez l’e-mail le plus récent et réessayez."
        }
        Key::OtherCode => {
            "Ce code appartient à un autre e-mail. Utilisez celui de l’e-mail le plus récent."
        }

        Key::Offline => {
            "Nous n’avons pas pu joindre le serveur. Ce que vous avez saisi est conservé : réessayez une fois en ligne."
        }
        Key::Unavailable => {
            "Le service n’est pas disponible pour le moment. Ce que vous avez saisi est conservé : réessayez dans un instant."
        }
        Key::TooManyTries => {
            "Trop de tentatives : ce code ne fonctionne plus. Utilisez le lien dans l’e-mail, ou redemandez l’e-mail pour obtenir un nouveau code."
        }
        Key::TooManyRequests => {
            "Trop de demandes depuis votre réseau. Attendez une minute, puis réessayez."
        }
        Key::DeclarationClosed => {
            "La collecte de signatures a pris fin entre-temps ; votre signature n’a pas été envoyée."
        }
        Key::DeclarationNotOpen => {
            "La collecte de signatures n’a pas encore commencé ; votre signature n’a pas été envoyée."
        }
        Key::Expired => "Ce code a expiré. Renvoyez vos informations pour en recevoir un nouveau.",
        Key::OriginNotAllowed => "Ce site n’est pas autorisé à recueillir des signatures ici.",
        Key::NotFound => "Cette page n’existe plus.",
        Key::ValidationFailed => "Vérifiez les réponses signalées.",
        Key::Failed => {
            "Une erreur s’est produite de notre côté. Ce que vous avez saisi est conservé : réessayez."
        }
    }
}
