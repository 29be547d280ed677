const _: () = {
    use ::persist_core::__private as __persist;
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl __persist::Persist for Model1 {
        const TY: &'static __persist::Ty = &__persist::Ty::Named {
            name: "Model@1",
            args: &[],
        };
        const DEF: __persist::Option<&'static __persist::Def> = __persist::Some(
            &__persist::Def {
                name: "Model@1",
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
                        __persist::Field::new("depth", <u16 as __persist::Persist>::TY),
                    ],
                }),
                removed: &[],
                chain: &[],
                view: __persist::Some(__persist::View {
                    of: "Model",
                    epoch: "1",
                    ident: "Model1",
                    has_history: true,
                }),
                history: __persist::None,
            },
        );
        const __PERSIST_PARTS: &'static [__persist::Part] = &[
            <u16 as __persist::Persist>::__PERSIST_PART.part(),
        ];
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
        #[inline]
        fn encode<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut __persist::Writer<'__persist_a>,
        ) -> __persist::Result<()> {
            __persist::Err(
                __persist::Writer::blame(
                    __persist_writer,
                    __persist::view_saved("Model1", "Model"),
                ),
            )
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
            match <u16 as __persist::Persist>::__persist_put(
                &self.depth,
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
                depth: match <u16 as __persist::Persist>::__persist_get(
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
            {
                let mut __persist_fields = (__persist::None,);
                let mut __persist_cursor = __persist::Clone::clone(&*__persist_reader);
                for __persist_step in __persist::steps(__persist_plan, __persist_node)? {
                    match __persist::Step::slot(__persist_step) {
                        0 => {
                            <u16 as __persist::Persist>::__persist_field(
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
                        __persist::Ok(Self { depth: __persist_field0 })
                    }
                    _ => __persist::Err(__persist::absent()),
                }
            }
        }
    }
};
const _: () = {
    use ::persist_core::__private as __persist;
    const __PERSIST_HISTORY: &__persist::str = __persist::include_str!(
        __persist::concat!(__persist::env!("CARGO_MANIFEST_DIR"),
        "/persist/Model.history")
    );
    const _: () = __persist::check::fresh(
        __persist::str::as_bytes(__PERSIST_HISTORY),
        38,
        15352391669451352605,
        "persist/Model.history",
        __persist::env!("CARGO_PKG_NAME"),
    );
};
