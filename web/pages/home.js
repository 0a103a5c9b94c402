// The figures move while orders come in: fetch the changing part, keep the page. Nothing is taken from under the keyboard.
const live = document.getElementById('live');
setInterval(async () => {
  if (document.hidden || live.contains(document.activeElement)) return;
  try {
    const answer = await fetch('/live' + location.search);
    if (answer.ok) live.innerHTML = await answer.text();
  } catch (gone) { /* the server has stopped; the page stays as it is */ }
}, 1500);
