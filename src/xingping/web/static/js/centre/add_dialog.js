// What is said about new evidence before it is sent: captions, dates, scoring points, confirmations.
import { element } from "./tiles.js";
import { Targets } from "./targets.js";

const stem = (name) => name.replace(/\.[^.]{1,5}$/, "").slice(0, 400);

export class AddDialog {
  constructor(evidence) {
    this.evidence = evidence;
    this.dialog = document.getElementById("evidence-dialog");
    this.form = this.dialog.querySelector("form");
    this.fault = this.dialog.querySelector("[data-dialog-fault]");
    this.targets = new Targets(this.dialog.querySelector("[data-targets]"), evidence);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.dialog.querySelector("[data-file-rows]").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      button.closest("li").remove();
      if (!this.#rows.length) this.dialog.close();
    });
  }

  files(serial, files) {
    this.#open(serial, "upload", this.evidence.words.adding.replace("{count}", files.length), ["dates", "targets", "confirm"]);
    this.dialog.querySelector("[data-file-rows]").replaceChildren(...files.map((file, place) => this.#row(file, place)));
    this.#rows[0].querySelector("input").select();
  }

  // A newer file in an item's place: the links stay as they are.
  replacement(item, file) {
    this.replaces = { item: item.id, number: item.number };
    this.#open(item.targets[0][0], "upload", this.evidence.words.adding.replace("{count}", 1), ["dates", "confirm"], item.targets);
    this.dialog.querySelector("[data-file-rows]").replaceChildren(this.#row(file, 0, item.caption));
  }

  link(serial) {
    this.#open(serial, "link", this.evidence.words.link, ["url", "caption", "dates", "targets", "confirm"]);
  }

  note(serial) {
    this.#open(serial, "on_site", this.evidence.words.onSite, ["caption", "targets"]);
  }

  get #rows() {
    return [...this.dialog.querySelectorAll("[data-file-rows] > li")];
  }

  #open(serial, mode, title, parts, targets) {
    if (!targets) this.replaces = null;
    this.mode = mode;
    this.kept = targets;
    this.form.reset();
    this.fault.hidden = true;
    this.dialog.querySelector("[data-file-rows]").replaceChildren();
    this.dialog.querySelector("[data-title]").textContent = `${title} · ${this.evidence.names[serial]}`;
    this.dialog.querySelector("[data-submit]").textContent = this.evidence.words.add;
    for (const part of this.form.querySelectorAll("[data-part]")) part.hidden = !parts.includes(part.dataset.part);
    this.targets.show(mode, [[serial, ""]], mode !== "on_site");
    this.dialog.showModal();
  }

  #row(file, place, caption = stem(file.name)) {
    const { words } = this.evidence;
    const row = element("li");
    const label = element("label", "small muted", file.name);
    const field = element("input", "input");
    field.id = label.htmlFor = `caption-${place}`;
    field.value = caption;
    field.maxLength = 400;
    const drop = element("button", "button quiet compact", words.removeFile);
    drop.type = "button";
    row.file = file;
    row.append(label, field, drop);
    return row;
  }

  async #submit() {
    const said = this.#said();
    const wrong = this.#wrong(said);
    if (wrong) return this.#tell(wrong);
    if (this.mode === "upload") {
      for (const row of this.#rows) {
        const meta = { ...said, caption: row.querySelector("input").value.trim() };
        this.evidence.upload(row.file, row.file.name, this.replaces ? { ...meta, replaces: this.replaces } : meta);
      }
      return this.dialog.close();
    }
    try {
      await this.evidence.add({ ...said, mode: this.mode });
      this.dialog.close();
    } catch (error) {
      this.#tell(this.evidence.words.failed.replace("{message}", error.message));
    }
    return undefined;
  }

  #said() {
    const { url, caption, dated, valid_until, not_secret, masked } = this.form.elements;
    return {
      url: this.mode === "link" ? url.value.trim() : "",
      caption: caption.value.trim(),
      dated: dated.value || null,
      valid_until: valid_until.value || null,
      not_secret: not_secret.checked,
      masked: masked.checked,
      targets: this.kept ?? this.targets.value,
    };
  }

  #wrong(said) {
    const { words } = this.evidence;
    const captions = this.mode === "upload" ? this.#rows.map((row) => row.querySelector("input").value.trim()) : [said.caption];
    if (this.mode === "upload" && !this.#rows.length) return words.noFile;
    if (captions.some((caption) => !caption)) return words.noCaption;
    if (!said.targets.length) return words.noTarget;
    if (this.mode !== "on_site" && !(said.not_secret && said.masked)) return words.notConfirmed;
    return "";
  }

  #tell(text) {
    this.fault.hidden = false;
    this.fault.textContent = text;
    this.fault.scrollIntoView({ block: "nearest" });
  }
}
