// Notes that are read without a network: the way to the month's page, which would only lead back here, waits for one.

const way = document.getElementById("to-month");
const show = () => {
  way.hidden = !navigator.onLine;
};
addEventListener("online", show);
addEventListener("offline", show);
show();
