// Centres for what is being typed. Without it the form is sent as usual.
const WAIT = 120;
for (const form of document.querySelectorAll("[data-suggest]")) suggestIn(form);

function suggestIn(form) {
  const input = form.querySelector("input[name=q]");
  const list = document.createElement("ul");
  const status = document.createElement("span");
  list.className = "suggestions";
  list.id = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.placeholder);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  const state = { timer: 0, asked: 0, chosen: -1 };
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  close(input, list, state);
  input.addEventListener("input", () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => ask(form, input, list, status, state), WAIT);
  });
  input.addEventListener("keydown", (event) => onKey(event, input, list, state));
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close(input, list, state);
  });
}

async function ask(form, input, list, status, state) {
  const words = input.value.trim();
  const number = ++state.asked;
  if (!words) return close(input, list, state);
  try {
    const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`);
    if (!answer.ok || number !== state.asked) return;
    const { centres } = await answer.json();
    if (number === state.asked) show(form, input, list, status, state, centres);
  } catch {
    close(input, list, state); // the form still works
  }
}

function show(form, input, list, status, state, centres) {
  list.replaceChildren(...centres.map(row));
  state.chosen = -1;
  list.hidden = !centres.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  status.textContent = centres.length ? form.dataset.found.replace("{n}", centres.length) : form.dataset.nothing;
}

function row(centre, place) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const where = document.createElement("span");
  item.id = `suggestion-${place}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  link.href = centre.url;
  link.tabIndex = -1;
  link.textContent = centre.name + (centre.stars ? ` ${"★".repeat(centre.stars)}` : "");
  where.className = "small muted";
  where.textContent = centre.place;
  link.append(where);
  item.append(link);
  return item;
}

function onKey(event, input, list, state) {
  const rows = [...list.children];
  if (list.hidden || !rows.length) return;
  if (event.key === "Escape") return close(input, list, state);
  if (event.key === "Enter" && state.chosen >= 0) {
    event.preventDefault();
    rows[state.chosen].querySelector("a").click();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  state.chosen = (state.chosen + step + rows.length) % rows.length;
  rows.forEach((one, place) => one.setAttribute("aria-selected", String(place === state.chosen)));
  input.setAttribute("aria-activedescendant", rows[state.chosen].id);
}

function close(input, list, state) {
  list.hidden = true;
  state.chosen = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}
