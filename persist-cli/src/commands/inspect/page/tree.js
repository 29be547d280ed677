// The tree of parts: what is folded is not made before it is unfolded.

const tree = document.querySelector(".tree");

/** Rows that the page begins with, as far as levels go. */
const FIRST_ROWS = 24;

const rows = new Map();

function cellsOf(node, level) {
  const note = node.recurs ? "counted above" : counts.format(node.count);
  const portion = whole.size ? node.size / whole.size : 0;
  const meter = element("span", { class: "meter", "aria-hidden": "true" }, element("i"));
  meter.firstChild.style.width = `${portion * 100}%`;
  meter.firstChild.hidden = node.size === 0;
  const what = element("span", { class: "what" },
    element("span", { class: "name" }, node.name),
    node.name === node.type ? null : element("span", { class: "of" }, node.type));
  what.style.setProperty("--level", level);
  const size = element("span", { title: sizes(node) }, bytes(node.size));
  return [what, meter, element("span", {}, note), size, element("span", {}, share(node.size, whole.size))];
}

function sizes(node) {
  const body = `${counts.format(node.size - node.blocks)} bytes in the body`;
  if (!node.blocks) return body;
  const stored = node.stored && node.stored !== node.blocks ? `, ${counts.format(node.stored)} of them stored` : "";
  return `${body}, ${counts.format(node.blocks)} in blocks${stored}`;
}

function branch(node, level) {
  const { kids, more } = node;
  if (!kids.length && !more[0]) {
    const leaf = element("div", { class: "leaf row" }, ...cellsOf(node, level));
    rows.set(node, { line: leaf, open() {} });
    return leaf;
  }
  const line = element("summary", { class: "row" }, ...cellsOf(node, level));
  const details = element("details", {}, line);
  let isMade = false;
  const open = () => {
    if (!isMade) {
      isMade = true;
      details.append(...kids.map((kid) => branch(kid, level + 1)));
      if (more[0]) {
        const text = `${counts.format(more[0])} more parts are not on this page`;
        const rest = element("span", { class: "what of" }, text);
        rest.style.setProperty("--level", level + 1);
        details.append(element("div", { class: "leaf row" }, rest, element("span"), element("span"),
          element("span", {}, bytes(more[1])), element("span")));
      }
    }
    details.open = true;
  };
  details.addEventListener("toggle", () => details.open && open());
  rows.set(node, { line, open, details });
  return details;
}

/** Shows a part among the others. */
function choosePart(node) {
  const way = [];
  for (let at = node.parent; at; at = at.parent) way.unshift(at);
  way.forEach((at) => rows.get(at)?.open());
  tree.querySelector(".chosen")?.classList.remove("chosen");
  const line = rows.get(node)?.line;
  line?.classList.add("chosen");
  line?.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function openLevels(most) {
  let level = [whole];
  let shown = 1;
  while (level.length) {
    const next = level.flatMap((node) => node.kids);
    if (shown + next.length > most) break;
    level.forEach((node) => rows.get(node)?.open());
    shown += next.length;
    level = next;
  }
}

const heads = ["part", "", "values", "size", "share"].map((text) => element("span", {}, text));
heads[0].className = "what";
tree.append(element("div", { class: "row heads" }, ...heads), branch(whole, 0));
rows.get(whole).open();
openLevels(FIRST_ROWS);

const everything = document.getElementById("unfold");
everything.hidden = !whole.kids.some((kid) => kid.kids.length);
everything.addEventListener("click", () => {
  const isOpening = everything.textContent === "Expand all";
  if (isOpening) openLevels(Infinity);
  else rows.forEach(({ details }, node) => { if (details && node !== whole) details.open = false; });
  everything.textContent = isOpening ? "Collapse all" : "Expand all";
});
