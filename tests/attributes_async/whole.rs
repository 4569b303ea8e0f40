use super::*;

struct Cart(Vec<u8>);

#[trace]
impl Cart {
    fn len(&self) -> usize {
        self.0.len()
    }
    async fn save(&self) -> Result<(), String> {
        yielded().await;
        if self.len() == 0 { Err("empty".to_owned()) } else { Ok(()) }
    }
    fn load(&mut self) -> impl Future<Output = usize> + '_ {
        async move {
            yielded().await;
            self.0.push(1);
            self.len()
        }
    }
}

#[test]
fn each_function_as_what_it_is() {
    let work = async {
        let mut cart = Cart(Vec::new());
        (cart.save().await, cart.load().await, cart.save().await)
    };
    let graph: CallGraph = block_on(trace_scope_async!(work)).graph;
    assert_eq!(graph.draw(), "Cart::load\n  Cart::len\nCart::save ×2, 1 ok, 1 error\n  Cart::len ×2\n");
}
