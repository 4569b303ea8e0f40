#[cfg(doc)]
pub async fn plain(a: &str, mut b: u8, (c, _): (u8, u8)) -> u8 {
    b += c;
    later(a).await + b
}
#[cfg(not(doc))]
pub fn plain(
    a: &str,
    b: u8,
    arg2: (u8, u8),
) -> impl ::core::future::Future<Output = u8> {
    ::callflow::__private::traced(
        {
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                    ::callflow::__private::SiteKind::Async,
                    ::core::module_path!(),
                    "plain",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
            };
            &SITE
        },
        ::callflow::__private::Probe::<u8>::new().kind(),
        async move {
            let a = a;
            let mut b = b;
            let arg2 = arg2;
            let (c, _) = arg2;
            if false {
                return ::callflow::__private::never::<u8>();
            }
            '_traced_body: {
                b += c;
                later(a).await + b
            }
        },
    )
}
#[cfg(doc)]
async fn result(text: &str) -> Result<Box<dyn Debug>, Error> {
    let number = text.parse()?;
    Ok(Box::new(number))
}
#[cfg(not(doc))]
fn result(
    text: &str,
) -> impl ::core::future::Future<Output = Result<Box<dyn Debug>, Error>> {
    ::callflow::__private::traced(
        {
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                        ::callflow::__private::SiteKind::Async,
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
        ::callflow::__private::Probe::<Result<Box<dyn Debug>, Error>>::new().kind(),
        async move {
            let text = text;
            if false {
                return ::callflow::__private::never::<Result<Box<dyn Debug>, Error>>();
            }
            '_traced_body: {
                let number = text.parse()?;
                Ok(Box::new(number))
            }
        },
    )
}
#[cfg(doc)]
async fn nothing() {
    work().await;
}
#[cfg(not(doc))]
fn nothing() -> impl ::core::future::Future<Output = ()> {
    ::callflow::__private::traced(
        {
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                    ::callflow::__private::SiteKind::Async,
                    ::core::module_path!(),
                    "nothing",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
            };
            &SITE
        },
        ::callflow::__private::Returned,
        async move {
            if false {
                return;
            }
            '_traced_body: {
                work().await;
            }
        },
    )
}
#[tokio::main]
async fn main() {
    ::callflow::__private::traced(
            {
                static SITE: ::callflow::__private::Site = {
                    struct Here;
                    ::callflow::__private::Site::new(
                        ::callflow::__private::SiteKind::Async,
                        ::core::module_path!(),
                        "main",
                        ::core::file!(),
                        ::core::line!(),
                        ::core::column!(),
                        ::core::any::type_name::<Here>,
                    )
                };
                &SITE
            },
            ::callflow::__private::Returned,
            async move {
                if false {
                    return;
                }
                '_traced_body: {
                    work().await;
                }
            },
        )
        .await
}
async fn never() -> ! {
    ::callflow::__private::traced(
            {
                static SITE: ::callflow::__private::Site = {
                    struct Here;
                    ::callflow::__private::Site::new(
                        ::callflow::__private::SiteKind::Async,
                        ::core::module_path!(),
                        "never",
                        ::core::file!(),
                        ::core::line!(),
                        ::core::column!(),
                        ::core::any::type_name::<Here>,
                    )
                };
                &SITE
            },
            ::callflow::__private::Returned,
            async move {
                '_traced_body: {
                    loop {
                        work().await;
                    }
                }
            },
        )
        .await
}
fn tail(a: u8) -> impl Future<Output = u8> + Send {
    let b = a + 1;
    ::callflow::__private::traced(
        {
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                    ::callflow::__private::SiteKind::Async,
                    ::core::module_path!(),
                    "tail",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
            };
            &SITE
        },
        ::callflow::__private::Probe::<u8>::new().kind(),
        async move { b },
    )
}
fn early(a: u8) -> impl Future<Output = u8> {
    ::callflow::__private::traced(
        {
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                    ::callflow::__private::SiteKind::Async,
                    ::core::module_path!(),
                    "early",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
            };
            &SITE
        },
        ::callflow::__private::Probe::<u8>::new().kind(),
        ::callflow::__private::call(move || -> _ {
            let a = a;
            '_traced_body: {
                if a == 0 {
                    return ready(0);
                }
                ready(a)
            }
        }),
    )
}
fn declared(
    a: u8,
) -> impl ::core::future::Future<
    Output = <Ready<u8> as ::core::future::IntoFuture>::Output,
> {
    ::callflow::__private::traced(
        {
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                    ::callflow::__private::SiteKind::Async,
                    ::core::module_path!(),
                    "declared",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
            };
            &SITE
        },
        ::callflow::__private::Returned,
        ::core::future::IntoFuture::into_future(
            ::callflow::__private::call(move || -> Ready<u8> {
                let a = a;
                '_traced_body: { ready(a) }
            }),
        ),
    )
}
