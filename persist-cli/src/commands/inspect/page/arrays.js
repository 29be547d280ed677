// Histograms of the numeric arrays, and the table of all arrays.

const FIRST_SPREADS = 12;
const FIRST_ROWS_OF_ARRAYS = 20;

const section = document.getElementById("arrays");
const named = (array) => array.path || "(the value itself)";

function spreadOf(array) {
  const { spread, error } = array;
  const caption = element("figcaption", {},
    element("span", { class: "path" }, named(array)),
    element("span", { class: "of" }, `${counts.format(array.count)} × ${array.element}`));
  const figure = element("figure", { class: "spread" }, caption);
  if (error) {
    figure.append(element("p", { class: "moments flags" }, error));
    return figure;
  }
  if (spread.min === undefined) {
    const text = spread.count ? "no finite numbers" : "no numbers";
    figure.append(element("p", { class: "moments" }, text), flags(spread));
    return figure;
  }
  figure.append(histogram(array), element("div", { class: "ends" },
    element("span", {}, number(spread.min)), element("span", {}, number(spread.max))));
  const moments = element("p", { class: "moments" },
    element("span", { class: "key", "aria-hidden": "true" }, "┆ "),
    `mean ${number(spread.mean)}, deviation ${number(spread.deviation)}`);
  figure.append(moments, flags(spread));
  return figure;
}

function flags(spread) {
  const words = [];
  if (spread.nan) words.push(`${counts.format(spread.nan)} NaN`);
  if (spread.infinite) words.push(`${counts.format(spread.infinite)} infinite`);
  if (spread.zero && spread.zero * 2 > spread.count) words.push(`${share(spread.zero, spread.count)} zeros`);
  const line = element("p", { class: "moments flags" }, words.join(", "));
  if (spread.sampled) line.append(element("span", { class: "of" }, `bars of ${number(spread.sampled * 100)} % of the numbers`));
  return line;
}

function histogram({ path, spread }) {
  const { bins, min, max, mean } = spread;
  const most = Math.max(...bins, 1);
  const [width, height] = [240, 72];
  const step = width / bins.length;
  const label = `Histogram of ${path || "the value"}: from ${number(min)} to ${number(max)}, mean ${number(mean)}`;
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": label });
  const gap = Math.min(step * 0.14, 1.2);
  bins.forEach((count, index) => {
    if (!count) return;
    // A bin of few numbers beside one of many is still to be seen.
    const tall = Math.max((count / most) * (height - 2), 1);
    const bar = drawn("rect", { class: "bin", x: index * step + gap / 2, y: height - tall, width: step - gap, height: tall });
    const wide = spread.whole ?? (max - min) / bins.length;
    const [from, to] = [min + wide * index, min + wide * (index + 1) - (spread.whole ? 1 : 0)];
    const range = from < to ? `${number(from)} to ${number(Math.min(to, max))}` : number(from);
    bar.append(drawn("title", {}, `${range}: ${counts.format(count)}`));
    svg.append(bar);
  });
  svg.append(drawn("line", { class: "axis", x1: 0, x2: width, y1: height, y2: height, "vector-effect": "non-scaling-stroke" }));
  const at = spread.whole ? ((mean - min + 0.5) / spread.whole) * step : max > min ? ((mean - min) / (max - min)) * width : width / 2;
  if (Number.isFinite(at)) {
    svg.append(drawn("line", { class: "mean", x1: at, x2: at, y1: 0, y2: height, "vector-effect": "non-scaling-stroke" }));
  }
  return svg;
}

