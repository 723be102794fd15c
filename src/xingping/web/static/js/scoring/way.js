// The way through the indicators: which one is shown, what is scored, keys and buttons that move on.
const TYPING = "input:not([type=checkbox], [type=range]), textarea, select";

export class Way {
  constructor(form, cards, { page, words, leave }) {
    Object.assign(this, { form, cards, page, words, leave });
    this.at = 0;
    this.links = new Map([...form.querySelectorAll("[data-jump]")].map((one) => [one.dataset.jump, one]));
    this.parts = [...form.querySelectorAll("[data-serials]")].map((one) => ({
      serials: [...one.querySelectorAll("[data-jump]")].map((link) => link.dataset.jump),
      link: form.querySelector(`[data-part="${one.dataset.serials}"]`),
    }));
    form.querySelector("[data-previous]").addEventListener("click", () => this.show(this.at - 1));
    form.querySelector("[data-next]").addEventListener("click", () => this.next());
    form.querySelector("[data-next-unscored]")?.addEventListener("click", () => this.nextUnscored());
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", () => this.follow());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  get card() {
    return this.cards[this.at];
  }

  start() {
    if (!this.follow()) this.show(this.cards.findIndex((one) => one.serial === this.page.first), false);
  }

  follow() {
    const serial = decodeURIComponent(window.location.hash).replace("#indicator-", "");
    const place = this.cards.findIndex((one) => one.serial === serial);
    if (place < 0) return false;
    this.show(place, false);
    return true;
  }

  // A field's name, as conflicts tell it: to the indicator where it stands.
  go(name) {
    const field = this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    const place = this.cards.findIndex((one) => one.root.contains(field));
    if (place >= 0) this.show(place);
  }

  show(place, scroll = true) {
    this.at = Math.min(this.cards.length - 1, Math.max(0, place));
    for (const [number, card] of this.cards.entries()) card.root.hidden = number !== this.at;
    this.card.showDigits();
    const { serial } = this.card;
    window.history.replaceState(null, "", `#indicator-${serial}`);
    this.form.querySelector("[data-previous]").disabled = this.at === 0;
    const after = this.cards[this.at + 1];
    const label = after ? this.words.next.replace("{name}", after.name) : this.words.last;
    this.form.querySelector("[data-next-label]").textContent = label;
    this.form.querySelector("[data-next]").disabled = !after && !this.page.open;
    if (scroll) {
      window.scrollTo(0, 0);
      this.card.root.querySelector("h2").focus({ preventScroll: true });
    }
    this.mark();
    for (const part of this.parts) if (part.serials.includes(serial)) part.link.scrollIntoView({ block: "nearest", inline: "center" });
  }

  next() {
    if (this.at + 1 < this.cards.length) this.show(this.at + 1);
    else if (this.page.open) this.leave();
  }

  nextUnscored() {
    const order = [...this.cards.keys()].map((one) => (this.at + 1 + one) % this.cards.length);
    const found = order.find((one) => !this.cards[one].scored);
    if (found === undefined) this.leave();
    else this.show(found);
  }

  // What is scored, what lacks its reason, and where we are.
  mark() {
    const scored = new Set(this.cards.filter((one) => one.scored).map((one) => one.serial));
    for (const card of this.cards) {
      const link = this.links.get(card.serial);
      link.classList.toggle("scored", scored.has(card.serial));
      link.classList.toggle("lacking", card.reasonMissing);
      if (card === this.card) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const { serials, link } of this.parts) {
      const done = serials.filter((one) => scored.has(one)).length;
      link.querySelector("[data-part-count]").textContent = `${done} / ${serials.length}`;
      link.querySelector("progress").value = done;
      if (serials.includes(this.card.serial)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const { target, key } = event;
    const card = this.card;
    const number = target === card.number;
    if (key === "Enter") this.#enter(event, number);
    else if (number && (key === "ArrowUp" || key === "ArrowDown")) this.#do(event, () => card.step(key === "ArrowUp" ? 1 : -1));
    else if (target.matches(TYPING) || target === card.slider) return;
    else if (/^[0-9]$/.test(key) && this.page.open) card.focusNumber(); // the digit itself goes into the field
    else if (key === "ArrowUp" || key === "ArrowDown") this.#do(event, () => this.page.open && card.step(key === "ArrowUp" ? 1 : -1));
    else if (key === "ArrowLeft") this.#do(event, () => this.show(this.at - 1));
    else if (key === "ArrowRight") this.#do(event, () => this.next());
  }

  // Enter goes on; where points were taken off without a reason it goes to the reason first.
  #enter(event, number) {
    const { target } = event;
    const reason = target === this.card.reason;
    if ((reason && event.shiftKey) || target.matches("a, button, summary, [type=checkbox]")) return;
    this.#do(event, () => {
      if ((number || !reason) && this.card.reasonMissing) this.card.reason.focus();
      else if (!this.card.draft.typed.has(`scores.${this.card.serial}`)) this.next();
    });
  }

  #do(event, act) {
    event.preventDefault();
    act();
  }
}
