#[trace(crate = ::my::callflow)]
impl Cart {
    pub fn add(&mut self, item: u8) {
        self.items.push(item);
    }
    async fn save(&self) -> Result<(), Error> {
        Ok(())
    }
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

#[trace]
trait Total {
    fn count(&self) -> u8;
    fn total(&self) -> u8 {
        self.count()
    }
}

#[trace(err = false)]
mod module {
    pub fn outer() -> Result<u8, u8> {
        inner::leaf()
    }
    mod inner {
        impl Display for Cart {
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
