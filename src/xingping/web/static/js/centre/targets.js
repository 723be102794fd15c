// The scoring points that an item is shown for, as check boxes under their indicators.
import { element } from "./tiles.js";

const ACCEPTS = {
  upload: (mode) => mode === "upload",
  link: (mode) => mode !== "on_site",
  on_site: () => true,
};

export function accepts(points, mode) {
  return points.some((point) => ACCEPTS[mode](point.mode));
}

export class Targets {
  constructor(root, evidence) {
    Object.assign(this, { root, evidence });
  }

  show(mode, targets, more) {
    this.mode = mode;
    const serials = [...new Set(targets.map((target) => target[0]))];
    this.root.replaceChildren(...serials.map((serial) => this.#group(serial, targets)));
    if (more) this.root.append(this.#more());
  }

  // At least the whole indicator, for each that is listed and not unticked.
  get value() {
    return [...this.root.querySelectorAll("[data-serial]")].flatMap((group) => {
      const ticked = [...group.querySelectorAll("input:checked")].map((box) => box.value);
      const points = ticked.filter((id) => id !== "");
      if (points.length) return points.map((id) => [group.dataset.serial, id]);
      return ticked.length ? [[group.dataset.serial, ""]] : [];
    });
  }

  #group(serial, targets) {
    const { points, names, words } = this.evidence;
    const group = element("div", "target-group");
    group.dataset.serial = serial;
    group.append(element("p", "small muted", names[serial]));
    const ticked = targets.filter((target) => target[0] === serial).map((target) => target[1]);
    const closed = !this.evidence.isOpen(serial);
    const rows = [{ id: "", text: words.whole, mode: this.mode }, ...points[serial].filter((point) => ACCEPTS[this.mode](point.mode))];
    for (const point of rows) {
      const label = element("label", "choice");
      const box = element("input");
      box.type = "checkbox";
      box.value = point.id;
      box.checked = ticked.includes(point.id);
      box.disabled = closed;
      label.append(box, element("span", "", point.text));
      group.append(label);
    }
    return group;
  }

  #more() {
    const { points, names, words } = this.evidence;
    const select = element("select", "select");
    select.append(element("option", "", words.chooseMore));
    select.firstElementChild.value = "";
    select.setAttribute("aria-label", words.chooseMore);
    const listed = new Set([...this.root.querySelectorAll("[data-serial]")].map((group) => group.dataset.serial));
    for (const serial of Object.keys(points)) {
      if (listed.has(serial) || !this.evidence.isOpen(serial) || !accepts(points[serial], this.mode) || this.evidence.room(serial) <= 0) continue;
      const option = element("option", "", names[serial]);
      option.value = serial;
      select.append(option);
    }
    select.addEventListener("change", () => {
      if (!select.value) return;
      select.before(this.#group(select.value, [[select.value, ""]]));
      select.selectedOptions[0].remove();
      select.value = "";
    });
    return select;
  }
}
