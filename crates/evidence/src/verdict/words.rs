//! The words in which a table or a list says what it found, in the languages in which people write them.
//!
//! Written as [`super::folded`] leaves a cell: small letters, no accents, one blank between words. A `*` at the end stands for
//! an ending of up to [`ENDING`] letters, so that one entry covers the genders and cases of a language.

/// Letters that a `*` may stand for.
pub(super) const ENDING: usize = 5;

/// What says by itself that something is harmless.
#[rustfmt::skip]
pub(super) const HARMLESS: &[&str] = &[
    // English
    "allow list*", "allowlist*", "benign*", "false positive*", "false alarm*", "fp", "good ware", "goodware", "harmless", "known good", "known clean",
    "legit", "legitimate*", "no ioc*", "no threat*", "non malicious", "nonmalicious", "non threat", "not a threat", "not an indicator", "not an ioc",
    "not harmful", "not ioc", "not malicious", "not suspicious", "safe list*", "safelist*", "unrelated", "not related", "white list*", "whitelist*",
    "do not block", "innocuous", "sinkhole*", "our vpn*", "our gateway", "our firewall", "our proxy", "our own *", "our resolver", "our dns*", "our server",
    // German
    "entwarnung", "falsch positiv*", "fehlalarm*", "gutartig*", "harmlos*", "kein indikator", "keine bedrohung", "keine gefahr", "legitim*",
    "nicht blockieren", "nicht bosartig*", "nicht boesartig*", "nicht schadlich*", "nicht schaedlich*", "nicht verdachtig*", "nicht verdaechtig*",
    "unbedenklich*", "ungefahrlich*", "ungefaehrlich*", "unschadlich*", "unschaedlich*", "unverdachtig*", "unverdaechtig*",
    // French
    "benin*", "fausse alerte", "faux positif*", "inoffensi*", "legitime*", "liste blanche", "ne pas bloquer", "non malveillant*", "non suspect*",
    "pas malveillant*", "sans danger",
    // Spanish, Italian, Portuguese
    "falsa alarma", "falso positivo", "falsos positivos", "falsi positivi", "falso allarme", "falso alarme", "alarme falso", "inocu*", "innocu*",
    "inofensiv*", "legitim*", "legittim*", "lista bianca", "lista blanca", "lista branca", "nao bloquear", "nao malicios*", "nao suspeit*",
    "no bloquear", "no malicios*", "no sospechos*", "non bloccare", "non dannos*", "non malevol*", "non sospett*", "sin amenaza",
    // Dutch
    "fout positief", "goedaardig*", "legitiem*", "niet kwaadaardig*", "niet verdacht", "ongevaarlijk*", "onschadelijk*", "onverdacht*", "vals alarm",
    "vals positief", "vals positieve", "valse positieve", "witte lijst",
    // Polish
    "biala lista", "falszywy alarm", "falszywie dodatni*", "falszywie pozytywn*", "falszywy pozytyw*", "niegrozn*", "nie zlosliw*", "nieszkodliw*",
    "niezlosliw*", "lagodn*", "legalny", "legalna", "legalne", "nie blokowac",
    // Russian, Ukrainian
    "безвредн*", "безобидн*", "безопасн*", "белый список", "доброкачественн*", "легальн*", "легитимн*", "ложная тревога", "ложное срабатывание",
    "ложные срабатывания", "ложноположительн*", "не блокировать", "не вредоносн*", "невредоносн*", "не подозрительн*", "не является угрозой", "безпечн*",
    "білий список", "доброякісн*", "легітимн*", "не блокувати", "не шкідлив*", "нешкідлив*", "помилкове спрацювання", "хибна тривога",
    "хибне спрацювання", "хибне спрацьовування", "хибнопозитивн*",
    // Turkish
    "beyaz liste", "guvenli*", "hatali pozitif", "iyi huylu", "kotu amacli degil", "mesru*", "supheli degil", "yanlis alarm", "yanlis pozitif*",
    "zararli degil", "zararsiz*",
    // Chinese
    "良性", "误报", "誤報", "白名单", "白名單", "无害", "無害", "无恶意", "無惡意", "非恶意", "非惡意", "合法", "可信", "假阳性", "假陽性", "不是威胁", "无威胁", "無威脅",
    // Japanese
    "誤検知", "誤検出", "過検知", "正規", "ホワイトリスト", "問題なし", "偽陽性", "許可リスト", "悪性ではない", "脅威ではない", "脅威なし", "無害", "正当",
    // Korean
    "무해", "무해함", "오탐", "오탐지", "화이트리스트", "합법", "합법적", "정상 파일", "악성 아님", "위협 아님", "허용 목록", "신뢰할 수 있음",
    // Arabic
    "حميد*", "غير ضار*", "غير خبيث*", "غير مشبوه*", "ايجابي كاذب", "ايجابيه كاذبه", "انذار كاذب", "مشروع*", "شرعي*", "موثوق*", "القايمه البيضاء",
    "القائمه البيضاء", "ليس تهديدا",
];

