// How the visit goes: who is there, what was found by which way, and both signatures on the glass.
import { newKey } from "../../centre/uploader.js";
import { el, isoNow, moment, notice, say } from "../dom.js";
import { SignaturePad } from "../signature.js";

const MODES = ["talk", "reading", "interview"];

export function visitScreen(app, work) {
  const foot = [el("a.button", { href: `#/${work.number}` }, say("to_list"))];
  const closing = work.content.closing;
  if (closing) return { title: say("visit_record"), foot, body: closed(app, work, closing) };
  if (!work.content.lead) return { title: say("visit_record"), foot, body: notice("info", say("lead_only"), say("lead_only_text")) };
  if (work.content.visit?.closed && !work.content.visit_draft) return { title: say("visit_record"), foot, body: notice("ok", say("visit_held"), say("visit_held_text")) };
  const form = new VisitForm(app, work);
  foot.push(el("button.button.primary", { type: "button", onclick: () => form.finish() }, say("visit_finish")));
  return { title: say("visit_record"), foot, body: form.body() };
}

function closed(app, work, closing) {
  const tone = closing.refused ? "bad" : closing.state === "waiting" ? "warn" : closing.standing === false ? "warn" : "ok";
  const title = closing.refused ? say("visit_refused") : closing.state === "waiting" ? say("visit_waiting") : closing.standing === false ? say("visit_second") : say("visit_arrived");
  const again = closing.refused ? el("button.button", { type: "button", onclick: async () => {
    work.content.visit_draft = { ...closing };
    delete work.content.closing;
    await work.save();
    app.draw();
  } }, say("visit_edit")) : null;
  return el("div.stack", {}, notice(tone, title, ...(closing.refused ? [closing.refused] : closing.standing === false ? [say("visit_second_text")] : [])), again,
    el("dl.facts.plain", {}, el("dt", {}, say("opened_at")), el("dd", {}, moment(closing.opened_at)), el("dt", {}, say("closed_at")), el("dd", {}, moment(closing.closed_at)),
      ...MODES.filter((mode) => closing[mode]).flatMap((mode) => [el("dt", {}, say(mode)), el("dd", {}, closing[mode])]),
      el("dt", {}, say("team_signer")), el("dd", {}, closing.team_signer), el("dt", {}, say("centre_signer")), el("dd", {}, closing.centre_signer)));
}

class VisitForm {
  constructor(app, work) {
    Object.assign(this, { app, work });
    this.draft = { attendance: [["", "team"], ["", "centre"]], opened_at: "", talk: "", reading: "", interview: "", team_signer: "", centre_signer: "", ...work.content.visit_draft };
    this.pads = { team: new SignaturePad(say("sign_here")), centre: new SignaturePad(say("sign_here")) };
    this.wrong = el("div", { role: "alert" });
  }

  keep(changes) {
    Object.assign(this.draft, changes);
    this.work.content.visit_draft = this.draft;
    this.work.save();
  }

  body() {
    return el("div.stack.field-visit", {},
      this.#start(), this.#attendance(),
      ...MODES.map((mode) => this.#text(mode)),
      this.#signed("team"), this.#signed("centre"),
      el("p.help", {}, say("sign_help")), this.wrong);
  }

  #start() {
    const shown = el("strong", {}, this.draft.opened_at ? moment(this.draft.opened_at) : say("not_opened"));
    const button = el("button.button", { type: "button", onclick: () => {
      this.keep({ opened_at: isoNow() });
      shown.textContent = moment(this.draft.opened_at);
      button.hidden = true;
    }, hidden: Boolean(this.draft.opened_at) }, say("open_meeting"));
    return el("section.card.field-case", {}, el("span.muted.small", {}, say("opened_at")), shown, button);
  }

  #attendance() {
    const list = el("ul.field-list");
    const draw = () => list.replaceChildren(...this.draft.attendance.map(([name, side], place) => {
      const input = el("input.input", { type: "text", maxlength: "80", value: name, "aria-label": say("present_name", { number: place + 1 }) });
      const select = el("select.select", { "aria-label": say("present_side", { number: place + 1 }) }, el("option", { value: "team" }, say("side_team")), el("option", { value: "centre" }, say("side_centre")));
      select.value = side;
      const store = () => {
        this.draft.attendance[place] = [input.value, select.value];
        this.keep({});
      };
      input.addEventListener("input", store);
      select.addEventListener("change", store);
      return el("li.field-present", {}, input, select);
    }));
    draw();
    const more = el("button.button.compact", { type: "button", onclick: () => {
      this.draft.attendance.push(["", "centre"]);
      draw();
    } }, say("present_more"));
    return el("section", {}, el("h2.field-label", {}, say("attendance")), list, more);
  }

  #text(mode) {
    const area = el("textarea.textarea", { id: `visit-${mode}`, rows: 3, maxlength: "6000" });
    area.value = this.draft[mode];
    area.addEventListener("input", () => this.keep({ [mode]: area.value }));
    return el("div", {}, el("label.label", { for: `visit-${mode}` }, say(mode)), area);
  }

  #signed(side) {
    const name = `${side}_signer`;
    const input = el("input.input", { type: "text", id: name, maxlength: "80", value: this.draft[name] });
    input.addEventListener("input", () => this.keep({ [name]: input.value }));
    return el("section.card", {}, el("label.label", { for: name }, say(name)), input, this.pads[side].element,
      el("button.button.compact", { type: "button", onclick: () => this.pads[side].clear() }, say("sign_clear")));
  }

  #missing() {
    const { opened_at, attendance, talk, reading, interview, team_signer, centre_signer } = this.draft;
    if (!opened_at) return say("missing_opened");
    if (!attendance.some(([name]) => name.trim())) return say("missing_present");
    if (![talk, reading, interview].some((text) => text.trim())) return say("missing_record");
    if (!team_signer.trim() || !centre_signer.trim()) return say("missing_names");
    if (this.pads.team.empty || this.pads.centre.empty) return say("missing_signatures");
    return "";
  }

  async finish() {
    const missing = this.#missing();
    this.wrong.replaceChildren(missing ? notice("bad", missing) : "");
    if (missing) return;
    const { opened_at, talk, reading, interview, team_signer, centre_signer } = this.draft;
    this.work.content.closing = {
      key: newKey(), state: "waiting", talk, reading, interview, opened_at, closed_at: isoNow(), team_signer, centre_signer,
      attendance: this.draft.attendance.filter(([name]) => name.trim()),
      team_signature: await this.pads.team.png(), centre_signature: await this.pads.centre.png(),
    };
    await this.work.save();
    this.work.changed();
    this.app.draw();
  }
}
