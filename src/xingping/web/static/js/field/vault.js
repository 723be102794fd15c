// The device's lock: a PIN opens the key under which everything of one person is kept on this device.
//
// The key of the data is random. It is wrapped by a key that PBKDF2 makes of the PIN; a wrong PIN does not
// unwrap it. A PIN is no password: it keeps a finder of the phone out, and signing in again is needed after
// DAYS without a sync or MOST_TRIES wrong PINs.

export const DAYS = 7;
export const MOST_TRIES = 10;
export const IDLE_MINUTES = 15;
const ROUNDS = 600000;

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export class WrongPin extends Error {}

export class Expired extends Error {}

async function keyOfPin(pin, salt) {
  const given = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, given, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

// A new lock for a person who is signed in at this moment; returns the record to keep and the open key.
export async function makeLock(owner, pin) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const salt = random(16);
  const iv = random(12);
  const wrapped = await crypto.subtle.wrapKey("raw", key, await keyOfPin(pin, salt), { name: "AES-GCM", iv });
  const lock = { owner, salt, iv, wrapped, tries: 0, until: Date.now() + DAYS * 86400000 };
  return { lock, key: await open(lock, pin) };
}

async function open(lock, pin) {
  const how = { name: "AES-GCM", iv: lock.iv };
  const uses = ["encrypt", "decrypt"];
  return crypto.subtle.unwrapKey("raw", lock.wrapped, await keyOfPin(pin, lock.salt), how, "AES-GCM", false, uses);
}

// `keep` writes the record back: a wrong try counts even when the page is closed at once.
export async function unlock(lock, pin, keep) {
  if (lock.until < Date.now() || lock.tries >= MOST_TRIES) throw new Expired();
  await keep({ ...lock, tries: lock.tries + 1 });
  let key;
  try {
    key = await open(lock, pin);
  } catch {
    throw new WrongPin(String(MOST_TRIES - lock.tries - 1));
  }
  await keep({ ...lock, tries: 0 });
  return key;
}

// Signing in on the server proves who it is: the time starts anew and wrong tries are forgotten.
export function renewed(lock) {
  return { ...lock, tries: 0, until: Date.now() + DAYS * 86400000 };
}

export async function seal(key, bytes) {
  const iv = random(12);
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

export function unseal(key, { iv, box }) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, box);
}

export async function sealJson(key, value) {
  return seal(key, new TextEncoder().encode(JSON.stringify(value)));
}

export async function unsealJson(key, sealed) {
  return JSON.parse(new TextDecoder().decode(await unseal(key, sealed)));
}
