pub fn plain(a: u8, mut b: u8) -> u8 {
    let _call = ::callflow::__private::enter({
        static SITE: ::callflow::__private::Site = {
            struct Here;
            ::callflow::__private::Site::new(
                ::callflow::__private::SiteKind::Sync,
                ::core::module_path!(),
                "plain",
                ::core::file!(),
                ::core::line!(),
                ::core::column!(),
                ::core::any::type_name::<Here>,
            )
        };
        &SITE
    });
    b += a;
    b
}
fn items_first() {
    #![allow(unused)]
    const ONE: u8 = 1;
    let _call = ::my::callflow::__private::enter({
        static SITE: ::my::callflow::__private::Site = {
            struct Here;
            ::my::callflow::__private::Site::new(
                    ::my::callflow::__private::SiteKind::Sync,
                    ::core::module_path!(),
                    "items_first",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
                .named("shop::checkout")
        };
        &SITE
    });
    work(ONE);
}
#[cfg(doc)]
#[inline]
fn result<'a>(
    text: &'a str,
    mut b: Vec<u8>,
    (c, _): (u8, u8),
    _: u8,
    _e: u8,
) -> Result<&'a str, Error> {
    b.push(c);
    if b.is_empty() {
        return Err(Error);
    }
    Ok(text)
}
#[cfg(not(doc))]
#[inline]
fn result<'a>(
    text: &'a str,
    b: Vec<u8>,
    arg2: (u8, u8),
    _arg3: u8,
    arg4: u8,
) -> Result<&'a str, Error> {
    ::callflow::__private::observe(
        {
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                        ::callflow::__private::SiteKind::Sync,
                        ::core::module_path!(),
                        "result",
                        ::core::file!(),
                        ::core::line!(),
                        ::core::column!(),
                        ::core::any::type_name::<Here>,
                    )
                    .observing_errors()
            };
            &SITE
        },
        ::callflow::__private::Probe::<Result<&'_ str, Error>>::new().kind(),
        move || -> Result<&'_ str, Error> {
            let text = text;
            let mut b = b;
            let arg2 = arg2;
            let (c, _) = arg2;
            let _arg3 = _arg3;
            let arg4 = arg4;
            let (_e,) = (arg4,);
            '_traced_body: {
                b.push(c);
                if b.is_empty() {
                    return Err(Error);
                }
                Ok(text)
            }
        },
    )
}
fn impl_trait() -> io::Result<impl Iterator<Item = u8>> {
    ::callflow::__private::observe(
        {
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                        ::callflow::__private::SiteKind::Sync,
                        ::core::module_path!(),
                        "impl_trait",
                        ::core::file!(),
                        ::core::line!(),
                        ::core::column!(),
                        ::core::any::type_name::<Here>,
                    )
                    .observing_errors()
            };
            &SITE
        },
        ::callflow::__private::Probe::<io::Result<()>>::new().kind(),
        move || -> io::Result<_> { '_traced_body: { Ok(0..4) } },
    )
}
fn not_observed() -> Result<u8, Error> {
    let _call = ::callflow::__private::enter({
        static SITE: ::callflow::__private::Site = {
            struct Here;
            ::callflow::__private::Site::new(
                ::callflow::__private::SiteKind::Sync,
                ::core::module_path!(),
                "not_observed",
                ::core::file!(),
                ::core::line!(),
                ::core::column!(),
                ::core::any::type_name::<Here>,
            )
        };
        &SITE
    });
    Ok(1)
}
#[track_caller]
fn caller() -> Result<u8, Error> {
    let _call = ::callflow::__private::enter({
        static SITE: ::callflow::__private::Site = {
            struct Here;
            ::callflow::__private::Site::new(
                ::callflow::__private::SiteKind::Sync,
                ::core::module_path!(),
                "caller",
                ::core::file!(),
                ::core::line!(),
                ::core::column!(),
                ::core::any::type_name::<Here>,
            )
        };
        &SITE
    });
    Ok(1)
}
impl Cart {
    fn by_value(self, other: &mut Cart) -> Result<(), Error> {
        ::callflow::__private::observe(
            {
                static SITE: ::callflow::__private::Site = {
                    struct Here;
                    ::callflow::__private::Site::new(
                            ::callflow::__private::SiteKind::Sync,
                            ::core::module_path!(),
                            "by_value",
                            ::core::file!(),
                            ::core::line!(),
                            ::core::column!(),
                            ::core::any::type_name::<Here>,
                        )
                        .observing_errors()
                };
                &SITE
            },
            ::callflow::__private::Probe::<Result<(), Error>>::new().kind(),
            move || -> Result<(), Error> {
                let _ = &self;
                let other = other;
                '_traced_body: { other.take(self.items) }
            },
        )
    }
    unsafe fn get(&self, at: usize) -> Result<&u8, Error> {
        ::callflow::__private::observe(
            {
                static SITE: ::callflow::__private::Site = {
                    struct Here;
                    ::callflow::__private::Site::new(
                            ::callflow::__private::SiteKind::Sync,
                            ::core::module_path!(),
                            "get",
                            ::core::file!(),
                            ::core::line!(),
                            ::core::column!(),
                            ::core::any::type_name::<Here>,
                        )
                        .observing_errors()
                };
                &SITE
            },
            ::callflow::__private::Probe::<Result<&u8, Error>>::new().kind(),
            move || -> Result<&u8, Error> {
                let at = at;
                '_traced_body: { self.items.get(at).ok_or(Error) }
            },
        )
    }
}