/// What says it where a verdict is asked for.
#[rustfmt::skip]
pub(super) const HARMLESS_AS_VERDICT: &[&str] = &[
    "allow", "allowed", "authorised", "authorized", "clean", "excluded", "expected", "good", "ignore", "ignored", "legal", "no malicious activity",
    "no risk", "none malicious", "noise", "normal", "not bad", "ok", "okay", "safe", "trusted", "victim asset", "own asset", "our asset",
    "internal asset", "own infrastructure",
    // German, French
    "in ordnung", "rein", "sauber*", "sicher*", "normal*", "propre*", "sain*", "sans risque",
    // Spanish, Italian, Portuguese
    "limpi*", "limpo*", "limpa*", "segur*", "sicur*", "pulit*", "sin riesgo", "sem risco", "confiavel", "confiable",
    // Dutch, Polish
    "schoon", "veilig*", "czyst*", "bezpieczn*", "prawidlow*",
    // Russian, Ukrainian, Turkish
    "норма", "нормальн*", "чист*", "temiz*", "normal",
    // Chinese, Japanese, Korean, Arabic
    "正常", "安全", "干净", "乾淨", "クリーン", "シロ", "정상", "안전", "안전함", "클린", "امن*", "مامون*", "نظيف*", "سليم*",
];

