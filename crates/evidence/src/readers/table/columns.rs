use std::collections::HashMap;
use std::sync::LazyLock;

use crate::verdict::{self, Verdict};
use crate::{HashAlgorithm, ObservableKind, Reason};

/// What a column holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Column {
    /// Traces of one kind.
    Trace(ObservableKind),
    /// Hashes of any algorithm.
    Hash,
    /// A file: its name, path or hash.
    File,
    /// Traces whose kind the cell beside them names.
    Value,
    /// The kind of the trace in the value column.
    Type,
    /// Malware or tools by name.
    Software,
    /// Actors or campaigns by name.
    Actor,
    /// Vulnerabilities.
    Cve,
    /// Techniques by identifier or name.
    Technique,
    /// When the row's traces were seen.
    When,
    /// Text about the row.
    Prose,
    /// The row's identifier.
    Id,
    /// What the table says of the row.
    Verdict(Verdict),
    /// Values that are no evidence for this reason, each worth naming: who was hit, links to reports, fingerprints that are not
    /// compared.
    Aside(Reason),
    /// Words about the row: counters, ports, sizes, flags.
    Description,
    /// A name that says nothing: each cell is read by its form.
    Unknown,
}

use ObservableKind as Kind;

const fn hash(algorithm: HashAlgorithm) -> Column {
    Column::Trace(Kind::FileHash(algorithm))
}

