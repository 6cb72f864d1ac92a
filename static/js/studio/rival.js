// Another text of the draft beside the one in the editor, and the choice between them.

export class Rival {
  constructor() {
    this.place = document.getElementById("rival");
    this.field = document.getElementById("other");
    this.done = () => {};
    for (const button of this.place.querySelectorAll("[data-choose]")) {
      button.addEventListener("click", () => this.pick(button.dataset.choose === "other"));
    }
    this.isBusy = false;
  }

  get isShown() {
    return !this.place.hidden;
  }

  async pick(isOther) {
    if (this.isBusy) return;
    this.isBusy = true;
    await this.choose?.(isOther);
    this.isBusy = false;
  }

  /** Show a text; `choose` is called with whether it is the one that stands. */
  show(text, words, choose) {
    this.place.querySelector("[data-place=words]").textContent = this.place.dataset[words];
    this.field.value = text;
    this.choose = choose;
    this.place.hidden = false;
  }

  hide() {
    this.place.hidden = true;
    this.choose = undefined;
    this.done();
    this.done = () => {};
  }
}
