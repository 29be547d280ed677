const _: () = {
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl<T, U> ::persist_core::__private::Persist for Pool<T, U>
    where
        T: persist_core::Persist + 'static,
    {
        const TY: &'static ::persist_core::__private::Ty = &::persist_core::__private::Ty::Named {
            name: "Pool",
            args: &[
                ::persist_core::__private::Arg::Type(
                    <T as ::persist_core::__private::Persist>::TY,
                ),
                ::persist_core::__private::Arg::Type(
                    <Handle<U> as ::persist_core::__private::Persist>::TY,
                ),
            ],
        };
        const DEF: ::persist_core::__private::core::option::Option<
            &'static ::persist_core::__private::Def,
        > = ::persist_core::__private::core::option::Option::Some(
            &::persist_core::__private::Def {
                name: "Pool",
                args: &[
                    ::persist_core::__private::Arg::Type(
                        <T as ::persist_core::__private::Persist>::TY,
                    ),
                    ::persist_core::__private::Arg::Type(
                        <Handle<U> as ::persist_core::__private::Persist>::TY,
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
                            name: "shared",
                            ty: <Rc<T> as ::persist_core::__private::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                        },
                        ::persist_core::__private::Field {
                            name: "handle",
                            ty: <Handle<U> as ::persist_core::__private::Persist>::TY,
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
                <Rc<T> as ::persist_core::__private::Persist>::LAYOUT,
                <Handle<U> as ::persist_core::__private::Persist>::LAYOUT,
            ],
        );
        const MIN_SIZE: ::persist_core::__private::core::primitive::usize = 0usize
            .saturating_add(<Rc<T> as ::persist_core::__private::Persist>::MIN_SIZE)
            .saturating_add(<Handle<U> as ::persist_core::__private::Persist>::MIN_SIZE);
        fn register(__persist_registry: &mut ::persist_core::__private::Registry) {
            if let ::persist_core::__private::core::option::Option::Some(
                __persist_def,
            ) = <Self as ::persist_core::__private::Persist>::DEF {
                if __persist_registry.insert(__persist_def) {
                    <Rc<
                        T,
                    > as ::persist_core::__private::Persist>::register(
                        __persist_registry,
                    );
                    <Handle<
                        U,
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
            <Rc<
                T,
            > as ::persist_core::__private::Persist>::encode(
                &self.shared,
                __persist_writer,
            )?;
            <Handle<
                U,
            > as ::persist_core::__private::Persist>::encode(
                &self.handle,
                __persist_writer,
            )?;
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline(always)]
        fn decode(
            __persist_reader: &mut ::persist_core::__private::Reader<'_>,
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(Self {
                shared: <Rc<
                    T,
                > as ::persist_core::__private::Persist>::decode(__persist_reader)?,
                handle: <Handle<
                    U,
                > as ::persist_core::__private::Persist>::decode(__persist_reader)?,
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
                for __persist_step in ::persist_core::__private::steps(
                    __persist_plan,
                    __persist_node,
                )? {
                    match ::persist_core::__private::Step::slot(__persist_step) {
                        0 => {
                            __persist_field0 = <Rc<
                                T,
                            > as ::persist_core::__private::Persist>::__persist_field(
                                __persist_reader,
                                __persist_plan,
                                __persist_step,
                            )?;
                        }
                        1 => {
                            __persist_field1 = <Handle<
                                U,
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
                    shared: match __persist_field0 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                    handle: match __persist_field1 {
                        ::persist_core::__private::core::option::Option::Some(
                            __persist_value,
                        ) => __persist_value,
                        ::persist_core::__private::core::option::Option::None => {
                            return ::persist_core::__private::core::result::Result::Err(
                                ::persist_core::__private::absent(),
                            );
                        }
                    },
                }
            })
        }
        #[inline(always)]
        fn encode_fixed(
            &self,
            mut __persist_bytes: &mut [::persist_core::__private::core::primitive::u8],
        ) -> ::persist_core::__private::Result<()> {
            <Rc<
                T,
            > as ::persist_core::__private::Persist>::encode_fixed(
                &self.shared,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <Rc<T> as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            <Handle<
                U,
            > as ::persist_core::__private::Persist>::encode_fixed(
                &self.handle,
                ::persist_core::__private::take_fixed_mut(
                    &mut __persist_bytes,
                    <Handle<U> as ::persist_core::__private::Persist>::LAYOUT,
                ),
            )?;
            ::persist_core::__private::core::result::Result::Ok(())
        }
        #[inline(always)]
        fn decode_fixed(
            mut __persist_bytes: &[::persist_core::__private::core::primitive::u8],
        ) -> ::persist_core::__private::Result<Self> {
            ::persist_core::__private::core::result::Result::Ok(Self {
                shared: <Rc<
                    T,
                > as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <Rc<T> as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
                handle: <Handle<
                    U,
                > as ::persist_core::__private::Persist>::decode_fixed(
                    ::persist_core::__private::take_fixed(
                        &mut __persist_bytes,
                        <Handle<U> as ::persist_core::__private::Persist>::LAYOUT,
                    )?,
                )?,
            })
        }
    }
};
