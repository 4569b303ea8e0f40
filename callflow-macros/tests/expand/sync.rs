#[trace]
pub fn plain(a: u8, mut b: u8) -> u8 {
    b += a;
    b
}

#[trace(name = "shop::checkout", crate = ::my::callflow)]
fn items_first() {
    #![allow(unused)]
    const ONE: u8 = 1;
    work(ONE);
}

#[trace]
#[inline]
fn result<'a>(text: &'a str, mut b: Vec<u8>, (c, _): (u8, u8), _: u8, _e: u8) -> Result<&'a str, Error> {
    b.push(c);
    if b.is_empty() {
        return Err(Error);
    }
    Ok(text)
}

#[trace]
fn impl_trait() -> io::Result<impl Iterator<Item = u8>> {
    Ok(0..4)
}

#[trace(err = false)]
fn not_observed() -> Result<u8, Error> {
    Ok(1)
}

#[trace]
#[track_caller]
fn caller() -> Result<u8, Error> {
    Ok(1)
}

impl Cart {
    #[trace]
    fn by_value(self, other: &mut Cart) -> Result<(), Error> {
        other.take(self.items)
    }

    #[trace]
    unsafe fn get(&self, at: usize) -> Result<&u8, Error> {
        self.items.get(at).ok_or(Error)
    }
}
