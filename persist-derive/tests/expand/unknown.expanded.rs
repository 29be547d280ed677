const _: () = {
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl ::persist_core::__private::Persist for Settings {
        const TY: &'static ::persist_core::__private::Ty = &::persist_core::__private::Ty::Named {
            name: "Settings",
            args: &[],
        };
        const DEF: ::persist_core::__private::core::option::Option<
            &'static ::persist_core::__private::Def,
        > = ::persist_core::__private::core::option::Option::Some(
            &::persist_core::__private::Def {
                name: "Settings",
                args: &[],
                version: ::persist_core::__private::core::option::Option::None,
                was: &[],
                producer: ::persist_core::__private::Producer::from_env(
                    ::persist_core::__private::core::option_env!("CARGO_PKG_NAME"),
                    ::persist_core::__private::core::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: ::persist_core::__private::DefShape::Struct(::persist_core::__private::Fields {
                    kind: ::persist_core::__private::FieldsKind::Named,
                    list: &[
                        ::persist_core::__private::Field {
                            name: "volume",
                            ty: <u8 as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "treble",
                            ty: <u8 as ::persist_core::__private::Persist>::TY,
                            default: true,
                            was: &["bass"],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "extra",
                            ty: <UnknownFields as ::persist_core::__private::Persist>::TY,
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
                <u8 as ::persist_core::__private::Persist>::LAYOUT,
                <u8 as ::persist_core::__private::Persist>::LAYOUT,
                <UnknownFields as ::persist_core::__private::Persist>::LAYOUT,
            ],
        );
        const MIN_SIZE: ::persist_core::__private::core::primitive::usize = 0usize
            .saturating_add(<u8 as ::persist_core::__private::Persist>::MIN_SIZE)
            .saturating_add(<u8 as ::persist_core::__private::Persist>::MIN_SIZE)
            .saturating_add(
                <UnknownFields as ::persist_core::__private::Persist>::MIN_SIZE,
            );
        fn register(__persist_registry: &mut ::persist_core::__private::Registry) {
            if let ::persist_core::__private::core::option::Option::Some(
                __persist_def,
            ) = <Self as ::persist_core::__private::Persist>::DEF {
                if __persist_registry.insert(__persist_def) {
                    <u8 as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <u8 as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <UnknownFields as ::persist_core::__private::Persist>::register(
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
            <u8 as ::persist_core::__private::Persist>::encode(
                &self.volume,
                __persist_writer,
            )?;
            <u8 as ::persist_core::__private::Persist>::encode(
                &self.treble,
                __persist_writer,
            )?;
            <UnknownFields as ::persist_core::__private::Persist>::encode(
                &self.extra,
                __persist_writer,
            )?;
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline(always)]
        fn decode(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(Self {
                volume: <u8 as ::persist_core::__private::Persist>::decode(
                    __persist_reader,
                )?,
                treble: <u8 as ::persist_core::__private::Persist>::decode(
                    __persist_reader,
                )?,
                extra: <UnknownFields as ::persist_core::__private::Persist>::decode(
                    __persist_reader,
                )?,
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
                for __persist_step in ::persist_core::__private::steps(
                    __persist_plan,
                    __persist_node,
                )? {
                    match ::persist_core::__private::Step::slot(__persist_step) {
                        0 => {
                            __persist_field0 = <u8 as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        1 => {
                            __persist_field1 = <u8 as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        2 => {
                            <UnknownFields as ::persist_core::__private::Keeper>::keep(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                                &mut __persist_field2,
                            )?
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
                    volume: match __persist_field0 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    treble: match __persist_field1 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            match <UnknownFields as ::persist_core::__private::Keeper>::kept::<
                                u8,
                            >(&mut __persist_field2, "treble", &["bass"])? {
                                ::persist_core::__private::core::option::Option::Some(
                                    __persist_value,
                                ) => __persist_value,
                                ::persist_core::__private::core::option::Option::None => {
                                    let __persist_value: u8 = 7;
                                    __persist_value
                                }
                            }
                        }
                    },
                    extra: ::persist_core::__private::core::option::Option::unwrap_or_default(
                        __persist_field2,
                    ),
                }
            })
        }
        #[inline(always)]
        fn encode_fixed(
            &self,
            mut __persist_bytes: &mut [::persist_core::__private::core::primitive::u8],
        ) -> ::persist_core::__private::Result<()> {
            <u8 as ::persist_core::__private::Persist>::encode_fixed(
                &self.volume,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <u8 as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <u8 as ::persist_core::__private::Persist>::encode_fixed(
                &self.treble,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <u8 as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <UnknownFields as ::persist_core::__private::Persist>::encode_fixed(
                &self.extra,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <UnknownFields as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline(always)]
        fn decode_fixed(
            mut __persist_bytes: &[::persist_core::__private::core::primitive::u8],
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(Self {
                volume: <u8 as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <u8 as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                treble: <u8 as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <u8 as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                extra: <UnknownFields as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <UnknownFields as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
            })
        }
    }
};
