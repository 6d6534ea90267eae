use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::crypt::{Closed, Decryption};
use super::filter;
use super::syntax::{Dict, Lexer, Value, is_blank};
use crate::Context;
use crate::readers::inflating::Budget;

/// The objects of a document, found by scanning it from its first byte to its last.
///
/// Of two objects with one number the later counts, as in a document that was saved with changes.
pub(super) struct File<'b> {
    bytes: &'b [u8],
    objects: BTreeMap<u32, Place>,
    /// Object streams, unpacked.
    packs: Vec<Vec<u8>>,
    root: Option<u32>,
    info: Option<u32>,
    /// Objects that say they are a page, in the order of the file: for documents whose page tree is damaged.
    loose_pages: Vec<u32>,
    /// Files within the document.
    pub(super) embedded: u64,
    parsed: Cell<u64>,
    /// The encryption dictionary, or where it stands, and the first identifier of the document.
    encrypt: Option<Value>,
    id: Vec<u8>,
    /// How streams and strings are decrypted, where they are encrypted.
    decryption: Option<Decryption>,
    /// Why the document stays closed, where it does.
    pub(super) closed: Option<Closed>,
    /// Whether it took a password to open it.
    pub(super) opened: bool,
    /// What could not be unpacked, because of a limit.
    pub(super) damage: Vec<String>,
    /// Object streams that are damaged.
    pub(super) broken: u64,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    /// Behind `12 0 obj`, at this byte of the file.
    File(usize),
    /// In an object stream.
    Pack { pack: usize, at: usize },
}

/// A page, by the numbers of objects: ten thousand pages may share one large dictionary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    object: u32,
    /// The node of the page tree whose resources it inherits.
    heir_of: Option<u32>,
}

/// The pages, in reading order.
pub(super) struct Pages {
    pub(super) list: Vec<Page>,
    /// Whether there were more than asked for.
    pub(super) more: bool,
    /// Pages, or groups of pages, that are named and not in the file.
    pub(super) missing: u64,
}

impl<'b> File<'b> {
    /// Finds the document's objects. One that is encrypted is gone through twice: first for how it is encrypted, for its packed
    /// objects are encrypted too.
    pub(super) fn scan(bytes: &'b [u8], budget: &mut Budget<'_>, context: &Context<'_>) -> Self {
        if memchr::memmem::find(bytes, b"/Encrypt").is_none() {
            return Self::scan_with(bytes, Packs::Read(None), budget);
        }
        let file = Self::scan_with(bytes, Packs::Leave, budget);
        let Some(encrypt) = file.encrypt.clone() else {
            return Self::scan_with(bytes, Packs::Read(None), budget);
        };
        let dict = match file.resolve(&encrypt) {
            Some(Value::Dict(dict)) => file.resolved(&dict),
            _ => Dict::default(),
        };
        match Decryption::open(&dict, &file.id, context.passwords()) {
            Ok((decryption, number)) => {
                let mut file = Self::scan_with(bytes, Packs::Read(Some(decryption)), budget);
                file.opened = number > 0;
                file
            }
            Err(closed) => Self { closed: Some(closed), ..file },
        }
    }

    /// A dictionary with what it refers to, two levels deep.
    fn resolved(&self, dict: &Dict) -> Dict {
        let value = |value: &Value| self.resolve(value).unwrap_or(Value::Null);
        dict.map(&|held| match value(held) {
            Value::Dict(inner) => Value::Dict(inner.map(&|held| value(held))),
            other => other,
        })
    }

