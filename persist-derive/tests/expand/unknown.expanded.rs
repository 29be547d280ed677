const _: () = {
    use ::persist_core::__private as __persist;
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl __persist::Persist for Settings {
        const TY: &'static __persist::Ty = &__persist::Ty::Named {
            name: "Settings",
            args: &[],
        };
        const DEF: __persist::Option<&'static __persist::Def> = __persist::Some(
            &__persist::Def {
                name: "Settings",
                args: &[],
                version: __persist::None,
                was: &[],
                producer: __persist::Producer::from_env(
                    __persist::option_env!("CARGO_PKG_NAME"),
                    __persist::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: __persist::DefShape::Struct(__persist::Fields {
                    kind: __persist::FieldsKind::Named,
                    list: &[
                        __persist::Field {
                            name: "volume",
                            ty: <u8 as __persist::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                        __persist::Field {
                            name: "treble",
                            ty: <u8 as __persist::Persist>::TY,
                            default: true,
                            was: &["bass"],
                            from: &[],
                        },
                        __persist::Field {
                            name: "extra",
                            ty: <UnknownFields as __persist::Persist>::TY,
                            default: true,
                            was: &[],
                            from: &[],
                        },
                    ],
                }),
                removed: &[],
                chain: &[],
                view: __persist::None,
            },
        );
        const LAYOUT: __persist::Option<__persist::Layout> = __persist::Layout::of_fields(
            &[
                <u8 as __persist::Persist>::LAYOUT,
                <u8 as __persist::Persist>::LAYOUT,
                <UnknownFields as __persist::Persist>::LAYOUT,
            ],
        );
        const MIN_SIZE: __persist::usize = 0usize
            .saturating_add(<u8 as __persist::Persist>::MIN_SIZE)
            .saturating_add(<u8 as __persist::Persist>::MIN_SIZE)
            .saturating_add(<UnknownFields as __persist::Persist>::MIN_SIZE);
        #[inline]
        fn register(__persist_registry: &mut __persist::Registry) {
            if let __persist::Some(__persist_def) = <Self as __persist::Persist>::DEF {
                if __persist_registry.insert(__persist_def) {
                    <u8 as __persist::Persist>::register(__persist_registry);
                    <u8 as __persist::Persist>::register(__persist_registry);
                    <UnknownFields as __persist::Persist>::register(__persist_registry);
                }
            }
        }
        #[inline]
        fn encode<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut __persist::Writer<'__persist_a>,
        ) -> __persist::Result<()> {
            <Self as __persist::Persist>::__persist_put_fields(self, __persist_writer)
        }
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn decode(
            __persist_reader: &mut __persist::Reader<'_>,
        ) -> __persist::Result<Self> {
            <Self as __persist::Persist>::__persist_get_fields(__persist_reader)
        }
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn __persist_put_fields<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut impl __persist::PutFields<'__persist_a>,
        ) -> __persist::Result<()> {
            <u8 as __persist::Persist>::__persist_put(&self.volume, __persist_writer)?;
            <u8 as __persist::Persist>::__persist_put(&self.treble, __persist_writer)?;
            <UnknownFields as __persist::Persist>::__persist_put(
                &self.extra,
                __persist_writer,
            )?;
            __persist::Ok(())
        }
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn __persist_get_fields(
            __persist_reader: &mut impl __persist::GetFields,
        ) -> __persist::Result<Self> {
            __persist::Ok(Self {
                volume: <u8 as __persist::Persist>::__persist_get(__persist_reader)?,
                treble: <u8 as __persist::Persist>::__persist_get(__persist_reader)?,
                extra: <UnknownFields as __persist::Persist>::__persist_get(
                    __persist_reader,
                )?,
            })
        }
        #[inline]
        fn decode_as(
            __persist_reader: &mut __persist::Reader<'_>,
            __persist_plan: &__persist::Plan,
            __persist_node: __persist::Node,
        ) -> __persist::Result<Self> {
            __persist::Ok({
                let mut __persist_field0 = __persist::None;
                let mut __persist_field1 = __persist::None;
                let mut __persist_field2 = __persist::None;
                for __persist_step in __persist::steps(__persist_plan, __persist_node)? {
                    match __persist::Step::slot(__persist_step) {
                        0 => {
                            <u8 as __persist::Persist>::__persist_fill(
                                &mut __persist_field0,
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        1 => {
                            <u8 as __persist::Persist>::__persist_fill(
                                &mut __persist_field1,
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        2 => {
                            <UnknownFields as __persist::Keeper>::keep(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                                &mut __persist_field2,
                            )
                        }
                        _ => {
                            __persist::pass(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                    }?;
                }
                let __persist_field1 = match __persist_field1 {
                    __persist::Some(__persist_value) => __persist_value,
                    __persist::None => {
                        match <UnknownFields as __persist::Keeper>::kept::<
                            u8,
                        >(&mut __persist_field2, "treble", &["bass"])? {
                            __persist::Some(__persist_value) => __persist_value,
                            __persist::None => {
                                let __persist_value: u8 = 7;
                                __persist_value
                            }
                        }
                    }
                };
                match (__persist_field0,) {
                    (__persist::Some(__persist_field0),) => {
                        Self {
                            volume: __persist_field0,
                            treble: __persist_field1,
                            extra: __persist::Option::unwrap_or_default(__persist_field2),
                        }
                    }
                    _ => return __persist::Err(__persist::absent()),
                }
            })
        }
    }
};
