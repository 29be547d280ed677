// The map of sizes: rectangles as near to squares as their areas allow (Bruls, Huizing and van Wijk, "Squarified
// Treemaps", 2000), four levels at a time. Groups zoom, leaves are shown among the parts or the arrays.

const map = document.querySelector(".map");
const crumbs = document.querySelector(".crumbs");
const readout = document.querySelector(".readout");

const LEVELS = 4;
const HEAD = 20;
const GAP = 3;
/** The line around a cell, which stands within it: no neighbour covers it. */
const LINE = 1;

/** A tree of sizes for the map: its leaves hold all bytes of what they are in. */
function ofParts(node, parent = null) {
  const place = { name: node.name, path: node.path, size: node.size, node, parent };
  place.kids = node.kids.map((kid) => ofParts(kid, place));
  return rested(place, node.more[0] ? `${counts.format(node.more[0])} more parts, lengths and tags` : "lengths and tags");
}

/** Arrays in groups by their paths. */
function ofArrays() {
  const root = { name: data.name, path: "", size: data.uncompressed_size, kids: [], parent: null };
  const groups = new Map([["", root]]);
  for (const array of data.arrays) {
    const steps = array.path.match(/\.?[^.[\]{}]+|\[[^\]]*\]|\{[^}]*\}|./gs) ?? [];
    let group = root;
    steps.forEach((step, index) => {
      const path = group.path + step;
      if (!groups.has(path)) {
        const kid = { name: step.replace(/^\./, ""), path, size: 0, kids: [], parent: group };
        group.kids.push(kid);
        groups.set(path, kid);
      }
      group = groups.get(path);
      group.size += array.size;
      if (index === steps.length - 1) group.array = array;
    });
  }
  const shorten = (place) => {
    place.kids = place.kids.map((kid) => {
      shorten(kid);
      const [only] = kid.kids;
      if (kid.kids.length !== 1 || kid.array) return kid;
      only.name = kid.name + (only.name.startsWith("[") || only.name.startsWith("{") ? "" : ".") + only.name;
      only.parent = place;
      return only;
    });
  };
  shorten(root);
  return rested(root, "everything else");
}

function rested(place, name) {
  const rest = place.size - place.kids.reduce((sum, kid) => sum + kid.size, 0);
  if (place.kids.length && rest > 0) {
    place.kids.push({ name, path: place.path, size: rest, kids: [], parent: place, isRest: true });
  }
  return place;
}

/** Lays kids of a place out in a rectangle. */
function squarified(kids, x, y, width, height) {
  const left = kids.filter((kid) => kid.size > 0).sort((a, b) => b.size - a.size);
  const total = left.reduce((sum, kid) => sum + kid.size, 0);
  const scale = (width * height) / total;
  const boxes = [];
  let start = 0;
  while (start < left.length && width > 0 && height > 0) {
    const side = Math.min(width, height);
    let sum = left[start].size * scale;
    const worst = (area, largest, smallest) =>
      Math.max((side * side * largest) / (area * area), (area * area) / (side * side * smallest));
    const largest = sum;
    let end = start + 1;
    while (end < left.length) {
      const next = left[end].size * scale;
      if (worst(sum + next, largest, next) > worst(sum, largest, left[end - 1].size * scale)) break;
      sum += next;
      end += 1;
    }
    const thickness = sum / side;
    let along = 0;
    for (const kid of left.slice(start, end)) {
      const length = (kid.size * scale) / thickness;
      boxes.push(width < height
        ? { kid, x: x + along, y, width: length, height: thickness }
        : { kid, x, y: y + along, width: thickness, height: length });
      along += length;
    }
    if (width < height) { y += thickness; height -= thickness; } else { x += thickness; width -= thickness; }
    start = end;
  }
  return boxes;
}

const maps = { parts: ofParts(whole) };
let view = maps.parts;
let cells = [];

function told(place) {
  const { node, array } = place;
  const words = [];
  if (node) words.push(node.type, `${counts.format(node.count)} ${node.count === 1 ? "value" : "values"}`);
  if (array) words.push(array.element, `${counts.format(array.count)} elements`);
  words.push(bytes(place.size), share(place.size, maps[mode].size) + " of all");
  return [place.isRest ? `${place.path || data.name}: ${place.name}` : place.path || place.name, words.join(" · ")];
}

