//! Functions that return futures, silent under every lint there is. Compiled for each edition.

#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(rust_2018_idioms, unused_qualifications, single_use_lifetimes, trivial_casts, missing_docs)]
#![forbid(unsafe_code)]
// Says of plain functions what it says of traced ones.
#![allow(clippy::future_not_send)]

use std::{
    cell::RefCell,
    fmt::{self, Debug, Display},
    future::{Future, Ready, ready},
    io,
    pin::Pin,
    rc::Rc,
    sync::{Arc, Mutex},
};

use futures::future::{BoxFuture, FutureExt as _, LocalBoxFuture};

/// Adds.
#[callflow::trace_async]
pub async fn plain(a: u8, b: u8) -> u8 {
    a + ready(b).await
}

/// Nothing in, nothing out.
#[callflow::trace_async]
pub async fn nothing() {}

/// Returns early.
#[callflow::trace_async]
pub async fn early(stop: bool) {
    if stop {
        return;
    }
    nothing().await;
}

/// Lifetimes inside of what a closure takes and returns.
#[callflow::trace_async]
#[allow(clippy::type_complexity)]
pub async fn closures<'a>(text: &'a str) -> (Box<dyn Fn() -> &'a str + 'a>, fn(&'a str) -> &'a str) {
    nothing().await;
    (Box::new(move || text), |text: &'a str| text)
}

/// One line.
#[callflow::trace_async]
#[rustfmt::skip]
pub async fn one_line(a: u8) -> u8 { ready(a).await }

/// Inner attributes stay where they were.
#[callflow::trace_async]
pub async fn inner_attributes() -> u8 {
    #![allow(non_snake_case)]
    let Name = ready(1).await;
    Name + 1
}

/// The body starts with items.
#[callflow::trace_async]
pub async fn items_first() -> u8 {
    const ONE: u8 = 1;
    const fn two() -> u8 {
        2
    }
    ready(ONE).await + two()
}

/// Several lifetimes, none of them written.
#[callflow::trace_async]
pub async fn elided(a: &str, b: &mut String, c: &Cart) -> usize {
    b.push_str(a);
    nothing().await;
    b.len() + c.items.len()
}

/// A type with a lifetime.
#[derive(Debug, Clone, Copy)]
pub struct Ref<'a>(&'a str);

/// Several lifetimes, all of them written.
#[callflow::trace_async]
pub async fn written<'a, 'b>(a: &'a str, b: &'b str, c: Ref<'_>) -> (&'a str, &'b str, usize) {
    nothing().await;
    (a, b, c.0.len())
}

/// Generic with a bound and a `where`.
#[callflow::trace_async]
pub async fn generic<T, U: Into<T> + Copy, const N: usize>(all: [U; N]) -> Vec<T>
where
    T: Debug,
{
    nothing().await;
    all.iter().map(|one| (*one).into()).collect()
}

/// `impl Trait` on both sides.
#[callflow::trace_async]
pub async fn impl_trait(items: impl Iterator<Item = u8>) -> impl Iterator<Item = u8> {
    nothing().await;
    items.map(|item| item + 1)
}

/// `impl Trait` in a `Result`, whose error type only the signature names.
///
/// # Errors
/// Sometimes.
#[callflow::trace_async]
pub async fn impl_trait_in_result(
    text: &str,
) -> Result<impl Iterator<Item = u8>, Box<dyn std::error::Error>> {
    let number: u8 = text.parse()?;
    if number == 0 {
        return Err("zero".into());
    }
    nothing().await;
    Ok(0..number)
}

/// Coerces to trait objects.
///
/// # Errors
/// For some.
#[callflow::trace_async]
pub async fn coerced(kind: u8) -> Result<Box<dyn Debug>, Box<dyn std::error::Error + Send + Sync>> {
    if kind == 0 {
        return Err("zero".into());
    }
    let number: u8 = "1".parse()?;
    nothing().await;
    if number == kind {
        return Ok(Box::new(number));
    }
    Ok(Box::new("text"))
}

/// Slices.
#[callflow::trace_async]
pub async fn slices<'a>(short: bool) -> &'a [u8] {
    nothing().await;
    if short {
        return &[1];
    }
    &[1, 2, 3]
}

/// The tail borrows from an argument for longer than the tail.
#[callflow::trace_async]
pub async fn tail_temporary(counter: Arc<Mutex<u8>>) -> u8 {
    nothing().await;
    counter.lock().map_or(0, |value| *value)
}

/// The same with a match.
#[callflow::trace_async]
pub async fn tail_match(cell: Rc<RefCell<Option<u8>>>) -> u8 {
    nothing().await;
    match cell.borrow().as_ref() {
        Some(value) => *value,
        None if Rc::strong_count(&cell) > 9 => 1,
        None => 0,
    }
}

/// Diverges.
#[callflow::trace_async]
pub async fn never() -> ! {
    loop {
        nothing().await;
    }
}

/// Diverges without saying so.
#[callflow::trace_async]
pub async fn forever() {
    loop {
        nothing().await;
    }
}

/// Patterns and their `mut`.
#[callflow::trace_async]
pub async fn patterns(
    (mut a, b): (u8, u8),
    [first, .., _]: [u8; 3],
    mut d: u8,
    _: u8,
    _unused: String,
) -> u8 {
    a += ready(b).await;
    d += a;
    a + first + d
}

/// Says that its output matters.
#[callflow::trace_async]
#[must_use]
pub async fn important() -> u8 {
    ready(1).await
}

/// Calls itself.
#[callflow::trace_async]
pub async fn recursive(depth: u8) -> u8 {
    if depth == 0 {
        return 0;
    }
    Box::pin(recursive(depth - 1)).await + 1
}

/// Conditional arguments.
#[callflow::trace_async]
pub async fn conditional(a: u8, #[cfg(any())] b: Nowhere, #[allow(unused_variables)] c: u8) -> u8 {
    ready(a).await
}

/// Returns a future with a block.
#[callflow::trace_async]
pub fn future_block(a: u8) -> impl Future<Output = u8> + Send + 'static {
    let b = a + 1;
    async move { ready(b).await }
}