/** Columns of the table: heading, what is sorted by, and what is shown. */
const columns = [
  ["array", (array) => array.path, named, "path"],
  ["elements", (array) => array.element, (array) => array.element, "path"],
  ["count", (array) => array.count, (array) => counts.format(array.count)],
  ["size", (array) => array.size, (array) => bytes(array.size)],
  ["share", (array) => array.size, (array) => share(array.size, data.uncompressed_size)],
  ["stored", (array) => array.stored ?? -1, (array) => (array.stored === null ? "in place" : bytes(array.stored))],
  ...["min", "max", "mean", "deviation"].map((key) =>
    [key, (array) => array.spread?.[key] ?? -Infinity, (array) => (array.spread ? number(array.spread[key]) : "")]),
  ["NaN", (array) => array.spread?.nan ?? -1, (array) => (array.spread?.nan ? counts.format(array.spread.nan) : "")],
];

const sorting = { column: 3, isRising: false };
let shownRows = FIRST_ROWS_OF_ARRAYS;
const lines = new Map();

function table() {
  const [, key] = columns[sorting.column];
  const order = (a, b) => {
    const [one, other] = [key(a), key(b)];
    const by = typeof one === "string" ? one.localeCompare(other, "en", { numeric: true }) : one - other;
    return (sorting.isRising ? by : -by) || 0;
  };
  const heads = columns.map(([name, , , kind], index) => {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => {
      sorting.isRising = sorting.column === index ? !sorting.isRising : kind === "path";
      sorting.column = index;
      table();
      document.querySelectorAll(".scroll thead button")[index].focus({ preventScroll: true });
    });
    const sort = sorting.column === index ? (sorting.isRising ? "ascending" : "descending") : undefined;
    return element("th", { scope: "col", class: kind ?? "figure", "aria-sort": sort }, button);
  });
  const body = element("tbody");
  for (const array of [...data.arrays].sort(order).slice(0, shownRows)) {
    const line = element("tr", {}, ...columns.map(([, , shown, kind]) =>
      element("td", { class: kind ?? "figure" }, shown(array))));
    lines.set(array, line);
    body.append(line);
  }
  document.querySelector(".scroll").replaceChildren(
    element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body));
}

/** Shows an array among the others. */
function chooseArray(array) {
  shownRows = Infinity;
  document.getElementById("all-arrays").hidden = true;
  table();
  lines.get(array)?.classList.add("chosen");
  lines.get(array)?.scrollIntoView({ block: "center", behavior: "smooth" });
}

if (data.arrays.length) {
  section.hidden = false;
  const spreads = data.arrays.filter((array) => array.spread || array.error);
  const place = document.querySelector(".spreads");
  place.append(...spreads.slice(0, FIRST_SPREADS).map(spreadOf));
  place.hidden = spreads.length === 0;
  if (spreads.length > FIRST_SPREADS) {
    unfold(document.getElementById("all-spreads"), `Show all ${counts.format(spreads.length)} histograms`,
      () => place.append(...spreads.slice(FIRST_SPREADS).map(spreadOf)));
  }
  table();
  if (data.arrays.length > shownRows) {
    unfold(document.getElementById("all-arrays"), `Show all ${counts.format(data.arrays.length)} arrays`, () => {
      shownRows = Infinity;
      table();
    });
  }
}

zoom(maps.parts);
let drawnFor = map.clientWidth;
new ResizeObserver(() => {
  if (map.clientWidth !== drawnFor) {
    drawnFor = map.clientWidth;
    draw();
  }
}).observe(map);

const leftOut = [];
if (data.more_arrays[0]) {
  leftOut.push(`${counts.format(data.more_arrays[0])} smaller arrays of ${bytes(data.more_arrays[1])} in all are not listed`);
}
if (data.more_histograms) leftOut.push(`${counts.format(data.more_histograms)} smaller arrays have no histogram`);
if (leftOut.length) {
  const note = document.getElementById("left-out");
  note.hidden = false;
  note.textContent = `Left out: ${leftOut.join("; ")}.`;
}

// For those who test the page: it is filled.
Object.assign(document.documentElement.dataset, {
  filled: "yes",
  cells: cells.length,
  rows: tree.querySelectorAll(".row").length - 1,
  arrays: document.querySelectorAll(".scroll tbody tr").length,
  spreads: document.querySelectorAll(".spread").length,
});
