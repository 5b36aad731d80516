// A part of a form that one answer makes pointless. Without scripts it stays, with a hint that it may be left empty; the
// server forgets it either way.
for (const part of document.querySelectorAll('[data-unless]')) {
  const form = part.closest('form')
  const pointless = part.dataset.unless.split(' ')
  const show = () => {
    part.hidden = [...form.querySelectorAll('input:checked')].some((input) => pointless.includes(input.value))
  }
  form.addEventListener('change', show)
  window.addEventListener('pageshow', show)
  show()
}
