// What every page that saves a sheet by itself begins with: its data, the draft on the device, one line that
// says how things stand, and links that save before they leave.
import { Draft } from "./draft.js";
import { Store } from "./store.js";

export const read = (id) => JSON.parse(document.getElementById(id).textContent);

const AWAY = ["offline", "signedOut", "refused"];
const clock = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

export class Sheet {
  // `page`: the page's data with content and owner; `words`: its texts; `open`: whether anything may be changed.
  static async begin(page, words, open) {
    const sheet = new Sheet(page, words);
    if (open) sheet.draft.restore(await sheet.store.fields());
    return sheet;
  }

  constructor(page, words) {
    this.words = words;
    this.saved = document.querySelector("[data-saved]");
    this.trouble = document.querySelector("[data-trouble]");
    this.storeFailed = false;
    this.store = new Store(page.owner, () => {
      this.storeFailed = true;
    });
    this.draft = new Draft(page.content, this.store);
    this.state = { name: "", detail: "" };
    this.savedAt = "";
  }

  // What became of saving: saving, saved, offline, signedOut, refused or ended.
  told(name, detail = "") {
    this.state = { name, detail };
    if (name === "saved") this.savedAt = clock.format(new Date());
    this.show();
  }

  // One line says how things stand: saved when, or how much waits.
  show() {
    const { draft, words, state } = this;
    const count = draft.waiting;
    const conflicts = draft.conflicts.size;
    const away = AWAY.includes(state.name) && count > 0;
    let text = this.savedAt ? words.saved.replace("{time}", this.savedAt) : "";
    if (away) text = words.offline.replace("{count}", count);
    else if (state.name === "saving" || count) text = words.saving;
    if (conflicts) text = words.conflicts.replace("{count}", conflicts);
    if (this.storeFailed && count) text += ` · ${words.noStore}`;
    this.saved.textContent = text;
    this.saved.classList.toggle("bad", conflicts > 0 || away);
    this.saved.dataset.state = conflicts ? "conflict" : away ? "offline" : count ? "waiting" : "saved";
    if (state.name === "signedOut") this.#tell(words.signedOut, true);
    else if (state.name === "offline" && count) this.#tell(words.away);
    else if (state.name === "refused") this.#tell(words.refused.replace("{message}", state.detail));
    else if (state.name === "ended") this.#tell(words.ended);
    else this.#tell("");
  }

  // Going somewhere else saves first.
  async leave(saver, address) {
    if (this.draft.waiting && !saver.over) await saver.now();
    window.location.assign(address);
  }

  bindLeaving(saver) {
    for (const link of document.querySelectorAll("[data-leaves]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.leave(saver, link.href);
      });
    }
  }

  #tell(text, signIn = false) {
    this.trouble.hidden = !text;
    this.trouble.querySelector("[data-trouble-text]").textContent = text;
    this.trouble.querySelector("[data-sign-in]").hidden = !signIn;
  }
}
