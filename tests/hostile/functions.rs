//! Functions of every kind, silent under every lint there is. Compiled for each edition.

#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(rust_2018_idioms, unused_qualifications, single_use_lifetimes, trivial_casts, missing_docs)]
#![forbid(unsafe_code)]

use std::{
    cell::RefCell,
    fmt::{self, Debug, Display},
    io,
    rc::Rc,
    sync::{Arc, Mutex},
};

/// Adds.
#[callflow::trace]
#[must_use]
pub fn plain(a: u8, b: u8) -> u8 {
    a + b
}

/// Nothing in, nothing out.
#[callflow::trace]
pub fn nothing() {}

/// Inner attributes stay where they were.
#[callflow::trace]
#[must_use]
pub fn inner_attributes() -> u8 {
    #![allow(non_snake_case)]
    let Name = plain(1, 2);
    Name + 1
}

/// The body starts with items.
///
/// # Errors
/// Never.
#[callflow::trace]
pub fn items_first() -> Result<u8, fmt::Error> {
    const ONE: u8 = 1;
    const fn two() -> u8 {
        2
    }
    ONE.checked_add(two()).ok_or(fmt::Error)
}

/// Items first, without a `Result`.
#[callflow::trace]
#[must_use]
pub fn items_first_plain() -> u8 {
    const ONE: u8 = 1;
    ONE + plain(1, 2)
}

/// One line each, where braces are noticed most.
///
/// # Errors
/// For letters.
#[callflow::trace]
#[rustfmt::skip]
pub fn one_line(text: &str) -> Result<u8, std::num::ParseIntError> { text.parse() }

/// Diverges.
#[callflow::trace]
pub fn never() -> ! {
    std::process::exit(0)
}

/// Diverges in the tail.
///
/// # Errors
/// Sometimes.
#[callflow::trace]
pub fn diverging_tail(mut left: u8) -> Result<u8, String> {
    loop {
        if left == 0 {
            return Ok(1);
        }
        if left == 7 {
            break Err("seven".to_owned());
        }
        left -= 1;
    }
}

/// A borrow of the argument gets out.
///
/// # Errors
/// When there is none.
#[callflow::trace]
pub fn reborrow(items: &mut Vec<String>, at: usize) -> Result<&mut String, io::Error> {
    items.push(String::new());
    items.get_mut(at).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
}

/// Coerces to trait objects and slices.
///
/// # Errors
/// For some.
#[callflow::trace]
pub fn coerced(kind: u8) -> Result<Box<dyn Debug>, Box<dyn std::error::Error + Send + Sync>> {
    if kind == 0 {
        return Err("zero".into());
    }
    let number: u8 = "1".parse()?;
    if number == kind {
        return Ok(Box::new(number));
    }
    Ok(Box::new("text"))
}

/// Slices.
///
/// # Errors
/// Never.
#[callflow::trace]
pub fn slices<'a>(short: bool) -> Result<&'a [u8], fmt::Error> {
    if short {
        return Ok(&[1]);
    }
    Ok(&[1, 2, 3])
}

/// The tail borrows from an argument for longer than the tail.
///
/// # Errors
/// When poisoned.
#[callflow::trace]
pub fn tail_temporary(counter: Arc<Mutex<u8>>) -> Result<u8, String> {
    counter.lock().map(|value| *value).map_err(|_| String::new())
}

/// The same with a match.
///
/// # Errors
/// When empty.
#[callflow::trace]
pub fn tail_match(cell: Rc<RefCell<Option<u8>>>) -> Result<u8, String> {
    match cell.borrow().as_ref() {
        Some(value) => Ok(*value),
        None if Rc::strong_count(&cell) > 9 => Ok(1),
        None => Err("empty".to_owned()),
    }
}

/// Hidden in a macro.
///
/// # Errors
/// For zero.
#[callflow::trace]
pub fn bails(number: u8) -> Result<u8, String> {
    macro_rules! bail {
        ($text:expr) => {
            return Err($text.to_owned())
        };
    }
    if number == 0 {
        bail!("zero");
    }
    Ok(number)
}

