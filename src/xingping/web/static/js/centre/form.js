// The workspace's form and the draft behind it: texts of inputs here, values of fields there.
import { factOf, scoreOf, scoreText } from "../saving/values.js";

const all = (root, selector) => [...root.querySelectorAll(selector)];

export class Form {
  constructor(root, draft, page) {
    Object.assign(this, { root, draft, page });
    this.ticks = [...new Set(all(root, "[data-tick]:not([data-by-facts])").map((box) => box.dataset.tick))];
    this.facts = [...new Set(all(root, "[data-fact]").map((field) => field.dataset.fact))];
    this.days = new Map();
    this.entries = { kind: page.kind, subject: "", facts: {}, ticks: [], scores: {}, fixed: [], target: null, effort: {} };
    this.read();
  }

  // From the draft to the entries that the scoring fields show.
  read() {
    const { draft, entries } = this;
    const text = (name, make) => draft.typed.get(name) ?? make(draft.value(name));
    entries.scores = {};
    for (const serial of Object.keys(this.page.indicators)) {
      const shown = text(`scores.${serial}`, scoreText);
      if (shown) entries.scores[serial] = shown;
    }
    entries.facts = {};
    for (const name of this.facts) {
      const value = draft.value(`facts.${name}`);
      entries.facts[name] = text(`facts.${name}`, (fact) => fact?.value ?? "");
      if (value) this.days.set(name, value.true_on);
    }
    entries.ticks = this.ticks.filter((id) => draft.value(`points.${id}`) === true);
  }

  // What scoring fields do not show: dates, statements.
  show() {
    for (const name of this.facts) this.showDay(name);
    for (const area of all(this.root, "[data-statement]")) {
      const value = this.draft.value(`statements.${area.dataset.statement}`) ?? "";
      if (area.value !== value) area.value = value;
      if (value) area.closest("details").open = true;
    }
  }

  showDay(name) {
    const given = Boolean((this.entries.facts[name] ?? "").trim());
    const day = this.days.get(name) ?? this.page.day;
    for (const field of all(this.root, `[data-true-on="${name}"]`)) if (field.value !== day) field.value = day;
    for (const part of all(this.root, `[data-date-of="${name}"]`)) part.hidden = !given;
    for (const tag of all(this.root, `[data-stale="${name}"]`)) tag.hidden = !given || day >= this.page.staleBefore;
  }

  // From the entries, after a change, to the draft.
  write() {
    this.#scores();
    this.#facts();
    for (const id of this.ticks) {
      const known = this.draft.value(`points.${id}`);
      const ticked = this.entries.ticks.includes(id);
      if (ticked !== (known === true)) this.draft.set(`points.${id}`, ticked);
    }
  }

  writeDay(name, day) {
    if (!day) return;
    this.days.set(name, day);
    this.#facts();
    this.showDay(name);
  }

  writeStatement(serial, text) {
    this.draft.set(`statements.${serial}`, text.trim() ? text : null);
  }

  #scores() {
    for (const [serial, most] of Object.entries(this.page.indicators)) {
      const text = this.entries.scores[serial] ?? "";
      this.#take(`scores.${serial}`, text, scoreOf(text, most, this.page.step));
    }
  }

  #facts() {
    for (const name of this.facts) {
      const text = this.entries.facts[name] ?? "";
      this.#take(`facts.${name}`, text, factOf(text, this.days.get(name) ?? this.page.day, this.page.facts[name]));
      this.showDay(name);
    }
  }

  #take(name, text, value) {
    if (value === undefined) {
      this.draft.setTyped(name, text);
      return;
    }
    this.draft.dropTyped(name);
    const known = this.draft.value(name);
    const differs = JSON.stringify(known?.value ? [known.value, known.true_on] : known) !== JSON.stringify(value?.value ? [value.value, value.true_on] : value);
    if (differs) this.draft.set(name, value);
  }
}
