// A page taken out of the browser's memory may show a record to somebody who has signed out; the server is asked again.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload()
})
