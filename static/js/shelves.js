// Where the journal lies: in IndexedDB, or in memory where a browser refuses that.
// Its version stays 1: a new one would close the journal under pages of an earlier release that are still open.

const NAME = "dalmada";
const ENTRIES = "entries";
const ATTEMPTS = "attempts";

let opening = null;

function open() {
  opening ??= new Promise((resolve) => {
    let request;
    try {
      request = indexedDB.open(NAME, 1);
    } catch {
      resolve(null);
      return;
    }
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ENTRIES, { keyPath: ["token", "position"] });
      request.result.createObjectStore(ATTEMPTS, { keyPath: "token" });
    };
    request.onsuccess = () => {
      const database = request.result;
      // A newer version in another tab must not wait for this one.
      database.onversionchange = () => database.close();
      resolve(database);
    };
    request.onerror = () => resolve(null);
    request.onblocked = () => resolve(null);
  });
  return opening;
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const memory = { [ENTRIES]: new Map(), [ATTEMPTS]: new Map() };

class Shelf {
  constructor(name) {
    this.name = name;
  }

  key(value) {
    return JSON.stringify(this.name === ENTRIES ? [value.token, value.position] : value.token);
  }

  async run(mode, work, otherwise) {
    try {
      const database = await open();
      if (database) {
        // "strict" is on the disk when it is done: a battery that dies a moment later takes nothing.
        const transaction = database.transaction(this.name, mode, { durability: "strict" });
        const done = new Promise((resolve, reject) => {
          transaction.oncomplete = resolve;
          transaction.onabort = () => reject(transaction.error);
        });
        done.catch(() => {}); // what went wrong is told by the work, too
        const found = await work(transaction.objectStore(this.name));
        if (mode === "readwrite") await done;
        return found;
      }
    } catch {
      // Full, or taken away meanwhile: memory goes on.
    }
    return otherwise(memory[this.name]);
  }

  all() {
    return this.run(
      "readonly",
      (store) => answered(store.getAll()),
      (map) => [...map.values()],
    );
  }

  get(value) {
    const key = this.name === ENTRIES ? [value.token, value.position] : value.token;
    return this.run(
      "readonly",
      (store) => answered(store.get(key)),
      (map) => map.get(this.key(value)),
    );
  }

  put(value) {
    return this.run(
      "readwrite",
      (store) => answered(store.put(value)),
      (map) => map.set(this.key(value), value),
    );
  }

  remove(value) {
    const key = this.name === ENTRIES ? [value.token, value.position] : value.token;
    return this.run(
      "readwrite",
      (store) => answered(store.delete(key)),
      (map) => map.delete(this.key(value)),
    );
  }

  /** Change what is there, in one go: `change` gives the new value, or nothing to leave it. */
  change(value, change) {
    const key = this.name === ENTRIES ? [value.token, value.position] : value.token;
    return this.run(
      "readwrite",
      (store) =>
        answered(store.get(key)).then((found) => {
          const made = change(found);
          return made ? answered(store.put(made)) : undefined;
        }),
      (map) => {
        const made = change(map.get(this.key(value)));
        if (made) map.set(this.key(value), made);
      },
    );
  }
}

export const entries = new Shelf(ENTRIES);
export const attempts = new Shelf(ATTEMPTS);
