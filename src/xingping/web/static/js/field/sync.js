// Sends what waits, package by package; what was sent once is never sent as something new.
import { ask, Away, Refused, SignedOut } from "../saving/request.js";
import { digest } from "./digest.js";
import { patiently, sendPhoto } from "./pieces.js";

const ROOT = "/api/v1/field";
const FIRST_WAIT = 3000;
const LONGEST_WAIT = 60000;
const MOST_ROUNDS = 6;
const FIRST_TRIES = 2;
const LATE = new Set(["sheet_locked_already", "wrong_state"]);

export class Sync {
  // `told(state, detail)`: "offline", "syncing", "signedOut", "stranger", "done" or "refused".
  constructor({ owner, works, told }) {
    Object.assign(this, { owner, works, told });
    this.wait = FIRST_WAIT;
    this.timer = null;
    this.busy = false;
    this.stopped = false;
    this.report = { requests: 0, retries: 0 };
    this.wake = () => this.soon(0);
    window.addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    window.removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }

  soon(pause = FIRST_WAIT) {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause);
  }

  async now() {
    clearTimeout(this.timer);
    if (this.busy || this.stopped) return;
    this.busy = true;
    try {
      await this.#everything();
      this.wait = FIRST_WAIT;
      this.told("done");
    } catch (error) {
      this.#failed(error);
    }
    this.busy = false;
    // navigator.onLine tells nothing about the server: ask again by the clock, quickly while something waits.
    this.soon(this.works().some((work) => (work.open && !work.settled) || work.unproved) ? this.wait : LONGEST_WAIT);
  }

  async #everything() {
    // Brings a fresh CSRF token; whether anybody is there at all shows soon.
    const session = await patiently(this.report, () => ask("GET", `${ROOT}/session`), { patience: FIRST_TRIES });
    if (session.owner !== this.owner) throw new Refused(403, { code: "stranger" });
    this.told("syncing");
    for (const work of this.works()) await this.#package(work);
  }

  #failed(error) {
    this.report.retries += 1;
    if (error instanceof SignedOut) this.told("signedOut");
    else if (error instanceof Away) this.told("offline");
    else if (error instanceof Refused) this.told(error.code === "stranger" ? "stranger" : "refused", error.message);
    else {
      this.told("refused", String(error.message ?? error));
      throw error;
    }
    this.wait = Math.min(this.wait * 1.6, LONGEST_WAIT);
  }

  #ask(...request) {
    return patiently(this.report, () => ask(...request));
  }

  async #package(work) {
    const root = `${ROOT}/packages/${work.key}`;
    const state = await this.#state(work, root);
    if (!state) return;
    if (work.open) {
      await this.#fields(work, root);
      await this.#photos(work, root);
    }
    await this.#closing(work, root);
    await this.#receipt(work, root);
    work.changed();
  }

  // Not found: the person is no longer on the team. What is here stays until the person drops it.
  async #state(work, root) {
    try {
      const state = await this.#ask("GET", root);
      work.content.gone = false;
      await work.refresh(state);
      return state;
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
      work.content.gone = true;
      await work.save();
      work.changed();
      return null;
    }
  }

  async #fields(work, root) {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const fields = work.draft.toSend();
      if (Object.keys(fields).length === 0) return;
      await work.store.last; // what is being sent is on the device before it leaves it
      const body = { device: work.content.device, sequence: work.nextSequence(), fields };
      await work.save();
      let answer;
      try {
        answer = await this.#ask("POST", `${root}/sheet`, body);
      } catch (error) {
        if (!(error instanceof Refused) || !LATE.has(error.code)) throw error;
        await this.#state(work, root);
        return;
      }
      if (answer.stale) {
        await work.refresh({ ...(await this.#ask("GET", root)) });
        continue;
      }
      for (const name of answer.applied) work.noteSent(name, fields[name].value);
      work.draft.answered(fields, answer);
      work.content.version = answer.version;
      await work.save();
      work.changed();
    }
  }

  async #photos(work, root) {
    for (const photo of [...work.photos]) {
      if (photo.state === "removing") await this.#remove(work, photo, root);
      if (photo.state !== "waiting" || photo.refused) continue;
      const bytes = await work.shelf.file(work.key, photo.key);
      try {
        const told = await sendPhoto(root, photo, bytes, this.report);
        if (told.removed) await work.forgetPhoto(photo);
        else await work.arrived(photo, told);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (LATE.has(error.code)) return void (await this.#state(work, root));
        photo.refused = error.message;
        await work.shelf.keepPhoto(work.key, photo);
      }
      work.changed();
    }
  }

  async #remove(work, photo, root) {
    try {
      await this.#ask("DELETE", `${root}/photos/${photo.key}`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status !== 404) {
        photo.state = "arrived";
        return;
      }
    }
    await work.forgetPhoto(photo);
  }

  async #closing(work, root) {
    const closing = work.content.closing;
    if (closing?.state !== "waiting" || closing.refused) return;
    const { state, ...body } = closing;
    try {
      const told = await this.#ask("POST", `${root}/closing`, body);
      Object.assign(closing, { state: "arrived", digest: told.content, standing: told.standing });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      closing.refused = error.message;
    }
    await work.save();
  }

  // The receipt counts only where it answers exactly what this device asked.
  async #receipt(work, root) {
    const manifest = await work.manifest();
    const named = Object.keys(manifest.fields).length + Object.keys(manifest.photos).length + (manifest.closing ? 1 : 0);
    if (named === 0) return;
    const own = await digest(manifest);
    if (work.content.receipt?.manifest === own && work.content.receipt.complete) return;
    work.unproved = true;
    const told = await this.#ask("POST", `${root}/receipt`, { ...manifest, number: work.nextSequence() });
    const all = told.manifest === own && Object.keys(manifest.fields).every((one) => one in told.fields) && Object.keys(manifest.photos).every((one) => one in told.photos);
    const missing = Object.values({ ...told.fields, ...told.photos }).filter((one) => one === "missing" || one === "damaged").length;
    work.content.receipt = {
      ...told,
      complete: told.complete && all && missing === 0,
      at: new Date().toISOString(),
      counts: { fields: Object.keys(manifest.fields).length, photos: Object.keys(manifest.photos).length, missing },
    };
    work.unproved = false;
    for (const photo of [...work.photos]) {
      const fate = told.photos[photo.key];
      if (fate === "arrived") await work.shelf.dropFile(work.key, photo.key); // proved: the picture may leave the device
      else if (fate === "missing" || fate === "damaged") await work.resend(photo);
    }
    await work.save();
  }
}