function read(place) {
  const [path, words] = told(place);
  readout.replaceChildren(element("b", {}, path), element("br"), words);
}

function clipped(text, width) {
  const room = Math.floor((width - 12) / 7);
  if (room < Math.min(text.length, 6)) return "";
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

function cell(box, level, hue, into) {
  const { kid, x, y, width, height } = box;
  if (width < 2 || height < 2) return;
  const isGroup = kid.kids.length > 0;
  const isOpen = isGroup && level < LEVELS && width > 44 && height > HEAD + 24;
  const kind = kid.isRest ? "own" : `hue${hue}${isOpen ? " group" : ""}`;
  const [path, words] = told(kid);
  const group = drawn("g", { class: `cell ${kind}`, tabindex: -1, role: "button", "aria-label": `${path}, ${words}` });
  group.append(drawn("rect", { x: x + LINE / 2, y: y + LINE / 2, width: width - LINE, height: height - LINE, rx: 2 }));
  const label = clipped(kid.name, width);
  if (label && height > 16) {
    group.append(drawn("text", { x: x + 6, y: y + 14.5 }, label));
    const size = clipped(bytes(kid.size), width);
    if (!isOpen && height > 36 && !size.endsWith("…")) {
      group.append(drawn("text", { x: x + 6, y: y + 31, class: "size" }, size));
    }
  }
  into.append(group);
  cells.push({ group, kid });
  for (const [type, act] of [["pointerenter", () => read(kid)], ["focus", () => read(kid)], ["click", () => activate(kid)]]) {
    group.addEventListener(type, act);
  }
  if (isOpen) {
    const inner = squarified(kid.kids, x + GAP, y + HEAD, width - 2 * GAP, height - HEAD - GAP);
    inner.forEach((box) => cell(box, level + 1, hue, into));
  }
}

function draw() {
  const width = Math.floor(map.clientWidth);
  const height = Math.round(Math.min(Math.max(width * 0.5, 280), 440));
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
  cells = [];
  const kids = view.kids.length ? view.kids : [view];
  for (const box of squarified(kids, 0, 0, width, height)) cell(box, 1, kids.indexOf(box.kid) % 6, svg);
  if (cells.length === 0) map.replaceChildren(element("p", { class: "note" }, "The value takes no bytes."));
  else map.replaceChildren(svg);
  cells[0]?.group.setAttribute("tabindex", 0);
}

function zoom(place) {
  view = place;
  const way = [];
  for (let at = place; at; at = at.parent) way.unshift(at);
  crumbs.replaceChildren(...way.map((at) => {
    if (at === place) return element("span", { "aria-current": "location" }, at.name);
    const button = element("button", { type: "button" }, at.name);
    button.addEventListener("click", () => zoom(at));
    return button;
  }));
  draw();
  read(place);
}

function activate(kid) {
  const hadFocus = map.contains(document.activeElement);
  if (kid.kids.length && kid !== view) zoom(kid);
  else if (kid.array) chooseArray(kid.array);
  else if (kid.node ?? kid.parent?.node) choosePart(kid.node ?? kid.parent.node);
  if (hadFocus) cells[0]?.group.focus();
}

map.addEventListener("keydown", (event) => {
  const at = cells.findIndex(({ group }) => group === document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step && at >= 0) {
    const next = cells[(at + step + cells.length) % cells.length].group;
    cells[at].group.setAttribute("tabindex", -1);
    next.setAttribute("tabindex", 0);
    next.focus();
  } else if ((event.key === "Enter" || event.key === " ") && at >= 0) {
    activate(cells[at].kid);
  } else if (event.key === "Escape" && view.parent) {
    zoom(view.parent);
    cells[0]?.group.focus();
  } else {
    return;
  }
  event.preventDefault();
});

let mode = "parts";
const modes = document.querySelectorAll(".switch button");
if (data.arrays.length > 1) {
  maps.arrays = ofArrays();
  document.querySelector(".switch").hidden = false;
}
for (const button of modes) {
  button.addEventListener("click", () => {
    mode = button.dataset.mode;
    modes.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    zoom(maps[mode]);
  });
}