    fn scan_with(bytes: &'b [u8], packs: Packs, budget: &mut Budget<'_>) -> Self {
        let leave = matches!(packs, Packs::Leave);
        let decryption = if let Packs::Read(decryption) = packs { decryption } else { None };
        let mut file = Self {
            bytes,
            objects: BTreeMap::new(),
            packs: Vec::new(),
            root: None,
            info: None,
            loose_pages: Vec::new(),
            embedded: 0,
            parsed: Cell::new(0),
            encrypt: None,
            id: Vec::new(),
            decryption,
            closed: None,
            opened: false,
            damage: Vec::new(),
            broken: 0,
        };
        // An object that is read far past the next one's beginning costs its bytes again and again: that has an end.
        let mut work = bytes.len().saturating_mul(4).saturating_add(1 << 16);
        let finder = memchr::memmem::Finder::new(b"obj");
        let mut at = 0;
        while let Some(found) = bytes.get(at..).and_then(|rest| finder.find(rest)) {
            let keyword = at + found;
            at = keyword + 3;
            let found_at = at;
            let Some(number) = number_before(bytes, keyword) else { continue };
            let mut lexer = Lexer::new(bytes, at);
            let value = lexer.value();
            let Some(left) = work.checked_sub(lexer.at - at) else {
                file.damage
                    .push("the objects of the document run into each other; the later ones were not read".to_owned());
                break;
            };
            work = left;
            file.objects.insert(number, Place::File(at));
            let Some(Value::Dict(dict)) = value else { continue };
            at = lexer.at;
            file.note(number, &dict);
            if let Some(data) = stream_data(bytes, &dict, lexer.at) {
                at = data.end;
                if dict.is(b"Type", b"ObjStm") && !leave {
                    let data = file.decrypted(number, found_at, &dict, bytes.get(data).unwrap_or_default());
                    file.unpack(&dict, &data, budget);
                }
            }
        }
        file.trailers();
        file
    }

    /// The value itself, or what it refers to.
    pub(super) fn resolve(&self, value: &Value) -> Option<Value> {
        let mut value = value.clone();
        for _ in 0..16 {
            let Value::Reference(number) = value else { return Some(value) };
            value = self.object(number)?;
        }
        None
    }

    /// The dictionary at `key` of `dict`, itself or referred to.
    pub(super) fn dict_at(&self, dict: &Dict, key: &[u8]) -> Option<Dict> {
        match self.resolve(dict.get(key)?)? {
            Value::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The dictionary and the packed bytes of the stream that `number` names.
    pub(super) fn stream(&self, number: u32) -> Option<(Dict, Cow<'b, [u8]>)> {
        let Place::File(at) = *self.objects.get(&number)? else { return None };
        let mut lexer = Lexer::new(self.bytes, at);
        let Some(Value::Dict(dict)) = lexer.value() else { return None };
        let data = stream_data(self.bytes, &dict, lexer.at)?;
        self.parsed.set(self.parsed.get().saturating_add((data.end - at) as u64));
        let data = self.decrypted(number, at, &dict, self.bytes.get(data)?);
        Some((dict, data))
    }

    /// The bytes of a stream as they were before encryption. Cross-references and what names the filter `Identity` are plain.
    fn decrypted<'d>(&self, number: u32, at: usize, dict: &Dict, data: &'d [u8]) -> Cow<'d, [u8]> {
        let Some(decryption) = self.decryption.as_ref().filter(|_| !dict.is(b"Type", b"XRef") && !is_identity(dict))
        else {
            return Cow::Borrowed(data);
        };
        Cow::Owned(decryption.stream(number, generation_before(self.bytes, at), data))
    }

    /// A text that the document says of itself.
    pub(super) fn info(&self, key: &[u8]) -> Option<Vec<u8>> {
        let number = self.info?;
        let Value::Dict(info) = self.object(number)? else { return None };
        self.text(Some(number), info.get(key)?)
    }

    /// What the notes and form fields of a page say (ISO 32000-1, sections 12.5.6.2 and 12.7.3), at most `most` of them.
    pub(super) fn notes(&self, page: &Dict, most: usize) -> Vec<Vec<u8>> {
        let Some(Value::Array(notes)) = page.get(b"Annots").and_then(|notes| self.resolve(notes)) else {
            return Vec::new();
        };
        let mut said = Vec::new();
        for note in notes.iter().take(most) {
            let (mut holder, Some(Value::Dict(dict))) = (note.reference(), self.resolve(note)) else { continue };
            said.extend(dict.get(b"Contents").and_then(|text| self.text(holder, text)));
            // A field's value may stand in its parent.
            let mut field = Some(dict).filter(|dict| dict.is(b"Subtype", b"Widget"));
            for _ in 0..8 {
                let Some(dict) = field else { break };
                if let Some(value) = dict.get(b"V") {
                    match self.resolve(value) {
                        Some(Value::Array(values)) => said.extend(values.iter().filter_map(|v| self.text(holder, v))),
                        _ => said.extend(self.text(holder, value)),
                    }
                    break;
                }
                let parent = dict.get(b"Parent");
                holder = parent.and_then(Value::reference);
                field = parent.and_then(|parent| self.resolve(parent)).and_then(|parent| parent.dict().cloned());
            }
        }
        said
    }

