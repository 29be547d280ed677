const _: () = {
    use ::persist_core::__private as __persist;
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl<'a, T, const N: usize> __persist::Persist for Model<'a, T, N>
    where
        T: ::persist_core::__private::Persist,
    {
        const TY: &'static __persist::Ty = &__persist::Ty::Named {
            name: "Model",
            args: &[
                __persist::Arg::Type(<T as __persist::Persist>::TY),
                __persist::Arg::Unsigned(N as __persist::u128),
            ],
        };
        const DEF: __persist::Option<&'static __persist::Def> = __persist::Some(
            &__persist::Def {
                name: "Model",
                args: &[
                    __persist::Arg::Type(<T as __persist::Persist>::TY),
                    __persist::Arg::Unsigned(N as __persist::u128),
                ],
                version: __persist::Some("1.3.0"),
                was: &[],
                producer: __persist::Producer::from_env(
                    __persist::option_env!("CARGO_PKG_NAME"),
                    __persist::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: __persist::DefShape::Struct(__persist::Fields {
                    kind: __persist::FieldsKind::Named,
                    list: &[
                        __persist::Field {
                            name: "threshold",
                            ty: <f64 as __persist::Persist>::TY,
                            default: false,
                            was: &["thr"],
                            from: &[<String as __persist::Persist>::TY],
                            foreign: __persist::None,
                        },
                        __persist::Field::new(
                            "name",
                            <Cow<'a, str> as __persist::Persist>::TY,
                        ),
                        __persist::Field::new(
                            "children",
                            <Vec<Self> as __persist::Persist>::TY,
                        ),
                        __persist::Field::new(
                            "values",
                            <[T; N] as __persist::Persist>::TY,
                        ),
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
                removed: &["junk"],
                chain: &[],
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
            <f64 as __persist::Persist>::__PERSIST_PART.part(),
            <Cow<'a, str> as __persist::Persist>::__PERSIST_PART.part(),
            <Vec<Self> as __persist::Persist>::__PERSIST_PART.part(),
            <[T; N] as __persist::Persist>::__PERSIST_PART.part(),
            <Vec<u32> as __persist::Persist>::__PERSIST_PART.part(),
        ];
        const __PERSIST_PLAIN: __persist::Option<__persist::Plain<Self>> = unsafe {
            __persist::Plain::of_struct(
                __persist::Part::plain(
                    <Self as __persist::Persist>::__PERSIST_PARTS,
                    &[
                        __persist::offset_of!(Self, threshold),
                        __persist::offset_of!(Self, name),
                        __persist::offset_of!(Self, children),
                        __persist::offset_of!(Self, values),
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
            __persist::Part::register::<
                Self,
            >(__persist_registry, &[<String as __persist::Persist>::register]);
        }
        const __PERSIST_BODY_IS_FIELDS: __persist::bool = true;
        const __PERSIST_RUN: __persist::usize = __persist::run(
            &[
                <f64 as __persist::Persist>::__PERSIST_RUN,
                <Cow<'a, str> as __persist::Persist>::__PERSIST_RUN,
                <Vec<Self> as __persist::Persist>::__PERSIST_RUN,
                <[T; N] as __persist::Persist>::__PERSIST_RUN,
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
            match <f64 as __persist::Persist>::__persist_put(
                &self.threshold,
                __persist_writer,
            ) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <Cow<
                'a,
                str,
            > as __persist::Persist>::__persist_put(&self.name, __persist_writer) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <Vec<
                Self,
            > as __persist::Persist>::__persist_put(&self.children, __persist_writer) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <[T; N] as __persist::Persist>::__persist_put(
                &self.values,
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
                threshold: match <f64 as __persist::Persist>::__persist_get(
                    __persist_reader,
                ) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                name: match <Cow<
                    'a,
                    str,
                > as __persist::Persist>::__persist_get(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                children: match <Vec<
                    Self,
                > as __persist::Persist>::__persist_get(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                values: match <[T; N] as __persist::Persist>::__persist_get(
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
                    __persist::None,
                );
                let mut __persist_cursor = __persist::Clone::clone(&*__persist_reader);
                for __persist_step in __persist::steps(__persist_plan, __persist_node)? {
                    match __persist::Step::slot(__persist_step) {
                        0 => {
                            <f64 as __persist::Persist>::__persist_field(
                                &mut __persist_fields.0,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        1 => {
                            <Cow<
                                'a,
                                str,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_fields.1,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        2 => {
                            <Vec<
                                Self,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_fields.2,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        3 => {
                            <[T; N] as __persist::Persist>::__persist_field(
                                &mut __persist_fields.3,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        4 => {
                            <Vec<
                                u32,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_fields.4,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        5 => {
                            __persist::converted::<
                                String,
                                f64,
                            >(
                                &mut __persist_fields.0,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                                |_| Ok(0.0),
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
                        __persist::Some(__persist_field2),
                        __persist::Some(__persist_field3),
                        __persist_field4,
                    ) => {
                        __persist::Ok(Self {
                            threshold: __persist_field0,
                            name: __persist_field1,
                            children: __persist_field2,
                            values: __persist_field3,
                            path: match __persist_field4 {
                                __persist::Some(__persist_value) => __persist_value,
                                __persist::None => {
                                    let __persist_value: Vec<u32> = vec![1];
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
        249,
        10931305553552157607,
        "persist/Model.history",
        __persist::env!("CARGO_PKG_NAME"),
    );
    const __PERSIST_STEPS: __persist::check::History<'static> = __persist::check::History {
        test: "persist_history_model",
        parameters: &["T", "N"],
        declared: "1.3.0",
        latest: "1.2.0",
        next: ["1.2.1", "1.3.0", "2.0.0"],
        granted: __persist::check::Bump::Minor,
    };
    type T = __persist::check::Param<0>;
    const N: usize = __persist::check::const_usize(1);
    const _: () = __persist::check::field::<
        f64,
    >(
        &__PERSIST_STEPS,
        "Model.threshold",
        &[
            __persist::check::Recorded::Latest("1.2.0", "thr", "f32"),
            __persist::check::Recorded::Older("1.0.0", "thr", "str"),
        ],
        &[<String as __persist::Persist>::TY],
        false,
    );
    const _: () = __persist::check::latest::<
        Cow<'static, str>,
    >(&__PERSIST_STEPS, "Model.name", "name", "str", false);
    const _: () = __persist::check::latest::<
        Vec<Model<'static, T, { N }>>,
    >(&__PERSIST_STEPS, "Model.children", "children", "[Model<T, N>]", false);
    const _: () = __persist::check::latest::<
        [T; N],
    >(&__PERSIST_STEPS, "Model.values", "values", "[T; N]", false);
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
    const N: usize = __persist::check::const_usize(1);
    __persist::recording::test::<
        Model<'static, T, { N }>,
        Model<'static, T, 2>,
    >(
        &__persist::recording::Site {
            ident: "Model",
            module: __persist::module_path!(),
            place: (__persist::file!(), __persist::line!()),
            package: __persist::env!("CARGO_PKG_NAME"),
            manifest: __persist::env!("CARGO_MANIFEST_DIR"),
            file: __persist::recording::File::Manifest("persist/Model.history"),
            labels: &["T", "const N"],
            defaults: &[
                __persist::recording::Default {
                    variant: __persist::None,
                    field: "path",
                    shown: || __persist::recording::shown::<Vec<u32>>(vec![1]),
                },
            ],
            replay: __persist::Some(sensible),
        },
    )
}
