// What has arrived, proved by hashes; what stands against what; what is left on this device.
import { el, icon, moment, notice, points, say } from "../dom.js";

export function receiptScreen(app, work) {
  const foot = [el("a.button", { href: `#/${work.number}` }, say("to_list"))];
  if (!work.content.gone) foot.push(el("button.button.primary", { type: "button", onclick: () => app.sync.now() }, icon("refresh"), say("sync_now")));
  return { title: say("receipt"), foot, body: el("div.stack", {}, receipt(work), waiting(work), ...conflicts(app, work), ...late(app, work), photos(work), tidy(app, work)) };
}

function receipt(work) {
  const told = work.content.receipt;
  if (!told) return el("div.empty", {}, icon("cloud-upload"), el("h2", {}, say("no_receipt")), el("p", {}, say("no_receipt_text")));
  const { counts } = told;
  const line = (name, count) => [el("dt", {}, say(name)), el("dd", {}, say("arrived_of", { count, of: count }))];
  return el("section.card.field-receipt", { "data-complete": String(told.complete) },
    notice(told.complete ? "ok" : "warn", !told.complete ? say("receipt_missing", { count: counts.missing }) : work.settled ? say("receipt_complete") : say("receipt_so_far")),
    el("dl.facts", {}, ...(told.complete ? [...line("fields", counts.fields), ...line("photos", counts.photos)] : []),
      ...(told.closing ? [el("dt", {}, say("visit_record")), el("dd", {}, told.closing === "arrived" ? say("arrived") : say("missing"))] : []),
      el("dt", {}, say("receipt_at")), el("dd", {}, moment(told.at)),
      el("dt", {}, say("manifest_hash")), el("dd", {}, el("code", {}, told.manifest))),
    el("details.working", {}, el("summary", {}, say("receipt_how")), el("p", {}, say("receipt_how_text"))));
}

function waiting(work) {
  return work.waiting && work.open ? notice("warn", say("waiting", { count: work.waiting }), say("waiting_text")) : null;
}

function place(work, name) {
  const [section, ...rest] = name.split(".");
  const key = rest.join(".");
  const one = work.indicators.find((each) => each.serial === key || each.scoring_points.some((point) => point.id === key));
  const point = one?.scoring_points.find((each) => each.id === key);
  return say("field_place", { serial: one?.serial ?? key, name: point?.text ?? one?.name ?? "", section: say(`section_${section}`) });
}

export function shown(name, value) {
  if (value === null || value === undefined) return say("empty");
  if (name.startsWith("scores.")) return points(value);
  if (value === true) return say("true");
  if (value === false) return say("false");
  if (typeof value === "object") {
    return [value.not_seen ? say("not_seen") : "", value.confidence ? say("confidence_is", { level: value.confidence }) : "", ...(value.reasons ?? [])].filter(Boolean).join("；");
  }
  return String(value);
}

function conflicts(app, work) {
  return [...work.draft.conflicts].map(([name, { yours, present }]) => el("section.card.field-conflict", {},
    el("h2", {}, place(work, name)),
    el("dl.facts", {}, el("dt", {}, say("here_value")), el("dd", {}, shown(name, yours)), el("dt", {}, say("there_value")), el("dd", {}, shown(name, present))),
    work.open ? el("div.row", {}, choice(app, work, name, true), choice(app, work, name, false)) : el("p.help", {}, say("locked_both"))));
}

function choice(app, work, name, mine) {
  return el("button.button", { type: "button", onclick: () => {
    work.choose(name, mine);
    app.draw();
    app.sync.soon(0);
  } }, mine ? say("keep_mine") : say("keep_theirs"));
}

// After the lock, or off the team: nothing may change there, nothing is thrown away here unasked.
function late(app, work) {
  if (work.open) return [];
  return [...work.draft.edits].map(([name, edit]) => el("section.card.field-conflict", {}, el("h2", {}, place(work, name)),
    el("dl.facts", {}, el("dt", {}, say("here_value")), el("dd", {}, shown(name, edit.value)),
      ...(work.content.gone ? [] : [el("dt", {}, say("there_value")), el("dd", {}, shown(name, work.draft.known.get(name)))]))));
}

function photos(work) {
  const left = work.photos.filter((photo) => photo.state !== "arrived");
  if (!left.length) return null;
  const list = el("ul.field-list", {}, ...left.map((photo) => {
    const link = el("a", { download: `${photo.serial}-${photo.taken_at.slice(0, 10)}.jpg` }, say("photo_save"));
    work.picture(photo.key).then((source) => source && link.setAttribute("href", source));
    return el("li.field-row", {}, el("span.field-serial", {}, photo.serial), el("span", {}, photo.refused ?? say("photo_waiting")), link);
  }));
  return el("section", {}, el("h2.field-label", {}, say("photos_left", { count: left.length })), list);
}

function tidy(app, work) {
  const box = el("div.stack");
  const drop = async () => {
    await app.drop(work);
  };
  const button = el("button.button", { type: "button", onclick: () => {
    if (work.settled) return void drop();
    box.replaceChildren(notice("bad", say("drop_unsent", { count: work.waiting }), say("drop_unsent_text")), el("button.button.danger", { type: "button", onclick: drop }, say("drop_anyway")));
  } }, icon("trash"), say("drop"));
  return el("section.stack", {}, button, box);
}
