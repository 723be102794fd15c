// The shortest way to the chosen star: steps, indicators kept out of it, and the effort model.
const SHOWN = 3;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export class WayView {
  constructor(root, { entries, changed, words }) {
    Object.assign(this, { root, entries, changed, words });
    this.steps = root.querySelector("[data-way-steps]");
    this.fixed = root.querySelector("[data-way-fixed]");
    root.querySelector("[data-target]").addEventListener("change", (event) => {
      entries.target = event.target.value ? Number(event.target.value) : null;
      changed();
    });
    root.addEventListener("change", (event) => this.#effort(event.target));
    root.addEventListener("click", (event) => this.#click(event.target));
  }

  restore() {
    this.root.querySelector("[data-target]").value = this.entries.target ?? "";
    for (const field of this.root.querySelectorAll("[data-effort]")) {
      field.value = this.entries.effort[field.dataset.effort] ?? field.dataset.own;
    }
  }

  show(answer) {
    const incomplete = answer.outcome === "incomplete";
    this.root.querySelector("[data-way-text]").textContent = answer.text;
    this.root.querySelector("[data-way-effort]").textContent = answer.outcome === "found" ? answer.effort : "";
    this.root.querySelector("[data-way-model]").hidden = answer.outcome !== "found";
    this.root.querySelector("[data-way-target]").hidden = incomplete;
    this.#list(answer.steps.map((step) => this.#step(step)));
    this.fixed.hidden = incomplete || this.entries.fixed.length === 0;
    this.fixed.replaceChildren(element("span", "muted", this.words.fixed), ...this.entries.fixed.map((serial) => this.#released(serial)));
  }

  // The first steps gain most; the others open on demand.
  #list(items) {
    const open = this.steps.querySelector("details")?.open ?? false;
    this.steps.replaceChildren(...items.slice(0, SHOWN));
    if (items.length <= SHOWN) return;
    const rest = element("details");
    rest.open = open;
    const list = element("ol", "way-steps");
    list.append(...items.slice(SHOWN));
    rest.append(element("summary", "", this.words.rest.replace("{count}", items.length - SHOWN)), list);
    const item = element("li");
    item.append(rest);
    this.steps.append(item);
  }

  #step(step) {
    const item = element("li");
    const head = element("div", "way-head");
    const link = element("a", "", `${step.serial} ${step.name}`);
    link.href = `#indicator-${step.serial}`;
    head.append(link, element("span", "way-gain", step.gain));
    item.append(head, element("p", "small muted", `${step.now} → ${step.then}`));
    if (step.points.length) {
      const list = element("ul", "small");
      list.append(...step.points.map((text) => element("li", "", text)));
      item.append(list);
    }
    const keep = element("button", "button quiet compact", this.words.keep);
    keep.type = "button";
    keep.dataset.keep = step.serial;
    item.append(keep);
    return item;
  }

  #released(serial) {
    const button = element("button", "button compact", `${serial} ×`);
    button.type = "button";
    button.dataset.release = serial;
    button.setAttribute("aria-label", this.words.release.replace("{serial}", serial));
    return button;
  }

  #click(target) {
    const keep = target.closest("[data-keep]");
    const release = target.closest("[data-release]");
    if (!keep && !release) return;
    const others = this.entries.fixed.filter((serial) => serial !== release?.dataset.release);
    this.entries.fixed = keep ? [...others, keep.dataset.keep] : others;
    this.changed();
  }

  #effort(field) {
    if (!field.matches("[data-effort]")) return;
    const value = Number(field.value);
    const sound = Number.isInteger(value) && value >= 1 && value <= 1000;
    if (!sound) field.value = field.dataset.own;
    if (!sound || field.value === field.dataset.own) delete this.entries.effort[field.dataset.effort];
    else this.entries.effort[field.dataset.effort] = value;
    this.changed();
  }
}
