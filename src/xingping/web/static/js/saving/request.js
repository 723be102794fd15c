// Requests to the API: a fresh CSRF token each time, and three ways to fail.
export class Away extends Error {}

export class SignedOut extends Error {}

export class Refused extends Error {
  constructor(status, told) {
    super(`${told.message ?? ""}${told.mend ?? ""}`);
    this.status = status;
    this.code = told.code ?? "";
    this.faults = told.faults ?? [];
  }
}

// Signing in anew in another tab gives a new token: the cookie counts, the page's own only where there is none.
function token() {
  const found = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return found ? found[1] : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

export async function ask(method, address, body, { keepalive = false, signal } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const raw = body instanceof Blob;
  if (raw) headers["Content-Type"] = "application/octet-stream";
  else if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(address, {
      method,
      headers,
      body: raw || body === undefined ? body : JSON.stringify(body),
      credentials: "same-origin",
      redirect: "error",
      keepalive,
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Away();
  }
  if (answer.status === 204) return null;
  if (answer.status >= 500 || answer.status === 429) throw new Away();
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  if (answer.status === 401 || (answer.status === 403 && !told.code)) throw new SignedOut();
  throw new Refused(answer.status, told);
}
