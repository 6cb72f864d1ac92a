// What lies in local storage, which answers at once: this browser's name for itself, and the number of its last change.

import { account } from "./account.js";

const memory = {};

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory[key] ?? null;
  }
}

function write(key, value) {
  memory[key] = value;
  try {
    localStorage.setItem(key, value);
  } catch {
    // Memory has it.
  }
}

function remove(key) {
  delete memory[key];
  try {
    localStorage.removeItem(key);
  } catch {
    // Memory is all there was.
  }
}

/** The names of what lies in local storage. */
function keys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return Object.keys(memory);
  }
}

function random() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const DEVICE = "dalmada:device";
const COUNTER = "dalmada:counter";
const OLD_COUNTER = "dalmada:sequence:";

/** This browser's name for itself: random, and the same for all tabs of an account. */
export function device() {
  const key = `${DEVICE}:${account}`;
  let name = read(key);
  if (!name) {
    // What an earlier release called the whole browser, and counted, goes over to the first who comes.
    name = read(DEVICE) ?? `web-${random()}`;
    const counted = keys().filter((one) => one.startsWith(OLD_COUNTER));
    countFrom(Math.max(0, ...counted.map((one) => Number(read(one)))));
    write(key, name);
    for (const old of [DEVICE, ...counted]) remove(old);
  }
  return name;
}

/** The number of the account's last change in this browser is at least `used`. */
export function countFrom(used) {
  const key = `${COUNTER}:${account}`;
  if (used > Number(read(key) ?? 0)) write(key, String(used));
}

/** A number that this account has not used in this browser, in any of its tabs. */
export function nextNumber() {
  device();
  const next = Number(read(`${COUNTER}:${account}`) ?? 0) + 1;
  countFrom(next);
  return next;
}

/** Forget the names and counts of all other accounts, but of those in `kept`. */
export function forgetOthers(kept) {
  for (const key of keys()) {
    const [, kind, mark] = key.split(":");
    const isCount = [DEVICE, COUNTER].includes(`dalmada:${kind}`) && mark !== undefined;
    if (isCount && mark !== account && !kept.has(mark)) remove(key);
  }
}