/// Names of columns; accents, blanks and marks tell none apart.
#[rustfmt::skip]
const NAMES: &[(Column, &[&str])] = &[
    (hash(HashAlgorithm::Md5), &["md5", "md5sum", "md5hash", "filemd5", "hashmd5", "samplemd5"]),
    (hash(HashAlgorithm::Sha1), &["sha1", "sha1sum", "sha1hash", "filesha1", "hashsha1"]),
    (hash(HashAlgorithm::Sha256), &["sha256", "sha256sum", "sha256hash", "filesha256", "hashsha256", "sha2"]),
    (hash(HashAlgorithm::Sha512), &["sha512", "sha512hash"]),
    (hash(HashAlgorithm::Ssdeep), &["ssdeep"]),
    (hash(HashAlgorithm::Imphash), &["imphash"]),
    (hash(HashAlgorithm::Tlsh), &["tlsh"]),
    (Column::Hash, &[
        "hash", "hashes", "filehash", "filehashes", "hashvalue", "samplehash", "checksum", "digest", "fingerprintfile", "哈希",
        "文件哈希", "ハッシュ", "ハッシュ値", "хеш", "хэш", "prüfsumme", "empreinte", "해시", "hashwert", "hashwerte", "prüfsummen", "empreintes", "condensat",
        "suma de comprobación", "somma di controllo", "skrót", "хеши", "хэши", "геш", "гешсума", "хешсумма", "контрольная сумма", "哈希值",
        "文件哈希值", "해시값",
        "تجزئة", "بصمة", "هاش",
    ]),
    (Column::Trace(Kind::DomainName), &[
        "domain", "domains", "domainname", "domainnames", "hostname", "hostnames", "host", "hosts", "fqdn", "fqdns", "c2domain",
        "cncdomain", "dns", "dnsname", "dnsquery", "query", "rrname", "sni", "servername", "域名", "ドメイン", "ドメイン名", "домен",
        "домены", "domaine", "domäne", "dominio", "도메인", "domaines", "nom de domaine", "noms de domaine",
        "domänen", "domänenname", "domainnamen", "dominios", "nombre de dominio", "domini", "nome di dominio", "domínio", "domínios",
        "nome de domínio",
        "domein", "domeinen", "domeinnaam", "domena", "domeny", "nazwa domeny", "доменное имя", "доменные имена", "доменне імя", "доменимя",
        "alan adı", "alanadı",
        "etki alanı", "域", "网域", "網域", "도메인명", "도메인 이름", "نطاق", "النطاق", "اسم النطاق", "اسم المجال",
    ]),
    (Column::Trace(Kind::Ipv4Addr), &[
        "ip", "ips", "ipaddress", "ipaddresses", "ipaddr", "ipv4", "ipv4address", "dstip", "destip", "destinationip", "c2ip",
        "cncip", "ipdst", "ipsrc", "srcip", "sourceip", "remoteip", "remoteaddress", "remoteaddr", "clientip", "idresph", "idorigh",
        "cidr", "subnet", "ipv4addr", "adresseip", "ipадрес", "ip地址", "ipアドレス", "direccionip", "dirección ip", "ip주소", "ipadresse",
        "ipadressen", "adresses ip", "adressesip",
        "direccionesip", "indirizzo ip", "indirizzi ip", "endereço ip", "endereços ip", "ipadres", "adres ip", "adresy ip", "ipадреса",
        "ipадреси", "ip adresi", "ip adresleri", "ip位址", "عنوان ip", "عناوين ip",
    ]),
    (Column::Trace(Kind::Ipv6Addr), &["ipv6", "ipv6address", "ipv6addr"]),
    (Column::Trace(Kind::Url), &[
        "url", "urls", "uri", "uris", "maliciousurl", "c2url", "phishingurl", "downloadurl", "payloadurl", "网址", "ссылка", "webadresse",
        "adresse web", "dirección web", "indirizzo web", "链接", "連結", "網址", "ссылки", "посилання", "رابط", "الرابط",
    ]),
    (Column::Trace(Kind::EmailAddr), &[
        "email", "emails", "emailaddress", "emailaddresses", "mail", "sender", "senders", "senderaddress", "from", "fromaddress",
        "emailsrc", "emailfrom", "emailsender", "replyto", "returnpath", "emailaddr", "emailadresse", "emailadressen", "adresse email",
        "adresse e mail", "courriel", "correo", "correo electrónico", "indirizzo email", "e posta", "邮箱", "电子邮件", "メールアドレス",
        "электронная почта", "почта",
        "електронна пошта", "пошта", "absender", "expéditeur", "remitente", "mittente", "remetente", "afzender", "nadawca", "отправитель",
        "відправник", "gönderen",
        "发件人", "送信者", "발신자", "이메일", "المرسل", "بريد إلكتروني", "البريد الإلكتروني",
    ]),
    (Column::Trace(Kind::FileName), &["file", "filename", "filenames", "files", "samplename", "文件名", "ファイル名", "имяфайла", "dateiname",
        "dateinamen", "datei", "dateien", "nom de fichier", "noms de fichier", "fichier", "fichiers", "nombre de archivo",
        "nombre de fichero", "archivo", "archivos",
        "fichero", "nome file", "nome del file", "nome do arquivo", "nome de arquivo", "nome do ficheiro", "arquivo", "ficheiro",
        "bestandsnaam", "bestand", "bestanden",
        "nazwa pliku", "plik", "pliki", "файл", "файлы", "імя файлу", "назва файлу", "dosya adı", "dosya", "文件", "文件名称", "檔名", "檔案名稱", "檔案",
        "ファイル", "파일",
        "파일명", "파일 이름", "اسم الملف", "ملف", "الملف"]),
    (Column::Trace(Kind::FilePath), &["path", "filepath", "fullpath", "fullfilepath", "pathname", "imagepath", "dateipfad", "pfad", "chemin",
        "ruta", "percorso", "caminho", "bestandspad", "ścieżka", "путь", "путь к файлу", "шлях", "dosya yolu", "文件路径", "路径", "ファイルパス", "パス",
        "파일 경로", "경로", "مسار", "مسار الملف",
    ]),
    (Column::Trace(Kind::Mutex), &["mutex", "mutexes", "mutant", "mutexname", "мьютекс", "互斥体", "ミューテックス", "뮤텍스"]),
    (Column::Trace(Kind::WindowsRegistryKey), &[
        "registry", "registrykey", "registrykeys", "regkey", "regkeys", "windowsregistrykey", "registrierungsschlüssel", "clé de registre",
        "clave de registro", "chiave di registro", "chave de registro", "ключ реестра", "ключ реєстру", "注册表", "レジストリ", "레지스트리"]),
    (Column::Trace(Kind::UserAgent), &["useragent", "useragents", "httpuseragent"]),
    (Column::Trace(Kind::AutonomousSystem), &["asn", "as", "autonomoussystem"]),
    (Column::Trace(Kind::Process), &["process", "processname", "processes", "namedprocess"]),
    (Column::Trace(Kind::WindowsService), &["service", "servicename", "windowsservicename"]),
    (Column::Trace(Kind::PdbPath), &["pdb", "pdbpath"]),
    (Column::Trace(Kind::MacAddr), &["mac", "macaddress"]),
    (Column::Trace(Kind::CryptocurrencyAddress), &[
        "btc", "bitcoin", "bitcoinaddress", "wallet", "walletaddress", "cryptowallet", "cryptocurrencyaddress", "xmr", "monero",
    ]),
    (Column::Trace(Kind::X509Certificate), &[
        "certificate", "certfingerprint", "certificatefingerprint", "certsha1", "certsha256", "thumbprint", "x509fingerprintsha1",
        "x509fingerprintmd5", "x509fingerprintsha256", "sslfingerprint", "sslcertfingerprint", "certificateserial", "certificateserialnumber",
    ]),
    (Column::Value, &[
        "value", "values", "indicator", "indicators", "ioc", "iocs", "indicatorvalue", "iocvalue", "observable", "observables",
        "observablevalue", "artifact", "artefact", "artifacts", "indicatorofcompromise", "indicatorsofcompromise", "entity",
        "entityvalue", "attributevalue", "indicateur", "valeur", "wert", "indikator", "valor", "indicador", "指标", "值", "インジケータ",
        "индикатор", "значение", "지표", "werte", "indikatoren", "indicateurs", "valeurs", "valores", "indicadores", "valore", "valori",
        "indicatore", "indicatori",
        "waarde", "wartość", "wskaźnik", "wskaźniki", "индикаторы", "значения", "індикатор", "індикатори", "значення", "değer", "gösterge",
        "指標", "ioc值", "ioc指标",
        "インジケーター", "지표값", "값", "침해지표", "قيمة", "القيمة", "مؤشر", "المؤشر",
    ]),
    (Column::Type, &[
        "type", "indicatortype", "ioctype", "kind", "observabletype", "attributetype", "datatype", "entitytype", "artifacttype",
        "typeofindicator", "typeofioc", "indicatorclass", "valuetype", "iockind", "typ", "tipo", "类型", "種別", "тип", "유형", "art",
        "kategorie", "iocart", "iockategorie", "iocтип", "тип индикатора", "soort", "tür", "tip",
        "rodzaj", "вид", "类别", "類型", "類別", "種類", "种类", "タイプ", "종류", "نوع", "النوع", "iocclass",
    ]),
    (Column::Software, &[
        "malware", "malwarefamily", "malwarefamilies", "family", "malwarename", "tool", "tools", "software", "signature", "payload",
        "ransomware", "ransomwarefamily", "implant", "backdoor", "loader", "malwareprintable", "恶意软件", "マルウェア", "вредоноснаяпрограмма",
        "schadsoftware", "schadprogramm", "logiciel malveillant",
        "maliciel", "programme malveillant", "software malicioso", "programa malicioso", "malware famiglia", "família de malware",
        "złośliwe oprogramowanie", "вредонос", "впо",
        "вредоносное по", "шпз", "шкідливе програмне забезпечення", "шкідлива програма", "zararlı yazılım", "恶意程序", "恶意代码", "惡意軟體", "惡意程式",
        "木马", "악성코드",
        "악성 코드", "멀웨어", "برمجية خبيثة", "البرمجية الخبيثة", "werkzeug", "tools used", "outil", "herramienta", "strumento", "ferramenta",
        "narzędzie", "инструмент", "інструмент", "工具", "ツール", "도구",
    ]),
    (Column::Actor, &[
        "actor", "actors", "threatactor", "threatactors", "group", "groups", "threatgroup", "apt", "aptgroup", "attribution",
        "adversary", "adversaries", "campaign", "campaigns", "campaignname", "intrusionset", "intrusionsets", "attackgroup", "activitygroup",
    ]),
    (Column::Cve, &["cve", "cves", "cveid", "cveids", "vulnerability", "vulnerabilities"]),
    (Column::Technique, &[
        "technique", "techniques", "techniqueid", "techniqueids", "techniquename", "attackid", "mitreattack", "mitreid", "mitre",
        "mitretechnique", "mitretechniques", "attacktechnique", "attacktechniques", "mitreattacktechnique", "mitreattackid", "mitreattck",
        "attck", "attckid", "mitreattckid", "mitreattcktechnique", "attcktechnique",
        "attcktechniqueid", "ttp",
        "ttps", "attackpattern", "subtechnique",
    ]),
    (Column::When, &[
        "date", "dates", "firstseen", "firstseenutc", "lastseen", "lastseenutc", "dateadded", "timestamp", "seen", "relevantdate",
        "compilationdate", "compiled", "created", "firstsubmission", "firstsubonvt", "firstsubmissiondate", "datefirstseen", "eventdate",
        "datetime", "time", "timestamputc", "datetimeutc", "eventtime", "timegenerated", "utc", "observedat", "ts", "starttime",
        "endtime", "modified", "updated", "lastonline", "дата", "日期", "日時", "datum", "fecha", "tarih", "日付", "날짜", "التاريخ", "zeitpunkt",
        "zeit", "horodatage", "время", "час",
    ]),
    (Column::Prose, &[
        "comment", "comments", "description", "descriptions", "note", "notes", "details", "context", "title", "info", "detail",
        "remark", "remarks", "message", "messages", "msg", "event", "events", "eventdescription", "activity", "action", "summary",
        "narrative", "observation", "observations", "finding", "findings", "entry", "log", "logline", "rawlog", "commandline",
        "cmdline", "command", "commands", "text", "body", "content", "evidence", "usage", "use", "role", "function", "purpose",
        "analysis", "behavior", "behaviour", "beschreibung", "kommentar", "commentaire", "descripción", "descrizione", "описание",
        "комментарий", "描述", "备注", "説明", "備考", "설명", "비고",
    ]),
    (Column::Id, &["uuid", "id", "attributeuuid", "indicatorid", "guid", "uid", "rowid"]),
    (Column::Verdict(Verdict::Word), &[
        "verdict", "verdicts", "classification", "disposition", "determination", "judgement", "judgment", "assessment", "conclusion",
        "reputation", "status", "state", "iocstatus", "indicatorstatus", "label", "triage", "rating", "maliciousness", "threatlevel",
        "analystverdict", "finalverdict", "evaluation", "bewertung", "beurteilung", "einstufung", "einschätzung", "klassifizierung",
        "klassifikation", "urteil",
        "évaluation", "jugement", "classement", "avis", "statut", "état", "appréciation", "veredicto", "clasificación", "estado",
        "evaluación", "valoración", "dictamen", "verdetto",
        "classificazione", "stato", "valutazione", "giudizio", "classificação", "avaliação", "parecer", "oordeel", "beoordeling",
        "classificatie", "werdykt", "ocena",
        "klasyfikacja", "вердикт", "оценка", "статус", "классификация", "заключение", "оцінка", "класифікація", "висновок", "karar",
        "değerlendirme", "sınıflandırma", "durum",
        "判定", "判断", "判斷", "结论", "結論", "评估", "評価", "分類", "分类", "状态", "ステータス", "판정", "평가", "분류", "상태", "الحكم", "حكم", "التقييم", "تقييم",
        "التصنيف", "الحالة",
    ]),
    (Column::Verdict(Verdict::Found), &[
        "result", "results", "outcome", "analysisresult", "checkresult", "detectionresult", "detectionstatus", "huntresult", "huntresults",
        "scanresult", "scanresults",
        "searchresult", "detected", "isdetected", "found", "isfound", "present", "ispresent", "presence", "observed", "isobserved",
        "infected", "isinfected", "hit", "hits",
        "hitcount", "numberofhits", "noofhits", "match", "matched", "matches", "matchcount", "occurrence", "occurrences", "sightings",
        "hostswithhits", "hostsfound",
        "infectedcount", "affectedcount", "found on", "foundon", "detectedon", "seenon", "foundhere", "seenhere", "foundinenvironment",
        "inourenvironment", "inenvironment",
        "ergebnis", "ergebnisse", "suchergebnis", "prüfergebnis", "befund", "gefunden", "vorhanden", "nachgewiesen", "erkannt", "treffer",
        "anzahl treffer", "funde",
        "résultat", "résultats", "trouvé", "détecté", "présent", "occurrence trouvée", "resultado", "resultados", "encontrado", "detectado",
        "hallado", "presente", "coincidencias",
        "risultato", "risultati", "trovato", "rilevato", "riscontri", "resultaat", "resultaten", "gevonden", "gedetecteerd", "aangetroffen",
        "wynik", "wyniki", "znaleziono", "wykryto",
        "trafienia", "результат", "результаты", "результати", "найдено", "обнаружено", "выявлено", "совпадений", "совпадения",
        "срабатываний", "знайдено", "виявлено", "збігів",
        "sonuç", "sonuçlar", "bulundu", "tespit", "tespit edildi", "结果", "検査結果", "結果", "检测结果", "檢測結果", "是否发现", "是否检出", "命中", "命中数", "検出",
        "検知", "検出結果", "検知結果", "検出数",
        "ヒット数", "결과", "탐지", "탐지결과", "탐지 여부", "검출", "발견", "النتيجة", "نتيجة", "موجود", "تم العثور",
    ]),
    (Column::Verdict(Verdict::Detection), &["detection", "detection name", "av detection", "avdetection", "av result", "antivirus", "erkennung"]),
    (Column::Verdict(Verdict::Count), &[
        "count", "detections", "positives", "vtpercent", "number of detections", "anzahl", "cantidad", "数量", "used", "isused", "verwendet",
        "utilisé", "usado", "usato", "gebruikt", "użyto", "использовано", "使用",
    ]),
    (Column::Verdict(Verdict::HarmlessWhenTrue), &[
        "falsepositive", "falsepositives", "isfalsepositive", "fp", "isfp", "whitelisted", "iswhitelisted", "whitelist", "allowlisted",
        "isallowlisted", "allowlist", "benign", "isbenign", "clean", "isclean", "knowngood", "legit", "legitimate", "islegitimate", "harmless",
        "inwarninglist", "warninglist",
    ]),
    (Column::Verdict(Verdict::DisabledWhenFalse), &[
        "active", "isactive", "enabled", "isenabled", "valid", "isvalid", "stillvalid", "stillactive", "isioc", "isindicator", "toids",
        "relevant", "isrelevant", "inscope", "aktiv", "aktiviert", "gültig", "ist gültig", "freigeschaltet", "actif", "activé", "valide",
        "pertinent", "activo", "activa", "activado", "habilitado", "válido", "válida", "vigente", "relevante", "attivo", "attivato",
        "abilitato", "valido", "rilevante", "ativo", "ativado", "ativa", "actief", "ingeschakeld", "geldig", "aktywny", "aktywne",
        "włączony", "ważny", "aktualny", "активен", "активно", "активный", "включен", "включено", "действителен", "действует",
        "актуально", "активний", "увімкнено", "дійсний", "актуальний", "aktif", "etkin", "geçerli", "有效", "是否有效", "启用", "啟用",
        "是否启用", "活跃", "有効", "有効性", "활성", "활성화", "유효", "نشط", "مفعل", "صالح",
    ]),
    (Column::Verdict(Verdict::RevokedWhenTrue), &[
        "revoked", "isrevoked", "revokedat", "revokedon", "revocation date", "withdrawn", "iswithdrawn", "withdrawnat", "withdrawnon",
        "retracted", "isretracted", "retractedat", "retractedon", "rescinded", "widerrufen", "zurückgezogen", "révoqué", "revocado",
        "revocato", "revogado", "ingetrokken", "odwołany", "отозван", "відкликано", "iptal", "已撤销", "撤回", "철회", "ملغى",
    ]),
    (Column::Verdict(Verdict::WithdrawnWhenTrue), &[
        "deprecated", "isdeprecated", "obsolete", "isobsolete", "superseded", "issuperseded", "outdated", "disabled", "isdisabled",
        "ignore", "ignored", "suppressed", "veraltet", "deaktiviert", "désactivé", "obsoleto", "desactivado", "disattivato", "desativado",
        "verouderd", "uitgeschakeld", "устарел", "отключен", "застаріло", "вимкнено", "停用", "廃止", "폐기",
    ]),
    (Column::Verdict(Verdict::GoneWhenTrue), &[
        "expired", "isexpired", "deleted", "isdeleted", "removed", "isremoved", "retired", "isretired", "invalid", "isinvalid",
        "abgelaufen", "ungültig", "gelöscht", "expiré", "supprimé", "périmé", "caducado", "expirado", "eliminado", "scaduto", "rimosso",
        "verlopen", "verwijderd", "wygasły", "usunięty", "истек", "удален", "видалено", "silindi", "已过期", "过期", "失效", "已删除",
        "失効", "期限切れ", "無効", "만료", "منتهي",
    ]),
    (Column::Verdict(Verdict::HarmlessWhenFalse), &[
        "malicious", "ismalicious", "bad", "isbad", "maliciousyesno", "evil", "truepositive", "istruepositive", "tp",
    ]),
    (Column::Verdict(Verdict::Confidence), &["confidence", "confidencelevel", "confidencescore", "iocconfidence", "certainty", "sicherheit"]),
    (Column::Aside(Reason::Citation), &[
        "reference", "references", "ref", "refs", "source", "sources", "link", "links", "report", "reports", "reporturl", "reportlink",
        "externalreference", "externalreferences", "referenceurl", "referencelink", "référence", "références", "referenz", "referenzen",
        "referencia", "riferimento", "referência", "ссылка на источник", "sourceurl", "sourcelink", "blog", "blogpost",
        "advisory", "publication", "citation", "virustotal", "vt", "vtlink", "vturl", "virustotallink", "permalink", "urlhauslink",
        "urlhausreference", "quelle", "来源", "参考", "источник",
    ]),
    (Column::Aside(Reason::Own), &[
        "victim", "victims", "target", "targets", "recipient", "recipients", "to", "cc", "bcc", "toaddress", "computer",
        "computername", "workstation", "device", "devicename", "endpoint", "machine", "machinename", "asset", "assetname", "affectedhost",
        "affectedhosts", "affectedsystem", "affectedsystems", "infectedhost", "infectedhosts", "srchost", "sourcehost", "user", "username",
        "users", "account", "accountname", "userprincipalname", "victimip", "victimhost", "internalip", "localip", "localaddress",
        "emaildst", "emailto", "opfer", "affectedip", "infectedip", "betroffenes system", "betroffene systeme", "betroffener host",
        "opferip", "opfer host", "melder", "meldende stelle",
        "gemeldet von", "reported by", "reporter", "reporter email", "contact", "contact email", "contact person", "kontakt",
        "ansprechpartner", "own ip", "own domain", "our ip", "our domain",
        "internal host", "internal domain", "victime", "victimes", "victima", "víctimas", "vittima", "vítima", "slachtoffer", "ofiara",
        "жертва", "жертвы", "постраждалий", "kurban", "mağdur",
        "被害ホスト", "被害者", "受害主机", "受害者", "受害主機", "피해자", "피해 호스트", "الضحية", "empfänger", "destinataire", "destinatario", "destinatário",
        "ontvanger", "odbiorca", "получатель", "収件人", "recipientaddress", "recipientaddresses", "recipientemailaddress", "userid", "userids",
        "收件人", "宛先", "받는사람", "benutzer", "benutzername", "utilisateur", "usuario", "utente", "usuário", "пользователь",
    ]),
    (Column::Aside(Reason::Description), &[
        "ja3", "ja3s", "ja3hash", "ja3fingerprint", "jarm", "ja4", "vhash", "authentihash", "richhash", "richheaderhash", "richpe",
        "telfhash", "pehash", "filehashpehash", "rich", "ntlm", "ntlm hash", "nt hash", "lm hash", "password hash", "serial", "serial no", "serialnumber",
        "gitcommit", "commit", "uripath", "urlpath", "favicon", "faviconhash", "mmh3",
        "messageid", "internetmessageid", "networkmessageid", "inreplyto",
    ]),
    (Column::Description, &[
        "eventid", "category", "port", "dstport", "srcport", "ports", "size", "filesize", "sizeinbytes", "bytes",
        "country", "tlp", "pap", "no", "number", "nr", "index", "row", "score", "severity",
        "risk", "riskscore", "priority", "eventinfo", "eventmemberorg", "eventsourceorg", "objectid", "objectuuid", "objectname",
        "protocol", "proto", "threattype", "sector", "industry", "phase", "tactic", "tactics", "killchain", "killchainphase",
        "mimetype", "filetype", "extension", "analyst", "author", "org", "organisation", "organization", "timestampdesc", "sourcetype",
        "datasource", "method", "httpmethod", "responsecode", "version", "language", "registrar", "isp",
    ]),
    (Column::Unknown, &["tag", "tags", "labels", "attributetag", "keywords", "name"]),
];

