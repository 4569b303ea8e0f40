fn inside<'a>(a: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    let more = 1;
    Box::pin(
        ::callflow::__private::traced(
            {
                static SITE: ::callflow::__private::Site = {
                    struct Here;
                    ::callflow::__private::Site::new(
                        ::callflow::__private::SiteKind::Async,
                        ::core::module_path!(),
                        "inside",
                        ::core::file!(),
                        ::core::line!(),
                        ::core::column!(),
                        ::core::any::type_name::<Here>,
                    )
                };
                &SITE
            },
            ::callflow::__private::Probe::<usize>::new().kind(),
            async move { a.len() + more },
        ),
    )
}
fn around(a: &str) -> BoxFuture<'_, io::Result<usize>> {
    ::callflow::__private::boxed(
        ::callflow::__private::traced(
            {
                static SITE: ::callflow::__private::Site = {
                    struct Here;
                    ::callflow::__private::Site::new(
                            ::callflow::__private::SiteKind::Async,
                            ::core::module_path!(),
                            "around",
                            ::core::file!(),
                            ::core::line!(),
                            ::core::column!(),
                            ::core::any::type_name::<Here>,
                        )
                        .observing_errors()
                };
                &SITE
            },
            ::callflow::__private::Probe::<io::Result<usize>>::new().kind(),
            ::callflow::__private::call(move || -> BoxFuture<'_, io::Result<usize>> {
                let a = a;
                '_traced_body: {
                    if a.is_empty() {
                        return ready(Ok(0)).boxed();
                    }
                    async move { Ok(a.len()) }.boxed()
                }
            }),
        ),
    )
}
