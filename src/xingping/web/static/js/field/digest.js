// SHA-256 as the server computes it: over a file's bytes, over a field's value, over a whole manifest.

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");
}

export async function sha256(bytes) {
  return hex(await crypto.subtle.digest("SHA-256", bytes));
}

// JSON with sorted keys and no spaces: `core.field_receipt` and `core.canonical` write the same bytes.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

export function digest(value) {
  return sha256(new TextEncoder().encode(canonical(value)));
}
