use dunant_evidence::{Bearing, Mention, Observable, ObservableKind, Observed};
use dunant_record::merkle::{InvalidProof, Leaves, prove_inclusion};
use dunant_vocabulary::Span;
use proptest::prelude::*;

use super::*;

fn item(name: &str) -> Sha256Digest {
    Sha256Digest::of(name.as_bytes())
}

fn key(item: &Sha256Digest) -> ItemKey {
    ItemKey::derive(&CaseSecret::from_bytes(&[7; 32]), item)
}

/// So many observations of `item`, no two alike.
fn observations(item: Sha256Digest, count: usize) -> Vec<Observation> {
    let one = |place: usize| Observation {
        item,
        span: Span::item(place * 100, place * 100 + 12),
        path: format!("/rows/{place}").into(),
        observed: if place.is_multiple_of(2) {
            let address = format!("host{place}.hospital.example.org");
            Observed::Observable(Observable::parse(ObservableKind::DomainName, &address).unwrap())
        } else {
            Observed::Software(Mention::named(format!("Tool “{place}”\n")))
        },
        when: None,
        bearing: Bearing::Stated,
    };
    (0..count).map(one).collect()
}

/// A sealed item of so many observations is given to `check`.
fn sealed<T>(count: usize, check: impl FnOnce(&SealedItem<'_>, &[Observation]) -> T) -> T {
    let item = item("one");
    let (key, observations) = (key(&item), observations(item, count));
    let sealed = SealedItem::new(item, &key, &observations).unwrap();
    check(&sealed, &observations)
}

#[test]
fn what_is_disclosed_of_every_size_up_to_70_verifies_and_is_what_was_read() {
    for count in 0..70 {
        sealed(count, |sealed, observations| {
            assert_eq!((sealed.len(), sealed.is_empty()), (count as u64, count == 0));
            let disclosed = sealed.disclose(0..count as u64).unwrap();
            assert_eq!(disclosed.len(), count);
            for ((index, disclosure), observation) in (0..).zip(&disclosed).zip(observations) {
                assert_eq!(disclosure.index, index);
                assert_eq!(disclosure.verify(sealed.item(), &sealed.seal()), Ok(()));
                assert!(disclosure.matches(observation));
                assert_eq!(disclosed.iter().filter(|other| other.matches(observation)).count(), 1);
            }
        });
    }
}

#[test]
fn the_seal_is_the_rfc_6962_tree_over_salted_observations() {
    sealed(13, |sealed, observations| {
        let texts: Vec<_> = observations.iter().map(|one| serde_json::to_string(one).unwrap()).collect();
        let leaves: Vec<_> = (0..)
            .zip(&texts)
            .map(|(index, text)| {
                let salt = sealed.key.salt(index, text);
                Hash::of_leaf(&[salt.as_bytes().as_slice(), text.as_bytes()].concat())
            })
            .collect();
        for (index, disclosure) in (0..).zip(sealed.disclose(0..13).unwrap()) {
            assert_eq!(disclosure.path, prove_inclusion(&mut Leaves(&leaves), index, 13).unwrap());
        }
    });
}

#[test]
fn keys_salts_and_seals_are_computed_as_the_documentation_says() {
    let (item, secret) = (item("one"), [7; 32]);
    let key = Sha256Digest::of(&[b"dunant-item-key/v1\n".as_slice(), &secret, item.as_bytes()].concat());
    let text = Sha256Digest::of(b"text");
    let salt = [b"dunant-leaf-salt/v1\n".as_slice(), key.as_bytes(), &[0, 0, 0, 0, 0, 0, 1, 2], text.as_bytes()];
    assert_eq!(super::tests::key(&item).salt(258, "text"), Sha256Digest::of(&salt.concat()));
    let seal = Seal { root: Hash::of_empty_tree(), observations: 258 };
    let parts = [b"dunant-item-seal/v1\n".as_slice(), item.as_bytes(), &[0, 0, 0, 0, 0, 0, 1, 2], seal.root.as_bytes()];
    assert_eq!(seal.digest(&item), Sha256Digest::of(&parts.concat()));
}

#[test]
fn an_index_of_no_observation_cannot_be_disclosed() {
    for (count, index) in [(0, 0), (3, 3), (3, u64::MAX)] {
        let error = sealed(count, |sealed, _| sealed.disclose([0, index]).unwrap_err());
        assert_eq!(error, SealError::Outside { index, size: count as u64 });
    }
}

#[test]
fn disclosures_come_once_each_in_ascending_order() {
    let indices =
        sealed(9, |sealed, _| sealed.disclose([7, 0, 4, 7]).unwrap().iter().map(|one| one.index).collect::<Vec<_>>());
    assert_eq!(indices, [0, 4, 7]);
}

#[test]
fn the_bytes_of_a_disclosure_hold_nothing_of_any_other_observation() {
    sealed(40, |sealed, observations| {
        let shown = [0, 9, 39];
        let bytes = serde_json::to_string(&sealed.disclose(shown).unwrap()).unwrap();
        for (index, observation) in (0..).zip(observations) {
            let Observation { observed, path, .. } = observation;
            let value = observed.to_string();
            let text = serde_json::to_string(observation).unwrap();
            let escaped = |text: &str| serde_json::to_string(text).unwrap().trim_matches('"').to_owned();
            let salt = sealed.key.salt(index, &text);
            let plain = Hash::of_leaf(text.as_bytes());
            let hidden = [
                // Within the JSON of a disclosure, the observation's own JSON is escaped once more.
                escaped(&escaped(&value)),
                escaped(&text),
                format!("{path}\\\""),
                format!("\\\"start\\\":{},", observation.span.start),
                salt.to_string(),
            ];
            for hidden in &hidden {
                assert_eq!(bytes.contains(hidden.as_str()), shown.contains(&index), "{hidden} of {index}");
            }
            assert!(!bytes.contains(&plain.to_string()), "no unsalted hash");
        }
    });
}

#[test]
fn a_disclosure_of_another_item_or_under_another_seal_proves_nothing() {
    sealed(5, |sealed, _| {
        let disclosure = sealed.disclose([2]).unwrap().remove(0);
        let (one, two) = (item("one"), item("two"));
        let other_item = NotDisclosed::OtherItem { shown: one, sealed: two };
        assert_eq!(disclosure.verify(&two, &sealed.seal()), Err(other_item));
        let seal = Seal { observations: 6, ..sealed.seal() };
        assert_eq!(disclosure.verify(&one, &seal), Err(NotDisclosed::OtherSize { shown: 5, sealed: 6 }));
        let seal = Seal { root: Hash::of_empty_tree(), ..sealed.seal() };
        let path = disclosure.verify(&one, &seal).unwrap_err();
        assert_eq!(
            path.to_string(),
            "observation 2 was not sealed as it is shown: it leads to another root than \
             `47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=`"
        );
    });
}

#[test]
fn a_path_alone_does_not_bind_the_size_and_the_seal_does() {
    sealed(5, |sealed, _| {
        let mut disclosure = sealed.disclose([0]).unwrap().remove(0);
        // Around the first leaf, trees of 5, 6, 7 and 8 leaves have one shape.
        disclosure.size = 6;
        let forged = Seal { observations: 6, ..sealed.seal() };
        assert_eq!(disclosure.verify(sealed.item(), &forged), Ok(()), "the path is the same");
        let shown = disclosure.verify(sealed.item(), &sealed.seal());
        assert_eq!(shown, Err(NotDisclosed::OtherSize { shown: 6, sealed: 5 }));
        assert_ne!(forged.digest(sealed.item()), sealed.seal().digest(sealed.item()));
        assert_ne!(sealed.seal().digest(&item("two")), sealed.seal().digest(sealed.item()));
    });
}

#[test]
fn equal_observations_have_unrelated_leaves_within_an_item_and_in_two() {
    let (one, two) = (item("one"), item("two"));
    let observation = observations(one, 1).remove(0);
    let twins = vec![observation; 8];
    let keys = [key(&one), key(&two), ItemKey::derive(&CaseSecret::from_bytes(&[8; 32]), &one)];
    let mut salts = BTreeSet::new();
    let mut leaves = BTreeSet::new();
    for key in &keys {
        // The same observations, of the same item as far as they say: the key alone differs.
        let sealed = SealedItem::new(one, key, &twins).unwrap();
        for disclosure in sealed.disclose(0..8).unwrap() {
            salts.insert(disclosure.salt);
            leaves.insert(leaf(&disclosure.salt, &disclosure.observation));
        }
    }
    assert_eq!((salts.len(), leaves.len()), (24, 24));
}

#[test]
fn what_is_sealed_again_shares_no_salt_where_another_observation_stands() {
    // A salt that was shown under the first seal must not open the leaf at its index to guessing under the second.
    let item = item("one");
    let (key, first) = (key(&item), observations(item, 6));
    let second: Vec<_> = first.iter().skip(1).cloned().collect();
    let salts = |observations: &[Observation]| {
        let sealed = SealedItem::new(item, &key, observations).unwrap();
        sealed.disclose(0..sealed.len()).unwrap().into_iter().map(|one| one.salt).collect::<BTreeSet<_>>()
    };
    assert!(salts(&first).is_disjoint(&salts(&second)));
    assert_eq!(salts(&first), salts(&first));
}

#[test]
fn guesses_at_a_hidden_neighbour_are_not_answered_by_a_disclosure() {
    sealed(2, |sealed, observations| {
        let disclosure = sealed.disclose([0]).unwrap().remove(0);
        let guess = serde_json::to_string(&observations[1]).unwrap();
        // The sibling is the neighbour's leaf. The right guess does not give it, neither bare nor with anything that was shown.
        let known = [disclosure.salt, item("one"), Sha256Digest::of(disclosure.salt.as_bytes())];
        let tried = known.iter().map(|salt| leaf(salt, &guess)).chain([Hash::of_leaf(guess.as_bytes())]);
        assert!(tried.into_iter().all(|hash| hash != disclosure.path[0]));
        assert_eq!(leaf(&sealed.key.salt(1, &guess), &guess), disclosure.path[0], "the key does");
    });
}

#[test]
fn no_secret_and_no_observation_is_in_debug_output() {
    let secret = CaseSecret::from_bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef");
    assert_eq!(format!("{secret:?}"), "CaseSecret(…)");
    assert_eq!(format!("{:?}", ItemKey::derive(&secret, &item("one"))), "ItemKey(…)");
    let shown = sealed(3, |sealed, _| format!("{sealed:?}"));
    assert!(shown.starts_with("SealedItem { item: Sha256Digest(") && !shown.contains("hospital"), "{shown}");
}

#[test]
fn a_disclosure_and_a_seal_have_one_spelling_in_json() {
    sealed(3, |sealed, _| {
        let disclosure = sealed.disclose([1]).unwrap().remove(0);
        let json = serde_json::to_string(&disclosure).unwrap();
        assert_eq!(serde_json::from_str::<Disclosure>(&json).unwrap(), disclosure);
        let upper = json.replace(&disclosure.salt.to_string(), &disclosure.salt.to_string().to_uppercase());
        assert!(serde_json::from_str::<Disclosure>(&upper).is_err());
        assert!(serde_json::from_str::<Disclosure>(&json.replacen('{', "{\"more\":1,", 1)).is_err());
        let keys: Vec<_> = ["item", "index", "size", "salt", "observation", "path"]
            .map(|name| json.find(&format!("\"{name}\":")).unwrap())
            .into();
        assert!(keys.is_sorted(), "{json}");
        let seal = serde_json::to_string(&sealed.seal()).unwrap();
        assert_eq!(seal, format!("{{\"root\":\"{}\",\"observations\":3}}", sealed.root()));
        assert_eq!(serde_json::from_str::<Seal>(&seal).unwrap(), sealed.seal());
    });
}

/// `digest` with one bit changed.
fn flipped(digest: &Sha256Digest, bit: usize) -> Sha256Digest {
    let mut bytes = *digest.as_bytes();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().parse().unwrap()
}

fn flipped_hash(hash: Hash, bit: usize) -> Hash {
    Hash::from(*flipped(&hash_as_digest(hash), bit).as_bytes())
}

fn hash_as_digest(hash: Hash) -> Sha256Digest {
    hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>().parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_set_that_is_disclosed_verifies(count in 1..200_usize, picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..20)) {
        sealed(count, |sealed, observations| {
            let indices: BTreeSet<u64> = picks.iter().map(|pick| pick.index(count) as u64).collect();
            let disclosed = sealed.disclose(indices.clone()).unwrap();
            prop_assert_eq!(disclosed.iter().map(|one| one.index).collect::<BTreeSet<_>>(), indices);
            for disclosure in disclosed {
                prop_assert_eq!(disclosure.verify(sealed.item(), &sealed.seal()), Ok(()));
                prop_assert!(disclosure.matches(&observations[usize::try_from(disclosure.index).unwrap()]));
            }
            Ok(())
        })?;
    }

    #[test]
    fn no_changed_bit_of_anything_verifies(count in 1..100_usize, pick in any::<prop::sample::Index>(), bit in 0..256_usize, place in any::<prop::sample::Index>()) {
        sealed(count, |sealed, observations| {
            let (item, seal) = (*sealed.item(), sealed.seal());
            let index = pick.index(count);
            let whole = sealed.disclose([index as u64]).unwrap().remove(0);
            let mut changed = vec![
                Disclosure { item: flipped(&item, bit), ..whole.clone() },
                Disclosure { salt: flipped(&whole.salt, bit), ..whole.clone() },
                Disclosure { index: whole.index ^ (1 << (bit % 64)), ..whole.clone() },
                Disclosure { size: whole.size ^ (1 << (bit % 64)), ..whole.clone() },
            ];
            let mut text = whole.observation.clone().into_bytes();
            let at = place.index(text.len());
            text[at] ^= 1 << (bit % 8);
            if let Ok(observation) = String::from_utf8(text) {
                changed.push(Disclosure { observation, ..whole.clone() });
            }
            for step in 0..whole.path.len() {
                let mut path = whole.path.clone();
                path[step] = flipped_hash(path[step], bit);
                changed.push(Disclosure { path: path.clone(), ..whole.clone() });
                path.remove(step);
                changed.push(Disclosure { path, ..whole.clone() });
            }
            let longer = [whole.path.as_slice(), &[sealed.root()]].concat();
            changed.push(Disclosure { path: longer, ..whole.clone() });
            for changed in changed {
                prop_assert!(changed.verify(&item, &seal).is_err(), "{:?}", changed);
            }
            for seal in [
                Seal { root: flipped_hash(seal.root, bit), ..seal },
                Seal { observations: seal.observations ^ (1 << (bit % 64)), ..seal },
            ] {
                prop_assert!(whole.verify(&item, &seal).is_err());
            }
            let other = &observations[(index + 1) % count];
            prop_assert!(count == 1 || !whole.matches(other));
            Ok(())
        })?;
    }

    #[test]
    fn a_salt_tells_nothing_of_the_next(index in any::<u64>(), text in ".{0,20}", bit in 0..256_usize) {
        // All that SHA-256 lets a test see: one changed bit of secret, item, index or text gives a salt that differs in many.
        let secret = [7; 32];
        let one = item("one");
        let salt = |secret: &[u8; 32], item: &Sha256Digest, index, text: &str| {
            ItemKey::derive(&CaseSecret::from_bytes(secret), item).salt(index, text)
        };
        let mut other = secret;
        other[bit / 8] ^= 1 << (bit % 8);
        let whole = salt(&secret, &one, index, &text);
        for changed in [
            salt(&other, &one, index, &text),
            salt(&secret, &flipped(&one, bit), index, &text),
            salt(&secret, &one, index ^ (1 << (bit % 64)), &text),
            salt(&secret, &one, index, &format!("{text}.")),
        ] {
            let differing: u32 = whole.as_bytes().iter().zip(changed.as_bytes()).map(|(a, b)| (a ^ b).count_ones()).sum();
            prop_assert!((64..192).contains(&differing), "{} of 256 bits", differing);
        }
    }

    #[test]
    fn any_disclosure_from_a_stranger_is_judged_without_panic(index in any::<u64>(), size in any::<u64>(), path in proptest::collection::vec(any::<[u8; 32]>(), 0..70), observation in ".{0,40}") {
        let one = item("one");
        let path = path.into_iter().map(Hash::from).collect();
        let disclosure = Disclosure { item: one, index, size, salt: one, observation, path };
        let judged = disclosure.verify(&one, &Seal { root: Hash::of_empty_tree(), observations: size });
        prop_assert!(matches!(judged, Err(NotDisclosed::Path { .. })), "{:?}", judged);
    }
}

#[test]
fn the_words_of_a_wrong_path_speak_of_items() {
    let path = |reason| NotDisclosed::Path { index: 4, reason }.to_string();
    let outside = path(InvalidProof::IndexOutside { index: 4, size: 3 });
    assert_eq!(outside, "observation 4 was not sealed as it is shown: the item has 3 observations, counted from 0");
    assert!(path(InvalidProof::Length(9)).ends_with("9 hashes are not the number that a path to this index has"));
}
