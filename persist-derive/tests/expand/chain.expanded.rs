const _: () = {
    use ::persist_core::__private as __persist;
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl<T> __persist::Persist for Model<T>
    where
        T: ::persist_core::__private::Persist,
    {
        const TY: &'static __persist::Ty = &__persist::Ty::Named {
            name: "Model",
            args: &[__persist::Arg::Type(<T as __persist::Persist>::TY)],
        };
        const DEF: __persist::Option<&'static __persist::Def> = __persist::Some(
            &__persist::Def {
                name: "Model",
                args: &[__persist::Arg::Type(<T as __persist::Persist>::TY)],
                version: __persist::Some("3.0.0"),
                was: &["Network"],
                producer: __persist::Producer::from_env(
                    __persist::option_env!("CARGO_PKG_NAME"),
                    __persist::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: __persist::DefShape::Struct(__persist::Fields {
                    kind: __persist::FieldsKind::Named,
                    list: &[
                        __persist::Field::new("leaves", <T as __persist::Persist>::TY),
                    ],
                }),
                removed: &[],
                chain: &[
                    __persist::ChainEntry {
                        epoch: "1",
                        path: __persist::EpochPath::View(
                            <Model1<T> as __persist::Persist>::TY,
                        ),
                    },
                    __persist::ChainEntry {
                        epoch: "2",
                        path: __persist::EpochPath::View(
                            <Model2 as __persist::Persist>::TY,
                        ),
                    },
                ],
                view: __persist::None,
                history: __persist::Some(__persist::HistorySource {
                    text: {
                        fn __persist_text() -> &'static __persist::str {
                            __persist::include_str!(
                                __persist::concat!(__persist::env!("CARGO_MANIFEST_DIR"),
                                "/persist/Model.history")
                            )
                        }
                        __persist_text
                    },
                }),
            },
        );
        const __PERSIST_PARTS: &'static [__persist::Part] = &[
            <T as __persist::Persist>::__PERSIST_PART.part(),
        ];
        const __PERSIST_PLAIN: __persist::Option<__persist::Plain<Self>> = unsafe {
            __persist::Plain::of_struct(
                __persist::Part::plain(
                    <Self as __persist::Persist>::__PERSIST_PARTS,
                    &[__persist::offset_of!(Self, leaves)],
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
            __persist::Part::register::<
                Self,
            >(
                __persist_registry,
                &[
                    <Model1<T> as __persist::Persist>::register,
                    <Model2 as __persist::Persist>::register,
                ],
            );
        }
        const __PERSIST_BODY_IS_FIELDS: __persist::bool = true;
        const __PERSIST_RUN: __persist::usize = __persist::run(
            &[<T as __persist::Persist>::__PERSIST_RUN],
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
            match <T as __persist::Persist>::__persist_put(
                &self.leaves,
                __persist_writer,
            ) {
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
                leaves: match <T as __persist::Persist>::__persist_get(
                    __persist_reader,
                ) {
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
            match __persist::upgrade(__persist_plan, __persist_node) {
                __persist::Some((__persist_entry, __persist_view)) => {
                    let __persist_old_start = __persist::Clone::clone(
                        &*__persist_reader,
                    );
                    let __persist_old0 = if __persist_entry == 0u32 {
                        __persist::Some(
                            __persist::resolve::<
                                Model1<T>,
                            >(__persist_reader, __persist_plan, __persist_view)?,
                        )
                    } else {
                        __persist::None
                    };
                    let __persist_old1 = match __persist_old0 {
                        __persist::Some(__persist_value) => {
                            __persist::Some(
                                __persist::placed(
                                    &__persist_old_start,
                                    <Model2 as __persist::Upgrade<
                                        Model1<T>,
                                    >>::upgrade(__persist_value),
                                    "Model",
                                )?,
                            )
                        }
                        __persist::None if __persist_entry == 1u32 => {
                            __persist::Some(
                                __persist::resolve::<
                                    Model2,
                                >(__persist_reader, __persist_plan, __persist_view)?,
                            )
                        }
                        __persist::None => __persist::None,
                    };
                    match __persist_old1 {
                        __persist::Some(__persist_value) => {
                            __persist::Ok(
                                __persist::placed(
                                    &__persist_old_start,
                                    <Self as __persist::Upgrade<
                                        Model2,
                                    >>::upgrade(__persist_value),
                                    "Model",
                                )?,
                            )
                        }
                        __persist::None => __persist::Err(__persist::absent()),
                    }
                }
                __persist::None => {
                    let mut __persist_fields = (__persist::None,);
                    let mut __persist_cursor = __persist::Clone::clone(
                        &*__persist_reader,
                    );
                    for __persist_step in __persist::steps(
                        __persist_plan,
                        __persist_node,
                    )? {
                        match __persist::Step::slot(__persist_step) {
                            0 => {
                                <T as __persist::Persist>::__persist_field(
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
                            __persist::Ok(Self { leaves: __persist_field0 })
                        }
                        _ => __persist::Err(__persist::absent()),
                    }
                }
            }
        }
    }
};
#[allow(
    dead_code,
    deprecated,
    non_camel_case_types,
    non_upper_case_globals,
    unused_qualifications,
    unreachable_pub,
)]
const _: () = {
    use ::persist_core::__private as __persist;
    const _: __persist::Option<&__persist::str> = __persist::option_env!(
        "PERSIST_HISTORY"
    );
    const __PERSIST_HISTORY: &__persist::str = __persist::include_str!(
        __persist::concat!(__persist::env!("CARGO_MANIFEST_DIR"),
        "/persist/Model.history")
    );
    const _: () = __persist::check::fresh(
        __persist::str::as_bytes(__PERSIST_HISTORY),
        128,
        4400719027165591022,
        "persist/Model.history",
        __persist::env!("CARGO_PKG_NAME"),
    );
    const __PERSIST_STEPS: __persist::check::History<'static> = __persist::check::History {
        test: "persist_history_model",
        parameters: &["T"],
        declared: "3.0.0",
        latest: "2.0.0",
        next: ["2.0.1", "2.1.0", "3.0.0"],
        granted: __persist::check::Bump::Major,
    };
    type T = __persist::check::Param<0>;
};
#[allow(
    dead_code,
    deprecated,
    non_camel_case_types,
    non_upper_case_globals,
    unused_qualifications,
)]
const _: () = {
    use ::persist_core::__private as __persist;
    type T = __persist::check::Param<0>;
    const _: () = __persist::check::link(
        &["Model", "Network"],
        "1",
        <Model1<T> as __persist::Persist>::DEF,
        <Model2 as __persist::Persist>::DEF,
        &[
            __persist::check::Held::Field(
                __persist::None,
                __persist::check::HeldField {
                    name: "depth",
                    ty: "u16",
                    versions: "1.0.0 to 1.1.0 have",
                    in_all: true,
                    runs: &[(0, 1)],
                },
            ),
            __persist::check::Held::Field(
                __persist::None,
                __persist::check::HeldField {
                    name: "bias",
                    ty: "T",
                    versions: "1.1.0 has",
                    in_all: false,
                    runs: &[(1, 1)],
                },
            ),
        ],
    );
    const _: () = __persist::check::link(
        &["Model", "Network"],
        "2",
        <Model2 as __persist::Persist>::DEF,
        <Model<T> as __persist::Persist>::DEF,
        &[
            __persist::check::Held::Variant(__persist::check::HeldVariant {
                name: "Flat",
                versions: "2.0.0 has",
                runs: &[(0, 0)],
            }),
            __persist::check::Held::Variant(__persist::check::HeldVariant {
                name: "Deep",
                versions: "2.0.0 has",
                runs: &[(0, 0)],
            }),
            __persist::check::Held::Field(
                __persist::Some("Deep"),
                __persist::check::HeldField {
                    name: "depth",
                    ty: "u16",
                    versions: "2.0.0 has",
                    in_all: true,
                    runs: &[(0, 0)],
                },
            ),
        ],
    );
};
#[cfg(test)]
#[::persist_core::__private::core::prelude::v1::test]
#[allow(
    dead_code,
    deprecated,
    non_camel_case_types,
    non_upper_case_globals,
    unused_qualifications,
)]
fn persist_history_model() -> ::persist_core::__private::Result<()> {
    use ::persist_core::__private as __persist;
    type T = __persist::check::Param<0>;
    __persist::recording::test::<
        Model<T>,
        Model<T>,
    >(
        &__persist::recording::Site {
            ident: "Model",
            module: __persist::module_path!(),
            place: (__persist::file!(), __persist::line!()),
            package: __persist::env!("CARGO_PKG_NAME"),
            manifest: __persist::env!("CARGO_MANIFEST_DIR"),
            file: __persist::recording::File::Manifest("persist/Model.history"),
            labels: &["T"],
            defaults: &[],
            replay: __persist::None,
        },
    )
}
