const _: () = {
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
    > ::persist_core::__private::Persist for Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>
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
        const TY: &'static ::persist_core::__private::Ty = &::persist_core::__private::Ty::Named {
            name: "Grid",
            args: &[
                ::persist_core::__private::Arg::Type(
                    <T as ::persist_core::__private::Persist>::TY,
                ),
                ::persist_core::__private::Arg::Type(
                    <S as ::persist_core::__private::Persist>::TY,
                ),
                ::persist_core::__private::Arg::Type(
                    <M as ::persist_core::__private::Persist>::TY,
                ),
                ::persist_core::__private::Arg::Type(
                    <D as ::persist_core::__private::Persist>::TY,
                ),
                ::persist_core::__private::Arg::Unsigned(
                    N as ::persist_core::__private::core::primitive::u128,
                ),
                ::persist_core::__private::Arg::Signed(
                    SIGN as ::persist_core::__private::core::primitive::i128,
                ),
                ::persist_core::__private::Arg::Bool(WRAP),
                ::persist_core::__private::Arg::Char(FILL),
                ::persist_core::__private::Arg::Type(
                    <S::State as ::persist_core::__private::Persist>::TY,
                ),
                ::persist_core::__private::Arg::Type(
                    <<S as Strategy>::Step as ::persist_core::__private::Persist>::TY,
                ),
            ],
        };
        const DEF: ::persist_core::__private::core::option::Option<
            &'static ::persist_core::__private::Def,
        > = ::persist_core::__private::core::option::Option::Some(
            &::persist_core::__private::Def {
                name: "Grid",
                args: &[
                    ::persist_core::__private::Arg::Type(
                        <T as ::persist_core::__private::Persist>::TY,
                    ),
                    ::persist_core::__private::Arg::Type(
                        <S as ::persist_core::__private::Persist>::TY,
                    ),
                    ::persist_core::__private::Arg::Type(
                        <M as ::persist_core::__private::Persist>::TY,
                    ),
                    ::persist_core::__private::Arg::Type(
                        <D as ::persist_core::__private::Persist>::TY,
                    ),
                    ::persist_core::__private::Arg::Unsigned(
                        N as ::persist_core::__private::core::primitive::u128,
                    ),
                    ::persist_core::__private::Arg::Signed(
                        SIGN as ::persist_core::__private::core::primitive::i128,
                    ),
                    ::persist_core::__private::Arg::Bool(WRAP),
                    ::persist_core::__private::Arg::Char(FILL),
                    ::persist_core::__private::Arg::Type(
                        <S::State as ::persist_core::__private::Persist>::TY,
                    ),
                    ::persist_core::__private::Arg::Type(
                        <<S as Strategy>::Step as ::persist_core::__private::Persist>::TY,
                    ),
                ],
                version: ::persist_core::__private::core::option::Option::None,
                was: &[],
                producer: ::persist_core::__private::Producer::from_env(
                    ::persist_core::__private::core::option_env!("CARGO_PKG_NAME"),
                    ::persist_core::__private::core::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: ::persist_core::__private::DefShape::Struct(::persist_core::__private::Fields {
                    kind: ::persist_core::__private::FieldsKind::Named,
                    list: &[
                        ::persist_core::__private::Field {
                            name: "cells",
                            ty: <[Vec<T>; N] as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "labels",
                            ty: <Cow<'a, str> as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "state",
                            ty: <S::State as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "step",
                            ty: <<S as Strategy>::Step as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "children",
                            ty: <Vec<
                                Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                            > as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "marker",
                            ty: <PhantomData<
                                M,
                            > as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                    ],
                }),
                removed: &[],
                chain: &[],
                view: ::persist_core::__private::core::option::Option::None,
                history: ::persist_core::__private::core::option::Option::None,
            },
        );
        const LAYOUT: ::persist_core::__private::core::option::Option<
            ::persist_core::__private::Layout,
        > = ::persist_core::__private::Layout::of_fields(
            &[
                <[Vec<T>; N] as ::persist_core::__private::Persist>::LAYOUT,
                <Cow<'a, str> as ::persist_core::__private::Persist>::LAYOUT,
                <S::State as ::persist_core::__private::Persist>::LAYOUT,
                <<S as Strategy>::Step as ::persist_core::__private::Persist>::LAYOUT,
                <Vec<
                    Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                > as ::persist_core::__private::Persist>::LAYOUT,
                <PhantomData<M> as ::persist_core::__private::Persist>::LAYOUT,
            ],
        );
        const MIN_SIZE: ::persist_core::__private::core::primitive::usize = 0usize
            .saturating_add(
                <[Vec<T>; N] as ::persist_core::__private::Persist>::MIN_SIZE,
            )
            .saturating_add(
                <Cow<'a, str> as ::persist_core::__private::Persist>::MIN_SIZE,
            )
            .saturating_add(<S::State as ::persist_core::__private::Persist>::MIN_SIZE)
            .saturating_add(
                <<S as Strategy>::Step as ::persist_core::__private::Persist>::MIN_SIZE,
            )
            .saturating_add(
                <Vec<
                    Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                > as ::persist_core::__private::Persist>::MIN_SIZE,
            )
            .saturating_add(
                <PhantomData<M> as ::persist_core::__private::Persist>::MIN_SIZE,
            );
        fn register(__persist_registry: &mut ::persist_core::__private::Registry) {
            if let ::persist_core::__private::core::option::Option::Some(
                __persist_def,
            ) = <Self as ::persist_core::__private::Persist>::DEF {
                if __persist_registry.insert(__persist_def) {
                    <[Vec<
                        T,
                    >; N] as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <Cow<
                        'a,
                        str,
                    > as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <S::State as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <<S as Strategy>::Step as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <Vec<
                        Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                    > as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <PhantomData<
                        M,
                    > as ::persist_core::__private::Persist>::register(
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
            <[Vec<
                T,
            >; N] as ::persist_core::__private::Persist>::encode(
                &self.cells,
                __persist_writer,
            )?;
            <Cow<
                'a,
                str,
            > as ::persist_core::__private::Persist>::encode(
                &self.labels,
                __persist_writer,
            )?;
            <S::State as ::persist_core::__private::Persist>::encode(
                &self.state,
                __persist_writer,
            )?;
            <<S as Strategy>::Step as ::persist_core::__private::Persist>::encode(
                &self.step,
                __persist_writer,
            )?;
            <Vec<
                Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
            > as ::persist_core::__private::Persist>::encode(
                &self.children,
                __persist_writer,
            )?;
            <PhantomData<
                M,
            > as ::persist_core::__private::Persist>::encode(
                &self.marker,
                __persist_writer,
            )?;
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline(always)]
        fn decode(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(Self {
                cells: <[Vec<
                    T,
                >; N] as ::persist_core::__private::Persist>::decode(__persist_reader)?,
                labels: <Cow<
                    'a,
                    str,
                > as ::persist_core::__private::Persist>::decode(__persist_reader)?,
                state: <S::State as ::persist_core::__private::Persist>::decode(
                    __persist_reader,
                )?,
                step: <<S as Strategy>::Step as ::persist_core::__private::Persist>::decode(
                    __persist_reader,
                )?,
                children: <Vec<
                    Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                > as ::persist_core::__private::Persist>::decode(__persist_reader)?,
                marker: <PhantomData<
                    M,
                > as ::persist_core::__private::Persist>::decode(__persist_reader)?,
                scratch: <Option<
                    D,
                > as ::persist_core::__private::core::default::Default>::default(),
            })
        }
        fn decode_as(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
            __persist_plan: &::persist_core::__private::Plan,
            __persist_node: ::persist_core::__private::Node,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok({
                let mut __persist_field0 = ::persist_core::__private::core::option::Option::None;
                let mut __persist_field1 = ::persist_core::__private::core::option::Option::None;
                let mut __persist_field2 = ::persist_core::__private::core::option::Option::None;
                let mut __persist_field3 = ::persist_core::__private::core::option::Option::None;
                let mut __persist_field4 = ::persist_core::__private::core::option::Option::None;
                let mut __persist_field5 = ::persist_core::__private::core::option::Option::None;
                for __persist_step in ::persist_core::__private::steps(
                    __persist_plan,
                    __persist_node,
                )? {
                    match ::persist_core::__private::Step::slot(__persist_step) {
                        0 => {
                            __persist_field0 = <[Vec<
                                T,
                            >; N] as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        1 => {
                            __persist_field1 = <Cow<
                                'a,
                                str,
                            > as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        2 => {
                            __persist_field2 = <S::State as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        3 => {
                            __persist_field3 = <<S as Strategy>::Step as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        4 => {
                            __persist_field4 = <Vec<
                                Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                            > as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        5 => {
                            __persist_field5 = <PhantomData<
                                M,
                            > as ::persist_core::__private::Persist>::__persist_field(
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
                Self {
                    cells: match __persist_field0 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    labels: match __persist_field1 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    state: match __persist_field2 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    step: match __persist_field3 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    children: match __persist_field4 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    marker: match __persist_field5 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    scratch: <Option<
                        D,
                    > as ::persist_core::__private::core::default::Default>::default(),
                }
            })
        }
        #[inline(always)]
        fn encode_fixed(
            &self,
            mut __persist_bytes: &mut [::persist_core::__private::core::primitive::u8],
        ) -> ::persist_core::__private::Result<()> {
            <[Vec<
                T,
            >; N] as ::persist_core::__private::Persist>::encode_fixed(
                &self.cells,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <[Vec<T>; N] as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <Cow<
                'a,
                str,
            > as ::persist_core::__private::Persist>::encode_fixed(
                &self.labels,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <Cow<'a, str> as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <S::State as ::persist_core::__private::Persist>::encode_fixed(
                &self.state,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <S::State as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <<S as Strategy>::Step as ::persist_core::__private::Persist>::encode_fixed(
                &self.step,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <<S as Strategy>::Step as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <Vec<
                Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
            > as ::persist_core::__private::Persist>::encode_fixed(
                &self.children,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <Vec<
                        Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                    > as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <PhantomData<
                M,
            > as ::persist_core::__private::Persist>::encode_fixed(
                &self.marker,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <PhantomData<M> as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline(always)]
        fn decode_fixed(
            mut __persist_bytes: &[::persist_core::__private::core::primitive::u8],
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(Self {
                cells: <[Vec<
                    T,
                >; N] as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <[Vec<T>; N] as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                labels: <Cow<
                    'a,
                    str,
                > as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <Cow<'a, str> as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                state: <S::State as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <S::State as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                step: <<S as Strategy>::Step as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <<S as Strategy>::Step as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                children: <Vec<
                    Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                > as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <Vec<
                            Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>,
                        > as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                marker: <PhantomData<
                    M,
                > as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <PhantomData<M> as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                scratch: <Option<
                    D,
                > as ::persist_core::__private::core::default::Default>::default(),
            })
        }
    }
};
