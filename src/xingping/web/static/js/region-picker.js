// <input data-region-picker="address">: an accessible combobox over the plain field, which stays as the value.
const WAIT = 150;
let made = 0;

function element(name, attributes = {}, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

class Picker {
  constructor(field) {
    this.field = field;
    this.words = field.dataset;
    this.options = [];
    this.current = -1;
    this.asked = 0;
    this.within = "";
    this.build();
    this.listen();
  }

  build() {
    const list = `region-list-${made}`;
    made += 1;
    this.input = element("input", {
      type: "text", class: "input", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list,
    });
    for (const name of ["id", "aria-describedby", "aria-invalid"]) {
      if (this.field.hasAttribute(name)) this.input.setAttribute(name, this.field.getAttribute(name));
    }
    this.field.removeAttribute("id");
    this.field.type = "hidden";
    this.input.value = this.field.value ? this.words.path || this.field.value : "";
    this.list = element("ul", { id: list, role: "listbox", class: "combo-list", hidden: "" });
    this.status = element("p", { class: "visually-hidden", role: "status" });
    this.below = element("button", { type: "button", class: "button compact", hidden: "" }, this.words.below);
    this.clear = element("button", { type: "button", class: "button quiet compact", hidden: "" }, this.words.clear);
    const box = element("div", { class: "combo" });
    const tools = element("div", { class: "combo-tools" });
    this.field.before(box);
    tools.append(this.below, this.clear);
    box.append(this.field, this.input, this.list, tools, this.status);
    this.list.setAttribute("aria-label", this.input.labels[0]?.firstChild.textContent.trim() || "");
    this.box = box;
    this.clear.hidden = !this.field.value;
  }

  listen() {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.open());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.options[Number(option.dataset.place)]);
    });
    this.box.addEventListener("focusout", (event) => {
      if (!this.box.contains(event.relatedTarget)) this.close();
    });
    this.below.addEventListener("click", () => { this.within = this.field.value; this.chosen = null; this.input.value = ""; this.input.focus(); this.ask(); });
    this.clear.addEventListener("click", () => { this.set("", ""); this.within = ""; this.input.focus(); });
  }

  typed() {
    if (this.chosen) this.within = "";
    this.chosen = null;
    this.field.value = this.input.value.trim();
    this.clear.hidden = !this.field.value;
    this.below.hidden = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  key(event) {
    const shown = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) this.open();
      else this.move(this.current + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && shown && this.current >= 0) {
      event.preventDefault();
      this.choose(this.options[this.current]);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab" && shown && this.current >= 0) {
      this.choose(this.options[this.current]);
    }
  }

  open() {
    if (this.list.hidden) this.ask(this.chosen ? "" : this.input.value);
  }

  async ask(text = this.input.value) {
    const number = ++this.asked;
    let regions = await this.find(text, this.within);
    if (regions && !regions.length && this.within) regions = await this.find(text, "");
    if (regions && number === this.asked) this.show(regions);
  }

  async find(text, within) {
    const address = new URL(this.words.regionPicker, location.href);
    address.search = new URLSearchParams({ q: text.trim(), to: this.words.to, within });
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      return answer.ok ? (await answer.json()).regions : null;
    } catch {
      return null; // No connection: the field still takes a code.
    }
  }

  show(regions) {
    this.options = regions;
    this.list.replaceChildren(...regions.map((region, place) => this.option(region, place)));
    if (!regions.length) this.list.append(element("li", { class: "combo-none" }, this.words.nothing));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.status.textContent = regions.length ? this.words.found.replace("%d", regions.length) : this.words.nothing;
    this.move(regions.length && this.input.value.trim() ? 0 : -1);
  }

  option(region, place) {
    const option = element("li", { role: "option", id: `${this.list.id}-${place}`, "data-place": place, "aria-selected": "false" });
    option.append(element("span", { class: "combo-name" }, region.name), element("span", { class: "combo-path" }, `${region.path} · ${region.levelName}`));
    return option;
  }

  move(place) {
    const last = this.options.length - 1;
    this.current = Math.max(-1, Math.min(last, place));
    for (const option of this.list.querySelectorAll("[role=option]")) {
      option.setAttribute("aria-selected", String(Number(option.dataset.place) === this.current));
    }
    const chosen = this.current >= 0 ? document.getElementById(`${this.list.id}-${this.current}`) : null;
    if (chosen) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  choose(region) {
    this.set(region.prefix, region.path);
    this.chosen = region;
    this.within = region.below ? region.prefix : "";
    this.below.hidden = !(region.below && region.level < Number(this.words.to));
    this.close();
  }

  set(value, text) {
    this.field.value = value;
    this.input.value = text;
    this.chosen = null;
    this.clear.hidden = !value;
    this.below.hidden = true;
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.current = -1;
  }
}

for (const field of document.querySelectorAll("[data-region-picker]")) new Picker(field);
