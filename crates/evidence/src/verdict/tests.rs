use super::*;

#[test]
fn harmless_is_said_in_many_words_and_languages() {
    for word in [
        "benign",
        "Benign (CDN)",
        "FALSE POSITIVE",
        "false-positive",
        "False_Positive: shared host",
        "clean",
        "legit",
        "Not malicious",
        "non-malicious",
        "WHITELISTED",
        "likely benign",
        "confirmed false positive",
        "known good",
        "fp",
        "safe",
        "unverdächtig",
        "Unverdaechtig",
        "harmlos",
        "harmlose Domäne".split(' ').next().unwrap(),
        "sauber",
        "legitim",
        "Unbedenklich",
        "gutartig",
        "légitime",
        "legitime",
        "sain",
        "bénin",
        "faux positif",
        "inoffensif",
        "benigno",
        "legítimo",
        "limpio",
        "falso positivo",
        "legittimo",
        "innocuo",
        "pulito",
        "não malicioso",
        "seguro",
        "goedaardig",
        "vals positief",
        "veilig",
        "fałszywy alarm",
        "nieszkodliwy",
        "bezpieczny",
        "легитимный",
        "безопасная",
        "ложное срабатывание",
        "легітимний",
        "безпечний",
        "хибне спрацювання",
        "zararsız",
        "güvenli",
        "yanlış pozitif",
        "良性",
        "白名单",
        "误报",
        "正規",
        "誤検知",
        "安全",
        "정상",
        "오탐",
        "무해",
        "حميد",
        "غير ضار",
        "آمن",
        "إيجابي كاذب",
    ] {
        assert_eq!(of(Verdict::Word, word), Said::Harmless, "{word}");
    }
    for word in [
        "malicious",
        "suspicious",
        "not benign",
        "bösartig",
        "schädlich",
        "malveillant",
        "malicioso",
        "dannoso",
        "kwaadaardig",
        "złośliwy",
        "вредоносный",
        "небезпечний",
        "zararlı",
        "恶意",
        "悪性",
        "악성",
        "خبيث",
        "not a false positive",
        "85",
        "high",
        "true positive",
    ] {
        assert_eq!(of(Verdict::Word, word), Said::Evidence, "{word}");
    }
    for word in ["cleaner", "goodbye", "zorgwekkend", "okänd"] {
        assert_eq!(of(Verdict::Word, word), Said::Unknown, "{word}");
    }
}

#[test]
fn what_was_sought_and_is_not_there_is_said_in_many_words_and_languages() {
    for word in [
        "not detected",
        "Not found on any host".split(" on").next().unwrap(),
        "0",
        "0 hits",
        "no",
        "None",
        "absent",
        "negative",
        "✗",
        "❌",
        "-",
        "—",
        "clean",
        "no hits (412 hosts)",
        "nicht gefunden",
        "kein Treffer",
        "negativ",
        "nein",
        "non détecté",
        "aucun",
        "absente",
        "no detectado",
        "ninguno",
        "sin resultados",
        "non rilevato",
        "nessuno",
        "não encontrado",
        "nenhum",
        "niet gevonden",
        "geen",
        "nie wykryto",
        "brak",
        "не обнаружено",
        "отсутствует",
        "нет",
        "не виявлено",
        "немає",
        "tespit edilmedi",
        "yok",
        "未检测到",
        "无",
        "検出なし",
        "なし",
        "발견되지 않음",
        "없음",
        "غير موجود",
        "لا يوجد",
        "0/412",
        "no trace of it was seen, so not detected at all",
    ] {
        assert_eq!(of(Verdict::Found, word), Said::Absent, "{word}");
    }
    for word in [
        "detected",
        "yes",
        "3",
        "✓",
        "WS-01, WS-02",
        "gefunden",
        "détecté",
        "обнаружено",
        "検出",
        "발견",
        "found on 3 hosts",
    ] {
        assert_eq!(of(Verdict::Found, word), Said::Evidence, "{word}");
    }
    for word in ["", "?", "n/a", "unknown", "to be checked"] {
        assert_eq!(of(Verdict::Found, word), Said::Open, "{word}");
    }
    assert_eq!(of(Verdict::Word, "not detected"), Said::Absent);
    assert_eq!((of(Verdict::Count, "0"), of(Verdict::Count, "0/70")), (Said::Absent, Said::Evidence));
}

