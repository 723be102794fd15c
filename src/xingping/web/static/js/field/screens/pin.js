// The first page: set a PIN, give it, or sign in again.
import { el, notice, say } from "../dom.js";
import { Expired, makeLock, unlock, WrongPin } from "../vault.js";
import { clearDevice, locks, unsent } from "../shelf.js";

const SHORTEST = 6;

function field(id, label, help) {
  const input = el("input.input.field-pin", {
    id, type: "password", inputmode: "numeric", autocomplete: "off", minlength: String(SHORTEST), maxlength: "32", required: true,
  });
  return { input, box: el("div.field", {}, el("label.label", { for: id }, label), input, help ? el("p.help", {}, help) : null) };
}

export function setPin(owner, opened) {
  const one = field("pin", say("pin_new"), say("pin_help"));
  const two = field("pin-again", say("pin_again"));
  const wrong = el("p.error", { hidden: true, role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    wrong.hidden = one.input.value === two.input.value && one.input.value.length >= SHORTEST;
    wrong.textContent = one.input.value.length < SHORTEST ? say("pin_short") : say("pin_differs");
    if (!wrong.hidden) return;
    const { lock, key } = await makeLock(owner, one.input.value);
    await locks.keep(lock);
    opened(lock, key);
  };
  return el("form.card.field-pin-card", { onsubmit: submit },
    el("h1", {}, say("pin_set_title")), el("p.muted", {}, say("pin_set_text")),
    one.box, two.box, wrong, el("button.button.primary.wide", { type: "submit" }, say("pin_set")));
}

export function givePin(lock, opened, expired) {
  const one = field("pin", say("pin_label"));
  const wrong = el("p.error", { hidden: true, role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    try {
      opened(lock, await unlock(await locks.get(lock.owner), one.input.value, locks.keep));
    } catch (error) {
      if (error instanceof Expired) return expired();
      if (!(error instanceof WrongPin)) throw error;
      wrong.hidden = false;
      wrong.textContent = say("pin_wrong", { left: error.message });
      one.input.value = "";
      one.input.focus();
    }
  };
  const forgotten = el("div");
  const forget = async () => {
    const go = async () => {
      await clearDevice();
      location.assign(document.body.dataset.signIn);
    };
    forgotten.replaceChildren(notice("bad", say("pin_forget_title"), say("pin_forget_text", { count: await unsent() })), el("button.button.danger.wide", { type: "button", onclick: go }, say("pin_forget")));
  };
  return el("form.card.field-pin-card", { onsubmit: submit },
    el("h1", {}, say("pin_title")), el("p.muted", {}, say("pin_text")),
    one.box, wrong, el("button.button.primary.wide", { type: "submit" }, say("pin_open")),
    el("button.button.quiet.wide", { type: "button", onclick: forget }, say("pin_forgotten")), forgotten);
}

export function signIn(text) {
  return el("section.card.field-pin-card", {}, el("h1", {}, say("signin_title")), el("p.muted", {}, text),
    el("a.button.primary.wide", { href: document.body.dataset.signIn }, say("signin")));
}

export function elsewhere() {
  return el("section.card.field-pin-card", {}, notice("warn", say("elsewhere_title"), say("elsewhere_text")));
}