/// What says that something was looked for and is not there.
#[rustfmt::skip]
pub(super) const ABSENT: &[&str] = &[
    // English
    "0 detection*", "0 finding*", "0 hit*", "0 host*", "0 match*", "0 result*", "absent", "does not exist", "no alert*", "no detection*", "no evidence",
    "no evidence found", "no finding*", "no hit*", "no host*", "no indication*", "no infection*", "no match*", "no occurrence*", "no result*",
    "no sighting*", "no sign*", "no trace*", "none detected", "none found", "none observed", "none seen", "no malware*", "no threats found", "no virus*",
    "not detected", "not encountered", "not found", "not identified", "not in use", "not infected", "not matched", "not observed", "not present",
    "not seen", "nothing detected", "nothing found", "undetected", "zero hit*", "zero match*", "zero detection*",
    // German
    "0 treffer", "kein befund", "kein fund", "kein nachweis", "kein treffer", "keine erkennung*", "keine funde", "keine hinweise", "keine spur*",
    "keine treffer", "nicht beobachtet", "nicht betroffen", "nicht da", "nicht detektiert", "nicht entdeckt", "nicht erkannt", "nicht festgestellt",
    "nicht gefunden", "nicht gesehen", "nicht infiziert", "nicht nachgewiesen", "nicht nachweisbar", "nicht vorhanden", "nichts gefunden", "ohne befund",
    // French
    "0 resultat*", "absent*", "aucun resultat", "aucune detection", "aucune occurrence", "aucune trace", "introuvable*", "non detecte*",
    "non identifie*", "non infecte*", "non observe*", "non present*", "non trouve*", "pas detecte*", "pas observe*", "pas present*", "pas trouve*",
    "rien trouve",
    // Spanish
    "0 resultado*", "ausente*", "no detectad*", "no encontrad*", "no hallad*", "no identificad*", "no infectad*", "no observad*", "no presente*",
    "no se detecto", "no se encontro", "sin coincidencia*", "sin deteccion*", "sin evidencia*", "sin hallazgo*", "sin rastro*", "sin resultado*",
    // Italian
    "assente*", "nessun risultato", "nessun riscontro", "nessuna rilevazione", "nessuna traccia", "non individuat*", "non infett*", "non osservat*",
    "non presente*", "non rilevat*", "non trovat*",
    // Portuguese
    "nao detectad*", "nao detetad*", "nao encontrad*", "nao identificad*", "nao observad*", "nao presente*", "nenhum resultado", "nenhuma detecao",
    "nenhuma deteccao", "sem detecao", "sem deteccao", "sem deteccoes", "sem ocorrencia*", "sem resultado*", "sem vestigio*",
    // Dutch
    "afwezig*", "geen detectie*", "geen hit*", "geen resultaat", "geen resultaten", "geen spoor", "geen sporen", "geen treffer*", "niet aangetroffen",
    "niet aanwezig", "niet gedetecteerd", "niet gevonden", "niet gezien", "niet waargenomen",
    // Polish
    "brak detekcji", "brak sladow", "brak trafien", "brak wykryc", "brak wynikow", "nie stwierdzono", "nie wykryto", "nie wykryt*", "nie zaobserwowano",
    "nie znaleziono", "nieobecn*", "niewykryt*",
    // Russian
    "0 совпадений", "не выявлен*", "не детект*", "не зафиксирован*", "не заражен*", "не найден*", "не обнаружен*", "не присутству*", "нет обнаружений",
    "нет следов", "нет совпадений", "ничего не найдено", "отсутств*",
    // Ukrainian
    "відсутн*", "немає збігів", "немає слідів", "не виявлен*", "не заражен*", "не зафіксован*", "не знайден*", "не спостеріга*", "не уражен*",
    "нічого не знайдено",
    // Turkish
    "algilanmadi", "bulunamadi", "bulunmadi", "gorulmedi", "iz yok", "mevcut degil", "rastlanmadi", "saptanmadi", "tespit edilemedi", "tespit edilmedi",
    // Chinese
    "未检测到", "未檢測到", "未检出", "未檢出", "未发现", "未發現", "未找到", "没有发现", "沒有發現", "未见", "未見", "不存在", "未命中", "无命中", "未感染", "未出现",
    // Japanese
    "検出なし", "検知なし", "未検出", "未検知", "検出されず", "検出されなかった", "検出されませんでした", "見つからず", "見つからなかった", "見つかりませんでした", "該当なし", "痕跡なし", "確認されず", "確認されなかった",
    "確認されませんでした", "ヒットなし", "存在しない", "非検出", "不検出", "発見されず",
    // Korean
    "미탐지", "미검출", "미발견", "탐지되지 않음", "발견되지 않음", "검출되지 않음", "확인되지 않음", "탐지 안됨", "흔적 없음", "해당 없음", "결과 없음",
    // Arabic
    "غير مكتشف*", "غير مرصود*", "غير موجود*", "لا اثر", "لا نتائج", "لم يتم الكشف*", "لم يتم العثور*", "لم يرصد*", "لم يعثر*", "لم يكتشف*", "لم تكتشف*",
];

/// What says it where the column asks whether something was found.
#[rustfmt::skip]
pub(super) const ABSENT_AS_ANSWER: &[&str] = &[
    "0", "false", "n", "negative", "never", "nil", "no", "none", "nothing", "nowhere", "zero", "without result", "negativ*", "kein", "keine", "keiner",
    "nein", "nichts", "null", "aucun", "aucune", "non", "rien", "negatif*", "nada", "ningun*", "nessun*", "nenhum*", "nao", "nulo", "geen", "nee",
    "negatief", "brak", "nie", "negatywn*", "ujemn*", "нет", "нету", "негативн*", "отрицательн*", "немає", "ні", "hayir", "negatif", "yok", "无", "無",
    "没有", "沒有", "否", "阴性", "陰性", "零", "なし", "無し", "ない", "いいえ", "없음", "없다", "아니오", "아니요", "음성", "لا", "لا يوجد", "لا توجد", "لا شيء", "سلبي*", "معدوم",
];

/// What answers no to a question.
#[rustfmt::skip]
pub(super) const NO: &[&str] = &[
    "0", "false", "n", "no", "non", "nein", "nee", "nao", "nie", "нет", "ні", "hayir", "否", "不", "いいえ", "아니오", "아니요", "لا",
];

