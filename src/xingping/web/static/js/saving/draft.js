// Fields as the server knows them, as they were changed since, and where the two disagree.
// A field is "scores.31", "statements.31", "points.31.1" or "facts.households"; null is empty.

export function same(one, other) {
  return canonical(one) === canonical(other);
}

function canonical(value) {
  if (value && typeof value === "object") return JSON.stringify(Object.keys(value).sort().map((key) => [key, value[key]]));
  return JSON.stringify(value ?? null);
}

export function flatten(content) {
  const known = new Map();
  for (const [section, values] of Object.entries(content)) {
    for (const [key, value] of Object.entries(values)) known.set(`${section}.${key}`, value);
  }
  return known;
}

export class Draft {
  constructor(content, store) {
    this.known = flatten(content);
    this.store = store;
    this.edits = new Map(); // name -> {base, value, sent: [values whose fate is unknown], refused}
    this.conflicts = new Map(); // name -> {yours, present}
    this.typed = new Map(); // name -> text that is no value yet
    this.faults = new Map(); // name -> what the server said
  }

  // Take over what an earlier visit, or another tab, left on this device.
  restore(rows) {
    for (const { name, edit, conflict, typed } of rows) {
      if (edit) this.edits.set(name, { ...edit, refused: false });
      if (conflict) this.conflicts.set(name, conflict);
      if (typed !== undefined) this.typed.set(name, typed);
    }
  }

  value(name) {
    if (this.conflicts.has(name)) return this.conflicts.get(name).yours;
    if (this.edits.has(name)) return this.edits.get(name).value;
    return this.known.get(name) ?? null;
  }

  set(name, value) {
    this.typed.delete(name);
    const conflict = this.conflicts.get(name);
    if (conflict) conflict.yours = value;
    else {
      const edit = this.edits.get(name);
      const base = edit ? edit.base : this.known.get(name) ?? null;
      const sent = edit ? edit.sent : [];
      this.faults.delete(name);
      // Compared with what the server has now: it may have changed since the first keystroke.
      if (same(this.known.get(name), value) && sent.length === 0) this.edits.delete(name);
      else this.edits.set(name, { base, value, sent, refused: false });
    }
    this.#keep(name);
  }

  setTyped(name, text) {
    if (this.typed.get(name) === text) return;
    this.typed.set(name, text);
    this.#keep(name);
  }

  dropTyped(name) {
    if (this.typed.delete(name)) this.#keep(name);
  }

  // What to send: until an answer comes, nobody knows whether these values arrived.
  toSend() {
    const fields = {};
    for (const [name, edit] of this.edits) {
      if (edit.refused) continue;
      fields[name] = { base: edit.base, value: edit.value };
      if (!edit.sent.some((one) => same(one, edit.value))) {
        edit.sent.push(edit.value);
        this.#keep(name);
      }
    }
    return fields;
  }

  // Returns the fields that now stand in conflict.
  answered(fields, answer) {
    for (const name of answer.applied) {
      const value = fields[name].value;
      this.known.set(name, value);
      const edit = this.edits.get(name);
      if (!edit) continue;
      if (same(edit.value, value)) this.edits.delete(name);
      else Object.assign(edit, { base: value, sent: [] });
      this.#keep(name);
    }
    for (const [name, fault] of Object.entries(answer.faults)) {
      const edit = this.edits.get(name);
      if (!edit || !same(edit.value, fields[name].value)) continue;
      edit.refused = true;
      this.faults.set(name, `${fault.message}，${fault.mend}`);
    }
    return answer.conflicts.filter((one) => this.#disagree(one.field, one.present ?? null)).map((one) => one.field);
  }

  // The state on the server; returns the fields whose value on the page changed by it.
  refresh(content) {
    const present = flatten(content);
    const changed = [];
    // A conflict restored from an earlier visit may be older than what was known then.
    for (const [name, conflict] of this.conflicts) conflict.present = present.get(name) ?? null;
    for (const name of new Set([...present.keys(), ...this.known.keys()])) {
      const value = present.get(name) ?? null;
      if (same(value, this.known.get(name))) continue;
      this.known.set(name, value);
      if (!this.edits.has(name)) changed.push(name);
    }
    return changed;
  }

  choose(name, mine) {
    const { yours, present } = this.conflicts.get(name);
    this.conflicts.delete(name);
    this.known.set(name, present);
    this.set(name, mine ? yours : present);
  }

  get waiting() {
    return [...this.edits.values()].filter((edit) => !edit.refused).length;
  }

  #disagree(name, present) {
    const edit = this.edits.get(name);
    if (!edit) return false;
    this.known.set(name, present);
    if (edit.sent.some((one) => same(one, present)) && !same(present, edit.base)) {
      Object.assign(edit, { base: present, sent: [] }); // our own earlier save, whose answer was lost
      this.#keep(name);
      return false;
    }
    this.edits.delete(name);
    this.conflicts.set(name, { yours: edit.value, present });
    this.#keep(name);
    return true;
  }

  #keep(name) {
    const edit = this.edits.get(name);
    const conflict = this.conflicts.get(name);
    const typed = this.typed.get(name);
    if (edit || conflict || typed !== undefined) this.store.keepField(name, structuredClone({ edit, conflict, typed }));
    else this.store.dropField(name);
  }
}
