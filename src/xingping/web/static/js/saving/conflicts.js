// Two people changed the same field: both values stand at the field until somebody chooses.
import { scoreText } from "./values.js";

export class Conflicts {
  constructor(root, draft, words, chosen, describe = null) {
    Object.assign(this, { root, draft, words, chosen, describe });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-choose]");
      if (!button) return;
      const name = button.closest("[data-conflict]").dataset.conflict;
      this.draft.choose(name, button.dataset.choose === "mine");
      this.show();
      this.chosen(name);
    });
  }

  show() {
    for (const old of this.root.querySelectorAll("[data-conflict]")) if (!this.draft.conflicts.has(old.dataset.conflict)) old.remove();
    for (const [name, { yours, present }] of this.draft.conflicts) this.#at(name, this.#words(name, yours), this.#words(name, present));
  }

  #at(name, yours, theirs) {
    const field = [...this.root.querySelectorAll(`[data-field="${CSS.escape(name)}"]`)].find((one) => !one.closest(".closed"));
    if (!field) return;
    let box = this.root.querySelector(`[data-conflict="${CSS.escape(name)}"]`);
    if (!box) {
      box = document.createElement(field.tagName === "LI" ? "li" : "div");
      box.className = "conflict";
      box.dataset.conflict = name;
      box.setAttribute("role", "alert");
      field.after(box);
      if (field.tagName === "DETAILS") field.open = true;
    }
    const text = document.createElement("p");
    text.textContent = this.words.conflictText.replace("{theirs}", theirs).replace("{yours}", yours);
    const row = document.createElement("div");
    row.className = "row";
    row.append(this.#button("mine", this.words.conflictMine.replace("{yours}", yours)), this.#button("theirs", this.words.conflictTheirs.replace("{theirs}", theirs)));
    box.replaceChildren(text, row);
  }

  #button(choice, label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button compact";
    button.dataset.choose = choice;
    button.textContent = label;
    return button;
  }

  #words(name, value) {
    if (this.describe) return this.describe(name, value);
    if (value === null || value === undefined) return this.words.nothing;
    if (typeof value === "boolean") return value ? this.words.yes : this.words.no;
    if (name.startsWith("scores.")) return scoreText(value);
    if (value.true_on) return this.words.asOf.replace("{value}", value.value).replace("{day}", value.true_on);
    return value.length > 60 ? `${value.slice(0, 60)}…` : value;
  }
}
