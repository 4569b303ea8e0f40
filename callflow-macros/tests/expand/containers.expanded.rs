impl Cart {
    #[::my::callflow::__private::trace(crate = ::my::callflow)]
    pub fn add(&mut self, item: u8) {
        self.items.push(item);
    }
    #[::my::callflow::__private::trace_async(crate = ::my::callflow)]
    async fn save(&self) -> Result<(), Error> {
        Ok(())
    }
    #[::my::callflow::__private::trace_async(crate = ::my::callflow)]
    fn load(&self) -> impl Future<Output = u8> + '_ {
        async move { 1 }
    }
    const fn new() -> Self {
        Self { items: Vec::new() }
    }
    #[trace(skip)]
    fn len(&self) -> usize {
        self.items.len()
    }
    #[inline]
    #[callflow::trace(name = "cart::clear")]
    fn clear(&mut self) {}
}
trait Total {
    fn count(&self) -> u8;
    #[::callflow::__private::trace()]
    fn total(&self) -> u8 {
        self.count()
    }
}
mod module {
    #[::callflow::__private::trace(err = false)]
    pub fn outer() -> Result<u8, u8> {
        inner::leaf()
    }
    mod inner {
        impl Display for Cart {
            #[::callflow::__private::trace(err = false)]
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                Ok(())
            }
        }
    }
    #[trace(skip)]
    mod skipped {
        fn f() {}
    }
}
