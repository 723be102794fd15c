// The phone's own code (js/field/work.js), driven line by line from Python: {"op", "id", ...} in, JSON out.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { Work } = await import(pathToFileURL(process.argv[2]));

class Shelf {
  constructor(rows = new Map()) {
    this.rows = rows;
  }

  async fields() {
    return [...this.rows.values()].map((row) => structuredClone(row));
  }

  async keepField(_pack, name, state) {
    this.rows.set(name, { name, ...state });
  }

  async dropField(_pack, name) {
    this.rows.delete(name);
  }

  async photos() {
    return [];
  }

  async keepPackage() {}
}

const works = new Map();
const start = async (id, content, rows) => {
  const work = new Work(new Shelf(rows), structuredClone({ key: id, photos: [], ...content }));
  works.set(id, await work.load());
};
const ops = {
  reset: async () => works.clear(),
  start: ({ id, content }) => start(id, content),
  // The tab is closed and opened again: what is on the shelf is all that is left.
  restart: async ({ id }) => {
    const work = works.get(id);
    await work.store.last;
    await start(id, work.content, work.shelf.rows);
  },
  set: async ({ id, name, value }) => works.get(id).set(name, value),
  send: async ({ id }) => works.get(id).draft.toSend(),
  answered: async ({ id, fields, answer }) => {
    const work = works.get(id);
    for (const name of answer.applied) work.noteSent(name, fields[name].value);
    work.draft.answered(fields, answer);
  },
  refresh: async ({ id, state }) => {
    await works.get(id).refresh(state);
  },
  choose: async ({ id, name, mine }) => works.get(id).choose(name, mine),
  state: async ({ id, names }) => {
    const { draft, open } = works.get(id);
    return {
      open,
      values: Object.fromEntries(names.map((name) => [name, draft.value(name)])),
      edits: Object.fromEntries([...draft.edits].map(([name, edit]) => [name, edit.value])),
      conflicts: Object.fromEntries(draft.conflicts),
    };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const batch = JSON.parse(line);
  let last = null;
  for (const one of batch) last = await ops[one.op](one);
  process.stdout.write(`${JSON.stringify(last ?? null)}\n`);
}