/// What answers yes to a question.
pub(super) const YES: &[&str] = &[
    "1", "true", "y", "yes", "x", "ja", "oui", "si", "sim", "tak", "да", "так", "evet", "是", "はい", "有", "예", "네",
    "نعم",
];

/// What leaves a question open.
#[rustfmt::skip]
pub(super) const OPEN: &[&str] = &[
    "n a", "na", "nan", "not applicable", "not checked", "not tested", "pending", "tbc", "tbd", "to be checked", "to be confirmed", "to check", "todo",
    "unchecked", "unconfirmed", "undefined", "undetermined", "unknown", "untested", "unverified", "not yet checked", "offen", "unbekannt*", "ungepruft*",
    "ungeprueft*", "zu prufen", "zu pruefen", "inconnu*", "a verifier", "non verifie*", "desconocid*", "por verificar", "pendiente", "sconosciut*",
    "da verificare", "desconhecid*", "a verificar", "pendente", "onbekend", "te controleren", "nieznan*", "do sprawdzenia", "неизвестн*", "проверить",
    "невідом*", "перевірити", "bilinmiyor", "kontrol edilecek", "未知", "待查", "待确认", "不明", "未確認", "要確認", "調査中", "미확인", "확인 필요", "غير معروف*", "قيد التحقق",
];

