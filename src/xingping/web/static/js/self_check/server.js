// Asks the server; while it is away, says so and tries again until it answers. Only the latest question counts.
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 15000;

export class Away extends Error {}

export class Refused extends Error {}

export async function post(address, token, body) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new Away();
  }
  if (answer.status >= 500) throw new Away();
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Refused(told.error || "");
  }
  return answer;
}

export class Asker {
  constructor({ address, token, question, answered, away, refused }) {
    Object.assign(this, { address, token, question, answered, away, refused });
    this.sequence = 0;
    this.wait = FIRST_WAIT;
    this.timer = null;
  }

  // Ask after a pause; a later call replaces an earlier one.
  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause);
  }

  async now() {
    clearTimeout(this.timer);
    const sequence = ++this.sequence;
    try {
      const answer = await post(this.address, this.token, this.question());
      const told = await answer.json();
      if (sequence !== this.sequence) return;
      this.wait = FIRST_WAIT;
      this.answered(told);
    } catch (error) {
      if (sequence !== this.sequence) return;
      if (error instanceof Refused) {
        this.refused(error.message);
      } else {
        this.away();
        this.soon(this.wait);
        this.wait = Math.min(this.wait * 1.5, LONGEST_WAIT);
      }
    }
  }
}
