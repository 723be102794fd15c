// The scenario page: every change is sent to the server, which computes and answers with the results.
import { drawFlow } from "./flow.js";

const page = document.querySelector("[data-scenario]");
const form = document.getElementById("scenario-form");
const PAUSE = 150;
const RETRY = 3000;

if (page && form) start();

function start() {
  const here = page.querySelector("[data-results-here]");
  const trouble = page.querySelector("[data-trouble]");
  const tableFields = ["at", "move", "sort", "page"];
  let timer = 0;
  let asking = null;
  // What the tables are sorted by and which region is open: kept beside the form, part of the address.
  let view = pick(new URLSearchParams(location.search), tableFields);

  page.classList.add("live");
  shown();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(0);
  });
  form.addEventListener("input", (event) => {
    mirror(event.target);
    delete view.page;
    ask(PAUSE);
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-reloads]")) location.search = `?source=${encodeURIComponent(event.target.value)}`;
    else if (event.target.matches("[data-draft]")) changeDraft();
  });
  here.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='?']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const asked = new URLSearchParams(link.getAttribute("href"));
    if (asked.has("export")) return;
    event.preventDefault();
    view = pick(asked, tableFields);
    ask(0);
  });

  function ask(pause) {
    clearTimeout(timer);
    timer = setTimeout(compute, pause);
  }

  async function compute() {
    if (asking) asking.abort();
    asking = new AbortController();
    const own = asking;
    here.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${page.dataset.results}?${query()}`, { signal: own.signal, headers: { Accept: "text/html" } });
      if (answer.redirected || (!answer.ok && answer.status !== 422)) throw new Error(String(answer.status));
      const text = await answer.text();
      trouble.hidden = true;
      here.removeAttribute("aria-busy");
      replace(text, answer.status === 422);
      if (answer.headers.has("Refresh")) ask(Number(answer.headers.get("Refresh")) * 1000);
    } catch (error) {
      if (error.name === "AbortError") return;
      trouble.textContent = page.dataset.failed;
      trouble.hidden = false;
      ask(RETRY);
    }
  }

  // With something to mend, the last results stay in sight below what is wrong.
  function replace(text, faulty) {
    const made = new DOMParser().parseFromString(text, "text/html");
    const old = here.querySelector(".results-faults");
    if (old) old.remove();
    if (faulty) {
      here.prepend(made.querySelector(".results-faults"));
      here.classList.add("stale");
      return;
    }
    const opened = [...here.querySelectorAll("details[open]")].map((one) => one.className);
    const focused = document.activeElement && here.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    here.classList.remove("stale");
    here.replaceChildren(...made.body.childNodes);
    for (const name of opened) for (const one of here.querySelectorAll("details")) if (one.className === name) one.open = true;
    if (focused) [...here.querySelectorAll("a")].find((one) => one.getAttribute("href") === focused)?.focus();
    shown();
  }

  function shown() {
    const data = document.getElementById("scenario-data");
    const state = here.querySelector("[data-address]");
    if (state && state.value) keep(state.value);
    if (!data) return;
    const found = JSON.parse(data.textContent);
    page.querySelector("[data-said]").textContent = here.querySelector(".results-sentence").textContent;
    page.querySelector("[data-foot]").textContent = here.querySelector("[data-brief]").dataset.brief;
    drawFlow(here.querySelector("[data-flow-chart]"), found.flow);
    for (const output of form.querySelectorAll("[data-full]")) output.textContent = found.full;
    for (const [place, sum] of found.sums.entries()) {
      const section = form.querySelector(`[data-section="${place + 1}"]`);
      if (section) mark(section, sum);
    }
  }

  function keep(state) {
    const address = new URLSearchParams(state);
    for (const [name, value] of Object.entries(view)) address.set(name, value);
    if (location.search || form.dataset.touched) history.replaceState(null, "", `?${address}`);
    for (const field of page.querySelectorAll("[data-state]")) field.value = state;
  }

  function mirror(field) {
    form.dataset.touched = "yes";
    if (field.dataset.for) document.getElementById(field.dataset.for).value = field.value;
    else for (const slider of form.querySelectorAll(`[data-for="${CSS.escape(field.id)}"]`)) slider.value = field.value;
  }

  function mark(section, sum) {
    section.querySelector("[data-sum]").textContent = sum;
    const items = [...section.querySelectorAll("[data-item]")];
    const dropped = (item) => item.closest("li").querySelector("[name=drop]").checked;
    for (const item of items) item.closest("li").classList.toggle("changed", differs(item) || dropped(item));
    const itemised = items.some((item) => differs(item) && !dropped(item));
    section.querySelector("[data-itemised]").hidden = !itemised;
    section.classList.toggle("changed", itemised || items.some(dropped) || differs(section.querySelector(".weight-row .input")));
  }

  async function changeDraft() {
    const weights = form.querySelector("[data-weights]");
    const fields = form.querySelector("[data-draft-fields]");
    const chosen = form.elements.draft.value;
    weights.hidden = Boolean(chosen);
    if (!chosen) {
      fields.replaceChildren();
      return;
    }
    const answer = await fetch(`${page.dataset.mapping}?${query()}`, { headers: { Accept: "text/html" } });
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (form.elements.draft.value === chosen) fields.replaceChildren(...made.body.childNodes);
  }

  // Only what differs from the edition: the shortest address.
  function query() {
    const all = new FormData(form);
    const asked = new URLSearchParams();
    for (const [name, value] of all) {
      const field = form.elements[name];
      const standing = field && field.dataset ? field.dataset.standing : undefined;
      if (value !== "" && value !== standing) asked.append(name, value);
    }
    for (const [name, value] of Object.entries(view)) asked.set(name, value);
    return asked;
  }
}

function differs(input) {
  return input.value.trim() !== "" && input.value.trim() !== input.dataset.standing;
}

function pick(all, names) {
  return Object.fromEntries(names.filter((name) => all.has(name)).map((name) => [name, all.get(name)]));
}
