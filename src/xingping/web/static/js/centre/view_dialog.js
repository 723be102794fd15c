// One item of evidence, large: what it is, where it is shown, and what can be done with it.
import { element } from "./tiles.js";
import { Targets } from "./targets.js";

export class ViewDialog {
  constructor(evidence) {
    this.evidence = evidence;
    this.dialog = document.getElementById("evidence-view");
    this.fault = this.dialog.querySelector("[data-view-fault]");
    const on = (selector, type, action) => this.dialog.querySelector(selector)?.addEventListener(type, action);
    on("[data-view-remove]", "click", () => this.#try(() => evidence.remove(this.item)));
    on("[data-view-change]", "click", () => this.#change());
    on("[data-view-replace]", "change", (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      this.dialog.close();
      if (file) evidence.adding.replacement(this.item, file);
    });
  }

  open(item) {
    this.item = item;
    this.fault.hidden = true;
    this.targets = null;
    this.dialog.querySelector("[data-view-title]").textContent = item.caption;
    this.#preview();
    this.#facts();
    const open = this.dialog.querySelector("[data-view-open]");
    open.hidden = item.mode === "on_site";
    open.href = item.mode === "link" ? item.url : `/evidence/${item.version}/file/`;
    open.querySelector("[data-view-open-text]").textContent = item.mode === "link" ? item.url : item.file_name;
    const editable = item.targets.every((target) => this.evidence.isOpen(target[0]));
    for (const part of this.dialog.querySelectorAll("[data-view-remove], [data-view-replace-label]")) part.hidden = !editable;
    const replace = this.dialog.querySelector("[data-view-replace-label]");
    if (replace && item.mode !== "upload") replace.hidden = true;
    const change = this.dialog.querySelector("[data-view-change]");
    this.#label(this.evidence.words.changeLinks);
    if (change) change.hidden = !item.targets.some((target) => this.evidence.isOpen(target[0]));
    this.dialog.showModal();
  }

  #preview() {
    const { item } = this;
    const place = this.dialog.querySelector("[data-view-preview]");
    place.replaceChildren();
    const local = this.evidence.local.get(item.version);
    if (item.media_type.startsWith("video/")) {
      const video = element("video");
      video.controls = true;
      video.preload = "metadata";
      video.src = `/evidence/${item.version}/file/`;
      place.append(video);
    } else if (item.thumbnail || local) {
      const picture = element("img");
      picture.alt = item.caption;
      picture.src = item.thumbnail ? `/evidence/${item.version}/preview/` : local;
      place.append(picture);
    }
  }

  #facts() {
    const { item } = this;
    const { words, names, points } = this.evidence;
    const texts = item.targets.map(([serial, point]) => `${names[serial]}${point ? `：${points[serial].find((one) => one.id === point)?.text ?? point}` : ""}`);
    const rows = texts.map((text, place) => [place ? "" : words.shownFor, text]);
    if (item.dated) rows.push([words.dated, item.dated]);
    if (item.valid_until) rows.push([words.validUntil, item.valid_until]);
    if (item.taken.at) rows.push([words.taken, item.taken.at.replace("T", " ")]);
    if (item.taken.latitude) rows.push([words.place, `${item.taken.latitude}, ${item.taken.longitude}`]);
    if (item.number > 1) rows.push([words.versions, words.version.replace("{number}", item.number)]);
    this.dialog.querySelector("[data-view-facts]").replaceChildren(...rows.flatMap(([term, text]) => [element("dt", "", term), element("dd", "", text)]));
  }

  // The first press shows the check boxes, the second saves them.
  #change() {
    if (this.targets) {
      const { value } = this.targets;
      if (!value.length) return this.#tell(this.evidence.words.noTarget);
      return this.#try(() => this.evidence.link(this.item, value));
    }
    const place = element("div");
    this.dialog.querySelector("[data-view-facts]").replaceChildren(place);
    this.targets = new Targets(place, this.evidence);
    this.targets.show(this.item.mode, this.item.targets, true);
    this.#label(this.evidence.words.saveLinks);
    return undefined;
  }

  #label(text) {
    const place = this.dialog.querySelector("[data-view-change-text]");
    if (place) place.textContent = text;
  }

  async #try(action) {
    try {
      await action();
      this.dialog.close();
    } catch (error) {
      this.#tell(this.evidence.words.failed.replace("{message}", error.message));
    }
  }

  #tell(text) {
    this.fault.hidden = false;
    this.fault.textContent = text;
  }
}
