// What lies on this device, per person, encrypted but for the lock itself: packages, changed fields, photos.
import "../../vendor/idb.js";
import { seal, sealJson, unseal, unsealJson } from "./vault.js";

export const NAME = "xingping-field";
const KINDS = ["packages", "fields", "photos", "files"];

function open() {
  return globalThis.idb.openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("locks", { keyPath: "owner" });
      for (const kind of KINDS) db.createObjectStore(kind, { keyPath: "id" }).createIndex("owner", "owner");
    },
    terminated() {
      opened = null;
    },
  });
}

let opened = null;
let cleared = false;

function database() {
  // A sync on its way must not bring the store back: after clearing, nothing on this page goes on.
  if (cleared) return new Promise(() => {});
  opened ??= open();
  return opened;
}

export const locks = {
  all: async () => (await database()).getAll("locks"),
  get: async (owner) => (await database()).get("locks", owner),
  keep: async (lock) => (await database()).put("locks", lock),
};

// How much of a person's work lies here unsent; it can be told without the PIN.
export async function unsent() {
  const db = await database();
  const [fields, photos] = await Promise.all([db.getAll("fields"), db.getAll("photos")]);
  return fields.filter((one) => one.waiting).length + photos.filter((one) => one.waiting).length;
}

// Nothing of anybody stays: for signing out.
export async function clearDevice() {
  cleared = true;
  if (opened) (await opened).close();
  opened = null;
  await globalThis.idb.deleteDB(NAME);
}

export class Shelf {
  constructor(owner, key) {
    this.owner = owner;
    this.key = key;
  }

  #id(...parts) {
    return [this.owner, ...parts].join("/");
  }

  // `value` is JSON and is encrypted; `waiting` says that it has still to be sent and stays readable.
  async #put(kind, parts, value, waiting = false) {
    const row = { id: this.#id(...parts), owner: this.owner, waiting, ...(await sealJson(this.key, value)) };
    await (await database()).put(kind, row);
  }

  async #get(kind, parts) {
    const row = await (await database()).get(kind, this.#id(...parts));
    return row ? unsealJson(this.key, row) : null;
  }

  async #all(kind, ...parts) {
    const start = `${this.#id(...parts)}/`;
    const range = IDBKeyRange.bound(start, `${start}\uffff`);
    const rows = await (await database()).getAll(kind, range);
    return Promise.all(rows.map((row) => unsealJson(this.key, row)));
  }

  async #drop(kind, ...parts) {
    await (await database()).delete(kind, this.#id(...parts));
  }

  packages() {
    return this.#all("packages");
  }

  keepPackage(content) {
    return this.#put("packages", [content.key], content);
  }

  fields(pack) {
    return this.#all("fields", pack);
  }

  keepField(pack, name, state) {
    return this.#put("fields", [pack, name], { name, ...state }, Boolean(state.edit || state.conflict));
  }

  dropField(pack, name) {
    return this.#drop("fields", pack, name);
  }

  photos(pack) {
    return this.#all("photos", pack);
  }

  keepPhoto(pack, photo) {
    return this.#put("photos", [pack, photo.key], photo, photo.state !== "arrived");
  }

  dropPhoto(pack, key) {
    return Promise.all([this.#drop("photos", pack, key), this.#drop("files", pack, key)]);
  }

  async keepFile(pack, key, bytes) {
    const row = { id: this.#id(pack, key), owner: this.owner, ...(await seal(this.key, bytes)) };
    await (await database()).put("files", row);
  }

  async file(pack, key) {
    const row = await (await database()).get("files", this.#id(pack, key));
    return row ? unseal(this.key, row) : null;
  }

  dropFile(pack, key) {
    return this.#drop("files", pack, key);
  }

  async dropPackage(pack) {
    const db = await database();
    const range = IDBKeyRange.bound(`${this.#id(pack)}/`, `${this.#id(pack)}/\uffff`);
    await Promise.all(["fields", "photos", "files"].map((kind) => db.delete(kind, range)));
    await this.#drop("packages", pack);
  }

  // Own quick reasons, kept over all packages.
  async reasons() {
    return (await this.#get("fields", ["own", "reasons"])) ?? [];
  }

  keepReasons(list) {
    return this.#put("fields", ["own", "reasons"], list);
  }
}
