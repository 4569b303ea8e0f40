fn guarded(table: &str, rows: &[Row], limit: usize) {
    let _call = ::callflow::__private::enter({
        ::callflow::__private::arguments(
            {
                static SITE: ::callflow::__private::Site = {
                    struct Here;
                    ::callflow::__private::Site::new(
                        ::callflow::__private::SiteKind::Sync,
                        ::core::module_path!(),
                        "guarded",
                        ::core::file!(),
                        ::core::line!(),
                        ::core::column!(),
                        ::core::any::type_name::<Here>,
                    )
                };
                &SITE
            },
            &|args: &mut ::callflow::__private::Arguments| {
                args.debug("table", &table);
                args.debug("rows.len()", &rows.len());
                args.debug("most", &(limit + 1));
            },
        )
    });
    work(table, rows, limit)
}
#[cfg(doc)]
fn observed(
    Name(table): Name,
    Point { x, mut y }: Point,
    point: Point,
    &n: &u8,
) -> Result<(), Error> {
    y += x;
    work(table, point, y, n)
}
#[cfg(not(doc))]
fn observed(arg0: Name, arg1: Point, point: Point, arg3: &u8) -> Result<(), Error> {
    ::callflow::__private::observe(
        {
            ::callflow::__private::arguments(
                {
                    static SITE: ::callflow::__private::Site = {
                        struct Here;
                        ::callflow::__private::Site::new(
                                ::callflow::__private::SiteKind::Sync,
                                ::core::module_path!(),
                                "observed",
                                ::core::file!(),
                                ::core::line!(),
                                ::core::column!(),
                                ::core::any::type_name::<Here>,
                            )
                            .observing_errors()
                    };
                    &SITE
                },
                &|args: &mut ::callflow::__private::Arguments| {
                    let Name(table) = &arg0;
                    let Point { x, y: _ } = &arg1;
                    let n = &arg3;
                    args.debug("table", &table);
                    args.debug("point.x", &point.x);
                    args.debug("n", &n);
                },
            )
        },
        ::callflow::__private::Probe::<Result<(), Error>>::new().kind(),
        move || -> Result<(), Error> {
            let arg0 = arg0;
            let Name(table) = arg0;
            let arg1 = arg1;
            let Point { x, mut y } = arg1;
            let point = point;
            let arg3 = arg3;
            let &n = arg3;
            '_traced_body: {
                y += x;
                work(table, point, y, n)
            }
        },
    )
}
impl User {
    #[cfg(doc)]
    async fn later(&self, Path(id): Path<u64>) -> u64 {
        id
    }
    #[cfg(not(doc))]
    fn later(&self, arg1: Path<u64>) -> impl ::core::future::Future<Output = u64> {
        ::callflow::__private::traced(
            {
                ::callflow::__private::arguments(
                    {
                        static SITE: ::callflow::__private::Site = {
                            struct Here;
                            ::callflow::__private::Site::new(
                                ::callflow::__private::SiteKind::Async,
                                ::core::module_path!(),
                                "later",
                                ::core::file!(),
                                ::core::line!(),
                                ::core::column!(),
                                ::core::any::type_name::<Here>,
                            )
                        };
                        &SITE
                    },
                    &|args: &mut ::callflow::__private::Arguments| {
                        let Path(id) = &arg1;
                        args.debug("id", &id);
                        args.debug("self.name", &self.name);
                    },
                )
            },
            ::callflow::__private::Probe::<u64>::new().kind(),
            async move {
                let _ = &self;
                let arg1 = arg1;
                let Path(id) = arg1;
                if false {
                    return ::callflow::__private::never::<u64>();
                }
                '_traced_body: { id }
            },
        )
    }
}
fn tail(id: String) -> impl Future<Output = usize> {
    const ONE: usize = 1;
    let site = {
        ::callflow::__private::arguments(
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
            &|args: &mut ::callflow::__private::Arguments| {
                args.debug("id", &id);
            },
        )
    };
    let bytes = id.into_bytes();
    ::callflow::__private::traced(
        site,
        ::callflow::__private::Probe::<usize>::new().kind(),
        async move { bytes.len() + ONE },
    )
}
