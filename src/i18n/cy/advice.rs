//! Welsh.

use crate::i18n::advice::{
    Failures, Optimisers, Outcomes, Platforms, ReportText, SiteTestText, TagText,
};

pub(super) const WORDS: SiteTestText = SiteTestText {
    failures: Failures {
        no_address: [
            "Nid cyfeiriad tudalen we yw hwn",
            "Teipiwch ef fel y mae ym mar cyfeiriad eich porwr, megis `https://ally.example/news`, heb enw defnyddiwr na chyfrinair.",
        ],
        port: [
            "Nid ydym yn edrych ar borth {port}",
            "Mae gwefannau cyhoeddus yn ateb ar borth 80 neu 443. Rhowch y cyfeiriad y mae eich darllenwyr yn ei ddefnyddio.",
        ],
        private: [
            "Nid yw {host} ar y rhyngrwyd cyhoeddus",
            "Dim ond yr hyn y gall pawb ei agor yr ydym yn ei agor. Rhowch gyfeiriad cyhoeddus y dudalen; ni ellir profi gwefan yn eich rhwydwaith eich hun oddi yma.",
        ],
        leads_to_private: "Mae’r dudalen yn ailgyfeirio i {host}, nad yw ar y rhyngrwyd cyhoeddus",
        redirects: [
            "Mae’r dudalen yn ailgyfeirio dro ar ôl tro",
            "Dilynwyd mwy na thri ailgyfeiriad. Agorwch y dudalen mewn ffenestr breifat, a rhowch y cyfeiriad y mae’n gorffen arno.",
        ],
        unknown_name: [
            "Nid oes gwefan o’r enw {host}",
            "Chwiliwch am gamgymeriad teipio. Gall gymryd diwrnod i enw newydd fod yn hysbys ym mhobman.",
        ],
        unreachable: [
            "Nid yw {host} yn ateb",
            "Efallai fod y wefan i lawr, neu’n rhwystro ymwelwyr fel ni. Rhowch gynnig arall arni’n nes ymlaen, neu gofynnwch i’r sawl sy’n ei rhedeg.",
        ],
        insecure: [
            "Ni ellir gwneud cysylltiad diogel â {host}",
            "Mae ei thystysgrif ar goll, wedi dod i ben, neu ar gyfer enw arall, a bydd porwyr eich darllenwyr yn eu rhybuddio hefyd. Gofynnwch i’r sawl sy’n rhedeg y wefan ei thrwsio; os nad oes tystysgrif o gwbl, rhowch y cyfeiriad gyda `http://`.",
        ],
        slow: [
            "Cymerodd {host} fwy na phum eiliad",
            "Rhowch gynnig arall arni; os yw’n dal yn araf, mae eich darllenwyr yn aros hefyd. Mae’r darnau i’w gludo yn gweithio yr un fath.",
        ],
        broken: [
            "Roedd yr ateb yn anghyflawn neu ddim o wefan",
            "Rhowch gynnig arall arni; os bydd yn digwydd eto, gofynnwch i’r sawl sy’n rhedeg y wefan.",
        ],
        kept_out: [
            "Nid yw’r dudalen ar agor i’r cyhoedd (statws {status})",
            "Cyhoeddwch hi heb gyfrinair yn gyntaf, neu profwch dudalen gyhoeddus arall o’r un wefan: mae ganddynt yr un polisi.",
        ],
        no_such_page: [
            "Nid oes tudalen o’r fath (statws {status})",
            "Chwiliwch am gamgymeriad teipio; rhaid cyhoeddi drafft cyn y gallwn ei weld.",
        ],
        status: [
            "Atebodd y wefan â statws {status}",
            "Mae rhywbeth o’i le arni ar hyn o bryd. Rhowch gynnig arall arni’n nes ymlaen, neu profwch dudalen arall ohoni.",
        ],
        not_a_page: [
            "Nid tudalen yw hon ond {kind}",
            "Rhowch gyfeiriad y dudalen y mae pobl yn ei darllen, nid cyfeiriad ffeil.",
        ],
        busy: [
            "Mae gormod o wefannau’n cael eu profi ar hyn o bryd",
            "Arhoswch ychydig eiliadau, yna rhowch gynnig arall arni.",
        ],
    },
    tags: TagText {
        intact: "Mae ein tag yno, ac yn gyfan",
        by_plugin: "Ategyn WordPress a roddodd ein tag yno",
        framed: "Mae ffrâm o’n heiddo ni yno",
        linked: [
            "Mae’r dudalen yn cysylltu â’n tudalen ni, heb declyn",
            "Os gwnaethoch ludo un, tynnwyd y gweddill allan: gweler isod yr hyn y mae’r wefan yn ei ganiatáu.",
        ],
        absent: [
            "Nid yw ein tag yno eto",
            "Gludwch un o’r darnau, cyhoeddwch y dudalen, a phrofwch eto.",
        ],
        without_script: [
            "Mae’r lle yno, ond mae ei sgript wedi mynd",
            "Ni chaiff y sawl a gadwodd y dudalen gadw sgriptiau (yn WordPress: Awdur neu Gyfrannwr), neu rhoddodd optimeiddiwr hi mewn ffeil ei hun. Gadewch i Olygydd neu Weinyddwr gadw’r dudalen, ac eithriwch `undersigned.js` rhag cael ei gyfuno.",
        ],
        without_place: [
            "Mae’r sgript yno, ond nid oes dim yn dweud ble dylai’r teclyn fod",
            "Gludwch y llinell gyfan eto: collwyd y `<div>` o flaen y sgript.",
        ],
        shown_as_text: [
            "Mae’r tag yn cael ei ddangos i ddarllenwyr fel testun",
            "Fe’i gludwyd i olygydd testun. Yn WordPress defnyddiwch floc HTML Cyfaddas, neu dab Cod (Testun) y golygydd clasurol.",
        ],
        type_changed: "{who}: newidiwyd math y sgript i “{kind}”",
        put_aside: "{who}: rhoddwyd cyfeiriad y sgript o’r neilltu",
        something: "Rhywbeth ar y wefan",
        runs_late: "Mae’n rhedeg yn hwyr neu ddim o gwbl.",
        held_by_banner: "Mae baner cwcis yn ei dal yn ôl nes bod darllenwyr yn cytuno. Nid yw’r teclyn yn gosod cwci nac yn cysylltu â neb arall, felly caiff redeg ar unwaith: rhestrwch `undersigned.js` fel un angenrheidiol.",
        not_run: "Nid yw porwyr yn ei rhedeg. Eithriwch `undersigned.js` rhag beth bynnag sy’n ailysgrifennu sgriptiau.",
        rehosted: "Daw’r sgript o {from}",
        copy_works: "Mae’n gweithio, gan fod y sgript ei hun yn enwi {server}; ond mae copi o’r fath yn heneiddio. Eithriwch `undersigned.js` rhag cael ei gopïo.",
        other_subject: [
            "Mae’r tag ar gyfer “{name}”",
            "Os hwn oedd gennych mewn golwg, copïwch y darn o’r dudalen hon.",
        ],
        no_subject: "Nid yw’r tag yn dweud ar gyfer beth y mae",
        unknown_widget: [
            "Nid oes teclyn o’r enw “{name}”",
            "Mae’n un o `signature`, `signup` a `share`: copïwch y darn o’r dudalen hon.",
        ],
    },
    platforms: Platforms {
        runs_on: "Mae’n rhedeg ar {name}",
        wordpress_roles: "Caiff Gweinyddwyr a Golygyddion ludo unrhyw un o’r darnau i floc HTML Cyfaddas. Mae’r hyn y mae Awdur neu Gyfrannwr yn ei gadw yn colli ei sgriptiau a’i fframiau, a’r sawl sy’n cadw olaf sy’n cyfrif; ar rwydwaith o wefannau dim ond uwch-weinyddwyr a gaiff ludo.",
        old_wordpress: "Mae’r fersiwn hon yn hen a heb floc HTML Cyfaddas: gludwch i dab Testun y golygydd, a pheidiwch â newid i Gweledol wedyn.",
        wordpress_com: "Mae sgriptiau a fframiau’n cael eu tynnu allan yno oni bai bod y cynllun yn caniatáu ategion. Mae’r ddolen yn gweithio bob amser.",
        paste_as: "Gludwch ef lle mae’r wefan yn cymryd HTML fel y mae: {place}. Mewn mannau eraill tynnir sgriptiau allan.",
        needs_plan: "Nid yw pob cynllun yn caniatáu sgriptiau.",
        reframed: "Gludwch ef i’r elfen ar gyfer cod HTML. Mae’r wefan yn rhoi hwnnw mewn ffrâm ar gyfeiriad arall, felly efallai y bydd rhaid i’r trefnwyr ychwanegu’r cyfeiriad hwnnw at y gwefannau.",
    },
    optimisers: Optimisers {
        at_work: "Mae {name} ar waith ar y dudalen hon",
        option: "Yn {name}, dan {menu}, ychwanegwch `undersigned.js` at {option}.",
        exclude: "Yn {name}, dan {menu}, eithriwch `undersigned.js` rhag cael ei oedi, ei ohirio neu ei gyfuno.",
        attribute: "Ysgrifennwch {attribute} yn y tag script, o flaen `src`, fel bod {name} yn gadael llonydd iddo.",
        necessary: "Os nad yw’r teclyn yn ymddangos, rhestrwch `undersigned.js` fel un angenrheidiol yn {name}: nid yw’n gosod cwci.",
    },
    outcomes: Outcomes {
        whole: "y teclyn cyfan, heb adael y dudalen",
        plain_form: "y ffurflen; mae’n parhau ar ein tudalen ein hunain",
        stepped_down: "y teclyn mewn ffrâm, y mae’n ei rhoi yno ei hun",
        framed: "y teclyn mewn ffrâm sy’n ffitio",
        fixed_frame: "y teclyn mewn ffrâm o uchder sefydlog",
        picture: "llun o’r cyfrif, sy’n arwain at ein tudalen ein hunain",
        link: "dolen i’n tudalen ein hunain",
        nothing: "dim byd",
    },
    report: ReportText {
        found: "Yr hyn a welsom",
        read: "Rydym wedi darllen {address}.",
        read_elsewhere: "Rydym wedi darllen {address}, lle mae’r cyfeiriad a roddwyd gennych yn arwain.",
        read_beginning: "Mae’n fwy na megabeit: dim ond ei dechrau rydym wedi’i ddarllen.",
        mixed: [
            "Mae’r dudalen yn ddiogel ac nid yw ein gweinydd ni",
            "Nid yw tudalen ar `https` yn llwytho dim o `http`. Gofynnwch i’r sawl sy’n rhedeg y gweinydd hwn roi tystysgrif iddo.",
        ],
        allowed: "Mae gan {origin} ganiatâd i’w fewnosod",
        not_allowed: [
            "Nid oes gan {origin} ganiatâd i’w fewnosod eto",
            "Gofynnwch i {organisers} ({contact}) ychwanegu `\"{origin}\"` at y `sites`. Tan hynny dangosir dolen yn ei le.",
        ],
        no_policy: [
            "Dim Content-Security-Policy",
            "Mae’n caniatáu popeth, felly nid oes rhaid newid dim.",
        ],
        one_policy: "Mae Content-Security-Policy mewn grym",
        several_policies: "Mae sawl Content-Security-Policy mewn grym, a dim ond gwahardd mwy y gall pob un",
        only_reports: "Dim ond adrodd y mae un polisi, heb wahardd dim eto",
        once_in_force: "Unwaith y bydd mewn grym, bydd angen hyn ar yr un llinell:",
        trusted_types: [
            "Mae’r dudalen yn gofyn am Trusted Types, ac nid yw’n adnabod ein rhai ni",
            "Mae’r teclyn yn dod o hyd i ffordd arall. Dim ond y llinell wedi’i chloi sydd angen hyn ar gyfer popeth y gall ei wneud:",
        ],
        each_way: "Yr hyn y byddai pob ffordd yn ei roi i’ch darllenwyr",
        for_more: "Beth i’w newid i gael mwy",
        in_header: "Yn y pennyn `Content-Security-Policy`:",
        in_meta: "Yn `<meta>` y dudalen ei hun:",
        add: "ychwanegwch {line}",
        replace: "mae {old} yn troi’n {new}",
        nonce: "Gyda `'strict-dynamic'` nid yw cyfeiriadau’n cyfrif: rhowch i’r tag script y nonce sydd gan sgriptiau’r wefan ei hun.",
    },
    nothing_to_do: "Dim i’w wneud.",
};