/// A name in small letters without accents, blanks and marks.
fn bare(name: &str) -> String {
    verdict::folded(name).replace(' ', "")
}

/// Words that say nothing of what a column holds.
const QUALIFIERS: [&str; 34] = [
    "a",
    "all",
    "and",
    "associated",
    "attacker",
    "attackers",
    "bad",
    "c",
    "c2",
    "cnc",
    "command",
    "control",
    "defanged",
    "discovered",
    "evil",
    "identified",
    "ioc",
    "iocs",
    "known",
    "list",
    "malicious",
    "name",
    "names",
    "observed",
    "of",
    "raw",
    "related",
    "s",
    "sample",
    "suspicious",
    "the",
    "threat",
    "value",
    "values",
];

/// Whether a column is one of versions, whose four numbers are no address: `Product version`, `固件版本`.
fn is_of_versions(words: &[&str]) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "ver", "vers", "version", "versions", "build", "builds", "firmware", "release", "releases", "patchlevel", "revision", "buildnumber",
        "fileversion", "productversion", "softwareversion", "firmwareversion", "osversion", "agentversion", "clientversion", "appversion",
        "versionnumber", "versionsnummer", "numversion", "versione", "versioni", "versiones", "versao", "versoes", "versie", "versies", "wersja",
        "wersje", "verze", "verzia", "surum", "versiya", "версия", "версии", "версія", "версії", "الاصدار", "اصدار", "نسخه", "έκδοση",
    ];
    const GLUED: [&str; 10] = [
        "版本",
        "版號",
        "版号",
        "バージョン",
        "ヴァージョン",
        "ファームウェア",
        "버전",
        "固件",
        "เวอร์ชัน",
        "リビジョン",
    ];
    let named = |word: &&str| WORDS.contains(word) || GLUED.iter().any(|form| word.contains(form));
    // `Hash of the release`, `Release URL`: the column is that of traces.
    let of_traces = |word: &&str| {
        let named = [Column::Description, Column::Software, Column::File, Column::Trace(Kind::FileName)];
        Column::known(word).is_some_and(|column| !named.contains(&column))
    };
    words.iter().any(named) && !words.iter().any(of_traces)
}