    /// A string within the object `holder`, or in the object that it refers to, as it was before encryption.
    fn text(&self, holder: Option<u32>, value: &Value) -> Option<Vec<u8>> {
        let (number, value) = match value {
            Value::Reference(other) => (Some(*other), self.object(*other)?),
            own => (holder, own.clone()),
        };
        let Value::Text(text) = value else { return None };
        let Some(decryption) = &self.decryption else { return Some(text) };
        match (number, number.and_then(|number| self.objects.get(&number))) {
            (Some(number), Some(Place::File(at))) => {
                Some(decryption.string(number, generation_before(self.bytes, *at), &text))
            }
            // Strings in a packed stream are encrypted with it, and not by themselves.
            (_, Some(Place::Pack { .. })) => Some(text),
            _ => None,
        }
    }

    /// A page's own dictionary, and its resources, its own or inherited.
    pub(super) fn page(&self, page: Page) -> (Dict, Dict) {
        let dict = |number: u32| match self.object(number) {
            Some(Value::Dict(dict)) => dict,
            _ => Dict::default(),
        };
        let own = dict(page.object);
        let resources = self.dict_at(&own, b"Resources");
        let inherited = || page.heir_of.and_then(|node| self.dict_at(&dict(node), b"Resources"));
        let resources = resources.or_else(inherited).unwrap_or_default();
        (own, resources)
    }

    /// Where the links of a page lead (ISO 32000-1, section 12.5.6.5), at most `most` of them. Those of an encrypted document are not
    /// told: their key is that of the object that they stand in.
    pub(super) fn links(&self, page: &Dict, most: usize) -> Vec<String> {
        let annotations = page.get(b"Annots").and_then(|annotations| self.resolve(annotations));
        let Some(Value::Array(annotations)) = annotations.filter(|_| self.decryption.is_none()) else {
            return Vec::new();
        };
        let mut links = Vec::new();
        for annotation in annotations.iter().take(most) {
            let Some(Value::Dict(annotation)) = self.resolve(annotation) else { continue };
            let Some(action) = self.dict_at(&annotation, b"A") else { continue };
            if let Some(Value::Text(target)) = action.get(b"URI").and_then(|target| self.resolve(target)) {
                links.push(String::from_utf8_lossy(&target).into_owned());
            }
        }
        links
    }

    /// Bytes of objects parsed since the scan. An object is parsed each time it is asked for, so this can pass the file's size.
    pub(super) fn parsed(&self) -> u64 {
        self.parsed.get()
    }

