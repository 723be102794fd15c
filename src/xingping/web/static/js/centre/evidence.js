// Evidence on the page: dropped, pasted, picked or photographed; shown, linked, replaced, taken out.
import { AddDialog } from "./add_dialog.js";
import { ask } from "../saving/request.js";
import { element, itemTile, uploadTile } from "./tiles.js";
import { newKey, Uploader } from "./uploader.js";
import { ViewDialog } from "./view_dialog.js";

const MEGABYTE = 1024 * 1024;
const read = (id) => JSON.parse(document.getElementById(id).textContent);

export class Evidence {
  constructor(form, { page, store, changed }) {
    Object.assign(this, { form, page, store, changed });
    this.words = read("evidence-words");
    this.points = read("evidence-targets");
    this.names = read("indicator-names");
    this.items = new Map(read("evidence-items").map((item) => [item.id, item]));
    this.coming = new Map(); // upload key -> {serials, tile}
    this.local = new Map(); // version -> picture of this visit, until the server has made its own
    this.uploader = new Uploader({ number: page.number, store });
    this.cards = new Map([...form.querySelectorAll("[data-evidence]")].map((box) => [box.dataset.evidence, box]));
    this.adding = new AddDialog(this);
    this.viewing = new ViewDialog(this);
    this.#listen();
  }

  of(serial) {
    return [...this.items.values()].filter((item) => item.targets.some((target) => target[0] === serial));
  }

  room(serial) {
    const coming = [...this.coming.values()].filter((one) => one.serials.includes(serial)).length;
    return this.page.limit - this.of(serial).length - coming;
  }

  isOpen(serial) {
    return this.cards.get(serial)?.closest("[data-card]").hasAttribute("data-open") ?? false;
  }

  // Worth a reminder: scored, files possible, nothing shown yet.
  lacks(serial) {
    const card = this.cards.get(serial).closest("[data-card]");
    const scored = Number(card.querySelector("[data-score]").value) > 0;
    return card.hasAttribute("data-open") && scored && this.points[serial].some((point) => point.mode !== "on_site") && this.of(serial).length === 0;
  }

  show() {
    for (const [serial, box] of this.cards) {
      const tiles = this.of(serial).map((item) => itemTile(item, { words: this.words, page: this.page, local: this.local.get(item.version) }));
      const coming = [...this.coming.values()].filter((one) => one.serials.includes(serial)).map((one) => one.tile.node);
      box.querySelector("[data-evidence-items]").replaceChildren(...tiles, ...coming);
      for (const part of box.querySelectorAll("[data-room]")) part.hidden = this.room(serial) <= 0;
      this.#showPoints(serial, box.closest("[data-card]"));
    }
    this.changed();
  }

  tell(serial, text) {
    const line = this.cards.get(serial).querySelector("[data-evidence-trouble]");
    line.hidden = !text;
    line.textContent = text;
  }

  // Files for one indicator: what cannot be sent is said at once, the rest goes to the dialog.
  take(serial, files) {
    if (!this.isOpen(serial) || !this.points[serial].some((point) => point.mode === "upload")) return;
    const faults = [];
    let sound = [];
    for (const file of files) {
      if (file.size === 0) faults.push(this.words.empty.replace("{name}", file.name));
      else if (file.size > this.page.megabytes * MEGABYTE) faults.push(this.#tooLarge(file));
      else sound.push(file);
    }
    const room = this.room(serial);
    if (sound.length > room) {
      const count = this.page.limit - room;
      faults.push(this.words.limit.replace("{serial}", serial).replace("{limit}", this.page.limit).replace("{count}", count));
      sound = sound.slice(0, Math.max(room, 0));
    }
    this.tell(serial, faults.join(" "));
    if (sound.length) this.adding.files(serial, sound);
  }

  upload(file, name, meta) {
    const key = newKey();
    this.#send({ key, file, name, meta });
  }

  async add(said) {
    this.#keep(await ask("POST", "/api/v1/evidence", { ...said, case: this.page.number, key: newKey() }));
  }

  async link(item, targets) {
    this.#keep(await ask("PUT", `/api/v1/evidence/${item.id}/targets`, { targets }));
  }

  async remove(item) {
    await ask("DELETE", `/api/v1/evidence/${item.id}`);
    this.items.delete(item.id);
    this.show();
  }

  // Files that an earlier visit could not finish.
  async resume() {
    for (const { key, file, name, meta } of await this.store.uploads()) this.#send({ key, file, name, meta });
  }

  #send(job) {
    const serials = [...new Set(job.meta.targets.map((target) => target[0]))];
    const tile = uploadTile(job.name, this.words, () => {
      this.coming.delete(job.key);
      this.uploader.cancel(job.key);
      this.show();
    });
    this.coming.set(job.key, { serials, tile });
    this.uploader.add(job, {
      progress: (percent) => tile.progress(percent),
      away: () => tile.away(),
      done: (item) => {
        this.coming.delete(job.key);
        if (job.file.type.startsWith("image/")) this.local.set(item.version, URL.createObjectURL(job.file));
        this.#keep(item);
      },
      refused: (error) => {
        this.coming.delete(job.key);
        const text = this.words.refused.replace("{name}", job.name).replace("{message}", error.message).replace("{mend}", "");
        for (const serial of serials) this.tell(serial, text);
        this.show();
      },
    });
    this.show();
  }

  #keep(item) {
    this.items.set(item.id, item);
    this.show();
  }

  #showPoints(serial, card) {
    for (const { id, mode } of this.points[serial]) {
      const place = card.querySelector(`[data-point-evidence="${CSS.escape(id)}"]`);
      const count = this.of(serial).filter((item) => item.targets.some((target) => target[1] === id)).length;
      place.replaceChildren(...(count && mode !== "on_site" ? [element("span", "tag ok", this.words.count.replace("{count}", count))] : []));
    }
  }

  #tooLarge(file) {
    const size = `${(file.size / MEGABYTE).toFixed(0)} MB`;
    return this.words.tooLarge.replace("{name}", file.name).replace("{size}", size).replace("{limit}", this.page.megabytes);
  }

  #listen() {
    const { form } = this;
    form.addEventListener("change", (event) => {
      if (!event.target.matches("[data-files]")) return;
      this.take(event.target.dataset.files, [...event.target.files]);
      event.target.value = "";
    });
    form.addEventListener("click", (event) => {
      const item = event.target.closest("[data-item]");
      const link = event.target.closest("[data-link]");
      const note = event.target.closest("[data-on-site]");
      if (item) this.viewing.open(this.items.get(Number(item.dataset.item)));
      if (link) this.adding.link(link.dataset.link);
      if (note) this.adding.note(note.dataset.onSite);
    });
    this.#listenToDrops();
    document.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      const card = document.activeElement?.closest("[data-card]") ?? this.form.querySelector("[data-card]:hover");
      if (!files.length || !card) return;
      event.preventDefault();
      this.take(card.dataset.card, files);
    });
  }

  #listenToDrops() {
    const { form } = this;
    const over = (event) => event.target.closest?.("[data-card]");
    form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      over(event)?.classList.add("dropping");
    });
    form.addEventListener("dragleave", (event) => {
      const card = over(event);
      if (card && !card.contains(event.relatedTarget)) card.classList.remove("dropping");
    });
    form.addEventListener("drop", (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      const card = over(event);
      card?.classList.remove("dropping");
      if (card) this.take(card.dataset.card, files);
    });
  }
}
