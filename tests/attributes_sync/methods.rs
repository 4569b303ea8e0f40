use super::*;

#[derive(Clone, Debug, Default)]
struct Cart {
    items: Vec<u8>,
}

impl Cart {
    #[trace]
    fn create() -> Self {
        Self::default()
    }
    #[trace]
    fn by_ref(&self) -> Result<&u8, String> {
        self.items.first().ok_or_else(String::new)
    }
    #[trace]
    fn by_mut(&mut self, item: u8) -> Result<&mut u8, String> {
        self.items.push(item);
        self.items.last_mut().ok_or_else(String::new)
    }
    #[trace]
    fn by_value(mut self) -> Result<u8, String> {
        self.items.pop().ok_or_else(String::new)
    }
    #[trace]
    fn by_box(self: Box<Self>) -> Result<Vec<u8>, String> {
        Ok(self.items)
    }
    #[trace]
    fn by_rc(self: Rc<Self>) -> usize {
        self.items.len()
    }
    #[trace]
    fn by_pin(self: std::pin::Pin<&mut Self>) -> Result<usize, String> {
        let this = self.get_mut();
        this.items.clear();
        Ok(this.items.len())
    }
}

#[test]
fn every_kind_of_self() {
    let work = || {
        let mut cart = Cart::create();
        let _ = cart.by_ref();
        *cart.by_mut(1).expect("pushed") += 1;
        let first = cart.by_ref().copied();
        let _ = std::pin::Pin::new(&mut cart.clone()).by_pin();
        (first, Rc::new(cart.clone()).by_rc(), Box::new(cart.clone()).by_box(), cart.by_value())
    };
    let Traced { value, graph } = trace_scope!(work);
    assert_eq!(value, (Ok(2), 1, Ok(vec![2]), Ok(2)));
    assert_eq!(
        graph.draw(),
        "Cart::by_box\nCart::by_mut\nCart::by_pin\nCart::by_rc\nCart::by_ref ×2, 1 ok, 1 error\nCart::by_value\n\
         Cart::create\n"
    );
}

trait Total {
    fn count(&self) -> usize;
    #[trace]
    fn total(&self) -> usize {
        self.count() + 1
    }
}

impl Total for Cart {
    #[trace]
    fn count(&self) -> usize {
        self.items.len()
    }
}

impl<T> Total for Vec<T> {
    #[trace]
    fn count(&self) -> usize {
        self.len()
    }
}

impl fmt::Display for Cart {
    #[trace]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.items)
    }
}

#[test]
fn traits_and_their_impls() {
    let graph =
        trace_scope!(|| (Cart::default().total(), vec![1, 2].total(), Cart::default().to_string())).graph;
    assert_eq!(
        graph.draw(),
        "<attributes_sync::methods::Cart as core::fmt::Display>::fmt\nTotal::total ×2\n  \
         <alloc::vec::Vec as attributes_sync::methods::Total>::count\n  \
         <attributes_sync::methods::Cart as attributes_sync::methods::Total>::count\n"
    );
}
