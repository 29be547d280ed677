const _: () = {
    use ::persist_core::__private as __persist;
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl __persist::Persist for Kernel {
        const TY: &'static __persist::Ty = &__persist::Ty::Named {
            name: "Kernel",
            args: &[],
        };
        const DEF: __persist::Option<&'static __persist::Def> = __persist::Some(
            &__persist::Def {
                name: "Kernel",
                args: &[],
                version: __persist::Some("0.3.0-dev"),
                was: &[],
                producer: __persist::Producer::from_env(
                    __persist::option_env!("CARGO_PKG_NAME"),
                    __persist::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: __persist::DefShape::Enum(
                    &[
                        __persist::Variant {
                            name: "Linear",
                            was: &[],
                            fields: __persist::Fields {
                                kind: __persist::FieldsKind::Unit,
                                list: &[],
                            },
                            removed: &[],
                            other: false,
                        },
                        __persist::Variant {
                            name: "Gaussian",
                            was: &["Rbf"],
                            fields: __persist::Fields {
                                kind: __persist::FieldsKind::Tuple,
                                list: &[
                                    __persist::Field::new("0", <f64 as __persist::Persist>::TY),
                                ],
                            },
                            removed: &[],
                            other: false,
                        },
                        __persist::Variant {
                            name: "Poly",
                            was: &[],
                            fields: __persist::Fields {
                                kind: __persist::FieldsKind::Named,
                                list: &[
                                    __persist::Field::new(
                                        "degree",
                                        <u32 as __persist::Persist>::TY,
                                    ),
                                    __persist::Field {
                                        name: "scale",
                                        ty: <f64 as __persist::Persist>::TY,
                                        default: true,
                                        was: &[],
                                        from: &[],
                                        foreign: __persist::None,
                                    },
                                ],
                            },
                            removed: &[],
                            other: false,
                        },
                        __persist::Variant {
                            name: "Fn",
                            was: &[],
                            fields: __persist::Fields {
                                kind: __persist::FieldsKind::Tuple,
                                list: &[],
                            },
                            removed: &[],
                            other: false,
                        },
                    ],
                ),
                removed: &[],
                chain: &[],
                view: __persist::None,
                history: __persist::None,
            },
        );
        const __PERSIST_PARTS: &'static [__persist::Part] = &[
            <f64 as __persist::Persist>::__PERSIST_PART.part(),
            <u32 as __persist::Persist>::__PERSIST_PART.part(),
            <f64 as __persist::Persist>::__PERSIST_PART.part(),
        ];
        const MIN_SIZE: __persist::usize = 1;
        #[inline]
        fn register(__persist_registry: &mut __persist::Registry) {
            __persist::Part::register::<Self>(__persist_registry, &[]);
        }
        const __PERSIST_BODY_IS_FIELDS: __persist::bool = true;
        const __PERSIST_RUN: __persist::usize = __persist::run(
            &[
                <f64 as __persist::Persist>::__PERSIST_RUN,
                <u32 as __persist::Persist>::__PERSIST_RUN,
                <f64 as __persist::Persist>::__PERSIST_RUN,
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
            match self {
                Self::Linear {} => {
                    match __persist::PutFields::variant(__persist_writer, 0u32) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    };
                }
                Self::Gauss { 0: __persist_field0, .. } => {
                    match __persist::PutFields::variant(__persist_writer, 1u32) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    };
                    match <f64 as __persist::Persist>::__persist_put(
                        __persist_field0,
                        __persist_writer,
                    ) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    };
                }
                Self::Poly { degree: __persist_field0, scale: __persist_field1 } => {
                    match __persist::PutFields::variant(__persist_writer, 2u32) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    };
                    match <u32 as __persist::Persist>::__persist_put(
                        __persist_field0,
                        __persist_writer,
                    ) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    };
                    match <f64 as __persist::Persist>::__persist_put(
                        __persist_field1,
                        __persist_writer,
                    ) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    };
                }
                Self::r#Fn {} => {
                    match __persist::PutFields::variant(__persist_writer, 3u32) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    };
                }
            }
            __persist::Ok(())
        }
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn __persist_get_fields(
            __persist_reader: &mut impl __persist::GetFields,
        ) -> __persist::Result<Self> {
            __persist::Ok(
                match match __persist::GetFields::variant(__persist_reader, 4u32) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                } {
                    0u32 => Self::Linear {},
                    1u32 => {
                        Self::Gauss {
                            0: match <f64 as __persist::Persist>::__persist_get(
                                __persist_reader,
                            ) {
                                __persist::Ok(__persist_value) => __persist_value,
                                __persist::Err(__persist_value) => {
                                    return __persist::Err(__persist_value);
                                }
                            },
                            1: <Cache as __persist::Default>::default(),
                        }
                    }
                    2u32 => {
                        Self::Poly {
                            degree: match <u32 as __persist::Persist>::__persist_get(
                                __persist_reader,
                            ) {
                                __persist::Ok(__persist_value) => __persist_value,
                                __persist::Err(__persist_value) => {
                                    return __persist::Err(__persist_value);
                                }
                            },
                            scale: match <f64 as __persist::Persist>::__persist_get(
                                __persist_reader,
                            ) {
                                __persist::Ok(__persist_value) => __persist_value,
                                __persist::Err(__persist_value) => {
                                    return __persist::Err(__persist_value);
                                }
                            },
                        }
                    }
                    _ => Self::r#Fn {},
                },
            )
        }
        #[inline]
        fn decode_as(
            __persist_reader: &mut __persist::Reader<'_>,
            __persist_plan: &__persist::Plan,
            __persist_node: __persist::Node,
        ) -> __persist::Result<Self> {
            {
                let __persist_arm = __persist::arm(
                    __persist_reader,
                    __persist_plan,
                    __persist_node,
                )?;
                match __persist::Arm::slot(__persist_arm) {
                    0u32 => {
                        let mut __persist_cursor = __persist::Clone::clone(
                            &*__persist_reader,
                        );
                        for __persist_step in __persist::steps(
                            __persist_plan,
                            __persist::Arm::fields(__persist_arm),
                        )? {
                            match __persist::Step::slot(__persist_step) {
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
                        __persist::Ok(Self::Linear {})
                    }
                    1u32 => {
                        let mut __persist_fields = (__persist::None,);
                        let mut __persist_cursor = __persist::Clone::clone(
                            &*__persist_reader,
                        );
                        for __persist_step in __persist::steps(
                            __persist_plan,
                            __persist::Arm::fields(__persist_arm),
                        )? {
                            match __persist::Step::slot(__persist_step) {
                                0 => {
                                    <f64 as __persist::Persist>::__persist_field(
                                        &mut __persist_fields.0,
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
                            (__persist::Some(__persist_field0),) => {
                                __persist::Ok(Self::Gauss {
                                    0: __persist_field0,
                                    1: <Cache as __persist::Default>::default(),
                                })
                            }
                            _ => __persist::Err(__persist::absent()),
                        }
                    }
                    2u32 => {
                        let mut __persist_fields = (__persist::None, __persist::None);
                        let mut __persist_cursor = __persist::Clone::clone(
                            &*__persist_reader,
                        );
                        for __persist_step in __persist::steps(
                            __persist_plan,
                            __persist::Arm::fields(__persist_arm),
                        )? {
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
                            (__persist::Some(__persist_field0), __persist_field1) => {
                                __persist::Ok(Self::Poly {
                                    degree: __persist_field0,
                                    scale: match __persist_field1 {
                                        __persist::Some(__persist_value) => __persist_value,
                                        __persist::None => {
                                            let __persist_value: f64 = 1.0;
                                            __persist_value
                                        }
                                    },
                                })
                            }
                            _ => __persist::Err(__persist::absent()),
                        }
                    }
                    3u32 => {
                        let mut __persist_cursor = __persist::Clone::clone(
                            &*__persist_reader,
                        );
                        for __persist_step in __persist::steps(
                            __persist_plan,
                            __persist::Arm::fields(__persist_arm),
                        )? {
                            match __persist::Step::slot(__persist_step) {
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
                        __persist::Ok(Self::r#Fn {})
                    }
                    _ => __persist::Err(__persist::absent()),
                }
            }
        }
    }
};
