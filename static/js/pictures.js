// A file that is too large is refused before it is sent, so that nothing else that was typed is on its way in vain.

document.addEventListener("change", ({ target }) => {
  if (!target.matches("input[type=file][data-most]")) return;
  const large = [...target.files].some((file) => file.size > Number(target.dataset.most));
  target.setCustomValidity(large ? target.dataset.tooLarge : "");
  if (large) target.reportValidity();
});