    /// The first `most` pages.
    pub(super) fn pages(&self, most: usize) -> Pages {
        let mut pages = Pages { list: Vec::new(), more: false, missing: 0 };
        let tree = self.root.and_then(|root| self.object(root)).and_then(|root| root.dict()?.get(b"Pages").cloned());
        let mut seen = BTreeSet::new();
        let mut open: Vec<(u32, Option<u32>)> = Vec::new();
        if let Some(Value::Reference(tree)) = tree {
            open.push((tree, None));
        }
        while let Some((node, heir_of)) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            let Some(Value::Dict(dict)) = self.object(node) else {
                pages.missing += 1;
                continue;
            };
            let kids = dict.get(b"Kids").and_then(|kids| self.resolve(kids));
            if let Some(Value::Array(kids)) = kids {
                let heir_of = if dict.get(b"Resources").is_some() { Some(node) } else { heir_of };
                for kid in kids.into_iter().rev() {
                    if let Value::Reference(kid) = kid {
                        open.push((kid, heir_of));
                    }
                }
            } else if dict.is(b"Type", b"Pages") {
                // A node that lost its children is no page.
                pages.missing += u64::from(dict.get(b"Count").and_then(Value::index) != Some(0));
            } else if pages.list.len() < most {
                pages.list.push(Page { object: node, heir_of });
            } else {
                pages.more = true;
                break;
            }
        }
        if pages.list.is_empty() {
            let loose: BTreeSet<u32> = self.loose_pages.iter().copied().collect();
            pages.more = loose.len() > most;
            pages.missing = 0;
            pages.list = loose.into_iter().take(most).map(|object| Page { object, heir_of: None }).collect();
        }
        pages
    }

    fn object(&self, number: u32) -> Option<Value> {
        let (bytes, at) = match *self.objects.get(&number)? {
            Place::File(at) => (self.bytes, at),
            Place::Pack { pack, at } => (self.packs.get(pack)?.as_slice(), at),
        };
        let (value, end) = indirect(bytes, at)?;
        self.parsed.set(self.parsed.get().saturating_add((end - at) as u64));
        Some(value)
    }

    /// Keeps what a dictionary says of the document as a whole.
    fn note(&mut self, number: u32, dict: &Dict) {
        match dict.get(b"Type").and_then(Value::name) {
            Some(b"Catalog") => self.root = Some(number),
            Some(b"Page") => self.loose_pages.push(number),
            Some(b"EmbeddedFile") => self.embedded += 1,
            Some(b"XRef") => self.trailer(dict),
            _ => {}
        }
    }

    fn trailer(&mut self, dict: &Dict) {
        if let Some(Value::Reference(root)) = dict.get(b"Root") {
            self.root = Some(*root);
        }
        if let Some(Value::Reference(info)) = dict.get(b"Info") {
            self.info = Some(*info);
        }
        if let Some(encrypt) = dict.get(b"Encrypt").filter(|value| **value != Value::Null) {
            self.encrypt = Some(encrypt.clone());
        }
        if let Some([Value::Text(id), ..]) = dict.get(b"ID").and_then(Value::array) {
            self.id.clone_from(id);
        }
    }

    fn trailers(&mut self) {
        // A document saved with changes has a trailer for each time; ten thousand are somebody's joke.
        let found: Vec<usize> = memchr::memmem::find_iter(self.bytes, b"trailer").take(10_000).collect();
        let last_hundred = found.len().saturating_sub(100);
        for at in found.into_iter().skip(last_hundred) {
            let mut lexer = Lexer::new(self.bytes, at + b"trailer".len());
            if let Some(Value::Dict(dict)) = lexer.value() {
                self.trailer(&dict);
            }
        }
    }

    /// Unpacks an object stream (ISO 32000-1, section 7.5.7) and lists its objects.
    fn unpack(&mut self, dict: &Dict, data: &[u8], budget: &mut Budget<'_>) {
        let decoded = filter::decode(self, dict, data, budget);
        if let Some(stop) = decoded.stopped {
            self.damage.push(format!("an object stream was cut by {stop}"));
        }
        self.broken += u64::from(decoded.damaged);
        let Some(first) = dict.get(b"First").and_then(Value::index) else { return };
        let count = dict.get(b"N").and_then(Value::index).unwrap_or(0).min(decoded.bytes.len());
        let pack = self.packs.len();
        let mut lexer = Lexer::new(decoded.bytes.get(..first).unwrap_or_default(), 0);
        for _ in 0..count {
            let (Some(number), Some(offset)) = (lexer.value(), lexer.value()) else { break };
            let number = number.index().and_then(|number| u32::try_from(number).ok());
            let (Some(number), Some(offset)) = (number, offset.index()) else { break };
            let at = first + offset;
            self.objects.insert(number, Place::Pack { pack, at });
            let head = decoded.bytes.get(at..).unwrap_or_default();
            let head = head.get(..head.len().min(4096)).unwrap_or_default();
            if let Some(Value::Dict(dict)) = Lexer::new(head, 0).value() {
                self.note(number, &dict);
            }
        }
        self.packs.push(decoded.bytes);
    }
}

