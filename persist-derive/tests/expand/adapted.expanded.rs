const _: () = {
    use ::persist_core::__private as __persist;
    struct __PersistField1;
    impl __persist::ForeignField for __PersistField1 {
        const FOREIGN: __persist::Foreign = __persist::Foreign {
            ty: "Kernel<f64>",
            from_crate: __persist::Some(__persist::Producer {
                name: "acme",
                version: "0.7.0",
            }),
        };
        const UPGRADE: __persist::Option<__persist::Upgrading> = __persist::upgraded_by(
            kernel_of_today,
        );
    }
    struct __PersistField2;
    impl __persist::ForeignField for __PersistField2 {
        const FOREIGN: __persist::Foreign = __persist::Foreign {
            ty: "Vec<(f32, f32)>",
            from_crate: __persist::None,
        };
    }
    struct __PersistField4<S>(__persist::core::marker::PhantomData<fn() -> S>);
    #[automatically_derived]
    impl<T> __persist::With<Angle> for __PersistField4<Pose<T>>
    where
        T: ::persist_core::__private::Persist,
    {
        type Stored = degrees::Stored;
        fn encode(__persist_value: &Angle) -> __persist::Result<Self::Stored> {
            __persist::of_module(degrees::encode(__persist_value))
        }
        fn decode(__persist_value: Self::Stored) -> __persist::Result<Angle> {
            __persist::of_module(degrees::decode(__persist_value))
        }
    }
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl<T> __persist::Persist for Pose<T>
    where
        T: ::persist_core::__private::Persist,
    {
        const TY: &'static __persist::Ty = &__persist::Ty::Named {
            name: "Pose",
            args: &[__persist::Arg::Type(<T as __persist::Persist>::TY)],
        };
        const DEF: __persist::Option<&'static __persist::Def> = __persist::Some(
            &__persist::Def {
                name: "Pose",
                args: &[__persist::Arg::Type(<T as __persist::Persist>::TY)],
                version: __persist::None,
                was: &[],
                producer: __persist::Producer::from_env(
                    __persist::option_env!("CARGO_PKG_NAME"),
                    __persist::option_env!("CARGO_PKG_VERSION"),
                ),
                shape: __persist::DefShape::Struct(__persist::Fields {
                    kind: __persist::FieldsKind::Named,
                    list: &[
                        __persist::Field::new("at", <T as __persist::Persist>::TY),
                        __persist::Field {
                            name: "kernel",
                            ty: <__persist::Adapted<
                                Kernel<f64>,
                                __persist::MessagePack<__PersistField1>,
                            > as __persist::Persist>::TY,
                            default: false,
                            was: &[],
                            from: &[],
                            foreign: __persist::Some(
                                <__PersistField1 as __persist::ForeignField>::FOREIGN,
                            ),
                        },
                        __persist::Field {
                            name: "scaler",
                            ty: <__persist::Adapted<
                                Vec<(f32, f32)>,
                                __persist::Postcard<__PersistField2>,
                            > as __persist::Persist>::TY,
                            default: true,
                            was: &[],
                            from: &[],
                            foreign: __persist::Some(
                                <__PersistField2 as __persist::ForeignField>::FOREIGN,
                            ),
                        },
                        __persist::Field::new(
                            "heading",
                            <__persist::Adapted<
                                Angle,
                                __persist::AsProxy<AngleProxy>,
                            > as __persist::Persist>::TY,
                        ),
                        __persist::Field::new(
                            "tilt",
                            <__persist::Adapted<
                                Angle,
                                __persist::ByModule<__PersistField4<Self>>,
                            > as __persist::Persist>::TY,
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
            <T as __persist::Persist>::__PERSIST_PART.part(),
            <__persist::Adapted<
                Kernel<f64>,
                __persist::MessagePack<__PersistField1>,
            > as __persist::Persist>::__PERSIST_PART
                .part(),
            <__persist::Adapted<
                Vec<(f32, f32)>,
                __persist::Postcard<__PersistField2>,
            > as __persist::Persist>::__PERSIST_PART
                .part(),
            <__persist::Adapted<
                Angle,
                __persist::AsProxy<AngleProxy>,
            > as __persist::Persist>::__PERSIST_PART
                .part(),
            <__persist::Adapted<
                Angle,
                __persist::ByModule<__PersistField4<Self>>,
            > as __persist::Persist>::__PERSIST_PART
                .part(),
        ];
        const __PERSIST_PLAIN: __persist::Option<__persist::Plain<Self>> = unsafe {
            __persist::Plain::of_struct(
                __persist::Part::plain(
                    <Self as __persist::Persist>::__PERSIST_PARTS,
                    &[
                        __persist::offset_of!(Self, at),
                        __persist::offset_of!(Self, kernel),
                        __persist::offset_of!(Self, scaler),
                        __persist::offset_of!(Self, heading),
                        __persist::offset_of!(Self, tilt),
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
        }
        const __PERSIST_BODY_IS_FIELDS: __persist::bool = true;
        const __PERSIST_RUN: __persist::usize = __persist::run(
            &[
                <T as __persist::Persist>::__PERSIST_RUN,
                <__persist::Adapted<
                    Kernel<f64>,
                    __persist::MessagePack<__PersistField1>,
                > as __persist::Persist>::__PERSIST_RUN,
                <__persist::Adapted<
                    Vec<(f32, f32)>,
                    __persist::Postcard<__PersistField2>,
                > as __persist::Persist>::__PERSIST_RUN,
                <__persist::Adapted<
                    Angle,
                    __persist::AsProxy<AngleProxy>,
                > as __persist::Persist>::__PERSIST_RUN,
                <__persist::Adapted<
                    Angle,
                    __persist::ByModule<__PersistField4<Self>>,
                > as __persist::Persist>::__PERSIST_RUN,
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
            match <T as __persist::Persist>::__persist_put(&self.at, __persist_writer) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <__persist::Adapted<
                Kernel<f64>,
                __persist::MessagePack<__PersistField1>,
            > as __persist::Persist>::__persist_put(
                __persist::Adapted::of(&self.kernel),
                __persist_writer,
            ) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <__persist::Adapted<
                Vec<(f32, f32)>,
                __persist::Postcard<__PersistField2>,
            > as __persist::Persist>::__persist_put(
                __persist::Adapted::of(&self.scaler),
                __persist_writer,
            ) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <__persist::Adapted<
                Angle,
                __persist::AsProxy<AngleProxy>,
            > as __persist::Persist>::__persist_put(
                __persist::Adapted::of(&self.heading),
                __persist_writer,
            ) {
                __persist::Ok(__persist_value) => __persist_value,
                __persist::Err(__persist_value) => return __persist::Err(__persist_value),
            };
            match <__persist::Adapted<
                Angle,
                __persist::ByModule<__PersistField4<Self>>,
            > as __persist::Persist>::__persist_put(
                __persist::Adapted::of(&self.tilt),
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
                at: match <T as __persist::Persist>::__persist_get(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                kernel: __persist::Adapted::into_inner(
                    match <__persist::Adapted<
                        Kernel<f64>,
                        __persist::MessagePack<__PersistField1>,
                    > as __persist::Persist>::__persist_get(__persist_reader) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    },
                ),
                scaler: __persist::Adapted::into_inner(
                    match <__persist::Adapted<
                        Vec<(f32, f32)>,
                        __persist::Postcard<__PersistField2>,
                    > as __persist::Persist>::__persist_get(__persist_reader) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    },
                ),
                heading: __persist::Adapted::into_inner(
                    match <__persist::Adapted<
                        Angle,
                        __persist::AsProxy<AngleProxy>,
                    > as __persist::Persist>::__persist_get(__persist_reader) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    },
                ),
                tilt: __persist::Adapted::into_inner(
                    match <__persist::Adapted<
                        Angle,
                        __persist::ByModule<__PersistField4<Self>>,
                    > as __persist::Persist>::__persist_get(__persist_reader) {
                        __persist::Ok(__persist_value) => __persist_value,
                        __persist::Err(__persist_value) => {
                            return __persist::Err(__persist_value);
                        }
                    },
                ),
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
                            <T as __persist::Persist>::__persist_field(
                                &mut __persist_fields.0,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            )
                        }
                        1 => {
                            let mut __persist_value = __persist::None;
                            let __persist_result = <__persist::Adapted<
                                Kernel<f64>,
                                __persist::MessagePack<__PersistField1>,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_value,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            );
                            __persist::adapted(
                                &mut __persist_fields.1,
                                __persist_value,
                                __persist_result,
                            )
                        }
                        2 => {
                            let mut __persist_value = __persist::None;
                            let __persist_result = <__persist::Adapted<
                                Vec<(f32, f32)>,
                                __persist::Postcard<__PersistField2>,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_value,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            );
                            __persist::adapted(
                                &mut __persist_fields.2,
                                __persist_value,
                                __persist_result,
                            )
                        }
                        3 => {
                            let mut __persist_value = __persist::None;
                            let __persist_result = <__persist::Adapted<
                                Angle,
                                __persist::AsProxy<AngleProxy>,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_value,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            );
                            __persist::adapted(
                                &mut __persist_fields.3,
                                __persist_value,
                                __persist_result,
                            )
                        }
                        4 => {
                            let mut __persist_value = __persist::None;
                            let __persist_result = <__persist::Adapted<
                                Angle,
                                __persist::ByModule<__PersistField4<Self>>,
                            > as __persist::Persist>::__persist_field(
                                &mut __persist_value,
                                &mut __persist_cursor,
                                __persist_plan,
                                __persist_step,
                            );
                            __persist::adapted(
                                &mut __persist_fields.4,
                                __persist_value,
                                __persist_result,
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
                        __persist_field2,
                        __persist::Some(__persist_field3),
                        __persist::Some(__persist_field4),
                    ) => {
                        __persist::Ok(Self {
                            at: __persist_field0,
                            kernel: __persist_field1,
                            scaler: match __persist_field2 {
                                __persist::Some(__persist_value) => __persist_value,
                                __persist::None => {
                                    let __persist_value: Vec<(f32, f32)> = <Vec<
                                        (f32, f32),
                                    > as __persist::Default>::default();
                                    __persist_value
                                }
                            },
                            heading: __persist_field3,
                            tilt: __persist_field4,
                        })
                    }
                    _ => __persist::Err(__persist::absent()),
                }
            }
        }
    }
};
