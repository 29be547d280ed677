const _: () = {
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl ::persist_core::__private::Persist for Node {
        const TY: &'static ::persist_core::__private::Ty = &::persist_core::__private::Ty::Named {
            name: "acme::Node",
            args: &[],
        };
        const DEF: ::persist_core::__private::core::option::Option<
            &'static ::persist_core::__private::Def,
        > = ::persist_core::__private::core::option::Option::Some(
            &::persist_core::__private::Def {
                name: "acme::Node",
                args: &[],
                version: ::persist_core::__private::core::option::Option::Some("1.1.0"),
                was: &["Node", "acme::Split"],
                producer: ::persist_core::__private::Producer::from_env(
                    ::persist_core::__private::core::option_env!("CARGO_PKG_NAME"),
                    ::persist_core::__private::core::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: ::persist_core::__private::DefShape::Struct(::persist_core::__private::Fields {
                    kind: ::persist_core::__private::FieldsKind::Named,
                    list: &[
                        ::persist_core::__private::Field {
                            name: "feature",
                            ty: <u32 as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "cut",
                            ty: <f64 as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &["thr"],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "weight",
                            ty: <f64 as ::persist_core::__private::Persist>::TY,
                            default: true,
                            was: &[],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "path",
                            ty: <Vec<u32> as ::persist_core::__private::Persist>::TY,
                            default: true,
                            was: &[],
                            from: &[],
                        },
                    ],
                }),
                removed: &[],
                chain: &[],
                view: ::persist_core::__private::core::option::Option::None,
                history: ::persist_core::__private::core::option::Option::None,
            },
        );
        const LAYOUT: ::persist_core::__private::core::option::Option<
            ::persist_core::__private::Layout,
        > = ::persist_core::__private::Layout::of_fields(
            &[
                <u32 as ::persist_core::__private::Persist>::LAYOUT,
                <f64 as ::persist_core::__private::Persist>::LAYOUT,
                <f64 as ::persist_core::__private::Persist>::LAYOUT,
                <Vec<u32> as ::persist_core::__private::Persist>::LAYOUT,
            ],
        );
        const MIN_SIZE: ::persist_core::__private::core::primitive::usize = 0usize
            .saturating_add(<u32 as ::persist_core::__private::Persist>::MIN_SIZE)
            .saturating_add(<f64 as ::persist_core::__private::Persist>::MIN_SIZE)
            .saturating_add(<f64 as ::persist_core::__private::Persist>::MIN_SIZE)
            .saturating_add(<Vec<u32> as ::persist_core::__private::Persist>::MIN_SIZE);
        fn register(__persist_registry: &mut ::persist_core::__private::Registry) {
            if let ::persist_core::__private::core::option::Option::Some(
                __persist_def,
            ) = <Self as ::persist_core::__private::Persist>::DEF {
                if __persist_registry.insert(__persist_def) {
                    <u32 as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <f64 as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <f64 as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <Vec<
                        u32,
                    > as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                }
            }
        }
        #[inline]
        fn encode<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut ::persist_core::__private::Writer<'__persist_a>,
        ) -> ::persist_core::__private::Result<()> {
            <u32 as ::persist_core::__private::Persist>::encode(
                &self.feature,
                __persist_writer,
            )?;
            <f64 as ::persist_core::__private::Persist>::encode(
                &self.threshold,
                __persist_writer,
            )?;
            <f64 as ::persist_core::__private::Persist>::encode(
                &self.weight,
                __persist_writer,
            )?;
            <Vec<
                u32,
            > as ::persist_core::__private::Persist>::encode(
                &self.path,
                __persist_writer,
            )?;
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline(always)]
        fn decode(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(Self {
                feature: <u32 as ::persist_core::__private::Persist>::decode(
                    __persist_reader,
                )?,
                threshold: <f64 as ::persist_core::__private::Persist>::decode(
                    __persist_reader,
                )?,
                weight: <f64 as ::persist_core::__private::Persist>::decode(
                    __persist_reader,
                )?,
                path: <Vec<
                    u32,
                > as ::persist_core::__private::Persist>::decode(__persist_reader)?,
            })
        }
        fn decode_as(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
            __persist_plan: &::persist_core::__private::Plan,
            __persist_node: ::persist_core::__private::Node,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok({
                let mut __persist_field0 = ::persist_core::__private::core::option::Option::None;
                let mut __persist_field1 = ::persist_core::__private::core::option::Option::None;
                let mut __persist_field2 = ::persist_core::__private::core::option::Option::None;
                let mut __persist_field3 = ::persist_core::__private::core::option::Option::None;
                for __persist_step in ::persist_core::__private::steps(
                    __persist_plan,
                    __persist_node,
                )? {
                    match ::persist_core::__private::Step::slot(__persist_step) {
                        0 => {
                            __persist_field0 = <u32 as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        1 => {
                            __persist_field1 = <f64 as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        2 => {
                            __persist_field2 = <f64 as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        3 => {
                            __persist_field3 = <Vec<
                                u32,
                            > as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        _ => {
                            ::persist_core::__private::pass(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?
                        }
                    }
                }
                Self {
                    feature: match __persist_field0 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    threshold: match __persist_field1 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    weight: match __persist_field2 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            let __persist_value: f64 = <f64 as ::persist_core::__private::core::default::Default>::default();
                            __persist_value
                        }
                    },
                    path: match __persist_field3 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            let __persist_value: Vec<u32> = Vec::<u32>::with_capacity(8);
                            __persist_value
                        }
                    },
                }
            })
        }
        #[inline(always)]
        fn encode_fixed(
            &self,
            mut __persist_bytes: &mut [::persist_core::__private::core::primitive::u8],
        ) -> ::persist_core::__private::Result<()> {
            <u32 as ::persist_core::__private::Persist>::encode_fixed(
                &self.feature,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <u32 as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <f64 as ::persist_core::__private::Persist>::encode_fixed(
                &self.threshold,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <f64 as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <f64 as ::persist_core::__private::Persist>::encode_fixed(
                &self.weight,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <f64 as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <Vec<
                u32,
            > as ::persist_core::__private::Persist>::encode_fixed(
                &self.path,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <Vec<u32> as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline(always)]
        fn decode_fixed(
            mut __persist_bytes: &[::persist_core::__private::core::primitive::u8],
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(Self {
                feature: <u32 as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <u32 as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                threshold: <f64 as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <f64 as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                weight: <f64 as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <f64 as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                path: <Vec<
                    u32,
                > as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <Vec<u32> as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
            })
        }
    }
};