/// Words of a verdict that deny nothing: a value so called may be evidence.
#[rustfmt::skip]
pub(super) const NO_DENIAL: &[&str] = &[
    "100", "abuse", "accepted", "active", "alert*", "anomalous", "apt", "backdoor", "bad", "bad ip", "blacklist*", "blocked", "blocklist*", "botnet",
    "c2", "c c", "cc", "cnc", "c2 server", "command and control", "closed", "compromised", "confirmed", "contained", "credential harvesting",
    "critical*", "current", "dangerous", "denied", "detected", "detection", "done", "down", "downloader", "draft", "dropper", "elevated", "enabled",
    "escalated", "evil", "exists", "exploit*", "failed", "final", "flagged", "found", "grayware", "greyware", "harmful", "high*", "highly suspicious",
    "hit", "hits", "identified", "in progress", "inactive", "infected", "info*", "investigating", "ioc*", "likely", "loader", "live", "low*",
    "malicious*", "malware*", "match*", "medium*", "mitigated", "moderate*", "monitor*", "new", "observed", "offline", "online", "open", "phish*",
    "positive", "possible", "present", "probable", "published", "pup", "pua", "quarantined", "ransomware", "rat", "remediated", "removed", "reported",
    "resolved", "reviewed", "risky", "scanner", "scanning", "seen", "serious", "severe", "sinkhole*", "spam", "spyware", "stealer", "success*",
    "suspect*", "suspicious*", "threat*", "to block", "block", "tp", "triaged", "trojan*", "true", "true positive*", "unclassified", "unrated", "unsafe",
    "up", "urgent", "valid", "verified", "very high", "virus", "worm", "yes",
    // German
    "aktiv", "auffallig*", "auffaellig*", "bestatigt*", "bestaetigt*", "betroffen", "bosartig*", "boesartig*", "blockiert", "entdeckt", "erkannt",
    "gefahrlich*", "gefaehrlich*", "gefunden", "geschlossen", "hoch", "infiziert*", "kompromittiert*", "kritisch*", "mittel", "nachgewiesen", "niedrig",
    "positiv", "schadlich*", "schaedlich*", "schadsoftware", "treffer", "verdachtig*", "verdaechtig*", "vorhanden", "wahrscheinlich",
    // French
    "actif*", "compromis*", "confirme*", "critique*", "dangereu*", "detecte*", "eleve*", "faible*", "infecte*", "malicieu*", "malveillant*", "moyen*",
    "nocif*", "nocive*", "nuisible*", "observe*", "positif*", "present*", "suspect*", "trouve*",
    // Spanish, Italian, Portuguese
    "activo", "alto", "alta", "attivo", "ativo", "baixo", "bajo", "basso", "bloquead*", "bloccat*", "comprometid*", "compromess*", "confermat*",
    "confirmad*", "critic*", "danin*", "dannos*", "detectad*", "detetad*", "encontrad*", "hallad*", "infectad*", "infetad*", "infett*", "malevol*",
    "malicios*", "malign*", "medio", "media", "nociv*", "observad*", "osservat*", "peligros*", "pericolos*", "perigos*", "positiv*", "presente*",
    "rilevat*", "sospechos*", "sospett*", "suspeit*", "trovat*",
    // Dutch
    "aangetroffen", "aanwezig", "actief", "besmet", "bevestigd", "gedetecteerd", "geinfecteerd", "gemiddeld", "gevaarlijk*", "gevonden", "hoog",
    "kritiek", "kwaadaardig*", "laag", "positief", "schadelijk*", "verdacht*",
    // Polish
    "aktywn*", "krytyczn*", "niebezpieczn*", "nisk*", "podejrzan*", "potwierdzon*", "pozytywn*", "sredni*", "szkodliw*", "wykryt*", "wysok*",
    "zainfekowan*", "zlosliw*", "znalezion*",
    // Russian, Ukrainian
    "вредоносн*", "высок*", "выявлен*", "зараж*", "зловредн*", "критич*", "найден*", "низк*", "обнаружен*", "опасн*", "подозрительн*", "подтвержден*",
    "положительн*", "средн*", "виявлен*", "висок*", "знайден*", "небезпечн*", "низьк*", "підозріл*", "підтверджен*", "позитивн*", "середн*", "уражен*",
    "шкідлив*", "есть", "є",
    // Turkish
    "bulundu", "dusuk", "kotu amacli", "kotucul*", "onaylan*", "orta", "pozitif", "supheli*", "tehlikeli*", "tespit edildi", "var", "yuksek", "zararli*",
    // Chinese
    "恶意", "惡意", "恶意软件", "可疑", "有害", "危险", "危險", "高危", "已确认", "确认", "感染", "已感染", "高", "中", "低", "检测到", "检出", "发现", "已发现", "存在", "命中", "阳性", "陽性", "威胁",
    // Japanese
    "悪性", "悪意", "悪意あり", "不審", "疑わしい", "危険", "確認済み", "確認", "検出", "検知", "検出あり", "発見", "該当", "あり", "黒", "クロ", "要注意", "マルウェア", "脅威",
    // Korean
    "악성", "악의적", "의심", "의심스러움", "유해", "위험", "확인", "확인됨", "감염", "감염됨", "높음", "중간", "낮음", "탐지", "탐지됨", "발견", "발견됨", "검출", "검출됨", "있음", "양성",
    // Arabic
    "خبيث*", "ضار*", "مشبوه*", "خطير*", "موكد*", "مصاب*", "عالي*", "متوسط*", "منخفض*", "مكتشف*", "موجود*", "ايجابي*", "نشط*",
];

/// What takes a row back.
#[rustfmt::skip]
pub(super) const WITHDRAWN: &[&str] = &[
    "aged out", "cancelled", "canceled", "decommissioned", "deleted", "deprecated", "do not use", "end of life", "expired", "invalid", "invalidated",
    "no longer active", "no longer relevant", "no longer valid", "not valid", "obsolete", "outdated", "out of date", "rescinded", "retired",
    "retracted", "revoked", "stale", "superseded", "withdrawn",
    "abgelaufen*", "geloscht*", "geloescht*", "nicht mehr gultig", "ungultig*", "ungueltig*", "veraltet*", "widerrufen*", "zuruckgezogen*", "zurueckgezogen*",
    "expire*", "invalide*", "obsolete*", "perime*", "revoque*", "retire*", "supprime*", "plus valide", "caducad*", "eliminad*", "expirad*", "invalid*", "obsolet*",
    "retirad*", "revocad*", "vencid*", "non valid*", "revocat*", "ritirat*", "scadut*", "revogad*", "ingetrokken", "ongeldig*", "verlopen", "verouderd*",
    "verwijderd", "niewazn*", "nieaktualn*", "odwolan*", "przeterminowan*", "uniewaznion*", "usuniet*", "wycofan*", "wygasl*", "истек*", "недействител*",
    "отозван*", "просрочен*", "удален*", "устарел*", "відкликан*", "видален*", "застаріл*", "недійсн*", "прострочен*", "gecersiz*", "iptal*", "silindi",
    "suresi dolmus", "已撤销", "撤销", "已撤銷", "过期", "已过期", "過期", "已過期", "失效", "已失效", "已删除", "已刪除", "作废", "无效", "無效", "失効", "失効済み", "期限切れ",
    "削除済み", "廃止", "撤回", "取り消し", "만료", "만료됨", "철회", "철회됨", "폐기", "폐기됨", "삭제됨", "무효", "ملغى", "منتهي*", "محذوف*",
];

