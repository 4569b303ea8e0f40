use super::*;

struct Cart(Vec<u8>);

#[trace]
impl Cart {
    const fn create() -> Self {
        Self(Vec::new())
    }
    fn add(&mut self, item: u8) -> Result<(), String> {
        self.0.push(item);
        if self.len() > 1 { Err("full".to_owned()) } else { Ok(()) }
    }
    #[trace(skip)]
    fn len(&self) -> usize {
        self.0.len()
    }
    #[trace(name = "cart::clear")]
    fn clear(&mut self) {
        self.0.clear();
    }
}

#[trace]
impl Drop for Cart {
    fn drop(&mut self) {
        self.clear();
    }
}

#[test]
fn each_function_of_an_impl() {
    let work = || {
        let mut cart = Cart::create();
        let _ = (cart.add(1), cart.add(2));
    };
    assert_eq!(
        drawn(work),
        "<attributes_sync::whole::Cart as core::ops::drop::Drop>::drop\n  clear\nCart::add ×2, 1 ok, 1 error\n"
    );
}

#[trace(err = false)]
mod module {
    pub(super) fn outer() -> Result<u8, u8> {
        let _ = inner::leaf();
        Total::total(&1_u8);
        left_alone();
        Err(1)
    }

    #[super::trace(skip)]
    fn left_alone() {}

    pub(super) mod inner {
        pub(in super::super) fn leaf() -> Result<u8, u8> {
            Err(1)
        }
    }

    trait Total {
        fn total(&self) {}
    }

    impl Total for u8 {}

    #[super::trace(skip)]
    pub(super) mod skipped {
        pub(in super::super) fn f() {}
    }
}

#[test]
fn each_function_of_a_module_and_of_those_inside() {
    assert_eq!(drawn(|| (module::outer(), module::skipped::f())), "outer\n  Total::total\n  leaf\n");
}
