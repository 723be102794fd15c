// One indicator: photos, each scoring point, the score, the reasons.
import { metres, photograph, whereabouts } from "../camera.js";
import { clock, el, icon, notice, points, say } from "../dom.js";
import { evidence } from "./evidence.js";
import { judgement } from "./judgement.js";
import { state } from "./case.js";

const SHOWN = 11;
const CONFIDENCES = ["confidence_low", "confidence_middling", "confidence_high"];

export function indicatorScreen(app, work, serial) {
  const place = work.indicators.findIndex((one) => one.serial === serial);
  const one = work.indicators[place];
  if (!one) return null;
  const parts = [pictures(work, one), judgement(work, one), score(work, one), reasons(app, work, one), certainty(work, one)];
  const later = work.indicators[place + 1];
  const earlier = work.indicators[place - 1];
  const link = (to, label, primary) => el(`a.button${primary ? ".primary" : ""}`, { href: to ? `#/${work.number}/${to.serial}` : `#/${work.number}` }, label);
  return {
    title: say("title", { number: work.number }),
    foot: [link(earlier, say("earlier")), link(later, later ? say("later", { name: later.name }) : say("to_list"), true)],
    body: el("div.stack.field-indicator", {}, state(work),
      el("header", {},
        el("p.muted.small", {}, say("indicator_line", { serial, level2: one.level2, points: points(one.points), place: place + 1, total: work.indicators.length })),
        el("h1", {}, one.name),
        el("details.working", {}, el("summary", {}, say("requirement")), el("p", {}, one.requirement))),
      said(one), evidence(work, serial), ...parts),
  };
}

function said(one) {
  if (!one.statement && one.self_score === null) return null;
  return el("div.card.field-said", {}, el("p.small.muted", {}, one.self_score === null ? say("said") : say("said_with_score", { points: points(one.self_score) })), el("p", {}, one.statement || say("said_nothing")));
}

function pictures(work, one) {
  const box = el("section.field-photos", { "aria-label": say("photos") });
  const draw = async () => {
    const shown = await Promise.all(work.photosOf(one.serial).map((photo) => figure(work, photo, draw)));
    box.replaceChildren(...shown, work.open ? button() : "");
  };
  const button = () => {
    let place = null;
    const input = el("input", { type: "file", accept: "image/*", capture: "environment", id: "camera", "data-serial": one.serial });
    const wrong = el("p.error", { hidden: true, role: "alert" });
    input.addEventListener("click", () => {
      place = whereabouts();
    });
    input.addEventListener("change", async () => {
      const [file] = input.files;
      if (!file) return;
      try {
        await photograph(work, one.serial, file, place ?? whereabouts());
        await draw();
      } catch {
        wrong.hidden = false;
        wrong.textContent = say("photo_failed");
      }
    });
    return el("div", {}, el("span.file", {}, input, el("span.button.wide", {}, icon("camera"), say("take_photo"))), wrong);
  };
  draw();
  return box;
}

async function figure(work, photo, draw) {
  const source = await work.picture(photo.key);
  const far = photo.distance ?? metres(photo.place, work.content.case);
  const line = [say("photo_at", { at: clock(photo.taken_at) }), far === null ? say(photo.place ? "photo_placed" : "photo_no_place") : say("photo_far", { metres: far })].join(" · ");
  const drop = el("button.button.compact.field-drop", { type: "button", "aria-label": say("photo_remove"), onclick: async () => {
    await work.removePhoto(photo);
    draw();
  } }, icon("trash"));
  return el("figure.field-photo", {},
    source ? el("img", { src: source, alt: say("photo_alt", { serial: photo.serial }) }) : el("div.field-photo-gone", {}, icon("circle-check"), say("photo_on_server")),
    el("figcaption", {}, icon("check"), line), work.open ? drop : null, photo.refused ? notice("bad", say("photo_refused"), photo.refused) : null);
}

