const _: () = {
    use ::persist_core::__private as __persist;
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl<
        'a,
        T: Cell + 'a,
        S,
        M,
        D,
        const N: usize,
        const SIGN: i8,
        const WRAP: bool,
        const FILL: char,
    > __persist::Persist for Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>
    where
        S: Strategy,
        T: ::persist_core::__private::Persist,
        S: ::persist_core::__private::Persist,
        M: ::persist_core::__private::Persist,
        D: ::persist_core::__private::Persist,
        S::State: ::persist_core::__private::Persist,
        <S as Strategy>::Step: ::persist_core::__private::Persist,
        Option<D>: ::persist_core::__private::core::default::Default,
    {
        const TY: &'static __persist::Ty = &__persist::Ty::Named {
            name: "Grid",
            args: &[
                __persist::Arg::Type(<T as __persist::Persist>::TY),
                __persist::Arg::Type(<S as __persist::Persist>::TY),
                __persist::Arg::Type(<M as __persist::Persist>::TY),
                __persist::Arg::Type(<D as __persist::Persist>::TY),
                __persist::Arg::Unsigned(N as __persist::u128),
                __persist::Arg::Signed(SIGN as __persist::i128),
                __persist::Arg::Bool(WRAP),
                __persist::Arg::Char(FILL),
                __persist::Arg::Type(<S::State as __persist::Persist>::TY),
                __persist::Arg::Type(<<S as Strategy>::Step as __persist::Persist>::TY),
            ],
        };
        const DEF: __persist::Option<&'static __persist::Def> = __persist::Some(
            &__persist::Def {
                name: "Grid",
                args: &[
                    __persist::Arg::Type(<T as __persist::Persist>::TY),
                    __persist::Arg::Type(<S as __persist::Persist>::TY),
                    __persist::Arg::Type(<M as __persist::Persist>::TY),
                    __persist::Arg::Type(<D as __persist::Persist>::TY),
                    __persist::Arg::Unsigned(N as __persist::u128),
                    __persist::Arg::Signed(SIGN as __persist::i128),
                    __persist::Arg::Bool(WRAP),
                    __persist::Arg::Char(FILL),
                    __persist::Arg::Type(<S::State as __persist::Persist>::TY),
                    __persist::Arg::Type(
                        <<S as Strategy>::Step as __persist::Persist>::TY,
                    ),
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
                            "cells",
                            <[Vec<T>; N] as __persist::Persist>::TY,
                        ),
                        __persist::Field::new(
                            "labels",
                            <Cow<'a, str> as __persist::Persist>::TY,
                        ),
                        __persist::Field::new(
                            "state",
                            <S::State as __persist::Persist>::TY,
                        ),
                        __persist::Field::new(
                            "step",
                            <<S as Strategy>::Step as __persist::Persist>::TY,
                        ),
                        __persist::Field::new(
                            "children",
                            <Vec<
                                Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                            > as __persist::Persist>::TY,
                        ),
                        __persist::Field::new(
                            "marker",
                            <PhantomData<M> as __persist::Persist>::TY,
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
            <[Vec<T>; N] as __persist::Persist>::__PERSIST_PART.part(),
            <Cow<'a, str> as __persist::Persist>::__PERSIST_PART.part(),
            <S::State as __persist::Persist>::__PERSIST_PART.part(),
            <<S as Strategy>::Step as __persist::Persist>::__PERSIST_PART.part(),
            <Vec<
                Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
            > as __persist::Persist>::__PERSIST_PART
                .part(),
            <PhantomData<M> as __persist::Persist>::__PERSIST_PART.part(),
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
        const __PERSIST_BODY_IS_FIELDS: __persist::bool = true;
        const __PERSIST_RUN: __persist::usize = __persist::run(
            &[
                <[Vec<T>; N] as __persist::Persist>::__PERSIST_RUN,
                <Cow<'a, str> as __persist::Persist>::__PERSIST_RUN,
                <S::State as __persist::Persist>::__PERSIST_RUN,
                <<S as Strategy>::Step as __persist::Persist>::__PERSIST_RUN,
                <Vec<
                    Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                > as __persist::Persist>::__PERSIST_RUN,
                <PhantomData<M> as __persist::Persist>::__PERSIST_RUN,
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
            match <[Vec<
                T,
            >; N] as __persist::Persist>::__persist_put(&self.cells, __persist_writer) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <Cow<
                'a,
                str,
            > as __persist::Persist>::__persist_put(&self.labels, __persist_writer) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <S::State as __persist::Persist>::__persist_put(
                &self.state,
                __persist_writer,
            ) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <<S as Strategy>::Step as __persist::Persist>::__persist_put(
                &self.step,
                __persist_writer,
            ) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <Vec<
                Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
            > as __persist::Persist>::__persist_put(&self.children, __persist_writer) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <PhantomData<
                M,
            > as __persist::Persist>::__persist_put(&self.marker, __persist_writer) {
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
                cells: match <[Vec<
                    T,
                >; N] as __persist::Persist>::__persist_get(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                labels: match <Cow<
                    'a,
                    str,
                > as __persist::Persist>::__persist_get(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                state: match <S::State as __persist::Persist>::__persist_get(
                    __persist_reader,
                ) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                step: match <<S as Strategy>::Step as __persist::Persist>::__persist_get(
                    __persist_reader,
                ) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                children: match <Vec<
                    Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                > as __persist::Persist>::__persist_get(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                marker: match <PhantomData<
                    M,
                > as __persist::Persist>::__persist_get(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                scratch: <Option<D> as __persist::Default>::default(),
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
                    __persist::None,
                );
                let mut __persist_cursor = __persist::Clone::clone(&*__persist_reader);
                for __persist_step in __persist::steps(__persist_plan, __persist_node)? {
                    match __persist::Step::slot(__persist_step) {
                        0 => {
                            <[Vec<
                                T,
                            >; N] as __persist::Persist>::__persist_field(
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
                            <S::State as __persist::Persist>::__persist_field(
                                &mut __persist_fields.2,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        3 => {
                            <<S as Strategy>::Step as __persist::Persist>::__persist_field(
                                &mut __persist_fields.3,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        4 => {
                            <Vec<
                                Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_fields.4,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        5 => {
                            <PhantomData<
                                M,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_fields.5,
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
                        __persist::Some(__persist_field2),
                        __persist::Some(__persist_field3),
                        __persist::Some(__persist_field4),
                        __persist::Some(__persist_field5),
                    ) => {
                        __persist::Ok(Self {
                            cells: __persist_field0,
                            labels: __persist_field1,
                            state: __persist_field2,
                            step: __persist_field3,
                            children: __persist_field4,
                            marker: __persist_field5,
                            scratch: <Option<D> as __persist::Default>::default(),
                        })
                    }
                    _ => __persist::Err(__persist::absent()),
                }
            }
        }
    }
};
