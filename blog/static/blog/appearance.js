/* The colour picker beside each text field, and taking a colour that is offered. */
for (const field of document.querySelectorAll("[data-color-input]")) {
  const text = field.querySelector("input[type=text]");
  const picker = field.querySelector(":scope > input[type=color]");
  const take = (color) => {
    text.value = color;
    picker.value = color;
    text.dispatchEvent(new Event("change", { bubbles: true }));
  };
  picker.addEventListener("input", () => take(picker.value));
  text.addEventListener("input", () => {
    if (/^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value;
  });
  for (const offer of field.querySelectorAll("[data-color]")) {
    offer.addEventListener("click", () => {
      take(offer.dataset.color);
      text.focus();
    });
  }
}
