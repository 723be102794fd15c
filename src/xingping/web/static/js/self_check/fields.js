// The form's fields: shows entries, reads them back, and handles slider, digits and keyboard.
const all = (root, selector) => [...root.querySelectorAll(selector)];

export class Fields {
  constructor(form, { entries, changed, words }) {
    Object.assign(this, { form, entries, changed, words });
    this.step = Number(form.dataset.step);
    this.cards = new Map(all(form, "[data-card]").map((card) => [card.dataset.card, card]));
    form.addEventListener("input", (event) => this.#input(event.target));
    form.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("click", (event) => this.#click(event));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  show() {
    const { entries, form } = this;
    for (const radio of all(form, "[data-kind]")) radio.checked = radio.value === entries.kind;
    form.querySelector("[data-subject]").value = entries.subject;
    for (const field of all(form, "[data-fact]")) field.value = entries.facts[field.dataset.fact] ?? "";
    for (const [serial, card] of this.cards) {
      card.querySelector("[data-score]").value = entries.scores[serial] ?? "";
      this.#slide(card, entries.scores[serial] ?? "");
    }
    this.#showTicks();
    this.#showKind();
  }

  // Facts decide measured points; where they do, the tick follows them and cannot be set by hand.
  advise(advice) {
    for (const [serial, card] of this.cards) {
      const told = advice[serial];
      if (!told) continue;
      for (const point of told.points) this.#advisePoint(card, point);
      card.querySelector("[data-advice]").textContent = told.known ? told.text : "";
      const adopt = card.querySelector("[data-adopt]");
      adopt.hidden = !told.known || card.querySelector("[data-score]").value.trim() === told.score;
      adopt.dataset.adopt = told.score;
      adopt.textContent = this.words.adopt.replace("{points}", told.score);
    }
  }

  faults({ facts, scores }) {
    for (const [serial, card] of this.cards) {
      this.#fault(card.querySelector("[data-score-fault]"), card.querySelector("[data-score]"), scores[serial]);
      for (const line of all(card, "[data-fact-fault]")) {
        const name = line.dataset.factFault;
        this.#fault(line, card.querySelector(`[data-fact="${name}"]`), facts[name]);
      }
    }
  }

  scored(serial) {
    return Boolean((this.entries.scores[serial] ?? "").trim());
  }

  #advisePoint(card, { id, state, measured, text }) {
    const row = card.querySelector(`[data-point="${CSS.escape(id)}"]`);
    if (!row) return;
    const box = row.querySelector("[data-tick]");
    const byFacts = "byFacts" in box.dataset;
    box.disabled = measured || byFacts;
    box.checked = measured ? state === "met" : this.entries.ticks.includes(id);
    const working = row.querySelector("[data-working]");
    working.textContent = measured || state === "unknown" ? text : "";
    working.dataset.state = state;
  }

  #fault(line, field, message) {
    line.hidden = !message;
    if (line.textContent !== (message ?? "")) line.textContent = message ?? "";
    if (message) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  #showTicks() {
    for (const box of all(this.form, "[data-tick]")) {
      if (!box.disabled) box.checked = this.entries.ticks.includes(box.dataset.tick);
    }
  }

  #showKind() {
    for (const part of all(this.form, "[data-applies]")) {
      part.hidden = Boolean(part.dataset.applies) && part.dataset.applies !== this.entries.kind;
    }
  }

  #input(field) {
    const { entries } = this;
    if (field.matches("[data-score]")) this.#enter(field.dataset.score, field.value);
    else if (field.matches("[data-slider]")) {
      const serial = field.dataset.slider;
      this.cards.get(serial).querySelector("[data-score]").value = field.value;
      this.#enter(serial, field.value);
    } else if (field.matches("[data-fact]")) {
      entries.facts[field.dataset.fact] = field.value;
      for (const twin of all(this.form, `[data-fact="${field.dataset.fact}"]`)) if (twin !== field) twin.value = field.value;
      this.changed();
    } else if (field.matches("[data-tick]")) {
      const others = entries.ticks.filter((id) => id !== field.dataset.tick);
      entries.ticks = field.checked ? [...others, field.dataset.tick] : others;
      this.changed();
    } else if (field.matches("[data-kind]")) {
      entries.kind = field.value;
      this.#showKind();
      this.changed();
    } else if (field.matches("[data-subject]")) {
      entries.subject = field.value;
      this.changed();
    }
  }

  #enter(serial, text) {
    if (text.trim()) this.entries.scores[serial] = text;
    else delete this.entries.scores[serial];
    this.#slide(this.cards.get(serial), text);
    this.changed();
  }

  #slide(card, text) {
    const slider = card.querySelector("[data-slider]");
    const number = Number(text.normalize("NFKC").replace("。", "."));
    const set = text.trim() !== "" && Number.isFinite(number);
    slider.value = set ? number : 0;
    slider.classList.toggle("unset", !set);
    slider.style.setProperty("--filled", `${set ? (100 * slider.value) / slider.max : 0}%`);
    slider.setAttribute("aria-valuetext", set ? text : this.words.notScored);
  }

  #key(event) {
    const field = event.target;
    if (!field.matches("[data-score]") || event.isComposing) return;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      this.#move(field, event.key === "ArrowUp" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#next(field, event.shiftKey ? -1 : 1);
    }
  }

  // One step up or down, on the grid of the guide's step: a slider set by the browser does the rounding.
  #move(field, direction) {
    const slider = this.cards.get(field.dataset.score).querySelector("[data-slider]");
    if (!field.value.trim()) slider.value = direction > 0 ? slider.min : slider.max;
    else if (direction > 0) slider.stepUp();
    else slider.stepDown();
    field.value = slider.value;
    this.#enter(field.dataset.score, field.value);
    field.select();
  }

  #next(field, direction) {
    const fields = all(this.form, "[data-score]").filter((one) => one.offsetParent !== null);
    const next = fields[fields.indexOf(field) + direction];
    if (!next) {
      this.form.querySelector(".score-section:not([hidden]) .section-next")?.focus();
      return;
    }
    next.focus();
    next.select();
    next.closest("[data-card]").scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  #click(event) {
    const adopt = event.target.closest("[data-adopt]");
    if (!adopt) return;
    const field = adopt.closest("[data-card]").querySelector("[data-score]");
    field.value = adopt.dataset.adopt;
    this.#enter(field.dataset.score, field.value);
    field.focus();
  }
}
