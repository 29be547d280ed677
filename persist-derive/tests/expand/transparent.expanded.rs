const _: () = {
    use renamed::inner::__private as __persist;
    #[allow(deprecated, unused_qualifications)]
    #[automatically_derived]
    impl<T> __persist::Persist for Celsius<T>
    where
        T: renamed::inner::__private::Persist,
    {
        const TY: &'static __persist::Ty = <T as __persist::Persist>::TY;
        const LAYOUT: __persist::Option<__persist::Layout> = <T as __persist::Persist>::LAYOUT;
        const MIN_SIZE: __persist::usize = <T as __persist::Persist>::MIN_SIZE;
        fn register(__persist_registry: &mut __persist::Registry) {
            <T as __persist::Persist>::register(__persist_registry);
        }
        #[inline]
        fn encode<'__persist_a>(
            &'__persist_a self,
            __persist_writer: &mut __persist::Writer<'__persist_a>,
        ) -> __persist::Result<()> {
            __persist::check_before(self, __persist_writer)?;
            <T as __persist::Persist>::encode(&self.degrees, __persist_writer)
        }
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn decode(
            __persist_reader: &mut __persist::Reader<'_>,
        ) -> __persist::Result<Self> {
            let __persist_start = __persist::Clone::clone(&*__persist_reader);
            let __persist_value: __persist::Result<Self> = __persist::Ok(Self {
                degrees: match <T as __persist::Persist>::decode(__persist_reader) {
                    __persist::Ok(__persist_value) => __persist_value,
                    __persist::Err(__persist_value) => {
                        return __persist::Err(__persist_value);
                    }
                },
                exact: T::EXACT,
            });
            let __persist_value = __persist_value?;
            __persist::check_after(&__persist_value, &__persist_start)?;
            __persist::Ok(__persist_value)
        }
        #[inline]
        fn decode_as(
            __persist_reader: &mut __persist::Reader<'_>,
            __persist_plan: &__persist::Plan,
            __persist_node: __persist::Node,
        ) -> __persist::Result<Self> {
            let __persist_start = __persist::Clone::clone(&*__persist_reader);
            let __persist_value: __persist::Result<Self> = __persist::Ok(Self {
                degrees: <T as __persist::Persist>::__persist_resolve(
                    __persist_reader,
                    __persist_plan,
                    __persist_node,
                )?,
                exact: T::EXACT,
            });
            let __persist_value = __persist_value?;
            __persist::check_after(&__persist_value, &__persist_start)?;
            __persist::Ok(__persist_value)
        }
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn encode_fixed(
            &self,
            __persist_bytes: &mut __persist::FixedRoom<'_>,
        ) -> __persist::Result<()> {
            __persist::check_before_fixed(self, __persist_bytes)?;
            <T as __persist::Persist>::encode_fixed(&self.degrees, __persist_bytes)
        }
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn decode_fixed(__persist_bytes: &[__persist::u8]) -> __persist::Result<Self> {
            let __persist_start = __persist_bytes;
            let __persist_value: __persist::Result<Self> = __persist::Ok(Self {
                degrees: <T as __persist::Persist>::decode_fixed(__persist_bytes)?,
                exact: T::EXACT,
            });
            let __persist_value = __persist_value?;
            __persist::check_after_fixed(&__persist_value, __persist_start)?;
            __persist::Ok(__persist_value)
        }
        #[inline]
        fn __persist_check(&self) -> __persist::Result<()> {
            __persist::validate(self, Celsius::check, "Celsius")
        }
    }
};
