use dunant_vocabulary::Span;

use super::*;
use crate::Mention;

type Read = (Sha256Digest, Vec<Observation>);

fn read(item: &str, values: std::ops::Range<usize>) -> Read {
    let item = Sha256Digest::of(item.as_bytes());
    let observed = |n: usize| Observed::Software(Mention::named(format!("program {n}")));
    let one = |n| Observation {
        item,
        span: Span::item(n, n + 1),
        path: "".into(),
        observed: observed(n),
        when: None,
        bearing: crate::Bearing::Stated,
    };
    (item, values.map(one).collect())
}

fn groups(items: &[(&Read, Option<&str>)]) -> Vec<(usize, Vec<SameSource>)> {
    let given: Vec<SourceItem<'_>> = items
        .iter()
        .map(|((digest, observations), url)| SourceItem {
            digest: *digest,
            url: *url,
            source: None,
            quotes: &[],
            observations,
            passages: &[],
            container: None,
        })
        .collect();
    let found = independent_sources(&given);
    let reversed: Vec<SourceItem<'_>> = given.iter().rev().copied().collect();
    assert_eq!(found, independent_sources(&reversed), "the order of the items changes nothing");
    let mut found: Vec<_> = found.into_iter().map(|group| (group.items.len(), group.reasons)).collect();
    found.sort();
    found
}

#[test]
fn the_same_bytes_given_ten_times_are_one_source() {
    let item = read("a", 0..3);
    assert_eq!(groups(&[(&item, None); 10]), [(1, vec![SameSource::SameBytes])]);
}

#[test]
fn one_address_is_one_source_however_it_is_written() {
    let (a, b, c) = (read("a", 0..3), read("b", 10..13), read("c", 20..23));
    let found = groups(&[
        (&a, Some("https://www.example.com/report/")),
        (&b, Some("http://Example.com/report#top")),
        (&c, Some("https://example.com/another")),
    ]);
    assert_eq!(found, [(1, vec![]), (2, vec![SameSource::SameAddress])]);
}

#[test]
fn near_copies_are_one_source_and_a_shared_few_are_not() {
    let (a, copy, other) = (read("a", 0..20), read("b", 1..21), read("c", 15..40));
    assert_eq!(
        groups(&[(&a, None), (&copy, None), (&other, None)]),
        [(1, vec![]), (2, vec![SameSource::NearlySameContent])]
    );
    let (short, same) = (read("d", 0..4), read("e", 0..4));
    assert_eq!(groups(&[(&short, None), (&same, None)]), [(2, vec![SameSource::NearlySameContent])], "all four");
    let most = read("f", 1..5);
    assert_eq!(groups(&[(&short, None), (&most, None)]), [(1, vec![]), (1, vec![])], "three of four tell too little");
}

#[test]
fn a_list_of_a_reports_indicators_is_no_second_source() {
    let (report, list) = (read("a", 0..100), read("b", 30..45));
    assert_eq!(groups(&[(&list, None), (&report, None)]), [(2, vec![SameSource::Contained])]);
    let few = read("c", 30..39);
    assert_eq!(groups(&[(&few, None), (&report, None)]), [(1, vec![]), (1, vec![])], "nine values tell too little");
}

#[test]
fn a_copy_of_a_copy_belongs_to_the_first() {
    let chain: Vec<_> = (0..6).map(|n| read(&n.to_string(), n..n + 30)).collect();
    let items: Vec<_> = chain.iter().map(|item| (item, None)).collect();
    assert_eq!(groups(&items), [(6, vec![SameSource::NearlySameContent])]);
}

fn quotes(of: &[&str]) -> Vec<Quote> {
    of.iter().map(|of| Quote { of: (*of).to_owned(), span: Span::item(0, 1) }).collect()
}