function score(work, one) {
  const name = `scores.${one.serial}`;
  const box = el("section", { "aria-label": say("score") });
  let all = false;
  const draw = () => {
    const chosen = work.value(name);
    const steps = [];
    for (let value = 0; value <= one.points; value += work.content.step) steps.push(value);
    const shown = all ? steps : steps.slice(-SHOWN);
    if (chosen !== null && !shown.includes(chosen)) shown.unshift(chosen);
    const button = (value) => el(`button.field-score`, { type: "button", "aria-pressed": String(chosen === value), disabled: !work.open, onclick: () => {
      work.set(name, chosen === value ? null : value);
      draw();
    } }, points(value));
    const more = !all && steps.length > SHOWN ? el("button.field-score", { type: "button", "aria-label": say("all_scores"), onclick: () => {
      all = true;
      draw();
    } }, "…") : null;
    box.replaceChildren(el("h2.field-label", {}, say("score")), el("div.field-scores", {}, ...shown.map(button), more ?? ""));
  };
  draw();
  return box;
}

// The chosen reasons make the remark, as long as nobody has written one by hand.
function reasons(app, work, one) {
  const box = el("section", { "aria-label": say("reasons") });
  const name = `statements.${one.serial}`;
  const remark = el("textarea.textarea", { id: "remark", rows: 3, maxlength: "2000", readOnly: !work.open, placeholder: say("remark_hint") });
  remark.value = work.value(name) ?? "";
  remark.addEventListener("input", () => work.set(name, remark.value || null));
  const toggle = (reason) => {
    const before = work.flags(one.serial).reasons;
    const after = before.includes(reason) ? before.filter((each) => each !== reason) : [...before, reason].slice(0, 10);
    work.setFlags(one.serial, { reasons: after });
    if (remark.value === before.join("；")) {
      remark.value = after.join("；");
      work.set(name, remark.value || null);
    }
    draw();
  };
  const draw = () => {
    const chosen = work.flags(one.serial).reasons;
    const offered = [...new Set([...app.reasons, ...chosen])];
    const chip = (reason) => el("button.field-chip", { type: "button", "aria-pressed": String(chosen.includes(reason)), disabled: !work.open, onclick: () => toggle(reason) }, reason);
    const own = el("input.input.field-own", { type: "text", maxlength: "60", "aria-label": say("own_reason"), placeholder: say("own_reason"), disabled: !work.open });
    own.addEventListener("change", async () => {
      const text = own.value.trim();
      if (!text) return;
      await app.addReason(text);
      toggle(text);
    });
    chips.replaceChildren(...offered.map(chip), own);
  };
  const chips = el("div.field-chips");
  draw();
  work.redrawReasons = () => {
    remark.value = work.value(name) ?? "";
    draw();
  };
  box.append(el("h2.field-label", {}, say("reasons")), el("div.card.field-reasons", {}, chips), el("label.label", { for: "remark" }, say("remark")), remark,
    work.content.reason_below_full ? el("p.help", {}, say("remark_rule")) : "");
  return box;
}

function certainty(work, one) {
  const flags = work.flags(one.serial);
  const seen = el("input.check", { type: "checkbox", id: "not-seen", checked: flags.not_seen, disabled: !work.open });
  seen.addEventListener("change", () => work.setFlags(one.serial, { not_seen: seen.checked }));
  const choice = (number) => {
    const input = el("input", { type: "radio", name: "confidence", value: String(number), checked: flags.confidence === number, disabled: !work.open });
    input.addEventListener("change", () => work.setFlags(one.serial, { confidence: number }));
    return el("label.pick", {}, input, say(CONFIDENCES[number - 1]));
  };
  return el("section.card.field-certainty", {}, el("label.pick", {}, seen, say("not_seen")),
    el("fieldset", {}, el("legend.small.muted", {}, say("confidence")), el("div.row", {}, choice(1), choice(2), choice(3))));
}
