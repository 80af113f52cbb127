"use strict";
// What a form was answered is told in one place that screen readers listen to.
document.addEventListener("htmx:afterRequest", (event) => {
  const said = event.detail.xhr.getResponseHeader("X-Said");
  if (said) document.getElementById("said").textContent = decodeURIComponent(said);
});
// An answer that refuses is shown where an answer would have been.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.xhr.status !== 401) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  if (event.detail.xhr.status === 401) window.location.assign("/sign-in");
});