/// Patterns and their `mut` and `ref`.
///
/// # Errors
/// Never.
#[callflow::trace]
pub fn patterns(
    (mut a, b): (u8, u8),
    [first, .., _]: [u8; 3],
    &c: &u8,
    mut d: u8,
    _: u8,
    _unused: String,
) -> Result<u8, fmt::Error> {
    a += b;
    d += a;
    Ok(a + first + c + d)
}

/// `impl Trait` on both sides.
///
/// # Errors
/// Never.
#[callflow::trace]
pub fn impl_trait(
    items: impl Iterator<Item = u8>,
    odd: bool,
) -> Result<impl Iterator<Item = u8>, Box<dyn Display>> {
    if odd {
        return Err(Box::new("odd"));
    }
    Ok(items.map(|item| item + 1))
}

/// Generic.
///
/// # Errors
/// As the function says.
#[callflow::trace]
pub fn generic<T, E, F, const N: usize>(make: F) -> Result<[T; N], E>
where
    F: Fn(usize) -> Result<T, E>,
    T: Default + Copy,
{
    let mut all = [T::default(); N];
    for (index, slot) in all.iter_mut().enumerate() {
        *slot = make(index)?;
    }
    Ok(all)
}

/// Conditional arguments.
///
/// # Errors
/// Never.
#[callflow::trace]
pub fn conditional(
    a: u8,
    #[cfg(any())] b: Nowhere,
    #[allow(unused_variables)] c: u8,
) -> Result<u8, fmt::Error> {
    Ok(a)
}

/// Shadows and calls things by every name.
///
/// # Errors
/// Never.
#[callflow::trace]
pub fn names(call: u8, site: u8, _call: u8, arg0: u8, core: u8, callflow: u8) -> Result<u8, fmt::Error> {
    let body = call + site;
    Ok(body + arg0 + core + callflow)
}

/// A caller's place.
#[callflow::trace]
#[track_caller]
#[must_use]
pub fn caller() -> u32 {
    std::panic::Location::caller().line()
}

/// A caller's place beside a `Result`.
///
/// # Errors
/// Never.
#[callflow::trace]
#[track_caller]
pub fn caller_result() -> Result<u32, fmt::Error> {
    Ok(std::panic::Location::caller().line())
}

/// Its own `Result`.
pub type Outcome<T> = Result<T, String>;

/// Asked for and not.
///
/// # Errors
/// Never.
#[callflow::trace(err, name = "asked")]
pub fn asked(mut a: u8) -> Outcome<u8> {
    a += 1;
    Ok(a)
}

/// Not.
///
/// # Errors
/// Never.
#[callflow::trace(err = false)]
pub fn not_asked(mut a: u8) -> Result<u8, String> {
    a += 1;
    Ok(a)
}