/// Returns a future with a `Result` and a question mark.
#[callflow::trace_async]
pub fn future_result(text: &str) -> impl Future<Output = Result<u8, Box<dyn std::error::Error>>> + '_ {
    async move {
        let number: u8 = text.parse()?;
        Ok(ready(number).await)
    }
}

/// Returns one of two futures.
#[callflow::trace_async]
pub fn future_early(a: u8) -> impl Future<Output = u8> {
    if a == 0 {
        return ready(1);
    }
    ready(a)
}

/// Offers its arguments.
#[callflow::trace_async(args(a, text, text.len(), first, *number, sum = a + *number))]
pub async fn offers(mut a: u8, text: &mut String, (first, _): (u8, u8), number: &u8) -> u8 {
    a += ready(first).await;
    text.push('a');
    a + number
}

/// Offers its arguments and stays what it is.
#[callflow::trace_async(args(a, text.len()))]
#[must_use]
pub async fn offers_important(a: u8, text: String) -> u8 {
    drop(text);
    ready(a).await
}

/// Offers its arguments ahead of the statements that move them.
#[callflow::trace_async(args(text, text.len()))]
pub fn offers_future(text: String) -> impl Future<Output = usize> {
    const ONE: usize = 1;
    let bytes = text.into_bytes();
    async move { ready(bytes.len()).await + ONE }
}

/// Offers its arguments ahead of the box.
#[callflow::trace_async(args(a, b.len()))]
#[must_use]
pub fn offers_boxed<'a>(a: &'a str, b: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    let longer = a.len().max(b.len());
    Box::pin(async move { ready(longer).await })
}

/// Boxed, wrapped inside its box.
#[callflow::trace_async]
#[must_use]
pub fn boxed<'a>(a: &'a str, b: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    Box::pin(async move { a.len() + ready(b.len()).await })
}

/// Boxed whatever it is, with an output of which nothing is known.
pub trait Boxed: Future {
    /// For some time.
    #[callflow::trace_async]
    fn in_box<'a, T>(self) -> Pin<Box<dyn Future<Output = T> + Send + 'a>>
    where
        Self: Future<Output = T> + Sized + Send + 'a,
    {
        Box::pin(self)
    }

    /// In a box that somebody else closed.
    #[callflow::trace_async]
    fn in_box_of_another<'a, T>(self) -> BoxFuture<'a, T>
    where
        Self: Future<Output = T> + Sized + Send + 'a,
    {
        self.boxed()
    }

    /// In a box by either way.
    #[callflow::trace_async]
    fn in_box_early<'a, T>(self, early: bool) -> Pin<Box<dyn Future<Output = T> + Send + 'a>>
    where
        Self: Future<Output = T> + Sized + Send + 'a,
    {
        if early {
            return Box::pin(self);
        }
        let future = self;
        Box::pin(future)
    }

    /// For good.
    #[callflow::trace_async]
    fn in_box_for_ever<T, E>(self) -> Pin<Box<dyn Future<Output = Result<T, E>>>>
    where
        Self: Future<Output = Result<T, E>> + Sized + 'static,
    {
        let future = self;
        Box::pin(future)
    }
}

impl<F: Future> Boxed for F {}

/// Boxed early.
#[callflow::trace_async]
#[must_use]
pub fn boxed_early(a: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    if a == 0 {
        return Box::pin(ready(0));
    }
    Box::pin(async move { ready(a).await })
}

/// By its alias.
#[callflow::trace_async]
pub fn alias(a: &mut Cart) -> BoxFuture<'_, io::Result<usize>> {
    async move {
        nothing().await;
        a.items.push(1);
        Ok(a.items.len())
    }
    .boxed()
}

/// By its other alias.
#[callflow::trace_async]
#[must_use]
pub fn local_alias(a: Rc<u8>) -> LocalBoxFuture<'static, u8> {
    async move { ready(*a).await }.boxed_local()
}

/// By any other type.
#[callflow::trace_async(future)]
pub fn declared(a: u8) -> Ready<u8> {
    ready(a)
}

/// By any other type with a lifetime.
#[callflow::trace_async(future, err)]
pub fn declared_with_lifetime(a: &mut u8) -> Named<'_> {
    Named(a)
}

