//! Welsh.

use crate::i18n::mail::EmailText;

pub(super) const WORDS: EmailText = EmailText {
    greeting: "Helô,",
    greeting_named: "Helô {name},",
    next: "Beth sy’n digwydd nesaf",
    open_page: "Neu agorwch y dudalen hon a phwyso’r botwm yno:",
    wasnt_you: "Nid chi oedd e?",

    subject_renew: "Mae’r testun a lofnodwyd gennych wedi newid: {title}",
    text_changed: "Mae {organisers} wedi newid testun datganiad a lofnodwyd gennych:",
    before: "Cynt:",
    now: "Nawr:",
    and_more: "Mae rhagor o newidiadau; maent i gyd ar y dudalen isod.",
    renew_here: "Os ydych yn llofnodi’r testun newydd hefyd, agorwch y dudalen hon a phwyso’r botwm yno:",
    until_renewed: "Nes i chi ei adnewyddu, mae eich llofnod yn cyfrif ar gyfer y testun a lofnodwyd gennych. Os na wnewch ddim, felly y bydd, ac ni fyddwn yn ysgrifennu atoch am y fersiwn hon eto.",
    button_renew: "Darllen y newid ac adnewyddu",

    subject_held: "Mae eich llofnod yn aros: {title}",
    held: "Rydych wedi cadarnhau eich llofnod dan y datganiad hwn gan {organisers}:",
    held_for_mailbox: "Mae dau berson eisoes wedi llofnodi o’ch cyfeiriad, felly mae’r llofnod hwn yn aros nes i’r trefnwyr ei dderbyn. Tan hynny ni chaiff ei ddangos ac nid yw’n cyfrif; byddwn yn ysgrifennu atoch pan fydd. Ar ôl 180 diwrnod caiff ei ddileu.",
    held_for_verification: "Nid oes dim eto’n profi eich bod yn llofnodi dros y sefydliad, felly mae’r llofnod hwn yn aros. Mae’r dudalen isod yn dweud sut i’w brofi: drwy gyfeiriad ar barth y sefydliad ei hun, cofnod yn ei DNS neu ffeil ar ei wefan. Gall y trefnwyr ei dderbyn hefyd. Tan hynny ni chaiff ei ddangos ac nid yw’n cyfrif; byddwn yn ysgrifennu atoch pan fydd. Ar ôl 180 diwrnod caiff ei ddileu.",
    held_as_duplicate: "Mae sefydliad o’r enw hwn eisoes wedi llofnodi, felly mae’r llofnod hwn yn aros nes i’r trefnwyr ei dderbyn. Os chi oedd hwnnw, o gyfeiriad arall, nid oes angen gwneud dim: mae’n cyfrif eisoes. Hyd nes y caiff hwn ei dderbyn ni chaiff ei ddangos ac nid yw’n cyfrif; byddwn yn ysgrifennu atoch pan fydd. Ar ôl 180 diwrnod caiff ei ddileu.",
    button_manage: "Agor fy llofnod",
    subject_approved: "Mae eich llofnod yn cyfrif: {title}",
    approved: "Mae eich llofnod dan y datganiad hwn gan {organisers} yn cyfrif o hyn ymlaen:",
    approved_next: "Nid oes angen i chi wneud dim. Ar dudalen eich llofnod gwelwch sut y caiff ei ddangos, a gallwch ei newid neu ei dynnu’n ôl unrhyw bryd.",
    subject_rejected: "Ni chyfrifwyd eich llofnod: {title}",
    rejected: "Nid yw {organisers} wedi derbyn eich llofnod dan y datganiad hwn:",
    rejected_next: "Cafodd ei ddileu gyda phopeth a gadwyd amdano, ac ni ddangoswyd dim ohono. Os credwch mai camgymeriad yw hyn, atebwch y llythyr hwn neu ysgrifennwch at {contact}.",
    subject_taken_down: "Tynnwyd eich llofnod i lawr: {title}",
    taken_down: "Mae eich llofnod ar y datganiad hwn wedi’i dynnu i lawr gan {organisers}:",
    taken_down_why: "Y rheswm a roddwyd: {reason}",
    taken_down_next: "Ni chaiff ei ddangos ac nid yw’n cyfrif. Os credwch mai camgymeriad yw hyn, atebwch yr e-bost hwn neu ysgrifennwch at {contact}. Ar dudalen eich llofnod gwelwch yr hyn a gedwir, a gallwch ei ddileu.",
    subject_restored: "Mae eich llofnod yn cyfrif eto: {title}",
    restored: "Mae eich llofnod ar y datganiad hwn wedi’i adfer gan {organisers}:",
    restored_next: "Mae’n cyfrif eto ac yn cael ei ddangos fel y dewisoch. Nid oes angen i chi wneud dim.",

    subject_suppressed: "Dim rhagor o e-byst: {title}",
    suppressed: "Dywedoch wrthym nad chi roddodd eich cyfeiriad e-bost ar gyfer y datganiad neu’r rhestr hon gan {organisers}:",
    suppressed_next: "Mae wedi’i ganslo, ac ni fyddwn yn anfon rhagor o e-byst i’r cyfeiriad hwn, pwy bynnag sy’n ei deipio mewn ffurflen yma. Os hoffech lofnodi neu ymuno eich hun ryw ddydd, agorwch y dudalen hon yn gyntaf a phwyso’r botwm yno:",
    button_suppressed: "Gadael i e-byst ddod eto",

    subject_sign: "Cadarnhewch eich llofnod: {title}",
    asks_to_confirm: "Mae {organisers} yn gofyn i chi gadarnhau eich bod wedi llofnodi’r datganiad hwn:",
    type_code_signed: "I gadarnhau, teipiwch y cod hwn lle llofnodoch chi:",
    once_signed: "Bydd eich llofnod yn cyfrif wedi i chi gadarnhau, a dangosir eich enw fel y dewisoch. Tan hynny nid oes neb yn ei weld. Mae’r cod yn gweithio am 24 awr a’r dudalen am 7 diwrnod; wedyn caiff yr hyn a deipiwyd ei ddileu.",
    button_sign: "Cadarnhau fy llofnod",
    not_you_signed: "Yna teipiodd rhywun eich cyfeiriad, efallai drwy gamgymeriad. Peidiwch â gwneud dim, ac ni lofnodir dim. I beidio â chael rhagor o lythyrau am hyn, agorwch y dudalen uchod a phwyso “Nid fi oedd e”.",

    subject_signed: "Rydych wedi llofnodi eisoes: {title}",
    signed_already: "Mae eich cyfeiriad eisoes wedi llofnodi’r datganiad hwn gan {organisers}:",
    counts_once: "Mae eich llofnod yn cyfrif, unwaith, ac nid oes angen i chi wneud dim. Os ydych newydd lofnodi eto a bod gofyn am god, dyma fe:",
    nothing_twice: "Ni chyfrifir dim ddwywaith, ac mae’r hyn a lofnodoch gyntaf yn aros fel y mae. I’w newid neu ei dynnu’n ôl, dilynwch y ddolen ar waelod y llythyr hwn.",
    button_signed: "Mynd at fy llofnod",
    not_you_already: "Yna teipiodd rhywun eich cyfeiriad, efallai drwy gamgymeriad. Peidiwch â gwneud dim, ac ni newidir dim. I beidio â chael rhagor o lythyrau am hyn, agorwch y dudalen uchod a phwyso “Nid fi oedd e”.",

    subject_subscribe: "Cadarnhewch eich bod am ymuno: {title}",
    asks_to_subscribe: "Mae {organisers} yn gofyn i chi gadarnhau eich bod am ymuno â’r rhestr hon:",
    type_code_subscribed: "I gadarnhau, teipiwch y cod hwn lle ymunoch chi:",
    once_subscribed: "Byddwch ar y rhestr wedi i chi gadarnhau, a gallwch ei gadael unrhyw bryd. Mae’r cod yn gweithio am 24 awr a’r dudalen am 7 diwrnod; wedyn caiff yr hyn a deipiwyd ei ddileu.",
    button_subscribe: "Cadarnhau fy mod am ymuno",
    not_you_subscribed: "Yna teipiodd rhywun eich cyfeiriad, efallai drwy gamgymeriad. Peidiwch â gwneud dim, ac ni anfonir dim atoch. I beidio â chael rhagor o lythyrau fel hyn, agorwch y dudalen uchod a phwyso “Nid fi oedd e”.",

    subject_subscribed: "Rydych ar y rhestr hon eisoes: {title}",
    subscribed_already: "Mae eich cyfeiriad eisoes ar y rhestr hon gan {organisers}:",
    need_nothing: "Nid oes angen i chi wneud dim. Os ydych newydd ymuno eto a bod gofyn am god, dyma fe:",
    stay_subscribed: "Rydych yn aros ar y rhestr, ac yn cael pob llythyr unwaith. Os cadarnhewch, bydd y pynciau a ddewisoch y tro hwn yn disodli’r rhai cynharach.",

    subject_welcome: "Rydych wedi ymuno: {title}",
    welcome: "Rydych wedi ymuno â’r rhestr hon gan {organisers}:",
    keep_this: "Diolch. Byddwch yn clywed ganddynt yn y cyfeiriad hwn. Cadwch y llythyr hwn: gydag ef gallwch adael y rhestr unrhyw bryd, yma:",
    unsubscribe: "Gadael y rhestr",

    subject_remind: "Heb ei gadarnhau eto: {title}",
    once_reminded: "Does dim yn cyfrif nes i chi gadarnhau. Mae’r cod yn gweithio am 24 awr, a’r dudalen hyd at 7 diwrnod ar ôl y llythyr cyntaf; wedyn caiff yr hyn a deipiwyd ei ddileu. Ddwywaith ar y mwyaf y byddwn yn eich atgoffa, ac os na wnewch ddim, ni fydd dim yn digwydd.",

    manage: "Gweld, newid, tynnu’n ôl neu ddileu eich llofnod:",
    privacy_notice: "Hysbysiad preifatrwydd",
};