#[test]
fn yes_and_no_are_read_by_the_question() {
    assert_eq!(of(Verdict::HarmlessWhenFalse, "No"), Said::Harmless);
    assert_eq!(of(Verdict::HarmlessWhenFalse, "yes"), Said::Evidence);
    assert_eq!(of(Verdict::HarmlessWhenTrue, "TRUE"), Said::Harmless);
    assert_eq!(of(Verdict::HarmlessWhenTrue, "0"), Said::Evidence);
    assert_eq!(of(Verdict::Confidence, "0/100"), Said::Harmless);
    assert_eq!(of(Verdict::Confidence, "10"), Said::Evidence);
    assert_eq!(of(Verdict::Word, "revoked"), Said::Withdrawn);
}

#[test]
fn any_cell_must_say_it_by_itself() {
    assert_eq!(of_any_cell("false positive"), Said::Harmless);
    assert_eq!(of_any_cell("not detected"), Said::Absent);
    for word in ["clean", "ok", "good", "safe", "the false positive rate was low", "no", "-", "found"] {
        assert_eq!(of_any_cell(word), Said::Evidence, "{word}");
    }
}

#[test]
fn a_line_of_a_list_says_what_it_says_of_its_name() {
    for line in [
        "Heron: clean",
        "- Heron - not detected",
        "* Heron Two: 0 hits",
        "Heron: 検出なし",
        "Heron：未検出",
        "Heron … none",
        "✗ Heron",
        "a.example.com: false positive",
        "Heron -> no",
        "Heron\tне обнаружено",
    ] {
        let (said, subject) = of_line(line).unwrap();
        assert!(matches!(said, Said::Absent | Said::Harmless), "{line}");
        assert!(line[subject].contains("Heron") || line.contains("example"), "{line}");
    }
    assert_eq!(of_line("[ ] Heron").map(|(said, _)| said), Some(Said::Open));
    for line in [
        "Heron: found on 3 hosts",
        "Heron",
        "Result: clean",
        "http://a.example.com:0",
        "They ran it and cleaned up: then nothing else was of interest",
        "203.0.113.7:443",
        "Heron: loader of the second stage",
        "12:00",
    ] {
        assert_eq!(of_line(line), None, "{line}");
    }
}

#[test]
fn a_heading_may_deny_what_is_under_it() {
    for heading in [
        "False positives / benign - do not block",
        "Whitelisted domains:",
        "# Known good",
        "Allow list",
        "Benign IPs",
        "Fehlalarme",
        "误报",
    ] {
        assert_eq!(of_heading(heading), Said::Harmless, "{heading}");
    }
    assert_eq!(of_heading("Not found:"), Said::Absent);
    for heading in [
        "False positives removed",
        "Indicators of compromise",
        "Malicious domains",
        "Not benign",
        "How to tell benign from bad",
        "",
    ] {
        assert_eq!(of_heading(heading), Said::Evidence, "{heading}");
    }
}

#[test]
fn a_heading_may_be_of_systems_that_are_the_victims() {
    for heading in [
        "# Affected hosts",
        "Betroffene Systeme:",
        "Victim systems",
        "Our systems",
        "List of affected servers",
        "Opfersysteme",
        "Systèmes affectés",
        "Equipos afectados",
        "Пострадавшие системы",
        "受影响主机",
    ] {
        assert_eq!(of_heading(heading), Said::Own, "{heading}");
    }
    for heading in ["Affected versions", "Compromised servers", "Attacker infrastructure", "Infected hosts contacted"] {
        assert_eq!(of_heading(heading), Said::Evidence, "{heading}");
    }
}
