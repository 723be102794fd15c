// One indicator's fields and the draft behind them. Nothing is computed here but the shown text of a value.
import { scoreOf, scoreText } from "../saving/values.js";

const SHOWN = 11; // the scores offered first; the others behind "…"

export class Card {
  constructor(root, { draft, page, words, changed }) {
    Object.assign(this, { root, draft, page, words, changed });
    this.serial = root.dataset.card;
    this.full = page.full[this.serial];
    this.name = root.dataset.name;
    this.number = root.querySelector("[data-score]");
    this.slider = root.querySelector("[data-slider]");
    this.digits = root.querySelector("[data-digits]");
    this.reason = root.querySelector("[data-statement]");
    this.all = false;
    this.#listen();
  }

  get score() {
    return this.draft.value(`scores.${this.serial}`);
  }

  get scored() {
    return this.score !== null && !this.draft.typed.has(`scores.${this.serial}`);
  }

  get text() {
    return this.draft.value(`statements.${this.serial}`) ?? "";
  }

  get reasonMissing() {
    return this.page.reasonBelowFull && this.scored && this.score < this.full && !this.text.trim();
  }

  give(value) {
    this.draft.set(`scores.${this.serial}`, value);
    this.show();
    this.changed();
  }

  // One step up or down; the first step of an indicator not yet scored gives full points.
  step(by) {
    const next = this.score === null ? this.full : this.score + by * this.page.step;
    this.give(Math.min(this.full, Math.max(0, next)));
  }

  type(text) {
    const value = scoreOf(text, this.full, this.page.step);
    if (value === undefined) {
      this.draft.setTyped(`scores.${this.serial}`, text);
      this.show();
      this.changed();
    } else this.give(value);
  }

  show() {
    const typed = this.draft.typed.get(`scores.${this.serial}`);
    const shown = typed ?? scoreText(this.score);
    if (this.number.value !== shown && (document.activeElement !== this.number || typed === undefined)) {
      if (document.activeElement !== this.number || scoreOf(this.number.value, this.full, this.page.step) !== this.score) this.number.value = shown;
    }
    this.slider.value = scoreText(this.score ?? 0) || "0";
    this.slider.classList.toggle("unset", this.score === null);
    this.slider.style.setProperty("--filled", `${Math.round(((this.score ?? 0) * 100) / this.full)}%`);
    this.#showFaults(typed !== undefined);
    this.#showRest();
    if (!this.root.hidden) this.showDigits();
  }

  showDigits() {
    const first = this.all || (this.score !== null && this.score < this.full - (SHOWN - 1) * this.page.step) ? 0 : Math.max(0, this.full - (SHOWN - 1) * this.page.step);
    const key = `${first}`;
    if (this.digits.dataset.from !== key) {
      this.digits.dataset.from = key;
      const buttons = [];
      for (let value = first; value <= this.full; value += this.page.step) buttons.push(this.#digit(value));
      if (first > 0) buttons.push(this.#more());
      this.digits.replaceChildren(...buttons);
    }
    for (const button of this.digits.querySelectorAll("[data-value]")) button.setAttribute("aria-pressed", String(Number(button.dataset.value) === this.score));
  }

  focusNumber() {
    this.number.focus();
    this.number.select();
  }

  #digit(value) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: scoreText(value) || "0", disabled: !this.page.open });
    button.dataset.value = value;
    return button;
  }

  #more() {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: "…", title: this.words.more });
    button.setAttribute("aria-label", this.words.more);
    button.dataset.more = "";
    return button;
  }

  #showFaults(typed) {
    const fault = this.root.querySelector("[data-fault]");
    const told = this.draft.faults.get(`scores.${this.serial}`);
    const text = typed ? this.words.badScore.replace("{most}", scoreText(this.full)).replace("{step}", scoreText(this.page.step)) : told ?? "";
    fault.hidden = !text;
    fault.textContent = text;
    this.number.setAttribute("aria-invalid", String(Boolean(text)));
    const missing = this.root.querySelector("[data-reason-fault]");
    const said = this.reasonMissing ? this.words.reasonMissing : this.draft.faults.get(`statements.${this.serial}`) ?? "";
    missing.hidden = !said;
    missing.textContent = said;
  }

  #showRest() {
    if (this.reason.value !== this.text) this.reason.value = this.text;
    const pieces = this.#pieces();
    for (const chip of this.root.querySelectorAll("[data-reason]")) chip.setAttribute("aria-pressed", String(pieces.includes(chip.dataset.reason)));
    for (const button of this.root.querySelectorAll("[data-point]")) button.setAttribute("aria-pressed", String(this.draft.value(`points.${button.dataset.point}`) === (button.dataset.met === "true")));
    const flags = this.flags;
    this.root.querySelector("[data-not-seen]").checked = flags.not_seen === true;
    for (const radio of this.root.querySelectorAll("[data-confidence]")) radio.setAttribute("aria-checked", String(Number(radio.dataset.confidence) === flags.confidence));
    const own = this.page.self_scores[this.serial];
    this.root.querySelector("[data-self]").textContent = own === undefined ? (this.scored ? "" : this.words.selfHidden) : this.words.self.replace("{points}", scoreText(own) || "0");
  }

  get flags() {
    return this.draft.value(`flags.${this.serial}`) ?? {};
  }

  #setFlags(change) {
    const next = { ...this.flags, ...change };
    for (const key of Object.keys(next)) if (next[key] === false || next[key] === null) delete next[key];
    this.draft.set(`flags.${this.serial}`, Object.keys(next).length ? next : null);
  }

  #pieces() {
    return this.text.split(this.page.mark).map((one) => one.trim()).filter(Boolean);
  }

  #say(text) {
    this.draft.set(`statements.${this.serial}`, text.trim() ? text : null);
  }

  #toggleReason(text) {
    const pieces = this.#pieces();
    this.#say((pieces.includes(text) ? pieces.filter((one) => one !== text) : [...pieces, text]).join(this.page.mark));
  }

  #listen() {
    this.root.addEventListener("input", (event) => {
      if (event.target === this.number) this.type(this.number.value);
      else if (event.target === this.slider) this.give(Math.round(Number(this.slider.value) * 100));
      else if (event.target === this.reason) {
        this.#say(this.reason.value);
        this.show();
        this.changed();
      } else if (event.target.matches("[data-not-seen]")) {
        this.#setFlags({ not_seen: event.target.checked });
        this.changed();
      }
    });
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || button.disabled) return;
      const { value, more, reason, point, met, confidence } = button.dataset;
      if (value !== undefined) this.give(Number(value));
      else if (more !== undefined) this.all = true;
      else if (reason !== undefined) this.#toggleReason(reason);
      else if (point !== undefined) this.draft.set(`points.${point}`, this.draft.value(`points.${point}`) === (met === "true") ? null : met === "true");
      else if (confidence !== undefined) this.#setFlags({ confidence: Number(confidence) === this.flags.confidence ? null : Number(confidence) });
      else return;
      this.show();
      this.changed();
    });
  }
}
