// The cases on this device, and those that can be taken along.
import { ask } from "../../saving/request.js";
import { takeable, takeAlong } from "../taking.js";
import { clearDevice } from "../shelf.js";
import { el, icon, moment, notice, say } from "../dom.js";

export function home(app) {
  const offered = el("div.stack", {}, el("p.muted", {}, say("looking")));
  look(app, offered);
  return el("div.stack", {},
    el("section.stack", {}, el("h2", {}, say("here")), ...(app.works.length ? app.works.map((work) => card(app, work)) : [nothing()])),
    el("section.stack", {}, el("h2", {}, say("to_take")), offered),
    el("section.stack", {}, el("h2", {}, say("device")), el("p.muted.small", {}, say("device_text")), leave(app)));
}

function nothing() {
  return el("div.empty", {}, icon("device-mobile"), el("h3", {}, say("none_here")), el("p", {}, say("none_here_text")));
}

function card(app, work) {
  const total = work.indicators.length;
  const state = work.content.gone ? el("span.tag.bad", {}, say("gone_tag")) : !work.open ? el("span.tag.info", {}, say("locked_tag")) : work.waiting ? el("span.tag.warn", {}, say("waiting", { count: work.waiting })) : el("span.tag.ok", {}, say("all_sent"));
  return el("a.card.field-case", { href: `#/${work.number}` },
    el("span.field-case-head", {}, el("strong", {}, work.content.case.centre), state),
    el("span.muted.small", {}, say("case_line", { number: work.number, address: work.content.case.address })),
    el("progress.progress", { max: total, value: work.scored, "aria-label": say("progress", { done: work.scored, total }) }),
    el("span.small.muted", {}, say("progress", { done: work.scored, total })));
}

async function look(app, box) {
  let found;
  try {
    found = await takeable();
  } catch {
    return box.replaceChildren(el("p.muted", {}, say("take_offline")));
  }
  const rows = found.map((one) => {
    const known = app.works.find((work) => work.number === one.number);
    const progress = el("span.small.muted", { role: "status" });
    const button = el("button.button", { type: "button" }, icon("download"), known ? say("take_again") : say("take"));
    button.onclick = async () => {
      button.disabled = true;
      try {
        await app.take(takeAlong(app.shelf, one.number, known, (done, of) => {
          progress.textContent = say("taking", { done, of });
        }));
      } catch (error) {
        progress.textContent = error.code ? error.message : say("take_failed");
        button.disabled = false;
      }
    };
    return el("div.card.field-case", {}, el("strong", {}, one.centre),
      el("span.muted.small", {}, one.visit ? say("visit_at", { at: moment(one.visit) }) : say("visit_none")), button, progress);
  });
  box.replaceChildren(...(rows.length ? rows : [el("p.muted", {}, say("nothing_to_take"))]));
}

// Signing out takes everything off this device; what is unsent would be lost, so it is asked for.
function leave(app) {
  const box = el("div.stack");
  const go = async () => {
    app.close();
    await clearDevice();
    await ask("POST", document.body.dataset.signOut).catch(() => {});
    location.replace(document.body.dataset.signIn);
  };
  const button = el("button.button.danger", { type: "button", onclick: () => {
    const waiting = app.works.reduce((sum, work) => sum + work.waiting, 0);
    if (!waiting) return void go();
    box.replaceChildren(notice("bad", say("leave_unsent", { count: waiting }), say("leave_unsent_text")),
      el("button.button.danger", { type: "button", onclick: go }, say("leave_anyway")));
  } }, icon("logout"), say("leave"));
  return el("div.stack", {}, button, box);
}
