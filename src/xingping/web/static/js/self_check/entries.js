// What the visitor entered, kept in this browser. Scores are texts as typed; nothing is computed here.
const KEY = "xingping.self-check.1";

export const OWN_SHEET = "自测";

export function empty() {
  return { kind: "urban", subject: "", facts: {}, ticks: [], scores: {}, fixed: [], target: null, effort: {}, at: null };
}

export function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept && typeof kept === "object" ? { ...empty(), ...kept } : empty();
  } catch {
    return empty();
  }
}

// Returns whether the browser kept it.
export function save(entries) {
  try {
    entries.at = new Date().toISOString();
    localStorage.setItem(KEY, JSON.stringify(entries));
    return true;
  } catch {
    return false;
  }
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

// Another tab of the same browser changed the entries.
export function onChangedElsewhere(action) {
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) action();
  });
}

// What the server is asked: only what it computes with.
export function question(entries) {
  const { kind, subject, facts, ticks, scores, fixed, target, effort } = entries;
  return { kind, subject, facts, ticks, fixed, target, effort, sheets: { [OWN_SHEET]: scores } };
}