/// Lifetimes inside of what a closure takes and returns.
///
/// # Errors
/// Never.
#[callflow::trace]
#[allow(clippy::type_complexity)]
pub fn closures<'a>(
    text: &'a str,
    seen: &'a Mutex<Vec<&'a str>>,
) -> Result<(Box<dyn Fn() -> &'a str + 'a>, Box<dyn Fn(&'a str) + 'a>, fn(&'a str) -> &'a str), fmt::Error> {
    let see = move |text: &'a str| seen.lock().map_or((), |mut seen| seen.push(text));
    Ok((Box::new(move || text), Box::new(see), |text: &'a str| text))
}

/// Offers its arguments.
///
/// # Errors
/// Never.
#[callflow::trace(args(a, text, text.len(), first, *number, sum = a + *number))]
pub fn offers(mut a: u8, text: &mut String, (first, _): (u8, u8), number: &u8) -> Result<u8, fmt::Error> {
    a += first;
    text.push('a');
    Ok(a + number)
}

/// Offers its arguments, without a `Result`.
#[callflow::trace(args(a, text, text.len(), first, *number, sum = a + *number))]
pub fn offers_plain(mut a: u8, text: &mut String, (first, _): (u8, u8), number: &u8) -> u8 {
    a += first;
    text.push('a');
    a + number
}

/// A type with methods.
#[derive(Debug, Default, Clone)]
pub struct Cart {
    items: Vec<u8>,
}

impl Cart {
    /// By reference.
    ///
    /// # Errors
    /// When empty.
    #[callflow::trace]
    pub fn first(&self) -> Result<&u8, String> {
        self.items.first().ok_or_else(String::new)
    }

    /// By mutable reference.
    ///
    /// # Errors
    /// When empty.
    #[callflow::trace]
    pub fn first_mut(&mut self) -> Result<&mut u8, String> {
        self.items.push(1);
        self.items.first_mut().ok_or_else(String::new)
    }

    /// By value.
    ///
    /// # Errors
    /// When empty.
    #[callflow::trace]
    pub fn into_last(mut self) -> Result<u8, String> {
        self.items.pop().ok_or_else(String::new)
    }

    /// By value, unchanged.
    ///
    /// # Errors
    /// Never.
    #[callflow::trace]
    pub fn into_items(self) -> Result<Vec<u8>, String> {
        Ok(self.items)
    }

    /// Boxed.
    ///
    /// # Errors
    /// Never.
    #[callflow::trace]
    pub fn boxed(self: Box<Self>) -> Result<Vec<u8>, String> {
        Ok(self.items)
    }

    /// Shared.
    ///
    /// # Errors
    /// Never.
    #[callflow::trace]
    pub fn shared(self: &Arc<Self>, other: &mut Self) -> Result<usize, String> {
        other.items.clear();
        Ok(self.items.len())
    }

    /// Without.
    #[callflow::trace]
    #[must_use]
    pub fn create() -> Self {
        Self::default()
    }
}

/// A trait.
pub trait Total {
    /// Its total.
    ///
    /// # Errors
    /// Never.
    #[callflow::trace]
    fn total(&self) -> Result<u8, fmt::Error>
    where
        Self: Sized,
    {
        Ok(self.count())
    }

    /// Its count.
    fn count(&self) -> u8;
}

impl Total for Cart {
    #[callflow::trace]
    fn count(&self) -> u8 {
        self.items.first().copied().unwrap_or_default()
    }
}

impl Display for Cart {
    #[callflow::trace]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for item in &self.items {
            write!(f, "{item}")?;
        }
        f.write_str("")
    }
}

impl<'a> From<&'a [u8]> for Cart {
    #[callflow::trace]
    fn from(items: &'a [u8]) -> Self {
        Self { items: items.to_vec() }
    }
}

/// By its raw name.
#[callflow::trace]
#[must_use]
pub fn r#match(r#type: u8) -> u8 {
    r#type
}

/// C calls it.
#[callflow::trace]
#[must_use]
pub extern "C" fn from_c(number: u32) -> u32 {
    number + 1
}

macro_rules! made {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($arg:ident: $ty:ty) -> $ret:ty $body:block) => {
        $(#[$meta])*
        #[callflow::trace]
        $vis fn $name($arg: $ty) -> $ret $body
    };
}

made! {
    /// By a macro.
    ///
    /// # Errors
    /// Never.
    pub fn by_macro(number: u8) -> Result<u8, fmt::Error> {
        Ok(number)
    }
}

/// One whole `impl`.
#[derive(Debug)]
pub struct Whole(u8);

#[callflow::trace]
impl Whole {
    /// Left alone.
    #[must_use]
    pub const fn one() -> Self {
        Self(1)
    }

    /// One.
    ///
    /// # Errors
    /// Never.
    pub fn get(&self) -> Result<u8, fmt::Error> {
        self.other();
        Ok(self.0)
    }

    #[callflow::trace(skip)]
    #[allow(clippy::missing_const_for_fn)]
    fn other(&self) -> u8 {
        self.0
    }
}

/// One whole module.
#[callflow::trace]
pub mod whole {
    /// One.
    #[must_use]
    pub fn one() -> u8 {
        inner::two() - 1
    }

    mod inner {
        pub fn two() -> u8 {
            2
        }
    }
}

fn main() {
    one_line("1").map_or_else(|error| println!("{error}"), |number| println!("{number}"));
}
