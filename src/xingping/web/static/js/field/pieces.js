// Asking again for what was lost; and a photo in pieces: each failed piece halves the next one, each that arrives
// doubles it. Goes on where it stopped.
import { ask, Away, Refused } from "../saving/request.js";

const SMALLEST = 16 * 1024;
const LARGEST = 1024 * 1024;
const PATIENCE = 8;
const PAUSE = 400;
let size = 64 * 1024;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// A lost request is tried again at once a few times; only then the whole sync waits. `act` must be safe to repeat.
export async function patiently(report, act, { patience = PATIENCE, lost = () => {} } = {}) {
  for (let tried = 0; ; tried += 1) {
    report.requests += 1;
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Away) || tried >= patience) throw error;
      report.retries += 1;
      lost();
      await pause(PAUSE * (tried + 1));
    }
  }
}

function smaller() {
  size = Math.max(SMALLEST, size / 2);
}

export async function sendPhoto(root, photo, bytes, report) {
  if (!bytes) throw new Refused(422, { message: "" });
  const file = new Blob([bytes]);
  const begin = { key: photo.key, file_name: `${photo.serial}.jpg`, size: file.size };
  let state = await patiently(report, () => ask("POST", `${root}/uploads`, begin));
  while (!state.done) {
    if (state.refusal) throw new Refused(422, state.refusal);
    const from = state.received;
    const address = `/api/v1/field/uploads/${photo.key}?offset=${from}`;
    state = await patiently(report, () => ask("PUT", address, file.slice(from, from + size)), { lost: smaller });
    size = Math.min(LARGEST, size * 2);
  }
  const { key, serial, sha256, taken_at, caption, place } = photo;
  return patiently(report, () => ask("POST", `${root}/photos`, { key, serial, sha256, taken_at, caption, place }));
}
