// What is on this device only: typed fields not yet saved, and files not yet uploaded. Per person and case.
import "../../vendor/idb.js";

const NAME = "xingping-drafts";

function open() {
  return globalThis.idb.openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("fields", { keyPath: ["owner", "name"] }).createIndex("owner", "owner");
      db.createObjectStore("uploads", { keyPath: "key" }).createIndex("owner", "owner");
    },
  });
}

export class Store {
  constructor(owner, failed) {
    this.owner = owner;
    this.failed = failed;
    this.ready = open().catch(() => null);
    navigator.storage?.persist?.().catch(() => {});
  }

  // Every use of the database may fail (private windows, full disks): the page goes on without it and says so.
  async #with(action) {
    const db = await this.ready;
    try {
      if (!db) throw new Error("no store");
      return await action(db);
    } catch {
      this.failed();
      return undefined;
    }
  }

  fields() {
    return this.#with((db) => db.getAllFromIndex("fields", "owner", this.owner)).then((rows) => rows ?? []);
  }

  keepField(name, state) {
    return this.#with((db) => db.put("fields", { owner: this.owner, name, ...state }));
  }

  dropField(name) {
    return this.#with((db) => db.delete("fields", [this.owner, name]));
  }

  uploads() {
    return this.#with((db) => db.getAllFromIndex("uploads", "owner", this.owner)).then((rows) => rows ?? []);
  }

  keepUpload(upload) {
    return this.#with((db) => db.put("uploads", { owner: this.owner, ...upload }));
  }

  dropUpload(key) {
    return this.#with((db) => db.delete("uploads", key));
  }
}
