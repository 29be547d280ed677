// What the parts of the page share: the data, numbers as people read them, and elements made of text. All text of the
// file becomes text nodes or attributes, never markup.

const data = JSON.parse(document.getElementById("data").textContent);

const counts = new Intl.NumberFormat("en");

function bytes(size) {
  if (size < 1024) return `${size} B`;
  const power = Math.min(Math.floor(Math.log2(size) / 10), 6);
  return `${(size / 1024 ** power).toFixed(2)} ${["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][power - 1]}`;
}

function share(part, whole) {
  if (!part || !whole) return "";
  const percent = (part / whole) * 100;
  return percent < 1 ? "< 1 %" : `${Math.floor(percent)} %`;
}

function number(value) {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return counts.format(value).replace("-", "−");
  const text = size >= 1e6 || size < 1e-3 ? value.toExponential(3) : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−").replace("e+", "e");
}

/** An element with attributes, and children that are elements or texts. */
function element(name, attributes = {}, ...children) {
  return made(document.createElement(name), attributes, children);
}

function drawn(name, attributes = {}, ...children) {
  return made(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function made(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Parts as the page shows them: elements stand with the list that holds nothing else, as `trees[]`. */
function modelled(part, parent, path) {
  let name = part.name;
  let inner = part;
  while (inner.parts.length === 1 && !inner.more[0] && inner.parts[0].step === "elements") {
    inner = inner.parts[0];
    name += inner.name;
  }
  const isNamed = part.step === "field" || part.step === "variant";
  const node = {
    name: name || data.name,
    path: path && isNamed ? `${path}.${name}` : path + name,
    type: inner.type,
    count: inner.count,
    size: part.body + part.blocks,
    blocks: part.blocks,
    stored: part.stored,
    recurs: inner.recurs,
    more: inner.more,
    parent,
  };
  node.kids = inner.parts.map((kid) => modelled(kid, node, node.path));
  return node;
}

const whole = modelled(data.root, null, "");

/** Shows `more` of a list behind a button. */
function unfold(button, text, more) {
  button.hidden = false;
  button.textContent = text;
  button.addEventListener("click", () => {
    button.hidden = true;
    more();
  });
}
