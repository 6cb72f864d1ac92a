// What may stand where, by the JSON schema of a bank.

export class Guide {
  /** `address` is where the schema is; null for files that have none. */
  constructor(address) {
    this.address = address;
  }

  /** The schema, fetched when it is asked for first. */
  load() {
    this.loading ??= this.address
      ? fetch(this.address)
          .then((answer) => (answer.ok ? answer.json() : null))
          .catch(() => {
            this.loading = undefined;
            return null;
          })
      : Promise.resolve(null);
    return this.loading;
  }

  /** The schemas of the map at the end of a way; `kindAt` gives the kind of the question that the way goes through. */
  async at(way, kind) {
    this.root = await this.load();
    if (!this.root) return [];
    return way.reduce((found, step) => found.flatMap((one) => this.step(one, step, kind)), this.choices(this.root, kind));
  }

  step(schema, step, kind) {
    if (step === -1) return this.choices(schema.items, kind);
    const own = schema.properties?.[step];
    const others = Object.entries(schema.patternProperties ?? {}).filter(([name]) => new RegExp(name).test(step));
    const rest = typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
    const next = own ? [own] : others.length ? others.map(([, one]) => one) : rest;
    return next.flatMap((one) => this.choices(one, kind));
  }

  /** A schema without references; where it has several forms, each of them, of questions that of the kind. */
  choices(schema, kind) {
    if (!schema) return [];
    const { $ref, anyOf, oneOf, allOf, ...own } = schema;
    const target = $ref ? this.choices(this.root.$defs[$ref.split("/").at(-1)], kind) : [];
    const forms = [...(anyOf ?? []), ...(oneOf ?? []), ...(allOf ?? [])].flatMap((one) => this.choices(one, kind));
    const found = [...target, ...forms].map((one) => ({ ...one, description: own.description ?? one.description }));
    const all = found.length ? found : [own];
    const kinds = all.filter((one) => one.properties?.kind?.const);
    const right = kinds.filter((one) => one.properties.kind.const === kind);
    return right.length ? right : all;
  }

  /** What a schema says of a key: its schemas with what is written of them. */
  key(schemas, name, kind) {
    return schemas.flatMap((one) => this.step(one, name, kind));
  }
}

/** What is said of a key: in its schema, or that of what it refers to. */
export function said(schema, referred) {
  const text = schema?.description ?? referred.find((one) => one.description)?.description ?? "";
  const examples = schema?.examples ?? referred.find((one) => one.examples)?.examples ?? [];
  return { text, example: examples.length ? JSON.stringify(examples[0]) : "" };
}

/** The values that are possible. */
export function valuesOf(schemas) {
  const found = schemas.flatMap((one) => {
    if (one.const !== undefined) return [one.const];
    if (one.type === "boolean") return ["true", "false"];
    return one.enum ?? [];
  });
  return [...new Set(found.map(String))];
}
