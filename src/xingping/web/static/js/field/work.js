// One case on this device: what was taken along, what was changed, the photos, how the visit ended.
import { newKey } from "../centre/uploader.js";
import { Draft, same } from "../saving/draft.js";
import { digest, sha256 } from "./digest.js";

// Encrypting takes a moment: writes of one package go one after the other, so that the last one counts.
class FieldStore {
  constructor(shelf, pack) {
    Object.assign(this, { shelf, pack, last: Promise.resolve(), failed: null });
  }

  #then(action) {
    this.last = this.last.then(action).catch((error) => {
      this.failed = error;
    });
    return this.last;
  }

  keepField(name, state) {
    return this.#then(() => this.shelf.keepField(this.pack, name, state));
  }

  dropField(name) {
    return this.#then(() => this.shelf.dropField(this.pack, name));
  }
}

export class Work {
  constructor(shelf, content) {
    Object.assign(this, { shelf, content });
    this.store = new FieldStore(shelf, content.key);
    this.draft = new Draft(content.content, this.store);
    this.photos = [];
    this.pictures = new Map();
    this.unproved = false; // sent, and not yet answered by a receipt
    this.changed = () => {};
  }

  async load() {
    this.draft.restore(await this.shelf.fields(this.key));
    this.photos = await this.shelf.photos(this.key);
    this.photos.sort((one, other) => one.taken_at.localeCompare(other.taken_at));
    return this;
  }

  get key() {
    return this.content.key;
  }

  get number() {
    return this.content.case.number;
  }

  get open() {
    return this.content.open && !this.content.gone;
  }

  get indicators() {
    return this.content.indicators;
  }

  value(name) {
    return this.draft.value(name);
  }

  flags(serial) {
    return { not_seen: false, confidence: null, reasons: [], ...this.value(`flags.${serial}`) };
  }

  set(name, value) {
    if (!this.open) return;
    this.draft.set(name, value);
    this.changed();
  }

  setFlags(serial, changes) {
    const { not_seen, confidence, reasons } = { ...this.flags(serial), ...changes };
    const kept = {};
    if (not_seen) kept.not_seen = true;
    if (confidence) kept.confidence = confidence;
    if (reasons.length) kept.reasons = reasons;
    this.set(`flags.${serial}`, Object.keys(kept).length ? kept : null);
  }

  get scored() {
    return this.indicators.filter((one) => this.value(`scores.${one.serial}`) !== null).length;
  }

  photosOf(serial) {
    return this.photos.filter((one) => one.serial === serial && one.state !== "removed");
  }

  // Things that are on this device only.
  get waiting() {
    const photos = this.photos.filter((one) => one.state !== "arrived").length;
    return this.draft.edits.size + this.draft.conflicts.size + photos + (this.content.closing?.state === "waiting" ? 1 : 0);
  }

  get settled() {
    return this.waiting === 0;
  }

  save() {
    return this.shelf.keepPackage(this.content);
  }

  nextSequence() {
    this.content.sequence = Math.max(Date.now(), (this.content.sequence ?? 0) + 1);
    return this.content.sequence;
  }

  // What the server holds now; returns whether anything that is shown changed by it.
  async refresh(state) {
    const { open, locked_at, version } = this.content;
    Object.assign(this.content, { open: state.open, locked_at: state.locked_at, version: state.version, content: state.content });
    const changed = this.draft.refresh(state.content);
    for (const [name, edit] of [...this.draft.edits]) {
      // Only once nothing more can come: before, an older save may still be on its way and has to be outrun.
      if (!state.open && same(this.draft.known.get(name), edit.value)) this.#arrivedEdit(name, edit.value);
    }
    const there = new Map(state.photos.map((one) => [one.key, one]));
    for (const photo of this.photos) {
      if (there.has(photo.key) && photo.state === "waiting") await this.arrived(photo, there.get(photo.key));
    }
    await this.save();
    return changed.length > 0 || open !== state.open || locked_at !== state.locked_at || version !== state.version;
  }

  #arrivedEdit(name, value) {
    this.noteSent(name, value);
    this.draft.edits.delete(name);
    this.store.dropField(name);
  }

  async addPhoto(serial, blob, { taken_at, place }) {
    const bytes = await blob.arrayBuffer();
    const photo = { key: newKey(), serial, taken_at, place, caption: "", size: bytes.byteLength, sha256: await sha256(bytes), state: "waiting" };
    await this.shelf.keepFile(this.key, photo.key, bytes);
    await this.shelf.keepPhoto(this.key, photo);
    this.photos.push(photo);
    this.changed();
    return photo;
  }

  async arrived(photo, told) {
    photo.state = "arrived";
    photo.distance = told.distance ?? null;
    delete photo.refused;
    await this.shelf.keepPhoto(this.key, photo);
  }

  async removePhoto(photo) {
    if (photo.state === "arrived") {
      photo.state = "removing";
      await this.shelf.keepPhoto(this.key, photo);
    } else await this.forgetPhoto(photo);
    this.changed();
  }

  async forgetPhoto(photo) {
    this.photos = this.photos.filter((one) => one !== photo);
    await this.shelf.dropPhoto(this.key, photo.key);
  }

  // The server has lost it, or has something else under this key: the same picture goes again as a new one.
  async resend(photo) {
    const bytes = await this.shelf.file(this.key, photo.key);
    if (!bytes) return;
    const again = { ...photo, key: newKey(), state: "waiting" };
    await this.shelf.keepFile(this.key, again.key, bytes);
    await this.shelf.keepPhoto(this.key, again);
    await this.forgetPhoto(photo);
    this.photos.push(again);
  }

  // An address of a picture kept on this device, or null where it is there no more.
  async picture(key) {
    if (!this.pictures.has(key)) {
      const bytes = await this.shelf.file(this.key, key).catch(() => null);
      this.pictures.set(key, bytes ? URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })) : null);
    }
    return this.pictures.get(key);
  }

  noteSent(name, value) {
    this.content.sent = { ...this.content.sent, [name]: value };
  }

  choose(name, mine) {
    this.draft.choose(name, mine);
    if (!mine && this.content.sent) delete this.content.sent[name];
    this.save();
    this.changed();
  }

  // Everything that this device says it has sent, by SHA-256; the receipt answers it one by one.
  async manifest() {
    const fields = {};
    for (const [name, value] of Object.entries(this.content.sent ?? {})) fields[name] = await digest(value);
    const photos = Object.fromEntries(this.photos.filter((one) => one.state === "arrived").map((one) => [one.key, one.sha256]));
    const closing = this.content.closing?.state === "arrived" ? this.content.closing.digest : "";
    return { fields, photos, closing };
  }
}
