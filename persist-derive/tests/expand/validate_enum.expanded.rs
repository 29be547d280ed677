const _: () = {
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl renamed::__private::Persist for Kernel {
        const TY: &'static renamed::__private::Ty = &renamed::__private::Ty::Named {
            name: "Kernel",
            args: &[],
        };
        const DEF: renamed::__private::core::option::Option<
            &'static renamed::__private::Def,
        > = renamed::__private::core::option::Option::Some(
            &renamed::__private::Def {
                name: "Kernel",
                args: &[],
                version: renamed::__private::core::option::Option::None,
                was: &[],
                producer: renamed::__private::Producer::from_env(
                    renamed::__private::core::option_env!("CARGO_PKG_NAME"),
                    renamed::__private::core::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: renamed::__private::DefShape::Enum(
                    &[
                        renamed::__private::Variant {
                            name: "Linear",
                            was: &[],
                            fields: renamed::__private::Fields {
                                kind: renamed::__private::FieldsKind::Unit,
                                list: &[],
                            },
                            removed: &[],
                            other: false,
                        },
                        renamed::__private::Variant {
                            name: "Rbf",
                            was: &[],
                            fields: renamed::__private::Fields {
                                kind: renamed::__private::FieldsKind::Tuple,
                                list: &[
                                    renamed::__private::Field {
                                        name: "0",
                                        ty: <f64 as renamed::__private::Persist>::TY,
                                        default: false,
                                        was: &[],
                                        from: &[],
                                    },
                                ],
                            },
                            removed: &[],
                            other: false,
                        },
                    ],
                ),
                removed: &[],
                chain: &[],
                view: renamed::__private::core::option::Option::None,
                history: renamed::__private::core::option::Option::None,
            },
        );
        const MIN_SIZE: renamed::__private::core::primitive::usize = 1;
        fn register(__persist_registry: &mut renamed::__private::Registry) {
            if let renamed::__private::core::option::Option::Some(__persist_def) = <Self as renamed::__private::Persist>::DEF {
                if __persist_registry.insert(__persist_def) {
                    <f64 as renamed::__private::Persist>::register(__persist_registry);
                }
            }
        }
        #[inline]
        fn encode<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut renamed::__private::Writer<'__persist_a>,
        ) -> renamed::__private::Result<()> {
            renamed::__private::check_before(self, __persist_writer)?;
            match self {
                Self::Linear {} => {
                    __persist_writer.varint(0u64);
                }
                Self::Rbf { 0: __persist_field0 } => {
                    __persist_writer.varint(1u64);
                    <f64 as renamed::__private::Persist>::encode(
                        __persist_field0,
                        __persist_writer,
                    )?;
                }
            }
            renamed::__private::core::result::Result::Ok(())
        }
        #[inline]
        fn decode(
            __persist_reader: &mut renamed::__private::Reader<'_>,
        ) -> renamed::__private::Result<Self> {
            let __persist_start = renamed::__private::core::clone::Clone::clone(
                &*__persist_reader,
            );
            let __persist_value: Self = match __persist_reader.variant(2u32)? {
                0u32 => Self::Linear {},
                _ => {
                    Self::Rbf {
                        0: <f64 as renamed::__private::Persist>::decode(
                            __persist_reader,
                        )?,
                    }
                }
            };
            renamed::__private::check_after(&__persist_value, &__persist_start)?;
            renamed::__private::core::result::Result::Ok(__persist_value)
        }
        fn decode_as(
            __persist_reader: &mut renamed::__private::Reader<'_>,
            __persist_plan: &renamed::__private::Plan,
            __persist_node: renamed::__private::Node,
        ) -> renamed::__private::Result<Self> {
            let __persist_start = renamed::__private::core::clone::Clone::clone(
                &*__persist_reader,
            );
            let __persist_value: Self = {
                let __persist_arm = renamed::__private::arm(
                    __persist_reader,
                    __persist_plan,
                    __persist_node,
                )?;
                match renamed::__private::Arm::slot(__persist_arm) {
                    0u32 => {
                        for __persist_step in renamed::__private::steps(
                            __persist_plan,
                            renamed::__private::Arm::fields(__persist_arm),
                        )? {
                            match renamed::__private::Step::slot(__persist_step) {
                                _ => {
                                    renamed::__private::pass(
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
                        let mut __persist_field0 = renamed::__private::core::option::Option::None;
                        for __persist_step in renamed::__private::steps(
                            __persist_plan,
                            renamed::__private::Arm::fields(__persist_arm),
                        )? {
                            match renamed::__private::Step::slot(__persist_step) {
                                0 => {
                                    __persist_field0 = <f64 as renamed::__private::Persist>::__persist_field(
                                        __persist_reader,
                                        __persist_plan,
                                        __persist_step,
                                    )?;
                                }
                                _ => {
                                    renamed::__private::pass(
                                        __persist_reader,
                                        __persist_plan,
                                        __persist_step,
                                    )?
                                }
                            }
                        }
                        Self::Rbf {
                            0: match __persist_field0 {
                                renamed::__private::core::option::Option::Some(
                                    __persist_value,
                                ) => __persist_value,
                                renamed::__private::core::option::Option::None => {
                                    return renamed::__private::core::result::Result::Err(
                                        renamed::__private::absent(),
                                    );
                                }
                            },
                        }
                    }
                    _ => {
                        return renamed::__private::core::result::Result::Err(
                            renamed::__private::absent(),
                        );
                    }
                }
            };
            renamed::__private::check_after(&__persist_value, &__persist_start)?;
            renamed::__private::core::result::Result::Ok(__persist_value)
        }
        #[inline]
        fn __persist_check(&self) -> renamed::__private::Result<()> {
            renamed::__private::validate(self, Self::check, "Kernel")
        }
    }
};