impl Column {
    /// Whether a column of this name holds versions.
    pub(in super::super) fn names_versions(header: &str) -> bool {
        let folded = verdict::folded(header);
        header.len() <= 200 && is_of_versions(&folded.split(' ').collect::<Vec<_>>())
    }

    /// What a column of this name holds.
    pub(in super::super) fn named(header: &str) -> Self {
        if header.len() > 200 {
            return Self::Unknown;
        }
        // Command and control, and no copy of a mail.
        let lower = verdict::folded(&header.to_lowercase().replace("c&c", "c2").replace("c & c", "c2"));
        let words: Vec<&str> = lower.split(' ').filter(|word| !word.is_empty()).collect();
        let whole = words.concat();
        if let Some(column) = Self::known(&whole) {
            return column;
        }
        if is_of_versions(&words) {
            return Self::Description;
        }
        let kinds: Vec<Self> =
            words.iter().filter_map(|word| Self::known(word)).filter(|kind| kind.names_trace()).collect();
        // `IP address / domain`, `Host or URL`.
        let several = kinds.iter().any(|kind| kinds.first() != Some(kind));
        let algorithm = ["sha256", "sha512", "sha1", "md5", "imphash", "ssdeep", "tlsh"];
        if let Some(name) = algorithm.iter().find(|name| whole.contains(**name)) {
            let certificate = ["cert", "x509", "tls", "ssl"].iter().any(|mark| whole.contains(mark) && *name != "tlsh");
            let network = |kind: &Self| {
                matches!(kind, Self::Trace(Kind::DomainName | Kind::Ipv4Addr | Kind::Url | Kind::EmailAddr))
            };
            let another = algorithm.iter().any(|other| other != name && whole.contains(other));
            return if certificate {
                Self::Trace(Kind::X509Certificate)
            } else if kinds.iter().any(network) {
                Self::Value
            } else if another {
                Self::Hash
            } else {
                Self::known(name).unwrap_or(Self::Hash)
            };
        }
        if several {
            return Self::Value;
        }
        let first = words.iter().find_map(|word| Self::known(word).filter(|column| *column == Self::Value));
        let bare: Vec<&str> = words.into_iter().filter(|word| !QUALIFIERS.contains(word)).collect();
        let bare = bare.concat();
        if bare.is_empty() {
            return first.unwrap_or(Self::Unknown);
        }
        Self::known(&bare).or_else(|| Self::known(bare.strip_suffix('s')?)).unwrap_or(Self::Unknown)
    }