/// Those of [`WITHDRAWN`] that a file, a certificate or a domain may be as well as a row of a list.
#[rustfmt::skip]
pub(super) const GONE: &[&str] = &[
    "decommissioned", "deleted", "end of life", "expired", "invalid", "invalidated", "not valid", "retired", "stale",
    "abgelaufen*", "geloscht*", "geloescht*", "ungultig*", "ungueltig*", "expire*", "invalide*", "perime*", "retire*", "supprime*", "caducad*",
    "eliminad*", "expirad*", "invalid*", "vencid*", "non valid*", "scadut*", "ongeldig*", "verlopen", "verwijderd", "niewazn*", "przeterminowan*",
    "usuniet*", "wygasl*", "истек*", "недействител*", "просрочен*", "удален*", "видален*", "недійсн*", "прострочен*", "gecersiz*", "silindi",
    "suresi dolmus", "过期", "已过期", "過期", "已過期", "失效", "已失效", "已删除", "已刪除", "无效", "無效", "失効", "失効済み", "期限切れ", "削除済み",
    "만료", "만료됨", "삭제됨", "무효", "منتهي*", "محذوف*",
];

/// What switches a row off.
#[rustfmt::skip]
pub(super) const SWITCHED_OFF: &[&str] = &[
    "disabled", "deactivated", "inactive", "off", "switched off", "turned off", "abgeschaltet", "ausgeschaltet", "deaktiviert", "inaktiv", "desactive*",
    "inactif*", "desactivad*", "desativad*", "inactiv*", "inativ*", "disattivat*", "inattiv*", "uitgeschakeld", "inactief", "nieaktywn*", "wylaczon*", "неактивн*",
    "отключен*", "выключен*", "вимкнен*", "devre disi", "pasif", "停用", "已停用", "禁用", "已禁用", "無効", "비활성", "비활성화", "معطل*",
];

/// What says that something was taken away: an entry from a list, or a file from a machine.
#[rustfmt::skip]
pub(super) const REMOVED: &[&str] = &[
    "removed", "delisted", "taken off the list", "entfernt", "retire", "retiree", "eliminado", "removido", "rimosso", "rimossa", "verwijderd", "usunieto", "удалено",
    "вилучено", "kaldirildi", "已移除", "移除", "削除", "제거됨",
];

/// What stands before a verdict and says how sure it is.
#[rustfmt::skip]
pub(super) const LEADS: &[&str] = &[
    "a ", "all ", "considered ", "confirmed ", "confirmed as ", "highly ", "known ", "likely ", "marked as ", "most likely ", "probable ", "probably ",
    "the ", "verified ", "very ", "wahrscheinlich ", "vermutlich ", "bestatigt ", "probablement ", "probablemente ", "probabilmente ", "provavelmente ",
    "waarschijnlijk ", "prawdopodobnie ", "вероятно ", "імовірно ", "muhtemelen ",
];

/// What turns the words behind it into their opposite.
#[rustfmt::skip]
pub(super) const NEGATIONS: &[&str] = &[
    "not ", "not a ", "no ", "no longer ", "never ", "non ", "nicht ", "kein ", "keine ", "pas ", "nao ", "niet ", "geen ", "nie ", "не ",
];

/// Marks of a table's cell that say no, and those that say yes.
pub(super) const CROSSES: [char; 9] = ['✗', '✘', '❌', '⨯', '×', '⊘', '🚫', '⛔', '✖'];
pub(super) const TICKS: [char; 6] = ['✓', '✔', '✅', '☑', '●', '🔴'];
