// A second press while a form is on its way does nothing. The button is not disabled: that would leave its name out of
// what is sent. A form whose answer is a download keeps its page, so the guard also ends by itself.
const GUARD_MS = 8000

function sentOnce(form) {
  form.dataset.sending = ''
  for (const button of form.querySelectorAll('button[type="submit"]')) button.setAttribute('aria-disabled', 'true')
}

function maySendAgain(form) {
  delete form.dataset.sending
  for (const button of form.querySelectorAll('button[type="submit"]')) button.removeAttribute('aria-disabled')
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.method !== 'post' || 'repeats' in form.dataset) return
  if ('sending' in form.dataset) {
    event.preventDefault()
    return
  }
  // Only once the browser is really sending: another script may still have stopped it.
  queueMicrotask(() => {
    if (event.defaultPrevented) return
    sentOnce(form)
    setTimeout(() => maySendAgain(form), GUARD_MS)
  })
})
window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sending]').forEach(maySendAgain))