/// Why `report`, published by `source`, and an item that has these words beside a cue are one source.
fn joined(report: &Read, source: &str, other: &Read, quoted: &[&str]) -> Vec<SameSource> {
    let quoted = quotes(quoted);
    let first = SourceItem {
        digest: report.0,
        url: None,
        source: Some(source),
        quotes: &[],
        observations: &report.1,
        passages: &[],
        container: None,
    };
    let second = SourceItem {
        digest: other.0,
        url: None,
        source: Some("A newspaper"),
        quotes: &quoted,
        observations: &other.1,
        passages: &[],
        container: None,
    };
    let found = independent_sources(&[first, second]);
    assert_eq!(found, independent_sources(&[second, first]), "the order of the items changes nothing");
    found.into_iter().flat_map(|group| group.reasons).collect()
}

#[test]
fn an_item_that_quotes_another_and_shares_half_its_values_is_no_second_source() {
    let (report, retold) = (read("a", 0..20), read("b", 16..24));
    assert_eq!(joined(&report, "Example Labs", &retold, &["researchers at Example Labs"]), [SameSource::Quoted]);
    assert_eq!(joined(&report, "Example Labs", &retold, &[]), [], "the shared half alone joins nothing");
    assert_eq!(joined(&report, "The Example-Labs", &retold, &["EXAMPLE LABS’s"]), [SameSource::Quoted]);
    assert_eq!(joined(&report, "Example Labs", &retold, &["Example", "Labs", "Examples Labs"]), []);
}

#[test]
fn a_source_that_is_only_mentioned_joins_nothing() {
    let (report, own, fewer) = (read("a", 0..20), read("b", 30..40), read("c", 17..25));
    assert_eq!(joined(&report, "Example Labs", &own, &["Example Labs"]), []);
    assert_eq!(joined(&report, "Example Labs", &fewer, &["Example Labs"]), [], "three of eight are less than half");
    let (empty, one, same) = (read("d", 0..0), read("e", 0..1), read("f", 0..1));
    assert_eq!(joined(&report, "Example Labs", &empty, &["Example Labs"]), []);
    assert_eq!(joined(&one, "Example Labs", &same, &["Example Labs"]), [], "one value tells too little");
}

#[test]
fn who_retells_two_reports_is_one_source_with_both_and_who_only_names_them_with_neither() {
    let (first, second, retold) = (read("a", 0..4), read("b", 10..14), read("c", 2..12));
    let quoted = quotes(&["Example Labs", "Other Labs"]);
    let items = [
        SourceItem {
            digest: first.0,
            url: None,
            source: Some("Example Labs"),
            quotes: &[],
            observations: &first.1,
            passages: &[],
            container: None,
        },
        SourceItem {
            digest: second.0,
            url: None,
            source: Some("Other Labs"),
            quotes: &[],
            observations: &second.1,
            passages: &[],
            container: None,
        },
        SourceItem {
            digest: retold.0,
            url: None,
            source: None,
            quotes: &quoted,
            observations: &retold.1,
            passages: &[],
            container: None,
        },
    ];
    let sizes: BTreeSet<usize> = independent_sources(&items).into_iter().map(|group| group.items.len()).collect();
    assert_eq!(sizes, BTreeSet::from([3]));
    let (stranger, quoted) = (read("d", 90..99), quotes(&["Example Labs", "Other Labs"]));
    let last = SourceItem {
        digest: stranger.0,
        url: None,
        source: None,
        quotes: &quoted,
        observations: &stranger.1,
        passages: &[],
        container: None,
    };
    assert_eq!(independent_sources(&[items[0], items[1], last]).len(), 3);
}

#[test]
fn a_text_that_repeats_another_with_a_sentence_of_its_own_is_one_source_with_it() {
    let passages = |of: &str, first: u32, count: u32| -> Vec<Passage> {
        let item = Sha256Digest::of(of.as_bytes());
        let sentence = |n: u32| Passage {
            item,
            span: Span::item(0, 1),
            terms: (n * 10..n * 10 + 6).collect(),
            bearing: crate::Bearing::Stated,
        };
        (first..first + count).map(sentence).collect()
    };
    let (report, copy, other) = (passages("a", 0, 12), passages("b", 0, 11), passages("c", 50, 12));
    let given = [&report, &copy, &other].map(|passages| SourceItem {
        digest: passages[0].item,
        url: None,
        source: None,
        quotes: &[],
        observations: &[],
        passages,
        container: None,
    });
    let mut found: Vec<_> =
        independent_sources(&given).into_iter().map(|group| (group.items.len(), group.reasons)).collect();
    found.sort();
    assert_eq!(found, [(1, vec![]), (2, vec![SameSource::NearlySameContent])]);
}

