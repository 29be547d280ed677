const _: () = {
    use ::persist_core::__private as __persist;
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl __persist::Persist for Node {
        const TY: &'static __persist::Ty = &__persist::Ty::Named {
            name: "acme::Node",
            args: &[],
        };
        const DEF: __persist::Option<&'static __persist::Def> = __persist::Some(
            &__persist::Def {
                name: "acme::Node",
                args: &[],
                version: __persist::Some("1.1.0"),
                was: &["Node", "acme::Split"],
                producer: __persist::Producer::from_env(
                    __persist::option_env!("CARGO_PKG_NAME"),
                    __persist::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: __persist::DefShape::Struct(__persist::Fields {
                    kind: __persist::FieldsKind::Named,
                    list: &[
                        __persist::Field::new(
                            "feature",
                            <u32 as __persist::Persist>::TY,
                        ),
                        __persist::Field {
                            name: "cut",
                            ty: <f64 as __persist::Persist>::TY,
                            default: false,
                            was: &["thr"],
                            from: &[],
                            foreign: __persist::None,
                        },
                        __persist::Field {
                            name: "weight",
                            ty: <f64 as __persist::Persist>::TY,
                            default: true,
                            was: &[],
                            from: &[],
                            foreign: __persist::None,
                        },
                        __persist::Field {
                            name: "path",
                            ty: <Vec<u32> as __persist::Persist>::TY,
                            default: true,
                            was: &[],
                            from: &[],
                            foreign: __persist::None,
                        },
                    ],
                }),
                removed: &[],
                chain: &[],
                view: __persist::None,
                history: __persist::None,
            },
        );
        const __PERSIST_PARTS: &'static [__persist::Part] = &[
            <u32 as __persist::Persist>::__PERSIST_PART.part(),
            <f64 as __persist::Persist>::__PERSIST_PART.part(),
            <f64 as __persist::Persist>::__PERSIST_PART.part(),
            <Vec<u32> as __persist::Persist>::__PERSIST_PART.part(),
        ];
        const __PERSIST_PLAIN: __persist::Option<__persist::Plain<Self>> = unsafe {
            __persist::Plain::of_struct(
                __persist::Part::plain(
                    <Self as __persist::Persist>::__PERSIST_PARTS,
                    &[
                        __persist::offset_of!(Self, feature),
                        __persist::offset_of!(Self, threshold),
                        __persist::offset_of!(Self, weight),
                        __persist::offset_of!(Self, path),
                    ],
                ),
            )
        };
        const LAYOUT: __persist::Option<__persist::Layout> = __persist::Part::layout(
            <Self as __persist::Persist>::__PERSIST_PARTS,
        );
        const MIN_SIZE: __persist::usize = __persist::Part::min_size(
            <Self as __persist::Persist>::__PERSIST_PARTS,
        );
        #[inline]
        fn register(__persist_registry: &mut __persist::Registry) {
            __persist::Part::register::<Self>(__persist_registry, &[]);
        }
        const __PERSIST_BODY_IS_FIELDS: __persist::bool = true;
        const __PERSIST_RUN: __persist::usize = __persist::run(
            &[
                <u32 as __persist::Persist>::__PERSIST_RUN,
                <f64 as __persist::Persist>::__PERSIST_RUN,
                <f64 as __persist::Persist>::__PERSIST_RUN,
                <Vec<u32> as __persist::Persist>::__PERSIST_RUN,
            ],
        );
        #[inline]
        fn encode<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut __persist::Writer<'__persist_a>,
        ) -> __persist::Result<()> {
            __persist::encode_fields(self, __persist_writer)
        }
        #[inline]
        fn decode(
            __persist_reader: &mut __persist::Reader<'_>,
        ) -> __persist::Result<Self> {
            __persist::decode_fields(__persist_reader)
        }
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn __persist_put_fields<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut impl __persist::PutFields<'__persist_a>,
        ) -> __persist::Result<()> {
            match <u32 as __persist::Persist>::__persist_put(
                &self.feature,
                __persist_writer,
            ) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <f64 as __persist::Persist>::__persist_put(
                &self.threshold,
                __persist_writer,
            ) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <f64 as __persist::Persist>::__persist_put(
                &self.weight,
                __persist_writer,
            ) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <Vec<
                u32,
            > as __persist::Persist>::__persist_put(&self.path, __persist_writer) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            __persist::Ok(())
        }
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn __persist_get_fields(
            __persist_reader: &mut impl __persist::GetFields,
        ) -> __persist::Result<Self> {
            __persist::Ok(Self {
                feature: match <u32 as __persist::Persist>::__persist_get(
                    __persist_reader,
                ) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                threshold: match <f64 as __persist::Persist>::__persist_get(
                    __persist_reader,
                ) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                weight: match <f64 as __persist::Persist>::__persist_get(
                    __persist_reader,
                ) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                path: match <Vec<
                    u32,
                > as __persist::Persist>::__persist_get(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
            })
        }
        #[inline]
        fn decode_as(
            __persist_reader: &mut __persist::Reader<'_>,
            __persist_plan: &__persist::Plan,
            __persist_node: __persist::Node,
        ) -> __persist::Result<Self> {
            {
                let mut __persist_fields = (
                    __persist::None,
                    __persist::None,
                    __persist::None,
                    __persist::None,
                );
                let mut __persist_cursor = __persist::Clone::clone(&*__persist_reader);
                for __persist_step in __persist::steps(__persist_plan, __persist_node)? {
                    match __persist::Step::slot(__persist_step) {
                        0 => {
                            <u32 as __persist::Persist>::__persist_field(
                                &mut __persist_fields.0,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        1 => {
                            <f64 as __persist::Persist>::__persist_field(
                                &mut __persist_fields.1,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        2 => {
                            <f64 as __persist::Persist>::__persist_field(
                                &mut __persist_fields.2,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        3 => {
                            <Vec<
                                u32,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_fields.3,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        _ => {
                            __persist::pass(
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                    }?;
                }
                *__persist_reader = __persist_cursor;
                match __persist_fields {
                    (
                        __persist::Some(__persist_field0),
                        __persist::Some(__persist_field1),
                        __persist_field2,
                        __persist_field3,
                    ) => {
                        __persist::Ok(Self {
                            feature: __persist_field0,
                            threshold: __persist_field1,
                            weight: match __persist_field2 {
                                __persist::Some(__persist_value) => __persist_value,
                                __persist::None => {
                                    let __persist_value: f64 = <f64 as __persist::Default>::default();
                                    __persist_value
                                }
                            },
                            path: match __persist_field3 {
                                __persist::Some(__persist_value) => __persist_value,
                                __persist::None => {
                                    let __persist_value: Vec<u32> = Vec::<
                                        u32,
                                    >::with_capacity(8);
                                    __persist_value
                                }
                            },
                        })
                    }
                    _ => __persist::Err(__persist::absent()),
                }
            }
        }
    }
};
