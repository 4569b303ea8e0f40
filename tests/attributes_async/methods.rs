use super::*;

#[derive(Clone, Default)]
struct Cart {
    items: Vec<u8>,
}

impl Cart {
    #[trace_async]
    async fn by_ref(&self) -> Option<&u8> {
        yielded().await;
        self.items.first()
    }
    #[trace_async]
    async fn by_mut(&mut self, more: &[u8]) -> &mut u8 {
        yielded().await;
        self.items.extend_from_slice(more);
        &mut self.items[0]
    }
    #[trace_async]
    async fn by_value(mut self) -> Option<u8> {
        yielded().await;
        self.items.pop()
    }
    #[trace_async]
    async fn by_box(self: Box<Self>) -> Vec<u8> {
        yielded().await;
        self.items
    }
    #[trace_async]
    async fn by_arc(self: Arc<Self>) -> usize {
        self.items.len()
    }
    #[trace_async]
    async fn by_pin(self: Pin<&mut Self>) -> usize {
        self.items.len()
    }
    #[trace_async]
    fn future(&self, add: u8) -> impl Future<Output = u8> + '_ {
        async move { self.items.len() as u8 + add }
    }
}

#[test]
fn every_kind_of_self() {
    let work = async {
        let mut cart = Cart::default();
        *cart.by_mut(&[1, 2]).await += 1;
        assert_eq!((cart.by_ref().await, cart.future(1).await), (Some(&2), 3));
        assert_eq!(Pin::new(&mut cart).by_pin().await, Arc::new(cart.clone()).by_arc().await);
        assert_eq!((Box::new(cart.clone()).by_box().await, cart.by_value().await), (vec![2, 2], Some(2)));
    };
    assert_eq!(
        drawn(work),
        "Cart::by_arc\nCart::by_box\nCart::by_mut\nCart::by_pin\nCart::by_ref\nCart::by_value\nCart::future\n"
    );
}

trait Store {
    async fn load(&self, key: &str) -> Result<u8, String>;
    #[trace_async]
    async fn twice(&self, key: &str) -> Result<u8, String> {
        Ok(self.load(key).await? + self.load(key).await?)
    }
    fn later(&self, key: String) -> impl Future<Output = usize> + Send;
}

impl Store for Cart {
    #[trace_async]
    async fn load(&self, key: &str) -> Result<u8, String> {
        yielded().await;
        self.items.get(key.len()).copied().ok_or_else(|| key.to_owned())
    }
    #[trace_async]
    fn later(&self, key: String) -> impl Future<Output = usize> + Send {
        async move { key.len() }
    }
}

#[test]
fn traits_with_async_functions() {
    let work = async {
        let cart = Cart { items: vec![1, 2] };
        (cart.twice("x").await, cart.twice("xy").await, cart.later("xyz".to_owned()).await)
    };
    let Traced { value, graph } = block_on(trace_scope_async!(work));
    assert_eq!(value, (Ok(4), Err("xy".to_owned()), 3));
    assert_eq!(
        graph.draw(),
        "<attributes_async::methods::Cart as attributes_async::methods::Store>::later\n\
         Store::twice ×2, 1 ok, 1 error\n  \
         <attributes_async::methods::Cart as attributes_async::methods::Store>::load ×3, 2 ok, 1 error\n"
    );
}

#[async_trait]
trait Remote: Sync {
    async fn fetch(&mut self, key: &str) -> Result<u8, String>;
    #[trace_async]
    async fn by_default(&self, (a, b): (u8, u8)) -> u8 {
        yielded().await;
        a + b
    }
}

#[async_trait]
impl Remote for Cart {
    #[trace_async]
    async fn fetch(&mut self, key: &str) -> Result<u8, String> {
        yielded().await;
        if key.is_empty() {
            return Err("empty".to_owned());
        }
        self.items.pop().ok_or_else(String::new)
    }
}

#[trace]
#[async_trait]
impl Remote for u8 {
    async fn fetch(&mut self, key: &str) -> Result<u8, String> {
        yielded().await;
        *self += 1;
        if key.is_empty() { Err("empty".to_owned()) } else { Ok(*self) }
    }
}

#[async_trait]
#[trace]
impl Remote for u16 {
    async fn fetch(&mut self, key: &str) -> Result<u8, String> {
        yielded().await;
        *self += 1;
        if key.is_empty() { Err("empty".to_owned()) } else { Ok(1) }
    }
}

#[test]
fn async_trait_in_either_order() {
    let work = async {
        let mut remotes: Vec<Box<dyn Remote>> =
            vec![Box::new(Cart { items: vec![1] }), Box::new(1_u8), Box::new(1_u16)];
        for remote in &mut remotes {
            let _ = (remote.fetch("x").await, remote.fetch("").await, remote.by_default((1, 2)).await);
        }
    };
    let graph = block_on(trace_scope_async!(work)).graph;
    assert_eq!(
        graph.draw(),
        "<attributes_async::methods::Cart as attributes_async::methods::Remote>::fetch ×2, 1 ok, 1 error\n\
         <u16 as attributes_async::methods::Remote>::fetch ×2, 1 ok, 1 error\n\
         <u8 as attributes_async::methods::Remote>::fetch ×2, 1 ok, 1 error\n\
         Remote::by_default ×3\n"
    );
    assert!(graph.nodes().iter().all(|node| node.polls() == 2 * node.calls()), "{graph}");
}
