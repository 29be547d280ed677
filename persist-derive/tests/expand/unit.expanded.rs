const _: () = {
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl ::persist_core::__private::Persist for Marker {
        const TY: &'static ::persist_core::__private::Ty = &::persist_core::__private::Ty::Named {
            name: "Marker",
            args: &[],
        };
        const DEF: ::persist_core::__private::core::option::Option<
            &'static ::persist_core::__private::Def,
        > = ::persist_core::__private::core::option::Option::Some(
            &::persist_core::__private::Def {
                name: "Marker",
                args: &[],
                version: ::persist_core::__private::core::option::Option::None,
                was: &[],
                producer: ::persist_core::__private::Producer::from_env(
                    ::persist_core::__private::core::option_env!("CARGO_PKG_NAME"),
                    ::persist_core::__private::core::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: ::persist_core::__private::DefShape::Struct(::persist_core::__private::Fields {
                    kind: ::persist_core::__private::FieldsKind::Unit,
                    list: &[],
                }),
                removed: &[],
                chain: &[],
                view: ::persist_core::__private::core::option::Option::None,
                history: ::persist_core::__private::core::option::Option::None,
            },
        );
        const LAYOUT: ::persist_core::__private::core::option::Option<
            ::persist_core::__private::Layout,
        > = ::persist_core::__private::Layout::of_fields(&[]);
        const MIN_SIZE: ::persist_core::__private::core::primitive::usize = 0usize;
        fn register(__persist_registry: &mut ::persist_core::__private::Registry) {
            if let ::persist_core::__private::core::option::Option::Some(
                __persist_def,
            ) = <Self as ::persist_core::__private::Persist>::DEF {
                if __persist_registry.insert(__persist_def) {}
            }
        }
        #[inline]
        fn encode<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut ::persist_core::__private::Writer<'__persist_a>,
        ) -> ::persist_core::__private::Result<()> {
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline(always)]
        fn decode(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(Self {})
        }
        fn decode_as(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
            __persist_plan: &::persist_core::__private::Plan,
            __persist_node: ::persist_core::__private::Node,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok({
                for __persist_step in ::persist_core::__private::steps(
                    __persist_plan,
                    __persist_node,
                )? {
                    match ::persist_core::__private::Step::slot(__persist_step) {
                        _ => {
                            ::persist_core::__private::pass(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?
                        }
                    }
                }
                Self {}
            })
        }
    }
};
