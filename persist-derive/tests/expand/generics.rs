struct Grid<'a, T: Cell + 'a = f64, S, M, D, const N: usize = 3, const SIGN: i8 = 0, const WRAP: bool = false, const FILL: char = ' '>
where
    S: Strategy,
{
    cells: [Vec<T>; N],
    labels: Cow<'a, str>,
    state: S::State,
    step: <S as Strategy>::Step,
    children: Vec<Grid<'a, T, S, M, D, N, SIGN, WRAP, FILL>>,
    marker: PhantomData<M>,
    #[persist(skip)]
    scratch: Option<D>,
}
