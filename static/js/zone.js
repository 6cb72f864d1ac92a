// A reader who has chosen no time zone has the browser's, which goes along with what makes an account of theirs.

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
for (const field of document.querySelectorAll("[data-own-zone]")) field.value = timeZone ?? "";
