const _: () = {
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl<T> renamed::inner::__private::Persist for Celsius<T>
    where
        T: renamed::inner::__private::Persist,
    {
        const TY: &'static renamed::inner::__private::Ty = <T as renamed::inner::__private::Persist>::TY;
        const LAYOUT: renamed::inner::__private::core::option::Option<
            renamed::inner::__private::Layout,
        > = <T as renamed::inner::__private::Persist>::LAYOUT;
        const MIN_SIZE: renamed::inner::__private::core::primitive::usize = <T as renamed::inner::__private::Persist>::MIN_SIZE;
        fn register(__persist_registry: &mut renamed::inner::__private::Registry) {
            <T as renamed::inner::__private::Persist>::register(__persist_registry);
        }
        #[inline]
        fn encode<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut renamed::inner::__private::Writer<'__persist_a>,
        ) -> renamed::inner::__private::Result<()> {
            renamed::inner::__private::check_before(self, __persist_writer)?;
            <T as renamed::inner::__private::Persist>::encode(
                &self.degrees,
                __persist_writer,
            )
        }
        #[inline(always)]
        fn decode(
            __persist_reader: &mut renamed::inner::__private::Reader<'_>,
        ) -> renamed::inner::__private::Result<Self> {
            let __persist_start = renamed::inner::__private::core::clone::Clone::clone(
                &*__persist_reader,
            );
            let __persist_value: Self = Self {
                degrees: <T as renamed::inner::__private::Persist>::decode(
                    __persist_reader,
                )?,
                exact: T::EXACT,
            };
            renamed::inner::__private::check_after(&__persist_value, &__persist_start)?;
            renamed::inner::__private::core::result::Result::Ok(__persist_value)
        }
        #[inline]
        fn decode_as(
            __persist_reader: &mut renamed::inner::__private::Reader<'_>,
            __persist_plan: &renamed::inner::__private::Plan,
            __persist_node: renamed::inner::__private::Node,
        ) -> renamed::inner::__private::Result<Self> {
            let __persist_start = renamed::inner::__private::core::clone::Clone::clone(
                &*__persist_reader,
            );
            let __persist_value: Self = Self {
                degrees: <T as renamed::inner::__private::Persist>::__persist_resolve(
                    __persist_reader,
                    __persist_plan,
                    __persist_node,
                )?,
                exact: T::EXACT,
            };
            renamed::inner::__private::check_after(&__persist_value, &__persist_start)?;
            renamed::inner::__private::core::result::Result::Ok(__persist_value)
        }
        #[inline(always)]
        fn encode_fixed(
            &self,
            __persist_bytes: &mut [renamed::inner::__private::core::primitive::u8],
        ) -> renamed::inner::__private::Result<()> {
            renamed::inner::__private::check_fixed(self, __persist_bytes)?;
            <T as renamed::inner::__private::Persist>::encode_fixed(
                &self.degrees,
                __persist_bytes,
            )
        }
        #[inline(always)]
        fn decode_fixed(
            __persist_bytes: &[renamed::inner::__private::core::primitive::u8],
        ) -> renamed::inner::__private::Result<Self> {
            let __persist_start = __persist_bytes;
            let __persist_value: Self = Self {
                degrees: <T as renamed::inner::__private::Persist>::decode_fixed(
                    __persist_bytes,
                )?,
                exact: T::EXACT,
            };
            renamed::inner::__private::check_fixed(&__persist_value, __persist_start)?;
            renamed::inner::__private::core::result::Result::Ok(__persist_value)
        }
        #[inline]
        fn __persist_check(&self) -> renamed::inner::__private::Result<()> {
            renamed::inner::__private::validate(self, Celsius::check, "Celsius")
        }
    }
};
