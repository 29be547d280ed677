const _: () = {
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl ::persist_core::__private::Persist for Never {
        const TY: &'static ::persist_core::__private::Ty = &::persist_core::__private::Ty::Named {
            name: "Never",
            args: &[],
        };
        const DEF: ::persist_core::__private::core::option::Option<
            &'static ::persist_core::__private::Def,
        > = ::persist_core::__private::core::option::Option::Some(
            &::persist_core::__private::Def {
                name: "Never",
                args: &[],
                version: ::persist_core::__private::core::option::Option::None,
                was: &[],
                producer: ::persist_core::__private::Producer::from_env(
                    ::persist_core::__private::core::option_env!("CARGO_PKG_NAME"),
                    ::persist_core::__private::core::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: ::persist_core::__private::DefShape::Enum(&[]),
                removed: &[],
                chain: &[],
                view: ::persist_core::__private::core::option::Option::None,
                history: ::persist_core::__private::core::option::Option::None,
            },
        );
        const MIN_SIZE: ::persist_core::__private::core::primitive::usize = 1;
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
            match *self {}
        }
        fn decode(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
        ) -> ::persist_core::__private::Result<Self> {
            __persist_reader.variant(0u32)?;
            ::persist_core::__private::core::result::Result::Err(
                ::persist_core::__private::uninhabited(),
            )
        }
        fn decode_as(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
            __persist_plan: &::persist_core::__private::Plan,
            __persist_node: ::persist_core::__private::Node,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::arm(
                __persist_reader,
                __persist_plan,
                __persist_node,
            )?;
            ::persist_core::__private::core::result::Result::Err(
                ::persist_core::__private::uninhabited(),
            )
        }
    }
};
