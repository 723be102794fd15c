// Small helpers on every page. Pages work without them.
const menuButton = document.querySelector(".bar-menu-button");
if (menuButton) {
  const menu = document.getElementById(menuButton.getAttribute("aria-controls"));
  menuButton.hidden = false;
  menuButton.addEventListener("click", () => {
    const open = menu.classList.toggle("open");
    menuButton.setAttribute("aria-expanded", String(open));
  });
}

// A strip that scrolls sideways shows the page it belongs to.
for (const here of document.querySelectorAll(".side-nav [aria-current], .case-tabs [aria-current]")) {
  const strip = here.closest(".side-nav, .case-tabs");
  const [own, whole] = [here.getBoundingClientRect(), strip.getBoundingClientRect()];
  if (own.right > whole.right) strip.scrollLeft += own.left - whole.left - (whole.width - own.width) / 2;
}

// <select data-submits>: a filter that takes effect at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

// <button data-print>
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// <button data-opens="dialog-id">, and <button data-closes> inside a <dialog>.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog").close();
});

// A form is sent once, however often its button is pressed; data-repeats: a form that answers with a file.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("repeats" in form.dataset) return;
  if (form.dataset.sent && form.method === "post") event.preventDefault();
  else if (!event.defaultPrevented && form.method === "post") form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The name of a chosen file beside its button.
document.addEventListener("change", (event) => {
  const name = event.target.matches("input[type=file]") && event.target.parentElement.querySelector("[data-file-name]");
  if (!name || event.target.files.length === 0) return;
  const files = [...event.target.files];
  name.textContent = files.length === 1 ? files[0].name : name.dataset.many.replace("{count}", files.length);
});