    fn known(name: &str) -> Option<Self> {
        if name.is_empty() {
            return None;
        }
        static KNOWN: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
            NAMES.iter().flat_map(|(column, names)| names.iter().map(|name| (bare(name), *column))).collect()
        });
        KNOWN.get(name).copied()
    }

    fn names_trace(self) -> bool {
        matches!(self, Self::Trace(_) | Self::Hash)
    }

    /// Whether a column of this name makes a table one of indicators.
    pub(in super::super) fn names_indicators(self) -> bool {
        matches!(self, Self::Trace(_) | Self::Hash | Self::Value | Self::Cve)
    }

    /// Whether a column of this name holds something that is evidence.
    pub(super) fn names_evidence(self) -> bool {
        self.names_indicators() || matches!(self, Self::Software | Self::Actor | Self::Technique)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_however_they_are_written() {
        let sha256 = Column::Trace(Kind::FileHash(HashAlgorithm::Sha256));
        for (header, column) in [
            ("SHA-256", sha256),
            ("File Hash (SHA256)", sha256),
            ("Hash_SHA-256", sha256),
            ("sha1/sha256", Column::Hash),
            ("MD5 or SHA1", Column::Hash),
            (" Domain_Name ", Column::Trace(Kind::DomainName)),
            ("Malicious Domain(s)", Column::Trace(Kind::DomainName)),
            ("C&C IP", Column::Trace(Kind::Ipv4Addr)),
            ("C2 domains", Column::Trace(Kind::DomainName)),
            ("IP address / domain", Column::Value),
            ("Malware Family", Column::Software),
            ("IOC Value (defanged)", Column::Value),
            ("entity_type", Column::Type),
            ("MITRE ATT&CK", Column::Technique),
            ("Threat Actor", Column::Actor),
            ("False Positive?", Column::Verdict(Verdict::HarmlessWhenTrue)),
            ("Confidence", Column::Verdict(Verdict::Confidence)),
            ("TLS cert SHA1", Column::Trace(Kind::X509Certificate)),
            ("C2", Column::Unknown),
            ("C&C", Column::Unknown),
            ("Cc", Column::Aside(Reason::Own)),
            ("", Column::Unknown),
            ("域名", Column::Trace(Kind::DomainName)),
        ] {
            assert_eq!(Column::named(header), column, "{header}");
        }
    }

    #[test]
    fn no_name_stands_for_two_columns() {
        let mut held: HashMap<String, Column> = HashMap::new();
        for (column, name) in NAMES.iter().flat_map(|(column, names)| names.iter().map(|name| (*column, *name))) {
            let other = held.insert(bare(name), column);
            assert!(other.is_none_or(|other| other == column), "{name}: {column:?}, {other:?}");
        }
    }
}
