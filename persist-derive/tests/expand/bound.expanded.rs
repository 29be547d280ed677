const _: () = {
    use ::persist_core::__private as __persist;
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl<T, U> __persist::Persist for Pool<T, U>
    where
        T: persist_core::Persist + 'static,
    {
        const TY: &'static __persist::Ty = &__persist::Ty::Named {
            name: "Pool",
            args: &[
                __persist::Arg::Type(<T as __persist::Persist>::TY),
                __persist::Arg::Type(<Handle<U> as __persist::Persist>::TY),
            ],
        };
        const DEF: __persist::Option<&'static __persist::Def> = __persist::Some(
            &__persist::Def {
                name: "Pool",
                args: &[
                    __persist::Arg::Type(<T as __persist::Persist>::TY),
                    __persist::Arg::Type(<Handle<U> as __persist::Persist>::TY),
                ],
                version: __persist::None,
                was: &[],
                producer: __persist::Producer::from_env(
                    __persist::option_env!("CARGO_PKG_NAME"),
                    __persist::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: __persist::DefShape::Struct(__persist::Fields {
                    kind: __persist::FieldsKind::Named,
                    list: &[
                        __persist::Field::new(
                            "shared",
                            <Rc<T> as __persist::Persist>::TY,
                        ),
                        __persist::Field::new(
                            "handle",
                            <Handle<U> as __persist::Persist>::TY,
                        ),
                    ],
                }),
                removed: &[],
                chain: &[],
                view: __persist::None,
                history: __persist::None,
            },
        );
        const __PERSIST_PARTS: &'static [__persist::Part] = &[
            <Rc<T> as __persist::Persist>::__PERSIST_PART.part(),
            <Handle<U> as __persist::Persist>::__PERSIST_PART.part(),
        ];
        const __PERSIST_PLAIN: __persist::Option<__persist::Plain<Self>> = unsafe {
            __persist::Plain::of_struct(
                __persist::Part::plain(
                    <Self as __persist::Persist>::__PERSIST_PARTS,
                    &[
                        __persist::offset_of!(Self, shared),
                        __persist::offset_of!(Self, handle),
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
            <T as __persist::Persist>::register(__persist_registry);
            <Handle<U> as __persist::Persist>::register(__persist_registry);
        }
        const __PERSIST_BODY_IS_FIELDS: __persist::bool = true;
        const __PERSIST_RUN: __persist::usize = __persist::run(
            &[
                <Rc<T> as __persist::Persist>::__PERSIST_RUN,
                <Handle<U> as __persist::Persist>::__PERSIST_RUN,
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
            match <Rc<
                T,
            > as __persist::Persist>::__persist_put(&self.shared, __persist_writer) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <Handle<
                U,
            > as __persist::Persist>::__persist_put(&self.handle, __persist_writer) {
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
                shared: match <Rc<
                    T,
                > as __persist::Persist>::__persist_get(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                handle: match <Handle<
                    U,
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
                let mut __persist_fields = (__persist::None, __persist::None);
                let mut __persist_cursor = __persist::Clone::clone(&*__persist_reader);
                for __persist_step in __persist::steps(__persist_plan, __persist_node)? {
                    match __persist::Step::slot(__persist_step) {
                        0 => {
                            <Rc<
                                T,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_fields.0,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        1 => {
                            <Handle<
                                U,
                            > as __persist::Persist>::__persist_field(
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
                    (
                        __persist::Some(__persist_field0),
                        __persist::Some(__persist_field1),
                    ) => {
                        __persist::Ok(Self {
                            shared: __persist_field0,
                            handle: __persist_field1,
                        })
                    }
                    _ => __persist::Err(__persist::absent()),
                }
            }
        }
    }
};
