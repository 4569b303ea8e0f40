//! Two versions of callflow record side by side, as where a dependency uses another one: neither sees the calls, scopes or
//! contexts of the other, and both are right.

mod newer {
    #[callflow::trace]
    pub fn outer() {
        crate::older::inner();
    }
}

mod older {
    #[old::trace(crate = old)]
    pub fn inner() {
        leaf();
    }

    #[old::trace(crate = old)]
    fn leaf() {}
}

fn main() {
    let new = callflow::trace_scope!(|| {
        let old = old::trace_scope!(|| (0..3).for_each(|_| newer::outer())).graph;
        newer::outer();
        old
    });
    let (new, old) = (new.graph, new.value);
    assert_eq!(new.draw(), "outer ×4\n");
    assert_eq!(old.draw(), "inner ×3\n  leaf ×3\n");
    assert_ne!(new.metadata().version, old.metadata().version);
    // A file of one is read by the other.
    let read = callflow::CallGraph::from_json(&old.to_json()).unwrap();
    assert_eq!(read.draw(), old.draw());
    // And the scope of the whole process is one for each.
    let global = callflow::TraceScope::global().unwrap();
    let global_old = old::TraceScope::global().unwrap();
    std::thread::spawn(newer::outer).join().unwrap();
    assert_eq!((global_old.finish().calls(), global.finish().calls()), (2, 1));
    println!("versions {} and {}", new.metadata().version, old.metadata().version);
}
