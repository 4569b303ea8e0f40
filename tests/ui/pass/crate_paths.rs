//! The facade under other names, also where a macro of another crate's author writes the path.

#![deny(warnings)]

mod deep {
    pub mod inner {
        pub use ::callflow as tracer;
    }

    #[self::inner::tracer::trace(crate = self::inner::tracer)]
    pub fn by_self() -> Result<(), ()> {
        Ok(())
    }

    pub mod below {
        #[super::inner::tracer::trace_async(crate = super::inner::tracer)]
        pub async fn by_super() {}
    }
}

#[doc(hidden)]
pub use ::callflow as reexported;

#[macro_export]
macro_rules! traced {
    ($name:ident) => {
        #[$crate::reexported::trace(crate = $crate::reexported)]
        fn $name() -> Result<(), ()> {
            Ok(())
        }
    };
}

traced!(by_macro);

fn main() {
    let _ = (deep::by_self(), deep::below::by_super(), by_macro());
}
