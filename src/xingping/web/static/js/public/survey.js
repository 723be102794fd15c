// Questions that are not asked are hidden; a kiosk that nobody touches begins anew. All works without this,
// too: the page says who is asked, and the server leaves out what was not asked.
const form = document.querySelector(".survey form");
const dependent = [...document.querySelectorAll("[data-asked-if]")];

function show() {
  for (const part of dependent) {
    const [name, options] = part.dataset.askedIf.split("=");
    const chosen = form.querySelector(`input[name="${name}"]:checked`);
    part.hidden = !(chosen && options.split("|").includes(chosen.value));
  }
  for (const said of document.querySelectorAll("[data-condition]")) said.hidden = true;
  // Numbers run on over what is hidden.
  const numbers = [...document.querySelectorAll("[data-number]")].filter((one) => !one.closest("[hidden]"));
  numbers.forEach((one, place) => (one.textContent = place + 1));
}

if (form) {
  form.addEventListener("change", show);
  show();
  document.querySelector(".question.wrong, .field.wrong")?.scrollIntoView({ block: "center" });
}

// The code of a letter stands behind "#": it reaches no server but in the form. Kept for this tab alone, so
// that it is still there after the language is changed.
const mark = form?.querySelector("input[name=mark][data-by-letter]");
if (mark) {
  const kept = `code ${location.pathname}`;
  const code = new URLSearchParams(location.hash.slice(1)).get("code") || sessionStorage.getItem(kept) || "";
  if (/^[0-9A-Za-z-]{12,20}$/.test(code)) {
    if (!mark.value) mark.value = code;
    if (!document.body.dataset.kiosk) sessionStorage.setItem(kept, code);
  }
}

const rest = Number(document.body.dataset.kiosk || 0);
if (rest) {
  let timer;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.replace(location.pathname), rest * 1000);
  };
  for (const kind of ["pointerdown", "keydown", "scroll", "change"]) addEventListener(kind, again, { passive: true });
  again();
}