#[test]
fn a_short_text_and_its_copy_are_one_source_and_two_short_reports_are_two() {
    let sentence = |of: &str, terms: std::ops::Range<u32>| Passage {
        item: Sha256Digest::of(of.as_bytes()),
        span: Span::item(0, 1),
        terms: terms.collect(),
        bearing: crate::Bearing::Stated,
    };
    let found = |one: (&Read, &[Passage]), other: (&Read, &[Passage])| {
        let given = [one, other].map(|((digest, observations), passages)| SourceItem {
            digest: *digest,
            url: None,
            source: None,
            quotes: &[],
            observations,
            passages,
            container: None,
        });
        independent_sources(&given).into_iter().flat_map(|group| group.reasons).collect::<Vec<_>>()
    };
    let (a, b, more) = (read("a", 0..3), read("b", 0..3), read("c", 0..4));
    let (said, copied, own) = ([sentence("a", 0..7)], [sentence("b", 0..7)], [sentence("b", 20..27)]);
    let longer = [sentence("c", 0..7), sentence("c", 30..37)];
    assert_eq!(found((&a, &said), (&b, &copied)), [SameSource::NearlySameContent]);
    assert_eq!(found((&a, &[]), (&b, &[])), [SameSource::NearlySameContent]);
    assert_eq!(found((&a, &said), (&more, &longer)), [SameSource::Contained], "quoted whole");
    assert_eq!(found((&a, &said), (&b, &own)), [], "the same three programs in other words");
    assert_eq!(found((&a, &[]), (&more, &[])), [], "three of four programs");
}

#[test]
fn what_came_in_one_archive_or_mail_is_one_source() {
    let (mail, attached, beside, other) = (read("mail", 0..2), read("x", 10..12), read("y", 20..22), read("z", 30..32));
    let given = [(&mail, None), (&attached, Some(mail.0)), (&beside, Some(mail.0)), (&other, None)];
    let items = given.map(|((digest, observations), container)| SourceItem {
        digest: *digest,
        url: None,
        source: None,
        quotes: &[],
        observations,
        passages: &[],
        container,
    });
    let mut found: Vec<_> =
        independent_sources(&items).into_iter().map(|group| (group.items.len(), group.reasons)).collect();
    found.sort();
    assert_eq!(found, [(1, vec![]), (3, vec![SameSource::SameContainer])]);
    // Two members whose archive itself is not among the items.
    let found = independent_sources(&items[1..3]);
    assert_eq!(found[0].reasons, [SameSource::SameContainer]);
}

#[test]
fn two_items_of_one_stated_source_are_one_whatever_they_hold() {
    let (a, b, c) = (read("a", 0..9), read("b", 20..29), read("c", 40..49));
    let of = |one: &Read, source: Option<&'static str>| (one.0, one.1.clone(), source);
    let held = [of(&a, Some("Example CERT")), of(&b, Some("the example cert")), of(&c, None)];
    let given: Vec<SourceItem<'_>> = (held.iter())
        .map(|(digest, observations, source)| SourceItem {
            digest: *digest,
            url: None,
            source: *source,
            quotes: &[],
            observations,
            passages: &[],
            container: None,
        })
        .collect();
    let mut found: Vec<_> = (independent_sources(&given).into_iter())
        .map(|group| (group.items.len(), group.reasons, group.is_stated))
        .collect();
    found.sort();
    assert_eq!(found, [(1, vec![], false), (2, vec![SameSource::SamePublisher], true)]);
}