/// A future with a lifetime.
#[derive(Debug)]
pub struct Named<'a>(&'a mut u8);

impl Future for Named<'_> {
    type Output = Result<u8, fmt::Error>;

    fn poll(mut self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        *self.0 += 1;
        std::task::Poll::Ready(Ok(*self.0))
    }
}

/// A type with methods.
#[derive(Debug, Default, Clone)]
pub struct Cart {
    items: Vec<u8>,
}

impl Cart {
    /// By reference.
    #[callflow::trace_async]
    pub async fn first(&self) -> Option<&u8> {
        nothing().await;
        self.items.first()
    }

    /// By mutable reference, beside another.
    #[callflow::trace_async]
    pub async fn add(&mut self, others: &[u8]) -> &mut u8 {
        self.items.extend_from_slice(others);
        nothing().await;
        &mut self.items[0]
    }

    /// By value.
    #[callflow::trace_async]
    pub async fn into_last(mut self) -> Option<u8> {
        nothing().await;
        self.items.pop()
    }

    /// Boxed.
    #[callflow::trace_async]
    pub async fn boxed(self: Box<Self>) -> Vec<u8> {
        nothing().await;
        self.items
    }

    /// Pinned.
    #[callflow::trace_async]
    pub async fn pinned(self: Pin<&mut Self>, more: u8) -> usize {
        nothing().await;
        let this = self.get_mut();
        this.items.push(more);
        this.items.len()
    }

    /// Shared.
    #[callflow::trace_async]
    pub async fn shared(self: Arc<Self>) -> usize {
        nothing().await;
        self.items.len()
    }
}

/// A trait with `async` functions.
#[allow(async_fn_in_trait)]
pub trait Store {
    /// Loads.
    ///
    /// # Errors
    /// Sometimes.
    async fn load(&mut self, key: &str) -> Result<u8, String>;

    /// Loads twice.
    ///
    /// # Errors
    /// Sometimes.
    #[callflow::trace_async]
    async fn twice(&mut self, key: &str) -> Result<u8, String> {
        let first = self.load(key).await?;
        Ok(first + self.load(key).await?)
    }

    /// Returns a future.
    fn later(&self, key: String) -> impl Future<Output = usize> + Send;
}

impl Store for Cart {
    #[callflow::trace_async]
    async fn load(&mut self, key: &str) -> Result<u8, String> {
        nothing().await;
        self.items.get(key.len()).copied().ok_or_else(|| key.to_owned())
    }

    #[callflow::trace_async]
    fn later(&self, key: String) -> impl Future<Output = usize> + Send {
        let len = self.items.len();
        async move { ready(key.len()).await + len }
    }
}

/// An object-safe one.
#[async_trait::async_trait]
pub trait Remote<T: Send + 'static> {
    /// Fetches.
    async fn fetch(&mut self, key: &str, value: T) -> Result<T, String>;

    /// Fetches by default.
    #[callflow::trace_async]
    async fn by_default(&self, (a, b): (u8, u8)) -> u8 {
        ready(a).await + b
    }
}

#[async_trait::async_trait]
impl<T: Send + 'static> Remote<T> for Cart {
    #[callflow::trace_async]
    async fn fetch(&mut self, key: &str, value: T) -> Result<T, String> {
        nothing().await;
        if key.is_empty() {
            return Err("empty".to_owned());
        }
        self.items.push(1);
        Ok(value)
    }
}

/// The other order.
#[derive(Debug)]
pub struct Whole(u8);

#[callflow::trace]
#[async_trait::async_trait]
impl Remote<u8> for Whole {
    async fn fetch(&mut self, key: &str, value: u8) -> Result<u8, String> {
        nothing().await;
        if key.is_empty() {
            return Err("empty".to_owned());
        }
        self.0 += value;
        Ok(self.0)
    }
}

/// One whole module.
#[callflow::trace]
pub mod whole {
    /// One.
    pub async fn one() -> u8 {
        inner::two(&1).await
    }

    mod inner {
        use std::future::Future;

        pub fn two(one: &u8) -> impl Future<Output = u8> + '_ {
            async move { one + 1 }
        }
    }
}

macro_rules! made {
    ($(#[$meta:meta])* $vis:vis async fn $name:ident($arg:ident: $ty:ty) -> $ret:ty $body:block) => {
        $(#[$meta])*
        #[callflow::trace_async]
        $vis async fn $name($arg: $ty) -> $ret $body
    };
}

made! {
    /// By a macro.
    ///
    /// # Errors
    /// Never.
    pub async fn by_macro(number: u8) -> Result<u8, fmt::Error> {
        ready(Ok(number)).await
    }
}

/// Displayed.
#[callflow::trace_async(name = "shown")]
pub async fn shown(what: &(dyn Display + Sync)) -> String {
    nothing().await;
    what.to_string()
}

#[callflow::trace_async]
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let number = plain(1, 2).await;
    println!("{number}");
}

#[callflow::trace_async]
#[tokio::test]
async fn above_the_runtime() {
    assert_eq!(plain(1, 2).await, 3);
}
