//! French.

use crate::i18n::advice::{
    Failures, Optimisers, Outcomes, Platforms, ReportText, SiteTestText, TagText,
};

pub(super) const WORDS: SiteTestText = SiteTestText {
    failures: Failures {
        no_address: [
            "Ce n’est pas l’adresse d’une page web",
            "Écrivez-la telle qu’elle apparaît dans la barre d’adresse de votre navigateur, par exemple `https://ally.example/news`, sans nom d’utilisateur ni mot de passe.",
        ],
        port: [
            "Le port {port} n’est pas consulté",
            "Les sites publics répondent sur le port 80 ou 443. Donnez l’adresse que vos lecteurs utilisent.",
        ],
        private: [
            "{host} n’est pas sur l’internet public",
            "Nous n’ouvrons que ce que tout le monde peut ouvrir. Donnez l’adresse publique de la page ; un site de votre propre réseau ne peut pas être testé d’ici.",
        ],
        leads_to_private: "La page redirige vers {host}, qui n’est pas sur l’internet public",
        redirects: [
            "La page redirige encore et encore",
            "Plus de trois redirections ont été suivies. Ouvrez la page dans une fenêtre privée et donnez l’adresse à laquelle elle aboutit.",
        ],
        unknown_name: [
            "Aucun site ne s’appelle {host}",
            "Cherchez une faute de frappe. Un nouveau nom peut mettre une journée à être connu partout.",
        ],
        unreachable: [
            "{host} ne répond pas",
            "Le site est peut-être en panne, ou bloque des visiteurs comme nous. Réessayez plus tard, ou demandez à la personne qui le gère.",
        ],
        insecure: [
            "Aucune connexion sécurisée avec {host} n’est possible",
            "Son certificat manque, a expiré ou vaut pour un autre nom, et les navigateurs de vos lecteurs les avertiront aussi. Demandez à la personne qui gère le site d’y remédier ; s’il n’a pas de certificat du tout, donnez l’adresse avec `http://`.",
        ],
        slow: [
            "{host} a mis plus de cinq secondes",
            "Réessayez ; s’il reste lent, vos lecteurs attendent aussi. Les codes à coller fonctionnent tout de même.",
        ],
        broken: [
            "La réponse était incomplète ou ne venait pas d’un site web",
            "Réessayez ; si cela se reproduit, demandez à la personne qui gère le site.",
        ],
        kept_out: [
            "La page n’est pas ouverte au public (code {status})",
            "Publiez-la d’abord sans mot de passe, ou testez une autre page publique du même site : elles ont la même politique.",
        ],
        no_such_page: [
            "Cette page n’existe pas (code {status})",
            "Cherchez une faute de frappe ; un brouillon doit être publié pour que nous puissions le voir.",
        ],
        status: [
            "Le site a répondu par le code {status}",
            "Quelque chose n’y va pas en ce moment. Réessayez plus tard, ou testez une autre de ses pages.",
        ],
        not_a_page: [
            "Ce n’est pas une page, mais {kind}",
            "Donnez l’adresse de la page que l’on lit, et non d’un fichier.",
        ],
        busy: [
            "Trop de sites sont testés en ce moment",
            "Attendez quelques secondes, puis réessayez.",
        ],
    },
    tags: TagText {
        intact: "Notre balise est là, entière",
        by_plugin: "L’extension WordPress y a mis notre balise",
        framed: "Un de nos cadres est là",
        linked: [
            "La page a un lien vers la nôtre, sans widget",
            "Si vous en avez collé un, le reste a été retiré : voyez ci-dessous ce que le site autorise.",
        ],
        absent: [
            "Notre balise n’y est pas encore",
            "Collez l’un des codes, publiez la page, puis testez de nouveau.",
        ],
        without_script: [
            "L’emplacement est là, mais son script a disparu",
            "La personne qui a enregistré la page n’a pas le droit d’enregistrer des scripts (dans WordPress : Auteur ou Contributeur), ou un optimiseur l’a mis dans un fichier à lui. Faites enregistrer la page par un Éditeur ou un Administrateur, et excluez `undersigned.js` de la combinaison des scripts.",
        ],
        without_place: [
            "Le script est là, mais rien ne dit où le widget doit se placer",
            "Collez de nouveau la ligne entière : le `<div>` devant le script s’est perdu.",
        ],
        shown_as_text: [
            "La balise s’affiche comme du texte",
            "Elle a été collée dans un éditeur de texte. Dans WordPress, utilisez un bloc HTML personnalisé, ou l’onglet Code (Texte) de l’éditeur classique.",
        ],
        type_changed: "{who} a changé le type du script en « {kind} »",
        put_aside: "{who} a mis de côté l’adresse du script",
        something: "Quelque chose sur le site",
        runs_late: "Il s’exécute tard, ou pas du tout.",
        held_by_banner: "Un bandeau de cookies le retient jusqu’à l’accord du lecteur. Le widget ne pose aucun cookie et ne contacte personne d’autre, il peut donc s’exécuter aussitôt : classez `undersigned.js` comme nécessaire.",
        not_run: "Les navigateurs ne l’exécutent pas. Excluez `undersigned.js` de ce qui réécrit les scripts.",
        rehosted: "Le script vient de {from}",
        copy_works: "Cela fonctionne, car le script lui-même nomme {server} ; mais une telle copie vieillit. Excluez `undersigned.js` de la copie.",
        other_subject: [
            "La balise est pour « {name} »",
            "Si vous pensiez à ceci, copiez le code de cette page.",
        ],
        no_subject: "La balise ne dit pas pour quoi elle est",
        unknown_widget: [
            "Aucun widget ne s’appelle « {name} »",
            "C’est `signature`, `signup` ou `share` : copiez le code de cette page.",
        ],
    },
    platforms: Platforms {
        runs_on: "Il est fait avec {name}",
        wordpress_roles: "Les Administrateurs et les Éditeurs peuvent coller n’importe lequel des codes dans un bloc HTML personnalisé. Ce qu’enregistre un Auteur ou un Contributeur perd ses scripts et ses cadres, et c’est le dernier enregistrement qui compte ; sur un réseau de sites, seuls les super-administrateurs le peuvent.",
        old_wordpress: "Cette version est ancienne et n’a pas de bloc HTML personnalisé : collez dans l’onglet Texte de l’éditeur, et ne passez plus à Visuel ensuite.",
        wordpress_com: "Les scripts et les cadres y sont retirés, sauf si la formule permet les extensions. Le lien fonctionne toujours.",
        paste_as: "Collez-le là où le site prend le HTML tel quel : {place}. Ailleurs, les scripts sont retirés.",
        needs_plan: "Toutes les formules n’autorisent pas les scripts.",
        reframed: "Collez-le dans l’élément pour code HTML. Le site le met dans un cadre d’une autre adresse ; il se peut que les organisateurs doivent ajouter celle-ci aux sites.",
    },
    optimisers: Optimisers {
        at_work: "{name} agit sur cette page",
        option: "Dans {name}, sous {menu}, ajoutez `undersigned.js` à {option}.",
        exclude: "Dans {name}, sous {menu}, excluez `undersigned.js` de ce qui est retardé, différé ou combiné.",
        attribute: "Écrivez {attribute} dans la balise script, avant `src`, pour que {name} n’y touche pas.",
        necessary: "Si le widget n’apparaît pas, classez `undersigned.js` comme nécessaire dans {name} : il ne pose aucun cookie.",
    },
    outcomes: Outcomes {
        whole: "le widget entier, sans quitter la page",
        plain_form: "le formulaire ; la suite se passe sur notre propre page",
        stepped_down: "le widget dans un cadre, qu’il ajoute lui-même",
        framed: "le widget dans un cadre à sa hauteur",
        fixed_frame: "le widget dans un cadre de hauteur fixe",
        picture: "une image du compteur, qui mène à notre propre page",
        link: "un lien vers notre propre page",
        nothing: "rien",
    },
    report: ReportText {
        found: "Ce que nous avons trouvé",
        read: "Nous avons lu {address}.",
        read_elsewhere: "Nous avons lu {address}, où mène l’adresse que vous avez donnée.",
        read_beginning: "Elle dépasse un mégaoctet : nous n’en avons lu que le début.",
        mixed: [
            "La page est sécurisée et notre serveur ne l’est pas",
            "Une page en `https` ne charge rien en `http`. Demandez à la personne qui gère ce serveur de lui donner un certificat.",
        ],
        allowed: "{origin} a le droit de l’intégrer",
        not_allowed: [
            "{origin} n’a pas encore le droit de l’intégrer",
            "Demandez à {organisers} ({contact}) d’ajouter `\"{origin}\"` à `sites`. D’ici là, un lien occupe la place.",
        ],
        no_policy: [
            "Pas de Content-Security-Policy",
            "Le site autorise tout ; rien n’est à changer.",
        ],
        one_policy: "Une Content-Security-Policy est en vigueur",
        several_policies: "Plusieurs Content-Security-Policy sont en vigueur, et chacune ne peut qu’interdire davantage",
        only_reports: "Une politique ne fait que signaler, et n’interdit encore rien",
        once_in_force: "Une fois en vigueur, la ligne a besoin de ceci :",
        trusted_types: [
            "La page exige Trusted Types et ne connaît pas les nôtres",
            "Le widget trouve un autre chemin. Seule la ligne verrouillée en a besoin pour tout ce qu’elle sait faire :",
        ],
        each_way: "Ce que chaque façon donnerait à vos lecteurs",
        for_more: "Que changer pour en avoir plus",
        in_header: "Dans l’en-tête `Content-Security-Policy` :",
        in_meta: "Dans le `<meta>` de la page :",
        add: "ajoutez {line}",
        replace: "{old} devient {new}",
        nonce: "Avec `'strict-dynamic'`, les adresses ne comptent pas : donnez à la balise script le nonce qu’ont les scripts du site.",
    },
    nothing_to_do: "Rien à faire.",
};
