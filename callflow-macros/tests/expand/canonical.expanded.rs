impl Clone for One {
    fn clone(&self) -> Self {
        let _call = ::callflow::__private::enter({
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                    ::callflow::__private::SiteKind::Sync,
                    ::core::module_path!(),
                    "clone",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
            };
            &SITE
        });
        '_traced_body: { *self }
    }
}
impl PartialOrd for One {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let _call = ::callflow::__private::enter({
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                    ::callflow::__private::SiteKind::Sync,
                    ::core::module_path!(),
                    "partial_cmp",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
            };
            &SITE
        });
        '_traced_body: { Some(self.cmp(other)) }
    }
}
impl PartialOrd for Other {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let _call = ::callflow::__private::enter({
            static SITE: ::callflow::__private::Site = {
                struct Here;
                ::callflow::__private::Site::new(
                    ::callflow::__private::SiteKind::Sync,
                    ::core::module_path!(),
                    "partial_cmp",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::any::type_name::<Here>,
                )
            };
            &SITE
        });
        Some(Ordering::Less)
    }
}
