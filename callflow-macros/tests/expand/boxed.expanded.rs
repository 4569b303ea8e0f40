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
    ::callflow::__private::traced_box(
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
    )
}
fn whatever<'a, T>(self) -> BoxFuture<'a, T>
where
    Self: Future<Output = T> + Sized + Send + 'a,
{
    Box::pin(
        ::callflow::__private::traced(
            {
                static SITE: ::callflow::__private::Site = {
                    struct Here;
                    ::callflow::__private::Site::new(
                        ::callflow::__private::SiteKind::Async,
                        ::core::module_path!(),
                        "whatever",
                        ::core::file!(),
                        ::core::line!(),
                        ::core::column!(),
                        ::core::any::type_name::<Here>,
                    )
                };
                &SITE
            },
            ::callflow::__private::Probe::<T>::new().kind(),
            self,
        ),
    )
}
fn either(a: Option<u8>) -> BoxFuture<'static, u8> {
    ::callflow::__private::traced_box(
        {
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                    ::callflow::__private::SiteKind::Async,
                    ::core::module_path!(),
                    "either",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
            };
            &SITE
        },
        ::callflow::__private::Probe::<u8>::new().kind(),
        ::callflow::__private::call(move || -> BoxFuture<'static, u8> {
            let a = a;
            '_traced_body: {
                Box::pin(
                    match a {
                        Some(a) => ready(a),
                        None => return none(),
                    },
                )
            }
        }),
    )
}
