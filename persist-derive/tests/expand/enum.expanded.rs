const _: () = {
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl ::persist_core::__private::Persist for Kernel {
        const TY: &'static ::persist_core::__private::Ty = &::persist_core::__private::Ty::Named {
            name: "Kernel",
            args: &[],
        };
        const DEF: ::persist_core::__private::core::option::Option<
            &'static ::persist_core::__private::Def,
        > = ::persist_core::__private::core::option::Option::Some(
            &::persist_core::__private::Def {
                name: "Kernel",
                args: &[],
                version: ::persist_core::__private::core::option::Option::Some(
                    "0.3.0-dev",
                ),
                was: &[],
                producer: ::persist_core::__private::Producer::from_env(
                    ::persist_core::__private::core::option_env!("CARGO_PKG_NAME"),
                    ::persist_core::__private::core::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: ::persist_core::__private::DefShape::Enum(
                    &[
                        ::persist_core::__private::Variant {
                            name: "Linear",
                            was: &[],
                            fields: ::persist_core::__private::Fields {
                                kind: ::persist_core::__private::FieldsKind::Unit,
                                list: &[],
                            },
                            removed: &[],
                            other: false,
                        },
                        ::persist_core::__private::Variant {
                            name: "Gaussian",
                            was: &["Rbf"],
                            fields: ::persist_core::__private::Fields {
                                kind: ::persist_core::__private::FieldsKind::Tuple,
                                list: &[
                                    ::persist_core::__private::Field {
                                        name: "0",
                                        ty: <f64 as ::persist_core::__private::Persist>::TY,
                                        default: false,
                                        was: &[],
                                        from: &[],
                                    },
                                ],
                            },
                            removed: &[],
                            other: false,
                        },
                        ::persist_core::__private::Variant {
                            name: "Poly",
                            was: &[],
                            fields: ::persist_core::__private::Fields {
                                kind: ::persist_core::__private::FieldsKind::Named,
                                list: &[
                                    ::persist_core::__private::Field {
                                        name: "degree",
                                        ty: <u32 as ::persist_core::__private::Persist>::TY,
                                        default: false,
                                        was: &[],
                                        from: &[],
                                    },
                                    ::persist_core::__private::Field {
                                        name: "scale",
                                        ty: <f64 as ::persist_core::__private::Persist>::TY,
                                        default: true,
                                        was: &[],
                                        from: &[],
                                    },
                                ],
                            },
                            removed: &[],
                            other: false,
                        },
                        ::persist_core::__private::Variant {
                            name: "Fn",
                            was: &[],
                            fields: ::persist_core::__private::Fields {
                                kind: ::persist_core::__private::FieldsKind::Tuple,
                                list: &[],
                            },
                            removed: &[],
                            other: false,
                        },
                    ],
                ),
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
                if __persist_registry.insert(__persist_def) {
                    <f64 as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <u32 as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <f64 as ::persist_core::__private::Persist>::register(
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
            match self {
                Self::Linear {} => {
                    __persist_writer.varint(0u64);
                }
                Self::Gauss { 0: __persist_field0, .. } => {
                    __persist_writer.varint(1u64);
                    <f64 as ::persist_core::__private::Persist>::encode(
                        __persist_field0,
                        __persist_writer,
                    )?;
                }
                Self::Poly { degree: __persist_field0, scale: __persist_field1 } => {
                    __persist_writer.varint(2u64);
                    <u32 as ::persist_core::__private::Persist>::encode(
                        __persist_field0,
                        __persist_writer,
                    )?;
                    <f64 as ::persist_core::__private::Persist>::encode(
                        __persist_field1,
                        __persist_writer,
                    )?;
                }
                Self::r#Fn {} => {
                    __persist_writer.varint(3u64);
                }
            }
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline]
        fn decode(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(
                match __persist_reader.variant(4u32)? {
                    0u32 => Self::Linear {},
                    1u32 => {
                        Self::Gauss {
                            0: <f64 as ::persist_core::__private::Persist>::decode(
                                __persist_reader,
                            )?,
                            1: <Cache as ::persist_core::__private::core::default::Default>::default(),
                        }
                    }
                    2u32 => {
                        Self::Poly {
                            degree: <u32 as ::persist_core::__private::Persist>::decode(
                                __persist_reader,
                            )?,
                            scale: <f64 as ::persist_core::__private::Persist>::decode(
                                __persist_reader,
                            )?,
                        }
                    }
                    _ => Self::r#Fn {},
                },
            )
        }
        fn decode_as(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
            __persist_plan: &::persist_core::__private::Plan,
            __persist_node: ::persist_core::__private::Node,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok({
                let __persist_arm = ::persist_core::__private::arm(
                    __persist_reader,
                    __persist_plan,
                    __persist_node,
                )?;
                match ::persist_core::__private::Arm::slot(__persist_arm) {
                    0u32 => {
                        for __persist_step in ::persist_core::__private::steps(
                            __persist_plan,
                            ::persist_core::__private::Arm::fields(__persist_arm),
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
                        Self::Linear {}
                    }
                    1u32 => {
                        let mut __persist_field0 = ::persist_core::__private::core::option::Option::None;
                        for __persist_step in ::persist_core::__private::steps(
                            __persist_plan,
                            ::persist_core::__private::Arm::fields(__persist_arm),
                        )? {
                            match ::persist_core::__private::Step::slot(__persist_step) {
                                0 => {
                                    __persist_field0 = <f64 as ::persist_core::__private::Persist>::__persist_field(
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
                        Self::Gauss {
                            0: match __persist_field0 {
                                ::persist_core::__private::core::option::Option::Some(
                                    __persist_value,
                                ) => __persist_value,
                                ::persist_core::__private::core::option::Option::None => {
                                    return ::persist_core::__private::core::result::Result::Err(
                                        ::persist_core::__private::absent(),
                                    );
                                }
                            },
                            1: <Cache as ::persist_core::__private::core::default::Default>::default(),
                        }
                    }
                    2u32 => {
                        let mut __persist_field0 = ::persist_core::__private::core::option::Option::None;
                        let mut __persist_field1 = ::persist_core::__private::core::option::Option::None;
                        for __persist_step in ::persist_core::__private::steps(
                            __persist_plan,
                            ::persist_core::__private::Arm::fields(__persist_arm),
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
                                _ => {
                                    ::persist_core::__private::pass(
                                        __persist_reader,
                                        __persist_plan,
                                        __persist_step,
                                    )?
                                }
                            }
                        }
                        Self::Poly {
                            degree: match __persist_field0 {
                                ::persist_core::__private::core::option::Option::Some(
                                    __persist_value,
                                ) => __persist_value,
                                ::persist_core::__private::core::option::Option::None => {
                                    return ::persist_core::__private::core::result::Result::Err(
                                        ::persist_core::__private::absent(),
                                    );
                                }
                            },
                            scale: match __persist_field1 {
                                ::persist_core::__private::core::option::Option::Some(
                                    __persist_value,
                                ) => __persist_value,
                                ::persist_core::__private::core::option::Option::None => {
                                    let __persist_value: f64 = 1.0;
                                    __persist_value
                                }
                            },
                        }
                    }
                    3u32 => {
                        for __persist_step in ::persist_core::__private::steps(
                            __persist_plan,
                            ::persist_core::__private::Arm::fields(__persist_arm),
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
                        Self::r#Fn {}
                    }
                    _ => {
                        return ::persist_core::__private::core::result::Result::Err(
                            ::persist_core::__private::absent(),
                        );
                    }
                }
            })
        }
    }
};
