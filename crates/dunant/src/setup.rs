use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use dunant_attribution::{Context as PriorContext, Model, Profiles};
use dunant_convention::Convention;
use dunant_evidence::{Context, Item, Lexicon, Limits, Vocabulary, read_item};
use dunant_exchange::Settings;
use dunant_knowledge::{Pack, lexicon, vocabulary};
use dunant_vocabulary::{AdmiraltyGrade, Date, Probability};

use crate::Error;

/// What a case is examined with: knowledge, model, promises and settings, and the tables that are made from them.
///
/// Nothing of it can change once it is built, so that the digests in a document name what its numbers came from. Build it once
/// and examine many cases with it: the profiles of actors are most of the work of a small case.
///
/// ```
/// use dunant::{Setup, attribution::Context, vocabulary::Date};
///
/// let day: Date = "2018-02-09".parse()?;
/// let setup = Setup::builder().as_of(day).context(Context::Ignored).build()?;
/// assert_eq!(setup.settings().as_of.unwrap().to_string(), "2018-02-09");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Setup {
    pack: Pack,
    model: Model,
    convention: Convention,
    settings: Settings,
    threads: NonZeroUsize,
    passwords: Vec<String>,
    names: Lexicon,
    terms: Vocabulary,
    profiles: OnceLock<Arc<Profiles>>,
    /// The profiles as of another day, the last that was asked for.
    other_day: Mutex<Option<(Date, Arc<Profiles>)>>,
}

impl Setup {
    /// What ships with this build, under the default settings.
    ///
    /// # Errors
    /// The build is damaged; tests hold that it is not.
    pub fn shipped() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// What ships with this build, until something else is set.
    pub fn builder() -> SetupBuilder {
        SetupBuilder::default()
    }

    /// What is known of actors.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The numbers of the model, with the unknown prior of the settings.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The promises.
    #[must_use]
    pub fn convention(&self) -> &Convention {
        &self.convention
    }

    /// Everything chosen that a document depends on, as it stands in the document.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Bounds on what evidence may cost.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    /// Files read at once. No result depends on it.
    #[must_use]
    pub fn threads(&self) -> NonZeroUsize {
        self.threads
    }

    /// Passwords to try on encrypted evidence, in order, besides those that readers try by themselves.
    ///
    /// They stand in no document and no digest: what one opened is in the document as items with digests of their own.
    #[must_use]
    pub fn passwords(&self) -> &[String] {
        &self.passwords
    }

    /// What the pack says of each actor by the settings' day, made ready for comparison at the first call.
    #[must_use]
    pub fn profiles(&self) -> Arc<Profiles> {
        let build = || Arc::new(Profiles::build(&self.pack, &self.model, self.settings.as_of));
        Arc::clone(self.profiles.get_or_init(build))
    }

    /// The same, by what was published before `day`. The last day asked for is kept.
    #[must_use]
    pub fn profiles_as_of(&self, day: Date) -> Arc<Profiles> {
        if self.settings.as_of == Some(day) {
            return self.profiles();
        }
        let mut other_day = self.other_day.lock().unwrap_or_else(PoisonError::into_inner);
        match &*other_day {
            Some((held, profiles)) if *held == day => Arc::clone(profiles),
            _ => {
                let profiles = Arc::new(Profiles::build(&self.pack, &self.model, Some(day)));
                *other_day = Some((day, Arc::clone(&profiles)));
                profiles
            }
        }
    }

    /// Reads one file, and the files within it, as [`examine`](crate::examine) does.
    #[must_use]
    pub fn read(&self, name: &str, bytes: &[u8]) -> Vec<Item> {
        read_item(name, bytes, &self.context_of_readers())
    }

    /// What readers are told.
    pub(crate) fn context_of_readers(&self) -> Context<'_> {
        Context { lexicon: &self.names, vocabulary: &self.terms, limits: self.limits(), passwords: &self.passwords }
    }
}