/// What a scan does with packed objects.
enum Packs {
    /// Nothing: how they are encrypted is not known yet.
    Leave,
    /// It unpacks them, decrypted where the document is encrypted.
    Read(Option<Decryption>),
}

/// Whether a stream names the crypt filter `Identity`, which leaves it plain (ISO 32000-2, section 7.4.10).
fn is_identity(dict: &Dict) -> bool {
    let first = match dict.get(b"Filter") {
        Some(Value::Array(filters)) => filters.first().and_then(Value::name),
        Some(filter) => filter.name(),
        None => None,
    };
    let parameters = match dict.get(b"DecodeParms") {
        Some(Value::Array(parameters)) => parameters.first().and_then(Value::dict),
        Some(parameters) => parameters.dict(),
        None => None,
    };
    let name = parameters.and_then(|parameters| parameters.get(b"Name")).and_then(Value::name);
    first == Some(b"Crypt") && name.is_none_or(|name| name == b"Identity")
}

/// The generation in `12 0 obj`, whose last word ends at `at`.
fn generation_before(bytes: &[u8], at: usize) -> u16 {
    let keyword = at.saturating_sub(3);
    let head = bytes.get(keyword.saturating_sub(32)..keyword).unwrap_or_default();
    digits_at_end(head).and_then(|(_, generation)| generation.parse().ok()).unwrap_or(0)
}

/// The value at `at`, which may be a reference standing by itself, and where it ends.
fn indirect(bytes: &[u8], at: usize) -> Option<(Value, usize)> {
    let mut lexer = Lexer::new(bytes, at);
    let value = lexer.value()?;
    let end = lexer.at;
    let Some(number) = value.index().and_then(|number| u32::try_from(number).ok()) else { return Some((value, end)) };
    match (lexer.value(), lexer.value()) {
        (Some(Value::Number(_)), Some(Value::Word(word))) if word == b"R" => Some((Value::Reference(number), lexer.at)),
        _ => Some((value, end)),
    }
}

/// The object number in `12 0 obj`, whose last word begins at `keyword`.
fn number_before(bytes: &[u8], keyword: usize) -> Option<u32> {
    let head = bytes.get(keyword.saturating_sub(32)..keyword)?;
    let (head, _generation) = digits_at_end(head)?;
    let (_, number) = digits_at_end(head)?;
    number.parse().ok()
}

fn digits_at_end(bytes: &[u8]) -> Option<(&[u8], &str)> {
    let blanks = bytes.iter().rev().take_while(|byte| is_blank(**byte)).count();
    let bytes = bytes.get(..bytes.len() - blanks)?;
    let digits = bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    if blanks == 0 || digits == 0 {
        return None;
    }
    let (head, digits) = bytes.split_at_checked(bytes.len() - digits)?;
    Some((head, std::str::from_utf8(digits).ok()?))
}

/// The bytes of the stream whose dictionary ended at `at`, if one follows.
fn stream_data(bytes: &[u8], dict: &Dict, at: usize) -> Option<std::ops::Range<usize>> {
    let mut lexer = Lexer::new(bytes, at);
    lexer.skip_blanks();
    let rest = lexer.rest().strip_prefix(b"stream")?;
    let start = bytes.len() - rest.len()
        + if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n") || rest.starts_with(b"\r")) };
    // The stated length counts where the closing word stands behind it; many a writer is wrong.
    if let Some(length) = dict.get(b"Length").and_then(Value::index)
        && let Some(tail) = start.checked_add(length).and_then(|end| bytes.get(end..))
        && tail
            .get(..tail.len().min(16))
            .is_some_and(|tail| memchr::memmem::find(tail, b"endstream").is_some_and(|at| at <= 2))
    {
        return Some(start..start + length);
    }
    let rest = bytes.get(start..)?;
    let length = memchr::memmem::find(rest, b"endstream").unwrap_or(rest.len());
    let kept = rest.get(..length)?;
    let trimmed = kept.strip_suffix(b"\r\n").or(kept.strip_suffix(b"\n")).or(kept.strip_suffix(b"\r")).unwrap_or(kept);
    Some(start..start + trimmed.len())
}