/// Makes a [`Setup`]. What is not set is what ships with this build, or the default.
#[derive(Debug, Default)]
#[must_use]
pub struct SetupBuilder {
    pack: Option<Pack>,
    model: Option<Model>,
    convention: Option<Convention>,
    limits: Limits,
    as_of: Option<Date>,
    context: PriorContext,
    unknown_prior: Option<Probability>,
    grade: Option<AdmiraltyGrade>,
    threads: Option<NonZeroUsize>,
    passwords: Vec<String>,
}

impl SetupBuilder {
    /// What is known of actors, instead of the shipped pack.
    pub fn pack(mut self, pack: Pack) -> Self {
        self.pack = Some(pack);
        self
    }

    /// The numbers of the model, instead of the shipped ones.
    pub fn model(mut self, model: Model) -> Self {
        self.model = Some(model);
        self
    }

    /// The promises, instead of the shipped instruments.
    pub fn convention(mut self, convention: Convention) -> Self {
        self.convention = Some(convention);
        self
    }

    /// Bounds on what evidence may cost. One above [`Settings::LARGEST_LIMIT`] counts as that.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Use only knowledge published before this day.
    pub fn as_of(mut self, day: impl Into<Option<Date>>) -> Self {
        self.as_of = day.into();
        self
    }

    /// Whether the prior rests on context: activity around the incident, what is written, whom actors are said to target.
    pub fn context(mut self, context: PriorContext) -> Self {
        self.context = context;
        self
    }

    /// Prior probability that the actor is none that the pack knows, instead of the model's.
    pub fn unknown_prior(mut self, prior: impl Into<Option<Probability>>) -> Self {
        self.unknown_prior = prior.into();
        self
    }

    /// Admiralty grade of every file that the case file does not grade.
    pub fn grade(mut self, grade: impl Into<Option<AdmiraltyGrade>>) -> Self {
        self.grade = grade.into();
        self
    }

    /// All settings at once, such as those that a document shows: in place of what was set before.
    pub fn settings(mut self, settings: Settings) -> Self {
        let Settings { as_of, context, unknown_prior, grade, limits } = settings;
        (self.as_of, self.context, self.unknown_prior, self.grade, self.limits) =
            (as_of, context, unknown_prior, grade, limits);
        self
    }

    /// Files read at once [default: the processors at hand]. No result depends on it.
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Passwords to try on encrypted evidence, in this order.
    pub fn passwords(mut self, passwords: impl IntoIterator<Item = String>) -> Self {
        self.passwords = passwords.into_iter().collect();
        self
    }

    /// The setup.
    ///
    /// # Errors
    /// [`Error::Lexicon`] when the pack has more names than can be searched for; a shipped part is damaged, which tests hold that it
    /// is not.
    pub fn build(self) -> Result<Setup, Error> {
        let (pack, convention) = (self.pack, self.convention);
        let (pack, convention) = thread::scope(|scope| {
            let convention = scope.spawn(|| convention.map_or_else(Convention::shipped, Ok));
            (pack.map_or_else(Pack::shipped, Ok), joined(convention))
        });
        let pack = pack?;
        let (names, terms) = thread::scope(|scope| {
            let terms = scope.spawn(|| vocabulary(&pack));
            (lexicon(&pack), joined(terms))
        });
        let model = self.model.unwrap_or_else(Model::shipped);
        let model = match self.unknown_prior {
            Some(prior) => model.with_unknown_prior(prior),
            None => model,
        };
        Ok(Setup {
            convention: convention?,
            settings: Settings {
                as_of: self.as_of,
                context: self.context,
                unknown_prior: self.unknown_prior,
                grade: self.grade,
                limits: self.limits.at_most(Settings::LARGEST_LIMIT),
            },
            threads: self.threads.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
            passwords: self.passwords,
            names: names?,
            terms,
            profiles: OnceLock::new(),
            other_day: Mutex::new(None),
            pack,
            model,
        })
    }
}

/// What a thread made. A panic there is a fault of this program: it must not become "nothing was found".
pub(crate) fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
